//! Where a thread sleeps until somebody sets one of the flags that it waits for: Go's notes.
//!
//! A flag that is set before the thread sleeps is not lost: the sleeper looks under the lock that a
//! waker takes after it has set the flag. It must never know why anybody sleeps.

use std::sync::atomic::{AtomicU32, Ordering::AcqRel};
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

/// The M's note ([`crate::runtime::os::Os::notewakeup`]).
pub(super) const NOTE: u32 = 1;
/// The run is over. Stays set.
pub(super) const STOP: u32 = 2;

#[derive(Default)]
pub(super) struct Parker {
    flags: AtomicU32,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Parker {
    /// Sets a flag and wakes whoever sleeps here.
    pub fn wake(&self, flag: u32) {
        if self.flags.fetch_or(flag, AcqRel) & flag == 0 {
            drop(self.lock.lock());
            self.changed.notify_one();
        }
    }

    /// Takes the flags back; says whether one of them, or [`STOP`], was set.
    fn take(&self, flags: u32) -> bool {
        self.flags.fetch_and(!flags | STOP, AcqRel) & (flags | STOP) != 0
    }

    /// Sleeps until one of the flags is set, or [`STOP`], or until that time; says whether a flag
    /// was set.
    pub fn wait(&self, flags: u32, until: Option<Instant>) -> bool {
        if self.take(flags) {
            return true;
        }
        let mut lock = self.lock.lock();
        loop {
            if self.take(flags) {
                return true;
            }
            match until {
                None => self.changed.wait(&mut lock),
                Some(until) => {
                    if self.changed.wait_until(&mut lock, until).timed_out() {
                        return self.take(flags);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn no_flag_is_lost() {
        let (a, b) = (Arc::new(Parker::default()), Arc::new(Parker::default()));
        let (to, from) = (a.clone(), b.clone());
        let other = std::thread::spawn(move || {
            for _ in 0..20_000 {
                assert!(from.wait(NOTE, None));
                to.wake(NOTE);
            }
        });
        for _ in 0..20_000 {
            b.wake(NOTE);
            assert!(a.wait(NOTE, None));
        }
        other.join().expect("the other thread got every flag");
    }

    #[test]
    fn time_runs_out_and_a_stop_stays() {
        let parker = Parker::default();
        let soon = || Some(Instant::now() + Duration::from_millis(1));
        assert!(!parker.wait(NOTE, soon()));
        parker.wake(NOTE);
        assert!(!parker.wait(0, soon()), "a flag that is not waited for");
        assert!(parker.wait(NOTE, soon()));
        parker.wake(STOP);
        assert!(parker.wait(NOTE, None));
        assert!(parker.wait(NOTE, None));
    }
}
