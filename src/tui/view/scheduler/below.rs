//! What is under the cards: who waits for what, who is in a system call, what threads do.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::super::action::Action;
use super::super::super::app::{Model, View};
use super::super::super::theme::Role;
use super::super::{Screen, gs};
use super::Loose;
use crate::ids::Nanos;
use crate::trace::state::SYSMON;
use crate::trace::state::model::MStatus;
use crate::trace::text::Time;

/// How many lines would show all.
pub fn height(loose: &Loose, width: u16) -> u16 {
    let line = |gs: usize| (gs * 5 + 22).div_ceil(width.max(1) as usize).min(3) as u16;
    let waiting: u16 = loose.waiting.iter().map(|(_, gs)| line(gs.len())).sum();
    waiting.max(1) + 2 + u16::from(!loose.syscalls.is_empty())
}

/// Draws it; gives the line below.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect, loose: &Loose) -> u16 {
    if area.height == 0 {
        return area.y;
    }
    let theme = &model.theme;
    let mut y = area.y;
    let threads = area.bottom().saturating_sub(if area.height > 3 { 2 } else { 1 });
    let fixed = 1 + u16::from(!loose.syscalls.is_empty());
    let many = loose.waiting.len() as u16;
    let lines = threads.saturating_sub(y + fixed.min(threads.saturating_sub(y)));
    for (i, (reason, gids)) in loose.waiting.iter().enumerate() {
        if y >= threads {
            break;
        }
        // Each reason gets a line; what is left over is shared from the top.
        let spare = lines.saturating_sub(many);
        let height = 1 + (spare / many.max(1)).min(2);
        let height = height.min(threads - y);
        let label = format!(" {} {} ", reason.text(), gids.len());
        let style = theme.style(Role::of_wait(*reason));
        let used = screen.text(area.x, y, area.width, &label, style);
        let x = area.x + used.max(22.min(area.width));
        let width = area.right().saturating_sub(x);
        let place = Rect { x, y, width, height };
        y = gs::draw(model, screen, place, gids.iter().copied(), gids.len());
        if y >= threads && i + 1 < loose.waiting.len() {
            let more = format!(" +{} more reasons ", loose.waiting.len() - i - 1);
            let x = area.right().saturating_sub(more.len() as u16);
            screen.text(x, y - 1, more.len() as u16, &more, theme.style(Role::Dim));
            let zone = Rect { x, y: y - 1, width: more.len() as u16, height: 1 };
            screen.zone(zone, Action::Show(View::Goroutines));
        }
    }
    if loose.waiting.is_empty() {
        screen.text(area.x, y, area.width, " nobody waits", theme.style(Role::Dim));
        y += 1;
    }
    if !loose.syscalls.is_empty() && y < threads {
        syscalls(model, screen, Rect { y, height: 1, ..area }, loose);
        y += 1;
    }
    if !loose.system.is_empty() && y < threads && y + 1 < area.bottom() {
        let used = screen.text(area.x, y, area.width, " the runtime's own", theme.style(Role::Dim));
        let x = area.x + used.max(22);
        let place = Rect { x, y, width: area.right().saturating_sub(x), height: 1 };
        gs::draw(model, screen, place, loose.system.iter().copied(), loose.system.len());
        y += 1;
    }
    if y < area.bottom() {
        self::threads(model, screen, Rect { y, height: 1, ..area });
        y += 1;
    }
    y
}

fn syscalls(model: &Model, screen: &mut Screen, area: Rect, loose: &Loose) {
    let theme = &model.theme;
    let style = theme.style(Role::Syscall);
    let used = screen.text(area.x, area.y, area.width, " system call", style);
    let mut x = area.x + used.max(22.min(area.width));
    for (gid, mid) in &loose.syscalls {
        let kept = model.state.m(*mid).is_some_and(|m| m.p.is_some());
        let text = format!("on {mid}{}", if kept { "" } else { " (P taken)" });
        let width = (gid.to_string().len() + 1 + text.len()) as u16;
        if x + width > area.right() {
            break;
        }
        let used = gs::one(model, screen, x, area.y, *gid) + 1;
        screen.text(x + used, area.y, width, &text, theme.style(Role::Dim));
        x += width + 2;
    }
}

/// Threads that hold no P: idle ones, those that spin, the poller, sysmon.
fn threads(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    let state = &model.state;
    let mut parts: Vec<(String, Role)> = Vec::new();
    let names = |of: &dyn Fn(&crate::trace::state::model::M) -> bool| {
        let names: Vec<String> =
            state.ms().filter(|(_, m)| of(m)).map(|(mid, _)| mid.to_string()).collect();
        let shown = 8.min(names.len());
        let more = names.len() - shown;
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        (!names.is_empty()).then(|| format!("{}{more}", names[..shown].join(" ")))
    };
    let all = state.ms().filter(|(_, m)| m.status != MStatus::Dead).count();
    let s = if all == 1 { "" } else { "s" };
    parts.push((format!("{all} thread{s}"), Role::Title));
    if let Some(names) = names(&|m| m.status == MStatus::Parked) {
        parts.push((format!("idle {names}"), Role::Idle));
    }
    if state.spinning() > 0 {
        let names = names(&|m| m.spinning).unwrap_or_default();
        parts.push((format!("spinning {} {names}", state.spinning()), Role::Spinning));
    }
    if let Some(names) = names(&|m| m.status == MStatus::ParkedLocked) {
        parts.push((format!("locked, asleep {names}"), Role::Idle));
    }
    if let Some(names) = names(&|m| m.throttled != 0) {
        let until = state.ms().map(|(_, m)| m.throttled).max().unwrap_or(0);
        parts.push((format!("throttled until {} {names}", Time(until)), Role::Preempt));
    }
    if let Some(m) = state.m(state.poller()) {
        let until = if matches!(m.until, 0 | Nanos::MAX) {
            String::new()
        } else {
            format!(" until {}", Time(m.until))
        };
        parts.push((format!("in the poller {}{until}", state.poller()), Role::WaitIo));
    }
    let idle: Vec<String> = state.idle_ps().iter().rev().take(8).map(|p| p.to_string()).collect();
    if !idle.is_empty() {
        let more = state.idle_ps().len() - idle.len();
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        parts.push((format!("idle Ps {}{more}", idle.join(" ")), Role::Idle));
    }
    if let Some((reason, by)) = state.stopped() {
        parts.push((format!("world stopped by {by}: {}", reason.text()), Role::Preempt));
    }
    if state.m(SYSMON).is_some() {
        let deep = if state.sysmon_deep() { "sleeps until woken" } else { "watches" };
        parts.push((format!("sysmon {deep}"), Role::Dim));
    }
    let mut x = area.x + 1;
    for (text, role) in parts {
        let width = Line::raw(text.as_str()).width() as u16;
        if x + width > area.right() {
            break;
        }
        screen.text(x, area.y, width, &text, theme.style(role));
        x += width + 3;
    }
}
