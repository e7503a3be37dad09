//! Figures of a run by name: what statements and comparisons are made of. One table says them all.
//!
//! Next: [`super::statement`].

use std::fmt;

use super::ran::Ran;
use crate::ids::Nanos;
use crate::trace::event::{EventName, ObjKind};
use crate::trace::state::model::{GStatus, Obj};
use crate::trace::text::{Bytes, Time};

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Things.
    Count,
    /// Nanoseconds.
    Time,
    /// Bytes.
    Bytes,
    /// Thousandths of a whole.
    Permille,
}

impl Unit {
    /// A value for people.
    pub fn show(self, value: u64) -> Shown {
        Shown(self, value)
    }
}

/// See [`Unit::show`].
#[derive(Clone, Copy)]
pub struct Shown(Unit, u64);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unit::Count => self.1.fmt(f),
            Unit::Time => Time(self.1).fmt(f),
            Unit::Bytes => Bytes(self.1).fmt(f),
            Unit::Permille => f.pad(&format!("{}.{} %", self.1 / 10, self.1 % 10)),
        }
    }
}

/// What stands behind a figure's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// Nothing.
    Run,
    /// The name of an event.
    Event,
    /// The name of a pool of the program.
    Pool,
    /// The name of a limiter of the program.
    Limiter,
}

/// A figure.
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What stands behind it.
    pub of: Of,
    /// What it counts.
    pub unit: Unit,
    /// What it is, in words.
    pub what: &'static str,
    value: fn(&Ran, &str) -> Result<u64, String>,
}

impl fmt::Debug for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Metric {
    /// The figure of a run.
    ///
    /// # Errors
    /// The program has no pool or limiter of that name.
    pub fn of(&self, ran: &Ran, name: &str) -> Result<u64, String> {
        (self.value)(ran, name)
    }

    /// A figure by its name.
    pub fn named(name: &str) -> Option<&'static Metric> {
        METRICS.iter().find(|metric| metric.name == name)
    }
}

fn count(ran: &Ran, kind: EventName) -> u64 {
    ran.stats.count(kind)
}

/// The sum over all objects of a kind.
fn sum(ran: &Ran, kind: ObjKind, of: impl Fn(&Obj) -> u32) -> u64 {
    let all = ran.stats.state().objects().filter(|(_, obj)| obj.kind == Some(kind));
    all.map(|(_, obj)| u64::from(of(obj))).sum()
}

/// Of the object with that name.
fn named(ran: &Ran, kind: ObjKind, name: &str, of: impl Fn(&Obj) -> u32) -> Result<u64, String> {
    let called = |obj: &Obj| obj.name.map(|id| ran.strings.get(id).to_string());
    let objects = ran.stats.state().objects();
    let all: Vec<&Obj> = objects.map(|(_, o)| o).filter(|obj| obj.kind == Some(kind)).collect();
    match all.iter().find(|obj| called(obj).as_deref() == Some(name)) {
        Some(obj) => Ok(of(obj).into()),
        None => {
            let kind = kind.text();
            let known: Vec<String> = all.iter().filter_map(|obj| called(obj)).collect();
            Err(match known.as_slice() {
                [] => format!("the program made no {kind}"),
                known => format!("the program made no {kind} {name}, only {}", known.join(", ")),
            })
        }
    }
}

/// The most of a pool that were held.
fn pool_peak(ran: &Ran, name: &str) -> Result<u64, String> {
    named(ran, ObjKind::Pool, name, |obj| obj.peak)
}

/// Goroutines of the program that are left at the end, without main.
fn left(ran: &Ran) -> u64 {
    let gs = ran.stats.state().gs();
    let left = gs.filter(|(gid, g)| gid.0 != 1 && !g.system && g.status != GStatus::Dead);
    left.count() as u64
}

fn events(ran: &Ran, name: &str) -> Result<u64, String> {
    let kind = EventName::ALL.iter().find(|kind| kind.as_str() == name);
    Ok(count(ran, *kind.ok_or_else(|| format!("there is no event {name}"))?))
}

macro_rules! metrics {
    ($($name:ident $of:ident $unit:ident $what:literal = |$ran:ident $(, $arg:ident)?| $value:expr;)*) => {
        /// All figures.
        pub static METRICS: &[Metric] = &[$(Metric {
            name: stringify!($name),
            of: Of::$of,
            unit: Unit::$unit,
            what: $what,
            value: metrics!(@fn $ran $($arg)? => $value),
        }),*];
    };
    (@fn $ran:ident => $value:expr) => { |$ran, _| Ok($value.into()) };
    (@fn $ran:ident $arg:ident => $value:expr) => { |$ran, $arg| $value };
}

metrics! {
    time            Run     Time     "virtual time at the end" = |r| r.stats.state().now();
    events          Run     Count    "events of all kinds" = |r| r.stats.state().n();
    count           Event   Count    "events of one kind, such as count RunqSteal" = |r, name| events(r, name);
    procs           Run     Count    "GOMAXPROCS at the end" = |r| r.stats.state().procs();
    goroutines      Run     Count    "goroutines the program made, main included" = |r| r.stats.users();
    max_goroutines  Run     Count    "the most of them alive at once" = |r| r.stats.peaks().users;
    leaked          Run     Count    "goroutines of the program left at the end, without main" = |r| left(r);
    max_running     Run     Count    "the most goroutines running at once" = |r| r.stats.peaks().running;
    max_runnable    Run     Count    "the most goroutines ready to run at once" = |r| r.stats.peaks().runnable;
    max_waiting     Run     Count    "the most goroutines waiting at once" = |r| r.stats.peaks().waiting;
    max_syscall     Run     Count    "the most goroutines in system calls at once" = |r| r.stats.peaks().syscall;
    max_threads     Run     Count    "the most threads at once, sysmon included" = |r| r.stats.peaks().threads;
    max_spinning    Run     Count    "the most threads looking for work at once" = |r| r.stats.peaks().spinning;
    switches        Run     Count    "how often a goroutine was started on a P" = |r| count(r, EventName::GoStart);
    steals          Run     Count    "thefts from another P" = |r| r.stats.state().counts().steals;
    stolen          Run     Count    "goroutines stolen" = |r| r.stats.state().counts().stolen;
    overflows       Run     Count    "times a full local queue moved its half to the global one" = |r| r.stats.state().counts().overflows;
    max_local_queue Run     Count    "the longest local queue, runnext not counted" = |r| r.stats.peaks().local_queue as u64;
    max_global_queue Run    Count    "the longest global queue" = |r| r.stats.peaks().global_queue as u64;
    handoffs        Run     Count    "Ps handed to another thread" = |r| r.stats.state().counts().handoffs;
    retakes         Run     Count    "Ps taken from threads in system calls" = |r| count(r, EventName::ProcSteal);
    throttles       Run     Count    "threads held back because the CPU quota was used up" = |r| count(r, EventName::CpuThrottle);
    syscalls        Run     Count    "system calls of goroutines" = |r| count(r, EventName::GoSyscallBegin);
    preemptions     Run     Count    "goroutines that gave way because they were asked to" = |r| r.stats.preempted();
    yields          Run     Count    "calls of runtime.Gosched" = |r| r.stats.gosched();
    wakeups         Run     Count    "threads started or woken" = |r| count(r, EventName::MStart) + count(r, EventName::MUnpark);
    blocks          Run     Count    "times a goroutine waited" = |r| count(r, EventName::GoBlock);
    timers          Run     Count    "timers that fired" = |r| r.stats.state().counts().timers_fired;
    utilisation     Run     Permille "share of the Ps' time in which goroutines ran" = |r| r.stats.utilisation();
    latency_mean    Run     Time     "mean time from runnable to running" = |r| r.stats.latency().mean();
    latency_p99     Run     Time     "time from runnable to running that 99 % do not exceed" = |r| r.stats.latency().percentile(99);
    latency_max     Run     Time     "longest time from runnable to running" = |r| r.stats.latency().max();
    peak            Pool    Count    "the most of a pool held at once, such as peak db" = |r, name| pool_peak(r, name);
    acquired        Pool    Count    "how often one of a pool was got" = |r, name| named(r, ObjKind::Pool, name, |o| o.served);
    refused         Pool    Count    "how often a pool was exhausted" = |r, name| named(r, ObjKind::Pool, name, |o| o.refused);
    calls           Limiter Count    "calls to an interface with a limit, such as calls api" = |r, name| named(r, ObjKind::Limiter, name, |o| o.served + o.refused);
    rejected        Limiter Count    "those answered with 429" = |r, name| named(r, ObjKind::Limiter, name, |o| o.refused);
    exhausted       Run     Count    "refusals of all pools together" = |r| sum(r, ObjKind::Pool, |o| o.refused);
    too_many        Run     Count    "429 answers of all interfaces together" = |r| sum(r, ObjKind::Limiter, |o| o.refused);
    max_connections Run     Count    "the most of any pool held at once" = |r| r.stats.state().objects().filter(|(_, o)| o.kind == Some(ObjKind::Pool)).map(|(_, o)| o.peak).max().unwrap_or(0);
    max_memory      Run     Bytes    "the most memory in use: sim.Alloc and stacks" = |r| r.stats.peaks().memory;
    done            Run     Count    "units of work done (sim.Done)" = |r| r.stats.state().counts().done;
    failed          Run     Count    "units of work failed (sim.Fail)" = |r| r.stats.state().counts().failed;
}

/// Units of work done in a second of virtual time, in thousandths.
pub fn throughput(ran: &Ran) -> u64 {
    let (done, time): (u64, Nanos) = (ran.stats.state().counts().done, ran.stats.state().now());
    let rate = u128::from(done) * 1_000_000_000_000 / u128::from(time.max(1));
    rate.try_into().unwrap_or(u64::MAX)
}

/// The table of all figures, for help and book: name, what it is.
pub fn table() -> String {
    let name = |metric: &Metric| match metric.of {
        Of::Run => metric.name.to_string(),
        Of::Event => format!("{} EVENT", metric.name),
        Of::Pool => format!("{} POOL", metric.name),
        Of::Limiter => format!("{} LIMITER", metric.name),
    };
    METRICS.iter().map(|metric| format!("{:<20}{}\n", name(metric), metric.what)).collect()
}
