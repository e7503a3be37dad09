//! The run over time: what every P and every G did from when to when, how long the queues were.
//!
//! Built event by event as the run is taken in, and asked at any zoom: a stretch of time is answered
//! by looking at its few spans, or at samples where there are many. It must never know how it is
//! drawn. Next: [`super::life`], one goroutine's story told from it.

use crate::ids::{Gid, Nanos, Pid};

use super::event::{Event, EventKind, EventName};
use super::reason::{StopReason, WaitReason};
use super::state::State;
use super::state::model::{GStatus, Place, Use};

/// What a lane shows from one time on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span<T> {
    /// Since when.
    pub from: Nanos,
    /// What.
    pub what: T,
}

/// What a P does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PDoes {
    /// What its time goes into.
    pub used: Use,
    /// The goroutine it runs, or that is in a system call.
    pub g: Gid,
}

/// What a G does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GDoes {
    /// Its status.
    pub status: GStatus,
    /// Why it waits.
    pub reason: WaitReason,
    /// The P it runs on.
    pub p: Pid,
}

/// Spans one after another; the last one goes on.
#[derive(Clone, Debug)]
pub struct Lane<T> {
    spans: Vec<Span<T>>,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self { spans: Vec::new() }
    }
}

/// So many spans of a stretch are looked at one by one; of more, samples are taken.
const LOOK_AT: usize = 32;

/// What most of a stretch of time went into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share<T> {
    /// What took the most time.
    pub what: T,
    /// How much of the stretch it took, in thousandths.
    pub permille: u32,
    /// It took all of it, without a break.
    pub whole: bool,
}

impl<T: Copy + PartialEq> Lane<T> {
    fn push(&mut self, from: Nanos, what: T) {
        match self.spans.last_mut() {
            Some(last) if last.what == what => {}
            // What took no time is not seen.
            Some(last) if last.from == from => last.what = what,
            _ => self.spans.push(Span { from, what }),
        }
    }

    /// All spans, in order; each lasts until the next one begins.
    pub fn spans(&self) -> &[Span<T>] {
        &self.spans
    }

    /// The index of the span at that time.
    fn index(&self, at: Nanos) -> Option<usize> {
        self.spans.partition_point(|span| span.from <= at).checked_sub(1)
    }

    /// What was at that time.
    pub fn at(&self, at: Nanos) -> Option<T> {
        self.index(at).map(|i| self.spans[i].what)
    }

    /// What most of the time from `from` to `to` went into; `None`: nothing was there yet.
    pub fn share(&self, from: Nanos, to: Nanos) -> Option<Share<T>> {
        let last = self.index(to.max(from + 1) - 1)?;
        let first = self.index(from).unwrap_or(0);
        if first == last && self.spans[first].from <= from {
            return Some(Share { what: self.spans[first].what, permille: 1000, whole: true });
        }
        let mut sums: Vec<(T, Nanos)> = Vec::new();
        let mut add = |what, time| match sums.iter_mut().find(|(known, _)| *known == what) {
            Some((_, sum)) => *sum += time,
            None => sums.push((what, time)),
        };
        if last - first < LOOK_AT {
            for i in first..=last {
                let end = self.spans.get(i + 1).map_or(to, |next| next.from.min(to));
                add(self.spans[i].what, end.saturating_sub(self.spans[i].from.max(from)));
            }
        } else {
            let step = ((to - from) / LOOK_AT as u64).max(1);
            for i in 0..LOOK_AT as u64 {
                if let Some(what) = self.at(from + i * step) {
                    add(what, step);
                }
            }
        }
        // The first of equals, so that a picture does not depend on how it was come to.
        let (what, time) = sums.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let permille = (u128::from(time) * 1000 / u128::from((to - from).max(1))) as u32;
        Some(Share { what, permille, whole: false })
    }
}

/// A moment worth a mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Mark {
    Steal,
    Preempt,
    Overflow,
    StopTheWorld,
    Note,
}

/// A mark's place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MarkAt {
    /// When.
    pub at: Nanos,
    /// The event's number, from 1.
    pub n: usize,
    /// On which P; none: on all.
    pub p: Pid,
    /// What.
    pub mark: Mark,
}

/// Why a goroutine came to where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// Made by that goroutine, or by a timer.
    Created(Gid),
    /// Kicked out of `runnext` by that goroutine (NP-2).
    Kicked(Gid),
    /// Moved to the global queue because the ring was full (NP-4).
    Overflowed(Pid),
    /// Moved from the victim's queue to another P's (SW-2).
    Stolen {
        /// Whose queue it was in.
        victim: Pid,
        /// Who took it.
        by: Pid,
    },
    /// Fetched from the global queue by that P (FR-5, FR-8).
    FromGlobal(Pid),
    /// Woken by that goroutine, or by a timer or the poller.
    Woken(Gid),
    /// Gave way when asked (RD-4).
    Preempted,
    /// Its P was taken while it was in a system call (SY-5).
    LostP(Pid),
}

/// A cause and its event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CauseAt {
    /// When.
    pub at: Nanos,
    /// The event's number, from 1.
    pub n: usize,
    /// What.
    pub cause: Cause,
}

/// A goroutine over time.
#[derive(Clone, Debug, Default)]
pub struct GLane {
    /// What it did.
    pub lane: Lane<GDoes>,
    /// Why it came to where it was.
    pub causes: Vec<CauseAt>,
}

/// How much waited in queues.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Queued {
    /// Since when.
    pub at: Nanos,
    /// In all local queues, `runnext` included.
    pub local: u32,
    /// In the global queue.
    pub global: u32,
}

/// Events between two notes of how many there were of each kind.
const COUNT_EVERY: usize = 4096;

/// A run over time. See the module.
#[derive(Debug, Default)]
pub struct Timeline {
    state: State,
    ps: Vec<Lane<PDoes>>,
    gs: Vec<GLane>,
    marks: Vec<MarkAt>,
    queued: Vec<Queued>,
    latencies: Vec<(Nanos, Nanos)>,
    counts: Vec<KindCounts>,
    counted: KindCounts,
}

/// How many events of each kind there were, by the kind's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindCounts(pub [u32; EventName::ALL.len()]);

impl Default for KindCounts {
    fn default() -> Self {
        Self([0; EventName::ALL.len()])
    }
}

impl Timeline {
    /// Takes in what is new: `events` are all events of the run so far.
    pub fn extend(&mut self, events: &[Event]) {
        for e in &events[self.len().min(events.len())..] {
            if !self.push(e) {
                break;
            }
        }
    }

    /// How many events it has taken in.
    pub fn len(&self) -> usize {
        self.state.n() as usize
    }

    /// Whether it has taken in none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The processors' lanes, by number.
    pub fn ps(&self) -> &[Lane<PDoes>] {
        &self.ps
    }

    /// A goroutine's lane.
    pub fn g(&self, gid: Gid) -> Option<&GLane> {
        self.gs.get(gid.index()).filter(|g| !g.lane.spans.is_empty())
    }

    /// All marks, in order.
    pub fn marks(&self) -> &[MarkAt] {
        &self.marks
    }

    /// How long the queues were, in order of time.
    pub fn queued(&self) -> &[Queued] {
        &self.queued
    }

    /// When a goroutine started and how long it had been runnable, in order of time.
    pub fn latencies(&self) -> &[(Nanos, Nanos)] {
        &self.latencies
    }

    /// How many events of each kind are among the first `n` of these, which are all of the run.
    pub fn counts(&self, events: &[Event], n: usize) -> KindCounts {
        let n = n.min(events.len()).min(self.len());
        let known = (n / COUNT_EVERY).min(self.counts.len());
        let mut counts = known.checked_sub(1).map_or(KindCounts::default(), |i| self.counts[i]);
        for e in &events[known * COUNT_EVERY..n] {
            counts.0[e.kind.name() as usize] += 1;
        }
        counts
    }

    fn push(&mut self, e: &Event) -> bool {
        self.causes(e);
        if let EventKind::GoStart { gid, .. } = e.kind
            && let Some(g) = self.state.g(gid)
        {
            self.latencies.push((e.at, e.at - g.since));
        }
        let (ps, gs) = touched(e, &self.state);
        let queues = |state: &State, p: Pid| {
            state.p(p).map_or(0, |p| p.ring.len() as u32 + u32::from(p.runnext.is_some()))
        };
        let local = |state: &State| -> u32 { ps.iter().map(|p| queues(state, *p)).sum() };
        let before = local(&self.state);
        if self.state.apply(e).is_err() {
            return false;
        }
        let mut queued = self.queued.last().copied().unwrap_or_default();
        queued.local = (queued.local + local(&self.state)).saturating_sub(before);
        queued.global = self.state.global().len() as u32;
        queued.at = e.at;
        match self.queued.last_mut() {
            Some(last) if (last.local, last.global) == (queued.local, queued.global) => {}
            Some(last) if last.at == e.at => *last = queued,
            _ => self.queued.push(queued),
        }
        for p in ps.into_iter().filter(|p| p.is_some()) {
            self.note_p(p, e.at);
        }
        for g in gs.into_iter().filter(|g| g.is_some()) {
            self.note_g(g, e.at);
        }
        self.mark(e);
        self.counted.0[e.kind.name() as usize] += 1;
        if self.len().is_multiple_of(COUNT_EVERY) {
            self.counts.push(self.counted);
        }
        true
    }

    fn note_p(&mut self, pid: Pid, at: Nanos) {
        let Some(p) = self.state.p(pid) else { return };
        if pid.index() >= self.ps.len() {
            self.ps.resize_with(pid.index() + 1, Lane::default);
        }
        let runs = matches!(p.used, Use::Run | Use::Syscall);
        let g = self.state.m(p.m).filter(|_| runs).map_or(Gid::NONE, |m| m.g);
        self.ps[pid.index()].push(at, PDoes { used: p.used, g });
    }

    fn note_g(&mut self, gid: Gid, at: Nanos) {
        let Some(g) = self.state.g(gid) else { return };
        let waits = g.status == GStatus::Waiting;
        let runs = matches!(g.status, GStatus::Running | GStatus::Syscall);
        let does = GDoes {
            status: g.status,
            reason: if waits { g.reason } else { WaitReason::Zero },
            p: if runs { g.last_p } else { Pid::NONE },
        };
        self.lane(gid).lane.push(at, does);
    }

    fn lane(&mut self, gid: Gid) -> &mut GLane {
        if gid.index() >= self.gs.len() {
            self.gs.resize_with(gid.index() + 1, GLane::default);
        }
        &mut self.gs[gid.index()]
    }

    /// Who moved which goroutine, seen before the event is done.
    fn causes(&mut self, e: &Event) {
        let s = &self.state;
        let head = |of: Pid, n: u32| -> Vec<Gid> {
            s.p(of).map_or(Vec::new(), |p| p.ring.iter().copied().take(n as usize).collect())
        };
        let (who, cause) = match e.kind {
            EventKind::GoCreate { new, .. } if new.index() <= self.gs.len() + (1 << 16) => {
                (vec![new], Cause::Created(e.g))
            }
            EventKind::RunqPut { gid, kicked, .. } if kicked.is_some() => {
                (vec![kicked], Cause::Kicked(gid))
            }
            EventKind::RunqOverflow { gid, n } => {
                let mut who = head(e.p, n.saturating_sub(1));
                who.push(gid);
                (who, Cause::Overflowed(e.p))
            }
            EventKind::RunqSteal { victim, gid, next: true, .. } => {
                (vec![gid], Cause::Stolen { victim, by: e.p })
            }
            EventKind::RunqSteal { victim, n, .. } => {
                (head(victim, n), Cause::Stolen { victim, by: e.p })
            }
            EventKind::GlobalGet { n, .. } => {
                let who = s.global().iter().copied().take(n as usize).collect();
                (who, Cause::FromGlobal(e.p))
            }
            EventKind::GoUnblock { gid } => (vec![gid], Cause::Woken(e.g)),
            EventKind::GoStop { reason: StopReason::Preempted } => {
                let g = s.m(e.m).map_or(Gid::NONE, |m| m.g);
                (vec![g], Cause::Preempted)
            }
            EventKind::ProcSteal { pid, from } => {
                (vec![s.m(from).map_or(Gid::NONE, |m| m.g)], Cause::LostP(pid))
            }
            _ => return,
        };
        let at = CauseAt { at: e.at, n: self.len() + 1, cause };
        let fresh = matches!(cause, Cause::Created(_));
        for gid in who {
            if fresh || self.state.g(gid).is_some() {
                self.lane(gid).causes.push(at);
            }
        }
    }

    fn mark(&mut self, e: &Event) {
        let (mark, p) = match e.kind {
            EventKind::RunqSteal { .. } => (Mark::Steal, e.p),
            EventKind::GoStop { reason: StopReason::Preempted } => (Mark::Preempt, e.p),
            EventKind::RunqOverflow { .. } => (Mark::Overflow, e.p),
            EventKind::STWBegin { .. } => (Mark::StopTheWorld, Pid::NONE),
            EventKind::Note { .. } => (Mark::Note, Pid::NONE),
            _ => return,
        };
        self.marks.push(MarkAt { at: e.at, n: self.len(), p, mark });
    }
}

/// The Ps and Gs whose status or queue an event may change, each once.
fn touched(e: &Event, before: &State) -> ([Pid; 3], [Gid; 3]) {
    let m = before.m(e.m);
    let (was_p, was_g) = m.map_or((Pid::NONE, Gid::NONE), |m| (m.p, m.g));
    let named = match e.kind {
        EventKind::ProcStart { pid }
        | EventKind::ProcStop { pid }
        | EventKind::ProcIdle { pid }
        | EventKind::ProcSteal { pid, .. } => pid,
        EventKind::RunqSteal { victim, .. } => victim,
        // The queue of a P that goes away.
        EventKind::GlobalPut { gid, head: true } => match before.g(gid).map(|g| g.place) {
            Some(Place::Next(p) | Place::Ring(p)) => p,
            _ => Pid::NONE,
        },
        _ => Pid::NONE,
    };
    let gid = match e.kind {
        EventKind::GoCreate { new, .. } => new,
        EventKind::GoStart { gid, .. } | EventKind::GoUnblock { gid } => gid,
        _ => Gid::NONE,
    };
    let mut ps = [e.p, was_p, named];
    let mut gs = [was_g, e.g, gid];
    once(&mut ps, Pid::NONE);
    once(&mut gs, Gid::NONE);
    (ps, gs)
}

fn once<T: Copy + PartialEq>(all: &mut [T; 3], none: T) {
    if all[1] == all[0] {
        all[1] = none;
    }
    if all[2] == all[0] || all[2] == all[1] {
        all[2] = none;
    }
}
