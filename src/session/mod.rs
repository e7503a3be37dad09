//! A run, from what is asked for to how it ended: the one way that every command, test and user of the
//! library takes.
//!
//! A [`RunSpec`] says which program runs, on which machine and how far. A [`Session`] is that, compiled; it
//! starts any number of runs, in virtual time ([`VirtualRun`]) or on real threads ([`ThreadsRun`]). A run
//! ends with an [`Ending`]. Who wants the result of a whole run and not to look while it goes calls
//! [`Session::execute`].

pub(crate) mod ending;
mod execute;
pub mod header;
mod threads;
mod virtual_time;

use std::sync::Arc;
use std::time::Duration;

pub use ending::{Ending, FAILED, KILLED, LIMIT, SIGPIPE, exit_codes};
pub use threads::{Abandon, ThreadsRun};
pub use virtual_time::VirtualRun;

use crate::lang::bytecode::Program;
use crate::lang::compile::{compile, messages};
use crate::lang::source::SourceMap;
use crate::lang::vm::Vm;
use crate::lang::vm::stdin::Stdin;
use crate::policy::Policy;
use crate::runtime::os::Os;
use crate::runtime::{Options, Output};
use crate::scenario::{Machine, Scenario};
use crate::trace::tracer::Sink;

/// What the scheduler runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kernel {
    /// Virtual time: every run with the same seed is the same.
    #[default]
    Virtual,
    /// Threads of the operating system, in real time: no two runs are the same.
    Threads,
}

/// How far a run may go; it ends with [`Ending`]'s limits otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Time, virtual or real.
    pub time: Duration,
    /// CPU time: virtual, of all threads together, and 1 ns for each instruction. Not on real threads.
    pub cpu: Duration,
    /// Events; they are counted only while somebody listens.
    pub events: u64,
    /// Memory of the program and of all that is kept for it, in bytes.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            time: Duration::from_secs(3600),
            cpu: Duration::from_secs(10),
            events: u64::MAX,
            memory: 4 << 30,
        }
    }
}

/// What is to run: a program with its machine, and how far it may go.
#[derive(Clone)]
pub struct RunSpec {
    /// The program, what it finds in the world outside, and its machine.
    pub scenario: Scenario,
    /// What it runs on.
    pub kernel: Kernel,
    /// How far it may go.
    pub limits: Limits,
    /// As with Go's `GODEBUG=schedtrace` sysmon never sleeps long (MN-2).
    pub schedtrace: bool,
}

impl RunSpec {
    /// The scenario as it is, in virtual time, for as long as it says.
    pub fn new(scenario: Scenario) -> Self {
        let mut limits = Limits::default();
        if let Some(time) = scenario.machine.max_time {
            limits.time = Duration::from_nanos(time);
        }
        RunSpec { scenario, kernel: Kernel::Virtual, limits, schedtrace: false }
    }
}

/// What is around a run.
pub struct Around {
    /// Who listens to its events; none: nothing is recorded.
    pub sink: Option<Box<dyn Sink>>,
    /// Takes what the program writes to standard output (1) and standard error (2).
    pub output: Box<Output>,
    /// Where it reads standard input; none: what the scenario says.
    pub stdin: Option<Box<dyn Stdin>>,
}

impl Default for Around {
    /// Nobody listens, and what it writes is lost.
    fn default() -> Self {
        Around { sink: None, output: Box::new(|_, _| {}), stdin: None }
    }
}

/// A program that is ready to run, with its machine. See the module.
#[derive(Clone)]
pub struct Session {
    program: Arc<Program>,
    spec: RunSpec,
}

impl Session {
    /// Compiles the program.
    ///
    /// # Errors
    /// What is wrong with it: gc's messages, a line each.
    pub fn new(spec: RunSpec) -> Result<Session, String> {
        let mut sources = SourceMap::default();
        let Scenario { file, source, path, args, env, stdin, .. } = &spec.scenario;
        let mut program = compile(&mut sources, file, source.clone())
            .map_err(|diagnostics| messages(&sources, &diagnostics))?;
        program.args = std::iter::once(path).chain(args).cloned().collect();
        program.env.clone_from(env);
        program.stdin = stdin.clone().unwrap_or_default();
        Ok(Session { program: Arc::new(program), spec })
    }

    /// The same program on another machine, with other rules turned off.
    pub fn on(&self, machine: Machine, policy: Policy) -> Session {
        let mut session = self.clone();
        (session.spec.scenario.machine, session.spec.scenario.policy) = (machine, policy);
        session
    }

    /// The same program within other limits.
    pub fn within(&self, limits: Limits) -> Session {
        let mut session = self.clone();
        session.spec.limits = limits;
        session
    }

    /// What it was made of.
    pub fn spec(&self) -> &RunSpec {
        &self.spec
    }

    /// The scenario it runs.
    pub fn scenario(&self) -> &Scenario {
        &self.spec.scenario
    }

    /// A run in virtual time that has not begun.
    ///
    /// # Errors
    /// There is no memory for the program: a sentence.
    pub fn in_virtual_time(&self, around: Around) -> Result<VirtualRun, String> {
        VirtualRun::new(self, around)
    }

    /// A run on real threads that has not begun.
    ///
    /// # Errors
    /// There is no memory for the program: a sentence.
    pub fn on_threads(&self, around: Around) -> Result<ThreadsRun, String> {
        ThreadsRun::new(self, around)
    }

    /// The program, loaded.
    fn vm<O: Os>(&self, stdin: Option<Box<dyn Stdin>>) -> Result<Arc<Vm<O>>, String> {
        let memory = self.spec.limits.memory;
        let vm =
            Vm::new(self.program.clone(), crate::lang::std::lookup, memory).map_err(|why| {
                let memory = bytesize::ByteSize(memory);
                format!("can't reserve {memory} for the program: {why}")
            })?;
        if let Some(stdin) = stdin {
            vm.read_from(stdin);
        }
        Ok(vm)
    }

    /// How the runtime is set up.
    fn options(&self) -> Options {
        let Scenario { machine, costs, policy, .. } = &self.spec.scenario;
        Options {
            procs: machine.procs(),
            num_cpu: machine.cores(),
            costs: *costs,
            policy: *policy,
            memory: machine.memory,
            noise: machine.noise,
            cpu_quota: machine.cpu_quota,
            schedtrace: self.spec.schedtrace,
        }
    }
}

/// A duration in ns.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
