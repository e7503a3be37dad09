//! Timers: a heap per P, run by whoever schedules on that P or steals from it.
//!
//! A timer for a channel is in a heap only while a goroutine is blocked on the channel; everyone
//! else who looks at the channel looks at the clock first (TM-5). It must never know why a timer
//! was made. Next: [`super::proc`] for when timers are checked.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use super::body::Body;
use super::cx::Cx;
use super::m::M;
use super::os::Os;
use super::sched::Runtime;
use super::timer::{Fire, State};
use super::timerheap::TimerId;
use crate::ids::{Nanos, Pid};
use crate::trace::event::{EventKind, StrId};
use crate::trace::reason::WaitReason;

impl<O: Os> Runtime<O> {
    /// Sets a timer, anew if somebody else has set it meanwhile. One for a channel goes into the heap
    /// only if somebody waits.
    pub(super) fn timer_start(&self, m: &mut M<O>, id: TimerId, when: Nanos, period: Nanos) {
        let _step = self.step(m);
        let t = &mut *self.timers.lock(id);
        self.timer_remove(m, id, t);
        (t.when, t.period) = (when.max(1), period);
        if !matches!(t.fire, Fire::Chan(_)) || t.blocked > 0 {
            self.timer_add(m, id, t);
        }
    }

    /// Puts a timer into the heap of the current P; if it is the earliest now, the poller or
    /// somebody who could poll must hear of it (TM-8).
    fn timer_add(&self, m: &mut M<O>, id: TimerId, t: &mut State<O>) {
        if self.timer_insert(m, id, t) {
            self.wake_net_poller(m, t.when);
        }
    }

    /// Puts a timer into the heap of the current P; says whether it is the earliest there.
    fn timer_insert(&self, m: &M<O>, id: TimerId, t: &mut State<O>) -> bool {
        let pid = m.pid();
        let p = self.p(pid);
        let earliest = p.timers.wake_time();
        let seq = p.timers.with(|heap| {
            heap.seq += 1;
            heap.timers.insert((t.when, heap.seq, id));
            heap.seq
        });
        t.heaped = Some((pid, seq));
        p.timer_mask.store(true, SeqCst);
        self.tell(m, || EventKind::TimerStart {
            timer: id.0,
            pid,
            when: t.when,
            kind: t.fire.kind(),
        });
        earliest == 0 || t.when < earliest
    }

    fn timer_remove(&self, m: &M<O>, id: TimerId, t: &mut State<O>) {
        if let Some((pid, seq)) = t.heaped.take() {
            self.p(pid).timers.with(|heap| heap.timers.remove(&(t.when, seq, id)));
            self.tell(m, || EventKind::TimerStop { timer: id.0 });
        }
    }

    /// Stops a timer; says whether that kept it from firing, or its value from being received.
    pub(super) fn timer_stop(&self, m: &mut M<O>, id: TimerId) -> bool {
        let _step = self.step(m);
        self.maybe_run_chan(m, id);
        let t = &mut *self.timers.lock(id);
        self.timer_remove(m, id, t);
        let pending = t.when > 0;
        t.when = 0;
        match &t.fire {
            Fire::Chan(c) => c.drain() || pending,
            _ => pending,
        }
    }

    /// Runs the timers of a P that are due, in deadline order (FR-2, TM-2). Whatever they ready
    /// goes to the queue of the current M's P (SW-3). Returns the time of the next one (0: none) and
    /// whether any ran.
    pub(super) fn timers_check(&self, m: &mut M<O>, pid: Pid) -> (Nanos, bool) {
        let timers = &self.p(pid).timers;
        let mut ran = false;
        if timers.wake_time() == 0 {
            return (0, ran);
        }
        let now = self.now(m);
        let _step = self.step(m);
        loop {
            let first = timers.wake_time();
            if first == 0 || first > now {
                return (first, ran);
            }
            let due = timers.with(|heap| match heap.timers.first() {
                Some(t) if t.0 <= now => heap.timers.pop_first(),
                _ => None,
            });
            let Some((_, seq, id)) = due else { continue };
            let t = &mut *self.timers.lock(id);
            // It may have been stopped or set anew since it was taken out of the heap.
            if t.heaped == Some((pid, seq)) {
                t.heaped = None;
                self.timer_run(m, id, t, now);
                ran = true;
            }
        }
    }

    /// Lets a timer fire: a ticker is set anew first, and skips ticks that were missed.
    ///
    /// The timer stays locked while it fires, so that a value it sends is there or never comes when
    /// [`Self::timer_stop`] returns. It may have to wait for the goroutine that it readies to be off its
    /// stack; that ends, since a goroutine locks no timer while it parks ([`Cx::gopark`]).
    fn timer_run(&self, m: &mut M<O>, id: TimerId, t: &mut State<O>, now: Nanos) {
        let when = t.when;
        self.tell(m, || EventKind::TimerFire { timer: id.0, when, kind: t.fire.kind() });
        t.when = 0;
        if let Some(missed) = now.saturating_sub(when).checked_div(t.period) {
            t.when = when.saturating_add(t.period.saturating_mul(1 + missed));
            if t.blocked > 0 {
                self.timer_add(m, id, t);
            }
        }
        match &t.fire {
            Fire::Sleep(gp) => self.ready(m, *gp),
            Fire::Func(func, make) => {
                let body = make();
                self.newproc(m, *func, 0, body, false);
            }
            Fire::Chan(c) => {
                let c = c.clone();
                c.send_time(self, m, now);
            }
        }
    }

    /// Somebody looks at a timer's channel: if its time has come and nobody ran it, it fires now
    /// (TM-5).
    pub(super) fn maybe_run_chan(&self, m: &mut M<O>, id: TimerId) {
        let now = self.now(m);
        let t = &mut *self.timers.lock(id);
        if matches!(t.fire, Fire::Chan(_)) && t.heaped.is_none() && t.when > 0 && t.when <= now {
            self.timer_run(m, id, t, now);
        }
    }

    /// A goroutine blocks on a timer's channel: the timer must be in a heap.
    pub(super) fn block_timer_chan(&self, m: &mut M<O>, id: TimerId) {
        let _step = self.step(m);
        let t = &mut *self.timers.lock(id);
        t.blocked += 1;
        if t.heaped.is_none() && t.when > 0 {
            self.timer_add(m, id, t);
        }
    }

    /// It blocks no longer.
    pub(super) fn unblock_timer_chan(&self, m: &M<O>, id: TimerId) {
        let t = &mut *self.timers.lock(id);
        assert!(t.blocked > 0, "only a blocked goroutine unblocks");
        t.blocked -= 1;
        if t.blocked == 0 {
            self.timer_remove(m, id, t);
        }
    }

    /// Moves all timers of a P to the current one; the world is stopped (TM-9, PC-3).
    pub(super) fn timers_take(&self, m: &M<O>, from: Pid) {
        let taken = self.p(from).timers.with(|heap| std::mem::take(&mut heap.timers));
        for (_, _, id) in taken {
            let t = &mut *self.timers.lock(id);
            t.heaped = None;
            self.tell(m, || EventKind::TimerStop { timer: id.0 });
            self.timer_insert(m, id, t);
        }
    }
}

impl<O: Os> Cx<'_, O> {
    /// `time.Sleep`: parks first, then sets its timer (TM-4). Not at all for a time that is not
    /// positive (RD-7).
    pub fn sleep(&mut self, ns: i64) {
        if ns <= 0 {
            return;
        }
        self.charge(self.costs().timer);
        let gp = self.gp();
        let slot = &self.rt().g(gp).sleep_timer;
        let mut id = TimerId(slot.load(Relaxed));
        if id.0 == u32::MAX {
            id = self.rt().timers.add(|_| Fire::Sleep(gp));
            slot.store(id.0, Relaxed);
        }
        let when = self.now().saturating_add(ns as Nanos);
        self.m().park_sleep = Some((id, when));
        let step = self.step();
        self.gopark(step, WaitReason::Sleep, Default::default());
    }

    /// `time.AfterFunc`: after `ns`, `make` gives the code of a new goroutine (TM-4).
    pub fn after_func(
        &mut self,
        ns: i64,
        func: StrId,
        make: Box<dyn Fn() -> Body<O> + Send>,
    ) -> TimerId {
        let id = self.rt().timers.add(|_| Fire::Func(func, make));
        self.start_timer(id, ns, 0);
        id
    }

    /// `Timer.Stop`, `Ticker.Stop`: whether it kept the timer from firing or its value from being
    /// received.
    pub fn stop_timer(&mut self, id: TimerId) -> bool {
        self.charge(self.costs().timer);
        let (rt, m) = self.parts();
        rt.timer_stop(m, id)
    }

    /// `Timer.Reset`, `Ticker.Reset`: the same, then sets it anew.
    pub fn reset_timer(&mut self, id: TimerId, ns: i64, period: i64) -> bool {
        let pending = self.stop_timer(id);
        self.start_timer(id, ns, period);
        pending
    }

    pub(super) fn start_timer(&mut self, id: TimerId, ns: i64, period: i64) {
        self.charge(self.costs().timer);
        let when = self.now().saturating_add(ns.max(0) as Nanos);
        let (rt, m) = self.parts();
        rt.timer_start(m, id, when, period.max(0) as Nanos);
    }
}
