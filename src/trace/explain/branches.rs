//! The branches of `findRunnable` in Go's order: which were looked at, which were skipped and why,
//! and which one decided.
//!
//! It is told from the values that the event carries. It must never know the queues themselves.

use crate::ids::Mid;
use crate::trace::event::{Branch, EventKind, EventName};
use crate::trace::rules as rule;

use super::Moment;

/// What became of a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// Looked at: there was nothing.
    Looked,
    /// Its condition did not hold.
    Skipped,
    /// It decided.
    Taken,
    /// Never got to: one before it decided.
    NotReached,
}

impl Seen {
    /// In a word.
    pub fn text(self) -> &'static str {
        match self {
            Self::Looked => "looked at",
            Self::Skipped => "skipped",
            Self::Taken => "taken",
            Self::NotReached => "not reached",
        }
    }
}

/// A branch as it was seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BranchSeen {
    /// Which.
    pub branch: Branch,
    /// Its rule.
    pub rule: &'static str,
    /// What it looks at, in words.
    pub name: &'static str,
    /// What became of it.
    pub seen: Seen,
    /// The values that decided that.
    pub values: String,
}

/// The branches in the order in which they are looked at, with their rules.
const ORDER: [(Branch, &str, &str); 12] = [
    (Branch::StopTheWorld, rule::FR_1.id, "stop the world pending?"),
    (Branch::Timers, rule::FR_2.id, "own timers due?"),
    (Branch::GlobalFair, rule::FR_5.id, "global queue's turn?"),
    (Branch::RunNext, rule::FR_7.id, "own runnext"),
    (Branch::Local, rule::FR_7.id, "own queue"),
    (Branch::Global, rule::FR_8.id, "global queue"),
    (Branch::Netpoll, rule::FR_9.id, "poller, without waiting"),
    (Branch::Steal, rule::FR_10.id, "spin and steal"),
    (Branch::LastLook, rule::FR_13.id, "last look, give up the P"),
    (Branch::Recheck, rule::FR_14.id, "look again without a P"),
    (Branch::BlockingNetpoll, rule::FR_15.id, "wait in the poller"),
    (Branch::Park, rule::FR_16.id, "put the M to sleep"),
];

/// The branches of the decision that is the moment's last event. `None`: it is another event.
pub fn branches(at: &Moment) -> Option<Vec<BranchSeen>> {
    let e = at.events.last()?;
    let EventKind::FindRunnable { found, gid, tick, global, local, spinning, idle } = e.kind else {
        return None;
    };
    let procs = at.before.procs();
    let spun = at.before.m(e.m).is_some_and(|m| m.spinning) || came(at, EventName::SpinStop);
    let place = |branch| ORDER.iter().position(|(b, ..)| *b == branch).unwrap_or(ORDER.len());
    let decided = place(found);
    let busy = procs.saturating_sub(idle.into());
    let may_spin = 2 * u32::from(spinning) < busy;
    let skipped = |branch| match branch {
        Branch::GlobalFair => tick % 61 != 0 || global == 0,
        Branch::Global => global == 0,
        // Only a spinner steals and looks again; one M at a time waits in the poller.
        Branch::Steal | Branch::Recheck => !spun,
        Branch::Netpoll => at.before.poller().is_some(),
        Branch::BlockingNetpoll => true,
        Branch::StopTheWorld | Branch::Timers | Branch::RunNext | Branch::Local => false,
        Branch::LastLook | Branch::Park => false,
    };
    let row = |(i, (branch, rule, name)): (usize, &(Branch, &'static str, &'static str))| {
        let values = match branch {
            Branch::StopTheWorld if i < decided => "none".into(),
            Branch::Timers if i < decided && came(at, EventName::TimerFire) => "fired".into(),
            Branch::Timers if i < decided => "none due".into(),
            Branch::StopTheWorld | Branch::Timers => String::new(),
            Branch::GlobalFair => format!("schedtick {tick} % 61 = {}, global {global}", tick % 61),
            Branch::RunNext if i < decided => "empty".into(),
            Branch::RunNext => String::new(),
            Branch::Local => format!("local {local}"),
            Branch::Global => format!("global {global}, share {}", share(global, procs)),
            Branch::Netpoll if i < decided => match at.before.poller() {
                Mid::NONE => "nothing ready".into(),
                m => format!("{m} waits there"),
            },
            Branch::Netpoll => String::new(),
            Branch::Steal if may_spin || !spun => {
                let sign = if may_spin { "<" } else { "≥" };
                format!("2 × {spinning} spinning {sign} {busy} busy Ps")
            }
            Branch::Steal => "spins already".into(),
            Branch::LastLook => format!("global {global}"),
            Branch::Recheck => format!("{spinning} spinning, {idle} idle Ps"),
            Branch::BlockingNetpoll | Branch::Park => String::new(),
        };
        let seen = match i.cmp(&decided) {
            std::cmp::Ordering::Greater => Seen::NotReached,
            std::cmp::Ordering::Equal => Seen::Taken,
            std::cmp::Ordering::Less if skipped(*branch) => Seen::Skipped,
            std::cmp::Ordering::Less => Seen::Looked,
        };
        let values = if seen != Seen::Taken || gid.is_none() {
            values
        } else if values.is_empty() {
            gid.to_string()
        } else {
            format!("{values} → {gid}")
        };
        BranchSeen { branch: *branch, rule, name, seen, values }
    };
    Some(ORDER.iter().enumerate().map(row).collect())
}

/// Whether an event of that name came in the course of this decision.
fn came(at: &Moment, name: EventName) -> bool {
    let ends = [EventName::FindRunnable, EventName::GoStart, EventName::MPark];
    let names = [&ends[..], &[name]].concat();
    at.latest(&names).is_some_and(|e| e.kind.name() == name)
}

/// How many a P takes from a global queue of that size (FR-8).
fn share(global: u32, procs: u32) -> u32 {
    global.min(128).min(global / procs.max(1) + 1)
}
