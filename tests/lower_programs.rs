//! Small programs over the whole language: what they print here is what Go's compiler made them
//! print.
//!
//! The cases are in `tests/lower/*.txt`: `=== name`, the program (without the package clause and
//! imports), `--- out` and its standard output (but for line ends after it), and for programs that fail `--- err CODE` and how standard error begins.

mod runner;

use std::fs;

use runner::{Compiled, Settings, one_p, path};

const PACKAGES: [&str; 11] = [
    "fmt", "math", "errors", "strings", "sort", "time", "sync", "os", "strconv", "atomic",
    "runtime",
];

/// The whole file of a case: what it uses is imported.
fn program(body: &str) -> String {
    let mut text = String::from("package main\n");
    let code: String = body.split('"').step_by(2).collect();
    for package in PACKAGES {
        if code.match_indices(&format!("{package}.")).any(|(at, _)| {
            !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
        }) {
            let path = if package == "atomic" { "sync/atomic" } else { package };
            text += &format!("import \"{path}\"\n");
        }
    }
    text + body
}

fn check(name: &str, case: &str) -> Result<(), String> {
    let mut parts = case.split("\n--- ");
    let body = parts.next().unwrap_or_default();
    let (mut out, mut err, mut exit) = ("", "", "0");
    for part in parts {
        let (head, text) = part.split_once('\n').unwrap_or((part, ""));
        match head.strip_prefix("err ") {
            None => out = text,
            Some(code) => (err, exit) = (text.trim_end(), code),
        }
    }
    let ran =
        Compiled::of_text("main.go", program(body))?.run(&Settings { procs: 4, ..one_p(1) })?;
    let got = ran.exit.to_string();
    if ran.stdout.trim_end() == out.trim_end() && got == exit && ran.stderr.starts_with(err) {
        return Ok(());
    }
    Err(format!(
        "=== {name}\n--- want {exit}\n{out}{err}\n--- got {got}\n{}{}",
        ran.stdout, ran.stderr
    ))
}

fn check_file(file: &str) {
    let text = fs::read_to_string(path("lower").join(file)).expect("the cases are there");
    let only = std::env::var("CASE").unwrap_or_default();
    let failures: Vec<String> = format!("\n{text}")
        .split("\n=== ")
        .skip(1)
        .filter_map(|case| {
            let (name, case) = case.split_once('\n')?;
            name.contains(&only).then(|| check(name, case).err()).flatten()
        })
        .collect();
    if !failures.is_empty() {
        panic!("{} failures\n{}", failures.len(), failures.join("\n"));
    }
}

#[test]
fn values() {
    check_file("values.txt");
}

#[test]
fn order() {
    check_file("order.txt");
}

#[test]
fn control() {
    check_file("control.txt");
}

#[test]
fn types() {
    check_file("types.txt");
}

#[test]
fn panics() {
    check_file("panics.txt");
}

#[test]
fn concurrency() {
    check_file("concurrency.txt");
}

#[test]
fn range_func() {
    check_file("range_func.txt");
}

#[test]
fn generics() {
    check_file("generics.txt");
}

#[test]
fn gc() {
    check_file("gc.txt");
}

#[test]
fn more() {
    check_file("more.txt");
}
