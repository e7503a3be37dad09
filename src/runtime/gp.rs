//! Pointers to goroutines (Go's `*g`).
//!
//! A goroutine's structure is never freed before its runtime, so a [`Gp`] is a plain address; where
//! scheduling takes a hundred nanoseconds, finding ten structures by number took a quarter of them.
//! Only [`super::allgs`] makes and follows them.
#![allow(unsafe_code)]

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, Ordering};

/// A pointer to a goroutine's structure. Not its id: ids are never reused. Its value is an address,
/// which may decide nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gp(pub(super) NonNull<()>);

// SAFETY: it points to a `G`, which is `Sync`, and only `Gs::get` follows it.
unsafe impl Send for Gp {}
// SAFETY: as above.
unsafe impl Sync for Gp {}

/// An `Option<Gp>` that several threads read and write.
#[derive(Default)]
pub(super) struct AtomicGp(AtomicPtr<()>);

impl AtomicGp {
    #[inline]
    pub fn load(&self, order: Ordering) -> Option<Gp> {
        NonNull::new(self.0.load(order)).map(Gp)
    }

    #[inline]
    pub fn store(&self, gp: Option<Gp>, order: Ordering) {
        self.0.store(address(gp), order);
    }

    #[inline]
    pub fn swap(&self, gp: Option<Gp>, order: Ordering) -> Option<Gp> {
        NonNull::new(self.0.swap(address(gp), order)).map(Gp)
    }

    /// Takes `gp` out if it is still there.
    #[inline]
    pub fn take(&self, gp: Gp, order: Ordering) -> bool {
        let none = ptr::null_mut();
        self.0.compare_exchange(gp.0.as_ptr(), none, order, Ordering::Relaxed).is_ok()
    }
}

fn address(gp: Option<Gp>) -> *mut () {
    gp.map_or(ptr::null_mut(), |gp| gp.0.as_ptr())
}
