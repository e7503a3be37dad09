//! A run in formats that others know.
//!
//! Each export listens to events or reads a recorded trace; none may see the runtime. Next:
//! [`schedtrace`].

#[cfg(feature = "tui")]
pub mod picture;
pub mod schedtrace;
