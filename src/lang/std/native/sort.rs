//! Packages sort and slices: slices of basic types are sorted here, the rest by the Go preludes.

use super::{Done, natives};
use crate::lang::native::NativeFn;
use crate::lang::rtype::Kind;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;

/// About what one comparison and exchange costs.
const STEP_NS: u64 = 4;

/// Sorts the elements (`size` words each) of the slice at `base`.
fn sort_elements<O: Os, K: Ord>(
    t: &mut Thread<'_, '_, O>,
    base: usize,
    size: u64,
    key: impl Fn(&Thread<'_, '_, O>, &[u64]) -> K,
) {
    let (address, len) = (t.reg(base), t.reg(base + 1));
    let mut elements: Vec<(K, Vec<u64>)> = (0..len)
        .map(|i| {
            let words: Vec<u64> = (0..size).map(|w| t.load(address + i * size + w)).collect();
            (key(t, &words), words)
        })
        .collect();
    elements.sort_by(|a, b| a.0.cmp(&b.0));
    for (i, w) in elements.iter().flat_map(|(_, words)| words).enumerate() {
        t.store(address + i as u64, *w);
    }
    let steps = len * u64::from(64 - len.leading_zeros());
    t.cx.charge(STEP_NS * steps);
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
        "Ints" | "sortInts" => |t, b| {
            sort_elements(t, b, 1, |_, w| w[0].cast_signed());
            Ok(())
        },
        "Float64s" => |t, b| {
            sort_elements(t, b, 1, |_, w| float_key(w[0]));
            Ok(())
        },
        "Strings" | "sortStrings" => |t, b| {
            sort_elements(t, b, 2, |t, w| t.bytes_at(w[0], w[1]));
            Ok(())
        },
        "sliceLen" => slice_len,
        "swapElems" => swap_elems,
        "bitLen" => |t, b| {
            let bits = 64 - t.reg(b).leading_zeros();
            t.set_reg(b, u64::from(bits));
            Ok(())
        },
    }
}
