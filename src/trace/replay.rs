//! The one replay of a run: folds each event once, refuses impossible histories, and lets observers see
//! the state before and after it.
//!
//! A goroutine in two places, a P with two Ms, a queue out of order: every test of a run goes through
//! this. The checks are those of [`super::state`]; this adds the event's number and the end of the run.
//! What is learnt from a run (figures, lanes, tours, reports) are observers, so that a recorded file is
//! as good as a run. It must never know who emitted the events.

use std::fmt;

use super::event::Event;
use super::state::State;
use super::state::violation::Violation;
use super::tracer::{Sink, Strings};

/// An impossible event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Impossible {
    /// Its number, from 0.
    pub index: u64,
    /// The event; none: it is the end of the run that is impossible.
    pub event: Option<Event>,
    /// Why.
    pub why: Violation,
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

/// Who learns something from a run. Only possible events are seen.
pub trait Observer {
    /// The event is about to be folded into the state.
    fn before(&mut self, _e: &Event, _state: &State) {}

    /// It has been.
    fn after(&mut self, e: &Event, state: &State);

    /// The run is over.
    fn end(&mut self, _state: &State) {}
}

/// Nobody.
impl Observer for () {
    fn after(&mut self, _: &Event, _: &State) {}
}

macro_rules! all_of {
    ($($name:ident $i:tt),*) => {
        /// One after the other.
        impl<$($name: Observer),*> Observer for ($($name),*) {
            #[inline]
            fn before(&mut self, e: &Event, state: &State) {
                $(self.$i.before(e, state);)*
            }

            #[inline]
            fn after(&mut self, e: &Event, state: &State) {
                $(self.$i.after(e, state);)*
            }

            fn end(&mut self, state: &State) {
                $(self.$i.end(state);)*
            }
        }
    };
}

all_of!(A 0, B 1);

/// If there is one.
impl<O: Observer> Observer for Option<O> {
    fn before(&mut self, e: &Event, state: &State) {
        self.iter_mut().for_each(|observer| observer.before(e, state));
    }

    fn after(&mut self, e: &Event, state: &State) {
        self.iter_mut().for_each(|observer| observer.after(e, state));
    }

    fn end(&mut self, state: &State) {
        self.iter_mut().for_each(|observer| observer.end(state));
    }
}

/// See the module. As a [`Sink`] it keeps the first violation.
#[derive(Clone, Debug, Default)]
pub struct Replay<O = ()> {
    state: State,
    impossible: Option<Impossible>,
    observer: O,
}

impl Replay {
    /// A replay that only checks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks all of them, and that the run may end there.
    pub fn all(events: &[Event]) -> Result<State, Impossible> {
        let mut replay = Self::new();
        events.iter().try_for_each(|event| replay.step(event))?;
        replay.end()?;
        Ok(replay.state)
    }
}

impl<O: Observer> Replay<O> {
    /// A replay that is observed.
    pub fn with(observer: O) -> Self {
        Self { state: State::default(), impossible: None, observer }
    }

    /// Folds the next event in. After an impossible one, that is repeated and nothing more is seen.
    #[inline]
    pub fn step(&mut self, event: &Event) -> Result<(), Impossible> {
        if let Some(impossible) = self.impossible {
            return Err(impossible);
        }
        self.observer.before(event, &self.state);
        match self.state.apply(event) {
            Ok(()) => {
                self.observer.after(event, &self.state);
                Ok(())
            }
            Err(why) => Err(self.refuse(Some(*event), why)),
        }
    }

    /// Steps through those of a run's events that it has not seen yet.
    pub fn follow(&mut self, events: &[Event]) -> Result<(), Impossible> {
        events[self.state.n() as usize..].iter().try_for_each(|event| self.step(event))
    }

    #[cold]
    fn refuse(&mut self, event: Option<Event>, why: Violation) -> Impossible {
        let impossible = Impossible { index: self.state.n(), event, why };
        self.impossible = Some(impossible);
        impossible
    }

    /// The run ends here. Unless the process has exited in the middle of something, every runnable
    /// goroutine must be in a queue.
    pub fn end(&mut self) -> Result<(), Impossible> {
        if let Some(impossible) = self.impossible {
            return Err(impossible);
        }
        self.observer.end(&self.state);
        match self.state.in_hands() {
            Some((m, g)) if self.state.exit().is_none() => {
                Err(self.refuse(None, Violation::Forgotten { m, g }))
            }
            _ => Ok(()),
        }
    }

    /// The state after the events so far.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Where the run became impossible.
    pub fn impossible(&self) -> Option<Impossible> {
        self.impossible
    }

    /// Who observed it.
    pub fn into_observer(self) -> O {
        self.observer
    }

    /// Who observes it.
    pub fn observer(&self) -> &O {
        &self.observer
    }
}

impl<O> Replay<Option<O>> {
    /// The replay as its observer saw it, if there is one.
    pub fn present(self) -> Option<Replay<O>> {
        let Self { state, impossible, observer } = self;
        observer.map(|observer| Replay { state, impossible, observer })
    }
}

impl<A, B> Replay<(A, B)> {
    /// The replay as the first of two observers saw it, and the other one.
    pub fn split(self) -> (Replay<A>, B) {
        let Self { state, impossible, observer: (a, b) } = self;
        (Replay { state, impossible, observer: a }, b)
    }
}

impl<O: Observer + Send> Sink for Replay<O> {
    fn events(&mut self, events: &[Event], _strings: &Strings) {
        // The violation is kept.
        let _ = events.iter().try_for_each(|event| self.step(event));
    }
}
