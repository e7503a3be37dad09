//! The order in which a map's entries are printed: that of their keys, as `internal/fmtsort` has it.

use std::cmp::Ordering;

use super::World;
use crate::lang::rtype::{Kind, RType, RTypeId};

/// Compares two values of a type.
pub fn compare<W: World>(w: &W, ty: RTypeId, a: &[u64], b: &[u64]) -> Ordering {
    let t = w.rtype(ty);
    match t.kind {
        Kind::Int | Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
            a[0].cast_signed().cmp(&b[0].cast_signed())
        }
        Kind::Float32 | Kind::Float64 => {
            let (x, y) = (f64::from_bits(a[0]), f64::from_bits(b[0]));
            // NaNs come first and are equal.
            x.partial_cmp(&y).unwrap_or_else(|| y.is_nan().cmp(&x.is_nan()))
        }
        Kind::String => w.text(a[0], a[1]).cmp(&w.text(b[0], b[1])),
        Kind::Interface => {
            let dynamic = |v: &[u64]| v[0].checked_sub(1).map(|n| RTypeId(n as u32));
            match (dynamic(a), dynamic(b)) {
                (Some(x), Some(y)) if x == y => {
                    compare(w, x, &w.unbox((a[0], a[1])), &w.unbox((b[0], b[1])))
                }
                (x, y) => {
                    let place = |ty: Option<RTypeId>| ty.map(|ty| (place(w.rtype(ty)), ty));
                    place(x).cmp(&place(y))
                }
            }
        }
        Kind::Struct => t
            .fields
            .iter()
            .map(|f| {
                let words = f.offset as usize..(f.offset + w.rtype(f.ty).words) as usize;
                compare(w, f.ty, &a[words.clone()], &b[words])
            })
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal),
        Kind::Array => {
            let elem = t.elem.expect("an array has an element type");
            let size = w.rtype(elem).words.max(1) as usize;
            a.chunks(size)
                .zip(b.chunks(size))
                .map(|(x, y)| compare(w, elem, x, y))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        }
        _ => a.cmp(b),
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
