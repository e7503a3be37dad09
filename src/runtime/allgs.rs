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
use super::stack::{ROOM_ALIGN, ROOM_SIZE, STACK_SIZE, StackPool};

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
const SLAB: usize = 64;
/// With more than so many goroutines, the stack of the next one is in no cache that is near.
const CROWD: usize = 32;

/// All goroutine structures of a runtime.
///
/// They lie in the rooms at the tops of stacks: a million goroutines that wait have a million such pages.
/// Those that have not started have no stacks, so while there is no room left there are slabs.
pub(super) struct Gs<O: Os> {
    all: Mutex<All<O>>,
    crowded: AtomicBool,
    /// Keeps the rooms.
    stacks: StackPool,
}

struct All<O: Os> {
    slabs: Vec<Box<[G<O>]>>,
    /// How many of the last slab were not given out.
    spare: usize,
    /// Those given out, in the order in which they were.
    runs: Vec<Run>,
    len: usize,
}

/// Structures that lie at equal distances.
struct Run {
    first: *const (),
    /// In bytes: that of slabs or that of stacks.
    distance: usize,
    len: usize,
}

// SAFETY: it owns nothing: it says where structures are, which are `Sync`.
unsafe impl Send for Run {}

impl Run {
    fn nth(&self, n: usize) -> Gp {
        Gp(self.first.wrapping_byte_add(n * self.distance))
    }
}

impl<O: Os> Gs<O> {
    const FITS: () = assert!(size_of::<G<O>>() <= ROOM_SIZE && align_of::<G<O>>() <= ROOM_ALIGN);

    /// None yet. Rooms are those of `stacks`.
    pub fn new(stacks: StackPool) -> Self {
        let all = All { slabs: Vec::new(), spare: 0, runs: Vec::new(), len: 0 };
        Gs { all: Mutex::new(all), crowded: AtomicBool::new(false), stacks }
    }

    /// One more structure.
    pub fn add(&self) -> Gp {
        let () = Self::FITS;
        let all = &mut *self.all.lock();
        let room = if all.spare == 0 { self.stacks.room() } else { None };
        let (gp, distance) = if let Some(room) = room {
            let g = room.cast::<G<O>>();
            // SAFETY: the room is large enough and aligned, and nobody else's.
            unsafe { g.write(G::new()) };
            (Gp(g.as_ptr().cast_const().cast()), STACK_SIZE)
        } else {
            if all.spare == 0 {
                all.slabs.push((0..SLAB).map(|_| G::new()).collect());
                all.spare = SLAB;
            }
            let slab = all.slabs.last().expect("there is one now");
            let g = &slab[SLAB - all.spare];
            all.spare -= 1;
            (Gp(ptr::from_ref(g).cast()), size_of::<G<O>>())
        };
        match all.runs.last_mut() {
            Some(run) if run.distance == distance && run.nth(run.len) == gp => run.len += 1,
            _ => all.runs.push(Run { first: gp.0, distance, len: 1 }),
        }
        all.len += 1;
        if all.len > CROWD {
            self.crowded.store(true, Ordering::Relaxed);
        }
        gp
    }

    /// The structure.
    #[inline(always)]
    pub fn get(&self, gp: Gp) -> &G<O> {
        debug_assert!(gp.is_some(), "there is a goroutine");
        // SAFETY: a `Gp` that is one was made by `add` and points into a slab or a room, which stay
        // where they are as long as `self`. It was made by this very runtime: one is kept only by what
        // belongs to a runtime and ends with it.
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
        all.runs.iter().flat_map(|run| (0..run.len).map(|n| run.nth(n))).collect()
    }
}

impl<O: Os> Drop for Gs<O> {
    fn drop(&mut self) {
        let rooms = self.all.get_mut().runs.iter().filter(|run| run.distance == STACK_SIZE);
        for gp in rooms.flat_map(|run| (0..run.len).map(|n| run.nth(n))) {
            // SAFETY: `add` made it in a room, and it is dropped once, here: slabs drop their own.
            unsafe { ptr::drop_in_place(gp.0.cast_mut().cast::<G<O>>()) };
        }
    }
}
