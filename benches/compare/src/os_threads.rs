//! The operating system's threads, at sizes they can bear.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::thread;

use super::*;

pub const ALL: [Bench; 4] =
    [("spawn", spawn), ("ping-pong", ping_pong), ("buffered", buffered), ("mutex", mutexes)];

fn spawn(_threads: usize) -> usize {
    for _ in 0..20 {
        let all: Vec<_> = (0..500).map(|_| thread::spawn(|| {})).collect();
        all.into_iter().for_each(|t| t.join().expect("it does not panic"));
    }
    20 * 500
}

fn ping_pong(_threads: usize) -> usize {
    let (a, from) = sync_channel::<usize>(0);
    let (to, b) = sync_channel::<usize>(0);
    let other = thread::spawn(move || {
        while let Ok(v) = from.recv() {
            to.send(v + 1).expect("open");
        }
    });
    for _ in 0..HOPS / 100 {
        a.send(1).expect("open");
        b.recv().expect("open");
    }
    drop(a);
    other.join().expect("it does not panic");
    HOPS / 50
}

fn buffered(_threads: usize) -> usize {
    let (to, c) = sync_channel::<usize>(BUFFER);
    let producer = thread::spawn(move || {
        for i in 0..VALUES / 10 {
            to.send(i).expect("open");
        }
    });
    while c.recv().is_ok() {}
    producer.join().expect("it does not panic");
    VALUES / 10
}

fn mutexes(_threads: usize) -> usize {
    let counter = Arc::new(Mutex::new(0));
    let locker = |counter: Arc<Mutex<usize>>| {
        thread::spawn(move || {
            for _ in 0..LOCKS {
                *counter.lock().expect("nobody panics") += 1;
            }
        })
    };
    let all: Vec<_> = (0..LOCKERS).map(|_| locker(counter.clone())).collect();
    all.into_iter().for_each(|t| t.join().expect("it does not panic"));
    LOCKERS * LOCKS
}
