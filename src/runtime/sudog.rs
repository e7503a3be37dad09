//! Sudog: a goroutine in a channel's queue, and the value it waits with or for; Waitq: that queue (Go's
//! names).
//!
//! As in Go a queue is a list through its sudogs. They lie on the stack of the goroutine that waits: blocking
//! allocates nothing. **Why that is sound:** [`Cx::wait`] queues them, parks, and does not return before all
//! are out of the queues again. So what is in a queue may be followed while its channel is locked.
//! Links are touched only then. The values are touched only by who holds a [`Claimed`] sudog: there is
//! one at most for each wait, and the goroutine is readied, and returns, only after that was completed.
//! When a run is over, stacks are unwound with sudogs still queued; nobody follows one then.
//!
//! It must never know what a channel is. Next: [`super::chan`], [`super::select`].
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, Ordering::AcqRel};

use super::cx::Cx;
use super::gp::Gp;
use super::os::Os;
use super::steps::GStep;
use crate::trace::event::ObjId;
use crate::trace::reason::WaitReason;

/// A goroutine that waits, on its stack.
pub(super) struct Waiter {
    g: Gp,
    /// Whether for several cases: one leaves sudogs behind (SE-3).
    select: bool,
    /// Whether somebody completes one of the operations of a select (Go's `selectDone`).
    claimed: AtomicBool,
    /// The case that completed, and whether with a value.
    done: UnsafeCell<Option<(usize, bool)>>,
}

/// A goroutine in a channel's queue.
pub(super) struct Sudog<T> {
    waiter: NonNull<Waiter>,
    /// Which case of a select this is.
    case: usize,
    /// The value to send, or the one received.
    value: UnsafeCell<Option<T>>,
    links: UnsafeCell<Links<T>>,
}

struct Links<T> {
    queued: bool,
    prev: *const Sudog<T>,
    next: *const Sudog<T>,
}

/// Goroutines that wait to send, or to receive, in their order.
pub(super) struct Waitq<T> {
    first: *const Sudog<T>,
    last: *const Sudog<T>,
}

// SAFETY: several threads may look at what it points to, but only with its channel locked, or who claimed
// it touches the value, as the module says; values may go from thread to thread.
unsafe impl<T: Send> Send for Waitq<T> {}

/// A sudog that was taken out of its queue to complete its operation. Its goroutine stays parked until then:
/// there is one such claim for each wait, and only it leads to the goroutine's being readied.
pub(super) struct Claimed<T>(NonNull<Sudog<T>>);

impl<T> Default for Waitq<T> {
    fn default() -> Self {
        Waitq { first: ptr::null(), last: ptr::null() }
    }
}

impl<T> Waitq<T> {
    /// Puts a goroutine at the end.
    ///
    /// # Safety
    /// - `sg` is in no queue, and stays where it is until it is out of this one and, if it was claimed,
    ///   completed.
    /// - This queue stays where it is, behind its channel's lock, as long as something is in it.
    pub unsafe fn enqueue(&mut self, sg: &Sudog<T>) {
        // SAFETY: `&mut self` means that the channel is locked, so nobody else touches the links of what is in
        // this queue; what is there stays there. `sg` is in none, so nobody else knows it.
        unsafe {
            let links = Links { queued: true, prev: self.last, next: ptr::null() };
            debug_assert!(!(*sg.links.get()).queued, "a sudog is in one queue");
            *sg.links.get() = links;
            match self.last.as_ref() {
                Some(last) => (*last.links.get()).next = sg,
                None => self.first = sg,
            }
        }
        self.last = sg;
    }

    /// Takes a goroutine out, if it is still in this queue.
    ///
    /// # Safety
    /// It is in no other queue.
    pub unsafe fn remove(&mut self, sg: &Sudog<T>) {
        // SAFETY: `&mut self` means that the channel is locked, so nobody else touches the links of what is in
        // this queue, nor of `sg` if it is in none; what is queued stays there (`enqueue`).
        unsafe {
            let Links { queued, prev, next } = &mut *sg.links.get();
            if !std::mem::take(queued) {
                return;
            }
            match prev.as_ref() {
                Some(prev) => (*prev.links.get()).next = *next,
                None => self.first = *next,
            }
            match next.as_ref() {
                Some(next) => (*next.links.get()).prev = *prev,
                None => self.last = *prev,
            }
        }
    }

    /// Takes out the first that still waits, for the caller to complete its operation: a select that
    /// was completed elsewhere is passed by (SE-3).
    pub fn dequeue(&mut self) -> Option<Claimed<T>> {
        // SAFETY: what is in this queue stays there (`enqueue`).
        while let Some(sg) = unsafe { self.first.as_ref() } {
            // SAFETY: it is in this queue.
            unsafe { self.remove(sg) };
            // SAFETY: its goroutine, on whose stack both lie, has to lock this channel before it returns, to
            // see that the sudog is out of its queue.
            let waiter = unsafe { sg.waiter.as_ref() };
            if !waiter.select || !waiter.claimed.swap(true, AcqRel) {
                return Some(Claimed(NonNull::from(sg)));
            }
        }
        None
    }
}

impl<T> Claimed<T> {
    fn value(&mut self) -> &mut Option<T> {
        // SAFETY: the goroutine is parked until `complete` was called, so the sudog on its stack is there; and
        // there is one claim, so nobody else touches the value.
        unsafe { &mut *self.0.as_ref().value.get() }
    }

    /// Takes the value that a sender waits with.
    pub fn take(&mut self) -> T {
        self.value().take().expect("a sender waits with its value")
    }

    /// Completes the waiter's operation, with a value or as closed; returns the goroutine, to be
    /// readied.
    pub fn complete(mut self, success: bool, value: Option<T>) -> Gp {
        if value.is_some() {
            *self.value() = value;
        }
        // SAFETY: as above.
        unsafe {
            let sg = self.0.as_ref();
            let waiter = sg.waiter.as_ref();
            *waiter.done.get() = Some((sg.case, success));
            waiter.g
        }
    }
}

/// What became of a wait.
pub(super) struct Done<T> {
    /// The case that completed.
    pub case: usize,
    /// Whether with a value; else the channel was closed.
    pub success: bool,
    /// The value received.
    pub value: Option<T>,
}

impl<T> Sudog<T> {
    /// For that case, with the value to send or with none.
    pub fn new(waiter: &Waiter, case: usize, value: Option<T>) -> Self {
        let links = Links { queued: false, prev: ptr::null(), next: ptr::null() };
        let (value, links) = (UnsafeCell::new(value), UnsafeCell::new(links));
        Sudog { waiter: NonNull::from(waiter), case, value, links }
    }
}

impl<O: Os> Cx<'_, O> {
    /// Waits for one operation, or for one of several (`select`; CH-3, SE-3). `sudogs` makes an array with a
    /// sudog for each operation; `queue` puts each into its channel's queue and unlocks the channels; when
    /// the goroutine has been woken, `leave` takes out those that may be left.
    ///
    /// The sudogs stay where they are from `queue` to the end of `leave`; if one is in a queue even then, the
    /// process is ended.
    pub(super) fn wait<T, S: AsRef<[Sudog<T>]> + AsMut<[Sudog<T>]>>(
        &mut self,
        step: GStep,
        (reason, obj): (WaitReason, ObjId),
        select: bool,
        sudogs: impl FnOnce(&Waiter) -> S,
        queue: impl FnOnce(&mut Self, &[Sudog<T>]),
        leave: impl FnOnce(&mut Self, &[Sudog<T>]),
    ) -> Done<T> {
        let (claimed, done) = (AtomicBool::new(false), UnsafeCell::new(None));
        let waiter = Waiter { g: self.gp(), select, claimed, done };
        let mut sudogs = sudogs(&waiter);
        queue(self, sudogs.as_ref());
        self.gopark(step, reason, obj);
        leave(self, sudogs.as_ref());
        let sudogs = sudogs.as_mut();
        if sudogs.iter_mut().any(|sg| sg.links.get_mut().queued) {
            // Unwinding would leave a pointer to this stack behind.
            eprintln!("gmpsim: a sudog was left in a queue");
            std::process::abort();
        }
        let done = waiter.done.into_inner();
        let (case, success) = done.expect("a goroutine is woken when its operation is done");
        Done { case, success, value: sudogs[case].value.get_mut().take() }
    }
}
