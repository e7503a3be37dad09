//! What an M does on its own stack: choose a goroutine, run it, deal with what it asks, choose
//! again. This is Go's `schedule`, `execute` and what `mcall` calls.
//!
//! It must never know channels, locks or timers; they only park and ready. Next:
//! [`find_runnable`] for the choice, [`wake`] for how Ms are woken.

mod deadlock;
mod find_runnable;
mod lock;
mod main;
mod newproc;
mod stw;
mod syscall;
mod wake;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::coro::Request;
use super::cx::Lease;
use super::ending::Outcome;
use super::g::{G, GStatus};
use super::gp::Gp;
use super::m::M;
use super::os::{Os, OsThread, Touch};
use super::runq::{Runnable, Slice};
use super::sched::Runtime;
use super::stack::{PooledStack, STACK_SIZE};
use crate::ids::{Mid, Nanos};
use crate::trace::event::EventKind;
use crate::trace::reason::StopReason;

pub use main::rt0;

/// The M that is sysmon (MT-5).
pub const SYSMON: Mid = Mid(1);

/// An M's own stack, called g0: what only runs there.
pub(super) struct G0<'a, O: Os> {
    pub rt: &'a Arc<Runtime<O>>,
    pub th: &'a mut dyn OsThread<O>,
    /// The M's box and the runtime again; a goroutine has them while it runs.
    lease: Option<Lease<O>>,
}

/// What an M does next.
enum Next {
    Schedule,
    Execute(Runnable),
    Exit,
}

/// Runs a new thread: schedules until the thread ends. Its P waits in `nextp`.
pub fn mstart<O: Os>(rt: Arc<Runtime<O>>, th: &mut dyn OsThread<O>, m: Box<M<O>>) -> Box<M<O>> {
    let sysmon = m.id == SYSMON;
    let mut g0 = G0::new(&rt, th, m);
    if sysmon {
        g0.sysmon();
    } else {
        g0.acquire_next_p();
        g0.run();
    }
    g0.into_m()
}

impl<'a, O: Os> G0<'a, O> {
    fn new(rt: &'a Arc<Runtime<O>>, th: &'a mut dyn OsThread<O>, m: Box<M<O>>) -> Self {
        G0 { rt, th, lease: Some(Lease { m, rt: rt.clone() }) }
    }

    fn into_m(self) -> Box<M<O>> {
        self.lease.expect("g0 runs only while it has the M's box").m
    }

    /// The M.
    #[inline]
    pub(super) fn m(&mut self) -> &mut M<O> {
        &mut self.lease.as_mut().expect("g0 runs only while it has the M's box").m
    }

    /// The runtime and the M.
    #[inline]
    pub(super) fn parts(&mut self) -> (&Runtime<O>, &mut M<O>) {
        (self.rt, self.m())
    }

    /// Lets `cost` pass. Others may run meanwhile: nothing may be locked.
    pub(super) fn charge(&mut self, cost: Nanos) {
        let m = &mut self.lease.as_mut().expect("g0 runs only while it has the M's box").m;
        let mut left = self.rt.os.charge(&mut m.thread, cost);
        while left > 0 {
            left = self.th.pause(&mut m.thread, left);
        }
    }

    /// Waits on the kernel: `wait` gets the thread's two halves.
    pub(super) fn os<R>(
        &mut self,
        wait: impl FnOnce(&mut dyn OsThread<O>, &mut O::Thread) -> R,
    ) -> R {
        let m = &mut self.lease.as_mut().expect("g0 runs only while it has the M's box").m;
        debug_assert!(!self.rt.in_step(m), "{} waits in the middle of a step", m.id);
        wait(self.th, &mut m.thread)
    }

    fn run(&mut self) {
        let mut next = Next::Schedule;
        loop {
            next = match next {
                Next::Schedule => self.schedule(),
                Next::Execute(runnable) => self.execute(runnable),
                Next::Exit => return,
            };
        }
    }

    /// One round of the scheduler: finds a runnable goroutine, however long that takes.
    fn schedule(&mut self) -> Next {
        let (rt, m) = self.parts();
        if O::CONCURRENT && rt.ending.ended() {
            drop(rt.go_on(m));
            return Next::Exit;
        }
        if let Some(lockedg) = m.shared.lockedg() {
            self.stoplockedm();
            return Next::Execute(Runnable { gp: lockedg, slice: Slice::New });
        }
        self.charge(self.rt.options.costs.schedule);
        loop {
            let m = self.m();
            let p = m.p_shared();
            p.preempt.store(false, Relaxed);
            assert!(!m.spinning || p.runqempty(), "{} spins with local work", m.id);
            let runnable = self.find_runnable();
            let (rt, m) = self.parts();
            if m.spinning {
                rt.resetspinning(m);
            }
            if rt.g(runnable.gp).lockedm().is_some() {
                self.startlockedm(runnable.gp);
                continue;
            }
            return Next::Execute(runnable);
        }
    }

    /// The machine has no address space left for a goroutine's stack: that ends the program.
    #[cold]
    fn no_stack(&mut self, e: &std::io::Error) -> ! {
        let size = STACK_SIZE >> 10;
        let text = format!(
            "gmpsim: no room for another goroutine's stack, for which {size} KiB of address space \
             are set aside: {e}\nfatal error: out of memory (goroutine stack)\n"
        );
        let (rt, m) = self.parts();
        (rt.output.lock())(2, text.as_bytes());
        let step = rt.step(m);
        rt.tell(m, || EventKind::Exit { code: 2 });
        rt.end(m, Outcome::Exit(2));
        drop(step);
        loop {
            self.os(|th, thread| th.notesleep(thread));
        }
    }

    /// Runs a goroutine until it leaves. A new slice counts (TS-1); a request to give way that it
    /// did not hear the last time is forgotten (TS-4).
    #[allow(unsafe_code)]
    fn execute(&mut self, Runnable { gp, slice }: Runnable) -> Next {
        let inherit = slice == Slice::Inherited;
        let rt = self.rt;
        let m = self.m();
        let step = rt.go_on(m);
        let g = rt.g(gp);
        m.curg = Some(gp);
        m.shared.set_curg(Some(gp));
        g.set_m(m.id);
        g.casgstatus(GStatus::Runnable, GStatus::Running);
        g.preempt.store(false, Relaxed);
        m.shared.signal.store(false, Relaxed);
        m.line = g.line.load(Relaxed);
        let p = m.p_shared();
        let tick = p.schedtick.load(Relaxed).wrapping_add(u32::from(!inherit));
        // Only who holds the P writes it.
        p.schedtick.store(tick, Relaxed);
        rt.tell(m, || EventKind::GoStart { gid: g.goid(), inherit, tick });
        drop(step);
        // SAFETY: this M has moved it from runnable to running. Only one M could: it took it from a queue,
        // or was handed it. It stops being the owner before the goroutine leaves the status running.
        let mut body = unsafe { g.body.own() };
        if body.is_new() {
            rt.os.touch(&m.thread, Touch::Run);
            match m.p().stacks.pop().map_or_else(|| rt.stacks.take(), Ok) {
                Ok(stack) => {
                    g.stack.set(&stack);
                    g.touched.store(stack.touched(), Relaxed);
                    body.start(gp, stack);
                }
                Err(e) => self.no_stack(&e),
            }
        }
        loop {
            let lease = self.lease.take().expect("g0 runs only while it has the M's box");
            let (lease, request) = body.resume(lease);
            self.lease = Some(lease);
            match request {
                Request::Pause(cost) => {
                    let left = self.os(|th, thread| th.pause(thread, cost));
                    self.m().cost_left = left;
                    continue;
                }
                Request::BlockInSyscall(ns) => {
                    self.os(|th, thread| th.block(thread, ns));
                    continue;
                }
                Request::ProcResize(n) => {
                    self.gomaxprocs(n);
                    continue;
                }
                Request::ExitProcess => loop {
                    self.os(|th, thread| th.notesleep(thread));
                },
                Request::Goexit => {
                    let mut stack = body.end();
                    if let Some(stack) = &mut stack {
                        stack.set_touched(g.touched.load(Relaxed));
                    }
                    drop(body);
                    return self.goexit(gp, stack);
                }
                Request::ExitSyscallNoP => {
                    drop(body);
                    return self.exitsyscall_no_p(gp);
                }
                Request::Park => {
                    drop(body);
                    self.park_m(gp);
                }
                Request::CoroSwitch => {
                    drop(body);
                    self.park_m(gp);
                    return self.run_coro();
                }
                Request::Gosched => {
                    drop(body);
                    self.gosched_impl(gp, false);
                }
                Request::Preempt => {
                    drop(body);
                    self.gosched_impl(gp, true);
                }
                Request::Goyield => {
                    drop(body);
                    self.goyield_m(gp);
                }
            }
            return Next::Schedule;
        }
    }

    /// Takes the goroutine off the M.
    #[inline]
    fn dropg(&mut self, g: &G<O>) {
        let m = self.m();
        g.line.store(m.line, Relaxed);
        g.set_m(Mid::NONE);
        m.shared.set_curg(None);
        m.curg = None;
    }

    /// A request to give way that comes to nothing, because the goroutine stops by itself (TS-4).
    #[inline]
    fn preempt_lost(&mut self, g: &G<O>) {
        if g.preempt.load(Relaxed) {
            let (rt, m) = self.parts();
            rt.tell(m, || EventKind::PreemptLost { gid: g.goid() });
        }
    }

    /// Running → waiting (RD-2). A sleeper's timer is set once it is parked (TM-4). As wherever a goroutine
    /// leaves, the step goes on until the M runs the next one or finds none.
    fn park_m(&mut self, gp: Gp) {
        let rt = self.rt;
        let g = rt.g(gp);
        let step = rt.go_on(self.m());
        self.preempt_lost(g);
        let m = self.m();
        rt.tell(m, || EventKind::GoBlock { reason: g.wait_reason(), obj: g.wait_obj() });
        g.casgstatus(GStatus::Running, GStatus::Waiting);
        self.dropg(g);
        let m = self.m();
        if let Some((timer, when)) = m.park_sleep.take() {
            rt.timer_start(m, timer, when, 0);
        }
        step.leave_open();
    }

    /// The other side of a coroutine runs at once, in the slice of the one that has left (CR-1).
    fn run_coro(&mut self) -> Next {
        let (rt, m) = self.parts();
        let next = m.coro_next.take().expect("a goroutine hands over to another one");
        let step = rt.go_on(m);
        rt.unpark(m, next);
        step.leave_open();
        Next::Execute(Runnable { gp: next, slice: Slice::Inherited })
    }

    /// A goroutine ended; if it was one side of a coroutine, the other one goes on in its place.
    fn goexit(&mut self, gp: Gp, stack: Option<PooledStack>) -> Next {
        let (rt, m) = self.parts();
        let Some(next) = m.coro_next else { return self.goexit0(gp, stack) };
        if rt.g(gp).lockedm().is_some() || rt.g(next).lockedm().is_some() {
            m.coro_next = None;
            rt.ready(m, next);
            return self.goexit0(gp, stack);
        }
        self.goexit0(gp, stack);
        self.run_coro()
    }

    /// Running → runnable: to the global tail (RD-3), but to `runnext` when it is preempted for
    /// a stop-the-world, so that it goes on first afterwards (RD-4, PR-4).
    fn gosched_impl(&mut self, gp: Gp, preempted: bool) {
        let rt = self.rt;
        let m = self.m();
        let step = rt.step(m);
        let g = rt.g(gp);
        let reason = if preempted { StopReason::Preempted } else { StopReason::Gosched };
        rt.tell(m, || EventKind::GoStop { reason });
        g.casgstatus(GStatus::Running, GStatus::Runnable);
        self.dropg(g);
        let m = self.m();
        if preempted && rt.world_stop.is_pending() {
            rt.runqput(m, gp, true);
        } else {
            rt.globrunqput(m, gp);
        }
        if rt.main_started.load(Relaxed) {
            rt.wakep(m);
        }
        step.leave_open();
    }

    /// Running → runnable, to the own ring's tail, waking nobody (RD-5).
    fn goyield_m(&mut self, gp: Gp) {
        let rt = self.rt;
        let m = self.m();
        let step = rt.step(m);
        rt.tell(m, || EventKind::GoStop { reason: StopReason::Preempted });
        let g = rt.g(gp);
        g.casgstatus(GStatus::Running, GStatus::Runnable);
        self.dropg(g);
        let m = self.m();
        rt.runqput(m, gp, false);
        step.leave_open();
    }
}
