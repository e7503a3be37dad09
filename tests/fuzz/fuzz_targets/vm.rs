//! What compiles runs to an end or to a limit, and its trace is possible.
#![no_main]

use std::time::Duration;

use gmpsim::lang::source::decode;
use gmpsim::scenario::Scenario;
use gmpsim::session::{Around, RunSpec, Session};
use gmpsim::trace::event::Event;
use gmpsim::trace::replay::Replay;
use gmpsim::trace::tracer::{Sink, Strings};
use libfuzzer_sys::fuzz_target;

gmpsim_fuzz::by_tokens!();

/// Refuses histories that can't be.
#[derive(Default)]
struct Possible(Replay);

impl Sink for Possible {
    fn events(&mut self, events: &[Event], _: &Strings) {
        for event in events {
            self.0.step(event).expect("a possible history");
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = decode(data.to_vec()) else { return };
    let mut scenario = Scenario::bare("x.go", "x.go", text);
    (scenario.machine.procs, scenario.machine.cores) = (Some(2), Some(2));
    let mut spec = RunSpec::new(scenario);
    (spec.limits.time, spec.limits.cpu) = (Duration::from_secs(60), Duration::from_millis(50));
    (spec.limits.events, spec.limits.memory) = (50_000, 64 << 20);
    let Ok(session) = Session::new(spec) else { return };
    let sink = Some(Box::new(Possible::default()) as _);
    let around = Around { sink, ..Around::default() };
    let mut run = session.in_virtual_time(around).expect("64 MiB");
    run.run();
    run.runtime().finish();
});
    machine.runtime().finish();
});
