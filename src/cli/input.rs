//! What a program finds in the world outside: standard input and the environment, as flags and
//! `scenario.toml` say.
//!
//! What a run reads from gmpsim's own standard input comes here, too. Next: [`crate::lang::vm::stdin`].

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::BorrowedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};
use rustix::io::Errno;
use rustix::stdio::stdin;
use rustix::termios::isatty;

use super::output::Streams;
use super::outside::Outside;
use crate::lang::vm::stdin::Stdin;
use crate::scenario::{Scenario, set_env};

/// Input that is kept for runs of a program, in bytes.
const MOST: u64 = 64 << 20;

/// The flags.
#[derive(clap::Args, Clone, Default)]
pub struct World {
    /// What the program reads from standard input: this file [default: what the scenario says; else gmpsim's own (run), nothing (the others)].
    #[arg(long, value_name = "FILE")]
    pub stdin: Option<PathBuf>,
    /// A variable of the program's environment (repeatable); NAME alone passes the real one [default: none].
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub env: Vec<String>,
}

/// Reads "NAME=VALUE"; "NAME" becomes the real variable, and stays as it is if there is none.
fn variable(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some(("", _)) => Err("a variable is written NAME=VALUE".into()),
        Some(_) => Ok(text.into()),
        None => match std::env::var(text) {
            Ok(value) => Ok(format!("{text}={value}")),
            Err(std::env::VarError::NotPresent) => Ok(text.into()),
            Err(e) => Err(e.to_string()),
        },
    }
}

impl World {
    /// Sets what the flags say.
    pub fn set(&self, scenario: &mut Scenario) -> Result<(), String> {
        if let Some(path) = &self.stdin {
            scenario.stdin = Some(read(path)?);
        }
        let given = self.env.iter().filter(|variable| variable.contains('='));
        given.for_each(|variable| set_env(&mut scenario.env, variable));
        Ok(())
    }

    /// The flags again, as they are typed.
    pub fn flags(&self) -> String {
        let stdin = self.stdin.iter().map(|path| format!(" --stdin {}", path.display()));
        stdin.chain(self.env.iter().map(|v| format!(" --env {v:?}"))).collect()
    }
}

/// The input in a file.
fn read(path: &Path) -> Result<Arc<[u8]>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
    read.map_err(|e| format!("can't read {}: {e}", path.display()))?;
    if bytes.len() as u64 > MOST {
        let most = MOST >> 20;
        return Err(format!(
            "{} has more than the {most} MiB of input that are kept",
            path.display()
        ));
    }
    Ok(bytes.into())
}

/// gmpsim's own standard input as that of a run.
pub struct Own {
    streams: Arc<Mutex<Streams>>,
    outside: Arc<Outside>,
    /// What comes soon after the first bytes belongs to them.
    gather: bool,
}

/// Between two looks whether the run is over, while nothing comes.
const LOOK: Duration = Duration::from_millis(20);

/// In virtual time, what comes through a pipe within so long of each other is one read. So how a
/// writer's pieces fall changes no run, unless it makes the reader wait; and who waits for an answer
/// before it writes more gets it.
const SOON: Duration = Duration::from_millis(10);

impl Own {
    /// That of a run that writes there.
    pub fn new(streams: Arc<Mutex<Streams>>, outside: Arc<Outside>, real_time: bool) -> Self {
        let regular = fstat(stdin()).is_ok_and(|s| FileType::from_raw_mode(s.st_mode).is_file());
        let gather = !real_time && !regular && !isatty(stdin());
        Own { streams, outside, gather }
    }
}

/// Whether there is something to read, or the end, within that time.
fn ready(fd: BorrowedFd, within: Duration) -> bool {
    let within = Timespec::try_from(within).expect("a short time");
    // What can't be waited for is asked at once, and says why.
    let nothing = poll(&mut [PollFd::new(&fd, PollFlags::IN)], Some(&within));
    !matches!(nothing, Ok(0) | Err(Errno::INTR))
}

impl Stdin for Own {
    fn read(&mut self, bytes: &mut [u8], over: &dyn Fn() -> bool) -> Option<io::Result<usize>> {
        if !ready(stdin(), Duration::ZERO) {
            // Who is to answer sees the question.
            self.streams.lock().flush();
            while !ready(stdin(), LOOK) {
                if self.outside.asked() || over() {
                    return None;
                }
            }
        }
        let once = |bytes: &mut [u8]| {
            rustix::io::retry_on_intr(|| rustix::io::read(stdin(), &mut *bytes)).map_err(Into::into)
        };
        let mut n = match once(bytes) {
            Ok(n) => n,
            failed => return Some(failed),
        };
        while self.gather && n > 0 && n < bytes.len() && ready(stdin(), SOON) {
            match once(&mut bytes[n..]) {
                Ok(more) if more > 0 => n += more,
                // The end, or what is wrong, is there again at the next read.
                _ => break,
            }
        }
        Some(Ok(n))
    }
}
