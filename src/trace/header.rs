//! The first line of a trace: which run it is, with all that is needed to show it and to make it again.
//!
//! It is text and numbers only, so that a trace can be read without knowing what a scenario or a policy is.
//! [`crate::session`] makes one of a run, and a run of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::Nanos;

/// The version of the format that is written.
pub const VERSION: u32 = 2;

/// The oldest that is read. Version 1 had of [`Header`] the program, the size of the machine, seed, noise,
/// quota, arguments and environment.
const OLDEST: u32 = 1;

/// The version of Go whose rules are kept.
pub const GO: &str = "1.27";

/// Which run this is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Header {
    /// The version of gmpsim that made it; empty: nobody says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The version of Go whose rules it kept; empty: nobody says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub go: String,
    /// The program's name.
    pub program: String,
    /// What the command line called it (`os.Args[0]`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What messages and tracebacks call its file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// On real threads: with another seed, or the same, it is another run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub threads: bool,
    /// GOMAXPROCS at the start.
    pub procs: u32,
    /// Virtual cores.
    pub cores: u32,
    /// The seed.
    pub seed: u64,
    /// How much the machine varied: a level of `--noise`; empty: nobody says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub noise: String,
    /// How many CPUs the process was allowed to use; none: all, or nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_quota: Option<String>,
    /// The switches that were on, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policy: Vec<String>,
    /// Costs that were not those of the version of gmpsim, by name, in ns (`instr` and `call` in ps).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub costs: BTreeMap<String, Nanos>,
    /// Memory of the machine in bytes; 0: no limit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub memory: u64,
    /// How far it might go; none: nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// The program's arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// Its environment, as `NAME=VALUE`. What it read is told in events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<String>,
    /// The scenario's title; empty: it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The tour through it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tour: Vec<Stop>,
    /// The program's text; empty: nobody says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// How far a run might go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Limits {
    /// Virtual or real time, in ns.
    pub time: Nanos,
    /// CPU time, in ns.
    pub cpu: Nanos,
    /// Events.
    pub events: u64,
    /// Memory of the program, in bytes.
    pub memory: u64,
}

/// Something to show, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stop {
    /// The moment, as in a scenario.toml.
    pub at: String,
    /// What is to be seen.
    pub say: String,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[derive(Serialize)]
struct FirstLine<'a> {
    gmpsim: &'static str,
    version: u32,
    #[serde(flatten)]
    header: &'a Header,
}

#[derive(Deserialize)]
struct Kind {
    gmpsim: String,
    version: u32,
}

impl Header {
    /// The line, without its end.
    pub(super) fn first_line(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&FirstLine { gmpsim: "trace", version: VERSION, header: self })
    }

    /// Whether a line is the first one of a trace that can be read; else why not.
    pub(super) fn known(line: &[u8]) -> Result<(), String> {
        match serde_json::from_slice::<Kind>(line) {
            Ok(Kind { gmpsim, .. }) if gmpsim != "trace" => {
                Err(format!("this is a {gmpsim:?} of gmpsim, not a trace"))
            }
            Ok(Kind { version, .. }) if !(OLDEST..=VERSION).contains(&version) => Err(format!(
                "the trace has version {version}, but this gmpsim reads versions {OLDEST} to {VERSION}"
            )),
            Ok(_) => Ok(()),
            Err(_) => Err("this is not a trace of gmpsim".into()),
        }
    }
}
