//! Packages strings and bytes. Parts of a string share its bytes.

use super::{Done, index, natives, set_slice, slice_strings, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::bytes::{self, Span};
use crate::lang::std::text::rune;
use crate::lang::unicode;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;

type T<'a, 'b, 'y, O> = &'a mut Thread<'b, 'y, O>;

/// About what looking at so many bytes costs, in ns for each.
const BYTES_PER_NS: u64 = 8;

fn text<O: Os>(t: T<O>, at: usize) -> Vec<u8> {
    let len = t.reg(at + 1);
    if len > 64 {
        t.cx.charge(len / BYTES_PER_NS);
    }
    t.reg_str(at)
}

/// Returns a part of the first argument.
fn part<O: Os>(t: T<O>, base: usize, (offset, len): Span) -> Done {
    let s = (t.reg(base) + offset as u64, len as u64);
    t.set_reg2(base, s);
    Ok(())
}

/// Returns a slice of parts of the first argument.
fn parts<O: Os>(t: T<O>, base: usize, spans: Option<Vec<Span>>) -> Done {
    let Some(spans) = spans else {
        set_slice(t, base, [0, 0, 0]);
        return Ok(());
    };
    let address = t.reg(base);
    let words: Vec<u64> =
        spans.iter().flat_map(|(at, len)| [address + *at as u64, *len as u64]).collect();
    let slice = t.new_slice(&words, spans.len() as u64)?;
    set_slice(t, base, slice);
    Ok(())
}

fn yes_no<O: Os>(t: T<O>, base: usize, f: impl Fn(&[u8], &[u8]) -> bool) -> Done {
    let yes = f(&text(t, base), &text(t, base + 2));
    t.set_reg(base, word(yes));
    Ok(())
}

fn position<O: Os>(t: T<O>, base: usize, f: impl Fn(&[u8], &[u8]) -> Option<usize>) -> Done {
    let at = f(&text(t, base), &text(t, base + 2));
    t.set_reg(base, index(at));
    Ok(())
}

fn changed<O: Os>(t: T<O>, base: usize, f: impl Fn(&[u8]) -> Vec<u8>) -> Done {
    let out = f(&text(t, base));
    t.ret_str(base, &out)
}

fn cut<O: Os>(t: T<O>, base: usize, find: fn(&[u8], &[u8]) -> Option<usize>) -> Done {
    let (s, sep) = (text(t, base), text(t, base + 2));
    let start = t.reg(base);
    let (before, after, found) = match find(&s, &sep) {
        Some(at) => {
            let rest = at + sep.len();
            ((start, at as u64), (start + rest as u64, (s.len() - rest) as u64), true)
        }
        None => ((start, s.len() as u64), (0, 0), false),
    };
    t.set_reg2(base, before);
    t.set_reg2(base + 2, after);
    t.set_reg(base + 4, word(found));
    Ok(())
}

/// `CutPrefix`, `CutSuffix`, `TrimPrefix`, `TrimSuffix`.
fn without<O: Os>(t: T<O>, base: usize, prefix: bool, tell: bool) -> Done {
    let (s, x) = (text(t, base), text(t, base + 2));
    let found = if prefix { s.starts_with(&x) } else { s.ends_with(&x) };
    let cut = if found { x.len() } else { 0 };
    if tell {
        t.set_reg(base + 2, word(found));
    }
    part(t, base, (if prefix { cut } else { 0 }, s.len() - cut))
}

fn split<O: Os>(t: T<O>, base: usize, after: bool, limited: bool) -> Done {
    let (s, sep) = (text(t, base), text(t, base + 2));
    let n = if limited { t.reg(base + 4).cast_signed() } else { -1 };
    parts(t, base, bytes::split(&s, &sep, if after { sep.len() } else { 0 }, n))
}

fn trim<O: Os>(t: T<O>, base: usize, left: bool, right: bool) -> Done {
    let span = bytes::trim_set(&text(t, base), &text(t, base + 2), left, right);
    part(t, base, span)
}

fn join<O: Os>(t: T<O>, base: usize) -> Done {
    let elems = slice_strings(t, base);
    let out = elems.join(&text(t, base + 3)[..]);
    t.ret_str(base, &out)
}

fn replace<O: Os>(t: T<O>, base: usize, n: i64) -> Done {
    let out = bytes::replace(&text(t, base), &text(t, base + 2), &text(t, base + 4), n);
    t.ret_str(base, &out)
}

fn repeat<O: Os>(t: T<O>, base: usize) -> Done {
    let (s, n) = (text(t, base), t.reg(base + 2));
    let Some(len) = (s.len() as u64).checked_mul(n).filter(|len| *len < 1 << 40) else {
        return Err(t.panic_text("strings: Repeat output length overflow"));
    };
    t.cx.charge(len / BYTES_PER_NS);
    let out = s.repeat(if len == 0 { 0 } else { n as usize });
    t.ret_str(base, &out)
}

fn decode<O: Os>(t: T<O>, base: usize, last: bool) -> Done {
    let (address, len) = (t.reg(base), t.reg(base + 1));
    let (c, size) = if last {
        let n = len.min(4);
        rune::decode_last(&t.bytes_at(address + len - n, n))
    } else {
        rune::decode(&t.bytes_at(address, len.min(4)))
    };
    t.set_reg2(base, (u64::from(u32::from(c)), size as u64));
    Ok(())
}

/// Words of `strings.Builder`.
const BUILDER_STRING: u64 = 1;
const BUILDER_ROOM: u64 = 3;

/// Makes room for `n` more bytes behind a builder's string: its address and length.
fn reserve<O: Os>(t: T<O>, builder: u64, n: u64) -> Result<(u64, u64), Trap> {
    let (address, len) = (t.load(builder + BUILDER_STRING), t.load(builder + BUILDER_STRING + 1));
    let room = t.load(builder + BUILDER_ROOM);
    if room >= n {
        return Ok((address, len));
    }
    let words = (2 * (len + room) + n).div_ceil(8).max(2);
    let grown = t.alloc(words)? * 8;
    put(t, grown, &t.bytes_at(address, len));
    t.store(builder + BUILDER_STRING, grown);
    t.store(builder + BUILDER_ROOM, words * 8 - len);
    Ok((grown, len))
}

fn grow<O: Os>(t: T<O>, builder: u64, more: &[u8]) -> Done {
    if builder == 0 {
        return Err(t.nil_dereference());
    }
    let n = more.len() as u64;
    let (address, len) = reserve(t, builder, n)?;
    put(t, address + len, more);
    t.store(builder + BUILDER_STRING + 1, len + n);
    let room = t.load(builder + BUILDER_ROOM);
    t.store(builder + BUILDER_ROOM, room - n);
    Ok(())
}

/// Writes bytes at a byte address; nobody else sees them yet.
fn put<O: Os>(t: &Thread<'_, '_, O>, address: u64, more: &[u8]) {
    let mut at = address;
    let mut rest = more;
    while !rest.is_empty() {
        let (word, shift) = (at / 8, at % 8);
        let n = rest.len().min(8 - shift as usize);
        let mut bytes = t.load(word).to_le_bytes();
        bytes[shift as usize..shift as usize + n].copy_from_slice(&rest[..n]);
        t.store(word, u64::from_le_bytes(bytes));
        at += n as u64;
        rest = &rest[n..];
    }
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Clone" => |t, b| changed(t, b, <[u8]>::to_vec),
        "Compare" => |t, b| {
            let order = text(t, b).cmp(&text(t, b + 2)) as i64;
            t.set_reg(b, order.cast_unsigned());
            Ok(())
        },
        "Contains" => |t, b| yes_no(t, b, |s, x| bytes::find(s, x).is_some()),
        "ContainsAny" => |t, b| yes_no(t, b, |s, x| bytes::find_any(s, x).is_some()),
        "ContainsRune" => |t, b| {
            let r = t.reg(b + 2).cast_signed();
            let yes = bytes::find_rune(&text(t, b), r).is_some();
            t.set_reg(b, word(yes));
            Ok(())
        },
        "Count" => |t, b| {
            let n = bytes::count(&text(t, b), &text(t, b + 2));
            t.set_reg(b, n as u64);
            Ok(())
        },
        "Cut" => |t, b| cut(t, b, bytes::find),
        "CutLast" => |t, b| cut(t, b, bytes::find_last),
        "CutPrefix" => |t, b| without(t, b, true, true),
        "CutSuffix" => |t, b| without(t, b, false, true),
        "EqualFold" => |t, b| yes_no(t, b, bytes::equal_fold),
        "Fields" => |t, b| {
            let spans = bytes::fields(&text(t, b));
            parts(t, b, Some(spans))
        },
        "HasPrefix" => |t, b| yes_no(t, b, |s, x| s.starts_with(x)),
        "HasSuffix" => |t, b| yes_no(t, b, |s, x| s.ends_with(x)),
        "Index" => |t, b| position(t, b, bytes::find),
        "IndexAny" => |t, b| position(t, b, bytes::find_any),
        "IndexByte" => |t, b| {
            let c = t.reg(b + 2) as u8;
            let at = text(t, b).iter().position(|x| *x == c);
            t.set_reg(b, index(at));
            Ok(())
        },
        "IndexRune" => |t, b| {
            let r = t.reg(b + 2).cast_signed();
            let at = bytes::find_rune(&text(t, b), r);
            t.set_reg(b, index(at));
            Ok(())
        },
        "Join" => join,
        "LastIndex" => |t, b| position(t, b, bytes::find_last),
        "LastIndexAny" => |t, b| position(t, b, bytes::find_last_any),
        "LastIndexByte" => |t, b| {
            let c = t.reg(b + 2) as u8;
            let at = text(t, b).iter().rposition(|x| *x == c);
            t.set_reg(b, index(at));
            Ok(())
        },
        "Replace" => |t, b| {
            let n = t.reg(b + 6).cast_signed();
            replace(t, b, n)
        },
        "ReplaceAll" => |t, b| replace(t, b, -1),
        "Split" => |t, b| split(t, b, false, false),
        "SplitAfter" => |t, b| split(t, b, true, false),
        "SplitAfterN" => |t, b| split(t, b, true, true),
        "SplitN" => |t, b| split(t, b, false, true),
        "Title" => |t, b| changed(t, b, bytes::title),
        "ToLower" => |t, b| changed(t, b, |s| bytes::map(s, unicode::to_lower)),
        "ToTitle" => |t, b| changed(t, b, |s| bytes::map(s, unicode::to_title)),
        "ToUpper" => |t, b| changed(t, b, |s| bytes::map(s, unicode::to_upper)),
        "ToValidUTF8" => |t, b| {
            let out = bytes::to_valid(&text(t, b), &text(t, b + 2));
            t.ret_str(b, &out)
        },
        "Trim" => |t, b| trim(t, b, true, true),
        "TrimLeft" => |t, b| trim(t, b, true, false),
        "TrimRight" => |t, b| trim(t, b, false, true),
        "TrimPrefix" => |t, b| without(t, b, true, false),
        "TrimSuffix" => |t, b| without(t, b, false, false),
        "TrimSpace" => |t, b| {
            let span = bytes::trim_space(&text(t, b));
            part(t, b, span)
        },
        "repeat" => repeat,
        "decode" => |t, b| decode(t, b, false),
        "decodeLast" => |t, b| decode(t, b, true),
        "replacePairs" => |t, b| {
            let out = bytes::replace_pairs(&slice_strings(t, b), &text(t, b + 3));
            t.ret_str(b, &out)
        },
        "(*Builder).grow" => |t, b| {
            let more = text(t, b + 1);
            grow(t, t.reg(b), &more)
        },
        "(*Builder).growByte" => |t, b| {
            let byte = [t.reg(b + 1) as u8];
            grow(t, t.reg(b), &byte)
        },
        "(*Builder).reserve" => |t, b| reserve(t, t.reg(b), t.reg(b + 1)).map(|_| ()),
    }
}
