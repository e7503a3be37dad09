//! gmpsim as a library: closures as goroutines on real threads, and their recorded trace folded.
//!
//! `cargo run --example library` prints how many goroutines there were and what they waited for.

#![allow(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use gmpsim::kernel::threads::{End, Limits, Machine};
use gmpsim::runtime::{Body, MainProgram, MovingProgram, Options, Outcome};
use gmpsim::trace::event::{Event, EventKind};
use gmpsim::trace::header::Header;
use gmpsim::trace::jsonl::{self, Writer};
use gmpsim::trace::reason::WaitReason;
use gmpsim::trace::replay::{Observer, Replay};
use gmpsim::trace::state::State;
use gmpsim::trace::tracer::Tracer;
use parking_lot::Mutex;

/// Why goroutines blocked, and how often.
#[derive(Default)]
struct Waits(BTreeMap<&'static str, u32>);

impl Observer for Waits {
    fn after(&mut self, event: &Event, _: &State) {
        if let EventKind::GoBlock { reason, .. } = event.kind {
            *self.0.entry(WaitReason::text(reason)).or_default() += 1;
        }
    }
}

/// Runs a hundred goroutines on two processors (P) of real threads; the trace of the run.
fn recorded() -> Vec<u8> {
    let header = Header { program: "library".into(), procs: 2, threads: true, ..Header::default() };
    let writer = Writer::new(Vec::new(), &header).expect("memory can be written to");
    let writer = Arc::new(Mutex::new(writer));
    let sum = Arc::new(AtomicU64::new(0));
    let total = sum.clone();
    let main = Body::new(move |cx| {
        for i in 0..100 {
            let total = total.clone();
            cx.spawn("add", move |cx| {
                cx.sleep(1_000);
                total.fetch_add(i, Relaxed);
            });
        }
        while total.load(Relaxed) < 4_950 {
            cx.sleep(100_000);
        }
    });
    let program = MainProgram { init: Body::new(|_| {}), main, finalizer: false };
    // SAFETY: the closures keep numbers and an `Arc` of an atomic across suspensions: all `Send`, and
    // nothing of a thread's own.
    let program = unsafe { MovingProgram::promise(program) };
    let options = Options { procs: 2, ..Options::default() };
    let tracer = Tracer::new(Some(Box::new(writer.clone())));
    let mut machine = Machine::new(&options, tracer, Box::new(|_, _| {}), program);
    assert_eq!(machine.run(&Limits::default()), End::Outcome(Outcome::Exit(0)));
    machine.runtime().finish();
    std::mem::take(writer.lock().out())
}

fn main() {
    let trace = jsonl::read(&*recorded()).expect("what was written can be read");
    let mut replay = Replay::with(Waits::default());
    for event in &trace.events {
        replay.step(event).expect("what happened is possible");
    }
    println!("{} goroutines at the end", replay.state().gs().count());
    for (why, times) in &replay.observer().0 {
        println!("{times:>4} × {why}");
    }
}
