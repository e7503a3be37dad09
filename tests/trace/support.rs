//! Traces in a short notation, for fixtures: `M0 P0 G1 GoCreate new=G7`.
//!
//! `boot N` is the start of a run with N Ps, after which M0 runs G1 on P0. `@500` in front of an
//! event sets its time; otherwise each is 1 ns after the one before it. Fields that are left out
//! are "none", 0 or false. `_` in a value is a space.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use gmpsim::ids::{Gid, Mid, Nanos, Pid};
use gmpsim::trace::event::{Event, EventKind};
use serde_json::{Map, Value};

/// The events of a text in the short notation.
pub fn events(text: &str) -> Vec<Event> {
    let mut events = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', '=']) {
            continue;
        }
        if let Some(procs) = line.strip_prefix("boot ") {
            boot(procs.parse().expect("boot takes a number"), &mut events);
        } else {
            let at = events.last().map_or(0, |event: &Event| event.at + 1);
            events.push(event(line, at));
        }
    }
    events
}

fn boot(procs: u32, events: &mut Vec<Event>) {
    let mut lines = vec![format!("M0 - - ProcsChange procs={procs}")];
    lines.extend((1..procs).map(|p| format!("M0 - - ProcIdle pid={p}")));
    lines.push("M0 P0 - ProcStart pid=P0".into());
    lines.push("M0 P0 - GoCreate new=G1".into());
    lines.push("M0 P0 - RunqPut gid=G1 next=true".into());
    lines.push("M0 P0 - RunqGet gid=G1 next=true".into());
    lines.push("M0 P0 - FindRunnable found=RunNext gid=G1".into());
    lines.push("M0 P0 G1 GoStart gid=G1 tick=1".into());
    for line in lines {
        let at = events.len() as Nanos;
        events.push(event(&line, at));
    }
}

/// One event in the short notation.
pub fn event(line: &str, at: Nanos) -> Event {
    let mut words = line.split_whitespace().peekable();
    let at = match words.next_if(|word| word.starts_with('@')) {
        Some(word) => word[1..].parse().expect("a time"),
        None => at,
    };
    let mut actor = || number(words.next().expect("M P G in front of the event"));
    let (m, p, g) = (Mid(actor()), Pid(actor()), Gid(actor()));
    let name = words.next().expect("the event's name");
    let mut fields = defaults(name);
    let mut stands = 0;
    for word in words {
        let (key, value) = word.split_once('=').expect("field=value");
        match key {
            "line" => stands = number(value),
            _ => _ = fields.insert(key.into(), json(value)),
        }
    }
    let kind: EventKind = serde_json::from_value(Value::Object(fields))
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    Event { at, m, p, g, line: stands, kind }
}

fn defaults(name: &str) -> Map<String, Value> {
    let none = || Value::from(u32::MAX);
    let mut fields = Map::new();
    fields.insert("ev".into(), name.into());
    for key in ["gid", "kicked", "pid", "to", "from", "mid"] {
        fields.insert(key.into(), none());
    }
    for key in ["next", "reused", "system", "inherit", "locked", "head", "fair", "block", "deep"] {
        fields.insert(key.into(), false.into());
    }
    for key in ["send", "read", "handoff", "on", "woke"] {
        fields.insert(key.into(), false.into());
    }
    let zeros =
        ["func", "obj", "tick", "global", "local", "idle", "cap", "slice", "sleep", "ready"];
    for key in zeros.into_iter().chain(["until", "woken", "when", "text", "code", "fd"]) {
        fields.insert(key.into(), 0.into());
    }
    let spinning: Value = if name == "FindRunnable" { 0.into() } else { false.into() };
    fields.insert("spinning".into(), spinning);
    fields
}

/// `G7`, `P1`, `M2`, `7`, or `-` for none.
fn number(word: &str) -> u32 {
    match word.trim_start_matches(['G', 'P', 'M']) {
        "-" => u32::MAX,
        digits => digits.parse().unwrap_or_else(|_| panic!("{word} is no number")),
    }
}

fn json(word: &str) -> Value {
    let id = word.trim_start_matches(['G', 'P', 'M']);
    if word == "-" || id.starts_with(|c: char| c.is_ascii_digit()) && id.len() < word.len() {
        return number(word).into();
    }
    serde_json::from_str(word).unwrap_or_else(|_| word.replace('_', " ").into())
}

/// The fixtures of a folder beside this file, by name.
pub fn fixtures(folder: &str) -> Vec<(String, String)> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a fixture can be listed").path())
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a fixture can be read");
        (path.file_stem().expect("a fixture has a name").to_string_lossy().into_owned(), text)
    };
    paths.into_iter().map(read).collect()
}
