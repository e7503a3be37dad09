//! The lock of a channel: held for some ten instructions, so who finds it taken waits on the spot.
//!
//! A lock that can put a thread to sleep has to look for sleepers when it is let go, which is a second
//! read-modify-write; this one is let go by a plain store, and half as dear. It must never be held
//! across anything that waits: its holder may lose the core, and then others give way in turns. Next:
//! [`super::chan`].
#![allow(unsafe_code)]

use std::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

use crossbeam_utils::Backoff;
use parking_lot::lock_api::{self, RawMutex};

/// A value behind a spin lock.
pub(super) type SpinMutex<T> = lock_api::Mutex<RawSpin, T>;
/// The right to use it.
pub(super) type SpinGuard<'a, T> = lock_api::MutexGuard<'a, RawSpin, T>;

/// Whether it is held.
pub(super) struct RawSpin(AtomicBool);

// SAFETY: `lock` and `try_lock` succeed only for who turns the flag from false to true, which nobody
// else can until `unlock` turns it back; the orderings make what was done under the lock visible.
unsafe impl RawMutex for RawSpin {
    #[allow(clippy::declare_interior_mutable_const, reason = "the trait asks for it")]
    const INIT: RawSpin = RawSpin(AtomicBool::new(false));

    type Guard = ();

    #[inline]
    fn lock(&self) {
        if self.0.swap(true, Acquire) {
            self.lock_slow();
        }
    }

    #[inline]
    fn try_lock(&self) -> Option<()> {
        (!self.0.swap(true, Acquire)).then_some(())
    }

    #[inline]
    unsafe fn unlock(&self, (): ()) {
        self.0.store(false, Release);
    }

    fn is_locked(&self) -> bool {
        self.0.load(Relaxed)
    }
}

impl RawSpin {
    #[cold]
    fn lock_slow(&self) {
        let backoff = Backoff::new();
        while self.0.load(Relaxed) || self.0.swap(true, Acquire) {
            backoff.snooze();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SpinMutex;

    #[test]
    fn one_at_a_time() {
        let sum = SpinMutex::new(0u64);
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| (0..100_000).for_each(|_| *sum.lock() += 1));
            }
        });
        assert_eq!(*sum.lock(), 400_000);
        let held = sum.lock();
        assert!(sum.try_lock().is_none() && sum.is_locked());
        drop(held);
        assert!(!sum.is_locked());
    }
}
