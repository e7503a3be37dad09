//! Scenarios: a Go program and the file `scenario.toml` beside it, which says on what machine it runs,
//! what to show of it and what must hold.
//!
//! [`find`] gets one by its name or path, [`mod@format`] reads the file, [`builtin`] are those that come
//! with gmpsim. [`moment`] is when a tour stops, [`metric`] and [`statement`] what can be demanded of a
//! run, [`verdict`] whether it holds. Nothing here runs a program: [`ran`] is what a run came to.

pub mod builtin;
pub mod find;
pub mod format;
pub mod index;
pub mod metric;
pub mod moment;
pub mod ran;
mod reader;
pub mod statement;
pub mod summary;
pub mod tour;
pub mod verdict;

use std::sync::Arc;

use crate::ids::Nanos;
use crate::policy::Policy;
use crate::runtime::{Costs, CpuQuota, Noise};
use moment::Moment;
use ran::Outcome;
use statement::Statement;

/// The machine a program runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Machine {
    /// GOMAXPROCS; none: nobody says what it is.
    pub procs: Option<u32>,
    /// Virtual cores; none: as many as processors, at least 4.
    pub cores: Option<u32>,
    /// The seed.
    pub seed: u64,
    /// How much it varies.
    pub noise: Noise,
    /// CPU time that the process may use; none: all there is.
    pub cpu_quota: Option<CpuQuota>,
    /// Memory for `sim.Alloc` and stacks, in bytes; 0: no limit.
    pub memory: u64,
    /// The run ends at this virtual time; none: gmpsim's own limit.
    pub max_time: Option<Nanos>,
}

impl Default for Machine {
    fn default() -> Self {
        let noise = Noise::default();
        Machine {
            procs: None,
            cores: None,
            seed: 1,
            noise,
            cpu_quota: None,
            memory: 0,
            max_time: None,
        }
    }
}

impl Machine {
    /// Virtual cores and processors where nobody says how many.
    const SIZE: u32 = 4;

    /// GOMAXPROCS; if nobody says what it is, a quota may make it less, as in Go (PC-1).
    pub fn procs(&self) -> u32 {
        let of_quota = |quota: CpuQuota| quota.procs(self.cores.unwrap_or(Self::SIZE));
        self.procs.unwrap_or_else(|| self.cpu_quota.map_or(Self::SIZE, of_quota))
    }

    /// Virtual cores.
    pub fn cores(&self) -> u32 {
        self.cores.unwrap_or(self.procs().max(Self::SIZE))
    }
}

/// Something to show, and when.
#[derive(Clone, PartialEq, Debug)]
pub struct Stop {
    /// When.
    pub at: Moment,
    /// What to say.
    pub say: String,
}

/// What must hold after a run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Expect {
    /// How it ends.
    pub outcome: Outcome,
    /// What it prints, exactly.
    pub stdout: Option<String>,
    /// What its output contains.
    pub stdout_has: Vec<String>,
    /// What is true of the trace.
    pub that: Vec<Statement>,
    /// How many seeds show it, if nobody says otherwise.
    pub seeds: Option<u64>,
    /// Switches (or versions of Go) each of which makes it false: what it shows is their rules' doing.
    pub breaks: Vec<String>,
}

/// A scenario, or a bare program as one.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// Its folder's name, or the program's file.
    pub name: String,
    /// What the command line calls it.
    pub path: String,
    /// In a few words.
    pub title: String,
    /// What it shows, in a sentence.
    pub summary: String,
    /// Where it stands in the list.
    pub chapter: String,
    /// Its place in the chapter.
    pub order: i64,
    /// What messages call the Go file.
    pub file: String,
    /// The Go program.
    pub source: String,
    /// The program's arguments (`os.Args[1:]`).
    pub args: Vec<String>,
    /// Its environment, as `NAME=VALUE`.
    pub env: Vec<String>,
    /// Its standard input; none: nobody says what it is.
    pub stdin: Option<Arc<[u8]>>,
    /// What it runs on.
    pub machine: Machine,
    /// What things cost there.
    pub costs: Costs,
    /// Rules switched off.
    pub policy: Policy,
    /// The tour through it.
    pub tour: Vec<Stop>,
    /// What must hold.
    pub expect: Expect,
    /// It has a `scenario.toml`.
    pub declared: bool,
}

/// The chapter of those that name none.
pub const CHAPTER: &str = "Scenarios";

impl Scenario {
    /// A program as it comes, without a `scenario.toml`.
    pub fn bare(file: &str, path: &str, source: String) -> Self {
        Scenario {
            name: file.into(),
            path: path.into(),
            title: String::new(),
            summary: String::new(),
            chapter: CHAPTER.into(),
            order: 0,
            file: file.into(),
            source,
            args: Vec::new(),
            env: Vec::new(),
            stdin: None,
            machine: Machine::default(),
            costs: Costs::default(),
            policy: Policy::default(),
            tour: Vec::new(),
            expect: Expect::default(),
            declared: false,
        }
    }
}

/// Sets a variable of an environment, `NAME=VALUE`, instead of the one of that name before.
pub fn set_env(env: &mut Vec<String>, variable: &str) {
    let name = |entry: &str| entry.split('=').next().map(str::to_string);
    match env.iter_mut().find(|entry| name(entry) == name(variable)) {
        Some(entry) => *entry = variable.into(),
        None => env.push(variable.into()),
    }
}

/// The known word that was meant, if one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let far = |k: &str| strsim::damerau_levenshtein(&lower, &k.to_lowercase());
    let near = known.into_iter().map(|k| (far(k), k)).min_by_key(|(far, _)| *far)?;
    (near.0 <= (word.chars().count() / 3).max(2)).then_some(near.1)
}

/// ", did you mean …?" where something is near enough.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or(String::new(), |k| format!("; did you mean {k}?"))
}
