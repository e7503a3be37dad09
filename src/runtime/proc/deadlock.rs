//! The deadlock detector: when no M can run any more, nothing will ever happen (DD-1, DD-2).
//!
//! An M in a system call or in the poller counts as running, so a single timer, IO waiter or
//! blocked thread keeps it silent. Next: [`super::wake`], whose `stopm` asks it.

use std::sync::atomic::Ordering::Relaxed;

use crate::runtime::ending::Outcome;
use crate::runtime::g::{G, GStatus};
use crate::runtime::m::M;
use crate::runtime::os::Os;
use crate::runtime::sched::{Runtime, Sched};

impl<O: Os> Runtime<O> {
    /// Called whenever an M parks, ends, or waits for its locked goroutine. If no goroutine is left, main has
    /// called Goexit (DD-4).
    pub(in crate::runtime) fn checkdead(&self, sched: &Sched, m: &M<O>) {
        // What ended the run may have left it half done: a thread that could not be made is counted.
        if self.ending.ended() {
            return;
        }
        let idle =
            (sched.nmfreed + sched.nmsys) as i32 + sched.midle.len() as i32 + sched.nmidlelocked;
        let running = self.mcount() as i32 - idle;
        assert!(running >= 0, "no M is counted twice");
        if running > 0 {
            return;
        }
        let mut user = 0;
        for g in self.all_g().filter(|g| !G::is_system(g)) {
            match g.status() {
                GStatus::Waiting => user += 1,
                GStatus::Dead | GStatus::Idle => {}
                other => panic!("no M can run, but {} is {}", g.goid(), other.text()),
            }
        }
        if user == 0 {
            return self.end(m, Outcome::Deadlock { goexit: true });
        }
        let timers = (0..self.gomaxprocs()).any(|p| self.p(crate::ids::Pid(p)).wake_time() != 0);
        if !timers {
            self.end(m, Outcome::Deadlock { goexit: false });
        }
    }

    /// One M more, or one less, waits for the goroutine locked to it (LK-3).
    pub(in crate::runtime) fn incidlelocked(&self, m: &M<O>, change: i32) {
        let _step = self.step(m);
        let mut sched = self.sched.lock();
        sched.nmidlelocked += change;
        if change > 0 {
            self.checkdead(&sched, m);
        }
    }
}

impl<O: Os> G<O> {
    fn is_system(&self) -> bool {
        self.system.load(Relaxed)
    }
}
