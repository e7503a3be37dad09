//! The parts of a page that are made: each stands between a comment that says what it is and
//! `<!-- end -->`.
//!
//! | comment | what it makes |
//! |---|---|
//! | `run: COMMAND` | the command and what it prints; `\| exit N` says how it ends, `\| lines N from TEXT` and `\| only N with TEXT` take a part |
//! | `table: gmpsim compare …` | the command and its table |
//! | `tour: NAME` | the command to watch a scenario, and the stops of its tour |
//! | `listing: NAME FUNCTION …` | functions of a scenario's program, or all of it |
//! | `picture: FILE COMMAND \| TEXT` | what `gmpsim snapshot` draws, with the text for who can't see it |
//!
//! The others are pages of reference. Commands run in the folder `scenarios`, so that a name is the
//! scenario on disk and not the one that was built in. Next: `reference.rs`.

use std::fs;
use std::process::Command;

use rayon::prelude::*;

use super::{Page, reference, root};

/// A page made anew.
#[derive(Default)]
pub struct Renewed {
    /// Its text.
    pub text: String,
    /// The pictures it shows: their files' names and what is in them.
    pub pictures: Vec<(String, String)>,
    /// What could not be made: line and reason.
    pub problems: Vec<String>,
}

/// The scenarios that there are.
pub fn scenarios() -> Vec<String> {
    let folders = fs::read_dir(root("scenarios")).expect("a readable folder");
    let folders = folders.map(|e| e.expect("a readable folder").path());
    let programs = folders.filter(|path| path.join("main.go").exists());
    let name = |path: std::path::PathBuf| path.file_name()?.to_str().map(String::from);
    let mut names: Vec<String> = programs.filter_map(name).collect();
    names.sort();
    names
}

/// The program of a scenario.
pub fn source(name: &str) -> Result<String, String> {
    let path = root("scenarios").join(name).join("main.go");
    fs::read_to_string(path).map_err(|_| format!("there is no scenario {name}"))
}

/// A stretch of a page: as it is, or to be made.
enum Part<'a> {
    Text(&'a str),
    Made { line: usize, comment: &'a str },
}

/// Cuts a page.
fn parts<'a>(page: &'a str, problems: &mut Vec<String>) -> Vec<Part<'a>> {
    let mut out = Vec::new();
    let mut lines = page.split_inclusive('\n').enumerate();
    while let Some((i, line)) = lines.next() {
        out.push(Part::Text(line));
        let comment = line.trim_end().strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->"));
        let Some(comment) = comment else { continue };
        out.push(Part::Made { line: i + 1, comment });
        match lines.find(|(_, line)| line.trim_end() == "<!-- end -->") {
            Some((_, end)) => out.push(Part::Text(end)),
            None => problems.push(format!("{}: no <!-- end --> follows", i + 1)),
        }
    }
    out
}

/// The page with all its parts made anew.
pub fn renewed(page: &Page) -> Renewed {
    let mut out = Renewed::default();
    let parts = parts(&page.text, &mut out.problems);
    let up = "../".repeat(page.path.matches('/').count());
    let made: Vec<_> = parts
        .par_iter()
        .map(|part| match part {
            Part::Text(text) => (Ok((text.to_string(), None)), 0),
            Part::Made { line, comment } => (make(comment, &up), *line),
        })
        .collect();
    for (made, line) in made {
        match made {
            Ok((text, picture)) => {
                out.text += &text;
                out.pictures.extend(picture);
            }
            Err(why) => out.problems.push(format!("{line}: {why}")),
        }
    }
    // Nothing is lost where something could not be made.
    if !out.problems.is_empty() {
        out.text.clone_from(&page.text);
    }
    out
}

/// A text, and the picture it shows.
type Made = Result<(String, Option<(String, String)>), String>;

fn make(comment: &str, up: &str) -> Made {
    let (kind, rest) = comment.split_once(": ").unwrap_or((comment, ""));
    let (what, options) = rest.split_once(" | ").unwrap_or((rest, ""));
    let text = match kind {
        "run" => run(what, options)?,
        "table" => {
            let table = printed(&format!("{what} --markdown"), 0)?;
            format!("{}\n{table}", fenced("sh", what))
        }
        "tour" => {
            let tour = printed(&format!("gmpsim tour {what} --markdown"), 0)?;
            let watch = fenced("sh", &format!("gmpsim watch {what}"));
            format!("{watch}\nThe tour; `m` goes to the next stop:\n\n{tour}")
        }
        "listing" => listing(what)?,
        "picture" => return picture(what, options, up),
        _ => reference::make(kind, what)?,
    };
    Ok((text, None))
}

/// A block of code.
pub fn fenced(language: &str, text: &str) -> String {
    let lines: String = text.trim_end().lines().map(|l| format!("{}\n", l.trim_end())).collect();
    format!("```{language}\n{lines}```\n")
}

/// A command and what it prints. Where a part is taken, the command says how.
fn run(command: &str, options: &str) -> Result<String, String> {
    let (mut code, mut shown, mut part) = (0, command.to_string(), None);
    for option in options.split(" | ").filter(|option| !option.is_empty()) {
        let words: Vec<&str> = option.splitn(4, ' ').collect();
        let n = words.get(1).and_then(|n| n.parse::<i32>().ok());
        match (words.as_slice(), n) {
            (["exit", _], Some(n)) => code = n,
            (["lines", _, "from", text], Some(n)) => {
                let more = if n > 1 { format!(" -A {}", n - 1) } else { String::new() };
                shown += &format!(" 2>&1 | grep -m 1{more} \"{text}\"");
                part = Some((n as usize, *text, false));
            }
            (["only", _, "with", text], Some(n)) => {
                shown += &format!(" 2>&1 | grep -m {n} \"{text}\"");
                part = Some((n as usize, *text, true));
            }
            _ => return Err(format!("can't read {option:?}")),
        }
    }
    let mut text = printed(command, code)?;
    if let Some((n, with, only)) = part {
        let lines = text.lines().skip_while(|line| !line.contains(with));
        let lines: Vec<_> = lines.filter(|line| !only || line.contains(with)).take(n).collect();
        if lines.len() != n {
            return Err(format!("{command} prints {} lines with or from {with:?}", lines.len()));
        }
        text = lines.join("\n");
    }
    Ok(format!("{}\n{}", fenced("sh", &shown), fenced("text", &text)))
}

/// The words of a command; those between quotes are one.
pub fn words(command: &str) -> Vec<String> {
    let quoted = command.split('"').enumerate();
    let words = |(i, part): (usize, &str)| -> Vec<String> {
        match i % 2 {
            0 => part.split_whitespace().map(String::from).collect(),
            _ => vec![part.to_string()],
        }
    };
    quoted.flat_map(words).collect()
}

/// What a command prints; it must end with that code.
pub fn printed(command: &str, code: i32) -> Result<String, String> {
    let words = words(command);
    let Some((_, arguments)) = words.split_first().filter(|(first, _)| *first == "gmpsim") else {
        return Err(format!("only gmpsim can be run, not {command}"));
    };
    let output = Command::new(env!("CARGO_BIN_EXE_gmpsim"))
        .args(arguments)
        .current_dir(root("scenarios"))
        .env("COLUMNS", "80")
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if output.status.code() != Some(code) {
        let status = output.status;
        let end: Vec<&str> = text.lines().rev().take(5).collect();
        let end = end.into_iter().rev().collect::<Vec<_>>().join("\n");
        return Err(format!("{command} does not end with {code} but with {status}: … {end}"));
    }
    Ok(text)
}

/// The functions of a program that are named, or all after its head.
fn listing(what: &str) -> Result<String, String> {
    let mut words = what.split(' ');
    let name = words.next().unwrap_or_default();
    let source = source(name)?;
    let functions: Vec<&str> = words.collect();
    if functions.is_empty() {
        let code = source.lines().skip_while(|line| line.starts_with("//"));
        return Ok(fenced("go", &code.collect::<Vec<_>>().join("\n")));
    }
    let mut parts = Vec::new();
    for function in functions {
        let lines: Vec<&str> = source.lines().collect();
        let begins = |line: &&str| {
            line.starts_with(&format!("func {function}("))
                || (line.starts_with("func (") && line.contains(&format!(") {function}(")))
                || line.starts_with(&format!("type {function} "))
        };
        let begin = lines.iter().position(begins).ok_or(format!("{name} has no {function}"))?;
        let comments = lines[..begin].iter().rev().take_while(|line| line.starts_with("//"));
        let first = begin - comments.count();
        // It ends with a brace at the margin, or on the line on which it begins.
        let one_line = lines[begin].ends_with('}');
        let length = lines[begin..].iter().position(|line| one_line || *line == "}");
        let end = begin + length.ok_or(format!("{function} does not end"))?;
        parts.push(lines[first..=end].join("\n"));
    }
    Ok(fenced("go", &parts.join("\n\n")))
}

fn picture(what: &str, text: &str, up: &str) -> Made {
    let (file, command) = what.split_once(' ').ok_or("a file and a command")?;
    if !file.ends_with(".svg") || text.is_empty() {
        return Err("write: picture: FILE.svg gmpsim snapshot … | what is to be seen".into());
    }
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    printed(&format!("{command} --bare --output \"{}\"", path.display()), 0)?;
    let svg = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let shown = format!("[![{text}]({up}generated/{file})]({up}generated/{file})\n");
    Ok((shown, Some((file.to_string(), svg))))
}
