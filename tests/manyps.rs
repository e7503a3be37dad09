//! Programs of which no two runs need be alike: their outcomes on many seeds are those that are kept beside
//! them, which the book shows next to real Go's.
//!
//! `UPDATE=1 cargo test --release --test manyps` runs all seeds and keeps what they came to; otherwise a few are run,
//! whose outcomes must be those of then. Next: `common/manyps.rs`.

#[path = "common/manyps.rs"]
mod manyps;
mod runner;

use std::collections::BTreeMap;
use std::io::Write;

use gmpsim::runtime::Noise;
use manyps::{PROCS, Program, SEEDS, Seen, distance, programs};
use rayon::prelude::*;
use runner::{Compiled, Fnv, Run, Settings, one_p};

/// Seeds that are run without UPDATE.
const FEW: u64 = 20;

/// What a run came to: what it printed, or how it failed.
fn outcome(run: &Run) -> String {
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    match words.is_empty() {
        false => words.join(" "),
        true => run.stderr.trim().lines().next().unwrap_or("nothing").to_string(),
    }
}

/// The outcomes of the seeds from 1 on, in their order.
fn outcomes(program: &Compiled, procs: u32, seeds: u64) -> Vec<String> {
    let run = |seed| {
        let noise = Noise::Typical;
        let settings = Settings { procs, cores: Some(2), noise, ..one_p(seed) };
        let run = program.run(&settings).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        outcome(&run)
    };
    (1..=seeds).into_par_iter().map(run).collect()
}

/// A line that tells these outcomes from others.
fn digest(few: &BTreeMap<u32, Vec<String>>) -> String {
    let mut hash = Fnv::default();
    for (procs, outcomes) in few {
        for outcome in outcomes {
            writeln!(hash, "{procs} {outcome}").expect("writing to memory never fails");
        }
    }
    format!("the first {FEW} seeds: {:016x}", hash.0)
}

fn renew(program: &Program, compiled: &Compiled) {
    let all: BTreeMap<u32, Vec<String>> =
        PROCS.iter().map(|procs| (*procs, outcomes(compiled, *procs, SEEDS))).collect();
    let few = all.iter().map(|(procs, all)| (*procs, all[..FEW as usize].to_vec())).collect();
    let mut seen: BTreeMap<u32, Seen> = BTreeMap::new();
    for (procs, outcomes) in all {
        for outcome in outcomes {
            *seen.entry(procs).or_default().entry(outcome).or_default() += 1;
        }
    }
    let text = format!("{}\n{}", digest(&few), manyps::written(&seen));
    std::fs::write(manyps::kept(&program.name), text).expect("the outcomes are kept");
}

#[test]
fn outcomes_are_those_that_are_kept() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut problems = Vec::new();
    for program in programs() {
        let compiled = Compiled::of_text("main.go", program.source.clone());
        let compiled = compiled.unwrap_or_else(|why| panic!("{}: {why}", program.name));
        if update {
            renew(&program, &compiled);
            continue;
        }
        let few = PROCS.iter().map(|procs| (*procs, outcomes(&compiled, *procs, FEW)));
        if digest(&few.collect()) != program.digest {
            problems.push(program.name);
        }
    }
    let problems = problems.join(", ");
    let how = "UPDATE=1 cargo test --release --test manyps";
    assert!(problems.is_empty(), "other outcomes than those that are kept: {problems}\n{how}");
}

#[test]
fn distances_are_measured() {
    let seen = |all: &[(&str, u32)]| -> Seen {
        all.iter().map(|(outcome, count)| (outcome.to_string(), *count)).collect()
    };
    let (one, two) = (seen(&[("a", 3), ("b", 1)]), seen(&[("a", 1), ("c", 1)]));
    assert_eq!((distance(&one, &one), distance(&one, &two)), (0, 50));
    assert_eq!((manyps::covered(&one, &two), manyps::covered(&two, &one)), (100, 0));
    let shown = manyps::picture(2, &one, &two);
    assert!(shown.contains("a                           75 % ██████████████████"), "{shown}");
}
