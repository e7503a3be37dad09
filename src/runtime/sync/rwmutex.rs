//! sync.RWMutex: many readers or one writer; a waiting writer keeps new readers out (RW-1, RW-2, RW-3).
//!
//! Its words are, in order: the writers' mutex (2), writer_sem, reader_sem, reader_count,
//! reader_wait. Next: [`super::mutex`].

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire},
};

use super::Fatal;
use super::mutex::{acquired, lock_words, released, try_lock_words, unlock_words};
use crate::runtime::cx::Cx;
use crate::runtime::os::Os;
use crate::runtime::sema::{Queue, semacquire1, semrelease1};
use crate::trace::event::{ObjId, ObjKind};
use crate::trace::reason::WaitReason;

/// How many words an RWMutex has.
pub const WORDS: usize = 6;
/// More readers than there can be: taken off the count while a writer is there.
const MAX_READERS: i64 = 1 << 30;

struct Words<'a> {
    w: (&'a AtomicU64, &'a AtomicU64),
    writer_sem: &'a AtomicU64,
    reader_sem: &'a AtomicU64,
    reader_count: &'a AtomicU64,
    reader_wait: &'a AtomicU64,
}

fn words(w: &[AtomicU64]) -> Words<'_> {
    let [w0, w1, writer_sem, reader_sem, reader_count, reader_wait] = w else {
        panic!("an RWMutex has {WORDS} words, not {}", w.len())
    };
    Words { w: (w0, w1), writer_sem, reader_sem, reader_count, reader_wait }
}

/// Adds to a signed count and returns the new value.
fn add(count: &AtomicU64, n: i64) -> i64 {
    (count.fetch_add(n as u64, AcqRel) as i64).wrapping_add(n)
}

fn obj<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> ObjId {
    let (rt, m) = cx.parts();
    rt.obj_at(m, w.as_ptr() as usize, ObjKind::RwMutex)
}

/// `rw.RLock()`: waits behind a writer that waits (RW-1).
pub fn rlock<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) {
    cx.charge(cx.costs().sync_op);
    let mut step = cx.step();
    let obj = obj(cx, w);
    let w = words(w);
    if add(w.reader_count, 1) < 0 {
        step =
            semacquire1(cx, step, w.reader_sem, Queue::Fifo, (WaitReason::SyncRwMutexRLock, obj));
    }
    acquired(cx, obj, true);
    drop(step);
}

/// `rw.TryRLock()`
pub fn try_rlock<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> bool {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let obj = obj(cx, w);
    let free = |c: u64| (c as i64 >= 0).then_some(c + 1);
    let taken = words(w).reader_count.fetch_update(AcqRel, Acquire, free).is_ok();
    if taken {
        acquired(cx, obj, true);
    }
    taken
}

/// `rw.RUnlock()`: the last reader that a writer waits for wakes it.
///
/// # Errors
/// If nobody reads: a fatal error (RW-3).
pub fn runlock<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> Result<(), Fatal> {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let obj = obj(cx, w);
    let w = words(w);
    let r = add(w.reader_count, -1);
    if r < 0 && (r + 1 == 0 || r + 1 == -MAX_READERS) {
        return Err(Fatal("sync: RUnlock of unlocked RWMutex"));
    }
    let (rt, m) = cx.parts();
    released(rt, m, obj, true, false);
    if r < 0 && add(w.reader_wait, -1) == 0 {
        semrelease1(cx, w.writer_sem);
    }
    Ok(())
}

/// `rw.Lock()`: keeps new readers out, then waits for those that are in (RW-1).
///
/// # Errors
/// As for [`super::mutex::lock`].
pub fn lock<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> Result<(), Fatal> {
    cx.charge(cx.costs().sync_op);
    let obj = obj(cx, w);
    let w = words(w);
    let mut step = lock_words(cx, w.w.0, w.w.1, obj)?;
    let readers = add(w.reader_count, -MAX_READERS) + MAX_READERS;
    if readers != 0 && add(w.reader_wait, readers) != 0 {
        step = semacquire1(cx, step, w.writer_sem, Queue::Fifo, (WaitReason::SyncRwMutexLock, obj));
    }
    acquired(cx, obj, false);
    drop(step);
    Ok(())
}

/// `rw.TryLock()`
///
/// # Errors
/// If somebody else has unlocked it meanwhile: a fatal error.
pub fn try_lock<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> Result<bool, Fatal> {
    cx.charge(cx.costs().sync_op);
    let step = cx.step();
    let obj = obj(cx, w);
    let w = words(w);
    if !try_lock_words(w.w.0) {
        return Ok(false);
    }
    let none = -MAX_READERS as u64;
    if w.reader_count.compare_exchange(0, none, AcqRel, Acquire).is_err() {
        unlock_words(cx, step, w.w.0, w.w.1)?;
        return Ok(false);
    }
    acquired(cx, obj, false);
    Ok(true)
}

/// `rw.Unlock()`: lets in all readers that wait, then the next writer (RW-2).
///
/// # Errors
/// If it is not locked: a fatal error (RW-3).
pub fn unlock<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> Result<(), Fatal> {
    cx.charge(cx.costs().sync_op);
    let step = cx.step();
    let obj = obj(cx, w);
    let w = words(w);
    let readers = add(w.reader_count, MAX_READERS);
    if readers >= MAX_READERS {
        return Err(Fatal("sync: Unlock of unlocked RWMutex"));
    }
    let (rt, m) = cx.parts();
    released(rt, m, obj, false, false);
    for _ in 0..readers {
        semrelease1(cx, w.reader_sem);
    }
    unlock_words(cx, step, w.w.0, w.w.1)
}
