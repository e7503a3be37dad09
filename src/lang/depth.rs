//! Recursion that goes as deep as a program is nested: the stack grows with it.
//!
//! Whatever calls itself for the parts of an expression, a statement or a type does so through
//! [`deep`], so that the compiler never overflows its stack. How deep a program may be at all is
//! the parser's to say ([`super::parse`]). It must never know what is nested.

/// Stack that must be left: more than all calls between two of [`deep`] need.
const RED_ZONE: usize = 256 << 10;

/// What a new piece of stack has.
const PIECE: usize = 16 << 20;

/// Runs a part of a recursion, on a new piece of stack if this one is nearly used up.
pub fn deep<T>(part: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE, PIECE, part)
}
