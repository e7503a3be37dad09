//! The ABI of functions implemented in Rust.
//!
//! A native is called with its argument words in registers `base, base+1, …` (a string takes two,
//! a slice three …) and leaves its result words from `base` on. It sees the goroutine through
//! [`Thread`]: its registers, the heap, types, and `t.cx`, the scheduler. It must never keep
//! anything between calls outside of these. Next: [`super::vm::api`] for what [`Thread`] offers.
//!
//! ```ignore
//! /// func Itoa(i int) string
//! fn itoa<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Result<(), Trap> {
//!     let s = t.reg(base).cast_signed().to_string();
//!     t.ret_str(base, s.as_bytes())
//! }
//! ```
//!
//! Before any operation of `t.cx` that other goroutines can notice (locks, channels, sleeping),
//! call `t.settle()`: it charges the time spent so far and says where the goroutine stands.

pub use super::vm::{Thread, Trap};

/// A function implemented in Rust.
pub type NativeFn<O> = fn(&mut Thread<'_, '_, O>, usize) -> Result<(), Trap>;

/// Finds the native of a symbol: `fmt.Println`, `sync.(*Mutex).Lock`, `time.Duration.String`.
pub type Lookup<O> = fn(&str) -> Option<NativeFn<O>>;
