//! The seam: the few things the scheduler needs from below. Virtual time and real threads each
//! implement it once ([`crate::kernel`]); the scheduler is generic over it.
//!
//! It must never know what a goroutine does. Next: [`super::m`].

use super::choices::Draw;
use super::gp::Gp;
use crate::ids::{Mid, Nanos, Pid};

/// How long a busy M can be deaf to a request to give way, in virtual time: what a signal takes to
/// arrive (PR-3).
pub const PREEMPT_LATENCY: Nanos = 10_000;

/// What takes longer than its cost says, because pages or cache lines are not where they are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// The packages that a program imports are initialised: all that is new to the process.
    Startup,
    /// A goroutine that has no predecessor's structure and stack.
    NewG,
    /// A goroutine runs for the first time; where it is the first one of a run, the runtime's code for it
    /// is cold.
    Run,
    /// A goroutine that was stolen: another core has prepared it.
    Stolen,
    /// A call of package fmt on that P: the first one finds no buffers there, and the first one of a run cold
    /// code.
    Print(Pid),
}

/// What the scheduler asks of the machine, from any stack: nothing here switches or blocks.
///
/// # Safety
/// - [`Os::netpoll_ready`] gives back only goroutines that its own runtime gave to this very `Os`.
/// - Where [`Os::CONCURRENT`] is false, all Ms of a run are on one thread.
#[allow(unsafe_code)]
pub unsafe trait Os: Sized + 'static {
    /// Whether Ms run at the same time. Then what one of them does must be told before another acts on
    /// it ([`super::step`]), and a run that is over still has Ms that must be stopped.
    const CONCURRENT: bool;

    /// What each M carries for its kernel.
    type Thread;

    /// The time now on that M.
    fn nanotime(&self, thread: &Self::Thread) -> Nanos;

    /// Moves that M's clock on by the cost of what it is about to do, if nothing else happens
    /// until then; else returns the cost, for [`OsThread::pause`]. Always 0 on real threads.
    fn charge(&self, thread: &mut Self::Thread, cost: Nanos) -> Nanos;

    /// For how long that M may compute before it must charge what it has spent: until something else
    /// happens, or some way past that, since plain computation can't be told from outside while it lasts.
    fn budget(&self, thread: &Self::Thread) -> Nanos;

    /// So many instructions of a program were run: the work that a limit on it counts.
    fn computed(&self, instrs: u64);

    /// How many instructions more a computation goes on for that has used up its budget: it may be
    /// interrupted between any two (PR-3). 0: at jumps back only.
    fn overrun(&self, thread: &Self::Thread) -> u32;

    /// The M is about to touch memory that it has not touched before, or that another core has written.
    fn touch(&self, thread: &Self::Thread, what: Touch);

    /// Makes a new thread for `mid`, which calls [`super::proc::mstart`].
    fn newosproc(&self, waker: &Self::Thread, mid: Mid);

    /// Wakes `mid` from `notesleep` or `notetsleep`; if it does not sleep, it will not next time.
    fn notewakeup(&self, waker: &Self::Thread, mid: Mid);

    /// A goroutine waits in the poller; its data comes after `ns`.
    fn netpoll_open(&self, thread: &Self::Thread, gp: Gp, ns: Nanos);

    /// How many goroutines wait in the poller.
    fn netpoll_waiters(&self) -> u32;

    /// The goroutines whose data has come, the last one first (NW-3).
    fn netpoll_ready(&self, thread: &Self::Thread) -> Vec<Gp>;

    /// Wakes `mid` from [`OsThread::epoll_wait`].
    fn netpoll_break(&self, waker: &Self::Thread, mid: Mid);

    /// A random number; in virtual time from the run's seed.
    fn cheaprand(&self, thread: &Self::Thread, what: Draw) -> u32;

    /// Says that the run is over: no M shall go on.
    fn stop(&self, thread: &Self::Thread);
}

/// What only an M's own stack (g0) may ask, because it switches or blocks.
pub trait OsThread<O: Os> {
    /// Lets the cost pass, or a part of it, while others do what they do until then; returns what is
    /// left of it. An M can be asked to give way between two parts.
    fn pause(&mut self, thread: &mut O::Thread, cost: Nanos) -> Nanos;

    /// Sleeps until woken.
    fn notesleep(&mut self, thread: &mut O::Thread);

    /// Sleeps until woken or until the time `until`; says whether it was woken.
    fn notetsleep(&mut self, thread: &mut O::Thread, until: Nanos) -> bool;

    /// Sleeps for that long, or a little longer.
    fn usleep(&mut self, thread: &mut O::Thread, ns: Nanos);

    /// Is in a blocking system call for that long.
    fn block(&mut self, thread: &mut O::Thread, ns: Nanos);

    /// Waits in the poller until data comes for a goroutine, for `timeout_ms` at most (negative: for
    /// ever), or until [`Os::netpoll_break`].
    fn epoll_wait(&mut self, thread: &mut O::Thread, timeout_ms: i64);
}
