//! What things cost in virtual time.
//!
//! The defaults are round figures for a current x86-64 server core, from the sources named at each
//! field. On real threads nothing here is used. They decide how long things take, never in
//! which order a rule puts them. Next: [`super::os`], which charges them.

use crate::ids::Nanos;

macro_rules! costs {
    ($($(#[$doc:meta])* $name:ident = $default:literal;)*) => {
        /// Costs in nanoseconds; those of [`Costs::PICOS`] in picoseconds.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct Costs {
            $($(#[$doc])* pub $name: Nanos,)*
        }

        impl Default for Costs {
            fn default() -> Self {
                Costs { $($name: $default,)* }
            }
        }

        impl Costs {
            /// The names of all costs, as scenarios set them.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The costs that are so small that they are counted in picoseconds.
            pub const PICOS: [&'static str; 2] = ["instr", "call"];

            /// A cost by its name.
            pub fn get_mut(&mut self, name: &str) -> Option<&mut Nanos> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

costs! {
    /// One bytecode instruction: about three machine instructions of compiled Go.
    instr = 1_000;
    /// A call of a Go function.
    call = 2_000;
    /// An allocation (Go's mallocgc for a small object: 15–25 ns).
    alloc = 20;
    /// Looking a key up in a map, or setting it.
    map_op = 2;
    /// A `go` statement: Go spends 150–250 ns on create, run and exit together.
    newproc = 80;
    /// Choosing and switching to the next goroutine (Gosched to Gosched takes Go 85–100 ns).
    schedule = 60;
    /// An operation on a channel (a hand-off with its switch takes Go 120–130 ns).
    chan_op = 40;
    /// An uncontended lock or atomic operation on one.
    sync_op = 15;
    /// Setting or stopping a timer.
    timer = 50;
    /// A look at another P's queue while stealing (a few cache misses).
    steal_probe = 20;
    /// A look into the poller: `epoll_wait` that returns at once.
    netpoll = 600;
    /// Entering and leaving the kernel and Go's bookkeeping for it.
    syscall = 100;
    /// `write` of a line to a file or pipe.
    write = 1_500;
    /// `read` of input that is there.
    read = 1_000;
    /// From `futex` wake to the woken thread running, on an idle core.
    thread_wake = 5_000;
    /// Making a thread (`clone` to first instruction).
    thread_create = 15_000;
    /// A core's change from one thread to another: 1–2 µs with its cache misses.
    thread_switch = 1_500;
    /// How much later than asked a timed sleep ends: Linux' default timer slack of 50 µs and the
    /// way back onto a core. With it sysmon's rhythm gives the slices that real Go shows (TS-5).
    timer_slack = 75_000;
    /// How long a core runs a thread while others wait for it (Linux' base slice).
    os_slice = 3_000_000;
    /// One round of sysmon.
    sysmon = 1_000;
}
