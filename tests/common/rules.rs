//! How far gmpsim keeps each rule, as `tests/rules.tsv` says, and where the code names them.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gmpsim::trace::rules::{self, Rule};

/// What the letters of the ids stand for, in the order of the specification.
pub const FAMILIES: [(&str, &str); 32] = [
    ("ST", "states"),
    ("NP", "new goroutines and the queues"),
    ("FR", "findRunnable, in its order"),
    ("SW", "work stealing"),
    ("WK", "waking and spinning"),
    ("RD", "ready, waiting, giving way"),
    ("TS", "time slices"),
    ("PR", "preemption"),
    ("SY", "system calls"),
    ("MN", "sysmon"),
    ("MT", "threads"),
    ("LK", "LockOSThread"),
    ("CH", "channels"),
    ("SE", "select"),
    ("SM", "semaphores"),
    ("MU", "Mutex"),
    ("RW", "RWMutex"),
    ("WG", "WaitGroup"),
    ("CO", "Cond"),
    ("ON", "Once"),
    ("CX", "context"),
    ("CR", "coroutines"),
    ("TM", "timers"),
    ("NW", "the network poller"),
    ("PC", "GOMAXPROCS"),
    ("GC", "stopping the world, garbage collection"),
    ("SK", "stacks"),
    ("DD", "deadlock, panic, exit"),
    ("LE", "leaks"),
    ("SB", "testing/synctest"),
    ("DB", "schedtrace and metrics"),
    ("TR", "the execution trace"),
];

/// What a verdict may be, and what it means.
pub const VERDICTS: [(&str, &str); 4] = [
    ("exact", "what a program sees of it is what it sees in Go"),
    ("within range", "the mechanism is Go's; how long it takes lies where real Go was measured"),
    ("simplified", "a part is missing or different; the note says which"),
    ("not modelled", "gmpsim does not have it"),
];

/// How far gmpsim keeps a rule: a line of `tests/rules.tsv`.
pub struct Verdict {
    pub rule: &'static Rule,
    /// A: programs on one P see it, always the same; B: with several Ps or on a clock; C: hardly at all.
    pub tier: String,
    /// One of [`VERDICTS`]; empty in tier C.
    pub verdict: String,
    /// What shows that the verdict is true: programs with real Go's output, scenarios with promises,
    /// tests (`tests/file.rs:function`).
    pub evidence: Vec<String>,
    /// What is missing.
    pub note: String,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All rules, in the order of the specification.
pub fn table() -> Vec<Verdict> {
    let text = fs::read_to_string(root("tests/rules.tsv")).expect("tests/rules.tsv is there");
    let verdict = |line: &str| {
        let mut cells = line.split('\t').map(str::to_string);
        let mut cell = || cells.next().unwrap_or_default();
        let id = cell();
        let rule = Rule::find(&id).unwrap_or_else(|| panic!("src/trace/rules.rs has no rule {id}"));
        let (tier, verdict) = (cell(), cell());
        let evidence = cell().split_whitespace().map(str::to_string).collect();
        Verdict { rule, tier, verdict, evidence, note: cell() }
    };
    let all: Vec<Verdict> = text.lines().skip(1).map(verdict).collect();
    let ids = all.iter().map(|verdict| verdict.rule.id);
    assert!(ids.eq(rules::ALL.iter().map(|rule| rule.id)), "rules.rs and rules.tsv list the same");
    all
}

/// The ids in a text that look like those of rules: `NP-4`.
pub fn ids(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| {
            word.split_once('-').is_some_and(|(letters, digits)| {
                letters.len() == 2
                    && letters.bytes().all(|b| b.is_ascii_uppercase())
                    && !digits.is_empty()
                    && digits.bytes().all(|b| b.is_ascii_digit())
            })
        })
        .collect()
}

/// Where the code does what a rule says: for each id the first file whose comments name it. What only
/// explains or shows is no such place.
pub fn named() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    for folder in ["src/runtime", "src/kernel", "src/lang", "src/export", "src/scenario"] {
        let before = files.len();
        let mut folders = vec![root(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a readable folder") {
                let path = entry.expect("a readable folder").path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files[before..].sort();
    }
    files.push(root("src/trace/reason.rs"));
    let mut named = BTreeMap::new();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let path = file.strip_prefix(root("src")).expect("below src").display().to_string();
        for id in text.lines().filter(|l| l.contains("//")).flat_map(ids) {
            named.entry(id.to_string()).or_insert_with(|| path.clone());
        }
    }
    named
}
