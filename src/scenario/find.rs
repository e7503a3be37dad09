//! Finding a scenario: by the path of a folder or a Go file, or by the name of one that comes with
//! gmpsim.
//!
//! Next: [`super::builtin`], [`super::format`].

use std::path::{Path, PathBuf};

use super::{Scenario, builtin, did_you_mean, format};
use crate::lang::source::{MAX_FILE_SIZE, decode, read};

/// Why there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotFound {
    /// A sentence.
    Unreadable(String),
    /// Mistakes in a file, a line each.
    Invalid(String),
}

/// The path that stands for standard input.
const STDIN: &str = "-";

/// Reads a Go file, or standard input.
fn go_file(path: &Path) -> Result<String, NotFound> {
    let bytes = match path == Path::new(STDIN) {
        true => read(std::io::stdin()),
        false => std::fs::File::open(path).and_then(read),
    };
    decode(bytes.map_err(|e| unreadable(path, &e))?)
        .map_err(|why| NotFound::Unreadable(format!("{}: {why}", path.display())))
}

fn unreadable(path: &Path, e: &std::io::Error) -> NotFound {
    let why = match e.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        _ => e.to_string(),
    };
    NotFound::Unreadable(format!("can't read {}: {why}", path.display()))
}

/// What messages call a Go file.
fn file_name(path: &Path) -> String {
    if path == Path::new(STDIN) {
        return "stdin.go".into();
    }
    path.file_name().map_or("main.go".into(), |n| n.to_string_lossy().into_owned())
}

/// The scenario that is meant: a folder with `main.go`, a Go file, or the name of one that comes with
/// gmpsim.
///
/// # Errors
/// There is none, or it has mistakes.
pub fn find(what: &Path) -> Result<Scenario, NotFound> {
    if what.is_dir() {
        return folder(what);
    }
    let named = what.to_str().filter(|name| *name != STDIN && !name.contains(['/', '.']));
    if what.exists() || named.is_none() {
        let source = go_file(what)?;
        return Ok(Scenario::bare(&file_name(what), &what.to_string_lossy(), source));
    }
    let name = named.unwrap_or_default();
    match builtin::load(name) {
        Some(found) => found.map_err(NotFound::Invalid),
        None => Err(NotFound::Unreadable(format!(
            "there is no file and no scenario {name}{}; gmpsim list shows them all",
            did_you_mean(name, builtin::names())
        ))),
    }
}

/// The scenario of a folder; without a `scenario.toml` it is a bare program.
fn folder(path: &Path) -> Result<Scenario, NotFound> {
    let (toml, main) = (path.join(format::FILE), path.join("main.go"));
    if !main.is_file() {
        let shown = path.display();
        return Err(NotFound::Unreadable(format!(
            "{shown} is a directory; name the Go file that has func main, such as {}",
            main.display()
        )));
    }
    let source = go_file(&main)?;
    if !toml.is_file() {
        return Ok(Scenario::bare("main.go", &main.to_string_lossy(), source));
    }
    let bytes = std::fs::File::open(&toml).and_then(read).map_err(|e| unreadable(&toml, &e))?;
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_FILE_SIZE);
    let text = text.ok_or_else(|| {
        NotFound::Unreadable(format!("{} is no text, or far too large", toml.display()))
    })?;
    let scenario = format::read(&toml.to_string_lossy(), &name_of(path), &text, source);
    let path = path.to_string_lossy().trim_end_matches('/').to_string();
    scenario.map(|s| Scenario { path, ..s }).map_err(NotFound::Invalid)
}

/// The folder's own name, also for ".".
fn name_of(path: &Path) -> String {
    let full = path.canonicalize().unwrap_or(path.to_path_buf());
    full.file_name().map_or("scenario".into(), |n| n.to_string_lossy().into_owned())
}

/// All scenarios below a folder, or the one it is; each with its path.
///
/// # Errors
/// The folder can't be read, or has none.
pub fn below(path: &Path) -> Result<Vec<PathBuf>, NotFound> {
    if !path.is_dir() || path.join(format::FILE).is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = vec![];
    let mut folders = vec![path.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| unreadable(&folder, &e))? {
            let entry = entry.map_err(|e| unreadable(&folder, &e))?.path();
            if entry.join(format::FILE).is_file() {
                found.push(entry);
            } else if entry.is_dir() && !entry.is_symlink() {
                folders.push(entry);
            }
        }
    }
    found.sort();
    if found.is_empty() {
        let shown = path.display();
        let why = format!("{shown} has no scenario: no folder in it has a {}", format::FILE);
        return Err(NotFound::Unreadable(why));
    }
    Ok(found)
}
