//! What things cost in virtual time.
//!
//! The defaults are round figures for a current x86-64 server core, from the sources named at each
//! field. On real threads nothing here is used. They decide how long things take, never in
//! which order a rule puts them. Next: [`super::os`], which charges them.

use crate::ids::Nanos;

/// Costs in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// One bytecode instruction: about three machine instructions of compiled Go.
    pub instr: Nanos,
    /// A call of a Go function.
    pub call: Nanos,
    /// An allocation (Go's mallocgc for a small object: 15–25 ns).
    pub alloc: Nanos,
    /// A `go` statement: Go spends 150–250 ns on create, run and exit together.
    pub newproc: Nanos,
    /// Choosing and switching to the next goroutine (Gosched to Gosched takes Go 85–100 ns).
    pub schedule: Nanos,
    /// An operation on a channel (a hand-off with its switch takes Go 120–130 ns).
    pub chan_op: Nanos,
    /// An uncontended lock or atomic operation on one.
    pub sync_op: Nanos,
    /// Setting or stopping a timer.
    pub timer: Nanos,
    /// A look at another P's queue while stealing (a few cache misses).
    pub steal_probe: Nanos,
    /// A look into the poller: `epoll_wait` that returns at once.
    pub netpoll: Nanos,
    /// Entering and leaving the kernel and Go's bookkeeping for it.
    pub syscall: Nanos,
    /// `write` of a line to a file or pipe.
    pub write: Nanos,
    /// From `futex` wake to the woken thread running, on an idle core.
    pub thread_wake: Nanos,
    /// Making a thread (`clone` to first instruction).
    pub thread_create: Nanos,
    /// A core's change from one thread to another: 1–2 µs with its cache misses.
    pub thread_switch: Nanos,
    /// How much later than asked a timed sleep ends: Linux' default timer slack of 50 µs and the
    /// way back onto a core. With it sysmon's rhythm gives the slices that real Go shows (TS-5).
    pub timer_slack: Nanos,
    /// How long a core runs a thread while others wait for it (Linux' base slice).
    pub os_slice: Nanos,
    /// One round of sysmon.
    pub sysmon: Nanos,
}

impl Default for Costs {
    fn default() -> Self {
        Costs {
            instr: 1,
            call: 2,
            alloc: 20,
            newproc: 80,
            schedule: 60,
            chan_op: 40,
            sync_op: 15,
            timer: 50,
            steal_probe: 20,
            netpoll: 600,
            syscall: 100,
            write: 1_500,
            thread_wake: 5_000,
            thread_create: 15_000,
            thread_switch: 1_500,
            timer_slack: 75_000,
            os_slice: 3_000_000,
            sysmon: 1_000,
        }
    }
}
