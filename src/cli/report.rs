//! What `gmpsim test` prints: for people, for a CI (JUnit), for programs (JSON).
//!
//! It must never know how a test is run. Next: [`super::test`].

use std::fmt::Write;

use serde::Serialize;

/// Failing seeds of a scenario that are shown to people.
const SHOWN: usize = 3;

/// A run that is not as promised.
#[derive(Serialize)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// What is wrong.
    pub wrong: Vec<String>,
    /// The command that shows it.
    pub command: String,
}

/// A scenario, tested.
#[derive(Serialize)]
pub struct Tested {
    /// Its name.
    pub name: String,
    /// Where it was found.
    pub path: String,
    /// How many seeds it ran with.
    pub runs: usize,
    /// Why it could not run at all.
    pub broken: Option<String>,
    /// The seeds with which it failed.
    pub failures: Vec<Failure>,
    /// The switches that must break it.
    pub breaks: Vec<String>,
    /// The runs with one of these switches in which nothing broke.
    pub unbroken: Vec<Failure>,
}

impl Tested {
    /// The runs that are not as promised.
    fn wrong(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter().chain(&self.unbroken)
    }

    fn failed(&self) -> bool {
        self.broken.is_some() || self.wrong().next().is_some()
    }
}

/// All of them.
#[derive(Serialize)]
pub struct Report {
    /// In the order in which they were named.
    pub tested: Vec<Tested>,
}

impl Report {
    /// How many scenarios failed.
    pub fn failed(&self) -> usize {
        self.tested.iter().filter(|tested| tested.failed()).count()
    }
}

fn many(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// For people.
pub fn text(report: &Report) -> String {
    let width = report.tested.iter().map(|tested| tested.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for tested in &report.tested {
        let name = &tested.name;
        let sign = if tested.failed() { "FAILED" } else { "ok" };
        let mut how = match (&tested.broken, tested.failures.len()) {
            (Some(_), _) => "does not run".to_string(),
            (None, 0) => many(tested.runs, "seed"),
            (None, n) => format!("on {n} of {}", many(tested.runs, "seed")),
        };
        if !tested.breaks.is_empty() && tested.unbroken.is_empty() {
            how += &format!(", broken by {}", tested.breaks.join(", "));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{sign:<7}{name:<width$}  {how}");
        for line in tested.broken.iter().flat_map(|why| why.lines()) {
            let _ = writeln!(out, "         {line}");
        }
        for failure in tested.failures.iter().take(SHOWN) {
            let _ = writeln!(out, "         seed {}: {}", failure.seed, failure.wrong.join("; "));
            let _ = writeln!(out, "           {}", failure.command);
        }
        if tested.failures.len() > SHOWN {
            let more = tested.failures.len() - SHOWN;
            let _ = writeln!(out, "         and {}", many(more, "more seed"));
        }
        for failure in &tested.unbroken {
            let _ = writeln!(out, "         {}", failure.wrong.join("; "));
            let _ = writeln!(out, "           {}", failure.command);
        }
    }
    let runs = report.tested.iter().map(|tested| tested.runs + tested.breaks.len()).sum();
    let all = many(report.tested.len(), "scenario");
    let _ = match report.failed() {
        0 => writeln!(out, "{all}, {}: all as promised", many(runs, "run")),
        n => writeln!(out, "{all}, {}: {n} failed", many(runs, "run")),
    };
    out
}

/// For programs.
pub fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).expect("a report has texts and numbers only") + "\n"
}

/// For a CI: JUnit's XML, a test case for each scenario.
pub fn junit(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites><testsuite name=\"gmpsim\" tests=\"{}\" failures=\"{}\">",
        report.tested.len(),
        report.failed()
    );
    for tested in &report.tested {
        let (name, path) = (xml(&tested.name), xml(&tested.path));
        let _ = write!(out, "  <testcase name=\"{name}\" classname=\"{path}\"");
        if !tested.failed() {
            out += "/>\n";
            continue;
        }
        let mut lines: Vec<String> = tested.broken.iter().cloned().collect();
        for f in tested.wrong() {
            lines.push(format!("seed {}: {}\n  {}", f.seed, f.wrong.join("; "), f.command));
        }
        let first = lines.first().and_then(|l| l.lines().next()).unwrap_or_default();
        let (first, all) = (xml(first), xml(&lines.join("\n")));
        let _ = writeln!(out, "><failure message=\"{first}\">{all}</failure></testcase>");
    }
    out + "</testsuite></testsuites>\n"
}

/// A text inside XML; what XML can't hold is replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            '\t' | '\n' | ' '.. => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    out
}
