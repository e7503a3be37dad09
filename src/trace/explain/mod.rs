//! Why it happened: an event and the picture before it, in two plain sentences, with the rule and
//! Go's function that does it.
//!
//! [`explain`] knows every event; the words stand in [`sched`] (who runs what), [`machine`] (Ps, Ms,
//! sysmon) and [`objects`] (channels, locks, timers, the program). [`branches`] shows what
//! `findRunnable` looked at. It must never decide anything, nor know who reads it. Next:
//! [`super::life`] for the story of one goroutine.

use std::fmt;

use crate::ids::{Gid, Pid};

use super::event::{Event, EventKind, ObjId, ObjKind};
use super::state::State;
use super::state::history::History;
use super::state::model::GStatus;
use super::tracer::Strings;

pub mod branches;
mod machine;
mod objects;
mod sched;
mod world;

/// An explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    /// Two sentences.
    pub text: String,
    /// The rule of the scheduler's specification; empty where no rule is at work.
    pub rule: &'static str,
    /// Go's function.
    pub func: &'static str,
    /// The file of Go's runtime or standard library in which it stands.
    pub file: &'static str,
}

impl Why {
    fn new(
        rule: &'static str,
        func: &'static str,
        file: &'static str,
        text: impl Into<String>,
    ) -> Self {
        Self { text: text.into(), rule, func, file }
    }

    /// Rule, function and file in a line: "RD-1 · ready · proc.go".
    pub fn source(&self) -> String {
        let parts = [self.rule, self.func, self.file];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.text, self.source())
    }
}

/// How far back the reason of an event is looked for.
const LOOK_BACK: usize = 256;

/// How far back the start of a goroutine is looked for that has been in system calls since.
const START_BACK: usize = 100_000;

/// An event in its place.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The events up to this one, which is the last.
    pub events: &'a [Event],
    /// The picture before it.
    pub before: &'a State,
    /// The texts of the trace.
    pub strings: &'a Strings,
}

impl<'a> Moment<'a> {
    /// The latest of the same thread's last events that fits.
    fn earlier<T>(&self, fits: impl Fn(&Event) -> Option<T>) -> Option<T> {
        let (last, past) = self.events.split_last()?;
        past.iter().rev().take(LOOK_BACK).filter(|e| e.m == last.m).find_map(fits)
    }

    /// "G7 (main.worker)", as far as known.
    fn called(&self, gid: Gid) -> String {
        if gid == Gid::NONE {
            return "a goroutine".into();
        }
        match self.before.g(gid) {
            Some(g) => {
                let func = self.strings.get(g.func);
                if func.is_empty() { gid.to_string() } else { format!("{gid} ({func})") }
            }
            None => gid.to_string(),
        }
    }

    /// "channel #3", "Mutex #4", "db (#5)".
    fn object(&self, obj: ObjId) -> String {
        let known = self.before.object(obj);
        if let Some(name) = known.and_then(|o| o.name) {
            return format!("{} ({obj})", self.strings.get(name));
        }
        let kind = known.and_then(|o| o.kind).map_or("object", kind_name);
        format!("{kind} {obj}")
    }

    /// Goroutines in the P's ring, without `runnext`.
    fn queued(&self, pid: Pid) -> usize {
        self.before.p(pid).map_or(0, |p| p.ring.len())
    }
}

/// What people call an object of that kind.
pub fn kind_name(kind: ObjKind) -> &'static str {
    match kind {
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

/// Explains event number `n` of a run, counted from 1: the last of the picture at `n`.
pub fn at(history: &History, n: usize, strings: &Strings) -> Option<Why> {
    let events = history.events().get(..n)?;
    let before = history.at(n.checked_sub(1)?);
    explain(&Moment { events, before: &before, strings })
}

/// Explains the last event of the moment; `None`: it has none.
pub fn explain(at: &Moment) -> Option<Why> {
    let e = at.events.last()?;
    Some(match e.kind {
        EventKind::ProcsChange { .. }
        | EventKind::ProcStart { .. }
        | EventKind::ProcStop { .. }
        | EventKind::ProcIdle { .. }
        | EventKind::ProcSteal { .. }
        | EventKind::MStart { .. }
        | EventKind::MPark { .. }
        | EventKind::MUnpark { .. }
        | EventKind::MExit
        | EventKind::Handoff { .. }
        | EventKind::SpinStart
        | EventKind::SpinStop
        | EventKind::Wakep { .. }
        | EventKind::SysmonTick { .. }
        | EventKind::PreemptRequest { .. }
        | EventKind::PreemptLost { .. }
        | EventKind::CpuThrottle { .. }
        | EventKind::CpuUnthrottle { .. }
        | EventKind::STWBegin { .. }
        | EventKind::STWEnd
        | EventKind::NetpollBlock { .. }
        | EventKind::Netpoll { .. } => machine::explain(at, e)?,

        EventKind::GoCreate { .. }
        | EventKind::GoStart { .. }
        | EventKind::GoDestroy
        | EventKind::GoStop { .. }
        | EventKind::GoBlock { .. }
        | EventKind::GoUnblock { .. }
        | EventKind::GoSyscallBegin
        | EventKind::GoSyscallEnd
        | EventKind::GoSyscallEndBlocked
        | EventKind::GoLock { .. }
        | EventKind::RunqPut { .. }
        | EventKind::RunqOverflow { .. }
        | EventKind::RunqGet { .. }
        | EventKind::RunqSteal { .. }
        | EventKind::GlobalPut { .. }
        | EventKind::GlobalGet { .. }
        | EventKind::FindRunnable { .. } => sched::explain(at, e)?,

        EventKind::TimerStart { .. }
        | EventKind::TimerStop { .. }
        | EventKind::TimerFire { .. }
        | EventKind::ObjNew { .. }
        | EventKind::ChanSend { .. }
        | EventKind::ChanRecv { .. }
        | EventKind::SelectWait { .. }
        | EventKind::ChanClose { .. }
        | EventKind::LockAcquire { .. }
        | EventKind::LockRelease { .. }
        | EventKind::LockStarving { .. }
        | EventKind::WaitGroupAdd { .. }
        | EventKind::CondSignal { .. }
        | EventKind::Output { .. }
        | EventKind::Input { .. }
        | EventKind::Note { .. }
        | EventKind::Fatal { .. }
        | EventKind::Exit { .. } => objects::explain(at, e)?,

        EventKind::ObjName { .. }
        | EventKind::PoolAcquire { .. }
        | EventKind::PoolRefuse { .. }
        | EventKind::PoolRelease { .. }
        | EventKind::LimiterCall { .. }
        | EventKind::LimiterRefuse { .. }
        | EventKind::Memory { .. }
        | EventKind::OomKill { .. }
        | EventKind::Units { .. } => world::explain(at, e)?,
    })
}

/// Why the P runs the goroutine it runs after the first `n` events: how that goroutine was found.
/// `None` if it runs none. `state` is the picture at `n`.
pub fn why_runs(
    history: &History,
    n: usize,
    state: &State,
    pid: Pid,
    strings: &Strings,
) -> Option<Why> {
    let gid = state.m(state.p(pid)?.m)?.g;
    // It has started when it came to be running, or before that, if it was in system calls since.
    let by = history.by(state.g(gid)?.since).min(n);
    let past = history.events().get(..by)?;
    let starts =
        |e: &Event| matches!(e.kind, EventKind::GoStart { gid: started, .. } if started == gid);
    let back = past.iter().rev().take(START_BACK).position(starts)?;
    at(history, by - back, strings)
}

/// The goroutine is no more.
fn ended(status: GStatus) -> bool {
    matches!(status, GStatus::Absent | GStatus::Dead)
}
