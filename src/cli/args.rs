//! Arguments that several commands have, and what they ask for: a [`RunSpec`].
//!
//! A command flattens those that it has a use for. Next: [`crate::session`].
// Docs of options are their help texts: brackets there are Go's.
#![allow(rustdoc::broken_intra_doc_links)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{RangedU64ValueParser, TypedValueParser};

use super::input::World;
use super::output::say;
use crate::duration;
use crate::ids::MAX_PROCS;
use crate::policy::Policy;
use crate::runtime::{CpuQuota, Noise};
use crate::scenario::find::{NotFound, find};
use crate::scenario::{Scenario, did_you_mean};
use crate::session::{FAILED, Kernel, Limits, RunSpec, Session};

/// The program.
#[derive(clap::Args, Clone)]
pub struct ProgramArgs {
    /// A Go file, the folder of a scenario, or the name of one (see gmpsim list); - reads standard input.
    pub program: PathBuf,
    /// Arguments of the program (os.Args[1:]).
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
}

/// The machine of a run.
#[derive(clap::Args, Clone, Default)]
pub struct MachineArgs {
    /// GOMAXPROCS: how many processors (P) run goroutines [default: 4, or what the scenario says].
    #[arg(long, short, value_parser = procs())]
    pub procs: Option<u32>,
    /// Seed of all randomness: the same seed gives the same run [default: 1, or what the scenario says].
    #[arg(long, short)]
    pub seed: Option<u64>,
    /// Switch rules off, or go back to an older Go (such as no-steal,no-sysmon or go1.13).
    #[arg(long, value_name = "SWITCH", value_delimiter = ',', value_parser = policy)]
    pub policy: Vec<Policy>,
    #[command(flatten)]
    pub rest: HardwareArgs,
}

/// What a machine is made of.
#[derive(clap::Args, Clone, Default)]
pub struct HardwareArgs {
    /// Virtual CPU cores that run the threads (M) [default: as many as processors, at least 4].
    #[arg(long, value_parser = procs())]
    pub cores: Option<u32>,
    /// How much the machine varies: quiet (not at all), typical or busy [default: typical, or what the scenario says].
    #[arg(long, value_name = "LEVEL", value_parser = noise)]
    pub noise: Option<Noise>,
    /// CPU time that the process may use, as a container's limit: so many CPUs, such as 1.5 [default: no limit].
    #[arg(long, value_name = "CPUS", value_parser = cpu_quota)]
    pub cpu_quota: Option<CpuQuota>,
    /// Memory of the machine, for sim.Alloc and stacks: past it the process is killed [default: no limit].
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<bytesize::ByteSize>,
}

/// How far a run may go.
#[derive(clap::Args, Clone, Copy, Default)]
pub struct LimitArgs {
    /// End the run at this time (such as 90s), virtual or real [default: 1h, or what the scenario says].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_time: Option<Duration>,
    /// End the run after this CPU time: virtual, of all threads together, and 1 ns for each instruction (not in watch and snapshot, not with --kernel threads) [default: 10s].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_cpu: Option<Duration>,
    /// End the run after this many events [default: 5000000 in watch and snapshot, 20000000 in tour, test and compare].
    #[arg(long, value_name = "N")]
    pub max_events: Option<u64>,
    /// Memory the program may take, with all that is kept for it (such as 512MiB) [default: 4GiB].
    #[arg(long, value_name = "SIZE")]
    max_memory: Option<bytesize::ByteSize>,
}

/// What the scheduler runs on.
#[derive(clap::Args, Clone, Copy, Default)]
pub struct KernelArg {
    /// What the scheduler runs on.
    #[arg(long, value_enum, default_value_t = Kernel::Virtual)]
    pub kernel: Kernel,
}

impl ValueEnum for Kernel {
    fn value_variants<'a>() -> &'a [Self] {
        &[Kernel::Virtual, Kernel::Threads]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(match self {
            Kernel::Virtual => clap::builder::PossibleValue::new("virtual")
                .help("Virtual time: every run with the same seed is the same"),
            Kernel::Threads => clap::builder::PossibleValue::new("threads")
                .help("Threads of the operating system, in real time: no two runs are the same"),
        })
    }
}

/// Why there is no program.
pub enum NoProgram {
    /// It can't be read: a sentence.
    Unreadable(String),
    /// It does not compile: gc's messages, a line each; or its scenario has mistakes.
    Invalid(String),
}

impl From<NotFound> for NoProgram {
    fn from(why: NotFound) -> Self {
        match why {
            NotFound::Unreadable(why) => NoProgram::Unreadable(why),
            NotFound::Invalid(problems) => NoProgram::Invalid(problems),
        }
    }
}

impl NoProgram {
    /// As the end of a command: what is invalid is printed, what can't be read is an error.
    pub fn end(self) -> Result<u8, String> {
        match self {
            NoProgram::Unreadable(why) => Err(why),
            NoProgram::Invalid(messages) => {
                say(&messages);
                Ok(FAILED)
            }
        }
    }

    /// What is wrong.
    pub fn why(self) -> String {
        match self {
            NoProgram::Unreadable(why) | NoProgram::Invalid(why) => why,
        }
    }
}

impl HardwareArgs {
    /// Sets what the flags say.
    pub fn set(&self, scenario: &mut Scenario) {
        let machine = &mut scenario.machine;
        machine.cores = self.cores.or(machine.cores);
        machine.noise = self.noise.unwrap_or(machine.noise);
        machine.cpu_quota = self.cpu_quota.or(machine.cpu_quota);
        machine.memory = self.memory.map_or(machine.memory, |size| size.as_u64());
    }
}

impl MachineArgs {
    fn set(&self, scenario: &mut Scenario) {
        self.rest.set(scenario);
        let machine = &mut scenario.machine;
        machine.procs = self.procs.or(machine.procs);
        machine.seed = self.seed.unwrap_or(machine.seed);
        scenario.policy.extend(self.policy.iter().copied());
    }

    /// The flags again, as they are typed; another policy in place of their own.
    pub fn flags(&self, policy: Policy) -> String {
        let HardwareArgs { cores, noise, cpu_quota, memory } = &self.rest;
        [
            ("procs", self.procs.map(|n| n.to_string())),
            ("policy", Some(policy.to_string()).filter(|names| !names.is_empty())),
            ("cores", cores.map(|n| n.to_string())),
            ("noise", noise.map(|level| level.to_string())),
            ("cpu-quota", cpu_quota.map(|quota| quota.to_string())),
            ("memory", memory.map(|size| size.as_u64().to_string())),
        ]
        .map(|(name, value)| flag(name, value))
        .concat()
    }
}

impl LimitArgs {
    fn set(self, limits: &mut Limits) {
        limits.time = self.max_time.unwrap_or(limits.time);
        limits.cpu = self.max_cpu.unwrap_or(limits.cpu);
        limits.events = self.max_events.unwrap_or(limits.events);
        limits.memory = self.max_memory.map_or(limits.memory, |size| size.as_u64());
    }

    /// The flags again, as they are typed.
    pub fn flags(self) -> String {
        let time =
            |time: Duration| duration::format(time.as_nanos().try_into().unwrap_or(i64::MAX));
        [
            ("max-time", self.max_time.map(time)),
            ("max-cpu", self.max_cpu.map(time)),
            ("max-events", self.max_events.map(|n| n.to_string())),
            ("max-memory", self.max_memory.map(|size| size.as_u64().to_string())),
        ]
        .map(|(name, value)| flag(name, value))
        .concat()
    }
}

/// A flag as it is typed, where it has a value.
fn flag(name: &str, value: Option<String>) -> String {
    value.map_or(String::new(), |value| format!(" --{name} {value}"))
}

/// What is asked for with these flags.
pub fn spec(
    program: &Path,
    machine: &MachineArgs,
    limits: LimitArgs,
    world: &World,
) -> Result<RunSpec, NoProgram> {
    let mut scenario = find(program)?;
    machine.set(&mut scenario);
    spec_of(scenario, limits, world)
}

/// The same of a scenario that has its machine.
pub fn spec_of(
    mut scenario: Scenario,
    limits: LimitArgs,
    world: &World,
) -> Result<RunSpec, NoProgram> {
    world.set(&mut scenario).map_err(NoProgram::Unreadable)?;
    let mut spec = RunSpec::new(scenario);
    limits.set(&mut spec.limits);
    Ok(spec)
}

impl ProgramArgs {
    /// What is asked for with these flags, of a program with arguments of its own.
    pub fn spec(
        &self,
        machine: &MachineArgs,
        limits: LimitArgs,
        world: &World,
    ) -> Result<RunSpec, NoProgram> {
        let mut spec = spec(&self.program, machine, limits, world)?;
        if !self.args.is_empty() {
            spec.scenario.args.clone_from(&self.args);
        }
        Ok(spec)
    }
}

/// The spec with this limit of events if it has none.
pub fn at_most(events: u64, mut spec: RunSpec) -> RunSpec {
    if spec.limits.events == u64::MAX {
        spec.limits.events = events;
    }
    spec
}

/// Events of a run that is made for its result: one that only hands the P on and on is stopped.
const MAX_EVENTS: u64 = 20_000_000;

/// Compiles what is run for its result.
pub fn for_result(spec: RunSpec) -> Result<Session, NoProgram> {
    session(at_most(MAX_EVENTS, spec))
}

/// Compiles it.
pub fn session(spec: RunSpec) -> Result<Session, NoProgram> {
    Session::new(spec).map_err(NoProgram::Invalid)
}

/// Reads a duration: `90s`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let nanos = duration::nanos(text).map(Duration::from_nanos);
    nanos.ok_or_else(|| "write a number with its unit, as in 90s, 1.5ms or 1h30m".into())
}

/// Reads a number of Ps or cores.
pub fn procs() -> impl TypedValueParser<Value = u32> {
    RangedU64ValueParser::<u32>::new().range(1..=u64::from(MAX_PROCS))
}

/// Reads a value of `--policy`.
pub fn policy(text: &str) -> Result<Policy, String> {
    text.parse().map_err(|_| {
        format!(
            "there is no such switch{}; there are {}",
            did_you_mean(text, Policy::known()),
            Policy::known().collect::<Vec<_>>().join(", ")
        )
    })
}

/// Reads a value of `--noise`.
fn noise(text: &str) -> Result<Noise, String> {
    Noise::named(text).ok_or_else(|| {
        format!(
            "there is no such level{}; there are quiet, typical and busy",
            did_you_mean(text, Noise::ALL.iter().map(|n| n.0))
        )
    })
}

/// Reads a value of `--cpu-quota`.
fn cpu_quota(text: &str) -> Result<CpuQuota, String> {
    let quota = text.parse().ok().and_then(CpuQuota::of);
    quota.ok_or_else(|| format!("it must be {}", CpuQuota::WANTED))
}
