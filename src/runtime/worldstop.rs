//! Whether the world is being stopped (GC-0).
//!
//! Next: `proc::stw`, which stops it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

/// See the module.
pub(super) struct WorldStop {
    /// Ms shall give up their Ps (Go's `gcwaiting`). Written with `sched` locked.
    pending: AtomicBool,
    /// A semaphore: who has it may stop the world (Go's `worldsema`).
    pub sema: AtomicU64,
}

impl Default for WorldStop {
    fn default() -> Self {
        WorldStop { pending: AtomicBool::new(false), sema: AtomicU64::new(1) }
    }
}

impl WorldStop {
    /// Whether Ms shall give up their Ps. Decisive only with `sched` locked.
    #[inline]
    pub fn is_pending(&self) -> bool {
        self.pending.load(SeqCst)
    }

    /// With `sched` locked.
    pub fn set_pending(&self, pending: bool) {
        self.pending.store(pending, SeqCst);
    }
}
