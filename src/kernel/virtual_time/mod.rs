//! Virtual time: the scheduler on one OS thread, with a clock that jumps.
//!
//! Every M is a coroutine with a clock of its own. A conductor always resumes the one whose clock is
//! earliest, and lets it run until its clock would pass the next one's: so whatever an M does, it
//! does at the earliest time at which anything can happen, and what it sees is what was done before
//! that time. Plain computation, which nobody can tell from outside, may run a little ahead. Virtual cores
//! run the Ms as an operating system would, and vary as real ones do. All that varies is drawn from the
//! run's choices; equal settings give equal runs.
//!
//! Next: [`conductor`] for the order of things, [`cores`] for who has a core, [`noise`] for what varies,
//! [`quota`] for what a container is held to, [`os`] for what the scheduler sees.

mod conductor;
mod cores;
mod noise;
mod os;
mod quota;

pub use conductor::{End, Limits, Machine};
pub use os::VirtualTime;
