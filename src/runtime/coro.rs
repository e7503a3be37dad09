//! A goroutine's code as a stackful coroutine, and what it asks of the M's own stack.
//!
//! A goroutine that has not run yet owns no stack; one that ended gives its stack back to the
//! pool, from where the next one takes it. The M's box goes in with every resume and comes back with
//! every request, so nothing of an M is kept across a suspension.
//!
//! It must never know why a goroutine stops. Next: [`super::cx`], the goroutine's side.

use std::mem;

use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::cx::{Body, Cx, CxSeed};
use super::m::M;
use super::movable::Movable;
use super::os::Os;
use super::stack::{PooledStack, StackHint, StackPool};
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

type Co<O> = Coroutine<Box<M<O>>, (Box<M<O>>, Request), Box<M<O>>, PooledStack>;

/// The goroutine's end of the switch.
pub(super) type GYielder<O> = Yielder<Box<M<O>>, (Box<M<O>>, Request)>;

/// A goroutine's code.
pub(super) enum GBody<O: Os> {
    /// None: it is dead.
    Empty,
    /// Not started: no stack.
    New(Body<O>),
    /// On its stack: running or suspended.
    Started(Movable<Co<O>>),
}

impl<O: Os> GBody<O> {
    /// Runs the goroutine on the current M until it asks for something; its end is a request, too.
    pub(super) fn resume(
        &mut self,
        m: Box<M<O>>,
        pool: &StackPool,
        hint: &StackHint,
        seed: impl FnOnce() -> CxSeed<O>,
    ) -> (Box<M<O>>, Request) {
        if let GBody::New(_) = self {
            self.start(pool, hint, seed());
        }
        let GBody::Started(Movable(co)) = self else {
            unreachable!("a runnable goroutine has code")
        };
        match co.resume(m) {
            CoroutineResult::Yield(asked) => asked,
            CoroutineResult::Return(m) => (m, Request::Goexit),
        }
    }

    /// Gives it a stack.
    #[inline(never)]
    fn start(&mut self, pool: &StackPool, hint: &StackHint, seed: CxSeed<O>) {
        let GBody::New(body) = mem::replace(self, GBody::Empty) else {
            unreachable!("only a new goroutine starts")
        };
        let stack = pool.take();
        hint.set(&stack);
        *self = GBody::Started(Movable(Co::<O>::with_stack(stack, move |yielder, m| {
            let mut cx = Cx::new(yielder, m, seed);
            cx.run(body);
            cx.into_m()
        })));
    }
}
