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
//!   own stack, where [`Runtime::go_on`] closes it: nobody sees it queued but not yet parked.
//!
//! It must never be held while the M waits for something. Next: [`crate::trace::tracer`].

use std::sync::Arc;
use std::sync::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use crossbeam_utils::{Backoff, CachePadded};

use super::Runtime;
use super::m::M;
use super::os::Os;
use crate::ids::{Mid, Nanos};

/// The machine's step lock: the M that has it, or none. It knows its holder, so that steps nest and
/// can be left open across a switch of stacks; so it needs no thread-local storage, which a goroutine
/// must not rely on.
pub(super) struct Steps {
    holder: CachePadded<AtomicU32>,
    /// When the step began. Only the holder looks.
    began: AtomicU64,
}

impl Default for Steps {
    fn default() -> Self {
        let holder = CachePadded::new(AtomicU32::new(Mid::NONE.0));
        Steps { holder, began: AtomicU64::new(0) }
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
pub(super) struct Step<'a>(Option<Of<'a>>);

/// The lock that is held. A goroutine's code can't lend the one of the runtime, which it has from its M
/// from switch to switch.
enum Of<'a> {
    Lent(&'a Steps),
    Kept(Arc<Steps>),
}

impl Step<'_> {
    /// Leaves the step open for the M's own stack, which goes on with it.
    #[inline]
    pub(super) fn leave_open(mut self) {
        self.0.take();
    }
}

impl Drop for Step<'_> {
    #[inline]
    fn drop(&mut self) {
        let steps = match &self.0 {
            None => return,
            Some(Of::Lent(steps)) => steps,
            Some(Of::Kept(steps)) => &**steps,
        };
        steps.holder.store(Mid::NONE.0, Release);
    }
}

impl<O: Os> Runtime<O> {
    /// Begins a step of that M, or goes on with the one around it.
    #[inline]
    pub(super) fn step(&self, m: &M<O>) -> Step<'_> {
        if !O::CONCURRENT || !self.tracer.on() { Step(None) } else { self.begin_step(m) }
    }

    #[inline(never)]
    fn begin_step(&self, m: &M<O>) -> Step<'_> {
        if self.steps.is_mine(m.id) {
            return Step(None);
        }
        self.lock_step(m);
        Step(Some(Of::Lent(&self.steps)))
    }

    fn lock_step(&self, m: &M<O>) {
        self.steps.lock(m.id);
        self.steps.began.store(self.os.nanotime(&m.thread), Relaxed);
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
        if !O::CONCURRENT || !self.tracer.on() { Step(None) } else { self.go_on_in_step(m) }
    }

    #[inline(never)]
    fn go_on_in_step(&self, m: &M<O>) -> Step<'_> {
        if !self.steps.is_mine(m.id) {
            self.lock_step(m);
        }
        Step(Some(Of::Lent(&self.steps)))
    }

    /// A step for the code of a goroutine.
    #[inline]
    pub(super) fn step_kept(&self, m: &M<O>) -> Step<'static> {
        let begun = self.step(m).0.take().is_some();
        Step(begun.then(|| Of::Kept(self.steps.clone())))
    }

    /// Whether the M is in a step, where there are any; else `otherwise`.
    pub(super) fn in_step(&self, m: &M<O>, otherwise: bool) -> bool {
        if O::CONCURRENT && self.tracer.on() { self.steps.is_mine(m.id) } else { otherwise }
    }
}
