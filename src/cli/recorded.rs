//! A recorded run as the UI watches it: the events of a trace file, in place of a simulation.
//!
//! Next: [`crate::trace::jsonl`] for the file, [`super::source`] for a run that is simulated.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use super::output::say;
use crate::lang::source;
use crate::policy::Policy;
use crate::trace::event::{Event, EventKind};
use crate::trace::jsonl;
use crate::trace::tracer::Strings;
use crate::tui::run::{Program, Progress, Run, Settings, Source, Watched};
use crate::tui::view::visible;

/// Events taken in by one call.
const STRETCH: usize = 20_000;

/// Whether the file is a trace: by its name, or by how it begins.
pub fn is_trace(path: &Path) -> bool {
    let mut begin = [0; 9];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    path.extension().is_some_and(|e| e == "jsonl") || read.is_ok() && begin == *b"{\"gmpsim\""
}

/// The run of a trace file; a sentence if it can't be read.
pub fn open(path: &Path) -> Result<Run, String> {
    let shown = path.display();
    let file = File::open(path).map_err(|e| format!("can't read {shown}: {e}"))?;
    let trace = jsonl::read(BufReader::new(file)).map_err(|e| format!("{shown}: {e}"))?;
    let settings =
        Settings { procs: trace.header.procs, seed: trace.header.seed, policy: Policy::default() };
    // The trace has no text; that of the program is shown if it lies beside it.
    let beside = path.with_file_name(&trace.header.program);
    let named = Path::new(&trace.header.program).file_name() == Some(trace.header.program.as_ref());
    let text = if named {
        let bytes = File::open(&beside).and_then(source::read);
        bytes.ok().and_then(|bytes| source::decode(bytes).ok()).unwrap_or_default()
    } else {
        String::new()
    };
    let program = Arc::new(Program {
        name: visible(&trace.header.program),
        lines: super::watch::lines(&text),
        machine: visible(&super::watch::described(
            &trace.header.noise,
            trace.header.cpu_quota.as_ref(),
        )),
    });
    let strings = Arc::new(trace.strings);
    if let Some(line) = trace.cut {
        let many = trace.events.len();
        say(&format!(
            "gmpsim: {shown} was cut off in line {line}; what is there is shown, up to its last whole event ({many} events)\n"
        ));
    }
    let name = shown.to_string();
    let source = Recorded { events: trace.events, strings, name, cut: trace.cut.is_some() };
    Ok(Run::new(program, settings, Box::new(source)))
}

/// See the module.
struct Recorded {
    events: Vec<Event>,
    strings: Arc<Strings>,
    name: String,
    cut: bool,
}

impl Source for Recorded {
    fn more(&mut self, upto: usize, history: &mut Watched) -> Progress {
        let from = history.len();
        let to = upto.min(from + STRETCH).min(self.events.len());
        for event in &self.events[from.min(to)..to] {
            if let Err(impossible) = history.push(*event) {
                return Progress::Ended { last: String::new(), how: impossible.to_string() };
            }
        }
        if to < self.events.len() {
            return Progress::More;
        }
        let how = match self.events.last().map(|e| e.kind) {
            Some(EventKind::Exit { code }) => format!("exit {code}"),
            _ if self.cut => "the trace was cut off here".into(),
            _ => "the trace ends here".into(),
        };
        Progress::Ended { last: String::new(), how }
    }

    fn strings(&self) -> Arc<Strings> {
        self.strings.clone()
    }

    fn rerun(&self, _: Settings) -> Result<Box<dyn Source>, String> {
        Err(format!("{} is a recording: to run again, watch the program itself", self.name))
    }
}
