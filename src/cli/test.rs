//! `gmpsim test`: runs scenarios on many seeds and checks what they promise.
//!
//! Next: [`super::execute`] for a run, [`crate::scenario::verdict`] for the check, [`super::report`] for
//! what is printed.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use super::execute::Ready;
use super::program::{self, NoProgram};
use super::report::{Failure, Report, Tested};
use super::{FAILED, report};
use crate::scenario::find::{below, find};
use crate::scenario::tour::Tour;
use crate::scenario::{Scenario, builtin, metric, verdict};

/// Seeds if nobody says how many.
const SEEDS: u64 = 20;

#[derive(clap::Args)]
pub struct Args {
    /// Scenarios: folders of them, Go files, names [default: the folder scenarios, or those that come with gmpsim].
    paths: Vec<PathBuf>,
    /// How many seeds, from the scenario's own on [default: what the scenario says, or 20].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: Option<u64>,
    /// The first seed [default: that of the scenario].
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// GOMAXPROCS [default: what the scenario says].
    #[arg(long, short, value_parser = clap::value_parser!(u32).range(1..=1024))]
    procs: Option<u32>,
    /// Switch rules off, or go back to an older Go (such as no-steal,no-sysmon or go1.13).
    #[arg(long, value_name = "SWITCH", value_delimiter = ',', value_parser = program::policy)]
    policy: Vec<String>,
    /// Runs at once [default: as many as this machine has cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    jobs: Option<u64>,
    /// What to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// List the figures that statements can be made of, and do nothing else.
    #[arg(long)]
    figures: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Junit,
    Json,
}

/// Runs the tests; exit code 1 if anything fails.
pub fn test(args: &Args) -> Result<u8, String> {
    if args.figures {
        print!("{}", metric::table());
        return Ok(0);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs.unwrap_or(0) as usize)
        .build()
        .map_err(|e| format!("can't start threads to run tests on: {e}"))?;
    let prepared = paths(args)?.into_iter().map(|path| prepare(args, &path)).collect::<Vec<_>>();
    let tested = pool.install(|| run(args, prepared));
    let report = Report { tested };
    let text = match args.format {
        Format::Text => report::text(&report),
        Format::Junit => report::junit(&report),
        Format::Json => report::json(&report),
    };
    print!("{text}");
    Ok(if report.failed() > 0 { FAILED } else { 0 })
}

/// What is to be tested.
fn paths(args: &Args) -> Result<Vec<PathBuf>, String> {
    let given = match args.paths.as_slice() {
        [] if Path::new("scenarios").is_dir() => &[PathBuf::from("scenarios")][..],
        [] => return Ok(builtin::all().into_iter().map(|s| s.path.into()).collect()),
        given => given,
    };
    let mut paths = vec![];
    for path in given {
        match below(path) {
            Ok(found) => paths.extend(found),
            Err(why) => match why.into() {
                NoProgram::Unreadable(why) | NoProgram::Invalid(why) => return Err(why),
            },
        }
    }
    Ok(paths)
}

/// A scenario that can run, or what is wrong with it.
type Prepared = (String, String, Result<Ready, String>);

fn prepare(args: &Args, path: &Path) -> Prepared {
    let shown = path.to_string_lossy().trim_end_matches('/').to_string();
    let made = find(path).map_err(NoProgram::from).and_then(|mut scenario: Scenario| {
        let machine = &mut scenario.machine;
        machine.procs = args.procs.unwrap_or(machine.procs);
        machine.seed = args.seed.unwrap_or(machine.seed);
        args.policy.iter().for_each(|policy| program::turn_on(&mut scenario.policy, policy));
        Ready::new(scenario)
    });
    let name = match &made {
        Ok(ready) => ready.scenario.name.clone(),
        Err(_) => path.file_name().map_or(shown.clone(), |n| n.to_string_lossy().into_owned()),
    };
    let made = made.map_err(|why| match why {
        NoProgram::Unreadable(why) | NoProgram::Invalid(why) => why,
    });
    (name, shown, made)
}

/// Runs all seeds of all scenarios, as many at once as the pool has threads.
fn run(args: &Args, prepared: Vec<Prepared>) -> Vec<Tested> {
    let all: Vec<(usize, u64)> = prepared
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((i, &p.2.as_ref().ok()?.scenario)))
        .flat_map(|(i, scenario)| {
            let many = args.seeds.or(scenario.expect.seeds).unwrap_or(SEEDS);
            (0..many).map(move |n| (i, scenario.machine.seed.wrapping_add(n)))
        })
        .collect();
    let failed: Vec<(usize, Failure)> = all
        .par_iter()
        .filter_map(|(i, seed)| {
            let ready = prepared[*i].2.as_ref().ok()?;
            let wrong = check(ready, *seed);
            let command = || command(args, &prepared[*i].1, *seed);
            (!wrong.is_empty()).then(|| (*i, Failure { seed: *seed, wrong, command: command() }))
        })
        .collect();
    let mut tested: Vec<Tested> = prepared
        .into_iter()
        .enumerate()
        .map(|(i, (name, path, made))| Tested {
            name,
            path,
            runs: all.iter().filter(|(of, _)| *of == i).count(),
            broken: made.err(),
            failures: vec![],
        })
        .collect();
    for (i, failure) in failed {
        tested[i].failures.push(failure);
    }
    tested
}

/// What a run does not keep.
fn check(ready: &Ready, seed: u64) -> Vec<String> {
    let scenario = &ready.scenario;
    // The tour is made for the scenario's own seed.
    let own = seed == scenario.machine.seed;
    let stops = if own { scenario.tour.clone() } else { vec![] };
    match ready.run(seed, Tour::new(stops)) {
        Err(why) => vec![why],
        Ok((ran, tour)) => {
            let mut wrong = verdict::failures(&scenario.expect, &ran);
            let missed = tour.missed().map(|at| format!("the tour's moment \"{at}\" never comes"));
            wrong.extend(missed);
            wrong
        }
    }
}

/// The command that shows a run.
fn command(args: &Args, path: &str, seed: u64) -> String {
    let mut command = format!("gmpsim run --seed {seed}");
    if let Some(procs) = args.procs {
        command += &format!(" --procs {procs}");
    }
    if !args.policy.is_empty() {
        command += &format!(" --policy {}", args.policy.join(","));
    }
    format!("{command} {path}")
}
