//! Statements about a run: `steals >= 1`, `max_running <= procs`, `peak db <= 5`, `time < 2s`.
//!
//! Next: [`super::metric`] for what can stand on either side.

use std::fmt;

use super::did_you_mean;
use super::metric::{METRICS, Metric, Of, Unit};
use super::ran::Ran;
use super::reader::size;
use crate::duration;
use crate::trace::event::EventName;

/// How two figures compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Op {
    Le,
    Ge,
    Eq,
    Ne,
    Lt,
    Gt,
}

/// Longer signs first: `<=` is no `<`.
const OPS: [(&str, Op); 7] = [
    ("<=", Op::Le),
    (">=", Op::Ge),
    ("==", Op::Eq),
    ("!=", Op::Ne),
    ("<", Op::Lt),
    (">", Op::Gt),
    ("=", Op::Eq),
];

/// One side of a statement.
#[derive(Clone, PartialEq, Debug)]
enum Side {
    Figure(&'static Metric, String),
    Number(u64),
}

/// A statement. See the module.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    text: String,
    left: (&'static Metric, String),
    op: Op,
    right: Side,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// What can't be read, and what can be written.
    pub fn parse(text: &str) -> Result<Statement, String> {
        let found = OPS.iter().filter_map(|op| Some((text.find(op.0)?, op)));
        // The first sign in the text, the longer of those that begin there.
        let Some((at, (sign, op))) = found.min_by_key(|(at, op)| (*at, -(op.0.len() as isize)))
        else {
            return Err(format!(
                "{text:?} compares nothing; write a figure, one of <= >= == != < >, and a number: steals >= 1"
            ));
        };
        let left = figure(&text[..at])?;
        let right = text[at + sign.len()..].trim();
        let right = match number(right, left.0.unit) {
            Some(n) => Side::Number(n),
            None if right.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let (metric, name) = figure(right)?;
                if metric.unit != left.0.unit {
                    return Err(format!(
                        "{} and {} can't be compared: they count different things",
                        left.0.name, metric.name
                    ));
                }
                Side::Figure(metric, name)
            }
            None => {
                let such = match left.0.unit {
                    Unit::Count => "a whole number",
                    Unit::Time => "a time such as 2s or 1.5ms",
                    Unit::Bytes => "a size such as 512MiB",
                    Unit::Permille => "a share such as 80%",
                };
                return Err(format!("{} is compared with {such}, not {right:?}", left.0.name));
            }
        };
        Ok(Statement { text: text.trim().to_string(), left, op: *op, right })
    }

    /// Whether it is true of a run; if not, what is true.
    ///
    /// # Errors
    /// What the figures are.
    pub fn holds(&self, ran: &Ran) -> Result<(), String> {
        let wrong = |why: String| format!("{}: {why}", self.text);
        let left = self.left.0.of(ran, &self.left.1).map_err(wrong)?;
        let right = match &self.right {
            Side::Number(n) => *n,
            Side::Figure(metric, name) => metric.of(ran, name).map_err(wrong)?,
        };
        let holds = match self.op {
            Op::Le => left <= right,
            Op::Ge => left >= right,
            Op::Eq => left == right,
            Op::Ne => left != right,
            Op::Lt => left < right,
            Op::Gt => left > right,
        };
        if holds {
            return Ok(());
        }
        let is = |metric: &Metric, name: &str, value| {
            format!(
                "{} is {}",
                format!("{} {name}", metric.name).trim_end(),
                metric.unit.show(value)
            )
        };
        let mut why = is(self.left.0, &self.left.1, left);
        if let Side::Figure(metric, name) = &self.right {
            why += &format!(", {}", is(metric, name, right));
        }
        Err(wrong(why))
    }
}

/// A figure with what stands behind it.
fn figure(text: &str) -> Result<(&'static Metric, String), String> {
    let text = text.trim();
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let Some(metric) = Metric::named(name) else {
        let near = did_you_mean(name, METRICS.iter().map(|metric| metric.name));
        let more = if near.is_empty() { "; gmpsim test --figures lists them all" } else { "" };
        return Err(format!("there is no figure {name:?}{near}{more}"));
    };
    let what = match metric.of {
        Of::Run if rest.is_empty() => return Ok((metric, String::new())),
        Of::Run => return Err(format!("nothing stands behind {name}, but here stands {rest:?}")),
        Of::Event if EventName::ALL.iter().any(|kind| kind.as_str() == rest) => {
            return Ok((metric, rest.to_string()));
        }
        Of::Event if !rest.is_empty() => {
            let near = did_you_mean(rest, EventName::ALL.iter().map(|kind| kind.as_str()));
            return Err(format!("there is no event {rest:?}{near}"));
        }
        Of::Pool | Of::Limiter if !rest.is_empty() => return Ok((metric, rest.to_string())),
        Of::Event => "an event: count RunqSteal",
        Of::Pool => "the name of a pool, such as peak db",
        Of::Limiter => "the name of a limiter, such as calls api",
    };
    Err(format!("behind {name} must stand {what}"))
}

/// A number in the unit of the figure it is compared with.
fn number(text: &str, unit: Unit) -> Option<u64> {
    let digits = || text.replace('_', "").parse::<u64>().ok();
    match unit {
        Unit::Count => digits(),
        Unit::Time => duration::nanos(text),
        Unit::Bytes => size(text),
        Unit::Permille => {
            let percent: f64 = text.trim_end_matches('%').trim().parse().ok()?;
            (0.0..=100.0).contains(&percent).then_some((percent * 10.0).round() as u64)
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
