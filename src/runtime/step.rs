//! A step: what an M changes and what it tells of it, as one, where Ms run at the same time.
//!
//! The trace must say in which order things happened, and on real threads an event that is told
//! after its change could be overtaken by another M's. So while somebody listens, an M takes
//! the machine's one step lock, changes the shared state, tells, and lets go: the trace is then a
//! history that [`crate::trace::order`] accepts. In virtual time, and when nobody listens, a
//! step is nothing.
//!
//! - A step is taken before any other lock, so there is no circle of locks.
//! - Steps nest: an M that has it goes on with it.
//! - All of a step happens at one time, that of its beginning: the clock is looked at once.
//! - A goroutine that queues itself and then parks leaves its step open across the switch to its M's
//!   own stack: nobody sees it queued but not yet parked. And the M goes on with it
//!   ([`Runtime::go_on`]) until it runs the next goroutine or finds none near: one look at the clock
//!   for a switch.
//!
//! It must never be held while the M waits for something. Next: [`crate::trace::tracer`].
#![allow(unsafe_code)]

use std::ptr::NonNull;
use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use crossbeam_utils::{Backoff, CachePadded};

use super::Runtime;
use super::m::M;
use super::os::Os;
use super::owned::Owned;
use crate::ids::{Gid, Mid, Nanos, Pid};
use crate::trace::event::{Event, EventKind};

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
const LISTENER: Mid = Mid(Mid::NONE.0 - 1);

impl Default for Steps {
    fn default() -> Self {
        let holder = CachePadded::new(AtomicU32::new(Mid::NONE.0));
        let events = Owned::default();
        Steps { holder, began: AtomicU64::new(0), events, told: AtomicU64::new(0) }
    }
}

impl Steps {
    fn is_mine(&self, mid: Mid) -> bool {
        self.holder.load(Relaxed) == mid.0
    }

    fn lock(&self, mid: Mid) {
        let backoff = Backoff::new();
        while self.holder.compare_exchange_weak(Mid::NONE.0, mid.0, Acquire, Relaxed).is_err() {
            backoff.snooze();
        }
    }

    fn unlock(&self) {
        self.holder.store(Mid::NONE.0, Release);
    }
}

/// An open step; it ends when this is dropped. `None`: part of a larger one, or none is needed.
#[must_use]
pub(super) struct Step<'a>(Option<&'a Steps>);

impl Step<'_> {
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
            // SAFETY: this lies on the stack of a goroutine (`Runtime::step_of_goroutine`). The runtime owns
            // that stack and has unwound it before it drops its steps, which come last in it.
            unsafe { steps.as_ref() }.unlock();
        }
    }
}

impl<O: Os> Runtime<O> {
    /// Begins a step of that M, or goes on with the one around it.
    #[inline]
    pub(super) fn step(&self, m: &M<O>) -> Step<'_> {
        if !self.has_steps() || self.steps.is_mine(m.id) {
            return Step(None);
        }
        self.begin_step(m)
    }

    #[inline(never)]
    fn begin_step(&self, m: &M<O>) -> Step<'_> {
        self.steps.lock(m.id);
        self.steps.began.store(self.os.nanotime(&m.thread), Relaxed);
        Step(Some(&self.steps))
    }

    /// The time now: in a step, that of its beginning.
    #[inline]
    pub(super) fn now(&self, m: &M<O>) -> Nanos {
        if self.in_step(m) {
            return self.steps.began.load(Relaxed);
        }
        self.os.nanotime(&m.thread)
    }

    /// The step that the M's goroutine left open, or a new one.
    #[inline]
    pub(super) fn go_on(&self, m: &M<O>) -> Step<'_> {
        if !self.has_steps() { Step(None) } else { self.go_on_in_step(m) }
    }

    #[inline(never)]
    fn go_on_in_step(&self, m: &M<O>) -> Step<'_> {
        self.step(m).leave_open();
        Step(Some(&self.steps))
    }

    /// A step for the code of a goroutine.
    ///
    /// # Safety
    /// It stays on the stack of a goroutine of this runtime.
    #[inline]
    pub(super) unsafe fn step_of_goroutine(&self, m: &M<O>) -> GStep {
        GStep(self.step(m).0.take().map(NonNull::from))
    }

    /// Tells an event that happens now on that M, in a step. What it is is only found out if somebody
    /// listens.
    #[inline(always)]
    pub(super) fn tell(&self, m: &M<O>, kind: impl FnOnce() -> EventKind) {
        if self.tracer.on() {
            self.tell_listener(m, kind());
        }
    }

    #[inline(never)]
    fn tell_listener(&self, m: &M<O>, kind: EventKind) {
        if O::CONCURRENT && self.ended.load(Relaxed) {
            return;
        }
        assert!(!self.has_steps() || self.in_step(m), "{} tells {kind:?} outside of a step", m.id);
        let (g, line) = m.curg.map_or((Gid::NONE, 0), |gp| (self.gid(gp), m.line));
        let event = Event { at: self.now(m), m: m.id, p: m.pid(), g, line, kind };
        // SAFETY: this M has the step lock; or there is none, and then there is one thread.
        unsafe { self.push(event) };
    }

    /// Tells what the machine does to its threads.
    ///
    /// # Panics
    /// Where Ms run at the same time.
    pub(crate) fn tell_of_machine(&self, at: Nanos, kind: EventKind) {
        assert!(!O::CONCURRENT, "a machine whose Ms run at the same time tells through them");
        if self.tracer.on() {
            let event = Event { at, m: Mid::NONE, p: Pid::NONE, g: Gid::NONE, line: 0, kind };
            // SAFETY: there is one thread.
            unsafe { self.push(event) };
        }
    }

    /// # Safety
    /// Where there are steps, the caller has the step lock.
    unsafe fn push(&self, event: Event) {
        // SAFETY: the lock has one holder; and without it there is one thread.
        let events = &mut *unsafe { self.steps.events.own() };
        let before = events.last().map_or(0, |last| last.at);
        debug_assert!(before <= event.at, "time goes back: {event:?}");
        events.push(event);
        self.steps.told.store(self.steps.told.load(Relaxed) + 1, Relaxed);
        if events.len() == CHUNK {
            self.hand_on(events);
        }
    }

    fn hand_on(&self, events: &mut Vec<Event>) {
        self.tracer.tell(events);
        events.clear();
    }

    /// How many events were told.
    pub fn told(&self) -> u64 {
        self.steps.told.load(Relaxed)
    }

    /// Hands on to the listener what was told up to now. Not from a thread of the run.
    pub fn flush(&self) {
        if O::CONCURRENT {
            self.steps.lock(LISTENER);
        }
        let _step = O::CONCURRENT.then(|| Step(Some(&self.steps)));
        // SAFETY: the lock is held; or there is one thread.
        let mut events = unsafe { self.steps.events.own() };
        self.hand_on(&mut events);
    }

    /// Whether there are steps: what one M does must be told before another acts on it.
    fn has_steps(&self) -> bool {
        O::CONCURRENT && self.tracer.on()
    }

    /// Whether the M is in a step.
    pub(super) fn in_step(&self, m: &M<O>) -> bool {
        self.has_steps() && self.steps.is_mine(m.id)
    }
}
