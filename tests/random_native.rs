//! Random workloads of Rust closures: each ends with every goroutine accounted for, or in a deadlock
//! that is one; and every trace is possible.

mod workload;

use std::sync::Arc;

use gmpsim::kernel::virtual_time::{End, Limits, Machine};
use gmpsim::runtime::Outcome;
use gmpsim::trace::event::Event;
use gmpsim::trace::tracer::Tracer;
use parking_lot::Mutex;
use workload::{Workload, seeds};

/// How many workloads are tried; the seeds are 0 and up.
const WORKLOADS: u64 = 10_000;

fn run(seed: u64) -> Result<Outcome, String> {
    let (workload, program) = Workload::new(seed, 1, 1);
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let tracer = Tracer::new(Some(Box::new(events.clone())));
    let (options, cores) = (&workload.options, workload.cores);
    let mut machine = Machine::new(options, cores, seed, tracer, Box::new(|_, _| {}), program);
    let end = machine.run(&Limits { time: 100_000_000_000, events: 300_000, ..Limits::default() });
    let goroutines = machine.runtime().goroutines();
    drop(machine);
    let End::Outcome(outcome) = end else { return Err(format!("ended as {end:?}")) };
    workload.check(outcome, &goroutines, &events.lock())?;
    Ok(outcome)
}

#[test]
fn every_goroutine_is_accounted_for() {
    let (mut exits, mut deadlocks) = (0, 0);
    // To replay one: GMPSIM_WORKLOAD=seed cargo test --test random_native
    let seeds = seeds(WORKLOADS);
    for seed in seeds.clone() {
        if std::env::var_os("GMPSIM_VERBOSE").is_some() {
            eprintln!("workload {seed}");
        }
        match std::panic::catch_unwind(|| run(seed)) {
            Ok(Ok(Outcome::Exit(0))) => exits += 1,
            Ok(Ok(_)) => deadlocks += 1,
            Ok(Err(e)) => panic!("workload {seed}: {e}; GMPSIM_WORKLOAD={seed} replays it"),
            Err(_) => panic!("workload {seed} panicked, see above"),
        }
    }
    if seeds.end - seeds.start < WORKLOADS {
        return;
    }
    assert!(exits > WORKLOADS / 10, "only {exits} workloads ran to their end");
    assert!(deadlocks > WORKLOADS / 10, "only {deadlocks} workloads ended in a deadlock");
}
