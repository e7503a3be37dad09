//! What a run came to: how it ended, what it printed, its figures.
//!
//! It must never know how a program is run. Next: [`super::verdict`].

use std::fmt;
use std::sync::Arc;

use crate::trace::stats::Stats;
use crate::trace::tracer::Strings;

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Outcome {
    /// `main` returned, or the program exited with code 0.
    #[default]
    Ok,
    /// All goroutines were asleep (DD-1).
    Deadlock,
    /// A panic that nobody recovered, or a fatal error (DD-5).
    Panic,
    /// The process was killed for its use of memory.
    Oom,
    /// The program exited with that code, not 0.
    Exit(i32),
    /// It reached a limit: of time, of events, of threads.
    Limit,
}

impl Outcome {
    /// Reads one.
    ///
    /// # Errors
    /// It is none; what there are.
    pub fn parse(text: &str) -> Result<Outcome, String> {
        Ok(match text {
            "ok" => Outcome::Ok,
            "deadlock" => Outcome::Deadlock,
            "panic" => Outcome::Panic,
            "oom" => Outcome::Oom,
            "limit" => Outcome::Limit,
            _ => {
                let code = text.strip_prefix("exit ").and_then(|n| n.trim().parse().ok());
                match code {
                    Some(0) => Outcome::Ok,
                    Some(code @ 1..=255) => Outcome::Exit(code),
                    _ => {
                        let known = ["ok", "deadlock", "panic", "oom", "limit"];
                        return Err(format!(
                            "there is no outcome {text:?}{}; there are {} and exit N (1 to 255)",
                            super::did_you_mean(text, known),
                            known.join(", ")
                        ));
                    }
                }
            }
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Ok => "ok",
            Outcome::Deadlock => "deadlock",
            Outcome::Panic => "panic",
            Outcome::Oom => "oom",
            Outcome::Limit => "limit",
            Outcome::Exit(code) => return write!(f, "exit {code}"),
        })
    }
}

/// A run that is over.
pub struct Ran {
    /// How it ended.
    pub outcome: Outcome,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error, with what the process said at its end.
    pub stderr: String,
    /// Its figures; they hold what is impossible about its trace, too.
    pub stats: Stats,
    /// The texts of its trace.
    pub strings: Arc<Strings>,
}
