//! The scheduler without the language: Rust closures as goroutines, in virtual time.

use std::sync::Arc;

use gmpsim::kernel::virtual_time::{End, Limits, Machine, VirtualTime};
use gmpsim::runtime::{Body, Cx, MainProgram, Options, Outcome};
use gmpsim::trace::event::Event;
use gmpsim::trace::tracer::Tracer;
use parking_lot::Mutex;

fn run(
    procs: u32,
    seed: u64,
    main: impl FnOnce(&mut Cx<'_, VirtualTime>) + Send + 'static,
) -> (End, Vec<Event>) {
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let program = MainProgram { init: Body::new(|_| {}), main: Body::new(main), finalizer: true };
    let options = Options { procs, ..Options::default() };
    let tracer = Tracer::new(Some(Box::new(events.clone())));
    let mut machine = Machine::new(&options, 4, seed, tracer, Box::new(|_, _| {}), program);
    let end = machine.run(&Limits::default());
    drop(machine);
    let events = std::mem::take(&mut *events.lock());
    (end, events)
}

#[test]
fn spawn_order() {
    let got: Arc<Mutex<Vec<u32>>> = Arc::default();
    let out = got.clone();
    let (end, _) = run(1, 1, move |cx| {
        for i in 0..5 {
            let out = out.clone();
            cx.spawn("f", move |_| out.lock().push(i));
        }
        cx.sleep(1_000_000);
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    assert_eq!(*got.lock(), [4, 0, 1, 2, 3]);
}

#[test]
fn overflow_order() {
    let got: Arc<Mutex<Vec<u32>>> = Arc::default();
    let out = got.clone();
    let (end, events) = run(1, 1, move |cx| {
        for _ in 0..4 {
            cx.gosched();
        }
        for i in 0..300 {
            let out = out.clone();
            cx.spawn("f", move |_| out.lock().push(i));
        }
        cx.sleep(1_000_000);
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    let got = got.lock();
    let mut runs = String::new();
    let mut i = 0;
    while i < got.len() {
        let mut j = i;
        while j + 1 < got.len() && got[j + 1] == got[j] + 1 {
            j += 1;
        }
        runs += &if j > i { format!("{}-{} ", got[i], got[j]) } else { format!("{} ", got[i]) };
        i = j + 1;
    }
    for e in &events[..60] {
        println!("{e:?}");
    }
    assert_eq!(runs, "299 128-179 0 180-239 1 240-255 257-298 2-127 256 ");
}
