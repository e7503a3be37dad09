//! The simulated world that a program lives in: resources of which there are only so many, an
//! interface that answers only so many calls a second, and the machine's memory (package sim).
//!
//! None of it is the scheduler's: it uses semaphores as [`super::sync`] does, and tells what it does.
//! It must never decide who runs. Next: [`super::sema`].

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
};

use super::Runtime;
use super::cx::Cx;
use super::m::M;
use super::os::Os;
use super::sched::Outcome;
use super::sema::{cansemacquire, semgive, semtake};
use crate::ids::Nanos;
use crate::trace::event::{EventKind, ObjId, ObjKind};
use crate::trace::reason::WaitReason;
use crate::trace::state::world::STACK;

/// What the program did wrong: the text of a panic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Misuse(pub &'static str);

const SECOND: Nanos = 1_000_000_000;
/// Exit code of a process that was killed (128 and the number of SIGKILL), as shells show it.
const KILLED: i32 = 137;

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
        let stacks = u64::from(self.gcount()) * STACK;
        self.memory.heap.load(Relaxed).saturating_add(stacks)
    }

    /// A number for a named object of the world.
    fn named(&self, m: &M<O>, kind: ObjKind, cap: u32, name: &str) -> ObjId {
        let _step = self.step(m);
        let obj = self.new_obj(m, kind, cap);
        let name = self.tracer.strings().intern(name);
        self.tell(m, || EventKind::ObjName { obj, name });
        obj
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
        let (rt, m) = self.parts();
        let step = rt.step(m);
        rt.tell(m, || EventKind::OomKill { used, limit });
        drop(step);
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
    pub fn mem_free(&mut self, bytes: u64) -> Result<(), Misuse> {
        self.charge(self.costs().alloc);
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        let heap = &rt.memory.heap;
        heap.fetch_update(Relaxed, Relaxed, |heap| heap.checked_sub(bytes))
            .map_err(|_| Misuse("sim: Free of more memory than was allocated"))?;
        let delta = -i64::try_from(bytes).expect("it was taken before, as an i64");
        rt.tell(m, || EventKind::Memory { delta, used: rt.memory_used(), limit: rt.memory.limit });
        Ok(())
    }

    /// Says how many units of the program's work are done and have failed since the last time.
    pub fn units(&mut self, done: u32, failed: u32) {
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        rt.tell(m, || EventKind::Units { done, failed });
    }
}

/// A pool's words: how many are free (a semaphore), held, the most that were held, its number.
pub const POOL_WORDS: usize = 4;

fn pool_obj(w: &[AtomicU64]) -> ObjId {
    ObjId(w[3].load(Relaxed) as u32)
}

/// A new pool of `n`.
pub fn pool_new<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64], name: &str, n: u32) {
    w[0].store(n.into(), Relaxed);
    let (rt, m) = cx.parts();
    let obj = rt.named(m, ObjKind::Pool, n, name);
    w[3].store(obj.0.into(), Relaxed);
}

/// One more is held, by `gid`.
fn held<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64], gid: crate::ids::Gid) {
    let used = w[1].fetch_add(1, AcqRel) + 1;
    w[2].fetch_max(used, Relaxed);
    let (rt, m) = cx.parts();
    rt.tell(m, || EventKind::PoolAcquire { obj: pool_obj(w), gid, used: used as u32 });
}

/// Takes one of the pool if one is free.
pub fn pool_try_acquire<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> bool {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let free = cansemacquire(&w[0]);
    if free {
        held(cx, w, cx.goid());
    } else {
        let (rt, m) = cx.parts();
        rt.tell(m, || EventKind::PoolRefuse { obj: pool_obj(w) });
    }
    free
}

/// Takes one of the pool, waiting for it first come, first served.
pub fn pool_acquire<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) {
    cx.charge(cx.costs().sync_op);
    let step = cx.step();
    let (step, given) = semtake(cx, step, &w[0], false, WaitReason::Semacquire, pool_obj(w));
    // Who gives one back tells that this goroutine holds it.
    if !given {
        held(cx, w, cx.goid());
    }
    drop(step);
}

/// Gives one of the pool back, straight to who has waited longest.
///
/// # Errors
/// If none is held.
pub fn pool_release<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> Result<(), Misuse> {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let used = w[1]
        .fetch_update(AcqRel, Acquire, |used| used.checked_sub(1))
        .map_err(|_| Misuse("sim: Release of a pool of which nothing is held"))?;
    let (rt, m) = cx.parts();
    rt.tell(m, || EventKind::PoolRelease { obj: pool_obj(w), used: used as u32 - 1 });
    semgive(cx, &w[0], true, |cx, gp| {
        let gid = cx.rt().g(gp).goid();
        held(cx, w, gid);
    });
    Ok(())
}

/// A limiter's words: the number of the second that was last called in, one more; calls in it; all
/// calls; those refused; calls a second that are let through; its number.
pub const LIMITER_WORDS: usize = 6;

/// A new limiter that lets `per_second` calls a second through.
pub fn limiter_new<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64], name: &str, per_second: u32) {
    w[4].store(per_second.into(), Relaxed);
    let (rt, m) = cx.parts();
    let obj = rt.named(m, ObjKind::Limiter, per_second, name);
    w[5].store(obj.0.into(), Relaxed);
}

/// A call arrives: whether it is let through. Seconds are those of the run.
pub fn limiter_call<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> bool {
    cx.charge(cx.costs().sync_op);
    let second = cx.now() / SECOND + 1;
    if w[0].swap(second, AcqRel) != second {
        w[1].store(0, Relaxed);
    }
    let n = w[1].fetch_add(1, AcqRel) + 1;
    w[2].fetch_add(1, Relaxed);
    let ok = n <= w[4].load(Relaxed);
    w[3].fetch_add(u64::from(!ok), Relaxed);
    let obj = ObjId(w[5].load(Relaxed) as u32);
    let (rt, m) = cx.parts();
    let _step = rt.step(m);
    let n = n as u32;
    rt.tell(m, || {
        if ok { EventKind::LimiterCall { obj, n } } else { EventKind::LimiterRefuse { obj, n } }
    });
    ok
}
