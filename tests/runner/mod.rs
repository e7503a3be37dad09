//! Runs Go programs in this process, each trace through the order checker; for tests of the whole.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gmpsim::policy::Policy;
use gmpsim::runtime::Noise;
use gmpsim::scenario::{Machine, Scenario};
use gmpsim::session::{Around, Ending, Limits, RunSpec, Session};
use gmpsim::trace::event::Event;
use gmpsim::trace::header::Header;
use gmpsim::trace::jsonl::Writer;
use gmpsim::trace::replay::{Impossible, Replay};
use gmpsim::trace::tracer::{Sink, Strings};
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
pub struct Compiled(Session);

impl Compiled {
    /// Reads and compiles a file; the error is what gc would print.
    pub fn load(file: &Path) -> Result<Self, String> {
        let name = file.file_name().expect("a file has a name").to_string_lossy();
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        Self::of_text(&name, text)
    }

    /// Compiles a program's text; the error is what gc would print.
    pub fn of_text(name: &str, text: String) -> Result<Self, String> {
        Self::of(Scenario::bare(name, name, text))
    }

    fn of(scenario: Scenario) -> Result<Self, String> {
        let mut spec = RunSpec::new(scenario);
        (spec.limits.cpu, spec.limits.memory) = (Duration::from_secs(60), MEMORY);
        Session::new(spec).map(Compiled)
    }

    /// The same with those arguments.
    fn session(&self, args: &[&str]) -> Result<Session, String> {
        if args.is_empty() {
            return Ok(self.0.clone());
        }
        let args = args.iter().map(ToString::to_string).collect();
        Self::of(Scenario { args, ..self.0.scenario().clone() }).map(|compiled| compiled.0)
    }

    /// Runs it in virtual time; the error says which event of its trace is impossible.
    pub fn run(&self, settings: &Settings<'_>) -> Result<Run, String> {
        let Settings { procs, cores, seed, noise, args, traced } = *settings;
        let machine = Machine { procs: Some(procs), cores, seed, noise, ..Machine::default() };
        let session = self.session(args)?.on(machine, Policy::default());
        let watched = Watched::new(&self.0.scenario().name, procs, machine.cores(), traced);
        let mut run = session.in_virtual_time(watched.around())?;
        let ending = run.run();
        run.runtime().finish();
        drop(run);
        watched.end(ending)
    }

    /// Runs it on real threads.
    pub fn run_on_threads(&self, procs: u32, args: &[&str]) -> Result<Run, String> {
        let machine = Machine { procs: Some(procs), ..Machine::default() };
        let mut session = self.session(args)?.on(machine, Policy::default());
        session = session.within(Limits { time: Duration::from_secs(60), ..session.spec().limits });
        let watched = Watched::new(&self.0.scenario().name, procs, 1, false);
        let mut run = session.on_threads(watched.around())?;
        let ending = run.run();
        if !run.quiet() {
            return Err(format!("threads that don't stop, after {ending}"));
        }
        drop(run);
        watched.end(ending)
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
            order: Replay::new(),
            impossible: None,
            trace: traced.then(|| Writer::new(Fnv::default(), &header).expect(NO_ERRORS)),
        };
        Watched { listener: Arc::new(Mutex::new(listener)), written: Arc::default() }
    }

    fn around(&self) -> Around {
        let out = self.written.clone();
        Around {
            sink: Some(Box::new(self.listener.clone())),
            output: Box::new(move |fd, bytes| out.lock()[usize::from(fd) - 1].extend(bytes)),
            stdin: None,
        }
    }

    /// What the run gave, which has ended so.
    fn end(self, ending: Ending) -> Result<Run, String> {
        let exit = match &ending {
            Ending::Exit(code) => *code,
            Ending::Deadlock(_) => i32::from(ending.code()),
            other => return Err(format!("the run ended with {other}")),
        };
        self.written.lock()[1].extend(ending.last_words().as_bytes());
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
    order: Replay,
    impossible: Option<Impossible>,
    trace: Option<Writer<Fnv>>,
}

impl Sink for Listener {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        if self.impossible.is_none() {
            self.impossible = events.iter().try_for_each(|e| self.order.step(e)).err();
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
