//! Why it happened: an event and the state before it, in two plain sentences, with the rule and
//! Go's function that does it.
//!
//! The table of events ([`super::event`]) names the function that explains each. [`branches`] shows
//! what `findRunnable` looked at. It must never decide anything, nor know who reads it. Next:
//! [`super::life`] for the story of one goroutine.

use std::fmt;

use crate::ids::{Gid, Pid};

use super::event::{Event, EventKind, EventName, ObjId, ObjKind, event_table};
use super::replay::Observer;
use super::rules::{Func, Rule};
use super::state::State;
use super::state::history::History;
use super::tracer::Strings;

pub mod branches;
mod goroutines;
mod machine;
mod objects;
mod program;
mod queues;
mod quota;
mod timers;
mod world;

/// An explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Why {
    /// Two sentences.
    pub text: String,
    /// The rule that is at work, if one is.
    pub rule: Option<Rule>,
    /// The function that does it.
    pub func: Func,
}

impl Why {
    fn new(rule: Rule, func: Func, text: impl Into<String>) -> Self {
        Self { text: text.into(), rule: Some(rule), func }
    }

    fn without_rule(func: Func, text: impl Into<String>) -> Self {
        Self { text: text.into(), rule: None, func }
    }

    /// Rule, function and file in a line: "RD-1 · ready · proc.go".
    pub fn source(&self) -> String {
        let rule = self.rule.map_or(String::new(), |rule| format!("{} · ", rule.id));
        format!("{rule}{} · {}", self.func.name, self.func.file)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.text, self.source())
    }
}

/// How far back the reason of an event is looked for.
const LOOK_BACK: usize = 256;

/// How far back the start of a goroutine is looked for that has been in system calls since.
const START_BACK: usize = 100_000;

/// An event in its place.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The events up to this one, which is the last.
    pub events: &'a [Event],
    /// The state before it.
    pub before: &'a State,
    /// The texts of the trace.
    pub strings: &'a Strings,
}

impl<'a> Moment<'a> {
    /// The latest of the same thread's last events that has one of these names.
    fn latest(&self, names: &[EventName]) -> Option<&'a Event> {
        let (last, past) = self.events.split_last()?;
        let own = past.iter().rev().take(LOOK_BACK).filter(|e| e.m == last.m);
        own.into_iter().find(|e| names.contains(&e.kind.name()))
    }

    /// "G7 (main.worker)", as far as known.
    fn called(&self, gid: Gid) -> String {
        if gid == Gid::NONE {
            return "a goroutine".into();
        }
        match self.before.g(gid) {
            Some(g) => {
                let func = self.strings.get(g.func);
                if func.is_empty() { gid.to_string() } else { format!("{gid} ({func})") }
            }
            None => gid.to_string(),
        }
    }

    /// "channel #3", "Mutex #4", "db (#5)".
    fn object(&self, obj: ObjId) -> String {
        let known = self.before.object(obj);
        if let Some(name) = known.and_then(|o| o.name) {
            return format!("{} ({obj})", self.strings.get(name));
        }
        let kind = known.and_then(|o| o.kind).map_or("object", ObjKind::text);
        format!("{kind} {obj}")
    }

    /// Goroutines in the P's ring, without `runnext`.
    fn queued(&self, pid: Pid) -> usize {
        self.before.p(pid).map_or(0, |p| p.ring.len())
    }
}

/// Explains event number `n` of a run, counted from 1.
pub fn at<O: Observer>(history: &History<O>, n: usize, strings: &Strings) -> Option<Why> {
    let events = history.events().get(..n)?;
    let before = history.at(n.checked_sub(1)?);
    explain(&Moment { events, before: &before, strings })
}

/// Explains the last event of the moment; `None`: there is no event.
pub fn explain(at: &Moment) -> Option<Why> {
    let e = at.events.last()?;
    // Each event's entry in the table names the function that explains it.
    macro_rules! why {
        (|$_g:ident, $_strings:ident| $(
            $(#[$_doc:meta])*
            $name:ident $({ $($(#[$_meta:meta])* $field:ident: $_ty:ty),* $(,)? })?
            $area:ident::$handler:ident
            ($($_line:tt)*);
        )*) => {
            match e.kind {
                $(EventKind::$name { $($($field),*)? } => $area::$handler(at, e, $($($field),*)?),)*
            }
        };
    }
    Some(event_table!(why))
}

/// Why the P runs the goroutine it runs after the first `n` events: how that goroutine was found.
/// `None` if it runs none. `state` is that at `n`.
pub fn why_runs<O: Observer>(
    history: &History<O>,
    n: usize,
    state: &State,
    pid: Pid,
    strings: &Strings,
) -> Option<Why> {
    let gid = state.m(state.p(pid)?.m)?.g;
    // It has started when it came to be running, or before that, if it was in system calls since.
    let by = history.by(state.g(gid)?.since).min(n);
    let past = history.events().get(..by)?;
    let starts =
        |e: &Event| matches!(e.kind, EventKind::GoStart { gid: started, .. } if started == gid);
    let back = past.iter().rev().take(START_BACK).position(starts)?;
    at(history, by - back, strings)
}

/// "G7", or the runtime if nobody is named.
fn who(e: &Event) -> String {
    if e.g.is_some() { e.g.to_string() } else { "The runtime".into() }
}
