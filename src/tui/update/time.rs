//! What moves the playhead: playing, steps, jumps.

use std::time::Duration;

use super::super::action::{Mark, Step};
use super::super::app::{Model, SPEEDS};
use super::super::run::Progress;
use super::breaks;
use crate::ids::Nanos;
use crate::trace::condition::goid;
use crate::trace::event::{Event, EventKind};

/// Events that are simulated and looked through for one key press.
const LOOK: usize = 400_000;

/// Events that are simulated at once while looking.
const STRETCH: usize = 20_000;

/// Calls for more of the run that one key press may cost, and one frame while playing.
const EFFORT: usize = 96;
const FRAME_EFFORT: usize = 4;

/// Events that are played between two frames when it shall go as fast as possible.
const FAST: usize = 20_000;

pub fn speed(model: &mut Model, up: bool) {
    let speed = model.play.speed;
    model.play.speed = if up { (speed + 1).min(SPEEDS.len() - 1) } else { speed.saturating_sub(1) };
}

/// Puts the playhead after event `n`, at least the first, and stops playing.
pub fn go(model: &mut Model, n: usize) {
    model.play.on = false;
    model.go(n.max(1));
}

pub fn go_time(model: &mut Model, at: Nanos) {
    let (until, mut calls) = (model.run.history.len() + LOOK, EFFORT);
    while model.run.history.last().now() <= at && model.run.history.len() < until {
        // Not far beyond what is asked for: other settings may make the run a long one.
        let n = model.run.history.len() + 1_000;
        model.run.ensure_in(n, &mut { 1 });
        calls -= 1;
        if calls == 0 || model.run.over() {
            break;
        }
    }
    let n = model.run.history.by(at);
    go(model, n);
    if !model.run.over() && model.run.history.last().now() < at {
        model.message = Some("simulated only this far: ask again to go on".into());
    }
}

pub fn last(model: &mut Model) {
    let to = model.n() + LOOK;
    model.run.ensure_in(to, &mut { EFFORT });
    go(model, to);
    if !model.run.over() {
        model.message = Some("the run goes on: press again".into());
    }
}

pub fn step(model: &mut Model, step: Step, back: bool) {
    let found = match step {
        Step::Event if back => Some(model.n().saturating_sub(1)),
        Step::Event => Some(model.n() + 1),
        Step::Decision => find(model, back, |e| matches!(e.kind, EventKind::FindRunnable { .. })),
        Step::Switch => find(model, back, |e| matches!(e.kind, EventKind::GoStart { .. })),
    };
    if step == Step::Event && !back && !model.run.ensure(model.n() + 1) {
        model.message = Some(end(model));
    }
    match found {
        Some(n) => go(model, n),
        None => none(model, if step == Step::Decision { "decision" } else { "switch" }, back),
    }
}

pub fn jump(model: &mut Model, mark: Mark, back: bool) {
    let filter = model.filter.to_lowercase();
    if mark == Mark::Match && filter.is_empty() {
        model.message = Some("nothing to look for: press / first".into());
        return;
    }
    let strings = model.run.strings.clone();
    let g = goid(&filter);
    let found = find(model, back, |e| match (mark, g) {
        (Mark::Match, Some(g)) => e.g == g || e.kind.gs().contains(&g),
        (Mark::Match, None) => e.line(&strings).to_lowercase().contains(&filter),
        _ => mark.is(e),
    });
    match found {
        Some(n) => go(model, n),
        None => none(model, name(mark), back),
    }
}

fn name(mark: Mark) -> &'static str {
    match mark {
        Mark::Steal => "steal",
        Mark::Preemption => "preemption",
        Mark::Overflow => "overflow",
        Mark::Block => "block",
        Mark::Syscall => "system call",
        Mark::Output => "output",
        Mark::Match => "match",
    }
}

/// To the next stop of the tour, or the one before; simulates on for it.
pub fn tour(model: &mut Model, back: bool) {
    if model.run.tour().is_empty() {
        model.message = Some("there is no tour through this program".into());
        return;
    }
    let n = model.n();
    if back {
        return match model.run.tour().previous(n) {
            Some(stop) => go(model, stop),
            None => model.message = Some("the tour begins here".into()),
        };
    }
    let (until, mut calls) = (model.run.history.len() + LOOK, EFFORT);
    loop {
        if let Some(stop) = model.run.tour().next(n) {
            return go(model, stop);
        }
        let known = model.run.history.len();
        if model.run.over() {
            model.message = Some("that was the last stop of the tour".into());
            return;
        }
        if known >= until || calls == 0 {
            model.message = Some("the next stop of the tour is far: ask again to go on".into());
            return;
        }
        model.run.ensure_in(known + (known - n).clamp(64, STRETCH), &mut calls);
    }
}

/// The nearest moment after an event that is looked for, which is not this one; simulates on for it.
fn find(model: &mut Model, back: bool, is: impl Fn(&Event) -> bool) -> Option<usize> {
    let n = model.n();
    if back {
        let events = &model.run.history.events()[..n.saturating_sub(1)];
        return events.iter().rposition(is).map(|i| i + 1);
    }
    // One call at a time: what is looked for may have come with the first.
    let (mut from, mut calls) = (n, EFFORT);
    let until = model.run.history.len() + LOOK;
    loop {
        let events = model.run.history.events();
        if let Some(i) = events[from..].iter().position(&is) {
            return Some(from + i + 1);
        }
        from = events.len();
        if from >= until || calls == 0 || model.run.over() {
            return None;
        }
        // More and more at once: what is near is found soon.
        let stretch = (from - n).clamp(64, STRETCH);
        model.run.ensure_in(from + stretch, &mut { 1 });
        calls -= 1;
    }
}

fn none(model: &mut Model, what: &str, back: bool) {
    let known = model.run.history.len() - model.n();
    model.message = Some(match (back, model.run.over()) {
        (true, _) => format!("no {what} before this moment"),
        (false, true) => format!("no {what} after this moment"),
        (false, false) => format!("no {what} in the next {known} events"),
    });
}

fn end(model: &Model) -> String {
    match &model.run.progress {
        Progress::Ended { how, .. } => format!("the end of the run: {how}"),
        Progress::More => "nothing happens for a long time: press again to simulate on".into(),
    }
}

/// Real time went by: plays what is due.
pub fn tick(model: &mut Model, passed: Duration) {
    if !model.play.on {
        return;
    }
    let due = match SPEEDS[model.play.speed] {
        0 => FAST,
        rate => {
            // A long pause (the process was stopped) is not caught up with.
            let passed = passed.min(Duration::from_millis(500));
            model.play.credit += passed.as_nanos() * u128::from(rate);
            let due = model.play.credit / 1_000_000_000;
            model.play.credit %= 1_000_000_000;
            due as usize
        }
    };
    if due == 0 {
        return;
    }
    let to = model.n() + due;
    if !model.run.ensure_in(to, &mut { FRAME_EFFORT }) && model.run.over() {
        model.play.on = false;
        model.message = Some(end(model));
    }
    let to = to.min(model.run.history.len());
    match breaks::first(model, to) {
        Some((n, why)) => {
            go(model, n);
            model.message = Some(format!("stopped: {why}"));
        }
        None => model.go(to.max(1)),
    }
}
