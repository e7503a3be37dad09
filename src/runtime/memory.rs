//! The memory that the process uses: the stacks of its goroutines, and what the program says that it takes
//! (`sim.Alloc`).
//!
//! It must never know the memory of the simulator, which `lang::heap` limits. Next: [`super::oom`], what
//! comes of using too much.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::ids::GO_STACK;

/// The program gives back more than it took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAllocated;

/// How much memory is in use.
pub(super) struct Memory {
    /// What the program took and did not give back, in bytes.
    heap: AtomicU64,
    /// The most that heap and stacks may take together, in bytes; 0: no limit.
    limit: u64,
}

impl Memory {
    pub fn new(limit: u64) -> Self {
        Memory { heap: AtomicU64::new(0), limit }
    }

    pub fn limit(&self) -> Option<u64> {
        Some(self.limit).filter(|limit| *limit > 0)
    }

    /// Bytes in use with so many goroutines: each has a stack (SK-1).
    pub fn used(&self, goroutines: u32) -> u64 {
        let stacks = u64::from(goroutines) * GO_STACK;
        self.heap.load(Relaxed).saturating_add(stacks)
    }

    pub fn take(&self, bytes: u64) {
        self.heap.fetch_add(bytes, Relaxed);
    }

    pub fn give_back(&self, bytes: u64) -> Result<(), NotAllocated> {
        let less = |heap: u64| heap.checked_sub(bytes);
        self.heap.fetch_update(Relaxed, Relaxed, less).map(drop).map_err(|_| NotAllocated)
    }
}
