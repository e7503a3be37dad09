//! gmpsim: a simulator of Go's GMP scheduler that runs real Go programs and shows every decision.
//!
//! From the bottom up the modules are [`ids`], [`duration`], [`policy`], [`trace`], [`runtime`], [`kernel`], [`lang`],
//! [`export`], [`scenario`], [`session`], [`tui`], [`cli`]; each may use only those before it (`tests/layout.rs` checks that). Start
//! with [`trace`] for what is told, [`runtime`] for who decides, [`kernel`] for what time it is,
//! [`lang`] for the Go programs.

pub mod cli;
pub mod duration;
pub mod export;
pub mod ids;
pub mod kernel;
pub mod lang;
pub mod policy;
pub mod runtime;
pub mod scenario;
pub mod session;
mod sim;
pub mod trace;
pub mod tui;
