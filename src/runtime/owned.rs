//! What one M at a time may use, as the scheduler decides: a goroutine's code; and what is told, which is
//! of who has the step lock.
//!
//! A lock would say the same again at every switch, for the price of two read-modify-writes. It must never
//! be used for what two Ms may want at once. Next: [`super::g`], which has one.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

/// A value with at most one owner.
pub(super) struct Owned<T> {
    owned: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: only `own` gives out the value. Whoever calls it has the step lock; or is the one M that moved
// the goroutine's status from runnable to running or that found it dead, or all threads have ended:
// each of these gets the goroutine through an atomic or a lock from the one before (a queue,
// `runnext`, a list of dead ones). The flag finds a defect of the scheduler: always in virtual time, and on threads
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
        assert!(!taken, "it is of one M at a time");
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
    #[should_panic = "it is of one M at a time"]
    fn it_has_one_owner() {
        let x = Owned::new(1);
        let _one = x.own();
        x.own();
    }
}
