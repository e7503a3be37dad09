//! Packages unicode and unicode/utf8.

use super::{Done, natives, set_slice, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::rune;
use crate::lang::unicode::{self, tables};
use crate::lang::vm::Thread;
use crate::runtime::os::Os;

/// Returns whether the rune in the first register is of a class.
pub fn class<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: fn(u32) -> bool) -> Done {
    let is = u32::try_from(t.reg(base)).is_ok_and(f);
    t.set_reg(base, word(is));
    Ok(())
}

fn mapped<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: fn(u32) -> u32) -> Done {
    if let Ok(c) = u32::try_from(t.reg(base)) {
        t.set_reg(base, u64::from(f(c)));
    }
    Ok(())
}

/// The ranges of the table of a kind and name.
fn ranges<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (kind, name) = (t.reg_str(base)?, t.reg_str(base + 2)?);
    let [kind, name] = [kind, name].map(|s| String::from_utf8_lossy(&s).into_owned());
    let table = tables::table(&kind, &name).expect("unicode.go names tables that there are");
    for (i, ranges) in [table.r16, table.r32].into_iter().enumerate() {
        let words: Vec<u64> =
            ranges.iter().flat_map(|r| [r.lo, r.hi, r.stride].map(u64::from)).collect();
        let slice =
            if words.is_empty() { [0; 3] } else { t.new_slice(&words, ranges.len() as u64)? };
        set_slice(t, base + 3 * i, slice);
    }
    t.set_reg(base + 6, table.latin_offset as u64);
    Ok(())
}

fn case_ranges<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let ranges = tables::case_ranges();
    let words: Vec<u64> = ranges
        .iter()
        .flat_map(|r| [r.lo.into(), r.hi.into()].into_iter().chain(r.delta))
        .map(i64::cast_unsigned)
        .collect();
    let slice = t.new_slice(&words, ranges.len() as u64)?;
    set_slice(t, base, slice);
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "IsControl" => |t, b| class(t, b, unicode::is_control),
        "IsDigit" => |t, b| class(t, b, unicode::is_digit),
        "IsGraphic" => |t, b| class(t, b, unicode::is_graphic),
        "IsLetter" => |t, b| class(t, b, unicode::is_letter),
        "IsLower" => |t, b| class(t, b, unicode::is_lower),
        "IsMark" => |t, b| class(t, b, unicode::is_mark),
        "IsNumber" => |t, b| class(t, b, unicode::is_number),
        "IsPrint" => |t, b| class(t, b, unicode::is_print),
        "IsPunct" => |t, b| class(t, b, unicode::is_punct),
        "IsSpace" => |t, b| class(t, b, unicode::is_space),
        "IsSymbol" => |t, b| class(t, b, unicode::is_symbol),
        "IsTitle" => |t, b| class(t, b, unicode::is_title),
        "IsUpper" => |t, b| class(t, b, unicode::is_upper),
        "ToLower" => |t, b| mapped(t, b, unicode::to_lower),
        "ToTitle" => |t, b| mapped(t, b, unicode::to_title),
        "ToUpper" => |t, b| mapped(t, b, unicode::to_upper),
        "SimpleFold" => |t, b| mapped(t, b, unicode::simple_fold),
        "ranges" => ranges,
        "caseRanges" => case_ranges,
        "DecodeRuneInString" => |t, b| {
            super::strings::lookup::<O>("decode").map_or(Ok(()), |f| f(t, b))
        },
        "DecodeLastRuneInString" => |t, b| {
            super::strings::lookup::<O>("decodeLast").map_or(Ok(()), |f| f(t, b))
        },
        "FullRuneInString" => |t, b| {
            // Incomplete: a valid head of a longer rune.
            let bytes = t.bytes_at(t.reg(b), t.reg(b + 1).min(4))?;
            let short = match std::str::from_utf8(&bytes) {
                Err(e) => e.valid_up_to() == 0 && e.error_len().is_none(),
                Ok(_) => bytes.is_empty(),
            };
            t.set_reg(b, word(!short));
            Ok(())
        },
        "RuneCountInString" => |t, b| {
            let n = rune::count(&t.reg_str(b)?);
            t.set_reg(b, n as u64);
            Ok(())
        },
        "ValidString" => |t, b| {
            let valid = std::str::from_utf8(&t.reg_str(b)?).is_ok();
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
