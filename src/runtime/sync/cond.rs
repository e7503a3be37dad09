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
use crate::trace::event::{EventKind, ObjId, ObjKind};
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
    let step = cx.step();
    let obj = obj(cx, w);
    let (wait, notify) = words(w);
    let gp = cx.gp();
    let waits = cx.rt().notify_lists.with(wait, |list| {
        let waits = ticket >= notify.load(Acquire);
        if waits {
            list.push_back((ticket, gp));
        }
        waits
    });
    if waits {
        cx.gopark(step, WaitReason::SyncCondWait, obj);
    }
}

/// `c.Signal()`: readies the one that has waited longest (CO-1).
pub fn signal<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let obj = obj(cx, w);
    let (wait, notify) = words(w);
    // Go looks before it locks, too.
    if notify.load(Acquire) == wait.load(Acquire) {
        return;
    }
    let gp = cx.rt().notify_lists.with(wait, |list| {
        let ticket = notify.load(Acquire);
        if ticket == wait.load(Acquire) {
            return None;
        }
        notify.store(ticket + 1, Release);
        // Who has drawn that ticket may be still on its way here: then it will not wait.
        let at = list.iter().position(|(t, _)| *t == ticket)?;
        list.remove(at).map(|(_, gp)| gp)
    });
    let (rt, m) = cx.parts();
    rt.tell(m, || EventKind::CondSignal { obj, woken: gp.is_some().into() });
    if let Some(gp) = gp {
        rt.ready(m, gp);
    }
}

/// `c.Broadcast()`: readies all, oldest first (CO-1).
pub fn broadcast<O: Os>(cx: &mut Cx<'_, O>, w: &[AtomicU64]) {
    cx.charge(cx.costs().sync_op);
    let _step = cx.step();
    let obj = obj(cx, w);
    let (wait, notify) = words(w);
    if notify.load(Acquire) == wait.load(Acquire) {
        return;
    }
    let woken = cx.rt().notify_lists.with(wait, |list| {
        notify.store(wait.load(Acquire), Release);
        std::mem::take(list)
    });
    let (rt, m) = cx.parts();
    rt.tell(m, || EventKind::CondSignal { obj, woken: woken.len() as u32 });
    for (_, gp) in woken {
        rt.ready(m, gp);
    }
}
