//! The order in which a map's entries are printed: that of their keys, as `internal/fmtsort` has it.

use std::cmp::Ordering;

use smallvec::SmallVec;

use super::World;
use crate::lang::rtype::{Kind, RType, RTypeId};
use crate::lang::vm::View;

/// Two values of a type, and which of their parts is next.
type Pair<'v> = (RTypeId, View<'v>, View<'v>, usize);

/// Compares two values of a type. Keys may be deep: what is still open is a list.
pub fn compare<W: World>(w: &W, ty: RTypeId, a: View<'_>, b: View<'_>) -> Ordering {
    let mut open = SmallVec::<[Pair<'_>; 4]>::new();
    let mut pair = (ty, a, b, 0);
    loop {
        let (ty, a, b, next) = pair;
        let t = w.rtype(ty);
        let word = |i| (a.word(i, |at| w.load(at)), b.word(i, |at| w.load(at)));
        let part = match t.kind {
            Kind::Struct => t.fields.get(next).map(|f| (f.ty, f.offset as usize)),
            Kind::Array => {
                let elem = t.elem.expect("an array has an element type");
                let at = next * w.rtype(elem).words as usize;
                (next < t.len as usize && t.words > 0).then_some((elem, at))
            }
            Kind::Interface => {
                let (x, y) = word(0);
                if x != y || x == 0 {
                    let place = |n: u64| {
                        let ty = n.checked_sub(1).map(|n| RTypeId(n as u32));
                        ty.map(|ty| (place(w.rtype(ty)), ty))
                    };
                    match place(x).cmp(&place(y)) {
                        Ordering::Equal => None,
                        order => return order,
                    }
                } else {
                    let ty = RTypeId(x as u32 - 1);
                    let (words, load) = (w.rtype(ty).words, |at| w.load(at));
                    pair = (ty, a.boxed(words, load), b.boxed(words, load), 0);
                    continue;
                }
            }
            _ => match compare_words(w, t.kind, word(0), || word(1)) {
                Ordering::Equal => None,
                order => return order,
            },
        };
        if let Some((part, at)) = part {
            open.push((ty, a, b, next + 1));
            pair = (part, a.from(at), b.from(at), 0);
            continue;
        }
        match open.pop() {
            Some(outer) => pair = outer,
            None => return Ordering::Equal,
        }
    }
}

/// Compares two values without parts: their first words, and for strings the second ones.
fn compare_words<W: World>(
    w: &W,
    kind: Kind,
    (a, b): (u64, u64),
    second: impl FnOnce() -> (u64, u64),
) -> Ordering {
    match kind {
        Kind::Int | Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
            a.cast_signed().cmp(&b.cast_signed())
        }
        Kind::Float32 | Kind::Float64 => {
            let (x, y) = (f64::from_bits(a), f64::from_bits(b));
            // NaNs come first and are equal.
            x.partial_cmp(&y).unwrap_or_else(|| y.is_nan().cmp(&x.is_nan()))
        }
        Kind::String => {
            let (n, m) = second();
            w.compare_strings((a, n), (b, m))
        }
        _ => a.cmp(&b),
    }
}

/// Where Go's linker puts a type's description: its address orders keys of several types.
fn place(ty: &RType) -> (u8, usize) {
    use Kind::*;
    const PREDECLARED: [Kind; 15] = [
        String, Int8, Uint8, Int16, Uint16, Int32, Uint32, Int64, Uint64, Int, Uint, Uintptr,
        Float32, Float64, Bool,
    ];
    match PREDECLARED.iter().position(|kind| *kind == ty.kind) {
        _ if !ty.named => (0, 0),
        Some(n) if ty.pkg.is_empty() => (2, n),
        // Long descriptions, those with fields or methods, come last.
        _ if ty.kind == Struct || !ty.methods.is_empty() => (3, 0),
        _ => (1, 0),
    }
}
