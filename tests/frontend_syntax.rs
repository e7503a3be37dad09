//! Syntax errors as gc reports them: the programs of `tests/badprogs` and the short texts of
//! `tests/frontend/syntax_errors.txt`, whose messages are those of Go 1.27.3.

use std::fs;
use std::path::{Path, PathBuf};

use gmpsim::lang::parse::parse_file;
use gmpsim::lang::source::{SourceMap, decode};

/// The messages about a file, a line each; empty if there are none.
fn messages(name: &str, text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text.to_owned(), false);
    match parse_file(&sources, file, 0) {
        Ok(file) => gmpsim::lang::compile::messages(&sources, &file.errors),
        Err(errors) => gmpsim::lang::compile::messages(&sources, &errors),
    }
}

/// Checks the messages about a text.
fn check(text: &str, expect: &str) {
    assert_eq!(messages("x.go", text).trim(), expect.trim(), "for\n{text}");
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

#[test]
fn bad_programs_get_gcs_messages() {
    let mut checked = 0;
    for entry in fs::read_dir(tests_folder().join("badprogs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "err") {
            continue;
        }
        let expect = fs::read_to_string(&path).unwrap();
        let source = path.with_extension("go");
        let name = source.file_name().unwrap().to_str().unwrap();
        let found = messages(name, &fs::read_to_string(&source).unwrap());
        if expect.contains("syntax error") {
            assert_eq!(found, expect);
            checked += 1;
        } else {
            // The checker's; of its messages the parser may only know some.
            assert!(found.lines().all(|line| expect.contains(line)), "{name}:\n{found}");
        }
    }
    assert!(checked >= 7, "only {checked} programs with syntax errors");
}

#[test]
fn short_texts_get_gcs_messages() {
    let fixture = fs::read_to_string(tests_folder().join("frontend/syntax_errors.txt")).unwrap();
    let cases: Vec<_> = fixture.split("\n=====\n").skip(1).collect();
    assert!(cases.len() > 200, "only {} cases", cases.len());
    let mut wrong = vec![];
    for case in cases {
        let (text, expect) = case.split_once("\n-----").expect("a case has a line of dashes");
        let text = format!("{text}\n");
        let found = messages("x.go", &text);
        if found.trim() != expect.trim() {
            wrong.push(format!("{text}--- found\n{found}--- expected{expect}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n=====\n"));
}

#[test]
fn texts_that_end_without_a_newline() {
    check("", "x.go:1:1: expected 'package', found 'EOF'");
    check("package", "x.go:1:8: expected 'IDENT', found 'EOF'");
    check("package p", "");
    check("package p;", "");
    check("package p; var x", "x.go:1:17: syntax error: unexpected EOF, expected type");
    check("package p; var x = `a\nb", "x.go:1:20: string not terminated");
}

/// gc leaves these to its checker, and so do we.
#[test]
fn guards_and_range_variables() {
    let function = |body: &str| format!("package p\nfunc f() {{\n{body}\n}}\n");
    for body in [
        "y := x.(type)",
        "if x.(type) { }",
        "switch y := x.(type); y { }",
        "switch y := x.(type) { case int: switch y.(type) { } }",
        "for i, j, k := range x { }",
    ] {
        check(&function(body), "");
    }
}

#[test]
fn odd_characters() {
    check("\u{feff}package p\n", "");
    check("package p\n\u{feff}var x y\n", "x.go:2:1: invalid BOM in the middle of the file");
    check(
        "package p\nvar x\0 int y\n",
        "x.go:2:6: invalid NUL character\n\
         x.go:2:12: syntax error: unexpected name y after top level declaration",
    );
    check("package p\n// \0\0\n", "x.go:2:4: invalid NUL character");
}

#[test]
fn columns_beyond_255_are_left_out() {
    let text = format!("package p\nvar s = \"{}\" y\n", "x".repeat(300));
    check(&text, "x.go:2: syntax error: unexpected name y after top level declaration");
}

#[test]
fn after_ten_messages_gc_gives_up() {
    let text = "package p\n".to_owned() + &"func f() { x y }\n".repeat(14);
    let found = messages("x.go", &text);
    assert_eq!(found.lines().count(), 11);
    assert!(found.ends_with("x.go:11:14: too many errors\n"), "{found}");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert_eq!(decode(b"package p\n".to_vec()), Ok("package p\n".into()));
    assert_eq!(
        decode(b"package p\nvar \xff\xfe".to_vec()).unwrap_err(),
        "not Go source text (binary data): invalid UTF-8 encoding at line 2, column 5, byte offset 14"
    );
}
