//! The conductor: resumes the M whose clock is earliest, again and again.
//!
//! Next: [`super::os`] for what an M asks, [`super::cores`] for who may run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use corosensei::{Coroutine, CoroutineResult};

use super::cores::{Cause, Cores, Placed};
use super::os::{Clock, Command, Resume, VirtualThread, VirtualTime, WaitFor};
use super::quota::Quota;
use crate::ids::{Mid, Nanos};
use crate::runtime::choices::{Choices, Draw, Seeded};
use crate::runtime::proc::{SYSMON, mstart, rt0};
use crate::runtime::stack::{PooledStack, StackPool};
use crate::runtime::{MainProgram, Options, Outcome, Output, Runtime};
use crate::trace::event::EventKind;
use crate::trace::tracer::Tracer;

/// How far a run may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Virtual time, in ns.
    pub time: Nanos,
    /// Work for the program, in ns ([`Machine::work`]).
    pub work: Nanos,
    /// Events told; only counted while somebody listens.
    pub events: u64,
    /// Turns that threads get in this call; a pause here leaves no mark on the run.
    pub turns: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { time: Nanos::MAX, work: Nanos::MAX, events: u64::MAX, turns: u64::MAX }
    }
}

/// Why a run stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The program ended.
    Outcome(Outcome),
    /// The limit on virtual time was reached.
    Time,
    /// The limit on work was reached.
    Work,
    /// The limit on events was reached.
    Events,
    /// The limit on turns was reached: call again.
    Turns,
}

/// A thread's code; it returns the time at which it ended.
type ThreadCo = Coroutine<Resume, (WaitFor, Nanos), Nanos, PooledStack>;

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// On a core; or waits for one.
    Runnable,
    /// Asleep, as asked.
    Asleep(WaitFor),
    /// Its sleep ends at the time it is queued for.
    Waking,
    /// Ended.
    Dead,
}

struct Thread {
    co: Option<ThreadCo>,
    state: State,
    /// When it goes on, as far as it is known.
    due: Nanos,
    /// What it has still to be busy for, when it gets a core again.
    owed: Nanos,
    /// Why it can run when its sleep ends.
    cause: Cause,
    /// Its valid entry in the queue; others are stale.
    turn: u64,
    /// Its note was set, or the poller's, before it slept.
    note: bool,
    poll_note: bool,
    woken: bool,
    /// The quota is used up: it may not run before the period ends.
    throttled: bool,
}

/// Time, tie-breaker by the seed, the entry's number, who.
type Turn = Reverse<(Nanos, u32, u64, Mid)>;

/// A run in virtual time.
pub struct Machine {
    rt: Arc<Runtime<VirtualTime>>,
    threads: Vec<Thread>,
    cores: Cores,
    quota: Option<Quota>,
    queue: BinaryHeap<Turn>,
    turns: u64,
    now: Nanos,
    cpu: Nanos,
    /// The most work that a nanosecond of CPU time can be.
    densest: Nanos,
    stopped: bool,
    stacks: StackPool,
}

impl Machine {
    /// A machine that is about to run the program on `cores` virtual cores (at least 1); all that is left
    /// to chance is drawn from the seed.
    pub fn new(
        options: &Options,
        cores: usize,
        seed: u64,
        tracer: Tracer,
        output: Box<Output>,
        program: MainProgram<VirtualTime>,
    ) -> Self {
        Self::with_choices(options, cores, Box::new(Seeded::new(seed)), tracer, output, program)
    }

    /// The same with draws from elsewhere.
    pub fn with_choices(
        options: &Options,
        cores: usize,
        choices: Box<dyn Choices>,
        tracer: Tracer,
        output: Box<Output>,
        program: MainProgram<VirtualTime>,
    ) -> Self {
        let os = VirtualTime::new(choices, options, cores.max(1));
        let rt = Runtime::new(os, options, tracer, output);
        let mut machine = Machine {
            rt,
            threads: Vec::new(),
            cores: Cores::new(cores.max(1), &options.costs),
            quota: options.cpu_quota.map(|quota| Quota::new(quota, cores.max(1))),
            queue: BinaryHeap::new(),
            turns: 0,
            now: 0,
            cpu: 0,
            densest: 1 + options.costs.instrs(1),
            stopped: false,
            stacks: StackPool::default(),
        };
        machine.start_thread(Mid(0), 0, Mid(0), Some(program));
        machine
    }

    /// The runtime it runs.
    pub fn runtime(&self) -> &Arc<Runtime<VirtualTime>> {
        &self.rt
    }

    /// The time now.
    pub fn now(&self) -> Nanos {
        self.now
    }

    /// Work that was done for the program, in ns: CPU time of all threads together, and one for each
    /// instruction, which takes the program less time than it takes to simulate it.
    pub fn work(&self) -> Nanos {
        self.cpu.saturating_add(self.rt.os.instrs.get())
    }

    /// Runs until the program ends or a limit is reached. Can be called again with other limits.
    pub fn run(&mut self, limits: &Limits) -> End {
        let mut turns = 0;
        loop {
            if turns == limits.turns {
                return End::Turns;
            }
            turns += 1;
            if self.stopped {
                let outcome = self.rt.outcome().expect("a run that stopped says how it ended");
                return End::Outcome(outcome);
            }
            if limits.events != u64::MAX && self.rt.told() >= limits.events {
                return End::Events;
            }
            if self.work() >= limits.work {
                return End::Work;
            }
            let Some(&Reverse((at, _, turn, mid))) = self.queue.peek() else {
                panic!("no thread can ever run again: a wake-up was lost at {} ns", self.now);
            };
            if at > limits.time {
                return End::Time;
            }
            self.queue.pop();
            let thread = &mut self.threads[mid.index()];
            if thread.turn != turn {
                continue;
            }
            assert!(at >= self.now, "time goes back from {} to {at}", self.now);
            self.now = at;
            self.new_period();
            let thread = &mut self.threads[mid.index()];
            match thread.state {
                State::Runnable => self.resume(mid, limits),
                State::Asleep(_) | State::Waking => {
                    thread.woken = thread.state == State::Waking;
                    thread.state = State::Runnable;
                    let cause = thread.cause;
                    let preempts = self.rt.os.noise(|n, draw| n.preempts(draw, cause));
                    let (placed, victim) = self.cores.wake(mid, at, cause, preempts);
                    if let Some(victim) = victim {
                        // It waits for a core now: its turn is void.
                        let victim = &mut self.threads[victim.index()];
                        victim.turn = 0;
                        let busy = if victim.throttled { 0 } else { victim.due.saturating_sub(at) };
                        victim.owed = busy;
                    }
                    self.place(placed);
                }
                State::Dead => unreachable!("a thread that ended has no turn"),
            }
        }
    }

    /// Lets a thread run until it gives way.
    fn resume(&mut self, mid: Mid, limits: &Limits) {
        let next = self.queue.peek().map_or(Nanos::MAX, |t| t.0.0);
        let work_left = (limits.work - self.work()) / self.densest;
        let started = self.now;
        let core = self.cores.of(mid);
        let left = self.quota.as_mut().map_or(Nanos::MAX, |quota| quota.left(core));
        if left == 0 {
            return self.throttle(mid);
        }
        let os = &self.rt.os;
        let (speed, hiccup) = os.noise(|n, draw| n.core(draw, core, started));
        // Neither the thread nor its computation goes past these.
        let end = self
            .cores
            .slice_end(mid)
            .min(hiccup)
            .min(limits.time)
            .min(started.saturating_add(work_left.max(1).min(left)));
        let horizon = next.min(end);
        let reach = if horizon < end { self.stretch(started).min(end) } else { horizon };
        let thread = &mut self.threads[mid.index()];
        let woken = std::mem::take(&mut thread.woken);
        let co = thread.co.as_mut().expect("a thread that runs has code");
        let result = co.resume(Resume { now: started, horizon, reach, speed, woken });
        let (wait, now) = match result {
            CoroutineResult::Yield((wait, now)) => (Some(wait), now),
            CoroutineResult::Return(now) => (None, now),
        };
        self.now = now;
        self.obey(mid);
        let used = if let Some(WaitFor::Busy(until)) = wait { until } else { now } - started;
        self.cpu += used;
        self.cores.ran(mid, used);
        if let Some(quota) = &mut self.quota {
            quota.used(core, used);
        }
        match wait {
            None => {
                let thread = &mut self.threads[mid.index()];
                (thread.co, thread.state) = (None, State::Dead);
                self.leave_core(mid, now);
            }
            Some(WaitFor::Busy(until)) => match self.cores.slice_over(mid, until) {
                None => {
                    let away = self.rt.os.noise(|n, draw| n.hiccup(draw, core, until));
                    self.queue_at(mid, until + away.unwrap_or(0));
                }
                Some(placed) => {
                    self.threads[mid.index()].turn = 0;
                    self.place(Some(placed));
                }
            },
            Some(wait) => self.fall_asleep(mid, wait, now),
        }
    }

    /// How far computation that begins now may run ahead of the other threads: not past sysmon's next
    /// look, which may interrupt it.
    fn stretch(&self, started: Nanos) -> Nanos {
        let sysmon = self.threads.get(SYSMON.index()).filter(|t| t.turn != 0);
        let sysmon = sysmon.map_or(Nanos::MAX, |t| t.due);
        let os = &self.rt.os;
        let stretch = os.noise.borrow().stretch(&mut || os.draw(Draw::Stretch));
        sysmon.min(started + stretch)
    }

    fn fall_asleep(&mut self, mid: Mid, wait: WaitFor, now: Nanos) {
        // Who waits in the poller wakes when data comes; what is told of later may come earlier.
        let wait = match wait {
            WaitFor::Poll(until) => WaitFor::Poll(until.min(self.rt.os.next_data())),
            wait => wait,
        };
        let thread = &mut self.threads[mid.index()];
        let note = match wait {
            WaitFor::Note | WaitFor::NoteUntil(_) => std::mem::take(&mut thread.note),
            WaitFor::Poll(_) => std::mem::take(&mut thread.poll_note),
            WaitFor::Busy(_) | WaitFor::Until(_) => false,
        };
        if note {
            thread.woken = true;
            return self.queue_at(mid, now);
        }
        (thread.state, thread.cause) = (State::Asleep(wait), Cause::Timer);
        thread.turn = 0;
        let until = match wait {
            WaitFor::NoteUntil(until) | WaitFor::Until(until) | WaitFor::Poll(until) => until,
            WaitFor::Note | WaitFor::Busy(_) => Nanos::MAX,
        };
        if until != Nanos::MAX {
            self.queue_at(mid, until.max(now));
        }
        self.leave_core(mid, now);
    }

    /// A thread needs its core no more: the next one gets it.
    fn leave_core(&mut self, mid: Mid, now: Nanos) {
        let core = self.cores.of(mid);
        let placed = self.cores.sleep(mid, now);
        if placed.is_none() {
            self.rt.os.noise.borrow_mut().occupied(core, false, now);
            if let Some(quota) = &mut self.quota {
                quota.idle(core);
            }
        }
        self.place(placed);
    }

    /// The thread may not run before the quota's period ends; it keeps its core.
    fn throttle(&mut self, mid: Mid) {
        let until = self.quota.as_ref().expect("only a quota holds threads back").period_end();
        if !std::mem::replace(&mut self.threads[mid.index()].throttled, true) {
            self.rt.tell_of_machine(self.now, EventKind::CpuThrottle { mid, until });
        }
        self.queue_at(mid, until);
    }

    /// If the quota's period is over, those that it held back may run again.
    fn new_period(&mut self) {
        if !self.quota.as_mut().is_some_and(|quota| quota.renew(self.now)) {
            return;
        }
        for (i, thread) in self.threads.iter_mut().enumerate() {
            if std::mem::take(&mut thread.throttled) {
                self.rt.tell_of_machine(self.now, EventKind::CpuUnthrottle { mid: Mid(i as u32) });
            }
        }
    }

    /// Carries out the commands of the thread that just ran.
    fn obey(&mut self, by: Mid) {
        let commands = std::mem::take(&mut *self.rt.os.commands.borrow_mut());
        for command in commands {
            match command {
                Command::Stop => self.stopped = true,
                Command::New(mid, at) => self.start_thread(mid, at, by, None),
                Command::Wake(mid, at) => {
                    let thread = &mut self.threads[mid.index()];
                    match thread.state {
                        State::Asleep(WaitFor::Note | WaitFor::NoteUntil(_)) => {
                            self.wake(mid, at, by)
                        }
                        _ => thread.note = true,
                    }
                }
                Command::Break(mid, at) => {
                    let thread = &mut self.threads[mid.index()];
                    match thread.state {
                        State::Asleep(WaitFor::Poll(_)) => self.wake(mid, at, by),
                        _ => thread.poll_note = true,
                    }
                }
                Command::Data(at) => {
                    let polls =
                        |t: &Thread| matches!(t.state, State::Asleep(WaitFor::Poll(u)) if u > at);
                    if let Some(i) = self.threads.iter().position(polls) {
                        let mid = Mid(i as u32);
                        self.threads[i].state = State::Asleep(WaitFor::Poll(at));
                        self.queue_at(mid, at);
                    }
                }
            }
        }
    }

    fn wake(&mut self, mid: Mid, at: Nanos, by: Mid) {
        let thread = &mut self.threads[mid.index()];
        (thread.state, thread.cause) = (State::Waking, Cause::Wake(by));
        self.queue_at(mid, at);
    }

    fn place(&mut self, placed: Option<Placed>) {
        if let Some(Placed { mid, at }) = placed {
            self.rt.os.noise.borrow_mut().occupied(self.cores.of(mid), true, at);
            let owed = std::mem::take(&mut self.threads[mid.index()].owed);
            self.queue_at(mid, at + owed);
        }
    }

    /// Gives a thread its turn at a time; an earlier one of its turns is void.
    fn queue_at(&mut self, mid: Mid, at: Nanos) {
        self.turns += 1;
        let thread = &mut self.threads[mid.index()];
        (thread.turn, thread.due) = (self.turns, at);
        let tie = (self.rt.os.draw(Draw::Tie) >> 32) as u32;
        self.queue.push(Reverse((at, tie, self.turns, mid)));
    }

    fn start_thread(
        &mut self,
        mid: Mid,
        at: Nanos,
        by: Mid,
        program: Option<MainProgram<VirtualTime>>,
    ) {
        assert_eq!(mid.index(), self.threads.len(), "threads are numbered in order");
        let rt = self.rt.clone();
        let stack = self.stacks.take().expect("address space for a thread's stack");
        let co = ThreadCo::with_stack(stack, move |yielder, first: Resume| {
            let clock = Clock::new(first);
            let mut thread = VirtualThread { yielder, rt: rt.clone() };
            let m = rt.allocm(mid, clock);
            let m = match program {
                Some(program) => rt0(rt, &mut thread, m, program),
                None => mstart(rt, &mut thread, m),
            };
            m.thread.now
        });
        self.threads.push(Thread {
            co: Some(co),
            state: State::Waking,
            due: at,
            cause: Cause::New(by),
            owed: 0,
            turn: 0,
            note: false,
            poll_note: false,
            woken: false,
            throttled: false,
        });
        self.queue_at(mid, at);
    }
}

impl Drop for Machine {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        self.rt.finish();
        self.threads.clear();
        // SAFETY: the run's threads were the coroutines that have just been dropped.
        unsafe { self.rt.drop_goroutines() };
    }
}
