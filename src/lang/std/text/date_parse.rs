//! `time.Parse`.

use super::date::{DAYS, MONTHS, days_before, days_in};
use super::date_format::{Part, next_part};

/// What a text says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parsed {
    /// Seconds since year 1: in UTC if there was a zone, else in the reader's.
    pub seconds: i64,
    /// Decimals.
    pub nanos: i64,
    /// The zone, if the text has one: offset and abbreviation.
    pub zone: Option<(i64, String)>,
}

/// Why a text is not what its layout says: the parts that differ, or a message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mismatch {
    /// The part of the layout.
    pub layout: Vec<u8>,
    /// The rest of the text.
    pub value: Vec<u8>,
    /// A message in place of them.
    pub message: String,
}

#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    yearday: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: i64,
    pm: Option<bool>,
    offset: Option<i64>,
    zone: String,
}

/// Reads `value` by `layout`.
pub fn parse(layout: &[u8], value: &[u8]) -> Result<Parsed, Mismatch> {
    let mut f = Fields::default();
    let (mut rest, mut text) = (layout, value);
    while let Some((begin, part, end)) = next_part(rest) {
        text = literal(&rest[..begin], text).ok_or_else(|| Mismatch {
            layout: rest[..begin].to_vec(),
            value: text.to_vec(),
            message: String::new(),
        })?;
        let after = &rest[end..];
        match f.read(part, text, after) {
            Ok(tail) => text = tail,
            Err(Trouble::Bad) => {
                return Err(Mismatch {
                    layout: rest[begin..end].to_vec(),
                    value: text.to_vec(),
                    message: String::new(),
                });
            }
            Err(Trouble::Range(what)) => return Err(out_of_range(what)),
        }
        rest = after;
    }
    text = literal(rest, text).ok_or_else(|| Mismatch {
        layout: rest.to_vec(),
        value: text.to_vec(),
        message: String::new(),
    })?;
    if !text.is_empty() {
        let extra = super::quote::quote(text, super::quote::Keep::Ascii);
        let message = format!(": extra text: {}", String::from_utf8_lossy(&extra));
        return Err(Mismatch { message, ..Mismatch::default() });
    }
    f.finish()
}

fn out_of_range(what: &str) -> Mismatch {
    Mismatch { message: format!(": {what} out of range"), ..Mismatch::default() }
}

/// Skips a literal part of the layout; any run of spaces matches any other.
fn literal<'t>(prefix: &[u8], text: &'t [u8]) -> Option<&'t [u8]> {
    let (mut p, mut t) = (prefix, text);
    while let [c, rest @ ..] = p {
        if *c == b' ' {
            if !matches!(t, [] | [b' ', ..]) {
                return None;
            }
            p = p.trim_ascii_start();
            t = t.trim_ascii_start();
            continue;
        }
        t = t.strip_prefix(&[*c])?;
        p = rest;
    }
    Some(t)
}

enum Trouble {
    Bad,
    Range(&'static str),
}

/// One or two digits (`fixed`: two).
fn two(text: &[u8], fixed: bool) -> Result<(i64, &[u8]), Trouble> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => {
            Ok((i64::from(a - b'0') * 10 + i64::from(b - b'0'), rest))
        }
        [a @ b'0'..=b'9', rest @ ..] if !fixed => Ok((i64::from(a - b'0'), rest)),
        _ => Err(Trouble::Bad),
    }
}

fn digits(text: &[u8], n: usize) -> Result<(i64, &[u8]), Trouble> {
    let head = text.get(..n).filter(|h| h.iter().all(u8::is_ascii_digit)).ok_or(Trouble::Bad)?;
    Ok((head.iter().fold(0, |v, c| v * 10 + i64::from(c - b'0')), &text[n..]))
}

fn name<'t>(text: &'t [u8], names: &[&str], short: bool) -> Result<(i64, &'t [u8]), Trouble> {
    for (i, name) in names.iter().enumerate() {
        let name = if short { &name[..3] } else { name };
        if text.get(..name.len()).is_some_and(|h| h.eq_ignore_ascii_case(name.as_bytes())) {
            return Ok((i64::try_from(i).expect("few names"), &text[name.len()..]));
        }
    }
    Err(Trouble::Bad)
}

fn within(
    v: i64,
    range: std::ops::RangeInclusive<i64>,
    what: &'static str,
) -> Result<i64, Trouble> {
    if range.contains(&v) { Ok(v) } else { Err(Trouble::Range(what)) }
}

impl Fields {
    /// Reads one part; the rest of the text.
    fn read<'t>(&mut self, part: Part, text: &'t [u8], after: &[u8]) -> Result<&'t [u8], Trouble> {
        let blank = |t: &'t [u8]| t.strip_prefix(b" ").unwrap_or(t);
        let rest;
        match part {
            Part::LongMonth | Part::Month => {
                let (m, tail) = name(text, &MONTHS, part == Part::Month)?;
                (self.month, rest) = (Some(m + 1), tail);
            }
            Part::NumMonth | Part::ZeroMonth => {
                let (m, tail) = two(text, part == Part::ZeroMonth)?;
                (self.month, rest) = (Some(within(m, 1..=12, "month")?), tail);
            }
            Part::LongWeekday | Part::Weekday => {
                (_, rest) = name(text, &DAYS, part == Part::Weekday)?;
            }
            Part::Day | Part::UnderDay | Part::ZeroDay => {
                let text = if part == Part::UnderDay { blank(text) } else { text };
                let (d, tail) = two(text, part == Part::ZeroDay)?;
                (self.day, rest) = (Some(d), tail);
            }
            Part::UnderYearDay | Part::ZeroYearDay => {
                let (d, tail) = if part == Part::ZeroYearDay {
                    digits(text, 3)?
                } else {
                    let t = text.trim_ascii_start();
                    let n = t.iter().take_while(|c| c.is_ascii_digit()).count().min(3);
                    digits(t, n.max(1))?
                };
                (self.yearday, rest) = (Some(d), tail);
            }
            Part::Hour => {
                let (h, tail) = two(text, false)?;
                (self.hour, rest) = (within(h, 0..=23, "hour")?, tail);
            }
            Part::Hour12 | Part::ZeroHour12 => {
                let (h, tail) = two(text, part == Part::ZeroHour12)?;
                (self.hour, rest) = (within(h, 0..=12, "hour")?, tail);
            }
            Part::Minute | Part::ZeroMinute => {
                let (m, tail) = two(text, part == Part::ZeroMinute)?;
                (self.minute, rest) = (within(m, 0..=59, "minute")?, tail);
            }
            Part::Second | Part::ZeroSecond => {
                let (s, tail) = two(text, part == Part::ZeroSecond)?;
                self.second = within(s, 0..=59, "second")?;
                // Decimals may follow although the layout has none.
                let asked = matches!(next_part(after), Some((0, Part::Fraction { .. }, _)));
                rest = if asked { tail } else { self.decimals(tail, None)? };
            }
            Part::LongYear => (self.year, rest) = digits(text, 4)?,
            Part::Year => {
                let (y, tail) = two(text, true)?;
                (self.year, rest) = (if y >= 69 { y + 1900 } else { y + 2000 }, tail);
            }
            Part::UpperPm | Part::LowerPm => {
                let (am, pm): (&[u8], &[u8]) =
                    if part == Part::UpperPm { (b"AM", b"PM") } else { (b"am", b"pm") };
                let head = text.get(..2).ok_or(Trouble::Bad)?;
                if head != am && head != pm {
                    return Err(Trouble::Bad);
                }
                (self.pm, rest) = (Some(head == pm), &text[2..]);
            }
            Part::Zone => {
                if let Some(tail) = text.strip_prefix(b"UTC") {
                    self.offset = Some(0);
                    self.zone = "UTC".into();
                    rest = tail;
                } else {
                    let n = text.iter().take_while(|c| c.is_ascii_uppercase()).count();
                    if !(3..=5).contains(&n) {
                        return Err(Trouble::Bad);
                    }
                    self.offset.get_or_insert(0);
                    self.zone = String::from_utf8_lossy(&text[..n]).into_owned();
                    rest = &text[n..];
                }
            }
            Part::Offset { z: true, .. } if text.first() == Some(&b'Z') => {
                (self.offset, rest) = (Some(0), &text[1..]);
            }
            Part::Offset { colon, digits: wanted, .. } => {
                rest = self.numeric_offset(text, colon, wanted)?;
            }
            Part::Fraction { digits: n, trim, .. } => {
                rest = self.decimals(text, (!trim).then_some(n))?;
            }
        }
        Ok(rest)
    }

    fn numeric_offset<'t>(
        &mut self,
        text: &'t [u8],
        colon: bool,
        wanted: u8,
    ) -> Result<&'t [u8], Trouble> {
        let sign = match text.first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err(Trouble::Bad),
        };
        let (hours, mut rest) = two(&text[1..], true)?;
        let mut seconds = within(hours, 0..=24, "time zone offset hour")? * 3600;
        for (least, unit) in [(4, 60), (6, 1)] {
            if wanted >= least {
                if colon {
                    rest = rest.strip_prefix(b":").ok_or(Trouble::Bad)?;
                }
                let (v, tail) = two(rest, true)?;
                seconds += within(v, 0..=60, "time zone offset minute")? * unit;
                rest = tail;
            }
        }
        self.offset = Some(sign * seconds);
        Ok(rest)
    }

    /// Decimals of the second: exactly `n`, or as many as there are.
    fn decimals<'t>(&mut self, text: &'t [u8], n: Option<usize>) -> Result<&'t [u8], Trouble> {
        let found = match text {
            [b'.' | b',', tail @ ..] => tail.iter().take_while(|c| c.is_ascii_digit()).count(),
            _ => 0,
        };
        let used = match n {
            Some(n) if found < n => return Err(Trouble::Bad),
            Some(n) => n,
            None if found == 0 => return Ok(text),
            None => found,
        };
        self.nanos = (0..9)
            .fold(0, |v, i| v * 10 + if i < used { i64::from(text[1 + i] - b'0') } else { 0 });
        Ok(&text[1 + used..])
    }

    fn finish(self) -> Result<Parsed, Mismatch> {
        let hour = match self.pm {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let leap = days_in(self.year, 2) == 29;
        let (month, day) = match self.yearday {
            Some(n) => {
                if !(1..=365 + i64::from(leap)).contains(&n) {
                    return Err(out_of_range("day-of-year"));
                }
                (1, n)
            }
            None => (self.month.unwrap_or(1), self.day.unwrap_or(1)),
        };
        if self.yearday.is_none() && !(1..=days_in(self.year, month)).contains(&day) {
            return Err(out_of_range("day"));
        }
        let days = days_before(self.year, month - 1) + day - 1;
        let local = days * 86_400 + hour * 3600 + self.minute * 60 + self.second;
        Ok(Parsed {
            seconds: local - self.offset.unwrap_or(0),
            nanos: self.nanos,
            zone: self.offset.map(|o| (o, self.zone)),
        })
    }
}
