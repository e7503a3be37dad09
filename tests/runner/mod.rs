//! Runs Go programs in this process, each trace through the order checker; for tests of the whole.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gmpsim::kernel::threads;
use gmpsim::kernel::virtual_time::{End, Limits, Machine};
use gmpsim::lang::bytecode::Program;
use gmpsim::lang::compile::{self, compile, messages};
use gmpsim::lang::source::SourceMap;
use gmpsim::lang::vm::Vm;
use gmpsim::lang::vm::traceback::deadlock_report;
use gmpsim::runtime::os::Os;
use gmpsim::runtime::{GInfo, MainProgram, Noise, Options, Outcome, Output};
use gmpsim::trace::event::Event;
use gmpsim::trace::jsonl::{Header, Writer};
use gmpsim::trace::order::{Impossible, Order};
use gmpsim::trace::tracer::{Sink, Strings, Tracer};
use parking_lot::Mutex;

/// What a program may allocate, in bytes.
const MEMORY: u64 = 256 << 20;

/// A path below `tests/`.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below)
}

/// The Go programs of a folder below `tests/`, by name.
pub fn go_files(folder: &str) -> Vec<PathBuf> {
    let folder = path(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|file| file.extension().is_some_and(|e| e == "go"))
        .collect();
    files.sort();
    files
}

/// A program that can be run many times.
pub struct Compiled {
    name: String,
    program: Program,
    finalizer: bool,
}

impl Compiled {
    /// Reads and compiles a file; the error is what gc would print.
    pub fn load(file: &Path) -> Result<Self, String> {
        let name = file.file_name().expect("a file has a name").to_string_lossy();
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        Self::of_text(&name, text)
    }

    /// Compiles a program's text; the error is what gc would print.
    pub fn of_text(name: &str, text: String) -> Result<Self, String> {
        let mut sources = SourceMap::default();
        let compile::Compiled { program, finalizer } = compile(&mut sources, name, text)
            .map_err(|diagnostics| messages(&sources, &diagnostics))?;
        Ok(Self { name: name.to_string(), program, finalizer })
    }

    /// Runs it in virtual time; the error says which event of its trace is impossible.
    pub fn run(&self, settings: &Settings<'_>) -> Result<Run, String> {
        let Settings { procs, cores, seed, noise, args, traced } = *settings;
        let cores = cores.unwrap_or(procs.max(4));
        let vm = self.vm(args);
        let watched = Watched::new(&self.name, procs, cores, traced);
        let main = MainProgram { init: vm.init(), main: vm.main(), finalizer: self.finalizer };
        let mut machine = Machine::new(
            &Options { procs, num_cpu: cores, noise, ..Options::default() },
            cores as usize,
            seed,
            watched.tracer(),
            watched.output(),
            main,
        );
        let limits = Limits { time: 3_600_000_000_000, work: 60_000_000_000, ..Limits::default() };
        let end = match machine.run(&limits) {
            End::Outcome(outcome) => Ok((outcome, machine.runtime().goroutines())),
            other => Err(format!("the run ended with {other:?}")),
        };
        machine.runtime().finish();
        drop(machine);
        watched.end(&vm, end)
    }

    /// Runs it on real threads.
    pub fn run_on_threads(&self, procs: u32, args: &[&str]) -> Result<Run, String> {
        let vm = self.vm(args);
        let watched = Watched::new(&self.name, procs, 1, false);
        let mut machine = threads::Machine::new(
            &Options { procs, num_cpu: 1, ..Options::default() },
            watched.tracer(),
            watched.output(),
            vm.moving_program(self.finalizer),
        );
        let time = std::time::Duration::from_secs(60);
        let end = match machine.run(&threads::Limits { time, ..threads::Limits::default() }) {
            threads::End::Outcome(outcome) => Ok((outcome, machine.runtime().goroutines())),
            other => Err(format!("the run ended with {other:?}")),
        };
        if !machine.quiet() {
            return Err(format!("threads that don't stop, after {end:?}"));
        }
        drop(machine);
        watched.end(&vm, end)
    }

    fn vm<O: Os>(&self, args: &[&str]) -> Arc<Vm<O>> {
        let mut program = self.program.clone();
        program.args =
            std::iter::once(&*self.name).chain(args.iter().copied()).map(str::to_string).collect();
        Vm::new(Arc::new(program), gmpsim::lang::std::lookup, MEMORY)
            .expect("memory can be reserved")
    }
}

/// Who listens to a run, and what it writes.
struct Watched {
    listener: Arc<Mutex<Listener>>,
    written: Arc<Mutex<[Vec<u8>; 2]>>,
}

impl Watched {
    fn new(name: &str, procs: u32, cores: u32, traced: bool) -> Self {
        // Without the seed: traces of different seeds are to differ by their events alone.
        let header = Header { program: name.to_string(), procs, cores, ..Header::default() };
        let listener = Listener {
            order: Order::default(),
            impossible: None,
            trace: traced.then(|| Writer::new(Fnv::default(), &header).expect(NO_ERRORS)),
        };
        Watched { listener: Arc::new(Mutex::new(listener)), written: Arc::default() }
    }

    fn tracer(&self) -> Tracer {
        Tracer::new(Some(Box::new(self.listener.clone())))
    }

    fn output(&self) -> Box<Output> {
        let out = self.written.clone();
        Box::new(move |fd, bytes| out.lock()[usize::from(fd) - 1].extend(bytes))
    }

    /// What the run gave, which has ended so with these goroutines.
    fn end<O: Os>(
        self,
        vm: &Vm<O>,
        end: Result<(Outcome, Vec<GInfo>), String>,
    ) -> Result<Run, String> {
        let exit = match end? {
            (Outcome::Exit(code), _) => code,
            (Outcome::Deadlock { goexit }, goroutines) => {
                let report = deadlock_report(vm.program(), goexit, &goroutines);
                self.written.lock()[1].extend(report.as_bytes());
                2
            }
            (other, _) => return Err(format!("the run ended with {other:?}")),
        };
        let mut listener = self.listener.lock();
        let impossible = listener.impossible.take().or_else(|| listener.order.end().err());
        if let Some(impossible) = impossible {
            return Err(format!("impossible: {impossible}"));
        }
        assert!(listener.order.state().n() > 0, "a run without events was not checked");
        let trace = listener.trace.take().map(|t| t.finish().expect(NO_ERRORS).0);
        let [stdout, stderr] = std::mem::take(&mut *self.written.lock())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(Run { stdout, stderr, exit, trace, events: listener.order.state().n() })
    }
}

pub const NO_ERRORS: &str = "writing to memory never fails";

/// How a program is run.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    pub procs: u32,
    /// Virtual cores; none: as many as processors, at least 4.
    pub cores: Option<u32>,
    pub seed: u64,
    pub noise: Noise,
    pub args: &'a [&'a str],
    /// Its trace is written, and hashed.
    pub traced: bool,
}

/// GOMAXPROCS=1, no arguments.
pub fn one_p(seed: u64) -> Settings<'static> {
    Settings { procs: 1, cores: None, seed, noise: Noise::Quiet, args: &[], traced: false }
}

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub exit: i32,
    /// The FNV-1a hash of its trace in JSON Lines.
    pub trace: Option<u64>,
    pub events: u64,
}

struct Listener {
    order: Order,
    impossible: Option<Impossible>,
    trace: Option<Writer<Fnv>>,
}

impl Sink for Listener {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        if self.impossible.is_none() {
            self.impossible = events.iter().try_for_each(|e| self.order.check(e)).err();
        }
        if let Some(trace) = &mut self.trace {
            trace.events(events, strings);
        }
    }
}

/// The hash of what is written to it.
pub struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Does `check` with all items on all cores and panics with all that failed, in order.
pub fn check_all<T: Sync>(items: &[T], check: impl Fn(&T) -> Result<(), String> + Sync) {
    assert!(!items.is_empty(), "nothing to check");
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let work = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(i) else { return };
            // A panic must not hide what else fails; its message is on standard error.
            let checked = catch_unwind(AssertUnwindSafe(|| check(item)));
            if let Err(why) = checked.unwrap_or_else(|_| Err(format!("item {i} panicked"))) {
                failed.lock().push((i, why));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut failed = failed.into_inner();
    failed.sort();
    let whys: Vec<_> = failed.iter().map(|(_, why)| &**why).collect();
    assert!(whys.is_empty(), "{} of {} failed\n\n{}", whys.len(), items.len(), whys.join("\n\n"));
}
