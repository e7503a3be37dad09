//! What real Go's packages have and ours lack, by name: so that a message can tell what is missing
//! here from what is nowhere.
//!
//! Must never know what the packages do. Next: `names.txt`, made from Go 1.27's own packages.

use super::prelude::{PACKAGES, alternative};

const NAMES: &str = include_str!("names.txt");

/// The constants of package syscall that its prelude lacks, with their values on linux/amd64: too many to
/// be declared in every program.
const SYSCALL: &str = include_str!("syscall.txt");

/// The value of an untyped constant that package `path` has besides those in its prelude.
#[must_use]
pub fn constant(path: &str, name: &str) -> Option<&'static str> {
    let mut lines = SYSCALL.lines().filter(|_| path == "syscall");
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

/// The names of a line of `names.txt`.
fn line(head: &str) -> impl Iterator<Item = &'static str> {
    let names = NAMES.lines().find_map(|line| line.strip_prefix(head)?.strip_prefix(": "));
    names.unwrap_or_default().split(' ')
}

/// If Go's package `path` has `name` (also `Type.Member`) and ours lacks it: what to use instead, if
/// anything.
#[must_use]
pub fn lacking(path: &str, name: &str) -> Option<Option<&'static str>> {
    line(path).find_map(|entry| {
        let (known, instead) = entry.split_once('=').map_or((entry, None), |(n, i)| (n, Some(i)));
        (known == name).then_some(instead)
    })
}

/// Whether gc knows `name` of Go's package `path` though it is not exported.
#[must_use]
pub fn hidden(path: &str, name: &str) -> bool {
    line(&format!("~{path}")).any(|known| known == name)
}

/// How the message begins of an import whose text is no path at all.
pub const NO_PATH: &str = "invalid import path: ";

/// What is wrong with a path that can't be that of a package, in Go's words.
fn malformed(path: &str) -> Option<String> {
    let is_allowed = |c: &char| c.is_ascii_alphanumeric() || "-._~+/@".contains(*c);
    let last_dot = path.split('/').find(|element| element.ends_with('.'));
    Some(if path.contains("//") {
        "double slash".into()
    } else if path.ends_with('/') {
        "trailing slash".into()
    } else if path.starts_with('-') {
        "leading dash".into()
    } else if let Some(c) = path.chars().find(|c| !is_allowed(c)) {
        format!("invalid char {c:?}")
    } else if let Some(dots) = last_dot.filter(|element| element.bytes().all(|b| b == b'.')) {
        format!("invalid path element {dots:?}")
    } else {
        last_dot.map(|_| "trailing dot in path element".into())?
    })
}

/// What to say of an import that is none of our packages, in Go's words if it is none of Go's.
#[must_use]
pub fn unknown_package(path: &str) -> String {
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    if path.starts_with("./") || path.starts_with("../") || path == "." || path == ".." {
        return format!(
            "{path:?} is relative, but relative import paths are not supported in module mode"
        );
    }
    if path.starts_with('/') {
        return format!("{path:?} is not a package path; see 'go help packages'");
    }
    let illegal = |c: char| ILLEGAL.contains(c) || c.is_whitespace() || c.is_control();
    if path.is_empty() || path.contains(illegal) {
        return format!("{NO_PATH}{path}");
    }
    if let Some(why) = malformed(path) {
        return format!("malformed import path {path:?}: {why}");
    }
    let known = path == "C" || line("std").any(|p| p == path);
    let instead = alternative(path).map_or(String::new(), |a| format!(" (use {a})"));
    if known || !instead.is_empty() {
        return format!("package {path} is not supported by gmpsim{instead}");
    }
    if path.split('/').next().is_some_and(|first| first.contains('.')) {
        return format!(
            "package {path} is not supported by gmpsim (copy the code you need into the program)"
        );
    }
    let near = PACKAGES.iter().map(|p| (strsim::osa_distance(&path.to_lowercase(), p), p)).min();
    let hint = near.filter(|(distance, _)| *distance <= 2);
    let hint = hint.map_or(String::new(), |(_, p)| format!(" (did you mean {p:?}?)"));
    format!("package {path} is not in std{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(lacking("os", "Create"), Some(None));
        assert_eq!(lacking("fmt", "Fscanf"), None);
        assert_eq!(lacking("sync", "OnceValue"), None);
        assert_eq!(lacking("os", "File.Seek"), Some(None));
        assert_eq!(lacking("os", "Exit"), None);
        assert!(hidden("math", "sqrt") && !hidden("fmt", "println"));
    }

    #[test]
    fn packages() {
        let check = |path, expect: &str| assert_eq!(unknown_package(path), expect);
        check("fmtt", "package fmtt is not in std (did you mean \"fmt\"?)");
        check("Fmt", "package Fmt is not in std (did you mean \"fmt\"?)");
        check("nosuch", "package nosuch is not in std");
        check("regexp", "package regexp is not supported by gmpsim (use package strings)");
        check("a b", "invalid import path: a b");
        check("a\0", "invalid import path: a\0");
        check("é", "malformed import path \"é\": invalid char 'é'");
        check("a/./b", "malformed import path \"a/./b\": invalid path element \".\"");
        check("a/b.", "malformed import path \"a/b.\": trailing dot in path element");
        check("mime", "package mime is not supported by gmpsim");
        check(
            "example.com/x",
            "package example.com/x is not supported by gmpsim (copy the code you need into the program)",
        );
    }
}
