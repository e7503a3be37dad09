//! Conditions at which playing stops: `G7 blocks`, `queue of P2 > 100`.

use super::super::action::Mark;
use super::super::app::Model;
use super::time::{goid, is};
use crate::ids::{Gid, Pid};
use crate::trace::event::{Event, What};
use crate::trace::state::State;
use crate::trace::state::model::GStatus;
use crate::trace::text::Kind;

/// A condition.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Break {
    /// A goroutine comes into a status.
    Status(Gid, GStatus),
    /// A number rises above a limit.
    Above(Amount, u64),
    /// A number falls below a limit.
    Below(Amount, u64),
    /// An event of a kind a jump looks for.
    Mark(Mark),
    /// An event of that name.
    Kind(Kind),
    /// A goroutine comes to a line.
    Line(u32),
}

/// A number that can be watched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// Goroutines in the queue of a P, `runnext` included.
    Queue(Pid),
    /// Goroutines in the longest queue of any P.
    AnyQueue,
    /// Goroutines in the global queue.
    Global,
    /// Ms that spin.
    Spinning,
    /// Goroutines that have not ended.
    Goroutines,
    /// Threads.
    Threads,
    /// Microseconds since the start.
    Micros,
}

const EXAMPLES: &str = "try: G7 blocks · queue of P2 > 100 · global > 10 · steal · line 18";

impl Break {
    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Break, String> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let unknown = || format!("can't read \"{text}\"; {EXAMPLES}");
        let number = |word: &str| word.parse::<u64>().map_err(|_| unknown());
        match *words.as_slice() {
            [g, verb] if goid(g).is_some() => {
                let status = match verb {
                    "blocks" | "waits" => GStatus::Waiting,
                    "runs" | "starts" => GStatus::Running,
                    "ends" | "dies" => GStatus::Dead,
                    "runnable" | "wakes" | "ready" => GStatus::Runnable,
                    "syscall" => GStatus::Syscall,
                    _ => {
                        return Err(format!(
                            "a goroutine blocks, runs, wakes, ends or syscall; not {verb}"
                        ));
                    }
                };
                Ok(Break::Status(goid(g).unwrap_or_default(), status))
            }
            ["line", n] => Ok(Break::Line(number(n)? as u32)),
            [ref what @ .., sign @ (">" | "<"), n] => {
                let amount = amount(what).ok_or_else(unknown)?;
                let n = number(n)?;
                Ok(if sign == ">" { Break::Above(amount, n) } else { Break::Below(amount, n) })
            }
            [word] => {
                let mark = match word {
                    "steal" => Some(Mark::Steal),
                    "preemption" | "preempt" => Some(Mark::Preemption),
                    "overflow" => Some(Mark::Overflow),
                    "block" => Some(Mark::Block),
                    "syscall" => Some(Mark::Syscall),
                    "output" => Some(Mark::Output),
                    _ => None,
                };
                let kind = Kind::ALL.iter().find(|kind| kind.name().eq_ignore_ascii_case(word));
                mark.map(Break::Mark).or(kind.map(|kind| Break::Kind(*kind))).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }

    /// Whether it has just come true.
    fn met(&self, e: &Event, before: &State, after: &State) -> bool {
        match *self {
            Break::Status(g, status) => {
                let is = |state: &State| state.g(g).is_some_and(|g| g.status == status);
                is(after) && !is(before)
            }
            Break::Above(amount, n) => amount.of(after) > n && amount.of(before) <= n,
            Break::Below(amount, n) => amount.of(after) < n && amount.of(before) >= n,
            Break::Mark(mark) => is(e, mark),
            Break::Kind(kind) => e.what.kind() == kind,
            Break::Line(line) => {
                let arrived = before.g(e.g).is_none_or(|g| g.line != line);
                e.line == line && (arrived || matches!(e.what, What::GoCreate { .. }))
            }
        }
    }
}

fn amount(words: &[&str]) -> Option<Amount> {
    match *words {
        ["queue", "of", p] | ["queue", p] => {
            p.strip_prefix('p')?.parse().ok().map(|p| Amount::Queue(Pid(p)))
        }
        ["queue"] => Some(Amount::AnyQueue),
        ["global"] | ["global", "queue"] => Some(Amount::Global),
        ["spinning"] => Some(Amount::Spinning),
        ["goroutines"] => Some(Amount::Goroutines),
        ["threads"] => Some(Amount::Threads),
        ["time"] | ["µs"] | ["us"] => Some(Amount::Micros),
        _ => None,
    }
}

impl Amount {
    fn of(self, state: &State) -> u64 {
        let queue =
            |p: Pid| state.p(p).map_or(0, |p| p.ring.len() as u64 + u64::from(p.runnext.is_some()));
        match self {
            Amount::Queue(p) => queue(p),
            Amount::AnyQueue => state.ps().map(|(p, _)| queue(p)).max().unwrap_or(0),
            Amount::Global => state.global().len() as u64,
            Amount::Spinning => state.spinning().into(),
            Amount::Goroutines => {
                let living =
                    [GStatus::Runnable, GStatus::Running, GStatus::Syscall, GStatus::Waiting];
                living.into_iter().map(|status| u64::from(state.count(status))).sum()
            }
            Amount::Threads => state.ms().count() as u64,
            Amount::Micros => state.now() / 1000,
        }
    }
}

/// The first moment after the playhead, up to `to`, at which a condition comes true, and which.
pub fn first(model: &Model, to: usize) -> Option<(usize, String)> {
    if model.breaks.is_empty() {
        return None;
    }
    let (mut before, mut after) = (model.state.clone(), model.state.clone());
    let history = &model.run.history;
    for n in model.n() + 1..=to.min(history.len()) {
        history.seek(&mut after, n);
        let event = &history.events()[n - 1];
        if let Some(met) = model.breaks.iter().find(|b| b.met(event, &before, &after)) {
            return Some((n, format!("{met}")));
        }
        history.seek(&mut before, n);
    }
    None
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Break::Status(g, status) => write!(f, "{g} is {}", status.text()),
            Break::Above(amount, n) => write!(f, "{amount} > {n}"),
            Break::Below(amount, n) => write!(f, "{amount} < {n}"),
            Break::Mark(mark) => f.write_str(&format!("{mark:?}").to_lowercase()),
            Break::Kind(kind) => f.write_str(kind.name()),
            Break::Line(line) => write!(f, "line {line}"),
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Amount::Queue(p) => write!(f, "queue of {p}"),
            Amount::AnyQueue => f.write_str("queue"),
            Amount::Global => f.write_str("global queue"),
            Amount::Spinning => f.write_str("spinning"),
            Amount::Goroutines => f.write_str("goroutines"),
            Amount::Threads => f.write_str("threads"),
            Amount::Micros => f.write_str("time in µs"),
        }
    }
}
