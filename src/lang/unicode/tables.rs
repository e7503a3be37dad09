//! The sets of code points that package unicode names: categories, scripts, properties, and what
//! joins them when case does not matter.
//!
//! Next: `src/lang/std/go/unicode/unicode.go`, which declares a variable for each.

use icu_properties::props::{
    Alphabetic, AsciiHexDigit, BidiControl, BinaryProperty, Dash, DefaultIgnorableCodePoint,
    Deprecated, Diacritic, Extender, GeneralCategoryGroup as Group, GraphemeExtend, HexDigit,
    Hyphen, IdCompatMathContinue, IdCompatMathStart, IdContinue, IdStart, Ideographic,
    IdsBinaryOperator, IdsTrinaryOperator, IdsUnaryOperator, JoinControl, LogicalOrderException,
    Lowercase, Math, ModifierCombiningMark, NoncharacterCodePoint, PatternSyntax,
    PatternWhiteSpace, PrependedConcatenationMark, QuotationMark, Radical, RegionalIndicator,
    Script, SentenceTerminal, SoftDotted, TerminalPunctuation, UnifiedIdeograph, Uppercase,
    VariationSelector, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData, PropertyParser};

use super::{CASED, CATEGORIES, orbit, to_lower, to_title, to_upper};

/// Code points `lo`, `lo + stride`, … to `hi`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct Range {
    pub lo: u32,
    pub hi: u32,
    pub stride: u32,
}

/// A `unicode.RangeTable`.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct RangeTable {
    pub r16: Vec<Range>,
    pub r32: Vec<Range>,
    pub latin_offset: usize,
}

/// The table of a kind (`category`, `script`, `property`, `fold category`, `fold script`) and name.
#[must_use]
pub fn table(kind: &str, name: &str) -> Option<RangeTable> {
    let points = match kind.strip_prefix("fold ") {
        Some(kind) => folded(&set(kind, name)?),
        None => set(kind, name)?,
    };
    let (small, large) = points.split_at(points.partition_point(|c| *c <= 0xFFFF));
    let r16 = ranges(small);
    let latin_offset = r16.partition_point(|r| r.hi <= 0xFF);
    Some(RangeTable { r16, r32: ranges(large), latin_offset })
}

/// Go's tables take from each first code point on as many as have the distance of the first two.
fn ranges(mut points: &[u32]) -> Vec<Range> {
    let mut ranges = vec![];
    while let [lo, rest @ ..] = points {
        let stride = rest.first().map_or(1, |next| next - lo);
        let n = 1 + points.windows(2).take_while(|pair| pair[1] - pair[0] == stride).count();
        ranges.push(Range { lo: *lo, hi: points[n - 1], stride });
        points = &points[n..];
    }
    ranges
}

/// The code points outside of a set that are equal to one inside but for their case.
fn folded(set: &[u32]) -> Vec<u32> {
    let has = |c: &u32| set.binary_search(c).is_ok();
    let others = set.iter().flat_map(|c| orbit(*c)).map(|(_, other)| *other);
    let mut others: Vec<u32> = others.filter(|c| !has(c)).collect();
    others.sort_unstable();
    others.dedup();
    others
}

/// A `unicode.CaseRange`: what to add to a code point for its upper, lower and title case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub struct CaseRange {
    pub lo: u32,
    pub hi: u32,
    pub delta: [i64; 3],
}

/// `unicode.UpperLower`.
const UPPER_LOWER: i64 = 0x11_0000;

/// `unicode.CaseRanges`.
#[must_use]
pub fn case_ranges() -> Vec<CaseRange> {
    let mut ranges: Vec<CaseRange> = vec![];
    let mut c = 0;
    while c < CASED {
        let cases = [to_upper(c), to_lower(c), to_title(c)];
        let delta = cases.map(|to| i64::from(to) - i64::from(c));
        // In turn: this one is the next one's upper and title case.
        let in_turn = delta == [0, 1, 0] && [to_upper(c + 1), to_title(c + 1)] == [c, c];
        let delta = if in_turn { [UPPER_LOWER; 3] } else { delta };
        let hi = c + u32::from(in_turn);
        match ranges.last_mut() {
            _ if delta == [0; 3] => {}
            Some(last) if last.hi + 1 == c && last.delta == delta => last.hi = hi,
            _ => ranges.push(CaseRange { lo: c, hi, delta }),
        }
        c = hi + 1;
    }
    ranges
}

/// The members of a set, in order.
fn set(kind: &str, name: &str) -> Option<Vec<u32>> {
    match kind {
        "category" => {
            let group = PropertyParser::<Group>::new().get_strict(name)?;
            Some(CATEGORIES.iter_ranges_for_group(group).flatten().collect())
        }
        "script" => {
            let script = PropertyParser::<Script>::new().get_strict(name)?;
            let map = CodePointMapData::<Script>::new();
            Some(map.iter_ranges_for_value(script).flatten().collect())
        }
        "property" => property(name),
        _ => None,
    }
}

fn points<P: BinaryProperty>() -> Vec<u32> {
    CodePointSetData::new::<P>().iter_ranges().flatten().collect()
}

/// The members of a property that the other sets don't have.
fn rest<P: BinaryProperty>(group: Group, others: &[Vec<u32>]) -> Vec<u32> {
    let mut rest = points::<P>();
    rest.retain(|c| {
        !group.contains(CATEGORIES.get32(*c))
            && others.iter().all(|other| other.binary_search(c).is_err())
    });
    rest
}

/// `Other_X` is what Unicode adds to the categories to make property X, by its own definitions.
fn property(name: &str) -> Option<Vec<u32>> {
    const LETTERS: Group = Group::Letter.union(Group::LetterNumber);
    Some(match name {
        "ASCII_Hex_Digit" => points::<AsciiHexDigit>(),
        "Bidi_Control" => points::<BidiControl>(),
        "Dash" => points::<Dash>(),
        "Deprecated" => points::<Deprecated>(),
        "Diacritic" => points::<Diacritic>(),
        "Extender" => points::<Extender>(),
        "Hex_Digit" => points::<HexDigit>(),
        "Hyphen" => points::<Hyphen>(),
        "IDS_Binary_Operator" => points::<IdsBinaryOperator>(),
        "IDS_Trinary_Operator" => points::<IdsTrinaryOperator>(),
        "IDS_Unary_Operator" => points::<IdsUnaryOperator>(),
        "ID_Compat_Math_Continue" => points::<IdCompatMathContinue>(),
        "ID_Compat_Math_Start" => points::<IdCompatMathStart>(),
        "Ideographic" => points::<Ideographic>(),
        "Join_Control" => points::<JoinControl>(),
        "Logical_Order_Exception" => points::<LogicalOrderException>(),
        "Modifier_Combining_Mark" => points::<ModifierCombiningMark>(),
        "Noncharacter_Code_Point" => points::<NoncharacterCodePoint>(),
        "Other_Alphabetic" => rest::<Alphabetic>(LETTERS, &[]),
        "Other_Default_Ignorable_Code_Point" => {
            rest::<DefaultIgnorableCodePoint>(Group::Format, &[points::<VariationSelector>()])
        }
        "Other_Grapheme_Extend" => {
            rest::<GraphemeExtend>(Group::EnclosingMark.union(Group::NonspacingMark), &[])
        }
        "Other_ID_Continue" => rest::<IdContinue>(
            Group::NonspacingMark
                .union(Group::SpacingMark)
                .union(Group::DecimalNumber)
                .union(Group::ConnectorPunctuation),
            &[points::<IdStart>()],
        ),
        "Other_ID_Start" => rest::<IdStart>(LETTERS, &[]),
        "Other_Lowercase" => rest::<Lowercase>(Group::LowercaseLetter, &[]),
        "Other_Math" => rest::<Math>(Group::MathSymbol, &[]),
        "Other_Uppercase" => rest::<Uppercase>(Group::UppercaseLetter, &[]),
        "Pattern_Syntax" => points::<PatternSyntax>(),
        "Pattern_White_Space" => points::<PatternWhiteSpace>(),
        "Prepended_Concatenation_Mark" => points::<PrependedConcatenationMark>(),
        "Quotation_Mark" => points::<QuotationMark>(),
        "Radical" => points::<Radical>(),
        "Regional_Indicator" => points::<RegionalIndicator>(),
        "Sentence_Terminal" => points::<SentenceTerminal>(),
        "Soft_Dotted" => points::<SoftDotted>(),
        "Terminal_Punctuation" => points::<TerminalPunctuation>(),
        "Unified_Ideograph" => points::<UnifiedIdeograph>(),
        "Variation_Selector" => points::<VariationSelector>(),
        "White_Space" => points::<WhiteSpace>(),
        _ => return None,
    })
}
