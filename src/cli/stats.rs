//! `gmpsim stats`: what a recorded trace comes to, as `gmpsim run` prints it of a run.
//!
//! Next: [`crate::trace::replay`], [`super::listeners`] for the same of a run.

use std::path::PathBuf;

use super::output::{print, visible_text};
use super::recorded;
use crate::export::schedtrace::SchedTrace;
use crate::trace::jsonl::Trace;
use crate::trace::replay::{Impossible, Replay};
use crate::trace::stats::Tally;

#[derive(clap::Args)]
pub struct Args {
    /// A trace: what gmpsim run --trace FILE wrote.
    trace: PathBuf,
    /// Instead of the figures print every event, a line each.
    #[arg(long, conflicts_with = "schedtrace")]
    events: bool,
    /// Instead of the figures print the scheduler's state every so many milliseconds, as GODEBUG=schedtrace does.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    schedtrace: Option<u64>,
    /// With --schedtrace: a line for every P, M and G, as GODEBUG=scheddetail=1.
    #[arg(long, requires = "schedtrace")]
    scheddetail: bool,
}

/// Reads the trace and prints what is asked for.
pub fn stats(args: &Args) -> Result<u8, String> {
    let Trace { events, strings, .. } = recorded::read(&args.trace)?;
    let impossible = |why: Impossible| format!("{}: {why}", args.trace.display());
    if args.events {
        // In pieces: the lines of a long trace take more memory than its events.
        for events in events.chunks(4096) {
            let lines: String = events.iter().map(|e| format!("{}\n", e.line(&strings))).collect();
            print(&visible_text(&lines))?;
        }
        return Ok(0);
    }
    let text = if let Some(ms) = args.schedtrace {
        let mut replay = Replay::with(SchedTrace::new(Vec::new(), ms, args.scheddetail));
        events.iter().try_for_each(|event| replay.step(event)).map_err(impossible)?;
        let written = replay.into_observer().finish().map_err(|e| e.to_string())?;
        String::from_utf8_lossy(&written).into_owned()
    } else {
        let mut replay = Replay::with(Tally::default());
        events.iter().try_for_each(|event| replay.step(event)).map_err(impossible)?;
        replay.table(&strings).to_string()
    };
    print(&visible_text(&text))?;
    Ok(0)
}
