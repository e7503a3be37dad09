//! How many scheduler events a second virtual time makes: with the trace off, on in memory, and on
//! to a file; for 10, 1,000 and 100,000 goroutines on 4 Ps.
//!
//! An event is what the trace would tell. Their number is counted in a traced run of the same
//! workload, so that all three rates count the same thing. Only the steady state is measured: all
//! goroutines have started, so their stacks are there.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gmpsim::kernel::virtual_time::{Limits, Machine, VirtualTime};
use gmpsim::runtime::{Body, Cx, MainProgram, Noise, Options};
use gmpsim::trace::event::Event;
use gmpsim::trace::header::Header;
use gmpsim::trace::jsonl::Writer;
use gmpsim::trace::tracer::{Sink, Strings, Tracer};

/// How often all goroutines together yield in the steady state.
const YIELDS: u32 = 1_000_000;

/// Goroutines that work a little and yield, again and again.
fn main_of(
    goroutines: u32,
    started: Arc<AtomicU32>,
) -> impl FnOnce(&mut Cx<'_, VirtualTime>) + Send + 'static {
    move |cx| {
        let (go, done) = (cx.makechan::<()>(0), cx.makechan::<()>(0));
        for id in 0..goroutines {
            let (go, done, started) = (go.clone(), done.clone(), started.clone());
            cx.spawn("worker", move |cx| {
                started.fetch_add(1, Relaxed);
                cx.chanrecv(&go);
                for k in 0..YIELDS / goroutines {
                    cx.charge(200 + u64::from(id * 37 + k * 11) % 900);
                    cx.gosched();
                }
                cx.chansend(&done, ()).expect("nobody closes it");
            });
        }
        while started.load(Relaxed) < goroutines {
            cx.gosched();
        }
        // The setup ends here: `started` says one more than there are.
        started.fetch_add(1, Relaxed);
        cx.charge(1_000_000);
        cx.closechan(&go).expect("it is closed once");
        for _ in 0..goroutines {
            cx.chanrecv(&done);
        }
    }
}

/// A machine whose goroutines have all started.
fn machine(goroutines: u32, sink: Option<Box<dyn Sink>>) -> Machine {
    let started = Arc::new(AtomicU32::new(0));
    let main = Body::new(main_of(goroutines, started.clone()));
    let program = MainProgram { init: Body::new(|_| {}), main, finalizer: true };
    let options = Options { procs: 4, noise: Noise::Quiet, ..Options::default() };
    let mut m = Machine::new(&options, 4, 1, Tracer::new(sink), Box::new(|_, _| {}), program);
    while started.load(Relaxed) <= goroutines {
        m.run(&Limits { work: m.work() + 100_000, ..Limits::default() });
    }
    m.runtime().flush();
    m
}

/// Keeps events in memory.
struct Memory(Vec<Event>);

impl Sink for Memory {
    fn events(&mut self, events: &[Event], _strings: &Strings) {
        self.0.extend_from_slice(events);
    }
}

fn file() -> Box<dyn Sink> {
    let out = File::create(std::env::temp_dir().join("gmpsim-bench.jsonl"));
    let out = BufWriter::with_capacity(1 << 20, out.expect("the temporary folder can be written"));
    let header =
        Header { program: "bench".into(), procs: 4, cores: 4, seed: 1, ..Header::default() };
    Box::new(Writer::new(out, &header).expect("the temporary folder can be written"))
}

fn events(c: &mut Criterion) {
    let mut group = c.benchmark_group("events");
    group.sample_size(10);
    for goroutines in [10, 1_000, 100_000] {
        let mut counted = machine(goroutines, Some(Box::new(Memory(Vec::new()))));
        let before = counted.runtime().told();
        counted.run(&Limits::default());
        let events = counted.runtime().told() - before;
        drop(counted);
        group.throughput(Throughput::Elements(events));
        type MakeSink = fn() -> Option<Box<dyn Sink>>;
        let sinks: [(&str, MakeSink); 3] = [
            ("off", || None),
            ("memory", || Some(Box::new(Memory(Vec::new())))),
            ("file", || Some(file())),
        ];
        for (name, sink) in sinks {
            group.bench_function(BenchmarkId::new(name, goroutines), |b| {
                b.iter_batched_ref(
                    || machine(goroutines, sink()),
                    |m| m.run(&Limits::default()),
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

criterion_group!(benches, events);
criterion_main!(benches);
