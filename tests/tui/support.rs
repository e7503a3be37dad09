//! Runs of Go programs as the UI watches them, and the screen as text.
#![allow(dead_code)]

use std::sync::Arc;

use gmpsim::kernel::virtual_time::{Limits, Machine};
use gmpsim::lang::compile::compile;
use gmpsim::lang::source::SourceMap;
use gmpsim::lang::std as go_std;
use gmpsim::lang::vm::Vm;
use gmpsim::runtime::{MainProgram, Options};
use gmpsim::trace::event::Event;
use gmpsim::trace::state::history::History;
use gmpsim::trace::tracer::{Strings, Tracer};
use gmpsim::tui::app::Model;
use gmpsim::tui::run::{Program, Progress, Run, Settings, Source};
use gmpsim::tui::theme::Theme;
use gmpsim::tui::view;
use parking_lot::Mutex;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Nothing happens but one long sleep.
pub const IDLE: &str = "package main

import \"time\"

func main() {
	time.Sleep(time.Second)
}
";

/// One P makes all the work, three others steal.
pub const STEALING: &str = include_str!("../../examples/work-stealing.go");

/// Ten thousand goroutines wait at a gate.
pub const MANY: &str = "package main

import \"sync\"

func main() {
	var wg sync.WaitGroup
	gate := make(chan bool)
	for i := 0; i < 10000; i++ {
		wg.Add(1)
		go func() {
			<-gate
			wg.Done()
		}()
	}
	close(gate)
	wg.Wait()
}
";

/// A loop that never ends.
pub const ENDLESS: &str = include_str!("../../examples/preemption.go");

/// All events of a run, told a few at a time.
struct Told {
    text: &'static str,
    max: u64,
    events: Vec<Event>,
    strings: Arc<Strings>,
}

fn simulate(text: &'static str, settings: Settings, max: u64) -> Told {
    let mut sources = SourceMap::default();
    let compiled = compile(&mut sources, "main.go", text.into())
        .unwrap_or_else(|errors| panic!("the test's program compiles: {errors:?}"));
    let vm = Vm::new(Arc::new(compiled.program), go_std::lookup, 1 << 28).expect("memory");
    let told: Arc<Mutex<Vec<Event>>> = Arc::default();
    let options = Options { procs: settings.procs, ..Options::default() };
    let main = MainProgram { init: vm.init(), main: vm.main(), finalizer: compiled.finalizer };
    let tracer = Tracer::new(Some(Box::new(told.clone())));
    let out = Box::new(|_: u8, _: &[u8]| {});
    let mut machine = Machine::new(&options, 4, settings.seed, tracer, out, main);
    machine.run(&Limits { events: max, ..Limits::default() });
    machine.runtime().tracer().end();
    let strings = machine.runtime().tracer().strings().clone();
    let events = std::mem::take(&mut *told.lock());
    Told { text, max, events, strings }
}

impl Source for Told {
    fn more(&mut self, upto: usize, history: &mut History) -> Progress {
        let to = upto.min(self.events.len()).min(history.len() + 1000);
        for i in history.len()..to {
            history.push(self.events[i]).expect("the run is possible");
        }
        if to < self.events.len() {
            return Progress::More;
        }
        Progress::Ended { last: String::new(), how: "exit 0".into() }
    }

    fn strings(&self) -> Arc<Strings> {
        self.strings.clone()
    }

    fn rerun(&self, settings: Settings) -> Result<Box<dyn Source>, String> {
        Ok(Box::new(simulate(self.text, settings, self.max)))
    }
}

/// The start of a run with 4 Ps.
pub fn model(text: &'static str) -> Model {
    let settings = Settings { procs: 4, seed: 1, off: 0 };
    let source = simulate(text, settings, 100_000);
    let lines = text.lines().map(|line| line.replace('\t', "    ")).collect();
    let program = Arc::new(Program { name: "main.go".into(), lines });
    Model::new(Run::new(program, settings, Box::new(source)), Theme::default())
}

/// The cells of the screen at that size.
pub fn cells(model: &Model, width: u16, height: u16) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    view::draw(model, &mut buf);
    buf
}

/// The screen as text.
pub fn screen(model: &Model, width: u16, height: u16) -> String {
    let buf = cells(model, width, height);
    let mut out = String::new();
    for y in 0..height {
        let line: String = (0..width).map(|x| buf[(x, y)].symbol()).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
