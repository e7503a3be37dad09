//! M: a thread.
//!
//! Like a P, an M has two halves. [`M`] is what it carries with it; the box moves from the M's own
//! stack (g0) into the goroutine it runs and back, so whoever holds it speaks for this M.
//! [`MShared`] is what others see and leave for it.
//!
//! It must never know queues. Next: [`super::proc`] for what it does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use parking_lot::Mutex;

use super::gp::{AtomicGp, Gp};
use super::os::Os;
use super::p::{P, PShared};
use super::timerheap::TimerId;
use crate::ids::{Mid, Nanos, Pid};

/// What an M carries.
pub struct M<O: Os> {
    /// Its number: M0 is the first, M1 sysmon (MT-5).
    pub id: Mid,
    /// What others see of it.
    pub(super) shared: Arc<MShared>,
    /// What its kernel keeps with it.
    pub thread: O::Thread,
    /// The P it holds. Without one it may not run goroutines.
    pub(super) p: Option<Box<P>>,
    /// The goroutine it runs.
    pub(super) curg: Option<Gp>,
    /// Out of work and searching (WK-2).
    pub(super) spinning: bool,
    /// Steps through the Ps in a random order, for that many Ps (SW-1).
    pub(super) steal_steps: Vec<u32>,
    pub(super) steal_procs: u32,
    /// Line that its goroutine stands on.
    pub(super) line: u32,
    /// What is left of a cost that its goroutine let pass.
    pub(super) cost_left: Nanos,
    /// How often its goroutine called LockOSThread and did not unlock (LK-1).
    pub(super) locked_ext: u32,
    /// The same for the runtime itself.
    pub(super) locked_int: u32,
    /// A sleep timer to set once its goroutine is parked (TM-4).
    pub(super) park_sleep: Option<(TimerId, Nanos)>,
    /// The other side of a coroutine, which is to run next on it (CR-1).
    pub(super) coro_next: Option<Gp>,
    /// The P it held when it entered a system call.
    pub(super) oldp: Pid,
}

impl<O: Os> M<O> {
    /// An M that holds nothing yet.
    pub(super) fn new(id: Mid, thread: O::Thread, shared: Arc<MShared>) -> Box<Self> {
        Box::new(M {
            id,
            shared,
            thread,
            p: None,
            curg: None,
            spinning: false,
            steal_steps: Vec::new(),
            steal_procs: 0,
            line: 0,
            cost_left: 0,
            locked_ext: 0,
            locked_int: 0,
            park_sleep: None,
            coro_next: None,
            oldp: Pid::NONE,
        })
    }

    /// Number of the P it holds, or none.
    pub fn pid(&self) -> Pid {
        self.p.as_ref().map_or(Pid::NONE, |p| p.id)
    }

    /// The P it holds.
    ///
    /// # Panics
    /// If it holds none: a defect of the runtime.
    #[inline]
    pub(super) fn p(&mut self) -> &mut P {
        self.p.as_mut().expect("this is done only by an M that holds a P")
    }

    /// What others see of the P it holds.
    ///
    /// # Panics
    /// If it holds none: a defect of the runtime.
    #[inline]
    pub(super) fn p_shared(&self) -> &PShared {
        &self.p.as_ref().expect("this is done only by an M that holds a P").shared
    }
}

/// What others see of an M, and leave for it.
pub struct MShared {
    /// The P it shall run when it wakes.
    pub(super) nextp: Mutex<Option<Box<P>>>,
    /// Whether it shall wake spinning.
    pub(super) next_spinning: AtomicBool,
    /// The P it left here when it entered a system call: whoever finds it may take it (SY-1).
    pub(super) syscall_p: Mutex<Option<Box<P>>>,
    /// A signal is on its way that asks its goroutine to give way (PR-3). On real threads there are none:
    /// the request alone is looked for, at safe points.
    pub(super) signal: AtomicBool,
    /// The goroutine it runs, or none.
    curg: AtomicGp,
    /// The goroutine locked to it (LK-1).
    lockedg: AtomicGp,
}

impl MShared {
    pub(super) fn new() -> Self {
        MShared {
            nextp: Mutex::new(None),
            next_spinning: AtomicBool::new(false),
            syscall_p: Mutex::new(None),
            signal: AtomicBool::new(false),
            curg: AtomicGp::default(),
            lockedg: AtomicGp::default(),
        }
    }

    /// The goroutine it runs.
    pub fn curg(&self) -> Option<Gp> {
        self.curg.load(Relaxed)
    }

    pub(super) fn set_curg(&self, gp: Option<Gp>) {
        self.curg.store(gp, Relaxed);
    }

    /// The goroutine locked to it.
    pub fn lockedg(&self) -> Option<Gp> {
        self.lockedg.load(Relaxed)
    }

    pub(super) fn set_lockedg(&self, gp: Option<Gp>) {
        self.lockedg.store(gp, Relaxed);
    }
}

/// Go's limit on threads, unless the program sets one (MT-3).
const MAX_MCOUNT: u32 = 10_000;

/// All Ms that were ever made (Go's `allm`).
pub(super) struct AllMs {
    all: boxcar::Vec<Arc<MShared>>,
    /// The most threads there may be (MT-3).
    max: AtomicU32,
}

impl Default for AllMs {
    fn default() -> Self {
        AllMs { all: boxcar::Vec::new(), max: AtomicU32::new(MAX_MCOUNT) }
    }
}

impl AllMs {
    /// A number for a new thread.
    pub fn add(&self) -> Mid {
        Mid(self.all.push(Arc::new(MShared::new())) as u32)
    }

    pub fn get(&self, mid: Mid) -> &Arc<MShared> {
        &self.all[mid.index()]
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<MShared>> {
        self.all.iter().map(|(_, m)| m)
    }

    pub fn count(&self) -> usize {
        self.all.count()
    }

    pub fn max(&self) -> u32 {
        self.max.load(Relaxed)
    }

    /// Sets the limit and returns the old one.
    pub fn set_max(&self, n: u32) -> u32 {
        self.max.swap(n, Relaxed)
    }
}
