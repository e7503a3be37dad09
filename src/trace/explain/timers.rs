//! Why timers are set, stopped and fire.

use crate::ids::{Nanos, Pid};
use crate::trace::event::{Event, TimerKind};
use crate::trace::rules::{self as rule, go};
use crate::trace::text::Time;

use super::{Moment, Why};

pub(super) fn timer_start(
    _: &Moment,
    _: &Event,
    timer: u32,
    pid: Pid,
    when: Nanos,
    kind: TimerKind,
) -> Why {
    let leads = match kind {
        TimerKind::Sleep => "It will wake the sleeper",
        TimerKind::Func => "It will start a goroutine",
        TimerKind::Chan => "It will send on its channel",
        TimerKind::Io => "It ends a simulated wait for data",
    };
    let rule = if kind == TimerKind::Chan { rule::TM_5 } else { rule::TM_1 };
    Why::new(
        rule,
        go::maybeAdd,
        format!(
            "Timer {timer} goes into the heap of {pid}, due at {}. {leads}, when a P runs that heap: {pid} itself or a thief.",
            Time(when)
        ),
    )
}

pub(super) fn timer_stop(_: &Moment, _: &Event, timer: u32) -> Why {
    Why::new(
        rule::TM_9,
        go::timer_stop,
        format!(
            "Timer {timer} is stopped or set anew before it fired. It leaves its heap when that is next tidied up."
        ),
    )
}

pub(super) fn timer_fire(_: &Moment, e: &Event, timer: u32, when: Nanos, kind: TimerKind) -> Why {
    let does = match kind {
        TimerKind::Sleep => "it wakes the goroutine that slept",
        TimerKind::Func => "it starts a goroutine for its function",
        TimerKind::Chan => "it sends the time on its channel",
        TimerKind::Io => "it ends a wait for data",
    };
    let late = e.at.saturating_sub(when);
    let late = if late == 0 { "on time".into() } else { format!("{} late", Time(late)) };
    let rule = if kind == TimerKind::Chan { rule::TM_5 } else { rule::TM_2 };
    Why::new(
        rule,
        go::timer_run,
        format!(
            "Timer {timer} was due at {} and fires {late}: {does}. A P runs its timers each time it looks for work.",
            Time(when)
        ),
    )
}
