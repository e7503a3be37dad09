//! What is left to chance: every draw of a run goes through [`Choices`].
//!
//! The scheduler draws where Go does (in which order to steal, which case of a select comes first), the
//! machine where real ones vary (how long a woken thread needs, when a core is taken away). By default
//! the run's seed answers; whoever wants to steer a run answers instead. On real threads only the
//! program and the scheduler draw, and nobody can answer for them. Next: [`super::os::Os::cheaprand`].

/// What a draw decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Draw {
    /// The order in which a thief goes over the Ps (SW-1).
    Steal,
    /// The order in which a select looks at its cases (SE-1).
    Select,
    /// A random number that the program asked for: package math/rand, the order of a map.
    Program,
    /// Which of two threads comes first that are due at the same nanosecond.
    Tie,
    /// How long something takes on the machine: threads, timers, cores.
    Machine,
    /// How far plain computation runs ahead of the other threads' clocks, and on which of its
    /// instructions it stops.
    Stretch,
}

/// Where the draws of a run come from. Equal answers give equal runs.
pub trait Choices {
    /// A number, any of the 2^64 as likely as any other; who draws takes of it what it needs.
    fn draw(&mut self, what: Draw) -> u64;
}

/// The draws of a seed. The kinds of draws have sequences of their own: what the machine draws does not
/// change what the scheduler gets.
#[derive(Clone, Debug)]
pub struct Seeded {
    scheduler: u64,
    ties: u64,
    machine: u64,
}

impl Seeded {
    /// The draws of that seed.
    pub fn new(seed: u64) -> Self {
        let mut machine = seed ^ 0x6d61_6368_696e_6521;
        splitmix(&mut machine);
        Seeded { scheduler: seed, ties: !seed, machine }
    }
}

impl Choices for Seeded {
    fn draw(&mut self, what: Draw) -> u64 {
        splitmix(match what {
            Draw::Steal | Draw::Select | Draw::Program => &mut self.scheduler,
            Draw::Tie => &mut self.ties,
            Draw::Machine | Draw::Stretch => &mut self.machine,
        })
    }
}

/// The next number of a SplitMix64 sequence.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
