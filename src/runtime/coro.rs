//! A goroutine's code as a stackful coroutine, and what it asks of the M's own stack.
//!
//! A goroutine that has not run yet owns no stack; one that ended gives its stack back to the
//! pool, from where the next one takes it. What the M lends goes in with every resume and comes back with
//! every request, so nothing of an M is kept across a suspension.
//!
//! It must never know why a goroutine stops. Next: [`super::cx`], the goroutine's side.

use std::mem;

use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::body::Body;
use super::cx::{Cx, Lease};
use super::gp::Gp;
use super::movable::Movable;
use super::os::Os;
use super::stack::PooledStack;
use crate::ids::Nanos;

/// What a goroutine asks of the scheduler, which runs on the M's own stack (as `mcall` does).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Request {
    /// Something else happens before this cost has passed: let it.
    Pause(Nanos),
    /// Park it: it has queued itself where a waker finds it (RD-2).
    Park,
    /// `runtime.Gosched` (RD-3).
    Gosched,
    /// It was asked to give way (RD-4).
    Preempt,
    /// Park it; the other side of its coroutine goes on (CR-1).
    CoroSwitch,
    /// To the local tail (RD-5).
    Goyield,
    /// It is in a system call that blocks the thread for so long.
    BlockInSyscall(Nanos),
    /// Its system call is over and it found no P (SY-3).
    ExitSyscallNoP,
    /// Stop the world and set GOMAXPROCS (PC-2).
    ProcResize(u32),
    /// It ends, from any depth (RD-6).
    Goexit,
    /// The process ends.
    ExitProcess,
}

type Co<O> = Coroutine<Lease<O>, (Lease<O>, Request), Lease<O>, PooledStack>;

/// The goroutine's end of the switch.
pub(super) type GYielder<O> = Yielder<Lease<O>, (Lease<O>, Request)>;

/// A goroutine's code.
#[derive(Default)]
pub(super) enum GBody<O: Os> {
    /// None: it is dead.
    #[default]
    Empty,
    /// Not started: no stack.
    New(Body<O>),
    /// On its stack: running or suspended.
    Started(Movable<Co<O>>),
}

impl<O: Os> GBody<O> {
    /// Whether it has yet to get a stack.
    #[inline]
    pub(super) fn is_new(&self) -> bool {
        matches!(self, GBody::New(_))
    }

    /// Gives it a stack.
    pub(super) fn start(&mut self, gp: Gp, stack: PooledStack) {
        let GBody::New(body) = mem::take(self) else { unreachable!("only a new goroutine starts") };
        let low = stack.low();
        *self = GBody::Started(Movable(Co::<O>::with_stack(stack, move |yielder, lease| {
            let mut cx = Cx::new(yielder, lease, gp, low);
            cx.run(body);
            cx.leave_coro();
            cx.into_lease()
        })));
    }

    /// Runs the goroutine on the current M until it asks for something; its end is a request, too.
    #[inline]
    pub(super) fn resume(&mut self, lease: Lease<O>) -> (Lease<O>, Request) {
        let GBody::Started(Movable(co)) = self else {
            unreachable!("a runnable goroutine has code")
        };
        match co.resume(lease) {
            CoroutineResult::Yield(asked) => asked,
            CoroutineResult::Return(lease) => (lease, Request::Goexit),
        }
    }

    /// It has ended. Gives its stack back, if nothing is left on it; else clears it away.
    pub(super) fn end(&mut self) -> Option<PooledStack> {
        match mem::take(self) {
            GBody::Started(Movable(co)) if co.done() => Some(co.into_stack()),
            _ => None,
        }
    }
}
