//! What an M does in steps ([`super::steps`]): it looks at the clock and tells events.
//!
//! Next: [`crate::trace::tracer`], who is told.
#![allow(unsafe_code)]

use super::m::M;
use super::os::Os;
use super::sched::Runtime;
use super::steps::{GStep, LISTENER, Step};
use crate::ids::{Gid, Mid, Nanos, Pid};
use crate::trace::event::{Event, EventKind};

impl<O: Os> Runtime<O> {
    /// Begins a step of that M, or goes on with the one around it.
    #[inline]
    pub(super) fn step(&self, m: &M<O>) -> Step<'_> {
        if !self.has_steps() || self.steps.is_mine(m.id) {
            return Step::PART;
        }
        self.begin_step(m)
    }

    #[inline(never)]
    fn begin_step(&self, m: &M<O>) -> Step<'_> {
        self.steps.begin(m.id, || self.os.nanotime(&m.thread))
    }

    /// The time now: in a step, that of its beginning.
    #[inline]
    pub(super) fn now(&self, m: &M<O>) -> Nanos {
        if self.in_step(m) {
            return self.steps.began();
        }
        self.os.nanotime(&m.thread)
    }

    /// The step that the M's goroutine left open, or a new one.
    #[inline]
    pub(super) fn go_on(&self, m: &M<O>) -> Step<'_> {
        if !self.has_steps() { Step::PART } else { self.go_on_in_step(m) }
    }

    #[inline(never)]
    fn go_on_in_step(&self, m: &M<O>) -> Step<'_> {
        self.step(m).leave_open();
        self.steps.go_on(m.id)
    }

    /// A step for the code of a goroutine.
    ///
    /// # Safety
    /// It stays on the stack of a goroutine of this runtime.
    #[inline]
    pub(super) unsafe fn step_of_goroutine(&self, m: &M<O>) -> GStep {
        // SAFETY: the caller's contract.
        unsafe { self.step(m).of_goroutine() }
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
        if O::CONCURRENT && self.ending.ended() {
            return;
        }
        assert!(!self.has_steps() || self.in_step(m), "{} tells {kind:?} outside of a step", m.id);
        let (g, line) = m.curg.map_or((Gid::NONE, 0), |gp| (self.gid(gp), m.line));
        let event = Event { at: self.now(m), m: m.id, p: m.pid(), g, line, kind };
        // SAFETY: this M has the step lock; or there is none, and then there is one thread.
        unsafe { self.steps.push(event, &self.tracer) };
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
            unsafe { self.steps.push(event, &self.tracer) };
        }
    }

    /// How many events were told.
    pub fn told(&self) -> u64 {
        self.steps.told()
    }

    /// Hands on to the listener what was told up to now. Not from a thread of the run.
    pub fn flush(&self) {
        let _step = if O::CONCURRENT { self.steps.begin(LISTENER, || 0) } else { Step::PART };
        // SAFETY: the lock is held; or there is one thread.
        unsafe { self.steps.flush(&self.tracer) };
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
