//! A run as the UI watches it: in virtual time simulated as far as it is looked at, on real threads as far
//! as it has come by itself.
//!
//! Only numbers of events decide how far a run in virtual time is simulated: a stretch of time would cut
//! what a thread does in two and make it another run. Next: [`crate::tui::run`], for which it is.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::kernel::threads::Threads;
use crate::runtime::Runtime;
use crate::scenario::Machine;
use crate::session::{Abandon, Around, Ending, Kernel, Session, VirtualRun};
use crate::trace::event::Event;
use crate::trace::tracer::Strings;
use crate::tui::run::{Progress, Settings, Source, Watched};

/// A run of that session with these settings, which has not begun; on real threads it has.
///
/// # Errors
/// There is no memory for the program: a sentence.
pub fn start(session: &Session, settings: Settings) -> Result<Box<dyn Source>, String> {
    let Settings { procs, seed, policy } = settings;
    let machine = Machine { procs: Some(procs), seed, ..session.scenario().machine };
    let session = session.on(machine, policy);
    Ok(match session.spec().kernel {
        Kernel::Virtual => Box::new(Simulated::start(session)?),
        Kernel::Threads => Box::new(RealTime::start(session)?),
    })
}

/// What the program writes is told in events.
fn around(events: &Arc<Mutex<Vec<Event>>>) -> Around {
    Around { sink: Some(Box::new(events.clone())), ..Around::default() }
}

impl From<Ending> for Progress {
    fn from(ending: Ending) -> Progress {
        Progress::Ended { last: ending.last_words(), how: ending.to_string() }
    }
}

/// Adds events to what is known of the run; how it ended if that can't be.
fn push(history: &mut Watched, events: impl Iterator<Item = Event>) -> Option<Progress> {
    let impossible = events.map(|event| history.push(event)).find_map(Result::err)?;
    Some(Progress::Ended { last: String::new(), how: impossible.to_string() })
}

/// Events simulated between two looks at how much work it was.
const STEP: u64 = 32;

/// Work that one call may simulate, in ns ([`VirtualRun::work`]).
const WORK: u64 = 1_000_000;

/// A run in virtual time.
struct Simulated {
    session: Session,
    run: VirtualRun,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Simulated {
    fn start(session: Session) -> Result<Self, String> {
        let events = Arc::default();
        let run = session.in_virtual_time(around(&events))?;
        Ok(Simulated { session, run, events })
    }
}

impl Source for Simulated {
    fn more(&mut self, upto: usize, history: &mut Watched) -> Progress {
        let until = self.run.work() + WORK;
        let mut missing = upto.saturating_sub(history.len()) as u64;
        let mut progress = Progress::More;
        while missing > 0 && self.run.work() < until && progress == Progress::More {
            let before = self.run.runtime().told();
            if let Some(ending) = self.run.run_to_event(before + missing.min(STEP)) {
                progress = ending.into();
            }
            let rt = self.run.runtime();
            missing = missing.saturating_sub(rt.told() - before);
            rt.flush();
            if progress != Progress::More {
                rt.tracer().end();
            }
        }
        push(history, self.events.lock().drain(..)).unwrap_or(progress)
    }

    fn strings(&self) -> Arc<Strings> {
        self.run.runtime().tracer().strings().clone()
    }

    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String> {
        start(&self.session, settings)
    }
}

/// Events taken in by one call.
const STRETCH: usize = 20_000;

/// How long a call waits where there is nothing new.
const MOMENT: Duration = Duration::from_millis(1);

/// A run on real threads: it goes on by itself, and what it has told so far can be looked at.
struct RealTime {
    session: Session,
    rt: Arc<Runtime<Threads>>,
    abandoner: Abandon,
    events: Arc<Mutex<Vec<Event>>>,
    /// How it ended, when it has.
    end: Arc<Mutex<Progress>>,
}

impl RealTime {
    /// Starts it: it goes on behind the caller's back.
    fn start(session: Session) -> Result<Self, String> {
        let events = Arc::default();
        let mut run = session.on_threads(around(&events))?;
        let (rt, abandoner) = (run.runtime().clone(), run.abandoner());
        let end: Arc<Mutex<Progress>> = Arc::default();
        let how = end.clone();
        std::thread::spawn(move || {
            let ending = run.run();
            run.runtime().finish();
            *how.lock() = ending.into();
            super::output::leave_to_the_process(run);
        });
        Ok(RealTime { session, rt, abandoner, events, end })
    }
}

impl Source for RealTime {
    fn more(&mut self, upto: usize, history: &mut Watched) -> Progress {
        // Read first: a run that is over tells no more.
        let end = self.end.lock().clone();
        self.rt.flush();
        if self.events.lock().is_empty() && end == Progress::More {
            std::thread::sleep(MOMENT);
            self.rt.flush();
        }
        let mut events = self.events.lock();
        let n = upto.saturating_sub(history.len()).min(STRETCH).min(events.len());
        let impossible = push(history, events.drain(..n));
        impossible.unwrap_or(if events.is_empty() { end } else { Progress::More })
    }

    fn strings(&self) -> Arc<Strings> {
        self.rt.tracer().strings().clone()
    }

    fn seeded(&self) -> bool {
        false
    }

    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String> {
        start(&self.session, settings)
    }
}

impl Drop for RealTime {
    fn drop(&mut self) {
        self.abandoner.abandon();
    }
}
