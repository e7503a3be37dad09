//! `strconv`'s quoting and unquoting.

use super::rune::{self, RUNE_ERROR, decode};
use crate::lang::unicode::{is_graphic, is_print};

/// Which runes stay as they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// Printable ones.
    Print,
    /// Printable ones and spaces.
    Graphic,
    /// Printable ASCII.
    Ascii,
}

/// `strconv.Quote` and its variants.
#[must_use]
pub fn quote(text: &[u8], keep: Keep) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    out.push(b'"');
    for (at, c, size) in rune::runes(text) {
        if c == RUNE_ERROR && size == 1 {
            out.extend_from_slice(format!("\\x{:02x}", text[at]).as_bytes());
        } else {
            escape(&mut out, c, '"', keep);
        }
    }
    out.push(b'"');
    out
}

/// `strconv.QuoteRune` and its variants.
#[must_use]
pub fn quote_rune(c: char, keep: Keep) -> Vec<u8> {
    let mut out = vec![b'\''];
    escape(&mut out, c, '\'', keep);
    out.push(b'\'');
    out
}

fn escape(out: &mut Vec<u8>, c: char, quote: char, keep: Keep) {
    if c == quote || c == '\\' {
        out.push(b'\\');
        out.extend(c.to_string().as_bytes());
        return;
    }
    let stays = match keep {
        Keep::Ascii => c.is_ascii() && is_print(c.into()),
        Keep::Print => is_print(c.into()),
        Keep::Graphic => is_graphic(c.into()),
    };
    if stays {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        return;
    }
    let text = match c {
        '\x07' => "\\a".into(),
        '\x08' => "\\b".into(),
        '\x0c' => "\\f".into(),
        '\n' => "\\n".into(),
        '\r' => "\\r".into(),
        '\t' => "\\t".into(),
        '\x0b' => "\\v".into(),
        '\0'..' ' | '\x7f' => format!("\\x{:02x}", u32::from(c)),
        '\u{80}'..='\u{ffff}' => format!("\\u{:04x}", u32::from(c)),
        _ => format!("\\U{:08x}", u32::from(c)),
    };
    out.extend_from_slice(text.as_bytes());
}

/// `strconv.CanBackquote`.
#[must_use]
pub fn can_backquote(text: &[u8]) -> bool {
    rune::runes(text).all(|(_, c, size)| match c {
        RUNE_ERROR => size > 1,
        '\u{feff}' | '`' | '\x7f' => false,
        _ => c >= ' ' || c == '\t',
    })
}

/// `strconv.UnquoteChar`: the value, whether it is more than one byte in UTF-8, and the length.
#[must_use]
pub fn unquote_char(text: &[u8], quote: u8) -> Option<(u32, bool, usize)> {
    let &first = text.first()?;
    if first == quote && (quote == b'\'' || quote == b'"') {
        return None;
    }
    if first >= 0x80 {
        let (c, size) = decode(text);
        return Some((u32::from(c), true, size));
    }
    if first != b'\\' {
        return Some((u32::from(first), false, 1));
    }
    let &kind = text.get(1)?;
    let simple = |c: u8| Some((u32::from(c), false, 2));
    match kind {
        b'a' => simple(7),
        b'b' => simple(8),
        b'f' => simple(12),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(11),
        b'\\' => simple(b'\\'),
        b'\'' | b'"' => {
            if kind == quote {
                simple(kind)
            } else {
                None
            }
        }
        b'x' | b'u' | b'U' => {
            let digits = match kind {
                b'x' => 2,
                b'u' => 4,
                _ => 8,
            };
            let hex = std::str::from_utf8(text.get(2..2 + digits)?).ok()?;
            if hex.starts_with('+') {
                return None;
            }
            let value = u32::from_str_radix(hex, 16).ok()?;
            if kind != b'x' {
                char::from_u32(value)?;
            }
            Some((value, kind != b'x', 2 + digits))
        }
        b'0'..=b'7' => {
            let octal = text.get(1..4)?;
            let value = octal.iter().try_fold(0u32, |v, c| {
                (b'0'..=b'7').contains(c).then(|| v * 8 + u32::from(c - b'0'))
            })?;
            (value <= 255).then_some((value, false, 4))
        }
        _ => None,
    }
}

/// The length of the quoted string at the head of `text`, with its quotes.
#[must_use]
pub fn quoted_prefix(text: &[u8]) -> Option<usize> {
    unquote_prefix(text).map(|(_, used)| used)
}

/// `strconv.Unquote`.
#[must_use]
pub fn unquote(text: &[u8]) -> Option<Vec<u8>> {
    unquote_prefix(text).filter(|(_, used)| *used == text.len()).map(|(out, _)| out)
}

fn unquote_prefix(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let &mark = text.first()?;
    match mark {
        b'`' => {
            let end = text[1..].iter().position(|b| *b == b'`')? + 1;
            let out = text[1..end].iter().copied().filter(|b| *b != b'\r').collect();
            Some((out, end + 1))
        }
        b'"' | b'\'' => {
            let (mut out, mut at) = (vec![], 1);
            loop {
                if *text.get(at)? == mark {
                    break;
                }
                if text[at] == b'\n' {
                    return None;
                }
                let (value, multibyte, used) = unquote_char(&text[at..], mark)?;
                at += used;
                if !multibyte {
                    out.push(u8::try_from(value).ok()?);
                } else {
                    let c = char::from_u32(value)?;
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                if mark == b'\'' {
                    if *text.get(at)? != b'\'' {
                        return None;
                    }
                    break;
                }
            }
            Some((out, at + 1))
        }
        _ => None,
    }
}
