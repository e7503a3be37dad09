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
use super::gp::Gp;
use super::os::Os;
use super::step::GStep;
use crate::trace::event::ObjId;
use crate::trace::reason::WaitReason;

/// How many tables there are: so many that two busy semaphores rarely meet.
const TABLES: usize = 64;

/// Waiters by the semaphore they wait for.
type Queues = FxHashMap<usize, VecDeque<SemWaiter>>;

/// The waiters of all semaphores.
pub(super) struct SemTable([Mutex<Queues>; TABLES]);

impl Default for SemTable {
    fn default() -> Self {
        SemTable(std::array::from_fn(|_| Mutex::default()))
    }
}

impl SemTable {
    fn of(&self, addr: &AtomicU64) -> &Mutex<Queues> {
        &self.0[(key(addr) >> 3).wrapping_mul(0x9e37_79b9) % TABLES]
    }
}

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
/// Returns the step in which it was taken: what is told of that belongs to it.
pub(super) fn semacquire1<O: Os>(
    cx: &mut Cx<'_, O>,
    step: GStep,
    addr: &AtomicU64,
    lifo: bool,
    reason: WaitReason,
    obj: ObjId,
) -> GStep {
    semtake(cx, step, addr, lifo, reason, obj).0
}

/// The same; also whether it was given by who released it, and not taken in competition.
pub(super) fn semtake<O: Os>(
    cx: &mut Cx<'_, O>,
    mut step: GStep,
    addr: &AtomicU64,
    lifo: bool,
    reason: WaitReason,
    obj: ObjId,
) -> (GStep, bool) {
    if cansemacquire(addr) {
        return (step, false);
    }
    let ticket = Arc::new(AtomicBool::new(false));
    loop {
        let waiter = SemWaiter { g: cx.gp(), ticket: ticket.clone() };
        {
            // Whoever releases adds to the count first and looks here afterwards: it is seen now, or
            // sees this waiter.
            let mut queues = cx.rt().semtable.of(addr).lock();
            if cansemacquire(addr) {
                return (step, false);
            }
            let queue = queues.entry(key(addr)).or_default();
            if lifo {
                queue.push_front(waiter);
            } else {
                queue.push_back(waiter);
            }
        }
        cx.gopark(step, reason, obj);
        step = cx.step();
        if ticket.load(Acquire) {
            return (step, true);
        }
        if cansemacquire(addr) {
            return (step, false);
        }
    }
}

/// Adds one to the count and readies the first waiter, which has to compete for it (SM-2).
pub(super) fn semrelease1<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) {
    semgive(cx, addr, false, |_, _| {});
}

/// The same, but the waiter gets it for sure and runs at once; this ends the step (SM-2).
pub(super) fn semrelease_handoff<O: Os>(cx: &mut Cx<'_, O>, step: GStep, addr: &AtomicU64) {
    let given = semgive(cx, addr, true, |_, _| {});
    drop(step);
    if given {
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
        let mut queues = cx.rt().semtable.of(addr).lock();
        let Some(queue) = queues.get_mut(&key(addr)) else { return false };
        let waiter = queue.pop_front();
        if queue.is_empty() {
            queues.remove(&key(addr));
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
    let step = cx.step();
    drop(semacquire1(cx, step, addr, false, WaitReason::Semacquire, ObjId(0)));
}

/// Adds one to a semaphore's count and readies a waiter (SM-1).
pub fn release<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    semrelease1(cx, addr);
}

/// The goroutines that wait on a condition, by their tickets, oldest first (CO-1).
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
