//! The table of programs' coroutines: who waits in each (CR-1).
//!
//! Next: [`super::coroutine`], which switches.

use std::sync::atomic::Ordering::AcqRel;

use super::gp::{AtomicGp, Gp};

/// A coroutine, by its place in the table of all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CoroId(pub u32);

/// All coroutines. In each waits the side that does not run; none: one side has ended.
#[derive(Default)]
pub(super) struct Coros(boxcar::Vec<AtomicGp>);

impl Coros {
    /// A new one, in which nobody waits.
    pub fn add(&self) -> CoroId {
        CoroId(self.0.push(AtomicGp::default()) as u32)
    }

    /// Lets a goroutine wait there, or none; returns who waited before.
    pub fn swap(&self, id: CoroId, gp: Option<Gp>) -> Option<Gp> {
        self.0[id.0 as usize].swap(gp, AcqRel)
    }
}
