//! Files that gmpsim writes: never over what it reads, and a new one takes the place of an old one
//! only when it is there.
//!
//! Next: [`super::run`] for traces, [`super::snapshot`] for pictures.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::scenario::format;

/// A file being written beside its place.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    /// Where it is now, and where it belongs; none: it is there.
    beside: Option<(PathBuf, PathBuf)>,
}

/// What a run of that program reads: whatever is to be written must be none of them.
pub fn inputs(program: &Path, stdin: Option<&Path>) -> Vec<PathBuf> {
    let mut all = vec![PathBuf::from("/dev/stdin")];
    match program.is_dir() {
        true => all.extend(["main.go", format::FILE].map(|name| program.join(name))),
        false => all.push(program.into()),
    }
    all.extend(stdin.map(Path::to_path_buf));
    all
}

/// Whether both are the same file, by whatever names.
fn same(a: &Path, b: &Path) -> bool {
    let id = |path| fs::metadata(path).ok().filter(|m| m.is_file()).map(|m| (m.dev(), m.ino()));
    id(a).is_some_and(|a| Some(a) == id(b))
}

/// Devices and what streams are called: written as they are.
fn is_stream(path: &Path) -> bool {
    let real = fs::canonicalize(path);
    let special = |path: &Path| path.starts_with("/dev") || path.starts_with("/proc");
    special(path)
        || real.is_ok_and(|real| special(&real))
        || fs::metadata(path).is_ok_and(|m| !m.is_file())
}

impl NewFile {
    /// Begins a file at that path; a sentence if that can't be, or would overwrite one of the inputs.
    pub fn create(path: &Path, inputs: &[PathBuf]) -> Result<NewFile, String> {
        if let Some(input) = inputs.iter().find(|input| same(path, input)) {
            let (path, input) = (path.display(), input.display());
            return Err(format!("{path} is what is read ({input}); nothing was written"));
        }
        NewFile::begin(path).map_err(|e| e.to_string())
    }

    fn begin(path: &Path) -> io::Result<NewFile> {
        if is_stream(path) {
            return Ok(NewFile { file: File::create(path)?, beside: None });
        }
        // The file that a link points to is replaced, not the link.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let old = OpenOptions::new().append(true).open(&place);
        let old = match old {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            old => old.ok(),
        };
        let beside = place.with_file_name(format!(".gmpsim-{}.part", std::process::id()));
        let _ = fs::remove_file(&beside);
        let file = File::create_new(&beside)?;
        let new = NewFile { file, beside: Some((beside, place)) };
        if let Some(old) = old {
            new.file.set_permissions(old.metadata()?.permissions())?;
        }
        Ok(new)
    }

    /// Puts it in its place.
    pub fn put(&mut self) -> io::Result<()> {
        if let Some((beside, place)) = &self.beside {
            fs::rename(beside, place)?;
        }
        self.beside = None;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    /// What was not put in its place is taken away.
    fn drop(&mut self) {
        if let Some((beside, _)) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}
