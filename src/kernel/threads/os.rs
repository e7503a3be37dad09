//! What the scheduler asks of real threads.
//!
//! Next: [`super::parker`] for how a thread sleeps, [`super::poller`] for how it waits for data,
//! [`super::machine`] for how a run ends.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::sync::{OnceLock, Weak};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::machine::start_thread;
use super::parker::{NOTE, Parker, STOP};
use super::poller::Poller;
use crate::ids::{Mid, Nanos};
use crate::runtime::choices::Draw;
use crate::runtime::os::{Os, OsThread, Touch};
use crate::runtime::{Gp, Runtime};

/// How much a goroutine may do between two safe points, in the units of [`Os::charge`]: as many
/// instructions of the bytecode, about 0.1 ms.
const BUDGET: Nanos = 20_000;

/// Real threads, as the scheduler's machine.
pub struct Threads {
    start: Instant,
    /// For new threads; set when the runtime has been made.
    pub(super) rt: OnceLock<Weak<Runtime<Threads>>>,
    /// One for each M.
    parkers: boxcar::Vec<Parker>,
    pub(super) poller: Poller,
    seeds: AtomicU64,
    pub(super) stopping: AtomicBool,
    pub(super) life: Mutex<Life>,
    pub(super) changed: Condvar,
}

/// Who is alive, and what the one who started the run waits for.
#[derive(Default)]
pub(super) struct Life {
    pub threads: u32,
    /// The scheduler said that the run is over.
    pub over: bool,
    /// A thread could not be made, or died of a defect.
    pub failed: Option<String>,
}

/// What an M carries.
pub struct Thread {
    mid: Mid,
    random: Cell<u64>,
}

impl Threads {
    pub(super) fn new() -> Self {
        Threads {
            start: Instant::now(),
            rt: OnceLock::new(),
            parkers: boxcar::Vec::new(),
            poller: Poller::new(),
            seeds: AtomicU64::new(0x9e37_79b9_7f4a_7c15),
            stopping: AtomicBool::new(false),
            life: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    pub(super) fn thread(&self, mid: Mid) -> Thread {
        let seed = self.seeds.fetch_add(0x9e37_79b9_7f4a_7c15, Relaxed);
        Thread { mid, random: Cell::new(seed ^ self.now()) }
    }

    /// The parker of an M. Whoever is first to ask makes it.
    fn parker(&self, mid: Mid) -> &Parker {
        loop {
            if let Some(parker) = self.parkers.get(mid.index()) {
                return parker;
            }
            self.parkers.push(Parker::default());
        }
    }

    fn now(&self) -> Nanos {
        self.start.elapsed().as_nanos() as Nanos
    }

    /// A time of the run as one of the clock; none if it is too far.
    fn instant(&self, at: Nanos) -> Option<Instant> {
        self.start.checked_add(Duration::from_nanos(at))
    }

    /// No M shall sleep from now on: each one's next sleep, or the one it is in, ends its thread.
    pub(super) fn stop_all(&self) {
        self.stopping.store(true, Release);
        for (_, parker) in self.parkers.iter() {
            parker.wake(STOP);
        }
        self.poller.wake();
    }
}

#[allow(unsafe_code)]
// SAFETY: the poller's goroutines come from `netpoll_open` and from `Cx::wait_for_fd`, which knows its runtime, and
// a machine makes an `Os` for one runtime.
unsafe impl Os for Threads {
    const CONCURRENT: bool = true;

    type Thread = Thread;

    #[inline]
    fn nanotime(&self, _thread: &Thread) -> Nanos {
        self.now()
    }

    #[inline(always)]
    fn charge(&self, _thread: &mut Thread, _cost: Nanos) -> Nanos {
        0
    }

    #[inline(always)]
    fn budget(&self, _thread: &Thread) -> Nanos {
        BUDGET
    }

    fn computed(&self, _instrs: u64) {}

    /// Safe points are where the bytecode has them; the hardware does the rest.
    fn overrun(&self, _thread: &Thread) -> u32 {
        0
    }

    fn touch(&self, _thread: &Thread, _what: Touch) {}

    fn newosproc(&self, _waker: &Thread, mid: Mid) {
        let rt = self.rt.get().and_then(Weak::upgrade);
        start_thread(rt.expect("a thread is made by one of the runtime's"), mid, None);
    }

    fn notewakeup(&self, _waker: &Thread, mid: Mid) {
        self.parker(mid).wake(NOTE);
    }

    fn netpoll_open(&self, _thread: &Thread, gp: Gp, ns: Nanos) {
        self.poller.open(gp, self.now().saturating_add(ns));
    }

    fn netpoll_waiters(&self) -> u32 {
        self.poller.waiters()
    }

    fn netpoll_ready(&self, _thread: &Thread) -> Vec<Gp> {
        self.poller.ready(self.now())
    }

    /// Whoever polls, or is about to, looks again: which M that is, the poller knows best.
    fn netpoll_break(&self, _waker: &Thread, _mid: Mid) {
        self.poller.wake();
    }

    /// Xorshift*, of the M alone.
    fn cheaprand(&self, thread: &Thread, _what: Draw) -> u32 {
        let mut x = thread.random.get() | 1;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        thread.random.set(x);
        (x.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32
    }

    fn stop(&self, _thread: &Thread) {
        self.life.lock().over = true;
        self.changed.notify_all();
    }
}

/// Unwinds an M's own stack: the run is over.
pub(super) struct Halted;

/// An M's own stack, as it reaches its thread.
pub(super) struct RealThread<'a> {
    pub os: &'a Threads,
}

impl RealThread<'_> {
    /// Ends the thread if the run is over.
    fn halt_if_stopping(&self) {
        if self.os.stopping.load(Acquire) {
            resume_unwind(Box::new(Halted));
        }
    }

    fn wait(&self, thread: &Thread, flags: u32, until: Option<Instant>) -> bool {
        let woken = self.os.parker(thread.mid).wait(flags, until);
        self.halt_if_stopping();
        woken
    }
}

impl OsThread<Threads> for RealThread<'_> {
    fn pause(&mut self, _thread: &mut Thread, _cost: Nanos) -> Nanos {
        0
    }

    fn notesleep(&mut self, thread: &mut Thread) {
        self.wait(thread, NOTE, None);
    }

    fn notetsleep(&mut self, thread: &mut Thread, until: Nanos) -> bool {
        self.wait(thread, NOTE, self.os.instant(until))
    }

    fn usleep(&mut self, _thread: &mut Thread, ns: Nanos) {
        std::thread::sleep(Duration::from_nanos(ns));
        self.halt_if_stopping();
    }

    fn block(&mut self, thread: &mut Thread, ns: Nanos) {
        self.wait(thread, 0, self.os.instant(self.os.now().saturating_add(ns)));
    }

    fn epoll_wait(&mut self, _thread: &mut Thread, timeout_ms: i64) {
        let now = self.os.now();
        let end = match timeout_ms {
            ms if ms < 0 => Nanos::MAX,
            ms => now.saturating_add(ms as Nanos * 1_000_000),
        };
        self.os.poller.wait(now, end);
        self.halt_if_stopping();
    }
}

#[cfg(test)]
mod tests {
    use super::Threads;
    use crate::runtime::g::G;

    #[test]
    fn a_goroutine_takes_two_cache_lines() {
        assert_eq!(size_of::<G<Threads>>(), 128);
    }
}
