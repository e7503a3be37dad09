//! The simulated world explained: pools, limits on calls, memory (package sim).
//!
//! None of it is Go's, so no rule stands beside it but that of a stack's size.

use crate::ids::{GO_STACK, Gid};
use crate::trace::event::{Event, ObjId, ObjKind, StrId};
use crate::trace::rules::{self as rule, go};
use crate::trace::text::{Bytes, count};

use super::{Moment, Why};

pub(super) fn made(kind: ObjKind, obj: ObjId, cap: u32) -> Why {
    if kind == ObjKind::Pool {
        let text = format!("Pool {obj} has {cap} to give. Who wants one more waits or is refused.");
        return Why::without_rule(go::sim_NewPool, text);
    }
    Why::without_rule(
        go::sim_NewLimiter,
        format!(
            "{obj} stands for an interface that answers {cap} calls a second. What comes beyond that is answered with 429."
        ),
    )
}

pub(super) fn obj_name(at: &Moment, _: &Event, obj: ObjId, name: StrId) -> Why {
    Why::without_rule(
        go::sim_NewPool,
        format!(
            "The program calls {obj} \"{}\". So does gmpsim from here on.",
            at.strings.get(name)
        ),
    )
}

pub(super) fn pool_acquire(at: &Moment, e: &Event, obj: ObjId, gid: Gid, used: u32) -> Why {
    let g = e.g;
    let (on, cap) = (at.object(obj), cap(at, obj));
    let text = if gid == g {
        format!("{gid} takes one of {on}. {used} of {cap} held now.")
    } else {
        format!(
            "{gid} has waited longest for {on} and gets what {g} gave back. {used} of {cap} held now."
        )
    };
    Why::without_rule(go::sim_Acquire, text)
}

pub(super) fn pool_refuse(at: &Moment, e: &Event, obj: ObjId) -> Why {
    let g = e.g;
    Why::without_rule(
        go::sim_TryAcquire,
        format!(
            "All {} of {} are held, and {g} does not wait: it gets an error. Fewer goroutines at a time would prevent that.",
            cap(at, obj),
            at.object(obj)
        ),
    )
}

pub(super) fn pool_release(at: &Moment, e: &Event, obj: ObjId, used: u32) -> Why {
    let g = e.g;
    let waiters = at.before.object(obj).map_or(0, |o| o.receivers());
    let then = match waiters {
        0 => format!("{used} of {} held now", cap(at, obj)),
        n => format!("It goes straight to the first of the {} that wait", count(n, "goroutine")),
    };
    Why::without_rule(go::sim_Release, format!("{g} gives one of {} back. {then}.", at.object(obj)))
}

pub(super) fn limiter_call(at: &Moment, e: &Event, obj: ObjId, n: u32) -> Why {
    let then = format!("{} a second are let through, so it will be answered", cap(at, obj));
    call(at, e, obj, n, &then)
}

pub(super) fn limiter_refuse(at: &Moment, e: &Event, obj: ObjId, n: u32) -> Why {
    let cap = cap(at, obj);
    let then =
        format!("Only {cap} a second are let through: the answer will be 429 Too Many Requests");
    call(at, e, obj, n, &then)
}

fn call(at: &Moment, e: &Event, obj: ObjId, n: u32, then: &str) -> Why {
    let (g, on) = (e.g, at.object(obj));
    Why::without_rule(go::sim_Call, format!("{g} makes call {n} of this second to {on}. {then}."))
}

pub(super) fn memory_change(at: &Moment, e: &Event, delta: i64, used: u64, limit: u64) -> Why {
    let g = e.g;
    let verb = if delta < 0 { "gives back" } else { "takes" };
    let of = if limit > 0 { format!(" of {}", Bytes(limit)) } else { String::new() };
    let stacks = at.before.user_goroutines();
    Why::new(
        rule::SK_1,
        if delta < 0 { go::sim_Free } else { go::sim_Alloc },
        format!(
            "{g} {verb} {}. {}{of} in use, {} of it for the stacks of {}.",
            Bytes(delta.unsigned_abs()),
            Bytes(used),
            Bytes(stacks * GO_STACK),
            count(stacks, "goroutine")
        ),
    )
}

pub(super) fn oom_kill(_: &Moment, _: &Event, used: u64, limit: u64) -> Why {
    Why::without_rule(
        go::oom_kill_process,
        format!(
            "The process wants {} more than the {} that the machine has. The kernel kills it at once: nothing is cleaned up, no deferred call runs.",
            Bytes(used.saturating_sub(limit)),
            Bytes(limit)
        ),
    )
}

pub(super) fn units(at: &Moment, e: &Event, done: u32, failed: u32) -> Why {
    let g = e.g;
    let what = match (done, failed) {
        (done, 0) => format!("{} of work done", count(done, "unit")),
        (0, failed) => format!("{} of work failed", count(failed, "unit")),
        (done, failed) => format!("{} of work done, {failed} failed", count(done, "unit")),
    };
    let counts = at.before.counts();
    Why::without_rule(
        if failed > 0 { go::sim_Fail } else { go::sim_Done },
        format!(
            "{g} says: {what}. Since the start {} are done and {} failed.",
            counts.done + u64::from(done),
            counts.failed + u64::from(failed)
        ),
    )
}

/// How many a pool has, or a limiter lets through.
fn cap(at: &Moment, obj: ObjId) -> u32 {
    at.before.object(obj).map_or(0, |o| o.cap)
}
