//! Drawing: the model on the screen. A view never changes anything; what can be clicked it says
//! beside what it draws.
//!
//! Each file draws one view: `pub fn draw(model: &Model, screen: &mut Screen, area: Rect)`. Next:
//! [`frame`], which draws what is around them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Borders, Widget};

use super::action::Action;
use super::app::{Model, View};
use super::theme::Role;

pub mod channels;
pub mod frame;
pub mod goroutines;
pub mod gs;
pub mod help;
pub mod inspector;
pub mod life;
pub mod output;
pub mod scheduler;
pub mod source;
pub mod stats;
pub mod timeline;
pub mod why;

/// Where views draw: cells, and which of them do what when clicked.
pub struct Screen<'a> {
    /// The cells.
    pub buf: &'a mut Buffer,
    /// What a click does, by place. Later ones lie on top.
    pub zones: Vec<(Rect, Action)>,
}

impl<'a> Screen<'a> {
    /// A screen on which nothing can be clicked yet.
    pub fn new(buf: &'a mut Buffer) -> Self {
        Screen { buf, zones: Vec::new() }
    }

    /// Draws a widget.
    pub fn put(&mut self, widget: impl Widget, area: Rect) {
        widget.render(area.intersection(self.buf.area), self.buf);
    }

    /// Draws a line, cut where the place ends; gives how wide it is.
    pub fn line(&mut self, x: u16, y: u16, width: u16, line: impl Into<Line<'a>>) -> u16 {
        let bottom = self.buf.area.bottom();
        if y >= bottom || x >= self.buf.area.right() {
            return 0;
        }
        let line = line.into();
        let (end, _) = self.buf.set_line(x, y, &line, width);
        end - x
    }

    /// Draws a text in one style, cut where the place ends; gives how wide it is.
    pub fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        if y >= self.buf.area.bottom() || x >= self.buf.area.right() {
            return 0;
        }
        let (end, _) = self.buf.set_stringn(x, y, text, width as usize, style);
        end - x
    }

    /// A click there does that.
    pub fn zone(&mut self, area: Rect, action: Action) {
        self.zones.push((area, action));
    }

    /// A frame with a title; gives the place inside.
    pub fn block(&mut self, model: &Model, title: &str, area: Rect) -> Rect {
        let block = Block::new()
            .borders(Borders::ALL)
            .border_type(BorderType::Plain)
            .border_style(model.theme.style(Role::Border))
            .title(Line::styled(format!(" {title} "), model.theme.style(Role::Title)));
        let block = if model.theme.ascii { block.border_set(ASCII_BORDER) } else { block };
        let inner = block.inner(area);
        self.put(block, area);
        inner
    }
}

const ASCII_BORDER: ratatui::symbols::border::Set<'static> = ratatui::symbols::border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// What a click there does: the topmost zone's action.
pub fn clicked(zones: &[(Rect, Action)], x: u16, y: u16) -> Option<&Action> {
    let hit = |zone: &&(Rect, Action)| zone.0.contains(Position { x, y });
    zones.iter().rev().find(hit).map(|zone| &zone.1)
}

/// The text with signs for what would move the cursor or change colours, and without what joins or
/// turns letters: terminals differ in how wide that is, and lines would be torn.
pub fn visible(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' => Some(' '),
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32),
        '\x7f' => Some('␡'),
        '\u{80}'..='\u{9f}' => Some('?'),
        // Joiners, marks and overrides of direction, variants, tags.
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => None,
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => None,
        '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}' => None,
        // No letters, and no XML may have them.
        '\u{fdd0}'..='\u{fdef}' => Some('?'),
        c if c as u32 & 0xfffe == 0xfffe => Some('?'),
        c => Some(c),
    };
    text.chars().filter_map(shown).collect()
}

/// Draws the body of the current view.
fn body(model: &Model, screen: &mut Screen, area: Rect) {
    match model.view {
        View::Scheduler => scheduler::draw(model, screen, area),
        View::Source => source::draw(model, screen, area),
        View::Timeline => timeline::draw(model, screen, area),
        View::Goroutines => goroutines::draw(model, screen, area),
        View::Channels => channels::draw(model, screen, area),
        View::Stats => stats::draw(model, screen, area),
        View::Output => output::draw(model, screen, area),
        View::Inspector => inspector::draw(model, screen, area),
    }
}

/// Draws everything; gives what can be clicked.
pub fn draw(model: &Model, buf: &mut Buffer) -> Vec<(Rect, Action)> {
    let mut screen = Screen::new(buf);
    frame::draw(model, &mut screen);
    if model.theme.ascii {
        to_ascii(screen.buf);
    }
    screen.zones
}

/// Replaces what is left that is not ASCII: signs in sentences and numbers, letters of the program.
pub fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let sign = match cell.symbol() {
            symbol if symbol.is_ascii() => continue,
            "·" => ".",
            "–" | "−" => "-",
            "µ" => "u",
            "×" => "x",
            "≤" | "‹" => "<",
            "≥" | "›" | "→" => ">",
            "…" => "~",
            _ => "?",
        };
        cell.set_symbol(sign);
    }
}
