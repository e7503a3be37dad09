//! The gallery: what `gmpsim` alone shows, a list of programs to watch.
//!
//! Next: [`super::live`], which shows it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::action::Action;
use super::theme::{Role, Theme};
use super::view::frame::{SMALLEST, too_small};
use super::view::{Screen, to_ascii};
use crate::scenario::{Scenario, builtin};

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
    /// What there is: scenarios by chapter, then examples.
    entries: Vec<Scenario>,
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
        let mut entries = builtin::all();
        entries.extend(EXAMPLES.iter().map(|example| Scenario {
            title: example.about().into(),
            chapter: "Examples".into(),
            ..Scenario::bare(example.name, example.name, example.text.into())
        }));
        Gallery { entries, cursor: 0, chosen: None, quit: false, theme }
    }

    /// What was chosen, once.
    pub fn take(&mut self) -> Option<Scenario> {
        self.chosen.take().map(|i| self.entries[i].clone())
    }

    /// Does what a key means.
    pub fn key(&mut self, key: KeyEvent) {
        let last = self.entries.len() - 1;
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::PageUp => self.cursor = self.cursor.saturating_sub(10),
            KeyCode::PageDown => self.cursor = (self.cursor + 10).min(last),
            KeyCode::Home | KeyCode::Char('g') => self.cursor = 0,
            KeyCode::End | KeyCode::Char('G') => self.cursor = last,
            KeyCode::Enter | KeyCode::Char(' ') => self.chosen = Some(self.cursor),
            KeyCode::Char('q') | KeyCode::Esc => self.quit = true,
            KeyCode::Char('c') if key.modifiers == KeyModifiers::CONTROL => self.quit = true,
            _ => {}
        }
    }

    /// A click on a line: `Go` says which; the wheel moves the cursor.
    pub fn click(&mut self, action: &Action) {
        match *action {
            Action::Go(i) => (self.cursor, self.chosen) = (i, Some(i)),
            Action::Move(by) => {
                let last = self.entries.len() - 1;
                self.cursor = self.cursor.saturating_add_signed(by).min(last);
            }
            _ => {}
        }
    }

    /// The lines: chapters, and below each its entries.
    fn lines(&self) -> Vec<Result<usize, &str>> {
        let mut lines = vec![];
        for (i, entry) in self.entries.iter().enumerate() {
            if i == 0 || self.entries[i - 1].chapter != entry.chapter {
                lines.push(Err(entry.chapter.as_str()));
            }
            lines.push(Ok(i));
        }
        lines
    }

    /// Draws it; gives what can be clicked.
    pub fn draw(&self, buf: &mut Buffer) -> Vec<(Rect, Action)> {
        let area = buf.area;
        let mut screen = Screen::new(buf);
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            too_small(&self.theme, &mut screen, area);
            return screen.zones;
        }
        let style = |role| self.theme.style(role);
        screen.text(area.x + 2, area.y + 1, area.width, "gmpsim", style(Role::Title));
        let what = "Go's scheduler, every decision of it. What shall run?";
        screen.text(area.x + 10, area.y + 1, area.width, what, style(Role::Text));
        let bottom = area.bottom().saturating_sub(1);
        let lines = self.lines();
        // The cursor's line is seen, in the middle if there are more than fit.
        let rows = bottom.saturating_sub(area.y + 4) as usize;
        let at = lines.iter().position(|line| *line == Ok(self.cursor)).unwrap_or(0);
        let top = at.saturating_sub(rows / 2).min(lines.len().saturating_sub(rows));
        for (line, y) in lines.into_iter().skip(top).take(rows).zip(area.y + 3..) {
            let place = Rect { x: area.x + 2, y, width: area.width.saturating_sub(4), height: 1 };
            let i = match line {
                Ok(i) => i,
                Err(chapter) => {
                    screen.text(place.x, y, place.width, chapter, style(Role::Title));
                    continue;
                }
            };
            let entry = &self.entries[i];
            let role = if i == self.cursor { Role::Selected } else { Role::Key };
            let name = format!("  {:<22}", entry.name.trim_end_matches(".go"));
            screen.text(place.x, y, place.width, &name, style(role));
            let rest = place.width.saturating_sub(25);
            screen.text(place.x + 25, y, rest, &entry.title, style(Role::Text));
            screen.zone(place, Action::Go(i));
        }
        let keys = format!(
            "{} choose   Enter watch   q quit   your own: gmpsim watch PROGRAM.go",
            self.theme.letter("↑↓", "Up Down")
        );
        screen.text(area.x + 2, bottom, area.width, &keys, style(Role::Dim));
        if self.theme.ascii {
            to_ascii(screen.buf);
        }
        screen.zones
    }
}
