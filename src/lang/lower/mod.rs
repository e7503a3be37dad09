//! Lowering: from the checked program to bytecode.
//!
//! [`program`] says which functions there are and lowers each that can be reached; [`func`] holds
//! what is known while one is lowered, and the other files are its statements and expressions.
//! It must never resolve a name or convert a constant (the checker did), nor run anything.
//! Next: [`crate::lang::bytecode`], which says what the result means.

mod analysis;
mod assign;
mod binary;
mod builtin;
mod call;
mod closure;
mod compare;
mod constant;
mod convert;
mod deferred;
mod expr;
mod flow;
mod func;
mod layout;
mod literal;
mod methodset;
mod order;
mod place;
mod program;
mod range;
mod range_func;
mod rtypes;
mod select;
mod stmt;
mod switch;
mod wrapper;

pub use program::lower;
