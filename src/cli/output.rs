//! Where the program's output goes: this process's standard output and error.
//!
//! It must never know what is written. Next: [`super::run`].

use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};

/// Writes the program's output; in lines as they come if somebody watches, else in blocks.
#[derive(Default)]
pub struct Streams {
    out: Vec<u8>,
    /// Writing has failed.
    closed: bool,
}

/// Exit code of a process that nobody reads any more, as shells show SIGPIPE.
const SIGPIPE: i32 = 141;

/// Output is kept back up to this size, in bytes.
const BLOCK: usize = 1 << 16;

impl Streams {
    /// Takes what the program writes to a file (1 or 2).
    pub fn write(&mut self, fd: u8, bytes: &[u8]) {
        if fd == 2 {
            self.flush();
            // Nowhere is left to complain about a broken standard error.
            let _ = stderr().write_all(bytes);
            return;
        }
        self.out.extend_from_slice(bytes);
        if self.out.len() >= BLOCK || (bytes.contains(&b'\n') && stdout().is_terminal()) {
            self.flush();
        }
    }

    /// Writes what was kept back.
    pub fn flush(&mut self) {
        if !self.closed && !self.out.is_empty() {
            let mut stdout = stdout().lock();
            let written = stdout.write_all(&self.out).and_then(|()| stdout.flush());
            if written.as_ref().is_err_and(|e| e.kind() == ErrorKind::BrokenPipe) {
                // The signal would have ended the real program here.
                std::process::exit(SIGPIPE);
            }
            self.closed = written.is_err();
        }
        self.out.clear();
    }
}
