//! Stopping the world, and what it is needed for here: changing GOMAXPROCS (GC-0, PC-2, PC-3).
//!
//! Next: [`super::wake`].

use std::sync::atomic::Ordering::Relaxed;

use super::G0;
use crate::ids::{MAX_PROCS, Mid, Nanos, Pid};
use crate::runtime::coro::Request;
use crate::runtime::cx::Cx;
use crate::runtime::m::M;
use crate::runtime::os::Os;
use crate::runtime::p::{P, PStatus};
use crate::runtime::sched::{Runtime, Sched};
use crate::runtime::sema;
use crate::trace::event::EventKind;
use crate::trace::reason::StwReason;

/// How often those that have not stopped are asked again, in ns (GC-0, PR-5).
const REPREEMPT: Nanos = 100_000;

/// Up to so many Ps are stopped and started for nothing; what each one takes if there are more, in ns.
const FEW_PROCS: Nanos = 32;
const PROC_NS: Nanos = 1_000;

impl<O: Os> Cx<'_, O> {
    /// `runtime.GOMAXPROCS`: the old value; changes it for 1 ≤ n ≤ 1024 that differs (PC-2).
    pub fn gomaxprocs(&mut self, n: i32) -> i32 {
        let old = self.rt().gomaxprocs() as i32;
        if n < 1 || n == old {
            return old;
        }
        let rt = self.rt().clone();
        sema::acquire(self, &rt.world_stop.sema);
        let old = rt.gomaxprocs() as i32;
        let procs = n.max(old) as Nanos;
        if procs > FEW_PROCS {
            self.burn(procs * PROC_NS);
        }
        self.mcall(Request::ProcResize((n as u32).min(MAX_PROCS)));
        sema::release(self, &rt.world_stop.sema);
        old
    }
}

impl<O: Os> Runtime<O> {
    /// One more P has stopped; the last one wakes who waits for that.
    pub(in crate::runtime) fn stopped(&self, sched: &mut Sched, m: &M<O>, p: Box<P>) {
        let _step = self.step(m);
        self.wire(p.id, Mid::NONE, PStatus::GcStop);
        sched.pstopped.push(p);
        assert!(sched.stopwait > 0, "a P stops that nobody waits for");
        sched.stopwait -= 1;
        if sched.stopwait == 0 && sched.stopper != m.id {
            self.os.notewakeup(&m.thread, sched.stopper);
        }
    }
}

impl<O: Os> G0<'_, O> {
    /// The world is being stopped: gives up the P and parks (FR-1).
    #[cold]
    pub(super) fn gcstopm(&mut self) {
        let (rt, m) = self.parts();
        if m.spinning {
            rt.stop_spinning(m);
        }
        let step = rt.step(m);
        let mut sched = rt.sched.lock();
        if rt.world_stop.is_pending() {
            let p = rt.releasep(m);
            rt.stopped(&mut sched, m, p);
            drop(sched);
            drop(step);
            self.stopm();
        }
    }

    /// `runtime.GOMAXPROCS(n)`: stops the world, changes the number of Ps, starts it again (PC-2).
    #[cold]
    pub(super) fn gomaxprocs(&mut self, n: u32) {
        self.stop_the_world(StwReason::Gomaxprocs);
        let rt = self.rt;
        let m = self.m();
        let _step = rt.step(m);
        let ready = rt.os.netpoll_ready(&m.thread);
        rt.injectglist(m, &ready);
        let with_work = self.procresize(n);
        self.start_the_world(with_work);
    }

    fn stop_the_world(&mut self, reason: StwReason) {
        let (rt, m) = self.parts();
        let step = rt.step(m);
        rt.tell(m, || EventKind::STWBegin { reason });
        let mut sched = rt.sched.lock();
        sched.stopwait = rt.gomaxprocs() - 1;
        sched.stopper = m.id;
        rt.world_stop.set_pending(true);
        rt.preemptall(m);
        for id in 0..rt.gomaxprocs() {
            if let Some(p) = rt.take_syscall_p(m, rt.p(Pid(id)).m(), Pid(id)) {
                rt.stopped(&mut sched, m, p);
            }
        }
        while let Some(p) = rt.pidleget(&mut sched) {
            rt.stopped(&mut sched, m, p);
        }
        drop(sched);
        drop(step);
        loop {
            let (rt, m) = self.parts();
            if rt.sched.lock().stopwait == 0 {
                return;
            }
            let until = rt.now(m) + REPREEMPT;
            if !self.os(|th, thread| th.notetsleep(thread, until)) {
                let (rt, m) = self.parts();
                let _step = rt.step(m);
                rt.preemptall(m);
            }
        }
    }

    /// Changes the number of Ps. Work of those that go is put before all other work; the caller moves
    /// to P0 if its own P goes. Returns the Ps that have work, to be run first (PC-3).
    fn procresize(&mut self, n: u32) -> Vec<(Box<P>, Option<Mid>)> {
        let (rt, m) = self.parts();
        rt.tell(m, || EventKind::ProcsChange { procs: n });
        let mut sched = rt.sched.lock();
        let sched = &mut *sched;
        let mut ps = std::mem::take(&mut sched.pstopped);
        ps.append(&mut sched.pdead);
        while ((ps.len() + 1) as u32) < n {
            ps.push(rt.allp.add());
        }
        if m.pid().0 >= n {
            let own = rt.releasep(m);
            ps.push(own);
            let zero = ps.iter().position(|p| p.id == Pid(0)).expect("P0 is always there");
            rt.acquirep(m, ps.swap_remove(zero));
        }
        ps.sort_by_key(|p| p.id);
        rt.allp.set_gomaxprocs(n);
        let (keep, gone): (Vec<_>, Vec<_>) = ps.into_iter().partition(|p| p.id.0 < n);
        for mut p in gone {
            let work = rt.runqdrain(p.id, &p.runq);
            rt.globrunqputhead(m, &work);
            sched.gfree.append(&mut p.gfree);
            rt.timers_take(m, p.id);
            rt.wire(p.id, Mid::NONE, PStatus::Dead);
            sched.pdead.push(p);
        }
        // Those that have an M already come last, and the others before them, the highest first.
        let (mut with_work, mut need_m, mut idle) = (Vec::new(), Vec::new(), Vec::new());
        for p in keep.into_iter().rev() {
            rt.wire(p.id, Mid::NONE, PStatus::Idle);
            if rt.p(p.id).runqempty() {
                idle.push(p);
                continue;
            }
            // Preferably the M it was last on, if that is idle.
            let oldm = Mid(rt.p(p.id).oldm.load(Relaxed));
            match sched.midle.iter().position(|mid| *mid == oldm) {
                Some(i) => with_work.push((p, Some(sched.midle.remove(i)))),
                None => need_m.push(p),
            }
        }
        for p in need_m.into_iter().rev() {
            with_work.push((p, sched.midle.pop()));
        }
        with_work.reverse();
        for p in idle.into_iter().rev() {
            rt.pidleput(sched, m, p);
        }
        // With the lock held: whoever takes one of the idle Ps from now on shall not stop again.
        rt.world_stop.set_pending(false);
        with_work
    }

    fn start_the_world(&mut self, with_work: Vec<(Box<P>, Option<Mid>)>) {
        let (rt, m) = self.parts();
        rt.wake_sysmon(m);
        rt.tell(m, || EventKind::STWEnd);
        for (p, mid) in with_work {
            match mid {
                Some(mid) => rt.unpark_m(m, mid, p, false),
                None => rt.newm(m, Some(p), false),
            }
        }
        rt.wakep(m);
    }
}
