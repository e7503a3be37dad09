//! The `findRunnable` inspector: the last decision for the chosen P, branch by branch.
//!
//! Next: [`crate::trace::explain::branches`], which tells what became of each.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use super::super::action::Action;
use super::super::app::Model;
use super::super::theme::Role;
use super::Screen;
use crate::ids::{Mid, Pid};
use crate::trace::event::{Event, EventKind};
use crate::trace::explain::branches::{BranchSeen, Seen, branches};
use crate::trace::explain::{Moment, explain};
use crate::trace::text::Time;

/// So many events are searched for a decision.
const LOOK_BACK: usize = 200_000;

/// Numbers (from 1) of the last decisions made for the P, the latest first.
fn decisions(model: &Model, pid: Pid, many: usize) -> Vec<usize> {
    let events = &model.run.history.events()[..model.n()];
    let mut found = Vec::new();
    // Decisions of Ms that had given up their P by then: it is told by the M's event before.
    let mut open: Vec<(Mid, usize)> = Vec::new();
    for (i, e) in events.iter().enumerate().rev().take(LOOK_BACK) {
        if found.len() >= many {
            break;
        }
        let given_up = matches!(e.kind, EventKind::ProcStop { pid: gone } if gone == pid);
        if let EventKind::ProcStop { .. } | EventKind::GoSyscallEndBlocked = e.kind
            && let Some(at) = open.iter().position(|(m, _)| *m == e.m)
        {
            let (_, n) = open.swap_remove(at);
            if given_up {
                found.push(n);
            }
        }
        if let EventKind::FindRunnable { .. } = e.kind {
            if e.p == pid {
                found.push(i + 1);
            } else if e.p.is_none() && !open.iter().any(|(m, _)| *m == e.m) {
                open.push((e.m, i + 1));
            }
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    found
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let pid = model.pick_p;
    let many = area.height as usize;
    let all = decisions(model, pid, many);
    let Some(n) = all.first().copied() else {
        let inner = screen.block(model, &format!("findRunnable  {pid}"), area);
        let text = format!("No decision was made for {pid} yet. Up and down choose another P.");
        screen.text(inner.x, inner.y, inner.width, &text, model.theme.style(Role::Dim));
        return;
    };
    let events = &model.run.history.events()[..n];
    let before = model.run.history.at(n - 1);
    let at = Moment { events, before: &before, strings: &model.run.strings };
    let wide = area.width >= 110;
    let list = if wide { 40 } else { 0 };
    let left = Rect { width: area.width - list, ..area };
    let e = &events[n - 1];
    let title = format!("findRunnable  {} for {pid} at {}, event {n}", e.m, Time(e.at));
    let inner = screen.block(model, &title, left);
    let rows = branches(&at).unwrap_or_default();
    for (row, y) in rows.iter().zip(inner.y..inner.bottom()) {
        draw_branch(model, screen, Rect { y, height: 1, ..inner }, row);
    }
    let y = (inner.y + rows.len() as u16 + 1).min(inner.bottom());
    if let Some(why) = explain(&at) {
        let text = Line::styled(why.text, model.theme.style(Role::Text));
        let place = Rect { y, height: inner.bottom() - y, ..inner };
        screen.put(Paragraph::new(text).wrap(Wrap { trim: true }), place);
    }
    if wide {
        let right = Rect { x: left.right(), width: list, ..area };
        recent(model, screen, right, &all);
    }
}

fn draw_branch(model: &Model, screen: &mut Screen, place: Rect, row: &BranchSeen) {
    let theme = &model.theme;
    let (sign, role) = match row.seen {
        Seen::Taken => (theme.letter("▶", ">"), Role::Running),
        Seen::Looked => (theme.letter("○", "o"), Role::Text),
        Seen::Skipped => (theme.letter("–", "-"), Role::Dim),
        Seen::NotReached => (" ", Role::Dim),
    };
    let head = format!("{sign} {:<6}{:<26}{:<12} ", row.rule, row.name, row.seen.text());
    let values = if row.seen == Seen::NotReached { "" } else { row.values.as_str() };
    let line = Line::from(vec![
        Span::styled(head, theme.style(role)),
        Span::styled(values.to_string(), theme.style(role)),
    ]);
    screen.line(place.x, place.y, place.width, line);
}

/// The decisions before it, to go to.
fn recent(model: &Model, screen: &mut Screen, area: Rect, all: &[usize]) {
    let inner = screen.block(model, "decisions, latest first", area);
    for (n, y) in all.iter().zip(inner.y..inner.bottom()) {
        let e: &Event = &model.run.history.events()[n - 1];
        let EventKind::FindRunnable { found, gid, .. } = e.kind else { continue };
        let found = found.text();
        let what = if gid.is_some() { format!("{gid}, {found}") } else { found.to_string() };
        let text = format!("{:>12}  {what}", Time(e.at).to_string());
        screen.text(inner.x, y, inner.width, &text, model.theme.style(Role::Text));
        screen.zone(Rect { y, height: 1, ..inner }, Action::Go(*n));
    }
}
