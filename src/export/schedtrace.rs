//! Go's `GODEBUG=schedtrace=X,scheddetail=1` lines (DB-1, DB-2), from the events alone.
//!
//! As in Go they are printed when sysmon looks around, so up to one of its sleeps late. It must
//! never know a live scheduler. Next: [`crate::trace::state`].

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use crate::ids::{Mid, Nanos, Pid};
use crate::trace::event::{Event, EventKind};
use crate::trace::replay::Observer;
use crate::trace::state::State;
use crate::trace::state::model::{MStatus, PStatus, Place};

/// Prints the lines of a run while it is replayed.
pub struct SchedTrace<W> {
    out: W,
    every: Nanos,
    detailed: bool,
    /// When the last line was printed.
    last: Option<Nanos>,
    error: Option<io::Error>,
}

impl<W: Write> SchedTrace<W> {
    /// One report every `ms` milliseconds; `detailed`: with a line for each P, M and G.
    pub fn new(out: W, ms: u64, detailed: bool) -> Self {
        let every = ms.saturating_mul(1_000_000);
        Self { out, every, detailed, last: None, error: None }
    }

    /// What it wrote to, or the first error of writing.
    pub fn finish(self) -> io::Result<W> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.out),
        }
    }
}

impl<W: Write> Observer for SchedTrace<W> {
    fn after(&mut self, e: &Event, state: &State) {
        let due = self.last.is_none_or(|last| e.at >= last + self.every);
        if let EventKind::SysmonTick { .. } = e.kind
            && due
            && self.error.is_none()
        {
            self.last = Some(e.at);
            self.error = self.out.write_all(report(state, self.detailed).as_bytes()).err();
        }
    }
}

/// The report of that moment, as Go prints it.
pub fn report(state: &State, detailed: bool) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = summary(&mut out, state, detailed);
    if detailed {
        let _ = details(&mut out, state);
    }
    out
}

fn summary(out: &mut String, state: &State, detailed: bool) -> fmt::Result {
    let threads = state.ms().filter(|(_, m)| m.status != MStatus::Dead).count();
    write!(
        out,
        "SCHED {}ms: gomaxprocs={} idleprocs={} threads={threads} spinningthreads={} \
         needspinning={} idlethreads={} runqueue={}",
        state.now() / 1_000_000,
        state.procs(),
        state.idle_ps().len(),
        state.spinning(),
        u32::from(state.needspinning()),
        state.idle_ms().len(),
        state.global().len(),
    )?;
    if detailed {
        let locked = state.ms().filter(|(_, m)| m.status == MStatus::ParkedLocked).count();
        return writeln!(
            out,
            " gcwaiting={} nmidlelocked={locked} stopwait={} sysmonwait={}",
            state.stopped().is_some(),
            stopwait(state),
            state.sysmon_deep(),
        );
    }
    out.write_str(" [")?;
    state.ps().try_for_each(|(_, p)| write!(out, " {}", p.ring.len()))?;
    out.write_str(" ] schedticks=[")?;
    state.ps().try_for_each(|(_, p)| write!(out, " {}", p.tick))?;
    out.write_str(" ]\n")
}

/// How many Ps have still to stop: all but the one of who stops the world.
fn stopwait(state: &State) -> usize {
    let Some((_, by)) = state.stopped() else { return 0 };
    let holds = |(pid, _): &(Pid, _)| state.p_status(*pid) == PStatus::Running;
    let own = |p: &Mid| state.m(*p).is_some_and(|m| m.g == by);
    state.ps().filter(holds).filter(|(_, p)| !own(&p.m)).count()
}

/// A number, or Go's "nil".
struct OrNil(u32);

impl fmt::Display for OrNil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == u32::MAX { f.write_str("nil") } else { self.0.fmt(f) }
    }
}

fn details(out: &mut String, state: &State) -> fmt::Result {
    for (pid, p) in state.ps() {
        writeln!(
            out,
            "  {pid}: status={} schedtick={} syscalltick={} m={} runqsize={} gfreecnt={} timerslen={}",
            state.p_status(pid).number(),
            p.tick,
            p.syscalltick,
            OrNil(p.m.0),
            p.ring.len(),
            p.free,
            p.timers,
        )?;
    }
    // Newest first, as they stand in Go's list of all Ms.
    for (mid, m) in state.ms().rev().filter(|(_, m)| m.status != MStatus::Dead) {
        let blocked = m.status != MStatus::Awake;
        writeln!(
            out,
            "  {mid}: p={} curg={} mallocing=0 throwing=0 preemptoff= locks=0 dying=0 \
             spinning={} blocked={blocked} lockedg={}",
            OrNil(m.p.0),
            OrNil(m.g.0),
            m.spinning,
            OrNil(m.locked.0),
        )?;
    }
    for (gid, g) in state.gs() {
        let on = if let Place::On(m) = g.place { m.0 } else { u32::MAX };
        writeln!(
            out,
            "  {gid}: status={}({}) m={} lockedm={}",
            g.status.number(),
            g.reason.text(),
            OrNil(on),
            OrNil(g.locked.0),
        )?;
    }
    Ok(())
}
