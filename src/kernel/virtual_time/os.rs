//! What the scheduler sees of virtual time. Its calls leave notes for the conductor, which reads them
//! when the M gives way.
//!
//! Next: [`super::conductor`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use corosensei::Yielder;

use crate::ids::{Mid, Nanos};
use crate::runtime::Gp;
use crate::runtime::costs::Costs;
use crate::runtime::os::{Os, OsThread, PREEMPT_LATENCY};

/// What an M carries: its clock, and how far it may go.
pub struct Clock {
    pub(super) now: Nanos,
    /// When the next M is due. Comes nearer when this M wakes another.
    pub(super) horizon: Cell<Nanos>,
}

/// What a running M has asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Post {
    /// Start that M at that time.
    New(Mid, Nanos),
    /// End that M's sleep on its note.
    Wake(Mid, Nanos),
    /// End that M's wait in the poller.
    Break(Mid, Nanos),
    /// Data for the poller comes at that time.
    Data(Nanos),
    /// The run is over.
    Stop,
}

/// Why an M gives way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ask {
    /// Uses its core until that time, and does nothing that others could see.
    Busy(Nanos),
    /// Sleeps, until woken by its note.
    Note,
    /// Sleeps until woken by its note, or until that time.
    NoteUntil(Nanos),
    /// Sleeps until that time.
    Until(Nanos),
    /// Waits in the poller until that time (`Nanos::MAX`: for ever).
    Poll(Nanos),
}

/// An M goes on: at that time, as far as `horizon`; whether its note woke it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resume {
    pub now: Nanos,
    pub horizon: Nanos,
    pub woken: bool,
}

/// Virtual time, as the scheduler's machine.
pub struct VirtualTime {
    costs: Costs,
    random: Cell<u64>,
    pub(super) posts: RefCell<Vec<Post>>,
    /// Goroutines that wait for data, by when it comes.
    io: RefCell<BTreeMap<(Nanos, u32), Gp>>,
    io_seq: Cell<u32>,
}

impl VirtualTime {
    pub(super) fn new(seed: u64, costs: Costs) -> Self {
        VirtualTime {
            costs,
            random: Cell::new(seed),
            posts: RefCell::default(),
            io: RefCell::default(),
            io_seq: Cell::new(0),
        }
    }

    /// When data for the poller comes next; `Nanos::MAX`: none is awaited.
    pub(super) fn next_data(&self) -> Nanos {
        self.io.borrow().first_key_value().map_or(Nanos::MAX, |((at, _), _)| *at)
    }

    /// Leaves a note for the conductor about something that happens `delay` after now; the M that asks
    /// may not run past that.
    fn post(&self, waker: &Clock, delay: Nanos, make: impl FnOnce(Nanos) -> Post) {
        let at = waker.now + delay;
        waker.horizon.set(waker.horizon.get().min(at));
        self.posts.borrow_mut().push(make(at));
    }
}

/// The next number of a seeded sequence (SplitMix64).
pub(super) fn next_random(state: &Cell<u64>) -> u64 {
    let s = state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
    state.set(s);
    let mut z = s;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Os for VirtualTime {
    const CONCURRENT: bool = false;

    type Thread = Clock;

    #[inline]
    fn nanotime(&self, thread: &Clock) -> Nanos {
        thread.now
    }

    #[inline]
    fn charge(&self, thread: &mut Clock, cost: Nanos) -> Nanos {
        let to = thread.now + cost;
        if to <= thread.horizon.get() {
            thread.now = to;
            return 0;
        }
        cost
    }

    #[inline]
    fn budget(&self, thread: &Clock) -> Nanos {
        thread.horizon.get().saturating_sub(thread.now)
    }

    fn newosproc(&self, waker: &Clock, mid: Mid) {
        self.post(waker, self.costs.thread_create, |at| Post::New(mid, at));
    }

    fn notewakeup(&self, waker: &Clock, mid: Mid) {
        self.post(waker, self.costs.thread_wake, |at| Post::Wake(mid, at));
    }

    fn netpoll_open(&self, thread: &Clock, gp: Gp, ns: Nanos) {
        let seq = self.io_seq.replace(self.io_seq.get() + 1);
        self.io.borrow_mut().insert((thread.now + ns, seq), gp);
        self.post(thread, ns, Post::Data);
    }

    fn netpoll_waiters(&self) -> u32 {
        self.io.borrow().len() as u32
    }

    fn netpoll_ready(&self, thread: &Clock) -> Vec<Gp> {
        let mut io = self.io.borrow_mut();
        let mut ready = Vec::new();
        while let Some(entry) = io.first_entry()
            && entry.key().0 <= thread.now
        {
            ready.push(entry.remove());
        }
        ready.reverse();
        ready
    }

    fn netpoll_break(&self, waker: &Clock, mid: Mid) {
        self.post(waker, self.costs.thread_wake, |at| Post::Break(mid, at));
    }

    fn cheaprand(&self, _thread: &Clock) -> u32 {
        (next_random(&self.random) >> 32) as u32
    }

    fn stop(&self, thread: &Clock) {
        self.post(thread, 0, |_| Post::Stop);
    }
}

/// An M's own stack, as it reaches the conductor.
pub(super) struct VirtualThread<'y> {
    pub yielder: &'y Yielder<Resume, (Ask, Nanos)>,
    /// How much later than asked a timed sleep ends.
    pub slack: Nanos,
}

impl VirtualThread<'_> {
    fn ask(&mut self, clock: &mut Clock, ask: Ask) -> bool {
        let go_on = self.yielder.suspend((ask, clock.now));
        clock.now = go_on.now;
        clock.horizon.set(go_on.horizon);
        go_on.woken
    }
}

impl OsThread<VirtualTime> for VirtualThread<'_> {
    fn pause(&mut self, clock: &mut Clock, cost: Nanos) -> Nanos {
        let step = cost.min(PREEMPT_LATENCY);
        self.ask(clock, Ask::Busy(clock.now + step));
        cost - step
    }

    fn notesleep(&mut self, clock: &mut Clock) {
        while !self.ask(clock, Ask::Note) {}
    }

    fn notetsleep(&mut self, clock: &mut Clock, until: Nanos) -> bool {
        self.ask(clock, Ask::NoteUntil(until.saturating_add(self.slack)))
    }

    fn usleep(&mut self, clock: &mut Clock, ns: Nanos) {
        let until = clock.now + ns + self.slack;
        self.ask(clock, Ask::Until(until));
    }

    fn block(&mut self, clock: &mut Clock, ns: Nanos) {
        let until = clock.now + ns;
        self.ask(clock, Ask::Until(until));
    }

    fn epoll_wait(&mut self, clock: &mut Clock, timeout_ms: i64) {
        let until = match timeout_ms {
            ms if ms < 0 => Nanos::MAX,
            0 => clock.now,
            ms => clock.now + ms as Nanos * 1_000_000 + self.slack,
        };
        self.ask(clock, Ask::Poll(until));
    }
}
