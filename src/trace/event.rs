//! The event table: everything the scheduler tells, one entry an event.
//!
//! Names are those of Go's execution trace (v2) where Go has the event; those marked "ours" tell
//! what Go does not trace. It must never know how an event came about. Next: [`super::tracer`],
//! the one door events go through; [`super::order`], which says what histories are possible.

use serde::{Deserialize, Serialize};

use crate::ids::{Gid, Mid, Nanos, Pid};

use super::reason::{StopReason, StwReason, WaitReason};

/// A string of the trace, by its number ([`super::tracer::Strings`]).
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct StrId(pub u32);

/// A synchronisation object of the program (channel, mutex, …), numbered as they appear; 0: none.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ObjId(pub u32);

/// One event: when, on which thread, which processor and goroutine were there, and what happened.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Nanoseconds since the start of the run. Never less than the event before it.
    pub at: Nanos,
    /// The thread that did it.
    pub m: Mid,
    /// The processor it holds at the end of the event, or none.
    pub p: Pid,
    /// The goroutine on whose behalf it was done (the M's current one), or none on the scheduler's
    /// own stack.
    pub g: Gid,
    /// Line of the program's main file that goroutine stands on; 0 when unknown.
    pub line: u32,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// Where `find_runnable` found its goroutine, in the order in which it looks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Branch {
    /// A stop-the-world is pending (FR-1).
    StopTheWorld,
    /// Own timers, which may ready goroutines (FR-2).
    Timers,
    /// One in 61: the global queue's head (FR-5).
    GlobalFair,
    /// Own `runnext` (FR-7).
    RunNext,
    /// Own queue's head (FR-7).
    Local,
    /// A batch from the global queue (FR-8).
    Global,
    /// The poller, without waiting (FR-9).
    Netpoll,
    /// Another P's queue (FR-10).
    Steal,
    /// The last look under the lock, before giving up the P (FR-13).
    LastLook,
    /// A re-check after giving up the P (FR-14).
    Recheck,
    /// Waiting in the poller (FR-15).
    BlockingNetpoll,
    /// Nothing: the M parks (FR-16).
    Park,
}

/// How an operation on a channel went.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ChanHow {
    /// Straight to or from a goroutine that waits on the other side (CH-1).
    Handoff,
    /// Into or out of the buffer (CH-2).
    Buffer,
    /// Out of the full buffer, and a waiting sender's value into it (CH-2).
    BufferAndSender,
    /// The channel is closed: a receive gives the zero value.
    Closed,
}

/// What kind of thing an [`ObjId`] is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum ObjKind {
    Chan,
    Mutex,
    RwMutex,
    WaitGroup,
    Cond,
    Sema,
    Pool,
    Limiter,
}

/// Where a timer's firing leads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum TimerKind {
    /// Wakes the goroutine that sleeps (TM-4).
    Sleep,
    /// Starts a goroutine (`time.AfterFunc`).
    Func,
    /// Sends on a channel (`time.Timer`, `time.Ticker`) (TM-5).
    Chan,
    /// Completes a simulated wait in the poller.
    Io,
}

/// Why a P was handed off.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum HandoffReason {
    /// Its G is in a system call for too long (SY-5).
    Syscall,
    /// Its M waits for a goroutine that is locked to it (LK-2).
    LockedM,
    /// Its M ends with the goroutine that was locked to it (LK-4).
    Exit,
}

/// What happened. The doc of each entry says what its status must be; [`super::order`] holds it
/// to that.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "ev")]
#[allow(missing_docs)] // the fields are told of in the docs of their events
pub enum EventKind {
    // ---- processors
    /// The number of Ps is now this (PC-2, PC-3).
    ProcsChange { procs: u32 },
    /// The M took an idle P: it was held by nobody.
    ProcStart { pid: Pid },
    /// The M gave its P up; it is idle now, or passed on by what follows.
    ProcStop { pid: Pid },
    /// Ours. The P is on the stack of idle Ps now (WK-5). It leaves it by the `ProcStart`, `MStart` or
    /// `MUnpark` that names it.
    ProcIdle { pid: Pid },
    /// A P was taken from an M whose G is in a system call (SY-3, SY-5). It is held by nobody
    /// afterwards.
    ProcSteal { pid: Pid, from: Mid },

    // ---- goroutines
    /// A new goroutine, runnable. `func` names what it runs. `reused`: its structure served another
    /// before (NP-7). `system`: belongs to the runtime (ST-6).
    /// `blocked`: waits for the first switch to it, as one side of a coroutine (CR-1).
    GoCreate {
        new: Gid,
        func: StrId,
        reused: bool,
        system: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        blocked: bool,
    },
    /// Runnable → running. `inherit`: it goes on with the slice of the one before (TS-1).
    GoStart { gid: Gid, inherit: bool, tick: u32 },
    /// Running → dead.
    GoDestroy,
    /// Running → runnable.
    GoStop { reason: StopReason },
    /// Running → waiting, on `obj` if it is one.
    GoBlock { reason: WaitReason, obj: ObjId },
    /// Waiting → runnable.
    GoUnblock { gid: Gid },
    /// Running → in a system call (SY-1).
    GoSyscallBegin,
    /// In a system call → running, with the P it kept (SY-2).
    GoSyscallEnd,
    /// In a system call → running without a P (SY-3); what follows says where it gets one.
    GoSyscallEndBlocked,
    /// Ours. The G is bound to the M, or no longer (LK-1).
    GoLock { locked: bool },

    // ---- queues
    /// Ours. `gid` is now in `runnext` of the P (`next`), and `kicked` went from there to the tail
    /// (NP-1, NP-2); or `gid` went to the tail itself.
    RunqPut { gid: Gid, next: bool, kicked: Gid },
    /// Ours. The local queue was full: its `n - 1` oldest and then `gid` went to the global queue's
    /// tail as one batch (NP-4).
    RunqOverflow { gid: Gid, n: u32 },
    /// Ours. `gid` was taken from `runnext` or from the queue's head (FR-7).
    RunqGet { gid: Gid, next: bool },
    /// Ours. `n` goroutines were taken from the head of `victim`'s queue (or its `runnext`); the
    /// last of them, `gid`, runs, the others are queued in order (SW-2, SW-4).
    RunqSteal { victim: Pid, n: u32, gid: Gid, next: bool },
    /// Ours. Put in the global queue, at its tail or head (RD-3, PC-3).
    GlobalPut { gid: Gid, head: bool },
    /// Ours. `n` were taken from the global queue's head; the first, `gid`, runs, the others go to
    /// the P's own queue (FR-5, FR-8).
    GlobalGet { gid: Gid, n: u32, fair: bool },

    // ---- the decision
    /// Ours. What `find_runnable` saw and which branch decided; `gid` is what it found.
    FindRunnable {
        /// The branch that decided.
        found: Branch,
        /// What it found, or none.
        gid: Gid,
        /// The P's schedtick when it looked (`% 61` decides FR-5).
        tick: u32,
        /// Length of the global queue then.
        global: u32,
        /// Length of the local queue then, without `runnext`.
        local: u16,
        /// Spinning Ms then.
        spinning: u8,
        /// Idle Ps then.
        idle: u8,
    },
    /// Ours. The M is out of work and searches (WK-2).
    SpinStart,
    /// Ours. The M searches no longer: it found work or gives up.
    SpinStop,
    /// Ours. One more spinning M was asked for; `woke` if one was started (WK-1). If not, no P was
    /// idle, and the next M that is about to go idle shall search (WK-4).
    Wakep { woke: bool },

    // ---- threads
    /// Ours. A new thread was made for `mid`, to start with `pid` (MT-1).
    MStart { mid: Mid, pid: Pid, spinning: bool },
    /// Ours. The M has nothing to do and sleeps, on the stack of idle Ms (WK-6), or because it waits
    /// for the goroutine that is `locked` to it (LK-2).
    MPark { locked: bool },
    /// Ours. `mid` was woken to run `pid` (or a G locked to it).
    MUnpark { mid: Mid, pid: Pid, spinning: bool },
    /// Ours. The thread ended (LK-4).
    MExit,
    /// Ours. `pid` is handed to another M, or goes idle (SY-7).
    Handoff { pid: Pid, reason: HandoffReason },

    // ---- sysmon and preemption
    /// Ours. sysmon looked around; it then sleeps for `sleep` ns (MN-1). `deep`: until woken (MN-2).
    SysmonTick { sleep: Nanos, deep: bool },
    /// Ours. The G is asked to give way (PR-1). `slice` ns is how long it has run its slice.
    PreemptRequest { gid: Gid, pid: Pid, slice: Nanos },
    /// Ours. The request of a P went unheard: its G stopped by itself before (TS-4).
    PreemptLost { gid: Gid },

    // ---- the CPU quota
    /// Ours. The process has used up its CPU quota: the operating system lets `mid` run no more before the
    /// time `until`, whatever it does.
    CpuThrottle { mid: Mid, until: Nanos },
    /// Ours. A new period of the quota has begun: `mid` may run again.
    CpuUnthrottle { mid: Mid },

    // ---- stop the world
    /// Everything is asked to stop (GC-0).
    STWBegin { reason: StwReason },
    /// Everything goes on.
    STWEnd,

    // ---- timers and the poller
    /// Ours. A timer was set in the heap of `pid`, for the time `when`.
    TimerStart { timer: u32, pid: Pid, when: Nanos, kind: TimerKind },
    /// Ours. A timer was removed before it fired.
    TimerStop { timer: u32 },
    /// Ours. A timer whose time was `when` fired.
    TimerFire { timer: u32, when: Nanos, kind: TimerKind },
    /// Ours. The M, without a P, waits in the poller until the time `until` at most; 0: until data
    /// comes (FR-15).
    NetpollBlock { until: Nanos },
    /// Ours. The poller was asked; `ready` goroutines could go on. `block`: waited for them.
    Netpoll { ready: u32, block: bool },

    // ---- channels and locks
    /// Ours. An object was first met. `cap` for channels.
    ObjNew { obj: ObjId, kind: ObjKind, cap: u32 },
    /// Ours. A value was sent; `to` is the receiver of a hand-off.
    ChanSend { obj: ObjId, how: ChanHow, to: Gid },
    /// Ours. A value was received; `from` is the sender whose value moved.
    ChanRecv { obj: ObjId, how: ChanHow, from: Gid },
    /// Ours. The G is about to wait in a select on that channel too (SE-3), to send or receive.
    SelectWait { obj: ObjId, send: bool },
    /// Ours. The channel was closed; `woken` goroutines were waiting (CH-4).
    ChanClose { obj: ObjId, woken: u32 },
    /// Ours. The lock is held now: by a fast path, by barging or as the woken waiter (MU-1).
    LockAcquire { obj: ObjId, read: bool },
    /// Ours. The lock was let go. `handoff`: given straight to a waiter (MU-2).
    LockRelease { obj: ObjId, read: bool, handoff: bool },
    /// Ours. The mutex goes into or out of starvation mode (MU-2).
    LockStarving { obj: ObjId, on: bool },
    /// Ours. A WaitGroup's counter changed.
    WaitGroupAdd { obj: ObjId, delta: i32, counter: i32 },
    /// Ours. A Cond's waiters were signalled.
    CondSignal { obj: ObjId, woken: u32 },

    // ---- the simulated world (package sim)
    /// Ours. What the program calls an object.
    ObjName { obj: ObjId, name: StrId },
    /// Ours. `gid` holds one of the pool now; with it `used` are held. A release gives straight to the
    /// goroutine that has waited longest.
    PoolAcquire { obj: ObjId, gid: Gid, used: u32 },
    /// Ours. All of the pool are held, and the G does not wait for one.
    PoolRefuse { obj: ObjId },
    /// Ours. One of the pool was given back; `used` are held still.
    PoolRelease { obj: ObjId, used: u32 },
    /// Ours. A call arrived at an interface with a limit, the `n`-th of its second.
    LimiterCall { obj: ObjId, n: u32 },
    /// Ours. A call arrived, the `n`-th of its second, which is too many: it will be answered with 429.
    LimiterRefuse { obj: ObjId, n: u32 },
    /// Ours. The program took (`delta` > 0) or gave back memory. `used` bytes are in use with the
    /// goroutines' stacks, of `limit`; 0: there is no limit.
    Memory { delta: i64, used: u64, limit: u64 },
    /// Ours. `used` bytes would be more than the machine's `limit`: the process is killed.
    OomKill { used: u64, limit: u64 },
    /// Ours. Units of the program's work that are done, and that failed, since it last said so.
    Units { done: u32, failed: u32 },

    // ---- the program
    /// The program wrote text: `fd` 1 or 2.
    Output { fd: u8, text: StrId },
    /// The program read from standard input: the bytes, quoted as `strconv.Quote` does (none: the end).
    Input { text: StrId },
    /// A caption of the program (`sim.Note`).
    Note { text: StrId },
    /// The program ends in an error: a panic that nobody recovered or a fatal error (DD-1, DD-5).
    Fatal { text: StrId },
    /// The process ends.
    Exit { code: i32 },
}
