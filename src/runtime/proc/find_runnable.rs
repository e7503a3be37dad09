//! The decision: what an M runs next, in Go's exact order (FR-1 … FR-17), and stealing (SW-1 … SW-6).
//!
//! Next: [`super::super::runq`] for the queues it looks into.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use super::G0;
use crate::ids::{Gid, Nanos, Pid};
use crate::policy::Switch;
use crate::runtime::choices::Draw;
use crate::runtime::g::GStatus;
use crate::runtime::gp::Gp;
use crate::runtime::idle::LetGo;
use crate::runtime::m::M;
use crate::runtime::os::{Os, Touch};
use crate::runtime::p::PStatus;
use crate::runtime::runq::{Runnable, Slice};
use crate::runtime::sched::Runtime;
use crate::runtime::steps::Step;
use crate::trace::event::{Branch, EventKind};

/// How many times a thief goes over all Ps (SW-1).
const STEAL_TRIES: u32 = 4;
/// How often the global queue is looked at first: every 61st slice (FR-5).
const GLOBAL_EVERY: u32 = 61;
/// How long a thief waits before it takes a running P's `runnext`, in ns (SW-4).
const RUNNEXT_BACKOFF: Nanos = 3_000;

/// What a thief came back with.
enum Stolen {
    Goroutine(Runnable),
    /// Something changed: look again from the top.
    Restart,
    /// Nothing; the earliest timer it saw is due then (0: it saw none).
    Nothing(Nanos),
}

/// What an M does that has given up its P and has looked once more.
enum Again {
    /// It has a P again, and a goroutine.
    Run(Runnable),
    /// It has a P again.
    Look,
    /// It found nothing.
    Rest,
}

/// A goroutine that is to run in a new slice.
fn new_slice(gp: Gp) -> Runnable {
    Runnable { gp, slice: Slice::New }
}

impl<O: Os> G0<'_, O> {
    /// Finds a goroutine to run, waiting for one if there is none.
    pub(super) fn find_runnable(&mut self) -> Runnable {
        loop {
            if let Some(found) = self.look() {
                return found;
            }
        }
    }

    /// One pass over all the places; `None`: start over.
    fn look(&mut self) -> Option<Runnable> {
        // What is found without much looking is found and started in one step, that in which the
        // goroutine before has left.
        let (rt, m) = self.parts();
        let step = rt.go_on(m);
        // FR-1
        if rt.world_stop.is_pending() {
            drop(step);
            self.gcstopm();
            return None;
        }
        let pid = m.pid();
        let seen = Seen::now(rt, m);

        // FR-2: so a sleeper that is due goes before whoever is queued (TM-3).
        let has_timers = m.p_shared().wake_time() != 0;
        let poll_until = if has_timers { rt.timers_check(m, pid).0 } else { 0 };

        // FR-5
        if seen.tick.is_multiple_of(GLOBAL_EVERY)
            && !rt.options.policy.has(Switch::NoGlobalCheck)
            && rt.globrunqsize() > 0
            && let Some(gp) = rt.globrunqget(m)
        {
            return Some(seen.found(rt, m, step, Branch::GlobalFair, new_slice(gp)));
        }

        // FR-7
        if let Some(runnable) = rt.runqget(m) {
            let branch = match runnable.slice {
                Slice::Inherited => Branch::RunNext,
                Slice::New => Branch::Local,
            };
            return Some(seen.found(rt, m, step, branch, runnable));
        }

        // FR-8
        if rt.globrunqsize() > 0
            && let Some(gp) = rt.globrunqgetbatch(m)
        {
            return Some(seen.found(rt, m, step, Branch::Global, new_slice(gp)));
        }
        drop(step);
        self.look_further(seen, poll_until)
    }

    /// There is nothing here: the places where others may have left something.
    #[inline(never)]
    fn look_further(&mut self, seen: Seen, mut poll_until: Nanos) -> Option<Runnable> {
        // FR-9
        let rt = self.rt;
        if rt.os.netpoll_waiters() > 0 && rt.netpoll.try_look() {
            self.charge(self.rt.options.costs.netpoll);
            let (rt, m) = self.parts();
            let ready = rt.os.netpoll_ready(&m.thread);
            rt.netpoll.end_look();
            if let Some((first, rest)) = ready.split_first() {
                let step = rt.step(m);
                rt.tell(m, || EventKind::Netpoll { ready: ready.len() as u32, block: false });
                rt.injectglist(m, rest);
                rt.unpark(m, *first);
                return Some(seen.found(rt, m, step, Branch::Netpoll, new_slice(*first)));
            }
        }

        // FR-10
        let (rt, m) = self.parts();
        if !m.spinning {
            let _step = rt.step(m);
            if rt.idle.has_room_for_a_searcher(rt.gomaxprocs()) {
                rt.become_spinning(m);
            }
        }
        if m.spinning {
            match self.steal_work() {
                Stolen::Goroutine(runnable) => {
                    let (rt, m) = self.parts();
                    return Some(seen.found(rt, m, rt.step(m), Branch::Steal, runnable));
                }
                Stolen::Restart => return None,
                Stolen::Nothing(when) => poll_until = earlier(poll_until, when),
            }
        }
        self.give_up_p(seen, poll_until)
    }

    /// Nothing to do: a last look, then the P goes idle and the M waits (FR-13 … FR-16).
    fn give_up_p(&mut self, seen: Seen, mut poll_until: Nanos) -> Option<Runnable> {
        let (rt, m) = self.parts();
        // FR-13
        let step = rt.step(m);
        let mut sched = rt.sched.lock();
        if rt.world_stop.is_pending() {
            return None;
        }
        if rt.globrunqsize() > 0 {
            drop(sched);
            let gp = rt.globrunqgetbatch(m);
            return gp.map(|gp| seen.found(rt, m, step, Branch::LastLook, new_slice(gp)));
        }
        let spinning = m.spinning;
        let let_go = rt.idle.let_p_go(spinning, || {
            let p = rt.releasep(m);
            rt.pidleput(&mut sched, m, p);
        });
        if let_go == LetGo::Wanted {
            let p = rt.pidleget(&mut sched).expect("it was put there with the lock held");
            rt.acquirep(m, p);
        }
        drop(sched);
        if let_go != LetGo::Idle {
            rt.become_spinning(m);
            return None;
        }
        drop(step);

        // FR-14: the spinning count goes down first and everything is looked at again after it,
        // so that whoever adds work either sees a spinner or is seen by it.
        let was_spinning = m.spinning;
        if m.spinning {
            rt.stop_spinning(m);
            match self.recheck() {
                Again::Run(runnable) => return Some(runnable),
                Again::Look => return None,
                Again::Rest => {}
            }
            let (rt, _) = self.parts();
            for id in 0..rt.gomaxprocs() {
                let p = rt.p(Pid(id));
                if p.timer_mask.load(SeqCst) {
                    poll_until = earlier(poll_until, p.wake_time());
                }
            }
        }

        // FR-15
        let (rt, m) = self.parts();
        if (rt.os.netpoll_waiters() > 0 || poll_until != 0) && rt.netpoll.try_wait() {
            match self.blocking_netpoll(&seen, poll_until, was_spinning) {
                Again::Run(runnable) => return Some(runnable),
                Again::Look => return None,
                Again::Rest => {}
            }
        } else if poll_until != 0 {
            rt.netpoll_break_if_later(m, poll_until);
        }

        // FR-16
        let (rt, m) = self.parts();
        seen.tell(rt, m, Branch::Park, Gid::NONE);
        self.stopm();
        None
    }

    /// Looks again at the queues after giving up the P (FR-14).
    fn recheck(&mut self) -> Again {
        let (rt, m) = self.parts();
        let step = rt.step(m);
        let mut sched = rt.sched.lock();
        if rt.globrunqsize() > 0
            && let Some(p) = rt.pidleget_spinning(&mut sched, m)
        {
            rt.acquirep(m, p);
            drop(sched);
            let seen = Seen::now(rt, m);
            let gp = rt.globrunqgetbatch(m);
            rt.become_spinning(m);
            let Some(gp) = gp else { return Again::Look };
            return Again::Run(seen.found(rt, m, step, Branch::Recheck, new_slice(gp)));
        }
        let busy = |id: &u32| {
            let p = rt.p(Pid(*id));
            !p.idle_mask.load(SeqCst) && !p.runqempty()
        };
        if !rt.options.policy.has(Switch::NoSteal) && (0..rt.gomaxprocs()).find(busy).is_some() {
            let Some(p) = rt.pidleget_spinning(&mut sched, m) else { return Again::Rest };
            drop(sched);
            rt.acquirep(m, p);
            rt.become_spinning(m);
            return Again::Look;
        }
        Again::Rest
    }

    /// Waits in the poller, without a P, until data comes or the earliest timer is due (FR-15).
    fn blocking_netpoll(&mut self, seen: &Seen, poll_until: Nanos, was_spinning: bool) -> Again {
        let (rt, m) = self.parts();
        rt.netpoll.begin_wait(m.id, poll_until);
        let step = rt.step(m);
        seen.tell(rt, m, Branch::BlockingNetpoll, Gid::NONE);
        rt.tell(m, || EventKind::NetpollBlock { until: poll_until });
        drop(step);
        let timeout = epoll_timeout_ms(rt.now(m), poll_until);
        self.os(|th, thread| th.epoll_wait(thread, timeout));

        let (rt, m) = self.parts();
        let ready = rt.os.netpoll_ready(&m.thread);
        let step = rt.step(m);
        rt.netpoll.end_wait(rt.now(m));
        rt.tell(m, || EventKind::Netpoll { ready: ready.len() as u32, block: true });
        let p = rt.pidleget(&mut rt.sched.lock());
        let Some(p) = p else {
            rt.injectglist(m, &ready);
            return Again::Rest;
        };
        rt.acquirep(m, p);
        let seen = Seen::now(rt, m);
        if let Some((first, rest)) = ready.split_first() {
            rt.injectglist(m, rest);
            rt.unpark(m, *first);
            return Again::Run(seen.found(rt, m, step, Branch::BlockingNetpoll, new_slice(*first)));
        }
        if was_spinning {
            rt.become_spinning(m);
        }
        Again::Look
    }

    /// Goes over all other Ps, four times, each time in another random order (SW-1). Timers and
    /// `runnext` are taken in the last pass only (SW-3, SW-4).
    fn steal_work(&mut self) -> Stolen {
        let mut ran_timer = false;
        let mut poll_until = 0;
        if self.rt.options.policy.has(Switch::NoSteal) {
            return Stolen::Nothing(0);
        }
        for pass in 0..STEAL_TRIES {
            let last = pass == STEAL_TRIES - 1;
            let (rt, m) = self.parts();
            let procs = rt.gomaxprocs();
            let (mut at, step) = steal_order(m, procs, rt.os.cheaprand(&m.thread, Draw::Steal));
            for _ in 0..procs {
                let victim = Pid(at);
                at = (at + step) % procs;
                if self.rt.world_stop.is_pending() {
                    return Stolen::Restart;
                }
                let (rt, m) = self.parts();
                if victim == m.pid() {
                    continue;
                }
                if last && rt.p(victim).timer_mask.load(SeqCst) {
                    let (when, ran) = rt.timers_check(m, victim);
                    poll_until = earlier(poll_until, when);
                    if ran {
                        let _step = rt.step(m);
                        if let Some(runnable) = rt.runqget(m) {
                            return Stolen::Goroutine(runnable);
                        }
                        ran_timer = true;
                    }
                }
                if !rt.p(victim).idle_mask.load(SeqCst)
                    && let Some(gp) = self.steal_from(victim, last)
                {
                    let (rt, m) = self.parts();
                    rt.os.touch(&m.thread, Touch::Stolen);
                    // In a new slice, whatever it was stolen from (SW-5).
                    return Stolen::Goroutine(new_slice(gp));
                }
            }
        }
        if ran_timer { Stolen::Restart } else { Stolen::Nothing(poll_until) }
    }

    /// Steals half of a P's ring, or in the last pass its `runnext`: if that P is busy, it gets a
    /// little time to run that goroutine itself (SW-4).
    fn steal_from(&mut self, victim: Pid, last: bool) -> Option<Gp> {
        self.charge(self.rt.options.costs.steal_probe);
        loop {
            let (rt, m) = self.parts();
            if let Some(gp) = rt.runqsteal(m, victim) {
                return Some(gp);
            }
            let p = rt.p(victim);
            let next = p.runnext().filter(|_| last)?;
            // Looked at once: its M may give it up at any time.
            let holder = p.m();
            let curg = || rt.m_shared(holder).curg();
            let in_syscall = || curg().is_some_and(|gp| rt.g(gp).status() == GStatus::Syscall);
            if p.status() == PStatus::Running && holder.is_some() && !in_syscall() {
                self.os(|th, thread| th.usleep(thread, RUNNEXT_BACKOFF));
            }
            let (rt, m) = self.parts();
            if rt.steal_runnext(m, victim, next) {
                return Some(next);
            }
        }
    }
}

/// The earlier of two times, where 0 means never.
fn earlier(a: Nanos, b: Nanos) -> Nanos {
    if a == 0 || (b != 0 && b < a) { b } else { a }
}

/// How long epoll is asked to wait: whole milliseconds, rounded up below one and down above
/// (TM-7); negative: for ever.
fn epoll_timeout_ms(now: Nanos, until: Nanos) -> i64 {
    match until.saturating_sub(now) {
        _ if until == 0 => -1,
        0 => 0,
        delay => ((delay / 1_000_000).max(1)) as i64,
    }
}

/// Where to start and how far to step so that every P is met once: the steps are the numbers
/// coprime to how many there are (SW-1).
fn steal_order<O: Os>(m: &mut M<O>, procs: u32, random: u32) -> (u32, u32) {
    if m.steal_procs != procs {
        fn gcd(a: u32, b: u32) -> u32 {
            if b == 0 { a } else { gcd(b, a % b) }
        }
        m.steal_procs = procs;
        m.steal_steps = (1..=procs).filter(|i| gcd(*i, procs) == 1).collect();
    }
    let step = m.steal_steps[(random / procs) as usize % m.steal_steps.len()];
    (random % procs, step)
}

/// What the M saw when it began to look: the values that decide.
#[derive(Clone, Copy)]
struct Seen {
    tick: u32,
    global: u32,
    local: u16,
    spinning: u8,
    idle: u8,
}

impl Seen {
    #[inline]
    fn now<O: Os>(rt: &Runtime<O>, m: &mut M<O>) -> Self {
        let tick = m.p_shared().schedtick.load(Relaxed);
        if !rt.tracer.on() {
            return Seen { tick, global: 0, local: 0, spinning: 0, idle: 0 };
        }
        Seen {
            tick,
            global: rt.globrunqsize() as u32,
            local: m.p().runq.len() as u16,
            spinning: rt.idle.searching().min(255) as u8,
            idle: rt.idle.idle_ps().min(255) as u8,
        }
    }

    #[inline]
    fn tell<O: Os>(&self, rt: &Runtime<O>, m: &M<O>, found: Branch, gid: Gid) {
        let _step = rt.step(m);
        rt.tell(m, || {
            let Seen { tick, global, local, spinning, idle } = *self;
            EventKind::FindRunnable { found, gid, tick, global, local, spinning, idle }
        });
    }

    /// That goroutine is to run. Its step goes on until it does ([`G0::execute`]).
    #[inline]
    fn found<O: Os>(
        &self,
        rt: &Runtime<O>,
        m: &M<O>,
        step: Step<'_>,
        branch: Branch,
        runnable: Runnable,
    ) -> Runnable {
        self.tell(rt, m, branch, rt.gid(runnable.gp));
        step.leave_open();
        runnable
    }
}
