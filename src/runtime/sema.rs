//! Semaphores: a count at an address and the goroutines that wait for it (SM-1, SM-2). Everything in
//! [`super::sync`] sleeps here.
//!
//! The address is a key and nothing else: queues are found by it, never ordered by it. Next:
//! [`super::sync`].

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};

use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::cx::Cx;
use super::g::Gp;
use super::os::Os;
use crate::trace::event::ObjId;
use crate::trace::reason::WaitReason;

/// The waiters of all semaphores.
#[derive(Default)]
pub(super) struct SemTable(Mutex<FxHashMap<usize, VecDeque<SemWaiter>>>);

struct SemWaiter {
    g: Gp,
    /// Set if the waiter was given the semaphore and need not compete for it (SM-2).
    ticket: Arc<AtomicBool>,
}

/// The key of a semaphore.
fn key(addr: &AtomicU64) -> usize {
    std::ptr::from_ref(addr) as usize
}

pub(super) fn cansemacquire(addr: &AtomicU64) -> bool {
    addr.fetch_update(AcqRel, Acquire, |v| v.checked_sub(1)).is_ok()
}

/// Takes one from the count, waiting while it is 0. `lifo`: waits at the head of the queue (SM-1).
pub(super) fn semacquire1<O: Os>(
    cx: &mut Cx<'_, O>,
    addr: &AtomicU64,
    lifo: bool,
    reason: WaitReason,
    obj: ObjId,
) {
    if cansemacquire(addr) {
        return;
    }
    let ticket = Arc::new(AtomicBool::new(false));
    loop {
        let waiter = SemWaiter { g: cx.gp(), ticket: ticket.clone() };
        {
            let mut table = cx.rt().semtable.0.lock();
            if cansemacquire(addr) {
                return;
            }
            let queue = table.entry(key(addr)).or_default();
            if lifo {
                queue.push_front(waiter);
            } else {
                queue.push_back(waiter);
            }
        }
        cx.gopark(reason, obj);
        if ticket.load(Acquire) || cansemacquire(addr) {
            return;
        }
    }
}

/// Adds one to the count and readies the first waiter, which has to compete for it. With `handoff`
/// it gets it for sure and runs at once (SM-2).
pub(super) fn semrelease1<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64, handoff: bool) {
    if semgive(cx, addr, handoff, |_, _| {}) {
        cx.goyield();
    }
}

/// The same without giving way; whether the waiter was given it. `tell` is called with
/// that waiter before it is readied.
pub(super) fn semgive<O: Os>(
    cx: &mut Cx<'_, O>,
    addr: &AtomicU64,
    handoff: bool,
    tell: impl FnOnce(&mut Cx<'_, O>, Gp),
) -> bool {
    addr.fetch_add(1, AcqRel);
    let waiter = {
        let mut table = cx.rt().semtable.0.lock();
        let Some(queue) = table.get_mut(&key(addr)) else { return false };
        let waiter = queue.pop_front();
        if queue.is_empty() {
            table.remove(&key(addr));
        }
        waiter
    };
    let Some(waiter) = waiter else { return false };
    let given = handoff && cansemacquire(addr);
    if given {
        waiter.ticket.store(true, Release);
        tell(cx, waiter.g);
    }
    let (rt, m) = cx.parts();
    rt.ready(m, waiter.g);
    given
}

/// Takes one from a semaphore's count, waiting while it is 0 (SM-1).
pub fn acquire<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) {
    cx.charge(cx.costs().sync_op);
    semacquire1(cx, addr, false, WaitReason::Semacquire, ObjId(0));
}

/// Adds one to a semaphore's count and readies a waiter (SM-1).
pub fn release<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) {
    cx.charge(cx.costs().sync_op);
    semrelease1(cx, addr, false);
}

/// The goroutines that wait on a condition, in order of their tickets (CO-1).
#[derive(Default)]
pub(super) struct NotifyLists(Mutex<FxHashMap<usize, VecDeque<(u64, Gp)>>>);

impl NotifyLists {
    pub fn add(&self, addr: &AtomicU64, ticket: u64, gp: Gp) {
        self.0.lock().entry(key(addr)).or_default().push_back((ticket, gp));
    }

    /// The waiter with that ticket, if it waits already.
    pub fn take(&self, addr: &AtomicU64, ticket: u64) -> Option<Gp> {
        let mut lists = self.0.lock();
        let list = lists.get_mut(&key(addr))?;
        let at = list.iter().position(|(t, _)| *t == ticket)?;
        let (_, gp) = list.remove(at)?;
        if list.is_empty() {
            lists.remove(&key(addr));
        }
        Some(gp)
    }

    /// All waiters, oldest first.
    pub fn take_all(&self, addr: &AtomicU64) -> Vec<Gp> {
        let list = self.0.lock().remove(&key(addr)).unwrap_or_default();
        list.into_iter().map(|(_, gp)| gp).collect()
    }
}
