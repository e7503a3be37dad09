//! Packages strings and bytes. Parts of a string share its bytes.

use super::{Done, index, natives, set_slice, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::bytes::{self, Span};
use crate::lang::std::text::rune;
use crate::lang::unicode;
use crate::lang::vm::{Bytes, Thread, Trap};
use crate::runtime::os::Os;

type T<'a, 'b, 'y, O> = &'a mut Thread<'b, 'y, O>;

/// About how many bytes can be looked at in a nanosecond.
const BYTES_PER_NS: u64 = 8;
/// So few that they are looked at for nothing.
const FEW: u64 = 4096;

fn text<'a, O: Os>(t: T<'_, 'a, '_, O>, at: usize) -> Result<Bytes<'a>, Trap> {
    let len = t.reg(at + 1);
    if len > 64 {
        t.work(len / BYTES_PER_NS);
    }
    t.reg_str(at)
}

/// Returns a part of the first argument.
fn part<O: Os>(t: T<O>, base: usize, (offset, len): Span) -> Done {
    let s = (t.reg(base) + offset as u64, len as u64);
    t.set_reg2(base, s);
    Ok(())
}

/// Returns a slice of parts of the first argument. The spans were counted.
fn parts<O: Os>(t: T<O>, base: usize, spans: Option<Vec<Span>>) -> Done {
    let Some(spans) = spans else {
        set_slice(t, base, [0, 0, 0]);
        return Ok(());
    };
    let (address, n) = (t.reg(base), spans.len() as u64);
    let slice = t.alloc(2 * n)?;
    for (to, (at, len)) in (slice..).step_by(2).zip(spans) {
        t.store(to, address + at as u64);
        t.store(to + 1, len as u64);
    }
    set_slice(t, base, [slice, n, n]);
    Ok(())
}

fn yes_no<O: Os>(t: T<O>, base: usize, f: impl Fn(&[u8], &[u8]) -> bool) -> Done {
    let yes = f(&text(t, base)?, &text(t, base + 2)?);
    t.set_reg(base, word(yes));
    Ok(())
}

fn position<O: Os>(t: T<O>, base: usize, f: impl Fn(&[u8], &[u8]) -> Option<usize>) -> Done {
    let at = f(&text(t, base)?, &text(t, base + 2)?);
    t.set_reg(base, index(at));
    Ok(())
}

/// A changed copy of the first argument, at most `times` as long.
fn changed<O: Os>(t: T<O>, base: usize, times: u64, f: impl Fn(&[u8]) -> Vec<u8>) -> Done {
    let s = text(t, base)?;
    let _held = t.hold(times * s.len() as u64)?;
    let out = f(&s);
    t.ret_str(base, &out)
}

fn cut<O: Os>(t: T<O>, base: usize, find: fn(&[u8], &[u8]) -> Option<usize>) -> Done {
    let (s, sep) = (text(t, base)?, text(t, base + 2)?);
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
    let (s, x) = (text(t, base)?, text(t, base + 2)?);
    let found = if prefix { s.starts_with(&x) } else { s.ends_with(&x) };
    let cut = if found { x.len() } else { 0 };
    if tell {
        t.set_reg(base + 2, word(found));
    }
    part(t, base, (if prefix { cut } else { 0 }, s.len() - cut))
}

fn split<O: Os>(t: T<O>, base: usize, after: bool, limited: bool) -> Done {
    let (s, sep) = (text(t, base)?, text(t, base + 2)?);
    let n = if limited { t.reg(base + 4).cast_signed() } else { -1 };
    // The spans are kept in a vector that doubles.
    let most = bytes::count(&s, &sep) as u64 + 1;
    let most = if n < 0 { most } else { most.min(n.cast_unsigned()) };
    let _held = t.hold(3 * most * size_of::<Span>() as u64)?;
    parts(t, base, bytes::split(&s, &sep, if after { sep.len() } else { 0 }, n))
}

fn trim<O: Os>(t: T<O>, base: usize, left: bool, right: bool) -> Done {
    let span = bytes::trim_set(&text(t, base)?, &text(t, base + 2)?, left, right);
    part(t, base, span)
}

fn join<O: Os>(t: T<O>, base: usize) -> Done {
    let (elems, n) = (t.reg(base), t.reg(base + 1));
    let sep = (t.reg(base + 3), t.reg(base + 4));
    let part = |t: &Thread<'_, '_, O>, i: u64| (t.load(elems + 2 * i), t.load(elems + 2 * i + 1));
    let seps = sep.1.saturating_mul(n.saturating_sub(1));
    let len = (0..n).map(|i| part(t, i).1).fold(seps, u64::saturating_add);
    if len > FEW {
        t.work(len / BYTES_PER_NS);
    }
    let start = t.string_room(len)?;
    let mut at = start;
    for i in 0..n {
        for (from, n) in [if i > 0 { sep } else { (0, 0) }, part(t, i)] {
            t.copy_bytes(at, from, n);
            at += n;
        }
    }
    t.set_reg2(base, (start, len));
    Ok(())
}

fn replace<O: Os>(t: T<O>, base: usize, n: i64) -> Done {
    let (s, old, new) = (text(t, base)?, text(t, base + 2)?, text(t, base + 4)?);
    let count = bytes::count(&s, &old) as u64;
    let count = if n < 0 { count } else { count.min(n.cast_unsigned()) };
    let longer = new.len().saturating_sub(old.len()) as u64;
    let len = count.saturating_mul(longer).saturating_add(s.len() as u64);
    let _held = t.hold(len)?;
    if len > FEW {
        t.work(len / BYTES_PER_NS);
    }
    let out = bytes::replace(&s, &old, &new, len as usize, n);
    t.ret_str(base, &out)
}

fn repeat<O: Os>(t: T<O>, base: usize) -> Done {
    let (from, size, n) = (t.reg(base), t.reg(base + 1), t.reg(base + 2));
    if size > 64 {
        t.work(size / BYTES_PER_NS);
    }
    let Some(len) = size.checked_mul(n).filter(|len| len.cast_signed() >= 0) else {
        return Err(t.panic_text("strings: Repeat output length overflow"));
    };
    let start = t.string_room(len)?;
    t.work(len / BYTES_PER_NS);
    // What is there is copied behind itself.
    let mut at = size.min(len);
    t.copy_bytes(start, from, at);
    while at < len {
        let more = at.min(len - at);
        t.copy_bytes(start + at, start, more);
        at += more;
    }
    t.set_reg2(base, (start, len));
    Ok(())
}

fn decode<O: Os>(t: T<O>, base: usize, last: bool) -> Done {
    let (address, len) = (t.reg(base), t.reg(base + 1));
    let (c, size) = if last {
        let n = len.min(4);
        rune::decode_last(&t.bytes_at(address + len - n, n)?)
    } else {
        rune::decode(&t.bytes_at(address, len.min(4))?)
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
    let words = (len + room).saturating_mul(2).saturating_add(n).div_ceil(8).max(2);
    let grown = t.alloc(words)? * 8;
    t.copy_bytes(grown, address, len);
    if len > FEW {
        t.work(len / BYTES_PER_NS);
    }
    t.store(builder + BUILDER_STRING, grown);
    t.store(builder + BUILDER_ROOM, words * 8 - len);
    Ok((grown, len))
}

/// `n` more bytes are in a builder's string.
fn grown<O: Os>(t: T<O>, builder: u64, n: u64) {
    for (word, by) in [(BUILDER_STRING + 1, n), (BUILDER_ROOM, n.wrapping_neg())] {
        t.store(builder + word, t.load(builder + word).wrapping_add(by));
    }
}

/// Adds the string at `base + 1`.
fn grow<O: Os>(t: T<O>, base: usize) -> Done {
    let (builder, from, n) = (t.reg(base), t.reg(base + 1), t.reg(base + 2));
    if builder == 0 {
        return Err(t.nil_dereference());
    }
    if n > 64 {
        t.work(n / BYTES_PER_NS);
    }
    let (address, len) = reserve(t, builder, n)?;
    t.copy_bytes(address + len, from, n);
    grown(t, builder, n);
    Ok(())
}

fn grow_byte<O: Os>(t: T<O>, base: usize) -> Done {
    let (builder, byte) = (t.reg(base), t.reg(base + 1) & 0xff);
    if builder == 0 {
        return Err(t.nil_dereference());
    }
    let (address, len) = reserve(t, builder, 1)?;
    let at = address + len;
    t.store(at / 8, t.load(at / 8) | byte << (at % 8 * 8));
    grown(t, builder, 1);
    Ok(())
}

fn replace_pairs<O: Os>(t: T<O>, base: usize) -> Done {
    let (elems, n, s) = (t.reg(base), t.reg(base + 1), text(t, base + 3)?);
    let pair = |t: &Thread<'_, '_, O>, i: u64| (t.load(elems + 2 * i), t.load(elems + 2 * i + 1));
    let size: u64 = (0..n).map(|i| pair(t, i).1 + size_of::<Bytes>() as u64).sum();
    let _held = t.hold(size)?;
    let mut pairs = Vec::with_capacity(n as usize);
    for i in 0..n {
        let (address, len) = pair(t, i);
        pairs.push(t.bytes_at(address, len)?);
    }
    // At each place each pair may be tried.
    let tries = (pairs.len() as u64).saturating_mul(s.len() as u64);
    if tries > FEW {
        t.work(tries / BYTES_PER_NS);
    }
    let (mut room, mut held) = (s.len(), t.hold(s.len() as u64)?);
    let mut out = Vec::with_capacity(room);
    let mut failed = Ok(());
    bytes::replace_pairs(&pairs, &s, |part| {
        if out.len() + part.len() > room {
            room = 2 * (out.len() + part.len());
            if let Err(e) = held.regrow(room as u64) {
                failed = Err(e);
                return false;
            }
            out.reserve_exact(room - out.len());
        }
        out.extend_from_slice(part);
        true
    });
    failed?;
    t.ret_str(base, &out)
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Clone" => |t, b| changed(t, b, 1, <[u8]>::to_vec),
        "Compare" => |t, b| {
            let order = text(t, b)?.cmp(&text(t, b + 2)?) as i64;
            t.set_reg(b, order.cast_unsigned());
            Ok(())
        },
        "Contains" => |t, b| yes_no(t, b, |s, x| bytes::find(s, x).is_some()),
        "ContainsAny" => |t, b| yes_no(t, b, |s, x| bytes::find_any(s, x).is_some()),
        "ContainsRune" => |t, b| {
            let r = t.reg(b + 2).cast_signed();
            let yes = bytes::find_rune(&text(t, b)?, r).is_some();
            t.set_reg(b, word(yes));
            Ok(())
        },
        "Count" => |t, b| {
            let n = bytes::count(&text(t, b)?, &text(t, b + 2)?);
            t.set_reg(b, n as u64);
            Ok(())
        },
        "Cut" => |t, b| cut(t, b, bytes::find),
        "CutLast" => |t, b| cut(t, b, bytes::find_last),
        "CutPrefix" => |t, b| without(t, b, true, true),
        "CutSuffix" => |t, b| without(t, b, false, true),
        "EqualFold" => |t, b| yes_no(t, b, bytes::equal_fold),
        "Fields" => |t, b| {
            let s = text(t, b)?;
            let _held = t.hold(3 * bytes::count_fields(&s) as u64 * size_of::<Span>() as u64)?;
            parts(t, b, Some(bytes::fields(&s)))
        },
        "HasPrefix" => |t, b| yes_no(t, b, |s, x| s.starts_with(x)),
        "HasSuffix" => |t, b| yes_no(t, b, |s, x| s.ends_with(x)),
        "Index" => |t, b| position(t, b, bytes::find),
        "IndexAny" => |t, b| position(t, b, bytes::find_any),
        "IndexByte" => |t, b| {
            let c = t.reg(b + 2) as u8;
            let at = text(t, b)?.iter().position(|x| *x == c);
            t.set_reg(b, index(at));
            Ok(())
        },
        "IndexRune" => |t, b| {
            let r = t.reg(b + 2).cast_signed();
            let at = bytes::find_rune(&text(t, b)?, r);
            t.set_reg(b, index(at));
            Ok(())
        },
        "Join" => join,
        "LastIndex" => |t, b| position(t, b, bytes::find_last),
        "LastIndexAny" => |t, b| position(t, b, bytes::find_last_any),
        "LastIndexByte" => |t, b| {
            let c = t.reg(b + 2) as u8;
            let at = text(t, b)?.iter().rposition(|x| *x == c);
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
        "Title" => |t, b| changed(t, b, 3, bytes::title),
        "ToLower" => |t, b| changed(t, b, 3, |s| bytes::map(s, unicode::to_lower)),
        "ToTitle" => |t, b| changed(t, b, 3, |s| bytes::map(s, unicode::to_title)),
        "ToUpper" => |t, b| changed(t, b, 3, |s| bytes::map(s, unicode::to_upper)),
        "ToValidUTF8" => |t, b| {
            let (s, new) = (text(t, b)?, text(t, b + 2)?);
            let len = (bytes::count_invalid(&s) as u64).saturating_mul(new.len() as u64);
            let len = len.saturating_add(s.len() as u64);
            let _held = t.hold(len)?;
            let out = bytes::to_valid(&s, &new, len as usize);
            t.ret_str(b, &out)
        },
        "Trim" => |t, b| trim(t, b, true, true),
        "TrimLeft" => |t, b| trim(t, b, true, false),
        "TrimRight" => |t, b| trim(t, b, false, true),
        "TrimPrefix" => |t, b| without(t, b, true, false),
        "TrimSuffix" => |t, b| without(t, b, false, false),
        "TrimSpace" => |t, b| {
            let span = bytes::trim_space(&text(t, b)?);
            part(t, b, span)
        },
        "repeat" => repeat,
        "decode" => |t, b| decode(t, b, false),
        "decodeLast" => |t, b| decode(t, b, true),
        "replacePairs" => |t, b| {
            replace_pairs(t, b)
        },
        "(*Builder).grow" => grow,
        "(*Builder).growByte" => grow_byte,
        "(*Builder).reserve" => |t, b| reserve(t, t.reg(b), t.reg(b + 1)).map(|_| ()),
    }
}
