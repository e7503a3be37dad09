//! How and whether a run has ended.

use std::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

use parking_lot::Mutex;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The process ended with this code.
    Exit(i32),
    /// All goroutines are asleep; `goexit`: none is left, main called Goexit.
    Deadlock {
        /// No goroutine is left.
        goexit: bool,
    },
    /// More threads than allowed (MT-3).
    ThreadExhaustion,
    /// The process was killed: it wanted more memory than the machine has.
    Killed,
}

/// The state of a run's end; it goes from one of these to the next.
#[derive(Default)]
pub(super) struct Ending {
    outcome: Mutex<Option<Outcome>>,
    /// Ms that still run shall stop, and have nothing more to tell.
    ended: AtomicBool,
    /// Nothing runs any more: goroutines may be dropped.
    over: AtomicBool,
}

impl Ending {
    /// How the run ended, if it did.
    pub fn outcome(&self) -> Option<Outcome> {
        *self.outcome.lock()
    }

    /// Ends the run; the first to say how is heard.
    pub fn end(&self, outcome: Outcome) {
        self.outcome.lock().get_or_insert(outcome);
        self.stop();
    }

    /// All Ms shall stop, whatever the program does.
    pub fn stop(&self) {
        self.ended.store(true, Release);
    }

    /// Whether Ms shall stop.
    pub fn ended(&self) -> bool {
        self.ended.load(Acquire)
    }

    /// Nothing runs any more.
    pub fn set_over(&self) {
        self.over.store(true, Relaxed);
    }

    pub fn over(&self) -> bool {
        self.over.load(Relaxed)
    }
}
