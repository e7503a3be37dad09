//! Goroutines that go from thread to thread: the one promise that the compiler can't check.
//!
//! A goroutine that has started owns a stack, and that stack is resumed by whatever thread comes
//! next. Rust can't see what lies on it: [`corosensei::Coroutine`] is therefore not `Send`, and this
//! file says where it is. **The contract**, for all code that runs as a goroutine on real threads:
//!
//! 1. Only values that are `Send` live across a suspension (every call of [`super::Cx`] may be
//!    one). No guard of a lock that must be released by the thread that took it.
//! 2. Nothing that belongs to a thread is kept across a suspension: no reference into thread-local
//!    storage, no thread's id. What is read there before may be another's afterwards.
//! 3. Nobody suspends in the middle of unwinding (in a `Drop` while panicking): Rust counts panics
//!    per thread.
//!
//! The scheduler's part: one function that suspends ([`super::cx::Cx::mcall`]), never inlined, so
//! that the compiler keeps no address of thread-local storage over it; what it hands in at resume (M,
//! P) is the new thread's; and a goroutine changes hands only through its status and then a queue,
//! `runnext` or a lock, which all order memory, so what was written on one thread is seen on the next.
//!
//! The bytecode keeps the contract by construction (`lang::vm`): its state is plain words. For Rust
//! closures whoever starts them makes the promise ([`MovingProgram::promise`]).
#![allow(unsafe_code)]

use super::body::MainProgram;
use super::os::Os;

/// A suspended goroutine's stack. See the module.
pub(super) struct Movable<T>(pub T);

// SAFETY: what lies on the stack may go to another thread by the contract above, which was promised
// for every goroutine of a run on real threads (`MovingProgram`); in virtual time nothing moves. The
// coroutine itself is its registers and its stack, both owned by it alone.
unsafe impl<T> Send for Movable<T> {}

/// A program whose goroutines may go from thread to thread.
pub struct MovingProgram<O: Os>(MainProgram<O>);

impl<O: Os> MovingProgram<O> {
    /// Says so.
    ///
    /// # Safety
    /// The code of the program's goroutines, and of all that they start, keeps the contract that
    /// heads this module: across each suspension, that is each call of a method of
    /// [`super::Cx`], only `Send` values live, nothing of a thread's own is kept, and nothing
    /// suspends while it unwinds.
    pub unsafe fn promise(program: MainProgram<O>) -> Self {
        MovingProgram(program)
    }

    /// The program.
    pub fn into_program(self) -> MainProgram<O> {
        self.0
    }
}
