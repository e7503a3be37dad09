//! Making and ending goroutines: ids, structures that are used again, exit.
//!
//! Next: [`super::super::runq`], where a new goroutine goes.

use std::sync::atomic::Ordering::Relaxed;

use super::{G0, Next};
use crate::ids::{Gid, Mid};
use crate::runtime::body::Body;
use crate::runtime::coro::GBody;
use crate::runtime::g::GStatus;
use crate::runtime::gp::Gp;
use crate::runtime::m::M;
use crate::runtime::os::{Os, Touch};
use crate::runtime::sched::Runtime;
use crate::runtime::stack::PooledStack;
use crate::trace::event::{EventKind, HandoffReason, StrId};
use crate::trace::reason::WaitReason;

/// Goroutine ids are handed to Ps in batches of this size (NP-6).
const GOID_BATCH: u32 = 16;
/// A P with this many dead goroutines gives some away (NP-7).
const GFREE_MAX: usize = 64;
/// How many a P keeps then, or fetches when it has none (NP-7).
const GFREE_KEEP: usize = 32;
/// How many stacks of goroutines that ended a P keeps; the others go back to the pool of all.
const STACKS_MAX: usize = 64;

impl<O: Os> Runtime<O> {
    /// A new goroutine: runnable, in `runnext` of the current P; the creator goes on (NP-1).
    pub(in crate::runtime) fn newproc(
        &self,
        m: &mut M<O>,
        func: StrId,
        pc: u32,
        body: Body<O>,
        system: bool,
    ) -> Gid {
        let _step = self.step(m);
        let gp = self.newg(m, func, pc, body, system, false);
        self.runqput(m, gp, true);
        if self.main_started.load(Relaxed) {
            self.wakep(m);
        }
        self.gid(gp)
    }

    /// A new goroutine in nobody's queue: runnable, or waiting for the first switch to it (CR-1).
    #[allow(unsafe_code)]
    pub(in crate::runtime) fn newg(
        &self,
        m: &mut M<O>,
        func: StrId,
        pc: u32,
        body: Body<O>,
        system: bool,
        blocked: bool,
    ) -> Gp {
        let (gp, reused) = match self.gfget(m) {
            Some(gp) => (gp, true),
            None => {
                self.os.touch(&m.thread, Touch::NewG);
                (self.new_g(), false)
            }
        };
        let g = self.g(gp);
        let ids = &mut m.p().goidcache;
        if ids.start == ids.end {
            *ids = self.allgs.new_ids(GOID_BATCH);
        }
        let new = Gid(ids.next().expect("the batch was just filled"));
        g.set_goid(new);
        g.created_by.store(self.gid_or_none(m.curg).0, Relaxed);
        g.created_pc.store(pc, Relaxed);
        g.func.store(func.0, Relaxed);
        g.system.store(system, Relaxed);
        g.line.store(0, Relaxed);
        g.clear_callers();
        if !system {
            m.p_shared().count_g(1);
        }
        // SAFETY: it is dead, so nobody runs it; `gfget` or `new_g` gave it to this M alone.
        *unsafe { g.body.own() } = GBody::New(body);
        g.set_wait_reason(if blocked { WaitReason::Coroutine } else { WaitReason::Zero });
        let status = if blocked { GStatus::Waiting } else { GStatus::Runnable };
        g.casgstatus(GStatus::Dead, status);
        self.tell(m, || EventKind::GoCreate { new, func, reused, system, blocked });
        gp
    }

    /// Keeps a dead goroutine's structure for the next one (NP-7).
    fn gfput(&self, m: &mut M<O>, gp: Gp) {
        let free = &mut m.p().gfree;
        free.push(gp);
        if free.len() >= GFREE_MAX {
            self.sched.lock().gfree.extend(free.drain(GFREE_KEEP - 1..).rev());
        }
    }

    /// A structure to use again: the P's last dead one, or some that other Ps gave away (NP-7).
    fn gfget(&self, m: &mut M<O>) -> Option<Gp> {
        let free = &mut m.p().gfree;
        if free.is_empty() {
            let global = &mut self.sched.lock().gfree;
            let keep = global.len().saturating_sub(GFREE_KEEP);
            free.extend(global.drain(keep..).rev());
        }
        free.pop()
    }
}

impl<O: Os> G0<'_, O> {
    /// A goroutine ended (RD-6). If it was locked to the thread, the thread ends too (LK-4).
    pub(super) fn goexit0(&mut self, gp: Gp, stack: Option<PooledStack>) -> Next {
        let rt = self.rt;
        let g = rt.g(gp);
        let step = rt.step(self.m());
        self.preempt_lost(g);
        let m = self.m();
        rt.tell(m, || EventKind::GoDestroy);
        g.casgstatus(GStatus::Running, GStatus::Dead);
        let locked = g.lockedm().is_some();
        g.set_lockedm(Mid::NONE);
        m.shared.set_lockedg(None);
        (m.locked_ext, m.locked_int) = (0, 0);
        if !g.system.load(Relaxed) {
            m.p_shared().count_g(-1);
        }
        self.dropg(g);
        let m = self.m();
        rt.gfput(m, gp);
        if m.p().stacks.len() < STACKS_MAX {
            m.p().stacks.extend(stack);
        }
        if locked {
            drop(step);
            return self.mexit();
        }
        step.leave_open();
        Next::Schedule
    }

    /// The thread ends: its P goes to another. M0 only stops for ever (MT-2).
    fn mexit(&mut self) -> Next {
        let (rt, m) = self.parts();
        let step = rt.step(m);
        let p = rt.releasep(m);
        rt.handoffp(m, p, HandoffReason::Exit);
        rt.tell(m, || EventKind::MExit);
        let mut sched = rt.sched.lock();
        sched.nmfreed += 1;
        rt.checkdead(&sched, m);
        drop(sched);
        drop(step);
        if m.id == Mid(0) {
            loop {
                self.os(|th, thread| th.notesleep(thread));
            }
        }
        Next::Exit
    }
}
