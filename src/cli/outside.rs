//! What ends a run from outside: a signal, output that can't be written, a trace that can't grow.
//!
//! Whoever notices says so here; the run looks whether something was said, ends in good order, and its
//! trace stays whole. Next: [`super::run`], which looks.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::run::RecordArgs;
use crate::ids::Nanos;
use crate::session::Ending;

/// How long a run gets to end by itself after a signal, in looks and the time between them. It needs
/// longer only if it can't be stopped where it is: in a write to a pipe that nobody reads.
const LOOKS: u32 = 40;
const LOOK: Duration = Duration::from_millis(25);

/// Why a run is ended.
#[derive(Debug)]
pub enum Cause {
    /// A signal.
    Signal(i32),
    /// Nobody reads the output any more.
    Unread,
    /// The output can't be written.
    Output(io::Error),
    /// The trace can't be written.
    Trace(io::Error),
    /// The trace has its full size.
    TraceFull,
}

impl Cause {
    /// How a run ends that is ended so at that time.
    pub fn ending(self, at: Nanos, args: &RecordArgs) -> Ending {
        match self {
            Cause::Signal(signal) => Ending::Signal { signal, at },
            Cause::Unread => Ending::Unread,
            Cause::Output(e) => Ending::Failed(format!("can't write the program's output: {e}")),
            Cause::Trace(e) => {
                let trace = args.trace.as_deref().unwrap_or("".as_ref()).display();
                Ending::Failed(format!("can't write the trace to {trace}: {e}"))
            }
            Cause::TraceFull => Ending::Trace { limit: args.max_trace.as_u64(), at },
        }
    }
}

/// What was said. See the module.
#[derive(Default)]
pub struct Outside {
    asked: AtomicBool,
    cause: Mutex<Option<Cause>>,
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Outside {
    /// Ends the run, if nothing has ended it before.
    pub fn end(&self, cause: Cause) {
        self.cause.lock().get_or_insert(cause);
        self.asked.store(true, Relaxed);
        if let Some(wake) = self.wake.get() {
            wake();
        }
    }

    /// Whether the run is to end.
    pub fn asked(&self) -> bool {
        self.asked.load(Relaxed)
    }

    /// Why, once.
    pub fn cause(&self) -> Option<Cause> {
        self.cause.lock().take()
    }

    /// Calls this when the run is to end: for one that does not look.
    pub fn wake_by(&self, wake: impl Fn() + Send + Sync + 'static) {
        let _ = self.wake.set(Box::new(wake));
        if self.asked() {
            self.wake.get().inspect(|wake| wake());
        }
    }

    /// Ends the run at a signal; should it not end then, or a second one come, saves what can be saved
    /// and ends the process.
    pub fn hear_signals(self: &Arc<Self>, save: impl Fn() + Send + 'static) -> io::Result<()> {
        let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !ignored(*signal));
        let mut signals = Signals::new(heard)?;
        let outside = self.clone();
        std::thread::spawn(move || {
            let Some(signal) = signals.forever().next() else { return };
            outside.end(Cause::Signal(signal));
            for _ in 0..LOOKS {
                std::thread::sleep(LOOK);
                if signals.pending().next().is_some() {
                    break;
                }
            }
            save();
            die(signal);
        });
        Ok(())
    }
}

/// Whether whoever started this process wants it to be deaf to a signal, as `nohup` does.
fn ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Ends the process as the signal would have: who waits for it sees that.
pub fn die(signal: i32) -> ! {
    let _ = emulate_default_handler(signal);
    std::process::exit(128 + signal)
}
