//! Why goroutines start, stop, wait and go on.
//!
//! Next: [`super::queues`] for where the runnable ones are.

use crate::ids::{Gid, Mid, Nanos, Pid};
use crate::trace::event::{Event, EventKind, EventName, ObjId, StrId};
use crate::trace::reason::{StopReason, WaitReason};
use crate::trace::rules::{self as rule, Rule, go};
use crate::trace::state::model::GStatus;
use crate::trace::text::{Time, count};

use super::{Moment, Why};

pub(super) fn go_create(
    at: &Moment,
    e: &Event,
    new: Gid,
    func: StrId,
    reused: bool,
    system: bool,
    blocked: bool,
) -> Why {
    let (g, p) = (e.g, e.p);
    if blocked {
        Why::new(
            rule::CR_1,
            go::newcoro,
            format!(
                "{g} makes a coroutine: {new} is to run {}. It stands in no queue and runs only while {g} waits for it.",
                at.strings.get(func)
            ),
        )
    } else {
        let func = at.strings.get(func);
        if system {
            return Why::new(
                rule::ST_6,
                go::main,
                format!(
                    "The runtime makes {new} for itself, to run {func}. Goroutines of the runtime do not count: neither for NumGoroutine nor for the deadlock detector."
                ),
            );
        }
        if g.is_none() {
            return match at.latest(&[EventName::TimerFire]) {
                Some(_) => Why::new(
                    rule::TM_4,
                    go::goFunc,
                    format!(
                        "A timer of time.AfterFunc fired, so {new} is made to run {func}. The function runs on a goroutine of its own, so that the timers need not wait for it."
                    ),
                ),
                None => Why::new(
                    rule::ST_6,
                    go::rt0_go,
                    format!(
                        "The process starts: {new} is made to run {func}. Everything else is made by it."
                    ),
                ),
            };
        }
        let reuse =
            if reused { " The structure of a goroutine that has ended is used again." } else { "" };
        let rule = if reused { rule::NP_7 } else { rule::NP_1 };
        let line = if e.line > 0 { format!(" on line {}", e.line) } else { String::new() };
        Why::new(
            rule,
            go::newproc,
            format!(
                "The go statement{line} of {g} makes {new}, which will run {func}. {new} becomes runnable on {p}, and {g} keeps running.{reuse}"
            ),
        )
    }
}

/// A goroutine starts: the reason is what its M found last.
pub(super) fn go_start(at: &Moment, e: &Event, gid: Gid, inherit: bool, tick: u32) -> Why {
    let (p, m) = (e.p, e.m);
    let waited = since(at, gid, e);
    let (rule, because) = match found(at, p, m) {
        Some((rule, because)) => (rule, format!(": {because}")),
        None => (rule::TS_1, String::new()),
    };
    let slice = if inherit {
        "It goes on with the slice of the one before, so it is asked to stop as if it were the same goroutine".into()
    } else {
        format!("It begins slice {tick} of {p}")
    };
    Why::new(
        rule,
        go::execute,
        format!("{} runs on {p} after {waited} as runnable{because}. {slice}.", at.called(gid)),
    )
}

pub(super) fn go_destroy(at: &Moment, e: &Event) -> Why {
    let (g, p, m) = (e.g, e.p, e.m);
    Why::new(
        rule::RD_6,
        go::gdestroy,
        format!(
            "{} has come to its end. Its structure is kept by {p} for the next go statement, and {m} looks for something else to run.",
            at.called(g)
        ),
    )
}

pub(super) fn go_stop(at: &Moment, e: &Event, reason: StopReason) -> Why {
    let (g, p, m) = (e.g, e.p, e.m);
    match reason {
        StopReason::Gosched => Why::new(
            rule::RD_3,
            go::goschedImpl,
            format!(
                "{g} called runtime.Gosched and gives way. It goes to the tail of the global queue, behind everything {p} has queued."
            ),
        ),
        StopReason::NoP => Why::new(
            rule::SY_3,
            go::exitsyscallNoP,
            format!(
                "{g} is back from a system call, but its P was taken and no other is idle. It becomes runnable and goes to the global queue, and {m} will sleep."
            ),
        ),
        StopReason::Preempted => {
            let asked = at.before.g(g).is_some_and(|g| g.preempt);
            if at.before.stopped().is_some() {
                Why::new(
                    rule::RD_4,
                    go::gopreempt_m,
                    format!(
                        "The world is being stopped, so {g} must give way. It goes to runnext of {p} and will be the first to run there afterwards."
                    ),
                )
            } else if asked {
                Why::new(
                    rule::RD_4,
                    go::gopreempt_m,
                    format!(
                        "{g} was asked to give way because its slice is used up, and now does so. It goes to the tail of the global queue."
                    ),
                )
            } else {
                Why::new(
                    rule::RD_5,
                    go::goyield_m,
                    format!(
                        "{g} steps aside for the goroutine it has just woken. It goes to the tail of {p}'s own queue, and nobody else is woken."
                    ),
                )
            }
        }
    }
}

/// Why it waits, by what it waits for.
pub(super) fn go_block(at: &Moment, e: &Event, reason: WaitReason, obj: ObjId) -> Why {
    use WaitReason as R;
    let (g, p) = (e.g, e.p);
    let on = if obj.0 == 0 { "it".into() } else { at.object(obj) };
    let after = format!("{} is free for another goroutine.", p);
    let (rule, func, text) = match reason {
        R::ChanReceive => (
            rule::CH_2,
            go::chanrecv,
            format!("{g} wants to receive from {on}, where there is nothing yet"),
        ),
        R::ChanSend => (
            rule::CH_2,
            go::chansend,
            format!("{g} wants to send on {on}, where nobody receives and no room is left"),
        ),
        R::ChanReceiveNilChan | R::ChanSendNilChan => (
            rule::CH_5,
            go::chansend,
            format!("{g} uses a channel that is nil, so it waits for ever"),
        ),
        R::Select => (
            rule::SE_3,
            go::selectgo,
            format!("No case of {g}'s select is ready, so it waits on all of them at once"),
        ),
        R::SelectNoCases => {
            (rule::SE_1, go::block, format!("{g} has a select without cases, so it waits for ever"))
        }
        R::SyncMutexLock => (
            rule::MU_1,
            go::lockSlow,
            format!("{g} wants {on}, which is held by {}", owner(at, obj)),
        ),
        R::SyncRwMutexRLock => (
            rule::RW_1,
            go::rwmutex_RLock,
            format!("{g} wants to read under {on}, but a writer holds it or waits for it"),
        ),
        R::SyncRwMutexLock => (
            rule::RW_1,
            go::rwmutex_Lock,
            format!("{g} wants to write under {on}, which others hold"),
        ),
        R::SyncWaitGroupWait => {
            (rule::WG_1, go::waitgroup_Wait, format!("{g} waits until the counter of {on} is 0"))
        }
        R::SyncCondWait => {
            (rule::CO_1, go::notifyListWait, format!("{g} waits for a signal of {on}"))
        }
        R::Semacquire => (rule::SM_1, go::semacquire1, format!("{g} waits in the queue of {on}")),
        R::Sleep => (
            rule::TM_4,
            go::timeSleep,
            format!("{g} sleeps: its timer in the heap of {p} wakes it"),
        ),
        R::IoWait => (
            rule::NW_4,
            go::netpollblock,
            format!("{g} waits for data; the poller watches for it, and no thread is used up"),
        ),
        R::StoppingTheWorld => (
            rule::GC_0,
            go::stopTheWorldWithSema,
            format!("{g} stops the world, one after another"),
        ),
        R::Preempted => (
            rule::PR_4,
            go::preemptPark,
            format!("{g} is suspended so that its stack can be looked at"),
        ),
        R::Coroutine => (
            rule::CR_1,
            go::coroswitch_m,
            format!("{g} switches to its coroutine, which gets P and slice"),
        ),
        R::Zero
        | R::PanicWait
        | R::GcSweepWait
        | R::GcScavengeWait
        | R::FinalizerWait
        | R::ForceGcIdle
        | R::UpdateGomaxprocsIdle
        | R::WaitForGcCycle => (rule::RD_2, go::gopark, format!("{g} waits ({})", reason.text())),
    };
    Why::new(rule, func, format!("{text}. {after}"))
}

pub(super) fn go_unblock(at: &Moment, e: &Event, gid: Gid) -> Why {
    let (p, g) = (e.p, e.g);
    let Some(of) = at.before.g(gid) else {
        return Why::new(
            rule::RD_1,
            go::ready,
            format!("{gid} becomes runnable. It waited before."),
        );
    };
    let what = if of.obj.0 != 0 { format!(" on {}", at.object(of.obj)) } else { String::new() };
    let waited = format!("{gid} has waited {} ({}{what})", since(at, gid, e), of.reason.text());
    match (g.is_some(), p.is_some()) {
        (true, _) => Why::new(
            rule::RD_1,
            go::goready,
            format!(
                "{waited} and {g} wakes it now. It goes to runnext of {p}, where its waker runs, and {g} keeps running."
            ),
        ),
        (false, true) if of.reason == WaitReason::IoWait => Why::new(
            rule::NW_3,
            go::netpollready,
            format!(
                "{waited} and the poller says that it can go on. It becomes runnable by {p}, which has asked."
            ),
        ),
        (false, true) if of.reason == WaitReason::Coroutine => Why::new(
            rule::CR_1,
            go::coroswitch_m,
            format!(
                "{waited} while the other side of its coroutine ran. Now it goes on on {p} at once: no queue comes between."
            ),
        ),
        (false, true) => Why::new(
            rule::RD_1,
            go::goready,
            format!(
                "{waited} and its time has come. It becomes runnable on {p}, where the timer fired."
            ),
        ),
        (false, false) => Why::new(
            rule::WK_7,
            go::injectglist,
            format!(
                "{waited} and can go on now. Who found out has no P, so it goes to the global queue."
            ),
        ),
    }
}

pub(super) fn syscall_begin(_: &Moment, e: &Event) -> Why {
    let (g, p, m) = (e.g, e.p, e.m);
    Why::new(
        rule::SY_1,
        go::reentersyscall,
        format!(
            "{g} enters a system call, which blocks its thread {m}. {p} stays with {m} for now: if the call lasts, sysmon takes it away."
        ),
    )
}

pub(super) fn syscall_end(at: &Moment, e: &Event) -> Why {
    let (g, p, m) = (e.g, e.p, e.m);
    Why::new(
        rule::SY_2,
        go::exitsyscall,
        format!(
            "{g} is back from its system call after {} and {m} still has {p}. It goes on at once, in the same slice and without any queue.",
            since(at, g, e)
        ),
    )
}

pub(super) fn syscall_end_blocked(at: &Moment, e: &Event) -> Why {
    let (g, m) = (e.g, e.m);
    Why::new(
        rule::SY_3,
        go::exitsyscall,
        format!(
            "{g} is back from its system call after {}, but its P was taken away meanwhile. {m} must get another P before {g} can go on.",
            since(at, g, e)
        ),
    )
}

pub(super) fn go_lock(_: &Moment, e: &Event, locked: bool) -> Why {
    let (g, m) = (e.g, e.m);
    if locked {
        Why::new(
            rule::LK_1,
            go::LockOSThread,
            format!(
                "{g} and {m} are bound to each other from now on. {g} runs on no other thread, and {m} runs nothing else."
            ),
        )
    } else {
        Why::new(
            rule::LK_1,
            go::UnlockOSThread,
            format!("{g} is no longer bound to {m}. Any thread may run it again."),
        )
    }
}

pub(super) fn preempt_request(at: &Moment, _: &Event, gid: Gid, pid: Pid, slice: Nanos) -> Why {
    let before = at.before;
    if before.stopped().is_some() {
        Why::new(
            rule::PR_4,
            go::preemptone,
            format!(
                "The world is being stopped, so {gid} on {pid} is asked to give way. It does so at its next safe point."
            ),
        )
    } else {
        Why::new(
            rule::PR_1,
            go::preemptone,
            format!(
                "{pid} has run the same slice for {}, more than 10 ms, so sysmon asks {gid} to give way. {gid} stops at its next safe point.",
                Time(slice)
            ),
        )
    }
}

pub(super) fn preempt_lost(_: &Moment, _: &Event, gid: Gid) -> Why {
    Why::new(
        rule::TS_4,
        go::execute,
        format!(
            "{gid} stopped by itself before it saw that it was asked to. The request is lost: what runs next on that P is not asked until sysmon looks again."
        ),
    )
}

/// How the M came by the goroutine that it starts on the P, by what it did last.
fn found(at: &Moment, p: Pid, m: Mid) -> Option<(Rule, String)> {
    use EventName as N;
    let ends = [N::GoStart, N::GoDestroy, N::GoBlock];
    let fetches = [N::RunqSteal, N::RunqGet, N::GlobalGet, N::Netpoll, N::GoSyscallEndBlocked];
    let last = at.latest(&[&ends[..], &fetches].concat())?.kind;
    Some(if let EventKind::RunqSteal { victim, next: true, .. } = last {
        (rule::SW_4, format!("{m} stole it from runnext of {victim}"))
    } else if let EventKind::RunqSteal { victim, n, .. } = last {
        let stolen = count(n, "goroutine");
        (rule::SW_2, format!("{m} stole {stolen} from {victim}'s queue and this is the newest"))
    } else if let EventKind::RunqGet { next, .. } = last {
        let place =
            if next { format!("in runnext of {p}") } else { format!("at the head of {p}'s queue") };
        (rule::FR_7, format!("it was {place}"))
    } else if let EventKind::GlobalGet { fair: true, .. } = last {
        (rule::FR_5, "the global queue had its turn, one slice in 61".into())
    } else if let EventKind::GlobalGet { .. } = last {
        let because =
            format!("{p}'s own queue was empty and it was at the head of the global queue");
        (rule::FR_8, because)
    } else if let EventKind::Netpoll { .. } = last {
        (rule::FR_9, "the poller gave it back".into())
    } else if let EventKind::GoSyscallEndBlocked = last {
        (rule::SY_3, format!("it is back from a system call and found {p} idle"))
    } else {
        return None;
    })
}

/// For how long the goroutine has been what it is.
fn since(at: &Moment, g: Gid, e: &Event) -> Time {
    Time(at.before.g(g).map_or(0, |g| e.at - g.since))
}

fn owner(at: &Moment, obj: ObjId) -> String {
    match at.before.object(obj) {
        Some(o) if o.owner.is_some() => {
            let off = at.before.g(o.owner).filter(|g| g.status != GStatus::Running);
            off.map_or(o.owner.to_string(), |g| {
                format!("{}, which is {} itself", o.owner, g.status.text())
            })
        }
        _ => "another".into(),
    }
}
