//! Finds the packages a program needs: follows imports, parses each package once, dependencies
//! first.
//!
//! It must never know types. Next: [`super::decl`] collects what the packages declare.

use rustc_hash::FxHashMap;

use super::super::ast::{File, Import};
use super::super::info::PkgId;
use super::super::parse;
use super::super::source::{Diagnostic, SourceMap};
use super::super::std::names;
use super::value;

/// A parsed package.
pub struct Loaded {
    pub path: String,
    pub name: String,
    pub files: Vec<File>,
    pub imports: Vec<PkgId>,
    pub is_std: bool,
}

/// The import path of an import declaration, if its string literal is one.
pub fn import_path(import: &Import) -> String {
    let bytes = value::unquote_string(&import.path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

type Importer<'i> = &'i dyn Fn(&str) -> Option<&'static str>;

struct Loader<'i> {
    sources: &'i mut SourceMap,
    importer: Importer<'i>,
    next_expr: u32,
    packages: Vec<Loaded>,
    /// `None` while the package is being loaded.
    by_path: FxHashMap<String, Option<PkgId>>,
    errors: Vec<Diagnostic>,
}

/// All packages of a program in dependency order, `main` last, and the next free expression id.
pub fn load(
    sources: &mut SourceMap,
    main: Vec<File>,
    importer: Importer,
) -> Result<(Vec<Loaded>, u32), Vec<Diagnostic>> {
    let next_expr = main.iter().map(|f| f.nexpr).max().unwrap_or(0) + 1;
    let mut loader = Loader {
        sources,
        importer,
        next_expr,
        packages: vec![],
        by_path: FxHashMap::default(),
        errors: vec![],
    };
    let imports = loader.imports(&main);
    let name = main.first().map_or("main".into(), |f| f.package.name.to_string());
    let path = "main".to_string();
    loader.packages.push(Loaded { path, name, files: main, imports, is_std: false });
    // The go command reads the imports before it looks for any package, up to the first that is no path.
    let is_no_path = |d: &&Diagnostic| d.message.starts_with(names::NO_PATH);
    match loader.errors.iter().find(is_no_path) {
        Some(first) => Err(vec![first.clone()]),
        None if loader.errors.is_empty() => Ok((loader.packages, loader.next_expr)),
        None => Err(loader.errors),
    }
}

impl Loader<'_> {
    fn imports(&mut self, files: &[File]) -> Vec<PkgId> {
        let mut imports = vec![];
        for import in files.iter().flat_map(|f| &f.imports) {
            if let Some(id) = self.import(import)
                && !imports.contains(&id)
            {
                imports.push(id);
            }
        }
        imports
    }

    fn import(&mut self, import: &Import) -> Option<PkgId> {
        let path = import_path(import);
        // A package that is being loaded stands there without a number.
        let for_program = self.by_path.values().all(Option::is_some);
        if for_program && path.split('/').any(|part| part == "internal") {
            self.error(import, names::unknown_package(&path));
            return None;
        }
        match self.by_path.get(&path) {
            Some(Some(id)) => return Some(*id),
            Some(None) => {
                self.error(import, "import cycle not allowed".into());
                return None;
            }
            None => {}
        }
        let Some(text) = (self.importer)(&path) else {
            self.error(import, names::unknown_package(&path));
            return None;
        };
        self.by_path.insert(path.clone(), None);
        let file = self.sources.add(format!("{path}.go"), text.to_string(), true);
        let file = match parse::parse_file(self.sources, file, self.next_expr) {
            Ok(file) => file,
            Err(errors) => {
                self.errors.extend(errors);
                return None;
            }
        };
        self.next_expr = self.next_expr.max(file.nexpr + 1);
        let files = vec![file];
        let imports = self.imports(&files);
        let id = PkgId(self.packages.len() as u32);
        let name = files[0].package.name.to_string();
        self.packages.push(Loaded { path: path.clone(), name, files, imports, is_std: true });
        self.by_path.insert(path, Some(id));
        Some(id)
    }

    fn error(&mut self, import: &Import, message: String) {
        self.errors.push(Diagnostic::new(import.pos, message));
    }
}
