//! The order of the tree: which module may use which, how long a file may be, where `unsafe` is,
//! that rule ids name rules, and that NOTICE tells where things come from.

#[path = "common/rules.rs"]
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

use gmpsim::trace::rules::Rule;

/// What each module may use besides itself, from the bottom up.
const MAY_USE: &[(&str, &[&str])] = &[
    ("ids", &[]),
    ("duration", &["ids"]),
    ("policy", &[]),
    ("trace", &["ids"]),
    ("runtime", &["trace", "policy", "ids"]),
    ("kernel", &["runtime", "trace", "ids"]),
    ("sim", &["runtime", "trace", "ids"]),
    ("lang", &["sim", "runtime", "trace", "duration", "ids"]),
    ("export", &["trace", "ids"]),
    ("scenario", &["lang", "duration", "runtime", "trace", "policy", "ids"]),
    ("tui", &["scenario", "duration", "trace", "policy", "ids"]),
    ("session", &["scenario", "duration", "lang", "kernel", "runtime", "trace", "policy", "ids"]),
    (
        "cli",
        &[
            "tui", "session", "scenario", "export", "lang", "kernel", "runtime", "trace", "policy",
            "duration", "ids",
        ],
    ),
];

/// The files of the runtime from the bottom up, `proc` and `sync` as one: each may use those before it.
const RUNTIME: &[&str] = &[
    // What knows no goroutine.
    "choices",
    "costs",
    "quota",
    "options",
    "owned",
    "spin",
    "stack",
    "idle",
    "memory",
    "objects",
    "ending",
    "timerheap",
    "netpoll",
    "worldstop",
    "steps",
    // Places for goroutines, and the machine.
    "gp",
    "globrunq",
    "semtable",
    "coros",
    "os",
    "p",
    "m",
    // A goroutine: its code, its structure.
    "body",
    "movable",
    "coro",
    "g",
    "allgs",
    "timer",
    // All that Ms share, and what they do with it.
    "sched",
    "step",
    "runq",
    "cx",
    "oom",
    "sema",
    "coroutine",
    "sudog",
    "time",
    "chan",
    "select",
    "sync",
    "proc",
    "sysmon",
];

/// What they use of files after them: a goroutine's code is given its context, and a timer that fires on a
/// channel the runtime.
const RUNTIME_UP: &[(&str, &str)] = &[("body", "cx"), ("coro", "cx"), ("timer", "sched")];

/// A longer file has more than one job.
const MAX_LINES: usize = 800;

/// The files that may allow `unsafe`, which the crate denies.
const UNSAFE: &[&str] = &[
    "src/kernel/threads/machine.rs",
    "src/kernel/threads/os.rs",
    "src/kernel/threads/poller.rs",
    "src/kernel/virtual_time/conductor.rs",
    "src/kernel/virtual_time/os.rs",
    "src/lang/heap/arena.rs",
    "src/lang/vm/moving.rs",
    "src/runtime/allgs.rs",
    "src/runtime/chan.rs",
    "src/runtime/cx.rs",
    "src/runtime/gp.rs",
    "src/runtime/movable.rs",
    "src/runtime/os.rs",
    "src/runtime/owned.rs",
    "src/runtime/proc/mod.rs",
    "src/runtime/proc/newproc.rs",
    "src/runtime/sched.rs",
    "src/runtime/select.rs",
    "src/runtime/spin.rs",
    "src/runtime/stack.rs",
    "src/runtime/step.rs",
    "src/runtime/steps.rs",
    "src/runtime/sudog.rs",
];

/// A source file: its path from the root of the repository, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The top module it belongs to; none: the crate's root.
    fn module(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        let name = below.split('/').next()?.trim_end_matches(".rs");
        (!matches!(name, "lib" | "main")).then_some(name)
    }

    /// How many `super` lead from it to the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.matches('/').count();
        if self.path.ends_with("/mod.rs") { parts - 1 } else { parts }
    }

    /// Its lines with their numbers; `code`: without comments, else nothing but comments.
    fn lines(&self, code: bool) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(move |(i, line)| {
            let at = line.find("//").unwrap_or(line.len());
            (i + 1, if code { &line[..at] } else { &line[at..] })
        })
    }
}

/// All Rust files below a folder, sorted.
fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join(folder), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no source in {folder}");
    files
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("source is text"),
            path: path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned(),
        })
        .collect()
}

/// The names that follow `prefix` in a text: `trace` and `ids` for `crate::{trace::x, ids}`.
fn names_after<'a>(text: &'a str, prefix: &str) -> Vec<&'a str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let first = |text: &'a str| &text[..text.find(|c| !is_name(c)).unwrap_or(text.len())];
    text.match_indices(prefix)
        .flat_map(|(at, _)| {
            let rest = &text[at + prefix.len()..];
            match rest.strip_prefix('{') {
                None => vec![first(rest)],
                Some(list) => {
                    let list = &list[..list.find(';').unwrap_or(list.len())];
                    list.split(',').map(|item| first(item.trim_start())).collect()
                }
            }
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// No problem has been found.
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn modules_use_only_what_is_below_them() {
    let mut problems = Vec::new();
    for source in sources("src") {
        let Some(module) = source.module() else { continue };
        // Tests inside a module may run the whole machine.
        if source.path.ends_with("/tests.rs") {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            problems.push(format!("{}: module {module} has no place in the order", source.path));
            continue;
        };
        for (line, text) in source.lines(true) {
            let used = names_after(text, "crate::");
            for name in used.iter().filter(|name| **name != module && !allowed.contains(name)) {
                problems.push(format!("{}:{line}: {module} must not use {name}", source.path));
            }
            if text.contains(&"super::".repeat(source.depth())) {
                problems.push(format!("{}:{line}: write crate:: instead", source.path));
            }
        }
    }
    none(&problems);
}

#[test]
fn files_of_the_runtime_use_only_what_is_below_them() {
    let mut problems = Vec::new();
    let mut up = Vec::new();
    for source in sources("src/runtime") {
        let room = source.path["src/runtime/".len()..].split('/').next().expect("a path has parts");
        let room = room.trim_end_matches(".rs");
        if room == "mod" {
            continue;
        }
        let Some(place) = RUNTIME.iter().position(|name| *name == room) else {
            problems.push(format!("{}: {room} has no place in the order", source.path));
            continue;
        };
        let prefix = if source.depth() == 2 { "super::" } else { "crate::runtime::" };
        let text: Vec<_> = source.lines(true).map(|(_, text)| text).collect();
        for name in names_after(&text.join("\n"), prefix) {
            match RUNTIME.iter().position(|other| *other == name) {
                // In a module of tests `super` is the file itself.
                None if source.text.contains(&format!("    use super::{name};")) => {}
                None => problems.push(format!("{}: name the file of {name}", source.path)),
                Some(other) if other > place => up.push((room.to_owned(), name.to_owned())),
                Some(_) => {}
            }
        }
    }
    up.sort();
    up.dedup();
    let up: Vec<_> = up.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(up, RUNTIME_UP);
    none(&problems);
}

#[test]
fn the_order_has_no_circles() {
    for (i, (module, allowed)) in MAY_USE.iter().enumerate() {
        let below: Vec<_> = MAY_USE[..i].iter().map(|(name, _)| name).collect();
        assert!(allowed.iter().all(|name| below.contains(&name)), "{module} uses what is above it");
    }
}

#[test]
fn names_are_found() {
    assert_eq!(names_after("use crate::trace::event;", "crate::"), ["trace"]);
    assert_eq!(names_after("use crate::{ids::Gid, trace};", "crate::"), ["ids", "trace"]);
    assert_eq!(names_after("f(crate::a::B, crate::c())", "crate::"), ["a", "c"]);
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut problems = Vec::new();
    for source in sources("src").iter().chain(&sources("tests")) {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            problems.push(format!("{} has {lines} lines, {MAX_LINES} are allowed", source.path));
        }
        if !source.text.starts_with("//! ") {
            problems.push(format!("{} has no head that says what it is", source.path));
        }
    }
    none(&problems);
}

#[test]
fn unsafe_is_where_it_is_expected() {
    let found: Vec<_> = sources("src")
        .into_iter()
        .filter(|source| source.lines(true).any(|(_, text)| text.contains("unsafe_code")))
        .map(|source| source.path)
        .collect();
    assert_eq!(found, UNSAFE);
}

/// In comments and in strings; where the code names a rule otherwise, the compiler looks.
#[test]
fn rule_ids_name_rules() {
    let mut problems = Vec::new();
    let mut named = 0;
    for source in sources("src") {
        for (i, text) in source.text.lines().enumerate() {
            for id in rules::ids(text) {
                named += 1;
                if Rule::find(id).is_none() {
                    problems.push(format!("{}:{}: there is no rule {id}", source.path, i + 1));
                }
            }
        }
    }
    none(&problems);
    assert!(named > 100, "only {named} rule ids in the source");
}

/// Licenses that ask for nothing but their own text: those that `cargo deny` allows, too.
fn permissive_licenses() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/deny.toml");
    let text = fs::read_to_string(file).expect(".github/deny.toml is there");
    let deny: toml::Table = text.parse().expect("it is TOML");
    let allowed = deny["licenses"]["allow"].as_array().expect("it has a list of licenses");
    allowed.iter().filter_map(toml::Value::as_str).map(String::from).collect()
}

#[test]
fn dependencies_are_permissive() {
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let metadata = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform"])
        .arg(platform)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&metadata.stdout).expect("cargo metadata tells the packages");
    let packages = metadata["packages"].as_array().expect("there are packages");
    // All of what is joined by AND, and one of what is joined by OR (or, of old, by a slash).
    let known = permissive_licenses();
    let permissive = |license: &str| {
        let all = license.replace('/', " OR ").replace(['(', ')'], "");
        all.split(" AND ")
            .all(|any| any.split(" OR ").any(|one| known.iter().any(|known| known == one.trim())))
    };
    let problems: Vec<_> = packages
        .iter()
        .filter(|p| !p["license"].as_str().is_some_and(permissive))
        .map(|p| format!("{}: {}", p["name"], p["license"]))
        .collect();
    none(&problems);
}

#[test]
fn notice_names_the_files_with_code_after_others() {
    let notice = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("NOTICE"));
    let notice = notice.expect("NOTICE stands beside the licences");
    const ORIGINS: [&str; 4] = ["Cephes", "FreeBSD", "SLEEF", "msun"];
    let problems: Vec<_> = sources("src")
        .into_iter()
        .filter(|source| source.lines(false).any(|(_, t)| ORIGINS.iter().any(|o| t.contains(o))))
        .filter(|source| !notice.contains(&source.path))
        .map(|source| format!("NOTICE does not name {}", source.path))
        .collect();
    none(&problems);
}
