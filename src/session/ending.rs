//! How a run ended, with the one set of words and exit codes for it.

use std::fmt;
use std::time::Duration;

use signal_hook::low_level::signal_name;

use crate::duration;
use crate::ids::Nanos;
use crate::lang::vm::{Vm, traceback::deadlock_report};
use crate::runtime::os::Os;
use crate::runtime::{Outcome, Runtime};

/// Exit code of a program that does not compile, and of gmpsim's own errors.
pub const FAILED: u8 = 1;
/// Exit code of a program that panicked or deadlocked, as in Go, and of wrong flags.
pub const CRASHED: u8 = 2;
/// Exit code of a run that reached a limit, as of the command `timeout`.
pub const LIMIT: u8 = 124;
/// Exit code of a program that was killed for its use of memory, as shells show SIGKILL.
pub const KILLED: u8 = 137;
/// Exit code of a run whose output nobody reads any more, as shells show SIGPIPE.
pub const SIGPIPE: u8 = 141;

/// How a run ended. As text a few words: `exit 0`, `deadlock`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The program did, with this code (DD-3, DD-6).
    Exit(i32),
    /// All goroutines are asleep (DD-1): what Go reports of them.
    Deadlock(String),
    /// It has more threads than this many, which are allowed (MT-3).
    ThreadExhaustion(u32),
    /// The process wanted more memory than its machine has.
    Killed,
    /// The limit of virtual (or real) time.
    Time {
        /// The limit.
        limit: Duration,
        /// It was virtual time.
        virtual_time: bool,
    },
    /// The limit of CPU time.
    Cpu {
        /// The limit.
        limit: Duration,
        /// When that was.
        at: Nanos,
    },
    /// The limit of events.
    Events {
        /// The limit.
        limit: u64,
        /// When that was; none: on real threads.
        at: Option<Nanos>,
    },
    /// The limit of the trace's size.
    Trace {
        /// The limit, in bytes.
        limit: u64,
        /// When that was.
        at: Nanos,
    },
    /// A signal to gmpsim.
    Signal {
        /// Which.
        signal: i32,
        /// When that was.
        at: Nanos,
    },
    /// Nobody reads the program's output any more.
    Unread,
    /// gmpsim can't go on: a sentence.
    Failed(String),
}

impl Ending {
    /// That of a program that ended.
    pub(super) fn of<O: Os>(outcome: Outcome, vm: &Vm<O>, rt: &Runtime<O>) -> Ending {
        match outcome {
            Outcome::Exit(code) => Ending::Exit(code),
            Outcome::Deadlock { goexit } => {
                Ending::Deadlock(deadlock_report(vm.program(), goexit, &rt.goroutines()))
            }
            Outcome::Killed => Ending::Killed,
            Outcome::ThreadExhaustion => Ending::ThreadExhaustion(rt.max_threads()),
        }
    }

    /// The exit code of a process that ends so.
    pub fn code(&self) -> u8 {
        match self {
            Ending::Exit(code) => *code as u8,
            Ending::Deadlock(_) | Ending::ThreadExhaustion(_) => CRASHED,
            Ending::Killed => KILLED,
            Ending::Time { .. }
            | Ending::Cpu { .. }
            | Ending::Events { .. }
            | Ending::Trace { .. } => LIMIT,
            Ending::Signal { signal, .. } => 128 + *signal as u8,
            Ending::Unread => SIGPIPE,
            Ending::Failed(_) => FAILED,
        }
    }

    /// What the Go program's process, or the system for it, writes last to standard error.
    pub fn last_words(&self) -> String {
        match self {
            Ending::Deadlock(report) => report.clone(),
            Ending::Killed => "signal: killed\n".into(),
            Ending::ThreadExhaustion(limit) => format!(
                "runtime: program exceeds {limit}-thread limit\nfatal error: thread exhaustion\n"
            ),
            _ => String::new(),
        }
    }

    /// What gmpsim has to say of it: where it stopped, and which flag lets it go on. None if the program
    /// ended by itself.
    pub fn notice(&self) -> Option<String> {
        Some(match self {
            Ending::Exit(_)
            | Ending::Deadlock(_)
            | Ending::ThreadExhaustion(_)
            | Ending::Killed
            | Ending::Unread => return None,
            Ending::Time { limit, virtual_time } => {
                let kind = if *virtual_time { " of virtual time" } else { "" };
                let limit = go(*limit);
                format!("stopped after {limit}{kind}; raise the limit with --max-time")
            }
            Ending::Cpu { limit, at } => format!(
                "stopped at {}: --max-cpu {} is used up; the program may never end. Raise that limit if it needs longer",
                seconds(*at),
                go(*limit)
            ),
            Ending::Events { limit, at } => {
                let at = at.map_or(String::new(), |at| format!(" at {}", seconds(at)));
                format!("stopped{at} after {limit} events, as --max-events asks")
            }
            Ending::Trace { limit, at } => format!(
                "stopped at {}: the trace has {}; raise the limit with --max-trace",
                seconds(*at),
                bytesize::ByteSize(*limit)
            ),
            Ending::Signal { signal, at } => {
                let name = signal_name(*signal).unwrap_or("a signal");
                format!("ended at {} by {name}", seconds(*at))
            }
            Ending::Failed(why) => why.clone(),
        })
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ending::Exit(code) => write!(f, "exit {code}"),
            Ending::Deadlock(_) => f.write_str("deadlock"),
            Ending::ThreadExhaustion(_) => f.write_str("too many threads"),
            Ending::Killed => f.write_str("killed: out of memory"),
            Ending::Time { .. } => f.write_str("stopped: --max-time"),
            Ending::Cpu { .. } => f.write_str("stopped: --max-cpu"),
            Ending::Events { .. } => f.write_str("stopped: --max-events"),
            Ending::Trace { .. } => f.write_str("stopped: --max-trace"),
            Ending::Signal { signal, .. } => {
                f.write_str(signal_name(*signal).unwrap_or("a signal"))
            }
            Ending::Unread => f.write_str("nobody reads its output"),
            Ending::Failed(why) => f.write_str(why),
        }
    }
}

/// `1m30s`.
fn go(time: Duration) -> String {
    duration::format(super::nanos(time).try_into().unwrap_or(i64::MAX))
}

/// `12.345 s`.
pub(crate) fn seconds(ns: Nanos) -> String {
    format!("{}.{:03} s", ns / 1_000_000_000, ns / 1_000_000 % 1_000)
}

/// The exit codes for people: each, and when it is given.
pub fn exit_codes() -> Vec<(String, &'static str)> {
    let code = |code: u8| code.to_string();
    vec![
        ("that of the program".into(), "it ended: 0, or what `os.Exit` was given"),
        (
            code(FAILED),
            "it does not compile (gc's messages), or a file, its output or its trace can't be read or written",
        ),
        (
            code(CRASHED),
            "it panicked, deadlocked or ran out of memory, as in Go; or the flags are wrong",
        ),
        (code(KILLED), "it was killed: it used more memory than `--memory` or its scenario allows"),
        (
            code(LIMIT),
            "it reached a limit (`--max-time`, `--max-cpu`, `--max-events`, `--max-trace`)",
        ),
        (code(SIGPIPE), "nobody reads its output any more"),
        (
            "128 + n".into(),
            "signal n ended gmpsim (SIGINT 130, SIGTERM 143); output and trace are written up to there",
        ),
    ]
}
