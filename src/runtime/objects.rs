//! Numbers of synchronisation objects, for the trace.
//!
//! Numbers follow the order in which objects are met, never their addresses. Next: [`super::sched`], which
//! tells of new ones.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use crate::trace::event::ObjId;

/// See the module.
#[derive(Default)]
pub(super) struct Objects {
    count: AtomicU32,
    /// Of those that are words of the program's memory.
    by_address: Mutex<FxHashMap<usize, ObjId>>,
}

impl Objects {
    pub fn add(&self) -> ObjId {
        ObjId(self.count.fetch_add(1, Relaxed) + 1)
    }

    pub fn at(&self, address: usize) -> Option<ObjId> {
        self.by_address.lock().get(&address).copied()
    }

    pub fn set_at(&self, address: usize, obj: ObjId) {
        self.by_address.lock().insert(address, obj);
    }
}
