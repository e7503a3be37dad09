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

            /// How many instructions take about so long, in ns.
            #[inline]
            pub fn instrs(&self, ns: Nanos) -> u64 {
                ns.saturating_mul(1000) / self.instr.max(1)
            }

            /// The costs that are not what they are by default.
            pub fn changed(&self) -> impl Iterator<Item = (&'static str, Nanos)> {
                let default = Costs::default();
                let all = [$((stringify!($name), self.$name, default.$name)),*];
                all.into_iter().filter(|(_, cost, default)| cost != default).map(|(name, cost, _)| (name, cost))
            }

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
    /// One bytecode instruction: about half a machine instruction of compiled Go, which keeps in
    /// registers what bytecode moves about.
    instr = 125;
    /// A call of a Go function.
    call = 500;
    /// An allocation of a small object.
    alloc = 10;
    /// Looking a key up in a map, or setting it.
    map_op = 8;
    /// A `go` statement: Go spends 150–250 ns on create, run and exit together.
    newproc = 80;
    /// Choosing the next goroutine, on g0 (Gosched to Gosched takes Go 70–100 ns, with `park`).
    schedule = 25;
    /// What a goroutine that leaves and comes back does for it on its own stack, where it hears that it shall
    /// give way.
    park = 45;
    /// An operation on a channel (a hand-off with its switch takes Go 120–150 ns).
    chan_op = 14;
    /// An uncontended atomic operation, or one on a lock.
    sync_op = 2;
    /// What a select takes for each of its cases, beside the operation that it does.
    select_case = 30;
    /// A look at the clock: `time.Now` reads two.
    now = 45;
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
