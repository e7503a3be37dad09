//! Channels and locks: buffers, owners, and who waits in which queue.

use std::cmp::Reverse;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::action::Action;
use super::super::app::{Model, View};
use super::super::theme::Role;
use super::Screen;
use crate::ids::Gid;
use crate::trace::event::{ObjId, ObjKind};
use crate::trace::state::model::Obj;
use crate::trace::text::Time;

/// What it can be sorted by.
const SORTS: [&str; 3] = ["number", "kind", "waiters"];

/// A longer buffer is drawn in proportion.
const SLOTS: u32 = 16;

/// The objects of the table, in its order.
pub fn rows(model: &Model) -> Vec<ObjId> {
    let table = model.tables[View::Channels as usize];
    let filter = model.filter.to_lowercase();
    let found = |id: ObjId, obj: &Obj| {
        let kind = obj.kind.map_or("", ObjKind::text).to_lowercase();
        filter.is_empty() || kind.contains(&filter) || id.to_string() == filter || {
            let waits = |gid: Gid| gid.to_string().to_lowercase() == filter;
            waits(obj.owner) || model.state.recvq(id).chain(model.state.sendq(id)).any(waits)
        }
    };
    let mut rows: Vec<(ObjId, &Obj)> =
        model.state.objects().filter(|(id, obj)| found(*id, obj)).collect();
    match table.sort % SORTS.len() {
        1 => rows.sort_by_key(|(id, obj)| (obj.kind.map_or("", ObjKind::text), *id)),
        2 => rows.sort_by_key(|(id, obj)| (Reverse(obj.receivers() + obj.senders()), *id)),
        _ => {}
    }
    if table.reverse {
        rows.reverse();
    }
    rows.into_iter().map(|(id, _)| id).collect()
}

/// The object the cursor is on.
pub fn at_cursor(model: &Model) -> Option<ObjId> {
    let rows = rows(model);
    let cursor = model.tables[View::Channels as usize].cursor;
    rows.get(cursor.min(rows.len().saturating_sub(1))).copied()
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let rows = rows(model);
    let table = model.table();
    let below = (area.height / 3).max(6).min(area.height / 2);
    let list = Rect { height: area.height - below, ..area };
    let title =
        format!("channels and locks  {}, by {}", rows.len(), SORTS[table.sort % SORTS.len()]);
    let inner = screen.block(model, &title, list);
    if rows.is_empty() {
        let text = "The program has used no channel and no lock so far.";
        screen.text(inner.x, inner.y, inner.width, text, model.theme.style(Role::Dim));
    }
    let cursor = table.cursor.min(rows.len().saturating_sub(1));
    let many = inner.height as usize;
    let top =
        cursor.saturating_sub(many.saturating_sub(1) / 2).min(rows.len().saturating_sub(many));
    for ((i, id), y) in rows.iter().enumerate().skip(top).take(many).zip(inner.y..) {
        let place = Rect { y, height: 1, ..inner };
        row(model, screen, place, *id);
        screen.zone(place, Action::PickObj(*id));
        if i == cursor || *id == model.pick_obj {
            screen.buf.set_style(place, model.theme.style(Role::Selected));
        }
    }
    let shown =
        if model.pick_obj.0 != 0 { Some(model.pick_obj) } else { rows.get(cursor).copied() };
    let place = Rect { y: list.bottom(), height: below, ..area };
    detail(model, screen, place, shown);
}

/// What it holds, in a few words: its buffer, its owner, its counter.
fn holds(model: &Model, obj: &Obj) -> (String, Role) {
    let theme = &model.theme;
    let Some(kind) = obj.kind else { return (String::new(), Role::Dim) };
    // A long buffer is drawn in proportion.
    let bar = || {
        let slots = obj.cap.min(SLOTS);
        let full = (u64::from(obj.len) * u64::from(slots)).div_ceil(obj.cap.max(1).into());
        let full = full.min(slots.into()) as usize;
        let (on, off) = (theme.letter("■", "#"), theme.letter("□", "."));
        let bar = on.repeat(full) + &off.repeat(slots as usize - full);
        format!("{bar} {}/{}", obj.len, obj.cap)
    };
    match kind {
        ObjKind::Chan if obj.closed => (format!("closed, {} left", obj.len), Role::Dead),
        ObjKind::Chan if obj.cap == 0 => ("no buffer".into(), Role::Dim),
        ObjKind::Chan => (bar(), Role::WaitChan),
        ObjKind::Pool if obj.refused > 0 => {
            (format!("{}, {} refused", bar(), obj.refused), Role::WaitLock)
        }
        ObjKind::Pool => (format!("{}, at most {}", bar(), obj.peak), Role::WaitLock),
        ObjKind::Limiter => (format!("{} 429: {}", bar(), obj.refused), Role::WaitChan),
        ObjKind::WaitGroup => (format!("counter {}", obj.counter), Role::WaitLock),
        ObjKind::Cond => (String::new(), Role::Text),
        ObjKind::Mutex | ObjKind::RwMutex | ObjKind::Sema => {
            let starving = if obj.starving { ", starving" } else { "" };
            if obj.held {
                (format!("held by {}{starving}", obj.owner), Role::WaitLock)
            } else if obj.readers > 0 {
                (format!("read by {}", obj.readers), Role::WaitLock)
            } else {
                (format!("free{starving}"), Role::Dim)
            }
        }
    }
}

fn row(model: &Model, screen: &mut Screen, place: Rect, id: ObjId) {
    let Some(obj) = model.state.object(id) else { return };
    let theme = &model.theme;
    let (text, role) = holds(model, obj);
    let name = format!("{:<6}{:<11}", id.to_string(), called(model, obj));
    let mut spans = vec![
        Span::styled(name, theme.style(Role::Text)),
        Span::styled(format!("{text:<26}"), theme.style(role)),
    ];
    let (first, second) = sides(obj);
    for (name, many, queue) in [
        (first, obj.receivers(), model.state.recvq(id).take(8).collect::<Vec<_>>()),
        (second, obj.senders(), model.state.sendq(id).take(8).collect()),
    ] {
        if many > 0 {
            spans.push(Span::styled(format!(" {name} {many}: "), theme.style(Role::Dim)));
            for gid in &queue {
                let role = model.state.g(*gid).map_or(Role::Dead, Role::of);
                spans.push(Span::styled(format!("{gid} "), theme.style(role)));
            }
            if many as usize > queue.len() {
                spans.push(Span::styled(theme.letter("…", "..."), theme.style(Role::Dim)));
            }
        }
    }
    screen.line(place.x, place.y, place.width, Line::from(spans));
}

/// What the program calls it, or what kind of thing it is.
fn called(model: &Model, obj: &Obj) -> String {
    let kind = obj.kind.map_or("", ObjKind::text);
    obj.name.map_or(kind.into(), |name| model.run.strings.get(name).chars().take(10).collect())
}

/// What its two queues are called.
fn sides(obj: &Obj) -> (&'static str, &'static str) {
    match obj.kind {
        Some(ObjKind::Chan) => ("recvq", "sendq"),
        Some(ObjKind::RwMutex) => ("readers", "writers"),
        _ => ("waiting", "waiting"),
    }
}

/// The chosen one in full: every waiter with where it stands and since when.
fn detail(model: &Model, screen: &mut Screen, area: Rect, shown: Option<ObjId>) {
    let found = shown.and_then(|id| Some((id, model.state.object(id)?)));
    let Some((id, obj)) = found else {
        screen.block(model, "nothing chosen", area);
        return;
    };
    let by = if obj.by.is_some() { format!(", first used by {}", obj.by) } else { String::new() };
    let kind = obj.kind.map_or("", ObjKind::text);
    let title = format!("{kind} {id}{by} at {}", Time(obj.made));
    let inner = screen.block(model, &title, area);
    let (text, role) = holds(model, obj);
    screen.text(inner.x, inner.y, inner.width, &text, model.theme.style(role));
    let (first, second) = sides(obj);
    let first = model.state.recvq(id).map(|gid| (first, gid));
    let second = model.state.sendq(id).map(|gid| (second, gid));
    let room = inner.height.saturating_sub(1) as usize;
    for ((side, gid), y) in first.chain(second).take(room).zip(inner.y + 1..) {
        let Some(g) = model.state.g(gid) else { continue };
        let func = model.run.strings.get(g.func);
        let since = Time(model.state.now() - g.since);
        let name = gid.to_string();
        let text = format!("{side:<8} {name:<6} {since:>12}  {func}:{}", g.line);
        screen.text(inner.x, y, inner.width, &text, model.theme.style(Role::of(g)));
        screen.zone(Rect { y, height: 1, ..inner }, Action::PickG(gid));
    }
}
