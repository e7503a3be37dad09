//! tokio's scheduler, with as many workers.

use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, mpsc};
use tokio::task::{JoinSet, yield_now};

use super::*;

pub const ALL: [Bench; 9] = [
    ("spawn", spawn),
    ("yield", yields),
    ("ping-pong", ping_pong),
    ("buffered", buffered),
    ("skynet", skynet),
    ("select", select),
    ("mutex", mutexes),
    ("timers", timers),
    ("steal", steal),
];

fn runtime(threads: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(threads).enable_time().build().expect("threads")
}

/// Runs it as a task: `block_on` alone would keep the main thread out of the scheduler.
fn run(threads: usize, main: impl Future<Output = ()> + Send + 'static) {
    let rt = runtime(threads);
    rt.block_on(async { tokio::spawn(main).await.expect("it does not panic") });
}

fn spawn(threads: usize) -> usize {
    run(threads, async {
        let mut all = Vec::with_capacity(SPAWNS);
        for _ in 0..SPAWNS {
            all.push(tokio::spawn(async {}));
        }
        for task in all {
            task.await.expect("it does not panic");
        }
    });
    SPAWNS
}

fn yields(threads: usize) -> usize {
    run(threads, async {
        let mut all = JoinSet::new();
        for _ in 0..TASKS {
            all.spawn(async {
                for _ in 0..YIELDS {
                    yield_now().await;
                }
            });
        }
        all.join_all().await;
    });
    TASKS * YIELDS
}

/// tokio has no channel without a buffer: one of 1.
fn ping_pong(threads: usize) -> usize {
    run(threads, async {
        let (a, mut from) = mpsc::channel::<usize>(1);
        let (to, mut b) = mpsc::channel::<usize>(1);
        tokio::spawn(async move {
            while let Some(v) = from.recv().await {
                to.send(v + 1).await.expect("open");
            }
        });
        for _ in 0..HOPS / 2 {
            a.send(1).await.expect("open");
            b.recv().await;
        }
    });
    HOPS
}

fn buffered(threads: usize) -> usize {
    run(threads, async {
        let (to, mut c) = mpsc::channel::<usize>(BUFFER);
        tokio::spawn(async move {
            for i in 0..VALUES {
                to.send(i).await.expect("open");
            }
        });
        while c.recv().await.is_some() {}
    });
    VALUES
}

fn node(to: mpsc::Sender<usize>, num: usize, size: usize) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        if size == 1 {
            return to.send(num).await.expect("open");
        }
        let ((up, mut c), size) = (mpsc::channel(1), size / 10);
        for i in 0..10 {
            tokio::spawn(node(up.clone(), num + i * size, size));
        }
        let mut sum = 0;
        for _ in 0..10 {
            sum += c.recv().await.expect("open");
        }
        to.send(sum).await.expect("open");
    })
}

fn skynet(threads: usize) -> usize {
    run(threads, async {
        let (to, mut c) = mpsc::channel(1);
        tokio::spawn(node(to, 0, LEAVES));
        assert_eq!(c.recv().await, Some(LEAVES * (LEAVES - 1) / 2));
    });
    NODES
}

fn select(threads: usize) -> usize {
    run(threads, async {
        let (to_a, mut a) = mpsc::channel::<usize>(1);
        let (to_b, mut b) = mpsc::channel::<usize>(1);
        for to in [to_a, to_b] {
            tokio::spawn(async move {
                for i in 0..SELECTS / 2 {
                    to.send(i).await.expect("open");
                }
            });
        }
        for _ in 0..SELECTS {
            // Without the macro: whichever is ready first. One may be closed before the other.
            std::future::poll_fn(|cx| match a.poll_recv(cx) {
                Poll::Ready(Some(v)) => Poll::Ready(v),
                _ => match b.poll_recv(cx) {
                    Poll::Ready(Some(v)) => Poll::Ready(v),
                    _ => Poll::Pending,
                },
            })
            .await;
        }
    });
    SELECTS
}

fn mutexes(threads: usize) -> usize {
    run(threads, async {
        let counter = Arc::new(Mutex::new(0));
        let mut all = JoinSet::new();
        for _ in 0..LOCKERS {
            let counter = counter.clone();
            all.spawn(async move {
                for _ in 0..LOCKS {
                    *counter.lock().await += 1;
                }
            });
        }
        all.join_all().await;
        assert_eq!(*counter.lock().await, LOCKERS * LOCKS);
    });
    LOCKERS * LOCKS
}

fn timers(threads: usize) -> usize {
    run(threads, async {
        let mut all = JoinSet::new();
        for i in 0..SLEEPERS {
            all.spawn(async move {
                for _ in 0..SLEEPS {
                    tokio::time::sleep(Duration::from_micros(1 + i as u64 % 7)).await;
                }
            });
        }
        all.join_all().await;
    });
    SLEEPERS * SLEEPS
}

fn steal(threads: usize) -> usize {
    run(threads, async {
        for _ in 0..BURSTS {
            let mut all = Vec::with_capacity(BURST);
            for _ in 0..BURST {
                all.push(tokio::spawn(async { spin_a_little() }));
            }
            for task in all {
                task.await.expect("it does not panic");
            }
        }
    });
    BURSTS * BURST
}
