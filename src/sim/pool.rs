//! A pool: so many of something, such as connections; who finds none free waits, first come, first
//! served.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
};

use super::named;
use crate::ids::Gid;
use crate::runtime::Cx;
use crate::runtime::os::Os;
use crate::runtime::sema::{self, Queue};
use crate::trace::event::{EventKind, ObjId, ObjKind};
use crate::trace::reason::WaitReason;

/// How many words a pool has.
pub(crate) const WORDS: usize = 4;

/// Given back was more than was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NoneHeld;

/// A pool's words.
pub(crate) struct Pool<'a> {
    /// How many are free: a semaphore.
    free: &'a AtomicU64,
    held: &'a AtomicU64,
    most_held: &'a AtomicU64,
    /// Its number in the trace.
    obj: &'a AtomicU64,
}

impl<'a> Pool<'a> {
    /// # Panics
    /// If there are not [`WORDS`] words.
    pub fn of(words: &'a [AtomicU64]) -> Self {
        let [free, held, most_held, obj] = words else { panic!("a pool has {WORDS} words") };
        Pool { free, held, most_held, obj }
    }

    fn obj(&self) -> ObjId {
        ObjId(self.obj.load(Relaxed) as u32)
    }

    /// Makes it a pool of `n`.
    pub fn init<O: Os>(&self, cx: &mut Cx<'_, O>, name: &str, n: u32) {
        self.free.store(n.into(), Relaxed);
        let obj = named(cx, ObjKind::Pool, n, name);
        self.obj.store(obj.0.into(), Relaxed);
    }

    /// One more is held, by that goroutine.
    fn count_held<O: Os>(&self, cx: &mut Cx<'_, O>, gid: Gid) {
        let used = self.held.fetch_add(1, AcqRel) + 1;
        self.most_held.fetch_max(used, Relaxed);
        cx.tell(|| EventKind::PoolAcquire { obj: self.obj(), gid, used: used as u32 });
    }

    /// Takes one if one is free.
    pub fn try_acquire<O: Os>(&self, cx: &mut Cx<'_, O>) -> bool {
        cx.charge(cx.costs().sync_op);
        let _step = cx.step();
        let free = sema::cansemacquire(self.free);
        if free {
            self.count_held(cx, cx.goid());
        } else {
            cx.tell(|| EventKind::PoolRefuse { obj: self.obj() });
        }
        free
    }

    /// Takes one, waiting for it.
    pub fn acquire<O: Os>(&self, cx: &mut Cx<'_, O>) {
        cx.charge(cx.costs().sync_op);
        let step = cx.step();
        let why = (WaitReason::Semacquire, self.obj());
        let (step, got) = sema::semtake(cx, step, self.free, Queue::Fifo, why);
        // If it was handed over, who gave it back has counted it.
        if got == sema::Got::Competing {
            self.count_held(cx, cx.goid());
        }
        drop(step);
    }

    /// Gives one back, straight to who has waited longest.
    ///
    /// # Errors
    /// If none is held.
    pub fn release<O: Os>(&self, cx: &mut Cx<'_, O>) -> Result<(), NoneHeld> {
        cx.charge(cx.costs().sync_op);
        let _step = cx.step();
        let used = self.held.fetch_update(AcqRel, Acquire, |used| used.checked_sub(1));
        let used = used.map_err(|_| NoneHeld)?;
        cx.tell(|| EventKind::PoolRelease { obj: self.obj(), used: used as u32 - 1 });
        sema::hand_over(cx, self.free, |cx, to| self.count_held(cx, to));
        Ok(())
    }
}
