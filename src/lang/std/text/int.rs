//! `strconv`'s integers in any base.

/// What is wrong with a number's text; the numbers are those of the Go prelude's `numError`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumError {
    /// Not a number of that base.
    Syntax = 1,
    /// A number that the type can't hold.
    Range = 2,
    /// No such base.
    Base = 3,
    /// No such size.
    BitSize = 4,
}

/// `u` in a base from 2 to 36.
#[must_use]
pub fn format_uint(mut u: u64, base: u32) -> String {
    let mut digits = Vec::with_capacity(20);
    loop {
        let digit = u32::try_from(u % u64::from(base)).expect("a digit is below its base");
        digits.push(char::from_digit(digit, base).expect("a digit is below its base"));
        u /= u64::from(base);
        if u == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// `i` in a base from 2 to 36.
#[must_use]
pub fn format_int(i: i64, base: u32) -> String {
    let digits = format_uint(i.unsigned_abs(), base);
    if i < 0 { format!("-{digits}") } else { digits }
}

/// `strconv.ParseUint`; with an error the value that Go returns beside it.
pub fn parse_uint(text: &[u8], base: i64, bits: i64) -> Result<u64, (u64, NumError)> {
    let mut rest = text;
    if rest.is_empty() {
        return Err((0, NumError::Syntax));
    }
    let base0 = base == 0;
    let base = match base {
        2..=36 => base.unsigned_abs(),
        0 if rest[0] == b'0' => {
            let prefix = rest.get(1).map(u8::to_ascii_lowercase);
            let (skip, base) = match prefix {
                Some(b'b') if rest.len() >= 3 => (2, 2),
                Some(b'o') if rest.len() >= 3 => (2, 8),
                Some(b'x') if rest.len() >= 3 => (2, 16),
                _ => (1, 8),
            };
            rest = &rest[skip..];
            base
        }
        0 => 10,
        _ => return Err((0, NumError::Base)),
    };
    let bits = match bits {
        0 => 64,
        1..=64 => bits,
        _ => return Err((0, NumError::BitSize)),
    };
    let max = u64::MAX >> (64 - bits);
    let mut underscores = false;
    let mut value: u64 = 0;
    for &c in rest {
        let digit = match c {
            b'_' if base0 => {
                underscores = true;
                continue;
            }
            b'0'..=b'9' => c - b'0',
            b'a'..=b'z' | b'A'..=b'Z' => c.to_ascii_lowercase() - b'a' + 10,
            _ => return Err((0, NumError::Syntax)),
        };
        if u64::from(digit) >= base {
            return Err((0, NumError::Syntax));
        }
        value = match value.checked_mul(base).and_then(|v| v.checked_add(u64::from(digit))) {
            Some(v) if v <= max => v,
            _ => return Err((max, NumError::Range)),
        };
    }
    if underscores && !underscores_fit(text) {
        return Err((0, NumError::Syntax));
    }
    Ok(value)
}

/// `strconv.ParseInt`; with an error the value that Go returns beside it.
pub fn parse_int(text: &[u8], base: i64, bits: i64) -> Result<i64, (i64, NumError)> {
    let (negative, digits) = match text {
        [] => return Err((0, NumError::Syntax)),
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    // What is too large has become the largest number of so many bits.
    let value = match parse_uint(digits, base, bits) {
        Ok(v) | Err((v, NumError::Range)) => v,
        Err((_, e)) => return Err((0, e)),
    };
    let bits = if bits == 0 { 64 } else { bits };
    let cutoff = 1u64 << (bits - 1);
    if !negative && value >= cutoff {
        return Err(((cutoff - 1).cast_signed(), NumError::Range));
    }
    if negative && value > cutoff {
        return Err((cutoff.wrapping_neg().cast_signed(), NumError::Range));
    }
    Ok(if negative { value.wrapping_neg().cast_signed() } else { value.cast_signed() })
}

/// Whether the underscores of a number stand only between digits or after the base prefix.
#[must_use]
pub fn underscores_fit(text: &[u8]) -> bool {
    let text = match text {
        [b'-' | b'+', rest @ ..] => rest,
        _ => text,
    };
    let mut hex = false;
    // What came before: '^' nothing, '0' a digit, '_' an underscore, '!' anything else.
    let mut before = b'^';
    let mut rest = text;
    if let [b'0', p, tail @ ..] = text
        && matches!(p.to_ascii_lowercase(), b'b' | b'o' | b'x')
    {
        before = b'0';
        hex = p.eq_ignore_ascii_case(&b'x');
        rest = tail;
    }
    for &c in rest {
        if c.is_ascii_digit() || hex && c.is_ascii_hexdigit() {
            before = b'0';
        } else if c == b'_' {
            if before != b'0' {
                return false;
            }
            before = b'_';
        } else {
            if before == b'_' {
                return false;
            }
            before = b'!';
        }
    }
    before != b'_'
}
