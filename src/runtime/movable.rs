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
//! The scheduler's part: one function that suspends ([`super::cx::Cx::ask`]), never inlined, so
//! that the compiler keeps no address of thread-local storage over it; what it hands in at resume (M,
//! P) is the new thread's; and a goroutine changes hands only through its status and then a queue,
//! `runnext` or a lock, which all order memory, so what was written on one thread is seen on the next.
//!
//! The bytecode keeps the contract by construction (`lang::vm`): its state is plain words. For Rust
//! closures whoever starts them makes the promise ([`MovingProgram::promise`]).
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

use super::os::Os;
use super::sched::MainProgram;

/// A suspended goroutine's stack. See the module.
pub(super) struct Movable<T>(pub T);

// SAFETY: what lies on the stack may go to another thread by the contract above, which was promised
// for every goroutine of a run on real threads (`MovingProgram`); in virtual time nothing moves. The
// coroutine itself is its registers and its stack, both owned by it alone.
unsafe impl<T> Send for Movable<T> {}

/// What one M at a time may use, as the scheduler decides: a goroutine's code. A lock would say the same
/// again at every switch, for the price of two read-modify-writes.
pub(super) struct Owned<T> {
    owned: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: only `own` gives out the value. Whoever calls it is the one M that moved the goroutine's
// status from runnable to running or that found it dead, or all threads have ended; each of these
// gets the goroutine through an atomic or a lock from the one before (a queue, `runnext`, a list of
// dead ones). The flag finds a defect of the scheduler: always in virtual time, and on threads
// always where debug assertions are on.
unsafe impl<T: Send> Sync for Owned<T> {}

/// The right to use it.
pub(super) struct Owner<'a, T>(&'a Owned<T>);

impl<T> Owned<T> {
    /// Nobody's yet.
    pub fn new(value: T) -> Self {
        Owned { owned: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    /// Makes it the caller's, whose goroutine it is.
    ///
    /// # Panics
    /// If it is somebody's: a defect of the scheduler.
    #[inline]
    pub fn own(&self) -> Owner<'_, T> {
        let taken = if cfg!(debug_assertions) {
            self.owned.swap(true, Acquire)
        } else {
            let taken = self.owned.load(Acquire);
            self.owned.store(true, Relaxed);
            taken
        };
        assert!(!taken, "a goroutine runs on one M at a time");
        Owner(self)
    }
}

impl<T> Deref for Owner<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: there is one owner.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> DerefMut for Owner<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: there is one owner.
        unsafe { &mut *self.0.value.get() }
    }
}

impl<T> Drop for Owner<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.0.owned.store(false, Release);
    }
}

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

#[cfg(test)]
mod tests {
    use super::Owned;

    #[test]
    fn it_is_owned_again_and_again() {
        let x = Owned::new(1);
        *x.own() += 1;
        assert_eq!(*x.own(), 2);
    }

    #[test]
    #[should_panic = "a goroutine runs on one M at a time"]
    fn it_has_one_owner() {
        let x = Owned::new(1);
        let _one = x.own();
        x.own();
    }
}
