//! Sudog: a goroutine in a channel's queue (Go's name), and the value it waits with or for.
//!
//! As in Go, the value lies on the stack of the goroutine that waits, and its entries in the queues
//! point there: blocking allocates nothing. **Why that holds:** [`Cx::wait`] queues, parks and takes
//! the entries out of the queues again, and the value lives as long as that call. So what is in a queue
//! that is locked may be followed. The values are touched only by who holds a [`Claimed`] entry: there
//! is one at most for each call, and the goroutine is not readied, so does not return, before it was
//! used up. When a run is over, stacks are unwound with entries still queued; nobody follows one then.
//!
//! It must never know what a channel is. Next: [`super::chan`], [`super::select`].
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering::AcqRel};

use smallvec::SmallVec;

use super::allgs::Gp;
use super::cx::Cx;
use super::os::Os;
use super::step::Step;
use crate::trace::event::ObjId;
use crate::trace::reason::WaitReason;

/// Values by case; most waits have one or two.
pub(super) type Values<T> = SmallVec<[Option<T>; 2]>;

/// What became of a wait.
pub(super) struct Done<T> {
    /// The case that completed.
    pub case: usize,
    /// Whether with a value; else the channel was closed.
    pub success: bool,
    /// The value received.
    pub value: Option<T>,
}

/// On the stack of the goroutine that waits.
struct Elem<T> {
    g: Gp,
    /// Whether it is a select's with several cases: one leaves entries behind (SE-3).
    select: bool,
    /// Whether somebody completes one of the operations of a select (Go's `selectDone`).
    claimed: AtomicBool,
    outcome: UnsafeCell<Outcome<T>>,
}

struct Outcome<T> {
    /// By case: the value to send, or the one received.
    values: Values<T>,
    /// The case that completed, and whether with a value.
    done: Option<(usize, bool)>,
}

/// A goroutine in a channel's queue.
pub(super) struct Sudog<T> {
    elem: NonNull<Elem<T>>,
    /// Which case of a select this is.
    case: usize,
}

// SAFETY: several threads may look at what it points to, but only who claimed it touches the values, as
// the module says, and those may go from thread to thread.
unsafe impl<T: Send> Send for Sudog<T> {}

/// An entry whose goroutine waits for nobody else: its operation is to be completed.
pub(super) struct Claimed<T>(Sudog<T>);

impl<T> Sudog<T> {
    fn elem(&self) -> &Elem<T> {
        // SAFETY: the entry is in the queue of a channel that is locked, or was until now, or it was
        // claimed: so its goroutine has not returned from `Cx::wait`.
        unsafe { self.elem.as_ref() }
    }

    /// The goroutine. The channel is locked.
    pub fn g(&self) -> Gp {
        self.elem().g
    }

    /// Makes the waiter's operation the caller's to complete; not if it was a select that was completed
    /// elsewhere (SE-3). The channel is locked.
    pub fn claim(self) -> Option<Claimed<T>> {
        let elem = self.elem();
        let elsewhere = elem.select && elem.claimed.swap(true, AcqRel);
        (!elsewhere).then_some(Claimed(self))
    }
}

impl<T> Claimed<T> {
    fn outcome(&mut self) -> &mut Outcome<T> {
        // SAFETY: it was claimed, so nobody else touches it, and its goroutine does not look before it
        // is readied.
        unsafe { &mut *self.0.elem().outcome.get() }
    }

    /// Takes the value that a sender waits with.
    pub fn take(&mut self) -> T {
        let case = self.0.case;
        self.outcome().values[case].take().expect("a sender waits with its value")
    }

    /// Completes the waiter's operation, with a value or as closed; returns the goroutine, to be
    /// readied.
    pub fn complete(mut self, success: bool, value: Option<T>) -> Gp {
        let case = self.0.case;
        let outcome = self.outcome();
        if value.is_some() {
            outcome.values[case] = value;
        }
        outcome.done = Some((case, success));
        self.0.g()
    }
}

/// Makes the entries of one wait.
pub(super) struct Entries<'a, T>(&'a Elem<T>);

impl<T> Entries<'_, T> {
    /// The entry for a case.
    pub fn case(&self, case: usize) -> Sudog<T> {
        Sudog { elem: NonNull::from(self.0), case }
    }
}

impl<O: Os> Cx<'_, O> {
    /// Waits for one of several operations (CH-3, SE-3). `queue` puts an entry for each case into its
    /// channel's queue and unlocks the channels; `leave` takes out those that may be left when the
    /// goroutine has been woken.
    pub(super) fn wait<T>(
        &mut self,
        step: Step<'static>,
        values: Values<T>,
        (reason, obj): (WaitReason, ObjId),
        queue: impl FnOnce(&mut Self, Entries<'_, T>),
        leave: impl FnOnce(&mut Self),
    ) -> Done<T> {
        let select = values.len() > 1;
        let outcome = UnsafeCell::new(Outcome { values, done: None });
        let elem = Elem { g: self.gp(), select, claimed: AtomicBool::new(false), outcome };
        queue(self, Entries(&elem));
        self.gopark(step, reason, obj);
        leave(self);
        let Outcome { mut values, done } = elem.outcome.into_inner();
        let (case, success) = done.expect("a goroutine is woken when its operation is done");
        Done { case, success, value: values[case].take() }
    }
}
