//! Package sync/atomic: methods and functions of one kind are one native, since a type's value is
//! its only word.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Done, word};
use crate::lang::native::NativeFn;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;

/// How a word of a type is kept: sign- or zero-extended.
type Normalise = fn(u64) -> u64;

fn int32(w: u64) -> u64 {
    i64::from(w as i32).cast_unsigned()
}

fn uint32(w: u64) -> u64 {
    u64::from(w as u32)
}

/// The word whose address is the first argument, when the operation's turn has come.
fn cell<'a, O: Os>(t: &mut Thread<'a, '_, O>, base: usize) -> Result<&'a AtomicU64, Trap> {
    t.in_order(t.cx.costs().sync_op);
    let address = t.reg(base);
    if address == 0 {
        return Err(t.nil_dereference());
    }
    Ok(&t.cells(address, 1)[0])
}

/// Replaces the word by what `f` makes of it and the second argument; returns the old and the new.
fn update<O: Os>(
    t: &mut Thread<'_, '_, O>,
    base: usize,
    f: impl Fn(u64, u64) -> u64,
) -> Result<(u64, u64), Trap> {
    let cell = cell(t, base)?;
    let operand = t.reg(base + 1);
    let old = cell
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |w| Some(f(w, operand)))
        .expect("the closure always gives a word");
    Ok((old, f(old, operand)))
}

fn load<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let w = cell(t, base)?.load(Ordering::SeqCst);
    t.set_reg(base, w);
    Ok(())
}

fn store<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    update(t, base, |_, new| new).map(|_| ())
}

fn swap<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (old, _) = update(t, base, |_, new| new)?;
    t.set_reg(base, old);
    Ok(())
}

fn compare_and_swap<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let cell = cell(t, base)?;
    let (old, new) = (t.reg(base + 1), t.reg(base + 2));
    let done = cell.compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst).is_ok();
    t.set_reg(base, word(done));
    Ok(())
}

fn and<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (old, _) = update(t, base, |w, mask| w & mask)?;
    t.set_reg(base, old);
    Ok(())
}

fn or<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (old, _) = update(t, base, |w, mask| w | mask)?;
    t.set_reg(base, old);
    Ok(())
}

fn add<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, normalise: Normalise) -> Done {
    let (_, new) = update(t, base, |w, delta| normalise(w.wrapping_add(delta)))?;
    t.set_reg(base, new);
    Ok(())
}

fn same_type<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let same = t.reg(base) == t.reg(base + 2);
    t.set_reg(base, word(same));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    // `(*Int32).Add` and `AddInt32` are the same. A `Pointer` may have its type argument, which can
    // hold brackets of all kinds.
    let (ty, op) = match name.strip_prefix("(*").and_then(|n| n.rsplit_once(").")) {
        Some(method) => method,
        None => {
            let at = name.find("Int").or_else(|| name.find("Uint")).unwrap_or(name.len());
            (&name[at..], &name[..at])
        }
    };
    let native: NativeFn<O> = match op {
        "Load" => load,
        "Store" => store,
        "Swap" => swap,
        "CompareAndSwap" => compare_and_swap,
        "And" => and,
        "Or" => or,
        "Add" => match ty {
            "Int32" => |t, b| add(t, b, int32),
            "Uint32" => |t, b| add(t, b, uint32),
            _ => |t, b| add(t, b, |w| w),
        },
        "sameType" => same_type,
        _ => return None,
    };
    Some(native)
}
