//! sysmon: the thread without a P that looks after the others. It takes Ps out of long system
//! calls and asks goroutines to give way that have run too long (MN-1 … MN-3, SY-5, TS-5).
//!
//! Nothing says "slices are 10 ms": that they are 10 and then 20 ms follows from when it looks and
//! what it noted the last time. Next: [`super::proc`], whose goroutines hear the request.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use super::g::GStatus;
use super::m::M;
use super::os::Os;
use super::p::PStatus;
use super::proc::G0;
use super::sched::Runtime;
use crate::ids::{Nanos, Pid};
use crate::policy::Switch;
use crate::trace::event::{EventKind, HandoffReason};

/// The shortest sleep between two rounds, in ns (MN-1).
const MIN_SLEEP: Nanos = 20_000;
/// The longest (MN-1).
const MAX_SLEEP: Nanos = 10_000_000;
/// Rounds without a retake before the sleep doubles each time (MN-1).
const IDLE_ROUNDS: u32 = 50;
/// A goroutine that was seen in the same slice this long ago is asked to give way, in ns (TS-5).
const FORCE_PREEMPT: Nanos = 10_000_000;
/// How long a P stays in a system call when nobody needs it, in ns (SY-5).
const SYSCALL_GRACE: Nanos = 10_000_000;
/// How old the poller's last answer may be, in ns (MN-3).
const NETPOLL_EVERY: Nanos = 10_000_000;
/// How long the machine had been up before the run, in ns. What sysmon has never noted counts as
/// that long ago (SY-6).
const UPTIME: Nanos = 60_000_000_000;
/// The longest deep sleep: half the period of forced GC, in ns (MN-2).
const MAX_DEEP_SLEEP: Nanos = 60_000_000_000;

impl<O: Os> G0<'_, O> {
    /// Runs for ever on its own thread.
    pub(super) fn sysmon(&mut self) {
        let (rt, m) = self.parts();
        let step = rt.step(m);
        let mut sched = rt.sched.lock();
        sched.nmsys += 1;
        rt.checkdead(&sched, m);
        drop(sched);
        drop(step);
        let mut idle = 0;
        let mut sleep = MIN_SLEEP;
        loop {
            if idle == 0 {
                sleep = MIN_SLEEP;
            } else if idle > IDLE_ROUNDS {
                sleep = (sleep * 2).min(MAX_SLEEP);
            }
            let (rt, m) = self.parts();
            let step = rt.step(m);
            rt.tell(m, || EventKind::SysmonTick { sleep, deep: false });
            drop(step);
            self.os(|th, thread| th.usleep(thread, sleep));
            if self.deep_sleep() {
                (idle, sleep) = (0, MIN_SLEEP);
            }
            self.charge(self.rt.options.costs.sysmon);
            let (rt, m) = self.parts();
            if rt.options.policy.has(Switch::NoSysmon) {
                continue;
            }
            let now = rt.now(m);
            if rt.os.netpoll_waiters() > 0 && rt.netpoll.try_look_if_overdue(now, NETPOLL_EVERY) {
                // As if one more M ran: otherwise, while the goroutines are in sysmon's hands, the
                // last M could park and take this for a deadlock.
                rt.incidlelocked(m, -1);
                let ready = rt.os.netpoll_ready(&m.thread);
                let step = rt.step(m);
                rt.tell(m, || EventKind::Netpoll { ready: ready.len() as u32, block: false });
                rt.injectglist(m, &ready);
                drop(step);
                rt.incidlelocked(m, 1);
            }
            idle = if rt.retake(m, now) { 0 } else { idle + 1 };
        }
    }

    /// When the world is stopped or all Ps are idle, sleeps until the next timer or until somebody
    /// needs it (MN-2). Says whether it was woken.
    fn deep_sleep(&mut self) -> bool {
        let (rt, m) = self.parts();
        let quiet = || rt.world_stop.is_pending() || rt.idle.idle_ps() == rt.gomaxprocs();
        if rt.options.schedtrace || !quiet() {
            return false;
        }
        // Under the lock with which Ps leave the idle list: who takes one afterwards sees
        // `sysmonwait` and wakes it.
        let step = rt.step(m);
        let sched = rt.sched.lock();
        if !quiet() {
            return false;
        }
        let now = rt.now(m);
        let next = rt.time_sleep_until().unwrap_or(Nanos::MAX);
        if next <= now {
            return false;
        }
        let sleep = MAX_DEEP_SLEEP.min(next - now);
        rt.sysmonwait.store(true, SeqCst);
        rt.tell(m, || EventKind::SysmonTick { sleep, deep: true });
        drop(sched);
        drop(step);
        let woken = self.os(|th, thread| th.notetsleep(thread, now + sleep));
        self.rt.sysmonwait.store(false, SeqCst);
        woken
    }
}

impl<O: Os> Runtime<O> {
    /// When the earliest timer of all Ps is due.
    fn time_sleep_until(&self) -> Option<Nanos> {
        let whens = (0..self.gomaxprocs()).map(|p| self.p(Pid(p)).wake_time());
        whens.filter(|when| *when != 0).min()
    }

    /// Looks at every running P: asks a goroutine to give way that was in the same slice 10 ms ago,
    /// and takes the P out of a system call that it was in at the last look (SY-5). Says whether it
    /// took any.
    fn retake(&self, m: &mut M<O>, now: Nanos) -> bool {
        let mut took = false;
        let now = UPTIME + now;
        for pid in (0..self.gomaxprocs()).map(Pid) {
            let p = self.p(pid);
            if p.status() != PStatus::Running {
                continue;
            }
            let seen = &p.sysmontick;
            let mut sysretake = false;
            let schedtick = p.schedtick.load(Relaxed);
            let when = seen.schedwhen.load(Relaxed);
            if seen.schedtick.load(Relaxed) != schedtick {
                seen.schedtick.store(schedtick, Relaxed);
                seen.schedwhen.store(now, Relaxed);
            } else if when + FORCE_PREEMPT <= now {
                if !self.options.policy.has(Switch::NoPreempt) {
                    self.preemptone(m, pid, now - when);
                }
                // It may be in a system call: then it has been there that long.
                sysretake = true;
            }
            let holder = p.m();
            if self.options.policy.has(Switch::NoHandoff)
                || holder.is_none()
                || self.m_shared(holder).syscall_p.lock().is_none()
            {
                continue;
            }
            // Both counters begin at 0: the very first system call on a P is taken at the first
            // look (SY-6).
            let syscalltick = p.syscalltick.load(Relaxed);
            if !sysretake && seen.syscalltick.load(Relaxed) != syscalltick {
                seen.syscalltick.store(syscalltick, Relaxed);
                seen.syscallwhen.store(now, Relaxed);
                continue;
            }
            let helpers = self.idle.searching() + self.idle.idle_ps();
            if p.runqempty() && helpers > 0 && seen.syscallwhen.load(Relaxed) + SYSCALL_GRACE > now
            {
                continue;
            }
            // As if one more M ran: its M may come back and park while sysmon has the P.
            self.incidlelocked(m, -1);
            let step = self.step(m);
            if let Some(p) = self.take_syscall_p(m, holder, pid) {
                took = true;
                self.handoffp(m, p, HandoffReason::Syscall);
            }
            drop(step);
            self.incidlelocked(m, 1);
        }
        took
    }

    /// Asks the goroutine on a P to give way at its next safe point (PR-1). A P without one, or
    /// with one in a system call, has nobody to ask.
    pub(super) fn preemptone(&self, m: &M<O>, pid: Pid, slice: Nanos) -> bool {
        let _step = self.step(m);
        let p = self.p(pid);
        let holder = p.m();
        if holder.is_none() || holder == m.id {
            return false;
        }
        let Some(gp) = self.m_shared(holder).curg() else { return false };
        if self.g(gp).status() == GStatus::Syscall {
            return false;
        }
        self.g(gp).preempt.store(true, Relaxed);
        if !self.options.policy.has(Switch::NoAsyncPreempt) {
            self.m_shared(holder).signal.store(true, Relaxed);
        }
        p.preempt.store(true, Relaxed);
        self.tell(m, || EventKind::PreemptRequest { gid: self.gid(gp), pid, slice });
        true
    }

    /// Asks the goroutines of all Ps (GC-0).
    pub(super) fn preemptall(&self, m: &M<O>) {
        for pid in (0..self.gomaxprocs()).map(Pid) {
            if self.p(pid).status() == PStatus::Running {
                self.preemptone(m, pid, 0);
            }
        }
    }
}
