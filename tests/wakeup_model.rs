//! The wake-up protocol of `src/runtime/idle.rs`, run by loom in every interleaving: work that was made
//! runnable while a P is idle has somebody who comes for it.
//!
//! The counts and what is done to them are the scheduler's own code on loom's atomics. Around it stands what
//! the scheduler does in `src/runtime/proc/wake.rs` and `src/runtime/proc/find_runnable.rs`, in small:
//! whoever submits work ([`World::submit`], Go's `ready` and `wakep`), an M that searches in vain and gives
//! up its P (`give_up_p`, `recheck`), and one that gives it up without having searched. Each mutation
//! leaves out one part of the protocol; loom must then find the lost wake-up, or the model proves
//! nothing.

#[allow(dead_code, missing_docs, reason = "the scheduler uses more of it")]
#[path = "../src/runtime/idle.rs"]
mod idle;

use std::panic::catch_unwind;
use std::sync::atomic::Ordering::{self, SeqCst};

use loom::sync::atomic::{AtomicBool, AtomicU32, fence};
use loom::sync::{Arc, Mutex, MutexGuard};
use loom::thread;

use idle::{Atomics, Count, Flag, Idle, LetGo};

/// What is left out of the protocol.
#[derive(Clone, Copy, PartialEq)]
enum Without {
    Nothing,
    /// The queues are not looked at again after giving up the P (FR-14).
    Recheck,
    /// They are, but before the count of spinning Ms goes down.
    Order,
    /// Whoever finds no idle P leaves no request for the next that is about to go idle (WK-4).
    Request,
    /// Who goes idle looks for that request before it counts its P idle, but not afterwards.
    LateLook,
}

/// An operation in the order that all threads agree on, if it asks for that: loom knows such fences, but not
/// such operations.
fn ordered<R>(order: Ordering, operation: impl FnOnce() -> R) -> R {
    if order != SeqCst {
        return operation();
    }
    fence(SeqCst);
    let done = operation();
    fence(SeqCst);
    done
}

#[derive(Default)]
struct LoomCount(AtomicU32);

impl Count for LoomCount {
    fn load(&self, order: Ordering) -> u32 {
        ordered(order, || self.0.load(order))
    }

    fn fetch_add(&self, n: u32, order: Ordering) -> u32 {
        ordered(order, || self.0.fetch_add(n, order))
    }

    fn fetch_sub(&self, n: u32, order: Ordering) -> u32 {
        ordered(order, || self.0.fetch_sub(n, order))
    }

    fn compare_exchange(&self, from: u32, to: u32, order: Ordering, failed: Ordering) -> bool {
        ordered(order, || self.0.compare_exchange(from, to, order, failed).is_ok())
    }
}

/// A flag; `DEAF`: it is never set.
#[derive(Default)]
struct LoomFlag<const DEAF: bool>(AtomicBool);

impl<const DEAF: bool> Flag for LoomFlag<DEAF> {
    fn load(&self, order: Ordering) -> bool {
        ordered(order, || self.0.load(order))
    }

    fn store(&self, on: bool, order: Ordering) {
        ordered(order, || self.0.store(on && !DEAF, order));
    }
}

struct Loom<const DEAF: bool>;

impl<const DEAF: bool> Atomics for Loom<DEAF> {
    type Count = LoomCount;
    type Flag = LoomFlag<DEAF>;
}

struct World<A: Atomics> {
    without: Without,
    /// Runnable goroutines that a thief could find.
    work: AtomicU32,
    idle: Idle<A>,
    sched: Mutex<Sched>,
}

/// What the scheduler keeps under its lock.
struct Sched {
    /// Idle Ps.
    pidle: u32,
    /// Ms that were woken with a P, to search.
    woken: u32,
}

impl<A: Atomics> World<A> {
    fn lock(&self) -> MutexGuard<'_, Sched> {
        self.sched.lock().expect("nobody panics with the lock")
    }

    /// Makes a goroutine runnable and wakes somebody for it (RD-1, WK-1).
    fn submit(&self) {
        self.work.fetch_add(1, SeqCst);
        fence(SeqCst);
        self.wakep();
    }

    fn wakep(&self) {
        let woken = self.idle.wakep(|| {}, || self.pidleget_spinning(&mut self.lock()));
        if woken.is_some() {
            self.lock().woken += 1;
        }
    }

    fn pidleput(&self, sched: &mut Sched) {
        sched.pidle += 1;
        self.idle.count_idle_p();
    }

    fn pidleget(&self, sched: &mut Sched) -> Option<()> {
        sched.pidle = sched.pidle.checked_sub(1)?;
        self.idle.uncount_idle_p();
        Some(())
    }

    fn pidleget_spinning(&self, sched: &mut Sched) -> Option<()> {
        let p = self.pidleget(sched);
        if p.is_none() {
            self.idle.request();
        }
        p
    }

    /// Takes work, as a thief does.
    fn steal(&self) -> bool {
        self.work.fetch_update(SeqCst, SeqCst, |n| n.checked_sub(1)).is_ok()
    }

    fn let_p_go(&self, spinning: bool, sched: &mut Sched) -> LetGo {
        if self.without == Without::LateLook {
            if !spinning && self.idle.is_requested() {
                return LetGo::Kept;
            }
            self.pidleput(sched);
            return LetGo::Idle;
        }
        self.idle.let_p_go(spinning, || self.pidleput(sched))
    }

    /// An M with a P looks for work, and gives the P up if it finds none; says whether it found any.
    fn find_runnable(&self, mut spinning: bool) -> bool {
        loop {
            if spinning && self.steal() {
                // WK-3
                self.idle.end_search();
                self.wakep();
                return true;
            }
            let mut sched = self.lock();
            let let_go = self.let_p_go(spinning, &mut sched);
            if let_go == LetGo::Wanted {
                self.pidleget(&mut sched).expect("it was put there with the lock held");
            }
            drop(sched);
            if let_go != LetGo::Idle {
                self.idle.begin_search();
                spinning = true;
                continue;
            }
            if !spinning {
                return false;
            }
            let early = self.without == Without::Order && self.work.load(SeqCst) > 0;
            self.idle.end_search();
            let late = match self.without {
                Without::Order | Without::Recheck => false,
                _ => self.work.load(SeqCst) > 0,
            };
            if !early && !late || self.pidleget_spinning(&mut self.lock()).is_none() {
                return false;
            }
            self.idle.begin_search();
        }
    }
}

/// One M submits work while others give up their Ps; `searching` says of each whether it searched.
fn model(without: Without, searching: &'static [bool]) {
    if without == Without::Request {
        return model_on::<Loom<true>>(without, searching);
    }
    model_on::<Loom<false>>(without, searching);
}

fn model_on<A>(without: Without, searching: &'static [bool])
where
    A: Atomics<Count: Send + Sync, Flag: Send + Sync> + 'static,
{
    let mut loom = loom::model::Builder::new();
    // With three threads every interleaving is too many: so often may one be interrupted.
    loom.preemption_bound = (searching.len() > 1).then_some(2);
    loom.check(move || {
        let world = Arc::new(World {
            without,
            work: AtomicU32::new(0),
            idle: Idle::<A>::default(),
            sched: Mutex::new(Sched { pidle: 0, woken: 0 }),
        });
        searching.iter().filter(|s| **s).for_each(|_| world.idle.begin_search());
        let ms: Vec<_> = searching
            .iter()
            .map(|spinning| {
                let world = world.clone();
                thread::spawn(move || world.find_runnable(*spinning))
            })
            .collect();
        world.submit();
        let found: Vec<_> = ms.into_iter().map(|m| m.join().expect("an M ends")).collect();
        let sched = world.lock();
        let waits = world.work.load(SeqCst) > 0 && sched.pidle > 0;
        assert!(
            !waits || found.contains(&true) || sched.woken > 0,
            "work waits, a P is idle, and nobody comes"
        );
    });
}

#[test]
fn no_wakeup_is_lost() {
    model(Without::Nothing, &[true]);
    model(Without::Nothing, &[false]);
    model(Without::Nothing, &[true, false]);
}

#[test]
fn the_model_can_fail() {
    for (without, searching) in [
        (Without::Recheck, &[true][..]),
        (Without::Order, &[true]),
        (Without::Request, &[false]),
        (Without::LateLook, &[false]),
    ] {
        let lost = catch_unwind(|| model(without, searching));
        assert!(lost.is_err(), "a mutation that loses wake-ups was not found");
    }
}
