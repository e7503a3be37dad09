//! The same work on gmpsim, tokio, may and the operating system's threads; `benches/go` is Go's side.
//!
//! Each function does its work once and returns how many operations that were. Sizes differ where
//! one side could not bear the full one.

pub mod gmp;
pub mod may_side;
pub mod os_threads;
pub mod tokio_side;

use std::time::{Duration, Instant};

/// Tasks of `spawn`: all spawned, all run, all waited for.
pub const SPAWNS: usize = 1_000_000;
/// Tasks of `yield`, and how often each gives way.
pub const TASKS: usize = 1_000;
pub const YIELDS: usize = 1_000;
/// Sends of `ping-pong`, both ways together.
pub const HOPS: usize = 1_000_000;
/// Values through a buffered channel.
pub const VALUES: usize = 5_000_000;
pub const BUFFER: usize = 128;
/// Leaves of the tree of `skynet`, and all its nodes.
pub const LEAVES: usize = 1_000_000;
pub const NODES: usize = 1_111_111;
/// Values that a select of two channels receives.
pub const SELECTS: usize = 1_000_000;
/// Goroutines that take one mutex, and how often each.
pub const LOCKERS: usize = 8;
pub const LOCKS: usize = 250_000;
/// Goroutines that sleep at once, and how often each.
pub const SLEEPERS: usize = 10_000;
pub const SLEEPS: usize = 20;
/// Work made by one task in bursts: the others have to steal it.
pub const BURSTS: usize = 2_000;
pub const BURST: usize = 200;

/// One measurement: name, and what does the work on so many threads (Ps, workers).
pub type Bench = (&'static str, fn(usize) -> usize);

/// A little work, which the compiler can't leave out.
pub fn spin_a_little() {
    let mut x = 1u64;
    for i in 0..200 {
        x = std::hint::black_box(x.wrapping_mul(31).wrapping_add(i));
    }
}

/// Time for one operation, in nanoseconds.
pub fn measure(work: fn(usize) -> usize, threads: usize) -> (Duration, f64) {
    let start = Instant::now();
    let n = work(threads);
    let time = start.elapsed();
    (time, time.as_nanos() as f64 / n as f64)
}

/// Resident bytes of this process.
pub fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}
