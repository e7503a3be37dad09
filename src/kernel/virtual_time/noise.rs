//! How a real machine varies, drawn from the run's choices: one module owns it.
//!
//! The tables come from what `benches/machine.rs` and `benches/first.sh` print, taken on an AMD EPYC
//! (family 26, two cores of a virtual machine, Linux 6.18) at rest and with two busy threads a core beside
//! it. Not all are rows as printed: `wake`, `wake_asleep`, `waker` and `late` join rows of several lengths of sleep,
//! and their tails are chosen among those rows; `doze` is read off where the rows of `wake` change; the
//! highest values of `speed` are set by hand, since hiccups hold them; `busy` shares some tables with
//! `typical`. [`first_go`] has its places from a second machine of the kind and its values, by their rank, from
//! the first; [`FIRST_RUN`] and the shares of threads that take a busy core were measured on the second;
//! [`PRINT_ON_P`] was measured on the second and halved, as its first call of fmt takes twice as
//! long. [`STRETCH`], [`SPEED_KEPT`], [`COLD_LINES`] and [`OVERRUN`] are estimates. [`Noise::Quiet`]
//! draws nothing: what the costs say is what things take. Next: [`super::conductor`], which asks.

use super::cores::Cause;
use crate::ids::{Nanos, Pid};
use crate::runtime::Noise;
use crate::runtime::costs::Costs;
use crate::runtime::os::Touch;

/// Where the tables' values stand in a sorted sample, in thousandths.
const QUANTILES: [u32; 11] = [0, 10, 50, 250, 500, 750, 900, 950, 990, 999, 1000];

/// A measure's values at [`QUANTILES`], in nanoseconds if nothing else is said.
type Table = [u64; 11];

/// How far plain computation may run ahead of the other threads' clocks, in ns: about what a signal takes
/// at the most to reach a thread (PR-3).
const STRETCH: Nanos = 20_000;
/// The shortest ones are so many times halved.
const STRETCH_OCTAVES: u64 = 9;
/// How many of a thousand threads that are new, or that another one wakes, take the waker's core at once
/// where no other is idle. Counted with `perf record -e 'sched:*'` over 250 runs of two Go programs.
const NEW_PREEMPTS: u64 = 390;
const WOKEN_PREEMPTS: u64 = 660;
/// How long a core keeps its speed, in ns.
const SPEED_KEPT: Nanos = 1_000_000;
/// A speed of 1: a core's factor is in this many parts.
pub(super) const SPEED: u64 = 1024;
/// Cache lines that a goroutine's first instructions touch which another core wrote last: its
/// structure, its stack's top, the closure and what that points to.
const COLD_LINES: u64 = 12;
/// By how many instructions at most a stretch outlasts its end: more than most loops have.
const OVERRUN: u64 = 32;

/// What one level of noise was measured as.
struct Measured {
    /// From a wake to the woken thread running, on a core that has just gone idle.
    wake: Table,
    /// The same where the core sleeps.
    wake_asleep: Table,
    /// What a wake costs who wakes, in both cases.
    waker: Table,
    waker_asleep: Table,
    /// How long an idle core waits before it sleeps.
    doze: Table,
    /// From making a thread to its first instruction, and what it costs who makes it.
    create: Table,
    creator: Table,
    /// How much later than asked a timed wait ends.
    late: Table,
    /// For how long a core is taken away from a thread, and the time between two of these.
    hiccup: Table,
    apart: Table,
    /// How long the same work takes, in thousandths.
    speed: Table,
    /// What a cache line costs that another core wrote, in hundredths.
    line: Table,
}

const TYPICAL: Measured = Measured {
    wake: [1752, 1773, 2154, 2183, 2203, 2224, 2253, 2354, 2975, 55_087, 2_894_894],
    wake_asleep: [
        3109, 15_839, 16_359, 20_676, 21_612, 22_423, 23_114, 24_676, 38_552, 298_467, 3_703_397,
    ],
    waker: [290, 3144, 3535, 3565, 3585, 3616, 3666, 3776, 4477, 9585, 331_888],
    waker_asleep: [671, 6379, 6630, 6830, 6990, 7241, 7502, 9083, 9474, 27_501, 108_843],
    doze: [20_000, 21_000, 22_000, 25_000, 30_000, 35_000, 40_000, 45_000, 50_000, 55_000, 60_000],
    create: [
        11_226, 11_306, 11_357, 12_649, 25_163, 27_826, 28_878, 29_980, 50_069, 440_846, 3_708_235,
    ],
    creator: [5529, 5599, 5638, 6500, 11_847, 14_381, 15_103, 15_854, 26_720, 136_024, 147_782],
    late: [
        20_771, 66_680, 68_152, 71_017, 72_328, 74_653, 79_470, 93_368, 100_798, 159_569, 2_948_125,
    ],
    hiccup: [1021, 1222, 1342, 11_848, 14_061, 15_684, 19_889, 26_980, 65_258, 279_970, 3_640_333],
    apart: [
        1182, 13_831, 62_834, 541_973, 1_772_380, 3_070_989, 3_999_983, 4_000_103, 4_000_203,
        7_988_539, 12_000_019,
    ],
    speed: [984, 985, 987, 993, 1000, 1006, 1021, 1032, 1059, 1500, 2000],
    line: [431, 1762, 1772, 1773, 1783, 1793, 1852, 1873, 1973, 3606, 17_026],
};

const BUSY: Measured = Measured {
    wake: [2133, 2363, 2394, 2424, 2454, 2584, 3325, 14_952, 22_914, 3_896_668, 4_901_977],
    wake_asleep: TYPICAL.wake_asleep,
    waker: [270, 3876, 3926, 3986, 4036, 4247, 8753, 9204, 2_971_930, 4_861_876, 5_288_447],
    waker_asleep: TYPICAL.waker_asleep,
    doze: TYPICAL.doze,
    create: [
        12_339, 12_509, 12_669, 12_899, 13_150, 13_611, 15_113, 26_360, 3_997_439, 4_734_175,
        5_055_928,
    ],
    creator: [5619, 5698, 5759, 5849, 6049, 6409, 7201, 8663, 16_975, 63_936, 70_716],
    late: [
        16_494, 57_377, 63_355, 63_986, 64_196, 64_477, 64_837, 65_298, 69_294, 7_817_122,
        10_233_428,
    ],
    hiccup: [
        1091, 1152, 1312, 6500, 5_946_465, 8_017_722, 8_025_224, 8_042_480, 12_025_568, 24_719_618,
        24_719_618,
    ],
    apart: [
        5779, 20_811, 202_194, 1_762_726, 7_999_926, 11_990_886, 12_000_040, 12_000_139,
        16_000_103, 27_999_851, 27_999_851,
    ],
    speed: TYPICAL.speed,
    line: TYPICAL.line,
};

/// The initialisation of the packages that a program with fmt imports, as `benches/first.sh` prints it;
/// the first steps of the first goroutine after main has parked; the first call of fmt.
const FIRST_INIT: Table =
    [16_745, 17_606, 19_650, 20_130, 20_671, 24_737, 33_700, 44_507, 67_211, 167_050, 167_050];
const FIRST_RUN: Table = [992, 1073, 2945, 3206, 3456, 4158, 4719, 5741, 45_235, 57_858, 57_858];
const FIRST_PRINT: Table = [3485, 3836, 4437, 4567, 4697, 5278, 6019, 8462, 34_081, 56_585, 56_585];

/// The first call of fmt on another P.
const PRINT_ON_P: Table =
    [6100, 6220, 7680, 13_500, 15_000, 17_200, 27_000, 41_000, 74_700, 92_900, 271_000];

/// A go statement of a goroutine that needs a new structure and stack, by how many there were before: some
/// need a new span of stacks or of structures, a round of 16 long, and find pages that nobody has touched.
fn first_go(nth: u64) -> &'static Table {
    const PLAIN: Table = [140, 145, 150, 160, 170, 190, 250, 290, 350, 700, 30_000];
    const PAGE: Table = [3205, 3250, 3300, 3400, 3600, 4500, 6500, 7200, 7800, 7900, 7962];
    const SPAN: Table =
        [7700, 7900, 7962, 8100, 8400, 8653, 10_500, 11_858, 30_916, 100_000, 158_178];
    const FIRST: Table = [320, 330, 340, 380, 470, 670, 860, 1000, 2150, 3000, 3205];
    match (nth, nth % 16) {
        (0 | 3, _) => &FIRST,
        (2, _) | (21.., 5) => &PAGE,
        (5, _) | (_, 11) => &SPAN,
        _ => &PLAIN,
    }
}

/// The machine's noise, and what it remembers of the cores.
pub(super) struct Machine {
    /// Ps on which package fmt was called; a goroutine was run that the program has made.
    printed: Vec<Pid>,
    ran: bool,
    /// New goroutines of the program so far; before it begins the runtime makes its own.
    new_gs: Option<u64>,
    measured: Option<&'static Measured>,
    costs: Costs,
    cores: Vec<Core>,
}

#[derive(Clone, Copy)]
struct Core {
    /// How long work takes there, in parts of [`SPEED`], and until when.
    speed: u64,
    speed_until: Nanos,
    /// When it is taken away next from who runs on it.
    hiccup: Nanos,
    /// Since when nobody runs on it; none: somebody does.
    idle_since: Option<Nanos>,
}

/// What a wake or the making of a thread takes: who is woken, and who wakes.
#[derive(Clone, Copy)]
pub(super) struct Wake {
    pub latency: Nanos,
    pub waker: Nanos,
}

impl Machine {
    pub fn new(level: Noise, costs: Costs, cores: usize) -> Self {
        let core = Core { speed: SPEED, speed_until: 0, hiccup: Nanos::MAX, idle_since: Some(0) };
        let measured = match level {
            Noise::Quiet => None,
            Noise::Typical => Some(&TYPICAL),
            Noise::Busy => Some(&BUSY),
        };
        Machine {
            printed: Vec::new(),
            ran: false,
            new_gs: None,
            measured,
            costs,
            cores: vec![core; cores],
        }
    }

    /// A sleeping thread is woken. Whether the core that it will get sleeps, too, is a matter of how long
    /// that has been idle.
    pub fn wake(&self, draw: &mut dyn FnMut() -> u64, now: Nanos) -> Wake {
        let normal = self.costs.thread_wake;
        let Some(m) = self.measured else { return Wake { latency: normal, waker: 0 } };
        // The operating system prefers the core that went idle last: what is in its caches is warm.
        let idle = self.cores.iter().filter_map(|c| c.idle_since).max();
        let asleep = idle.is_some_and(|since| now - since > at(&m.doze, draw()));
        let (wake, waker) =
            if asleep { (&m.wake_asleep, &m.waker_asleep) } else { (&m.wake, &m.waker) };
        let latency = scaled(at(wake, draw()), normal, Costs::default().thread_wake);
        Wake { latency, waker: at(waker, draw()) }
    }

    /// A thread is made.
    pub fn create(&self, draw: &mut dyn FnMut() -> u64) -> Wake {
        let normal = self.costs.thread_create;
        let Some(m) = self.measured else { return Wake { latency: normal, waker: 0 } };
        let latency = scaled(at(&m.create, draw()), normal, Costs::default().thread_create);
        Wake { latency, waker: at(&m.creator, draw()) }
    }

    /// How much later than asked a timed sleep ends.
    pub fn late(&self, draw: &mut dyn FnMut() -> u64) -> Nanos {
        let normal = self.costs.timer_slack;
        match self.measured {
            None => normal,
            Some(m) => scaled(at(&m.late, draw()), normal, Costs::default().timer_slack),
        }
    }

    /// What it takes that something is touched for the first time.
    pub fn touch(&mut self, draw: &mut dyn FnMut() -> u64, what: Touch) -> Nanos {
        let Some(m) = self.measured else { return 0 };
        match what {
            Touch::Startup => {
                self.new_gs = Some(0);
                at(&FIRST_INIT, draw())
            }
            Touch::NewG => match &mut self.new_gs {
                None => 0,
                Some(n) => {
                    *n += 1;
                    at(first_go(*n - 1), draw()).saturating_sub(self.costs.newproc)
                }
            },
            Touch::Run if self.new_gs.is_none() || std::mem::replace(&mut self.ran, true) => 0,
            Touch::Run => at(&FIRST_RUN, draw()),
            Touch::Stolen => at(&m.line, draw()) * COLD_LINES / 100,
            Touch::Print(pid) if self.printed.contains(&pid) => 0,
            Touch::Print(pid) => {
                self.printed.push(pid);
                at(if pid == Pid(0) { &FIRST_PRINT } else { &PRINT_ON_P }, draw())
            }
        }
    }

    /// Whether a thread that can run takes a core where all are busy, at once; none: by what each has had.
    pub fn preempts(&self, draw: &mut dyn FnMut() -> u64, cause: Cause) -> Option<bool> {
        self.measured?;
        let share = match cause {
            Cause::New(_) => NEW_PREEMPTS,
            Cause::Wake(_) => WOKEN_PREEMPTS,
            Cause::Timer => 1000,
        };
        Some(draw() % 1000 < share)
    }

    /// How far computation may run ahead of the other clocks.
    pub fn stretch(&self, draw: &mut dyn FnMut() -> u64) -> Nanos {
        // As often short as long: short ones show what happens where two compute at once.
        self.measured.map_or(STRETCH / 2, |_| {
            (STRETCH >> (draw() % STRETCH_OCTAVES)) * (512 + draw() % 512) / 1024
        })
    }

    /// How many instructions a stretch goes on for after it is over: so it may end between any two.
    pub fn overrun(&self, draw: &mut dyn FnMut() -> u64) -> u32 {
        self.measured.map_or(0, |_| (draw() % OVERRUN) as u32)
    }

    /// Somebody runs on the core from now on, or nobody.
    pub fn occupied(&mut self, core: usize, running: bool, now: Nanos) {
        self.cores[core].idle_since = (!running).then_some(now);
    }

    /// How fast the core is now, and when it is taken away from who runs there.
    pub fn core(&mut self, draw: &mut dyn FnMut() -> u64, core: usize, now: Nanos) -> (u64, Nanos) {
        let Some(m) = self.measured else { return (SPEED, Nanos::MAX) };
        let c = &mut self.cores[core];
        if c.speed_until <= now {
            c.speed = at(&m.speed, draw()) * SPEED / 1000;
            c.speed_until = now + SPEED_KEPT;
        }
        // What would have hit the core while it was idle has hit nobody.
        if c.hiccup == Nanos::MAX || c.hiccup < now {
            c.hiccup = now + at(&m.apart, draw());
        }
        (c.speed, c.hiccup)
    }

    /// For how long the core is taken away, if its time has come.
    pub fn hiccup(
        &mut self,
        draw: &mut dyn FnMut() -> u64,
        core: usize,
        now: Nanos,
    ) -> Option<Nanos> {
        let m = self.measured?;
        let c = &mut self.cores[core];
        if now < c.hiccup {
            return None;
        }
        let away = at(&m.hiccup, draw());
        c.hiccup = now + away + at(&m.apart, draw());
        Some(away)
    }
}

/// The value of a measure that a draw picks.
fn at(table: &Table, draw: u64) -> u64 {
    let position = draw % 1_000_000;
    let bounds = QUANTILES.map(|q| u64::from(q) * 1000);
    let i = bounds.iter().rposition(|b| *b <= position).expect("the first bound is 0");
    let (from, to) = (bounds[i], bounds[i + 1]);
    table[i] + (table[i + 1] - table[i]) * (position - from) / (to - from)
}

/// A measured time, where the scenario has changed what is normal.
fn scaled(measured: Nanos, normal: Nanos, default: Nanos) -> Nanos {
    if normal == default {
        measured
    } else {
        (measured as u128 * normal as u128 / default as u128) as Nanos
    }
}
