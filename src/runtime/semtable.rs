//! Who waits for which semaphore, and on which condition.
//!
//! An address is a key and nothing else: queues are found by it, never ordered by it. Next: [`super::sema`].

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use parking_lot::{Mutex, MutexGuard};
use rustc_hash::FxHashMap;

use super::gp::Gp;

/// How many tables there are: so many that two busy semaphores rarely meet.
const TABLES: usize = 64;

/// Waiters by the semaphore they wait for.
pub(super) type Queues = FxHashMap<usize, VecDeque<SemWaiter>>;

/// The waiters of all semaphores.
pub(super) struct SemTable([Mutex<Queues>; TABLES]);

impl Default for SemTable {
    fn default() -> Self {
        SemTable(std::array::from_fn(|_| Mutex::default()))
    }
}

impl SemTable {
    /// The waiters of that semaphore and of some others, locked.
    pub fn lock(&self, addr: &AtomicU64) -> MutexGuard<'_, Queues> {
        self.0[(key(addr) >> 3).wrapping_mul(0x9e37_79b9) % TABLES].lock()
    }
}

pub(super) struct SemWaiter {
    pub g: Gp,
    /// Set if the waiter was given the semaphore and need not compete for it (SM-2).
    pub ticket: Arc<AtomicBool>,
}

/// The key of a semaphore.
pub(super) fn key(addr: &AtomicU64) -> usize {
    std::ptr::from_ref(addr) as usize
}

/// The goroutines that wait on a condition, by their tickets, oldest first.
pub(super) type NotifyList = VecDeque<(u64, Gp)>;

/// The lists of all conditions.
#[derive(Default)]
pub(super) struct NotifyLists(Mutex<FxHashMap<usize, NotifyList>>);

impl NotifyLists {
    /// Does something with a condition's list and its words; nobody else comes in between.
    pub fn with<R>(&self, addr: &AtomicU64, f: impl FnOnce(&mut NotifyList) -> R) -> R {
        let mut lists = self.0.lock();
        let list = lists.entry(key(addr)).or_default();
        let done = f(list);
        if list.is_empty() {
            lists.remove(&key(addr));
        }
        done
    }
}
