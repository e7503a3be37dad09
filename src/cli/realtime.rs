//! A run on real threads as the UI watches it: it goes on by itself, and what it has told so far can
//! be looked at.
//!
//! Next: [`super::source`] for a run in virtual time, [`crate::kernel::threads`].

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::source::{Job, ended};
use crate::kernel::threads::{End, Limits, Machine, Threads, num_cpu};
use crate::runtime::{Options, Runtime};
use crate::trace::event::Event;
use crate::trace::state::history::History;
use crate::trace::tracer::{Strings, Tracer};
use crate::tui::run::{Progress, Settings, Source};

/// Events taken in by one call.
const STRETCH: usize = 20_000;

/// How long a call waits where there is nothing new.
const MOMENT: Duration = Duration::from_millis(1);

/// A run on real threads. See the module.
pub struct RealTime {
    job: Job,
    rt: Arc<Runtime<Threads>>,
    told: Arc<Mutex<Vec<Event>>>,
    /// How it ended, when it has.
    end: Arc<Mutex<Progress>>,
}

impl RealTime {
    /// Starts a run: it goes on behind the caller's back.
    ///
    /// # Errors
    /// There is no memory for the program.
    pub fn start(job: &Job, settings: Settings) -> Result<Self, String> {
        let (vm, finalizer) = (job.vm::<Threads>()?, job.finalizer());
        let told: Arc<Mutex<Vec<Event>>> = Arc::default();
        let mut machine = Machine::new(
            &Options { num_cpu: num_cpu(), ..job.options(settings) },
            Tracer::new(Some(Box::new(told.clone()))),
            // What it writes is told in events.
            Box::new(|_, _| {}),
            vm.moving_program(finalizer),
        );
        let rt = machine.runtime().clone();
        let end: Arc<Mutex<Progress>> = Arc::default();
        let (limits, how) = (job.limits(), end.clone());
        let limits =
            Limits { time: std::time::Duration::from_nanos(limits.time), events: limits.events };
        std::thread::spawn(move || {
            let ended = match machine.run(&limits) {
                End::Outcome(outcome) => ended(outcome, &vm, machine.runtime()),
                End::Time => (String::new(), "stopped: --max-time".into()),
                End::Events => (String::new(), "stopped: --max-events".into()),
                End::Failed(why) => (String::new(), why),
            };
            machine.runtime().finish();
            *how.lock() = Progress::Ended { last: ended.0, how: ended.1 };
            // Its stacks need not be cleared away one by one.
            std::mem::forget(machine);
        });
        Ok(RealTime { job: job.clone(), rt, told, end })
    }
}

impl Source for RealTime {
    fn more(&mut self, upto: usize, history: &mut History) -> Progress {
        // Read first: a run that is over tells no more.
        let end = self.end.lock().clone();
        self.rt.flush();
        if self.told.lock().is_empty() && end == Progress::More {
            std::thread::sleep(MOMENT);
            self.rt.flush();
        }
        let mut told = self.told.lock();
        let n = upto.saturating_sub(history.len()).min(STRETCH).min(told.len());
        for event in told.drain(..n) {
            if let Err(impossible) = history.push(event) {
                return Progress::Ended { last: String::new(), how: impossible.to_string() };
            }
        }
        if told.is_empty() { end } else { Progress::More }
    }

    fn strings(&self) -> Arc<Strings> {
        self.rt.tracer().strings().clone()
    }

    fn seeded(&self) -> bool {
        false
    }

    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String> {
        Ok(Box::new(RealTime::start(&self.job, settings)?))
    }
}

impl Drop for RealTime {
    fn drop(&mut self) {
        Machine::abandon(&self.rt);
    }
}
