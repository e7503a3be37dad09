//! The table of goroutines: sorted, filtered, and the life of the one under the cursor.
//!
//! Next: [`super::life`].

use std::cmp::Reverse;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::action::Action;
use super::super::app::{Model, View};
use super::super::theme::Role;
use super::{Screen, life};
use crate::ids::{Gid, Nanos};
use crate::trace::state::model::{G, GStatus};
use crate::trace::text::Time;

/// The columns: title, width, and whether it is a number.
const COLUMNS: [(&str, u16, bool); 7] = [
    ("G", 7, false),
    ("state", 22, false),
    ("running", 11, true),
    ("runnable", 11, true),
    ("waiting", 11, true),
    ("starts", 7, true),
    ("function", 24, false),
];

/// The goroutines of the table, in its order.
pub fn rows(model: &Model) -> Vec<Gid> {
    let (state, table) = (&model.state, model.tables[View::Goroutines as usize]);
    let now = state.now();
    let filter = model.filter.to_lowercase();
    let mut rows: Vec<(Gid, &G)> =
        state.gs().filter(|(gid, g)| matches(model, *gid, g, &filter)).collect();
    let total = |g: &G, i: usize| Reverse(g.totals_at(now)[i]);
    match table.sort % COLUMNS.len() {
        1 => rows.sort_by_key(|(gid, g)| (g.status, g.reason, *gid)),
        2 => rows.sort_by_key(|(gid, g)| (total(g, 1), *gid)),
        3 => rows.sort_by_key(|(gid, g)| (total(g, 0), *gid)),
        4 => rows.sort_by_key(|(gid, g)| (total(g, 3), *gid)),
        5 => rows.sort_by_key(|(gid, g)| (Reverse(g.starts), *gid)),
        6 => rows.sort_by_cached_key(|(gid, g)| (model.run.strings.get(g.func), *gid)),
        _ => {}
    }
    if table.reverse {
        rows.reverse();
    }
    // The program's living ones first, then the runtime's, then those that have ended.
    rows.sort_by_key(|(_, g)| (g.status == GStatus::Dead, g.system));
    rows.into_iter().map(|(gid, _)| gid).collect()
}

/// Whether the filter finds it: "G7", a part of its function or of what it waits for.
fn matches(model: &Model, gid: Gid, g: &G, filter: &str) -> bool {
    filter.is_empty()
        || gid.to_string().to_lowercase() == filter
        || model.run.strings.get(g.func).to_lowercase().contains(filter)
        || g.whereabouts().to_string().to_lowercase().contains(filter)
}

/// The goroutine the cursor is on.
pub fn at_cursor(model: &Model) -> Option<Gid> {
    let rows = rows(model);
    let cursor = model.tables[View::Goroutines as usize].cursor;
    rows.get(cursor.min(rows.len().saturating_sub(1))).copied()
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let rows = rows(model);
    let (left, right) = if area.width >= 150 {
        let width = area.width * 3 / 5;
        let right = Rect { x: area.x + width, width: area.width - width, ..area };
        (Rect { width, ..area }, right)
    } else {
        let height = area.height / 2;
        let below = Rect { y: area.y + height, height: area.height - height, ..area };
        (Rect { height, ..area }, below)
    };
    let living = model.state.gs().filter(|(_, g)| g.status != GStatus::Dead).count();
    let filter = match model.filter.as_str() {
        "" => String::new(),
        filter => format!(", {} with \"{filter}\"", rows.len()),
    };
    let title = format!("goroutines  {living} live, {} made{filter}", model.state.counts().created);
    let inner = screen.block(model, &title, left);
    table(model, screen, inner, &rows);
    let cursor = model.table().cursor.min(rows.len().saturating_sub(1));
    let shown = if model.pick_g.is_some() { Some(model.pick_g) } else { rows.get(cursor).copied() };
    match shown {
        Some(gid) => life::draw(model, screen, right, gid),
        None => drop(screen.block(model, "no goroutine", right)),
    }
}

fn table(model: &Model, screen: &mut Screen, inner: Rect, rows: &[Gid]) {
    let (theme, table) = (&model.theme, model.table());
    let mut x = inner.x;
    for (i, (title, width, number)) in COLUMNS.iter().enumerate() {
        let sorted = i == table.sort % COLUMNS.len();
        let up = table.reverse != (2..6).contains(&i);
        let arrow = match (sorted, up) {
            (false, _) => "",
            (true, false) => theme.letter("▾", "v"),
            (true, true) => theme.letter("▴", "^"),
        };
        let title = format!("{title}{arrow}");
        let room = *width as usize - 1;
        let text = if *number { format!("{title:>room$}") } else { title };
        let role = if sorted { Role::Key } else { Role::Dim };
        let room = inner.right().saturating_sub(x).min(*width);
        screen.text(x, inner.y, room, &text, theme.style(role));
        x += width;
    }
    screen.zone(Rect { height: 1, ..inner }, Action::Sort);
    let many = inner.height.saturating_sub(1) as usize;
    let cursor = table.cursor.min(rows.len().saturating_sub(1));
    let top =
        cursor.saturating_sub(many.saturating_sub(1) / 2).min(rows.len().saturating_sub(many));
    for (i, gid) in rows.iter().enumerate().skip(top).take(many) {
        let y = inner.y + 1 + (i - top) as u16;
        let place = Rect { y, height: 1, ..inner };
        if let Some(g) = model.state.g(*gid) {
            row(model, screen, place, *gid, g, i == cursor);
        }
        screen.zone(place, Action::PickG(*gid));
    }
}

/// What it does, short enough for a column.
fn doing(g: &G) -> String {
    match g.status {
        GStatus::Waiting => g.reason.text().to_string(),
        GStatus::Dead => "dead".into(),
        _ => g.whereabouts().to_string().trim_start_matches("is ").replace("in the ", "in "),
    }
}

fn row(model: &Model, screen: &mut Screen, place: Rect, gid: Gid, g: &G, cursor: bool) {
    let theme = &model.theme;
    let role = Role::of(g);
    let [runnable, running, _, waiting] = g.totals_at(model.state.now());
    let time = |t: Nanos| if t == 0 { "–".to_string() } else { Time(t).to_string() };
    let func = model.run.strings.get(g.func);
    let line = if g.line > 0 { format!("{func}:{}", g.line) } else { func.to_string() };
    let cells = [
        gid.to_string(),
        doing(g),
        time(running),
        time(runnable),
        time(waiting),
        g.starts.to_string(),
        line,
    ];
    let mut spans = Vec::with_capacity(cells.len());
    for (cell, (_, width, number)) in cells.into_iter().zip(COLUMNS) {
        let room = width as usize - 1;
        let cut: String = cell.chars().take(room).collect();
        let text = if number { format!("{cut:>room$} ") } else { format!("{cut:<room$} ") };
        spans.push(Span::styled(text, theme.style(role)));
    }
    screen.line(place.x, place.y, place.width, Line::from(spans));
    if cursor || gid == model.pick_g {
        screen.buf.set_style(place, theme.style(Role::Selected));
    }
}
