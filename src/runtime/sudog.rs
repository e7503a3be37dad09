//! Sudog: a goroutine in a channel's queue (Go's name), and the value it waits with or for.
//!
//! As in Go, the value lies on the stack of the goroutine that waits, and its entries in the queues
//! point there: blocking allocates nothing. **Why that holds:** [`Cx::wait`] queues, parks and takes
//! the entries out of the queues again, and the value lives as long as that call. Only a
//! [`Claimed`] entry is followed; there is one at most for each call, made with the channel locked, and
//! the goroutine is not readied, so does not return, before it was used up. When a run is over, stacks
//! are unwound with entries still queued; nobody follows one then.
//!
//! It must never know what a channel is. Next: [`super::chan`], [`super::select`].
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};

use smallvec::SmallVec;

use super::Runtime;
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
    /// By case: the value to send, or the one received.
    values: Values<T>,
    /// The case that completed, and whether with a value.
    done: Option<(usize, bool)>,
}

/// A goroutine in a channel's queue.
pub(super) struct Sudog<T> {
    pub g: Gp,
    /// Which case of a select this is.
    case: u32,
    /// Which blocking of that goroutine this belongs to, if it is a select's: one leaves entries
    /// behind (SE-3).
    seq: Option<u32>,
    elem: NonNull<UnsafeCell<Elem<T>>>,
}

// SAFETY: what it points to is used by one thread at a time, as the module says, and values of type T
// may go from thread to thread.
unsafe impl<T: Send> Send for Sudog<T> {}

/// An entry whose goroutine waits for nobody else: its operation is to be completed.
pub(super) struct Claimed<T>(Sudog<T>);

impl<T> Sudog<T> {
    /// Makes the waiter's operation the caller's to complete; not if it was a select that was completed
    /// elsewhere (SE-3). The channel is locked.
    pub fn claim<O: Os>(self, rt: &Runtime<O>) -> Option<Claimed<T>> {
        if let Some(seq) = self.seq {
            let next = seq.wrapping_add(1);
            rt.g(self.g).wait_seq.compare_exchange(seq, next, AcqRel, Relaxed).ok()?;
        }
        Some(Claimed(self))
    }
}

impl<T> Claimed<T> {
    /// The goroutine, which the caller has to ready.
    pub fn g(&self) -> Gp {
        self.0.g
    }

    fn elem(&mut self) -> &mut Elem<T> {
        // SAFETY: it was claimed, so nobody else follows the entry, and its goroutine does not return
        // from `Cx::wait`, nor look, before it is readied.
        unsafe { &mut *self.0.elem.as_ref().get() }
    }

    /// Takes the value that a sender waits with.
    pub fn take(&mut self) -> T {
        let case = self.0.case as usize;
        self.elem().values[case].take().expect("a sender waits with its value")
    }

    /// Completes the waiter's operation, with a value or as closed.
    pub fn complete(mut self, success: bool, value: Option<T>) {
        let case = self.0.case as usize;
        let elem = self.elem();
        if value.is_some() {
            elem.values[case] = value;
        }
        elem.done = Some((case, success));
    }
}

/// Makes the entries of one wait.
pub(super) struct Entries<'a, T> {
    g: Gp,
    seq: Option<u32>,
    elem: &'a UnsafeCell<Elem<T>>,
}

impl<T> Entries<'_, T> {
    /// The entry for a case.
    pub fn case(&self, case: usize) -> Sudog<T> {
        let elem = NonNull::from(self.elem);
        Sudog { g: self.g, case: case as u32, seq: self.seq, elem }
    }
}

impl<O: Os> Cx<'_, O> {
    /// Waits for one of several operations (CH-3, SE-3). `queue` puts an entry for each case into its
    /// channel's queue and unlocks the channels; `leave` takes out those that may be left when the
    /// goroutine has been woken.
    pub(super) fn wait<T>(
        &mut self,
        step: Step,
        values: Values<T>,
        (reason, obj): (WaitReason, ObjId),
        queue: impl FnOnce(&mut Self, Entries<'_, T>),
        leave: impl FnOnce(&mut Self),
    ) -> Done<T> {
        let g = self.gp();
        let select = values.len() > 1;
        let seq = select.then(|| self.rt().g(g).wait_seq.load(Relaxed));
        let elem = UnsafeCell::new(Elem { values, done: None });
        queue(self, Entries { g, seq, elem: &elem });
        self.gopark(step, reason, obj);
        leave(self);
        let Elem { mut values, done } = elem.into_inner();
        let (case, success) = done.expect("a goroutine is woken when its operation is done");
        Done { case, success, value: values[case].take() }
    }
}
