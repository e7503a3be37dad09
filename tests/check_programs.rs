//! The checker refuses what gc refuses, in gc's words. That it accepts what gc accepts is seen by the
//! tests that run programs.

mod common;

use common::check_file;

#[test]
fn messages_are_gcs() {
    let mut failures = vec![];
    for path in common::go_files("tests/badprogs") {
        let want = std::fs::read_to_string(path.with_extension("err")).expect("an .err beside");
        let got = check_file(&path).err().unwrap_or_default().join("\n");
        if got.trim_end() != want.trim_end() {
            failures.push(format!("{}\n--- got\n{got}\n--- want\n{want}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Checks a program of a few lines; the messages without the file's name.
fn check(text: &str, expect: &[&str]) {
    let got = common::check_text("x.go", text).err().unwrap_or_default();
    let got: Vec<_> = got.iter().map(|m| m.trim_start_matches("x.go:")).collect();
    assert_eq!(got, expect, "for\n{text}");
}

#[test]
fn what_gmpsim_lacks_is_refused_by_name() {
    let complex = "complex numbers are not supported by gmpsim";
    check(
        "package main\n\nvar c complex128\n\nfunc main() { _ = 1i }\n",
        &[&format!("3:7: {complex}"), &format!("5:19: {complex}")],
    );
    check(
        "//go:build go1.21 && linux\n\npackage main\n\nfunc main() {}\n",
        &["1:1: the language of go1.21 is not supported by gmpsim (it has that of go1.27)"],
    );
    check(
        "package main\n\nimport \"net/http\"\n\nfunc main() { http.Get(\"\") }\n",
        &[
            "3:8: package net/http is not supported by gmpsim (use package gmpsim/sim: sim.IO waits in the netpoller, sim.NewLimiter is an API with limits)",
        ],
    );
}

#[test]
fn nothing_is_too_deep_or_too_large() {
    let deep = |open: &str, middle: &str, close: &str, n: usize| {
        format!(
            "package main\n\nvar x = {}{middle}{}\n\nfunc main() {{}}\n",
            open.repeat(n),
            close.repeat(n)
        )
    };
    for text in [
        deep("(", "1", ")", 900),
        deep("-", "1", "", 900),
        deep("func() {", "", "}", 400),
        deep("1 + ", "1", "", 900),
        deep("[]", "int{}", "", 900),
        deep("1 << ", "1", "", 900),
        "package main\n\nconst c = 1e999999999\n\nfunc main() {}\n".into(),
        "package main\n\nconst c = 1 << 1000 * 1.5e4000 * 1.5e4000\n\nfunc main() {}\n".into(),
        "package main\n\nvar a [1 << 62][1 << 62]int\n\nfunc main() {}\n".into(),
    ] {
        let _ = common::check_text("x.go", &text);
    }
}
