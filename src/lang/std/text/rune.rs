//! Runes: UTF-8 as Go reads it. Next: [`crate::lang::unicode`] for their classes and cases.

/// U+FFFD, what invalid bytes decode to.
pub const RUNE_ERROR: char = '\u{FFFD}';

/// The first rune of `bytes` and its length; an invalid byte is (`RUNE_ERROR`, 1), nothing (…, 0).
#[must_use]
pub fn decode(bytes: &[u8]) -> (char, usize) {
    let Some(&first) = bytes.first() else { return (RUNE_ERROR, 0) };
    if first < 0x80 {
        return (char::from(first), 1);
    }
    let width = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return (RUNE_ERROR, 1),
    };
    bytes
        .get(..width)
        .and_then(|b| std::str::from_utf8(b).ok())
        .and_then(|s| s.chars().next())
        .map_or((RUNE_ERROR, 1), |c| (c, width))
}

/// The last rune of `bytes` and its length.
#[must_use]
pub fn decode_last(bytes: &[u8]) -> (char, usize) {
    for width in 1..=bytes.len().min(4) {
        let start = bytes.len() - width;
        if bytes[start] & 0xC0 != 0x80 {
            let (c, size) = decode(&bytes[start..]);
            return if size == width { (c, size) } else { (RUNE_ERROR, 1) };
        }
    }
    (RUNE_ERROR, bytes.len().min(1))
}

/// The runes of `bytes` with their offsets and lengths.
pub fn runes(bytes: &[u8]) -> impl Iterator<Item = (usize, char, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let (c, size) = decode(&bytes[at..]);
        at += size;
        Some((at - size, c, size))
    })
}

/// `utf8.RuneCount`.
#[must_use]
pub fn count(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(s) => s.chars().count(),
        Err(_) => runes(bytes).count(),
    }
}

/// The rune of a number that is known to be one.
#[must_use]
pub fn of_code(c: u32) -> char {
    char::from_u32(c).unwrap_or(RUNE_ERROR)
}

/// The rune of a number; what is not one is `RUNE_ERROR`.
#[must_use]
pub fn from_number(n: u64) -> char {
    u32::try_from(n).ok().and_then(char::from_u32).unwrap_or(RUNE_ERROR)
}

/// `unicode.IsSpace` of a rune.
#[must_use]
pub fn is_space(c: char) -> bool {
    crate::lang::unicode::is_space(c.into())
}
