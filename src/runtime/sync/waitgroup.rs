//! sync.WaitGroup: a counter, and goroutines that wait until it is 0 (WG-1).
//!
//! Its words are the state (counter in the upper half, waiters in the lower) and a semaphore.
//! Next: [`super::super::sema`].

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};

use super::Panic;
use crate::runtime::cx::Cx;
use crate::runtime::os::Os;
use crate::runtime::sema::{Queue, semacquire1, semrelease1};
use crate::trace::event::{EventKind, ObjId, ObjKind};
use crate::trace::reason::WaitReason;

/// How many words a WaitGroup has.
pub const WORDS: usize = 2;

const MISUSE: Panic = Panic("sync: WaitGroup misuse: Add called concurrently with Wait");

fn words(w: &[AtomicU64]) -> (&AtomicU64, &AtomicU64) {
    let [state, sema] = w else { panic!("a WaitGroup has {WORDS} words, not {}", w.len()) };
    (state, sema)
}

fn obj<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> ObjId {
    let (rt, m) = cx.parts();
    rt.obj_at(m, w.as_ptr() as usize, ObjKind::WaitGroup)
}

fn split(state: u64) -> (i32, u32) {
    ((state >> 32) as i32, state as u32)
}

/// `wg.Add(delta)`, `wg.Done()`: at 0 readies all waiters, first come first (WG-1).
///
/// # Errors
/// If the counter falls below 0, or waiters and callers of Add overlap: panics in Go.
pub fn add<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64], delta: i64) -> Result<(), Panic> {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let obj = obj(cx, w);
    let (word, sema) = words(w);
    let change = (delta as u64) << 32;
    let state = word.fetch_add(change, AcqRel).wrapping_add(change);
    let (counter, waiters) = split(state);
    let (rt, m) = cx.parts();
    rt.tell(m, || EventKind::WaitGroupAdd { obj, delta: delta as i32, counter });
    if counter < 0 {
        return Err(Panic("sync: negative WaitGroup counter"));
    }
    if waiters != 0 && delta > 0 && i64::from(counter) == delta {
        return Err(MISUSE);
    }
    if counter > 0 || waiters == 0 {
        return Ok(());
    }
    if word.load(Acquire) != state {
        return Err(MISUSE);
    }
    word.store(0, Release);
    for _ in 0..waiters {
        semrelease1(cx, sema);
    }
    Ok(())
}

/// `wg.Wait()`
///
/// # Errors
/// If the WaitGroup is used again before all who waited have gone on: a panic in Go.
pub fn wait<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> Result<(), Panic> {
    cx.charge(cx.costs().sync_op);
    let step = cx.step();
    let obj = obj(cx, w);
    let (word, sema) = words(w);
    loop {
        let state = word.load(Acquire);
        if split(state).0 == 0 {
            return Ok(());
        }
        if word.compare_exchange(state, state + 1, AcqRel, Acquire).is_ok() {
            drop(semacquire1(cx, step, sema, Queue::Fifo, (WaitReason::SyncWaitGroupWait, obj)));
            if word.load(Acquire) != 0 {
                return Err(Panic("sync: WaitGroup is reused before previous Wait has returned"));
            }
            return Ok(());
        }
    }
}
