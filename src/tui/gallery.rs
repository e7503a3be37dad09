//! The gallery: what `gmpsim` alone shows, a list of programs to watch.
//!
//! Next: [`super::live`], which shows it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::action::Action;
use super::theme::{Role, Theme};
use super::view::Screen;

/// A program that comes with gmpsim.
pub struct Example {
    /// Its file's name.
    pub name: &'static str,
    /// Its text, which begins with a comment that says what it shows.
    pub text: &'static str,
}

macro_rules! examples {
    ($($name:literal)*) => {
        /// The programs that come with gmpsim.
        pub static EXAMPLES: &[Example] = &[
            $(Example { name: $name, text: include_str!(concat!("../../examples/", $name)) },)*
        ];
    };
}

examples! {
    "work-stealing.go" "ping-pong.go" "worker-pool.go" "preemption.go" "overflow.go" "deadlock.go"
}

impl Example {
    /// What it shows: its first line, without the comment's sign.
    pub fn about(&self) -> &'static str {
        self.text.lines().next().unwrap_or("").trim_start_matches(['/', ' '])
    }
}

/// The list, and what was chosen of it.
pub struct Gallery {
    /// The line of the cursor.
    pub cursor: usize,
    /// What was chosen.
    pub chosen: Option<usize>,
    /// The user wants to leave.
    pub quit: bool,
    theme: Theme,
}

impl Gallery {
    /// A list of which nothing is chosen.
    pub fn new(theme: Theme) -> Self {
        Gallery { cursor: 0, chosen: None, quit: false, theme }
    }

    /// Does what a key means.
    pub fn key(&mut self, key: KeyEvent) {
        let last = EXAMPLES.len() - 1;
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Home | KeyCode::Char('g') => self.cursor = 0,
            KeyCode::End | KeyCode::Char('G') => self.cursor = last,
            KeyCode::Enter | KeyCode::Char(' ') => self.chosen = Some(self.cursor),
            KeyCode::Char('q') | KeyCode::Esc => self.quit = true,
            KeyCode::Char('c') if key.modifiers == KeyModifiers::CONTROL => self.quit = true,
            _ => {}
        }
    }

    /// A click on a line: `Go` says which.
    pub fn click(&mut self, action: &Action) {
        if let Action::Go(i) = *action {
            (self.cursor, self.chosen) = (i, Some(i));
        }
    }

    /// Draws it; gives what can be clicked.
    pub fn draw(&self, buf: &mut Buffer) -> Vec<(Rect, Action)> {
        let area = buf.area;
        let mut screen = Screen::new(buf);
        let style = |role| self.theme.style(role);
        screen.text(area.x + 2, area.y + 1, area.width, "gmpsim", style(Role::Title));
        let what = "Go's scheduler, every decision of it. What shall run?";
        screen.text(area.x + 10, area.y + 1, area.width, what, style(Role::Text));
        for (i, example) in EXAMPLES.iter().enumerate() {
            let y = area.y + 3 + 2 * i as u16;
            let chosen = i == self.cursor;
            let line = Rect { x: area.x + 2, y, width: area.width.saturating_sub(4), height: 1 };
            let name = format!(" {:<18}", example.name.trim_end_matches(".go"));
            let role = if chosen { Role::Selected } else { Role::Key };
            screen.text(line.x, y, line.width, &name, style(role));
            let rest = line.width.saturating_sub(20);
            screen.text(line.x + 20, y, rest, example.about(), style(Role::Text));
            screen.zone(line, Action::Go(i));
        }
        let keys = format!(
            "{} choose   Enter watch   q quit   your own: gmpsim watch PROGRAM.go",
            self.theme.letter("↑↓", "Up Down")
        );
        let bottom = area.bottom().saturating_sub(1);
        screen.text(area.x + 2, bottom, area.width, &keys, style(Role::Dim));
        screen.zones
    }
}
