//! Who listens to the events of a run that is not watched: a trace file, figures, lines on standard
//! error.
//!
//! Next: [`crate::trace::tracer`] for the door through which they are told.

use std::io::{BufWriter, Stderr, Write, stderr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::files::{self, NewFile};
use super::output::{say, visible_text};
use super::outside::{Cause, Outside};
use super::run::Args;
use crate::export::schedtrace::SchedTrace;
use crate::scenario::{Scenario, summary};
use crate::session::RunSpec;
use crate::trace::event::Event;
use crate::trace::jsonl::Writer;
use crate::trace::replay::Replay;
use crate::trace::stats::Tally;
use crate::trace::tracer::{Sink, Strings};

/// What is written to a trace file.
type TraceWriter = Writer<BufWriter<NewFile>>;

/// How long a writer that is busy is waited for when the process ends.
const PATIENCE: Duration = Duration::from_millis(200);

/// Figures, and Go's lines of the scheduler.
type Learns = (Option<Tally>, Option<SchedTrace<Stderr>>);

/// Those who listen to the run's events.
pub struct Listeners {
    file: Option<Arc<Mutex<TraceWriter>>>,
    /// What is learnt from the events, if anything is to be.
    replay: Option<Arc<Mutex<Replay<Learns>>>>,
    /// All figures are asked for, not only the scenario's.
    table: bool,
    text: bool,
    count: bool,
    outside: Arc<Outside>,
}

impl Listeners {
    pub fn open(args: &Args, spec: &RunSpec, outside: &Arc<Outside>) -> Result<Self, String> {
        let record = &args.record;
        let file = record.trace.as_ref().map(|path| {
            let writer = trace(args, spec, path);
            let cant = |e| format!("can't write the trace to {}: {e}", path.display());
            writer.map(|writer| Arc::new(Mutex::new(writer))).map_err(cant)
        });
        let tally = (record.stats || spec.scenario.declared).then(Tally::default);
        let detailed = record.scheddetail;
        let schedtrace = record.schedtrace.map(|ms| SchedTrace::new(stderr(), ms, detailed));
        let learns = tally.is_some() || schedtrace.is_some();
        Ok(Listeners {
            file: file.transpose()?,
            replay: learns.then(|| Arc::new(Mutex::new(Replay::with((tally, schedtrace))))),
            table: record.stats,
            text: record.events,
            count: spec.limits.events != u64::MAX,
            outside: outside.clone(),
        })
    }

    /// All of them as one; `None` if there is none.
    pub fn sink(&self) -> Option<Box<dyn Sink>> {
        let mut all: Vec<Box<dyn Sink>> = Vec::new();
        if let Some(writer) = &self.file {
            let (writer, outside) = (writer.clone(), self.outside.clone());
            all.push(Box::new(Recorder { writer, outside }));
        }
        if let Some(replay) = &self.replay {
            all.push(Box::new(replay.clone()));
        }
        if self.text {
            all.push(Box::new(Lines(BufWriter::new(stderr()))));
        }
        (!all.is_empty() || self.count).then(|| Box::new(Tee(all)) as Box<dyn Sink>)
    }

    /// What writes out the trace as far as it is, at any moment.
    pub fn saver(&self) -> impl Fn() + Send + 'static {
        let writer = self.file.clone();
        move || {
            if let Some(mut writer) = writer.as_ref().and_then(|w| w.try_lock_for(PATIENCE)) {
                let _ = writer.out().flush();
            }
        }
    }

    /// Says the figures.
    pub fn close(self, strings: &Strings, scenario: &Scenario) {
        let stats =
            self.replay.and_then(|replay| std::mem::take(&mut *replay.lock()).split().0.present());
        if let Some(stats) = stats {
            say(&visible_text(&match self.table {
                true => stats.table(strings).to_string(),
                false => summary::of(scenario, &stats, strings),
            }));
        }
    }
}

/// Begins a trace file.
fn trace(args: &Args, spec: &RunSpec, path: &Path) -> Result<TraceWriter, String> {
    let inputs = files::inputs(&args.program.program, args.world.stdin.as_deref());
    let new = NewFile::create(path, &inputs)?;
    // A disk that is full already costs no old trace.
    let begun = Writer::new(BufWriter::with_capacity(1 << 20, new), &spec.header());
    let begun = begun.and_then(|mut writer| {
        writer.out().flush()?;
        writer.out().get_mut().put()?;
        Ok(writer.at_most(args.record.max_trace.as_u64()))
    });
    begun.map_err(|e| e.to_string())
}

/// Writes events to a trace file; the run ends when that can't go on.
struct Recorder {
    writer: Arc<Mutex<TraceWriter>>,
    outside: Arc<Outside>,
}

impl Recorder {
    fn look(&self, writer: &mut TraceWriter) {
        if let Some(e) = writer.error() {
            self.outside.end(Cause::Trace(e));
        } else if writer.full() {
            self.outside.end(Cause::TraceFull);
        }
    }
}

impl Sink for Recorder {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        let mut writer = self.writer.lock();
        writer.events(events, strings);
        self.look(&mut writer);
    }

    fn end(&mut self, strings: &Strings) {
        let mut writer = self.writer.lock();
        writer.end(strings);
        self.look(&mut writer);
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
            let _ = writeln!(self.0, "{}", event.line(strings));
        }
    }

    fn end(&mut self, _strings: &Strings) {
        let _ = self.0.flush();
    }
}
