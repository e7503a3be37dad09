//! What a frame and a jump of the UI cost: the scheduler view with 64 Ps and 10,000 goroutines, every
//! view with 4 Ps, steps and jumps in a run of a million events.
//!
//! Aims: a frame in 2 ms, a jump in 16 ms. The jump is that of the model with all that it keeps.

#[path = "../tests/trace/model.rs"]
mod history;
#[path = "../tests/tui/support.rs"]
mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use gmpsim::policy::Policy;
use gmpsim::trace::event::Event;
use gmpsim::trace::tracer::Strings;
use gmpsim::tui::action::{Action, Step};
use gmpsim::tui::app::{Model, View};
use gmpsim::tui::run::{Program, Progress, Run, Settings, Source, Watched};
use gmpsim::tui::theme::Theme;
use gmpsim::tui::update::update;

/// Events of the long run, and goroutines that live at any time of it.
const EVENTS: usize = 1_000_000;
const LIVING: usize = 10_000;

fn frames(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame");
    for (procs, width, height) in [(64, 200, 60), (64, 120, 40), (4, 120, 40)] {
        let mut model = support::with_procs(support::MANY, procs);
        // The more processors, the more events until all goroutines are there.
        let mut n = 0;
        while model.state.gs().count() < 10_000 {
            n += 10_000;
            update(&mut model, Action::Go(n));
            assert_eq!(model.n(), n, "the run ends before 10,000 goroutines are there");
        }
        let views = if procs == 4 { &View::ALL[..] } else { &View::ALL[..1] };
        for view in views {
            update(&mut model, Action::Show(*view));
            let name = format!("{} {procs} Ps {width}x{height}", view.name());
            group.bench_function(name, |b| b.iter(|| support::cells(&model, width, height)));
        }
    }
}

/// A run that is known from the start.
struct Told(Vec<Event>);

impl Source for Told {
    fn more(&mut self, upto: usize, history: &mut Watched) -> Progress {
        for event in &self.0[history.len()..upto.min(self.0.len())] {
            history.push(*event).expect("the run is possible");
        }
        Progress::More
    }

    fn strings(&self) -> Arc<Strings> {
        Arc::default()
    }

    fn rerun(&self, _: Settings) -> Result<Box<dyn Source>, String> {
        Err("it is told once".into())
    }
}

fn moves(c: &mut Criterion) {
    let told = Told(history::Model::tell_run(3, 8, LIVING, EVENTS));
    let settings = Settings { procs: 8, seed: 3, policy: Policy::default() };
    let run = Run::new(Arc::new(Program::default()), settings, Box::new(told));
    let mut model = Model::new(run, Theme::default());
    update(&mut model, Action::Go(EVENTS));
    assert_eq!(model.n(), EVENTS);
    let bytes = model.run.history.frame_bytes();
    assert!(bytes < 256 << 20, "key frames take {bytes} bytes");
    eprintln!("key frames: {} MB", bytes >> 20);
    let mut group = c.benchmark_group("a million events");
    let mut i = 0;
    group.bench_function("jump", |b| {
        b.iter(|| {
            i += 1;
            update(&mut model, Action::Go(i * 7919 * 131 % EVENTS));
            black_box(model.state.now());
        });
    });
    for back in [false, true] {
        let name = if back { "step back" } else { "step" };
        update(&mut model, Action::Go(EVENTS / 2 + 8_000));
        group.bench_function(name, |b| {
            b.iter(|| update(&mut model, Action::Step { step: Step::Event, back }));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = frames, moves
}
criterion_main!(benches);
