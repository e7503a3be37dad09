//! All goroutine structures that were ever made (Go's `allgs`), and pointers to them (Go's `*g`).
//!
//! A structure is never freed before its runtime: dead ones are used again (NP-7). So a [`Gp`] is a
//! plain address, good for as long as there is a runtime to look at it with; where scheduling takes
//! a hundred nanoseconds, finding ten structures by number took a quarter of them. It must never know
//! what a goroutine does. Next: [`super::g`].
#![allow(unsafe_code)]

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use parking_lot::Mutex;

use super::g::G;
use super::os::Os;

/// A pointer to a goroutine's structure. Not its id: ids are never reused. Its value is an address,
/// which may decide nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gp(*const ());

// SAFETY: it points to a `G`, which is `Sync`, and can be followed only with its runtime at hand.
unsafe impl Send for Gp {}
// SAFETY: as above.
unsafe impl Sync for Gp {}

impl Gp {
    /// No goroutine.
    pub const NONE: Gp = Gp(ptr::null());

    /// Whether this is one.
    #[inline]
    pub fn is_some(self) -> bool {
        !self.0.is_null()
    }
}

/// A [`Gp`] that others may look at and change.
pub(super) struct AtomicGp(AtomicPtr<()>);

impl AtomicGp {
    pub const fn none() -> Self {
        AtomicGp(AtomicPtr::new(ptr::null_mut()))
    }

    #[inline]
    pub fn load(&self, order: Ordering) -> Gp {
        Gp(self.0.load(order))
    }

    #[inline]
    pub fn store(&self, gp: Gp, order: Ordering) {
        self.0.store(gp.0.cast_mut(), order);
    }

    #[inline]
    pub fn swap(&self, gp: Gp, order: Ordering) -> Gp {
        Gp(self.0.swap(gp.0.cast_mut(), order))
    }

    /// Takes `gp` out if it is still there.
    #[inline]
    pub fn take(&self, gp: Gp, order: Ordering) -> bool {
        let none = Gp::NONE.0.cast_mut();
        self.0.compare_exchange(gp.0.cast_mut(), none, order, Ordering::Relaxed).is_ok()
    }
}

/// Structures that are allocated at once.
const PIECE: usize = 64;
/// With more than so many goroutines, the stack of the next one is in no cache that is near.
const CROWD: usize = 32;

/// All goroutine structures of a runtime.
pub(super) struct Gs<O: Os> {
    all: Mutex<Pieces<O>>,
    crowded: AtomicBool,
}

struct Pieces<O: Os> {
    pieces: Vec<Box<[G<O>]>>,
    /// How many were given out.
    len: usize,
}

impl<O: Os> Gs<O> {
    pub fn new() -> Self {
        let all = Mutex::new(Pieces { pieces: Vec::new(), len: 0 });
        Gs { all, crowded: AtomicBool::new(false) }
    }

    /// One more structure.
    pub fn add(&self) -> Gp {
        let Pieces { pieces, len } = &mut *self.all.lock();
        if len.is_multiple_of(PIECE) {
            pieces.push((0..PIECE).map(|_| G::new()).collect());
        }
        let g = &pieces[*len / PIECE][*len % PIECE];
        *len += 1;
        if *len > CROWD {
            self.crowded.store(true, Ordering::Relaxed);
        }
        Gp(ptr::from_ref(g).cast())
    }

    /// The structure.
    #[inline(always)]
    pub fn get(&self, gp: Gp) -> &G<O> {
        debug_assert!(gp.is_some(), "there is a goroutine");
        // SAFETY: a `Gp` that is one was made by `add` and points into a piece, which stays where it
        // is as long as `self`. It was made by this very runtime: one is kept only by what belongs to a
        // runtime and ends with it.
        unsafe { &*gp.0.cast() }
    }

    /// Whether there are so many that what they need to go on has left the caches before they do.
    #[inline]
    pub fn crowded(&self) -> bool {
        self.crowded.load(Ordering::Relaxed)
    }

    /// All there are now, in the order in which they were made.
    pub fn all(&self) -> Vec<Gp> {
        let all = self.all.lock();
        let gs = all.pieces.iter().flat_map(|piece| &piece[..]).take(all.len);
        gs.map(|g| Gp(ptr::from_ref(g).cast())).collect()
    }
}
