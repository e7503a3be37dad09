//! A step: what an M changes and what it tells of it, as one, where Ms run at the same time.
//!
//! The trace must say in which order things happened, and on real threads an event that is told
//! after its change could be overtaken by another M's. So while somebody listens, an M takes
//! the machine's one step lock, changes the shared state, tells, and lets go: the trace is then a
//! history that [`crate::trace::replay`] accepts. In virtual time, and when nobody listens, a
//! step is nothing.
//!
//! - A step is taken before any other lock, so there is no circle of locks.
//! - Steps nest: an M that has it goes on with it.
//! - All of a step happens at one time, that of its beginning: the clock is looked at once.
//! - A goroutine that queues itself and then parks leaves its step open across the switch to its M's
//!   own stack: nobody sees it queued but not yet parked. And the M goes on with it
//!   ([`Steps::go_on`]) until it runs the next goroutine or finds none near: one look at the clock
//!   for a switch.
//!
//! It must never be held while the M waits for something. Next: [`super::step`], what an M does with
//! steps.
#![allow(unsafe_code)]

use std::ptr::NonNull;
use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use crossbeam_utils::{Backoff, CachePadded};

use super::owned::Owned;
use crate::ids::{Mid, Nanos};
use crate::trace::event::Event;
use crate::trace::tracer::Tracer;

/// The machine's step lock: the M that has it, or none. It knows its holder, so that steps nest and
/// can be left open across a switch of stacks; so it needs no thread-local storage, which a goroutine
/// must not rely on.
pub(super) struct Steps {
    holder: CachePadded<AtomicU32>,
    /// When the step began. Only the holder looks.
    began: AtomicU64,
    /// What was told in steps and not yet handed on. Only the holder touches it.
    events: Owned<Vec<Event>>,
    /// How many events were told. Only the holder writes it.
    told: AtomicU64,
}

/// How many events are gathered before the tracer is told of them.
const CHUNK: usize = 4096;

/// Holds the lock to hand on what is gathered.
pub(super) const LISTENER: Mid = Mid(Mid::NONE.0 - 1);

impl Default for Steps {
    fn default() -> Self {
        let holder = CachePadded::new(AtomicU32::new(Mid::NONE.0));
        let events = Owned::default();
        Steps { holder, began: AtomicU64::new(0), events, told: AtomicU64::new(0) }
    }
}

impl Steps {
    /// Whether that M is in a step.
    pub fn is_mine(&self, mid: Mid) -> bool {
        self.holder.load(Relaxed) == mid.0
    }

    /// Begins a step of that M, which is in none; `now` looks at the clock.
    pub fn begin(&self, mid: Mid, now: impl FnOnce() -> Nanos) -> Step<'_> {
        let backoff = Backoff::new();
        while self.holder.compare_exchange_weak(Mid::NONE.0, mid.0, Acquire, Relaxed).is_err() {
            backoff.snooze();
        }
        self.began.store(now(), Relaxed);
        Step(Some(self))
    }

    /// Goes on with the step that this M has left open.
    pub fn go_on(&self, mid: Mid) -> Step<'_> {
        debug_assert!(self.is_mine(mid), "{mid} goes on with another M's step");
        Step(Some(self))
    }

    /// When the caller's step began.
    pub fn began(&self) -> Nanos {
        self.began.load(Relaxed)
    }

    /// How many events were told.
    pub fn told(&self) -> u64 {
        self.told.load(Relaxed)
    }

    /// Keeps an event, and hands all on to the tracer when there are many.
    ///
    /// # Safety
    /// The caller's M is in a step; or all Ms are on one thread.
    pub unsafe fn push(&self, event: Event, tracer: &Tracer) {
        // SAFETY: the lock has one holder; and without it there is one thread.
        let events = &mut *unsafe { self.events.own() };
        let before = events.last().map_or(0, |last| last.at);
        debug_assert!(before <= event.at, "time goes back: {event:?}");
        events.push(event);
        self.told.store(self.told() + 1, Relaxed);
        if events.len() == CHUNK {
            hand_on(events, tracer);
        }
    }

    /// Hands on to the tracer what is kept.
    ///
    /// # Safety
    /// As for [`Self::push`].
    pub unsafe fn flush(&self, tracer: &Tracer) {
        // SAFETY: as in `push`.
        hand_on(&mut *unsafe { self.events.own() }, tracer);
    }

    fn unlock(&self) {
        self.holder.store(Mid::NONE.0, Release);
    }
}

fn hand_on(events: &mut Vec<Event>, tracer: &Tracer) {
    tracer.tell(events);
    events.clear();
}

/// An open step; it ends when this is dropped. `None`: part of a larger one, or none is needed.
#[must_use]
pub(super) struct Step<'a>(Option<&'a Steps>);

impl Step<'_> {
    /// Part of a larger step, or where there are none.
    pub(super) const PART: Self = Step(None);

    /// The same for the code of a goroutine.
    ///
    /// # Safety
    /// It stays on the stack of a goroutine of the runtime that the steps belong to.
    #[inline]
    pub(super) unsafe fn of_goroutine(mut self) -> GStep {
        GStep(self.0.take().map(NonNull::from))
    }

    /// Leaves the step open for what comes next on this M, which goes on with it.
    #[inline]
    pub(super) fn leave_open(mut self) {
        self.0.take();
    }
}

impl Drop for Step<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(steps) = self.0 {
            steps.unlock();
        }
    }
}

/// A step that a goroutine's code has open. It borrows nothing: while it is open the goroutine goes on to use
/// its M and its runtime, and may even park and begin another one.
#[must_use]
pub(crate) struct GStep(Option<NonNull<Steps>>);

impl GStep {
    /// As for [`Step`].
    #[inline]
    pub(super) fn leave_open(mut self) {
        self.0.take();
    }
}

impl Drop for GStep {
    #[inline]
    fn drop(&mut self) {
        if let Some(steps) = self.0 {
            // SAFETY: this lies on the stack of a goroutine (`Step::of_goroutine`). The runtime owns
            // that stack and has unwound it before it drops its steps, which come last in it.
            unsafe { steps.as_ref() }.unlock();
        }
    }
}
