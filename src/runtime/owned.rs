//! A value of which one thread at a time has the use, by a rule that the scheduler keeps.
//!
//! Two things are kept so: a goroutine's code, which only the M may touch that moved the goroutine to
//! running (or found it dead); and the buffer of events, which only the holder of the step lock may
//! touch. A mutex around them would be redundant, and would cost two read-modify-writes a switch. Next:
//! [`super::g`], which has one.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

/// A value with at most one owner at a time.
#[derive(Default)]
pub(super) struct Owned<T> {
    owned: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached only through `own`, whose callers see to it that there is one owner at a
// time and that each sees what the one before did; so it goes from thread to thread, but is never shared.
unsafe impl<T: Send> Sync for Owned<T> {}

/// The right to use the value, until it is dropped.
pub(super) struct Owner<'a, T>(&'a Owned<T>);

impl<T> Owned<T> {
    /// Makes the caller the owner.
    ///
    /// # Safety
    /// There is no other owner, and the one before has handed over through a lock or an atomic with
    /// release and acquire ordering.
    ///
    /// # Panics
    /// If there is another owner: a defect of the scheduler. This check finds all of them where threads
    /// don't run at the same time or debug assertions are on, else most.
    #[inline]
    pub unsafe fn own(&self) -> Owner<'_, T> {
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
        let x = Owned::<i32>::default();
        // SAFETY: each owner is gone before the next one.
        unsafe { *x.own() += 1 };
        // SAFETY: as above.
        assert_eq!(*unsafe { x.own() }, 1);
    }

    #[test]
    #[should_panic = "it is of one M at a time"]
    fn it_has_one_owner() {
        let x = Owned::<i32>::default();
        // SAFETY: with one thread the check finds every second owner.
        let _one = unsafe { x.own() };
        // SAFETY: as above.
        let _ = unsafe { x.own() };
    }
}
