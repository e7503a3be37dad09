//! Each event in one line for people: what `gmpsim run --events` prints.
//!
//! The names of all events stand here too. It must never know the state: an event is said from
//! itself alone. Next: [`super::jsonl`] for lines that programs read.

use std::fmt::{self, Write};

use crate::ids::{Gid, Nanos, Pid};

use super::event::{
    Branch, ChanHow, Event, EventKind, HandoffReason, ObjId, ObjKind, StrId, TimerKind,
};
use super::tracer::Strings;

macro_rules! kinds {
    ($($name:ident)*) => {
        /// The names of the events: an [`EventKind`] without its fields.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs)]
        pub enum EventName { $($name,)* }

        impl EventName {
            /// All of them, in the order of the event table.
            pub const ALL: &'static [EventName] = &[$(EventName::$name,)*];

            /// As it stands in files.
            pub fn as_str(self) -> &'static str {
                match self { $(EventName::$name => stringify!($name),)* }
            }
        }

        impl EventKind {
            /// Its name.
            #[inline]
            pub fn name(&self) -> EventName {
                match self { $(EventKind::$name { .. } => EventName::$name,)* }
            }
        }
    };
}

kinds! {
    ProcsChange ProcStart ProcStop ProcIdle ProcSteal
    GoCreate GoStart GoDestroy GoStop GoBlock GoUnblock
    GoSyscallBegin GoSyscallEnd GoSyscallEndBlocked GoLock
    RunqPut RunqOverflow RunqGet RunqSteal GlobalPut GlobalGet
    FindRunnable SpinStart SpinStop Wakep
    MStart MPark MUnpark MExit Handoff
    SysmonTick PreemptRequest PreemptLost
    CpuThrottle CpuUnthrottle
    STWBegin STWEnd
    TimerStart TimerStop TimerFire NetpollBlock Netpoll
    ObjNew ChanSend ChanRecv SelectWait ChanClose
    LockAcquire LockRelease LockStarving WaitGroupAdd CondSignal
    ObjName PoolAcquire PoolRefuse PoolRelease LimiterCall LimiterRefuse Memory OomKill Units
    Output Input Note Fatal Exit
}

impl EventKind {
    /// The text it refers to.
    pub fn text(&self) -> Option<StrId> {
        match *self {
            EventKind::GoCreate { func: text, .. }
            | EventKind::ObjName { name: text, .. }
            | EventKind::Output { text, .. }
            | EventKind::Input { text }
            | EventKind::Note { text }
            | EventKind::Fatal { text } => Some(text),
            _ => None,
        }
    }

    /// The same, referring to another text.
    pub fn with_text(mut self, id: StrId) -> Self {
        if let EventKind::GoCreate { func: text, .. }
        | EventKind::ObjName { name: text, .. }
        | EventKind::Output { text, .. }
        | EventKind::Input { text }
        | EventKind::Note { text }
        | EventKind::Fatal { text } = &mut self
        {
            *text = id;
        }
        self
    }
}

/// A stretch or point of time in the unit that suits it: "12.340 µs", "1.500 ms", "2.000 s".
#[derive(Clone, Copy, Debug)]
pub struct Time(pub Nanos);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (div, unit) = match self.0 {
            0..1_000_000 => (1_000, "µs"),
            1_000_000..1_000_000_000 => (1_000_000, "ms"),
            _ => (1_000_000_000, "s"),
        };
        // Whole numbers: the same digits everywhere, and no rounding up into the next unit.
        let (whole, rest) = (self.0 / div, self.0 % div / (div / 1000));
        f.pad(&format!("{whole}.{rest:03} {unit}"))
    }
}

/// A size in the unit that suits it: "2.0 KiB", "1.5 GiB".
#[derive(Clone, Copy, Debug)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shift, unit) = match self.0 {
            0..1024 => return f.pad(&format!("{} B", self.0)),
            1024..0x10_0000 => (10, "KiB"),
            0x10_0000..0x4000_0000 => (20, "MiB"),
            _ => (30, "GiB"),
        };
        // Whole numbers, as for times: no rounding up into the next unit.
        let tenths = (u128::from(self.0) * 10) >> shift;
        f.pad(&format!("{}.{} {unit}", tenths / 10, tenths % 10))
    }
}

impl fmt::Display for ObjId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// The event in one line, without a line end.
pub fn line(e: &Event, strings: &Strings) -> String {
    let mut out = String::with_capacity(96);
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "{:>11}  {:<3} {:<3} {:<5} {:<19} ",
        Time(e.at).to_string(),
        e.m.to_string(),
        e.p.to_string(),
        e.g.to_string(),
        e.kind.name().as_str(),
    );
    let _ = write!(out, "{}", Words { kind: e.kind, g: e.g, strings });
    if e.line != 0 {
        let _ = write!(out, " (line {})", e.line);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The event's fields in plain words.
struct Words<'a> {
    kind: EventKind,
    g: Gid,
    strings: &'a Strings,
}

/// "nothing" where there is no goroutine.
fn or_nothing(g: Gid) -> String {
    if g.is_none() { "nothing".into() } else { g.to_string() }
}

fn with(p: Pid, spinning: bool) -> String {
    let p = if p.is_none() { "without a P".into() } else { format!("with {p}") };
    format!("{p}{}", if spinning { ", spinning" } else { "" })
}

/// "1 goroutine", "2 goroutines".
pub fn count(n: impl Into<u64>, one: &str) -> String {
    let n = n.into();
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strings = self.strings;
        let quoted = |id| format!("{:?}", &*strings.get(id));
        match self.kind {
            EventKind::ProcsChange { procs } => write!(f, "GOMAXPROCS is now {procs}"),
            EventKind::ProcStart { pid } => write!(f, "takes {pid}"),
            EventKind::ProcStop { pid } => write!(f, "gives {pid} up"),
            EventKind::ProcIdle { pid } => write!(f, "{pid} is idle now"),
            EventKind::ProcSteal { pid, from } => {
                write!(f, "takes {pid} from {from}, which is in a system call")
            }

            EventKind::GoCreate { new, func, reused, system, blocked } => {
                let system = if system { ", of the runtime" } else { "" };
                let reused = if reused { ", in the place of an ended one" } else { "" };
                let blocked = if blocked { ", which waits for a switch to it" } else { "" };
                write!(f, "{new} {}{system}{reused}{blocked}", strings.get(func))
            }
            EventKind::GoStart { gid, inherit, tick } => {
                let slice = if inherit { "inherits slice" } else { "slice" };
                write!(f, "{gid} runs, {slice} {tick}")
            }
            EventKind::GoDestroy => write!(f, "{} ends", self.g),
            EventKind::GoStop { reason } => write!(f, "{} stops: {}", self.g, reason.text()),
            EventKind::GoBlock { reason, obj } => {
                write!(f, "{} waits: {}", self.g, reason.text())?;
                if obj.0 == 0 { Ok(()) } else { write!(f, " on {}", obj) }
            }
            EventKind::GoUnblock { gid } => write!(f, "{gid} can go on"),
            EventKind::GoSyscallBegin => write!(f, "{} enters a system call", self.g),
            EventKind::GoSyscallEnd => write!(f, "{} is back, and has its P still", self.g),
            EventKind::GoSyscallEndBlocked => write!(f, "{} is back, but its P is gone", self.g),
            EventKind::GoLock { locked: true } => write!(f, "{} is locked to its thread", self.g),
            EventKind::GoLock { locked: false } => {
                write!(f, "{} is no longer locked to its thread", self.g)
            }

            EventKind::RunqPut { gid, next: true, kicked } if kicked.is_some() => {
                write!(f, "{gid} is next, {kicked} goes to the tail")
            }
            EventKind::RunqPut { gid, next: true, .. } => write!(f, "{gid} is next"),
            EventKind::RunqPut { gid, .. } => write!(f, "{gid} goes to the tail"),
            EventKind::RunqOverflow { gid, n } => {
                write!(f, "the ring is full: {n} go to the global queue, {gid} last")
            }
            EventKind::RunqGet { gid, next: true } => write!(f, "{gid} from runnext"),
            EventKind::RunqGet { gid, .. } => write!(f, "{gid} from the head of the queue"),
            EventKind::RunqSteal { victim, gid, next: true, .. } => {
                write!(f, "{gid} from the runnext of {victim}")
            }
            EventKind::RunqSteal { victim, n, gid, .. } => {
                write!(f, "{n} from {victim}, {gid} runs")
            }
            EventKind::GlobalPut { gid, head: true } => write!(f, "{gid} goes to the global head"),
            EventKind::GlobalPut { gid, .. } => write!(f, "{gid} goes to the global tail"),
            EventKind::GlobalGet { gid, fair: true, .. } => {
                write!(f, "{gid} from the global head, one slice in 61")
            }
            EventKind::GlobalGet { gid, n, .. } => {
                write!(f, "{n} from the global queue, {gid} first")
            }

            EventKind::FindRunnable { found, gid, tick, global, local, spinning, idle } => write!(
                f,
                "{}: {} (slice {tick}, local {local}, global {global}, {spinning} spinning, {})",
                branch(found),
                or_nothing(gid),
                count(idle, "idle P"),
            ),
            EventKind::SpinStart => write!(f, "searches for work"),
            EventKind::SpinStop => write!(f, "searches no more"),
            EventKind::Wakep { woke: true } => write!(f, "one more M shall search"),
            EventKind::Wakep { woke: false } => write!(f, "no M is woken"),

            EventKind::MStart { mid, pid, spinning } => {
                write!(f, "new thread {mid} {}", with(pid, spinning))
            }
            EventKind::MPark { locked: true } => write!(f, "sleeps until its goroutine can run"),
            EventKind::MPark { locked: false } => write!(f, "sleeps"),
            EventKind::MUnpark { mid, pid, spinning } => {
                write!(f, "wakes {mid} {}", with(pid, spinning))
            }
            EventKind::MExit => write!(f, "the thread ends"),
            EventKind::Handoff { pid, reason } => {
                let why = match reason {
                    HandoffReason::Syscall => "the system call lasts",
                    HandoffReason::LockedM => "its M waits for its goroutine",
                    HandoffReason::Exit => "its M ends",
                };
                write!(f, "{pid} is handed on: {why}")
            }

            EventKind::SysmonTick { deep: true, .. } => write!(f, "sysmon sleeps until woken"),
            EventKind::SysmonTick { sleep, .. } => write!(f, "sysmon sleeps {}", Time(sleep)),
            EventKind::PreemptRequest { gid, pid, slice } => {
                write!(f, "{gid} on {pid} shall give way after {}", Time(slice))
            }
            EventKind::PreemptLost { gid } => {
                write!(f, "{gid} stopped by itself before it was asked")
            }

            EventKind::CpuThrottle { mid, until } => {
                write!(f, "the CPU quota is used up: {mid} may not run until {}", Time(until))
            }
            EventKind::CpuUnthrottle { mid } => write!(f, "a new period: {mid} may run again"),

            EventKind::STWBegin { reason } => write!(f, "stops the world: {}", reason.text()),
            EventKind::STWEnd => write!(f, "starts the world"),

            EventKind::TimerStart { timer, pid, when, kind } => {
                write!(f, "timer {timer} on {pid} at {}, {}", Time(when), timer_kind(kind))
            }
            EventKind::TimerStop { timer } => write!(f, "timer {timer} is stopped"),
            EventKind::TimerFire { timer, when, kind } => {
                write!(f, "timer {timer}, due at {}, {}", Time(when), timer_kind(kind))
            }
            EventKind::NetpollBlock { until: 0 | Nanos::MAX } => write!(f, "waits in the poller"),
            EventKind::NetpollBlock { until } => {
                write!(f, "waits in the poller until {}", Time(until))
            }
            EventKind::Netpoll { ready, block } => {
                let waited = if block { "waited: " } else { "" };
                write!(f, "{waited}{} can go on", count(ready, "goroutine"))
            }

            EventKind::ObjNew { obj, kind, cap } => {
                let name = match kind {
                    ObjKind::Chan if cap > 0 => {
                        return write!(f, "{} is a channel with room for {cap}", obj);
                    }
                    ObjKind::Chan => "channel",
                    ObjKind::Mutex => "Mutex",
                    ObjKind::RwMutex => "RWMutex",
                    ObjKind::WaitGroup => "WaitGroup",
                    ObjKind::Cond => "Cond",
                    ObjKind::Sema => "semaphore",
                    ObjKind::Pool => return write!(f, "{obj} is a pool of {cap}"),
                    ObjKind::Limiter => {
                        return write!(f, "{obj} takes {cap} calls a second");
                    }
                };
                write!(f, "{} is a {name}", obj)
            }
            EventKind::ChanSend { obj, how, to } => match how {
                ChanHow::Handoff => write!(f, "sends on {} straight to {to}", obj),
                ChanHow::Buffer | ChanHow::BufferAndSender => {
                    write!(f, "sends into the buffer of {}", obj)
                }
                ChanHow::Closed => write!(f, "sends on {}, which is closed", obj),
            },
            EventKind::ChanRecv { obj, how, from } => match how {
                ChanHow::Handoff => write!(f, "receives on {} straight from {from}", obj),
                ChanHow::Buffer => write!(f, "receives from the buffer of {}", obj),
                ChanHow::BufferAndSender => {
                    write!(f, "receives from the buffer of {}, {from} fills it up", obj)
                }
                ChanHow::Closed => write!(f, "receives zero: {} is closed", obj),
            },
            EventKind::SelectWait { obj, send: true } => write!(f, "will wait to send on {}", obj),
            EventKind::SelectWait { obj, .. } => write!(f, "will wait to receive on {}", obj),
            EventKind::ChanClose { obj, woken } => {
                write!(f, "closes {}, {} waited", obj, count(woken, "goroutine"))
            }
            EventKind::LockAcquire { obj, read: true } => write!(f, "locks {} to read", obj),
            EventKind::LockAcquire { obj, .. } => write!(f, "locks {}", obj),
            EventKind::LockRelease { obj, read, handoff } => {
                let read = if read { " to read" } else { "" };
                let handoff = if handoff { ", straight to a waiter" } else { "" };
                write!(f, "unlocks {}{read}{handoff}", obj)
            }
            EventKind::LockStarving { obj, on: true } => {
                write!(f, "{} starves a waiter: it gets its turn", obj)
            }
            EventKind::LockStarving { obj, .. } => write!(f, "{} starves nobody any more", obj),
            EventKind::WaitGroupAdd { obj, delta, counter } => {
                write!(f, "{} changes by {delta:+} to {counter}", obj)
            }
            EventKind::CondSignal { obj, woken } => {
                write!(f, "{} wakes {}", obj, count(woken, "goroutine"))
            }

            EventKind::ObjName { obj, name } => write!(f, "{obj} is called {}", quoted(name)),
            EventKind::PoolAcquire { obj, gid, used } => {
                write!(f, "{gid} holds one of {obj}, {used} held")
            }
            EventKind::PoolRefuse { obj } => write!(f, "all of {obj} are held: refused"),
            EventKind::PoolRelease { obj, used } => {
                write!(f, "gives one of {obj} back, {used} held")
            }
            EventKind::LimiterCall { obj, n } => write!(f, "call {n} of this second to {obj}"),
            EventKind::LimiterRefuse { obj, n } => {
                write!(f, "call {n} of this second to {obj}: 429, too many")
            }
            EventKind::Memory { delta, used, limit } => {
                let verb = if delta < 0 { "gives back" } else { "takes" };
                write!(f, "{verb} {}, {} in use", Bytes(delta.unsigned_abs()), Bytes(used))?;
                if limit > 0 { write!(f, " of {}", Bytes(limit)) } else { Ok(()) }
            }
            EventKind::OomKill { used, limit } => {
                write!(f, "{} is more than {}: the process is killed", Bytes(used), Bytes(limit))
            }
            EventKind::Units { done, failed } => write!(f, "{done} done, {failed} failed"),

            EventKind::Output { fd, text } => {
                write!(f, "{} {}", if fd == 2 { "stderr" } else { "stdout" }, quoted(text))
            }
            EventKind::Input { text } => match &*self.strings.get(text) {
                "\"\"" => f.write_str("stdin ends"),
                read => write!(f, "stdin {read}"),
            },
            EventKind::Note { text } => write!(f, "{}", quoted(text)),
            EventKind::Fatal { text } => write!(f, "{}", quoted(text)),
            EventKind::Exit { code } => write!(f, "the process ends with code {code}"),
        }
    }
}

fn timer_kind(kind: TimerKind) -> &'static str {
    match kind {
        TimerKind::Sleep => "wakes a sleeper",
        TimerKind::Func => "starts a goroutine",
        TimerKind::Chan => "sends on a channel",
        TimerKind::Io => "completes a wait",
    }
}

/// A branch of `find_runnable` in words.
pub fn branch(found: Branch) -> &'static str {
    match found {
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
