//! A scenario run from its start to its end in virtual time, with all that is asked of it afterwards.
//!
//! Runs share nothing but the compiled program, so that many may go at once. Next:
//! [`crate::scenario::ran`] for what comes out.

use std::sync::Arc;

use parking_lot::Mutex;

use super::program::{self, NoProgram};
use super::run::MAX_TIME;
use crate::kernel::virtual_time::{End, Limits, Machine};
use crate::lang::bytecode::Program;
use crate::lang::vm::traceback::deadlock_report;
use crate::lang::{std as golang, vm::Vm};
use crate::policy::Policy;
use crate::runtime::{MainProgram, Options, Outcome as Ended};
use crate::scenario::Scenario;
use crate::scenario::ran::{Outcome, Ran};
use crate::scenario::tour::Tour;
use crate::trace::event::Event;
use crate::trace::stats::Stats;
use crate::trace::tracer::{Sink, Strings, Tracer};

/// Bytes of output that are kept; a program that writes more is cut off.
const OUTPUT: usize = 1 << 20;
/// Work for a run, in ns ([`Limits::work`]): a program that never ends is stopped.
const MAX_WORK: u64 = 10_000_000_000;
/// Events of a run: one that only hands the P on and on is stopped.
const MAX_EVENTS: u64 = 20_000_000;
/// Memory of the program's own heap, in bytes.
const HEAP: u64 = 4 << 30;

/// A compiled scenario.
pub struct Ready {
    program: Arc<Program>,
    finalizer: bool,
    /// What it runs on.
    pub scenario: Scenario,
}

/// Counts, and follows the tour.
#[derive(Default)]
struct Listener {
    stats: Stats,
    tour: Tour,
}

impl Sink for Listener {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        self.stats.events(events, strings);
        if !self.tour.is_empty() {
            events.iter().for_each(|e| self.tour.add(e));
        }
    }
}

impl Ready {
    /// Compiles it.
    pub fn new(scenario: Scenario) -> Result<Self, NoProgram> {
        let compiled = program::compiled(&scenario)?;
        let finalizer = compiled.finalizer;
        Ok(Ready {
            program: Arc::new(program::with_args(compiled, &scenario)),
            finalizer,
            scenario,
        })
    }

    /// Runs it with that seed; with it comes the tour, followed to its end.
    pub fn run(&self, seed: u64, tour: Tour) -> Result<(Ran, Tour), String> {
        self.run_with(self.scenario.policy, seed, tour)
    }

    /// The same with other rules switched off.
    pub fn run_with(&self, policy: Policy, seed: u64, tour: Tour) -> Result<(Ran, Tour), String> {
        let scenario = &self.scenario;
        let vm = Vm::new(self.program.clone(), golang::lookup, HEAP)
            .map_err(|e| format!("can't reserve memory for the program: {e}"))?;
        let options = Options { policy, ..program::options(scenario) };
        let listener = Arc::new(Mutex::new(Listener { tour, ..Listener::default() }));
        let written: Arc<Mutex<[Vec<u8>; 2]>> = Arc::default();
        let out = written.clone();
        let mut machine = Machine::new(
            &options,
            options.num_cpu as usize,
            seed,
            Tracer::new(Some(Box::new(listener.clone()))),
            Box::new(move |fd, bytes| {
                let text = &mut out.lock()[usize::from(fd == 2)];
                let room = OUTPUT.saturating_sub(text.len()).min(bytes.len());
                text.extend_from_slice(&bytes[..room]);
            }),
            MainProgram { init: vm.init(), main: vm.main(), finalizer: self.finalizer },
        );
        let time = scenario.machine.max_time.unwrap_or(MAX_TIME);
        let end =
            machine.run(&Limits { time, work: MAX_WORK, events: MAX_EVENTS, ..Limits::default() });
        machine.runtime().finish();
        let strings = machine.runtime().tracer().strings().clone();
        let Listener { mut stats, mut tour } = std::mem::take(&mut *listener.lock());
        stats.finish();
        tour.end();
        let [stdout, stderr] =
            std::mem::take(&mut *written.lock()).map(|t| String::from_utf8_lossy(&t).into_owned());
        let (outcome, last) = match end {
            End::Outcome(Ended::Exit(_)) if stats.state().fatal().is_some() => {
                (Outcome::Panic, String::new())
            }
            End::Outcome(Ended::Exit(0)) => (Outcome::Ok, String::new()),
            End::Outcome(Ended::Exit(code)) => (Outcome::Exit(code), String::new()),
            End::Outcome(Ended::Killed) => (Outcome::Oom, "signal: killed\n".into()),
            End::Outcome(Ended::Deadlock { goexit }) => {
                let all = machine.runtime().goroutines();
                (Outcome::Deadlock, deadlock_report(vm.program(), goexit, &all))
            }
            End::Outcome(Ended::ThreadExhaustion) => {
                (Outcome::Limit, "fatal error: thread exhaustion\n".into())
            }
            End::Time => (Outcome::Limit, "stopped at the limit of virtual time\n".into()),
            End::Work => (
                Outcome::Limit,
                "stopped after 10 s of CPU time, 1 ns for each instruction included\n".into(),
            ),
            End::Events | End::Turns => {
                (Outcome::Limit, format!("stopped after {MAX_EVENTS} events\n"))
            }
        };
        Ok((Ran { outcome, stdout, stderr: stderr + &last, stats, strings }, tour))
    }
}
