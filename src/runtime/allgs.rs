//! All goroutine structures that were ever made (Go's `allgs`).
//!
//! A structure is never freed before its runtime: those of dead goroutines are used again (NP-7).
//! Next: [`super::g`], what is in one.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crossbeam_utils::CachePadded;
use parking_lot::Mutex;

use super::g::G;
use super::gp::Gp;
use super::os::Os;
use super::stack::{ROOM_ALIGN, ROOM_SIZE, StackPool};

/// Structures that are allocated at once.
const SLAB: usize = 64;
/// With more goroutines than this, those that ran longest ago have left the L1 and L2 caches.
const CROWD: usize = 32;

/// All goroutine structures of a runtime.
///
/// They lie in the rooms at the tops of stacks: a page that a waiting goroutine touches anyway. While
/// more goroutines were made than stacks (one that has not started has none), they lie in slabs.
pub(super) struct Gs<O: Os> {
    all: Mutex<All<O>>,
    crowded: AtomicBool,
    /// The last id that was handed out.
    goidgen: CachePadded<AtomicU32>,
    /// Keeps the rooms.
    stacks: StackPool,
}

/// Guarded by [`Gs::all`].
struct All<O: Os> {
    slabs: Vec<Slab<O>>,
    /// How many places of the last slab were not given out.
    spare: usize,
    /// Those given out, in the order in which they were.
    gs: Vec<Gp>,
}

/// Memory for [`SLAB`] structures, from a leaked box.
type Slab<O> = NonNull<[MaybeUninit<G<O>>]>;

// SAFETY: its pointers are to structures that it owns.
unsafe impl<O: Os> Send for All<O> where G<O>: Send {}

impl<O: Os> Gs<O> {
    const FITS: () = assert!(size_of::<G<O>>() <= ROOM_SIZE && align_of::<G<O>>() <= ROOM_ALIGN);

    /// None yet. Rooms are those of `stacks`.
    pub fn new(stacks: StackPool) -> Self {
        let all = All { slabs: Vec::new(), spare: 0, gs: Vec::new() };
        Gs {
            all: Mutex::new(all),
            crowded: AtomicBool::new(false),
            goidgen: CachePadded::default(),
            stacks,
        }
    }

    /// One more structure.
    pub fn add(&self) -> Gp {
        let () = Self::FITS;
        let all = &mut *self.all.lock();
        let room = if all.spare == 0 { self.stacks.room() } else { None };
        let place = room.map_or_else(|| all.place_in_slab(), NonNull::cast);
        // SAFETY: a room is large enough and aligned (`FITS`), as is a place in a slab; nobody else gets it.
        unsafe { place.write(G::new()) };
        let gp = Gp(place.cast());
        all.gs.push(gp);
        if all.gs.len() > CROWD {
            self.crowded.store(true, Ordering::Relaxed);
        }
        gp
    }

    /// The structure.
    ///
    /// # Safety
    /// The pointer comes from `add` of this very `Gs`.
    #[inline(always)]
    pub unsafe fn get(&self, gp: Gp) -> &G<O> {
        // SAFETY: `add` has written a structure there, which stays until `self` is dropped.
        unsafe { gp.0.cast().as_ref() }
    }

    /// Ids for new goroutines, in a row (NP-6).
    pub fn new_ids(&self, n: u32) -> Range<u32> {
        let first = self.goidgen.fetch_add(n, Ordering::Relaxed) + 1;
        first..first + n
    }

    /// Whether there are so many that a goroutine's memory has left the caches before it runs again.
    #[inline]
    pub fn crowded(&self) -> bool {
        self.crowded.load(Ordering::Relaxed)
    }

    /// All there are now, in the order in which they were made.
    pub fn all(&self) -> Vec<Gp> {
        self.all.lock().gs.clone()
    }
}

impl<O: Os> All<O> {
    fn place_in_slab(&mut self) -> NonNull<G<O>> {
        if self.spare == 0 {
            self.slabs.push(NonNull::from(Box::leak(Box::new_uninit_slice(SLAB))));
            self.spare = SLAB;
        }
        let slab = *self.slabs.last().expect("there is one now");
        self.spare -= 1;
        // SAFETY: the index is below the slab's length.
        unsafe { slab.cast().add(SLAB - 1 - self.spare) }
    }
}

impl<O: Os> Drop for Gs<O> {
    fn drop(&mut self) {
        let all = self.all.get_mut();
        for gp in &all.gs {
            // SAFETY: `add` made it, it is dropped once, here, and nobody can get it any more.
            unsafe { ptr::drop_in_place(gp.0.cast::<G<O>>().as_ptr()) };
        }
        for slab in &all.slabs {
            // SAFETY: it is a box that `place_in_slab` leaked, and nobody uses what lies there.
            drop(unsafe { Box::from_raw(slab.as_ptr()) });
        }
    }
}
