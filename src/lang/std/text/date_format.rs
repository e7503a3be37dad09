//! `Time.Format`: layouts written as the reference time.

use super::date::{DAYS, MONTHS, civil};

/// A part of a layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Part {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    Zone,
    /// A numeric offset: `Z` for zero, colons, digits of it (2, 4 or 6).
    Offset {
        z: bool,
        colon: bool,
        digits: u8,
    },
    /// Decimals of the second: the separator, how many, whether without trailing zeros.
    Fraction {
        separator: u8,
        digits: usize,
        trim: bool,
    },
}

const WORDS: [(&str, Part); 33] = [
    ("January", Part::LongMonth),
    ("Jan", Part::Month),
    ("Monday", Part::LongWeekday),
    ("Mon", Part::Weekday),
    ("MST", Part::Zone),
    ("002", Part::ZeroYearDay),
    ("01", Part::ZeroMonth),
    ("02", Part::ZeroDay),
    ("03", Part::ZeroHour12),
    ("04", Part::ZeroMinute),
    ("05", Part::ZeroSecond),
    ("06", Part::Year),
    ("15", Part::Hour),
    ("1", Part::NumMonth),
    ("2006", Part::LongYear),
    ("2", Part::Day),
    ("__2", Part::UnderYearDay),
    ("_2", Part::UnderDay),
    ("3", Part::Hour12),
    ("4", Part::Minute),
    ("5", Part::Second),
    ("PM", Part::UpperPm),
    ("pm", Part::LowerPm),
    ("-070000", Part::Offset { z: false, colon: false, digits: 6 }),
    ("-07:00:00", Part::Offset { z: false, colon: true, digits: 6 }),
    ("-0700", Part::Offset { z: false, colon: false, digits: 4 }),
    ("-07:00", Part::Offset { z: false, colon: true, digits: 4 }),
    ("-07", Part::Offset { z: false, colon: false, digits: 2 }),
    ("Z070000", Part::Offset { z: true, colon: false, digits: 6 }),
    ("Z07:00:00", Part::Offset { z: true, colon: true, digits: 6 }),
    ("Z0700", Part::Offset { z: true, colon: false, digits: 4 }),
    ("Z07:00", Part::Offset { z: true, colon: true, digits: 4 }),
    ("Z07", Part::Offset { z: true, colon: false, digits: 2 }),
];

/// The first part in a layout: where it begins, what it is, where it ends.
#[must_use]
pub fn next_part(layout: &[u8]) -> Option<(usize, Part, usize)> {
    (0..layout.len()).find_map(|at| {
        let rest = &layout[at..];
        if rest.starts_with(b"_2006") {
            return Some((at + 1, Part::LongYear, at + 5));
        }
        if let Some((part, len)) = fraction(rest) {
            return Some((at, part, at + len));
        }
        WORDS.iter().find(|(word, _)| rest.starts_with(word.as_bytes())).and_then(|(word, part)| {
            let lower_follows = rest.get(word.len()).is_some_and(u8::is_ascii_lowercase);
            let short = matches!(part, Part::Month | Part::Weekday);
            (!(short && lower_follows)).then_some((at, *part, at + word.len()))
        })
    })
}

fn fraction(rest: &[u8]) -> Option<(Part, usize)> {
    let [separator @ (b'.' | b','), digit @ (b'0' | b'9'), ..] = rest else { return None };
    let digits = rest[1..].iter().take_while(|c| *c == digit).count();
    if rest.get(1 + digits).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let trim = *digit == b'9';
    Some((Part::Fraction { separator: *separator, digits, trim }, 1 + digits))
}

/// Formats an instant (seconds since year 1 in UTC) in a zone.
#[must_use]
pub fn format(seconds: i64, nanos: i64, offset: i64, zone: &str, mut layout: &[u8]) -> Vec<u8> {
    let c = civil(seconds + offset);
    let hour12 = match c.hour % 12 {
        0 => 12,
        h => h,
    };
    let month = MONTHS[(c.month - 1) as usize];
    let weekday = DAYS[c.weekday as usize];
    let mut out = vec![];
    while let Some((begin, part, end)) = next_part(layout) {
        out.extend_from_slice(&layout[..begin]);
        layout = &layout[end..];
        let text = match part {
            Part::LongMonth => month.into(),
            Part::Month => month[..3].into(),
            Part::NumMonth => c.month.to_string(),
            Part::ZeroMonth => format!("{:02}", c.month),
            Part::LongWeekday => weekday.into(),
            Part::Weekday => weekday[..3].into(),
            Part::Day => c.day.to_string(),
            Part::UnderDay => format!("{:2}", c.day),
            Part::ZeroDay => format!("{:02}", c.day),
            Part::UnderYearDay => format!("{:3}", c.yearday),
            Part::ZeroYearDay => format!("{:03}", c.yearday),
            Part::Hour => format!("{:02}", c.hour),
            Part::Hour12 => hour12.to_string(),
            Part::ZeroHour12 => format!("{hour12:02}"),
            Part::Minute => c.minute.to_string(),
            Part::ZeroMinute => format!("{:02}", c.minute),
            Part::Second => c.second.to_string(),
            Part::ZeroSecond => format!("{:02}", c.second),
            Part::LongYear if c.year < 0 => format!("-{:04}", -c.year),
            Part::LongYear => format!("{:04}", c.year),
            Part::Year => format!("{:02}", c.year.abs() % 100),
            Part::UpperPm => if c.hour >= 12 { "PM" } else { "AM" }.into(),
            Part::LowerPm => if c.hour >= 12 { "pm" } else { "am" }.into(),
            Part::Zone if zone.is_empty() => {
                let (sign, minutes) = sign(offset / 60);
                format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
            }
            Part::Zone => zone.into(),
            Part::Offset { z: true, .. } if offset == 0 => "Z".into(),
            Part::Offset { colon, digits, .. } => {
                // Less than a minute west of Greenwich counts as east, and its seconds are negative.
                let (sign, minutes) = sign(offset / 60);
                let seconds = if sign == '-' { -offset } else { offset } % 60;
                let colon = if colon { ":" } else { "" };
                let mut s = format!("{sign}{:02}", minutes / 60);
                if digits >= 4 {
                    s.push_str(&format!("{colon}{:02}", minutes % 60));
                }
                if digits == 6 && seconds < 0 {
                    s.push_str(&format!("{colon}-{:02}", -seconds));
                } else if digits == 6 {
                    s.push_str(&format!("{colon}{seconds:02}"));
                }
                s
            }
            Part::Fraction { separator, digits, trim } => {
                let mut s = format!("{nanos:09}");
                if digits > 9 {
                    s.extend(std::iter::repeat_n('0', digits - 9));
                }
                s.truncate(digits);
                if trim {
                    s.truncate(s.trim_end_matches('0').len());
                }
                if s.is_empty() { s } else { format!("{}{s}", char::from(separator)) }
            }
        };
        out.extend_from_slice(text.as_bytes());
    }
    out.extend_from_slice(layout);
    out
}

fn sign(offset: i64) -> (char, i64) {
    if offset < 0 { ('-', -offset) } else { ('+', offset) }
}
