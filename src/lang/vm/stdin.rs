//! Where a program's standard input comes from.
//!
//! It must never know what the program does with it. Next: [`super::api`], which reads it.

use std::io;
use std::sync::Arc;

/// Standard input of a run.
pub trait Stdin: Send {
    /// Reads once: as much as there is, 0 at the end. `None`: the run is over, as `over` says or as it
    /// knows itself, and nobody needs it any more.
    fn read(&mut self, bytes: &mut [u8], over: &dyn Fn() -> bool) -> Option<io::Result<usize>>;
}

/// Input that is there as a whole, so that every run of a program reads the same.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    bytes: Arc<[u8]>,
    at: usize,
}

impl Kept {
    /// That input, from its beginning.
    pub fn new(bytes: Arc<[u8]>) -> Self {
        Kept { bytes, at: 0 }
    }
}

impl Stdin for Kept {
    fn read(&mut self, bytes: &mut [u8], _: &dyn Fn() -> bool) -> Option<io::Result<usize>> {
        let rest = &self.bytes[self.at..];
        let n = rest.len().min(bytes.len());
        bytes[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Some(Ok(n))
    }
}
