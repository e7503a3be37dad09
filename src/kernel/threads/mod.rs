//! Real threads: the scheduler on the operating system's threads, in real time.
//!
//! Every M is an OS thread. Nothing here is repeatable: which M is first is decided by the machine.
//! Goroutines give way at safe points only: at back-edges and calls of Go code, and at calls of
//! [`crate::runtime::Cx`] in Rust closures.
//!
//! Whoever may wait here (an M without work, in a system call, sysmon) sleeps on its own [`parker`], and
//! one M in the [`poller`], which costs nothing meanwhile. Next: [`machine`] for a run from start to end, [`os`] for
//! what the scheduler asks.

mod machine;
mod os;
mod parker;
mod poller;

pub use machine::{End, Limits, Machine, num_cpu};
pub use os::Threads;
pub use poller::Interest;
