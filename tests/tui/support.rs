//! Runs of Go programs as the UI watches them, and the screen as text.
#![allow(dead_code)]

use std::sync::Arc;
use std::time::Duration;

use gmpsim::cli::source::start;
use gmpsim::policy::Policy;
use gmpsim::runtime::Noise;
use gmpsim::scenario::Scenario;
use gmpsim::scenario::tour::Tour;
use gmpsim::session::{Limits, RunSpec, Session};
use gmpsim::tui::app::Model;
use gmpsim::tui::run::{Program, Run, Settings};
use gmpsim::tui::theme::Theme;
use gmpsim::tui::view;
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

/// The start of a run with 4 Ps, simulated as far as it is looked at.
pub fn model(text: &str) -> Model {
    with_procs(text, 4)
}

/// The same with other Ps.
pub fn with_procs(text: &str, procs: u32) -> Model {
    toured(text, procs, Tour::default())
}

/// The same with a tour.
pub fn toured(text: &str, procs: u32, tour: Tour) -> Model {
    let settings = Settings { procs, seed: 1, policy: Policy::default() };
    let mut scenario = Scenario::bare("main.go", "main.go", text.into());
    // Pictures that must be stable.
    scenario.machine.noise = Noise::Quiet;
    let mut spec = RunSpec::new(scenario);
    spec.limits = Limits { events: 100_000, cpu: Duration::MAX, ..spec.limits };
    let session = Session::new(spec).unwrap_or_else(|why| panic!("the test's program: {why}"));
    let source = start(&session, settings).expect("there is memory for it");
    let lines = text.lines().map(|line| line.replace('\t', "    ")).collect();
    let program = Arc::new(Program { name: "main.go".into(), lines, ..Program::default() });
    Model::new(Run::with_tour(program, settings, source, tour), Theme::default())
}

/// The cells of the screen at that size.
pub fn cells(model: &Model, width: u16, height: u16) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    view::draw(model, &mut buf);
    buf
}

/// The screen as text.
pub fn screen(model: &Model, width: u16, height: u16) -> String {
    gmpsim::export::picture::text(&cells(model, width, height))
}
