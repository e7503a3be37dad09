//! Statistics up to the playhead: queues over time, what Ps were used for, how long goroutines
//! waited to run, how many events of each kind there were.

use ratatui::layout::Rect;

use super::super::app::Model;
use super::super::theme::Role;
use super::Screen;
use super::timeline::Window;
use crate::ids::Nanos;
use crate::scenario::summary::world;
use crate::trace::event::EventName;
use crate::trace::stats::Histogram;
use crate::trace::text::{Bytes, Time};
use crate::trace::timeline::Queued;

/// Heights of a bar in eighths of a cell.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_EIGHTHS: [&str; 9] = [" ", "_", "_", ".", ".", "-", "=", "+", "#"];

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let top = (area.height / 3).max(5);
    let upper = Rect { height: top, ..area };
    queues(model, screen, upper);
    let lower = Rect { y: area.y + top, height: area.height - top, ..area };
    if area.width >= 110 {
        let third = area.width / 3;
        let column = |i: u16, width| Rect { x: area.x + i * third, width, ..lower };
        processors(model, screen, column(0, third));
        latency(model, screen, column(1, third));
        counts(model, screen, column(2, area.width - 2 * third));
    } else {
        let half = area.width / 2;
        let left = Rect { width: half, ..lower };
        // The histogram says something from four lines on.
        let procs = (model.state.procs() as u16 + 2).min(lower.height.saturating_sub(5));
        processors(model, screen, Rect { height: procs, ..left });
        let rest = Rect { y: left.y + procs, height: left.height - procs, ..left };
        latency(model, screen, rest);
        counts(model, screen, Rect { x: area.x + half, width: area.width - half, ..lower });
    }
}

/// How long the queues were, over time, in two bands: local queues and the global one.
fn queues(model: &Model, screen: &mut Screen, area: Rect) {
    let now = model.state.now();
    let title = format!("goroutines in queues, 0 to {}", Time(now));
    let inner = screen.block(model, &title, area);
    let window = Window {
        from: 0,
        span: now.max(1),
        columns: inner.width.saturating_sub(12).max(1),
        until: now,
    };
    let mut local = vec![0u32; window.columns as usize];
    let mut global = local.clone();
    let queued = model.run.timeline().queued();
    let queued = &queued[..queued.partition_point(|q| q.at <= now)];
    for (i, q) in queued.iter().enumerate() {
        let end = queued.get(i + 1).map_or(now, |next| next.at);
        let (Some(first), Some(last)) = (window.column(q.at), window.column(end)) else { continue };
        for column in first..=last {
            let column = column as usize;
            local[column] = local[column].max(q.local);
            global[column] = global[column].max(q.global);
        }
    }
    let half = inner.height / 2;
    let last = queued.last().copied().unwrap_or(Queued::default());
    let upper = Rect { height: inner.height - half, ..inner };
    let lower = Rect { y: inner.y + upper.height, height: half, ..inner };
    band(model, screen, upper, "local", last.local, &local, Role::Runnable);
    band(model, screen, lower, "global", last.global, &global, Role::WaitLock);
}

fn band(
    model: &Model,
    screen: &mut Screen,
    area: Rect,
    name: &str,
    last: u32,
    values: &[u32],
    role: Role,
) {
    if area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let most = values.iter().copied().max().unwrap_or(0);
    let max = most.max(1);
    screen.text(area.x, area.y, 11, &format!("{name} {last}"), theme.style(role));
    if area.height > 1 {
        screen.text(area.x, area.y + 1, 11, &format!("most {most}"), theme.style(Role::Dim));
    }
    let signs = if theme.ascii { ASCII_EIGHTHS } else { EIGHTHS };
    let rows = u64::from(area.height);
    for (x, value) in (area.x + 12..area.right()).zip(values) {
        // What is there is seen, however little it is.
        let eighths = (u64::from(*value) * rows * 8).div_ceil(max.into());
        for row in 0..rows {
            let fill = eighths.saturating_sub(row * 8).min(8) as usize;
            let y = area.bottom() - 1 - row as u16;
            screen.text(x, y, 1, signs[fill], theme.style(role));
        }
    }
}

/// What each P's time went into.
fn processors(model: &Model, screen: &mut Screen, area: Rect) {
    let inner = screen.block(model, "processors", area);
    let (theme, now) = (&model.theme, model.state.now().max(1));
    let width = inner.width.saturating_sub(12);
    let many = inner.height as usize;
    let procs = model.state.procs() as usize;
    let top = (model.pick_p.index() + 1).saturating_sub(many).min(procs.saturating_sub(many));
    for ((pid, p), y) in model.state.ps().skip(top).zip(inner.y..inner.bottom()) {
        let [idle, sched, run, syscall] = p.totals_at(now);
        screen.text(inner.x, y, 5, &pid.to_string(), theme.style(Role::Text));
        let percent = u128::from(run + syscall) * 100 / u128::from(now);
        screen.text(inner.x + 4, y, 6, &format!("{percent:>3} %"), theme.style(Role::Text));
        let parts = [
            (run, theme.letter("█", "#"), Role::Running),
            (syscall, theme.letter("▒", "%"), Role::Syscall),
            (sched, theme.letter("░", ":"), Role::Spinning),
            (idle, theme.letter("·", "."), Role::Idle),
        ];
        let (mut sum, mut x) = (0u128, inner.x + 11);
        for (time, sign, role) in parts {
            sum += u128::from(time);
            let end = inner.x + 11 + (sum * u128::from(width) / u128::from(now)) as u16;
            while x < end.min(inner.right()) {
                screen.text(x, y, 1, sign, theme.style(role));
                x += 1;
            }
        }
    }
}

/// How long goroutines were runnable before they ran.
fn latency(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    let all = model.run.timeline().latencies();
    let mut histogram = Histogram::default();
    let known = all.partition_point(|(at, _)| *at <= model.state.now());
    all[..known].iter().for_each(|(_, waited)| histogram.add(*waited));
    let inner = screen.block(model, "runnable to running", area);
    if histogram.count() == 0 || inner.height == 0 {
        return;
    }
    let summary =
        format!("mean {}, 99 % within {}", Time(histogram.mean()), Time(histogram.percentile(99)));
    screen.text(inner.x, inner.y, inner.width, &summary, theme.style(Role::Text));
    let buckets: Vec<(Nanos, u64)> = histogram.buckets().collect();
    let room = inner.height as usize - 1;
    // Neighbours share a line where there are more buckets than lines.
    let share = buckets.len().div_ceil(room.max(1)).max(1);
    let lines: Vec<(Nanos, u64)> = buckets
        .chunks(share)
        .map(|part| (part[part.len() - 1].0, part.iter().map(|(_, n)| n).sum()))
        .collect();
    let most = lines.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    for ((end, n), y) in lines.into_iter().zip(inner.y + 1..inner.bottom()) {
        let name = format!("≤ {:>11} {n:>7} ", Time(end).to_string());
        let used = screen.text(inner.x, y, inner.width, &name, theme.style(Role::Dim));
        let width = u64::from(inner.width.saturating_sub(used));
        let bar = theme.letter("█", "#").repeat((n * width).div_ceil(most) as usize);
        screen.text(inner.x + used, y, width as u16, &bar, theme.style(Role::Runnable));
    }
}

/// Pools, limits and memory if the program has any; then how many events of each kind there were, the
/// most frequent first.
fn counts(model: &Model, screen: &mut Screen, area: Rect) {
    let memory = Bytes(model.state.memory()).to_string();
    let world = world(&model.state, &memory, &model.run.strings);
    let above = if world.is_empty() { 0 } else { world.len() as u16 + 2 };
    if above > 0 {
        let place = Rect { height: above.min(area.height), ..area };
        let inner = screen.block(model, "the world", place);
        for (line, y) in world.iter().zip(inner.y..inner.bottom()) {
            screen.text(inner.x, y, inner.width, line, model.theme.style(Role::Text));
        }
    }
    let above = above.min(area.height);
    let place = Rect { y: area.y + above, height: area.height - above, ..area };
    if place.height < 3 {
        return;
    }
    let inner = screen.block(model, "events", place);
    let counts = model.run.timeline().counts(model.run.history.events(), model.n());
    let mut all: Vec<(EventName, u32)> =
        EventName::ALL.iter().map(|kind| (*kind, counts.0[*kind as usize])).collect();
    all.retain(|(_, n)| *n > 0);
    all.sort_by_key(|(kind, n)| (std::cmp::Reverse(*n), *kind));
    let height = inner.height.max(1) as usize;
    let width = 26;
    for (i, (kind, n)) in all.into_iter().enumerate() {
        let (x, y) = (inner.x + (i / height) as u16 * width, inner.y + (i % height) as u16);
        if x + width - 1 > inner.right() {
            return;
        }
        let text = format!("{:<20}{n:>5}", kind.as_str());
        screen.text(x, y, width - 1, &text, model.theme.style(Role::Text));
    }
}
