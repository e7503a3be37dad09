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

use std::marker::PhantomData;
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
use crate::trace::event::{Event, What};

/// The machine's step lock: the M that has it, or none. It knows its holder, so that steps nest and
/// can be left open across a switch of stacks; so it needs no thread-local storage, which a goroutine
/// must not rely on.
pub(super) struct Steps {
    holder: CachePadded<AtomicU32>,
    /// When the step began. Only the holder looks.
    began: AtomicU64,
    /// What was told in steps and not yet handed on.
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
        let events = Owned::new(Vec::new());
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
}

/// An open step; it ends when this is dropped. `None`: part of a larger one, or none is needed.
#[must_use]
pub(super) struct Step<'a>(Option<NonNull<Steps>>, PhantomData<&'a Steps>);

impl<'a> Step<'a> {
    const NONE: Self = Step(None, PhantomData);

    fn of(steps: &'a Steps) -> Self {
        Step(Some(NonNull::from(steps)), PhantomData)
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
            // SAFETY: it is borrowed from the runtime; or it is that of a goroutine's code, which was lent
            // the runtime until it leaves its M, and there no step is open but for the M
            // (`Cx::ask`).
            unsafe { steps.as_ref() }.holder.store(Mid::NONE.0, Release);
        }
    }
}

impl<O: Os> Runtime<O> {
    /// Begins a step of that M, or goes on with the one around it.
    #[inline]
    pub(super) fn step(&self, m: &M<O>) -> Step<'_> {
        if !O::CONCURRENT || !self.tracer.on() || self.steps.is_mine(m.id) {
            return Step::NONE;
        }
        self.begin_step(m)
    }

    #[inline(never)]
    fn begin_step(&self, m: &M<O>) -> Step<'_> {
        self.steps.lock(m.id);
        self.steps.began.store(self.os.nanotime(&m.thread), Relaxed);
        Step::of(&self.steps)
    }

    /// The time now: in a step, that of its beginning.
    #[inline]
    pub(super) fn now(&self, m: &M<O>) -> Nanos {
        if self.in_step(m, false) {
            return self.steps.began.load(Relaxed);
        }
        self.os.nanotime(&m.thread)
    }

    /// The step that the M's goroutine left open, or a new one.
    #[inline]
    pub(super) fn go_on(&self, m: &M<O>) -> Step<'_> {
        if !O::CONCURRENT || !self.tracer.on() { Step::NONE } else { self.go_on_in_step(m) }
    }

    #[inline(never)]
    fn go_on_in_step(&self, m: &M<O>) -> Step<'_> {
        self.step(m).leave_open();
        Step::of(&self.steps)
    }

    /// A step for the code of a goroutine, which has the runtime for as long as it has the M: it can't be
    /// borrowed for longer than a line, since what it does needs the M.
    #[inline]
    pub(super) fn step_of_goroutine(&self, m: &M<O>) -> Step<'static> {
        Step(self.step(m).0.take(), PhantomData)
    }

    /// Tells an event that happens now on that M, in a step. What it is is only found out if somebody
    /// listens.
    #[inline(always)]
    pub(super) fn tell(&self, m: &M<O>, what: impl FnOnce() -> What) {
        if self.tracer.on() {
            self.tell_listener(m, what());
        }
    }

    #[inline(never)]
    fn tell_listener(&self, m: &M<O>, what: What) {
        if O::CONCURRENT && self.ended.load(Relaxed) {
            return;
        }
        assert!(self.in_step(m, true), "{} tells {what:?} outside of a step", m.id);
        let (g, line) =
            if m.curg.is_some() { (self.g(m.curg).goid(), m.line) } else { (Gid::NONE, 0) };
        self.push(Event { at: self.now(m), m: m.id, p: m.pid(), g, line, what });
    }

    /// Tells what the machine does to its threads. Only where they don't run at the same time.
    pub(crate) fn tell_of_machine(&self, at: Nanos, what: What) {
        if self.tracer.on() {
            self.push(Event { at, m: Mid::NONE, p: Pid::NONE, g: Gid::NONE, line: 0, what });
        }
    }

    fn push(&self, event: Event) {
        let events = &mut *self.steps.events.own();
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
        let _step = O::CONCURRENT.then(|| Step::of(&self.steps));
        self.hand_on(&mut self.steps.events.own());
    }

    /// Whether the M is in a step, where there are any; else `otherwise`.
    pub(super) fn in_step(&self, m: &M<O>, otherwise: bool) -> bool {
        if O::CONCURRENT && self.tracer.on() { self.steps.is_mine(m.id) } else { otherwise }
    }
}
