//! Packages unicode and unicode/utf8.

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::rune::{self, is_print};
use crate::lang::vm::Thread;
use crate::runtime::os::Os;

fn class<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: impl Fn(char) -> bool) -> Done {
    let c = u32::try_from(t.reg(base)).ok().and_then(char::from_u32);
    t.set_reg(base, word(c.is_some_and(f)));
    Ok(())
}

fn mapped<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: fn(char) -> char) -> Done {
    if let Some(c) = u32::try_from(t.reg(base)).ok().and_then(char::from_u32) {
        t.set_reg(base, u64::from(u32::from(f(c))));
    }
    Ok(())
}

/// Combining marks: printable, but neither letters, digits, symbols nor punctuation.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f
        | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f)
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_mark(c) && !c.is_numeric()
}

/// Not one of the numbers, circled and modifier letters that Unicode calls cased too.
fn is_cased_letter(c: char) -> bool {
    !c.is_numeric()
        && !matches!(u32::from(c),
            0xaa | 0xba | 0x2b0..=0x2e4 | 0x345 | 0x37a | 0x10fc | 0x1d2c..=0x1d6a | 0x1d78
            | 0x1d9b..=0x1dbf | 0x2071 | 0x207f | 0x2090..=0x209c | 0x24b6..=0x24e9
            | 0x2c7c..=0x2c7d | 0xa69c..=0xa69d | 0xa770 | 0xa7f2..=0xa7f4 | 0xa7f8..=0xa7f9
            | 0xab5c..=0xab5f | 0xab69 | 0x1f130..=0x1f189)
}

fn is_punct(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !"$+<=>^`|~".contains(c);
    }
    matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
        || matches!(u32::from(c), 0x2010..=0x2027 | 0x2030..=0x2043 | 0x2045..=0x2051
            | 0x2053..=0x205e | 0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301f)
}

fn is_symbol(c: char) -> bool {
    if c.is_ascii() {
        return "$+<=>^`|~".contains(c);
    }
    is_print(c) && !c.is_alphanumeric() && !is_mark(c) && !is_punct(c)
}

fn is_digit(c: char) -> bool {
    // Decimal digits come in runs of ten numeric characters; ASCII is what programs test.
    c.is_ascii_digit() || !c.is_ascii() && c.is_numeric() && decimal_run(c)
}

/// The blocks of decimal digits outside of ASCII that begin at these.
fn decimal_run(c: char) -> bool {
    const ZEROS: [u32; 24] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0xff10,
    ];
    ZEROS.iter().any(|z| (*z..z + 10).contains(&u32::from(c)))
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "IsLetter" => |t, b| class(t, b, is_letter),
        "IsDigit" => |t, b| class(t, b, is_digit),
        "IsNumber" => |t, b| class(t, b, char::is_numeric),
        "IsUpper" => |t, b| class(t, b, |c| c.is_uppercase() && is_cased_letter(c)),
        "IsLower" => |t, b| class(t, b, |c| c.is_lowercase() && is_cased_letter(c)),
        "IsSpace" => |t, b| class(t, b, rune::is_space),
        "IsControl" => |t, b| class(t, b, char::is_control),
        "IsPunct" => |t, b| class(t, b, is_punct),
        "IsSymbol" => |t, b| class(t, b, is_symbol),
        "IsMark" => |t, b| class(t, b, is_mark),
        "IsPrint" => |t, b| class(t, b, is_print),
        "IsGraphic" => |t, b| class(t, b, rune::is_graphic),
        "ToUpper" | "ToTitle" => |t, b| mapped(t, b, rune::to_upper),
        "ToLower" => |t, b| mapped(t, b, rune::to_lower),
        "DecodeRuneInString" => |t, b| {
            super::strings::lookup::<O>("decode").map_or(Ok(()), |f| f(t, b))
        },
        "DecodeLastRuneInString" => |t, b| {
            super::strings::lookup::<O>("decodeLast").map_or(Ok(()), |f| f(t, b))
        },
        "FullRuneInString" => |t, b| {
            // Incomplete: a valid head of a longer rune.
            let bytes = t.bytes_at(t.reg(b), t.reg(b + 1).min(4));
            let short = match std::str::from_utf8(&bytes) {
                Err(e) => e.valid_up_to() == 0 && e.error_len().is_none(),
                Ok(_) => bytes.is_empty(),
            };
            t.set_reg(b, word(!short));
            Ok(())
        },
        "RuneCountInString" => |t, b| {
            let n = rune::count(&t.reg_str(b));
            t.set_reg(b, n as u64);
            Ok(())
        },
        "ValidString" => |t, b| {
            let valid = std::str::from_utf8(&t.reg_str(b)).is_ok();
            t.set_reg(b, word(valid));
            Ok(())
        },
        "RuneLen" => |t, b| {
            let c = u32::try_from(t.reg(b)).ok().and_then(char::from_u32);
            t.set_reg(b, c.map_or(u64::MAX, |c| c.len_utf8() as u64));
            Ok(())
        },
    }
}
