//! The locks of package sync, on words that live wherever the program keeps them.
//!
//! Each is Go's algorithm on [`super::sema`]. A lock is known by the identity of its words; nothing
//! else is kept for it here. Next: [`mutex`].

pub mod cond;
pub mod mutex;
pub mod rwmutex;
pub mod waitgroup;

/// Misuse that ends the program: `fatal error: ` and this text (MU-3, RW-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fatal(pub &'static str);

/// Misuse that panics with this text (WG-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panic(pub &'static str);
