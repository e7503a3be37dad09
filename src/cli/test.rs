//! `gmpsim test`: runs scenarios on many seeds and checks what they promise.
//!
//! Next: [`crate::session`] for a run, [`crate::scenario::verdict`] for the check, [`super::report`] for
//! what is printed.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use super::args::{LimitArgs, MachineArgs, NoProgram, for_result, spec};
use super::input::World;
use super::output::{print, visible_text};
use super::report;
use super::report::{Failure, Report, Tested};
use crate::policy::Policy;
use crate::scenario::find::below;
use crate::scenario::tour::Tour;
use crate::scenario::{Machine, Scenario, builtin, metric, verdict};
use crate::session::{FAILED, Session};

/// Seeds if nobody says how many.
const SEEDS: u64 = 20;

#[derive(clap::Args)]
pub struct Args {
    /// Scenarios: folders of them, Go files, names [default: the folder scenarios, or those that come with gmpsim].
    paths: Vec<PathBuf>,
    /// How many seeds, from the scenario's own on [default: what the scenario says, or 20].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: Option<u64>,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// Runs at once [default: as many as this machine has cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    jobs: Option<u64>,
    /// What to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// List the figures that statements can be made of, and do nothing else.
    #[arg(long)]
    figures: bool,
    #[command(flatten)]
    world: World,
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
        print(&metric::table())?;
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
        Format::Text => visible_text(&report::text(&report)),
        Format::Junit => report::junit(&report),
        Format::Json => report::json(&report),
    };
    print(&text)?;
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
            Err(why) => return Err(NoProgram::from(why).why()),
        }
    }
    Ok(paths)
}

/// A scenario that can run, or what is wrong with it.
type Prepared = (String, String, Result<Session, String>);

fn prepare(args: &Args, path: &Path) -> Prepared {
    let shown = path.to_string_lossy().trim_end_matches('/').to_string();
    let made = spec(path, &args.machine, args.limits, &args.world).and_then(for_result);
    let name = match &made {
        Ok(session) => session.scenario().name.clone(),
        Err(_) => path.file_name().map_or(shown.clone(), |n| n.to_string_lossy().into_owned()),
    };
    (name, shown, made.map_err(NoProgram::why))
}

/// A run to make: of which scenario, with which seed, with which switch that must break it.
type Job<'a> = (usize, u64, Option<&'a str>);

/// Runs all seeds of all scenarios, and each switch that must break one, as many at once as the pool
/// has threads.
fn run(args: &Args, prepared: Vec<Prepared>) -> Vec<Tested> {
    let ready = |i: usize| prepared[i].2.as_ref().ok();
    let jobs: Vec<Job> = (0..prepared.len())
        .filter_map(|i| Some((i, ready(i)?.scenario())))
        .flat_map(|(i, Scenario { expect, machine, .. })| {
            let many = args.seeds.or(expect.seeds).unwrap_or(SEEDS);
            let seeds = (0..many).map(move |n| (i, machine.seed.wrapping_add(n), None));
            seeds.chain(expect.breaks.iter().map(move |off| (i, machine.seed, Some(off.as_str()))))
        })
        .collect();
    let failed: Vec<(&Job, Failure)> = jobs
        .par_iter()
        .filter_map(|job| {
            let (i, seed, off) = *job;
            let wrong = match off {
                None => check(ready(i)?, seed),
                Some(off) => unbroken(ready(i)?, seed, off),
            };
            let command = || command(args, &prepared[i].1, seed, off);
            (!wrong.is_empty()).then(|| (job, Failure { seed, wrong, command: command() }))
        })
        .collect();
    let tested = |(i, (name, path, made)): (usize, &Prepared)| Tested {
        name: name.clone(),
        path: path.clone(),
        runs: jobs.iter().filter(|job| job.0 == i && job.2.is_none()).count(),
        broken: made.as_ref().err().cloned(),
        failures: vec![],
        breaks: made.as_ref().map_or(vec![], |session| session.scenario().expect.breaks.clone()),
        unbroken: vec![],
    };
    let mut all: Vec<Tested> = prepared.iter().enumerate().map(tested).collect();
    for ((i, _, off), failure) in failed {
        let list = if off.is_none() { &mut all[*i].failures } else { &mut all[*i].unbroken };
        list.push(failure);
    }
    all
}

/// What a run does not keep.
fn check(session: &Session, seed: u64) -> Vec<String> {
    let scenario = session.scenario();
    // The tour is made for the scenario's own seed.
    let own = seed == scenario.machine.seed;
    let stops = if own { scenario.tour.clone() } else { vec![] };
    let machine = Machine { seed, ..scenario.machine };
    match session.on(machine, scenario.policy).execute(Tour::new(stops)) {
        Err(why) => vec![why],
        Ok((ran, tour)) => {
            let mut wrong = verdict::failures(&scenario.expect, &ran);
            let missed = tour.missed().map(|at| format!("the tour's moment \"{at}\" never comes"));
            wrong.extend(missed);
            let misplaced = tour.misplaced();
            wrong.extend(
                misplaced
                    .map(|at| format!("the tour's moment \"{at}\" comes before the one above it")),
            );
            wrong
        }
    }
}

/// What is wrong with a run in which a rule is off: that it still is as promised.
fn unbroken(session: &Session, seed: u64, off: &str) -> Vec<String> {
    let scenario = session.scenario();
    let mut policy = scenario.policy;
    policy.extend(off.parse::<Policy>());
    let machine = Machine { seed, ..scenario.machine };
    match session.on(machine, policy).execute(Tour::default()) {
        Err(why) => vec![why],
        Ok((ran, _)) => match ran.stats.impossible() {
            Some(why) => vec![format!("with {off} its trace is impossible: {why}")],
            None if verdict::failures(&scenario.expect, &ran).is_empty() => vec![format!(
                "still holds with {off}: what it promises does not depend on that rule"
            )],
            None => vec![],
        },
    }
}

/// The command that shows a run.
fn command(args: &Args, path: &str, seed: u64, off: Option<&str>) -> String {
    let mut policy = Policy::default();
    policy.extend(args.machine.policy.iter().copied());
    off.into_iter().for_each(|off| policy.extend(off.parse::<Policy>()));
    let (machine, world) = (args.machine.flags(policy), args.world.flags());
    let limits = args.limits.flags();
    format!("gmpsim run --seed {seed}{machine}{limits}{world} {path}")
}
