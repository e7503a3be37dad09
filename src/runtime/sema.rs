//! Semaphores: a count at an address and the goroutines that wait for it (SM-1, SM-2). Everything in
//! [`super::sync`] sleeps here.
//!
//! Next: [`super::semtable`] for the queues, [`super::sync`] for who uses them.

use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};

use super::cx::Cx;
use super::os::Os;
use super::semtable::{SemWaiter, key};
use super::steps::GStep;
use crate::ids::Gid;
use crate::trace::event::ObjId;
use crate::trace::reason::WaitReason;

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
            let mut queues = cx.rt().semtable.lock(addr);
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
    let mut queues = cx.rt().semtable.lock(addr);
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
