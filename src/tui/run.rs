//! The run that is watched: its history so far, and where more of it comes from.
//!
//! It must never know how a run is simulated: only that a [`Source`] tells more events when asked.
//! Next: [`super::app`].

use std::sync::Arc;

use crate::policy::Policy;
use crate::scenario::tour::Tour;
use crate::trace::state::history::History;
use crate::trace::timeline::Timeline;
use crate::trace::tracer::Strings;

/// What a run can be asked with: other settings give another run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// GOMAXPROCS.
    pub procs: u32,
    /// The seed.
    pub seed: u64,
    /// Rules that are switched off.
    pub policy: Policy,
}

/// The run so far; with each event that comes, its timeline and tour.
pub type Watched = History<(Timeline, Tour)>;

/// How a run goes on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Progress {
    /// There can be more.
    #[default]
    More,
    /// It is over; what the process writes last (such as Go's report of a deadlock), and how it
    /// ended in a few words.
    Ended {
        /// Written to standard error at the end.
        last: String,
        /// "exit 0", "deadlock", "stopped after 1h".
        how: String,
    },
}

/// Where events come from.
pub trait Source {
    /// Adds events to the history until it has at least `upto`, or the run is over, or a bounded
    /// amount of work is done (so that a call never takes long).
    fn more(&mut self, upto: usize, history: &mut Watched) -> Progress;
    /// The texts the events refer to.
    fn strings(&self) -> Arc<Strings>;
    /// Whether the seed determines the run: not on real threads.
    fn seeded(&self) -> bool {
        true
    }
    /// The same program from the start, with other settings; or why that can't be.
    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String>;
}

/// The program that runs.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Its file's name.
    pub name: String,
    /// The lines of its main file.
    pub lines: Vec<String>,
    /// The machine, in words; empty: nothing is known of it.
    pub machine: String,
}

/// A run as it is watched.
pub struct Run {
    /// The program.
    pub program: Arc<Program>,
    /// What it runs with.
    pub settings: Settings,
    /// Its events so far, and the picture at any of them.
    pub history: Watched,
    /// The texts they refer to.
    pub strings: Arc<Strings>,
    /// Whether there is more.
    pub progress: Progress,
    source: Box<dyn Source>,
}

/// Calls of [`Source::more`] that one wish may cost, so that the screen goes on.
const PATIENCE: usize = 64;

/// Where fewer events than this are known ahead of the playhead, so many more are simulated, in a few
/// calls: a short run is known whole from the start, of an endless one only a stretch.
const NEAR: usize = 64;
const AHEAD: usize = 4096;
const AHEAD_CALLS: usize = 4;

impl Run {
    /// A run of which nothing has been simulated yet.
    pub fn new(program: Arc<Program>, settings: Settings, source: Box<dyn Source>) -> Self {
        Run::with_tour(program, settings, source, Tour::default())
    }

    /// The same with a tour through it.
    pub fn with_tour(
        program: Arc<Program>,
        settings: Settings,
        source: Box<dyn Source>,
        tour: Tour,
    ) -> Self {
        let strings = source.strings();
        let history = History::with((Timeline::default(), tour));
        Run { program, settings, history, strings, progress: Progress::More, source }
    }

    /// What everybody did over time.
    pub fn timeline(&self) -> &Timeline {
        &self.history.replay().observer().0
    }

    /// What there is to see, and when.
    pub fn tour(&self) -> &Tour {
        &self.history.replay().observer().1
    }

    /// The same program with other settings, from the start.
    pub fn rerun(&self, settings: Settings) -> Result<Run, String> {
        let source = self.source.rerun(settings)?;
        Ok(Run::with_tour(self.program.clone(), settings, source, self.tour().again()))
    }

    /// Simulates on until there are `n` events; false if it ends before, or takes too long.
    pub fn ensure(&mut self, n: usize) -> bool {
        self.ensure_in(n, &mut { PATIENCE })
    }

    /// The same with so many calls of [`Source::more`] at most; those it needs are taken off.
    pub fn ensure_in(&mut self, n: usize, calls: &mut usize) -> bool {
        while self.history.len() < n && !self.over() && *calls > 0 {
            self.progress = self.source.more(n, &mut self.history);
            *calls -= 1;
        }
        if self.over() && !self.tour().is_over() {
            // Whether it may end here is no concern of who watches.
            let _ = self.history.replay_mut().end();
        }
        self.history.len() >= n
    }

    /// Simulates a stretch beyond `n` events, if little of it is known. Where a call brings little
    /// (a long computation), there is no second one.
    pub fn look_ahead(&mut self, n: usize) {
        if self.history.len() >= n + NEAR {
            return;
        }
        for _ in 0..AHEAD_CALLS {
            let before = self.history.len();
            self.ensure_in(n + AHEAD, &mut { 1 });
            if self.history.len() < before + NEAR {
                break;
            }
        }
    }

    /// Whether the seed determines it.
    pub fn seeded(&self) -> bool {
        self.source.seeded()
    }

    /// Whether all of it is known.
    pub fn over(&self) -> bool {
        self.progress != Progress::More
    }
}
