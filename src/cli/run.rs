//! `gmpsim run`: runs a Go program or a scenario, in virtual time or on real threads, and prints what
//! it prints.
//!
//! Next: [`crate::session`].

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::args::{KernelArg, LimitArgs, MachineArgs, ProgramArgs, session};
use super::input::{Own, World};
use super::listeners::Listeners;
use super::output::{Streams, leave_to_the_process, say};
use super::outside::{self, Outside};
use crate::runtime::Runtime;
use crate::runtime::os::Os;
use crate::session::ending::seconds;
use crate::session::{Around, Ending, Kernel, RunSpec, Session, VirtualRun};

/// Turns of threads between two looks at the world outside, at least and at most: one may last 10 ms of
/// virtual time, or some 100 ns.
const SLICE: (u64, u64) = (8, 4096);

/// Output is kept back for so long, and so often it is looked whether the run is to end.
const MOMENT: Duration = Duration::from_millis(20);

/// How long the output's lock is waited for when the process ends.
const PATIENCE: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub(super) program: ProgramArgs,
    #[command(flatten)]
    kernel: KernelArg,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    pub(super) record: RecordArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    pub(super) world: World,
}

/// What is recorded of a run, and shown.
#[derive(clap::Args)]
pub struct RecordArgs {
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
}

/// Runs the program; the exit code is that of the compiled Go program.
pub fn run(args: &Args) -> Result<u8, String> {
    let Args { program, machine, limits, world, .. } = args;
    let spec = program.spec(machine, *limits, world).map(|spec| RunSpec {
        kernel: args.kernel.kernel,
        schedtrace: args.record.schedtrace.is_some(),
        ..spec
    });
    let session = match spec.and_then(session) {
        Ok(session) => session,
        Err(none) => return none.end(),
    };
    if session.spec().kernel == Kernel::Threads {
        let only_virtual = [
            ("--cores", args.machine.rest.cores.is_some(), "the cores are those of this machine"),
            (
                "--cpu-quota",
                args.machine.rest.cpu_quota.is_some(),
                "the operating system holds the process to its own",
            ),
        ];
        if let Some((flag, _, why)) = only_virtual.into_iter().find(|flag| flag.1) {
            return Err(format!("{flag} is for virtual time; with --kernel threads {why}"));
        }
    }
    let recording = Recording::open(args, &session)?;
    match session.spec().kernel {
        Kernel::Virtual => in_virtual_time(&session, recording),
        Kernel::Threads => on_threads(&session, recording),
    }
}

/// What is around the run: where its output goes, who listens, and what may end it.
struct Recording<'a> {
    args: &'a Args,
    session: &'a Session,
    outside: Arc<Outside>,
    streams: Arc<Mutex<Streams>>,
    listeners: Listeners,
}

impl<'a> Recording<'a> {
    fn open(args: &'a Args, session: &'a Session) -> Result<Self, String> {
        let outside: Arc<Outside> = Arc::default();
        let listeners = Listeners::open(args, session.spec(), &outside)?;
        let streams = Streams::new(outside.clone(), session.spec().kernel == Kernel::Threads);
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
        Ok(Recording { args, session, outside, streams, listeners })
    }

    /// It reads this process's standard input if nothing else is said.
    fn around(&self) -> Around {
        let out = self.streams.clone();
        let said = self.session.scenario().stdin.is_some();
        let own = (!said && self.args.program.program.as_os_str() != "-").then(|| {
            let real_time = self.session.spec().kernel == Kernel::Threads;
            Box::new(Own::new(self.streams.clone(), self.outside.clone(), real_time)) as _
        });
        Around {
            sink: self.listeners.sink(),
            output: Box::new(move |fd, bytes| out.lock().write(fd, bytes)),
            stdin: own,
        }
    }

    /// Writes what is left to write, says what ended the run, and the figures. `ended`: how the run ended
    /// by itself; what ended it from outside comes first.
    fn close<O: Os>(self, rt: &Runtime<O>, at: u64, ended: Option<Ending>) -> Result<u8, String> {
        if let Some(ended) = &ended {
            self.streams.lock().write(2, ended.last_words().as_bytes());
        }
        self.streams.lock().flush();
        rt.finish();
        let cause = self.outside.cause().map(|cause| cause.ending(at, &self.args.record));
        let ending = cause.or(ended).expect("a run that was cut short has a cause");
        if let (false, Some(notice)) = (matches!(ending, Ending::Failed(_)), ending.notice()) {
            say(&format!("gmpsim: {notice}\n"));
        }
        self.listeners.close(rt.tracer().strings(), self.session.scenario());
        match ending {
            Ending::Signal { signal, .. } => outside::die(signal),
            Ending::Failed(why) => Err(why),
            ending => Ok(ending.code()),
        }
    }
}

fn on_threads(session: &Session, recording: Recording<'_>) -> Result<u8, String> {
    let mut run = session.on_threads(recording.around())?;
    let abandoner = run.abandoner();
    recording.outside.wake_by(move || abandoner.abandon());
    let ending = run.run();
    let ended = (!recording.outside.asked()).then_some(ending);
    let now = u64::try_from(run.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let code = recording.close(run.runtime(), now, ended);
    leave_to_the_process(run);
    code
}

fn in_virtual_time(session: &Session, recording: Recording<'_>) -> Result<u8, String> {
    let mut run = session.in_virtual_time(recording.around())?;
    let ended = run_watched(&mut run, &recording);
    let code = recording.close(run.runtime(), run.now(), ended);
    leave_to_the_process(run);
    code
}

/// Runs to the end, a limit, or until something ends it from outside (none); brings output out
/// meanwhile, and at a terminal says how far it is when that takes long.
fn run_watched(run: &mut VirtualRun, recording: &Recording) -> Option<Ending> {
    let watched = stderr().is_terminal() && !recording.args.record.events;
    let started = Instant::now();
    let (mut written, mut turns) = (started, SLICE.0);
    // Nothing is said in the first second.
    let mut shown = 0;
    loop {
        let slice = Instant::now();
        let ending = run.run_turns(turns);
        let asked = recording.outside.asked();
        if ending.is_some() || asked {
            if shown > 0 {
                say("\r\x1b[K");
            }
            return ending.filter(|_| !asked);
        }
        let many = if slice.elapsed() < MOMENT / 8 { turns * 2 } else { turns / 2 };
        turns = many.clamp(SLICE.0, SLICE.1);
        if written.elapsed() >= MOMENT {
            recording.streams.lock().flush();
            written = Instant::now();
        }
        let tenths = started.elapsed().as_millis() / 100;
        if watched && tenths >= 10 && tenths != shown {
            shown = tenths;
            say(&format!("\rgmpsim: {} simulated ", seconds(run.now())));
        }
    }
}
