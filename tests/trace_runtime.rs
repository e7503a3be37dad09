//! Whatever the scheduler does is possible: random programs, many settings, through `order`.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gmpsim::kernel::virtual_time::{Limits, Machine, VirtualTime};
use gmpsim::runtime::chan::Hchan;
use gmpsim::runtime::choices::Draw;
use gmpsim::runtime::select::SelectCase;
use gmpsim::runtime::sync::{cond, mutex, rwmutex, waitgroup};
use gmpsim::runtime::{Body, Cx, MainProgram, Options};
use gmpsim::trace::replay::Replay;
use gmpsim::trace::tracer::{Strings, Tracer};
use parking_lot::Mutex;

type VCx<'a> = Cx<'a, VirtualTime>;

/// What the goroutines of a random program share.
struct Shared {
    chans: Vec<Arc<Hchan<u32>>>,
    mutex: [AtomicU64; 2],
    rwmutex: Vec<AtomicU64>,
    waitgroup: Vec<AtomicU64>,
    cond: Vec<AtomicU64>,
    /// Goroutines bind themselves to their threads too.
    lock: bool,
}

fn words(n: usize) -> Vec<AtomicU64> {
    (0..n).map(|_| AtomicU64::new(0)).collect()
}

/// A goroutine that does `n` random things.
fn goroutine(cx: &mut VCx<'_>, shared: &Arc<Shared>, depth: u32, n: u32) {
    let mut held = false;
    for i in 0..n {
        cx.set_line(i + 1);
        let random = cx.cheaprand(Draw::Program);
        let chan = &shared.chans[(random >> 20) as usize % shared.chans.len()];
        let time = u64::from(random >> 8) % 200_000;
        match random % 23 {
            0..3 if depth > 0 => {
                let shared = shared.clone();
                cx.spawn("main.f", move |cx| goroutine(cx, &shared, depth - 1, n));
            }
            0..3 => cx.gosched(),
            3 => cx.sleep(time as i64),
            4 => cx.charge(time),
            5 => cx.syscall(time),
            6 => cx.io_wait(time),
            7..10 => _ = cx.chansend(chan, i),
            10..13 => _ = cx.chanrecv(chan),
            13..15 => {
                let other = &shared.chans[(random >> 24) as usize % shared.chans.len()];
                let cases =
                    vec![SelectCase::Send(chan.clone(), i), SelectCase::Recv(other.clone())];
                _ = cx.selectgo(cases, random & 64 == 0);
            }
            15 | 16 => {
                mutex::lock(cx, &shared.mutex[0], &shared.mutex[1]).expect("it is used well");
                cx.charge(time / 4);
                _ = mutex::unlock(cx, &shared.mutex[0], &shared.mutex[1]);
            }
            17 => {
                rwmutex::rlock(cx, &shared.rwmutex);
                cx.gosched();
                _ = rwmutex::runlock(cx, &shared.rwmutex);
            }
            18 => {
                rwmutex::lock(cx, &shared.rwmutex).expect("it is used well");
                cx.charge(time / 4);
                _ = rwmutex::unlock(cx, &shared.rwmutex);
            }
            19 => {
                _ = waitgroup::add(cx, &shared.waitgroup, 1);
                cx.charge(time / 8);
                _ = waitgroup::add(cx, &shared.waitgroup, -1);
            }
            20 if random & 64 == 0 => cond::broadcast(cx, &shared.cond),
            20 => cond::signal(cx, &shared.cond),
            21 if shared.lock && random & 64 == 0 && !held => {
                cx.lock_os_thread();
                held = true;
            }
            21 if held => {
                cx.unlock_os_thread();
                held = false;
            }
            _ if random & 0xf00 == 0 => _ = cx.gomaxprocs(1 + (random >> 16) as i32 % 6),
            _ => {}
        }
    }
}

/// How many events were told; or the refusal, with the events before it.
fn check(seed: u64, procs: u32, cores: usize, lock: bool) -> Result<u64, String> {
    let program = MainProgram {
        init: Body::new(|_| {}),
        main: Body::new(move |cx: &mut VCx<'_>| {
            let chans = (0..5).map(|i| cx.makechan([0, 0, 1, 3, 64][i])).collect();
            let shared = Arc::new(Shared {
                chans,
                mutex: [AtomicU64::new(0), AtomicU64::new(0)],
                rwmutex: words(rwmutex::WORDS),
                waitgroup: words(waitgroup::WORDS),
                cond: words(cond::WORDS),
                lock,
            });
            for _ in 0..6 + seed % 3 * 150 {
                let shared = shared.clone();
                cx.spawn("main.f", move |cx| goroutine(cx, &shared, 2, 12));
            }
            cx.sleep(30_000_000);
        }),
        finalizer: true,
    };
    let events = Arc::new(Mutex::new(Vec::new()));
    let options = Options { procs, ..Options::default() };
    let tracer = Tracer::new(Some(Box::new(events.clone())));
    let mut machine = Machine::new(&options, cores, seed, tracer, Box::new(|_, _| {}), program);
    machine.run(&Limits {
        events: 20_000,
        time: 100_000_000,
        work: 400_000_000,
        ..Limits::default()
    });
    drop(machine);
    let events = events.lock();
    let mut order = Replay::new();
    if let Err(refused) = events.iter().try_for_each(|event| order.step(event)) {
        let at = refused.index as usize;
        let before = &events[at.saturating_sub(25)..=at];
        let lines: Vec<String> = before.iter().map(|e| e.line(&Strings::default())).collect();
        let lines = lines.join("\n");
        return Err(format!("seed {seed}, {procs} Ps, {cores} cores: {refused}\n{lines}"));
    }
    Ok(order.state().n())
}

fn check_all(lock: bool) {
    let mut told = 0;
    let mut problems = Vec::new();
    for seed in 0..48 {
        match check(seed, 1 + seed as u32 % 7, 1 + seed as usize % 4, lock) {
            Ok(n) => told += n,
            Err(problem) => problems.push(problem),
        }
    }
    assert!(problems.is_empty(), "{} of 48\n{}", problems.len(), problems.join("\n\n"));
    assert!(told > 50_000, "only {told} events");
}

#[test]
fn what_the_scheduler_tells_is_possible() {
    check_all(false);
}

#[test]
fn what_it_tells_of_locked_threads_is_possible() {
    check_all(true);
}
