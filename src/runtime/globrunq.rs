//! The global queue (Go's `sched.runq`): no lock guards it.
//!
//! It must never know when it is looked into. Next: [`super::runq`].

use crossbeam_deque::{Injector, Steal};

use super::gp::Gp;

/// Runnable goroutines that no P has, the oldest first.
#[derive(Default)]
pub(super) struct GlobalQueue(Injector<Gp>);

impl GlobalQueue {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn push(&self, gp: Gp) {
        self.0.push(gp);
    }

    /// Puts goroutines at the head, keeping their order. The world is stopped.
    pub fn push_front(&self, batch: &[Gp]) {
        let old: Vec<Gp> = std::iter::from_fn(|| self.pop()).collect();
        batch.iter().chain(&old).for_each(|gp| self.push(*gp));
    }

    pub fn pop(&self) -> Option<Gp> {
        loop {
            match self.0.steal() {
                Steal::Success(gp) => return Some(gp),
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
    }
}
