//! The wake-up protocol of `src/runtime/proc/wake.rs` in a model small enough that loom tries every
//! interleaving of it: work that was made runnable while a P is idle has somebody who comes for it.
//!
//! What is modelled: whoever submits work ([`World::submit`], Go's `ready` and `wakep`), an M that
//! searches in vain and gives up its P (`give_up_p`, `recheck`), and one that gives it up without
//! having searched. The code uses sequentially consistent operations where the model has fences: loom
//! knows only the latter, and they order the same accesses. Each mutation leaves out one part of the
//! protocol; loom must then find the lost wake-up, or the model proves nothing.

use std::panic::catch_unwind;

use loom::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst, fence};
use loom::sync::{Arc, Mutex, MutexGuard};
use loom::thread;

/// What is left out of the protocol.
#[derive(Clone, Copy, PartialEq)]
enum Without {
    Nothing,
    /// The queues are not looked at again after giving up the P (FR-14).
    Recheck,
    /// They are, but before the count of spinning Ms goes down.
    Order,
    /// Whoever finds no idle P leaves no word for the next that is about to go idle (WK-4).
    NeedSpinning,
    /// Who goes idle looks for that word before it counts its P idle, but not afterwards.
    LateLook,
}

struct World {
    without: Without,
    /// Runnable goroutines that a thief could find.
    work: AtomicU32,
    spinning: AtomicU32,
    /// Written with `sched` locked, as the list of idle Ps.
    idle_ps: AtomicU32,
    needspinning: AtomicBool,
    /// Ms that were woken with a P, to search.
    sched: Mutex<u32>,
}

impl World {
    fn lock(&self) -> MutexGuard<'_, u32> {
        self.sched.lock().expect("nobody panics with the lock")
    }

    /// Makes a goroutine runnable and wakes somebody for it (RD-1, WK-1).
    fn submit(&self) {
        self.work.fetch_add(1, SeqCst);
        fence(SeqCst);
        self.wakep();
    }

    fn wakep(&self) {
        if self.spinning.load(SeqCst) != 0 {
            return;
        }
        if self.idle_ps.load(SeqCst) == 0 {
            self.needspinning.store(self.without != Without::NeedSpinning, SeqCst);
            fence(SeqCst);
            if self.idle_ps.load(SeqCst) == 0 {
                return;
            }
        }
        if self.spinning.compare_exchange(0, 1, SeqCst, SeqCst).is_err() {
            return;
        }
        let mut woken = self.lock();
        if self.take_idle_p() {
            *woken += 1;
        } else {
            self.needspinning.store(self.without != Without::NeedSpinning, SeqCst);
            self.spinning.fetch_sub(1, SeqCst);
        }
    }

    /// With `sched` locked.
    fn take_idle_p(&self) -> bool {
        self.idle_ps.fetch_update(SeqCst, SeqCst, |n| n.checked_sub(1)).is_ok()
    }

    fn become_spinning(&self) {
        self.spinning.fetch_add(1, SeqCst);
        self.needspinning.store(false, SeqCst);
    }

    /// Takes work, as a thief does.
    fn steal(&self) -> bool {
        self.work.fetch_update(SeqCst, SeqCst, |n| n.checked_sub(1)).is_ok()
    }

    /// An M with a P looks for work, and gives the P up if it finds none; says whether it found any.
    fn find_runnable(&self, mut spinning: bool) -> bool {
        loop {
            if spinning && self.steal() {
                // WK-3
                self.spinning.fetch_sub(1, SeqCst);
                fence(SeqCst);
                self.wakep();
                return true;
            }
            let sched = self.lock();
            if !spinning && self.needspinning.load(SeqCst) {
                self.become_spinning();
                spinning = true;
                continue;
            }
            self.idle_ps.fetch_add(1, SeqCst);
            fence(SeqCst);
            let asked = self.without != Without::LateLook && self.needspinning.load(SeqCst);
            if !spinning && asked {
                assert!(self.take_idle_p(), "it was put there with the lock held");
                self.become_spinning();
                spinning = true;
                continue;
            }
            drop(sched);
            if !spinning || self.without == Without::Recheck {
                if spinning {
                    self.spinning.fetch_sub(1, SeqCst);
                }
                return false;
            }
            let early = self.without == Without::Order && self.work.load(SeqCst) > 0;
            self.spinning.fetch_sub(1, SeqCst);
            fence(SeqCst);
            let late = self.without != Without::Order && self.work.load(SeqCst) > 0;
            if !early && !late {
                return false;
            }
            let sched = self.lock();
            if !self.take_idle_p() {
                self.needspinning.store(true, SeqCst);
                return false;
            }
            drop(sched);
            self.become_spinning();
        }
    }
}

/// One M submits work while others give up their Ps; `searching` says of each whether it searched.
fn model(without: Without, searching: &'static [bool]) {
    let mut loom = loom::model::Builder::new();
    // With three threads every interleaving is too many: so often may one be interrupted.
    loom.preemption_bound = (searching.len() > 1).then_some(2);
    loom.check(move || {
        let world = Arc::new(World {
            without,
            work: AtomicU32::new(0),
            spinning: AtomicU32::new(searching.iter().filter(|s| **s).count() as u32),
            idle_ps: AtomicU32::new(0),
            needspinning: AtomicBool::new(false),
            sched: Mutex::new(0),
        });
        let ms: Vec<_> = searching
            .iter()
            .map(|spinning| {
                let world = world.clone();
                thread::spawn(move || world.find_runnable(*spinning))
            })
            .collect();
        world.submit();
        let found: Vec<_> = ms.into_iter().map(|m| m.join().expect("an M ends")).collect();
        let waits = world.work.load(SeqCst) > 0 && world.idle_ps.load(SeqCst) > 0;
        assert!(
            !waits || found.contains(&true) || *world.lock() > 0,
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
        (Without::NeedSpinning, &[false]),
        (Without::LateLook, &[false]),
    ] {
        let lost = catch_unwind(|| model(without, searching));
        assert!(lost.is_err(), "a mutation that loses wake-ups was not found");
    }
}
