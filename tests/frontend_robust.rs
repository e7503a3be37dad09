//! Texts that nobody writes: deep, too long, cut off, random. The parser answers all of them,
//! in linear time and without overflowing the stack.

use gmpsim::lang::ast::File;
use gmpsim::lang::parse::parse_file;
use gmpsim::lang::source::{Diagnostic, SourceMap};
use proptest::prelude::*;

fn parse(text: String) -> Result<File, Vec<Diagnostic>> {
    let mut sources = SourceMap::default();
    let file = sources.add("x.go", text, false);
    parse_file(&sources, file, 0)
}

/// Checks that a text which nests something 20,000 times is a program.
fn check_nesting(before: &str, open: &str, middle: &str, close: &str, after: &str) {
    let (opened, closed) = (open.repeat(20_000), close.repeat(20_000));
    let text = format!("package p\n{before}{opened}{middle}{closed}{after}\n");
    if let Err(errors) = parse(text) {
        panic!("20,000 × {open}{close}: {errors:?}");
    }
}

#[test]
fn nesting_may_be_deep() {
    for (before, open, middle, close, after) in [
        ("var x = ", "(", "1", ")", ""),
        ("var x = ", "!", "y", "", ""),
        ("var x = ", "- ", "y", "", ""),
        ("var x = ", "*", "y", "", ""),
        ("var x = ", "& ", "y", "", ""),
        ("var x = ", "<-", "y", "", ""),
        ("var x = ", "1+", "1", "", ""),
        ("var x = ", "a&&b||", "c", "", ""),
        ("var x = ", "f(", "", ")", ""),
        ("var x = f", "", "", "()", ""),
        ("var x = f", "", "", ".a", ""),
        ("var x = f", "", "", "[0]", ""),
        ("var x = f", "", "", ".(T)", ""),
        ("var x = ", "a[", "0", "]", ""),
        ("var x = T", "{", "", "}", ""),
        ("var x = ", "T{", "", "}", ""),
        ("var x = ", "func() { _ = ", "1", "}", ""),
        ("var x = ", "[]", "T", "", "{}"),
        ("var x ", "[]", "T", "", ""),
        ("var x ", "*", "T", "", ""),
        ("var x ", "chan ", "T", "", ""),
        ("var x ", "map[T]", "T", "", ""),
        ("var x ", "map[", "T", "]T", ""),
        ("var x ", "(", "T", ")", ""),
        ("var x ", "func(", "", ")", ""),
        ("var x ", "func(a, b ", "T", ")", ""),
        ("var x ", "func() ", "", "", ""),
        ("var x ", "struct{ a, b ", "T", "}", ""),
        ("var x ", "G[", "T", "]", ""),
        ("var x ", "interface{ m(x ", "T", ") }", ""),
        ("type x interface{ ", "A|", "B", "", "}"),
        ("type x[P ", "A|", "B", "", "] int"),
        ("func f() {", "{", "", "}", "}"),
        ("func f() {", "if x {", "", "}", "}"),
        ("func f() {", "if x {} else ", "{}", "", "}"),
        ("func f() {", "for {", "", "}", "}"),
        ("func f() {", "switch { case x: ", "", "}", "}"),
        ("func f() {", "select { default: ", "", "}", "}"),
        ("func f() {", "a: ", "x()", "", "}"),
        ("func f() {", "go func() {", "", "}()", "}"),
    ] {
        check_nesting(before, open, middle, close, after);
    }
}

/// Nesting on the left multiplies: each of the levels here has a long chain upon the next one.
#[test]
fn nested_chains_are_limited() {
    let chain = "+1".repeat(1000);
    let text =
        format!("package p\nvar x = {}y{}\n", "(".repeat(1000), format!("){chain}").repeat(1000));
    let errors = parse(text).unwrap_err();
    assert!(errors[0].message.contains("nested too deep"), "{errors:?}");
    assert_eq!(errors.len(), 1, "{errors:?}");
}

#[test]
fn long_lists_are_not_deep() {
    let n = 200_000;
    for text in [
        format!("package p\nvar x = []int{{{}}}\n", "1,".repeat(n)),
        format!("package p\nvar x = f({})\n", "1,".repeat(n)),
        format!("package p\nfunc f() {{\n{}}}\n", "x = y + 1\n".repeat(n)),
        format!("package p\n{}\n", "var x = (1)\n".repeat(n)),
        format!("package p\nfunc f({}z int)\n", "a, ".repeat(n)),
        format!("package p\nvar x = \"{}\"\n", "a".repeat(10 * n)),
        format!("package p\n/*{}*/\n", "a\n".repeat(10 * n)),
    ] {
        let start = &text[..30].to_owned();
        assert!(parse(text).is_ok(), "{start}");
    }
}

#[test]
fn long_garbage_is_refused() {
    for piece in [
        "(", ")", "[", "]", "{", "}", "\"", "'", "`", "/*", "@", "é", "\0", "\u{feff}", ";",
        "func ", "func(", "type T[", "case ", "else ", ".", ",", "0x", "\\", "if ", "for ", "x:",
        "<-chan ",
    ] {
        for before in ["", "package p\n", "package p\nfunc f() {\n"] {
            let text = before.to_owned() + &piece.repeat(100_000);
            let errors = parse(text).map_or_else(|errors| errors, |file| file.errors);
            let is_good = before == "package p\n" && piece == ";";
            assert!((1..=11).contains(&errors.len()) || is_good, "{before}{piece}…");
        }
    }
}

/// Expression ids are given out without gaps that would waste the checker's tables, from the start.
#[test]
fn positions_and_ids_are_global() {
    let mut sources = SourceMap::default();
    sources.add("a.go", "package p\n".into(), false);
    let file = sources.add("b.go", "package p\nvar x = a + b\n".into(), false);
    let parsed = parse_file(&sources, file, 100).unwrap();
    assert_eq!(parsed.nexpr, 103);
    assert_eq!(sources.location(parsed.package.pos).to_string(), "b.go:1:9");
}

const PIECES: [&str; 70] = [
    "func ",
    "type ",
    "var ",
    "const ",
    "import ",
    "if ",
    "else ",
    "for ",
    "range ",
    "switch ",
    "select ",
    "case ",
    "default",
    "go ",
    "defer ",
    "return ",
    "goto ",
    "break ",
    "fallthrough",
    "struct",
    "interface",
    "map",
    "chan ",
    "x",
    "y ",
    "T",
    "f",
    "1",
    "\"s\"",
    "'a'",
    "`r`",
    "0x1p",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    ":=",
    "=",
    ".",
    "...",
    "*",
    "&",
    "<-",
    "+",
    "-",
    "!",
    "~",
    "|",
    "||",
    "==",
    "++",
    "+=",
    "\n",
    "\n\n",
    " ",
    "// c\n",
    "/* c\n */",
    ".(type)",
    "[]",
    "()",
    "{}",
    "é",
    "@",
    "\0",
    "\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is said about a text, it is said once per line, in order and in the file.
    #[test]
    fn random_texts_are_answered(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..80),
        in_function in any::<bool>(),
    ) {
        let head = if in_function { "package p\nfunc f() {\n" } else { "package p\n" };
        let text = head.to_owned() + &pieces.concat();
        let length = text.len() as u32;
        if let Err(errors) = parse(text) {
            prop_assert!(!errors.is_empty() && errors.len() <= 11);
            prop_assert!(errors.iter().all(|error| (1..=length + 1).contains(&error.pos)));
            let in_text_order = errors.iter().rev().skip(1).rev().is_sorted_by_key(|error| error.pos);
            prop_assert!(in_text_order);
        }
    }
}
