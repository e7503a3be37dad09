//! What the program takes of the machine's memory, and the end of who takes too much.
//!
//! Next: [`super::memory`], which counts.

use super::cx::Cx;
use super::ending::Outcome;
use super::memory::NotAllocated;
use super::os::Os;
use crate::trace::event::EventKind;

/// Exit code of a process that was killed (128 and the number of SIGKILL), as shells show it.
const KILLED: i32 = 137;

impl<O: Os> Cx<'_, O> {
    /// Ends the process if it uses more memory than the machine has.
    pub(super) fn check_memory(&mut self) {
        let rt = self.rt();
        if let Some(limit) = rt.memory.limit() {
            let used = rt.memory.used(rt.gcount());
            if used > limit {
                self.oom_kill(used, limit);
            }
        }
    }

    fn oom_kill(&mut self, used: u64, limit: u64) -> ! {
        self.tell(|| EventKind::OomKill { used, limit });
        self.end_process(KILLED, Outcome::Killed)
    }

    /// Takes memory, in bytes. The process is killed if there is not enough.
    pub fn mem_alloc(&mut self, bytes: u64) {
        self.charge(self.costs().alloc);
        let rt = self.rt();
        let used = rt.memory.used(rt.gcount()).saturating_add(bytes);
        // Without a limit it is a number: nothing is really taken.
        let delta = i64::try_from(bytes).unwrap_or(i64::MAX);
        let limit = rt.memory.limit();
        if let Some(limit) = limit.filter(|limit| used > *limit) {
            self.oom_kill(used, limit);
        }
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        rt.memory.take(delta.unsigned_abs());
        rt.tell(m, || EventKind::Memory { delta, used, limit: limit.unwrap_or(0) });
    }

    /// Gives memory back, in bytes.
    ///
    /// # Errors
    /// If that is more than was taken.
    pub fn mem_free(&mut self, bytes: u64) -> Result<(), NotAllocated> {
        self.charge(self.costs().alloc);
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        rt.memory.give_back(bytes)?;
        let delta = -i64::try_from(bytes).expect("it was taken before, as an i64");
        rt.tell(m, || {
            let used = rt.memory.used(rt.gcount());
            EventKind::Memory { delta, used, limit: rt.memory.limit().unwrap_or(0) }
        });
        Ok(())
    }
}
