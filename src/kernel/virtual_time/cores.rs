//! Virtual cores: which Ms run, as an operating system would have it.
//!
//! A thread that wakes takes a free core, or the core of the one that has had most time if that is
//! clearly more than its own (so sysmon, which sleeps mostly, gets one at once); else it waits. With noise
//! a draw may give it its waker's core at once. A running thread gives its core up after a slice if others
//! wait. It must never know what an M does. Next: [`super::conductor`].

use std::collections::BTreeSet;

use crate::ids::{Mid, Nanos};
use crate::runtime::costs::Costs;

/// What the operating system keeps of a thread.
#[derive(Clone, Copy, Default)]
struct Thread {
    /// CPU time it has had, or is counted as having had after a long sleep.
    vruntime: Nanos,
    core: Option<usize>,
    /// Until when it may keep its core while others wait.
    slice_end: Nanos,
}

#[derive(Clone, Copy, Default)]
struct Core {
    running: Mid,
    /// Who ran there last: another one costs a switch.
    last: Mid,
}

/// The cores and who waits for one.
pub(super) struct Cores {
    cores: Vec<Core>,
    threads: Vec<Thread>,
    /// Those that could run, the one with the least time first.
    ready: BTreeSet<(Nanos, u64, Mid)>,
    seq: u64,
    slice: Nanos,
    switch: Nanos,
}

/// Why a thread can run now.
#[derive(Clone, Copy)]
pub(super) enum Cause {
    /// That one has made it.
    New(Mid),
    /// That one has woken it.
    Wake(Mid),
    /// Its time has come.
    Timer,
}

/// A thread that got a core, and when it runs there.
pub(super) struct Placed {
    pub mid: Mid,
    pub at: Nanos,
}

impl Cores {
    pub fn new(cores: usize, costs: &Costs) -> Self {
        Cores {
            cores: vec![Core::default(); cores],
            threads: Vec::new(),
            ready: BTreeSet::new(),
            seq: 0,
            slice: costs.os_slice,
            switch: costs.thread_switch,
        }
    }

    fn thread(&mut self, mid: Mid) -> &mut Thread {
        if self.threads.len() <= mid.index() {
            self.threads.resize(mid.index() + 1, Thread::default());
        }
        &mut self.threads[mid.index()]
    }

    /// A thread wakes: who gets a core now, and who loses one (and waits). Where all cores are busy,
    /// `preempts` says whether it takes that of its waker, or of who has had most time, at once.
    pub fn wake(
        &mut self,
        mid: Mid,
        at: Nanos,
        cause: Cause,
        preempts: Option<bool>,
    ) -> (Option<Placed>, Option<Mid>) {
        let least = self.least_vruntime();
        let slice = self.slice;
        let t = self.thread(mid);
        t.vruntime = t.vruntime.max(least.saturating_sub(slice));
        let vruntime = t.vruntime;
        if let Some(core) = self.free_core(mid) {
            return (Some(self.place(mid, core, at)), None);
        }
        let most = (0..self.cores.len())
            .max_by_key(|c| self.threads[self.cores[*c].running.index()].vruntime)
            .expect("a machine has at least one core");
        let waker = match cause {
            Cause::New(by) | Cause::Wake(by) => self.threads[by.index()].core,
            Cause::Timer => None,
        };
        let core = waker.filter(|_| preempts.is_some()).unwrap_or(most);
        let victim = self.cores[core].running;
        if preempts == Some(true) || self.threads[victim.index()].vruntime > vruntime + slice / 3 {
            self.vacate(victim);
            self.wait(victim);
            return (Some(self.place(mid, core, at)), Some(victim));
        }
        self.wait(mid);
        (None, None)
    }

    /// A thread stops running, to sleep or for good: who gets its core.
    pub fn sleep(&mut self, mid: Mid, at: Nanos) -> Option<Placed> {
        let core = self.vacate(mid);
        let (_, _, next) = self.ready.pop_first()?;
        Some(self.place(next, core, at))
    }

    /// The core that the thread runs on.
    pub fn of(&self, mid: Mid) -> usize {
        self.threads[mid.index()].core.expect("a thread that runs has a core")
    }

    /// A thread has run for that long.
    pub fn ran(&mut self, mid: Mid, time: Nanos) {
        self.thread(mid).vruntime += time;
    }

    /// If others wait and the thread's slice is over at that time: who gets its core.
    pub fn slice_over(&mut self, mid: Mid, at: Nanos) -> Option<Placed> {
        if self.ready.is_empty() || at < self.thread(mid).slice_end {
            return None;
        }
        let next = self.sleep(mid, at);
        self.wait(mid);
        next
    }

    /// How far a thread may run before others that wait get their turn.
    pub fn slice_end(&self, mid: Mid) -> Nanos {
        if self.ready.is_empty() { Nanos::MAX } else { self.threads[mid.index()].slice_end }
    }

    fn least_vruntime(&self) -> Nanos {
        let running = self.cores.iter().filter(|c| c.running.is_some());
        let running = running.map(|c| self.threads[c.running.index()].vruntime);
        running.chain(self.ready.first().map(|r| r.0)).min().unwrap_or(0)
    }

    /// A free core, the one it ran on last if possible.
    fn free_core(&self, mid: Mid) -> Option<usize> {
        let free = |c: &Core| c.running.is_none();
        self.cores
            .iter()
            .position(|c| free(c) && c.last == mid)
            .or_else(|| self.cores.iter().position(free))
    }

    fn place(&mut self, mid: Mid, core: usize, at: Nanos) -> Placed {
        let c = &mut self.cores[core];
        assert!(c.running.is_none(), "core {core} runs {} and shall run {mid}", c.running);
        let at = if c.last == mid { at } else { at + self.switch };
        (c.running, c.last) = (mid, mid);
        let slice = self.slice;
        let t = self.thread(mid);
        t.core = Some(core);
        t.slice_end = at + slice;
        Placed { mid, at }
    }

    fn vacate(&mut self, mid: Mid) -> usize {
        let core = self.thread(mid).core.take().expect("a thread that runs has a core");
        self.cores[core].running = Mid::NONE;
        core
    }

    fn wait(&mut self, mid: Mid) {
        self.seq += 1;
        let entry = (self.thread(mid).vruntime, self.seq, mid);
        self.ready.insert(entry);
    }
}
