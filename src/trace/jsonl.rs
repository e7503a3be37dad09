//! Traces in files: JSON Lines, one event a line, with a version in the first one.
//!
//! First the header; a text stands on a line of its own before the first event that refers to it;
//! last comes a line that says how many events there are, so that a file that was cut off is
//! noticed: it is read up to its last whole event. The same run gives the same bytes. It must never know what the events mean. Next:
//! [`super::replay`], for which a file that was read is as good as a run.

use std::fmt;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::ids::{Gid, Mid, Nanos, Pid};

use super::event::{Event, EventKind, StrId};
use super::header::Header;
use super::tracer::{Sink, Strings};

/// A longer line is taken for garbage.
const LINE_MAX: u64 = 1 << 26;

/// Bytes that the last line may take.
const LAST: u64 = 64;

/// Writes a trace. As a [`Sink`] it keeps the first error for [`Writer::finish`].
pub struct Writer<W: Write> {
    out: W,
    /// Bytes written, and how many may be.
    size: u64,
    most: u64,
    full: bool,
    failed: bool,
    line: Vec<u8>,
    /// For each text its number in the file, one more; 0: not written yet. Numbers are given in
    /// order of first use, so that they do not depend on what else the run has interned.
    texts: Vec<u32>,
    used: u32,
    events: u64,
    end: Nanos,
    error: Option<io::Error>,
}

impl<W: Write> Writer<W> {
    /// Writes the first line.
    pub fn new(mut out: W, header: &Header) -> io::Result<Self> {
        let mut line = header.first_line()?;
        line.push(b'\n');
        out.write_all(&line)?;
        let size = line.len() as u64;
        Ok(Self {
            out,
            size,
            most: u64::MAX,
            full: false,
            failed: false,
            line,
            texts: Vec::new(),
            used: 0,
            events: 0,
            end: 0,
            error: None,
        })
    }

    /// The same for a file of at most so many bytes: as a [`Sink`] it takes no event any more that would
    /// make it larger.
    pub fn at_most(self, bytes: u64) -> Self {
        Writer { most: bytes, ..self }
    }

    /// Whether there was an event that it did not take.
    pub fn full(&self) -> bool {
        self.full
    }

    /// What it writes to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes an event, after the text it refers to.
    pub fn event(&mut self, event: &Event, strings: &Strings) -> io::Result<()> {
        self.line.clear();
        let mut kind = event.kind;
        if let Some(id) = kind.text_mut() {
            *id = self.text(*id, strings)?;
        }
        let line = &mut self.line;
        line.extend_from_slice(b"{\"at\":");
        decimal(line, event.at);
        for (key, id) in [(b",\"m\":", event.m.0), (b",\"p\":", event.p.0), (b",\"g\":", event.g.0)]
        {
            if id != u32::MAX {
                line.extend_from_slice(key);
                decimal(line, id.into());
            }
        }
        if event.line != 0 {
            line.extend_from_slice(b",\"line\":");
            decimal(line, event.line.into());
        }
        // An object of its own, whose brace becomes a comma.
        let brace = line.len();
        serde_json::to_writer(&mut *line, &kind)?;
        line[brace] = b',';
        line.push(b'\n');
        self.size += line.len() as u64;
        if self.size.saturating_add(LAST) > self.most {
            self.full = true;
            return Ok(());
        }
        self.events += 1;
        self.end = event.at;
        self.out.write_all(line)
    }

    fn text(&mut self, id: StrId, strings: &Strings) -> io::Result<StrId> {
        let i = id.0 as usize;
        if i >= self.texts.len() {
            self.texts.resize(i + 1, 0);
        }
        if self.texts[i] == 0 {
            let text = strings.get(id);
            serde_json::to_writer(&mut self.line, &TextLine { s: self.used, text: &text })?;
            self.line.push(b'\n');
            self.used += 1;
            self.texts[i] = self.used;
        }
        Ok(StrId(self.texts[i] - 1))
    }

    /// Writes the last line, and tells the first error there was.
    pub fn finish(mut self) -> io::Result<W> {
        self.last_line()?;
        Ok(self.out)
    }

    /// The first error there was while it was used as a [`Sink`].
    pub fn error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    fn keep(&mut self, written: io::Result<()>) {
        self.failed = written.is_err();
        self.error = written.err();
    }

    fn last_line(&mut self) -> io::Result<()> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        writeln!(self.out, "{{\"end\":{},\"events\":{}}}", self.end, self.events)?;
        self.out.flush()
    }
}

impl<W: Write + Send> Sink for Writer<W> {
    fn events(&mut self, events: &[Event], strings: &Strings) {
        for event in events {
            if self.full || self.failed {
                return;
            }
            let written = self.event(event, strings);
            self.keep(written);
        }
    }

    fn end(&mut self, _strings: &Strings) {
        if !self.failed {
            let written = self.last_line();
            self.keep(written);
        }
    }
}

#[derive(Serialize)]
struct TextLine<'a> {
    s: u32,
    text: &'a str,
}

fn decimal(out: &mut Vec<u8>, n: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

/// A trace that was read.
#[derive(Debug)]
pub struct Trace {
    /// Which run it is.
    pub header: Header,
    /// Its events.
    pub events: Vec<Event>,
    /// Their texts.
    pub strings: Strings,
    /// The number of the line in which the file was cut off; none: it is whole.
    pub cut: Option<u64>,
}

/// Why a file is not a trace that can be read.
#[derive(Debug)]
pub struct ReadError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for ReadError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnedText {
    s: u32,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LastLine {
    end: Nanos,
    events: u64,
}

fn no_mid() -> Mid {
    Mid::NONE
}
fn no_pid() -> Pid {
    Pid::NONE
}
fn no_gid() -> Gid {
    Gid::NONE
}

#[derive(Deserialize)]
struct EventLine {
    at: Nanos,
    #[serde(default = "no_mid")]
    m: Mid,
    #[serde(default = "no_pid")]
    p: Pid,
    #[serde(default = "no_gid")]
    g: Gid,
    #[serde(default)]
    line: u32,
    #[serde(flatten)]
    kind: EventKind,
}

/// Reads a trace that [`Writer`] has written, or the part of it that is there.
pub fn read(mut input: impl BufRead) -> Result<Trace, ReadError> {
    let mut lines = Lines { input: &mut input, buffer: Vec::new(), number: 0, cut: false };
    let header = header(&mut lines)?;
    let mut events: Vec<Event> = Vec::new();
    let strings = Strings::default();
    let mut texts: Vec<StrId> = Vec::new();
    while let Some(line) = lines.next()? {
        if line.starts_with("{\"s\":") {
            let text: OwnedText = lines.parse()?;
            if text.s as usize != texts.len() {
                return Err(lines.error(format!("text {} where {} is due", text.s, texts.len())));
            }
            texts.push(strings.intern(&text.text));
        } else if line.starts_with("{\"end\":") {
            let last: LastLine = lines.parse()?;
            let end = events.last().map_or(0, |event| event.at);
            if last.events != events.len() as u64 {
                let why = format!(
                    "{} events are announced, but {} stand here",
                    last.events,
                    events.len()
                );
                return Err(lines.error(why));
            }
            if last.end != end {
                return Err(
                    lines.error(format!("the end is at {}, but the last event at {end}", last.end))
                );
            }
            if lines.next()?.is_some() || lines.cut {
                return Err(lines.error("there is more after the line that ends the trace".into()));
            }
            return Ok(Trace { header, events, strings, cut: None });
        } else {
            let EventLine { at, m, p, g, line, mut kind } = lines.parse()?;
            if let Some(id) = kind.text_mut() {
                let Some(text) = texts.get(id.0 as usize) else {
                    return Err(lines.error(format!("text {} has not been told yet", id.0)));
                };
                *id = *text;
            }
            events.push(Event { at, m, p, g, line, kind });
        }
    }
    Ok(Trace { header, events, strings, cut: Some(lines.number + u64::from(!lines.cut)) })
}

fn header(lines: &mut Lines<'_, impl BufRead>) -> Result<Header, ReadError> {
    if lines.next()?.is_none() {
        let why = if lines.cut { "the file was cut off in this line" } else { "the file is empty" };
        return Err(lines.error(why.into()));
    }
    Header::known(&lines.buffer).map_err(|why| lines.error(why))?;
    lines.parse()
}

/// The lines of a file, with their numbers.
struct Lines<'a, R> {
    input: &'a mut R,
    buffer: Vec<u8>,
    number: u64,
    /// The file ended in the line with that number.
    cut: bool,
}

impl<R: BufRead> Lines<'_, R> {
    /// The next line, without its end; none after the last whole one.
    fn next(&mut self) -> Result<Option<&str>, ReadError> {
        self.buffer.clear();
        self.number += 1;
        let read = io::Read::take(&mut *self.input, LINE_MAX).read_until(b'\n', &mut self.buffer);
        match read {
            Err(error) => Err(self.error(error.to_string())),
            Ok(0) => {
                self.number -= 1;
                Ok(None)
            }
            Ok(_) if self.buffer.last() != Some(&b'\n') => {
                if self.buffer.len() as u64 == LINE_MAX {
                    return Err(self.error("the line is too long".into()));
                }
                self.cut = true;
                Ok(None)
            }
            Ok(_) => match std::str::from_utf8(&self.buffer[..self.buffer.len() - 1]) {
                Ok(line) => Ok(Some(line)),
                Err(_) => {
                    Err(ReadError { line: self.number, why: "this is not UTF-8 text".into() })
                }
            },
        }
    }

    /// What the line that was read last says.
    fn parse<T: for<'de> Deserialize<'de>>(&self) -> Result<T, ReadError> {
        serde_json::from_slice(&self.buffer).map_err(|error| {
            let why = error.to_string();
            // Its own line number is always 1.
            let why = why.split(" at line").next().unwrap_or_default();
            self.error(format!("{why} (column {})", error.column()))
        })
    }

    fn error(&self, why: String) -> ReadError {
        ReadError { line: self.number.max(1), why }
    }
}
