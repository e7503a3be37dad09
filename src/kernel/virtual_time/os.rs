//! What the scheduler sees of virtual time. Its calls leave notes for the conductor, which reads them
//! when the M gives way.
//!
//! Next: [`super::conductor`].

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use corosensei::Yielder;

use super::noise::{self, SPEED, Wake};
use crate::ids::{Mid, Nanos};
use crate::runtime::choices::{Choices, Draw};
use crate::runtime::os::{Os, OsThread, PREEMPT_LATENCY, Touch};
use crate::runtime::{Gp, Options, Runtime};

/// What an M carries: its clock, and how far it may go.
pub struct Clock {
    pub(super) now: Nanos,
    /// When the next M is due. Comes nearer when this M wakes another.
    horizon: Cell<Nanos>,
    /// How far plain computation may go: past the horizon, but not past what may interrupt it.
    reach: Nanos,
    /// How long work takes on its core, in parts of [`SPEED`]; and parts of a nanosecond left over.
    speed: u64,
    parts: u64,
    /// Time that it has used without noticing, such as a system call to wake another thread: it is
    /// charged with the next cost.
    debt: Cell<Nanos>,
}

impl Clock {
    /// The clock of a thread that begins.
    pub(super) fn new(first: Resume) -> Self {
        let mut clock = Clock {
            now: 0,
            horizon: Cell::new(0),
            reach: 0,
            speed: SPEED,
            parts: 0,
            debt: Cell::new(0),
        };
        clock.resume(first);
        clock
    }

    fn resume(&mut self, resume: Resume) {
        self.now = resume.now;
        self.horizon.set(resume.horizon);
        (self.reach, self.speed) = (resume.reach, resume.speed);
    }

    /// What a cost takes on this core.
    #[inline]
    fn takes(&mut self, cost: Nanos) -> Nanos {
        let debt = self.debt.take();
        if self.speed == SPEED {
            return cost + debt;
        }
        let parts = cost.saturating_mul(self.speed).saturating_add(self.parts);
        self.parts = parts % SPEED;
        parts / SPEED + debt
    }
}

/// What a running M has asked the conductor to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Command {
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

/// What an M gives way for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum WaitFor {
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

/// An M goes on: at that time, as far as `horizon`, with plain computation as far as `reach`, at that
/// speed; whether its note woke it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resume {
    pub now: Nanos,
    pub horizon: Nanos,
    pub reach: Nanos,
    pub speed: u64,
    pub woken: bool,
}

/// Virtual time, as the scheduler's machine.
pub struct VirtualTime {
    choices: RefCell<Box<dyn Choices>>,
    pub(super) noise: RefCell<noise::Machine>,
    pub(super) commands: RefCell<Vec<Command>>,
    /// Instructions run so far.
    pub(super) instrs: Cell<u64>,
    /// Goroutines that wait for data, by when it comes.
    io: RefCell<BTreeMap<(Nanos, u32), Gp>>,
    io_seq: Cell<u32>,
}

impl VirtualTime {
    pub(super) fn new(choices: Box<dyn Choices>, options: &Options, cores: usize) -> Self {
        VirtualTime {
            choices: RefCell::new(choices),
            noise: RefCell::new(noise::Machine::new(options.noise, options.costs, cores)),
            commands: RefCell::default(),
            instrs: Cell::new(0),
            io: RefCell::default(),
            io_seq: Cell::new(0),
        }
    }

    /// The next draw.
    pub(super) fn draw(&self, what: Draw) -> u64 {
        self.choices.borrow_mut().draw(what)
    }

    /// What the noise makes of something on this machine.
    pub(super) fn noise<R>(
        &self,
        of: impl FnOnce(&mut noise::Machine, &mut dyn FnMut() -> u64) -> R,
    ) -> R {
        of(&mut self.noise.borrow_mut(), &mut || self.draw(Draw::Machine))
    }

    /// When data for the poller comes next; `Nanos::MAX`: none is awaited.
    pub(super) fn next_data(&self) -> Nanos {
        self.io.borrow().first_key_value().map_or(Nanos::MAX, |((at, _), _)| *at)
    }

    /// Leaves a note for the conductor about something that happens `delay` after now; the M that asks
    /// may not run past that.
    fn command(&self, waker: &Clock, delay: Nanos, make: impl FnOnce(Nanos) -> Command) {
        let at = waker.now + delay;
        waker.horizon.set(waker.horizon.get().min(at));
        self.commands.borrow_mut().push(make(at));
    }

    /// Leaves a note that a thread shall wake; the M that asks is in a system call for it.
    fn wake(&self, waker: &Clock, make: impl FnOnce(Nanos) -> Command) {
        let Wake { latency, waker: cost } = self.noise(|n, draw| n.wake(draw, waker.now));
        self.command(waker, latency, make);
        waker.debt.set(waker.debt.get() + cost);
    }
}

#[allow(unsafe_code)]
// SAFETY: the goroutines that wait come from `netpoll_open`, and a machine makes an `Os` for one runtime. Ms are
// coroutines of the conductor, which resumes them itself and, as the cells here see to, goes to no other thread.
unsafe impl Os for VirtualTime {
    const CONCURRENT: bool = false;

    type Thread = Clock;

    #[inline]
    fn nanotime(&self, thread: &Clock) -> Nanos {
        thread.now
    }

    #[inline]
    fn charge(&self, thread: &mut Clock, cost: Nanos) -> Nanos {
        let cost = thread.takes(cost);
        let to = thread.now.saturating_add(cost);
        if to <= thread.horizon.get() {
            thread.now = to;
            return 0;
        }
        cost
    }

    #[inline]
    fn budget(&self, thread: &Clock) -> Nanos {
        let until = thread.horizon.get().max(thread.reach);
        let left = until.saturating_sub(thread.now).saturating_sub(thread.debt.get());
        if thread.speed == SPEED { left } else { left.saturating_mul(SPEED) / thread.speed }
    }

    #[inline]
    fn computed(&self, instrs: u64) {
        self.instrs.set(self.instrs.get() + instrs);
    }

    fn overrun(&self, _thread: &Clock) -> u32 {
        self.noise.borrow().overrun(&mut || self.draw(Draw::Stretch))
    }

    fn touch(&self, thread: &Clock, what: Touch) {
        thread.debt.set(thread.debt.get() + self.noise(|n, draw| n.touch(draw, what)));
    }

    fn newosproc(&self, waker: &Clock, mid: Mid) {
        let Wake { latency, waker: cost } = self.noise(|n, draw| n.create(draw));
        self.command(waker, latency, |at| Command::New(mid, at));
        waker.debt.set(waker.debt.get() + cost);
    }

    fn notewakeup(&self, waker: &Clock, mid: Mid) {
        self.wake(waker, |at| Command::Wake(mid, at));
    }

    fn netpoll_open(&self, thread: &Clock, gp: Gp, ns: Nanos) {
        let seq = self.io_seq.replace(self.io_seq.get() + 1);
        self.io.borrow_mut().insert((thread.now + ns, seq), gp);
        self.command(thread, ns, Command::Data);
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
        self.wake(waker, |at| Command::Break(mid, at));
    }

    fn cheaprand(&self, _thread: &Clock, what: Draw) -> u32 {
        (self.draw(what) >> 32) as u32
    }

    fn stop(&self, thread: &Clock) {
        self.command(thread, 0, |_| Command::Stop);
    }
}

/// An M's own stack, as it reaches the conductor.
pub(super) struct VirtualThread<'y> {
    pub yielder: &'y Yielder<Resume, (WaitFor, Nanos)>,
    pub rt: Arc<Runtime<VirtualTime>>,
}

impl VirtualThread<'_> {
    fn wait_for(&mut self, clock: &mut Clock, wait: WaitFor) -> bool {
        let go_on = self.yielder.suspend((wait, clock.now));
        clock.resume(go_on);
        go_on.woken
    }

    /// How much later than asked a timed sleep ends.
    fn late(&self) -> Nanos {
        self.rt.os.noise(|n, draw| n.late(draw))
    }
}

impl OsThread<VirtualTime> for VirtualThread<'_> {
    fn pause(&mut self, clock: &mut Clock, cost: Nanos) -> Nanos {
        let step = cost.min(PREEMPT_LATENCY);
        self.wait_for(clock, WaitFor::Busy(clock.now + step));
        cost - step
    }

    fn notesleep(&mut self, clock: &mut Clock) {
        while !self.wait_for(clock, WaitFor::Note) {}
    }

    fn notetsleep(&mut self, clock: &mut Clock, until: Nanos) -> bool {
        self.wait_for(clock, WaitFor::NoteUntil(until.saturating_add(self.late())))
    }

    fn usleep(&mut self, clock: &mut Clock, ns: Nanos) {
        let until = clock.now + ns + self.late();
        self.wait_for(clock, WaitFor::Until(until));
    }

    fn block(&mut self, clock: &mut Clock, ns: Nanos) {
        let until = clock.now + ns;
        self.wait_for(clock, WaitFor::Until(until));
    }

    fn epoll_wait(&mut self, clock: &mut Clock, timeout_ms: i64) {
        let until = match timeout_ms {
            ms if ms < 0 => Nanos::MAX,
            0 => clock.now,
            ms => clock.now + ms as Nanos * 1_000_000 + self.late(),
        };
        self.wait_for(clock, WaitFor::Poll(until));
    }
}
