//! `strconv.ParseFloat`.

use super::elementary::NAN;
use super::int::{NumError, underscores_fit};

/// Reads a whole text as a float of 32 or 64 bits; with an error the value that Go returns.
pub fn parse_float(text: &[u8], bits: i64) -> Result<f64, (f64, NumError)> {
    match float_prefix(text, bits) {
        Some((value, used)) if used == text.len() => {
            if value.is_infinite() && !special(text) {
                return Err((value, NumError::Range));
            }
            Ok(value)
        }
        _ => Err((0.0, NumError::Syntax)),
    }
}

fn special(text: &[u8]) -> bool {
    text.iter().any(|b| matches!(b, b'i' | b'I')) && !text.iter().any(u8::is_ascii_digit)
}

/// Reads the longest float at the head of `text`: its value and length.
fn float_prefix(text: &[u8], bits: i64) -> Option<(f64, usize)> {
    if let Some((value, used)) = named(text) {
        #[allow(clippy::cast_possible_truncation, reason = "a NaN of 32 bits has other bits")]
        return Some((if bits == 32 { f64::from(value as f32) } else { value }, used));
    }
    let mut i = 0;
    let negative = text.first() == Some(&b'-');
    if matches!(text.first(), Some(b'+' | b'-')) {
        i += 1;
    }
    let hex = text.len() > i + 2 && text[i] == b'0' && text[i + 1].eq_ignore_ascii_case(&b'x');
    if hex {
        i += 2;
    }
    let (mut digits, mut decimals, mut dot, mut underscores) = (String::new(), 0i64, false, false);
    while let Some(&c) = text.get(i) {
        match c {
            b'_' => underscores = true,
            b'.' if !dot => dot = true,
            b'0'..=b'9' => {
                digits.push(char::from(c));
                decimals += i64::from(dot);
            }
            b'a'..=b'f' | b'A'..=b'F' if hex => {
                digits.push(char::from(c));
                decimals += i64::from(dot);
            }
            _ => break,
        }
        i += 1;
    }
    if digits.is_empty() {
        return None;
    }
    let mut exp = 0i64;
    let marker = if hex { b'p' } else { b'e' };
    if text.get(i).is_some_and(|c| c.eq_ignore_ascii_case(&marker)) {
        i += 1;
        let sign = match text.get(i) {
            Some(b'-') => -1,
            _ => 1,
        };
        if matches!(text.get(i), Some(b'+' | b'-')) {
            i += 1;
        }
        if !text.get(i).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        while let Some(&c) = text.get(i) {
            match c {
                b'_' => underscores = true,
                b'0'..=b'9' => exp = (exp * 10 + i64::from(c - b'0')).min(100_000),
                _ => break,
            }
            i += 1;
        }
        exp *= sign;
    } else if hex {
        return None;
    }
    if underscores && !underscores_fit(&text[..i]) {
        return None;
    }
    let value = if hex {
        hex_value(&digits, exp - 4 * decimals, bits)
    } else {
        let all = format!("{digits}e{}", exp - decimals);
        if bits == 32 {
            f64::from(all.parse::<f32>().expect("digits and an exponent"))
        } else {
            all.parse().expect("digits and an exponent")
        }
    };
    Some((if negative { -value } else { value }, i))
}

fn named(text: &[u8]) -> Option<(f64, usize)> {
    let (sign, at) = match text.first()? {
        b'+' => (1.0, 1),
        b'-' => (-1.0, 1),
        _ => (1.0, 0),
    };
    let has = |word: &str| {
        text.len() >= at + word.len()
            && text[at..at + word.len()].eq_ignore_ascii_case(word.as_bytes())
    };
    if has("infinity") {
        return Some((sign * f64::INFINITY, at + 8));
    }
    if has("inf") {
        return Some((sign * f64::INFINITY, at + 3));
    }
    (at == 0 && has("nan")).then_some((NAN, 3))
}

/// `digits` (hex) times 2^`exp`, rounded to even.
fn hex_value(digits: &str, exp: i64, bits: i64) -> f64 {
    let (precision, min_exp, max_exp) =
        if bits == 32 { (24, -149, 127) } else { (53, -1074, 1023) };
    let (mut mantissa, mut sticky, mut exp) = (0u64, false, exp);
    for digit in digits.chars().map(|c| u64::from(c.to_digit(16).expect("hex digits"))) {
        if mantissa >> 59 == 0 {
            mantissa = mantissa << 4 | digit;
        } else {
            sticky |= digit != 0;
            exp += 4;
        }
    }
    if mantissa == 0 {
        return 0.0;
    }
    let width = 64 - i64::from(mantissa.leading_zeros());
    let drop = (width - precision).max(min_exp - exp).max(0);
    if drop > 0 {
        let cut = u32::try_from(drop.min(65)).expect("small");
        let (kept, rest, half) = match cut {
            65 => (0, 1, 2),
            64 => (0, u128::from(mantissa), 1u128 << 63),
            _ => (mantissa >> cut, u128::from(mantissa) & ((1 << cut) - 1), 1 << (cut - 1)),
        };
        mantissa = kept;
        exp += drop;
        if rest > half || rest == half && (sticky || mantissa & 1 == 1) {
            mantissa += 1;
        }
    }
    if mantissa == 0 {
        return 0.0;
    }
    if exp + 63 - i64::from(mantissa.leading_zeros()) > max_exp {
        return f64::INFINITY;
    }
    #[allow(clippy::cast_precision_loss)]
    let value = mantissa as f64; // at most 53 bits
    let exp = i32::try_from(exp).expect("between the smallest and the largest exponent");
    if exp < -1000 {
        value * 2f64.powi(exp + 200) * 2f64.powi(-200)
    } else {
        value * 2f64.powi(exp)
    }
}
