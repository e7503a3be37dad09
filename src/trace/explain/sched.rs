//! Goroutines and run queues explained (RULES 2 to 4, 6, 7, 9).
//!
//! Next: [`super::branches`] for `findRunnable` in detail.

use crate::ids::Gid;
use crate::trace::event::{Branch, Event, EventKind};
use crate::trace::reason::{StopReason, WaitReason};
use crate::trace::state::model::GStatus;
use crate::trace::text::{Time, count};

use super::{Moment, Why};

const PROC: &str = "proc.go";

pub(super) fn explain(at: &Moment, e: &Event) -> Option<Why> {
    let (g, p, m) = (e.g, e.p, e.m);
    Some(match e.kind {
        EventKind::GoCreate { new, func, blocked: true, .. } => Why::new(
            "CR-1",
            "newcoro",
            "coro.go",
            format!(
                "{g} makes a coroutine: {new} is to run {}. It stands in no queue and runs only while {g} waits for it.",
                at.strings.get(func)
            ),
        ),
        EventKind::GoCreate { new, func, reused, system, .. } => {
            let func = at.strings.get(func);
            if system {
                return Some(Why::new(
                    "ST-6",
                    "main",
                    PROC,
                    format!(
                        "The runtime makes {new} for itself, to run {func}. Goroutines of the runtime do not count: neither for NumGoroutine nor for the deadlock detector."
                    ),
                ));
            }
            if g.is_none() {
                return Some(match at.earlier(fired) {
                    Some(()) => Why::new(
                        "TM-4",
                        "goFunc",
                        "time/sleep.go",
                        format!(
                            "A timer of time.AfterFunc fired, so {new} is made to run {func}. The function runs on a goroutine of its own, so that the timers need not wait for it."
                        ),
                    ),
                    None => Why::new(
                        "ST-6",
                        "rt0_go",
                        "asm_amd64.s",
                        format!(
                            "The process starts: {new} is made to run {func}. Everything else is made by it."
                        ),
                    ),
                });
            }
            let reuse = if reused {
                " The structure of a goroutine that has ended is used again."
            } else {
                ""
            };
            let rule = if reused { "NP-7" } else { "NP-1" };
            let line = if e.line > 0 { format!(" on line {}", e.line) } else { String::new() };
            Why::new(
                rule,
                "newproc",
                PROC,
                format!(
                    "The go statement{line} of {g} makes {new}, which will run {func}. {new} becomes runnable on {p}, and {g} keeps running.{reuse}"
                ),
            )
        }
        EventKind::GoStart { gid, inherit, tick } => started(at, e, gid, inherit, tick),
        EventKind::GoDestroy => Why::new(
            "RD-6",
            "gdestroy",
            PROC,
            format!(
                "{} has come to its end. Its structure is kept by {p} for the next go statement, and {m} looks for something else to run.",
                at.called(g)
            ),
        ),
        EventKind::GoStop { reason } => match reason {
            StopReason::Gosched => Why::new(
                "RD-3",
                "goschedImpl",
                PROC,
                format!(
                    "{g} called runtime.Gosched and gives way. It goes to the tail of the global queue, behind everything {p} has queued."
                ),
            ),
            StopReason::NoP => Why::new(
                "SY-3",
                "exitsyscallNoP",
                PROC,
                format!(
                    "{g} is back from a system call, but its P was taken and no other is idle. It becomes runnable and goes to the global queue, and {m} will sleep."
                ),
            ),
            StopReason::Preempted => {
                let asked = at.before.g(g).is_some_and(|g| g.preempt);
                if at.before.stopped().is_some() {
                    Why::new(
                        "RD-4",
                        "gopreempt_m",
                        PROC,
                        format!(
                            "The world is being stopped, so {g} must give way. It goes to runnext of {p} and will be the first to run there afterwards."
                        ),
                    )
                } else if asked {
                    Why::new(
                        "RD-4",
                        "gopreempt_m",
                        PROC,
                        format!(
                            "{g} was asked to give way because its slice is used up, and now does so. It goes to the tail of the global queue."
                        ),
                    )
                } else {
                    Why::new(
                        "RD-5",
                        "goyield_m",
                        PROC,
                        format!(
                            "{g} steps aside for the goroutine it has just woken. It goes to the tail of {p}'s own queue, and nobody else is woken."
                        ),
                    )
                }
            }
        },
        EventKind::GoBlock { reason, obj } => {
            blocked(at, e, reason, (obj.0 != 0).then(|| at.object(obj)))
        }
        EventKind::GoUnblock { gid } => woken(at, e, gid),
        EventKind::GoSyscallBegin => Why::new(
            "SY-1",
            "reentersyscall",
            PROC,
            format!(
                "{g} enters a system call, which blocks its thread {m}. {p} stays with {m} for now: if the call lasts, sysmon takes it away."
            ),
        ),
        EventKind::GoSyscallEnd => Why::new(
            "SY-2",
            "exitsyscall",
            PROC,
            format!(
                "{g} is back from its system call after {} and {m} still has {p}. It goes on at once, in the same slice and without any queue.",
                since(at, g, e)
            ),
        ),
        EventKind::GoSyscallEndBlocked => Why::new(
            "SY-3",
            "exitsyscall",
            PROC,
            format!(
                "{g} is back from its system call after {}, but its P was taken away meanwhile. {m} must get another P before {g} can go on.",
                since(at, g, e)
            ),
        ),
        EventKind::GoLock { locked: true } => Why::new(
            "LK-1",
            "LockOSThread",
            PROC,
            format!(
                "{g} and {m} are bound to each other from now on. {g} runs on no other thread, and {m} runs nothing else."
            ),
        ),
        EventKind::GoLock { locked: false } => Why::new(
            "LK-1",
            "UnlockOSThread",
            PROC,
            format!("{g} is no longer bound to {m}. Any thread may run it again."),
        ),

        EventKind::RunqPut { gid, next: true, kicked } if kicked.is_some() => Why::new(
            "NP-2",
            "runqput",
            PROC,
            format!(
                "{gid} takes runnext of {p}, so it runs as soon as {} stops. {kicked}, which was there, is kicked out to the tail of {p}'s queue.",
                runs(g)
            ),
        ),
        EventKind::RunqPut { gid, next: true, .. } => {
            // What was just made or woken is put by `newproc` or `ready`.
            let made = at.earlier(|e| match e.kind {
                EventKind::GoCreate { .. } => Some(true),
                EventKind::GoUnblock { .. } | EventKind::GoStop { .. } => Some(false),
                _ => None,
            });
            let rule = if made == Some(true) { "NP-1" } else { "RD-1" };
            Why::new(
                rule,
                "runqput",
                PROC,
                format!(
                    "{gid} goes to runnext of {p}, which was empty. It will run as soon as {} stops, before the {} in the queue.",
                    runs(g),
                    count(at.queued(p) as u64, "goroutine")
                ),
            )
        }
        EventKind::RunqPut { gid, .. } => Why::new(
            "NP-3",
            "runqput",
            PROC,
            format!(
                "{gid} goes to the tail of {p}'s queue. {} there before it.",
                are(at.queued(p))
            ),
        ),
        EventKind::RunqOverflow { gid, n } => Why::new(
            "NP-4",
            "runqputslow",
            PROC,
            format!(
                "{p}'s queue is full with 256, so {gid} does not fit. The {} oldest move to the tail of the global queue in one batch, and {gid} last of all: other Ps get at them there.",
                n.saturating_sub(1)
            ),
        ),
        EventKind::RunqGet { gid, next: true } => Why::new(
            "FR-7",
            "runqget",
            PROC,
            format!(
                "{m} takes {gid} from runnext of {p}. It comes before the queue and goes on with the slice of the one before."
            ),
        ),
        EventKind::RunqGet { gid, .. } => Why::new(
            "FR-7",
            "runqget",
            PROC,
            format!(
                "runnext of {p} is empty, so {m} takes {gid} from the head of {p}'s queue. {} left there.",
                are(at.queued(p).saturating_sub(1))
            ),
        ),
        EventKind::RunqSteal { victim, gid, next: true, .. } => Why::new(
            "SW-4",
            "runqgrab",
            PROC,
            format!(
                "{p} and all queues are empty, and this is the last pass, in which even runnext may be stolen. {m} takes {gid} from runnext of {victim}, which did not run it within 3 µs."
            ),
        ),
        EventKind::RunqSteal { victim, n, gid, .. } => {
            let had = at.queued(victim) as u64;
            let batch = if n > 1 {
                format!(
                    ", and {gid}, the newest of them, runs at once: the others are queued on {p}"
                )
            } else {
                format!(": {gid}, which runs at once")
            };
            let taken = match had {
                1 => format!("the only goroutine in {victim}'s queue"),
                had => format!("{n} of the {had} goroutines in {victim}'s queue, from the head"),
            };
            Why::new(
                "SW-2",
                "runqsteal",
                PROC,
                format!(
                    "{p}'s queue and the global queue are empty, so {m} steals for {p}. It takes {taken}{batch}."
                ),
            )
        }
        EventKind::GlobalPut { gid, head: true } => Why::new(
            "PC-3",
            "procresize",
            PROC,
            format!(
                "The P in whose queue {gid} stood goes away. {gid} moves to the head of the global queue, so that it does not lose its turn."
            ),
        ),
        EventKind::GlobalPut { gid, .. } => {
            let ahead = at.before.global().len();
            let (rule, func) = match at.earlier(|e| match e.kind {
                EventKind::GoStop { reason } => Some(Some(reason)),
                EventKind::GoUnblock { .. } => Some(None),
                _ => None,
            }) {
                Some(Some(StopReason::Gosched)) => ("RD-3", "goschedImpl"),
                Some(Some(StopReason::Preempted)) => ("RD-4", "goschedImpl"),
                Some(Some(StopReason::NoP)) => ("SY-3", "exitsyscallNoP"),
                Some(None) | None => ("WK-7", "injectglist"),
            };
            Why::new(
                rule,
                func,
                PROC,
                format!(
                    "{gid} goes to the tail of the global queue, which any P may take from. {} there before it.",
                    are(ahead)
                ),
            )
        }
        EventKind::GlobalGet { gid, fair: true, .. } => {
            let tick = at.before.p(p).map_or(0, |p| p.tick);
            Why::new(
                "FR-5",
                "globrunqget",
                PROC,
                format!(
                    "{p} has started {tick} slices, which 61 divides: then the global queue comes first. {m} takes {gid} from its head, so that those who wait there are not forgotten."
                ),
            )
        }
        EventKind::GlobalGet { gid, n, .. } => {
            let size = at.before.global().len();
            let rest = if n > 1 {
                format!("{gid} runs, {} go to {p}'s queue", n - 1)
            } else {
                format!("{gid} runs")
            };
            Why::new(
                "FR-8",
                "globrunqgetbatch",
                PROC,
                format!(
                    "{p}'s own queue is empty and the global queue has {size}. {m} takes its share, {n}: {rest}."
                ),
            )
        }
        EventKind::FindRunnable { found, gid, .. } => decided(e, found, gid),
        _ => return None,
    })
}

fn fired(e: &Event) -> Option<()> {
    matches!(e.kind, EventKind::TimerFire { .. }).then_some(())
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

/// For how long the goroutine has been what it is.
fn since(at: &Moment, g: Gid, e: &Event) -> Time {
    Time(at.before.g(g).map_or(0, |g| e.at - g.since))
}

/// A goroutine starts: the reason is what its M found last.
fn started(at: &Moment, e: &Event, gid: Gid, inherit: bool, tick: u32) -> Why {
    let (p, m) = (e.p, e.m);
    let waited = since(at, gid, e);
    let from = at.earlier(|e| match e.kind {
        EventKind::RunqSteal { victim, n, next, .. } => Some(Some(if next {
            ("SW-4", format!("{m} stole it from runnext of {victim}"))
        } else {
            (
                "SW-2",
                format!(
                    "{m} stole {} from {victim}'s queue and this is the newest",
                    count(n, "goroutine")
                ),
            )
        })),
        EventKind::RunqGet { next: true, .. } => {
            Some(Some(("FR-7", format!("it was in runnext of {p}"))))
        }
        EventKind::RunqGet { .. } => {
            Some(Some(("FR-7", format!("it was at the head of {p}'s queue"))))
        }
        EventKind::GlobalGet { fair: true, .. } => {
            Some(Some(("FR-5", "the global queue had its turn, one slice in 61".into())))
        }
        EventKind::GlobalGet { .. } => Some(Some((
            "FR-8",
            format!("{p}'s own queue was empty and it was at the head of the global queue"),
        ))),
        EventKind::Netpoll { .. } => Some(Some(("FR-9", "the poller gave it back".into()))),
        EventKind::GoSyscallEndBlocked => {
            Some(Some(("SY-3", format!("it is back from a system call and found {p} idle"))))
        }
        EventKind::GoStart { .. } | EventKind::GoDestroy | EventKind::GoBlock { .. } => Some(None),
        _ => None,
    });
    let (rule, because) = match from.flatten() {
        Some((rule, because)) => (rule, format!(": {because}")),
        None => ("TS-1", String::new()),
    };
    let slice = if inherit {
        "It goes on with the slice of the one before, so it is asked to stop as if it were the same goroutine".into()
    } else {
        format!("It begins slice {tick} of {p}")
    };
    Why::new(
        rule,
        "execute",
        PROC,
        format!("{} runs on {p} after {waited} as runnable{because}. {slice}.", at.called(gid)),
    )
}

fn woken(at: &Moment, e: &Event, gid: Gid) -> Why {
    let (p, g) = (e.p, e.g);
    let Some(of) = at.before.g(gid) else {
        return Why::new(
            "RD-1",
            "ready",
            PROC,
            format!("{gid} becomes runnable. It waited before."),
        );
    };
    let what = if of.obj.0 != 0 { format!(" on {}", at.object(of.obj)) } else { String::new() };
    let waited = format!("{gid} has waited {} ({}{what})", since(at, gid, e), of.reason.text());
    match (g.is_some(), p.is_some()) {
        (true, _) => Why::new(
            "RD-1",
            "goready",
            PROC,
            format!(
                "{waited} and {g} wakes it now. It goes to runnext of {p}, where its waker runs, and {g} keeps running."
            ),
        ),
        (false, true) if of.reason == WaitReason::IoWait => Why::new(
            "NW-3",
            "netpollready",
            "netpoll.go",
            format!(
                "{waited} and the poller says that it can go on. It becomes runnable by {p}, which has asked."
            ),
        ),
        (false, true) if of.reason == WaitReason::Coroutine => Why::new(
            "CR-1",
            "coroswitch_m",
            "coro.go",
            format!(
                "{waited} while the other side of its coroutine ran. Now it goes on on {p} at once: no queue comes between."
            ),
        ),
        (false, true) => Why::new(
            "RD-1",
            "goready",
            PROC,
            format!(
                "{waited} and its time has come. It becomes runnable on {p}, where the timer fired."
            ),
        ),
        (false, false) => Why::new(
            "WK-7",
            "injectglist",
            PROC,
            format!(
                "{waited} and can go on now. Who found out has no P, so it goes to the global queue."
            ),
        ),
    }
}

/// Why it waits, by what it waits for.
fn blocked(at: &Moment, e: &Event, reason: WaitReason, obj: Option<String>) -> Why {
    use WaitReason as R;
    let (g, p) = (e.g, e.p);
    let on = obj.unwrap_or_else(|| "it".into());
    let after = format!("{} is free for another goroutine.", p);
    let (rule, func, file, text) = match reason {
        R::ChanReceive => (
            "CH-2",
            "chanrecv",
            "chan.go",
            format!("{g} wants to receive from {on}, where there is nothing yet"),
        ),
        R::ChanSend => (
            "CH-2",
            "chansend",
            "chan.go",
            format!("{g} wants to send on {on}, where nobody receives and no room is left"),
        ),
        R::ChanReceiveNilChan | R::ChanSendNilChan => (
            "CH-5",
            "chansend",
            "chan.go",
            format!("{g} uses a channel that is nil, so it waits for ever"),
        ),
        R::Select => (
            "SE-3",
            "selectgo",
            "select.go",
            format!("No case of {g}'s select is ready, so it waits on all of them at once"),
        ),
        R::SelectNoCases => (
            "SE-1",
            "block",
            "select.go",
            format!("{g} has a select without cases, so it waits for ever"),
        ),
        R::SyncMutexLock => (
            "MU-1",
            "lockSlow",
            "internal/sync/mutex.go",
            format!("{g} wants {on}, which is held by {}", owner(at, e)),
        ),
        R::SyncRwMutexRLock => (
            "RW-1",
            "RLock",
            "sync/rwmutex.go",
            format!("{g} wants to read under {on}, but a writer holds it or waits for it"),
        ),
        R::SyncRwMutexLock => (
            "RW-1",
            "Lock",
            "sync/rwmutex.go",
            format!("{g} wants to write under {on}, which others hold"),
        ),
        R::SyncWaitGroupWait => (
            "WG-1",
            "Wait",
            "sync/waitgroup.go",
            format!("{g} waits until the counter of {on} is 0"),
        ),
        R::SyncCondWait => {
            ("CO-1", "notifyListWait", "sema.go", format!("{g} waits for a signal of {on}"))
        }
        R::Semacquire => {
            ("SM-1", "semacquire1", "sema.go", format!("{g} waits in the queue of {on}"))
        }
        R::Sleep => (
            "TM-4",
            "timeSleep",
            "time.go",
            format!("{g} sleeps: its timer in the heap of {p} wakes it"),
        ),
        R::IoWait => (
            "NW-4",
            "netpollblock",
            "netpoll.go",
            format!("{g} waits for data; the poller watches for it, and no thread is used up"),
        ),
        R::StoppingTheWorld => (
            "GC-0",
            "stopTheWorldWithSema",
            PROC,
            format!("{g} stops the world, one after another"),
        ),
        R::Preempted => (
            "PR-4",
            "preemptPark",
            PROC,
            format!("{g} is suspended so that its stack can be looked at"),
        ),
        R::Coroutine => (
            "CR-1",
            "coroswitch_m",
            "coro.go",
            format!("{g} switches to its coroutine, which gets P and slice"),
        ),
        R::Zero
        | R::PanicWait
        | R::GcSweepWait
        | R::GcScavengeWait
        | R::FinalizerWait
        | R::ForceGcIdle
        | R::UpdateGomaxprocsIdle
        | R::WaitForGcCycle => ("RD-2", "gopark", PROC, format!("{g} waits ({})", reason.text())),
    };
    Why::new(rule, func, file, format!("{text}. {after}"))
}

fn owner(at: &Moment, e: &Event) -> String {
    let EventKind::GoBlock { obj, .. } = e.kind else { return "another".into() };
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

/// What `findRunnable` decided.
fn decided(e: &Event, found: Branch, gid: Gid) -> Why {
    let EventKind::FindRunnable { tick, global, local, spinning, idle, .. } = e.kind else {
        unreachable!("only called for this event")
    };
    let (p, m) = (e.p, e.m);
    let what =
        if gid.is_some() { format!("{gid} is next") } else { "there is nothing to run".into() };
    let (rule, text) = match found {
        Branch::StopTheWorld => (
            "FR-1",
            format!(
                "The world is being stopped, so {m} must not run anything. It gives its P back and sleeps until the world goes on."
            ),
        ),
        Branch::Timers => (
            "FR-2",
            format!(
                "A timer of {p} was due, and what it readied comes before all queues. So {what}."
            ),
        ),
        Branch::GlobalFair => (
            "FR-5",
            format!(
                "Slice {tick} of {p} is a multiple of 61, and {global} waited in the global queue. That queue has its turn before {p}'s own {local}, so {what}."
            ),
        ),
        Branch::RunNext => (
            "FR-7",
            format!(
                "{m} looks at runnext of {p} first, and there is one. So {what}, before the {local} in {p}'s queue and the {global} in the global queue."
            ),
        ),
        Branch::Local => (
            "FR-7",
            format!(
                "runnext of {p} is empty, and its queue has {local}. So {what}, from the head."
            ),
        ),
        Branch::Global => (
            "FR-8",
            format!(
                "{p}'s own queue is empty, and the global queue has {global}. {p} takes its share of it, so {what}."
            ),
        ),
        Branch::Netpoll => (
            "FR-9",
            format!(
                "{p}'s queue and the global queue are empty, so {m} asks the poller without waiting. It gives goroutines back, so {what}."
            ),
        ),
        Branch::Steal => (
            "FR-10",
            format!(
                "{p}'s queue and the global queue were empty, so {m} looked at the other Ps in random order. It found work there, so {what}."
            ),
        ),
        Branch::LastLook => (
            "FR-13",
            format!(
                "{m} was about to give {p} up and looks once more at the global queue, with the lock held. There is something now, so {what}."
            ),
        ),
        Branch::Recheck => (
            "FR-14",
            format!(
                "{m} had given up its P and looked at all queues again, so that no wake-up is lost. Work had come meanwhile: {what}."
            ),
        ),
        Branch::BlockingNetpoll if gid.is_some() => (
            "FR-15",
            format!(
                "{m} waited in the poller until goroutines could go on, and got {p}. So {what}."
            ),
        ),
        Branch::BlockingNetpoll => (
            "FR-15",
            format!(
                "There is nothing to run, but timers or data may come. {m}, without a P, waits for them in the poller: one M does so for all."
            ),
        ),
        Branch::Park => (
            "FR-16",
            format!(
                "{m} found nothing: no queue has work ({} spinning, {}). It goes to sleep on the stack of idle Ms until somebody wakes it with a P.",
                spinning,
                count(idle, "idle P")
            ),
        ),
    };
    Why::new(rule, "findRunnable", PROC, text)
}
