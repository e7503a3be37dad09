//! sync.Mutex: normal mode, in which a running goroutine may take the lock before the waiter that was
//! woken for it, and starvation mode, in which the lock is handed over (MU-1, MU-2, MU-3).
//!
//! Next: [`super::super::sema`], where waiters sleep.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire},
};

use super::Fatal;
use crate::ids::Nanos;
use crate::runtime::cx::Cx;
use crate::runtime::m::M;
use crate::runtime::os::Os;
use crate::runtime::sched::Runtime;
use crate::runtime::sema::{Queue, semacquire1, semrelease_handoff, semrelease1};
use crate::runtime::steps::GStep;
use crate::trace::event::{EventKind, ObjId, ObjKind};
use crate::trace::reason::WaitReason;

const LOCKED: u64 = 1;
const WOKEN: u64 = 2;
const STARVING: u64 = 4;
const WAITER_SHIFT: u32 = 3;

/// A waiter that waited longer than this and fails again makes the mutex starve, in ns (MU-2).
const STARVATION_THRESHOLD: Nanos = 1_000_000;
/// How often a goroutine spins before it waits (MU-1).
const ACTIVE_SPIN: u32 = 4;
/// How long one such spin takes: 30 PAUSE instructions, in ns.
const SPIN: Nanos = 400;

/// What Go says when unlocking what is not locked has left a mutex in a state that there can't be.
const INCONSISTENT: Fatal = Fatal("sync: inconsistent mutex state");

/// `m.Lock()`
///
/// # Errors
/// If the mutex was misused so that its state makes no sense: a fatal error.
pub fn lock<O: Os>(cx: &mut Cx<'_, O>, state: &AtomicU64, sema: &AtomicU64) -> Result<(), Fatal> {
    cx.charge(cx.costs().sync_op);
    let (rt, m) = cx.parts();
    let obj = rt.obj_at(m, std::ptr::from_ref(state) as usize, ObjKind::Mutex);
    let step = lock_words(cx, state, sema, obj)?;
    acquired(cx, obj, false);
    drop(step);
    Ok(())
}

/// `m.TryLock()`: fails when the mutex is locked or starving (MU-3).
pub fn try_lock<O: Os>(cx: &mut Cx<'_, O>, state: &AtomicU64) -> bool {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let taken = try_lock_words(state);
    if taken {
        let (rt, m) = cx.parts();
        let obj = rt.obj_at(m, std::ptr::from_ref(state) as usize, ObjKind::Mutex);
        acquired(cx, obj, false);
    }
    taken
}

/// `m.Unlock()`
///
/// # Errors
/// If it is not locked: a fatal error (MU-3).
pub fn unlock<O: Os>(cx: &mut Cx<'_, O>, state: &AtomicU64, sema: &AtomicU64) -> Result<(), Fatal> {
    cx.charge(cx.costs().sync_op);
    let step = cx.step();
    let (rt, m) = cx.parts();
    let obj = rt.obj_at(m, std::ptr::from_ref(state) as usize, ObjKind::Mutex);
    let handoff = state.load(Acquire) & STARVING != 0;
    released(rt, m, obj, false, handoff);
    unlock_words(cx, step, state, sema)
}

/// Tells that the current goroutine holds a lock.
pub(super) fn acquired<O: Os>(cx: &mut Cx<'_, O>, obj: ObjId, read: bool) {
    let (rt, m) = cx.parts();
    rt.tell(m, || EventKind::LockAcquire { obj, read });
}

/// Tells that the current goroutine lets a lock go.
pub(super) fn released<O: Os>(rt: &Runtime<O>, m: &M<O>, obj: ObjId, read: bool, handoff: bool) {
    rt.tell(m, || EventKind::LockRelease { obj, read, handoff });
}

pub(super) fn try_lock_words(state: &AtomicU64) -> bool {
    let old = state.load(Acquire);
    old & (LOCKED | STARVING) == 0
        && state.compare_exchange(old, old | LOCKED, AcqRel, Acquire).is_ok()
}

/// Locks, waiting if it must; returns the step in which the lock was taken.
pub(super) fn lock_words<O: Os>(
    cx: &mut Cx<'_, O>,
    state: &AtomicU64,
    sema: &AtomicU64,
    obj: ObjId,
) -> Result<GStep, Fatal> {
    let mut step = cx.step();
    if state.compare_exchange(0, LOCKED, AcqRel, Acquire).is_ok() {
        return Ok(step);
    }
    let mut wait_start = None;
    let (mut starving, mut awoke, mut iter) = (false, false, 0);
    let mut old = state.load(Acquire);
    loop {
        if old & (LOCKED | STARVING) == LOCKED && can_spin(cx, iter) {
            if !awoke
                && old & WOKEN == 0
                && old >> WAITER_SHIFT != 0
                && state.compare_exchange(old, old | WOKEN, AcqRel, Acquire).is_ok()
            {
                awoke = true;
            }
            drop(step);
            cx.procyield(SPIN);
            step = cx.step();
            iter += 1;
            old = state.load(Acquire);
            continue;
        }
        let mut new = old;
        if old & STARVING == 0 {
            new |= LOCKED;
        }
        if old & (LOCKED | STARVING) != 0 {
            // Misuse on another thread may have left any number there.
            new = new.wrapping_add(1 << WAITER_SHIFT);
        }
        if starving && old & LOCKED != 0 {
            new |= STARVING;
        }
        if awoke {
            if new & WOKEN == 0 {
                return Err(INCONSISTENT);
            }
            new &= !WOKEN;
        }
        if let Err(now) = state.compare_exchange(old, new, AcqRel, Acquire) {
            old = now;
            continue;
        }
        if new & !old & STARVING != 0 {
            let (rt, m) = cx.parts();
            rt.tell(m, || EventKind::LockStarving { obj, on: true });
        }
        if old & (LOCKED | STARVING) == 0 {
            return Ok(step);
        }
        // A goroutine that has waited before goes to the front (MU-1).
        let queue = if wait_start.is_some() { Queue::Lifo } else { Queue::Fifo };
        let start = *wait_start.get_or_insert(cx.now());
        step = semacquire1(cx, step, sema, queue, (WaitReason::SyncMutexLock, obj));
        starving = starving || cx.now() - start > STARVATION_THRESHOLD;
        old = state.load(Acquire);
        if old & STARVING != 0 {
            // It was handed over: the lock is ours though its bit is not set (MU-2).
            if old & (LOCKED | WOKEN) != 0 || old >> WAITER_SHIFT == 0 {
                return Err(INCONSISTENT);
            }
            let mut change = LOCKED.wrapping_sub(1 << WAITER_SHIFT);
            if !starving || old >> WAITER_SHIFT == 1 {
                change = change.wrapping_sub(STARVING);
                let (rt, m) = cx.parts();
                rt.tell(m, || EventKind::LockStarving { obj, on: false });
            }
            state.fetch_add(change, AcqRel);
            return Ok(step);
        }
        awoke = true;
        iter = 0;
    }
}

/// Unlocks, and readies a waiter; this ends the step.
pub(super) fn unlock_words<O: Os>(
    cx: &mut Cx<'_, O>,
    step: GStep,
    state: &AtomicU64,
    sema: &AtomicU64,
) -> Result<(), Fatal> {
    let was = state.fetch_sub(LOCKED, AcqRel);
    if was & LOCKED == 0 {
        return Err(Fatal("sync: unlock of unlocked mutex"));
    }
    let mut old = was - LOCKED;
    if old == 0 {
        return Ok(());
    }
    if old & STARVING != 0 {
        semrelease_handoff(cx, step, sema);
        return Ok(());
    }
    loop {
        if old >> WAITER_SHIFT == 0 || old & (LOCKED | WOKEN | STARVING) != 0 {
            return Ok(());
        }
        let new = (old - (1 << WAITER_SHIFT)) | WOKEN;
        match state.compare_exchange(old, new, AcqRel, Acquire) {
            Ok(_) => {
                semrelease1(cx, sema);
                return Ok(());
            }
            Err(now) => old = now,
        }
    }
}

/// Whether spinning could help: the holder runs on another P, and nothing waits on this one
/// (MU-1).
fn can_spin<O: Os>(cx: &mut Cx<'_, O>, iter: u32) -> bool {
    let (rt, m) = cx.parts();
    let others = rt.idle.idle_ps() + rt.idle.searching() + 1;
    iter < ACTIVE_SPIN
        && rt.options.num_cpu > 1
        && rt.gomaxprocs() > others
        && m.p_shared().runqempty()
}
