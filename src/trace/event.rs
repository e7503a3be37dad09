//! The event table: everything that the scheduler emits, one entry an event.
//!
//! Names are those of Go's execution trace (v2) where Go has the event. All that depends on the kind of
//! an event is generated from the table or reached by it: a new event is an entry here, its fold in
//! [`super::state`], its explanation in [`super::explain`] and the place that emits it. It must never
//! know how an event came about. Next: [`super::tracer`], through which events go.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{Gid, Mid, Nanos, Pid};

use super::reason::{StopReason, StwReason, WaitReason};
use super::text::{Bytes, Time, count};
use super::tracer::Strings;

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

impl Branch {
    /// What decided, in words.
    pub fn text(self) -> &'static str {
        match self {
            Branch::StopTheWorld => "the world stops",
            Branch::Timers => "own timers",
            Branch::GlobalFair => "global queue in its turn",
            Branch::RunNext => "runnext",
            Branch::Local => "local queue",
            Branch::Global => "global queue",
            Branch::Netpoll => "poller",
            Branch::Steal => "stolen",
            Branch::LastLook => "last look",
            Branch::Recheck => "second look",
            Branch::BlockingNetpoll => "waiting in the poller",
            Branch::Park => "no work",
        }
    }
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

impl ObjKind {
    /// What people call such an object.
    pub fn text(self) -> &'static str {
        match self {
            ObjKind::Chan => "channel",
            ObjKind::Mutex => "Mutex",
            ObjKind::RwMutex => "RWMutex",
            ObjKind::WaitGroup => "WaitGroup",
            ObjKind::Cond => "Cond",
            ObjKind::Sema => "semaphore",
            ObjKind::Pool => "pool",
            ObjKind::Limiter => "limiter",
        }
    }
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

impl TimerKind {
    /// What it does when it fires.
    pub fn text(self) -> &'static str {
        match self {
            TimerKind::Sleep => "wakes a sleeper",
            TimerKind::Func => "starts a goroutine",
            TimerKind::Chan => "sends on a channel",
            TimerKind::Io => "completes a wait",
        }
    }
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

impl HandoffReason {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            HandoffReason::Syscall => "the system call lasts",
            HandoffReason::LockedM => "its M waits for its goroutine",
            HandoffReason::Exit => "its M ends",
        }
    }
}

/// The table: each event with its fields, who folds and explains it, and how it is said in a line.
///
/// `area::handler` names two functions, with the event's fields as arguments: `State::handler` in
/// `state/area.rs` folds the event in, `explain::area::handler` says why it happened. The line may use
/// the fields, the event's goroutine (`g`) and the texts of the trace (`strings`).
///
/// A doc comment says what an event's status must be; [`super::replay`] holds it to that. "Ours": Go's
/// execution trace has no such event.
macro_rules! event_table {
    ($with:ident) => { $with! { |g, strings|

    // ---- processors

    /// The number of Ps is now this (PC-2, PC-3).
    ProcsChange { procs: u32 } machine::procs_change
        ("GOMAXPROCS is now {procs}");
    /// The M took an idle P: it was held by nobody.
    ProcStart { pid: Pid } machine::proc_start
        ("takes {pid}");
    /// The M gave its P up; it is idle now, or passed on by what follows.
    ProcStop { pid: Pid } machine::proc_stop
        ("gives {pid} up");
    /// Ours. The P is on the stack of idle Ps now (WK-5). It leaves it by the `ProcStart`, `MStart` or
    /// `MUnpark` that names it.
    ProcIdle { pid: Pid } machine::proc_idle
        ("{pid} is idle now");
    /// A P was taken from an M whose G is in a system call (SY-3, SY-5). It is held by nobody
    /// afterwards.
    ProcSteal { pid: Pid, from: Mid } machine::proc_steal
        ("takes {pid} from {from}, which is in a system call");

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
    } goroutines::go_create
        ("{new} {}{}{}{}", strings.get(func), also(system, ", of the runtime"),
            also(reused, ", in the place of an ended one"), also(blocked, ", which waits for a switch to it"));
    /// Runnable → running. `inherit`: it goes on with the slice of the one before (TS-1).
    GoStart { gid: Gid, inherit: bool, tick: u32 } goroutines::go_start
        ("{gid} runs, {}slice {tick}", also(inherit, "inherits "));
    /// Running → dead.
    GoDestroy goroutines::go_destroy
        ("{g} ends");
    /// Running → runnable.
    GoStop { reason: StopReason } goroutines::go_stop
        ("{g} stops: {}", reason.text());
    /// Running → waiting, on `obj` if it is one.
    GoBlock { reason: WaitReason, obj: ObjId } goroutines::go_block
        ("{g} waits: {}{}", reason.text(), if obj.0 == 0 { String::new() } else { format!(" on {obj}") });
    /// Waiting → runnable.
    GoUnblock { gid: Gid } goroutines::go_unblock
        ("{gid} can go on");
    /// Running → in a system call (SY-1).
    GoSyscallBegin goroutines::syscall_begin
        ("{g} enters a system call");
    /// In a system call → running, with the P it kept (SY-2).
    GoSyscallEnd goroutines::syscall_end
        ("{g} is back, and has its P still");
    /// In a system call → running without a P (SY-3); what follows says where it gets one.
    GoSyscallEndBlocked goroutines::syscall_end_blocked
        ("{g} is back, but its P is gone");
    /// Ours. The G is bound to the M, or no longer (LK-1).
    GoLock { locked: bool } goroutines::go_lock
        ("{g} is {} to its thread", if locked { "locked" } else { "no longer locked" });

    // ---- queues

    /// Ours. `gid` is now in `runnext` of the P (`next`), and `kicked` went from there to the tail
    /// (NP-1, NP-2); or `gid` went to the tail itself.
    RunqPut { gid: Gid, next: bool, kicked: Gid } queues::runq_put
        ("{gid} {}{}", if next { "is next" } else { "goes to the tail" },
            if next && kicked.is_some() { format!(", {kicked} goes to the tail") } else { String::new() });
    /// Ours. The local queue was full: its `n - 1` oldest and then `gid` went to the global queue's
    /// tail as one batch (NP-4).
    RunqOverflow { gid: Gid, n: u32 } queues::runq_overflow
        ("the ring is full: {n} go to the global queue, {gid} last");
    /// Ours. `gid` was taken from `runnext` or from the queue's head (FR-7).
    RunqGet { gid: Gid, next: bool } queues::runq_get
        ("{gid} from {}", if next { "runnext" } else { "the head of the queue" });
    /// Ours. `n` goroutines were taken from the head of `victim`'s queue (or its `runnext`); the
    /// last of them, `gid`, runs, the others are queued in order (SW-2, SW-4).
    RunqSteal { victim: Pid, n: u32, gid: Gid, next: bool } queues::runq_steal
        ("{}", if next { format!("{gid} from the runnext of {victim}") } else { format!("{n} from {victim}, {gid} runs") });
    /// Ours. Put in the global queue, at its tail or head (RD-3, PC-3).
    GlobalPut { gid: Gid, head: bool } queues::global_put
        ("{gid} goes to the global {}", if head { "head" } else { "tail" });
    /// Ours. `n` were taken from the global queue's head; the first, `gid`, runs, the others go to
    /// the P's own queue (FR-5, FR-8).
    GlobalGet { gid: Gid, n: u32, fair: bool } queues::global_get
        ("{}", if fair { format!("{gid} from the global head, one slice in 61") }
            else { format!("{n} from the global queue, {gid} first") });

    // ---- the decision

    /// Ours. What `find_runnable` saw and which branch decided; `gid` is what it found. `tick`: the P's
    /// schedtick when it looked (`% 61` decides FR-5). `global`, `local`: the lengths of the queues then,
    /// without `runnext`. `spinning`, `idle`: spinning Ms and idle Ps then.
    FindRunnable { found: Branch, gid: Gid, tick: u32, global: u32, local: u16, spinning: u8, idle: u8 }
    queues::find_runnable
        ("{}: {} (slice {tick}, local {local}, global {global}, {spinning} spinning, {})", found.text(),
            if gid.is_none() { "nothing".into() } else { gid.to_string() }, count(idle, "idle P"));
    /// Ours. The M is out of work and searches (WK-2).
    SpinStart machine::spin_start
        ("searches for work");
    /// Ours. The M searches no longer: it found work or gives up.
    SpinStop machine::spin_stop
        ("searches no more");
    /// Ours. One more spinning M was asked for; `woke` if one was started (WK-1). If not, no P was
    /// idle, and the next M that is about to go idle shall search (WK-4).
    Wakep { woke: bool } machine::wakep
        ("{}", if woke { "wakes an M to search" } else { "no M is woken" });

    // ---- threads

    /// Ours. A new thread was made for `mid`, to start with `pid` (MT-1).
    MStart { mid: Mid, pid: Pid, spinning: bool } machine::m_start
        ("new thread {mid} {}{}", with(pid), also(spinning, ", spinning"));
    /// Ours. The M has nothing to do and sleeps, on the stack of idle Ms (WK-6), or because it waits
    /// for the goroutine that is `locked` to it (LK-2).
    MPark { locked: bool } machine::m_park
        ("sleeps{}", also(locked, " until its goroutine can run"));
    /// Ours. `mid` was woken to run `pid` (or a G locked to it).
    MUnpark { mid: Mid, pid: Pid, spinning: bool } machine::m_unpark
        ("wakes {mid} {}{}", with(pid), also(spinning, ", spinning"));
    /// Ours. The thread ended (LK-4).
    MExit machine::m_exit
        ("the thread ends");
    /// Ours. `pid` is handed to another M, or goes idle (SY-7).
    Handoff { pid: Pid, reason: HandoffReason } machine::handoff
        ("{pid} is handed on: {}", reason.text());

    // ---- sysmon and preemption

    /// Ours. sysmon looked around; it then sleeps for `sleep` ns (MN-1). `deep`: until woken (MN-2).
    SysmonTick { sleep: Nanos, deep: bool } machine::sysmon_tick
        ("sysmon sleeps {}", if deep { "until woken".into() } else { Time(sleep).to_string() });
    /// Ours. The G is asked to give way (PR-1). `slice` ns is how long it has run its slice.
    PreemptRequest { gid: Gid, pid: Pid, slice: Nanos } goroutines::preempt_request
        ("{gid} on {pid} is asked to give way after {}", Time(slice));
    /// Ours. The request of a P went unheard: its G stopped by itself before (TS-4).
    PreemptLost { gid: Gid } goroutines::preempt_lost
        ("{gid} stopped by itself before it was asked");

    // ---- the CPU quota

    /// Ours. The process has used up its CPU quota: the operating system lets `mid` run no more before the
    /// time `until`, whatever it does.
    CpuThrottle { mid: Mid, until: Nanos } quota::cpu_throttle
        ("the CPU quota is used up: {mid} may not run until {}", Time(until));
    /// Ours. A new period of the quota has begun: `mid` may run again.
    CpuUnthrottle { mid: Mid } quota::cpu_unthrottle
        ("a new period: {mid} may run again");

    // ---- stop the world

    /// Everything is asked to stop (GC-0).
    STWBegin { reason: StwReason } machine::stw_begin
        ("stops the world: {}", reason.text());
    /// Everything goes on.
    STWEnd machine::stw_end
        ("starts the world");

    // ---- timers and the poller

    /// Ours. A timer was set in the heap of `pid`, for the time `when`.
    TimerStart { timer: u32, pid: Pid, when: Nanos, kind: TimerKind } timers::timer_start
        ("timer {timer} on {pid} at {}, {}", Time(when), kind.text());
    /// Ours. A timer was removed before it fired.
    TimerStop { timer: u32 } timers::timer_stop
        ("timer {timer} is stopped");
    /// Ours. A timer whose time was `when` fired.
    TimerFire { timer: u32, when: Nanos, kind: TimerKind } timers::timer_fire
        ("timer {timer}, due at {}, {}", Time(when), kind.text());
    /// Ours. The M, without a P, waits in the poller until the time `until` at most; 0: until data
    /// comes (FR-15).
    NetpollBlock { until: Nanos } machine::netpoll_block
        ("waits in the poller{}", if let 0 | Nanos::MAX = until { String::new() } else { format!(" until {}", Time(until)) });
    /// Ours. The poller was asked; `ready` goroutines could go on. `block`: waited for them.
    Netpoll { ready: u32, block: bool } machine::netpoll
        ("{}{} can go on", also(block, "waited: "), count(ready, "goroutine"));

    // ---- channels and locks

    /// Ours. An object was first met. `cap` for channels.
    ObjNew { obj: ObjId, kind: ObjKind, cap: u32 } objects::obj_new
        ("{obj} {}", match kind {
            ObjKind::Chan if cap > 0 => format!("is a channel with room for {cap}"),
            ObjKind::Pool => format!("is a pool of {cap}"),
            ObjKind::Limiter => format!("takes {cap} calls a second"),
            kind => format!("is a {}", kind.text()),
        });
    /// Ours. A value was sent; `to` is the receiver of a hand-off.
    ChanSend { obj: ObjId, how: ChanHow, to: Gid } objects::chan_send
        ("sends {}", match how {
            ChanHow::Handoff => format!("on {obj} straight to {to}"),
            ChanHow::Buffer | ChanHow::BufferAndSender => format!("into the buffer of {obj}"),
            ChanHow::Closed => format!("on {obj}, which is closed"),
        });
    /// Ours. A value was received; `from` is the sender whose value moved.
    ChanRecv { obj: ObjId, how: ChanHow, from: Gid } objects::chan_recv
        ("receives {}", match how {
            ChanHow::Handoff => format!("on {obj} straight from {from}"),
            ChanHow::Buffer => format!("from the buffer of {obj}"),
            ChanHow::BufferAndSender => format!("from the buffer of {obj}, {from} fills it up"),
            ChanHow::Closed => format!("zero: {obj} is closed"),
        });
    /// Ours. The G is about to wait in a select on that channel too (SE-3), to send or receive.
    SelectWait { obj: ObjId, send: bool } objects::select_wait
        ("will wait to {} on {obj}", if send { "send" } else { "receive" });
    /// Ours. The channel was closed; `woken` goroutines were waiting (CH-4).
    ChanClose { obj: ObjId, woken: u32 } objects::chan_close
        ("closes {obj}, {} waited", count(woken, "goroutine"));
    /// Ours. The lock is held now: by a fast path, by barging or as the woken waiter (MU-1).
    LockAcquire { obj: ObjId, read: bool } objects::lock_acquire
        ("locks {obj}{}", also(read, " to read"));
    /// Ours. The lock was let go. `handoff`: given straight to a waiter (MU-2).
    LockRelease { obj: ObjId, read: bool, handoff: bool } objects::lock_release
        ("unlocks {obj}{}{}", also(read, " to read"), also(handoff, ", straight to a waiter"));
    /// Ours. The mutex goes into or out of starvation mode (MU-2).
    LockStarving { obj: ObjId, on: bool } objects::lock_starving
        ("{obj} starves {}", if on { "a waiter: it gets its turn" } else { "nobody any more" });
    /// Ours. A WaitGroup's counter changed.
    WaitGroupAdd { obj: ObjId, delta: i32, counter: i32 } objects::wait_group_add
        ("{obj} changes by {delta:+} to {counter}");
    /// Ours. A Cond's waiters were signalled.
    CondSignal { obj: ObjId, woken: u32 } objects::cond_signal
        ("{obj} wakes {}", count(woken, "goroutine"));

    // ---- the simulated world (package sim)

    /// Ours. What the program calls an object.
    ObjName { obj: ObjId, name: StrId } world::obj_name
        ("{obj} is called {:?}", &*strings.get(name));
    /// Ours. `gid` holds one of the pool now; with it `used` are held. A release gives straight to the
    /// goroutine that has waited longest.
    PoolAcquire { obj: ObjId, gid: Gid, used: u32 } world::pool_acquire
        ("{gid} holds one of {obj}, {used} held");
    /// Ours. All of the pool are held, and the G does not wait for one.
    PoolRefuse { obj: ObjId } world::pool_refuse
        ("all of {obj} are held: refused");
    /// Ours. One of the pool was given back; `used` are held still.
    PoolRelease { obj: ObjId, used: u32 } world::pool_release
        ("gives one of {obj} back, {used} held");
    /// Ours. A call arrived at an interface with a limit, the `n`-th of its second.
    LimiterCall { obj: ObjId, n: u32 } world::limiter_call
        ("call {n} of this second to {obj}");
    /// Ours. A call arrived, the `n`-th of its second, which is too many: it will be answered with 429.
    LimiterRefuse { obj: ObjId, n: u32 } world::limiter_refuse
        ("call {n} of this second to {obj}: 429, too many");
    /// Ours. The program took (`delta` > 0) or gave back memory. `used` bytes are in use with the
    /// goroutines' stacks, of `limit`; 0: there is no limit.
    Memory { delta: i64, used: u64, limit: u64 } world::memory_change
        ("{} {}, {} in use{}", if delta < 0 { "gives back" } else { "takes" }, Bytes(delta.unsigned_abs()),
            Bytes(used), if limit > 0 { format!(" of {}", Bytes(limit)) } else { String::new() });
    /// Ours. `used` bytes would be more than the machine's `limit`: the process is killed.
    OomKill { used: u64, limit: u64 } world::oom_kill
        ("{} is more than {}: the process is killed", Bytes(used), Bytes(limit));
    /// Ours. Units of the program's work that are done, and that failed, since it last said so.
    Units { done: u32, failed: u32 } world::units
        ("{done} done, {failed} failed");

    // ---- the program

    /// The program wrote text: `fd` 1 or 2.
    Output { fd: u8, text: StrId } program::output
        ("{} {:?}", if fd == 2 { "stderr" } else { "stdout" }, &*strings.get(text));
    /// The program read from standard input: the bytes, quoted as `strconv.Quote` does (none: the end).
    Input { text: StrId } program::input
        ("stdin {}", match &*strings.get(text) { "\"\"" => "ends", read => read });
    /// A caption of the program (`sim.Note`).
    Note { text: StrId } program::note
        ("{:?}", &*strings.get(text));
    /// The program ends in an error: a panic that nobody recovered or a fatal error (DD-1, DD-5).
    Fatal { text: StrId } program::fatal_error
        ("{:?}", &*strings.get(text));
    /// The process ends.
    Exit { code: i32 } program::process_exit
        ("the process ends with code {code}");
    } };
}

pub(crate) use event_table;

/// What the operating system or the program does, rather than an M of the scheduler.
macro_rules! external {
    (quota) => {
        true
    };
    (program) => {
        true
    };
    ($area:ident) => {
        false
    };
}

macro_rules! define {
    (|$g:ident, $strings:ident| $(
        $(#[doc = $doc:literal])*
        $name:ident $({ $($(#[$meta:meta])* $field:ident: $ty:ty),* $(,)? })?
        $area:ident::$handler:ident
        ($($line:tt)*);
    )*) => {
        /// What happened.
        #[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
        #[serde(tag = "ev")]
        #[allow(missing_docs)] // the docs of the events speak of their fields
        pub enum EventKind {
            $($(#[doc = $doc])* $name $({ $($(#[$meta])* $field: $ty),* })?,)*
        }

        /// The names of the events: an [`EventKind`] without its fields.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs)]
        pub enum EventName { $($name,)* }

        impl EventName {
            /// All of them, in the order of the table.
            pub const ALL: &'static [EventName] = &[$(EventName::$name,)*];

            /// As it stands in files.
            pub fn as_str(self) -> &'static str {
                match self { $(EventName::$name => stringify!($name),)* }
            }

            /// What the event says; the word "Ours." comes first if Go's execution trace has no such event.
            pub fn doc(self) -> &'static str {
                match self { $(EventName::$name => concat!($($doc),*).trim_ascii(),)* }
            }
        }

        #[allow(unused_variables)] // few look at all fields
        impl EventKind {
            /// Its name.
            #[inline]
            pub fn name(&self) -> EventName {
                match self { $(EventKind::$name { .. } => EventName::$name,)* }
            }

            /// It needs no M that acts: the operating system does it, or the program does.
            pub(crate) fn is_external(&self) -> bool {
                match self {
                    $(EventKind::$name { .. } => external!($area),)*
                }
            }

            /// The text that it refers to, to be changed.
            pub(crate) fn text_mut(&mut self) -> Option<&mut StrId> {
                match self {
                    $(EventKind::$name { $($($field),*)? } => {
                        $($(if let Some(text) = $field.text_mut() { return Some(text); })*)?
                        None
                    })*
                }
            }

            /// The goroutines that it names, beside the one on whose behalf it was done.
            pub fn gs(&self) -> [Gid; 2] {
                let mut found = [Gid::NONE; 2];
                let mut free = found.iter_mut();
                let mut add = |g: Gid| if g.is_some() && let Some(place) = free.next() { *place = g };
                match self { $(EventKind::$name { $($($field),*)? } => { $($(add($field.g());)*)? })* }
                found
            }

            /// The processor that it names, or none.
            pub fn p(&self) -> Pid {
                let mut found = Pid::NONE;
                let mut add = |p: Pid| if p.is_some() { found = p };
                match self { $(EventKind::$name { $($($field),*)? } => { $($(add($field.p());)*)? })* }
                found
            }

            fn say(&self, $g: Gid, $strings: &Strings, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self { $(EventKind::$name { $($($field),*)? } => write!(f, $($line)*),)* }
            }
        }
    };
}

event_table!(define);

/// What a field of an event names.
trait Field {
    fn g(&self) -> Gid {
        Gid::NONE
    }
    fn p(&self) -> Pid {
        Pid::NONE
    }
    fn text_mut(&mut self) -> Option<&mut StrId> {
        None
    }
}

impl Field for Gid {
    fn g(&self) -> Gid {
        *self
    }
}

impl Field for Pid {
    fn p(&self) -> Pid {
        *self
    }
}

impl Field for StrId {
    fn text_mut(&mut self) -> Option<&mut StrId> {
        Some(self)
    }
}

macro_rules! plain {
    ($($ty:ty)*) => { $(impl Field for $ty {})* };
}

plain! {
    bool u8 u16 u32 u64 i32 i64 Mid ObjId
    Branch ChanHow HandoffReason ObjKind StopReason StwReason TimerKind WaitReason
}

impl fmt::Display for ObjId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// The text, if so.
fn also(so: bool, text: &str) -> &str {
    if so { text } else { "" }
}

fn with(p: Pid) -> String {
    if p.is_none() { "without a P".into() } else { format!("with {p}") }
}

impl Event {
    /// The event in one line for people, without a line end, said from itself alone.
    pub fn line(&self, strings: &Strings) -> String {
        let ids = [self.m.to_string(), self.p.to_string(), self.g.to_string()];
        let line = format!(
            "{:>11}  {:<3} {:<3} {:<5} {:<19} {}{}",
            Time(self.at).to_string(),
            ids[0],
            ids[1],
            ids[2],
            self.kind.name().as_str(),
            Said { event: self, strings },
            if self.line == 0 { String::new() } else { format!(" (line {})", self.line) },
        );
        line.trim_end().to_string()
    }
}

struct Said<'a> {
    event: &'a Event,
    strings: &'a Strings,
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.event.kind.say(self.event.g, self.strings, f)
    }
}
