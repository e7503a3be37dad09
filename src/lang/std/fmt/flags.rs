//! Flags, width and precision, and the plain values that they shape.

use crate::lang::std::text::float::format_float;
use crate::lang::std::text::int::format_uint;
use crate::lang::std::text::quote::{Keep, can_backquote, quote, quote_rune};
use crate::lang::std::text::rune;
use crate::lang::unicode::is_print;

/// The flags of one verb.
#[derive(Clone, Copy, Default, Debug)]
#[allow(missing_docs)]
pub struct Flags {
    pub width: Option<usize>,
    pub precision: Option<usize>,
    pub minus: bool,
    pub plus: bool,
    pub sharp: bool,
    pub space: bool,
    pub zero: bool,
    /// `%+v`
    pub plus_v: bool,
    /// `%#v`
    pub sharp_v: bool,
}

/// What is written so far, and the flags of the verb at hand.
#[derive(Default, Debug)]
pub struct Out {
    /// The text.
    pub buf: Vec<u8>,
    /// The flags.
    pub flags: Flags,
}

impl Out {
    /// Writes a text as it is.
    pub fn text(&mut self, s: &str) {
        self.buf.extend_from_slice(s.as_bytes());
    }

    /// Writes a rune as it is.
    pub fn rune(&mut self, c: char) {
        self.buf.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn fill(&mut self, n: usize) {
        let byte = if self.flags.zero && !self.flags.minus { b'0' } else { b' ' };
        self.buf.extend(std::iter::repeat_n(byte, n));
    }

    /// Writes `s` in the width.
    pub fn pad(&mut self, s: &[u8]) {
        let Some(width) = self.flags.width else {
            return self.buf.extend_from_slice(s);
        };
        let missing = width.saturating_sub(rune::count(s));
        if self.flags.minus {
            self.buf.extend_from_slice(s);
            self.fill(missing);
        } else {
            self.fill(missing);
            self.buf.extend_from_slice(s);
        }
    }

    /// Writes `s` in the width, never filled with zeros.
    fn pad_blank(&mut self, s: &[u8]) {
        let zero = std::mem::replace(&mut self.flags.zero, false);
        self.pad(s);
        self.flags.zero = zero;
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, v: bool) {
        self.pad(if v { b"true" } else { b"false" });
    }

    /// `%U`.
    pub fn unicode(&mut self, u: u64) {
        let digits = self.flags.precision.map_or(4, |p| p.max(4));
        let mut s = format!("U+{u:0digits$X}");
        if self.flags.sharp
            && let Some(c) = u32::try_from(u).ok().and_then(char::from_u32)
            && is_print(c.into())
        {
            s.push_str(&format!(" '{c}'"));
        }
        self.pad_blank(s.as_bytes());
    }

    /// An integer in base 2, 8, 10 or 16; `verb` tells `%O`, `upper` the digits.
    pub fn integer(&mut self, u: u64, base: u32, signed: bool, verb: char, upper: bool) {
        let f = self.flags;
        let negative = signed && u.cast_signed() < 0;
        let magnitude = if negative { u.wrapping_neg() } else { u };
        let mut least = 0;
        if let Some(precision) = f.precision {
            least = precision;
            if precision == 0 && u == 0 {
                let zero = std::mem::replace(&mut self.flags.zero, false);
                self.fill(f.width.unwrap_or(0));
                self.flags.zero = zero;
                return;
            }
        } else if let Some(width) = f.width
            && f.zero
            && !f.minus
        {
            let sign = negative || f.plus || f.space;
            least = width.saturating_sub(usize::from(sign));
        }
        if base == 10 && !negative && f.width.is_none() && least == 0 && !f.plus && !f.space {
            // The common case.
            return self.text(&format_uint(magnitude, 10));
        }
        let mut digits = format_uint(magnitude, base);
        if upper {
            digits.make_ascii_uppercase();
        }
        if digits.len() < least {
            digits.insert_str(0, &"0".repeat(least - digits.len()));
        }
        let prefix = match base {
            2 if f.sharp => "0b",
            8 if f.sharp && !digits.starts_with('0') => "0",
            16 if f.sharp && upper => "0X",
            16 if f.sharp => "0x",
            _ => "",
        };
        let octal = if verb == 'O' { "0o" } else { "" };
        let sign = match (negative, f.plus, f.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        self.pad_blank(format!("{sign}{octal}{prefix}{digits}").as_bytes());
    }

    /// Cuts `s` to the precision, in runes.
    fn truncate<'s>(&self, s: &'s [u8]) -> &'s [u8] {
        match self.flags.precision {
            Some(n) => rune::runes(s).nth(n).map_or(s, |(at, ..)| &s[..at]),
            None => s,
        }
    }

    /// `%s`.
    pub fn string(&mut self, s: &[u8]) {
        self.pad(self.truncate(s));
    }

    /// `%x` and `%X` of bytes.
    pub fn hex_bytes(&mut self, s: &[u8], upper: bool) {
        let f = self.flags;
        let s = &s[..f.precision.map_or(s.len(), |p| p.min(s.len()))];
        if s.is_empty() {
            return self.fill(f.width.unwrap_or(0));
        }
        let prefix: &[u8] = match (f.sharp, upper) {
            (false, _) => b"",
            (true, false) => b"0x",
            (true, true) => b"0X",
        };
        let mut width = 2 * s.len();
        if f.space {
            width = width * (1 + usize::from(f.sharp)) + s.len() - 1;
        } else if f.sharp {
            width += 2;
        }
        let missing = f.width.unwrap_or(0).saturating_sub(width);
        if !f.minus {
            self.fill(missing);
        }
        let digits: &[u8; 16] = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        for (i, &b) in s.iter().enumerate() {
            if i > 0 && f.space {
                self.buf.push(b' ');
            }
            if i == 0 || f.space {
                self.buf.extend_from_slice(prefix);
            }
            self.buf.push(digits[usize::from(b >> 4)]);
            self.buf.push(digits[usize::from(b & 15)]);
        }
        if f.minus {
            self.fill(missing);
        }
    }

    /// `%q` of a string.
    pub fn quoted(&mut self, s: &[u8]) {
        let s = self.truncate(s);
        if self.flags.sharp && can_backquote(s) {
            let text = [b"`", s, b"`"].concat();
            return self.pad(&text);
        }
        self.pad(&quote(s, if self.flags.plus { Keep::Ascii } else { Keep::Print }));
    }

    /// `%c`.
    pub fn char(&mut self, c: u64) {
        self.pad(rune::from_number(c).encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// `%q` of an integer.
    pub fn quoted_char(&mut self, c: u64) {
        let keep = if self.flags.plus { Keep::Ascii } else { Keep::Print };
        self.pad(&quote_rune(rune::from_number(c), keep));
    }

    /// A float with `verb` of `strconv.FormatFloat` and that precision if none is given.
    pub fn float(&mut self, v: f64, bits: u32, verb: u8, precision: i64) {
        let f = self.flags;
        let precision = f.precision.map_or(precision, |p| i64::try_from(p).unwrap_or(i64::MAX));
        let mut num = format_float(v, verb, precision, bits);
        if !num.starts_with(['-', '+']) {
            num.insert(0, '+');
        }
        if f.space && num.starts_with('+') && !f.plus {
            num.replace_range(..1, " ");
        }
        match num.as_bytes()[1] {
            b'N' if !f.space && !f.plus => return self.pad_blank(b"NaN"),
            b'I' | b'N' => return self.pad_blank(num.as_bytes()),
            _ => {}
        }
        if f.sharp && verb != b'b' {
            num = keep_zeros(&num, verb, precision);
        }
        if f.plus || !num.starts_with('+') {
            if let Some(width) = f.width
                && f.zero
                && !f.minus
                && width > num.len()
            {
                self.buf.push(num.as_bytes()[0]);
                self.fill(width - num.len());
                self.text(&num[1..]);
                return;
            }
            return self.pad(num.as_bytes());
        }
        self.pad(&num.as_bytes()[1..]);
    }
}

/// `%#g` and the like: a decimal point always, and zeros up to the precision.
fn keep_zeros(num: &str, verb: u8, precision: i64) -> String {
    let mut digits = match verb {
        b'v' | b'g' | b'G' | b'x' if precision < 0 => 6,
        b'v' | b'g' | b'G' | b'x' => precision,
        _ => 0,
    };
    let hex = matches!(verb, b'x' | b'X');
    let cut = num.find(|c| matches!(c, 'p' | 'P') || !hex && matches!(c, 'e' | 'E'));
    let (head, tail) = num.split_at(cut.unwrap_or(num.len()));
    let (mut point, mut significant) = (false, false);
    for c in head[1..].chars() {
        if c == '.' {
            point = true;
            continue;
        }
        significant |= c != '0';
        digits -= i64::from(significant);
    }
    let mut out = String::from(head);
    if !point {
        // A lone zero counts as a digit.
        digits -= i64::from(head.len() == 2 && head.ends_with('0'));
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', usize::try_from(digits).unwrap_or(0)));
    out.push_str(tail);
    out
}
