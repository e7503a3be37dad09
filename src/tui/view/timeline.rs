//! The timeline: a Gantt chart of every P and G, with playhead and marks.
//!
//! What a cell shows comes from [`crate::trace::timeline`], however much time it stands for.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::action::Action;
use super::super::app::Model;
use super::super::theme::Role;
use super::Screen;
use crate::ids::{Gid, Nanos};
use crate::trace::state::model::{GStatus, Use};
use crate::trace::text::Time;
use crate::trace::timeline::{GDoes, Mark, PDoes, Share};

/// Columns in front of the lanes.
const LABEL: u16 = 14;

/// A column of the axis gets a time about so often.
const TICK: u16 = 16;

/// The stretch of time that is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Since when.
    pub from: Nanos,
    /// How long.
    pub span: Nanos,
    /// On so many columns.
    pub columns: u16,
}

impl Window {
    /// What the model looks at, on so many columns.
    pub fn of(model: &Model, columns: u16) -> Window {
        let all = model.run.history.last().now().max(1);
        let columns = columns.max(1);
        if model.zoom.span == 0 || model.zoom.span >= all {
            return Window { from: 0, span: all, columns };
        }
        let span = model.zoom.span;
        let shift = i128::from(span) * model.zoom.pan as i128 / 10;
        let middle = i128::from(model.state.now()) + shift;
        let from = (middle - i128::from(span / 2)).clamp(0, i128::from(all - span)) as Nanos;
        Window { from, span, columns }
    }

    /// When a column begins.
    pub fn time(&self, column: u16) -> Nanos {
        let into = u128::from(self.span) * u128::from(column) / u128::from(self.columns);
        self.from + into as Nanos
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

    /// The stretch that a column stands for.
    fn stretch(&self, column: u16) -> (Nanos, Nanos) {
        let from = self.time(column);
        (from, self.time(column + 1).max(from + 1))
    }
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let window = Window::of(model, area.width.saturating_sub(LABEL + 2));
    let title = format!(
        "timeline  {} to {}  {} a column",
        Time(window.from),
        Time(window.from + window.span),
        Time(window.span / u64::from(window.columns)),
    );
    let inner = screen.block(model, &title, area);
    if inner.height < 4 || inner.width <= LABEL + 4 {
        return;
    }
    axis(model, screen, inner, window);
    let lanes = Rect { y: inner.y + 1, height: inner.height - 2, ..inner };
    columns(screen, lanes, window);
    let procs = model.run.timeline.ps().len().min(model.state.procs().max(1) as usize);
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
    for column in (0..window.columns).step_by(TICK as usize) {
        let room = (window.columns - column).min(TICK);
        let text = format!("{}{}", model.theme.letter("╷", "|"), Time(window.time(column)));
        if text.chars().count() <= room as usize {
            screen.text(inner.x + LABEL + column, inner.y, room, &text, style);
        }
    }
}

fn p_lane(model: &Model, screen: &mut Screen, row: Rect, window: Window, p: usize) {
    let chosen = model.pick_p.index() == p;
    let role = if chosen { Role::Key } else { Role::Text };
    screen.text(row.x, row.y, LABEL - 1, &format!("P{p}"), model.theme.style(role));
    screen.zone(Rect { width: LABEL, ..row }, Action::PickP(crate::ids::Pid(p as u32)));
    let lane = &model.run.timeline.ps()[p];
    let mut label = Label::default();
    for column in 0..window.columns {
        let (from, to) = window.stretch(column);
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
    let end = window.from + window.span;
    let lives = |gid: Gid| {
        let Some(g) = model.run.timeline.g(gid) else { return false };
        let spans = g.lane.spans();
        let born = spans[0].from;
        let ended = g.lane.at(window.from).is_some_and(|does| does.status == GStatus::Dead);
        born <= end && !ended
    };
    let named = |gid: Gid, func| {
        let filter = model.filter.to_lowercase();
        filter.is_empty()
            || gid.to_string().to_lowercase() == filter
            || model.run.strings.get(func).to_lowercase().contains(&filter)
    };
    let last = model.run.history.last();
    let all = last.gs().filter(|(gid, g)| !g.system && *gid != shown && named(*gid, g.func));
    let mut all = all.map(|(gid, _)| gid).filter(|gid| lives(*gid));
    let cursor = model.table().cursor;
    let mut y = place.y;
    if shown.is_some() && model.run.timeline.g(shown).is_some() && place.height > 0 {
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
    let Some(g) = model.run.timeline.g(gid) else { return };
    let func = model.run.history.last().g(gid).map(|g| model.run.strings.get(g.func));
    let func = func.unwrap_or_default();
    let func = func.rsplit_once('.').map_or(&*func, |(_, name)| name);
    let role = if gid == model.shown_g() { Role::Key } else { Role::Text };
    let label = format!("{gid} {func}");
    screen.text(row.x, row.y, LABEL - 1, &label, model.theme.style(role));
    screen.zone(Rect { width: LABEL, ..row }, Action::PickG(gid));
    for column in 0..window.columns {
        let (from, to) = window.stretch(column);
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
    let marks = model.run.timeline.marks();
    let first = marks.partition_point(|mark| mark.at < window.from);
    let end = window.from + window.span;
    for mark in marks[first..].iter().take_while(|mark| mark.at <= end) {
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
    screen.buf.set_style(line, Style::new().add_modifier(Modifier::REVERSED));
    let after = Rect { x: x + 1, width: inner.right() - x - 1, ..line };
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
