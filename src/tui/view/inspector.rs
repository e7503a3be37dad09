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
use crate::ids::Pid;
use crate::trace::event::{Event, EventKind};
use crate::trace::explain::branches::{BranchSeen, Seen, branches};
use crate::trace::explain::{Moment, explain};
use crate::trace::text::Time;

/// Numbers (from 1) of the last decisions made for the P, the latest first.
fn decisions(model: &Model, pid: Pid, many: usize) -> Vec<usize> {
    let all = model.run.timeline().decisions(pid);
    let known = all.partition_point(|n| *n <= model.n());
    all[..known].iter().rev().take(many).copied().collect()
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
