//! A run on real threads, from the first thread to the end of the last.
//!
//! The thread that starts a run does not take part in it: it waits. When the run is over, by the
//! program's end or a limit, all Ms are made to stop: those that sleep are woken, goroutines are
//! asked to give way, and each M's stack is left by unwinding. Next: [`super::os`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use super::os::{Halted, RealThread, Threads};
use crate::ids::Mid;
use crate::runtime::proc::{mstart, rt0};
use crate::runtime::{MainProgram, MovingProgram, Options, Outcome, Output, Runtime};
use crate::trace::tracer::Tracer;

/// Stack of an M's own code, in bytes; goroutines have their own.
const G0_STACK: usize = 512 << 10;
/// How long threads get to stop when a run is over. A Rust closure that never reaches a safe point
/// can't be stopped at all.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is looked whether a limit was reached, or a thread has stopped.
const LOOK: Duration = Duration::from_millis(2);

/// The cores of this machine, as Go's `runtime.NumCPU` has them.
pub fn num_cpu() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| n.get() as u32)
}

/// How far a run may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Real time.
    pub time: Duration,
    /// Events told; only counted while somebody listens.
    pub events: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { time: Duration::MAX, events: u64::MAX }
    }
}

/// Why a run stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The program ended.
    Outcome(Outcome),
    /// The limit on time was reached.
    Time,
    /// The limit on events was reached.
    Events,
    /// The operating system refused a thread, or a thread died of a defect: a sentence.
    Failed(String),
}

/// A run on real threads.
pub struct Machine {
    rt: Arc<Runtime<Threads>>,
    program: Option<MainProgram<Threads>>,
    /// All threads have ended.
    quiet: bool,
}

impl Machine {
    /// A machine that is about to run the program.
    pub fn new(
        options: &Options,
        tracer: Tracer,
        output: Box<Output>,
        program: MovingProgram<Threads>,
    ) -> Self {
        let rt = Runtime::new(Threads::new(), options, tracer, output);
        let known = rt.os.rt.set(Arc::downgrade(&rt));
        assert!(known.is_ok(), "a machine has one runtime");
        Machine { rt, program: Some(program.into_program()), quiet: true }
    }

    /// The runtime it runs.
    pub fn runtime(&self) -> &Arc<Runtime<Threads>> {
        &self.rt
    }

    /// Whether all its threads have ended. If not, some goroutine never reaches a safe point, and what
    /// it uses is never freed.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// Runs until the program ends or a limit is reached, and stops all threads. Only once.
    ///
    /// # Panics
    /// If it is called again.
    pub fn run(&mut self, limits: &Limits) -> End {
        let program = self.program.take().expect("a machine runs once");
        let started = Instant::now();
        self.quiet = false;
        start_thread(self.rt.clone(), Mid(0), Some(program));
        let end = self.wait(limits, started);
        self.stop();
        end
    }

    /// Ends a run that another thread waits for, with [`End::Failed`].
    pub fn abandon(rt: &Runtime<Threads>) {
        let mut life = rt.os.life.lock();
        life.failed.get_or_insert_with(|| "nobody waits for it any more".into());
        rt.os.changed.notify_all();
    }

    fn wait(&self, limits: &Limits, started: Instant) -> End {
        let os = &self.rt.os;
        let mut life = os.life.lock();
        loop {
            if let Some(why) = life.failed.take() {
                return End::Failed(why);
            }
            if life.over {
                let outcome = self.rt.outcome().expect("a run that is over says how it ended");
                return End::Outcome(outcome);
            }
            let left = limits.time.saturating_sub(started.elapsed());
            if left.is_zero() {
                return End::Time;
            }
            if limits.events == u64::MAX {
                os.changed.wait_for(&mut life, left.min(Duration::from_secs(3600)));
            } else {
                if self.rt.told() >= limits.events {
                    return End::Events;
                }
                os.changed.wait_for(&mut life, LOOK);
            }
        }
    }

    /// Ends all threads, as far as that is possible.
    fn stop(&mut self) {
        let os = &self.rt.os;
        let patience = Instant::now() + PATIENCE;
        let mut life = os.life.lock();
        while life.threads > 0 && Instant::now() < patience {
            // Again and again: an M that starts a goroutine forgets what was asked of it before.
            drop(life);
            self.rt.ask_all_to_end();
            os.stop_all();
            life = os.life.lock();
            if life.threads > 0 {
                os.changed.wait_for(&mut life, LOOK);
            }
        }
        self.quiet = life.threads == 0;
    }
}

impl Drop for Machine {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        if self.quiet {
            self.rt.finish();
            // SAFETY: all threads have ended (`quiet`), and only they make new ones.
            unsafe { self.rt.drop_goroutines() };
        }
    }
}

/// Starts an M's thread; the first one begins the run.
pub(super) fn start_thread(
    rt: Arc<Runtime<Threads>>,
    mid: Mid,
    program: Option<MainProgram<Threads>>,
) {
    rt.os.life.lock().threads += 1;
    let keep = rt.clone();
    let thread = std::thread::Builder::new().name(format!("{mid}")).stack_size(G0_STACK);
    if let Err(e) = thread.spawn(move || thread_main(rt, mid, program)) {
        ended(&keep, Some(format!("the operating system has no more threads: {e}")));
    }
}

fn thread_main(rt: Arc<Runtime<Threads>>, mid: Mid, program: Option<MainProgram<Threads>>) {
    let result = catch_unwind(AssertUnwindSafe(|| {
        let m = rt.allocm(mid, rt.os.thread(mid));
        let mut thread_stack = RealThread { os: &rt.os };
        match program {
            Some(program) => drop(rt0(rt.clone(), &mut thread_stack, m, program)),
            None => drop(mstart(rt.clone(), &mut thread_stack, m)),
        }
    }));
    let why = result.err().filter(|payload| !payload.is::<Halted>()).map(|payload| {
        let text = crate::runtime::panic_text(&*payload);
        format!("{mid} died of a defect of the scheduler: {text}")
    });
    ended(&rt, why);
}

/// A thread has ended, or was never made.
fn ended(rt: &Arc<Runtime<Threads>>, why: Option<String>) {
    let os = &rt.os;
    let mut life = os.life.lock();
    life.threads -= 1;
    if let Some(why) = why
        && !os.stopping.load(Relaxed)
    {
        life.failed.get_or_insert(why);
    }
    os.changed.notify_all();
}
