//! Equal program, settings and seed give the same trace to the byte: twice in a process, and in
//! every build. `tests/determinism.txt` holds the hashes; `UPDATE=1` rewrites it.

mod runner;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use runner::{Compiled, Fnv, NO_ERRORS, Settings, check_all, one_p, path};

/// Programs that do different things, and on how many Ps each is run.
const RUNS: [(&str, u32); 12] = [
    ("conformance/t01_spawn_order.go", 1),
    ("conformance/t13_select_fair.go", 2),
    ("conformance/t16_runq_overflow.go", 4),
    ("conformance/t22_sleep_order.go", 4),
    ("conformance/t53_workers3.go", 3),
    ("conformance/t60_locked_pingpong.go", 2),
    ("conformance/random/r1086.go", 4),
    ("conformance/random/r1144.go", 4),
    ("programs/x01_prime_sieve.go", 4),
    ("programs/x06_context_cancel.go", 2),
    ("programs/x24_spin_preempt.go", 2),
    ("programs/x29_state_machine_bank.go", 4),
];

/// The hash of a run's trace.
fn trace(program: &Compiled, procs: u32, seed: u64) -> Result<u64, String> {
    let run = program.run(&Settings { procs, seed, traced: true, ..one_p(seed) })?;
    Ok(run.trace.expect("a traced run"))
}

#[test]
fn same_seed_same_trace() {
    check_all(&RUNS, |(file, procs)| {
        let program = Compiled::load(&path(file))?;
        // Compiled again, so that nothing of the first run is left.
        let again = Compiled::load(&path(file))?;
        for seed in 1..=3 {
            if trace(&program, *procs, seed)? != trace(&again, *procs, seed)? {
                return Err(format!("{file}, {procs} Ps, seed {seed}: two runs differ"));
            }
        }
        Ok(())
    });
}

#[test]
fn other_seeds_other_traces() {
    let files = ["conformance/t16_runq_overflow.go", "programs/x01_prime_sieve.go"];
    check_all(&files, |file| {
        let program = Compiled::load(&path(file))?;
        let traces: BTreeSet<u64> =
            (1..=8).map(|seed| trace(&program, 4, seed)).collect::<Result<_, _>>()?;
        if traces.len() < 8 {
            return Err(format!("{file}: only {} traces from 8 seeds", traces.len()));
        }
        Ok(())
    });
}

/// The hash of the events in the file that `gmpsim run --trace` writes, with all that is default.
fn written(program: &str, procs: u32) -> u64 {
    let name = format!("determinism-{}", program.replace('/', "-"));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let run = Command::new(env!("CARGO_BIN_EXE_gmpsim"))
        .args(["run", "--procs", &procs.to_string(), "--seed", "3", "--trace"])
        .args([&file, &path(program)])
        .output()
        .expect("gmpsim starts");
    assert!(!run.stdout.is_empty(), "{program}: {}", String::from_utf8_lossy(&run.stderr));
    let bytes = fs::read(&file).expect("it has written a trace");
    let head = bytes.iter().position(|b| *b == b'\n').expect("a trace has lines");
    let mut hash = Fnv::default();
    hash.write_all(&bytes[head..]).expect(NO_ERRORS);
    hash.0
}

/// Debug and release builds, and other machines, give the traces whose hashes are committed:
/// `.ci/run` runs this test in both builds.
#[test]
fn same_trace_in_every_build() {
    let mut text = String::from("# file, Ps, seed, hash of the trace; UPDATE=1 rewrites this\n");
    for (file, procs) in RUNS {
        let program = Compiled::load(&path(file)).unwrap_or_else(|why| panic!("{why}"));
        let quiet = [1, 2].map(|seed| {
            (seed, trace(&program, procs, seed).unwrap_or_else(|why| panic!("{file}: {why}")))
        });
        for (seed, hash) in quiet.into_iter().chain([(3, written(file, procs))]) {
            writeln!(text, "{file} {procs} {seed} {hash:016x}").expect("a String takes all");
        }
    }
    let committed = path("determinism.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&committed, text).expect("the file can be written");
        return;
    }
    let expected = fs::read_to_string(&committed).expect("tests/determinism.txt is there");
    let differing: Vec<_> = text.lines().filter(|line| !expected.contains(line)).collect();
    assert!(
        differing.is_empty() && text.len() == expected.len(),
        "traces differ from those of tests/determinism.txt; if the change is meant, run the test \
         with UPDATE=1 and commit the file:\n{}",
        differing.join("\n")
    );
}
