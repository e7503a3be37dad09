//! The timers that are set, by P: a heap for each (TM-1).
//!
//! It must never know what a timer does. Next: [`super::timer`].

use std::collections::BTreeSet;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, SeqCst},
};

use parking_lot::Mutex;

use crate::ids::Nanos;

/// A timer, by its place in the table of all timers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TimerId(pub u32);

/// The timers of one P.
#[derive(Default)]
pub struct Timers {
    heap: Mutex<Heap>,
    /// When the earliest is due, 0: there is none. Written with the heap locked, read by everybody.
    first: AtomicU64,
}

/// The earliest first; equal deadlines in the order they were set.
#[derive(Default)]
pub(super) struct Heap {
    pub timers: BTreeSet<(Nanos, u64, TimerId)>,
    pub seq: u64,
}

impl Timers {
    /// When the earliest is due; 0: there is none.
    pub(super) fn wake_time(&self) -> Nanos {
        self.first.load(SeqCst)
    }

    /// Changes the heap.
    pub(super) fn with<R>(&self, f: impl FnOnce(&mut Heap) -> R) -> R {
        let mut heap = self.heap.lock();
        let done = f(&mut heap);
        let first = heap.timers.first().map_or(0, |t| t.0);
        if self.first.load(Relaxed) != first {
            self.first.store(first, SeqCst);
        }
        done
    }
}
