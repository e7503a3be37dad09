//! The functions of the standard packages that are implemented in Rust.
//!
//! Thin: they take arguments out of registers, ask [`super::text`], [`super::fmt`] or the scheduler,
//! and put results back. One file a package; [`lookup`] finds a native by its symbol.

mod atomic;
mod errors;
mod fmt;
mod iter;
mod math;
mod os;
mod rand;
mod runtime;
mod sim;
mod sort;
mod strconv;
mod strings;
mod sync;
mod time;
mod unicode;

use crate::lang::native::NativeFn;
use crate::lang::vm::{Copied, Iface, Thread, Trap};
use crate::runtime::os::Os;

/// What a native leaves behind.
type Done = Result<(), Trap>;

/// A table of natives: symbols without their package, and functions or closures.
macro_rules! natives {
    ($name:expr; $($($symbol:literal)|+ => $native:expr,)*) => {{
        let native: crate::lang::native::NativeFn<O> = match $name {
            $($($symbol)|+ => $native,)*
            _ => return None,
        };
        Some(native)
    }};
}
use natives;

/// Finds the native of a symbol: `fmt.Println`, `sync.(*Mutex).Lock`, `time.Duration.String`.
#[must_use]
pub fn lookup<O: Os>(symbol: &str) -> Option<NativeFn<O>> {
    // The package's path ends at the first dot after the last slash.
    let slash = symbol.rfind('/').map_or(0, |i| i + 1);
    let dot = slash + symbol[slash..].find('.')?;
    let (package, name) = (&symbol[..dot], &symbol[dot + 1..]);
    match package {
        "bytes" | "strings" => strings::lookup(name),
        "context" | "errors" => errors::lookup(name),
        "fmt" => fmt::lookup(name).or_else(|| strconv::lookup(name)),
        "gmpsim/sim" => sim::lookup(name),
        "iter" => iter::lookup(name),
        "math" | "math/bits" => math::lookup(name),
        "math/rand" | "math/rand/v2" => rand::lookup(name),
        "os" | "syscall" | "os/signal" => os::lookup(name),
        "runtime" | "runtime/debug" => runtime::lookup(name),
        "slices" | "sort" => sort::lookup(name),
        "strconv" => strconv::lookup(name),
        "sync" => sync::lookup(name),
        "sync/atomic" => atomic::lookup(name),
        "time" => time::lookup(name),
        "unicode" | "unicode/utf8" => unicode::lookup(name),
        _ => None,
    }
}

/// A bool as a word.
fn word(b: bool) -> u64 {
    u64::from(b)
}

/// A length or index as a word; `None` is −1.
fn index(i: Option<usize>) -> u64 {
    i.map_or(u64::MAX, |i| i as u64)
}

/// The operands of a `...any` parameter, at three registers.
fn operands<'a, O: Os>(t: &mut Thread<'a, '_, O>, at: usize) -> Result<Copied<'a, Iface>, Trap> {
    let (address, len) = (t.reg(at), t.reg(at + 1));
    let operand = |t: &Thread<'_, '_, O>, i| (t.load(address + 2 * i), t.load(address + 2 * i + 1));
    t.copied(len, |t| (0..len).map(|i| operand(t, i)).collect())
}

/// Returns a slice in three registers.
fn set_slice<O: Os>(t: &mut Thread<'_, '_, O>, at: usize, slice: [u64; 3]) {
    for (i, w) in slice.into_iter().enumerate() {
        t.set_reg(at + i, w);
    }
}
