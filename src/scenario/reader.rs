//! Reading TOML so that every mistake is told with its place: file, line, column.
//!
//! It must never know what a scenario is. Next: [`super::format`], which does.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest;
use crate::duration;
use crate::ids::Nanos;

/// A value and where it stands.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// A file being read, and what is wrong with it.
pub struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    problems: RefCell<Vec<(usize, String)>>,
}

impl<'a> Reader<'a> {
    /// A file of that name and text.
    pub fn new(path: &'a str, text: &'a str) -> Self {
        Reader { path, text, problems: RefCell::default() }
    }

    /// The table of the whole file; mistakes of its syntax are kept.
    pub fn root(&'a self) -> Section<'a> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for e in errors {
            let message = e.message().trim_end().replace('\n', "; ");
            self.problem(e.span().unwrap_or(0..0), message);
        }
        Section::new(self, String::new(), root.into_inner())
    }

    /// Keeps a mistake. A key may hold anything, also what would end the line or steer the terminal.
    pub fn problem(&self, at: Range<usize>, message: impl Into<String>) {
        let mut said = String::new();
        for c in message.into().chars() {
            if c.is_control() { said.extend(c.escape_default()) } else { said.push(c) }
        }
        self.problems.borrow_mut().push((at.start.min(self.text.len()), said));
    }

    /// All mistakes, a line each, by place.
    pub fn problems(&self) -> Option<String> {
        let mut problems = self.problems.borrow().clone();
        problems.sort();
        let line = |(at, message): &(usize, String)| {
            let before = &self.text.as_bytes()[..*at];
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
            format!("{}:{line}:{column}: {message}\n", self.path)
        };
        let lines: String = problems.iter().map(line).collect();
        (!lines.is_empty()).then_some(lines)
    }
}

/// A table being read: what is asked for is taken out, what is left over is a mistake.
pub struct Section<'a> {
    pub reader: &'a Reader<'a>,
    /// As it stands in brackets; empty: the file.
    name: String,
    table: DeTable<'a>,
    /// Where it begins, as far as its keys tell.
    start: Range<usize>,
    known: Vec<&'static str>,
}

/// What a value is, in words.
fn kind(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A size in bytes, such as `512MiB`.
pub fn size(text: &str) -> Option<u64> {
    text.parse::<bytesize::ByteSize>().ok().map(|size| size.as_u64())
}

impl<'a> Section<'a> {
    fn new(reader: &'a Reader<'a>, name: String, table: DeTable<'a>) -> Self {
        let start = table.keys().map(|key| key.span()).min_by_key(|span| span.start);
        Section { reader, name, table, start: start.unwrap_or(0..0), known: vec![] }
    }

    /// Takes a value, whatever it is.
    pub fn take(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.known.push(key);
        self.table.remove(key)
    }

    fn wrong(&self, key: &str, value: &Value<'a>, wanted: &str) {
        let what = kind(value.get_ref());
        self.reader.problem(value.span(), format!("{key} must be {wanted}, not {what}"));
    }

    /// Takes a text.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(value.span(), text.to_string())),
            _ => {
                self.wrong(key, &value, "a text in quotes");
                None
            }
        }
    }

    /// Takes a text that must be there.
    pub fn needed(&mut self, key: &'static str) -> Option<Spanned<String>> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            let of = self.place();
            self.reader.problem(self.start.clone(), format!("{key} is missing{of}"));
            return None;
        }
        self.text(key)
    }

    /// Such as " in `[machine]`"; nothing for the file itself.
    fn place(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!(" in [{}]", self.name) }
    }

    /// Takes a list of texts.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(value) = self.take(key) else { return vec![] };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(key, &value, "a list of texts, such as [\"a\", \"b\"]");
            return vec![];
        };
        let mut texts = vec![];
        for item in list {
            match item.get_ref() {
                DeValue::String(text) => texts.push(Spanned::new(item.span(), text.to_string())),
                _ => self.wrong(&format!("an entry of {key}"), item, "a text in quotes"),
            }
        }
        texts
    }

    fn integer(value: &DeValue) -> Option<i64> {
        let DeValue::Integer(n) = value else { return None };
        i64::from_str_radix(n.as_str(), n.radix()).ok()
    }

    /// Takes a whole number of a range.
    pub fn number(&mut self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.take(key)?;
        let wanted = match (*range.start(), *range.end()) {
            (i64::MIN, _) => "a whole number".to_string(),
            (from, i64::MAX) => format!("a whole number, at least {from}"),
            (from, to) => format!("a whole number from {from} to {to}"),
        };
        match Self::integer(value.get_ref()) {
            Some(n) if range.contains(&n) => Some(n),
            Some(n) => {
                self.reader.problem(value.span(), format!("{key} must be {wanted}, not {n}"));
                None
            }
            None => {
                self.wrong(key, &value, &wanted);
                None
            }
        }
    }

    /// Takes a number, with or without a point.
    pub fn decimal(&mut self, key: &'static str) -> Option<Spanned<f64>> {
        let value = self.take(key)?;
        let number = match value.get_ref() {
            DeValue::Float(n) => n.as_str().parse().ok(),
            whole => Self::integer(whole).map(|n| n as f64),
        };
        if number.is_none() {
            self.wrong(key, &value, "a number");
        }
        number.map(|n| Spanned::new(value.span(), n))
    }

    /// Takes a size in bytes: "512MiB" or a number.
    pub fn size(&mut self, key: &'static str) -> Option<u64> {
        self.quantity(key, "a size such as \"512MiB\"", 1, size).map(Spanned::into_inner)
    }

    /// Takes a duration as Go writes it, "80ns" or "1.5ms", or a number of nanoseconds.
    pub fn duration(&mut self, key: &'static str) -> Option<Nanos> {
        self.duration_at(key).map(Spanned::into_inner)
    }

    /// The same with its place.
    pub fn duration_at(&mut self, key: &'static str) -> Option<Spanned<Nanos>> {
        self.quantity(key, "a duration such as \"80ns\" or \"1.5ms\"", 1, duration::nanos)
    }

    /// Takes a duration in picoseconds, with its place: "250ps", a duration as Go writes it, or a number of
    /// nanoseconds.
    pub fn picos_at(&mut self, key: &'static str) -> Option<Spanned<u64>> {
        let picos = |text: &str| match text.strip_suffix("ps") {
            Some(n) => n.trim().parse().ok(),
            None => duration::nanos(text)?.checked_mul(1000),
        };
        self.quantity(key, "a duration such as \"250ps\" or \"2ns\"", 1000, picos)
    }

    fn quantity(
        &mut self,
        key: &'static str,
        wanted: &str,
        unit: u64,
        parse: impl Fn(&str) -> Option<u64>,
    ) -> Option<Spanned<u64>> {
        let value = self.take(key)?;
        let at = |n: u64| Spanned::new(value.span(), n);
        match value.get_ref() {
            DeValue::String(text) => match parse(text) {
                None => {
                    let message = format!("{key} must be {wanted}, not {text:?}");
                    self.reader.problem(value.span(), message);
                    None
                }
                found => found.map(at),
            },
            number => match Self::integer(number).map(u64::try_from) {
                Some(Ok(n)) => Some(at(n.saturating_mul(unit))),
                _ => {
                    self.wrong(key, &value, wanted);
                    None
                }
            },
        }
    }

    fn section(&self, key: &str, value: Value<'a>) -> Option<Section<'a>> {
        let name =
            if self.name.is_empty() { key.to_string() } else { format!("{}.{key}", self.name) };
        match value.into_inner() {
            DeValue::Table(table) => Some(Section::new(self.reader, name, table)),
            _ => None,
        }
    }

    /// Takes a table; an empty one if there is none.
    pub fn table(&mut self, key: &'static str) -> Section<'a> {
        let empty = Section::new(self.reader, key.to_string(), DeTable::new());
        let Some(value) = self.take(key) else { return empty };
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            self.wrong(key, &value, &format!("a table: [{key}]"));
            return empty;
        }
        self.section(key, value).unwrap_or(empty)
    }

    /// Takes the tables of `[[key]]`.
    pub fn tables(&mut self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.take(key) else { return vec![] };
        let wanted = format!("tables: [[{key}]]");
        if !matches!(value.get_ref(), DeValue::Array(_)) {
            self.wrong(key, &value, &wanted);
            return vec![];
        }
        let DeValue::Array(list) = value.into_inner() else { return vec![] };
        let mut sections = vec![];
        for item in list {
            if matches!(item.get_ref(), DeValue::Table(_)) {
                sections.extend(self.section(key, item));
            } else {
                self.wrong(key, &item, &wanted);
            }
        }
        sections
    }

    /// Nothing more is known: what is left over is a mistake.
    pub fn finish(self) {
        for (key, _) in &self.table {
            let name = key.get_ref();
            let place = self.place();
            let hint = match nearest(name, self.known.iter().copied()) {
                Some(near) => format!("; did you mean {near}?"),
                None => format!("; known are {}", self.known.join(", ")),
            };
            self.reader.problem(key.span(), format!("unknown key {name}{place}{hint}"));
        }
    }
}
