//! What this process prints: the program's output, and what commands say.
//!
//! It must never know what is written. Next: [`super::run`].

use std::io::{self, ErrorKind, IsTerminal, Write, stderr, stdout};
use std::sync::Arc;

use super::outside::{Cause, Outside};
use crate::session::SIGPIPE;
use crate::tui::view::visible;

/// Prints what a command has to say.
///
/// # Errors
/// A sentence, if that can't be written. Where nobody reads any more, the process ends as others do.
pub fn print(text: &str) -> Result<(), String> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(SIGPIPE.into()),
        done => done.map_err(|e| format!("can't write to standard output: {e}")),
    }
}

/// The text without what would move the cursor or change colours: names and titles are anybody's.
pub fn visible_text(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Says something on standard error. Nowhere is left to complain where that can't be written.
pub fn say(text: &str) {
    let _ = stderr().write_all(text.as_bytes());
}

/// Leaves a run to the end of the process: a million stacks need not be cleared away one by one before.
pub fn leave_to_the_process<T>(run: T) {
    std::mem::forget(run);
}

/// Writes the program's output; in lines as they come if somebody watches, else in blocks.
pub struct Streams {
    out: Vec<u8>,
    /// Up to this size output is kept back, in bytes.
    block: usize,
    lines: bool,
    /// Writing has failed.
    closed: bool,
    outside: Arc<Outside>,
}

/// Output in virtual time is kept back up to this size, in bytes.
const BLOCK: usize = 1 << 16;

impl Streams {
    /// Those of a run; in real time what is written goes out at once, as from a Go program.
    pub fn new(outside: Arc<Outside>, real_time: bool) -> Self {
        let block = if real_time { 0 } else { BLOCK };
        Streams { out: Vec::new(), block, lines: stdout().is_terminal(), closed: false, outside }
    }

    /// Takes what the program writes to a file (1 or 2).
    pub fn write(&mut self, fd: u8, bytes: &[u8]) {
        if fd == 2 {
            self.flush();
            // Nowhere is left to complain about a broken standard error.
            let _ = stderr().write_all(bytes);
            return;
        }
        self.out.extend_from_slice(bytes);
        if self.out.len() >= self.block || (self.lines && bytes.contains(&b'\n')) {
            self.flush();
        }
    }

    /// Writes what was kept back.
    pub fn flush(&mut self) {
        if !self.closed && !self.out.is_empty() {
            let mut stdout = stdout().lock();
            let written = stdout.write_all(&self.out).and_then(|()| stdout.flush());
            if let Err(e) = written {
                self.closed = true;
                let unread = e.kind() == io::ErrorKind::BrokenPipe;
                self.outside.end(if unread { Cause::Unread } else { Cause::Output(e) });
            }
        }
        self.out.clear();
    }
}
