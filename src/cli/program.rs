//! Reading and compiling the program that a command names.
//!
//! Next: [`crate::lang::compile`].

use std::io::Read;
use std::path::Path;

use crate::lang::compile::{Compiled, compile, messages};
use crate::lang::source::{SourceMap, decode};

/// Why there is no program.
pub enum NoProgram {
    /// It can't be read: a sentence.
    Unreadable(String),
    /// It does not compile: gc's messages, a line each.
    Invalid(String),
}

/// The path that stands for standard input.
const STDIN: &str = "-";

/// Reads and compiles a Go file.
pub fn load(path: &Path) -> Result<Compiled, NoProgram> {
    load_text(&name(path), read(path)?)
}

/// What messages call a file; `-` is standard input.
pub fn name(path: &Path) -> String {
    if path == Path::new(STDIN) {
        return "stdin.go".into();
    }
    path.file_name().map_or("main.go".into(), |n| n.to_string_lossy().into_owned())
}

/// Reads a Go file, or standard input.
pub fn read(path: &Path) -> Result<String, NoProgram> {
    let shown = path.display();
    let unreadable = |what: String| NoProgram::Unreadable(what);
    if path.is_dir() {
        return Err(unreadable(format!(
            "{shown} is a directory; name the Go file that has func main, such as {}",
            path.join("main.go").display()
        )));
    }
    let mut bytes = Vec::new();
    let done = match path == Path::new(STDIN) {
        true => std::io::stdin().read_to_end(&mut bytes),
        false => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    done.map_err(|e| {
        let why = match e.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".into(),
            _ => e.to_string(),
        };
        unreadable(format!("can't read {shown}: {why}"))
    })?;
    decode(bytes).map_err(|why| unreadable(format!("{shown}: {why}")))
}

/// Compiles a Go program that is at hand.
pub fn load_text(name: &str, text: String) -> Result<Compiled, NoProgram> {
    let mut sources = SourceMap::default();
    compile(&mut sources, name, text)
        .map_err(|diagnostics| NoProgram::Invalid(messages(&sources, &diagnostics)))
}
