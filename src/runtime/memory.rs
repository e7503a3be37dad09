//! The memory that the process uses: the stacks of its goroutines, and what the program says that it takes
//! (`sim.Alloc`). Who uses more than the machine has is killed, as by Linux' OOM killer.
//!
//! It must never know the memory of the simulator, which `lang::heap` limits. Next: [`super::cx`].

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::Outcome;
use super::cx::Cx;
use super::os::Os;
use super::sched::Runtime;
use crate::ids::GO_STACK;
use crate::trace::event::EventKind;

/// Exit code of a process that was killed (128 and the number of SIGKILL), as shells show it.
const KILLED: i32 = 137;

/// The program gives back more than it took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAllocated;

/// How much memory is in use.
pub(super) struct Memory {
    /// What the program took and did not give back, in bytes.
    heap: AtomicU64,
    /// The most that heap and stacks may take together, in bytes; 0: no limit.
    limit: u64,
}

impl Memory {
    pub fn new(limit: u64) -> Self {
        Memory { heap: AtomicU64::new(0), limit }
    }
}

impl<O: Os> Runtime<O> {
    /// Bytes in use: each goroutine of the program has a stack (SK-1).
    fn memory_used(&self) -> u64 {
        let stacks = u64::from(self.gcount()) * GO_STACK;
        self.memory.heap.load(Relaxed).saturating_add(stacks)
    }
}

impl<O: Os> Cx<'_, O> {
    /// Ends the process if it uses more memory than the machine has.
    pub(super) fn check_memory(&mut self) {
        let (rt, _) = self.parts();
        let limit = rt.memory.limit;
        if limit == 0 {
            return;
        }
        let used = rt.memory_used();
        if used > limit {
            self.oom_kill(used, limit);
        }
    }

    fn oom_kill(&mut self, used: u64, limit: u64) -> ! {
        self.tell(|| EventKind::OomKill { used, limit });
        self.end_process(KILLED, Outcome::Killed)
    }

    /// Takes memory, in bytes. The process is killed if there is not enough.
    pub fn mem_alloc(&mut self, bytes: u64) {
        self.charge(self.costs().alloc);
        let (rt, _) = self.parts();
        let limit = rt.memory.limit;
        let used = rt.memory_used().saturating_add(bytes);
        // Without a limit it is a number: nothing is really taken.
        let delta = i64::try_from(bytes).unwrap_or(i64::MAX);
        if limit > 0 && used > limit {
            self.oom_kill(used, limit);
        }
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        rt.memory.heap.fetch_add(delta.unsigned_abs(), Relaxed);
        rt.tell(m, || EventKind::Memory { delta, used, limit });
    }

    /// Gives memory back, in bytes.
    ///
    /// # Errors
    /// If that is more than was taken.
    pub fn mem_free(&mut self, bytes: u64) -> Result<(), NotAllocated> {
        self.charge(self.costs().alloc);
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        let heap = &rt.memory.heap;
        heap.fetch_update(Relaxed, Relaxed, |heap| heap.checked_sub(bytes))
            .map_err(|_| NotAllocated)?;
        let delta = -i64::try_from(bytes).expect("it was taken before, as an i64");
        rt.tell(m, || EventKind::Memory { delta, used: rt.memory_used(), limit: rt.memory.limit });
        Ok(())
    }
}
