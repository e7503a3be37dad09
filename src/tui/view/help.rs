//! Help: the key table and the legend, over everything else.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::super::action::Action;
use super::super::app::Model;
use super::super::input;
use super::super::theme::Role;
use super::Screen;

/// Draws it.
pub fn draw(model: &Model, screen: &mut Screen, area: Rect) {
    let theme = &model.theme;
    let mut lines: Vec<(Line, Action)> = input::help(model)
        .into_iter()
        .map(|(keys, what, action)| {
            let line = Line::from(vec![
                Span::styled(format!("{keys:>14}  "), theme.style(Role::Key)),
                Span::styled(what, theme.style(Role::Text)),
            ]);
            (line, action)
        })
        .collect();
    let columns = if lines.len() as u16 + 6 > area.height { 2 } else { 1 };
    let rows = lines.len().div_ceil(columns);
    let column = ((area.width - 4) / columns as u16).min(58);
    let width = column * columns as u16 + 2;
    let height = (rows as u16 + 5).min(area.height);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    screen.put(Clear, place);
    // A click beside the lines closes it.
    screen.zone(area, Action::Help);
    let inner = screen.block(model, "keys (? or Esc closes)", place);
    let second = lines.split_off(rows.min(lines.len()));
    for (i, part) in [lines, second].into_iter().enumerate() {
        for (y, (line, action)) in (inner.y..inner.bottom()).zip(part) {
            let place = Rect { x: inner.x + i as u16 * column, y, width: column, height: 1 };
            screen.line(place.x, y, column, line);
            screen.zone(place, action);
        }
    }
    legend(model, screen, Rect { y: inner.bottom().saturating_sub(2), height: 2, ..inner });
}

/// What colours mean, over at most two lines.
pub fn legend(model: &Model, screen: &mut Screen, area: Rect) {
    let (mut x, mut y) = (area.x + 1, area.y);
    for (role, name) in Role::LEGEND {
        let sign = model.theme.letter("■", "#");
        let text = format!("{sign} {name}");
        let width = Line::raw(text.as_str()).width() as u16;
        if x + width > area.right() {
            (x, y) = (area.x + 1, y + 1);
        }
        if y >= area.bottom() {
            return;
        }
        screen.text(x, y, width, &text, model.theme.style(*role));
        x += width + 2;
    }
}
