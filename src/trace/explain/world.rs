//! The simulated world explained: pools, limits on calls, memory (package sim).
//!
//! None of it is Go's, so no rule stands beside it but that of a stack's size. Next:
//! [`super::objects`] for channels and locks.

use crate::ids::GO_STACK;
use crate::trace::event::{Event, EventKind, ObjId, ObjKind};
use crate::trace::text::{Bytes, count};

use super::{Moment, Why};

const SIM: &str = "sim";

pub(super) fn made(kind: ObjKind, obj: ObjId, cap: u32) -> Option<Why> {
    Some(match kind {
        ObjKind::Pool => Why::new(
            "",
            "NewPool",
            SIM,
            format!("Pool {obj} has {cap} to give. Who wants one more waits or is refused."),
        ),
        _ => Why::new(
            "",
            "NewLimiter",
            SIM,
            format!(
                "{obj} stands for an interface that answers {cap} calls a second. EventKind comes beyond that is answered with 429."
            ),
        ),
    })
}

pub(super) fn explain(at: &Moment, e: &Event) -> Option<Why> {
    let g = e.g;
    Some(match e.kind {
        EventKind::ObjName { obj, name } => Why::new(
            "",
            "NewPool",
            SIM,
            format!(
                "The program calls {obj} \"{}\". So does gmpsim from here on.",
                at.strings.get(name)
            ),
        ),
        EventKind::PoolAcquire { obj, gid, used } => {
            let (on, cap) = (at.object(obj), cap(at, obj));
            let text = if gid == g {
                format!("{gid} takes one of {on}. {used} of {cap} held now.")
            } else {
                format!(
                    "{gid} has waited longest for {on} and gets what {g} gave back. {used} of {cap} held now."
                )
            };
            Why::new("", "Acquire", SIM, text)
        }
        EventKind::PoolRefuse { obj } => Why::new(
            "",
            "TryAcquire",
            SIM,
            format!(
                "All {} of {} are held, and {g} does not wait: it gets an error. Fewer goroutines at a time would prevent that.",
                cap(at, obj),
                at.object(obj)
            ),
        ),
        EventKind::PoolRelease { obj, used } => {
            let waiters = at.before.object(obj).map_or(0, |o| o.receivers());
            let then = match waiters {
                0 => format!("{used} of {} held now", cap(at, obj)),
                n => format!(
                    "It goes straight to the first of the {} that wait",
                    count(n, "goroutine")
                ),
            };
            Why::new(
                "",
                "Release",
                SIM,
                format!("{g} gives one of {} back. {then}.", at.object(obj)),
            )
        }
        EventKind::LimiterCall { obj, n } | EventKind::LimiterRefuse { obj, n } => {
            let (on, cap) = (at.object(obj), cap(at, obj));
            let then = if let EventKind::LimiterCall { .. } = e.kind {
                format!("{cap} a second are let through, so it will be answered")
            } else {
                format!(
                    "Only {cap} a second are let through: the answer will be 429 Too Many Requests"
                )
            };
            Why::new("", "Call", SIM, format!("{g} makes call {n} of this second to {on}. {then}."))
        }
        EventKind::Memory { delta, used, limit } => {
            let verb = if delta < 0 { "gives back" } else { "takes" };
            let of = if limit > 0 { format!(" of {}", Bytes(limit)) } else { String::new() };
            let stacks = at.before.user_goroutines();
            Why::new(
                "SK-1",
                if delta < 0 { "Free" } else { "Alloc" },
                SIM,
                format!(
                    "{g} {verb} {}. {}{of} in use, {} of it for the stacks of {}.",
                    Bytes(delta.unsigned_abs()),
                    Bytes(used),
                    Bytes(stacks * GO_STACK),
                    count(stacks, "goroutine")
                ),
            )
        }
        EventKind::OomKill { used, limit } => Why::new(
            "",
            "oom_kill_process",
            "Linux",
            format!(
                "The process wants {} more than the {} that the machine has. The kernel kills it at once: nothing is cleaned up, no deferred call runs.",
                Bytes(used.saturating_sub(limit)),
                Bytes(limit)
            ),
        ),
        EventKind::Units { done, failed } => {
            let what = match (done, failed) {
                (done, 0) => format!("{} of work done", count(done, "unit")),
                (0, failed) => format!("{} of work failed", count(failed, "unit")),
                (done, failed) => format!("{} of work done, {failed} failed", count(done, "unit")),
            };
            let counts = at.before.counts();
            Why::new(
                "",
                if failed > 0 { "Fail" } else { "Done" },
                SIM,
                format!(
                    "{g} says: {what}. Since the start {} are done and {} failed.",
                    counts.done + u64::from(done),
                    counts.failed + u64::from(failed)
                ),
            )
        }
        _ => return None,
    })
}

/// How many a pool has, or a limiter lets through.
fn cap(at: &Moment, obj: ObjId) -> u32 {
    at.before.object(obj).map_or(0, |o| o.cap)
}
