//! Package fmt: verbs, flags, values.
//!
//! [`flags`] pads and formats plain values, [`mod@print`] walks through values of any type, [`printf`]
//! reads format strings, `scan` reads values back. What they must never know is the VM: they see
//! values through [`World`].

pub mod flags;
pub mod order;
pub mod print;
pub mod printf;

use std::cmp::Ordering;

use crate::lang::rtype::{RType, RTypeId};
use crate::lang::vm::{Iface, Str, Words};
use print::Printer;

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
    /// Compares two strings.
    fn compare_strings(&self, a: Str, b: Str) -> Ordering;
    /// How many entries a map has.
    fn map_len(&self, map: u64) -> u64;
    /// A map's entries.
    fn entries(&self, map: u64) -> Vec<(Words, Words)>;
    /// The interface value of a value.
    fn make_iface(&mut self, ty: RTypeId, words: &[u64]) -> Result<Iface, Self::Stop>;
    /// Counts memory that the printer is about to take, in place of what it had.
    fn regrow(&mut self, old: u64, new: u64) -> Result<(), Self::Stop>;
    /// Lets the time pass that so many bytes or comparisons take.
    fn work(&mut self, n: u64);
    /// Does what may call itself as often as values are deep.
    fn deeper<'w>(
        printer: &mut Printer<'w, Self>,
        f: impl FnOnce(&mut Printer<'w, Self>) -> Result<(), Self::Stop>,
    ) -> Result<(), Self::Stop>
    where
        Self: Sized;
    /// The niladic method of that name that returns a string.
    fn text_method(&self, ty: RTypeId, name: &str) -> Option<usize>;
    /// Calls it: the text, or the value it panicked with.
    fn call_text(&mut self, on: Iface, method: usize) -> Result<Result<Str, Iface>, Self::Stop>;
    /// The method `Format(fmt.State, rune)`.
    fn format_method(&self, ty: RTypeId) -> Option<usize>;
    /// Calls it: what it wrote to its state (address and length of a `[]byte`), or the value it
    /// panicked with.
    fn call_format(
        &mut self,
        on: Iface,
        method: usize,
        flags: &flags::Flags,
        verb: char,
    ) -> Result<Result<Str, Iface>, Self::Stop>;
}
