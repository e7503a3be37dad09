//! Why the operating system holds threads back.

use crate::ids::{Mid, Nanos, Pid};
use crate::trace::event::Event;
use crate::trace::rules::go;
use crate::trace::text::Time;

use super::{Moment, Why};

pub(super) fn cpu_throttle(at: &Moment, _: &Event, mid: Mid, until: Nanos) -> Why {
    let before = at.before;
    let p = before.m(mid).map_or(Pid::NONE, |m| m.p);
    let then = if p.is_some() {
        format!("Go knows nothing of it: {mid} keeps {p}, whose goroutines wait with it")
    } else {
        "Go knows nothing of it".into()
    };
    Why::without_rule(
        go::throttle_cfs_rq,
        format!(
            "The process has used up the CPU time that its container may have in this period, so {mid} may not run before {}, even if a core is free. {then}.",
            Time(until)
        ),
    )
}

pub(super) fn cpu_unthrottle(_: &Moment, _: &Event, mid: Mid) -> Why {
    Why::without_rule(
        go::unthrottle_cfs_rq,
        format!(
            "A new period of the CPU quota has begun, every 100 ms one. {mid} may run again and goes on where it was."
        ),
    )
}
