//! Package fmt: verbs, flags, values.
//!
//! [`flags`] pads and formats plain values, [`mod@print`] walks through values of any type, [`printf`]
//! reads format strings, `scan` reads values back. What they must never know is the VM: they see
//! values through [`World`].

pub mod flags;
pub mod order;
pub mod print;
pub mod printf;

use crate::lang::rtype::{RType, RTypeId};
use crate::lang::vm::{Iface, Words};

/// How the printer sees the program: its types, its heap, and its methods.
pub trait World {
    /// What ends printing at once: a panic that nobody here may catch.
    type Stop;
    /// A type.
    fn rtype(&self, ty: RTypeId) -> &RType;
    /// A word of the heap.
    fn load(&self, address: u64) -> u64;
    /// A string's bytes.
    fn text(&self, address: u64, len: u64) -> Vec<u8>;
    /// A map's entries.
    fn entries(&self, map: u64) -> Vec<(Words, Words)>;
    /// The words of an interface's value.
    fn unbox(&self, value: Iface) -> Words;
    /// The interface value of a value.
    fn make_iface(&mut self, ty: RTypeId, words: &[u64]) -> Result<Iface, Self::Stop>;
    /// The niladic method of that name that returns a string.
    fn text_method(&self, ty: RTypeId, name: &str) -> Option<usize>;
    /// Calls it: the text, or the value it panicked with.
    fn call_text(&mut self, on: Iface, method: usize)
    -> Result<Result<Vec<u8>, Iface>, Self::Stop>;
    /// The method `Format(fmt.State, rune)`.
    fn format_method(&self, ty: RTypeId) -> Option<usize>;
    /// Calls it: what it wrote to its state, or the value it panicked with.
    fn call_format(
        &mut self,
        on: Iface,
        method: usize,
        flags: &flags::Flags,
        verb: char,
    ) -> Result<Result<Vec<u8>, Iface>, Self::Stop>;
}
