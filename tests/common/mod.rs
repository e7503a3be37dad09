//! What several tests need: the stand-in packages and how to check a file with them.

use std::fs;
use std::path::{Path, PathBuf};

use gmpsim::lang::info::Info;
use gmpsim::lang::source::{Diagnostic, SourceMap};
use gmpsim::lang::{check, parse};

/// The Go files of a folder, sorted.
pub fn go_files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&root).unwrap_or_else(|e| panic!("{}: {e}", root.display()));
    let mut files: Vec<_> = entries
        .map(|e| e.expect("a readable folder").path())
        .filter(|p| p.extension().is_some_and(|e| e == "go"))
        .collect();
    files.sort();
    files
}

/// The source of a stand-in standard package.
fn stub(path: &str) -> Option<&'static str> {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stubs").join(path);
    let name = path.rsplit('/').next()?;
    let text = fs::read_to_string(files.join(format!("{name}.go"))).ok()?;
    Some(Box::leak(text.into_boxed_str()))
}

/// Checks one file; the messages, as gc prints them, if it has errors.
pub fn check_file(path: &Path) -> Result<(), Vec<String>> {
    let text = fs::read_to_string(path).expect("a readable file");
    let name = path.file_name().expect("a file name").to_string_lossy();
    check_text(&name, &text)
}

/// Checks a program's text.
pub fn check_text(name: &str, text: &str) -> Result<(), Vec<String>> {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text.to_string(), false);
    let result = parse::parse_file(&sources, file, 1)
        .and_then(|file| check::check(&mut sources, vec![file], &stub));
    result.map(drop).map_err(|errors| {
        errors.iter().map(|e| format!("{}: {}", sources.location(e.pos), e.message)).collect()
    })
}

/// Checks one file; what the checker found out.
#[allow(dead_code, reason = "not every test lowers")]
pub fn checked(path: &Path) -> Result<(SourceMap, Info), Vec<Diagnostic>> {
    let text = fs::read_to_string(path).expect("a readable file");
    let mut sources = SourceMap::default();
    let file = sources.add(path.file_name().expect("a name").to_string_lossy(), text, false);
    let file = parse::parse_file(&sources, file, 1)?;
    let info = check::check(&mut sources, vec![file], &stub)?;
    Ok((sources, info))
}
