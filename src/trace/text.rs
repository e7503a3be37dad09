//! Each event in one line for people: what `gmpsim run --events` prints.
//!
//! The names of all events stand here too. It must never know the state: an event is said from
//! itself alone. Next: [`super::jsonl`] for lines that programs read.

use std::fmt::{self, Write};

use crate::ids::{Gid, Nanos, Pid};

use super::event::{Branch, ChanHow, Event, HandoffReason, ObjId, ObjKind, StrId, TimerKind, What};
use super::tracer::Strings;

macro_rules! kinds {
    ($($name:ident)*) => {
        /// The kinds of event, without their fields.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs)]
        pub enum Kind { $($name,)* }

        impl Kind {
            /// All of them, in the order of the event table.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// The event's name.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$name => stringify!($name),)* }
            }
        }

        impl What {
            /// Which kind of event it is.
            #[inline]
            pub fn kind(&self) -> Kind {
                match self { $(What::$name { .. } => Kind::$name,)* }
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

impl What {
    /// The event's name.
    pub fn name(&self) -> &'static str {
        self.kind().name()
    }

    /// The text it refers to.
    pub fn text(&self) -> Option<StrId> {
        match *self {
            What::GoCreate { func: text, .. }
            | What::ObjName { name: text, .. }
            | What::Output { text, .. }
            | What::Input { text }
            | What::Note { text }
            | What::Fatal { text } => Some(text),
            _ => None,
        }
    }

    /// The same, referring to another text.
    pub fn with_text(mut self, id: StrId) -> Self {
        if let What::GoCreate { func: text, .. }
        | What::ObjName { name: text, .. }
        | What::Output { text, .. }
        | What::Input { text }
        | What::Note { text }
        | What::Fatal { text } = &mut self
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
        e.what.name(),
    );
    let _ = write!(out, "{}", Words { what: e.what, g: e.g, strings });
    if e.line != 0 {
        let _ = write!(out, " (line {})", e.line);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The event's fields in plain words.
struct Words<'a> {
    what: What,
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
        match self.what {
            What::ProcsChange { procs } => write!(f, "GOMAXPROCS is now {procs}"),
            What::ProcStart { pid } => write!(f, "takes {pid}"),
            What::ProcStop { pid } => write!(f, "gives {pid} up"),
            What::ProcIdle { pid } => write!(f, "{pid} is idle now"),
            What::ProcSteal { pid, from } => {
                write!(f, "takes {pid} from {from}, which is in a system call")
            }

            What::GoCreate { new, func, reused, system, blocked } => {
                let system = if system { ", of the runtime" } else { "" };
                let reused = if reused { ", in the place of an ended one" } else { "" };
                let blocked = if blocked { ", which waits for a switch to it" } else { "" };
                write!(f, "{new} {}{system}{reused}{blocked}", strings.get(func))
            }
            What::GoStart { gid, inherit, tick } => {
                let slice = if inherit { "inherits slice" } else { "slice" };
                write!(f, "{gid} runs, {slice} {tick}")
            }
            What::GoDestroy => write!(f, "{} ends", self.g),
            What::GoStop { reason } => write!(f, "{} stops: {}", self.g, reason.text()),
            What::GoBlock { reason, obj } => {
                write!(f, "{} waits: {}", self.g, reason.text())?;
                if obj.0 == 0 { Ok(()) } else { write!(f, " on {}", obj) }
            }
            What::GoUnblock { gid } => write!(f, "{gid} can go on"),
            What::GoSyscallBegin => write!(f, "{} enters a system call", self.g),
            What::GoSyscallEnd => write!(f, "{} is back, and has its P still", self.g),
            What::GoSyscallEndBlocked => write!(f, "{} is back, but its P is gone", self.g),
            What::GoLock { locked: true } => write!(f, "{} is locked to its thread", self.g),
            What::GoLock { locked: false } => {
                write!(f, "{} is no longer locked to its thread", self.g)
            }

            What::RunqPut { gid, next: true, kicked } if kicked.is_some() => {
                write!(f, "{gid} is next, {kicked} goes to the tail")
            }
            What::RunqPut { gid, next: true, .. } => write!(f, "{gid} is next"),
            What::RunqPut { gid, .. } => write!(f, "{gid} goes to the tail"),
            What::RunqOverflow { gid, n } => {
                write!(f, "the ring is full: {n} go to the global queue, {gid} last")
            }
            What::RunqGet { gid, next: true } => write!(f, "{gid} from runnext"),
            What::RunqGet { gid, .. } => write!(f, "{gid} from the head of the queue"),
            What::RunqSteal { victim, gid, next: true, .. } => {
                write!(f, "{gid} from the runnext of {victim}")
            }
            What::RunqSteal { victim, n, gid, .. } => write!(f, "{n} from {victim}, {gid} runs"),
            What::GlobalPut { gid, head: true } => write!(f, "{gid} goes to the global head"),
            What::GlobalPut { gid, .. } => write!(f, "{gid} goes to the global tail"),
            What::GlobalGet { gid, fair: true, .. } => {
                write!(f, "{gid} from the global head, one slice in 61")
            }
            What::GlobalGet { gid, n, .. } => write!(f, "{n} from the global queue, {gid} first"),

            What::FindRunnable { found, gid, tick, global, local, spinning, idle } => write!(
                f,
                "{}: {} (slice {tick}, local {local}, global {global}, {spinning} spinning, {})",
                branch(found),
                or_nothing(gid),
                count(idle, "idle P"),
            ),
            What::SpinStart => write!(f, "searches for work"),
            What::SpinStop => write!(f, "searches no more"),
            What::Wakep { woke: true } => write!(f, "one more M shall search"),
            What::Wakep { woke: false } => write!(f, "no M is woken"),

            What::MStart { mid, pid, spinning } => {
                write!(f, "new thread {mid} {}", with(pid, spinning))
            }
            What::MPark { locked: true } => write!(f, "sleeps until its goroutine can run"),
            What::MPark { locked: false } => write!(f, "sleeps"),
            What::MUnpark { mid, pid, spinning } => {
                write!(f, "wakes {mid} {}", with(pid, spinning))
            }
            What::MExit => write!(f, "the thread ends"),
            What::Handoff { pid, reason } => {
                let why = match reason {
                    HandoffReason::Syscall => "the system call lasts",
                    HandoffReason::LockedM => "its M waits for its goroutine",
                    HandoffReason::Exit => "its M ends",
                };
                write!(f, "{pid} is handed on: {why}")
            }

            What::SysmonTick { deep: true, .. } => write!(f, "sysmon sleeps until woken"),
            What::SysmonTick { sleep, .. } => write!(f, "sysmon sleeps {}", Time(sleep)),
            What::PreemptRequest { gid, pid, slice } => {
                write!(f, "{gid} on {pid} shall give way after {}", Time(slice))
            }
            What::PreemptLost { gid } => write!(f, "{gid} stopped by itself before it was asked"),

            What::CpuThrottle { mid, until } => {
                write!(f, "the CPU quota is used up: {mid} may not run until {}", Time(until))
            }
            What::CpuUnthrottle { mid } => write!(f, "a new period: {mid} may run again"),

            What::STWBegin { reason } => write!(f, "stops the world: {}", reason.text()),
            What::STWEnd => write!(f, "starts the world"),

            What::TimerStart { timer, pid, when, kind } => {
                write!(f, "timer {timer} on {pid} at {}, {}", Time(when), timer_kind(kind))
            }
            What::TimerStop { timer } => write!(f, "timer {timer} is stopped"),
            What::TimerFire { timer, when, kind } => {
                write!(f, "timer {timer}, due at {}, {}", Time(when), timer_kind(kind))
            }
            What::NetpollBlock { until: 0 | Nanos::MAX } => write!(f, "waits in the poller"),
            What::NetpollBlock { until } => write!(f, "waits in the poller until {}", Time(until)),
            What::Netpoll { ready, block } => {
                let waited = if block { "waited: " } else { "" };
                write!(f, "{waited}{} can go on", count(ready, "goroutine"))
            }

            What::ObjNew { obj, kind, cap } => {
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
            What::ChanSend { obj, how, to } => match how {
                ChanHow::Handoff => write!(f, "sends on {} straight to {to}", obj),
                ChanHow::Buffer | ChanHow::BufferAndSender => {
                    write!(f, "sends into the buffer of {}", obj)
                }
                ChanHow::Closed => write!(f, "sends on {}, which is closed", obj),
            },
            What::ChanRecv { obj, how, from } => match how {
                ChanHow::Handoff => write!(f, "receives on {} straight from {from}", obj),
                ChanHow::Buffer => write!(f, "receives from the buffer of {}", obj),
                ChanHow::BufferAndSender => {
                    write!(f, "receives from the buffer of {}, {from} fills it up", obj)
                }
                ChanHow::Closed => write!(f, "receives zero: {} is closed", obj),
            },
            What::SelectWait { obj, send: true } => write!(f, "will wait to send on {}", obj),
            What::SelectWait { obj, .. } => write!(f, "will wait to receive on {}", obj),
            What::ChanClose { obj, woken } => {
                write!(f, "closes {}, {} waited", obj, count(woken, "goroutine"))
            }
            What::LockAcquire { obj, read: true } => write!(f, "locks {} to read", obj),
            What::LockAcquire { obj, .. } => write!(f, "locks {}", obj),
            What::LockRelease { obj, read, handoff } => {
                let read = if read { " to read" } else { "" };
                let handoff = if handoff { ", straight to a waiter" } else { "" };
                write!(f, "unlocks {}{read}{handoff}", obj)
            }
            What::LockStarving { obj, on: true } => {
                write!(f, "{} starves a waiter: it gets its turn", obj)
            }
            What::LockStarving { obj, .. } => write!(f, "{} starves nobody any more", obj),
            What::WaitGroupAdd { obj, delta, counter } => {
                write!(f, "{} changes by {delta:+} to {counter}", obj)
            }
            What::CondSignal { obj, woken } => {
                write!(f, "{} wakes {}", obj, count(woken, "goroutine"))
            }

            What::ObjName { obj, name } => write!(f, "{obj} is called {}", quoted(name)),
            What::PoolAcquire { obj, gid, used } => {
                write!(f, "{gid} holds one of {obj}, {used} held")
            }
            What::PoolRefuse { obj } => write!(f, "all of {obj} are held: refused"),
            What::PoolRelease { obj, used } => {
                write!(f, "gives one of {obj} back, {used} held")
            }
            What::LimiterCall { obj, n } => write!(f, "call {n} of this second to {obj}"),
            What::LimiterRefuse { obj, n } => {
                write!(f, "call {n} of this second to {obj}: 429, too many")
            }
            What::Memory { delta, used, limit } => {
                let verb = if delta < 0 { "gives back" } else { "takes" };
                write!(f, "{verb} {}, {} in use", Bytes(delta.unsigned_abs()), Bytes(used))?;
                if limit > 0 { write!(f, " of {}", Bytes(limit)) } else { Ok(()) }
            }
            What::OomKill { used, limit } => {
                write!(f, "{} is more than {}: the process is killed", Bytes(used), Bytes(limit))
            }
            What::Units { done, failed } => write!(f, "{done} done, {failed} failed"),

            What::Output { fd, text } => {
                write!(f, "{} {}", if fd == 2 { "stderr" } else { "stdout" }, quoted(text))
            }
            What::Input { text } => match &*self.strings.get(text) {
                "\"\"" => f.write_str("stdin ends"),
                read => write!(f, "stdin {read}"),
            },
            What::Note { text } => write!(f, "{}", quoted(text)),
            What::Fatal { text } => write!(f, "{}", quoted(text)),
            What::Exit { code } => write!(f, "the process ends with code {code}"),
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
