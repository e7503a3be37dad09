//! G: a goroutine, its status and what it may become.
//!
//! Structures of dead goroutines are used again (NP-7) and live as long as the runtime
//! ([`super::allgs`]). It must never know queues. Next: [`super::coro`] for its stack,
//! [`super::proc`] for who moves it.

use std::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};

use parking_lot::Mutex;

use super::coro::GBody;
use super::os::Os;
use super::owned::Owned;
use super::stack::StackHint;
use crate::ids::{Gid, Mid};
use crate::trace::event::{ObjId, StrId};
use crate::trace::reason::WaitReason;

/// What a goroutine is doing, with Go's numbers (ST-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum GStatus {
    /// Just made.
    Idle = 0,
    /// In a queue, or in the hands of an M.
    Runnable = 1,
    /// On an M.
    Running = 2,
    /// On an M that is in a system call.
    Syscall = 3,
    /// Blocked in the runtime.
    Waiting = 4,
    /// Unused.
    Dead = 6,
}

impl GStatus {
    #[inline]
    fn from_u8(n: u8) -> Self {
        use GStatus::*;
        match n {
            0 => Idle,
            1 => Runnable,
            2 => Running,
            3 => Syscall,
            4 => Waiting,
            6 => Dead,
            _ => unreachable!("a status is only ever stored from a GStatus"),
        }
    }

    /// The word that dumps show (ST-1).
    pub fn text(self) -> &'static str {
        match self {
            GStatus::Idle => "idle",
            GStatus::Runnable => "runnable",
            GStatus::Running => "running",
            GStatus::Syscall => "syscall",
            GStatus::Waiting => "waiting",
            GStatus::Dead => "dead",
        }
    }

    /// Whether a goroutine may go from this status to that one (ST-2). Leaving a system call is
    /// always to running first.
    #[inline(always)]
    fn may_become(self, to: GStatus) -> bool {
        use GStatus::*;
        matches!(
            (self, to),
            (Idle, Dead)
                | (Dead, Runnable | Waiting)
                | (Runnable, Running)
                | (Running, Runnable | Waiting | Syscall | Dead)
                | (Waiting, Runnable)
                | (Syscall, Running)
        )
    }
}

/// A goroutine. Two cache lines: with a million of them, that is what they cost.
#[repr(align(64))]
pub struct G<O: Os> {
    status: AtomicU8,
    wait_reason: AtomicU8,
    /// Asked to give way at its next safe point (PR-1). A flag on the G: lost when it leaves the
    /// P by itself (TS-4).
    pub(super) preempt: AtomicBool,
    /// Belongs to the runtime: not counted, not dumped, no part in deadlocks (ST-6).
    pub(super) system: AtomicBool,
    goid: AtomicU32,
    /// The M that runs it, or none.
    m: AtomicU32,
    /// The M it is locked to, or none (LK-1).
    lockedm: AtomicU32,
    /// What it waits on, if that is an object.
    pub(super) wait_obj: AtomicU32,
    /// Line it stood on when it last stopped.
    pub(super) line: AtomicU32,
    pub(super) created_by: AtomicU32,
    pub(super) created_pc: AtomicU32,
    pub(super) func: AtomicU32,
    /// The timer it sleeps on, made once (TM-4); `u32::MAX`: none yet.
    pub(super) sleep_timer: AtomicU32,
    /// How many pages of its stack are counted as used.
    pub(super) touched: AtomicU8,
    /// Code positions of its calls, innermost first, as of its last stop. Rust code has none.
    #[allow(clippy::box_collection, reason = "a pointer is all that there is room for")]
    callers: Mutex<Option<Box<Vec<u32>>>>,
    /// Whether there are any: Rust code has none, and then nothing is locked for them.
    has_callers: AtomicBool,
    pub(super) body: Owned<GBody<O>>,
    /// Where its stack is, to fetch it ahead of time.
    pub(super) stack: StackHint,
}

impl<O: Os> G<O> {
    /// A structure that nobody uses yet.
    pub(super) fn new() -> Self {
        let g = G {
            status: AtomicU8::new(GStatus::Idle as u8),
            wait_reason: AtomicU8::new(0),
            preempt: AtomicBool::new(false),
            system: AtomicBool::new(false),
            goid: AtomicU32::new(Gid::NONE.0),
            m: AtomicU32::new(Mid::NONE.0),
            lockedm: AtomicU32::new(Mid::NONE.0),
            wait_obj: AtomicU32::new(0),
            line: AtomicU32::new(0),
            created_by: AtomicU32::new(Gid::NONE.0),
            created_pc: AtomicU32::new(0),
            func: AtomicU32::new(0),
            sleep_timer: AtomicU32::new(u32::MAX),
            touched: AtomicU8::new(0),
            callers: Mutex::default(),
            has_callers: AtomicBool::new(false),
            body: Owned::default(),
            stack: StackHint::default(),
        };
        g.casgstatus(GStatus::Idle, GStatus::Dead);
        g
    }

    /// Its status.
    #[inline]
    pub fn status(&self) -> GStatus {
        // Who sees a goroutine waiting may resume it: all it did before is seen, too.
        GStatus::from_u8(self.status.load(Acquire))
    }

    /// Moves it from one status to another (ST-2).
    ///
    /// # Panics
    /// If it is not in `from`, or may not become `to`: a defect of the runtime.
    #[inline(always)]
    pub(super) fn casgstatus(&self, from: GStatus, to: GStatus) {
        assert!(from.may_become(to), "{}: {from:?} may not become {to:?}", self.goid());
        // The caller has the right to change the status, and nobody else has it meanwhile; so no
        // compare-and-swap is needed.
        let was = self.status.load(Relaxed);
        assert!(was == from as u8, "{}: is {was}, not {from:?}, and shall be {to:?}", self.goid());
        // Whoever sees the new status sees all that was done before.
        self.status.store(to as u8, Release);
    }

    /// Its number.
    pub fn goid(&self) -> Gid {
        Gid(self.goid.load(Relaxed))
    }

    pub(super) fn set_goid(&self, id: Gid) {
        self.goid.store(id.0, Relaxed);
    }

    /// Why it waits, or last waited (ST-7).
    pub fn wait_reason(&self) -> WaitReason {
        let n = self.wait_reason.load(Relaxed);
        WaitReason::ALL.iter().copied().find(|r| *r as u8 == n).unwrap_or(WaitReason::Zero)
    }

    pub(super) fn set_wait_reason(&self, reason: WaitReason) {
        self.wait_reason.store(reason as u8, Relaxed);
    }

    /// The object it waits on.
    pub fn wait_obj(&self) -> ObjId {
        ObjId(self.wait_obj.load(Relaxed))
    }

    /// The M that runs it.
    pub fn m(&self) -> Mid {
        Mid(self.m.load(Relaxed))
    }

    pub(super) fn set_m(&self, m: Mid) {
        self.m.store(m.0, Relaxed);
    }

    /// The M it is locked to.
    pub fn lockedm(&self) -> Mid {
        Mid(self.lockedm.load(Relaxed))
    }

    pub(super) fn set_lockedm(&self, m: Mid) {
        self.lockedm.store(m.0, Relaxed);
    }

    /// Says where it stands, innermost call first.
    pub(super) fn set_callers(&self, pcs: impl Iterator<Item = u32>) {
        let callers = &mut *self.callers.lock();
        let callers = callers.get_or_insert_default();
        callers.clear();
        callers.extend(pcs);
        self.has_callers.store(true, Relaxed);
    }

    /// It stands nowhere yet.
    pub(super) fn clear_callers(&self) {
        if self.has_callers.load(Relaxed) {
            self.callers.lock().iter_mut().for_each(|callers| callers.clear());
            self.has_callers.store(false, Relaxed);
        }
    }

    /// What it runs.
    pub fn func(&self) -> StrId {
        StrId(self.func.load(Relaxed))
    }
}

/// What is known of a goroutine, for dumps (DD-7).
#[derive(Clone, Debug)]
pub struct GInfo {
    /// Its number.
    pub gid: Gid,
    /// Its status.
    pub status: GStatus,
    /// Status as dumps say it: the wait reason if it waits.
    pub status_text: String,
    /// Code positions of its calls, innermost first, as of its last stop.
    pub callers: Vec<u32>,
    /// Who created it, or none.
    pub created_by: Gid,
    /// Code position of the `go` statement.
    pub created_pc: u32,
    /// What it runs.
    pub func: StrId,
    /// Whether it is locked to a thread.
    pub locked: bool,
    /// Whether it belongs to the runtime.
    pub system: bool,
}

impl<O: Os> G<O> {
    /// What a dump says of it.
    pub fn info(&self) -> GInfo {
        let status = self.status();
        let reason = self.wait_reason().text();
        let text =
            if status == GStatus::Waiting && !reason.is_empty() { reason } else { status.text() };
        GInfo {
            gid: self.goid(),
            status,
            status_text: text.into(),
            callers: self.callers.lock().as_deref().cloned().unwrap_or_default(),
            created_by: Gid(self.created_by.load(Relaxed)),
            created_pc: self.created_pc.load(Relaxed),
            func: self.func(),
            locked: self.lockedm().is_some(),
            system: self.system.load(Relaxed),
        }
    }
}
