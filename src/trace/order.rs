//! Refuses impossible histories: a goroutine in two places, a P with two Ms, a queue out of order.
//!
//! Every test of a run goes through it. The checks are those of the one replay, [`super::state`];
//! this adds the event's number and the end of the run. It must never know who told the events.

use std::fmt;

use super::event::Event;
use super::state::State;
use super::state::refusal::Refusal;
use super::tracer::{Sink, Strings};

/// An impossible event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Impossible {
    /// Its number, from 0.
    pub index: u64,
    /// The event; none: it is the end of the run that is impossible.
    pub event: Option<Event>,
    /// Why.
    pub why: Refusal,
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.event {
            Some(e) => {
                let name = e.kind.name().as_str();
                write!(
                    f,
                    "event {} ({name} at {} ns by {} {} {}): ",
                    self.index, e.at, e.m, e.p, e.g
                )?;
            }
            None => write!(f, "after the last event ({}): ", self.index)?,
        }
        self.why.fmt(f)
    }
}

impl std::error::Error for Impossible {}

/// Checks events as they come. As a [`Sink`] it keeps the first refusal.
#[derive(Clone, Debug, Default)]
pub struct Order {
    state: State,
    refused: Option<Impossible>,
}

impl Order {
    /// Checks the next event. After a refusal it repeats it.
    #[inline]
    pub fn check(&mut self, event: &Event) -> Result<(), Impossible> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        match self.state.apply(event) {
            Ok(()) => Ok(()),
            Err(why) => Err(self.refuse(Some(*event), why)),
        }
    }

    #[cold]
    fn refuse(&mut self, event: Option<Event>, why: Refusal) -> Impossible {
        let refused = Impossible { index: self.state.n(), event, why };
        self.refused = Some(refused);
        refused
    }

    /// Checks all of them, and that the run may end there.
    pub fn all(events: &[Event]) -> Result<State, Impossible> {
        let mut order = Self::default();
        events.iter().try_for_each(|event| order.check(event))?;
        order.end()?;
        Ok(order.state)
    }

    /// The run may end here: unless the process has exited in the middle of something, every
    /// runnable goroutine is in a queue.
    pub fn end(&self) -> Result<(), Impossible> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        match self.state.in_hands() {
            Some((m, g)) if self.state.exit().is_none() => {
                let why = Refusal::Forgotten { m, g };
                Err(Impossible { index: self.state.n(), event: None, why })
            }
            _ => Ok(()),
        }
    }

    /// The picture after the events so far.
    pub fn state(&self) -> &State {
        &self.state
    }
}

impl Sink for Order {
    fn events(&mut self, events: &[Event], _strings: &Strings) {
        // The refusal is kept for `end`.
        let _ = events.iter().try_for_each(|event| self.check(event));
    }
}
