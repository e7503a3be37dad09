//! The simulated world: pools, limits on calls, memory (package sim).
//!
//! Next: [`super::objects`] for the queues in which goroutines wait for a pool.

use crate::ids::{GO_STACK, Gid};
use crate::trace::event::{Event, ObjId, ObjKind, StrId};

use super::model::Obj;
use super::violation::Violation;
use super::{State, Step};

/// Memory in use, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// What the program took and did not give back.
    heap: u64,
    /// Goroutines of the program that have not ended: each has a stack.
    pub stacks: u64,
    /// 0: there is none.
    limit: u64,
    /// It was the end of the process.
    killed: bool,
}

impl State {
    fn obj_of(&mut self, obj: ObjId, kind: ObjKind) -> Result<&mut Obj, Violation> {
        let o = self.obj(obj)?;
        if o.kind == Some(kind) { Ok(o) } else { Err(Violation::NoSuchObj { obj }) }
    }

    pub(super) fn obj_name(&mut self, _: &Event, obj: ObjId, name: StrId) -> Step {
        self.obj(obj)?.name = Some(name);
        Ok(())
    }

    pub(super) fn pool_acquire(&mut self, _: &Event, obj: ObjId, _: Gid, used: u32) -> Step {
        let o = self.obj_of(obj, ObjKind::Pool)?;
        if used != o.len + 1 || used > o.cap {
            return Err(Violation::PoolUse { obj, used, before: o.len, cap: o.cap });
        }
        o.len = used;
        o.peak = o.peak.max(used);
        o.served += 1;
        Ok(())
    }

    pub(super) fn pool_refuse(&mut self, _: &Event, obj: ObjId) -> Step {
        let o = self.obj_of(obj, ObjKind::Pool)?;
        if o.len < o.cap {
            return Err(Violation::PoolFree { obj, used: o.len, cap: o.cap });
        }
        o.refused += 1;
        Ok(())
    }

    pub(super) fn pool_release(&mut self, _: &Event, obj: ObjId, used: u32) -> Step {
        let o = self.obj_of(obj, ObjKind::Pool)?;
        if used + 1 != o.len {
            return Err(Violation::PoolUse { obj, used, before: o.len, cap: o.cap });
        }
        o.len = used;
        Ok(())
    }

    pub(super) fn limiter_call(&mut self, _: &Event, obj: ObjId, n: u32) -> Step {
        self.call(obj, n, true)
    }

    pub(super) fn limiter_refuse(&mut self, _: &Event, obj: ObjId, n: u32) -> Step {
        self.call(obj, n, false)
    }

    fn call(&mut self, obj: ObjId, n: u32, ok: bool) -> Step {
        let o = self.obj_of(obj, ObjKind::Limiter)?;
        if (n != 1 && n != o.len + 1) || ok != (n <= o.cap) {
            return Err(Violation::CallCount { obj, n, before: o.len, cap: o.cap });
        }
        o.len = n;
        o.peak = o.peak.max(n);
        *(if ok { &mut o.served } else { &mut o.refused }) += 1;
        Ok(())
    }

    pub(super) fn memory_change(&mut self, _: &Event, delta: i64, used: u64, limit: u64) -> Step {
        let heap = self.memory.heap.checked_add_signed(delta);
        match heap {
            Some(heap) if limit == 0 || used <= limit => {
                self.memory.heap = heap;
                self.memory.limit = limit;
                Ok(())
            }
            _ => Err(Violation::Memory { delta, before: self.memory(), limit }),
        }
    }

    pub(super) fn oom_kill(&mut self, _: &Event, used: u64, limit: u64) -> Step {
        if used <= limit {
            return Err(Violation::KilledForNothing { used, limit });
        }
        self.memory.killed = true;
        self.memory.limit = limit;
        Ok(())
    }

    pub(super) fn units(&mut self, _: &Event, done: u32, failed: u32) -> Step {
        self.counts.done += u64::from(done);
        self.counts.failed += u64::from(failed);
        Ok(())
    }

    /// Bytes in use: what the program took by `sim.Alloc`, and the stacks of its goroutines.
    pub fn memory(&self) -> u64 {
        self.memory.heap + self.memory.stacks * GO_STACK
    }

    /// The most the machine has; 0: no limit, or none heard of yet.
    pub fn memory_limit(&self) -> u64 {
        self.memory.limit
    }

    /// Memory ran out, which ended the process.
    pub fn oom_killed(&self) -> bool {
        self.memory.killed
    }

    /// Goroutines of the program, without those of the runtime, that have not ended.
    pub fn user_goroutines(&self) -> u64 {
        self.memory.stacks
    }
}
