//! The book: what it shows is what gmpsim makes, and what it names is there.
//!
//! `UPDATE=1 cargo test --test book` makes all of it anew: the parts of its pages between comments such
//! as `<!-- run: gmpsim run stealing -->` and `<!-- end -->`, and the pictures. Next: `book/made.rs`
//! for what stands there, `book/names.rs` for names and links.

#[path = "book/made.rs"]
mod made;
#[path = "common/manyps.rs"]
mod manyps;
#[path = "book/names.rs"]
mod names;
#[path = "book/reference.rs"]
mod reference;
#[path = "common/rules.rs"]
mod rules;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use gmpsim::trace::rules::Rule;
use rayon::prelude::*;

/// Written by `benches/compare.sh`, on a machine that is quiet.
const MEASURED: &str = "generated/benchmarks.md";

/// A page: its path from `book/src`, and its text.
struct Page {
    path: String,
    text: String,
}

/// Where a path from the root of the repository is.
fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files below `book/src` with that ending, sorted.
fn files(ending: &str) -> Vec<String> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() { walk(&path, files) } else { files.push(path) }
        }
    }
    let src = root("book/src");
    let mut all = Vec::new();
    walk(&src, &mut all);
    let below = |path: PathBuf| {
        let path = path.strip_prefix(&src).expect("below book/src").to_string_lossy().into_owned();
        path.ends_with(ending).then_some(path)
    };
    let mut all: Vec<String> = all.into_iter().filter_map(below).collect();
    all.sort();
    all
}

fn pages() -> Vec<Page> {
    let read = |path: String| {
        let text = fs::read_to_string(root("book/src").join(&path)).expect("a page is text");
        Page { path, text }
    };
    files(".md").into_iter().map(read).collect()
}

/// Nothing is wrong.
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn what_is_shown_is_what_gmpsim_makes() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut problems = Vec::new();
    let mut pictures = BTreeMap::new();
    let made: Vec<_> = pages().into_par_iter().map(|page| (made::renewed(&page), page)).collect();
    for (made, page) in made {
        problems.extend(made.problems.iter().map(|p| format!("book/src/{}:{p}", page.path)));
        for (name, svg) in made.pictures {
            if pictures.insert(format!("generated/{name}"), svg).is_some() {
                problems.push(format!("book/src/{}: there are two pictures {name}", page.path));
            }
        }
        if made.text == page.text {
            continue;
        }
        if update {
            fs::write(root("book/src").join(&page.path), made.text).expect("the page is written");
            continue;
        }
        let differs = page.text.lines().zip(made.text.lines()).enumerate();
        let first = differs.clone().find(|(_, (old, new))| old != new);
        let line = first.map_or(page.text.lines().count(), |(i, _)| i + 1);
        problems.push(format!("book/src/{}:{line}: differs: {first:?}", page.path));
    }
    for path in files(".svg").into_iter().filter(|path| !pictures.contains_key(path)) {
        match update {
            true => fs::remove_file(root("book/src").join(path)).expect("the picture is removed"),
            false => problems.push(format!("no page shows book/src/{path}")),
        }
    }
    for (path, svg) in pictures {
        let file = root("book/src").join(&path);
        if update {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for pictures");
            fs::write(file, svg).expect("the picture is written");
        } else if fs::read_to_string(file).ok().as_ref() != Some(&svg) {
            problems.push(format!("book/src/{path}: differs"));
        }
    }
    if !problems.is_empty() && !update {
        problems.push("if that is meant: UPDATE=1 cargo test --test book".into());
    }
    none(&problems);
}

#[test]
fn the_summary_has_every_page() {
    let pages = pages();
    let summary = pages.iter().find(|page| page.path == "SUMMARY.md").expect("SUMMARY.md is there");
    let listed: Vec<_> = names::links(&summary.text).into_iter().map(|(_, to)| to).collect();
    let missing = pages.iter().filter(|page| !["SUMMARY.md", MEASURED].contains(&&*page.path));
    let missing = missing.filter(|page| !listed.contains(&page.path));
    none(&missing.map(|page| format!("SUMMARY.md has no {}", page.path)).collect::<Vec<_>>());
}

#[test]
fn links_lead_somewhere() {
    none(&names::dead_links(&pages()));
}

#[test]
fn rules_that_are_named_exist() {
    let mut problems = Vec::new();
    for page in pages() {
        for (i, line) in page.text.lines().enumerate() {
            for id in rules::ids(line).into_iter().filter(|id| Rule::find(id).is_none()) {
                problems.push(format!("book/src/{}:{}: there is no rule {id}", page.path, i + 1));
            }
        }
    }
    none(&problems);
}

#[test]
fn commands_events_and_paths_exist() {
    none(&names::unknown(&pages()));
}

#[test]
fn every_scenario_can_be_watched_somewhere() {
    let pages = pages();
    let chapters = pages.iter().filter(|page| !page.path.starts_with("reference/"));
    let text: String = chapters.map(|page| page.text.as_str()).collect();
    let unseen = made::scenarios().into_iter().filter(|name| {
        let watch = format!("gmpsim watch {name}\n");
        !text.contains(&watch)
    });
    none(&unseen.map(|name| format!("no chapter has: gmpsim watch {name}")).collect::<Vec<_>>());
}

/// The example in the page on `scenario.toml` is one, and has every key that is read.
#[test]
fn the_example_of_a_scenario_has_every_key() {
    let page = fs::read_to_string(root("book/src/reference/format.md")).expect("the page is text");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let example = example.expect("the page has an example");
    let program = "package main\nfunc main() {}\n".to_string();
    gmpsim::scenario::format::read("scenario.toml", "example", example, program)
        .expect("the example is a scenario");
    let reader = fs::read_to_string(root("src/scenario/format.rs")).expect("source is text");
    let mut keys = 0;
    for method in ["needed", "text", "texts", "number", "size", "duration", "table", "tables"] {
        for rest in reader.split(&format!(".{method}(\"")).skip(1) {
            let key = rest.split('"').next().expect("a key ends");
            let has = |line: &str| {
                line.starts_with(&format!("{key} = ")) || line.trim_matches(['[', ']']) == key
            };
            let line = |line: &str| has(line.split('#').next().unwrap_or_default().trim_end());
            assert!(example.lines().any(line), "the example does not have the key {key}");
            keys += 1;
        }
    }
    assert!(keys > 20, "only {keys} keys are read");
}
