//! What compiles runs to an end or to a limit, and its trace is possible.
#![no_main]

use std::sync::Arc;

use gmpsim::kernel::virtual_time::{Limits, Machine};
use gmpsim::lang::compile::compile;
use gmpsim::lang::source::{SourceMap, decode};
use gmpsim::lang::{std as golang, vm::Vm};
use gmpsim::runtime::{MainProgram, Options};
use gmpsim::trace::event::Event;
use gmpsim::trace::order::Order;
use gmpsim::trace::tracer::{Sink, Strings, Tracer};
use libfuzzer_sys::fuzz_target;

gmpsim_fuzz::by_tokens!();

/// Refuses histories that can't be.
#[derive(Default)]
struct Possible(Order);

impl Sink for Possible {
    fn events(&mut self, events: &[Event], _: &Strings) {
        for event in events {
            self.0.check(event).expect("a possible history");
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = decode(data.to_vec()) else { return };
    let mut sources = SourceMap::default();
    let Ok(compiled) = compile(&mut sources, "x.go", text) else { return };
    let vm = Vm::new(Arc::new(compiled.program), golang::lookup, 64 << 20).expect("64 MiB");
    let options = Options { procs: 2, num_cpu: 2, ..Options::default() };
    let program = MainProgram { init: vm.init(), main: vm.main(), finalizer: compiled.finalizer };
    let tracer = Tracer::new(Some(Box::new(Possible::default())));
    let mut machine = Machine::new(&options, 2, 1, tracer, Box::new(|_, _| ()), program);
    let (time, work) = (60_000_000_000, 50_000_000);
    machine.run(&Limits { time, work, events: 50_000, ..Limits::default() });
    machine.runtime().finish();
});
