//! What it costs to check, keep, write and read a run of a million events with 10,000 goroutines.

#[path = "../tests/trace/model.rs"]
mod model;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gmpsim::trace::header::Header;
use gmpsim::trace::jsonl::{self, Writer};
use gmpsim::trace::replay::Replay;
use gmpsim::trace::state::history::History;
use gmpsim::trace::stats::Stats;
use gmpsim::trace::tracer::{Sink, Strings};

const EVENTS: usize = 1_000_000;

fn trace(c: &mut Criterion) {
    let events = model::Model::tell_run(3, 8, 10_000, EVENTS);
    let strings = Strings::default();
    for text in ["main.worker", "hello\n", "all goroutines are asleep - deadlock!"] {
        strings.intern(text);
    }
    let written = || {
        let header =
            Header { program: "bench".into(), procs: 8, cores: 8, seed: 3, ..Header::default() };
        let mut writer = Writer::new(Vec::new(), &header).expect("memory can be written to");
        writer.events(&events, &strings);
        writer.finish().expect("memory can be written to")
    };
    let file = written();
    let mut group = c.benchmark_group("trace");
    group.throughput(Throughput::Elements(events.len() as u64)).sample_size(10);
    group.bench_function("check", |b| {
        b.iter(|| {
            let mut order = Replay::new();
            events.iter().for_each(|event| order.step(event).expect("the run is possible"));
        });
    });
    group.bench_function("keep", |b| {
        let keep = |events| History::of(events).expect("the run is possible");
        b.iter_batched(|| events.clone(), keep, BatchSize::LargeInput);
    });
    group.bench_function("count", |b| b.iter(|| Stats::default().events(&events, &strings)));
    group.bench_function("write", |b| b.iter(written));
    group.bench_function("read", |b| b.iter(|| jsonl::read(&file[..]).expect("it was written")));
    group.finish();
    let history = History::of(events).expect("the run is possible");
    let mut i = 0;
    c.bench_function("picture at any event", |b| {
        b.iter(|| {
            i += 1;
            black_box(history.at(i * 7919 * 131 % EVENTS));
        });
    });
}

criterion_group!(benches, trace);
criterion_main!(benches);
