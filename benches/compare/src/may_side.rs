//! may: stackful coroutines in Rust. A million at once fail on `vm.max_map_count`, so `spawn` and
//! `skynet` are smaller.

use std::sync::Arc;

use may::coroutine::yield_now;
use may::sync::{Mutex, mpsc};
use may::{coroutine, go};

use super::*;

pub const ALL: [Bench; 5] = [
    ("spawn", spawn),
    ("yield", yields),
    ("ping-pong", ping_pong),
    ("buffered", buffered),
    ("mutex", mutexes),
];

const FEWER: usize = 10_000;

fn workers(threads: usize) {
    may::config().set_workers(threads);
}

fn join(all: Vec<coroutine::JoinHandle<()>>) {
    all.into_iter().for_each(|task| task.join().expect("it does not panic"));
}

fn spawn(threads: usize) -> usize {
    workers(threads);
    for _ in 0..10 {
        join((0..FEWER).map(|_| go!(|| {})).collect());
    }
    FEWER * 10
}

fn yields(threads: usize) -> usize {
    workers(threads);
    let task = || {
        for _ in 0..YIELDS {
            yield_now();
        }
    };
    join((0..TASKS).map(|_| go!(task)).collect());
    TASKS * YIELDS
}

/// Its channels have no bound, so nobody waits to send.
fn ping_pong(threads: usize) -> usize {
    workers(threads);
    let (a, from) = mpsc::channel::<usize>();
    let (to, b) = mpsc::channel::<usize>();
    let other = go!(move || {
        while let Ok(v) = from.recv() {
            to.send(v + 1).expect("open");
        }
    });
    join(vec![go!(move || {
        for _ in 0..HOPS / 2 {
            a.send(1).expect("open");
            b.recv().expect("open");
        }
    })]);
    join(vec![other]);
    HOPS
}

fn buffered(threads: usize) -> usize {
    workers(threads);
    let (to, c) = mpsc::channel::<usize>();
    let producer = go!(move || {
        for i in 0..VALUES {
            to.send(i).expect("open");
        }
    });
    join(vec![producer, go!(move || while c.recv().is_ok() {})]);
    VALUES
}

fn mutexes(threads: usize) -> usize {
    workers(threads);
    let counter = Arc::new(Mutex::new(0));
    let task = |counter: Arc<Mutex<usize>>| {
        move || {
            for _ in 0..LOCKS {
                *counter.lock().expect("nobody panics") += 1;
            }
        }
    };
    join((0..LOCKERS).map(|_| go!(task(counter.clone()))).collect());
    LOCKERS * LOCKS
}
