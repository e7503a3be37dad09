//! Package strconv.

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::float::format_float;
use crate::lang::std::text::int::{NumError, format_int, format_uint, parse_int, parse_uint};
use crate::lang::std::text::parse_float::parse_float;
use crate::lang::std::text::quote::{
    Keep, can_backquote, quote, quote_rune, quoted_prefix, unquote, unquote_char,
};
use crate::lang::std::text::rune;
use crate::lang::unicode::{is_graphic, is_print};
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;

/// Returns a number and the prelude's code of what is wrong with its text.
fn number<O: Os>(
    t: &mut Thread<'_, '_, O>,
    base: usize,
    result: Result<u64, (u64, NumError)>,
) -> Done {
    let (value, code) = match result {
        Ok(value) => (value, 0),
        Err((value, e)) => (value, e as u64),
    };
    t.set_reg2(base, (value, code));
    Ok(())
}

fn base_of<O: Os>(t: &mut Thread<'_, '_, O>, at: usize) -> Result<u32, Trap> {
    match t.reg(at) {
        base @ 2..=36 => Ok(base as u32),
        _ => Err(t.panic_text("strconv: illegal AppendInt/FormatInt base")),
    }
}

/// How many bytes a byte takes at most when it is quoted: `\\x00`.
const LONGEST_QUOTED: u64 = 4;

fn quoted<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, keep: Keep) -> Done {
    let text = t.reg_str(base)?;
    let _held = t.hold(2 * LONGEST_QUOTED * text.len() as u64)?;
    let text = quote(&text, keep);
    t.ret_str(base, &text)
}

fn quoted_rune<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, keep: Keep) -> Done {
    let c = rune::from_number(t.reg(base));
    t.ret_str(base, &quote_rune(c, keep))
}

fn float<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let bits = t.reg(base + 3);
    if bits != 32 && bits != 64 {
        return Err(t.panic_text("strconv: illegal AppendFloat/FormatFloat bitSize"));
    }
    let (format, precision) = (t.reg(base + 1) as u8, t.reg(base + 2).cast_signed());
    // Nobody needs more digits than a memory can hold.
    let text = format_float(t.reg_f64(base), format, precision.min(1 << 20), bits as u32);
    t.ret_str(base, text.as_bytes())
}

fn char_of<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (text, mark) = (t.reg_str(base)?, t.reg(base + 2) as u8);
    let found = unquote_char(&text, mark);
    let (value, multibyte, used) = found.unwrap_or((0, false, 0));
    t.set_reg2(base, (u64::from(value), word(multibyte)));
    t.set_reg2(base + 2, (used as u64, word(found.is_some())));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "parseInt" => |t, b| {
            let (base, bits) = (t.reg(b + 2).cast_signed(), t.reg(b + 3).cast_signed());
            let r = parse_int(&t.reg_str(b)?, base, bits);
            let r = r.map(i64::cast_unsigned).map_err(|(v, e)| (v.cast_unsigned(), e));
            number(t, b, r)
        },
        "parseUint" => |t, b| {
            let (base, bits) = (t.reg(b + 2).cast_signed(), t.reg(b + 3).cast_signed());
            let r = parse_uint(&t.reg_str(b)?, base, bits);
            number(t, b, r)
        },
        "parseFloat" => |t, b| {
            let r = parse_float(&t.reg_str(b)?, t.reg(b + 2).cast_signed());
            let r = r.map(f64::to_bits).map_err(|(v, e)| (v.to_bits(), e));
            number(t, b, r)
        },
        "Itoa" => |t, b| {
            let text = t.reg(b).cast_signed().to_string();
            t.ret_str(b, text.as_bytes())
        },
        "FormatInt" => |t, b| {
            let text = format_int(t.reg(b).cast_signed(), base_of(t, b + 1)?);
            t.ret_str(b, text.as_bytes())
        },
        "FormatUint" => |t, b| {
            let text = format_uint(t.reg(b), base_of(t, b + 1)?);
            t.ret_str(b, text.as_bytes())
        },
        "FormatFloat" => float,
        "Quote" => |t, b| quoted(t, b, Keep::Print),
        "QuoteToASCII" => |t, b| quoted(t, b, Keep::Ascii),
        "QuoteToGraphic" => |t, b| quoted(t, b, Keep::Graphic),
        "QuoteRune" => |t, b| quoted_rune(t, b, Keep::Print),
        "QuoteRuneToASCII" => |t, b| quoted_rune(t, b, Keep::Ascii),
        "QuoteRuneToGraphic" => |t, b| quoted_rune(t, b, Keep::Graphic),
        "CanBackquote" => |t, b| {
            let yes = can_backquote(&t.reg_str(b)?);
            t.set_reg(b, word(yes));
            Ok(())
        },
        "IsPrint" => |t, b| super::unicode::class(t, b, is_print),
        "IsGraphic" => |t, b| super::unicode::class(t, b, is_graphic),
        "unquote" => |t, b| {
            let text = t.reg_str(b)?;
            let _held = t.hold(2 * text.len() as u64)?;
            let out = unquote(&text);
            t.set_reg(b + 2, word(out.is_some()));
            t.ret_str(b, &out.unwrap_or_default())
        },
        "quotedPrefix" => |t, b| {
            let n = quoted_prefix(&t.reg_str(b)?);
            t.set_reg2(b, (n.unwrap_or(0) as u64, word(n.is_some())));
            Ok(())
        },
        "unquoteChar" => char_of,
    }
}
