//! Who waits in the network poller, and until when: one M at a time (NW-2).
//!
//! No lock guards it. It must never know what is waited for, which [`super::os`] does. Next:
//! `proc::find_runnable`, whose M waits.

use std::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release, SeqCst},
};

use crate::ids::{Mid, Nanos};

/// See the module.
pub(super) struct Netpoll {
    /// When the poller was last asked; 0: an M is waiting in it (Go's `lastpoll`).
    lastpoll: AtomicU64,
    /// Somebody looks into the poller without waiting.
    looking: AtomicBool,
    /// Until when the M waits that is in the poller; 0: for ever. Only that M writes it.
    until: AtomicU64,
    /// That M, or the last one.
    waiter: AtomicU32,
}

impl Default for Netpoll {
    fn default() -> Self {
        Netpoll {
            lastpoll: AtomicU64::new(1),
            looking: AtomicBool::new(false),
            until: AtomicU64::new(0),
            waiter: AtomicU32::new(Mid::NONE.0),
        }
    }
}

impl Netpoll {
    /// Whether an M waits in the poller.
    pub fn is_waited_in(&self) -> bool {
        self.lastpoll.load(SeqCst) == 0
    }

    /// The right to look into the poller without waiting, if nobody looks or waits there.
    pub fn try_look(&self) -> bool {
        self.lastpoll.load(Acquire) != 0 && !self.looking.swap(true, Acquire)
    }

    pub fn end_look(&self) {
        self.looking.store(false, Release);
    }

    /// The right to wait in the poller, if nobody does.
    pub fn try_wait(&self) -> bool {
        self.lastpoll.swap(0, SeqCst) != 0
    }

    /// Says who waits, and until when.
    pub fn begin_wait(&self, mid: Mid, until: Nanos) {
        self.until.store(until, SeqCst);
        self.waiter.store(mid.0, Relaxed);
    }

    pub fn end_wait(&self, now: Nanos) {
        self.until.store(0, SeqCst);
        self.lastpoll.store(now.max(1), SeqCst);
    }

    /// The right to look, if nobody waits there and the last answer is older than `every`.
    pub fn try_look_if_overdue(&self, now: Nanos, every: Nanos) -> bool {
        let last = self.lastpoll.load(Acquire);
        last != 0
            && last + every < now
            && self.lastpoll.compare_exchange(last, now, SeqCst, Relaxed).is_ok()
    }

    /// The M in the poller, if it would sleep past that time.
    pub fn sleeps_past(&self, when: Nanos) -> Option<Mid> {
        let until = self.until.load(SeqCst);
        let too_long = self.is_waited_in() && (until == 0 || until > when);
        too_long.then(|| Mid(self.waiter.load(Relaxed)))
    }
}
