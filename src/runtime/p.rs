//! P: a processor, the right to run goroutines. GOMAXPROCS of them exist.
//!
//! A P has two halves. [`P`] is what only its holder may touch; holding the box is holding the P, so
//! that "a P with two Ms" can't be said in this program. [`PShared`] is what others see of it:
//! thieves, sysmon, whoever looks for a P.
//!
//! It must never know threads. Next: [`super::runq`] for its queue, [`super::m`] for who holds it.

use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicI32, AtomicU8, AtomicU32, AtomicU64,
    Ordering::{Relaxed, SeqCst},
};

use crossbeam_deque::{Stealer, Worker};

use super::gp::{AtomicGp, Gp};
use super::stack::PooledStack;
use super::timerheap::Timers;
use crate::ids::{Mid, Nanos, Pid};

/// Size of a P's local queue, `runnext` not counted (NP-3).
pub(super) const RUNQ_SIZE: usize = 256;

/// What a P is, with Go's numbers (ST-4). There is no status for "in a system call": such a P
/// is running, and its M's goroutine is in a system call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum PStatus {
    /// On the idle list, or on its way to an M.
    Idle = 0,
    /// Held by an M.
    Running = 1,
    /// Stopped with the world.
    GcStop = 3,
    /// GOMAXPROCS was lowered below its number.
    Dead = 4,
}

/// The half that only the holder touches.
pub struct P {
    /// Its number.
    pub id: Pid,
    /// The other half.
    pub(super) shared: Arc<PShared>,
    /// The local queue: a ring of [`RUNQ_SIZE`] (NP-3). Only [`P::push`] puts something there.
    pub(super) runq: Worker<Gp>,
    /// The same goroutines, to look at without taking: the n-th ever put there is at n modulo the
    /// size.
    ahead: Box<[Option<Gp>; RUNQ_SIZE]>,
    /// How many were ever put there.
    put: usize,
    /// Where a thief keeps what it stole until it is queued.
    pub(super) scratch: Worker<Gp>,
    /// Stacks of goroutines that ended here, for the next ones.
    pub(super) stacks: Vec<PooledStack>,
    /// Dead goroutines to use again, the last one first (NP-7).
    pub(super) gfree: Vec<Gp>,
    /// Goroutine ids handed to this P and not yet used (NP-6).
    pub(super) goidcache: std::ops::Range<u32>,
}

/// The half that others see.
pub struct PShared {
    status: AtomicU8,
    /// To steal from its queue, and to see how long it is.
    pub(super) stealer: Stealer<Gp>,
    /// The goroutine to run next, with the slice of the one before (NP-1). Not in the queue.
    runnext: AtomicGp,
    /// Counts new slices (TS-1).
    pub(super) schedtick: AtomicU32,
    /// Counts system calls.
    pub(super) syscalltick: AtomicU32,
    /// User goroutines made here less those that ended here; only its holder writes it.
    gcount: AtomicI32,
    /// The M that holds it, or none.
    m: AtomicU32,
    /// The M it was last on (ST-5, PC-3).
    pub(super) oldm: AtomicU32,
    /// Asked to go through the scheduler at the next safe point (PR-1).
    pub(super) preempt: AtomicBool,
    /// Whether it may have timers (SW-6).
    pub(super) timer_mask: AtomicBool,
    /// Whether it is on the idle list: thieves pass it by (SW-6).
    pub(super) idle_mask: AtomicBool,
    /// Its timers (TM-1).
    pub(super) timers: Timers,
    /// What sysmon saw when it last looked ([`super::sysmon`]).
    pub(super) sysmontick: SysmonTick,
}

/// Whether another P may take from this one's `runnext`, or look there for work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Thieves {
    /// There is no other P.
    None,
    Possible,
}

/// All Ps that were ever made (Go's `allp`).
pub(super) struct AllPs {
    all: boxcar::Vec<Arc<PShared>>,
    /// How many there are. Written while the world is stopped.
    gomaxprocs: AtomicU32,
}

impl AllPs {
    /// None is made yet of so many.
    pub fn new(gomaxprocs: u32) -> Self {
        AllPs { all: boxcar::Vec::new(), gomaxprocs: AtomicU32::new(gomaxprocs) }
    }

    #[inline]
    pub fn gomaxprocs(&self) -> u32 {
        self.gomaxprocs.load(Relaxed)
    }

    pub fn set_gomaxprocs(&self, n: u32) {
        self.gomaxprocs.store(n, Relaxed);
    }

    /// A new P, stopped.
    pub fn add(&self) -> Box<P> {
        let p = P::new(Pid(self.all.count() as u32));
        self.all.push(p.shared.clone());
        p
    }

    pub fn get(&self, pid: Pid) -> &PShared {
        &self.all[pid.index()]
    }

    /// User goroutines that are not dead (ST-6).
    pub fn gcount(&self) -> u32 {
        self.all.iter().map(|(_, p)| p.gcount()).fold(0, i32::wrapping_add).max(0) as u32
    }
}

/// What sysmon noted of a P at its last look.
#[derive(Default)]
pub(super) struct SysmonTick {
    pub schedtick: AtomicU32,
    pub schedwhen: AtomicU64,
    pub syscalltick: AtomicU32,
    pub syscallwhen: AtomicU64,
}

impl P {
    /// A new P.
    pub(super) fn new(id: Pid) -> Box<P> {
        let runq = Worker::new_fifo();
        let shared = PShared {
            status: AtomicU8::new(PStatus::GcStop as u8),
            stealer: runq.stealer(),
            runnext: AtomicGp::default(),
            schedtick: AtomicU32::new(0),
            syscalltick: AtomicU32::new(0),
            gcount: AtomicI32::new(0),
            m: AtomicU32::new(Mid::NONE.0),
            oldm: AtomicU32::new(Mid::NONE.0),
            preempt: AtomicBool::new(false),
            timer_mask: AtomicBool::new(false),
            idle_mask: AtomicBool::new(false),
            timers: Timers::default(),
            sysmontick: SysmonTick::default(),
        };
        let scratch = Worker::new_fifo();
        let ahead = Box::new([None; RUNQ_SIZE]);
        let shared = Arc::new(shared);
        Box::new(P {
            id,
            shared,
            runq,
            ahead,
            put: 0,
            scratch,
            stacks: Vec::new(),
            gfree: Vec::new(),
            goidcache: 0..0,
        })
    }

    /// Puts a goroutine at the ring's tail.
    pub(super) fn push(&mut self, gp: Gp) {
        self.ahead[self.put % RUNQ_SIZE] = Some(gp);
        self.put += 1;
        self.runq.push(gp);
    }

    /// The goroutine that is `n` places behind the ring's head, if there is one. A thief may be
    /// taking it.
    pub(super) fn peek(&self, n: usize) -> Option<Gp> {
        let len = self.runq.len();
        if n < len { self.ahead[(self.put - len + n) % RUNQ_SIZE] } else { None }
    }
}

impl PShared {
    /// Its status.
    pub fn status(&self) -> PStatus {
        use PStatus::*;
        let n = self.status.load(Relaxed);
        [Idle, Running, GcStop, Dead]
            .into_iter()
            .find(|s| *s as u8 == n)
            .expect("a status is only ever stored from a PStatus")
    }

    pub(super) fn set_status(&self, status: PStatus) {
        self.status.store(status as u8, Relaxed);
    }

    /// The M that holds it.
    pub fn m(&self) -> Mid {
        Mid(self.m.load(SeqCst))
    }

    pub(super) fn set_m(&self, m: Mid) {
        self.m.store(m.0, SeqCst);
    }

    /// User goroutines made here less those that ended here. Below 0 if they end elsewhere than they
    /// begin.
    pub(super) fn gcount(&self) -> i32 {
        self.gcount.load(Relaxed)
    }

    /// A user goroutine was made here (1) or ended (-1). Only the holder says so.
    #[inline]
    pub(super) fn count_g(&self, change: i32) {
        self.gcount.store(self.gcount.load(Relaxed).wrapping_add(change), Relaxed);
    }

    /// The goroutine in `runnext`, or none.
    pub fn runnext(&self) -> Option<Gp> {
        self.runnext.load(SeqCst)
    }

    /// Puts a goroutine in `runnext`, or none, and returns what was there.
    #[inline]
    pub(super) fn swap_runnext(&self, gp: Option<Gp>, thieves: Thieves) -> Option<Gp> {
        if thieves == Thieves::None {
            let old = self.runnext.load(Relaxed);
            self.runnext.store(gp, Relaxed);
            return old;
        }
        self.runnext.swap(gp, SeqCst)
    }

    /// Takes `gp` out of `runnext` if it is still there.
    #[inline]
    pub(super) fn take_runnext(&self, gp: Gp, thieves: Thieves) -> bool {
        if thieves == Thieves::None {
            self.runnext.store(None, Relaxed);
            return true;
        }
        self.runnext.take(gp, SeqCst)
    }

    /// Whether nothing is queued, `runnext` included. The ring is looked at twice: its holder may
    /// have moved a goroutine from `runnext` to the ring in between.
    pub fn runqempty(&self) -> bool {
        self.stealer.is_empty() && self.runnext().is_none() && self.stealer.is_empty()
    }

    /// When its earliest timer is due; 0: it has none.
    pub(super) fn wake_time(&self) -> Nanos {
        self.timers.wake_time()
    }
}
