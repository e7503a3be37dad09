//! The list of scenarios by chapter: for the terminal, and as the README of a folder of them.
//!
//! Next: [`super::builtin`].

use super::{CHAPTER, Scenario};

/// The chapters in the order in which they are read; others follow by name.
pub const CHAPTERS: &[&str] = &[
    "Goroutines and processors",
    "Queues",
    "Stealing and waking",
    "Blocking",
    "Time and preemption",
    "Channels",
    "Locks",
    "Patterns",
    "The production story",
    "Things that go wrong",
];

fn place(chapter: &str) -> usize {
    CHAPTERS.iter().position(|c| *c == chapter).unwrap_or(CHAPTERS.len())
}

/// Sorts them by chapter, place in it, name.
pub fn sort(all: &mut [Scenario]) {
    all.sort_by(|a, b| {
        let key = |s: &Scenario| (place(&s.chapter), s.chapter == CHAPTER);
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.chapter, a.order, &a.name).cmp(&(&b.chapter, b.order, &b.name)))
    });
}

/// The scenarios chapter by chapter.
pub fn chapters(all: &[Scenario]) -> impl Iterator<Item = (&str, &[Scenario])> {
    all.chunk_by(|a, b| a.chapter == b.chapter).map(|c| (c[0].chapter.as_str(), c))
}

/// The list for a terminal.
pub fn list(all: &[Scenario]) -> String {
    let width = all.iter().map(|s| s.name.len()).max().unwrap_or(0) + 2;
    let mut out = String::new();
    for (chapter, scenarios) in chapters(all) {
        out += &format!("{chapter}\n");
        for s in scenarios {
            out += &format!("  {:<width$}{}\n", s.name, s.title);
        }
        out.push('\n');
    }
    out
}

/// The list as Markdown, for the README of their folder.
pub fn markdown(all: &[Scenario]) -> String {
    let mut out = String::from(
        "# Scenarios\n\nEach folder is a Go program and `scenario.toml`, which says on what machine it runs, what to show\nof it and what must hold. `gmpsim watch NAME` shows one, `gmpsim test scenarios` checks them all.\nThis list is made by `gmpsim list --markdown scenarios`.\n",
    );
    for (chapter, scenarios) in chapters(all) {
        out += &format!("\n## {chapter}\n\n| name | title | what it shows |\n|---|---|---|\n");
        for s in scenarios {
            let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
            let (title, summary) = (cell(&s.title), cell(&s.summary));
            out += &format!("| [{0}]({0}/main.go) | {title} | {summary} |\n", s.name);
        }
    }
    out
}
