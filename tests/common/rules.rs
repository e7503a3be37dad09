//! The rules of the specification, as `tests/rules.txt` lists them: an id and a sentence a line.

use std::collections::BTreeMap;
use std::path::Path;

/// What the letters of the ids stand for, in the order of the specification.
#[allow(dead_code, reason = "the other test has no use for it")]
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

/// What each rule says, by its id.
pub fn all() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules.txt");
    let text = std::fs::read_to_string(path).expect("tests/rules.txt is there");
    let rule = |line: &str| {
        let (id, what) = line.split_once(' ').expect("an id and a sentence");
        (id.to_string(), what.trim().to_string())
    };
    text.lines().map(rule).collect()
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
