//! A tour through a run: its stops, and at which events they come.
//!
//! It follows the run event by event, so that a stop is known as soon as it has come. Next:
//! [`super::moment`].

use super::Stop;
use super::moment::Moment;
use crate::ids::Nanos;
use crate::trace::event::Event;
use crate::trace::replay::Observer;
use crate::trace::state::State;

/// A stop that has come.
#[derive(Clone, PartialEq, Debug)]
pub struct Come<'a> {
    /// After how many events.
    pub n: usize,
    /// At that time.
    pub at: Nanos,
    /// The stop.
    pub stop: &'a Stop,
}

/// A tour, followed so far. See the module.
#[derive(Clone, Default)]
pub struct Tour {
    stops: Vec<Stop>,
    /// For each stop after how many events and when it is, and how often its condition came true.
    found: Vec<(Option<(usize, Nanos)>, u32)>,
    /// How many events it has followed, and the time then.
    now: (usize, Nanos),
    /// Which conditions held before the event that is being folded.
    held: Vec<bool>,
    /// The program's own first line has come: what the runtime does before that is no moment of it.
    began: bool,
    over: bool,
}

impl Observer for Tour {
    fn before(&mut self, e: &Event, state: &State) {
        let before = |stop: &Stop| match stop.at {
            Moment::Nth(_, what) | Moment::Last(what) => what.before(e, state),
            Moment::Start | Moment::End | Moment::At(_) => false,
        };
        self.held.clear();
        self.held.extend(self.stops.iter().map(before));
    }

    fn after(&mut self, e: &Event, state: &State) {
        self.began |= e.line != 0;
        self.now = (state.n() as usize, state.now());
        let (now, began) = (Some(self.now), self.began);
        for ((stop, (found, times)), held) in self.stops.iter().zip(&mut self.found).zip(&self.held)
        {
            match stop.at {
                Moment::Start => *found = found.or(now),
                Moment::At(t) if e.at >= t => *found = found.or(now),
                Moment::Nth(nth, what) if began && found.is_none() && what.met(e, *held, state) => {
                    *times += 1;
                    *found = now.filter(|_| *times == nth);
                }
                Moment::Last(what) if began && what.met(e, *held, state) => *found = now,
                _ => {}
            }
        }
    }

    /// The end and what came last are known now.
    fn end(&mut self, _: &State) {
        self.over = true;
        for (stop, (found, _)) in self.stops.iter().zip(&mut self.found) {
            if stop.at == Moment::End {
                *found = Some(self.now);
            }
        }
    }
}

impl Tour {
    /// A tour that is yet to begin.
    pub fn new(stops: Vec<Stop>) -> Self {
        let found = vec![(None, 0); stops.len()];
        Tour { stops, found, ..Tour::default() }
    }

    /// The same tour from its beginning, for another run.
    pub fn again(&self) -> Self {
        Tour::new(self.stops.clone())
    }

    /// There is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.stops.is_empty()
    }

    /// The run is over, and the tour was told.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The stops that have come: after how many events, which of all, what to say.
    fn come(&self) -> impl Iterator<Item = (usize, usize, &str)> {
        let all = self.stops.iter().zip(&self.found).enumerate();
        all.filter_map(|(i, (stop, (found, _)))| {
            let known = self.over || !matches!(stop.at, Moment::Last(_));
            found.filter(|_| known).map(|(n, _)| (n, i, stop.say.as_str()))
        })
    }

    /// Where the tour is after `n` events: which stop, of how many, since which event, what it says.
    pub fn at(&self, n: usize) -> Option<(usize, usize, usize, &str)> {
        let (since, i, say) = self.come().filter(|stop| stop.0 <= n).max_by_key(|s| (s.0, s.1))?;
        Some((i + 1, self.stops.len(), since, say))
    }

    /// The first stop after `n` events.
    pub fn next(&self, n: usize) -> Option<usize> {
        self.come().map(|stop| stop.0).filter(|at| *at > n).min()
    }

    /// The last stop before `n` events.
    pub fn previous(&self, n: usize) -> Option<usize> {
        self.come().map(|stop| stop.0).filter(|at| *at < n).max()
    }

    /// The moments that never came, once the run is over.
    pub fn missed(&self) -> impl Iterator<Item = &Moment> {
        self.stops.iter().zip(&self.found).filter(|(_, f)| f.0.is_none()).map(|(s, _)| &s.at)
    }

    /// The first stop that comes before the one that is written above it, once the run is over: the
    /// story is told in the wrong order.
    pub fn misplaced(&self) -> Option<&Moment> {
        let at: Vec<_> = self.stops.iter().zip(&self.found).collect();
        let wrong = at.windows(2).find(|two| two[1].1.0.is_some_and(|n| Some(n) < two[0].1.0));
        wrong.map(|two| &two[1].0.at)
    }

    /// All stops that have come, in their order in the run.
    pub fn stops(&self) -> Vec<Come<'_>> {
        let found = |i: usize| self.found[i].0.map_or(0, |(_, at)| at);
        let mut all: Vec<_> = self.come().map(|(n, i, _)| (n, i)).collect();
        all.sort_unstable();
        all.into_iter().map(|(n, i)| Come { n, at: found(i), stop: &self.stops[i] }).collect()
    }
}
