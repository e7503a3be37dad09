//! The scheduler: each P as a card, the global queue, who waits for what, the threads.
//!
//! Next: [`card`] for a P, [`below`] for what is under the cards.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::action::Action;
use super::super::app::Model;
use super::super::theme::Role;
use super::{Screen, gs, source, timeline};
use crate::ids::{Gid, Mid, Pid};
use crate::trace::reason::WaitReason;
use crate::trace::state::model::{GStatus, P, PStatus, Place};

mod below;
mod card;

/// A card is at least so wide.
const NARROW: u16 = 26;

/// A P in a line is at least so wide.
const ROW: u16 = 58;

/// Where goroutines are that no queue holds: found in one pass over all of them.
#[derive(Default)]
pub(super) struct Loose {
    /// Why they wait, and who; in order of the reasons' numbers.
    pub waiting: Vec<(WaitReason, Vec<Gid>)>,
    /// Those of the runtime that wait.
    pub system: Vec<Gid>,
    /// In a system call, and on which thread.
    pub syscalls: Vec<(Gid, Mid)>,
    /// Fetched or made, and in no queue yet: by that thread.
    pub hands: Vec<(Mid, Gid)>,
}

impl Loose {
    fn of(model: &Model) -> Loose {
        let mut loose = Loose::default();
        for (gid, g) in model.state.gs() {
            match (g.status, g.place) {
                (GStatus::Waiting, _) if g.system => loose.system.push(gid),
                (GStatus::Waiting, _) => {
                    match loose.waiting.iter_mut().find(|(reason, _)| *reason == g.reason) {
                        Some((_, gs)) => gs.push(gid),
                        None => loose.waiting.push((g.reason, vec![gid])),
                    }
                }
                (GStatus::Syscall, Place::On(m)) => loose.syscalls.push((gid, m)),
                (_, Place::Hand(m)) => loose.hands.push((m, gid)),
                _ => {}
            }
        }
        loose.waiting.sort_by_key(|(reason, _)| *reason);
        loose
    }
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let loose = Loose::of(model);
    let mut y = global(model, screen, Rect { height: area.height.min(2), ..area });

    // What is below the cards gets its lines first, then the cards, then source and time.
    let below = below::height(&loose, area.width).min(area.height / 3).max(3);
    let room = area.bottom().saturating_sub(y + below);
    let procs = model.state.procs() as u16;
    let (columns, height) = grid(procs, area.width, room, model.presenter);
    if height == 0 {
        y = rows(model, screen, Rect { y, height: room, ..area }, &loose);
    } else {
        let width = area.width / columns;
        for (i, (pid, p)) in model.state.ps().enumerate() {
            let (column, row) = (i as u16 % columns, i as u16 / columns);
            let x = area.x + column * width;
            // The last column takes what is left over.
            let width = if column + 1 == columns { area.right() - x } else { width };
            let place = Rect { x, y: y + row * height, width, height };
            card::draw(model, screen, place, pid, p, &loose);
        }
        y += procs.div_ceil(columns) * height;
    }
    let place = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    y = below::draw(model, screen, place, &loose);

    let left = area.bottom().saturating_sub(y);
    if left < 5 {
        return;
    }
    let place = Rect { y, height: left, ..area };
    if area.width < 100 {
        return source::draw(model, screen, place);
    }
    let half = area.width * 2 / 5;
    source::draw(model, screen, Rect { width: half, ..place });
    timeline::draw_recent(
        model,
        screen,
        Rect { x: area.x + half, width: area.width - half, ..place },
    );
}

/// How many columns of cards, and how high a card; no height: there is only room for lines.
fn grid(procs: u16, width: u16, room: u16, large: bool) -> (u16, u16) {
    let most = (width / if large { 2 * NARROW } else { NARROW }).clamp(1, procs.max(1));
    let rows = procs.max(1).div_ceil(most);
    // The same number of rows with as few columns as possible: the cards are wider then.
    let columns = procs.max(1).div_ceil(rows);
    let (least, wanted) = if large { (5, 12) } else { (5, 8) };
    let height = room / rows;
    if height < least { (columns, 0) } else { (columns, height.min(wanted)) }
}

/// The global queue; gives the line below it.
fn global(model: &Model, screen: &mut Screen, area: Rect) -> u16 {
    let queue = model.state.global();
    let theme = &model.theme;
    let title = format!("{} ", queue.len());
    let line = Line::from(vec![
        Span::styled(" global queue ", theme.style(Role::Title)),
        Span::styled(title, theme.style(Role::Text)),
    ]);
    let used = screen.line(area.x, area.y, area.width, line);
    let x = area.x + used + 1;
    let place = Rect { x, width: area.right().saturating_sub(x), height: 1, ..area };
    gs::draw(model, screen, place, queue.iter().copied(), queue.len());
    area.y + 1
}

/// A line a P, where cards have no room, side by side if need be; gives the line below them.
fn rows(model: &Model, screen: &mut Screen, area: Rect, loose: &Loose) -> u16 {
    let height = area.height as usize;
    let most = height * (area.width / ROW).max(1) as usize;
    let mut ps: Vec<(Pid, &P)> = model.state.ps().collect();
    // Where not all have room, idle ones stand in the line of idle Ps only.
    if ps.len() > most {
        let busy = |pid| pid == model.pick_p || model.state.p_status(pid) != PStatus::Idle;
        ps.retain(|(pid, _)| busy(*pid));
    }
    // As many as there is room for, so that the chosen one is seen.
    let shown = ps.len().min(most);
    let chosen = ps.iter().position(|(pid, _)| *pid == model.pick_p).unwrap_or(0);
    let first = (chosen + 1).saturating_sub(shown).min(ps.len() - shown);
    let columns = shown.div_ceil(height.max(1)).max(1);
    let lines = shown.div_ceil(columns).max(1);
    let width = area.width / columns as u16;
    for (i, (pid, p)) in ps.into_iter().skip(first).take(shown).enumerate() {
        let (x, y) = (area.x + (i / lines) as u16 * width, area.y + (i % lines) as u16);
        let place = Rect { x, y, width, height: 1 };
        card::row(model, screen, place, pid, p, loose);
        screen.zone(Rect { width: 6.min(width), ..place }, Action::PickP(pid));
    }
    area.y + shown.div_ceil(columns) as u16
}
