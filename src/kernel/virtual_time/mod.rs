//! Virtual time: the scheduler on one OS thread, with a clock that jumps.
//!
//! Every M is a coroutine with a clock of its own. A conductor always resumes the one whose clock is
//! earliest, and lets it run until its clock would pass the next one's: so whatever an M does, it
//! does at the earliest time at which anything can happen, and what it sees is what was done before
//! that time. Virtual cores run the Ms as an operating system would. All randomness comes from one
//! seed; equal settings give equal runs.
//!
//! Next: [`conductor`] for the order of things, [`cores`] for who has a core, [`os`] for what the
//! scheduler sees.

mod conductor;
mod cores;
mod os;

pub use conductor::{End, Limits, Machine};
pub use os::VirtualTime;
