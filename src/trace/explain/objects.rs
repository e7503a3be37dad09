//! Channels, locks, timers and what the program says explained (RULES 13 to 16, 21).
//!
//! Next: [`super::sched`] for the goroutines that wait on them.

use crate::trace::event::{ChanHow, Event, EventKind, ObjId, ObjKind, TimerKind};
use crate::trace::text::{Time, count};

use super::{Moment, Why};

const CHAN: &str = "chan.go";
const TIME: &str = "time.go";
const MUTEX: &str = "internal/sync/mutex.go";
const RWMUTEX: &str = "sync/rwmutex.go";

pub(super) fn explain(at: &Moment, e: &Event) -> Option<Why> {
    let (g, p) = (e.g, e.p);
    Some(match e.kind {
        EventKind::TimerStart { timer, pid, when, kind } => {
            let leads = match kind {
                TimerKind::Sleep => "It will wake the sleeper",
                TimerKind::Func => "It will start a goroutine",
                TimerKind::Chan => "It will send on its channel",
                TimerKind::Io => "It ends a simulated wait for data",
            };
            let rule = if kind == TimerKind::Chan { "TM-5" } else { "TM-1" };
            Why::new(
                rule,
                "maybeAdd",
                TIME,
                format!(
                    "Timer {timer} goes into the heap of {pid}, due at {}. {leads}, when a P runs that heap: {pid} itself or a thief.",
                    Time(when)
                ),
            )
        }
        EventKind::TimerStop { timer } => Why::new(
            "TM-9",
            "stop",
            TIME,
            format!(
                "Timer {timer} is stopped or set anew before it fired. It leaves its heap when that is next tidied up."
            ),
        ),
        EventKind::TimerFire { timer, when, kind } => {
            let does = match kind {
                TimerKind::Sleep => "it wakes the goroutine that slept",
                TimerKind::Func => "it starts a goroutine for its function",
                TimerKind::Chan => "it sends the time on its channel",
                TimerKind::Io => "it ends a wait for data",
            };
            let late = e.at.saturating_sub(when);
            let late = if late == 0 { "on time".into() } else { format!("{} late", Time(late)) };
            let rule = if kind == TimerKind::Chan { "TM-5" } else { "TM-2" };
            Why::new(
                rule,
                "run",
                TIME,
                format!(
                    "Timer {timer} was due at {} and fires {late}: {does}. A P runs its timers each time it looks for work.",
                    Time(when)
                ),
            )
        }

        EventKind::ObjNew { obj, kind, cap } => {
            let (func, file, text) = match kind {
                ObjKind::Pool | ObjKind::Limiter => return super::world::made(kind, obj, cap),
                ObjKind::Chan if cap > 0 => (
                    "makechan",
                    CHAN,
                    format!(
                        "Channel {obj} is made with room for {cap}. A send waits only when they are all taken."
                    ),
                ),
                ObjKind::Chan => (
                    "makechan",
                    CHAN,
                    format!(
                        "Channel {obj} is made without a buffer. Sender and receiver wait for each other."
                    ),
                ),
                ObjKind::Mutex => (
                    "Lock",
                    MUTEX,
                    format!(
                        "Mutex {obj} is used for the first time. One goroutine at a time can hold it."
                    ),
                ),
                ObjKind::RwMutex => (
                    "Lock",
                    RWMUTEX,
                    format!(
                        "RWMutex {obj} is used for the first time. Many may read under it, or one write."
                    ),
                ),
                ObjKind::WaitGroup => (
                    "Add",
                    "sync/waitgroup.go",
                    format!(
                        "WaitGroup {obj} is used for the first time. It wakes its waiters when its counter gets to 0."
                    ),
                ),
                ObjKind::Cond => (
                    "Wait",
                    "sync/cond.go",
                    format!(
                        "Cond {obj} is used for the first time. Its waiters sleep until they are signalled."
                    ),
                ),
                ObjKind::Sema => (
                    "semacquire1",
                    "sema.go",
                    format!(
                        "Semaphore {obj} is used for the first time. Its waiters queue up first in, first out."
                    ),
                ),
            };
            Why::new("", func, file, text)
        }
        EventKind::ChanSend { obj, how, to } => {
            let on = at.object(obj);
            match how {
                ChanHow::Handoff => Why::new(
                    "CH-1",
                    "send",
                    CHAN,
                    format!(
                        "{to} has waited to receive on {on}, so {g} gives the value straight to it. {to} becomes runnable, and {g} goes on."
                    ),
                ),
                ChanHow::Buffer | ChanHow::BufferAndSender => Why::new(
                    "CH-2",
                    "chansend",
                    CHAN,
                    format!(
                        "{} sends on {on}: nobody waits to receive, so the value goes into the buffer. {}.",
                        who(e),
                        fill(at, obj, 1)
                    ),
                ),
                ChanHow::Closed => Why::new(
                    "CH-6",
                    "chansend",
                    CHAN,
                    format!("{g} sends on {on}, which is closed. That panics."),
                ),
            }
        }
        EventKind::ChanRecv { obj, how, from } => {
            let on = at.object(obj);
            match how {
                ChanHow::Handoff => Why::new(
                    "CH-1",
                    "recv",
                    CHAN,
                    format!(
                        "{from} has waited to send on {on}, so {g} takes the value straight from it. {from} becomes runnable, and {g} goes on."
                    ),
                ),
                ChanHow::Buffer => Why::new(
                    "CH-2",
                    "chanrecv",
                    CHAN,
                    format!(
                        "{g} receives the oldest value in the buffer of {on}. {}.",
                        fill(at, obj, -1)
                    ),
                ),
                ChanHow::BufferAndSender => Why::new(
                    "CH-2",
                    "recv",
                    CHAN,
                    format!(
                        "{g} receives the oldest value in the buffer of {on}, which was full. {from} has waited to send: its value takes the last place, and {from} becomes runnable."
                    ),
                ),
                ChanHow::Closed => Why::new(
                    "CH-2",
                    "chanrecv",
                    CHAN,
                    format!("{on} is closed and empty. {g} receives the zero value at once."),
                ),
            }
        }
        EventKind::SelectWait { obj, send } => Why::new(
            "SE-3",
            "selectgo",
            "select.go",
            format!(
                "No case of {g}'s select is ready, so it waits on every channel of it. Here it queues to {} {}.",
                if send { "send on" } else { "receive from" },
                at.object(obj)
            ),
        ),
        EventKind::ChanClose { obj, woken } => Why::new(
            "CH-4",
            "closechan",
            CHAN,
            format!(
                "{g} closes {}; {} waited. All of them are woken, the last in the queue first, and {g} goes on.",
                at.object(obj),
                count(woken, "goroutine")
            ),
        ),

        EventKind::LockAcquire { obj, read } => {
            let on = at.object(obj);
            let kind = at.before.object(obj).and_then(|o| o.kind);
            let waiters = at.before.object(obj).map_or(0, |o| o.receivers() + o.senders());
            let barge = match kind {
                Some(ObjKind::Mutex) if waiters > 0 => {
                    format!(" {waiters} wait in its queue: who runs may take it before them.")
                }
                _ => " Nothing is queued or woken for that.".into(),
            };
            let (rule, func, file) = lock_place(kind, read, "Lock", "RLock", "semacquire1");
            let to = if read { " to read" } else { "" };
            Why::new(rule, func, file, format!("{g} holds {on}{to} now.{barge}"))
        }
        EventKind::LockRelease { obj, handoff: true, .. } => Why::new(
            "MU-2",
            "unlockSlow",
            MUTEX,
            format!(
                "{g} lets {} go, which is in starvation mode. It gives it straight to the first waiter and steps aside for it.",
                at.object(obj)
            ),
        ),
        EventKind::LockRelease { obj, read, .. } => {
            let kind = at.before.object(obj).and_then(|o| o.kind);
            let waiters = at.before.object(obj).map_or(0, |o| o.receivers() + o.senders());
            let then = if waiters == 0 {
                "Nobody waits for it".into()
            } else if kind == Some(ObjKind::Mutex) {
                format!("{} for it: one is woken and must compete for it", wait(waiters))
            } else {
                format!("{} for it", wait(waiters))
            };
            let (rule, func, file) = lock_place(kind, read, "Unlock", "RUnlock", "semrelease1");
            Why::new(rule, func, file, format!("{g} lets {} go. {then}.", at.object(obj)))
        }
        EventKind::LockStarving { obj, on: true } => Why::new(
            "MU-2",
            "lockSlow",
            MUTEX,
            format!(
                "{g} was woken for {} and lost the race again, after more than 1 ms in all. The Mutex goes into starvation mode: it is handed to the first waiter, and nobody may barge in.",
                at.object(obj)
            ),
        ),
        EventKind::LockStarving { obj, .. } => Why::new(
            "MU-2",
            "lockSlow",
            MUTEX,
            format!(
                "The new owner of {} is the last waiter or has waited less than 1 ms. Starvation mode ends: who runs may take the Mutex first again.",
                at.object(obj)
            ),
        ),
        EventKind::WaitGroupAdd { obj, delta, counter } => {
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
            let func = if delta == -1 { "Done" } else { "Add" };
            Why::new(
                "WG-1",
                func,
                "sync/waitgroup.go",
                format!("{g} changes the counter of {on} by {delta:+} to {counter}. {then}."),
            )
        }
        EventKind::CondSignal { obj, woken } => Why::new(
            "CO-1",
            "notifyListNotify",
            "sema.go",
            format!(
                "{g} signals {} and wakes {}, the longest waiting first. Each must get the lock again before it goes on.",
                at.object(obj),
                count(woken, "goroutine")
            ),
        ),

        EventKind::Output { fd, .. } => Why::new(
            "",
            "Write",
            "os/file.go",
            format!(
                "{} writes to standard {}. The text stands in the output view.",
                who(e),
                if fd == 2 { "error" } else { "output" }
            ),
        ),
        EventKind::Input { text } => {
            let what = match &*at.strings.get(text) {
                "\"\"" => "It finds the end of it".to_string(),
                read => format!("It gets {read}"),
            };
            let text = format!("{} reads standard input. {what}.", who(e));
            Why::new("", "Read", "os/file.go", text)
        }
        EventKind::Note { text } => Why::new(
            "",
            "Note",
            "sim",
            format!(
                "The program says of this moment: {}. That is a caption for you and costs the program nothing.",
                at.strings.get(text).trim_end()
            ),
        ),
        EventKind::Fatal { text } => {
            let text = at.strings.get(text);
            let first = text.trim_start().lines().next().unwrap_or_default().to_string();
            if first.contains("deadlock") {
                Why::new(
                    "DD-1",
                    "checkdead",
                    "proc.go",
                    format!(
                        "No goroutine can ever run again: all wait, nothing is in a system call and no timer is set. The runtime ends the process with \"{first}\"."
                    ),
                )
            } else if first.starts_with("panic") {
                Why::new(
                    "DD-5",
                    "fatalpanic",
                    "panic.go",
                    format!(
                        "A panic of {} was not recovered. The process ends with \"{first}\".",
                        who(e)
                    ),
                )
            } else {
                Why::new(
                    "DD-6",
                    "fatal",
                    "panic.go",
                    format!(
                        "{} made an error that can't be recovered. The process ends with \"{first}\".",
                        who(e)
                    ),
                )
            }
        }
        EventKind::Exit { code } => {
            let living =
                at.before.gs().filter(|(_, g)| !g.system && !super::ended(g.status)).count();
            let left = match living.saturating_sub(1) {
                0 => "No other goroutine was left".to_string(),
                1 => "Nobody waits for the other goroutine that was left".to_string(),
                n => format!("Nobody waits for the {n} other goroutines that were left"),
            };
            let how = if at.before.oom_killed() {
                "The kernel has killed the process"
            } else if code == 0 {
                "main.main has returned or os.Exit was called"
            } else {
                "The program failed or called os.Exit"
            };
            let rule = if code == 0 { "DD-3" } else { "DD-6" };
            Why::new(
                rule,
                "exit",
                "proc.go",
                format!(
                    "{how}, so the process ends with code {code}{}. {left}.",
                    if p.is_some() { format!(", on {p}") } else { String::new() },
                ),
            )
        }
        _ => return None,
    })
}

fn who(e: &Event) -> String {
    if e.g.is_some() { e.g.to_string() } else { "The runtime".into() }
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

/// Rule, function and file of a lock's fast path.
fn lock_place(
    kind: Option<ObjKind>,
    read: bool,
    write_func: &'static str,
    read_func: &'static str,
    sema_func: &'static str,
) -> (&'static str, &'static str, &'static str) {
    match kind {
        Some(ObjKind::RwMutex) => ("RW-1", if read { read_func } else { write_func }, RWMUTEX),
        Some(ObjKind::Sema) => ("SM-1", sema_func, "sema.go"),
        _ => ("MU-1", write_func, MUTEX),
    }
}
