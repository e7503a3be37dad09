//! Why values, locks and signals go where they go.
//!
//! Next: [`super::goroutines`] for the goroutines that wait for them.

use crate::ids::Gid;
use crate::trace::event::{ChanHow, Event, ObjId, ObjKind};
use crate::trace::rules::{self as rule, Func, Rule, go};
use crate::trace::text::count;

use super::{Moment, Why, who};

pub(super) fn obj_new(_: &Moment, _: &Event, obj: ObjId, kind: ObjKind, cap: u32) -> Why {
    let (func, text) = match kind {
        ObjKind::Pool | ObjKind::Limiter => return super::world::made(kind, obj, cap),
        ObjKind::Chan if cap > 0 => (
            go::makechan,
            format!(
                "Channel {obj} is made with room for {cap}. A send waits only when they are all taken."
            ),
        ),
        ObjKind::Chan => (
            go::makechan,
            format!(
                "Channel {obj} is made without a buffer. Sender and receiver wait for each other."
            ),
        ),
        ObjKind::Mutex => (
            go::mutex_Lock,
            format!("Mutex {obj} is used for the first time. One goroutine at a time can hold it."),
        ),
        ObjKind::RwMutex => (
            go::rwmutex_Lock,
            format!(
                "RWMutex {obj} is used for the first time. Many may read under it, or one write."
            ),
        ),
        ObjKind::WaitGroup => (
            go::waitgroup_Add,
            format!(
                "WaitGroup {obj} is used for the first time. It wakes its waiters when its counter gets to 0."
            ),
        ),
        ObjKind::Cond => (
            go::cond_Wait,
            format!(
                "Cond {obj} is used for the first time. Its waiters sleep until they are signalled."
            ),
        ),
        ObjKind::Sema => (
            go::semacquire1,
            format!(
                "Semaphore {obj} is used for the first time. Its waiters queue up first in, first out."
            ),
        ),
    };
    Why::without_rule(func, text)
}

pub(super) fn chan_send(at: &Moment, e: &Event, obj: ObjId, how: ChanHow, to: Gid) -> Why {
    let g = e.g;
    let on = at.object(obj);
    match how {
        ChanHow::Handoff => Why::new(
            rule::CH_1,
            go::send,
            format!(
                "{to} has waited to receive on {on}, so {g} gives the value straight to it. {to} becomes runnable, and {g} goes on."
            ),
        ),
        ChanHow::Buffer | ChanHow::BufferAndSender => Why::new(
            rule::CH_2,
            go::chansend,
            format!(
                "{} sends on {on}: nobody waits to receive, so the value goes into the buffer. {}.",
                who(e),
                fill(at, obj, 1)
            ),
        ),
        ChanHow::Closed => Why::new(
            rule::CH_6,
            go::chansend,
            format!("{g} sends on {on}, which is closed. That panics."),
        ),
    }
}

pub(super) fn chan_recv(at: &Moment, e: &Event, obj: ObjId, how: ChanHow, from: Gid) -> Why {
    let g = e.g;
    let on = at.object(obj);
    match how {
        ChanHow::Handoff => Why::new(
            rule::CH_1,
            go::recv,
            format!(
                "{from} has waited to send on {on}, so {g} takes the value straight from it. {from} becomes runnable, and {g} goes on."
            ),
        ),
        ChanHow::Buffer => Why::new(
            rule::CH_2,
            go::chanrecv,
            format!("{g} receives the oldest value in the buffer of {on}. {}.", fill(at, obj, -1)),
        ),
        ChanHow::BufferAndSender => Why::new(
            rule::CH_2,
            go::recv,
            format!(
                "{g} receives the oldest value in the buffer of {on}, which was full. {from} has waited to send: its value takes the last place, and {from} becomes runnable."
            ),
        ),
        ChanHow::Closed => Why::new(
            rule::CH_2,
            go::chanrecv,
            format!("{on} is closed and empty. {g} receives the zero value at once."),
        ),
    }
}

pub(super) fn select_wait(at: &Moment, e: &Event, obj: ObjId, send: bool) -> Why {
    let g = e.g;
    Why::new(
        rule::SE_3,
        go::selectgo,
        format!(
            "No case of {g}'s select is ready, so it waits on every channel of it. Here it queues to {} {}.",
            if send { "send on" } else { "receive from" },
            at.object(obj)
        ),
    )
}

pub(super) fn chan_close(at: &Moment, e: &Event, obj: ObjId, woken: u32) -> Why {
    let g = e.g;
    Why::new(
        rule::CH_4,
        go::closechan,
        format!(
            "{g} closes {}; {} waited. All of them are woken, the last in the queue first, and {g} goes on.",
            at.object(obj),
            count(woken, "goroutine")
        ),
    )
}

pub(super) fn lock_acquire(at: &Moment, e: &Event, obj: ObjId, read: bool) -> Why {
    let g = e.g;
    let on = at.object(obj);
    let kind = at.before.object(obj).and_then(|o| o.kind);
    let waiters = at.before.object(obj).map_or(0, |o| o.receivers() + o.senders());
    let barge = match kind {
        Some(ObjKind::Mutex) if waiters > 0 => {
            format!(" {waiters} wait in its queue: who runs may take it before them.")
        }
        _ => " Nothing is queued or woken for that.".into(),
    };
    let (rule, func) = locks(kind, read);
    let to = if read { " to read" } else { "" };
    Why::new(rule, func, format!("{g} holds {on}{to} now.{barge}"))
}

pub(super) fn lock_release(at: &Moment, e: &Event, obj: ObjId, read: bool, handoff: bool) -> Why {
    let g = e.g;
    if handoff {
        Why::new(
            rule::MU_2,
            go::unlockSlow,
            format!(
                "{g} lets {} go, which is in starvation mode. It gives it straight to the first waiter and steps aside for it.",
                at.object(obj)
            ),
        )
    } else {
        let kind = at.before.object(obj).and_then(|o| o.kind);
        let waiters = at.before.object(obj).map_or(0, |o| o.receivers() + o.senders());
        let then = if waiters == 0 {
            "Nobody waits for it".into()
        } else if kind == Some(ObjKind::Mutex) {
            format!("{} for it: one is woken and must compete for it", wait(waiters))
        } else {
            format!("{} for it", wait(waiters))
        };
        let (rule, func) = unlocks(kind, read);
        Why::new(rule, func, format!("{g} lets {} go. {then}.", at.object(obj)))
    }
}

pub(super) fn lock_starving(at: &Moment, e: &Event, obj: ObjId, on: bool) -> Why {
    let g = e.g;
    if on {
        Why::new(
            rule::MU_2,
            go::lockSlow,
            format!(
                "{g} was woken for {} and lost the race again, after more than 1 ms in all. The Mutex goes into starvation mode: it is handed to the first waiter, and nobody may barge in.",
                at.object(obj)
            ),
        )
    } else {
        Why::new(
            rule::MU_2,
            go::lockSlow,
            format!(
                "The new owner of {} is the last waiter or has waited less than 1 ms. Starvation mode ends: who runs may take the Mutex first again.",
                at.object(obj)
            ),
        )
    }
}

pub(super) fn wait_group_add(at: &Moment, e: &Event, obj: ObjId, delta: i32, counter: i32) -> Why {
    let g = e.g;
    let on = at.object(obj);
    let waiters = at.before.object(obj).map_or(0, |o| o.receivers());
    let then = match (counter, waiters) {
        (0, 0) => "It is 0, but nobody waits for that".into(),
        (0, n) => format!(
            "It is 0, so {} woken, first come first",
            if n == 1 { "the waiter is".into() } else { format!("all {n} waiters are") }
        ),
        (_, 0) => "Nobody waits for it yet".into(),
        (_, n) => format!("{} until it is 0", wait(n)),
    };
    let func = if delta == -1 { go::waitgroup_Done } else { go::waitgroup_Add };
    Why::new(
        rule::WG_1,
        func,
        format!("{g} changes the counter of {on} by {delta:+} to {counter}. {then}."),
    )
}

pub(super) fn cond_signal(at: &Moment, e: &Event, obj: ObjId, woken: u32) -> Why {
    let g = e.g;
    Why::new(
        rule::CO_1,
        if woken > 1 { go::notifyListNotifyAll } else { go::notifyListNotifyOne },
        format!(
            "{g} signals {} and wakes {}, the longest waiting first. Each must get the lock again before it goes on.",
            at.object(obj),
            count(woken, "goroutine")
        ),
    )
}

/// "1 goroutine waits", "3 goroutines wait".
fn wait(n: u32) -> String {
    format!("{} wait{}", count(n, "goroutine"), if n == 1 { "s" } else { "" })
}

/// How full the channel's buffer is after a change.
fn fill(at: &Moment, obj: ObjId, change: i64) -> String {
    match at.before.object(obj) {
        Some(o) if o.cap > 0 => {
            format!("{} of {} places are taken now", (i64::from(o.len) + change).max(0), o.cap)
        }
        _ => "It is the channel of a timer, which keeps one value".into(),
    }
}

/// Rule and function of a lock's fast path.
fn locks(kind: Option<ObjKind>, read: bool) -> (Rule, Func) {
    match kind {
        Some(ObjKind::RwMutex) if read => (rule::RW_1, go::rwmutex_RLock),
        Some(ObjKind::RwMutex) => (rule::RW_1, go::rwmutex_Lock),
        Some(ObjKind::Sema) => (rule::SM_1, go::semacquire1),
        _ => (rule::MU_1, go::mutex_Lock),
    }
}

fn unlocks(kind: Option<ObjKind>, read: bool) -> (Rule, Func) {
    match kind {
        Some(ObjKind::RwMutex) if read => (rule::RW_1, go::rwmutex_RUnlock),
        Some(ObjKind::RwMutex) => (rule::RW_1, go::rwmutex_Unlock),
        Some(ObjKind::Sema) => (rule::SM_1, go::semrelease1),
        _ => (rule::MU_1, go::mutex_Unlock),
    }
}
