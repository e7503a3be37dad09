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
    /// Column in bytes, from 1, as gc counts.
    pub column: u32,
}

impl fmt::Display for Location {
    /// As gc writes it, which has no room for columns beyond 255 and leaves them out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.column <= 255 { write!(f, ":{}", self.column) } else { Ok(()) }
    }
}

impl SourceMap {
    /// Adds a file; returns its number.
    pub fn add(&mut self, name: impl Into<String>, text: String, is_std: bool) -> usize {
        let base = self.files.last().map_or(1, |f| f.base + f.text.len() as u32 + 1);
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        self.files.push(SourceFile { name: name.into(), text, base, is_std, lines });
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

    /// Line (from 1) of a position within its file; 0 for "nowhere".
    pub fn line(&self, pos: Pos) -> u32 {
        let pos = self.original(pos);
        self.file_of(pos).map_or(0, |f| f.lines.partition_point(|l| *l <= pos - f.base) as u32)
    }

    /// A position as people read it.
    pub fn location(&self, pos: Pos) -> Location {
        let pos = self.original(pos);
        match self.file_of(pos) {
            None => Location { file: "?".into(), line: 0, column: 0 },
            Some(f) => {
                let line = f.lines.partition_point(|l| *l <= pos - f.base);
                let column = pos - f.base - f.lines[line - 1] + 1;
                Location { file: f.name.clone(), line: line as u32, column }
            }
        }
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
