//! A P: its thread, what it runs, `runnext`, the queue of 256, its ticks and timers.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::super::super::action::Action;
use super::super::super::app::Model;
use super::super::super::theme::Role;
use super::super::{Screen, gs};
use super::Loose;
use crate::ids::{Gid, Pid};
use crate::trace::state::RING;
use crate::trace::state::model::{P, PStatus, Use};
use crate::trace::text::Time;
use crate::trace::timeline::{Cause, CauseAt};

/// What a P is doing: its thread and a word, and what that means.
fn doing(model: &Model, pid: Pid, p: &P) -> (String, Role) {
    let m = model.state.m(p.m);
    let (word, role) = match model.state.p_status(pid) {
        PStatus::Idle => return ("idle".into(), Role::Idle),
        PStatus::Passing if p.to.is_some() => {
            return (format!("on its way to {}", p.to), Role::Idle);
        }
        PStatus::Passing => return ("no thread".into(), Role::Idle),
        PStatus::GcStop => ("stopped", Role::Preempt),
        PStatus::Dead => return ("gone".into(), Role::Dead),
        PStatus::Running if m.is_some_and(|m| m.throttled != 0) => ("throttled", Role::Preempt),
        PStatus::Running => match p.used {
            Use::Run => ("running", Role::Running),
            Use::Syscall => ("in a system call", Role::Syscall),
            Use::Sched | Use::Idle if m.is_some_and(|m| m.spinning) => ("spinning", Role::Spinning),
            Use::Sched | Use::Idle => ("scheduling", Role::Runnable),
        },
    };
    if p.m.is_some() { (format!("{} {word}", p.m), role) } else { (word.into(), role) }
}

/// The goroutine the P runs, or is about to run, and the sign in front of it.
fn current(model: &Model, p: &P, loose: &Loose) -> Option<(&'static str, Gid)> {
    let m = model.state.m(p.m)?;
    if m.g.is_some() {
        return Some((model.theme.letter("▶", ">"), m.g));
    }
    let hand = loose.hands.iter().find(|(of, _)| *of == p.m)?;
    Some((model.theme.letter("→", "~"), hand.1))
}

/// Draws the P in a frame.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect, pid: Pid, p: &P, loose: &Loose) {
    let theme = &model.theme;
    let (what, role) = doing(model, pid, p);
    let acts = model.event().is_some_and(|e| e.p == pid);
    let inner = screen.block(model, "", area);
    let mut name = theme.style(Role::Title);
    if pid == model.pick_p {
        name = name.add_modifier(Modifier::REVERSED);
    }
    let sign = if acts { theme.letter(" ●", " *") } else { "" };
    let title = Line::from(vec![
        Span::styled(format!(" {pid} "), name),
        Span::styled(format!(" {what}"), theme.style(role)),
        Span::styled(format!("{sign} "), theme.style(Role::Steal)),
    ]);
    screen.line(area.x + 1, area.y, area.width.saturating_sub(2), title);
    screen.zone(area, Action::PickP(pid));

    let at = |line: u16| Rect { y: inner.y + line, height: 1, ..inner };
    let lines = inner.height;
    // What brought it here gets a line where there are six, its line of source where there are eight.
    let mut used = 1;
    if let Some((sign, gid)) = current(model, p, loose) {
        runs(model, screen, at(0), sign, gid);
        if lines >= 6 {
            cause(model, screen, at(1), gid);
        }
        if lines >= 8 {
            let line = model.state.g(gid).map_or(0, |g| g.line) as usize;
            let text = line.checked_sub(1).and_then(|i| model.run.program.lines.get(i));
            let text = text.map_or("", |text| text.trim());
            screen.text(inner.x + 2, inner.y + 2, inner.width - 2, text, theme.style(Role::Text));
        }
    } else {
        let word = if role == Role::Spinning { "looks for work elsewhere" } else { "" };
        screen.text(inner.x, inner.y, inner.width, word, theme.style(role));
    }
    used += u16::from(lines >= 6) + u16::from(lines >= 8);
    next(model, screen, at(used), p);
    used += 1;
    let rest = Rect { y: inner.y + used, height: lines.saturating_sub(used), ..inner };
    queue(model, screen, rest, p);
    // The last of at least five lines says what else there is.
    if lines >= 5 {
        let (tick, timers) = (format!("tick {}", p.tick), format!("  timers {}", p.timers));
        let mut x = inner.x;
        for text in [tick, timers, format!("  free Gs {}", p.free)] {
            let left = inner.right() - x;
            if text.len() <= left as usize {
                x += screen.text(x, inner.bottom() - 1, left, &text, theme.style(Role::Dim));
            }
        }
    }
}

/// "▶ G7 main.worker:18  3.1 ms".
fn runs(model: &Model, screen: &mut Screen, area: Rect, sign: &str, gid: Gid) {
    let theme = &model.theme;
    let style = theme.style(Role::Running);
    let used = screen.text(area.x, area.y, area.width, sign, style);
    let mut x = area.x + used + 1;
    x += gs::one(model, screen, x, area.y, gid) + 1;
    let Some(g) = model.state.g(gid) else { return };
    let func = model.run.strings.get(g.func);
    let func = func.strip_prefix("main.").unwrap_or(&func);
    let line = if g.line > 0 { format!(":{}", g.line) } else { String::new() };
    let since = Time(model.state.now().saturating_sub(g.since)).to_string();
    let left = area.right().saturating_sub(x);
    let since_width = Line::raw(since.as_str()).width() as u16;
    let text = format!("{func}{line}");
    let width = Line::raw(text.as_str()).width() as u16;
    screen.text(x, area.y, left, &text, theme.style(Role::Text));
    if width + 1 + since_width <= left {
        let x = area.right() - since_width;
        screen.text(x, area.y, since_width, &since, theme.style(Role::Dim));
    }
    if g.preempt {
        let sign = theme.letter("!", "!");
        screen.text(area.right() - 1, area.y, 1, sign, theme.style(Role::Preempt));
    }
}

/// "↳ stolen from P0 by P2  SW-2": what brought the goroutine here.
fn cause(model: &Model, screen: &mut Screen, area: Rect, gid: Gid) {
    let Some(lane) = model.run.timeline().g(gid) else { return };
    let known = lane.causes.partition_point(|cause| cause.n <= model.n());
    // To be kicked out of runnext leads to a queue, not to a P.
    let brought = |c: &&CauseAt| !matches!(c.cause, Cause::Kicked(_) | Cause::Overflowed(_));
    let Some(last) = lane.causes[..known].iter().rev().find(brought) else { return };
    let text = format!("{} {}  ", model.theme.letter("↳", ">"), last.cause);
    let used = screen.text(area.x, area.y, area.width, &text, model.theme.style(Role::Text));
    let left = area.width - used;
    let rule = last.cause.rule().id;
    if rule.len() <= left as usize {
        screen.text(area.x + used, area.y, left, rule, model.theme.style(Role::Dim));
    }
    screen.zone(area, Action::Go(last.n));
}

fn next(model: &Model, screen: &mut Screen, area: Rect, p: &P) {
    let dim = model.theme.style(Role::Dim);
    let used = screen.text(area.x, area.y, area.width, "next  ", dim);
    if p.runnext.is_some() {
        gs::one(model, screen, area.x + used, area.y, p.runnext);
    } else {
        screen.text(area.x + used, area.y, 1, model.theme.letter("–", "-"), dim);
    }
}

/// "queue 5/256 ███····" and the goroutines in it, head first.
fn queue(model: &Model, screen: &mut Screen, area: Rect, p: &P) {
    if area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let full = p.ring.len() == RING;
    let role = if full { Role::Error } else { Role::Dim };
    let text = format!("queue {}/{RING} ", p.ring.len());
    let used = screen.text(area.x, area.y, area.width, &text, theme.style(role));
    let x = area.x + used;
    let left = area.right().saturating_sub(x);
    // On its own line the queue has room; else the names follow at once.
    if area.height >= 2 {
        gauge(model, screen, Rect { x, width: left, height: 1, ..area }, p.ring.len());
        let keep = if area.height >= 3 { 1 } else { 0 };
        let place = Rect { y: area.y + 1, height: area.height - 1 - keep, ..area };
        gs::draw(model, screen, place, p.ring.iter().copied(), p.ring.len());
    } else {
        let place = Rect { x, width: left, height: 1, ..area };
        gs::draw(model, screen, place, p.ring.iter().copied(), p.ring.len());
    }
}

/// How full the 256 slots are.
fn gauge(model: &Model, screen: &mut Screen, area: Rect, len: usize) {
    let theme = &model.theme;
    let cells = area.width as usize;
    let eighths = (len * cells * 8).div_ceil(RING);
    let blocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let mut bar = theme.letter("█", "#").repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push_str(theme.letter(blocks[eighths % 8], "#"));
    }
    let empty = theme.letter("·", ".").repeat(cells.saturating_sub(eighths.div_ceil(8)));
    let used = screen.text(area.x, area.y, area.width, &bar, theme.style(Role::Runnable));
    let left = area.width.saturating_sub(used);
    screen.text(area.x + used, area.y, left, &empty, theme.style(Role::Border));
}

/// Draws the P in a line.
pub fn row(model: &Model, screen: &mut Screen, area: Rect, pid: Pid, p: &P, loose: &Loose) {
    let theme = &model.theme;
    let (what, role) = doing(model, pid, p);
    let mut name = theme.style(Role::Title);
    if pid == model.pick_p {
        name = name.add_modifier(Modifier::REVERSED);
    }
    screen.text(area.x, area.y, area.width, &format!(" {pid} "), name);
    screen.text(area.x + 6, area.y, 15, &what, theme.style(role));
    let mut x = area.x + 22;
    if let Some((sign, gid)) = current(model, p, loose) {
        screen.text(x, area.y, 1, sign, theme.style(Role::Running));
        gs::one(model, screen, x + 2, area.y, gid);
    }
    x += 10;
    let dim = theme.style(Role::Dim);
    screen.text(x, area.y, 5, "next", dim);
    if p.runnext.is_some() {
        gs::one(model, screen, x + 5, area.y, p.runnext);
    }
    x += 12;
    let width = area.right().saturating_sub(x);
    queue(model, screen, Rect { x, width, ..area }, p);
}
