//! A recorded run as the UI watches it: the events of a trace file, in place of a simulation.
//!
//! Next: [`crate::trace::jsonl`] for the file, [`super::source`] for a run that is simulated.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use super::output::say;
use crate::lang::source;
use crate::scenario::tour::Tour;
use crate::session::{RunSpec, header};
use crate::trace::event::{Event, EventKind};
use crate::trace::header::Header;
use crate::trace::jsonl::{self, Trace};
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

/// The trace in a file, as far as it is whole; a sentence if it can't be read.
pub fn read(path: &Path) -> Result<Trace, String> {
    let shown = path.display();
    let file = File::open(path).map_err(|e| format!("can't read {shown}: {e}"))?;
    let trace = jsonl::read(BufReader::new(file)).map_err(|e| format!("{shown}: {e}"))?;
    if let Some(line) = trace.cut {
        let many = trace.events.len();
        say(&format!(
            "gmpsim: {shown} was cut off in line {line}; what is there is shown, up to its last whole event ({many} events)\n"
        ));
    }
    Ok(trace)
}

/// The run of a trace file; a sentence if it can't be read.
pub fn open(path: &Path) -> Result<Run, String> {
    let shown = path.display();
    let Trace { header, events, strings, cut } = read(path)?;
    let unknown = |why: String| format!("{shown}: line 1: {why}");
    let policy = header::policy(&header).map_err(unknown)?;
    let settings = Settings { procs: header.procs, seed: header.seed, policy };
    let tour = Tour::new(header::tour(&header).map_err(unknown)?);
    let text = if header.source.is_empty() { beside(path, &header) } else { header.source.clone() };
    let program = Arc::new(Program {
        name: visible(&header.program),
        lines: super::watch::lines(&text),
        machine: visible(&super::watch::described(&header.noise, header.cpu_quota.as_ref())),
    });
    let strings = Arc::new(strings);
    let name = shown.to_string();
    let source = Recorded { header, events, strings, name, cut: cut.is_some() };
    Ok(Run::with_tour(program, settings, Box::new(source), tour))
}

/// The text of the program if it lies beside the trace, which has none: of version 1.
fn beside(path: &Path, header: &Header) -> String {
    if Path::new(&header.program).file_name() != Some(header.program.as_ref()) {
        return String::new();
    }
    let bytes = File::open(path.with_file_name(&header.program)).and_then(source::read);
    bytes.ok().and_then(|bytes| source::decode(bytes).ok()).unwrap_or_default()
}

/// See the module.
struct Recorded {
    header: Header,
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

    fn seeded(&self) -> bool {
        !self.header.threads
    }

    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String> {
        let again = RunSpec::try_from(&self.header).and_then(|mut spec| {
            spec.scenario.stdin = Some(self.input()?);
            super::source::start(&super::watch::kept(spec)?, settings)
        });
        again.map_err(|why| {
            format!("{} can't be run again: {why}; watch the program itself", self.name)
        })
    }
}

impl Recorded {
    /// All that the program read from standard input.
    fn input(&self) -> Result<Arc<[u8]>, String> {
        let mut all = Vec::new();
        for event in &self.events {
            if let EventKind::Input { text } = event.kind {
                let text = self.strings.get(text);
                if text.contains(char::REPLACEMENT_CHARACTER) {
                    return Err("it has read what is not text".into());
                }
                all.extend_from_slice(text.as_bytes());
            }
        }
        Ok(all.into())
    }
}
