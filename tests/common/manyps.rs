//! Programs of which no two runs need be alike (`tests/manyps`): what 400 runs of real Go came to, and what
//! as many seeds do here.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// GOMAXPROCS of the runs. Go's were made on a machine with two cores.
pub const PROCS: [u32; 2] = [2, 4];

/// Seeds whose outcomes make a distribution here, from 1.
pub const SEEDS: u64 = 400;

/// How often each outcome was seen.
pub type Seen = BTreeMap<String, u32>;

/// A program and what is known of it.
pub struct Program {
    /// `m01_order`
    pub name: String,
    pub source: String,
    /// By GOMAXPROCS: what real Go did, and what gmpsim does.
    pub go: BTreeMap<u32, Seen>,
    pub ours: BTreeMap<u32, Seen>,
    /// The first line of the file with our outcomes: which runs tell that it is up to date.
    pub digest: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manyps")
}

/// Where a program's own outcomes are kept.
pub fn kept(name: &str) -> PathBuf {
    folder().join(name).with_extension("ours")
}

/// Lines of GOMAXPROCS, count and outcome.
fn read(text: &str) -> BTreeMap<u32, Seen> {
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.splitn(3, '\t').collect();
        let [procs, count, outcome] = cells[..] else { panic!("no outcome: {line}") };
        let number = |cell: &str| cell.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        let seen: &mut Seen = all.entry(number(procs)).or_default();
        seen.insert(outcome.to_string(), number(count));
    }
    all
}

/// The same as text, the most frequent first.
pub fn written(all: &BTreeMap<u32, Seen>) -> String {
    let mut out = String::new();
    for (procs, seen) in all {
        for (outcome, count) in by_count(seen) {
            out += &format!("{procs}\t{count}\t{outcome}\n");
        }
    }
    out
}

fn by_count(seen: &Seen) -> Vec<(&String, u32)> {
    let mut all: Vec<_> = seen.iter().map(|(outcome, count)| (outcome, *count)).collect();
    all.sort_by_key(|(outcome, count)| (u32::MAX - count, outcome.as_str()));
    all
}

/// All programs, by name.
pub fn programs() -> Vec<Program> {
    let files = fs::read_dir(folder()).expect("a readable folder");
    let files = files.map(|entry| entry.expect("a readable folder").path());
    let names: BTreeSet<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|e| e == "go")).collect();
    let text = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
    let program = |path: PathBuf| {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let ours = text(kept(&name));
        let (digest, ours) = ours.split_once('\n').unwrap_or_default();
        Program {
            go: read(&text(path.with_extension("dist"))),
            ours: read(ours),
            digest: digest.to_string(),
            source: text(path),
            name,
        }
    };
    names.into_iter().map(program).collect()
}

fn total(seen: &Seen) -> u32 {
    seen.values().sum::<u32>().max(1)
}

/// Half of the sum of all differences of shares: 0 if the two are the same, 1 if they have nothing in
/// common; in hundredths.
pub fn distance(go: &Seen, ours: &Seen) -> u32 {
    let outcomes: BTreeSet<&String> = go.keys().chain(ours.keys()).collect();
    let share = |seen: &Seen, o: &String| {
        f64::from(seen.get(o).copied().unwrap_or(0)) / f64::from(total(seen))
    };
    let sum: f64 = outcomes.iter().map(|o| (share(go, o) - share(ours, o)).abs()).sum();
    (sum * 50.0).round() as u32
}

/// Of Go's runs with outcomes that it showed twice or more, those whose outcome is seen here, too; in
/// hundredths.
pub fn covered(go: &Seen, ours: &Seen) -> u32 {
    let often = go.iter().filter(|(_, count)| **count >= 2);
    let runs = |ours: Option<&Seen>| -> u32 {
        let here = |o: &String| ours.is_none_or(|ours| ours.contains_key(o));
        often.clone().filter(|(o, _)| here(o)).map(|(_, count)| count).sum()
    };
    100 * runs(Some(ours)) / runs(None).max(1)
}

/// Outcomes that have a line of their own in a picture.
const SHOWN: usize = 8;
/// Letters of a bar for all runs, and of an outcome.
const BAR: u32 = 24;
const OUTCOME: usize = 26;

/// A share as a bar: " 58 % ██████████████".
fn bar(count: u32, of: u32) -> String {
    let eighths = (8 * BAR * count + of / 2) / of;
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][(eighths % 8) as usize];
    let bar = "█".repeat((eighths / 8) as usize) + part;
    // What was seen is there, however seldom.
    let bar = if bar.is_empty() && count > 0 { "▏".to_string() } else { bar };
    let percent = (100 * count + of / 2) / of;
    let percent = match (count, percent) {
        (0, _) => "–".to_string(),
        (_, 0) => "< 1 %".into(),
        _ => format!("{percent} %"),
    };
    format!("{percent:>5} {bar:<width$}", width = BAR as usize)
}

/// Both distributions side by side.
pub fn picture(procs: u32, go: &Seen, ours: &Seen) -> String {
    let (of_go, of_ours) = (total(go), total(ours));
    let mut out = format!(
        "{:<OUTCOME$} {:<width$} {}\n",
        format!("GOMAXPROCS={procs}"),
        format!("Go, {of_go} runs"),
        format_args!("gmpsim, {of_ours} seeds"),
        width = BAR as usize + 6,
    );
    let mut line = |name: &str, in_go: u32, in_ours: u32| {
        let cut = name.chars().count() > OUTCOME;
        let keep = if cut { OUTCOME - 1 } else { OUTCOME };
        let mut name: String = name.chars().take(keep).collect();
        if cut {
            name.push('…');
        }
        let row = format!("{name:<OUTCOME$} {} {}", bar(in_go, of_go), bar(in_ours, of_ours));
        out += row.trim_end();
        out.push('\n');
    };
    let mut both: Seen = go.clone();
    ours.iter().for_each(|(o, count)| *both.entry(o.clone()).or_default() += count);
    let count = |seen: &Seen, o: &String| seen.get(o).copied().unwrap_or(0);
    let all = by_count(&both);
    let shown = if all.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN.min(all.len()) };
    let (first, others) = all.split_at(shown);
    first.iter().for_each(|(o, _)| line(o, count(go, o), count(ours, o)));
    if !others.is_empty() {
        let sum = |seen: &Seen| others.iter().map(|(o, _)| count(seen, o)).sum();
        line(&format!("{} others", others.len()), sum(go), sum(ours));
    }
    let (distance, covered) = (distance(go, ours), covered(go, ours));
    out += &format!(
        "distance {}.{:02}; of Go's runs {covered} % have an outcome that is seen here; \
         {} outcomes in Go, {} here\n",
        distance / 100,
        distance % 100,
        go.len(),
        ours.len()
    );
    out
}
