//! System calls: the P stays with its M (SY-1) until somebody takes it (SY-5), and on the way out
//! the goroutine looks for one (SY-3).
//!
//! An M in a system call leaves its P's box in a slot that others can reach: whoever takes the box
//! has the P, so there is no moment at which both have it. Next: [`super::super::sysmon`], which
//! takes.

use std::sync::atomic::Ordering::Relaxed;

use super::{G0, Next};
use crate::ids::{Mid, Nanos, Pid};
use crate::runtime::coro::Request;
use crate::runtime::cx::Cx;
use crate::runtime::g::GStatus;
use crate::runtime::gp::Gp;
use crate::runtime::m::M;
use crate::runtime::os::Os;
use crate::runtime::p::{P, PStatus};
use crate::runtime::runq::{Runnable, Slice};
use crate::runtime::sched::Runtime;
use crate::trace::event::{EventKind, HandoffReason};
use crate::trace::reason::StopReason;

impl<O: Os> Runtime<O> {
    /// Takes a P from an M whose goroutine is in a system call, if it is still there.
    pub(in crate::runtime) fn take_syscall_p(
        &self,
        m: &M<O>,
        from: Mid,
        pid: Pid,
    ) -> Option<Box<P>> {
        if from.is_none() {
            return None;
        }
        let _step = self.step(m);
        // The M may be in another system call by now, with another P.
        let p = self.m_shared(from).syscall_p.lock().take_if(|p| p.id == pid)?;
        self.wire(p.id, Mid::NONE, PStatus::Idle);
        self.p(p.id).oldm.store(from.0, Relaxed);
        self.p(p.id).syscalltick.fetch_add(1, Relaxed);
        self.tell(m, || EventKind::ProcSteal { pid: p.id, from });
        Some(p)
    }

    /// A P for a goroutine that leaves a system call: its old one, even out of another's system
    /// call, or an idle one (SY-3).
    fn exitsyscall_try_get_p(&self, m: &M<O>, oldp: Pid) -> Option<Box<P>> {
        if let Some(p) = self.take_syscall_p(m, self.p(oldp).m(), oldp) {
            return Some(p);
        }
        let p = self.pidleget(&mut self.sched.lock())?;
        self.wake_sysmon(m);
        Some(p)
    }
}

impl<O: Os> Cx<'_, O> {
    /// Enters a system call: running → syscall. The P stays with the M (SY-1), unless the world is
    /// being stopped.
    pub(in crate::runtime) fn entersyscall(&mut self) {
        let gp = self.gp();
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        rt.tell(m, || EventKind::GoSyscallBegin);
        rt.g(gp).casgstatus(GStatus::Running, GStatus::Syscall);
        rt.g(gp).line.store(m.line, Relaxed);
        m.oldp = m.pid();
        let p = m.p.take().expect("a running goroutine's M has a P");
        *m.shared.syscall_p.lock() = Some(p);
        if rt.world_stop.is_pending() {
            let mut sched = rt.sched.lock();
            if rt.world_stop.is_pending()
                && let Some(p) = rt.take_syscall_p(m, m.id, m.oldp)
            {
                rt.stopped(&mut sched, m, p);
            }
        }
        rt.wake_sysmon(m);
    }

    /// Leaves a system call: syscall → running. With the P it kept it just goes on (SY-2); without
    /// it looks for one, running without a P (ST-3), and waits its turn in the global queue if there is none
    /// (SY-3).
    pub(in crate::runtime) fn exitsyscall(&mut self) {
        let gp = self.gp();
        let (rt, m) = self.parts();
        let step = rt.step(m);
        rt.g(gp).casgstatus(GStatus::Syscall, GStatus::Running);
        let kept = m.shared.syscall_p.lock().take();
        if let Some(p) = kept {
            m.p = Some(p);
            rt.tell(m, || EventKind::GoSyscallEnd);
        } else {
            rt.tell(m, || EventKind::GoSyscallEndBlocked);
            match rt.exitsyscall_try_get_p(m, m.oldp) {
                Some(p) => rt.acquirep(m, p),
                None => {
                    step.leave_open();
                    self.mcall(Request::ExitSyscallNoP);
                    return self.left_syscall();
                }
            }
        }
        drop(step);
        self.left_syscall();
    }

    fn left_syscall(&mut self) {
        self.m().p_shared().syscalltick.fetch_add(1, Relaxed);
    }

    /// A system call that blocks the thread for `ns`.
    pub fn syscall(&mut self, ns: Nanos) {
        self.charge(self.costs().syscall);
        self.entersyscall();
        self.mcall(Request::BlockInSyscall(ns));
        self.exitsyscall();
        self.check_preempt();
    }

    /// A system call, or other code that blocks the thread: others run meanwhile (SY-1). In virtual
    /// time it takes no time, and nobody runs until it is done.
    pub fn blocking<R>(&mut self, call: impl FnOnce() -> R) -> R {
        self.charge(self.costs().syscall);
        self.entersyscall();
        let result = call();
        self.exitsyscall();
        self.check_preempt();
        result
    }

    /// A system call that is known to block, here for ever: the P is handed off first (SY-4).
    pub fn syscall_block(&mut self) -> ! {
        self.charge(self.costs().syscall);
        self.entersyscall();
        let (rt, m) = self.parts();
        let step = rt.step(m);
        if let Some(p) = rt.take_syscall_p(m, m.id, m.oldp) {
            rt.handoffp(m, p, HandoffReason::Syscall);
        }
        drop(step);
        loop {
            self.mcall(Request::BlockInSyscall(Nanos::MAX / 4));
        }
    }

    /// A short system call that keeps the thread busy, and what is done in it.
    pub(in crate::runtime) fn busy_syscall(&mut self, ns: Nanos, work: impl FnOnce(&mut Self)) {
        self.charge(self.costs().syscall);
        self.entersyscall();
        self.burn(ns);
        work(self);
        self.exitsyscall();
        self.check_preempt();
    }
}

impl<O: Os> G0<'_, O> {
    /// A goroutine left a system call and got no P: it becomes runnable; one more look for an idle P,
    /// then the global queue, and the M parks (SY-3).
    #[cold]
    pub(super) fn exitsyscall_no_p(&mut self, gp: Gp) -> Next {
        let rt = self.rt;
        let g = rt.g(gp);
        let m = self.m();
        let step = rt.go_on(m);
        rt.tell(m, || EventKind::GoStop { reason: StopReason::NoP });
        g.casgstatus(GStatus::Running, GStatus::Runnable);
        self.dropg(g);
        let m = self.m();
        let p = rt.pidleget(&mut rt.sched.lock());
        if let Some(p) = p {
            rt.wake_sysmon(m);
            rt.acquirep(m, p);
            return Next::Execute(Runnable { gp, slice: Slice::New });
        }
        let locked = g.lockedm().is_some();
        rt.globrunqput(m, gp);
        if locked {
            step.leave_open();
            self.stoplockedm();
            return Next::Execute(Runnable { gp, slice: Slice::New });
        }
        drop(step);
        self.stopm();
        Next::Schedule
    }
}
