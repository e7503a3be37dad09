//! The names in a page: links, commands, options, events, paths. Each must lead to something.

use std::collections::BTreeSet;
use std::fs;

use gmpsim::cli;
use gmpsim::trace::event::EventName;

use super::made::{scenarios, words};
use super::{Page, root};

/// The lines of a page outside blocks of code, with their numbers; `code`: those inside, with the
/// block's language.
fn lines(text: &str, code: bool) -> Vec<(usize, &str, &str)> {
    let mut language = None;
    let mut out = Vec::new();
    for (i, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), language) {
            (Some(name), None) => language = Some(name),
            (Some(_), Some(_)) => language = None,
            (None, inside) if inside.is_some() == code => {
                out.push((i + 1, inside.unwrap_or_default(), line));
            }
            _ => {}
        }
    }
    out
}

/// The texts between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The links of a page: line and target.
pub fn links(text: &str) -> Vec<(usize, String)> {
    let targets = |line: &str| -> Vec<String> {
        let ends = line.split("](").skip(1);
        ends.filter_map(|rest| Some(rest.split_once(')')?.0.to_string())).collect()
    };
    let all = lines(text, false).into_iter();
    all.flat_map(|(i, _, line)| targets(line).into_iter().map(move |to| (i, to))).collect()
}

/// The anchors that mdBook gives the headings of a page.
fn anchors(text: &str) -> BTreeSet<String> {
    let heading = |(_, _, line): (usize, &str, &str)| {
        let title = line.strip_prefix('#')?.trim_start_matches('#').trim();
        let letter = |c: char| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => c.to_lowercase().next(),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        };
        Some(title.chars().filter_map(letter).collect())
    };
    lines(text, false).into_iter().filter_map(heading).collect()
}

/// Links that lead nowhere.
pub fn dead_links(pages: &[Page]) -> Vec<String> {
    let mut problems = Vec::new();
    for page in pages {
        let folder = root("book/src").join(&page.path).parent().expect("a folder").to_path_buf();
        for (line, to) in links(&page.text) {
            if to.starts_with("http") {
                continue;
            }
            let (file, anchor) = to.split_once('#').unwrap_or((&to, ""));
            let path =
                if file.is_empty() { root("book/src").join(&page.path) } else { folder.join(file) };
            let at = format!("book/src/{}:{line}", page.path);
            if !path.exists() {
                problems.push(format!("{at}: there is no {to}"));
            } else if !anchor.is_empty() {
                let text = fs::read_to_string(path).unwrap_or_default();
                if !anchors(&text).contains(anchor) {
                    problems.push(format!("{at}: {file} has no heading #{anchor}"));
                }
            }
        }
    }
    problems
}

/// The words of all Go code there is, the standard packages of gmpsim included.
fn go_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut folders = vec![root("scenarios"), root("src/lang/std")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "go") {
                let text = fs::read_to_string(path).expect("Go code is text");
                let all = text.split(|c: char| !c.is_alphanumeric());
                words.extend(all.filter(|w| w.starts_with(char::is_uppercase)).map(String::from));
            }
        }
    }
    words
}

/// `RunqSteal`, but not `SIGURG` or `G7`.
fn camel_case(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && word.chars().any(|c| c.is_ascii_lowercase())
}

/// Names in the pages that name nothing.
pub fn unknown(pages: &[Page]) -> Vec<String> {
    let options = cli::options();
    let go = go_words();
    let mut problems = Vec::new();
    for page in pages {
        let mut at = |line: usize, what: String| {
            problems.push(format!("book/src/{}:{line}: {what}", page.path));
        };
        for (line, language, text) in lines(&page.text, true) {
            if language == "sh"
                && let Err(why) = command(text, true)
            {
                at(line, why);
            }
        }
        for (line, _, text) in lines(&page.text, false) {
            for name in quoted(text) {
                if name.starts_with("gmpsim ") {
                    command(name, false).unwrap_or_else(|why| at(line, why));
                }
                if let Some(option) = name.split([' ', '=']).next().filter(|o| o.starts_with("--"))
                    && !options.iter().any(|o| o.ends_with(&format!(" {option}")))
                {
                    at(line, format!("there is no option {option}"));
                }
                let event = EventName::ALL.iter().any(|kind| kind.as_str() == name);
                if camel_case(name)
                    && page.path != "reference/keys.md"
                    && !event
                    && !go.contains(name)
                {
                    at(line, format!("{name} is no event, and nothing in Go code here"));
                }
                let folders = ["src/", "tests/", "benches/", "scenarios/", "book/", "examples/"];
                if folders.iter().any(|f| name.starts_with(f))
                    && !name.contains(['<', '*', ' '])
                    && !root(name).exists()
                {
                    at(line, format!("there is no {name}"));
                }
            }
        }
    }
    problems
}

/// Whether a command can be typed: gmpsim understands it, and its programs exist. In a sentence it may be
/// a part of one.
fn command(text: &str, whole: bool) -> Result<(), String> {
    let text = text.split(" | ").next().unwrap_or_default().trim_end_matches("2>&1");
    let all = words(text);
    if all.first().is_none_or(|first| first != "gmpsim") || all.len() < 2 {
        return Ok(());
    }
    let options = cli::options();
    let name = &all[1];
    if name == "help" || name == "--help" {
        return Ok(());
    }
    if !options.contains(name) {
        return Err(format!("{text}: there is no command {name}"));
    }
    for option in all.iter().filter(|word| word.starts_with("--")) {
        if !options.contains(&format!("{name} {option}")) {
            return Err(format!("{text}: {name} has no option {option}"));
        }
    }
    if whole {
        cli::understands(all.iter().map(String::as_str)).map_err(|why| format!("{text}: {why}"))?;
    }
    if !["run", "watch", "snapshot", "compare", "tour"].contains(&name.as_str()) {
        return Ok(());
    }
    let programs = all[2..].iter().take_while(|word| !word.starts_with('-'));
    for program in programs.take(if name == "compare" { usize::MAX } else { 1 }) {
        let stands_for_one = !program.chars().any(|c| c.is_lowercase()) || program.contains('.');
        if !stands_for_one && !scenarios().contains(program) {
            return Err(format!("{text}: there is no scenario {program}"));
        }
    }
    Ok(())
}
