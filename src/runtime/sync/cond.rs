//! sync.Cond's list of waiters: tickets, oldest first (CO-1).
//!
//! Its words are the next ticket to give and the next to be notified. The lock around it is the
//! program's. Next: [`super::super::sema`], which keeps the list.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};

use crate::runtime::cx::Cx;
use crate::runtime::os::Os;
use crate::trace::event::{ObjId, ObjKind, What};
use crate::trace::reason::WaitReason;

/// How many words the list has.
pub const WORDS: usize = 2;

fn words(w: &[AtomicU64]) -> (&AtomicU64, &AtomicU64) {
    let [wait, notify] = w else { panic!("a Cond has {WORDS} words, not {}", w.len()) };
    (wait, notify)
}

fn obj<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> ObjId {
    let (rt, m) = cx.parts();
    rt.obj_at(m, w.as_ptr() as usize, ObjKind::Cond)
}

/// Draws a ticket, before the lock is let go.
pub fn add<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) -> u64 {
    cx.charge(cx.costs().sync_op);
    words(w).0.fetch_add(1, AcqRel)
}

/// Waits until the ticket is notified.
pub fn wait<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64], ticket: u64) {
    let obj = obj(cx, w);
    let (wait, notify) = words(w);
    if ticket < notify.load(Acquire) {
        return;
    }
    let gp = cx.gp();
    cx.rt().notify_lists.add(wait, ticket, gp);
    cx.gopark(WaitReason::SyncCondWait, obj);
}

/// `c.Signal()`: readies the one that has waited longest (CO-1).
pub fn signal<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) {
    cx.charge(cx.costs().sync_op);
    let obj = obj(cx, w);
    let (wait, notify) = words(w);
    let ticket = notify.load(Acquire);
    if ticket == wait.load(Acquire) {
        return;
    }
    notify.store(ticket + 1, Release);
    let gp = cx.rt().notify_lists.take(wait, ticket);
    let (rt, m) = cx.parts();
    rt.tell(m, What::CondSignal { obj, woken: gp.is_some().into() });
    if let Some(gp) = gp {
        rt.ready(m, gp);
    }
}

/// `c.Broadcast()`: readies all, oldest first (CO-1).
pub fn broadcast<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) {
    cx.charge(cx.costs().sync_op);
    let obj = obj(cx, w);
    let (wait, notify) = words(w);
    if notify.load(Acquire) == wait.load(Acquire) {
        return;
    }
    notify.store(wait.load(Acquire), Release);
    let woken = cx.rt().notify_lists.take_all(wait);
    let (rt, m) = cx.parts();
    rt.tell(m, What::CondSignal { obj, woken: woken.len() as u32 });
    for gp in woken {
        rt.ready(m, gp);
    }
}
