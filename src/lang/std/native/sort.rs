//! Packages sort and slices: slices of basic types are sorted here, the rest by the Go preludes.

use super::{Done, natives};
use crate::lang::native::NativeFn;
use crate::lang::rtype::Kind;
use crate::lang::vm::{Str, Thread, Trap};
use crate::runtime::os::Os;

/// About what one comparison and exchange costs.
const STEP_NS: u64 = 1;
/// About how many bytes can be compared in a nanosecond, and from which length on that is counted.
const BYTES_PER_NS: u64 = 8;
const LONG: u64 = 1024;
/// Shorter slices are copied uncounted.
const FEW: u64 = 512;

/// Takes the time that so many comparisons take, and a move of each element with them.
fn charge_steps<O: Os>(t: &mut Thread<'_, '_, O>, len: u64) {
    let steps = len * u64::from(64 - len.leading_zeros());
    t.work(STEP_NS * steps);
}

/// Sorts the slice of words at `base`.
fn sort_words<O: Os, K: Ord>(
    t: &mut Thread<'_, '_, O>,
    base: usize,
    key: impl Fn(u64) -> K,
) -> Done {
    let (address, len) = (t.reg(base), t.reg(base + 1));
    // A stable sort has half as many words on the side.
    let _held = t.hold(if len < FEW { 0 } else { 12 * len })?;
    let mut words: Vec<u64> = (address..address + len).map(|at| t.load(at)).collect();
    words.sort_by_key(|w| key(*w));
    for (at, w) in (address..).zip(words) {
        t.store(at, w);
    }
    charge_steps(t, len);
    Ok(())
}

/// Sorts the slice of strings at `base`. Time passes between comparisons, since strings may be long.
fn sort_strings<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (address, len) = (t.reg(base), t.reg(base + 1));
    let _held = t.hold(if len < FEW { 0 } else { 2 * len * size_of::<Str>() as u64 })?;
    let string = |t: &Thread<'_, '_, O>, i: u64| {
        let at = address + 2 * i;
        (t.load(at), t.load(at + 1))
    };
    let mut sorted: Vec<Str> = (0..len).map(|i| string(t, i)).collect();
    let mut merged = sorted.clone();
    let (n, mut width) = (sorted.len(), 1);
    while width < n {
        for start in (0..n).step_by(2 * width) {
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let (mut a, mut b) = (start, middle);
            for to in &mut merged[start..end] {
                let first = b == end
                    || a < middle && {
                        let (x, y) = (sorted[a], sorted[b]);
                        let long = x.1.min(y.1);
                        if long > LONG {
                            t.work(long / BYTES_PER_NS);
                        }
                        t.compare_strings(x, y).is_le()
                    };
                let from = if first { &mut a } else { &mut b };
                *to = sorted[*from];
                *from += 1;
            }
        }
        std::mem::swap(&mut sorted, &mut merged);
        width *= 2;
    }
    for (at, s) in (address..).step_by(2).zip(sorted) {
        t.store(at, s.0);
        t.store(at + 1, s.1);
    }
    charge_steps(t, len);
    Ok(())
}

/// Floats in order: NaNs first, zeros equal.
fn float_key(w: u64) -> (u8, i64) {
    let f = f64::from_bits(w);
    if f.is_nan() {
        return (0, 0);
    }
    let bits = (f + 0.0).to_bits().cast_signed();
    (1, bits ^ (bits >> 63).cast_unsigned().wrapping_shr(1).cast_signed())
}

fn slice_len<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let kind = t.type_of(t.reg(base)).map(|ty| t.rtype(ty).kind);
    if kind != Some(Kind::Slice) {
        let kind = kind.map_or("zero".into(), |k| format!("{k:?}").to_lowercase());
        let what = if kind == "zero" { "zero Value".into() } else { format!("{kind} Value") };
        return Err(t.panic_text(&format!("reflect: call of Swapper on {what}")));
    }
    let len = t.unbox((t.reg(base), t.reg(base + 1)))[1];
    t.set_reg(base, len);
    Ok(())
}

fn swap_elems<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Result<(), Trap> {
    let value = (t.reg(base), t.reg(base + 1));
    let slice = t.unbox(value);
    let elem = t.type_of(value.0).and_then(|ty| t.rtype(ty).elem);
    let size = elem.map_or(0, |e| u64::from(t.rtype(e).words));
    let (i, j) = (t.reg(base + 2), t.reg(base + 3));
    if i >= slice[1] || j >= slice[1] {
        return Err(t.panic_text("reflect: slice index out of range"));
    }
    for w in 0..size {
        let (a, b) = (slice[0] + i * size + w, slice[0] + j * size + w);
        let (x, y) = (t.load(a), t.load(b));
        t.store(a, y);
        t.store(b, x);
    }
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Ints" | "sortInts" => |t, b| sort_words(t, b, u64::cast_signed),
        "Float64s" => |t, b| sort_words(t, b, float_key),
        "Strings" | "sortStrings" => sort_strings,
        "sliceLen" => slice_len,
        "swapElems" => swap_elems,
        "bitLen" => |t, b| {
            let bits = 64 - t.reg(b).leading_zeros();
            t.set_reg(b, u64::from(bits));
            Ok(())
        },
    }
}
