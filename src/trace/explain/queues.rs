//! Why a goroutine goes into a queue or comes out of one, and what `findRunnable` decided.
//!
//! Next: [`super::branches`] for `findRunnable` in detail.

use crate::ids::{Gid, Pid};
use crate::trace::event::{Branch, Event, EventKind, EventName};
use crate::trace::reason::StopReason;
use crate::trace::rules::{self as rule, go};
use crate::trace::text::count;

use super::{Moment, Why};

pub(super) fn runq_put(at: &Moment, e: &Event, gid: Gid, next: bool, kicked: Gid) -> Why {
    let (g, p) = (e.g, e.p);
    if next && kicked.is_some() {
        Why::new(
            rule::NP_2,
            go::runqput,
            format!(
                "{gid} takes runnext of {p}, so it runs as soon as {} stops. {kicked}, which was there, is kicked out to the tail of {p}'s queue.",
                runs(g)
            ),
        )
    } else if next {
        // What was just made or woken is put by `newproc` or `ready`.
        let from = at.latest(&[EventName::GoCreate, EventName::GoUnblock, EventName::GoStop]);
        let made = from.is_some_and(|e| e.kind.name() == EventName::GoCreate);
        let rule = if made { rule::NP_1 } else { rule::RD_1 };
        Why::new(
            rule,
            go::runqput,
            format!(
                "{gid} goes to runnext of {p}, which was empty. It will run as soon as {} stops, before the {} in the queue.",
                runs(g),
                count(at.queued(p) as u64, "goroutine")
            ),
        )
    } else {
        Why::new(
            rule::NP_3,
            go::runqput,
            format!(
                "{gid} goes to the tail of {p}'s queue. {} there before it.",
                are(at.queued(p))
            ),
        )
    }
}

pub(super) fn runq_overflow(_: &Moment, e: &Event, gid: Gid, n: u32) -> Why {
    let p = e.p;
    Why::new(
        rule::NP_4,
        go::runqputslow,
        format!(
            "{p}'s queue is full with 256, so {gid} does not fit. The {} oldest move to the tail of the global queue in one batch, and {gid} last of all: other Ps get at them there.",
            n.saturating_sub(1)
        ),
    )
}

pub(super) fn runq_get(at: &Moment, e: &Event, gid: Gid, next: bool) -> Why {
    let (p, m) = (e.p, e.m);
    if next {
        Why::new(
            rule::FR_7,
            go::runqget,
            format!(
                "{m} takes {gid} from runnext of {p}. It comes before the queue and goes on with the slice of the one before."
            ),
        )
    } else {
        Why::new(
            rule::FR_7,
            go::runqget,
            format!(
                "runnext of {p} is empty, so {m} takes {gid} from the head of {p}'s queue. {} left there.",
                are(at.queued(p).saturating_sub(1))
            ),
        )
    }
}

pub(super) fn runq_steal(at: &Moment, e: &Event, victim: Pid, n: u32, gid: Gid, next: bool) -> Why {
    let (p, m) = (e.p, e.m);
    if next {
        Why::new(
            rule::SW_4,
            go::runqgrab,
            format!(
                "{p} and all queues are empty, and this is the last pass, in which even runnext may be stolen. {m} takes {gid} from runnext of {victim}, which did not run it within 3 µs."
            ),
        )
    } else {
        let had = at.queued(victim) as u64;
        let batch = if n > 1 {
            format!(", and {gid}, the newest of them, runs at once: the others are queued on {p}")
        } else {
            format!(": {gid}, which runs at once")
        };
        let taken = match had {
            1 => format!("the only goroutine in {victim}'s queue"),
            had => format!("{n} of the {had} goroutines in {victim}'s queue, from the head"),
        };
        Why::new(
            rule::SW_2,
            go::runqsteal,
            format!(
                "{p}'s queue and the global queue are empty, so {m} steals for {p}. It takes {taken}{batch}."
            ),
        )
    }
}

pub(super) fn global_put(at: &Moment, _: &Event, gid: Gid, head: bool) -> Why {
    if head {
        Why::new(
            rule::PC_3,
            go::procresize,
            format!(
                "The P in whose queue {gid} stood goes away. {gid} moves to the head of the global queue, so that it does not lose its turn."
            ),
        )
    } else {
        let ahead = at.before.global().len();
        let from = at.latest(&[EventName::GoStop, EventName::GoUnblock]).map(|e| e.kind);
        let (rule, func) = if let Some(EventKind::GoStop { reason }) = from {
            match reason {
                StopReason::Gosched => (rule::RD_3, go::goschedImpl),
                StopReason::Preempted => (rule::RD_4, go::goschedImpl),
                StopReason::NoP => (rule::SY_3, go::exitsyscallNoP),
            }
        } else {
            (rule::WK_7, go::injectglist)
        };
        Why::new(
            rule,
            func,
            format!(
                "{gid} goes to the tail of the global queue, which any P may take from. {} there before it.",
                are(ahead)
            ),
        )
    }
}

pub(super) fn global_get(at: &Moment, e: &Event, gid: Gid, n: u32, fair: bool) -> Why {
    let (p, m) = (e.p, e.m);
    if fair {
        let tick = at.before.p(p).map_or(0, |p| p.tick);
        Why::new(
            rule::FR_5,
            go::globrunqget,
            format!(
                "{p} has started {tick} slices, which 61 divides: then the global queue comes first. {m} takes {gid} from its head, so that those who wait there are not forgotten."
            ),
        )
    } else {
        let size = at.before.global().len();
        let rest = if n > 1 {
            format!("{gid} runs, {} go to {p}'s queue", n - 1)
        } else {
            format!("{gid} runs")
        };
        Why::new(
            rule::FR_8,
            go::globrunqgetbatch,
            format!(
                "{p}'s own queue is empty and the global queue has {size}. {m} takes its share, {n}: {rest}."
            ),
        )
    }
}

/// What `findRunnable` decided.
#[allow(clippy::too_many_arguments)] // those of the event
pub(super) fn find_runnable(
    _: &Moment,
    e: &Event,
    found: Branch,
    gid: Gid,
    tick: u32,
    global: u32,
    local: u16,
    spinning: u8,
    idle: u8,
) -> Why {
    let (p, m) = (e.p, e.m);
    let what =
        if gid.is_some() { format!("{gid} is next") } else { "there is nothing to run".into() };
    let (rule, text) = match found {
        Branch::StopTheWorld => (
            rule::FR_1,
            format!(
                "The world is being stopped, so {m} must not run anything. It gives its P back and sleeps until the world goes on."
            ),
        ),
        Branch::Timers => (
            rule::FR_2,
            format!(
                "A timer of {p} was due, and what it readied comes before all queues. So {what}."
            ),
        ),
        Branch::GlobalFair => (
            rule::FR_5,
            format!(
                "Slice {tick} of {p} is a multiple of 61, and {global} waited in the global queue. That queue has its turn before {p}'s own {local}, so {what}."
            ),
        ),
        Branch::RunNext => (
            rule::FR_7,
            format!(
                "{m} looks at runnext of {p} first, and there is one. So {what}, before the {local} in {p}'s queue and the {global} in the global queue."
            ),
        ),
        Branch::Local => (
            rule::FR_7,
            format!(
                "runnext of {p} is empty, and its queue has {local}. So {what}, from the head."
            ),
        ),
        Branch::Global => (
            rule::FR_8,
            format!(
                "{p}'s own queue is empty, and the global queue has {global}. {p} takes its share of it, so {what}."
            ),
        ),
        Branch::Netpoll => (
            rule::FR_9,
            format!(
                "{p}'s queue and the global queue are empty, so {m} asks the poller without waiting. It gives goroutines back, so {what}."
            ),
        ),
        Branch::Steal => (
            rule::FR_10,
            format!(
                "{p}'s queue and the global queue were empty, so {m} looked at the other Ps in random order. It found work there, so {what}."
            ),
        ),
        Branch::LastLook => (
            rule::FR_13,
            format!(
                "{m} was about to give {p} up and looks once more at the global queue, with the lock held. There is something now, so {what}."
            ),
        ),
        Branch::Recheck => (
            rule::FR_14,
            format!(
                "{m} had given up its P and looked at all queues again, so that no wake-up is lost. Work had come meanwhile: {what}."
            ),
        ),
        Branch::BlockingNetpoll if gid.is_some() => (
            rule::FR_15,
            format!(
                "{m} waited in the poller until goroutines could go on, and got {p}. So {what}."
            ),
        ),
        Branch::BlockingNetpoll => (
            rule::FR_15,
            format!(
                "There is nothing to run, but timers or data may come. {m}, without a P, waits for them in the poller: one M does so for all."
            ),
        ),
        Branch::Park => (
            rule::FR_16,
            format!(
                "{m} found nothing: no queue has work ({} spinning, {}). It goes to sleep on the stack of idle Ms until somebody wakes it with a P.",
                spinning,
                count(idle, "idle P")
            ),
        ),
    };
    Why::new(rule, go::findRunnable, text)
}

/// "G1", or who else stands in the way.
fn runs(g: Gid) -> String {
    if g.is_some() { g.to_string() } else { "what runs".into() }
}

/// "3 goroutines are", "1 goroutine is", "None is".
fn are(n: usize) -> String {
    match n {
        0 => "None is".into(),
        1 => "1 goroutine is".into(),
        n => format!("{n} goroutines are"),
    }
}
