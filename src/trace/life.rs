//! One goroutine's life: its segments by state with durations, and the chain of causes that brought
//! it to where it is.
//!
//! Told from the [`Timeline`]. It must never know how it is drawn.

use std::fmt;

use crate::ids::{Gid, Nanos};

use super::rules::{self as rule, Rule};
use super::state::model::GStatus;
use super::timeline::{Cause, CauseAt, GDoes, Timeline};

/// A stretch of a goroutine's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Since when.
    pub from: Nanos,
    /// Until when.
    pub to: Nanos,
    /// What it did.
    pub does: GDoes,
}

impl Segment {
    /// How long it lasted.
    pub fn length(&self) -> Nanos {
        self.to - self.from
    }
}

/// "running on P2", "waiting (sleep)".
impl fmt::Display for GDoes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            GStatus::Running if self.p.is_some() => write!(f, "running on {}", self.p),
            GStatus::Waiting => write!(f, "waiting ({})", self.reason.text()),
            GStatus::Syscall => f.write_str("in a system call"),
            GStatus::Running | GStatus::Runnable | GStatus::Dead | GStatus::Absent => {
                f.write_str(self.status.text())
            }
        }
    }
}

/// A goroutine's life up to a time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Life<'a> {
    /// What it did, in order.
    pub segments: Vec<Segment>,
    /// What brought it where it was, in order.
    pub causes: &'a [CauseAt],
}

/// The life of a goroutine as known after `n` events, the last of them at the time `now`.
pub fn life(timeline: &Timeline, gid: Gid, n: usize, now: Nanos) -> Option<Life<'_>> {
    let g = timeline.g(gid)?;
    let causes = &g.causes[..g.causes.partition_point(|cause| cause.n <= n)];
    // It is there from its GoCreate on.
    causes.first()?;
    let spans = g.lane.spans();
    let spans = &spans[..spans.partition_point(|span| span.from <= now)];
    let end = |i: usize| spans.get(i + 1).map_or(now, |next| next.from);
    let segment = |(i, span): (usize, &super::timeline::Span<GDoes>)| Segment {
        from: span.from,
        to: end(i),
        does: span.what,
    };
    Some(Life { segments: spans.iter().enumerate().map(segment).collect(), causes })
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Created(by) if by.is_some() => write!(f, "created by {by}"),
            Cause::Created(_) => f.write_str("created by the runtime"),
            Cause::Kicked(by) => write!(f, "kicked out of runnext by {by}"),
            Cause::Overflowed(p) => write!(f, "moved to the global queue: {p}'s was full"),
            Cause::Stolen { victim, by } => write!(f, "stolen from {victim} by {by}"),
            Cause::FromGlobal(p) => write!(f, "fetched from the global queue by {p}"),
            Cause::Woken(by) if by.is_some() => write!(f, "woken by {by}"),
            Cause::Woken(_) => f.write_str("woken by a timer or the poller"),
            Cause::Preempted => f.write_str("preempted"),
            Cause::LostP(p) => write!(f, "lost {p} during a system call"),
        }
    }
}

impl Cause {
    /// The rule at work.
    pub fn rule(&self) -> Rule {
        match self {
            Cause::Created(_) => rule::NP_1,
            Cause::Kicked(_) => rule::NP_2,
            Cause::Overflowed(_) => rule::NP_4,
            Cause::Stolen { .. } => rule::SW_2,
            Cause::FromGlobal(_) => rule::FR_8,
            Cause::Woken(_) => rule::RD_1,
            Cause::Preempted => rule::RD_4,
            Cause::LostP(_) => rule::SY_5,
        }
    }

    /// The goroutine that did it, whose own causes come before.
    pub fn by(&self) -> Gid {
        if let Cause::Created(by) | Cause::Kicked(by) | Cause::Woken(by) = *self {
            by
        } else {
            Gid::NONE
        }
    }
}
