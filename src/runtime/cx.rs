//! The goroutine's side of the runtime: what its code can ask for, on its own stack.
//!
//! It must never know another goroutine's code. What is asked here is done in the module that owns
//! it ([`super::chan`], [`super::time`], [`super::proc`] …).

use std::any::Any;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::body::Body;
use super::choices::Draw;
use super::coro::{GYielder, Request};
use super::coros::CoroId;
use super::costs::Costs;
use super::ending::Outcome;
use super::gp::Gp;
use super::m::M;
use super::os::{Os, Touch};
use super::sched::Runtime;
use super::stack::PooledStack;
use super::steps::GStep;
use crate::ids::{Gid, Nanos, Pid};
use crate::policy::Switch;
use crate::trace::event::{EventKind, ObjId, ObjKind, StrId};
use crate::trace::reason::WaitReason;
use crate::trace::tracer::Strings;

/// What an M lends the goroutine that it runs: its box, and the runtime. It goes in with every resume
/// and comes back with every request, so nothing has to be counted.
pub(super) struct Lease<O: Os> {
    pub m: Box<M<O>>,
    pub rt: Arc<Runtime<O>>,
}

/// PAUSE instructions of one `procyield` (MU-1).
const PAUSES: u32 = 30;

/// The goroutine's context: given to its code, all it can ask for.
pub struct Cx<'y, O: Os> {
    yielder: &'y GYielder<O>,
    /// From the M that runs it; away while it is suspended.
    lease: Option<Lease<O>>,
    gp: Gp,
    /// Where the stack ends that it is on.
    low: usize,
    /// It has ended itself: if its stack is unwound, that is no panic.
    leaving: bool,
    /// The coroutine whose other side it is.
    pub(super) coro: Option<CoroId>,
}

impl<'y, O: Os> Cx<'y, O> {
    pub(super) fn new(yielder: &'y GYielder<O>, lease: Lease<O>, gp: Gp, low: usize) -> Self {
        Cx { yielder, lease: Some(lease), gp, low, leaving: false, coro: None }
    }

    /// Bytes that are left of the stack that it is on.
    #[inline]
    pub fn stack_left(&self) -> usize {
        let here = 0u8;
        (std::ptr::from_ref(&here) as usize).saturating_sub(self.low)
    }

    /// How many pages of the goroutine's own stack are counted as used; that stays with the stack.
    pub fn stack_pages(&self) -> u8 {
        self.rt().g(self.gp).touched.load(Relaxed)
    }

    /// So many are counted now.
    pub fn set_stack_pages(&mut self, pages: u8) {
        self.rt().g(self.gp).touched.store(pages, Relaxed);
    }

    /// The goroutine moves to a stack whose low end is `low`; returns the low end of the one before.
    pub fn change_stack(&mut self, low: usize) -> usize {
        std::mem::replace(&mut self.low, low)
    }

    /// A further stack, for what does not fit on its own.
    ///
    /// # Errors
    /// When the machine has no address space left.
    pub fn new_stack(&self) -> std::io::Result<PooledStack> {
        self.rt().stacks.take()
    }

    /// Runs the goroutine's code. A panic of Rust code ends the run as an uncaught panic of Go does
    /// (DD-5).
    pub(super) fn run(&mut self, body: Body<O>) {
        let Err(payload) = catch_unwind(AssertUnwindSafe(|| body.start(self))) else { return };
        // Its stack is being cleared away, by unwinding: nobody runs it any more, or it ended itself.
        let unwound = self.leaving || self.lease.is_none();
        if unwound || (O::CONCURRENT && self.rt().ending.ended()) {
            resume_unwind(payload);
        }
        let text = format!("panic: {}", panic_text(&*payload));
        self.write(2, format!("{text}\n\ngoroutine {} [running]:\n", self.goid().0).as_bytes());
        self.fatal_event(&text);
        self.exit(2);
    }

    pub(super) fn into_lease(self) -> Lease<O> {
        self.lease.expect("a goroutine that runs has what its M lent it")
    }

    #[inline]
    pub(super) fn m(&mut self) -> &mut M<O> {
        self.parts().1
    }

    #[inline]
    pub(super) fn parts(&mut self) -> (&Runtime<O>, &mut M<O>) {
        let lease = self.lease.as_mut().expect("a goroutine that runs has what its M lent it");
        (&lease.rt, &mut lease.m)
    }

    #[inline]
    fn lease(&self) -> &Lease<O> {
        self.lease.as_ref().expect("a goroutine that runs has what its M lent it")
    }

    #[inline]
    pub(super) fn rt(&self) -> &Arc<Runtime<O>> {
        &self.lease().rt
    }

    #[inline]
    pub(super) fn gp(&self) -> Gp {
        self.gp
    }

    #[inline]
    pub(super) fn m_ref(&self) -> &M<O> {
        &self.lease().m
    }

    /// Switches to the M's own stack with a request, until the goroutine runs again.
    #[inline(never)]
    pub(super) fn mcall(&mut self, request: Request) {
        let lease = self.lease.take().expect("a goroutine that runs has what its M lent it");
        debug_assert!(
            matches!(request, Request::Park | Request::CoroSwitch | Request::ExitSyscallNoP)
                || !lease.rt.in_step(&lease.m),
            "{} leaves its stack in the middle of a step, for {request:?}",
            lease.m.id
        );
        self.lease = Some(self.yielder.suspend((lease, request)));
    }

    /// Time now, in ns since the start of the run.
    pub fn now(&self) -> Nanos {
        self.rt().os.nanotime(&self.m_ref().thread)
    }

    /// How much can be charged before anything else could happen.
    #[inline]
    pub fn budget(&self) -> Nanos {
        self.rt().os.budget(&self.m_ref().thread)
    }

    /// Burns CPU time. A safe point: other Ms catch up, and the goroutine gives way here if it was
    /// asked to (PR-2, PR-3).
    #[inline]
    pub fn charge(&mut self, cost: Nanos) {
        let gp = self.gp;
        let (rt, m) = self.parts();
        let left = rt.os.charge(&mut m.thread, cost);
        if left > 0 || rt.g(gp).preempt.load(Relaxed) {
            self.charge_slow(left);
        }
    }

    #[inline(never)]
    fn charge_slow(&mut self, mut left: Nanos) {
        loop {
            self.check_preempt();
            if left == 0 {
                return;
            }
            self.mcall(Request::Pause(left));
            left = self.m().cost_left;
        }
    }

    /// Computes for so long: a signal can come in between, and the goroutine gives way then (PR-3); there are
    /// none before Go 1.14.
    pub fn charge_loop(&mut self, cost: Nanos) {
        if self.rt().options.policy.has(Switch::NoAsyncPreempt) {
            return self.burn(cost);
        }
        if O::CONCURRENT {
            return self.charge(cost);
        }
        let (rt, m) = self.parts();
        let mut left = rt.os.charge(&mut m.thread, cost);
        loop {
            if self.m().shared.signal.swap(false, Relaxed) {
                self.check_preempt();
            }
            if left == 0 {
                return;
            }
            self.mcall(Request::Pause(left));
            left = self.m().cost_left;
        }
    }

    /// What the runtime itself does for the goroutine takes so long. It is not interrupted there: a signal
    /// that comes meanwhile is lost, and the request to give way is heard at the next function's prologue,
    /// if the goroutine lives so long (PR-2, TS-4).
    #[inline]
    pub(super) fn charge_op(&mut self, cost: Nanos) {
        if O::CONCURRENT {
            return self.charge(cost);
        }
        self.burn(cost);
        self.m().shared.signal.store(false, Relaxed);
    }

    /// It was asked to give way, and has not yet.
    pub fn asked_to_give_way(&self) -> bool {
        self.rt().g(self.gp).preempt.load(Relaxed)
    }

    /// Lets a moment pass with the processor, where somebody else may change something meanwhile
    /// (Go's `procyield`).
    pub(super) fn procyield(&mut self, cost: Nanos) {
        self.burn(cost);
        if O::CONCURRENT {
            (0..PAUSES).for_each(|_| std::hint::spin_loop());
        }
    }

    /// Burns CPU time without giving way.
    pub(super) fn burn(&mut self, mut cost: Nanos) {
        let (rt, m) = self.parts();
        cost = rt.os.charge(&mut m.thread, cost);
        while cost > 0 {
            self.mcall(Request::Pause(cost));
            cost = self.m().cost_left;
        }
    }

    /// Works for that long: uses CPU time, and gives way where it is asked to.
    pub fn work(&mut self, ns: Nanos) {
        self.charge_loop(ns);
        if O::CONCURRENT {
            let end = self.now().saturating_add(ns);
            while self.now() < end {
                self.charge_loop(0);
                (0..PAUSES).for_each(|_| std::hint::spin_loop());
            }
        }
    }

    /// Gives way if asked to (PR-1).
    pub fn check_preempt(&mut self) {
        if self.rt().g(self.gp).preempt.load(Relaxed) {
            self.mcall(Request::Preempt);
        }
    }

    /// What things cost.
    pub fn costs(&self) -> &Costs {
        &self.rt().options.costs
    }

    /// A random number; in virtual time from the run's seed.
    pub fn cheaprand(&self, what: Draw) -> u32 {
        self.rt().os.cheaprand(&self.m_ref().thread, what)
    }

    /// So many instructions of a program were run ([`Os::computed`]).
    #[inline]
    pub fn computed(&self, instrs: u64) {
        self.rt().os.computed(instrs);
    }

    /// How many instructions more a computation goes on for whose budget is used up ([`Os::overrun`]).
    pub fn overrun(&self) -> u32 {
        self.rt().os.overrun(&self.m_ref().thread)
    }

    /// The P that the goroutine runs on.
    pub fn pid(&self) -> Pid {
        self.m_ref().pid()
    }

    /// The goroutine touches something for the first time ([`Os::touch`]).
    pub fn touch(&self, what: Touch) {
        self.rt().os.touch(&self.m_ref().thread, what);
    }

    /// The goroutine's number.
    pub fn goid(&self) -> Gid {
        self.rt().g(self.gp).goid()
    }

    /// Says on which line of the program the goroutine stands now.
    #[inline]
    pub fn set_line(&mut self, line: u32) {
        self.m().line = line;
    }

    /// Says where the goroutine stands, innermost call first, for dumps while it waits. At most 100
    /// positions are kept, as Go prints no more.
    pub fn set_callers(&mut self, pcs: impl Iterator<Item = u32>) {
        self.rt().g(self.gp).set_callers(pcs.take(100));
    }

    /// The texts of the trace.
    pub fn strings(&self) -> &Strings {
        self.rt().tracer.strings()
    }

    /// Whether anybody listens to the trace.
    pub fn tracing(&self) -> bool {
        self.rt().tracer.on()
    }

    /// `go`: a new goroutine that runs `body`; `func` is its name, `pc` the code position of the
    /// statement (NP-1).
    pub fn newproc(&mut self, func: StrId, pc: u32, body: Body<O>) -> Gid {
        self.charge_op(self.rt().options.costs.newproc);
        let (rt, m) = self.parts();
        let new = rt.newproc(m, func, pc, body, false);
        self.check_memory();
        new
    }

    /// `go` for Rust code.
    pub fn spawn(&mut self, name: &str, body: impl FnOnce(&mut Cx<'_, O>) + Send + 'static) -> Gid {
        let func = self.strings().intern(name);
        self.newproc(func, 0, Body::new(body))
    }

    /// `runtime.Gosched`: to the tail of the global queue (RD-3).
    pub fn gosched(&mut self) {
        self.mcall(Request::Gosched);
        self.charge(self.rt().options.costs.park);
    }

    /// To the tail of the own queue, waking nobody (RD-5).
    pub(super) fn goyield(&mut self) {
        self.mcall(Request::Goyield);
    }

    /// Begins a step: what is changed and told until it ends is one ([`super::step`]).
    #[inline]
    #[allow(unsafe_code)]
    pub(crate) fn step(&self) -> GStep {
        // SAFETY: this runs on the goroutine's stack, and who calls it keeps the step there.
        unsafe { self.rt().step_of_goroutine(self.m_ref()) }
    }

    /// Parks the goroutine, which has queued itself, in that step, where a waker finds it (RD-2). A
    /// waker that is quick waits until the goroutine is off its stack ([`Runtime::unpark`]): so
    /// from the queue to here a goroutine takes no lock that a waker may hold.
    pub(super) fn gopark(&mut self, step: GStep, reason: WaitReason, obj: ObjId) {
        let g = self.rt().g(self.gp);
        g.set_wait_reason(reason);
        g.wait_obj.store(obj.0, Relaxed);
        step.leave_open();
        self.mcall(Request::Park);
        self.charge(self.rt().options.costs.park);
    }

    /// Blocks for ever: a nil channel, an empty select (CH-5).
    pub fn block_forever(&mut self, reason: WaitReason) -> ! {
        loop {
            self.gopark(self.step(), reason, ObjId(0));
        }
    }

    /// `debug.SetMaxThreads`: the old limit; more threads than the new one end the program (MT-3).
    pub fn set_max_threads(&mut self, n: u32) -> u32 {
        let (rt, m) = self.parts();
        let old = rt.allm.set_max(n);
        if rt.threads() > n as usize {
            rt.end(m, Outcome::ThreadExhaustion);
            loop {
                self.mcall(Request::ExitProcess);
            }
        }
        old
    }

    /// `runtime.NumGoroutine`: user goroutines that are not dead (ST-6).
    pub fn num_goroutine(&self) -> u32 {
        self.rt().gcount()
    }

    /// `runtime.NumCPU`.
    pub fn num_cpu(&self) -> u32 {
        self.rt().options.num_cpu
    }

    /// Ends the process (DD-3, DD-6).
    pub fn exit(&mut self, code: i32) -> ! {
        self.end_process(code, Outcome::Exit(code))
    }

    /// Ends the process with that exit code.
    pub(super) fn end_process(&mut self, code: i32, outcome: Outcome) -> ! {
        self.leaving = true;
        let (rt, m) = self.parts();
        let step = rt.step(m);
        rt.tell(m, || EventKind::Exit { code });
        rt.end(m, outcome);
        drop(step);
        loop {
            self.mcall(Request::ExitProcess);
        }
    }

    /// Ends this goroutine at once; deferred calls are the caller's business (RD-6).
    pub fn goexit(&mut self) -> ! {
        self.leaving = true;
        self.leave_coro();
        self.mcall(Request::Goexit);
        unreachable!("a goroutine that has ended does not run again")
    }

    /// Waits in the poller for data that comes after `ns` (NW-4), and keeps no thread (SY-9).
    pub fn io_wait(&mut self, ns: Nanos) {
        let open = |rt: &Arc<Runtime<O>>, thread: &O::Thread, gp| {
            rt.os.netpoll_open(thread, gp, ns);
            Ok::<(), Infallible>(())
        };
        let Ok(()) = self.io_wait_for(open);
    }

    /// Waits in the poller for what `open` registers the goroutine for.
    ///
    /// # Errors
    /// Those of `open`; nothing is waited for then.
    pub(crate) fn io_wait_for<E>(
        &mut self,
        open: impl FnOnce(&Arc<Runtime<O>>, &O::Thread, Gp) -> Result<(), E>,
    ) -> Result<(), E> {
        self.charge(self.rt().options.costs.syscall);
        let step = self.step();
        open(self.rt(), &self.m_ref().thread, self.gp)?;
        self.gopark(step, WaitReason::IoWait, ObjId(0));
        Ok(())
    }

    /// Writes output of the program: a short system call.
    pub fn write(&mut self, fd: u8, bytes: &[u8]) {
        self.busy_syscall(self.rt().options.costs.write, |cx| {
            let (rt, m) = cx.parts();
            let _step = rt.step(m);
            if rt.tracer.on() {
                let text = rt.tracer.strings().intern(&String::from_utf8_lossy(bytes));
                rt.tell(m, || EventKind::Output { fd, text });
            }
            (rt.output.lock())(fd, bytes);
        });
    }

    /// Reads input of the program, and tells what was read where `read` says so. That is given what
    /// tells whether the run is over, and reads nothing then: nobody needs it any more. In virtual time
    /// input is always there, so it is a short system call, and only the host may have to wait; on real
    /// threads it blocks.
    pub fn read<R>(
        &mut self,
        read: impl FnOnce(&dyn Fn() -> bool) -> Option<(R, Option<String>)>,
    ) -> R {
        let rt = self.rt().clone();
        let read = || read(&|| rt.ending.ended());
        if O::CONCURRENT {
            let Some((result, told)) = self.blocking(read) else {
                self.entersyscall();
                self.wait_for_the_end();
            };
            self.told_read(told);
            return result;
        }
        let mut result = None;
        self.busy_syscall(self.rt().options.costs.read, |cx| {
            let Some((read, told)) = read() else { cx.wait_for_the_end() };
            cx.told_read(told);
            result = Some(read);
        });
        result.expect("the system call has read")
    }

    /// Lets others look whether the run is to end, in a system call: next to no time passes.
    fn wait_for_the_end(&mut self) -> ! {
        loop {
            self.mcall(Request::BlockInSyscall(1));
        }
    }

    fn told_read(&mut self, told: Option<String>) {
        if let Some(text) = told.filter(|_| self.tracing()) {
            let text = self.strings().intern(&text);
            self.tell(|| EventKind::Input { text });
        }
    }

    /// A caption of the program at this moment.
    pub fn note(&mut self, text: &str) {
        let text = self.strings().intern(text);
        self.tell(|| EventKind::Note { text });
    }

    /// Tells that a panic or fatal error ends the program; call before `exit(2)`.
    pub fn fatal_event(&mut self, text: &str) {
        let text = self.strings().intern(text);
        self.tell(|| EventKind::Fatal { text });
    }

    /// Tells an event that happens now on this goroutine, in a step.
    #[inline]
    pub(crate) fn tell(&self, what: impl FnOnce() -> EventKind) {
        let (rt, m) = (self.rt(), self.m_ref());
        let _step = rt.step(m);
        rt.tell(m, what);
    }

    /// A new synchronisation object's number for the trace.
    pub(crate) fn new_obj(&self, kind: ObjKind, cap: u32) -> ObjId {
        self.rt().new_obj(self.m_ref(), kind, cap)
    }
}

/// What a panic of Rust code said.
pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a text")
}
