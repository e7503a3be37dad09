//! Searching and changing byte strings as package strings does.

use std::ops::Deref;

use memchr::memmem;
use rustc_hash::FxHashSet;

use super::rune::{self, RUNE_ERROR, decode, decode_last, is_space, runes};
use crate::lang::unicode::{fold, is_digit, is_letter, to_title};

/// Where `needle` first is.
#[must_use]
pub fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::find(text, needle)
}

/// Where `needle` last is.
#[must_use]
pub fn find_last(text: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::rfind(text, needle)
}

/// How many times `needle` is there without overlaps; of the empty one, one more than runes.
#[must_use]
pub fn count(text: &[u8], needle: &[u8]) -> usize {
    if needle.is_empty() {
        return super::rune::count(text) + 1;
    }
    memmem::find_iter(text, needle).count()
}

/// A set of characters, as `ContainsAny` and `Trim` read it: an invalid byte is U+FFFD.
struct Set<'s> {
    text: &'s [u8],
    /// Those of a long text.
    chars: FxHashSet<char>,
}

/// Shorter sets are looked through.
const LONG_SET: usize = 64;

impl<'s> Set<'s> {
    fn new(text: &'s [u8]) -> Self {
        let long = if text.len() < LONG_SET { &[] } else { text };
        Set { text, chars: runes(long).map(|(_, c, _)| c).collect() }
    }

    fn has(&self, c: char) -> bool {
        if self.chars.is_empty() {
            return runes(self.text).any(|(_, s, _)| s == c);
        }
        self.chars.contains(&c)
    }
}

/// Where the first character of `set` is.
#[must_use]
pub fn find_any(text: &[u8], set: &[u8]) -> Option<usize> {
    let set = Set::new(set);
    runes(text).find(|(_, c, _)| set.has(*c)).map(|(at, ..)| at)
}

/// Where the last character of `set` is.
#[must_use]
pub fn find_last_any(text: &[u8], set: &[u8]) -> Option<usize> {
    let set = Set::new(set);
    let mut end = text.len();
    while end > 0 {
        let (c, size) = decode_last(&text[..end]);
        end -= size;
        if set.has(c) {
            return Some(end);
        }
    }
    None
}

/// Where rune number `r` first is.
#[must_use]
pub fn find_rune(text: &[u8], r: i64) -> Option<usize> {
    match u32::try_from(r).ok().and_then(char::from_u32) {
        Some(RUNE_ERROR) => runes(text).find(|(_, c, _)| *c == RUNE_ERROR).map(|(at, ..)| at),
        Some(c) => find(text, c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => None,
    }
}

/// A part of a text: its offset and length.
pub type Span = (usize, usize);

/// `SplitN` and `SplitAfterN` (`keep`: how much of the separator stays); `None` is a nil slice.
#[must_use]
pub fn split(text: &[u8], separator: &[u8], keep: usize, n: i64) -> Option<Vec<Span>> {
    if n == 0 {
        return None;
    }
    let limit = usize::try_from(n).unwrap_or(usize::MAX);
    let mut out = vec![];
    if separator.is_empty() {
        for (at, _, size) in runes(text) {
            if out.len() + 1 == limit {
                out.push((at, text.len() - at));
                break;
            }
            out.push((at, size));
        }
        return Some(out);
    }
    let mut start = 0;
    let finder = memmem::Finder::new(separator);
    while out.len() + 1 < limit {
        let Some(at) = finder.find(&text[start..]) else { break };
        out.push((start, at + keep));
        start += at + separator.len();
    }
    out.push((start, text.len() - start));
    Some(out)
}

/// How many fields there are.
#[must_use]
pub fn count_fields(text: &[u8]) -> usize {
    let (mut n, mut inside) = (0, false);
    for (_, c, _) in runes(text) {
        n += usize::from(!inside && !is_space(c));
        inside = !is_space(c);
    }
    n
}

/// `Fields`.
#[must_use]
pub fn fields(text: &[u8]) -> Vec<Span> {
    let (mut out, mut start) = (vec![], None);
    for (at, c, _) in runes(text) {
        if is_space(c) {
            if let Some(s) = start.take() {
                out.push((s, at - s));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(s) = start {
        out.push((s, text.len() - s));
    }
    out
}

/// How much of the head of `text` has runes that `cut` takes.
#[must_use]
pub fn trim_start(text: &[u8], cut: impl Fn(char, usize) -> bool) -> usize {
    let mut at = 0;
    while at < text.len() {
        let (c, size) = decode(&text[at..]);
        if !cut(c, size) {
            break;
        }
        at += size;
    }
    at
}

/// Where `text` ends without the runes at its end that `cut` takes.
#[must_use]
pub fn trim_end(text: &[u8], cut: impl Fn(char, usize) -> bool) -> usize {
    let mut end = text.len();
    while end > 0 {
        let (c, size) = decode_last(&text[..end]);
        if !cut(c, size) {
            break;
        }
        end -= size;
    }
    end
}

/// `Trim`, `TrimLeft`, `TrimRight`: the span that stays.
#[must_use]
pub fn trim_set(text: &[u8], set: &[u8], left: bool, right: bool) -> Span {
    let set = Set::new(set);
    let cut = |c, _| set.has(c);
    let start = if left { trim_start(text, cut) } else { 0 };
    let end = if right { trim_end(&text[start..], cut) } else { text.len() - start };
    (start, end)
}

/// `TrimSpace`: the span that stays.
#[must_use]
pub fn trim_space(text: &[u8]) -> Span {
    let start = trim_start(text, |c, _| is_space(c));
    (start, trim_end(&text[start..], |c, _| is_space(c)))
}

/// `Replace`, of a result that is at most so long.
#[must_use]
pub fn replace(text: &[u8], old: &[u8], new: &[u8], len: usize, n: i64) -> Vec<u8> {
    let mut left = usize::try_from(n).unwrap_or(usize::MAX);
    let (mut out, mut rest) = (Vec::with_capacity(len), text);
    if old.is_empty() {
        // Before each rune, and at the end.
        while left > 0 {
            out.extend_from_slice(new);
            left -= 1;
            if rest.is_empty() {
                return out;
            }
            let (_, size) = decode(rest);
            out.extend_from_slice(&rest[..size]);
            rest = &rest[size..];
        }
    }
    let finder = memmem::Finder::new(old);
    while left > 0 && !old.is_empty() {
        let Some(at) = finder.find(rest) else { break };
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(new);
        rest = &rest[at + old.len()..];
        left -= 1;
    }
    out.extend_from_slice(rest);
    out
}

/// `Replacer.Replace`: at each place the first pair whose old text is there. Gives `out` the result in
/// parts, as long as it takes them.
pub fn replace_pairs<B: Deref<Target = [u8]>>(
    pairs: &[B],
    text: &[u8],
    mut out: impl FnMut(&[u8]) -> bool,
) {
    let (mut at, mut matched_empty) = (0, false);
    loop {
        let rest = &text[at..];
        // After an empty match something longer may match at the same place.
        let hit = pairs
            .chunks_exact(2)
            .find(|p| rest.starts_with(&p[0]) && !(p[0].is_empty() && matched_empty));
        matched_empty = hit.is_some_and(|p| p[0].is_empty());
        if let Some(pair) = hit {
            if !out(&pair[1]) {
                return;
            }
            at += pair[0].len();
            continue;
        }
        if at == text.len() || !out(&text[at..=at]) {
            return;
        }
        at += 1;
    }
}

/// Applies `f` to all runes; invalid bytes become U+FFFD, as in `strings.Map`.
#[must_use]
pub fn map(text: &[u8], mut f: impl FnMut(u32) -> u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for (_, c, _) in runes(text) {
        out.extend_from_slice(rune::of_code(f(c.into())).encode_utf8(&mut [0; 4]).as_bytes());
    }
    out
}

/// `Title`: the first letter of each word in upper case.
#[must_use]
pub fn title(text: &[u8]) -> Vec<u8> {
    let mut before = u32::from(' ');
    map(text, |c| {
        let separator = match char::from_u32(before) {
            Some(b) if b.is_ascii() => !b.is_ascii_alphanumeric() && b != '_',
            _ => !is_letter(before) && !is_digit(before) && is_space(rune::of_code(before)),
        };
        before = c;
        if separator { to_title(c) } else { c }
    })
}

/// How many runs of invalid bytes there are at most.
#[must_use]
pub fn count_invalid(text: &[u8]) -> usize {
    runes(text).filter(|(_, c, size)| *c == RUNE_ERROR && *size == 1).count()
}

/// `ToValidUTF8`, of a result that is at most so long.
#[must_use]
pub fn to_valid(text: &[u8], replacement: &[u8], len: usize) -> Vec<u8> {
    let (mut out, mut invalid) = (Vec::with_capacity(len), false);
    for (at, c, size) in runes(text) {
        if c == RUNE_ERROR && size == 1 {
            if !invalid {
                out.extend_from_slice(replacement);
            }
            invalid = true;
        } else {
            out.extend_from_slice(&text[at..at + size]);
            invalid = false;
        }
    }
    out
}

/// `EqualFold`.
#[must_use]
pub fn equal_fold(a: &[u8], b: &[u8]) -> bool {
    let fold = |(_, c, _): (usize, char, usize)| fold(c.into());
    runes(a).map(fold).eq(runes(b).map(fold))
}
