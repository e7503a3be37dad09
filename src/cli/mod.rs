//! The command line: arguments, wiring, exit codes.
//!
//! Next: [`run`].

mod output;
mod program;
mod run;
mod snapshot;
mod source;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit code of a program that does not compile, and of gmpsim's own errors.
pub const FAILED: u8 = 1;
/// Exit code of a run that reached a limit, as of the command `timeout`.
pub const LIMIT: u8 = 124;

/// A simulator of the Go scheduler that runs real Go programs and shows every decision.
#[derive(Parser)]
#[command(name = "gmpsim", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run a Go program on the simulated scheduler.
    Run(run::Args),
    /// Watch a Go program run: step, step back, ask why.
    Watch(watch::Args),
    /// Draw what watch shows at a moment, as a picture (SVG) or as text.
    Snapshot(snapshot::Args),
}

/// Runs the command line and returns the process's exit code.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Some(Command::Run(args)) => run::run(&args),
        Some(Command::Watch(args)) => watch::watch(&args),
        Some(Command::Snapshot(args)) => snapshot::snapshot(&args),
        None => watch::gallery(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            eprintln!("gmpsim: {message}");
            ExitCode::from(FAILED)
        }
    }
}
