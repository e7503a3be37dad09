//! Unicode as Go's package unicode knows it: classes of code points and their cases.
//!
//! The tables are ICU4X's, whose version is pinned to the Unicode of Go 1.27: both are 17.0. Code
//! points are numbers here, since Go's runes may be surrogates and anything else that fits an int32.
//! Next: [`tables`] for what programs can look up by name.

pub mod tables;

use std::sync::LazyLock;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup as Group};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Beyond this plane no code point has a case.
const CASED: u32 = 0x2_0000;

fn is(c: u32, group: Group) -> bool {
    group.contains(CATEGORIES.get32(c))
}

/// `unicode.IsLetter`.
#[must_use]
pub fn is_letter(c: u32) -> bool {
    is(c, Group::Letter)
}

/// `unicode.IsUpper`.
#[must_use]
pub fn is_upper(c: u32) -> bool {
    is(c, Group::UppercaseLetter)
}

/// `unicode.IsLower`.
#[must_use]
pub fn is_lower(c: u32) -> bool {
    is(c, Group::LowercaseLetter)
}

/// `unicode.IsTitle`.
#[must_use]
pub fn is_title(c: u32) -> bool {
    is(c, Group::TitlecaseLetter)
}

/// `unicode.IsDigit`.
#[must_use]
pub fn is_digit(c: u32) -> bool {
    is(c, Group::DecimalNumber)
}

/// `unicode.IsNumber`.
#[must_use]
pub fn is_number(c: u32) -> bool {
    is(c, Group::Number)
}

/// `unicode.IsMark`.
#[must_use]
pub fn is_mark(c: u32) -> bool {
    is(c, Group::Mark)
}

/// `unicode.IsPunct`.
#[must_use]
pub fn is_punct(c: u32) -> bool {
    is(c, Group::Punctuation)
}

/// `unicode.IsSymbol`.
#[must_use]
pub fn is_symbol(c: u32) -> bool {
    is(c, Group::Symbol)
}

/// `unicode.IsControl`.
#[must_use]
pub fn is_control(c: u32) -> bool {
    is(c, Group::Control)
}

/// `unicode.IsSpace`.
#[must_use]
pub fn is_space(c: u32) -> bool {
    char::from_u32(c).is_some_and(char::is_whitespace)
}

/// `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
#[must_use]
pub fn is_print(c: u32) -> bool {
    const SEEN: Group =
        Group::Letter.union(Group::Mark).union(Group::Number).union(Group::Punctuation);
    c == 0x20 || is(c, SEEN.union(Group::Symbol))
}

/// `unicode.IsGraphic`: printable, or a space separator.
#[must_use]
pub fn is_graphic(c: u32) -> bool {
    is_print(c) || is(c, Group::SpaceSeparator)
}

/// A code point's counterpart; what is no character has none and stays.
fn mapped(c: u32, f: impl Fn(char) -> char) -> u32 {
    char::from_u32(c).map_or(c, |c| f(c).into())
}

/// `unicode.ToUpper`.
#[must_use]
pub fn to_upper(c: u32) -> u32 {
    mapped(c, |c| CASES.simple_uppercase(c))
}

/// `unicode.ToLower`.
#[must_use]
pub fn to_lower(c: u32) -> u32 {
    mapped(c, |c| CASES.simple_lowercase(c))
}

/// `unicode.ToTitle`.
#[must_use]
pub fn to_title(c: u32) -> u32 {
    mapped(c, |c| CASES.simple_titlecase(c))
}

/// What all code points become that are equal but for their case.
#[must_use]
pub fn fold(c: u32) -> u32 {
    mapped(c, |c| CASES.simple_fold(c))
}

/// The code points that fold to others, or that others fold to, by what they fold to.
static ORBITS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let changed = (0..CASED).filter(|c| fold(*c) != *c);
    let mut orbits: Vec<_> = changed.flat_map(|c| [(fold(c), c), (fold(c), fold(c))]).collect();
    orbits.sort_unstable();
    orbits.dedup();
    orbits
});

/// Those equal to `c` but for their case, in order; none if `c` has no counterpart.
fn orbit(c: u32) -> &'static [(u32, u32)] {
    let to = fold(c);
    let begin = ORBITS.partition_point(|(of, _)| *of < to);
    let len = ORBITS[begin..].partition_point(|(of, _)| *of == to);
    &ORBITS[begin..begin + len]
}

/// `unicode.SimpleFold`: the next code point that is equal but for its case, or the first one.
#[must_use]
pub fn simple_fold(c: u32) -> u32 {
    let orbit = orbit(c);
    let next = orbit.iter().find(|(_, other)| *other > c).or(orbit.first());
    next.map_or(c, |(_, other)| *other)
}
