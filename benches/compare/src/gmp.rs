//! gmpsim on real threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use gmpsim::policy::{Policy, Switch};
use gmpsim::kernel::threads::{End, Limits, Machine, Threads};
use gmpsim::runtime::sync::{mutex, waitgroup};
use gmpsim::runtime::{Body, Cx, Hchan, MainProgram, MovingProgram, Options, Outcome, SelectCase, Selected};
use gmpsim::trace::event::{Event, StrId};
use gmpsim::trace::tracer::{Sink, Strings, Tracer};

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

type C<'y> = Cx<'y, Threads>;

/// The name of all goroutines here.
const NAME: StrId = StrId(0);

pub fn run(procs: usize, main: impl FnOnce(&mut C<'_>) + Send + 'static) {
    run_with(Options { procs: procs as u32, ..Options::default() }, Tracer::new(None), main);
}

fn run_with(options: Options, tracer: Tracer, main: impl FnOnce(&mut C<'_>) + Send + 'static) {
    let program = MainProgram { init: Body::new(|_| {}), main: Body::new(main), finalizer: false };
    // SAFETY: the closures here keep references, `Arc`s and numbers.
    let program = unsafe { MovingProgram::promise(program) };
    let mut machine = Machine::new(&options, tracer, Box::new(|_, _| {}), program);
    let end = machine.run(&Limits::default());
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
}

fn go(cx: &mut C<'_>, body: impl FnOnce(&mut C<'_>) + Send + 'static) {
    cx.newproc(NAME, 0, Body::new(body));
}

type Words = [AtomicU64; 2];

fn done(cx: &mut C<'_>, wg: &Words) {
    waitgroup::add(cx, wg, -1).expect("it was counted");
}

fn wait_for(cx: &mut C<'_>, n: usize, start: impl FnOnce(&mut C<'_>, &Arc<Words>)) {
    let wg: Arc<Words> = Arc::default();
    waitgroup::add(cx, &wg[..], n as i64).expect("nobody waits");
    start(cx, &wg);
    waitgroup::wait(cx, &wg[..]).expect("it is used once");
}

fn spawn(procs: usize) -> usize {
    run(procs, |cx| {
        wait_for(cx, SPAWNS, |cx, wg| {
            for _ in 0..SPAWNS {
                let wg = wg.clone();
                go(cx, move |cx| done(cx, &wg));
            }
        });
    });
    SPAWNS
}

fn yields(procs: usize) -> usize {
    run(procs, |cx| {
        wait_for(cx, TASKS, |cx, wg| {
            for _ in 0..TASKS {
                let wg = wg.clone();
                go(cx, move |cx| {
                    for _ in 0..YIELDS {
                        cx.gosched();
                    }
                    done(cx, &wg);
                });
            }
        });
    });
    TASKS * YIELDS
}

fn ping_pong(procs: usize) -> usize {
    run(procs, hops);
    HOPS
}

fn hops(cx: &mut C<'_>) {
    let (a, b) = (cx.makechan::<usize>(0), cx.makechan::<usize>(0));
    let (from, to) = (a.clone(), b.clone());
    go(cx, move |cx| {
        while let Some(v) = cx.chanrecv(&from) {
            cx.chansend(&to, v + 1).expect("open");
        }
    });
    for _ in 0..HOPS / 2 {
        cx.chansend(&a, 1).expect("open");
        cx.chanrecv(&b);
    }
}

/// Counts the events of a trace.
struct Counts(Arc<AtomicUsize>);

impl Sink for Counts {
    fn events(&mut self, events: &[Event], _strings: &Strings) {
        self.0.fetch_add(events.len(), Relaxed);
    }
}

/// Nanoseconds that an event of a trace costs: ping-pong with somebody who listens and without.
pub fn trace(procs: usize) -> f64 {
    let events = Arc::new(AtomicUsize::new(0));
    let once = |tracer| {
        let start = Instant::now();
        run_with(Options { procs: procs as u32, ..Options::default() }, tracer, hops);
        start.elapsed().as_nanos() as f64
    };
    let (mut without, mut with) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        without = without.min(once(Tracer::new(None)));
        with = with.min(once(Tracer::new(Some(Box::new(Counts(events.clone()))))));
    }
    (with - without) / (events.load(Relaxed) / 5) as f64
}

fn buffered(procs: usize) -> usize {
    run(procs, |cx| {
        let c = cx.makechan::<usize>(BUFFER);
        let to = c.clone();
        go(cx, move |cx| {
            for i in 0..VALUES {
                cx.chansend(&to, i).expect("open");
            }
            cx.closechan(&to).expect("open");
        });
        let mut sum = 0;
        while let Some(v) = cx.chanrecv(&c) {
            sum += v;
        }
        assert_eq!(sum, VALUES * (VALUES - 1) / 2);
    });
    VALUES
}

fn node(cx: &mut C<'_>, to: &Arc<Hchan<usize>>, num: usize, size: usize) {
    if size == 1 {
        return cx.chansend(to, num).expect("open");
    }
    let (c, size) = (cx.makechan::<usize>(0), size / 10);
    for i in 0..10 {
        let c = c.clone();
        go(cx, move |cx| node(cx, &c, num + i * size, size));
    }
    let sum = (0..10).map(|_| cx.chanrecv(&c).expect("open")).sum();
    cx.chansend(to, sum).expect("open");
}

fn skynet(procs: usize) -> usize {
    run(procs, |cx| {
        let c = cx.makechan::<usize>(0);
        let to = c.clone();
        go(cx, move |cx| node(cx, &to, 0, LEAVES));
        assert_eq!(cx.chanrecv(&c), Some(LEAVES * (LEAVES - 1) / 2));
    });
    NODES
}

fn select(procs: usize) -> usize {
    run(procs, |cx| {
        let chans = [cx.makechan::<usize>(0), cx.makechan::<usize>(0)];
        for c in chans.clone() {
            go(cx, move |cx| {
                for i in 0..SELECTS / 2 {
                    cx.chansend(&c, i).expect("open");
                }
            });
        }
        let mut sum = 0;
        for _ in 0..SELECTS {
            let cases = chans.iter().map(|c| SelectCase::Recv(c.clone())).collect();
            if let Ok(Selected::Received(_, Some(v))) = cx.selectgo(cases, true) {
                sum += v;
            }
        }
        std::hint::black_box(sum);
    });
    SELECTS
}

fn mutexes(procs: usize) -> usize {
    run(procs, |cx| {
        let m: Arc<(AtomicU64, AtomicU64, AtomicUsize)> = Arc::default();
        let counted = m.clone();
        wait_for(cx, LOCKERS, |cx, wg| {
            for _ in 0..LOCKERS {
                let (wg, m) = (wg.clone(), m.clone());
                go(cx, move |cx| {
                    for _ in 0..LOCKS {
                        mutex::lock(cx, &m.0, &m.1).expect("it is used well");
                        m.2.store(m.2.load(Relaxed) + 1, Relaxed);
                        mutex::unlock(cx, &m.0, &m.1).expect("it is locked");
                    }
                    done(cx, &wg);
                });
            }
        });
        assert_eq!(counted.2.load(Relaxed), LOCKERS * LOCKS);
    });
    LOCKERS * LOCKS
}

fn timers(procs: usize) -> usize {
    run(procs, |cx| {
        wait_for(cx, SLEEPERS, |cx, wg| {
            for i in 0..SLEEPERS {
                let wg = wg.clone();
                go(cx, move |cx| {
                    for _ in 0..SLEEPS {
                        cx.sleep((1 + i % 7) as i64 * 1_000);
                    }
                    done(cx, &wg);
                });
            }
        });
    });
    SLEEPERS * SLEEPS
}

fn steal(procs: usize) -> usize {
    run(procs, |cx| {
        for _ in 0..BURSTS {
            wait_for(cx, BURST, |cx, wg| {
                for _ in 0..BURST {
                    let wg = wg.clone();
                    go(cx, move |cx| {
                        spin_a_little();
                        done(cx, &wg);
                    });
                }
            });
        }
    });
    BURSTS * BURST
}

/// Resident bytes of each of `n` goroutines: not yet started ones, and such as wait.
pub fn memory(n: usize, started: bool) -> usize {
    let per = Arc::new(AtomicUsize::new(0));
    let out = per.clone();
    // Nobody starts them while main goes on.
    let policy = if started { Policy::default() } else { Switch::NoPreempt.into() };
    let options = Options { procs: 1, policy, ..Options::default() };
    run_with(options, Tracer::new(None), move |cx| {
        let never = cx.makechan::<usize>(0);
        let count = Arc::new(AtomicUsize::new(0));
        let before = resident();
        for _ in 0..n {
            let (never, count) = (never.clone(), count.clone());
            go(cx, move |cx| {
                count.fetch_add(1, Relaxed);
                cx.chanrecv(&never);
            });
        }
        while started && count.load(Relaxed) < n {
            cx.gosched();
        }
        out.store((resident().saturating_sub(before)) / n, Relaxed);
    });
    per.load(Relaxed)
}
