//! The command line: arguments, wiring, exit codes.
//!
//! Next: [`run`].

mod args;
mod compare;
mod files;
mod input;
mod list;
mod listeners;
mod output;
mod outside;
mod recorded;
mod report;
mod run;
mod snapshot;
pub mod source;
mod stats;
mod test;
mod tour;
mod watch;

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

use crate::session::{FAILED, SIGPIPE};

/// A simulator of the Go scheduler that runs real Go programs and shows every decision.
#[derive(Parser)]
#[command(name = "gmpsim", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run a Go program or a scenario on the simulated scheduler.
    Run(run::Args),
    /// Watch a Go program or a scenario run: step, step back, ask why.
    Watch(watch::Args),
    /// Draw what watch shows at a moment, as a picture (SVG) or as text.
    Snapshot(snapshot::Args),
    /// Print what a recorded trace comes to: figures, lines of events, or Go's schedtrace.
    Stats(stats::Args),
    /// Print what a scenario has to show, and when it happens.
    Tour(tour::Args),
    /// List the scenarios there are, by chapter.
    List(list::ListArgs),
    /// Start a scenario of your own.
    New(list::NewArgs),
    /// Check what scenarios promise, over many seeds.
    Test(test::Args),
    /// Run programs or settings side by side: a table and bars.
    Compare(compare::Args),
}

/// Whether these words, gmpsim's name first, are a command: for tests of what documents tell a reader
/// to type.
///
/// # Errors
/// What is wrong with them.
pub fn understands<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
    Cli::try_parse_from(words).map(|_| ()).map_err(|e| e.to_string())
}

/// The commands and all their options: `run --procs`.
pub fn options() -> Vec<String> {
    let of = |command: &clap::Command| {
        let long = |arg: &clap::Arg| Some(format!("{} --{}", command.get_name(), arg.get_long()?));
        let options: Vec<String> = command.get_arguments().filter_map(long).collect();
        std::iter::once(command.get_name().to_string()).chain(options).collect::<Vec<_>>()
    };
    Cli::command().get_subcommands().flat_map(of).collect()
}

/// Runs the command line and returns the process's exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return usage(&e),
    };
    let done = match cli.command {
        Some(Command::Run(args)) => run::run(&args),
        Some(Command::Watch(args)) => watch::watch(&args),
        Some(Command::Snapshot(args)) => snapshot::snapshot(&args),
        Some(Command::Stats(args)) => stats::stats(&args),
        Some(Command::Tour(args)) => tour::tour(&args),
        Some(Command::List(args)) => list::list(&args),
        Some(Command::New(args)) => list::new(&args),
        Some(Command::Test(args)) => test::test(&args),
        Some(Command::Compare(args)) => compare::compare(&args),
        None => watch::gallery(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            output::say(&format!("gmpsim: {message}\n"));
            ExitCode::from(FAILED)
        }
    }
}

/// The commands that have the option which the command at hand has not.
fn commands_with_it(e: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(option)) = e.get(ContextKind::InvalidArg) else { return None };
    let wanted = |name: &String| name.rsplit_once(' ').is_some_and(|(_, long)| long == option);
    let of = |name: String| Some(format!("gmpsim {}", name.rsplit_once(' ')?.0));
    let have: Vec<String> = options().into_iter().filter(wanted).filter_map(of).collect();
    (!have.is_empty()).then(|| format!("error: {option} is for {}\n", have.join(" and ")))
}

/// Prints what was asked for with --help, or what is wrong with the arguments.
fn usage(e: &clap::Error) -> ExitCode {
    let code = u8::try_from(e.exit_code()).unwrap_or(FAILED);
    if let (ErrorKind::UnknownArgument, Some(have)) = (e.kind(), commands_with_it(e)) {
        output::say(&have);
        return ExitCode::from(code);
    }
    match e.print() {
        Err(why) if !e.use_stderr() && why.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::from(SIGPIPE)
        }
        Err(why) if !e.use_stderr() => {
            output::say(&format!("gmpsim: can't write to standard output: {why}\n"));
            ExitCode::from(FAILED)
        }
        _ => ExitCode::from(code),
    }
}
