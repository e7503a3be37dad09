//! The scenario that a command names, with what its flags say, and the program compiled.
//!
//! Next: [`crate::scenario::find`], [`crate::lang::compile`].

use crate::lang::bytecode::Program;
use crate::lang::compile::{Compiled, compile, messages};
use crate::lang::source::SourceMap;
use crate::policy::Policy;
use crate::runtime::{CpuQuota, Noise, Options};
use crate::scenario::find::{NotFound, find};
use crate::scenario::{Scenario, did_you_mean};

use super::output::say;
use super::run::Args;

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
                Ok(super::FAILED)
            }
        }
    }
}

/// Finds the scenario and sets what the flags say.
pub fn scenario(args: &Args) -> Result<Scenario, NoProgram> {
    let mut scenario = set(find(&args.program)?, args);
    args.world.set(&mut scenario).map_err(NoProgram::Unreadable)?;
    Ok(scenario)
}

/// The scenario with what the flags say.
pub fn set(mut scenario: Scenario, args: &Args) -> Scenario {
    let machine = &mut scenario.machine;
    machine.procs = args.procs.or(machine.procs);
    machine.cores = args.cores.or(machine.cores);
    machine.seed = args.seed.unwrap_or(machine.seed);
    machine.noise = args.noise.unwrap_or(machine.noise);
    machine.cpu_quota = args.cpu_quota.or(machine.cpu_quota);
    machine.memory = args.memory.map_or(machine.memory, |size| size.as_u64());
    if !args.args.is_empty() {
        scenario.args.clone_from(&args.args);
    }
    scenario.policy.extend(args.policy.iter().copied());
    scenario
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
pub fn noise(text: &str) -> Result<Noise, String> {
    Noise::named(text).ok_or_else(|| {
        format!(
            "there is no such level{}; there are quiet, typical and busy",
            did_you_mean(text, Noise::ALL.iter().map(|n| n.0))
        )
    })
}

/// Reads a value of `--cpu-quota`.
pub fn cpu_quota(text: &str) -> Result<CpuQuota, String> {
    let quota = text.parse().ok().and_then(CpuQuota::of);
    quota.ok_or_else(|| format!("it must be {}", CpuQuota::WANTED))
}

/// Compiles the scenario's program.
pub fn compiled(scenario: &Scenario) -> Result<Compiled, NoProgram> {
    let mut sources = SourceMap::default();
    compile(&mut sources, &scenario.file, scenario.source.clone())
        .map_err(|diagnostics| NoProgram::Invalid(messages(&sources, &diagnostics)))
}

/// The program with its arguments, environment and input.
pub fn with_args(compiled: Compiled, scenario: &Scenario) -> Program {
    let mut program = compiled.program;
    program.env.clone_from(&scenario.env);
    program.stdin = scenario.stdin.clone().unwrap_or_default();
    program.args = std::iter::once(&scenario.path).chain(&scenario.args).cloned().collect();
    program
}

/// How its run is set up.
pub fn options(scenario: &Scenario) -> Options {
    Options {
        procs: scenario.machine.procs(),
        num_cpu: scenario.machine.cores(),
        costs: scenario.costs,
        policy: scenario.policy,
        memory: scenario.machine.memory,
        noise: scenario.machine.noise,
        cpu_quota: scenario.machine.cpu_quota,
        schedtrace: false,
    }
}
