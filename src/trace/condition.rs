//! Conditions on a run, as people write them: `G7 blocks`, `queue of P2 > 100`, `RunqSteal`.
//!
//! Where playing stops and where a tour does are told by them. Next: [`super::text`] for the names of
//! events.

use crate::ids::{Gid, Pid};

use super::event::{Event, EventKind, EventName};
use super::reason::StopReason;
use super::state::State;
use super::state::model::GStatus;

/// What a jump looks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Mark {
    Steal,
    Preemption,
    Overflow,
    Block,
    Syscall,
    Output,
    /// What somebody searches for; no event is one by itself.
    Match,
}

impl Mark {
    /// All that have a name, as people write it.
    const NAMED: [(&str, Mark); 7] = [
        ("steal", Mark::Steal),
        ("preemption", Mark::Preemption),
        ("preempt", Mark::Preemption),
        ("overflow", Mark::Overflow),
        ("block", Mark::Block),
        ("syscall", Mark::Syscall),
        ("output", Mark::Output),
    ];

    /// Its name.
    fn text(self) -> &'static str {
        Self::NAMED.iter().find(|(_, mark)| *mark == self).map_or("match", |(name, _)| name)
    }

    /// Whether an event is one.
    pub fn is(self, e: &Event) -> bool {
        match self {
            Mark::Steal => matches!(e.kind, EventKind::RunqSteal { .. }),
            Mark::Preemption => matches!(
                e.kind,
                EventKind::PreemptRequest { .. }
                    | EventKind::GoStop { reason: StopReason::Preempted }
            ),
            Mark::Overflow => matches!(e.kind, EventKind::RunqOverflow { .. }),
            Mark::Block => matches!(e.kind, EventKind::GoBlock { .. }),
            Mark::Syscall => {
                matches!(e.kind, EventKind::GoSyscallBegin | EventKind::ProcSteal { .. })
            }
            Mark::Output => matches!(e.kind, EventKind::Output { .. } | EventKind::Fatal { .. }),
            Mark::Match => false,
        }
    }
}

/// The goroutine whose number the text is: `g7`.
pub fn goid(text: &str) -> Option<Gid> {
    let digits = text.strip_prefix(['g', 'G'])?;
    digits.parse().ok().map(Gid).filter(|g| g.is_some())
}

/// A condition.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Condition {
    /// A goroutine comes into a status.
    Status(Gid, GStatus),
    /// A number rises above a limit.
    Above(Amount, u64),
    /// A number falls below a limit.
    Below(Amount, u64),
    /// An event of a kind a jump looks for.
    Mark(Mark),
    /// An event of that name.
    Event(EventName),
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

impl Condition {
    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Condition, String> {
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
                Ok(Condition::Status(goid(g).unwrap_or_default(), status))
            }
            // As it is shown, and stands in a trace's tour.
            [g, "is", status] if goid(g).is_some() => {
                let status = GStatus::ALL.iter().find(|known| known.text() == status);
                let status = *status.ok_or_else(unknown)?;
                Ok(Condition::Status(goid(g).unwrap_or_default(), status))
            }
            ["line", n] => Ok(Condition::Line(number(n)? as u32)),
            [ref what @ .., sign @ (">" | "<"), n] => {
                let amount = amount(what).ok_or_else(unknown)?;
                let n = number(n)?;
                Ok(if sign == ">" {
                    Condition::Above(amount, n)
                } else {
                    Condition::Below(amount, n)
                })
            }
            [word] => {
                let mark =
                    Mark::NAMED.iter().find(|(name, _)| *name == word).map(|(_, mark)| *mark);
                let kind =
                    EventName::ALL.iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word));
                mark.map(Condition::Mark)
                    .or(kind.map(|kind| Condition::Event(*kind)))
                    .ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }

    /// Whether it already holds before the event.
    pub fn before(&self, e: &Event, before: &State) -> bool {
        match *self {
            Condition::Line(line) => before.g(e.g).is_some_and(|g| g.line == line),
            Condition::Mark(_) | Condition::Event(_) => false,
            Condition::Status(..) | Condition::Above(..) | Condition::Below(..) => {
                self.holds(before)
            }
        }
    }

    /// Whether it comes true with the event; `was` is what [`Condition::before`] said.
    pub fn met(&self, e: &Event, was: bool, after: &State) -> bool {
        match *self {
            Condition::Mark(mark) => mark.is(e),
            Condition::Event(kind) => e.kind.name() == kind,
            Condition::Line(line) => {
                e.line == line && (!was || matches!(e.kind, EventKind::GoCreate { .. }))
            }
            Condition::Status(..) | Condition::Above(..) | Condition::Below(..) => {
                !was && self.holds(after)
            }
        }
    }

    fn holds(&self, state: &State) -> bool {
        match *self {
            Condition::Status(g, status) => state.g(g).is_some_and(|g| g.status == status),
            Condition::Above(amount, n) => amount.of(state) > n,
            Condition::Below(amount, n) => amount.of(state) < n,
            Condition::Mark(_) | Condition::Event(_) | Condition::Line(_) => false,
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
        ["time"] | ["µs"] | ["us"] | ["time", "in", "µs"] => Some(Amount::Micros),
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

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Condition::Status(g, status) => write!(f, "{g} is {}", status.text()),
            Condition::Above(amount, n) => write!(f, "{amount} > {n}"),
            Condition::Below(amount, n) => write!(f, "{amount} < {n}"),
            Condition::Mark(mark) => f.write_str(mark.text()),
            Condition::Event(kind) => f.write_str(kind.as_str()),
            Condition::Line(line) => write!(f, "line {line}"),
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
