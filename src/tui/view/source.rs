//! The program's text: the line each goroutine stands on, the shown one's highlighted.

use std::collections::BTreeMap;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::super::app::Model;
use super::super::theme::Role;
use super::{Screen, gs};
use crate::ids::Gid;
use crate::trace::state::model::{G, GStatus};

/// Who stands on a line: running ones first, then by number; and how many in all.
#[derive(Default)]
struct Here {
    first: Vec<Gid>,
    running: usize,
    total: usize,
}

/// Names shown on a line at most.
const NAMES: usize = 12;

fn places(model: &Model) -> BTreeMap<u32, Here> {
    let mut places: BTreeMap<u32, Here> = BTreeMap::new();
    for (gid, g) in model.state.gs() {
        let line = stands(g);
        if line == 0 || g.system || g.status == GStatus::Dead {
            continue;
        }
        let here = places.entry(line).or_default();
        here.total += 1;
        if matches!(g.status, GStatus::Running | GStatus::Syscall) {
            here.first.insert(here.running, gid);
            here.running += 1;
        } else if here.first.len() < NAMES {
            here.first.push(gid);
        }
    }
    places
}

/// The line a goroutine stands on; until it is known, that of its `go` statement.
fn stands(g: &G) -> u32 {
    if g.line > 0 { g.line } else { g.made_line }
}

/// The line that is to be seen: the shown goroutine's; else that of the last one that had a line.
fn centre(model: &Model) -> u32 {
    let line = |gid: Gid| model.state.g(gid).map(stands).filter(|line| *line > 0);
    if let Some(line) = line(model.pick_g) {
        return line;
    }
    let events = &model.run.history.events()[..model.n()];
    let last = events.iter().rev().take(512).find(|e| e.line > 0);
    last.map_or_else(|| main_line(model), |e| e.line)
}

fn main_line(model: &Model) -> u32 {
    let is = |line: &String| line.starts_with("func main(");
    model.run.program.lines.iter().position(is).map_or(1, |i| i as u32 + 1)
}

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    let inner = screen.block(model, &model.run.program.name, area);
    let lines = &model.run.program.lines;
    let places = places(model);
    let centre = centre(model);
    let height = inner.height as usize;
    let first =
        (centre as usize).saturating_sub(height / 2 + 1).min(lines.len().saturating_sub(height));
    let digits = lines.len().to_string().len();
    for (i, text) in lines.iter().enumerate().skip(first).take(height) {
        let (number, y) = (i as u32 + 1, inner.y + (i - first) as u16);
        let here = places.get(&number);
        let sign = match here {
            Some(here) if here.running > 0 => theme.letter("▶", ">"),
            Some(_) => theme.letter("·", "."),
            None => " ",
        };
        let role =
            if here.is_some_and(|here| here.running > 0) { Role::Running } else { Role::Dim };
        let label = format!("{sign}{number:>digits$} ");
        let used = screen.text(inner.x, y, inner.width, &label, theme.style(role));
        let names = here.map_or(0, |here| names_width(here).min(inner.width / 2));
        let width = inner.width.saturating_sub(used + names + 1);
        let mut style = theme.style(Role::Text);
        if number == centre {
            style = style.add_modifier(Modifier::REVERSED);
        }
        let shown: String = if number == centre {
            format!("{text:<width$}", width = width as usize)
        } else {
            text.clone()
        };
        screen.text(inner.x + used, y, width, &shown, style);
        if let Some(here) = here {
            let x = inner.right() - names;
            let place = Rect { x, y, width: names, height: 1 };
            gs::draw(model, screen, place, here.first.iter().copied(), here.total);
        }
    }
}

fn names_width(here: &Here) -> u16 {
    let names: usize = here.first.iter().map(|gid| gid.to_string().len() + 1).sum();
    let more = here.total - here.first.len();
    names as u16 + if more > 0 { 3 + more.to_string().len() as u16 } else { 0 }
}
