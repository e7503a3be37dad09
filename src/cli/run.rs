//! `gmpsim run`: runs a Go program or a scenario, in virtual time or on real threads, and prints what
//! it prints.
//!
//! Next: [`crate::kernel`].
// Docs of options are their help texts: brackets there are Go's.
#![allow(rustdoc::broken_intra_doc_links)]

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use parking_lot::Mutex;

use super::input::{Own, World};
use super::listeners::Listeners;
use super::output::{Streams, say};
use super::outside::{self, Cause, Outside, SIGPIPE};
use super::{KILLED, LIMIT, program};
use crate::kernel::threads;
use crate::kernel::virtual_time::{End, Limits, Machine};
use crate::lang::compile::Compiled;
use crate::lang::vm::traceback::deadlock_report;
use crate::lang::{std as golang, vm::Vm};
use crate::policy::Policy;
use crate::runtime::os::Os;
use crate::runtime::{CpuQuota, MainProgram, Noise, Options, Outcome, Output, Runtime};
use crate::scenario::Scenario;
use crate::trace::tracer::Tracer;

/// Turns of threads between two looks at the world outside, at least and at most: one may last 10 ms of
/// virtual time, or some 100 ns.
const SLICE: (u64, u64) = (8, 4096);

/// Output is kept back for so long, and so often it is looked whether the run is to end.
const MOMENT: Duration = Duration::from_millis(20);

/// Virtual time a run may take if nobody says otherwise, in ns.
pub(super) const MAX_TIME: u64 = 3_600_000_000_000;

#[derive(clap::Args)]
pub struct Args {
    /// A Go file, the folder of a scenario, or the name of one (see gmpsim list); - reads standard input.
    pub(super) program: PathBuf,
    /// Arguments of the program (os.Args[1:]).
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(super) args: Vec<String>,
    /// What the scheduler runs on.
    #[arg(long, value_enum, default_value_t = Kernel::Virtual)]
    pub(super) kernel: Kernel,
    /// GOMAXPROCS: how many processors (P) run goroutines [default: 4, or what the scenario says].
    #[arg(long, short, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(super) procs: Option<u32>,
    /// Virtual CPU cores that run the threads (M) [default: as many as processors, at least 4].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(super) cores: Option<u32>,
    /// Seed of all randomness: the same seed gives the same run [default: 1, or what the scenario says].
    #[arg(long, short)]
    pub(super) seed: Option<u64>,
    /// How much the machine varies: quiet (not at all), typical or busy [default: typical, or what the scenario says].
    #[arg(long, value_name = "LEVEL", value_parser = program::noise)]
    pub(super) noise: Option<Noise>,
    /// CPU time that the process may use, as a container's limit: so many CPUs, such as 1.5 [default: no limit].
    #[arg(long, value_name = "CPUS", value_parser = program::cpu_quota)]
    pub(super) cpu_quota: Option<CpuQuota>,
    /// Switch rules off, or go back to an older Go (such as no-steal,no-sysmon or go1.13).
    #[arg(long, value_name = "SWITCH", value_delimiter = ',', value_parser = program::policy)]
    pub(super) policy: Vec<Policy>,
    /// Write every event to this file (JSON Lines).
    #[arg(long, value_name = "FILE")]
    pub(super) trace: Option<PathBuf>,
    /// End the run when its trace has this size.
    #[arg(long, value_name = "SIZE", default_value = "2GiB")]
    pub(super) max_trace: bytesize::ByteSize,
    /// Print every event, a line each, on standard error.
    #[arg(long)]
    pub(super) events: bool,
    /// Print what happened in figures, on standard error at the end.
    #[arg(long)]
    pub(super) stats: bool,
    /// Print the scheduler's state every so many milliseconds, as GODEBUG=schedtrace does.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) schedtrace: Option<u64>,
    /// With --schedtrace: a line for every P, M and G, as GODEBUG=scheddetail=1.
    #[arg(long, requires = "schedtrace")]
    pub(super) scheddetail: bool,
    /// End the run at this time (such as 90s), virtual or real [default: 1h, or what the scenario says].
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(super) max_time: Option<Duration>,
    /// End the run after this CPU time: virtual, of all threads together, and 1 ns for each instruction (not in watch, not with --kernel threads).
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = humantime::parse_duration)]
    max_cpu: Duration,
    /// End the run after this many events.
    #[arg(long, value_name = "N")]
    pub(super) max_events: Option<u64>,
    /// Memory the program may take, with all that is kept for it (such as 512MiB).
    #[arg(long, value_name = "SIZE", default_value = "4GiB")]
    pub(super) max_memory: bytesize::ByteSize,
    /// Memory of the machine, for sim.Alloc and stacks: past it the process is killed [default: no limit].
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<bytesize::ByteSize>,
    #[command(flatten)]
    pub(super) world: World,
}

/// What the scheduler runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Kernel {
    /// Virtual time: every run with the same seed is the same.
    Virtual,
    /// Threads of the operating system, in real time: no two runs are the same.
    Threads,
}

impl Args {
    /// Those of a program that is run as it comes.
    pub fn example(name: &str) -> Args {
        #[derive(clap::Parser)]
        struct Alone {
            #[command(flatten)]
            args: Args,
        }
        <Alone as clap::Parser>::parse_from(["gmpsim", name]).args
    }

    /// The first option given that a run on the screen has no use for.
    pub(super) fn of_run_alone(&self) -> Option<&'static str> {
        let given = [
            ("--trace", self.trace.is_some()),
            ("--events", self.events),
            ("--stats", self.stats),
            ("--schedtrace", self.schedtrace.is_some()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
    }
}

/// Runs the program; the exit code is that of the compiled Go program.
pub fn run(args: &Args) -> Result<u8, String> {
    let made = program::scenario(args);
    let made = made.and_then(|scenario| Ok((program::compiled(&scenario)?, scenario)));
    let (compiled, scenario) = match made {
        Ok(made) => made,
        Err(none) => return none.end(),
    };
    match args.kernel {
        Kernel::Virtual => run_virtual(args, compiled, &scenario),
        Kernel::Threads => run_on_threads(args, compiled, &scenario),
    }
}

fn options(args: &Args, scenario: &Scenario) -> Options {
    Options { schedtrace: args.schedtrace.is_some(), ..program::options(scenario) }
}

/// The exit code of a program that ended, after its last words.
fn last_words<O: Os>(outcome: Outcome, vm: &Vm<O>, rt: &Runtime<O>, streams: &mut Streams) -> u8 {
    match outcome {
        Outcome::Exit(code) => code as u8,
        Outcome::Deadlock { goexit } => {
            let report = deadlock_report(vm.program(), goexit, &rt.goroutines());
            streams.write(2, report.as_bytes());
            2
        }
        Outcome::Killed => {
            streams.write(2, b"signal: killed\n");
            KILLED
        }
        Outcome::ThreadExhaustion => {
            let limit = rt.max_threads();
            let text = format!(
                "runtime: program exceeds {limit}-thread limit\nfatal error: thread exhaustion\n"
            );
            streams.write(2, text.as_bytes());
            2
        }
    }
}

/// How a run ended, unless something ended it from outside.
enum Ended {
    /// The program did, with that code.
    Program(u8),
    /// A limit: which, and how to raise it.
    Limit(String),
    /// The kernel could not go on.
    Failed(String),
}

/// What is around a run: where its output goes, who listens, and what may end it.
struct Around<'a> {
    args: &'a Args,
    scenario: &'a Scenario,
    outside: Arc<Outside>,
    streams: Arc<Mutex<Streams>>,
    listeners: Listeners,
}

/// How long the output's lock is waited for when the process ends.
const PATIENCE: Duration = Duration::from_millis(200);

impl<'a> Around<'a> {
    fn open(args: &'a Args, scenario: &'a Scenario) -> Result<Self, String> {
        let outside: Arc<Outside> = Arc::default();
        let listeners = Listeners::open(args, scenario, &outside)?;
        let streams = Streams::new(outside.clone(), args.kernel == Kernel::Threads);
        let streams = Arc::new(Mutex::new(streams));
        let (save, out) = (listeners.saver(), streams.clone());
        outside
            .hear_signals(move || {
                if let Some(mut out) = out.try_lock_for(PATIENCE) {
                    out.flush();
                }
                save();
            })
            .map_err(|e| format!("can't listen to signals: {e}"))?;
        Ok(Around { args, scenario, outside, streams, listeners })
    }

    /// Where the program's output goes.
    fn output(&self) -> Box<Output> {
        let out = self.streams.clone();
        Box::new(move |fd, bytes| out.lock().write(fd, bytes))
    }

    /// The program, loaded. It reads this process's standard input if nothing else is said.
    fn vm<O: Os>(&self, compiled: Compiled) -> Result<Arc<Vm<O>>, String> {
        let Around { args, scenario, .. } = self;
        let program = program::with_args(compiled, scenario);
        let vm = Vm::new(Arc::new(program), golang::lookup, args.max_memory.as_u64())
            .map_err(|e| format!("can't reserve {} for the program: {e}", args.max_memory))?;
        if scenario.stdin.is_none() && args.program.as_os_str() != "-" {
            let real_time = args.kernel == Kernel::Threads;
            let own = Own::new(self.streams.clone(), self.outside.clone(), real_time);
            vm.read_from(Box::new(own));
        }
        Ok(vm)
    }

    /// Writes what is left to write, says what ended the run at that time, and the figures.
    fn close<O: Os>(self, rt: &Runtime<O>, at: u64, ended: Option<Ended>) -> Result<u8, String> {
        self.streams.lock().flush();
        rt.finish();
        let at = millis(at);
        let cause = self.outside.cause();
        let code = match (&cause, ended) {
            (Some(cause), _) => self.ended_by(cause, &at),
            (None, Some(Ended::Program(code))) => Ok(code),
            (None, Some(Ended::Limit(why))) => {
                say(&format!("gmpsim: {why}\n"));
                Ok(LIMIT)
            }
            (None, Some(Ended::Failed(why))) => Err(why),
            (None, None) => unreachable!("a run that was cut short has a cause"),
        };
        self.listeners.close(rt.tracer().strings(), self.scenario);
        if let Some(Cause::Signal(signal)) = cause {
            outside::die(signal);
        }
        code
    }

    fn ended_by(&self, cause: &Cause, at: &str) -> Result<u8, String> {
        let trace = || self.args.trace.as_deref().unwrap_or("".as_ref()).display();
        match cause {
            Cause::Signal(signal) => {
                say(&format!("gmpsim: ended at {at} by {}\n", outside::name(*signal)));
                Ok(LIMIT)
            }
            Cause::Unread => Ok(SIGPIPE),
            Cause::Output(e) => Err(format!("can't write the program's output: {e}")),
            Cause::Trace(e) => Err(format!("can't write the trace to {}: {e}", trace())),
            Cause::TraceFull => {
                let size = self.args.max_trace;
                say(&format!(
                    "gmpsim: stopped at {at}: the trace has {size}; raise the limit with --max-trace\n"
                ));
                Ok(LIMIT)
            }
        }
    }
}

fn run_on_threads(args: &Args, compiled: Compiled, scenario: &Scenario) -> Result<u8, String> {
    if args.cores.is_some() {
        return Err("--cores is for virtual time; with --kernel threads the cores are those of this machine".into());
    }
    if args.cpu_quota.is_some() {
        return Err("--cpu-quota is for virtual time; with --kernel threads the operating system holds the process to its own".into());
    }
    let finalizer = compiled.finalizer;
    let around = Around::open(args, scenario)?;
    let vm = around.vm(compiled)?;
    let mut machine = threads::Machine::new(
        &Options { num_cpu: threads::num_cpu(), ..options(args, scenario) },
        Tracer::new(around.listeners.sink()),
        around.output(),
        vm.moving_program(finalizer),
    );
    let limits = limits(args, scenario);
    let time = Duration::from_nanos(limits.time);
    let (rt, started) = (machine.runtime().clone(), Instant::now());
    around.outside.wake_by(move || threads::Machine::abandon(&rt));
    let end = machine.run(&threads::Limits { time, events: limits.events });
    let ended = match end {
        _ if around.outside.asked() => None,
        threads::End::Outcome(outcome) => {
            let mut streams = around.streams.lock();
            Some(Ended::Program(last_words(outcome, &vm, machine.runtime(), &mut streams)))
        }
        threads::End::Failed(why) => Some(Ended::Failed(why)),
        threads::End::Time => {
            let time = humantime::format_duration(time);
            let why = format!("stopped after {time}; raise the limit with --max-time");
            Some(Ended::Limit(why))
        }
        threads::End::Events => {
            let why = format!("stopped after {} events, as --max-events asks", limits.events);
            Some(Ended::Limit(why))
        }
    };
    let now = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let code = around.close(machine.runtime(), now, ended);
    std::mem::forget(machine);
    code
}

fn run_virtual(args: &Args, compiled: Compiled, scenario: &Scenario) -> Result<u8, String> {
    let finalizer = compiled.finalizer;
    let around = Around::open(args, scenario)?;
    let vm = around.vm(compiled)?;
    let options = options(args, scenario);
    let program = MainProgram { init: vm.init(), main: vm.main(), finalizer };
    let mut machine = Machine::new(
        &options,
        options.num_cpu as usize,
        scenario.machine.seed,
        Tracer::new(around.listeners.sink()),
        around.output(),
        program,
    );
    let limits = limits(args, scenario);
    let end = run_watched(&mut machine, limits, &around);
    let ended = match end {
        _ if around.outside.asked() => None,
        End::Outcome(outcome) => {
            let mut streams = around.streams.lock();
            Some(Ended::Program(last_words(outcome, &vm, machine.runtime(), &mut streams)))
        }
        limit => Some(Ended::Limit(reached(limit, args, &limits, &machine))),
    };
    let code = around.close(machine.runtime(), machine.now(), ended);
    // A million stacks need not be cleared away one by one when the process ends anyway.
    std::mem::forget(machine);
    code
}

/// How long it may run.
pub(super) fn limits(args: &Args, scenario: &Scenario) -> Limits {
    let nanos = |time: Duration| time.as_nanos().try_into().unwrap_or(u64::MAX);
    Limits {
        time: args.max_time.map(nanos).or(scenario.machine.max_time).unwrap_or(MAX_TIME),
        work: nanos(args.max_cpu),
        events: args.max_events.unwrap_or(u64::MAX),
        ..Limits::default()
    }
}

/// Runs to the end, a limit, or until something ends it from outside; brings output out meanwhile, and
/// at a terminal says how far it is when that takes long.
fn run_watched(machine: &mut Machine, limits: Limits, around: &Around) -> End {
    let watched = stderr().is_terminal() && !around.args.events;
    let started = Instant::now();
    let (mut written, mut turns) = (started, SLICE.0);
    // Nothing is said in the first second.
    let mut shown = 0;
    loop {
        let slice = Instant::now();
        let end = machine.run(&Limits { turns, ..limits });
        if end != End::Turns || around.outside.asked() {
            if shown > 0 {
                say("\r\x1b[K");
            }
            return end;
        }
        let many = if slice.elapsed() < MOMENT / 8 { turns * 2 } else { turns / 2 };
        turns = many.clamp(SLICE.0, SLICE.1);
        if written.elapsed() >= MOMENT {
            around.streams.lock().flush();
            written = Instant::now();
        }
        let tenths = started.elapsed().as_millis() / 100;
        if watched && tenths >= 10 && tenths != shown {
            shown = tenths;
            say(&format!("\rgmpsim: {} simulated ", millis(machine.now())));
        }
    }
}

fn millis(ns: u64) -> String {
    format!("{}.{:03} s", ns / 1_000_000_000, ns / 1_000_000 % 1_000)
}

/// Says which limit a run reached and how to raise it.
fn reached(end: End, args: &Args, limits: &Limits, machine: &Machine) -> String {
    let at = millis(machine.now());
    match end {
        End::Time => format!(
            "stopped after {} of virtual time; raise the limit with --max-time",
            humantime::format_duration(Duration::from_nanos(limits.time))
        ),
        End::Work => format!(
            "stopped at {at}: --max-cpu {} is used up; the program may never end. Raise that limit if it needs longer",
            humantime::format_duration(args.max_cpu)
        ),
        End::Events => format!(
            "stopped at {at} after {} events, as --max-events asks",
            args.max_events.unwrap_or_default()
        ),
        End::Outcome(_) | End::Turns => unreachable!("a run that ended reached no limit"),
    }
}
