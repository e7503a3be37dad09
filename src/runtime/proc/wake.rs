//! How work finds a thread: readying goroutines, waking and starting Ms, the idle lists.
//!
//! Why no wake-up is lost stands in [`crate::runtime::idle`]. Next: [`super::find_runnable`] for the
//! other side.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::fence;

use crossbeam_utils::Backoff;

use super::{G0, SYSMON};
use crate::ids::{Mid, Nanos, Pid};
use crate::runtime::ending::Outcome;
use crate::runtime::g::{G, GStatus};
use crate::runtime::gp::Gp;
use crate::runtime::m::M;
use crate::runtime::os::Os;
use crate::runtime::p::{P, PStatus, RUNQ_SIZE};
use crate::runtime::sched::{Runtime, Sched};
use crate::trace::event::{EventKind, HandoffReason};

impl<O: Os> Runtime<O> {
    /// Makes a waiting goroutine runnable on the waker's P: it runs next there, and the waker goes on
    /// (RD-1, WK-8).
    pub(in crate::runtime) fn ready(&self, m: &mut M<O>, gp: Gp) {
        let _step = self.step(m);
        self.unpark(m, gp);
        self.runqput(m, gp, true);
        self.wakep(m);
    }

    /// Waiting → runnable, in the hands of the M. On real threads the goroutine may have queued
    /// itself and still be on its way off its stack: then the waker waits until it is. That takes
    /// no lock ([`crate::runtime::Cx`]'s `gopark`), so it ends; and in the caller's step, if there are
    /// steps, it is over already.
    #[inline]
    pub(in crate::runtime) fn unpark(&self, m: &M<O>, gp: Gp) {
        let g = self.g(gp);
        if g.status() == GStatus::Running {
            self.wait_until_parked(g);
        }
        g.casgstatus(GStatus::Waiting, GStatus::Runnable);
        self.tell(m, || EventKind::GoUnblock { gid: g.goid() });
    }

    #[cold]
    fn wait_until_parked(&self, g: &G<O>) {
        let backoff = Backoff::new();
        while g.status() == GStatus::Running {
            debug_assert!(!self.tracer.on(), "{} is told of before it has parked", g.goid());
            backoff.snooze();
        }
    }

    /// Starts one more spinning M, if none spins and a P is idle (WK-1). In the caller's step.
    #[inline]
    pub(in crate::runtime) fn wakep(&self, m: &mut M<O>) {
        let requested = || self.tell(m, || EventKind::Wakep { woke: false });
        let take_idle_p = || self.pidleget_spinning(&mut self.sched.lock(), m);
        if let Some(p) = self.idle.wakep(requested, take_idle_p) {
            self.tell(m, || EventKind::Wakep { woke: true });
            self.startm(m, Some(p), true);
        }
    }

    /// The M searches for work from now on (WK-2).
    pub(in crate::runtime) fn become_spinning(&self, m: &mut M<O>) {
        let _step = self.step(m);
        m.spinning = true;
        self.idle.begin_search();
        self.tell(m, || EventKind::SpinStart);
    }

    /// A spinner found work: it stops spinning and lets the next one start (WK-3).
    pub(in crate::runtime) fn resetspinning(&self, m: &mut M<O>) {
        self.stop_spinning(m);
        self.wakep(m);
    }

    /// The M searches no longer.
    pub(in crate::runtime) fn stop_spinning(&self, m: &mut M<O>) {
        let _step = self.step(m);
        assert!(m.spinning, "only a spinning M stops spinning");
        m.spinning = false;
        self.idle.end_search();
        self.tell(m, || EventKind::SpinStop);
    }

    /// Lets an M run a P (an idle one if none is given): the M that parked last, or a new thread
    /// (MT-1). A caller with `spinning` has counted the new spinner already.
    pub(in crate::runtime) fn startm(&self, m: &M<O>, p: Option<Box<P>>, spinning: bool) {
        let _step = self.step(m);
        let mut sched = self.sched.lock();
        let Some(p) = p.or_else(|| self.pidleget(&mut sched)) else {
            assert!(!spinning, "a spinning M needs a P");
            return;
        };
        assert!(!spinning || self.p(p.id).runqempty(), "an M starts spinning only without work");
        let mid = sched.midle.pop();
        drop(sched);
        match mid {
            Some(mid) => self.unpark_m(m, mid, p, spinning),
            None => self.newm(m, Some(p), spinning),
        }
    }

    /// Wakes a parked M with a P.
    pub(in crate::runtime) fn unpark_m(&self, m: &M<O>, mid: Mid, p: Box<P>, spinning: bool) {
        let _step = self.step(m);
        self.tell(m, || EventKind::MUnpark { mid, pid: p.id, spinning });
        let shared = self.m_shared(mid);
        shared.next_spinning.store(spinning, Relaxed);
        let had = shared.nextp.lock().replace(p);
        assert!(had.is_none(), "{mid} is parked and has no P to come");
        self.os.notewakeup(&m.thread, mid);
    }

    /// Makes a thread, up to the limit (MT-3).
    pub(in crate::runtime) fn newm(&self, m: &M<O>, p: Option<Box<P>>, spinning: bool) {
        if self.threads() >= self.max_threads() as usize {
            return self.end(m, Outcome::ThreadExhaustion);
        }
        let _step = self.step(m);
        let mid = self.allm.add();
        let pid = p.as_ref().map_or(Pid::NONE, |p| p.id);
        self.tell(m, || EventKind::MStart { mid, pid, spinning });
        let shared = self.m_shared(mid);
        *shared.nextp.lock() = p;
        shared.next_spinning.store(spinning, Relaxed);
        self.os.newosproc(&m.thread, mid);
    }

    /// Finds another M for a P whose M blocks: because it has work, or because nobody else searches
    /// for any; or else lets it go idle (SY-7).
    pub(in crate::runtime) fn handoffp(&self, m: &mut M<O>, p: Box<P>, reason: HandoffReason) {
        let _step = self.step(m);
        let pid = p.id;
        self.tell(m, || EventKind::Handoff { pid, reason });
        let shared = self.p(pid);
        if !shared.runqempty() || self.globrunqsize() > 0 {
            return self.startm(m, Some(p), false);
        }
        if self.idle.searching() + self.idle.idle_ps() == 0 && self.idle.count_only_searcher() {
            self.idle.withdraw_request();
            return self.startm(m, Some(p), true);
        }
        let mut sched = self.sched.lock();
        if self.world_stop.is_pending() {
            return self.stopped(&mut sched, m, p);
        }
        let last = self.idle.idle_ps() == self.gomaxprocs() - 1;
        if self.globrunqsize() > 0 || (last && !self.netpoll.is_waited_in()) {
            drop(sched);
            return self.startm(m, Some(p), false);
        }
        let when = shared.wake_time();
        self.pidleput(&mut sched, m, p);
        drop(sched);
        if when != 0 {
            self.wake_net_poller(m, when);
        }
    }

    /// A timer is due at `when`: the M in the poller must not sleep past it, or somebody must go and
    /// poll (TM-8).
    pub(in crate::runtime) fn wake_net_poller(&self, m: &mut M<O>, when: Nanos) {
        if self.netpoll.is_waited_in() {
            self.netpoll_break_if_later(m, when);
        } else {
            self.wakep(m);
        }
    }

    /// Wakes the M in the poller if it would sleep past `when` (FR-16).
    pub(in crate::runtime) fn netpoll_break_if_later(&self, m: &M<O>, when: Nanos) {
        if let Some(mid) = self.netpoll.sleeps_past(when) {
            self.os.netpoll_break(&m.thread, mid);
        }
    }

    /// Makes goroutines runnable that the poller or a timer gave back, and starts Ms for them: with a
    /// P, one per idle P goes to the global queue and the rest to the own; without, all go to the
    /// global queue (WK-7). What the own ring has no room for goes to the global queue, too (NP-5).
    pub(in crate::runtime) fn injectglist(&self, m: &mut M<O>, list: &[Gp]) {
        if list.is_empty() {
            return;
        }
        let _step = self.step(m);
        let idle = self.idle.idle_ps() as usize;
        let global = if m.p.is_none() { list.len() } else { idle.min(list.len()) };
        for gp in &list[..global] {
            self.unpark(m, *gp);
            self.globrunqput(m, *gp);
        }
        for _ in 0..global {
            let Some(p) = self.pidleget_spinning(&mut self.sched.lock(), m) else { break };
            self.startm(m, Some(p), false);
        }
        if m.p.is_none() {
            return;
        }
        for gp in &list[global..] {
            self.unpark(m, *gp);
            if m.p().runq.len() < RUNQ_SIZE {
                self.runqput(m, *gp, false);
            } else {
                self.globrunqput(m, *gp);
            }
        }
        // The ring's tail moves with a plain store: it must be seen before the spinners are counted.
        fence(SeqCst);
        self.wakep(m);
    }

    /// The M takes a P (ST-5).
    pub(in crate::runtime) fn acquirep(&self, m: &mut M<O>, p: Box<P>) {
        let _step = self.step(m);
        assert!(m.p.is_none(), "{} has {} and takes another", m.id, m.pid());
        let pid = p.id;
        assert!(self.p(pid).m().is_none(), "{pid} is held by {}", self.p(pid).m());
        self.wire(pid, m.id, PStatus::Running);
        m.p = Some(p);
        self.tell(m, || EventKind::ProcStart { pid });
    }

    /// The M gives its P up (ST-5).
    pub(in crate::runtime) fn releasep(&self, m: &mut M<O>) -> Box<P> {
        let _step = self.step(m);
        let p = m.p.take().expect("an M gives up a P that it has");
        self.p(p.id).oldm.store(m.id.0, Relaxed);
        self.wire(p.id, Mid::NONE, PStatus::Idle);
        self.tell(m, || EventKind::ProcStop { pid: p.id });
        p
    }

    /// Puts a P on the idle stack (WK-5). A P without timers loses its timer bit (SW-6).
    pub(in crate::runtime) fn pidleput(&self, sched: &mut Sched, m: &M<O>, p: Box<P>) {
        let shared = self.p(p.id);
        assert!(shared.runqempty(), "{} goes idle with work in its queue", p.id);
        if shared.wake_time() == 0 {
            shared.timer_mask.store(false, SeqCst);
        }
        shared.idle_mask.store(true, SeqCst);
        shared.set_status(PStatus::Idle);
        self.tell(m, || EventKind::ProcIdle { pid: p.id });
        sched.pidle.push(p);
        self.idle.count_idle_p();
    }

    /// Takes the P that went idle last (WK-5).
    pub(in crate::runtime) fn pidleget(&self, sched: &mut Sched) -> Option<Box<P>> {
        let p = sched.pidle.pop()?;
        let shared = self.p(p.id);
        shared.timer_mask.store(true, SeqCst);
        shared.idle_mask.store(false, SeqCst);
        self.idle.uncount_idle_p();
        Some(p)
    }

    /// The same for someone with work to give away: if no P is idle, the next M that is about to go
    /// idle shall search instead (WK-4).
    pub(in crate::runtime) fn pidleget_spinning(
        &self,
        sched: &mut Sched,
        m: &M<O>,
    ) -> Option<Box<P>> {
        let p = self.pidleget(sched);
        if p.is_none() {
            self.idle.request();
            self.tell(m, || EventKind::Wakep { woke: false });
        }
        p
    }

    /// Ends sysmon's deep sleep (MN-2).
    pub(in crate::runtime) fn wake_sysmon(&self, m: &M<O>) {
        if self.sysmonwait.load(SeqCst) && self.sysmonwait.swap(false, SeqCst) {
            self.os.notewakeup(&m.thread, SYSMON);
        }
    }
}

impl<O: Os> G0<'_, O> {
    /// Sleeps until somebody gives this M a P (FR-16). The M is on the idle list meanwhile.
    pub(super) fn stopm(&mut self) {
        let (rt, m) = self.parts();
        assert!(!m.spinning, "{} parks while it is counted as spinning", m.id);
        assert!(m.p.is_none(), "{} parks while it holds {}", m.id, m.pid());
        let step = rt.step(m);
        rt.tell(m, || EventKind::MPark { locked: false });
        let mut sched = rt.sched.lock();
        sched.midle.push(m.id);
        rt.checkdead(&sched, m);
        drop(sched);
        drop(step);
        self.sleep_for_p();
        self.acquire_next_p();
    }

    /// Sleeps until somebody leaves a P. A note may be left over from a wait that ended without it
    /// (`stop_the_world`): then it sleeps again.
    pub(super) fn sleep_for_p(&mut self) {
        loop {
            self.os(|th, thread| th.notesleep(thread));
            if self.m().shared.nextp.lock().is_some() {
                return;
            }
        }
    }

    /// Takes the P that whoever woke this M left for it.
    pub(super) fn acquire_next_p(&mut self) {
        let (rt, m) = self.parts();
        let p = m.shared.nextp.lock().take().expect("an M is woken with a P");
        m.spinning = m.shared.next_spinning.swap(false, Relaxed);
        rt.acquirep(m, p);
    }
}
