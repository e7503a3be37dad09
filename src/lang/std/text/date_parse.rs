//! `time.Parse`.

use super::date::{DAYS, MONTHS, civil, days_before, days_in};
use super::date_format::{Part, next_part};

/// What a text says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parsed {
    /// Seconds since year 1, as if the date were UTC's.
    pub seconds: i64,
    /// Decimals.
    pub nanos: i64,
    /// Whether the text names UTC.
    pub utc: bool,
    /// The numeric offset, if there is one.
    pub offset: Option<i64>,
    /// The zone's abbreviation, if there is one.
    pub zone: String,
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

impl Mismatch {
    fn new(layout: &[u8], value: &[u8], message: String) -> Self {
        Self { layout: layout.to_vec(), value: value.to_vec(), message }
    }
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
    am: bool,
    pm: bool,
    utc: bool,
    offset: Option<i64>,
    zone: String,
    /// What is a number, but too large.
    out_of_range: Option<&'static str>,
}

/// The text is not what the layout wants there.
struct Bad;

type Rest<'t> = Result<&'t [u8], Bad>;

/// Reads `value` by `layout`.
pub fn parse(layout: &[u8], value: &[u8]) -> Result<Parsed, Mismatch> {
    let mut f = Fields::default();
    let (mut rest, mut text) = (layout, value);
    loop {
        let part = next_part(rest);
        let prefix = &rest[..part.map_or(rest.len(), |(begin, ..)| begin)];
        text = literal(prefix, text).map_err(|at| Mismatch::new(prefix, at, String::new()))?;
        let Some((begin, part, end)) = part else { break };
        let word = &rest[begin..end];
        rest = &rest[end..];
        let read = f.read(part, text, rest);
        if let (Some(what), Ok(after)) = (f.out_of_range, &read) {
            return Err(Mismatch::new(word, after, format!(": {what} out of range")));
        }
        text = read.map_err(|Bad| Mismatch::new(word, text, String::new()))?;
    }
    if !text.is_empty() {
        let message = format!(": extra text: {}", String::from_utf8_lossy(&quote(text)));
        return Err(Mismatch::new(b"", text, message));
    }
    f.finish().map_err(|what| Mismatch::new(b"", b"", format!(": {what}")))
}

/// A text in package time's quotes: what is no printable ASCII in hexadecimal.
#[must_use]
pub fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    for b in text {
        match b {
            b'"' | b'\\' => out.extend([b'\\', *b]),
            b' '..=0x7F => out.push(*b),
            _ => out.extend_from_slice(format!("\\x{b:02x}").as_bytes()),
        }
    }
    out.push(b'"');
    out
}

/// Skips a literal part of the layout, in which any run of spaces matches any other; `Err`: where
/// the text differs.
fn literal<'t>(mut prefix: &[u8], mut text: &'t [u8]) -> Result<&'t [u8], &'t [u8]> {
    fn unspaced(mut s: &[u8]) -> &[u8] {
        while let [b' ', rest @ ..] = s {
            s = rest;
        }
        s
    }
    while let [c, rest @ ..] = prefix {
        if *c == b' ' {
            if !matches!(text, [] | [b' ', ..]) {
                return Err(text);
            }
            (prefix, text) = (unspaced(prefix), unspaced(text));
        } else {
            (prefix, text) = (rest, text.strip_prefix(&[*c]).ok_or(text)?);
        }
    }
    Ok(text)
}

/// One or two digits (`fixed`: two).
fn two(text: &[u8], fixed: bool) -> Result<(i64, &[u8]), Bad> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => {
            Ok((i64::from(a - b'0') * 10 + i64::from(b - b'0'), rest))
        }
        [a @ b'0'..=b'9', rest @ ..] if !fixed => Ok((i64::from(a - b'0'), rest)),
        _ => Err(Bad),
    }
}

/// A whole text as a number, which may have a sign.
fn number(text: &[u8]) -> Result<i64, Bad> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, text),
    };
    let value = digits
        .iter()
        .try_fold(0, |v, c| c.is_ascii_digit().then(|| v * 10 + i64::from(c - b'0')).ok_or(Bad))?;
    Ok(sign * value)
}

fn name<'t>(text: &'t [u8], names: &[&str], short: bool) -> Result<(i64, &'t [u8]), Bad> {
    for (name, i) in names.iter().zip(0..) {
        let name = if short { &name[..3] } else { name };
        if text.get(..name.len()).is_some_and(|h| h.eq_ignore_ascii_case(name.as_bytes())) {
            return Ok((i, &text[name.len()..]));
        }
    }
    Err(Bad)
}

/// The length of the abbreviation of a zone that the text begins with.
fn abbreviation(text: &[u8]) -> Option<usize> {
    // A sign and at most 23 hours.
    let hours = |text: &[u8]| {
        let digits = text.strip_prefix(b"+").or(text.strip_prefix(b"-"))?;
        let n = digits.iter().take_while(|c| c.is_ascii_digit()).count();
        let value = digits[..n].iter().fold(0_u64, |v, c| (v * 10 + u64::from(c - b'0')).min(24));
        (n > 0 && value <= 23).then_some(1 + n)
    };
    if text.starts_with(b"ChST") || text.starts_with(b"MeST") {
        return Some(4);
    }
    if text.starts_with(b"GMT") {
        return Some(3 + hours(&text[3..]).unwrap_or(0));
    }
    if text.len() >= 3 && matches!(text[0], b'+' | b'-') {
        return hours(text);
    }
    match text.iter().take_while(|c| c.is_ascii_uppercase()).count() {
        3 => Some(3),
        4 if text[3] == b'T' || text.starts_with(b"WITA") => Some(4),
        5 if text[4] == b'T' => Some(5),
        _ => None,
    }
}

impl Fields {
    /// Notes what is not within its bounds.
    fn within(&mut self, v: i64, range: std::ops::RangeInclusive<i64>, what: &'static str) -> i64 {
        if !range.contains(&v) {
            self.out_of_range = Some(what);
        }
        v
    }

    /// Reads one part; the rest of the text.
    fn read<'t>(&mut self, part: Part, text: &'t [u8], after: &[u8]) -> Rest<'t> {
        let blank = |t: &'t [u8]| t.strip_prefix(b" ").unwrap_or(t);
        let rest;
        match part {
            Part::LongMonth | Part::Month => {
                let (m, tail) = name(text, &MONTHS, part == Part::Month)?;
                (self.month, rest) = (Some(m + 1), tail);
            }
            Part::NumMonth | Part::ZeroMonth => {
                let (m, tail) = two(text, part == Part::ZeroMonth)?;
                (self.month, rest) = (Some(self.within(m, 1..=12, "month")), tail);
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
                let fixed = part == Part::ZeroYearDay;
                let text = if fixed { text } else { blank(blank(text)) };
                let n = text.iter().take(3).take_while(|c| c.is_ascii_digit()).count();
                if n == 0 || fixed && n != 3 {
                    return Err(Bad);
                }
                (self.yearday, rest) = (Some(number(&text[..n])?), &text[n..]);
            }
            Part::Hour => {
                let (h, tail) = two(text, false)?;
                (self.hour, rest) = (self.within(h, 0..=23, "hour"), tail);
            }
            Part::Hour12 | Part::ZeroHour12 => {
                let (h, tail) = two(text, part == Part::ZeroHour12)?;
                (self.hour, rest) = (self.within(h, 0..=12, "hour"), tail);
            }
            Part::Minute | Part::ZeroMinute => {
                let (m, tail) = two(text, part == Part::ZeroMinute)?;
                (self.minute, rest) = (self.within(m, 0..=59, "minute"), tail);
            }
            Part::Second | Part::ZeroSecond => {
                let (s, tail) = two(text, part == Part::ZeroSecond)?;
                self.second = self.within(s, 0..=59, "second");
                // Decimals may follow although the layout has none.
                let asked = matches!(next_part(after), Some((_, Part::Fraction { .. }, _)));
                let skip = asked || self.out_of_range.is_some();
                rest = if skip { tail } else { self.decimals(tail, None)? };
            }
            Part::LongYear => {
                let digits = text.get(..4).filter(|t| t[0].is_ascii_digit()).ok_or(Bad)?;
                (self.year, rest) = (number(digits)?, &text[4..]);
            }
            Part::Year => {
                let y = number(text.get(..2).ok_or(Bad)?)?;
                (self.year, rest) = (if y >= 69 { y + 1900 } else { y + 2000 }, &text[2..]);
            }
            Part::UpperPm | Part::LowerPm => {
                let (am, pm): (&[u8], &[u8]) =
                    if part == Part::UpperPm { (b"AM", b"PM") } else { (b"am", b"pm") };
                let head = text.get(..2).filter(|head| [am, pm].contains(head)).ok_or(Bad)?;
                self.pm |= head == pm;
                self.am |= head == am;
                rest = &text[2..];
            }
            Part::Zone => {
                if let Some(tail) = text.strip_prefix(b"UTC") {
                    (self.utc, rest) = (true, tail);
                } else {
                    let n = abbreviation(text).ok_or(Bad)?;
                    self.zone = String::from_utf8_lossy(&text[..n]).into_owned();
                    rest = &text[n..];
                }
            }
            Part::Offset { z: true, .. } if text.first() == Some(&b'Z') => {
                (self.utc, rest) = (true, &text[1..]);
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

    fn numeric_offset<'t>(&mut self, text: &'t [u8], colon: bool, wanted: u8) -> Rest<'t> {
        let fields = usize::from(wanted / 2);
        let width = 2 + usize::from(colon);
        let len = 1 + fields * width - usize::from(colon);
        let (head, rest) = text.split_at_checked(len).ok_or(Bad)?;
        let mut seconds = 0;
        let mut bad = false;
        let units = [
            (24, 3600, "time zone offset hour"),
            (60, 60, "time zone offset minute"),
            (60, 1, "time zone offset second"),
        ];
        for (i, (most, unit, what)) in units.into_iter().take(fields).enumerate() {
            let at = 1 + i * width;
            if colon && i > 0 && head[at - 1] != b':' {
                return Err(Bad);
            }
            let Ok((v, _)) = two(&head[at..at + 2], true) else {
                bad = true;
                break;
            };
            seconds += self.within(v, 0..=most, what) * unit;
        }
        match head[0] {
            b'+' => self.offset = Some(seconds),
            b'-' => self.offset = Some(-seconds),
            _ => bad = true,
        }
        // What is too large is said first.
        if bad && self.out_of_range.is_none() { Err(Bad) } else { Ok(rest) }
    }

    /// Decimals of the second: exactly `n`, or as many as there are.
    fn decimals<'t>(&mut self, text: &'t [u8], n: Option<usize>) -> Rest<'t> {
        let point = matches!(text, [b'.' | b',', ..]);
        let used = match n {
            Some(n) if point && text.len() > n => n,
            Some(_) => return Err(Bad),
            None if !point => return Ok(text),
            None => text[1..].iter().take_while(|c| c.is_ascii_digit()).count(),
        };
        if used == 0 && n.is_none() {
            return Ok(text);
        }
        let known = used.min(9);
        let nanos = number(&text[1..=known])? * 10_i64.pow(9 - known as u32);
        self.nanos = self.within(nanos, 0..=i64::MAX, "fractional second");
        Ok(&text[1 + used..])
    }

    fn finish(mut self) -> Result<Parsed, &'static str> {
        let hour = match self.hour {
            hour if self.pm && hour < 12 => hour + 12,
            12 if self.am => 0,
            hour => hour,
        };
        if let Some(n) = self.yearday {
            let leap = days_in(self.year, 2) == 29;
            if !(1..=365 + i64::from(leap)).contains(&n) {
                return Err("day-of-year out of range");
            }
            let date = civil((days_before(self.year, 0) + n - 1) * 86_400);
            if self.month.is_some_and(|month| month != date.month) {
                return Err("day-of-year does not match month");
            }
            if self.day.is_some_and(|day| day != date.day) {
                return Err("day-of-year does not match day");
            }
            (self.month, self.day) = (Some(date.month), Some(date.day));
        }
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        if !(1..=days_in(self.year, month)).contains(&day) {
            return Err("day out of range");
        }
        let days = days_before(self.year, month - 1) + day - 1;
        Ok(Parsed {
            seconds: days * 86_400 + hour * 3600 + self.minute * 60 + self.second,
            nanos: self.nanos,
            utc: self.utc,
            // Go takes one second west of Greenwich for none at all.
            offset: self.offset.filter(|offset| *offset != -1),
            zone: self.zone,
        })
    }
}
