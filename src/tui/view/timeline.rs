//! The timeline: a Gantt chart of every P and G, with playhead and marks.
//!
//! What a cell shows comes from [`crate::trace::timeline`], however much time it stands for.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::super::action::Action;
use super::super::app::{Model, Zoom};
use super::super::theme::Role;
use super::Screen;
use crate::ids::{Gid, Nanos};
use crate::trace::state::model::{G, GStatus, Use};
use crate::trace::text::Time;
use crate::trace::timeline::{GDoes, Mark, MarkAt, PDoes, Share};

/// Columns in front of the lanes.
const LABEL: u16 = 14;

/// A column of the axis gets a time about so often.
const TICK: u16 = 12;

/// What is recent begins so many events ago.
const RECENT: usize = 48;

/// The shortest stretch that is shown unasked, in ns.
const SHORT: Nanos = 1_000;

/// The stretch of time that is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Since when.
    pub from: Nanos,
    /// How long.
    pub span: Nanos,
    /// On so many columns.
    pub columns: u16,
    /// What is known of the time after this one is not shown.
    pub until: Nanos,
}

impl Window {
    /// What the model looks at, on so many columns: all that is known, unless a part is chosen.
    pub fn of(model: &Model, columns: u16) -> Window {
        let (columns, until) = (columns.max(1), Nanos::MAX);
        match model.zoom {
            Zoom { span: 0, .. } => {
                let span = model.run.history.last().now().max(1);
                Window { from: 0, span, columns, until }
            }
            Zoom { span, from } => Window { from, span, columns, until },
        }
    }

    /// The last events up to the playhead, in steps that keep the picture still from one event to
    /// the next. It does not depend on how much is known of what comes later.
    pub fn recent(model: &Model, columns: u16) -> Window {
        let now = model.state.now();
        let since = model.n().checked_sub(RECENT).map_or(0, |i| model.run.history.events()[i].at);
        let span = round((now - since).saturating_mul(4) / 3).max(SHORT);
        // The playhead is in the third quarter.
        let step = span / 4;
        let from = now.saturating_sub(3 * step).div_ceil(step) * step;
        Window { from, span, columns: columns.max(1), until: now }
    }

    /// When a column begins.
    pub fn time(&self, column: u16) -> Nanos {
        let into = u128::from(self.span) * u128::from(column) / u128::from(self.columns);
        self.from.saturating_add(into as Nanos)
    }

    /// The column that shows a time; none: it is not seen.
    pub fn column(&self, at: Nanos) -> Option<u16> {
        let into = at.checked_sub(self.from)?;
        let column = u128::from(into) * u128::from(self.columns) / u128::from(self.span.max(1));
        // The end of the run is in the last column.
        let last = into == self.span;
        let column = if last { u128::from(self.columns) - 1 } else { column };
        (column < u128::from(self.columns)).then_some(column as u16)
    }

    /// The stretch that a column stands for; none: it is not shown.
    fn stretch(&self, column: u16) -> Option<(Nanos, Nanos)> {
        let from = self.time(column);
        let to = self.time(column + 1).max(from.saturating_add(1));
        (from < self.until.min(to)).then_some((from, to.min(self.until)))
    }
}

/// The next of 1, 2, 5, 10, 20, 50 … that is no less.
fn round(time: Nanos) -> Nanos {
    let power = 10_u64.pow(time.max(1).ilog10());
    let steps = [1, 2, 5, 10].map(|n| power.saturating_mul(n));
    steps.into_iter().find(|step| *step >= time).unwrap_or(time)
}

/// A time without zeros at its end: "20 µs".
fn short(time: Nanos) -> String {
    let text = Time(time).to_string();
    match text.split_once(' ') {
        _ if time == 0 => "0".into(),
        Some((number, unit)) if number.contains('.') => {
            format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

/// Draws it: all of the run that is known, or the part that is zoomed to.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    lanes(model, screen, area, Window::of(model, area.width.saturating_sub(LABEL + 2)));
}

/// Draws what led to the present.
pub fn draw_recent(model: &Model, screen: &mut Screen, area: Rect) {
    lanes(model, screen, area, Window::recent(model, area.width.saturating_sub(LABEL + 2)));
}

fn lanes(model: &Model, screen: &mut Screen, area: Rect, window: Window) {
    let (from, to) = (short(window.from), short(window.from.saturating_add(window.span)));
    let title = format!("timeline  {from} to {to}");
    let inner = screen.block(model, &title, area);
    if inner.height < 4 || inner.width <= LABEL + 4 {
        return;
    }
    axis(model, screen, inner, window);
    let lanes = Rect { y: inner.y + 1, height: inner.height - 2, ..inner };
    columns(screen, lanes, window);
    let procs = model.run.timeline().ps().len().min(model.state.procs().max(1) as usize);
    // Goroutines get a third of the place at least.
    let for_ps = (procs as u16).min(lanes.height - lanes.height / 3);
    let first_p = (model.pick_p.index() + 1).saturating_sub(for_ps as usize);
    for (row, p) in (first_p..procs).take(for_ps as usize).enumerate() {
        p_lane(model, screen, Rect { y: lanes.y + row as u16, height: 1, ..lanes }, window, p);
    }
    let rest = Rect { y: lanes.y + for_ps, height: lanes.height - for_ps, ..lanes };
    g_lanes(model, screen, rest, window);
    marks(model, screen, lanes, window, first_p, for_ps as usize);
    playhead(model, screen, inner, window);
    legend(model, screen, Rect { y: inner.bottom() - 1, height: 1, ..inner });
}

/// Clicking a column goes there.
fn columns(screen: &mut Screen, lanes: Rect, window: Window) {
    for column in 0..window.columns {
        let place = Rect { x: lanes.x + LABEL + column, width: 1, ..lanes };
        screen.zone(place, Action::GoTime(window.time(column)));
    }
}

fn axis(model: &Model, screen: &mut Screen, inner: Rect, window: Window) {
    let style = model.theme.style(Role::Dim);
    let columns = u64::from(window.columns);
    let step = round((window.span.saturating_mul(TICK.into()) / columns).max(1));
    let head = window.column(model.state.now());
    let first = window.from.div_ceil(step).checked_mul(step);
    // Time may end within the window.
    for at in std::iter::successors(first, |at| at.checked_add(step)) {
        let Some(column) = window.column(at) else { break };
        let text = format!("{}{}", model.theme.letter("╷", "|"), short(at));
        let end = column + Line::raw(text.as_str()).width() as u16;
        // The playhead's sign stands here too, and would cut a number in two.
        let cut = head.is_some_and(|head| (column..=end).contains(&head));
        if end <= window.columns && !cut {
            screen.text(inner.x + LABEL + column, inner.y, end - column, &text, style);
        }
    }
}

fn p_lane(model: &Model, screen: &mut Screen, row: Rect, window: Window, p: usize) {
    let chosen = model.pick_p.index() == p;
    let role = if chosen { Role::Key } else { Role::Text };
    screen.text(row.x, row.y, LABEL - 1, &format!("P{p}"), model.theme.style(role));
    screen.zone(Rect { width: LABEL, ..row }, Action::PickP(crate::ids::Pid(p as u32)));
    let lane = &model.run.timeline().ps()[p];
    let mut label = Label::default();
    for column in 0..window.columns {
        let Some((from, to)) = window.stretch(column) else {
            label.next(model, screen, row, column, None);
            break;
        };
        let share = lane.share(from, to);
        let (sign, role) = p_cell(model, share);
        screen.text(row.x + LABEL + column, row.y, 1, sign, model.theme.style(role));
        let g = share.filter(|s| s.whole && s.what.used == Use::Run).map(|s| s.what.g);
        label.next(model, screen, row, column, g);
    }
    label.next(model, screen, row, window.columns, None);
}

/// The goroutine's number is written where one runs over several columns.
#[derive(Default)]
struct Label {
    g: Option<Gid>,
    from: u16,
}

impl Label {
    fn next(&mut self, model: &Model, screen: &mut Screen, row: Rect, column: u16, g: Option<Gid>) {
        if g == self.g {
            return;
        }
        if let Some(gid) = self.g {
            let text = gid.to_string();
            let (room, width) = (column - self.from, text.len() as u16);
            if room >= width {
                let x = row.x + LABEL + self.from + (room - width) / 2;
                let style = model.theme.style(Role::Running).add_modifier(Modifier::REVERSED);
                screen.text(x, row.y, width, &text, style);
            }
        }
        (self.g, self.from) = (g, column);
    }
}

fn p_cell(model: &Model, share: Option<Share<PDoes>>) -> (&'static str, Role) {
    let theme = &model.theme;
    let Some(share) = share else { return (" ", Role::Idle) };
    match share.what.used {
        Use::Run if share.permille >= 750 => (theme.letter("█", "#"), Role::Running),
        Use::Run => (theme.letter("▆", "="), Role::Running),
        Use::Syscall => (theme.letter("▓", "%"), Role::Syscall),
        Use::Sched => (theme.letter("░", ":"), Role::Spinning),
        Use::Idle if share.whole => (theme.letter("·", "."), Role::Idle),
        Use::Idle => (theme.letter("▏", "'"), Role::Running),
    }
}

fn g_cell(model: &Model, share: Option<Share<GDoes>>) -> (&'static str, Role) {
    let theme = &model.theme;
    let Some(share) = share else { return (" ", Role::Idle) };
    match share.what.status {
        GStatus::Running => (theme.letter("█", "#"), Role::Running),
        GStatus::Runnable => (theme.letter("▒", "+"), Role::Runnable),
        GStatus::Syscall => (theme.letter("▓", "%"), Role::Syscall),
        GStatus::Waiting => (theme.letter("─", "-"), Role::of_wait(share.what.reason)),
        GStatus::Dead | GStatus::Absent => (" ", Role::Dead),
    }
}

/// The goroutines seen: the shown one first, then those of the program that live in the window.
fn g_lanes(model: &Model, screen: &mut Screen, place: Rect, window: Window) {
    let shown = model.shown_g();
    let end = window.from.saturating_add(window.span).min(window.until);
    // Most of many have ended long ago: that is seen at once.
    let lives = |gid: Gid, g: &G| {
        let ended = g.status == GStatus::Dead && g.since <= window.from;
        !ended && model.run.timeline().g(gid).is_some_and(|g| g.lane.spans()[0].from <= end)
    };
    let last = if window.until == Nanos::MAX { model.run.history.last() } else { &model.state };
    let named = |gid: Gid, func| {
        let filter = model.filter.to_lowercase();
        filter.is_empty()
            || gid.to_string().to_lowercase() == filter
            || model.run.strings.get(func).to_lowercase().contains(&filter)
    };
    let seen = |gid: Gid, g: &G| !g.system && gid != shown && lives(gid, g) && named(gid, g.func);
    let mut all = last.gs().filter(|(gid, g)| seen(*gid, g)).map(|(gid, _)| gid);
    let cursor = model.table().cursor;
    let mut y = place.y;
    if shown.is_some() && model.run.timeline().g(shown).is_some() && place.height > 0 {
        g_lane(model, screen, Rect { y, height: 1, ..place }, window, shown);
        y += 1;
    }
    for gid in all.by_ref().skip(cursor) {
        if y >= place.bottom() {
            break;
        }
        g_lane(model, screen, Rect { y, height: 1, ..place }, window, gid);
        y += 1;
    }
}

fn g_lane(model: &Model, screen: &mut Screen, row: Rect, window: Window, gid: Gid) {
    let Some(g) = model.run.timeline().g(gid) else { return };
    let func = model.run.history.last().g(gid).map(|g| model.run.strings.get(g.func));
    let func = func.unwrap_or_default();
    let func = func.rsplit_once('.').map_or(&*func, |(_, name)| name);
    let role = if gid == model.shown_g() { Role::Key } else { Role::Text };
    let label = format!("{gid} {func}");
    screen.text(row.x, row.y, LABEL - 1, &label, model.theme.style(role));
    screen.zone(Rect { width: LABEL, ..row }, Action::PickG(gid));
    for column in 0..window.columns {
        let Some((from, to)) = window.stretch(column) else { break };
        let (sign, role) = g_cell(model, g.lane.share(from, to));
        screen.text(row.x + LABEL + column, row.y, 1, sign, model.theme.style(role));
    }
}

fn marks(
    model: &Model,
    screen: &mut Screen,
    lanes: Rect,
    window: Window,
    first_p: usize,
    many: usize,
) {
    let marks = model.run.timeline().marks();
    let first = marks.partition_point(|mark| mark.at < window.from);
    let end = window.from.saturating_add(window.span);
    let all = window.until == Nanos::MAX;
    let seen = |mark: &&MarkAt| mark.at <= end && (all || mark.n <= model.n());
    for mark in marks[first..].iter().take_while(seen) {
        let Some(column) = window.column(mark.at) else { continue };
        let (letter, role) = match mark.mark {
            Mark::Steal => ("s", Role::Steal),
            Mark::Preempt => ("p", Role::Preempt),
            Mark::Overflow => ("o", Role::Error),
            Mark::StopTheWorld => ("w", Role::Preempt),
            Mark::Note => ("n", Role::Title),
        };
        let row = match mark.p.is_some() {
            true => mark.p.index().checked_sub(first_p).filter(|row| *row < many),
            false => Some(0),
        };
        if let Some(row) = row {
            let (x, y) = (lanes.x + LABEL + column, lanes.y + row as u16);
            screen.text(x, y, 1, letter, model.theme.style(role));
            screen.zone(Rect { x, y, width: 1, height: 1 }, Action::Go(mark.n));
        }
    }
}

/// A line through all lanes at the present; what comes after it is dimmer.
fn playhead(model: &Model, screen: &mut Screen, inner: Rect, window: Window) {
    let Some(column) = window.column(model.state.now()) else { return };
    let x = inner.x + LABEL + column;
    screen.text(x, inner.y, 1, model.theme.letter("▼", "v"), model.theme.style(Role::Key));
    let line = Rect { x, y: inner.y + 1, width: 1, height: inner.height - 2 };
    for y in line.y..line.bottom() {
        if screen.buf[(x, y)].symbol() == " " {
            screen.text(x, y, 1, model.theme.letter("│", "|"), model.theme.style(Role::Key));
        } else {
            let cell = Rect { y, height: 1, ..line };
            screen.buf.set_style(cell, Style::new().add_modifier(Modifier::REVERSED));
        }
    }
    let after = Rect { x: x + 1, width: inner.right().saturating_sub(x + 1), ..line };
    screen.buf.set_style(after, Style::new().add_modifier(Modifier::DIM));
}

fn legend(model: &Model, screen: &mut Screen, row: Rect) {
    let theme = &model.theme;
    let parts = [
        (theme.letter("█", "#"), "running", Role::Running),
        (theme.letter("▒", "+"), "runnable", Role::Runnable),
        (theme.letter("─", "-"), "waiting", Role::WaitChan),
        (theme.letter("▓", "%"), "system call", Role::Syscall),
        (theme.letter("░", ":"), "looks for work", Role::Spinning),
        ("s", "steal", Role::Steal),
        ("p", "preempted", Role::Preempt),
        ("o", "overflow", Role::Error),
        ("w", "world stopped", Role::Preempt),
    ];
    let mut x = row.x;
    for (sign, name, role) in parts {
        let width = 2 + name.len() as u16;
        if x + width > row.right() {
            return;
        }
        screen.text(x, row.y, 1, sign, theme.style(role));
        screen.text(x + 2, row.y, width, name, theme.style(Role::Dim));
        x += width + 2;
    }
}
