//! The counts by which work finds a thread: idle Ps, searching Ms, and the request for a searcher; and
//! the steps of the protocol that change them.
//!
//! # What it guarantees
//!
//! If a goroutine is runnable and a P is idle, then an M is on its way to it: one that searches (is
//! *spinning*), or one that was just woken to search. No lock is taken to make a goroutine runnable while
//! all Ps are busy or somebody searches already.
//!
//! # The two sides
//!
//! Who *submits* work puts it into a queue first and calls [`Idle::wakep`] afterwards: if nobody
//! searches and a P is idle, it wakes one M, which is counted as searching from the moment at which that
//! was decided. So at most one wake-up is under way at any time. A searcher that finds work calls
//! [`Idle::end_search`] and then `wakep` itself: k runnable goroutines recruit Ms one after another, as
//! long as there is something to find.
//!
//! Who *gives up* after a search calls [`Idle::end_search`] first, and looks into all queues once more
//! after that. Both sides write and then read, in opposite order:
//!
//! ```text
//!    submitter: put work into a queue        searcher: nmspinning -= 1
//!               read nmspinning                        look into the queues
//! ```
//!
//! With one total order of these four accesses (`SeqCst`) at least one side sees the other: the
//! searcher finds the work, or the submitter finds that nobody searches, and wakes somebody.
//!
//! So `runnext`, the size of the global queue and the masks of Ps are read and written with that ordering,
//! too. A ring's tail moves with a plain store: there a fence follows, unless `runnext` is written as well,
//! which is a read-modify-write.
//!
//! If no P is idle, the submitter has nobody to wake, but an M may be about to give up its P without having
//! searched, and that M won't look again. So the submitter leaves a request (`needspinning`) and reads the
//! count of idle Ps once more; the M counts its P idle and then looks for the request
//! ([`Idle::let_p_go`]). These are again two sides that write and then read: the M takes its P back and
//! searches, or the submitter sees an idle P.
//!
//! An M that gives up its P without having searched need not look at the queues again: it did not search
//! because enough others did, and each of those looks again before it rests.
//!
//! # What was not done
//!
//! - *One lock for all scheduling state* makes all this trivial, and all Ps wait for each other at every
//!   switch. That was Go before version 1.1.
//! - *Handing the goroutine to the thread that is woken* for it moves it to another P and cold caches,
//!   though the waker often blocks a moment later and could have run it itself.
//! - *Waking a thread for every goroutine* that becomes runnable while a P is idle wakes many threads at
//!   once, most of which find nothing and go to sleep again; sleeping and waking costs more than most
//!   goroutines run for. Hence one at a time, and a searcher that found something wakes the next.
//! - *No second look* after giving up, or one before the count goes down, loses a wake-up;
//!   `tests/wakeup_model.rs` shows which interleavings do, with loom, on this very code.
//!
//! It must never know what a queue or an M is. Next: `src/runtime/proc/wake.rs` for who submits,
//! `src/runtime/proc/find_runnable.rs` for who searches.

use std::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{self, Relaxed, SeqCst},
};

use crossbeam_utils::CachePadded;

/// The atomics that the protocol is made of: those of the processor, or those of loom.
pub trait Atomics {
    type Count: Count;
    type Flag: Flag;
}

pub trait Count: Default {
    fn load(&self, order: Ordering) -> u32;
    fn fetch_add(&self, n: u32, order: Ordering) -> u32;
    fn fetch_sub(&self, n: u32, order: Ordering) -> u32;
    fn compare_exchange(&self, from: u32, to: u32, order: Ordering, failed: Ordering) -> bool;
}

pub trait Flag: Default {
    fn load(&self, order: Ordering) -> bool;
    fn store(&self, on: bool, order: Ordering);
}

/// The processor's.
pub struct Native;

impl Atomics for Native {
    type Count = AtomicU32;
    type Flag = AtomicBool;
}

impl Count for AtomicU32 {
    #[inline]
    fn load(&self, order: Ordering) -> u32 {
        self.load(order)
    }

    #[inline]
    fn fetch_add(&self, n: u32, order: Ordering) -> u32 {
        self.fetch_add(n, order)
    }

    #[inline]
    fn fetch_sub(&self, n: u32, order: Ordering) -> u32 {
        self.fetch_sub(n, order)
    }

    #[inline]
    fn compare_exchange(&self, from: u32, to: u32, order: Ordering, failed: Ordering) -> bool {
        self.compare_exchange(from, to, order, failed).is_ok()
    }
}

impl Flag for AtomicBool {
    #[inline]
    fn load(&self, order: Ordering) -> bool {
        self.load(order)
    }

    #[inline]
    fn store(&self, on: bool, order: Ordering) {
        self.store(on, order);
    }
}

/// See the module. Each has a cache line of its own: all Ms read them, and whoever writes one should not
/// take the others from them.
pub struct Idle<A: Atomics = Native> {
    /// Ms that search, or were woken to.
    nmspinning: CachePadded<A::Count>,
    /// The length of `Sched::pidle`. Written with `sched` locked.
    npidle: CachePadded<A::Count>,
    /// The next M that is about to give up its P shall search instead.
    needspinning: CachePadded<A::Flag>,
}

impl<A: Atomics> Default for Idle<A> {
    fn default() -> Self {
        Idle {
            nmspinning: CachePadded::default(),
            npidle: CachePadded::default(),
            needspinning: CachePadded::default(),
        }
    }
}

/// What became of an M's wish to give up its P ([`Idle::let_p_go`]).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LetGo {
    /// It still has the P and shall search: somebody had asked for that.
    Kept,
    /// The P is idle, but somebody asked for a searcher meanwhile: the M shall take it back and search.
    Wanted,
    Idle,
}

impl<A: Atomics> Idle<A> {
    /// How many Ms search.
    #[inline]
    pub fn searching(&self) -> u32 {
        self.nmspinning.load(SeqCst)
    }

    /// How many Ps are idle.
    #[inline]
    pub fn idle_ps(&self) -> u32 {
        self.npidle.load(SeqCst)
    }

    /// Whether one more M should search: at most half as many do as Ps are busy (FR-10).
    pub fn has_room_for_a_searcher(&self, procs: u32) -> bool {
        2 * self.searching() < procs.saturating_sub(self.idle_ps())
    }

    /// Work was made runnable. If nobody searches and a P is idle: takes that by `take_idle_p`, for an M
    /// which the caller is to wake, and which is counted as searching already (WK-1). If no P is idle, the
    /// next M that is about to go idle shall search (WK-4): `requested` is called when that was asked for.
    ///
    /// `take_idle_p` calls [`Self::request`] if there is none left.
    #[inline]
    pub fn wakep<P>(
        &self,
        requested: impl FnOnce(),
        take_idle_p: impl FnOnce() -> Option<P>,
    ) -> Option<P> {
        if self.searching() != 0 {
            return None;
        }
        if self.idle_ps() == 0 {
            self.request();
            requested();
            if self.idle_ps() == 0 {
                return None;
            }
        }
        self.start_searcher(take_idle_p)
    }

    #[inline(never)]
    fn start_searcher<P>(&self, take_idle_p: impl FnOnce() -> Option<P>) -> Option<P> {
        if !self.count_only_searcher() {
            return None;
        }
        let p = take_idle_p();
        if p.is_none() {
            self.nmspinning.fetch_sub(1, SeqCst);
        }
        p
    }

    /// Counts a searcher if there is none; says whether it did.
    pub fn count_only_searcher(&self) -> bool {
        self.nmspinning.compare_exchange(0, 1, SeqCst, Relaxed)
    }

    /// The next M that is about to go idle shall search instead (WK-4).
    #[inline]
    pub fn request(&self) {
        // Mostly it was asked for already: a read leaves the cache line where it is.
        if !self.needspinning.load(SeqCst) {
            self.needspinning.store(true, SeqCst);
        }
    }

    /// Whether that was asked for.
    pub fn is_requested(&self) -> bool {
        self.needspinning.load(SeqCst)
    }

    /// Somebody will search, so nobody need be asked to.
    pub fn withdraw_request(&self) {
        self.needspinning.store(false, Relaxed);
    }

    /// One more M searches (WK-2).
    pub fn begin_search(&self) {
        self.nmspinning.fetch_add(1, SeqCst);
        self.withdraw_request();
    }

    /// An M searches no longer. If it found nothing, it looks at all queues once more after this; if
    /// it did find something, it calls [`Self::wakep`] (WK-3).
    pub fn end_search(&self) {
        let before = self.nmspinning.fetch_sub(1, SeqCst);
        assert!(before > 0, "only an M that searches stops searching");
    }

    /// An M without work gives its P up: `put_idle` puts it on the list of idle Ps. With `sched` locked.
    pub fn let_p_go(&self, searched: bool, put_idle: impl FnOnce()) -> LetGo {
        if !searched && self.is_requested() {
            return LetGo::Kept;
        }
        put_idle();
        if !searched && self.is_requested() { LetGo::Wanted } else { LetGo::Idle }
    }

    /// A P was put on the list of idle ones. With `sched` locked.
    pub fn count_idle_p(&self) {
        self.npidle.fetch_add(1, SeqCst);
    }

    /// A P was taken off that list. With `sched` locked.
    pub fn uncount_idle_p(&self) {
        self.npidle.fetch_sub(1, SeqCst);
    }
}
