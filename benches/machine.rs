//! Measures what varies on the machine at hand: how long a woken thread needs to run, a new one, how late
//! timers are, how often the operating system takes a core away, how even a core's speed is, what a
//! cache line costs that another core wrote.
//!
//! `cargo bench --bench machine` on a quiet machine gives the tables of noise `typical` in
//! `src/kernel/virtual_time/noise.rs`, `cargo bench --bench machine -- busy` (two busy threads a core
//! beside it) those of `busy`. Each row is a measure's quantiles in nanoseconds.

#![allow(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

/// In thousandths. They are those of `noise::QUANTILES`.
const QUANTILES: [usize; 11] = [0, 10, 50, 250, 500, 750, 900, 950, 990, 999, 1000];

fn main() {
    let busy = std::env::args().any(|a| a == "busy");
    let done = Arc::new(AtomicBool::new(false));
    let load = if busy { 2 * cores() } else { 0 };
    let hogs: Vec<_> = (0..load)
        .map(|_| {
            let done = done.clone();
            thread::spawn(move || while !done.load(SeqCst) {})
        })
        .collect();
    println!("// {} cores, {}", cores(), if busy { "busy" } else { "quiet" });
    println!("// quantiles, in thousandths: {QUANTILES:?}");
    wake();
    create();
    late();
    hiccups();
    speed();
    line();
    done.store(true, SeqCst);
    hogs.into_iter().for_each(|h| h.join().expect("a hog only spins"));
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Nanoseconds of the monotonic clock.
fn now() -> u64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `t` is a valid place for the answer.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut t) };
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

fn futex(word: &AtomicU32, op: i32, value: u32, timeout: Option<Duration>) {
    let timeout = timeout
        .map(|d| libc::timespec { tv_sec: d.as_secs() as i64, tv_nsec: d.subsec_nanos() as i64 });
    let timeout = timeout.as_ref().map_or(std::ptr::null(), |t| t as *const libc::timespec);
    let op = op | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the word and the time outlive the call; the kernel reads nothing else.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), op, value, timeout) };
}

fn row(name: &str, mut samples: Vec<u64>) {
    samples.sort_unstable();
    let n = samples.len();
    let at = |q: &usize| samples[(q * n / 1000).min(n - 1)];
    let table: Vec<u64> = QUANTILES.iter().map(at).collect();
    println!("{name:14} {n:7} samples  {table:?}");
}

/// Spins: a sleep would let the core sleep as well.
fn spin(ns: u64) {
    let end = now() + ns;
    while now() < end {}
}

/// From a futex wake to the woken thread running, and what it costs the waker, by how long the woken
/// thread had slept.
fn wake() {
    for (name, slept) in [
        ("10us", 10_000),
        ("30us", 30_000),
        ("60us", 60_000),
        ("120us", 120_000),
        ("250us", 250_000),
        ("2ms", 2_000_000),
    ] {
        let word = Arc::new(AtomicU32::new(0));
        let ran = Arc::new(AtomicU64::new(0));
        let rounds = if slept > 1_000_000 { 1_000 } else { 3_000 };
        let sleeper = {
            let (word, ran) = (word.clone(), ran.clone());
            thread::spawn(move || {
                for _ in 0..rounds {
                    while word.load(SeqCst) == 0 {
                        futex(&word, libc::FUTEX_WAIT, 0, None);
                    }
                    word.store(0, SeqCst);
                    ran.store(now(), SeqCst);
                }
            })
        };
        let (mut latency, mut waker) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            spin(slept);
            let start = now();
            word.store(1, SeqCst);
            futex(&word, libc::FUTEX_WAKE, 1, None);
            let end = now();
            let at = loop {
                match ran.swap(0, SeqCst) {
                    0 => std::hint::spin_loop(),
                    at => break at,
                }
            };
            latency.push(at - start);
            waker.push(end - start);
        }
        sleeper.join().expect("the sleeper counts its rounds");
        row(&format!("wake {name}"), latency);
        row(&format!("waker {name}"), waker);
    }
}

/// From the making of a thread to its first instruction, and what that costs its maker.
fn create() {
    let (mut first, mut maker) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        spin(20_000);
        let start = now();
        let made = thread::spawn(now);
        maker.push(now() - start);
        first.push(made.join().expect("it reads the clock") - start);
    }
    row("create", first);
    row("creator", maker);
}

/// How much later than asked a timed wait ends.
fn late() {
    for (name, ns) in
        [("20us", 20_000), ("100us", 100_000), ("1ms", 1_000_000), ("10ms", 10_000_000)]
    {
        let word = AtomicU32::new(0);
        let rounds = if ns > 1_000_000 { 100 } else { 1_000 };
        let mut samples = Vec::new();
        for _ in 0..rounds {
            let start = now();
            futex(&word, libc::FUTEX_WAIT, 0, Some(Duration::from_nanos(ns)));
            samples.push((now() - start).saturating_sub(ns));
        }
        row(&format!("late {name}"), samples);
    }
}

/// How often a thread that computes is stopped by something else, and for how long: gaps of over 1 µs
/// between two looks at the clock, on all cores at once.
fn hiccups() {
    let length = 3_000_000_000;
    let watch = move || {
        let (start, mut gaps) = (now(), Vec::new());
        let mut last = start;
        while last < start + length {
            let t = now();
            if t - last > 1_000 {
                gaps.push((last, t - last));
            }
            last = t;
        }
        gaps
    };
    let watchers: Vec<_> = (0..cores()).map(|_| thread::spawn(watch)).collect();
    for (i, w) in watchers.into_iter().enumerate() {
        let gaps = w.join().expect("it reads the clock");
        let apart = gaps.windows(2).map(|g| g[1].0 - g[0].0).collect::<Vec<_>>();
        if apart.len() > 10 {
            row(&format!("hiccup {i}"), gaps.iter().map(|g| g.1).collect());
            row(&format!("apart {i}"), apart);
        }
    }
}

/// How long the same work takes, in thousandths of its median: pieces of some 20 µs, and sums of 1 ms.
fn speed() {
    let work = || {
        let mut x = 1u64;
        for i in 0..20_000u64 {
            x = std::hint::black_box(x.wrapping_mul(i | 1));
        }
        x
    };
    let watch = move || {
        (0..20_000)
            .map(|_| {
                let start = Instant::now();
                std::hint::black_box(work());
                start.elapsed().as_nanos() as u64
            })
            .collect::<Vec<_>>()
    };
    let watchers: Vec<_> = (0..cores()).map(|_| thread::spawn(watch)).collect();
    for (i, w) in watchers.into_iter().enumerate() {
        let pieces = w.join().expect("it computes");
        let relative = |pieces: Vec<u64>| {
            let mut sorted = pieces.clone();
            sorted.sort_unstable();
            let median = sorted[sorted.len() / 2];
            pieces.into_iter().map(|p| p * 1000 / median).collect::<Vec<_>>()
        };
        let sums = pieces.chunks_exact(50).map(|c| c.iter().sum()).collect();
        row(&format!("speed {i}"), relative(pieces));
        row(&format!("speed {i} 1ms"), relative(sums));
    }
}

/// What it costs to read a hundred cache lines that another core has just written, one after another.
fn line() {
    const LINES: usize = 100;
    #[repr(align(128))]
    struct Line(AtomicU64);
    let lines: Arc<Vec<Line>> = Arc::new((0..LINES).map(|_| Line(AtomicU64::new(0))).collect());
    let turn = Arc::new(AtomicU32::new(0));
    let rounds = 2_000;
    let writer = {
        let (lines, turn) = (lines.clone(), turn.clone());
        thread::spawn(move || {
            for i in 0..rounds {
                while turn.load(SeqCst) != 2 * i {}
                lines.iter().for_each(|l| l.0.store(i.into(), SeqCst));
                turn.store(2 * i + 1, SeqCst);
            }
        })
    };
    let mut samples = Vec::new();
    for i in 0..rounds {
        while turn.load(SeqCst) != 2 * i + 1 {}
        let start = now();
        // Each read waits for the one before it.
        let mut at = 0usize;
        for _ in 0..LINES {
            let read = lines[at].0.load(SeqCst) as usize;
            at = std::hint::black_box(at + 1 + read - i as usize) % LINES;
        }
        std::hint::black_box(at);
        samples.push(now() - start);
        turn.store(2 * i + 2, SeqCst);
    }
    writer.join().expect("the writer counts its rounds");
    row("line", samples);
}
