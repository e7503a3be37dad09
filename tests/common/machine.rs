//! Runs of Rust code on the scheduler in virtual time, each trace through the order checker.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use gmpsim::ids::Nanos;
use gmpsim::kernel::virtual_time::{End, Limits, Machine, VirtualTime};
use gmpsim::runtime::{Body, Cx, MainProgram, Noise, Options};
use gmpsim::trace::event::Event;
use gmpsim::trace::replay::Replay;
use gmpsim::trace::tracer::Tracer;
use parking_lot::Mutex;

pub const US: Nanos = 1_000;
pub const MS: Nanos = 1_000 * US;

/// What a goroutine's code gets.
pub type VCx<'a> = Cx<'a, VirtualTime>;

/// What is run on.
pub struct Setup {
    pub options: Options,
    pub cores: usize,
    pub seed: u64,
    /// The run ends at this time.
    pub until: Nanos,
}

/// What a run gave.
pub struct Ran {
    pub events: Vec<Event>,
    pub end: End,
}

impl Setup {
    /// That many Ps on four cores.
    pub fn new(procs: u32, seed: u64) -> Self {
        // What a rule says when, it says of a machine that does not vary.
        let options = Options { procs, noise: Noise::Quiet, ..Options::default() };
        Setup { options, cores: 4, seed, until: 10_000 * MS }
    }

    /// Runs `main`; its trace must be possible.
    pub fn run(&self, main: impl FnOnce(&mut VCx<'_>) + Send + 'static) -> Ran {
        let events: Arc<Mutex<Vec<Event>>> = Arc::default();
        let program =
            MainProgram { init: Body::new(|_| {}), main: Body::new(main), finalizer: false };
        let tracer = Tracer::new(Some(Box::new(events.clone())));
        let output = Box::new(|_, _: &[u8]| {});
        let Setup { options, cores, seed, until } = self;
        let mut machine = Machine::new(options, *cores, *seed, tracer, output, program);
        let end = machine.run(&Limits { time: *until, ..Limits::default() });
        drop(machine);
        let events = std::mem::take(&mut *events.lock());
        if let Err(impossible) = Replay::all(&events) {
            panic!("seed {seed}: {impossible}");
        }
        Ran { events, end }
    }
}

/// So many goroutines that only compute.
pub fn hogs(cx: &mut VCx<'_>, n: u32) {
    for _ in 0..n {
        cx.spawn("hog", |cx| cx.work(100_000 * MS));
    }
}
