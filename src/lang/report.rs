//! Which messages are shown: gc's rules for repeated ones, their order and their number.
//!
//! It must never know what a message is about. Next: [`super::scan`], the first to report.

use super::source::{Diagnostic, Pos, SourceMap};

/// After so many messages gc gives up.
pub const MAX_ERRORS: usize = 10;

/// Bytes of a message: a name of a megabyte is not shown in full.
const LONGEST: usize = 2_000;

/// Collects messages in the order they are found.
#[derive(Debug)]
pub struct Reporter<'a> {
    sources: &'a SourceMap,
    shown: Vec<Diagnostic>,
    last_syntax_line: Option<u32>,
    last_other: Option<(u32, String)>,
    too_many: Option<Pos>,
}

impl<'a> Reporter<'a> {
    /// No messages yet.
    pub fn new(sources: &'a SourceMap) -> Self {
        let shown = Vec::new();
        Self { sources, shown, last_syntax_line: None, last_other: None, too_many: None }
    }

    /// Adds a message, unless gc would not show it: of syntax errors in a row on one line it shows
    /// the first, of equal other messages on one line one.
    pub fn add(&mut self, pos: Pos, message: impl Into<String>) {
        if self.is_full() {
            return;
        }
        let mut message = message.into();
        if message.len() > LONGEST {
            message.truncate(message.floor_char_boundary(LONGEST));
            message.push('…');
        }
        let line = self.sources.line(pos);
        if message.starts_with("syntax error") {
            if self.last_syntax_line.replace(line) == Some(line) {
                return;
            }
        } else {
            let key = Some((line, message.clone()));
            if self.last_other == key {
                return;
            }
            self.last_other = key;
        }
        self.shown.push(Diagnostic { pos, message });
        if self.shown.len() == MAX_ERRORS {
            self.too_many = Some(pos);
        }
    }

    /// Whether nothing more will be shown.
    pub fn is_full(&self) -> bool {
        self.too_many.is_some()
    }

    /// Puts a message in the place of all others, for good.
    pub fn replace(&mut self, pos: Pos, message: String) {
        self.shown = vec![Diagnostic { pos, message }];
        self.last_syntax_line = Some(self.sources.line(pos));
    }

    /// How many messages there are.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// Whether gc ends with these messages: it does not check a file with syntax errors.
    pub fn is_final(&self) -> bool {
        self.is_full() || self.last_syntax_line.is_some()
    }

    /// A position as messages show it in the middle of a line.
    pub fn described(&self, pos: Pos) -> String {
        self.sources.described(pos)
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The messages in the order of the text.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.sources.sort(&mut self.shown);
        self.shown.extend(self.too_many.map(|pos| Diagnostic::new(pos, "too many errors")));
        self.shown
    }
}
