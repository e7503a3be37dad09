//! The run over time: what every P and every G did from when to when, how long the queues were.
//!
//! Built event by event as the run is taken in, and asked at any zoom: a stretch of time is answered
//! by looking at its few spans, or at samples where there are many. It must never know how it is
//! drawn. Next: [`super::life`], one goroutine's story told from it.

use crate::ids::{Gid, Nanos, Pid};

use super::event::{Event, EventKind, EventName};
use super::reason::{StopReason, WaitReason};
use super::replay::Observer;
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
        // The first of equals, so that what is drawn does not depend on how one came there.
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
    n: usize,
    /// What the event that is being folded may change, and how much waited in those queues before.
    touched: Touched,
    local: u32,
    ps: Vec<Lane<PDoes>>,
    gs: Vec<GLane>,
    marks: Vec<MarkAt>,
    queued: Vec<Queued>,
    latencies: Vec<(Nanos, Nanos)>,
    counts: Vec<KindCounts>,
    counted: KindCounts,
    /// By P: the numbers of the decisions of `findRunnable` for it.
    decisions: Vec<Vec<usize>>,
    /// By M: the P that it gave up last and looks for work for.
    given_up: Vec<Pid>,
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
    /// How many events it has taken in.
    pub fn len(&self) -> usize {
        self.n
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

    /// Numbers, from 1, of the decisions of `findRunnable` for that P, in order.
    pub fn decisions(&self, p: Pid) -> &[usize] {
        self.decisions.get(p.index()).map_or(&[], Vec::as_slice)
    }

    /// Whose decision it is: a P's that the M holds, or has just given up.
    fn decide(&mut self, e: &Event) {
        if e.m.is_none() {
            return;
        }
        let m = e.m.index();
        if m >= self.given_up.len() {
            self.given_up.resize(m + 1, Pid::NONE);
        }
        if let EventKind::ProcStop { pid } = e.kind {
            self.given_up[m] = pid;
        } else if let EventKind::GoSyscallEndBlocked = e.kind {
            self.given_up[m] = Pid::NONE;
        } else if let EventKind::FindRunnable { .. } = e.kind {
            let p = if e.p.is_some() { e.p } else { self.given_up[m] };
            if p.is_none() {
                return;
            }
            if p.index() >= self.decisions.len() {
                self.decisions.resize_with(p.index() + 1, Vec::new);
            }
            self.decisions[p.index()].push(self.n);
        }
    }

    fn queued_at(&mut self, at: Nanos, local: u32, global: u32) {
        let queued = Queued { at, local, global };
        match self.queued.last_mut() {
            Some(last) if (last.local, last.global) == (local, global) => {}
            Some(last) if last.at == at => *last = queued,
            _ => self.queued.push(queued),
        }
    }

    fn note_p(&mut self, state: &State, pid: Pid, at: Nanos) {
        let Some(p) = state.p(pid) else { return };
        if pid.index() >= self.ps.len() {
            self.ps.resize_with(pid.index() + 1, Lane::default);
        }
        let runs = matches!(p.used, Use::Run | Use::Syscall);
        let g = state.m(p.m).filter(|_| runs).map_or(Gid::NONE, |m| m.g);
        self.ps[pid.index()].push(at, PDoes { used: p.used, g });
    }

    fn note_g(&mut self, state: &State, gid: Gid, at: Nanos) {
        let Some(g) = state.g(gid) else { return };
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
    fn causes(&mut self, e: &Event, s: &State) {
        let at = CauseAt { at: e.at, n: self.n + 1, cause: Cause::Preempted };
        if let EventKind::GoCreate { new, .. } = e.kind {
            if new.index() <= self.gs.len() + (1 << 16) {
                self.lane(new).causes.push(CauseAt { cause: Cause::Created(e.g), ..at });
            }
            return;
        }
        let Some((who, cause)) = moved(e, s) else { return };
        for gid in who.into_iter().filter(|gid| s.g(*gid).is_some()) {
            self.lane(gid).causes.push(CauseAt { cause, ..at });
        }
    }

    fn mark(&mut self, e: &Event) {
        let marked = MARKS.iter().find(|(name, ..)| *name == e.kind.name());
        if let Some((name, mark, one)) = marked
            && (*name != EventName::GoStop || e.kind == PREEMPTED)
        {
            let p = if *one { e.p } else { Pid::NONE };
            self.marks.push(MarkAt { at: e.at, n: self.n, p, mark: *mark });
        }
    }
}

/// What gets a mark, and whether it stands on one P.
const MARKS: [(EventName, Mark, bool); 5] = [
    (EventName::RunqSteal, Mark::Steal, true),
    (EventName::GoStop, Mark::Preempt, true),
    (EventName::RunqOverflow, Mark::Overflow, true),
    (EventName::STWBegin, Mark::StopTheWorld, false),
    (EventName::Note, Mark::Note, false),
];

const PREEMPTED: EventKind = EventKind::GoStop { reason: StopReason::Preempted };

impl Observer for Timeline {
    fn before(&mut self, e: &Event, state: &State) {
        self.causes(e, state);
        if let EventKind::GoStart { gid, .. } = e.kind
            && let Some(g) = state.g(gid)
        {
            self.latencies.push((e.at, e.at - g.since));
        }
        self.touched = Touched::by(e, state);
        self.local = self.touched.local(state);
    }

    fn after(&mut self, e: &Event, state: &State) {
        self.n += 1;
        let before = self.queued.last().map_or(0, |last| last.local);
        let local = (before + self.touched.local(state)).saturating_sub(self.local);
        self.queued_at(e.at, local, state.global().len() as u32);
        let Touched { ps, gs } = self.touched;
        ps.into_iter().filter(|p| p.is_some()).for_each(|p| self.note_p(state, p, e.at));
        gs.into_iter().filter(|g| g.is_some()).for_each(|g| self.note_g(state, g, e.at));
        self.mark(e);
        self.decide(e);
        self.counted.0[e.kind.name() as usize] += 1;
        if self.n.is_multiple_of(COUNT_EVERY) {
            self.counts.push(self.counted);
        }
    }
}

/// The goroutines that an event moves, and why.
fn moved(e: &Event, s: &State) -> Option<(Vec<Gid>, Cause)> {
    let head = |of: Pid, n: u32| -> Vec<Gid> {
        s.p(of).map_or(Vec::new(), |p| p.ring.iter().copied().take(n as usize).collect())
    };
    let runs = |m| vec![s.m(m).map_or(Gid::NONE, |m| m.g)];
    Some(if let EventKind::RunqPut { gid, kicked, .. } = e.kind {
        (vec![kicked], Cause::Kicked(gid))
    } else if let EventKind::RunqOverflow { gid, n } = e.kind {
        let mut who = head(e.p, n.saturating_sub(1));
        who.push(gid);
        (who, Cause::Overflowed(e.p))
    } else if let EventKind::RunqSteal { victim, n, gid, next } = e.kind {
        let who = if next { vec![gid] } else { head(victim, n) };
        (who, Cause::Stolen { victim, by: e.p })
    } else if let EventKind::GlobalGet { n, .. } = e.kind {
        (s.global().iter().copied().take(n as usize).collect(), Cause::FromGlobal(e.p))
    } else if let EventKind::GoUnblock { gid } = e.kind {
        (vec![gid], Cause::Woken(e.g))
    } else if e.kind == PREEMPTED {
        (runs(e.m), Cause::Preempted)
    } else if let EventKind::ProcSteal { pid, from } = e.kind {
        (runs(from), Cause::LostP(pid))
    } else {
        return None;
    })
}

/// The Ps and Gs whose status or queue an event may change, each once.
#[derive(Clone, Copy, Debug)]
struct Touched {
    ps: [Pid; 3],
    gs: [Gid; 4],
}

impl Default for Touched {
    fn default() -> Self {
        Self { ps: [Pid::NONE; 3], gs: [Gid::NONE; 4] }
    }
}

impl Touched {
    fn by(e: &Event, before: &State) -> Self {
        let m = before.m(e.m);
        let (was_p, was_g) = m.map_or((Pid::NONE, Gid::NONE), |m| (m.p, m.g));
        let mut named = e.kind.p();
        // The queue of a P that goes away.
        if let EventKind::GlobalPut { gid, head: true } = e.kind
            && let Some(Place::Next(p) | Place::Ring(p)) = before.g(gid).map(|g| g.place)
        {
            named = p;
        }
        let [one, other] = e.kind.gs();
        Self {
            ps: once([e.p, was_p, named], Pid::NONE),
            gs: once([was_g, e.g, one, other], Gid::NONE),
        }
    }

    /// How much waits in the queues of the Ps.
    fn local(&self, state: &State) -> u32 {
        let queue = |p: &Pid| {
            state.p(*p).map_or(0, |p| p.ring.len() as u32 + u32::from(p.runnext.is_some()))
        };
        self.ps.iter().map(queue).sum()
    }
}

/// `none` in place of what is there before.
fn once<T: Copy + PartialEq, const N: usize>(mut all: [T; N], none: T) -> [T; N] {
    for i in 1..N {
        if all[..i].contains(&all[i]) {
            all[i] = none;
        }
    }
    all
}
