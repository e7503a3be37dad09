//! What the program reads, writes and says, and why it ends.

use crate::trace::event::{Event, StrId};
use crate::trace::rules::{self as rule, go};
use crate::trace::state::model::GStatus;

use super::{Moment, Why, who};

pub(super) fn output(_: &Moment, e: &Event, fd: u8, _text: StrId) -> Why {
    Why::without_rule(
        go::os_Write,
        format!(
            "{} writes to standard {}. The text stands in the output view.",
            who(e),
            if fd == 2 { "error" } else { "output" }
        ),
    )
}

pub(super) fn input(at: &Moment, e: &Event, text: StrId) -> Why {
    let what = match &*at.strings.get(text) {
        "\"\"" => "It finds the end of it".to_string(),
        read => format!("It gets {read}"),
    };
    let text = format!("{} reads standard input. {what}.", who(e));
    Why::without_rule(go::os_Read, text)
}

pub(super) fn note(at: &Moment, _: &Event, text: StrId) -> Why {
    Why::without_rule(
        go::sim_Note,
        format!(
            "The program says of this moment: {}. That is a caption for you and costs the program nothing.",
            at.strings.get(text).trim_end()
        ),
    )
}

pub(super) fn fatal_error(at: &Moment, e: &Event, text: StrId) -> Why {
    let text = at.strings.get(text);
    let first = text.trim_start().lines().next().unwrap_or_default().to_string();
    if first.contains("deadlock") {
        Why::new(
            rule::DD_1,
            go::checkdead,
            format!(
                "No goroutine can ever run again: all wait, nothing is in a system call and no timer is set. The runtime ends the process with \"{first}\"."
            ),
        )
    } else if first.starts_with("panic") {
        Why::new(
            rule::DD_5,
            go::fatalpanic,
            format!("A panic of {} was not recovered. The process ends with \"{first}\".", who(e)),
        )
    } else {
        Why::new(
            rule::DD_6,
            go::fatal,
            format!(
                "{} made an error that can't be recovered. The process ends with \"{first}\".",
                who(e)
            ),
        )
    }
}

pub(super) fn process_exit(at: &Moment, e: &Event, code: i32) -> Why {
    let p = e.p;
    let living = at.before.gs().filter(|(_, g)| !g.system && g.status != GStatus::Dead).count();
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
    let rule = if code == 0 { rule::DD_3 } else { rule::DD_6 };
    Why::new(
        rule,
        go::exit,
        format!(
            "{how}, so the process ends with code {code}{}. {left}.",
            if p.is_some() { format!(", on {p}") } else { String::new() },
        ),
    )
}
