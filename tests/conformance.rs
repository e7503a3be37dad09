//! Programs whose output real Go 1.27.3 gave with GOMAXPROCS=1: ours is the same for every seed.
//!
//! `tests/conformance/README.md` says what the files hold.

mod runner;

use std::fs;
use std::path::Path;

use gmpsim::runtime::Noise;
use runner::{Compiled, Run, Settings, check_all, go_files, one_p, path};

/// Each program is run with the seeds from 1 to this.
const SEEDS: u64 = 20;

/// Programs of `tests/conformance` with an argument: a line of output for each.
const WITH_ARGUMENTS: [&str; 2] = ["t31_deadlock_kinds", "t48_fatal_texts"];

fn stem(file: &Path) -> String {
    file.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

/// Runs a program with all seeds; `text` puts what a run gives the way the expectation has it.
fn check(
    file: &Path,
    args: &[&str],
    expected: &str,
    text: impl Fn(&Run) -> String,
) -> Result<(), String> {
    let program = Compiled::load(file)?;
    for seed in 1..=SEEDS {
        // With one P a machine's noise changes nothing of what a program prints; but the teaching programs
        // have sleeps that a busy machine can overtake by taking the core away.
        let levels = if file.starts_with(path("conformance")) { 3 } else { 2 };
        let (level, noise) = Noise::ALL[seed as usize % levels];
        let run = program
            .run(&Settings { args, noise, ..one_p(seed) })
            .map_err(|why| format!("{} {args:?}, seed {seed}, {level}: {why}", file.display()))?;
        let got = text(&run);
        if got != expected {
            let name = file.display();
            return Err(format!(
                "{name} {args:?}, seed {seed}, {level}\n--- expected\n{expected}\n--- got\n{got}"
            ));
        }
    }
    Ok(())
}

/// What a program printed, with the exit status as `go run` would show it if `status` asks.
fn output(run: &Run, status: bool) -> String {
    let mut text = run.stdout.clone() + &run.stderr;
    if status {
        text += &format!("[exit status {}]\n", run.exit);
    } else if run.exit != 0 {
        text += &format!("unexpected exit status {}\n", run.exit);
    }
    text
}

/// The lines of standard error before the stacks.
fn head(stderr: &str) -> impl Iterator<Item = &str> {
    stderr.lines().take_while(|line| !line.is_empty())
}

/// One scheduling rule each.
#[test]
fn rules() {
    let files: Vec<_> = go_files("conformance")
        .into_iter()
        .filter(|file| file.with_extension("out").exists())
        .collect();
    check_all(&files, |file| {
        let expected = fs::read_to_string(file.with_extension("out")).expect("a readable file");
        if !WITH_ARGUMENTS.contains(&&*stem(file)) {
            let status = expected.contains("[exit status");
            return check(file, &[], &expected, |run| output(run, status));
        }
        for line in expected.lines() {
            let (argument, expected) = line.split_once(": ").expect("`argument: output`");
            check(file, &[argument], expected, |run| {
                if expected.starts_with("rc=") {
                    let lines: String = head(&run.stderr).map(|l| format!("{l}|")).collect();
                    return format!("rc={} {lines}", run.exit);
                }
                run.stderr
                    .lines()
                    .filter(|l| !l.is_empty())
                    .take(2)
                    .map(|l| format!("{l} "))
                    .collect()
            })?;
        }
        Ok(())
    });
}

/// Rules that show in times or on several Ps: what of the output tells that they hold, as measured
/// with real Go.
#[test]
fn timed_rules() {
    let cases: [(&str, u32, &[&str]); 9] = [
        ("t11_mutex_starve", 1, &["after 4 hog turns, waited 12ms"]),
        ("t18_timeslice_inherit", 1, &["waited 1", "swaps: true"]),
        ("t19_preempt_loop", 1, &["between 9ms and 30ms: true"]),
        ("t20_preempt_rr", 1, &["2@0ms 0@10ms 1@25ms 2@45ms 0@6"]),
        ("t23_timer_late", 1, &["on poll at 5 ms; AfterFunc fired yet: false", "25ms: true"]),
        ("t23_timer_late", 2, &["on poll at 5 ms; AfterFunc fired yet: true", "25ms: false 1ms"]),
        ("t45_steal_runnext", 2, &["spun: true 60 of 60", "best latency >= 3us: true"]),
        ("t63_steal_half", 2, &["20 [3 0 1 2 5 4 6 7 8]"]),
        ("t64_steady_slice", 1, &["10 15 20 20 20 20 20 20 20 20"]),
    ];
    check_all(&cases, |(name, procs, expected)| {
        let program = Compiled::load(&path(&format!("conformance/{name}.go")))?;
        for seed in [1, 2] {
            let run = program.run(&Settings { procs: *procs, ..one_p(seed) })?;
            if !expected.iter().all(|text| run.stdout.contains(text)) {
                let got = run.stdout;
                return Err(format!("{name}, {procs} Ps, seed {seed}: {expected:?} in\n{got}"));
            }
        }
        Ok(())
    });
}

/// Random programs of goroutines, channels, locks and timers.
#[test]
fn random_programs() {
    check_all(&go_files("conformance/random"), |file| {
        let expected = fs::read_to_string(file.with_extension("out")).expect("a readable file");
        check(file, &[], &expected, |run| {
            let first = run.stderr.lines().next();
            let stderr = first.map_or(String::new(), |line| format!("stderr: {line}\n"));
            // The files close standard output with one line break, be it empty or not.
            let stdout = run.stdout.strip_suffix('\n').unwrap_or(&run.stdout);
            format!("{stdout}\n{stderr}exit: {}\n", run.exit)
        })
    });
}

/// Teaching programs that are refused, each with the message.
// Complex numbers stay out: nobody schedules with them.
const REFUSED: [(&str, &str); 1] =
    [("x19_fmt_verbs", "x19_fmt_verbs.go:62:39: complex numbers are not supported by gmpsim\n")];

/// Programs of the kind that people learn concurrency with.
#[test]
fn teaching_programs() {
    check_all(&go_files("programs"), |file| {
        let name = stem(file);
        if let Some((_, message)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            return match Compiled::load(file) {
                Err(why) if why == *message => Ok(()),
                Err(why) => Err(format!("{name} is refused with\n{why}instead of\n{message}")),
                Ok(_) => Err(format!("{name} compiles now: take it off the list REFUSED")),
            };
        }
        let read = |extension: &str| fs::read_to_string(file.with_extension(extension)).ok();
        let exit: i32 = read("exit").map_or(0, |text| text.trim().parse().expect("a number"));
        let first_error = read("err1").unwrap_or_default();
        let (stdout, any_order) = match read("sorted.out") {
            Some(stdout) => (stdout, true),
            None => (read("out").ok_or_else(|| format!("{name} has no output"))?, false),
        };
        let text = |stdout: &str, error: &str, exit: i32| {
            let mut lines: Vec<_> = stdout.split('\n').collect();
            if any_order {
                lines.sort_unstable();
            }
            format!("{}{error}\nexit: {exit}\n", lines.join("\n"))
        };
        check(file, &[], &text(&stdout, first_error.trim_end(), exit), |run| {
            text(&run.stdout, run.stderr.lines().next().unwrap_or_default(), run.exit)
        })
    });
}
