//! The files of a program, positions in them, and messages about them.
//!
//! A [`Pos`] is unique over all files of a program: each file owns a range of positions. It must
//! never know what is in a file. Next: [`super::scan`].

use std::io::{self, Read};

use std::fmt;

/// A place in the program's text: the file's base plus a byte offset. 0 is "nowhere".
pub type Pos = u32;

/// The largest file that is read, in bytes: far more than anyone writes, and positions stay small.
pub const MAX_FILE_SIZE: usize = 64 << 20;

/// The bytes of a file, as far as they are needed to see that it is too large.
///
/// # Errors
/// It can't be read.
pub fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a Go file, or why its bytes are none. (That a NUL stands in a text is said later, by
/// the scanner, with its place.)
pub fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > MAX_FILE_SIZE {
        let max = MAX_FILE_SIZE >> 20;
        return Err(format!("not Go source text: the file has more than {max} MiB"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..offset];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
        let place = format!("line {line}, column {column}, byte offset {offset}");
        format!("not Go source text (binary data): invalid UTF-8 encoding at {place}")
    })
}

/// One file of the program.
#[derive(Debug)]
pub struct SourceFile {
    /// The name as messages show it.
    pub name: String,
    /// The text.
    pub text: String,
    /// Position of the file's first byte; at least 1.
    pub base: Pos,
    /// Whether this file belongs to the standard packages that come with gmpsim.
    pub is_std: bool,
    lines: Vec<u32>,
    bases: boxcar::Vec<LineBase>,
}

/// What a `//line` or `/*line*/` comment says of the text behind it.
#[derive(Clone, Debug)]
pub struct LineBase {
    /// Where it begins to hold.
    pub start: Pos,
    /// The file.
    pub file: String,
    /// The line there.
    pub line: u32,
    /// The column there; without it no columns are known.
    pub column: Option<u32>,
}

impl LineBase {
    /// The base that holds at a position, if any does: they are in the order of the text.
    pub fn at<'b>(bases: impl IntoIterator<Item = &'b LineBase>, pos: Pos) -> Option<&'b LineBase> {
        bases.into_iter().take_while(|b| b.start <= pos).last()
    }
}

/// Copies of parts of files have positions from here on.
const FIRST_COPY: Pos = 1 << 31;

/// A part of a file that has other positions besides its own.
#[derive(Debug)]
struct Copy {
    base: Pos,
    original: Pos,
    len: u32,
}

/// All files of a program.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    copies: boxcar::Vec<Copy>,
}

/// A position as people read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1, as gc counts; 0 if it is not known.
    pub column: u32,
}

impl fmt::Display for Location {
    /// As gc writes it, which has no room for columns beyond 255 and leaves them out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if (1..=255).contains(&self.column) { write!(f, ":{}", self.column) } else { Ok(()) }
    }
}

impl SourceFile {
    /// Notes what a line directive says, unless that was done before: a file may be scanned again.
    pub fn add_line_base(&self, base: LineBase) {
        let last = self.bases.count().checked_sub(1).map_or(0, |last| self.bases[last].start);
        if base.start > last {
            self.bases.push(base);
        }
    }

    /// The line directives, in order.
    pub fn line_bases(&self) -> impl Iterator<Item = &LineBase> {
        self.bases.iter().map(|(_, base)| base)
    }

    /// The name that the file has at a position.
    pub fn name_at(&self, pos: Pos) -> &str {
        LineBase::at(self.line_bases(), pos).map_or(&self.name, |base| &base.file)
    }

    /// Line and column of a position of the file, whatever line directives say.
    fn physical(&self, pos: Pos) -> (u32, u32) {
        let offset = pos - self.base;
        let line = self.lines.partition_point(|l| *l <= offset);
        (line as u32, offset - self.lines[line - 1] + 1)
    }
}

impl SourceMap {
    /// Adds a file; returns its number.
    pub fn add(&mut self, name: impl Into<String>, text: String, is_std: bool) -> usize {
        let base = self.files.last().map_or(1, |f| f.base + f.text.len() as u32 + 1);
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        let bases = boxcar::Vec::new();
        self.files.push(SourceFile { name: name.into(), text, base, is_std, lines, bases });
        self.files.len() - 1
    }

    /// Other positions for the part of a file from `start` to `end`: where they begin. None are left when
    /// 2 GiB are used up.
    pub fn copy(&self, start: Pos, end: Pos) -> Option<Pos> {
        let last = self.copies.count().checked_sub(1).map(|last| &self.copies[last]);
        let base = last.map_or(Some(FIRST_COPY), |c| c.base.checked_add(c.len + 1))?;
        let len = end.saturating_sub(start);
        base.checked_add(len)?;
        self.copies.push(Copy { base, original: start, len });
        Some(base)
    }

    /// Where the text stands: for a position in a copy, that of the original.
    pub fn original(&self, pos: Pos) -> Pos {
        if pos < FIRST_COPY {
            return pos;
        }
        let (mut low, mut high) = (0, self.copies.count());
        while high - low > 1 {
            let middle = (low + high) / 2;
            if self.copies[middle].base <= pos { low = middle } else { high = middle }
        }
        let copy = &self.copies[low];
        copy.original + (pos - copy.base)
    }

    /// The file with that number.
    pub fn file(&self, index: usize) -> &SourceFile {
        &self.files[index]
    }

    /// All files in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The number of the file that holds a position.
    pub fn index_of(&self, pos: Pos) -> Option<usize> {
        let pos = self.original(pos);
        self.files.partition_point(|f| f.base <= pos).checked_sub(1)
    }

    /// The file that holds a position.
    pub fn file_of(&self, pos: Pos) -> Option<&SourceFile> {
        self.index_of(pos).map(|i| &self.files[i])
    }

    /// Line (from 1) of a position within its file, whatever line directives say; 0 for "nowhere".
    pub fn line(&self, pos: Pos) -> u32 {
        let pos = self.original(pos);
        self.file_of(pos).map_or(0, |f| f.physical(pos).0)
    }

    /// A position as people read it: where line directives say it is.
    pub fn location(&self, pos: Pos) -> Location {
        let pos = self.original(pos);
        let Some(f) = self.file_of(pos) else {
            return Location { file: "?".into(), line: 0, column: 0 };
        };
        let (line, column) = f.physical(pos);
        let Some(base) = LineBase::at(f.line_bases(), pos) else {
            return Location { file: f.name.clone(), line, column };
        };
        let (first, first_column) = f.physical(base.start);
        let column = match base.column {
            Some(c) if line == first => c + (column - first_column),
            Some(_) => column,
            None => 0,
        };
        Location { file: base.file.clone(), line: base.line + (line - first), column }
    }

    /// A position in the middle of a message: also where it really is, if a line directive says else.
    pub fn described(&self, pos: Pos) -> String {
        let shown = self.location(pos);
        let pos = self.original(pos);
        match self.file_of(pos) {
            Some(f) if LineBase::at(f.line_bases(), pos).is_some() => {
                let (line, column) = f.physical(pos);
                format!("{shown}[{}:{line}:{column}]", f.name)
            }
            _ => shown.to_string(),
        }
    }

    /// The number of the file and of the line directive that hold a position.
    fn base_of(&self, pos: Pos) -> (usize, Pos) {
        let pos = self.original(pos);
        let start = |f: &SourceFile| LineBase::at(f.line_bases(), pos).map_or(0, |b| b.start);
        (self.index_of(pos).unwrap_or(0), self.file_of(pos).map_or(0, start))
    }

    /// Puts messages into gc's order: by the line directive they are under, in the order in which
    /// messages first met them, then by place. What would be printed twice is left out.
    pub fn sort(&self, messages: &mut Vec<Diagnostic>) {
        let mut met = vec![];
        for base in messages.iter().map(|d| self.base_of(d.pos)) {
            if !met.contains(&base) {
                met.push(base);
            }
        }
        let rank = |d: &Diagnostic| met.iter().position(|base| *base == self.base_of(d.pos));
        messages.sort_by_cached_key(|d| (rank(d), d.pos));
        messages.dedup_by(|a, b| {
            a.message == b.message && self.location(a.pos) == self.location(b.pos)
        });
    }
}

/// A path without what leads nowhere: `a//b/../c/.` is `a/c`, as Go's path.Clean has it.
pub fn clean_path(path: &str) -> String {
    let mut parts: Vec<&str> = vec![];
    let rooted = path.starts_with('/');
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => _ = parts.pop(),
            None if part == ".." && rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".into(),
        (false, path) => path,
    }
}

/// A message about the program's text, in gc's words where gc has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub pos: Pos,
    /// What is wrong; may have several lines.
    pub message: String,
}

impl Diagnostic {
    /// A message at a position.
    pub fn new(pos: Pos, message: impl Into<String>) -> Self {
        Self { pos, message: message.into() }
    }
}
