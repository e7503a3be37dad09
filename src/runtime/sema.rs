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
use crate::ids::Gid;
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

/// Takes one from the count if that is not 0.
pub(crate) fn cansemacquire(addr: &AtomicU64) -> bool {
    addr.fetch_update(AcqRel, Acquire, |v| v.checked_sub(1)).is_ok()
}

/// Where a waiter stands in the queue (SM-1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Queue {
    Fifo,
    /// At the head: it has waited before.
    Lifo,
}

/// How a waiter got the semaphore (SM-2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Got {
    Competing,
    HandedOver,
}

/// Takes one from the count, waiting while it is 0; `why` is for the trace. The step that it returns is the
/// one in which it took it: events that follow from that belong there.
pub(super) fn semacquire1<O: Os>(
    cx: &mut Cx<'_, O>,
    step: GStep,
    addr: &AtomicU64,
    queue: Queue,
    why: (WaitReason, ObjId),
) -> GStep {
    semtake(cx, step, addr, queue, why).0
}

/// The same; also how it got it.
pub(crate) fn semtake<O: Os>(
    cx: &mut Cx<'_, O>,
    mut step: GStep,
    addr: &AtomicU64,
    queue: Queue,
    (reason, obj): (WaitReason, ObjId),
) -> (GStep, Got) {
    if cansemacquire(addr) {
        return (step, Got::Competing);
    }
    let ticket = Arc::new(AtomicBool::new(false));
    loop {
        let waiter = SemWaiter { g: cx.gp(), ticket: ticket.clone() };
        {
            // Whoever releases adds to the count first and looks here afterwards: either the count is
            // seen now, or this waiter is seen then.
            let mut queues = cx.rt().semtable.of(addr).lock();
            if cansemacquire(addr) {
                return (step, Got::Competing);
            }
            let waiters = queues.entry(key(addr)).or_default();
            match queue {
                Queue::Fifo => waiters.push_back(waiter),
                Queue::Lifo => waiters.push_front(waiter),
            }
        }
        cx.gopark(step, reason, obj);
        step = cx.step();
        if ticket.load(Acquire) {
            return (step, Got::HandedOver);
        }
        if cansemacquire(addr) {
            return (step, Got::Competing);
        }
    }
}

/// Adds one to the count and readies the first waiter, which has to compete for it (SM-2).
pub(super) fn semrelease1<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) {
    if let Some(waiter) = add_and_dequeue(cx, addr) {
        let (rt, m) = cx.parts();
        rt.ready(m, waiter.g);
    }
}

/// The same, but the waiter gets it for sure and runs at once; this ends the step (SM-2).
pub(super) fn semrelease_handoff<O: Os>(cx: &mut Cx<'_, O>, step: GStep, addr: &AtomicU64) {
    let got = hand_over(cx, addr, |_, _| {});
    drop(step);
    if got == Some(Got::HandedOver) {
        cx.goyield();
    }
}

/// The same, but the caller goes on; says how the first waiter gets the semaphore, if there is one. If it
/// was handed over, `tell` is called with that goroutine before it is readied.
pub(crate) fn hand_over<O: Os>(
    cx: &mut Cx<'_, O>,
    addr: &AtomicU64,
    tell: impl FnOnce(&mut Cx<'_, O>, Gid),
) -> Option<Got> {
    let waiter = add_and_dequeue(cx, addr)?;
    let mut got = Got::Competing;
    if cansemacquire(addr) {
        got = Got::HandedOver;
        waiter.ticket.store(true, Release);
        let gid = cx.rt().gid(waiter.g);
        tell(cx, gid);
    }
    let (rt, m) = cx.parts();
    rt.ready(m, waiter.g);
    Some(got)
}

fn add_and_dequeue<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) -> Option<SemWaiter> {
    addr.fetch_add(1, AcqRel);
    let mut queues = cx.rt().semtable.of(addr).lock();
    let queue = queues.get_mut(&key(addr))?;
    let waiter = queue.pop_front();
    if queue.is_empty() {
        queues.remove(&key(addr));
    }
    waiter
}

/// Takes one from a semaphore's count, waiting while it is 0 (SM-1).
pub fn acquire<O: Os>(cx: &mut Cx<'_, O>, addr: &AtomicU64) {
    cx.charge(cx.costs().sync_op);
    let step = cx.step();
    drop(semacquire1(cx, step, addr, Queue::Fifo, (WaitReason::Semacquire, ObjId(0))));
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
