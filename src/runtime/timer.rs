//! A timer: when it is due, and what it does then.
//!
//! It must never know when timers are looked at. Next: [`super::time`].

use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

use super::body::Body;
use super::gp::Gp;
use super::m::M;
use super::os::Os;
use super::sched::Runtime;
use super::timerheap::TimerId;
use crate::ids::{Nanos, Pid};
use crate::trace::event::{StrId, TimerKind};

/// The channel that a timer sends on, whatever it carries.
pub(super) trait TimerChan<O: Os>: Send + Sync {
    /// Sends the time if there is room or a receiver (a ticker drops what does not fit).
    fn send_time(&self, rt: &Runtime<O>, m: &mut M<O>, now: Nanos);
    /// Throws away a value that was sent and not received; says whether there was one.
    fn drain(&self) -> bool;
}

/// What a timer does.
pub(super) enum Fire<O: Os> {
    /// Readies a sleeper.
    Sleep(Gp),
    /// Starts a goroutine.
    Func(StrId, Box<dyn Fn() -> Body<O> + Send>),
    /// Sends on a channel.
    Chan(Arc<dyn TimerChan<O>>),
}

impl<O: Os> Fire<O> {
    pub fn kind(&self) -> TimerKind {
        match self {
            Fire::Sleep(_) => TimerKind::Sleep,
            Fire::Func(..) => TimerKind::Func,
            Fire::Chan(_) => TimerKind::Chan,
        }
    }
}

/// A timer's state; its lock is held while the timer fires.
pub(super) struct State<O: Os> {
    /// When it is due; 0: not set.
    pub when: Nanos,
    /// For tickers: how often.
    pub period: Nanos,
    /// The heap it is in, with its number there.
    pub heaped: Option<(Pid, u64)>,
    /// Goroutines blocked on its channel.
    pub blocked: u32,
    pub fire: Fire<O>,
}

/// All timers.
pub(super) struct Timers<O: Os>(boxcar::Vec<Mutex<State<O>>>);

impl<O: Os> Default for Timers<O> {
    fn default() -> Self {
        Timers(boxcar::Vec::new())
    }
}

impl<O: Os> Timers<O> {
    /// A timer that is not set; `fire` says what the one with that number does.
    pub fn add(&self, fire: impl FnOnce(TimerId) -> Fire<O>) -> TimerId {
        let timer = |id| {
            let fire = fire(TimerId(id as u32));
            Mutex::new(State { when: 0, period: 0, heaped: None, blocked: 0, fire })
        };
        TimerId(self.0.push_with(timer) as u32)
    }

    pub fn lock(&self, id: TimerId) -> MutexGuard<'_, State<O>> {
        self.0[id.0 as usize].lock()
    }
}
