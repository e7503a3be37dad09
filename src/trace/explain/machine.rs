//! Processors, threads, sysmon and stopping the world explained (RULES 5, 8 to 12, 17 to 19).
//!
//! Next: [`super::sched`] for what runs on them.

use crate::ids::{Mid, Pid};
use crate::trace::event::{Event, EventKind, HandoffReason};
use crate::trace::state::SYSMON;
use crate::trace::text::{Time, count};

use super::{Moment, Why};

const PROC: &str = "proc.go";

pub(super) fn explain(at: &Moment, e: &Event) -> Option<Why> {
    let (m, g, before) = (e.m, e.g, at.before);
    let idle = before.idle_ps().len() as u64;
    Some(match e.kind {
        EventKind::ProcsChange { procs } if before.procs() == 0 => Why::new(
            "PC-1",
            "procresize",
            PROC,
            format!(
                "GOMAXPROCS is {procs}, so there {} {}. {} lets one thread run Go code and has a queue of its own.",
                if procs == 1 { "is" } else { "are" },
                count(procs, "P"),
                if procs == 1 { "It" } else { "Each" }
            ),
        ),
        EventKind::ProcsChange { procs } => {
            let then = if procs < before.procs() {
                "The queues of the Ps that go away move to the head of the global queue"
            } else {
                "The new Ps begin with empty queues"
            };
            Why::new(
                "PC-3",
                "procresize",
                PROC,
                format!(
                    "GOMAXPROCS changes from {} to {procs} while the world is stopped. {then}.",
                    before.procs()
                ),
            )
        }
        EventKind::ProcStart { pid } => proc_start(at, e, pid),
        EventKind::ProcStop { pid } => {
            let runner = before.m(m).map_or(crate::ids::Gid::NONE, |m| m.g);
            let locked = before.m(m).is_some_and(|m| m.locked.is_some() && runner.is_none());
            if before.stopped().is_some() {
                Why::new(
                    "GC-0",
                    "gcstopm",
                    PROC,
                    format!(
                        "The world is being stopped, so {m} gives {pid} up. {pid} waits for the world to go on."
                    ),
                )
            } else if locked {
                Why::new(
                    "LK-2",
                    "stoplockedm",
                    PROC,
                    format!(
                        "{m} is bound to a goroutine that can't run now, so it must run nothing. It gives {pid} up, and another M may take it."
                    ),
                )
            } else if before.p(pid).is_some_and(|p| !p.is_empty()) {
                Why::new(
                    "SY-7",
                    "releasep",
                    PROC,
                    format!(
                        "{m} gives {pid} up, which still has work in its queue. {pid} is handed to another M."
                    ),
                )
            } else {
                Why::new(
                    "FR-13",
                    "releasep",
                    PROC,
                    format!(
                        "{m} has found nothing to run on {pid} and gives it up. It looks once more at all queues afterwards, so that no wake-up is lost."
                    ),
                )
            }
        }
        EventKind::ProcIdle { pid } => Why::new(
            "WK-5",
            "pidleput",
            PROC,
            format!(
                "{pid} goes on the stack of idle Ps, on top of {idle}. The one on top is woken first."
            ),
        ),
        EventKind::ProcSteal { pid, from } => {
            let gid = before.m(from).map_or(crate::ids::Gid::NONE, |m| m.g);
            let lasts = Time(before.g(gid).map_or(0, |g| e.at - g.since));
            let called = at.called(gid);
            if before.stopped().is_some() {
                Why::new(
                    "GC-0",
                    "stopTheWorldWithSema",
                    PROC,
                    format!(
                        "The world is being stopped and {from} is in a system call with {called}. Its {pid} is simply taken: the call goes on, but the goroutine can't without a P."
                    ),
                )
            } else if m == SYSMON {
                Why::new(
                    "SY-5",
                    "retake",
                    PROC,
                    format!(
                        "{from} has been in a system call with {called} for {lasts}, too long for {pid} to wait. sysmon takes {pid} away so that another M can use it."
                    ),
                )
            } else {
                Why::new(
                    "SY-3",
                    "exitsyscallTryGetP",
                    PROC,
                    format!(
                        "{m} is back from a system call and has lost its P, and {from} with {called} still sits in one. {m} takes {pid} from {from}."
                    ),
                )
            }
        }

        EventKind::MStart { mid, pid, spinning } => Why::new(
            "MT-1",
            "newm",
            PROC,
            format!(
                "No thread is idle, so a new one is made: {mid}. {}.",
                comes(mid, pid, spinning, at)
            ),
        ),
        EventKind::MUnpark { mid, pid, spinning } => {
            let locked = before.m(mid).map_or(crate::ids::Gid::NONE, |m| m.locked);
            if locked.is_some() {
                return Some(Why::new(
                    "LK-2",
                    "startlockedm",
                    PROC,
                    format!(
                        "{locked} may run only on {mid}, to which it is bound. So {m} hands {pid} over and wakes {mid}."
                    ),
                ));
            }
            Why::new(
                "MT-1",
                "startm",
                PROC,
                format!(
                    "{mid} is the thread that went to sleep last, so it is woken. {}.",
                    comes(mid, pid, spinning, at)
                ),
            )
        }
        EventKind::MPark { locked: true } => Why::new(
            "LK-2",
            "stoplockedm",
            PROC,
            format!(
                "{m} is bound to a goroutine that can't run now. It sleeps until that goroutine is handed to it."
            ),
        ),
        EventKind::MPark { locked: false } => Why::new(
            "FR-16",
            "stopm",
            PROC,
            format!(
                "{m} has no P and nothing to do, so it sleeps on the stack of idle Ms. Who needs a thread takes the one on top of that stack."
            ),
        ),
        EventKind::MExit => Why::new(
            "LK-4",
            "mexit",
            PROC,
            format!(
                "The goroutine that was bound to {m} has ended without unbinding. The thread ends with it, since it may be in any state."
            ),
        ),
        EventKind::Handoff { pid, reason } => {
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
            Why::new("SY-7", "handoffp", PROC, format!("{why}, so {pid} is handed on. {then}."))
        }

        EventKind::SpinStart => {
            let busy = before.procs() as u64 - idle.min(before.procs().into());
            Why::new(
                "WK-2",
                "becomeSpinning",
                PROC,
                format!(
                    "{m} has run out of work on {} and searches for some: it spins. At most half of the busy Ps may ({} spinning before, {busy} busy).",
                    e.p,
                    before.spinning()
                ),
            )
        }
        EventKind::SpinStop if e.p.is_some() => Why::new(
            "WK-3",
            "resetspinning",
            PROC,
            format!(
                "{m} has found work and spins no more. It now sees to it that another M searches, so that more work finds a thread."
            ),
        ),
        EventKind::SpinStop => Why::new(
            "FR-14",
            "findRunnable",
            PROC,
            format!(
                "{m} gives up searching and no longer counts as spinning. It looks at all queues once more after that, so that work queued meanwhile is not overlooked."
            ),
        ),
        EventKind::Wakep { woke: true } => Why::new(
            "WK-1",
            "wakep",
            PROC,
            format!(
                "There may be work, no M is searching and {}. One M is woken to search.",
                if idle == 0 {
                    "a P is idle".into()
                } else {
                    format!("{} idle", is_are(idle, "P"))
                }
            ),
        ),
        EventKind::Wakep { woke: false } => Why::new(
            "WK-1",
            "wakep",
            PROC,
            format!(
                "There may be work, but {}. A note is left that makes the next M that is about to go idle search instead (needspinning).",
                if idle == 0 {
                    "no P is idle, so that nobody can be woken".into()
                } else {
                    format!("{} searching already", is_are(before.spinning().into(), "M"))
                }
            ),
        ),

        EventKind::SysmonTick { deep: true, .. } => Why::new(
            "MN-2",
            "sysmon",
            PROC,
            "Nothing runs, so sysmon goes to sleep. It is woken by the next system call or when a P is used again.",
        ),
        EventKind::SysmonTick { sleep, .. } => Why::new(
            "MN-1",
            "sysmon",
            PROC,
            format!(
                "sysmon has looked at all Ps, without a P of its own. It looks again in {}: from 20 µs on, its sleep doubles up to 10 ms as long as it takes no P from a system call.",
                Time(sleep)
            ),
        ),
        EventKind::PreemptRequest { gid, pid, .. } if before.stopped().is_some() => Why::new(
            "PR-4",
            "preemptone",
            PROC,
            format!(
                "The world is being stopped, so {gid} on {pid} is asked to give way. It does so at its next safe point."
            ),
        ),
        EventKind::PreemptRequest { gid, pid, slice } => Why::new(
            "PR-1",
            "preemptone",
            PROC,
            format!(
                "{pid} has run the same slice for {}, more than 10 ms, so sysmon asks {gid} to give way. {gid} stops at its next safe point.",
                Time(slice)
            ),
        ),
        EventKind::PreemptLost { gid } => Why::new(
            "TS-4",
            "execute",
            PROC,
            format!(
                "{gid} stopped by itself before it saw that it was asked to. The request is lost: what runs next on that P is not asked until sysmon looks again."
            ),
        ),

        EventKind::CpuThrottle { mid, until } => {
            let p = before.m(mid).map_or(Pid::NONE, |m| m.p);
            let then = if p.is_some() {
                format!("Go knows nothing of it: {mid} keeps {p}, whose goroutines wait with it")
            } else {
                "Go knows nothing of it".into()
            };
            Why::new(
                "",
                "throttle_cfs_rq",
                "Linux",
                format!(
                    "The process has used up the CPU time that its container may have in this period, so {mid} may not run before {}, even if a core is free. {then}.",
                    Time(until)
                ),
            )
        }
        EventKind::CpuUnthrottle { mid } => Why::new(
            "",
            "unthrottle_cfs_rq",
            "Linux",
            format!(
                "A new period of the CPU quota has begun, every 100 ms one. {mid} may run again and goes on where it was."
            ),
        ),

        EventKind::STWBegin { reason } => Why::new(
            "GC-0",
            "stopTheWorldWithSema",
            PROC,
            format!(
                "{g} stops the world ({}): every running goroutine is asked to give way, and every P is taken. Nothing runs until all Ps have stopped.",
                reason.text()
            ),
        ),
        EventKind::STWEnd => Why::new(
            "GC-0",
            "startTheWorldWithSema",
            PROC,
            format!(
                "The world goes on after {g} had stopped it. Ps with work get threads, the others go idle in ascending order, so that the highest is woken first (WK-5)."
            ),
        ),
        EventKind::NetpollBlock { until } => {
            let until = match until {
                0 | u64::MAX => "until data comes or somebody wakes it".into(),
                until => format!("until {} at most, when the earliest timer is due", Time(until)),
            };
            Why::new(
                "FR-15",
                "netpoll",
                "netpoll_epoll.go",
                format!(
                    "{m} waits in the poller, without a P, {until}. One thread does so for all."
                ),
            )
        }
        EventKind::Netpoll { ready, block: true } => Why::new(
            "FR-15",
            "netpoll",
            "netpoll_epoll.go",
            format!(
                "{m} comes back from the poller with {}. It now takes an idle P, if there is one, to go on.",
                count(ready, "ready goroutine")
            ),
        ),
        EventKind::Netpoll { ready, .. } if m == SYSMON => Why::new(
            "MN-3",
            "sysmon",
            PROC,
            format!(
                "Nobody has asked the poller for 10 ms, so sysmon does: {}. They go to the global queue.",
                count(ready, "goroutine") + " can go on"
            ),
        ),
        EventKind::Netpoll { ready, .. } => Why::new(
            "FR-9",
            "netpoll",
            "netpoll_epoll.go",
            format!(
                "{m} asks the poller without waiting and gets {}. The first of them runs, the others are queued.",
                count(ready, "goroutine")
            ),
        ),
        _ => return None,
    })
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

fn proc_start(at: &Moment, e: &Event, pid: Pid) -> Why {
    let (m, before) = (e.m, at.before);
    let now = before.m(m).copied().unwrap_or_default();
    let p = before.p(pid);
    let stays = before.idle_ps().iter().filter(|p| **p != pid).count() as u64;
    if now.g.is_some() && before.stopped().is_none() {
        return Why::new(
            "SY-3",
            "exitsyscallTryGetP",
            PROC,
            format!(
                "{m} has lost its P during {}'s system call and finds {pid} free. {} goes on at once, in no queue and with no new slice.",
                now.g, now.g
            ),
        );
    }
    if p.is_some_and(|p| p.to == m) {
        let spin = if now.spinning { ", to search for work" } else { "" };
        return Why::new(
            "ST-5",
            "acquirep",
            PROC,
            format!(
                "{m} is awake and takes {pid}, with which it was woken{spin}. A thread runs Go code only while it holds a P."
            ),
        );
    }
    if p.is_some_and(|p| p.idle) {
        return Why::new(
            "FR-14",
            "acquirep",
            PROC,
            format!(
                "{m} has something to run or to look for, and takes {pid} from the stack of idle Ps. {} idle after that.",
                is_are(stays, "P")
            ),
        );
    }
    Why::new(
        "ST-5",
        "acquirep",
        PROC,
        format!(
            "{m} takes {pid}, which nobody holds. A thread runs Go code only while it holds a P."
        ),
    )
}
