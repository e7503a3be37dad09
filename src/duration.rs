//! Durations as text, both ways, in Go's form: that of `time.Duration`, of flags, scenario files and prompts.

use crate::ids::Nanos;

/// A duration that is not below 0, in ns; none if the text is no such.
pub fn nanos(text: &str) -> Option<Nanos> {
    parse(text.as_bytes()).ok()?.try_into().ok()
}

/// Why a text is no duration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoDuration<'a> {
    /// It is not numbers with units, or too long for 64 bits.
    Invalid,
    /// A number has no unit.
    MissingUnit,
    /// A number has this unit, which there is not.
    UnknownUnit(&'a [u8]),
}

/// `Duration.String`: `1h2m3.5s`, `1.5ms`, `0s`.
#[must_use]
pub fn format(ns: i64) -> String {
    let sign = if ns < 0 { "-" } else { "" };
    let u = ns.unsigned_abs();
    if u == 0 {
        return "0s".into();
    }
    if u < 1_000_000_000 {
        let (unit, digits) = match u {
            0..1_000 => ("ns", 0),
            1_000..1_000_000 => ("µs", 3),
            _ => ("ms", 6),
        };
        return format!("{sign}{}{unit}", with_fraction(u, digits));
    }
    let seconds = u / 1_000_000_000;
    let last = with_fraction(u % 60_000_000_000, 9);
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => format!("{sign}{last}s"),
        (0, m) => format!("{sign}{m}m{last}s"),
        (h, m) => format!("{sign}{h}h{m}m{last}s"),
    }
}

/// `u / 10^digits` without trailing zeros.
fn with_fraction(u: u64, digits: usize) -> String {
    let scale = 10u64.pow(u32::try_from(digits).expect("at most 9"));
    let text = format!("{}.{:0digits$}", u / scale, u % scale);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// `time.ParseDuration`.
///
/// # Errors
/// The text is no duration.
pub fn parse(text: &[u8]) -> Result<i64, NoDuration<'_>> {
    use NoDuration::{Invalid, MissingUnit, UnknownUnit};
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(Invalid);
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        if rest[0] != b'.' && !rest[0].is_ascii_digit() {
            return Err(Invalid);
        }
        let whole_digits = digits(rest);
        let whole = number(&rest[..whole_digits]).ok_or(Invalid)?;
        rest = &rest[whole_digits..];
        let (mut fraction, mut scale, mut fraction_digits) = (0u64, 1f64, 0);
        if rest.first() == Some(&b'.') {
            fraction_digits = digits(&rest[1..]);
            let mut full = false;
            for c in &rest[1..=fraction_digits] {
                // What no longer fits is left out.
                let next = fraction.checked_mul(10).map(|f| f + u64::from(c - b'0'));
                match next.filter(|next| !full && *next <= 1 << 63) {
                    Some(next) => (fraction, scale) = (next, scale * 10.0),
                    None => full = true,
                }
            }
            rest = &rest[1 + fraction_digits..];
        }
        if whole_digits == 0 && fraction_digits == 0 {
            return Err(Invalid);
        }
        let unit_len =
            rest.iter().position(|c| *c == b'.' || c.is_ascii_digit()).unwrap_or(rest.len());
        let (unit, tail) = rest.split_at(unit_len);
        rest = tail;
        let ns = match unit {
            b"" => return Err(MissingUnit),
            b"ns" => 1,
            b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1_000,
            b"ms" => 1_000_000,
            b"s" => 1_000_000_000,
            b"m" => 60_000_000_000,
            b"h" => 3_600_000_000_000u64,
            _ => return Err(UnknownUnit(unit)),
        };
        let mut part = whole.checked_mul(ns).filter(|v| *v <= 1 << 63).ok_or(Invalid)?;
        if fraction > 0 {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
            #[allow(clippy::cast_sign_loss)]
            let extra = (fraction as f64 * (ns as f64 / scale)) as u64;
            part += extra;
        }
        total = total.checked_add(part).filter(|v| *v <= 1 << 63).ok_or(Invalid)?;
    }
    if negative {
        return Ok(total.wrapping_neg().cast_signed());
    }
    i64::try_from(total).map_err(|_| Invalid)
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|c| c.is_ascii_digit()).count()
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |n, c| {
        n.checked_mul(10)?.checked_add(u64::from(c - b'0')).filter(|n| *n <= 1 << 63)
    })
}
