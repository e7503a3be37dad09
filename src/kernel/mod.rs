//! What the scheduler runs on: the implementations of [`crate::runtime::os::Os`].
//!
//! They must never decide what a goroutine does. Next: [`virtual_time`].

pub mod threads;
pub mod virtual_time;
