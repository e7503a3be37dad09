//! `gmpsim list`: the scenarios there are; `gmpsim new`: the start of one's own.
//!
//! Next: [`crate::scenario::index`].

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::args::NoProgram;
use super::output::{print, visible_text};
use crate::scenario::find::{below, find};
use crate::scenario::{builtin, format, index};

#[derive(clap::Args)]
pub struct ListArgs {
    /// A folder of scenarios [default: those that come with gmpsim].
    path: Option<PathBuf>,
    /// As Markdown, for the README of their folder.
    #[arg(long)]
    markdown: bool,
}

/// Lists scenarios.
pub fn list(args: &ListArgs) -> Result<u8, String> {
    let all = match &args.path {
        None => builtin::all(),
        Some(path) => {
            let found = below(path).and_then(|paths| paths.iter().map(|p| find(p)).collect());
            let mut all: Vec<_> = match found {
                Ok(all) => all,
                Err(why) => return NoProgram::from(why).end(),
            };
            index::sort(&mut all);
            all
        }
    };
    print(&visible_text(&match args.markdown {
        true => index::markdown(&all),
        false => {
            index::list(&all)
                + "gmpsim watch NAME shows one, gmpsim run NAME runs it, gmpsim new NAME starts your own.\n"
        }
    }))?;
    Ok(0)
}

#[derive(clap::Args)]
pub struct NewArgs {
    /// The folder to make; its last part is the scenario's name.
    path: PathBuf,
}

const MAIN: &str = "\
// Four workers take jobs from one channel. Change this to what you want to see.
package main

import (
	\"fmt\"
	\"sync\"
	\"time\"

	\"gmpsim/sim\"
)

func main() {
	jobs := make(chan int, 10)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range jobs {
				sim.Work(time.Millisecond)
				sim.Done(1)
			}
		}()
	}
	for job := range 20 {
		jobs <- job
	}
	close(jobs)
	wg.Wait()
	fmt.Println(\"all done\")
}
";

const TOML: &str = "\
title = \"NAME\"
summary = \"What a reader shall see, in a sentence.\"

[machine]
procs = 4               # GOMAXPROCS
seed = 1
# memory = \"512MiB\"     # past it the process is killed

[[tour]]                # what to show a reader, and when
at = \"first RunqSteal\"
say = \"A processor without work takes half of another's queue.\"

[expect]                # checked by gmpsim test, over many seeds
outcome = \"ok\"          # ok, deadlock, panic, oom, limit, exit N
stdout = \"all done\\n\"
that = [\"done == 20\", \"max_running <= procs\"]   # gmpsim test --figures lists what there is
";

/// Starts a scenario; never overwrites anything.
pub fn new(args: &NewArgs) -> Result<u8, String> {
    let path = &args.path;
    let shown = path.display();
    let name = path.file_name().and_then(|n| n.to_str()).ok_or_else(|| {
        format!("{shown} is no name for a folder; name one, such as gmpsim new my-scenario")
    })?;
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|e| format!("can't make the folder {}: {e}", parent.display()))?;
    }
    std::fs::create_dir(path).map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => format!("{shown} is there already; nothing was changed"),
        _ => format!("can't make the folder {shown}: {e}"),
    })?;
    write(&path.join("main.go"), MAIN)?;
    write(
        &path.join(format::FILE),
        &TOML.replace("\"NAME\"", &toml::Value::from(name).to_string()),
    )?;
    print(&visible_text(&format!(
        "{shown} has a program (main.go) and what to show of it ({}).\n  gmpsim watch {shown}\n  gmpsim test {shown}\n",
        format::FILE
    )))?;
    Ok(0)
}

/// Writes a file that must not be there.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let cant = |e| format!("can't write {}: {e}", path.display());
    let mut file = std::fs::File::create_new(path).map_err(cant)?;
    file.write_all(text.as_bytes()).map_err(cant)
}
