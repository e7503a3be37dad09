//! Go's text forms of plain values: numbers, quoted strings, durations, dates; and random numbers.
//!
//! Pure functions on Rust values that must never know the VM. Next: [`super::fmt`], which puts them
//! together, and [`super::native`], which hands them to programs.

pub mod bytes;
pub mod date;
pub mod date_format;
pub mod date_parse;
pub mod elementary;
pub mod float;
pub mod int;
pub mod parse_float;
pub mod quote;
pub mod random;
pub mod rune;
pub mod special;
pub mod zone;
