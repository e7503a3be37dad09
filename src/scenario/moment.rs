//! Moments of a run, as a tour names them: `first RunqSteal`, `3rd GoBlock`, `t=3ms`.
//!
//! Next: [`crate::trace::condition`] for the conditions, [`super::tour`] for when they come.

use std::fmt;

use super::did_you_mean;
use crate::duration;
use crate::ids::Nanos;
use crate::trace::condition::Condition;
use crate::trace::event::EventName;

/// A moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Moment {
    /// After the first event.
    Start,
    /// After the last event.
    End,
    /// At that virtual time.
    At(Nanos),
    /// When a condition comes true for the n-th time, from 1, since the program's own first line: the
    /// runtime's start is no part of it.
    Nth(u32, Condition),
    /// When a condition comes true for the last time; only once the program has begun, too.
    Last(Condition),
}

/// What can be written, for messages and help.
pub const FORMS: &str = "start · end · t=3ms · first RunqSteal · 3rd GoBlock · last Output · \
     G7 blocks · queue of P2 > 100 · goroutines > 10 · line 18";

const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

/// 3 of "3rd", "third".
fn ordinal(word: &str) -> Option<u32> {
    if let Some(i) = ORDINALS.iter().position(|o| *o == word) {
        return Some(i as u32 + 1);
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    digits.parse().ok().filter(|n| *n > 0)
}

impl Moment {
    /// Reads a moment.
    ///
    /// # Errors
    /// Why it is none, and what can be written.
    pub fn parse(text: &str) -> Result<Moment, String> {
        let text = text.trim();
        match text.to_lowercase().as_str() {
            "start" => return Ok(Moment::Start),
            "end" => return Ok(Moment::End),
            _ => {}
        }
        if let Some(time) = text.strip_prefix('t').and_then(|rest| rest.trim().strip_prefix('=')) {
            let unreadable = || format!("can't read the time in {text:?}; write t=3ms");
            return duration::nanos(time.trim()).map(Moment::At).ok_or_else(unreadable);
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let word = word.to_lowercase();
        match (word.as_str(), ordinal(&word)) {
            ("last", _) if !rest.is_empty() => Ok(Moment::Last(condition(rest)?)),
            (_, Some(n)) if !rest.is_empty() => Ok(Moment::Nth(n, condition(rest)?)),
            _ => Ok(Moment::Nth(1, condition(text)?)),
        }
    }
}

fn condition(text: &str) -> Result<Condition, String> {
    Condition::parse(text.trim()).map_err(|_| {
        let near = did_you_mean(text, EventName::ALL.iter().map(|kind| kind.as_str()));
        format!("can't read the moment {text:?}{near}; write: {FORMS}")
    })
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Start => f.write_str("start"),
            Moment::End => f.write_str("end"),
            Moment::At(t) => {
                write!(f, "t={}", duration::format(i64::try_from(*t).unwrap_or(i64::MAX)))
            }
            Moment::Nth(n, what) => match ORDINALS.get(*n as usize - 1) {
                Some(word) => write!(f, "{word} {what}"),
                None => write!(f, "{n}th {what}"),
            },
            Moment::Last(what) => write!(f, "last {what}"),
        }
    }
}
