//! What a run amounts to in numbers: what `gmpsim run --stats` prints.
//!
//! [`Stats`] keeps no events, so that a run can be as long as one likes. It must never decide or draw
//! anything. Next: [`super::state`], from which most of the numbers come.

use std::fmt;

use crate::ids::{Gid, Nanos};

use super::event::{Event, EventKind, EventName, ObjKind};
use super::reason::StopReason;
use super::replay::{Observer, Replay};
use super::state::State;
use super::state::model::{GStatus, Place};
use super::text::{Bytes, Time, count};
use super::tracer::Strings;

/// Each power of two is cut in so many steps: a percentile is at most a 32nd too large.
const STEPS: usize = 1 << STEP_BITS;
const STEP_BITS: u32 = 5;

/// How often values were seen.
#[derive(Clone, Debug)]
pub struct Histogram {
    steps: Vec<u64>,
    count: u64,
    sum: u128,
    max: Nanos,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { steps: vec![0; step(Nanos::MAX) + 1], count: 0, sum: 0, max: 0 }
    }
}

/// The step that a value is in. Below [`STEPS`] each value has its own.
fn step(value: Nanos) -> usize {
    let shift = (Nanos::BITS - value.leading_zeros()).saturating_sub(STEP_BITS + 1);
    shift as usize * STEPS + (value >> shift) as usize
}

/// The largest value of a step.
fn end(step: usize) -> Nanos {
    let shift = (step / STEPS).saturating_sub(1);
    let next = (step - shift * STEPS + 1) as Nanos;
    (next << shift).wrapping_sub(1)
}

impl Histogram {
    /// Counts a value.
    pub fn add(&mut self, value: Nanos) {
        self.steps[step(value)] += 1;
        self.count += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
    }

    /// How many values there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; 0 of none.
    pub fn mean(&self) -> Nanos {
        (self.sum / u128::from(self.count.max(1))) as Nanos
    }

    /// The largest.
    pub fn max(&self) -> Nanos {
        self.max
    }

    /// A bound that `percent` of them do not exceed: the end of a step.
    pub fn percentile(&self, percent: u64) -> Nanos {
        let rank = (self.count * percent).div_ceil(100);
        let mut seen = 0;
        let reached = self.steps.iter().position(|n| {
            seen += n;
            seen >= rank
        });
        reached.map_or(self.max, |step| end(step).min(self.max))
    }

    /// By powers of two, from the first to the last that is not empty: up to which value, how many.
    pub fn buckets(&self) -> impl Iterator<Item = (Nanos, u64)> {
        let mut buckets = [0; Nanos::BITS as usize + 1];
        for (step, n) in self.steps.iter().enumerate() {
            buckets[(Nanos::BITS - end(step).leading_zeros()) as usize] += n;
        }
        let used = |n: &u64| *n > 0;
        let first = buckets.iter().position(used).unwrap_or(0);
        let last = buckets.iter().rposition(used).map_or(0, |i| i + 1);
        (first..last)
            .map(move |i| (Nanos::MAX.checked_shr(Nanos::BITS - i as u32).unwrap_or(0), buckets[i]))
    }
}

/// The greatest values seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Peaks {
    /// Goroutines that had not ended, those of the runtime included.
    pub goroutines: u32,
    /// Those of the program only.
    pub users: u64,
    /// Memory in use, in bytes (package sim).
    pub memory: u64,
    pub runnable: u32,
    pub running: u32,
    pub waiting: u32,
    pub syscall: u32,
    /// Threads that had not ended.
    pub threads: u32,
    pub spinning: u32,
    pub global_queue: usize,
    pub local_queue: usize,
}

/// What is counted of a run.
#[derive(Clone, Debug)]
pub struct Tally {
    kinds: Vec<u64>,
    latency: Histogram,
    peaks: Peaks,
    threads: u32,
    users: u64,
    preempted: u64,
    gosched: u64,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            kinds: vec![0; EventName::ALL.len()],
            latency: Histogram::default(),
            peaks: Peaks { threads: 1, ..Peaks::default() },
            threads: 1,
            users: 0,
            preempted: 0,
            gosched: 0,
        }
    }
}

impl Observer for Tally {
    fn before(&mut self, e: &Event, state: &State) {
        if let EventKind::GoStart { gid, .. } = e.kind
            && let Some(g) = state.g(gid)
        {
            self.latency.add(e.at.saturating_sub(g.since));
        }
    }

    fn after(&mut self, e: &Event, state: &State) {
        self.kinds[e.kind.name() as usize] += 1;
        if let EventKind::GoStop { reason } = e.kind {
            self.preempted += u64::from(reason == StopReason::Preempted);
            self.gosched += u64::from(reason == StopReason::Gosched);
        } else if let EventKind::MStart { .. } = e.kind {
            self.threads += 1;
        } else if let EventKind::MExit = e.kind {
            self.threads -= 1;
        } else if let EventKind::GoCreate { system: false, .. } = e.kind {
            self.users += 1;
        }
        self.peaks.see(e, state, self.threads);
    }
}

impl Peaks {
    fn see(&mut self, e: &Event, state: &State, threads: u32) {
        let count = |status| state.count(status);
        let [runnable, running, waiting, syscall] =
            [GStatus::Runnable, GStatus::Running, GStatus::Waiting, GStatus::Syscall].map(count);
        self.goroutines = self.goroutines.max(runnable + running + waiting + syscall);
        self.users = self.users.max(state.user_goroutines());
        self.memory = self.memory.max(state.memory());
        self.runnable = self.runnable.max(runnable);
        self.running = self.running.max(running);
        self.waiting = self.waiting.max(waiting);
        self.syscall = self.syscall.max(syscall);
        self.threads = self.threads.max(threads);
        self.spinning = self.spinning.max(state.spinning());
        self.global_queue = self.global_queue.max(state.global().len());
        self.local_queue = self.local_queue.max(state.p(e.p).map_or(0, |p| p.ring.len()));
    }
}

/// The numbers of a run. See the module.
pub type Stats = Replay<Tally>;

impl Stats {
    /// How many events of that kind there were.
    pub fn count(&self, kind: EventName) -> u64 {
        self.observer().kinds[kind as usize]
    }

    /// Time from runnable to running.
    pub fn latency(&self) -> &Histogram {
        &self.observer().latency
    }

    /// The greatest values seen.
    pub fn peaks(&self) -> &Peaks {
        &self.observer().peaks
    }

    /// How often a goroutine gave way because it was asked to.
    pub fn preempted(&self) -> u64 {
        self.observer().preempted
    }

    /// How often a goroutine called `runtime.Gosched`.
    pub fn gosched(&self) -> u64 {
        self.observer().gosched
    }

    /// How many goroutines the program made, main included.
    pub fn users(&self) -> u64 {
        self.observer().users
    }

    /// Of the time of all Ps, how many thousandths goroutines ran.
    pub fn utilisation(&self) -> u64 {
        let state = self.state();
        let ran: u64 = state.ps().map(|(_, p)| p.totals_at(state.now())[2]).sum();
        permille(ran, state.now() * u64::from(state.procs()))
    }

    /// The table, with the names of functions.
    pub fn table<'a>(&'a self, strings: &'a Strings) -> Table<'a> {
        Table { stats: self, strings: Some(strings) }
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Table { stats: self, strings: None }.fmt(f)
    }
}

fn permille(part: Nanos, whole: Nanos) -> u64 {
    (u128::from(part) * 1000 / u128::from(whole.max(1))) as u64
}

/// "12.3 %".
struct Percent(Nanos, Nanos);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let permille = permille(self.0, self.1);
        f.pad(&format!("{}.{} %", permille / 10, permille % 10))
    }
}

/// So many goroutines are shown: those that ran longest.
const TOP: usize = 10;

/// The table for people.
pub struct Table<'a> {
    stats: &'a Stats,
    strings: Option<&'a Strings>,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.run(f)?;
        self.processors(f)?;
        self.goroutines(f)?;
        self.latencies(f)?;
        self.events(f)
    }
}

impl Table<'_> {
    fn run(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = self.stats;
        let (state, tally, peaks) = (stats.state(), stats.observer(), stats.peaks());
        let n = |kind| stats.count(kind);
        let row = |f: &mut fmt::Formatter<'_>,
                   name: &str,
                   value: &dyn fmt::Display,
                   more: String| {
            writeln!(f, "  {name:<22}{value:>12}{}{more}", if more.is_empty() { "" } else { "  " })
        };
        writeln!(f, "Run")?;
        row(f, "time", &Time(state.now()).to_string(), String::new())?;
        row(f, "events", &state.n(), String::new())?;
        let busy = stats.utilisation();
        let busy = format!("{}.{} %", busy / 10, busy % 10);
        row(f, "Ps in use", &busy, format!("GOMAXPROCS {}", state.procs()))?;
        row(
            f,
            "goroutines made",
            &state.counts().created,
            format!("at most {} at once", peaks.goroutines),
        )?;
        row(
            f,
            "threads",
            &tally.threads,
            format!("at most {}, {} spinning", peaks.threads, peaks.spinning),
        )?;
        row(
            f,
            "goroutine switches",
            &n(EventName::GoStart),
            format!("{} inherit a slice", self.inherited()),
        )?;
        row(
            f,
            "preemptions",
            &tally.preempted,
            format!("{} asked for", n(EventName::PreemptRequest)),
        )?;
        row(f, "runtime.Gosched", &tally.gosched, String::new())?;
        if n(EventName::CpuThrottle) > 0 {
            row(f, "threads throttled", &n(EventName::CpuThrottle), "by the CPU quota".into())?;
        }
        let counts = state.counts();
        row(f, "steals", &counts.steals, format!("{} goroutines", counts.stolen))?;
        row(f, "overflows", &counts.overflows, String::new())?;
        row(
            f,
            "handoffs",
            &counts.handoffs,
            format!("{} taken from system calls", count(stats.count(EventName::ProcSteal), "P")),
        )?;
        row(f, "longest local queue", &peaks.local_queue, String::new())?;
        row(f, "longest global queue", &peaks.global_queue, String::new())?;
        if let Some(strings) = self.strings {
            self.world(f, strings)?;
        }
        Ok(())
    }

    /// The simulated world, if the program has any of it.
    fn world(&self, f: &mut fmt::Formatter<'_>, strings: &Strings) -> fmt::Result {
        let state = self.stats.state();
        for (_, obj) in state.objects() {
            let name = obj.name.map(|id| strings.get(id)).unwrap_or_default();
            match obj.kind {
                Some(ObjKind::Pool) => writeln!(
                    f,
                    "  {:<22}{:>12}  at most, of {}; {} refused",
                    format!("pool {name}"),
                    obj.peak,
                    obj.cap,
                    obj.refused
                )?,
                Some(ObjKind::Limiter) => writeln!(
                    f,
                    "  {:<22}{:>12}  calls; {} answered with 429",
                    format!("limiter {name}"),
                    obj.served + obj.refused,
                    obj.refused
                )?,
                _ => {}
            }
        }
        let counts = state.counts();
        if state.memory_limit() > 0 || self.stats.count(EventName::Memory) > 0 {
            let of = match state.memory_limit() {
                0 => String::new(),
                limit => format!("  at most, of {}", Bytes(limit)),
            };
            let used = Bytes(self.stats.peaks().memory).to_string();
            writeln!(f, "  {:<22}{used:>12}{of}", "memory")?;
        }
        if counts.done + counts.failed > 0 {
            writeln!(
                f,
                "  {:<22}{:>12}  {} failed",
                "units of work done", counts.done, counts.failed
            )?;
        }
        Ok(())
    }

    /// Starts that were not a new slice.
    fn inherited(&self) -> u64 {
        let slices: u64 = self.stats.state().ps().map(|(_, p)| u64::from(p.tick)).sum();
        self.stats.count(EventName::GoStart).saturating_sub(slices)
    }

    fn processors(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.stats.state();
        writeln!(f, "\nProcessors   running  scheduling     syscall        idle     slices")?;
        for (pid, p) in state.ps() {
            let [idle, sched, run, syscall] =
                p.totals_at(state.now()).map(|t| Percent(t, state.now()));
            let name = pid.to_string();
            writeln!(
                f,
                "  {name:<7}{run:>11} {sched:>11} {syscall:>11} {idle:>11} {:>10}",
                p.tick
            )?;
        }
        Ok(())
    }

    fn goroutines(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.stats.state();
        let mut all: Vec<(Gid, [Nanos; 4])> =
            state.gs().map(|(gid, g)| (gid, g.totals_at(state.now()))).collect();
        all.sort_by_key(|(gid, totals)| (std::cmp::Reverse(totals[1]), gid.0));
        writeln!(
            f,
            "\nGoroutines       running     runnable      waiting      syscall  starts  now"
        )?;
        for (gid, [runnable, running, syscall, waiting]) in all.iter().take(TOP) {
            let Some(g) = state.g(*gid) else { continue };
            let now = match (g.status, g.place) {
                (GStatus::Waiting, _) => g.reason.text(),
                (_, Place::Global) => "in the global queue",
                (status, _) => status.text(),
            };
            let func = self.strings.map(|strings| strings.get(g.func)).unwrap_or_default();
            let times = [running, runnable, waiting, syscall].map(|t| Time(*t).to_string());
            let name = gid.to_string();
            write!(f, "  {name:<9}")?;
            times.iter().try_for_each(|time| write!(f, " {time:>12}"))?;
            writeln!(f, " {:>7}  {}", g.starts, format!("{now}  {func}").trim_end())?;
        }
        if all.len() > TOP {
            writeln!(f, "  and {} more that ran less", all.len() - TOP)?;
        }
        Ok(())
    }

    fn latencies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let latency = self.stats.latency();
        writeln!(f, "\nScheduling latency (runnable to running)")?;
        let [mean, p50, p99, max] =
            [latency.mean(), latency.percentile(50), latency.percentile(99), latency.max()]
                .map(Time);
        writeln!(f, "  mean {mean}, half within {p50}, 99 % within {p99}, longest {max}")?;
        let most = latency.buckets().map(|(_, n)| n).max().unwrap_or(1);
        for (end, n) in latency.buckets() {
            let bar = "#".repeat((n * 40).div_ceil(most.max(1)) as usize);
            let end = Time(end).to_string();
            writeln!(f, "  up to {end:>12} {n:>9}{}{bar}", if n > 0 { "  " } else { "" })?;
        }
        Ok(())
    }

    fn events(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nEvents")?;
        let told: Vec<EventName> =
            EventName::ALL.iter().copied().filter(|kind| self.stats.count(*kind) > 0).collect();
        for row in told.chunks(3) {
            let cells: Vec<String> = row
                .iter()
                .map(|kind| format!("{:<19}{:>9}", kind.as_str(), self.stats.count(*kind)))
                .collect();
            writeln!(f, "  {}", cells.join("   "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_one_another_and_are_narrow() {
        let all = [0, 1, 31, 32, 33, 63, 64, 1000, 123_456_789, Nanos::MAX / 2, Nanos::MAX];
        for value in all {
            let end = end(step(value));
            assert!(value <= end && end - value <= value / STEPS as u64, "{value} in {end}");
            assert!(end == Nanos::MAX || step(end + 1) == step(value) + 1, "after {value}");
        }
    }
}
