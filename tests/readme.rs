//! What README.md shows is what the tool prints (`UPDATE=1` rewrites it), and what the other pages
//! name exists.
//!
//! A block follows a comment: `file: PATH`, `output: ARGUMENTS`, or
//! `output: ARGUMENTS; N lines from TEXT` for a part of what is printed; `exit codes` comes before the
//! table of them.

use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands in the block that a comment announces.
fn block(comment: &str) -> String {
    if let Some(path) = comment.strip_prefix("file: ") {
        return fs::read_to_string(root().join(path)).expect("a file that README.md shows");
    }
    let what = comment.strip_prefix("output: ").expect("`file:` or `output:`");
    let (arguments, part) = what.split_once("; ").unwrap_or((what, ""));
    let output = Command::new(env!("CARGO_BIN_EXE_gmpsim"))
        .args(arguments.split(' '))
        .current_dir(root())
        .output()
        .expect("gmpsim starts");
    assert!(output.status.success(), "gmpsim {arguments}: {}", output.status);
    // Events go to standard error, and standard output follows at the end.
    let text = String::from_utf8([output.stderr, output.stdout].concat()).expect("text");
    let Some((n, from)) = part.split_once(" lines from ") else { return text };
    let n = n.parse().expect("a number of lines");
    let lines: Vec<_> = text.lines().skip_while(|line| !line.contains(from)).take(n).collect();
    assert_eq!(lines.len(), n, "gmpsim {arguments} has too few lines from {from:?}");
    lines.join("\n") + "\n"
}

/// The table of exit codes.
fn exit_codes() -> String {
    let row = |(code, why): (String, &str)| format!("| {code} | {why} |\n");
    let rows: String = gmpsim::session::exit_codes().into_iter().map(row).collect();
    format!("| exit code | why |\n|---|---|\n{rows}")
}

/// README.md with its blocks made anew.
fn renewed(readme: &str) -> String {
    let mut out = String::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        if line == "<!-- exit codes -->" {
            lines.by_ref().find(|l| l.is_empty()).expect("a blank line ends the table");
            out += &(exit_codes() + "\n");
            continue;
        }
        let comment = line.strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->"));
        let Some(comment) = comment.filter(|c| c.starts_with("file:") || c.starts_with("output:"))
        else {
            continue;
        };
        let fence = lines.next().filter(|l| l.starts_with("```")).expect("a block follows");
        lines.by_ref().find(|l| *l == "```").expect("the block ends");
        let text: String = block(comment).lines().map(|l| format!("{}\n", l.trim_end())).collect();
        out += &format!("{fence}\n{text}```\n");
    }
    out
}

#[test]
fn readme_shows_what_is_printed() {
    let path = root().join("README.md");
    let readme = read("README.md");
    let renewed = renewed(&readme);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, renewed).expect("README.md can be written");
        return;
    }
    let differs = readme.lines().zip(renewed.lines()).find(|(old, new)| old != new);
    assert!(
        readme == renewed,
        "README.md differs from what is printed; if that is meant, run the test with UPDATE=1\n\
         first difference: {differs:#?}"
    );
}

/// The texts between backticks on one line.
fn quoted(page: &str) -> Vec<&str> {
    page.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|e| panic!("{page}: {e}"))
}

#[test]
fn readme_names_every_package() {
    let readme = read("README.md");
    let named = quoted(&readme);
    let missing: Vec<_> =
        gmpsim::lang::std::PACKAGES.iter().filter(|path| !named.contains(path)).collect();
    assert!(missing.is_empty(), "README.md does not name {missing:?}");
}

/// The map has every module of `src` and their folders, and nothing that is not there.
#[test]
fn architecture_maps_the_source() {
    let page = read("ARCHITECTURE.md");
    let named: Vec<_> = quoted(&page).into_iter().filter(|path| path.starts_with("src/")).collect();
    for path in &named {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which is not there");
    }
    let mut folders = vec!["src".to_string()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(root().join(&folder)).expect("a readable folder");
        for entry in entries.map(|entry| entry.expect("a readable folder")) {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                let covered = named.iter().any(|name| name.starts_with(&path));
                assert!(covered, "ARCHITECTURE.md does not name {path}");
                if path.matches('/').count() < 2 {
                    folders.push(path);
                }
            }
        }
    }
}
