//! Programs that ask for too much: each ends by a limit, with a message, and takes no more memory than
//! it may.
//!
//! The cases are in `tests/limits/*.txt`: `=== name CODES`, the exit codes that are right (2: Go's
//! fatal error; 124: a limit on time; 0: it ends), and the program without package clause and
//! imports.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// What a program may take, and what the tool itself and measuring may add, in MiB.
const LIMIT: u64 = 96;
const OVER: u64 = 144;

const PACKAGES: [&str; 16] = [
    "bytes", "context", "errors", "fmt", "iter", "list", "math", "runtime", "slices", "sort",
    "strconv", "strings", "sync", "atomic", "time", "bufio",
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/limits").join(name)
}

/// The whole file of a case: what it uses is imported.
fn program(body: &str) -> String {
    let mut text = String::from("package main\n");
    for package in PACKAGES {
        let used = |(at, _): (usize, &str)| {
            !body[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
        };
        if body.match_indices(&format!("{package}.")).any(used) {
            let path = match package {
                "atomic" => "sync/atomic",
                "list" => "container/list",
                package => package,
            };
            text += &format!("import \"{path}\"\n");
        }
    }
    text + body
}

/// The most memory that a process had, in MiB.
fn peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? >> 10)
}

/// Runs a case; what is wrong with it.
fn run(name: &str, codes: &[&str], body: &str, kernel: &str) -> Result<(), String> {
    let temp = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("limits_{name}_{kernel}"));
    let (file, err) = (temp.with_extension("go"), temp.with_extension("err"));
    fs::write(&file, program(body)).map_err(|e| e.to_string())?;
    let stderr = fs::File::create(&err).map_err(|e| e.to_string())?;
    let memory = format!("{LIMIT}MiB");
    let mut child = Command::new(env!("CARGO_BIN_EXE_gmpsim"))
        .args(["run", "--kernel", kernel, "--max-memory", &memory])
        .args(["--max-cpu", "300ms", "--max-time", "1s"])
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn()
        .map_err(|e| e.to_string())?;
    let mut most = 0;
    let status = loop {
        most = most.max(peak(child.id()).unwrap_or(0));
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(status) => break status,
            None => sleep(Duration::from_millis(5)),
        }
    };
    let said = fs::read(&err).map_err(|e| e.to_string())?;
    let said = String::from_utf8_lossy(&said[..said.len().min(2000)]).into_owned();
    let code = status.code().map_or("a signal".into(), |c| c.to_string());
    let wrong = |what: String| Err(format!("{name} on {kernel}: {what}\n{said}"));
    if !codes.contains(&&*code) {
        return wrong(format!("ended with {code}, not {codes:?}"));
    }
    if said.contains("panicked at") {
        return wrong("a panic of Rust's".into());
    }
    if most > LIMIT + OVER {
        return wrong(format!("took {most} MiB"));
    }
    Ok(())
}

fn check(file: &str, kernels: &[&str]) {
    let text = fs::read_to_string(folder(file)).expect("the cases are there");
    let only = std::env::var("CASE").unwrap_or_default();
    let mut wrong = Vec::new();
    for case in format!("\n{text}").split("\n=== ").skip(1) {
        let (head, body) = case.split_once('\n').expect("a case has a program");
        let (name, codes) = head.split_once(' ').expect("a case has exit codes");
        if !only.is_empty() && only != name {
            continue;
        }
        let codes: Vec<&str> = codes.split(' ').collect();
        wrong.extend(kernels.iter().filter_map(|k| run(name, &codes, body, k).err()));
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn memory_is_bounded() {
    check("memory.txt", &["virtual", "threads"]);
}

#[test]
fn natives_ask_first() {
    check("natives.txt", &["virtual"]);
}

#[test]
fn what_takes_long_can_be_stopped() {
    check("time.txt", &["virtual"]);
}

#[test]
fn calls_without_end() {
    check("deep.txt", &["virtual", "threads"]);
}
