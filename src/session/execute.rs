//! A whole run in virtual time, with all that is asked of it afterwards.
//!
//! Runs share nothing but the compiled program, so that many may go at once. Next:
//! [`crate::scenario::ran`] for what comes out.

use std::sync::Arc;

use parking_lot::Mutex;

use super::{Around, Ending, Session};
use crate::scenario::ran::{Outcome, Ran};
use crate::scenario::tour::Tour;
use crate::trace::replay::Replay;
use crate::trace::stats::Tally;

/// Bytes of output that are kept; a program that writes more is cut off.
const OUTPUT: usize = 1 << 20;

impl Session {
    /// Runs the program in virtual time; with what came out comes the tour, followed to its end.
    ///
    /// # Errors
    /// There is no memory for the program: a sentence.
    pub fn execute(&self, tour: Tour) -> Result<(Ran, Tour), String> {
        let tour = (!tour.is_empty()).then_some(tour);
        let replay = Arc::new(Mutex::new(Replay::with((Tally::default(), tour))));
        let written: Arc<Mutex<[Vec<u8>; 2]>> = Arc::default();
        let out = written.clone();
        let mut run = self.in_virtual_time(Around {
            sink: Some(Box::new(replay.clone())),
            output: Box::new(move |fd, bytes| {
                let text = &mut out.lock()[usize::from(fd == 2)];
                let room = OUTPUT.saturating_sub(text.len()).min(bytes.len());
                text.extend_from_slice(&bytes[..room]);
            }),
            stdin: None,
        })?;
        let ending = run.run();
        run.runtime().finish();
        let strings = run.runtime().tracer().strings().clone();
        let mut replay = std::mem::take(&mut *replay.lock());
        // What is impossible about it is among its figures.
        let _ = replay.end();
        let (stats, tour) = replay.split();
        let [stdout, stderr] =
            std::mem::take(&mut *written.lock()).map(|t| String::from_utf8_lossy(&t).into_owned());
        let outcome = match &ending {
            Ending::Exit(_) if stats.state().fatal().is_some() => Outcome::Panic,
            Ending::Exit(0) => Outcome::Ok,
            Ending::Exit(code) => Outcome::Exit(*code),
            Ending::Killed => Outcome::Oom,
            Ending::Deadlock(_) => Outcome::Deadlock,
            _ => Outcome::Limit,
        };
        let notice = ending.notice().map(|notice| format!("gmpsim: {notice}\n"));
        let stderr = stderr + &ending.last_words() + &notice.unwrap_or_default();
        Ok((Ran { outcome, stdout, stderr, stats, strings }, tour.unwrap_or_default()))
    }
}
