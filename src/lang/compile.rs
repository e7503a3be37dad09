//! From a file to a program that can run: scan, parse, check, lower.
//!
//! Next: [`super::parse`], the first step.

use super::bytecode::Program;
use super::source::{Diagnostic, SourceMap};
use super::{check, lower, parse, std};

/// Compiles a Go program of one file; `name` is what messages and tracebacks call it.
///
/// # Errors
/// What is wrong with it, in gc's words, by position; for [`messages`].
pub fn compile(
    sources: &mut SourceMap,
    name: &str,
    text: String,
) -> Result<Program, Vec<Diagnostic>> {
    let file = sources.add(name, text, false);
    let tree = parse::parse_file(sources, file, 0)?;
    let package = tree.package.clone();
    let info = check::check(sources, vec![tree], &std::source)?;
    if &*package.name != "main" {
        let message = format!("package {} is not a main package", package.name);
        return Err(vec![Diagnostic::new(package.pos, message)]);
    }
    let finalizer = info.packages.iter().any(|p| p.path == "os");
    Ok(Program { finalizer, ..lower::lower(&info, sources)? })
}

/// Messages as gc prints them, a line each (`file.go:7:14: undefined: x`); the linker's have no place.
pub fn messages(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| match d.pos {
        0 => format!("{}\n", d.message),
        pos => format!("{}: {}\n", sources.location(pos), d.message),
    };
    diagnostics.iter().map(line).collect()
}
