//! The state after n events: what every goroutine, thread, processor, queue and object is doing.
//!
//! [`State::apply`] folds one event in, and refuses it if it is impossible: there is one replay of
//! the queues, and [`super::replay`] is this one. The rules stand in [`machine`] (Ps and Ms),
//! [`goroutines`], [`queues`] and [`objects`]; [`history`] goes to any event of a run. It must
//! never know a live G, M or P: only events.

use std::collections::VecDeque;

use crate::ids::{Gid, Mid, Nanos, Pid};

use super::event::{Event, EventKind, ObjId, StrId, event_table};
use super::reason::StwReason;

mod goroutines;
pub mod history;
mod machine;
pub mod model;
mod objects;
mod program;
mod queues;
mod quota;
mod table;
mod timers;
pub mod violation;
pub mod world;

use model::{
    G, GStatus, M, MStatus, NO_WAIT, Obj, P, PStatus, Place, Use, Wait, Written, total_slot,
};
use table::Table;
use violation::{Doing, Violation};

/// What a check gives.
type Step = Result<(), Violation>;

/// Goroutines a ring takes (NP-3).
pub const RING: usize = 256;

/// sysmon's number (MT-5).
pub const SYSMON: Mid = Mid(1);

/// How many things of some kind happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs)]
pub struct Counts {
    pub created: u64,
    pub steals: u64,
    pub stolen: u64,
    pub overflows: u64,
    pub handoffs: u64,
    pub preemptions: u64,
    pub timers_fired: u64,
    pub stops: u64,
    /// Units of the program's work, as it says (`sim.Done`, `sim.Fail`).
    pub done: u64,
    pub failed: u64,
}

/// The state. See the module.
#[derive(Clone, Debug)]
pub struct State {
    n: u64,
    now: Nanos,
    gs: Table<G>,
    ms: Vec<M>,
    ps: Vec<P>,
    procs: u32,
    global: VecDeque<Gid>,
    idle_ps: Vec<Pid>,
    idle_ms: Vec<Mid>,
    poller: Mid,
    spinning: u32,
    needspinning: bool,
    stw: Option<(StwReason, Gid)>,
    sysmon_deep: bool,
    by_status: [u32; GStatus::COUNT],
    objs: Table<Obj>,
    waits: Table<Wait>,
    free_wait: u32,
    timers: Table<TimerPlace>,
    written: Table<Written>,
    fatal: Option<StrId>,
    exit: Option<i32>,
    counts: Counts,
    memory: world::Memory,
}

/// The P in whose heap a timer is, one more than its number; 0: in none.
#[derive(Clone, Copy, Debug, Default)]
struct TimerPlace(u32);

impl Default for State {
    fn default() -> Self {
        Self {
            n: 0,
            now: 0,
            gs: Table::default(),
            ms: vec![M { status: MStatus::Awake, ..M::default() }],
            ps: Vec::new(),
            procs: 0,
            global: VecDeque::new(),
            idle_ps: Vec::new(),
            idle_ms: Vec::new(),
            poller: Mid::NONE,
            spinning: 0,
            needspinning: false,
            stw: None,
            sysmon_deep: false,
            by_status: [0; GStatus::COUNT],
            objs: Table::default(),
            waits: Table::default(),
            free_wait: NO_WAIT,
            timers: Table::default(),
            written: Table::default(),
            fatal: None,
            exit: None,
            counts: Counts::default(),
            memory: world::Memory::default(),
        }
    }
}

impl State {
    /// Folds the next event in. After a violation the state is of no more use.
    pub fn apply(&mut self, e: &Event) -> Step {
        if e.at < self.now {
            return Err(Violation::TimeBack { before: self.now, at: e.at });
        }
        if self.exit.is_some() {
            return Err(Violation::AfterExit {});
        }
        self.now = e.at;
        if e.kind.is_external() {
            self.fold(e)?;
        } else {
            self.actor(e)?;
            self.fold(e)?;
            let m = &mut self.ms[e.m.index()];
            m.fresh &= matches!(
                e.kind,
                EventKind::ProcStart { .. }
                    | EventKind::FindRunnable { .. }
                    | EventKind::GlobalGet { fair: false, .. }
            );
            if m.p != e.p {
                return Err(Violation::WrongP { m: e.m, says: e.p, holds: m.p });
            }
        }
        self.stand(e);
        self.n += 1;
        Ok(())
    }

    /// The M can act, and the event says rightly what it runs.
    fn actor(&mut self, e: &Event) -> Step {
        let poll = matches!(e.kind, EventKind::Netpoll { block: true, .. });
        let overflow =
            if let EventKind::RunqOverflow { gid, .. } = e.kind { gid } else { Gid::NONE };
        let starts = if let EventKind::GoStart { gid, .. } = e.kind { gid } else { Gid::NONE };
        let Some(m) = self.ms.get_mut(e.m.index()) else {
            return Err(Violation::Asleep { m: e.m, doing: Doing(MStatus::Absent) });
        };
        if m.status != MStatus::Awake && !(poll && m.status == MStatus::Poller) {
            return Err(Violation::Asleep { m: e.m, doing: Doing(m.status) });
        }
        if m.throttled != 0 {
            return Err(Violation::ActsThrottled { m: e.m, until: m.throttled });
        }
        if m.due.is_some() {
            if m.due != overflow {
                return Err(Violation::OverflowDue { m: e.m, g: m.due });
            }
            m.due = Gid::NONE;
        }
        if e.g.is_some() && e.g != m.g && e.g != starts {
            return Err(Violation::WrongG { m: e.m, says: e.g, runs: m.g });
        }
        Ok(())
    }

    /// Calls the handler that the event's entry in the table names.
    fn fold(&mut self, e: &Event) -> Step {
        macro_rules! fold {
            (|$_g:ident, $_strings:ident| $(
                $(#[$_doc:meta])*
                $name:ident $({ $($(#[$_meta:meta])* $field:ident: $_ty:ty),* $(,)? })?
                $_area:ident::$handler:ident
                ($($_line:tt)*);
            )*) => {
                match e.kind {
                    $(EventKind::$name { $($($field),*)? } => self.$handler(e, $($($field),*)?),)*
                }
            };
        }
        event_table!(fold)
    }

    /// The goroutine stands on the line the event says.
    #[inline]
    fn stand(&mut self, e: &Event) {
        if e.line != 0 && self.gs.get(e.g.index()).is_some_and(|g| g.line != e.line) {
            self.gs.edit(e.g.index()).line = e.line;
        }
    }

    /// Puts a goroutine in that status and place; times and counts follow.
    #[inline]
    fn set(&mut self, gid: Gid, status: GStatus, place: Place) {
        let now = self.now;
        let g = self.gs.edit(gid.index());
        let (before, was) = (g.status, g.place);
        if before != status {
            if let Some(slot) = total_slot(before) {
                g.totals[slot] += now - g.since;
            }
            g.since = now;
            g.status = status;
        }
        g.place = place;
        if before != status {
            if before != GStatus::Absent {
                self.by_status[before as usize] -= 1;
            }
            self.by_status[status as usize] += 1;
        }
        if let Place::Hand(m) = was {
            self.ms[m.index()].hand -= 1;
        }
        if let Place::Hand(m) = place {
            self.ms[m.index()].hand += 1;
        }
    }

    /// What the time of a P goes into from now on.
    #[inline]
    fn set_use(&mut self, p: Pid, used: Use) {
        let now = self.now;
        if let Some(p) = self.ps.get_mut(p.index()) {
            p.set_use(used, now);
        }
    }

    // ---- the state, for those who look at it

    /// How many events it is made of.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The time of the last of them.
    pub fn now(&self) -> Nanos {
        self.now
    }

    /// A goroutine that was ever made.
    pub fn g(&self, gid: Gid) -> Option<&G> {
        self.gs.get(gid.index()).filter(|g| g.status != GStatus::Absent)
    }

    /// All goroutines ever made, by number.
    pub fn gs(&self) -> impl Iterator<Item = (Gid, &G)> {
        let all = self.gs.iter().enumerate().map(|(i, g)| (Gid(i as u32), g));
        all.filter(|(_, g)| g.status != GStatus::Absent)
    }

    /// How many goroutines are in that status, those of the runtime included.
    pub fn count(&self, status: GStatus) -> u32 {
        self.by_status[status as usize]
    }

    /// A thread that was ever made.
    pub fn m(&self, mid: Mid) -> Option<&M> {
        self.ms.get(mid.index()).filter(|m| m.status != MStatus::Absent)
    }

    /// All threads ever made, by number.
    pub fn ms(&self) -> impl DoubleEndedIterator<Item = (Mid, &M)> {
        let all = self.ms.iter().enumerate().map(|(i, m)| (Mid(i as u32), m));
        all.filter(|(_, m)| m.status != MStatus::Absent)
    }

    /// GOMAXPROCS.
    pub fn procs(&self) -> u32 {
        self.procs
    }

    /// A processor below GOMAXPROCS, now or once.
    pub fn p(&self, pid: Pid) -> Option<&P> {
        self.ps.get(pid.index())
    }

    /// The processors below GOMAXPROCS.
    pub fn ps(&self) -> impl Iterator<Item = (Pid, &P)> {
        let all = self.ps.iter().enumerate().map(|(i, p)| (Pid(i as u32), p));
        all.take(self.procs as usize)
    }

    /// What a processor's status is (ST-4).
    pub fn p_status(&self, pid: Pid) -> PStatus {
        match self.ps.get(pid.index()) {
            Some(p) if pid.0 < self.procs => {
                if p.m.is_some() {
                    PStatus::Running
                } else if p.idle {
                    PStatus::Idle
                } else if self.stw.is_some() {
                    PStatus::GcStop
                } else {
                    PStatus::Passing
                }
            }
            _ => PStatus::Dead,
        }
    }

    /// The global queue, head first.
    pub fn global(&self) -> &VecDeque<Gid> {
        &self.global
    }

    /// The stack of idle Ps; the last is on top.
    pub fn idle_ps(&self) -> &[Pid] {
        &self.idle_ps
    }

    /// The stack of idle Ms; the last is on top.
    pub fn idle_ms(&self) -> &[Mid] {
        &self.idle_ms
    }

    /// The M that waits in the poller, or none.
    pub fn poller(&self) -> Mid {
        self.poller
    }

    /// How many Ms spin.
    pub fn spinning(&self) -> u32 {
        self.spinning
    }

    /// An M that is about to go idle shall spin instead (WK-4).
    pub fn needspinning(&self) -> bool {
        self.needspinning
    }

    /// Why the world is stopped, and by whom.
    pub fn stopped(&self) -> Option<(StwReason, Gid)> {
        self.stw
    }

    /// sysmon sleeps until woken (MN-2).
    pub fn sysmon_deep(&self) -> bool {
        self.sysmon_deep
    }

    /// What the program wrote so far.
    pub fn written(&self) -> impl Iterator<Item = &Written> {
        self.written.iter()
    }

    /// The error the program ended in.
    pub fn fatal(&self) -> Option<StrId> {
        self.fatal
    }

    /// The exit code, once the process has ended.
    pub fn exit(&self) -> Option<i32> {
        self.exit
    }

    /// How many things of some kind happened.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// A channel, lock or other object.
    pub fn object(&self, obj: ObjId) -> Option<&Obj> {
        self.objs.get(obj.0 as usize).filter(|o| o.kind.is_some())
    }

    /// All objects, by number.
    pub fn objects(&self) -> impl Iterator<Item = (ObjId, &Obj)> {
        let all = self.objs.iter().enumerate().map(|(i, o)| (ObjId(i as u32), o));
        all.filter(|(_, o)| o.kind.is_some())
    }

    /// A goroutine that is runnable but in no queue, and the M that has it: a finished run leaves none.
    pub(crate) fn in_hands(&self) -> Option<(Mid, Gid)> {
        self.gs().find_map(
            |(gid, g)| {
                if let Place::Hand(m) = g.place { Some((m, gid)) } else { None }
            },
        )
    }

    /// Bytes this state shares with no copy of it, and bytes of all of it.
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let plain = size_of::<Self>()
            + self.ms.len() * size_of::<M>()
            + self.ps.iter().map(|p| size_of::<P>() + p.ring.capacity() * 4).sum::<usize>()
            + 4 * (self.global.len() + self.idle_ms.len() + self.idle_ps.len());
        let tables = [
            self.gs.bytes(),
            self.objs.bytes(),
            self.waits.bytes(),
            self.timers.bytes(),
            self.written.bytes(),
        ];
        tables.iter().fold((plain, plain), |sum, bytes| (sum.0 + bytes.0, sum.1 + bytes.1))
    }
}
