//! A screen as a picture: its cells as text, or as SVG with their colours.
//!
//! For documents and slides: what is written is exactly what the terminal shows. It must never know
//! what is drawn. Next: `gmpsim snapshot`.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// A cell's size, and where in it letters stand, in SVG units: those of the first fonts at 14, so that
/// frames have no gaps.
const WIDTH: f32 = 8.4;
const HEIGHT: f32 = 16.3;
const BASE: f32 = 13.0;

/// The colours of what has none of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paper {
    /// Behind everything.
    pub back: u32,
    /// Letters.
    pub ink: u32,
}

impl Paper {
    /// A dark terminal.
    pub const DARK: Paper = Paper { back: 0x1b1e25, ink: 0xe6e8ec };
    /// A light one.
    pub const LIGHT: Paper = Paper { back: 0xffffff, ink: 0x1d2127 };
}

/// The cells as lines of text, without spaces at their ends.
pub fn text(buf: &Buffer) -> String {
    let mut out = String::new();
    for row in rows(buf) {
        let line: String = row.iter().map(|cell| cell.symbol()).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn rows(buf: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buf.content.chunks(buf.area.width.max(1) as usize)
}

/// How a cell looks.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    ink: u32,
    back: u32,
    bold: bool,
    dim: bool,
}

impl Look {
    fn of(cell: &Cell, paper: Paper) -> Look {
        let (mut ink, mut back) = (rgb(cell.fg, paper.ink), rgb(cell.bg, paper.back));
        if cell.modifier.contains(Modifier::REVERSED) {
            (ink, back) = (back, ink);
        }
        let has = |modifier| cell.modifier.contains(modifier);
        Look { ink, back, bold: has(Modifier::BOLD), dim: has(Modifier::DIM) }
    }
}

fn rgb(color: Color, otherwise: u32) -> u32 {
    match color {
        Color::Rgb(r, g, b) => u32::from_be_bytes([0, r, g, b]),
        Color::Black => 0x000000,
        Color::Red | Color::LightRed => 0xd04040,
        Color::Green | Color::LightGreen => 0x30a050,
        Color::Yellow | Color::LightYellow => 0xc0a020,
        Color::Blue | Color::LightBlue => 0x3070d0,
        Color::Magenta | Color::LightMagenta => 0xb050b0,
        Color::Cyan | Color::LightCyan => 0x30a0b0,
        Color::Gray => 0xaaaaaa,
        Color::DarkGray => 0x777777,
        Color::White => 0xffffff,
        Color::Reset | Color::Indexed(_) => otherwise,
    }
}

/// The cells as a picture.
pub fn svg(buf: &Buffer, paper: Paper) -> String {
    let (width, height) = (f32::from(buf.area.width) * WIDTH, f32::from(buf.area.height) * HEIGHT);
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"14\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#{:06x}\"/>",
        paper.back
    );
    for (y, row) in rows(buf).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let look = Look::of(&row[x], paper);
            let many = row[x..].iter().take_while(|cell| Look::of(cell, paper) == look).count();
            stretch(&mut out, x, y, &row[x..x + many], look, paper);
            x += many;
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Cells side by side that look alike.
fn stretch(out: &mut String, x: usize, y: usize, cells: &[Cell], look: Look, paper: Paper) {
    let (left, top) = (x as f32 * WIDTH, y as f32 * HEIGHT);
    let width = cells.len() as f32 * WIDTH;
    if look.back != paper.back {
        let _ = writeln!(
            out,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{HEIGHT:.1}\" fill=\"#{:06x}\"/>",
            look.back
        );
    }
    let text: String = cells.iter().map(|cell| cell.symbol()).collect();
    if text.trim().is_empty() {
        return;
    }
    let bold = if look.bold { " font-weight=\"bold\"" } else { "" };
    let dim = if look.dim { " opacity=\"0.55\"" } else { "" };
    // `textLength` keeps the columns in line whatever font is at hand.
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#{:06x}\"{bold}{dim}>{}</text>",
        top + BASE,
        look.ink,
        escape(&text)
    );
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A row of spaces would be taken for one.
            ' ' => out.push('\u{a0}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn check(text: &str, style: Style, expect: &str) {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
        buf.set_string(0, 0, text, style);
        let svg = svg(&buf, Paper::DARK);
        assert!(svg.contains(expect), "{svg}");
    }

    #[test]
    fn letters_and_colours() {
        check("a<b&c>", Style::new(), ">a&lt;b&amp;c&gt;</text>");
        check("G7", Style::new().fg(Color::Rgb(1, 2, 3)), "fill=\"#010203\">G7</text>");
        check("G7", Style::new().add_modifier(Modifier::BOLD), "font-weight=\"bold\">G7</text>");
        check("G7", Style::new().add_modifier(Modifier::REVERSED), "fill=\"#e6e8ec\"/>");
    }

    #[test]
    fn text_is_what_the_terminal_shows() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 2));
        buf.set_string(1, 0, "│P0", Style::new());
        assert_eq!(text(&buf), " │P0\n\n");
    }
}
