//! A run in virtual time as the UI watches it: simulated as far as it is looked at.
//!
//! Only numbers of events decide how far it is simulated: a stretch of time would cut what a thread
//! does in two and make it another run. Next: [`crate::tui::run`], for which it is.

use std::sync::Arc;

use parking_lot::Mutex;

use super::program;
use crate::kernel::virtual_time::{End, Limits, Machine, VirtualTime};
use crate::lang::bytecode::Program;
use crate::lang::vm::traceback::deadlock_report;
use crate::lang::{compile::Compiled, std as golang, vm::Vm};
use crate::runtime::os::Os;
use crate::runtime::{MainProgram, Options, Outcome, Runtime};
use crate::scenario::{Machine as Hardware, Scenario};
use crate::trace::event::Event;
use crate::trace::state::history::History;
use crate::trace::tracer::{Strings, Tracer};
use crate::tui::run::{Progress, Settings, Source};

/// Events simulated between two looks at how much work it was.
const STRETCH: u64 = 32;

/// Virtual CPU time that one call may simulate, in ns.
const WORK: u64 = 1_000_000;

/// What every run of a program has in common, whatever its settings.
#[derive(Clone)]
pub struct Job {
    program: Arc<Program>,
    finalizer: bool,
    scenario: Arc<Scenario>,
    /// Memory that the program may allocate, in bytes.
    memory: u64,
    /// Ends at this virtual time, and after so many events.
    limits: Limits,
}

impl Job {
    /// A scenario to run.
    pub fn new(scenario: Scenario, compiled: Compiled, memory: u64, limits: Limits) -> Job {
        let finalizer = compiled.finalizer;
        let program = Arc::new(program::with_args(compiled, &scenario));
        Job { program, finalizer, scenario: Arc::new(scenario), memory, limits }
    }

    /// The program, loaded.
    pub(super) fn vm<O: Os>(&self) -> Result<Arc<Vm<O>>, String> {
        Vm::new(self.program.clone(), golang::lookup, self.memory)
            .map_err(|e| format!("can't reserve memory for the program: {e}"))
    }

    /// What the scheduler is told.
    pub(super) fn options(&self, settings: Settings) -> Options {
        let machine = Hardware { procs: Some(settings.procs), ..self.scenario.machine };
        program::options(&Scenario { machine, policy: settings.policy, ..(*self.scenario).clone() })
    }

    /// Whether it sets a finalizer.
    pub(super) fn finalizer(&self) -> bool {
        self.finalizer
    }

    /// How far it may go.
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// A run in virtual time that has not begun.
    pub fn start(&self, settings: Settings) -> Result<Simulated, String> {
        let vm = self.vm()?;
        let options = self.options(settings);
        let told: Arc<Mutex<Vec<Event>>> = Arc::default();
        let main = MainProgram { init: vm.init(), main: vm.main(), finalizer: self.finalizer };
        let machine = Machine::new(
            &options,
            options.num_cpu as usize,
            settings.seed,
            Tracer::new(Some(Box::new(told.clone()))),
            // What it writes is told in events.
            Box::new(|_, _| {}),
            main,
        );
        Ok(Simulated { job: self.clone(), vm, machine, told })
    }
}

/// What the process writes last, and how it ended in a few words.
pub(super) fn ended<O: Os>(outcome: Outcome, vm: &Vm<O>, rt: &Runtime<O>) -> (String, String) {
    match outcome {
        Outcome::Exit(code) => (String::new(), format!("exit {code}")),
        Outcome::Deadlock { goexit } => {
            (deadlock_report(vm.program(), goexit, &rt.goroutines()), "deadlock".into())
        }
        Outcome::ThreadExhaustion => {
            ("fatal error: thread exhaustion\n".into(), "too many threads".into())
        }
        Outcome::Killed => ("signal: killed\n".into(), "killed: out of memory".into()),
    }
}

/// A run in virtual time. See the module.
pub struct Simulated {
    job: Job,
    vm: Arc<Vm<VirtualTime>>,
    machine: Machine,
    told: Arc<Mutex<Vec<Event>>>,
}

impl Simulated {
    fn ended(&self, end: End) -> Progress {
        let (last, how) = match end {
            End::Outcome(outcome) => ended(outcome, &self.vm, self.machine.runtime()),
            End::Time | End::Work => (String::new(), "stopped: --max-time".into()),
            End::Events | End::Turns => (String::new(), "stopped: --max-events".into()),
        };
        Progress::Ended { last, how }
    }
}

impl Source for Simulated {
    fn more(&mut self, upto: usize, history: &mut History) -> Progress {
        let until = self.machine.work() + WORK;
        let mut missing = upto.saturating_sub(history.len()) as u64;
        let mut progress = Progress::More;
        while missing > 0 && self.machine.work() < until && progress == Progress::More {
            let told = self.machine.runtime().told();
            let events = (told + missing.min(STRETCH)).min(self.job.limits.events);
            let end = self.machine.run(&Limits { events, ..self.job.limits });
            if end != End::Events || events == self.job.limits.events {
                progress = self.ended(end);
            }
            let rt = self.machine.runtime();
            missing = missing.saturating_sub(rt.told() - told);
            rt.flush();
            if progress != Progress::More {
                rt.tracer().end();
            }
        }
        for event in self.told.lock().drain(..) {
            if let Err(impossible) = history.push(event) {
                return Progress::Ended { last: String::new(), how: impossible.to_string() };
            }
        }
        progress
    }

    fn strings(&self) -> Arc<Strings> {
        self.machine.runtime().tracer().strings().clone()
    }

    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String> {
        Ok(Box::new(self.job.start(settings)?))
    }
}
