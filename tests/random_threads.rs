//! The random workloads on real threads, with more Ps than cores: no goroutine and no wake-up is lost,
//! and every trace is possible.
//!
//! A run can't be repeated. A failure names the workload; `GMPSIM_WORKLOAD=seed
//! GMPSIM_TIMES=1000` runs that one again and again, `GMPSIM_LARGER=4` four times as large.
#![allow(
    unsafe_code,
    reason = "the promise that what runs may move, and counting what is allocated"
)]

mod workload;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gmpsim::kernel::threads::{End, Limits, Machine, Threads};
use gmpsim::runtime::{MovingProgram, Outcome};
use gmpsim::trace::event::Event;
use gmpsim::trace::tracer::Tracer;
use parking_lot::Mutex;
use workload::{Workload, seeds};

/// How many workloads are tried, traced and not.
const WORKLOADS: u64 = 300;
/// Their times are divided by this.
const FASTER: u64 = 40;
/// A workload takes some milliseconds. One that is not over by then has lost a wake-up.
const WATCHDOG: Duration = Duration::from_secs(30);

/// A number in the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(seed: u64, traced: bool, larger: u64) -> Result<Outcome, String> {
    let (workload, program) = Workload::new::<Threads>(seed, FASTER, larger);
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let tracer = Tracer::new(traced.then(|| Box::new(events.clone()) as _));
    // SAFETY: what the workloads keep across a suspension is references and `Arc`s of `Sync` types.
    let program = unsafe { MovingProgram::promise(program) };
    let mut machine = Machine::new(&workload.options, tracer, Box::new(|_, _| {}), program);
    let end = machine.run(&Limits { time: WATCHDOG, ..Limits::default() });
    let goroutines = machine.runtime().goroutines();
    if !machine.quiet() {
        return Err(format!("threads that don't stop; ended as {end:?}"));
    }
    drop(machine);
    let End::Outcome(outcome) = end else {
        let all: Vec<_> =
            goroutines.iter().map(|g| format!("{}: {}", g.gid, g.status_text)).collect();
        return Err(format!("ended as {end:?}: {all:?}"));
    };
    workload.check(outcome, &goroutines, &events.lock())?;
    Ok(outcome)
}

#[test]
fn every_goroutine_is_accounted_for() {
    let (mut exits, mut deadlocks) = (0, 0);
    let times = number("GMPSIM_TIMES").unwrap_or(1) as usize;
    let larger = number("GMPSIM_LARGER").unwrap_or(1);
    for seed in seeds(WORKLOADS) {
        for traced in [true, false].repeat(times) {
            match run(seed, traced, larger) {
                Ok(Outcome::Exit(0)) => exits += 1,
                Ok(_) => deadlocks += 1,
                Err(e) => panic!("workload {seed}, traced: {traced}: {e}"),
            }
        }
    }
    assert!(exits + deadlocks > 0);
}

/// A number out of `/proc/self/status`; 0 where there is none.
fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.trim_start_matches(':').split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Counts the bytes that are allocated and not yet freed. What is resident says less of them: the
/// allocator keeps freed memory, and the stacks of threads that ended.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: it is the system's allocator; only a number is kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Relaxed);
        // SAFETY: the caller keeps what `System` demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }
}

/// Bytes that are allocated now.
fn held() -> usize {
    HELD.load(Relaxed)
}

/// `GMPSIM_SOAK=600 cargo test --release --test random_threads -- --ignored --nocapture`: workloads
/// of all sizes, one after the other, for so many seconds. Threads and memory must not pile up.
#[test]
#[ignore = "takes as long as GMPSIM_SOAK says, in seconds (600)"]
fn soak() {
    let seconds = number("GMPSIM_SOAK").unwrap_or(600);
    let (start, time) = (Instant::now(), Duration::from_secs(seconds));
    let (mut runs, mut deadlocks, mut early) = (0u64, 0u64, None);
    // Not those of the other test.
    for seed in 1_000_000.. {
        let larger = [1, 1, 1, 4, 16, 64][seed as usize % 6];
        match run(seed, seed % 2 == 0, larger) {
            Ok(outcome) => deadlocks += u64::from(outcome != Outcome::Exit(0)),
            Err(e) => panic!("workload {seed}, {larger} times as large: {e}"),
        }
        runs += 1;
        if start.elapsed() > time / 10 && early.is_none() {
            early = Some((held(), status("VmRSS"), status("Threads")));
        }
        if start.elapsed() > time {
            break;
        }
    }
    let (bytes, rss, threads) = early.expect("it takes longer than a tenth of it");
    let (bytes_now, rss_now, threads_now) = (held(), status("VmRSS"), status("Threads"));
    println!("{runs} workloads, {deadlocks} of them deadlocks, nothing lost");
    println!(
        "bytes held: {bytes} early, {bytes_now} at the end; threads: {threads}, {threads_now}"
    );
    println!("resident kB: {rss} early, {rss_now} at the end");
    // One may be about to end.
    assert!(threads_now <= threads + 2, "threads pile up");
    // Queues that were grown are freed when some later thread looks (crossbeam-epoch).
    assert!(bytes_now < bytes * 2 + 1_000_000, "memory piles up");
    // Stacks are mapped, not allocated.
    assert!(rss_now < rss * 2 + 50_000, "mapped memory piles up");
}
