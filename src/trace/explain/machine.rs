//! Why Ps and Ms change hands, why threads start, sleep and search, what sysmon and the poller do.
//!
//! Next: [`super::goroutines`] for what runs on them.

use crate::ids::{Mid, Nanos, Pid};
use crate::trace::event::{Event, HandoffReason};
use crate::trace::reason::StwReason;
use crate::trace::rules::{self as rule, go};
use crate::trace::state::SYSMON;
use crate::trace::text::{Time, count};

use super::{Moment, Why};

pub(super) fn procs_change(at: &Moment, _: &Event, procs: u32) -> Why {
    let before = at.before;
    if before.procs() == 0 {
        Why::new(
            rule::PC_1,
            go::procresize,
            format!(
                "GOMAXPROCS is {procs}, so there {} {}. {} lets one thread run Go code and has a queue of its own.",
                if procs == 1 { "is" } else { "are" },
                count(procs, "P"),
                if procs == 1 { "It" } else { "Each" }
            ),
        )
    } else {
        let then = if procs < before.procs() {
            "The queues of the Ps that go away move to the head of the global queue"
        } else {
            "The new Ps begin with empty queues"
        };
        Why::new(
            rule::PC_3,
            go::procresize,
            format!(
                "GOMAXPROCS changes from {} to {procs} while the world is stopped. {then}.",
                before.procs()
            ),
        )
    }
}

pub(super) fn proc_start(at: &Moment, e: &Event, pid: Pid) -> Why {
    let (m, before) = (e.m, at.before);
    let now = before.m(m).copied().unwrap_or_default();
    let p = before.p(pid);
    let stays = before.idle_ps().iter().filter(|p| **p != pid).count() as u64;
    if now.g.is_some() && before.stopped().is_none() {
        return Why::new(
            rule::SY_3,
            go::exitsyscallTryGetP,
            format!(
                "{m} has lost its P during {}'s system call and finds {pid} free. {} goes on at once, in no queue and with no new slice.",
                now.g, now.g
            ),
        );
    }
    if p.is_some_and(|p| p.to == m) {
        let spin = if now.spinning { ", to search for work" } else { "" };
        return Why::new(
            rule::ST_5,
            go::acquirep,
            format!(
                "{m} is awake and takes {pid}, with which it was woken{spin}. A thread runs Go code only while it holds a P."
            ),
        );
    }
    if p.is_some_and(|p| p.idle) {
        return Why::new(
            rule::FR_14,
            go::acquirep,
            format!(
                "{m} has something to run or to look for, and takes {pid} from the stack of idle Ps. {} idle after that.",
                is_are(stays, "P")
            ),
        );
    }
    Why::new(
        rule::ST_5,
        go::acquirep,
        format!(
            "{m} takes {pid}, which nobody holds. A thread runs Go code only while it holds a P."
        ),
    )
}

pub(super) fn proc_stop(at: &Moment, e: &Event, pid: Pid) -> Why {
    let (m, before) = (e.m, at.before);
    let runner = before.m(m).map_or(crate::ids::Gid::NONE, |m| m.g);
    let locked = before.m(m).is_some_and(|m| m.locked.is_some() && runner.is_none());
    if before.stopped().is_some() {
        Why::new(
            rule::GC_0,
            go::gcstopm,
            format!(
                "The world is being stopped, so {m} gives {pid} up. {pid} waits for the world to go on."
            ),
        )
    } else if locked {
        Why::new(
            rule::LK_2,
            go::stoplockedm,
            format!(
                "{m} is bound to a goroutine that can't run now, so it must run nothing. It gives {pid} up, and another M may take it."
            ),
        )
    } else if before.p(pid).is_some_and(|p| !p.is_empty()) {
        Why::new(
            rule::SY_7,
            go::releasep,
            format!(
                "{m} gives {pid} up, which still has work in its queue. {pid} is handed to another M."
            ),
        )
    } else {
        Why::new(
            rule::FR_13,
            go::releasep,
            format!(
                "{m} has found nothing to run on {pid} and gives it up. It looks once more at all queues afterwards, so that no wake-up is lost."
            ),
        )
    }
}

pub(super) fn proc_idle(at: &Moment, _: &Event, pid: Pid) -> Why {
    let before = at.before;
    let idle = before.idle_ps().len() as u64;
    Why::new(
        rule::WK_5,
        go::pidleput,
        format!(
            "{pid} goes on the stack of idle Ps, on top of {idle}. The one on top is woken first."
        ),
    )
}

pub(super) fn proc_steal(at: &Moment, e: &Event, pid: Pid, from: Mid) -> Why {
    let (m, before) = (e.m, at.before);
    let gid = before.m(from).map_or(crate::ids::Gid::NONE, |m| m.g);
    let lasts = Time(before.g(gid).map_or(0, |g| e.at - g.since));
    let called = at.called(gid);
    if before.stopped().is_some() {
        Why::new(
            rule::GC_0,
            go::stopTheWorldWithSema,
            format!(
                "The world is being stopped and {from} is in a system call with {called}. Its {pid} is simply taken: the call goes on, but the goroutine can't without a P."
            ),
        )
    } else if m == SYSMON {
        Why::new(
            rule::SY_5,
            go::retake,
            format!(
                "{from} has been in a system call with {called} for {lasts}, too long for {pid} to wait. sysmon takes {pid} away so that another M can use it."
            ),
        )
    } else {
        Why::new(
            rule::SY_3,
            go::exitsyscallTryGetP,
            format!(
                "{m} is back from a system call and has lost its P, and {from} with {called} still sits in one. {m} takes {pid} from {from}."
            ),
        )
    }
}

pub(super) fn spin_start(at: &Moment, e: &Event) -> Why {
    let (m, before) = (e.m, at.before);
    let idle = before.idle_ps().len() as u64;
    let busy = before.procs() as u64 - idle.min(before.procs().into());
    Why::new(
        rule::WK_2,
        go::becomeSpinning,
        format!(
            "{m} has run out of work on {} and searches for some: it spins. At most half of the busy Ps may ({} spinning before, {busy} busy).",
            e.p,
            before.spinning()
        ),
    )
}

pub(super) fn spin_stop(_: &Moment, e: &Event) -> Why {
    let m = e.m;
    if e.p.is_some() {
        Why::new(
            rule::WK_3,
            go::resetspinning,
            format!(
                "{m} has found work and spins no more. It now sees to it that another M searches, so that more work finds a thread."
            ),
        )
    } else {
        Why::new(
            rule::FR_14,
            go::findRunnable,
            format!(
                "{m} gives up searching and no longer counts as spinning. It looks at all queues once more after that, so that work queued meanwhile is not overlooked."
            ),
        )
    }
}

pub(super) fn wakep(at: &Moment, _: &Event, woke: bool) -> Why {
    let before = at.before;
    let idle = before.idle_ps().len() as u64;
    if woke {
        Why::new(
            rule::WK_1,
            go::wakep,
            format!(
                "There may be work, no M is searching and {}. One M is woken to search.",
                if idle == 0 {
                    "a P is idle".into()
                } else {
                    format!("{} idle", is_are(idle, "P"))
                }
            ),
        )
    } else {
        Why::new(
            rule::WK_1,
            go::wakep,
            format!(
                "There may be work, but {}. A note is left that makes the next M that is about to go idle search instead (needspinning).",
                if idle == 0 {
                    "no P is idle, so that nobody can be woken".into()
                } else {
                    format!("{} searching already", is_are(before.spinning().into(), "M"))
                }
            ),
        )
    }
}

pub(super) fn m_start(at: &Moment, _: &Event, mid: Mid, pid: Pid, spinning: bool) -> Why {
    Why::new(
        rule::MT_1,
        go::newm,
        format!(
            "No thread is idle, so a new one is made: {mid}. {}.",
            comes(mid, pid, spinning, at)
        ),
    )
}

pub(super) fn m_park(_: &Moment, e: &Event, locked: bool) -> Why {
    let m = e.m;
    if locked {
        Why::new(
            rule::LK_2,
            go::stoplockedm,
            format!(
                "{m} is bound to a goroutine that can't run now. It sleeps until that goroutine is handed to it."
            ),
        )
    } else {
        Why::new(
            rule::FR_16,
            go::stopm,
            format!(
                "{m} has no P and nothing to do, so it sleeps on the stack of idle Ms. Who needs a thread takes the one on top of that stack."
            ),
        )
    }
}

pub(super) fn m_unpark(at: &Moment, e: &Event, mid: Mid, pid: Pid, spinning: bool) -> Why {
    let (m, before) = (e.m, at.before);
    let locked = before.m(mid).map_or(crate::ids::Gid::NONE, |m| m.locked);
    if locked.is_some() {
        return Why::new(
            rule::LK_2,
            go::startlockedm,
            format!(
                "{locked} may run only on {mid}, to which it is bound. So {m} hands {pid} over and wakes {mid}."
            ),
        );
    }
    Why::new(
        rule::MT_1,
        go::startm,
        format!(
            "{mid} is the thread that went to sleep last, so it is woken. {}.",
            comes(mid, pid, spinning, at)
        ),
    )
}

pub(super) fn m_exit(_: &Moment, e: &Event) -> Why {
    let m = e.m;
    Why::new(
        rule::LK_4,
        go::mexit,
        format!(
            "The goroutine that was bound to {m} has ended without unbinding. The thread ends with it, since it may be in any state."
        ),
    )
}

pub(super) fn handoff(at: &Moment, _: &Event, pid: Pid, reason: HandoffReason) -> Why {
    let before = at.before;
    let idle = before.idle_ps().len() as u64;
    let why = match reason {
        HandoffReason::Syscall => "Its goroutine is in a system call",
        HandoffReason::LockedM => "Its M waits for the goroutine it is bound to",
        HandoffReason::Exit => "Its M ends",
    };
    let work = before.p(pid).is_some_and(|p| !p.is_empty()) || !before.global().is_empty();
    let then = if work {
        "There is work for it, so another M gets it at once"
    } else if before.spinning() == 0 && idle == 0 {
        "Nobody else searches for work, so another M gets it, to search"
    } else {
        "There is no work for it, so it may go idle"
    };
    Why::new(rule::SY_7, go::handoffp, format!("{why}, so {pid} is handed on. {then}."))
}

pub(super) fn sysmon_tick(_: &Moment, _: &Event, sleep: Nanos, deep: bool) -> Why {
    if deep {
        Why::new(
            rule::MN_2,
            go::sysmon,
            "Nothing runs, so sysmon goes to sleep. It is woken by the next system call or when a P is used again.",
        )
    } else {
        Why::new(
            rule::MN_1,
            go::sysmon,
            format!(
                "sysmon has looked at all Ps, without a P of its own. It looks again in {}: from 20 µs on, its sleep doubles up to 10 ms as long as it takes no P from a system call.",
                Time(sleep)
            ),
        )
    }
}

pub(super) fn stw_begin(_: &Moment, e: &Event, reason: StwReason) -> Why {
    let g = e.g;
    Why::new(
        rule::GC_0,
        go::stopTheWorldWithSema,
        format!(
            "{g} stops the world ({}): every running goroutine is asked to give way, and every P is taken. Nothing runs until all Ps have stopped.",
            reason.text()
        ),
    )
}

pub(super) fn stw_end(_: &Moment, e: &Event) -> Why {
    let g = e.g;
    Why::new(
        rule::GC_0,
        go::startTheWorldWithSema,
        format!(
            "The world goes on after {g} had stopped it. Ps with work get threads, the others go idle in ascending order, so that the highest is woken first (WK-5)."
        ),
    )
}

pub(super) fn netpoll_block(_: &Moment, e: &Event, until: Nanos) -> Why {
    let m = e.m;
    let until = match until {
        0 | u64::MAX => "until data comes or somebody wakes it".into(),
        until => format!("until {} at most, when the earliest timer is due", Time(until)),
    };
    Why::new(
        rule::FR_15,
        go::netpoll,
        format!("{m} waits in the poller, without a P, {until}. One thread does so for all."),
    )
}

pub(super) fn netpoll(_: &Moment, e: &Event, ready: u32, block: bool) -> Why {
    let m = e.m;
    if block {
        Why::new(
            rule::FR_15,
            go::netpoll,
            format!(
                "{m} comes back from the poller with {}. It now takes an idle P, if there is one, to go on.",
                count(ready, "ready goroutine")
            ),
        )
    } else if m == SYSMON {
        Why::new(
            rule::MN_3,
            go::sysmon,
            format!(
                "Nobody has asked the poller for 10 ms, so sysmon does: {}. They go to the global queue.",
                count(ready, "goroutine") + " can go on"
            ),
        )
    } else {
        Why::new(
            rule::FR_9,
            go::netpoll,
            format!(
                "{m} asks the poller without waiting and gets {}. The first of them runs, the others are queued.",
                count(ready, "goroutine")
            ),
        )
    }
}

/// "1 P is", "3 Ps are".
fn is_are(n: u64, what: &str) -> String {
    format!("{} {}", count(n, what), if n == 1 { "is" } else { "are" })
}

fn comes(mid: Mid, pid: Pid, spinning: bool, at: &Moment) -> String {
    let queue = at.before.p(pid).map_or(0, |p| p.ring.len() + usize::from(p.runnext.is_some()));
    match (pid.is_some(), spinning) {
        (false, _) => format!("{mid} comes without a P"),
        (true, true) => {
            format!("{mid} takes {pid}, whose queue is empty, and searches for work: it spins")
        }
        (true, false) if queue > 0 => {
            format!("{mid} takes {pid}, which has {} queued", count(queue as u64, "goroutine"))
        }
        (true, false) => format!("{mid} takes {pid}, for work that others have queued"),
    }
}
