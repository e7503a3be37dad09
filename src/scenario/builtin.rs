//! The scenarios that come with gmpsim: the folder `scenarios` as it was when gmpsim was built.
//!
//! Next: [`super::find`].

use include_dir::{Dir, include_dir};

use super::{Scenario, format};

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

fn text(name: &str, file: &str) -> Option<&'static str> {
    FOLDER.get_file(format!("{name}/{file}"))?.contents_utf8()
}

/// The names of all of them, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    let has = |name: &&str| FOLDER.contains(format!("{name}/{}", format::FILE));
    FOLDER.dirs().filter_map(|dir| dir.path().to_str()).filter(has)
}

/// One of them; none: there is none of that name.
///
/// # Errors
/// Mistakes in its `scenario.toml`: only while it is being written.
pub fn load(name: &str) -> Option<Result<Scenario, String>> {
    let (toml, main) = (text(name, format::FILE)?, text(name, "main.go")?);
    Some(format::read(&format!("scenarios/{name}/{}", format::FILE), name, toml, main.into()))
}

/// All of them that can be read, by chapter, place and name.
pub fn all() -> Vec<Scenario> {
    let mut all: Vec<Scenario> = names().filter_map(load).filter_map(Result::ok).collect();
    super::index::sort(&mut all);
    all
}
