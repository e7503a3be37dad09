//! Checks programs without running them.

use std::fs;
use std::path::{Path, PathBuf};

use gmpsim::lang::compile::messages;
use gmpsim::lang::source::{Diagnostic, SourceMap};
use gmpsim::lang::{check, parse, std as go_std};

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
        .and_then(|file| check::check(&mut sources, vec![file], &go_std::source));
    let shown = |e: &Diagnostic| messages(&sources, std::slice::from_ref(e)).trim_end().to_string();
    result.map(drop).map_err(|errors| errors.iter().map(shown).collect())
}
