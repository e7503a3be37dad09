//! Goroutines in a row: `G8 G9 G10 +5`, each in its colour, each to be clicked.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::super::action::Action;
use super::super::app::Model;
use super::super::theme::Role;
use super::Screen;
use crate::ids::Gid;

/// Draws as many as there is room for, line by line, and says how many more there are. Gives the
/// line after the last one it drew on.
pub fn draw(
    model: &Model,
    screen: &mut Screen,
    area: Rect,
    gs: impl IntoIterator<Item = Gid>,
    total: usize,
) -> u16 {
    if area.height == 0 || area.width == 0 {
        return area.y;
    }
    let (mut x, mut y, mut drawn) = (area.x, area.y, 0);
    for gid in gs {
        let name = gid.to_string();
        let width = name.len() as u16;
        let more = total.saturating_sub(drawn + 1);
        // On the last line there is room for "+123" behind it, unless it is the last one.
        let room = |y: u16| {
            let last = y + 1 >= area.bottom() && more > 0;
            area.right().saturating_sub(if last { 2 + digits(more) } else { 0 })
        };
        if x + width > room(y) && x > area.x && y + 1 < area.bottom() {
            (x, y) = (area.x, y + 1);
        }
        if x + width > room(y) {
            break;
        }
        one(model, screen, x, y, gid);
        x += width + 1;
        drawn += 1;
    }
    // Not all of them were handed in, or there was no room for them.
    if drawn < total {
        let rest = format!("+{}", total - drawn);
        let left = area.right().saturating_sub(x);
        screen.text(x, y, left, &rest, model.theme.style(Role::Dim));
    }
    y + 1
}

/// Draws one; gives how wide it is.
pub fn one(model: &Model, screen: &mut Screen, x: u16, y: u16, gid: Gid) -> u16 {
    let role = model.state.g(gid).map_or(Role::Dead, Role::of);
    let mut style = model.theme.style(role);
    if gid == model.pick_g {
        style = style.add_modifier(Modifier::REVERSED);
    }
    let name = gid.to_string();
    let width = screen.text(x, y, name.len() as u16, &name, style);
    screen.zone(Rect { x, y, width, height: 1 }, Action::PickG(gid));
    width
}

fn digits(n: usize) -> u16 {
    n.checked_ilog10().unwrap_or(0) as u16 + 1
}
