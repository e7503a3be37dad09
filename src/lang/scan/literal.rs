//! Numbers, strings and runes.

use super::{Scanner, Token};
use Token::*;

/// What a run of digits held.
#[derive(Default)]
struct Digits {
    digit: bool,
    underscore: bool,
}

impl Digits {
    fn add(&mut self, other: Digits) {
        self.digit |= other.digit;
        self.underscore |= other.underscore;
    }
}

/// What can be wrong with a literal is told once, the first.
struct Verdict {
    good: bool,
}

impl Verdict {
    fn fail(&mut self, scanner: &mut Scanner, at: usize, message: impl Into<String>) {
        if std::mem::take(&mut self.good) {
            scanner.error_at(at, message);
        }
    }
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

impl Scanner<'_> {
    /// A number: `int_lit`, `float_lit` or `imaginary_lit`.
    pub(super) fn number(&mut self) -> Token {
        let start = self.offset;
        let (base, prefix) = self.number_prefix();
        let mut token = Int;
        let mut verdict = Verdict { good: true };
        let mut invalid = None;
        // A leading 0 that is no prefix is a digit.
        let mut digits = Digits { digit: prefix == Some(b'0'), underscore: false };

        digits.add(self.digits(base, &mut invalid));
        if self.byte(0) == b'.' {
            token = Float;
            if matches!(prefix, Some(b'o' | b'b')) {
                let message = format!("invalid radix point in {} literal", base_name(base));
                verdict.fail(self, self.offset, message);
            }
            self.offset += 1;
            digits.add(self.digits(base, &mut invalid));
        }
        if !digits.digit {
            let message = format!("{} literal has no digits", base_name(base));
            verdict.fail(self, self.offset, message);
        }
        if matches!(self.byte(0) | 0x20, b'e' | b'p') {
            token = Float;
            let underscore = digits.underscore;
            digits = self.exponent(prefix, &mut verdict);
            digits.underscore |= underscore;
        } else if prefix == Some(b'x') && token == Float {
            verdict.fail(self, self.offset, "hexadecimal mantissa requires a 'p' exponent");
        }
        if self.byte(0) == b'i' {
            token = Imag;
            self.offset += 1;
        }
        if let (Int, Some(at)) = (token, invalid) {
            let digit = self.text.as_bytes()[at] as char;
            let message = format!("invalid digit {digit:?} in {} literal", base_name(base));
            verdict.fail(self, at, message);
        }
        if let (true, Some(at)) =
            (digits.underscore, misplaced_underscore(&self.text.as_bytes()[start..self.offset]))
        {
            verdict.fail(self, start + at, "'_' must separate successive digits");
        }
        token
    }

    /// Reads `0x`, `0o`, `0b` or a leading `0`; the base and the (lower case) prefix.
    fn number_prefix(&mut self) -> (u32, Option<u8>) {
        if self.byte(0) != b'0' {
            return (10, None);
        }
        let letter = self.byte(1) | 0x20;
        let (base, length, prefix) = match letter {
            b'x' => (16, 2, letter),
            b'o' => (8, 2, letter),
            b'b' => (2, 2, letter),
            _ => (8, 1, b'0'),
        };
        self.offset += length;
        (base, Some(prefix))
    }

    /// Reads digits and underscores; `invalid` becomes the first digit that is not of the base.
    fn digits(&mut self, base: u32, invalid: &mut Option<usize>) -> Digits {
        let mut found = Digits::default();
        loop {
            match self.byte(0) {
                b'_' => found.underscore = true,
                c if (c as char).is_digit(base.max(10)) => {
                    found.digit = true;
                    if invalid.is_none() && !(c as char).is_digit(base) {
                        *invalid = Some(self.offset);
                    }
                }
                _ => return found,
            }
            self.offset += 1;
        }
    }

    fn exponent(&mut self, prefix: Option<u8>, verdict: &mut Verdict) -> Digits {
        let letter = self.byte(0) as char;
        let mantissa = match (letter.to_ascii_lowercase(), prefix) {
            ('e', Some(b'x' | b'o' | b'b')) => Some("decimal"),
            ('p', prefix) if prefix != Some(b'x') => Some("hexadecimal"),
            _ => None,
        };
        if let Some(mantissa) = mantissa {
            let message = format!("{letter:?} exponent requires {mantissa} mantissa");
            verdict.fail(self, self.offset, message);
        }
        self.offset += 1;
        if matches!(self.byte(0), b'+' | b'-') {
            self.offset += 1;
        }
        let digits = self.digits(10, &mut None);
        if !digits.digit {
            verdict.fail(self, self.offset, "exponent has no digits");
        }
        digits
    }

    /// A string in double quotes.
    pub(super) fn string(&mut self) -> Token {
        let start = self.offset;
        self.offset += 1;
        loop {
            match self.peek() {
                Some('"') => {
                    self.offset += 1;
                    return Str;
                }
                Some('\\') => {
                    self.escape('"');
                }
                Some('\n') => {
                    self.error("newline in string");
                    return Str;
                }
                None => {
                    self.error_at(start, "string not terminated");
                    return Str;
                }
                Some(c) => self.offset += c.len_utf8(),
            }
        }
    }

    /// A string in back quotes.
    pub(super) fn raw_string(&mut self) -> Token {
        let rest = &self.text[self.offset + 1..];
        match rest.find('`') {
            Some(length) => self.offset += length + 2,
            None => {
                self.error("string not terminated");
                self.offset = self.text.len();
            }
        }
        Str
    }

    /// A rune literal.
    pub(super) fn rune(&mut self) -> Token {
        let start = self.offset;
        let mut verdict = Verdict { good: true };
        self.offset += 1;
        let mut characters = 0;
        loop {
            match self.peek() {
                Some('\'') => {
                    if characters == 0 {
                        let message = "empty rune literal or unescaped '";
                        verdict.fail(self, self.offset, message);
                    } else if characters > 1 {
                        verdict.fail(self, start, "more than one character in rune literal");
                    }
                    self.offset += 1;
                    return Rune;
                }
                Some('\\') => verdict.good &= self.escape('\''),
                Some('\n') => {
                    verdict.fail(self, self.offset, "newline in rune literal");
                    return Rune;
                }
                None => {
                    verdict.fail(self, start, "rune literal not terminated");
                    return Rune;
                }
                Some(c) => self.offset += c.len_utf8(),
            }
            characters += 1;
        }
    }

    /// Reads an escape, as far as it is one; whether it is.
    fn escape(&mut self, quote: char) -> bool {
        self.offset += 1;
        let (digits, base, max) = match self.peek() {
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\') => (0, 8, 0),
            Some(c) if c == quote => (0, 8, 0),
            Some('0'..='7') => (3, 8, 0xff),
            Some('x') => (2, 16, 0xff),
            Some('u') => (4, 16, char::MAX as u32),
            Some('U') => (8, 16, char::MAX as u32),
            None => return true, // the literal's end is complained about
            Some(_) => {
                self.error("unknown escape");
                return false;
            }
        };
        if base == 16 || digits == 0 {
            self.offset += 1;
        }
        let mut value: u32 = 0;
        for _ in 0..digits {
            let Some(c) = self.peek() else { return true };
            let Some(digit) = c.to_digit(base) else {
                let base = base_name(base);
                self.error(format!("invalid character {c:?} in {base} escape"));
                return false;
            };
            value = value.wrapping_mul(base).wrapping_add(digit); // like gc's, of 32 bits
            self.offset += 1;
        }
        if value > max && base == 8 {
            self.error(format!("octal escape value {value} > 255"));
            return false;
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            let shown =
                char::from_u32(value).map_or(format!("U+{value:04X}"), super::letters::shown);
            self.error(format!("escape is invalid Unicode code point {shown}"));
            return false;
        }
        true
    }
}

/// The offset of an underscore that does not stand between two digits (or prefix and digit).
fn misplaced_underscore(literal: &[u8]) -> Option<usize> {
    let hexadecimal = matches!(literal, [b'0', b'x' | b'X', ..]);
    let prefixed = matches!(literal, [b'0', b'x' | b'X' | b'o' | b'O' | b'b' | b'B', ..]);
    let start = if prefixed { 2 } else { 0 };
    let mut before_is_digit = prefixed;
    let mut before_is_underscore = false;
    for (at, c) in literal.iter().enumerate().skip(start) {
        let is_digit = c.is_ascii_digit() || hexadecimal && c.is_ascii_hexdigit();
        match c {
            b'_' if !before_is_digit => return Some(at),
            b'_' => {}
            _ if !is_digit && before_is_underscore => return Some(at - 1),
            _ => {}
        }
        before_is_underscore = *c == b'_';
        before_is_digit = is_digit;
    }
    before_is_underscore.then(|| literal.len() - 1)
}
