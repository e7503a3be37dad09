//! `gmpsim run`: runs a Go program or a scenario, in virtual time or on real threads, and prints what
//! it prints.
//!
//! Next: [`crate::kernel`].
// Docs of options are their help texts: brackets there are Go's.
#![allow(rustdoc::broken_intra_doc_links)]

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use parking_lot::Mutex;

use super::output::Streams;
use super::{KILLED, LIMIT, program};
use crate::export::schedtrace::SchedTrace;
use crate::kernel::threads;
use crate::kernel::virtual_time::{End, Limits, Machine};
use crate::lang::compile::Compiled;
use crate::lang::vm::traceback::deadlock_report;
use crate::lang::{std as golang, vm::Vm};
use crate::runtime::os::Os;
use crate::runtime::{MainProgram, Options, Outcome, Runtime};
use crate::scenario::{Scenario, summary};
use crate::trace::event::Event;
use crate::trace::jsonl::{Header, Writer};
use crate::trace::stats::Stats;
use crate::trace::text;
use crate::trace::tracer::{Sink, Strings, Tracer};

/// Turns of threads between two looks at the real clock: one may last 10 ms of virtual time.
const SLICE: u64 = 8;

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
    /// Switch rules off, or go back to an older Go (such as no-steal,no-sysmon or go1.13).
    #[arg(long, value_name = "SWITCH", value_delimiter = ',', value_parser = program::policy)]
    pub(super) policy: Vec<String>,
    /// Write every event to this file (JSON Lines).
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Print every event, a line each, on standard error.
    #[arg(long)]
    events: bool,
    /// Print what happened in figures, on standard error at the end.
    #[arg(long)]
    stats: bool,
    /// Print the scheduler's state every so many milliseconds, as GODEBUG=schedtrace does.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    schedtrace: Option<u64>,
    /// With --schedtrace: a line for every P, M and G, as GODEBUG=scheddetail=1.
    #[arg(long, requires = "schedtrace")]
    scheddetail: bool,
    /// End the run at this time (such as 90s), virtual or real [default: 1h, or what the scenario says].
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub(super) max_time: Option<Duration>,
    /// End the run after this virtual CPU time of all threads together (not in watch, not with --kernel threads).
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = humantime::parse_duration)]
    max_cpu: Duration,
    /// End the run after this many events.
    #[arg(long, value_name = "N")]
    pub(super) max_events: Option<u64>,
    /// Memory the program may allocate (such as 512MiB).
    #[arg(long, value_name = "SIZE", default_value = "4GiB")]
    pub(super) max_memory: bytesize::ByteSize,
    /// Memory of the machine, for sim.Alloc and stacks: past it the process is killed [default: no limit].
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<bytesize::ByteSize>,
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

/// The program, loaded.
fn vm<O: Os>(args: &Args, compiled: Compiled, scenario: &Scenario) -> Result<Arc<Vm<O>>, String> {
    let program = program::with_args(compiled, scenario);
    Vm::new(Arc::new(program), golang::lookup, args.max_memory.as_u64())
        .map_err(|e| format!("can't reserve {} for the program: {e}", args.max_memory))
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
            let text =
                "runtime: program exceeds 10000-thread limit\nfatal error: thread exhaustion\n";
            streams.write(2, text.as_bytes());
            2
        }
    }
}

fn run_on_threads(args: &Args, compiled: Compiled, scenario: &Scenario) -> Result<u8, String> {
    if args.cores.is_some() {
        return Err("--cores is for virtual time; with --kernel threads the cores are those of this machine".into());
    }
    let finalizer = compiled.finalizer;
    let vm = vm(args, compiled, scenario)?;
    let listeners = Listeners::open(args, scenario)?;
    let streams: Arc<Mutex<Streams>> = Arc::default();
    let out = streams.clone();
    let mut machine = threads::Machine::new(
        &Options { num_cpu: threads::num_cpu(), ..options(args, scenario) },
        Tracer::new(listeners.sink()),
        Box::new(move |fd, bytes| out.lock().write(fd, bytes)),
        vm.moving_program(finalizer),
    );
    let limits = limits(args, scenario);
    let time = Duration::from_nanos(limits.time);
    let end = machine.run(&threads::Limits { time, events: limits.events });
    let mut streams = streams.lock();
    let code = match end {
        threads::End::Outcome(outcome) => last_words(outcome, &vm, machine.runtime(), &mut streams),
        threads::End::Failed(why) => {
            streams.flush();
            return Err(why);
        }
        threads::End::Time => {
            streams.flush();
            let time = humantime::format_duration(time);
            eprintln!("gmpsim: stopped after {time}; raise the limit with --max-time");
            LIMIT
        }
        threads::End::Events => {
            streams.flush();
            eprintln!("gmpsim: stopped after {} events, as --max-events asks", limits.events);
            LIMIT
        }
    };
    streams.flush();
    machine.runtime().finish();
    listeners.close(machine.runtime().tracer().strings(), scenario)?;
    std::mem::forget(machine);
    Ok(code)
}

fn run_virtual(args: &Args, compiled: Compiled, scenario: &Scenario) -> Result<u8, String> {
    let finalizer = compiled.finalizer;
    let vm = vm(args, compiled, scenario)?;
    let options = options(args, scenario);
    let listeners = Listeners::open(args, scenario)?;
    let streams: Arc<Mutex<Streams>> = Arc::default();
    let out = streams.clone();
    let program = MainProgram { init: vm.init(), main: vm.main(), finalizer };
    let mut machine = Machine::new(
        &options,
        options.num_cpu as usize,
        scenario.machine.seed,
        Tracer::new(listeners.sink()),
        Box::new(move |fd, bytes| out.lock().write(fd, bytes)),
        program,
    );
    let limits = limits(args, scenario);
    let end = run_watched(&mut machine, args, limits);
    let mut streams = streams.lock();
    let code = match end {
        End::Outcome(outcome) => last_words(outcome, &vm, machine.runtime(), &mut streams),
        limit => {
            streams.flush();
            // What was still to be told comes first.
            machine.runtime().finish();
            eprintln!("gmpsim: {}", reached(limit, args, &limits, &machine));
            LIMIT
        }
    };
    streams.flush();
    machine.runtime().finish();
    listeners.close(machine.runtime().tracer().strings(), scenario)?;
    // A million stacks need not be cleared away one by one when the process ends anyway.
    std::mem::forget(machine);
    Ok(code)
}

/// How long it may run.
pub(super) fn limits(args: &Args, scenario: &Scenario) -> Limits {
    let nanos = |time: Duration| time.as_nanos().try_into().unwrap_or(u64::MAX);
    Limits {
        time: args.max_time.map(nanos).or(scenario.machine.max_time).unwrap_or(MAX_TIME),
        cpu: nanos(args.max_cpu),
        events: args.max_events.unwrap_or(u64::MAX),
        ..Limits::default()
    }
}

/// Runs to the end or a limit; at a terminal says how far it is when that takes long.
fn run_watched(machine: &mut Machine, args: &Args, limits: Limits) -> End {
    let watched = stderr().is_terminal() && !args.events;
    let started = Instant::now();
    // Nothing is said in the first second.
    let mut shown = 0;
    loop {
        let turns = if watched { SLICE } else { u64::MAX };
        let end = machine.run(&Limits { turns, ..limits });
        if end == End::Turns {
            let tenths = started.elapsed().as_millis() / 100;
            if tenths >= 10 && tenths != shown {
                shown = tenths;
                eprint!("\rgmpsim: {} simulated ", millis(machine.now()));
            }
            continue;
        }
        if shown > 0 {
            eprint!("\r\x1b[K");
        }
        return end;
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
        End::Cpu => format!(
            "stopped at {at}: the program used {} of CPU time; it may never end. Raise the limit with --max-cpu",
            humantime::format_duration(args.max_cpu)
        ),
        End::Events => format!(
            "stopped at {at} after {} events, as --max-events asks",
            args.max_events.unwrap_or_default()
        ),
        End::Outcome(_) | End::Turns => unreachable!("a run that ended reached no limit"),
    }
}

/// A trace file and where it is.
type TraceFile = (PathBuf, Arc<Mutex<Writer<BufWriter<File>>>>);

/// Those who listen to the run's events.
struct Listeners {
    file: Option<TraceFile>,
    stats: Option<Arc<Mutex<Stats>>>,
    /// All figures are asked for, not only the scenario's.
    table: bool,
    text: bool,
    schedtrace: Option<(u64, bool)>,
    count: bool,
}

impl Listeners {
    fn open(args: &Args, scenario: &Scenario) -> Result<Self, String> {
        let file = match &args.trace {
            None => None,
            Some(path) => {
                let cant = |e| format!("can't write the trace to {}: {e}", path.display());
                let header = Header {
                    program: args
                        .program
                        .file_name()
                        .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
                    procs: scenario.machine.procs,
                    cores: scenario.machine.cores(),
                    seed: scenario.machine.seed,
                };
                let out = BufWriter::with_capacity(1 << 20, File::create(path).map_err(cant)?);
                let writer = Writer::new(out, &header).map_err(cant)?;
                Some((path.clone(), Arc::new(Mutex::new(writer))))
            }
        };
        Ok(Listeners {
            file,
            stats: (args.stats || scenario.declared).then(Arc::default),
            table: args.stats,
            text: args.events,
            schedtrace: args.schedtrace.map(|ms| (ms, args.scheddetail)),
            count: args.max_events.is_some(),
        })
    }

    /// All of them as one; `None` if there is none.
    fn sink(&self) -> Option<Box<dyn Sink>> {
        let mut all: Vec<Box<dyn Sink>> = Vec::new();
        if let Some((_, writer)) = &self.file {
            all.push(Box::new(writer.clone()));
        }
        if let Some(stats) = &self.stats {
            all.push(Box::new(stats.clone()));
        }
        if self.text {
            all.push(Box::new(Lines(BufWriter::new(stderr()))));
        }
        if let Some((ms, detailed)) = self.schedtrace {
            all.push(Box::new(SchedTrace::new(stderr(), ms, detailed)));
        }
        (!all.is_empty() || self.count).then(|| Box::new(Tee(all)) as Box<dyn Sink>)
    }

    /// Writes what is left to write, and the figures.
    fn close(self, strings: &Strings, scenario: &Scenario) -> Result<(), String> {
        if let Some((path, writer)) = self.file
            && let Some(e) = writer.lock().error()
        {
            return Err(format!("can't write the trace to {}: {e}", path.display()));
        }
        if let Some(stats) = self.stats {
            let stats = stats.lock();
            if self.table {
                eprint!("{}", stats.table(strings));
            } else {
                eprint!("{}", summary::of(scenario, &stats, strings));
            }
        }
        Ok(())
    }
}

/// Hands events on to several.
struct Tee(Vec<Box<dyn Sink>>);

impl Sink for Tee {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        for sink in &mut self.0 {
            sink.events(events, strings);
        }
    }

    fn end(&mut self, strings: &Strings) {
        for sink in &mut self.0 {
            sink.end(strings);
        }
    }
}

/// Events for people, a line each.
struct Lines<W: Write>(W);

impl<W: Write + Send> Sink for Lines<W> {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        for event in events {
            // Nowhere is left to complain about a broken standard error.
            let _ = writeln!(self.0, "{}", text::line(event, strings));
        }
    }

    fn end(&mut self, _strings: &Strings) {
        let _ = self.0.flush();
    }
}
