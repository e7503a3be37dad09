//! A CPU quota (`--cpu-quota`): how much a process gets, when it is held back, what Go makes of it.

#[path = "common/machine.rs"]
mod machine;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use gmpsim::ids::Nanos;
use gmpsim::kernel::virtual_time::End;
use gmpsim::runtime::{CpuQuota, Noise, Outcome};
use gmpsim::trace::event::{Event, EventKind};
use machine::{MS, Setup, hogs};
use parking_lot::Mutex;

/// As many cores as Ps.
fn setup(procs: u32, quota: Option<f64>) -> Setup {
    let mut setup = Setup::new(procs, 1);
    setup.options.cpu_quota = quota.map(|cpus| CpuQuota::of(cpus).expect("a quota"));
    setup.cores = procs as usize;
    setup
}

/// How much of so many goroutines' work is done in the first second, and the trace.
fn second(procs: u32, quota: Option<f64>, goroutines: u32) -> (Nanos, Vec<Event>) {
    let done: Arc<Mutex<Nanos>> = Arc::default();
    let out = done.clone();
    let ran = Setup { until: 1000 * MS, ..setup(procs, quota) }.run(move |cx| {
        for _ in 0..goroutines {
            let out = out.clone();
            cx.spawn("worker", move |cx| {
                loop {
                    cx.work(MS / 10);
                    *out.lock() += MS / 10;
                }
            });
        }
        cx.sleep(10_000 * MS as i64);
    });
    assert_eq!(ran.end, End::Time);
    let done = *done.lock();
    (done, ran.events)
}

/// The times at which threads are held back.
fn throttled(events: &[Event]) -> Vec<Nanos> {
    let at = |e: &Event| matches!(e.kind, EventKind::CpuThrottle { .. }).then_some(e.at);
    events.iter().filter_map(at).collect()
}

#[test]
fn two_that_compute_get_one_cpu() {
    let (all, free) = second(2, None, 2);
    assert!(all > 1990 * MS && throttled(&free).is_empty(), "{all}");
    let (half, events) = second(2, Some(1.0), 2);
    assert!((990 * MS..1001 * MS).contains(&half), "{half}");
    // 100 ms for two cores last 50, in each period.
    let mut periods = [0; 10];
    for at in throttled(&events) {
        assert!((45 * MS..100 * MS).contains(&(at % (100 * MS))), "held back at {at}");
        periods[(at / (100 * MS)) as usize] += 1;
    }
    assert!(periods.iter().all(|n| *n >= 2), "{periods:?}");
    for e in &events {
        if let EventKind::CpuThrottle { until, .. } = e.kind {
            assert_eq!(until, (e.at / (100 * MS) + 1) * 100 * MS);
        }
    }
}

#[test]
fn a_quota_of_all_cores_holds_nobody_back() {
    let (done, events) = second(2, Some(2.0), 2);
    assert!(done > 1990 * MS, "{done}");
    // What a thread does at the end of a period may count as a few µs more than there are.
    for at in throttled(&events) {
        assert!(at % (100 * MS) > 99 * MS, "held back at {at}");
    }
}

/// A quarter of a CPU is 25 ms in each period, for a single core, too.
#[test]
fn a_part_of_a_cpu_is_a_part_of_each_period() {
    let (done, _) = second(1, Some(0.25), 1);
    assert!((247 * MS..251 * MS).contains(&done), "{done}");
}

/// The longest sleep of 1 ms beside four goroutines that compute, on four Ps and cores.
fn longest_nap(quota: Option<f64>, noise: Noise, seed: u64) -> Nanos {
    let longest: Arc<Mutex<Nanos>> = Arc::default();
    let out = longest.clone();
    let mut setup = Setup { seed, ..setup(4, quota) };
    setup.options.noise = noise;
    let ran = setup.run(move |cx| {
        hogs(cx, 4);
        let start = cx.now();
        while cx.now() - start < 500 * MS {
            let before = cx.now();
            cx.sleep(MS as i64);
            let took = cx.now() - before;
            let mut longest = out.lock();
            *longest = took.max(*longest);
        }
    });
    assert_eq!(ran.end, End::Outcome(Outcome::Exit(0)));
    *longest.lock()
}

#[test]
fn who_only_sleeps_waits_for_a_p_that_is_held_back() {
    let free = longest_nap(None, Noise::Quiet, 1);
    assert!(free < 25 * MS, "{free}");
    // 200 ms for four cores last 50: for the other half of the period no P runs.
    for (noise, seed) in [(Noise::Quiet, 1), (Noise::Typical, 1), (Noise::Typical, 2)] {
        let held = longest_nap(Some(2.0), noise, seed);
        assert!((45 * MS..75 * MS).contains(&held), "{noise:?}, seed {seed}: {held}");
    }
}

fn temp(name: &str, content: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("quota-{name}"));
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for files");
    std::fs::write(&path, content).expect("the file can be written");
    path
}

fn gmpsim(args: &[&str]) -> (String, String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_gmpsim")).args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.success())
}

/// PC-1: the quota rounded up, at least 2, at most the cores; but what is said goes before it.
#[test]
fn gomaxprocs_follows_the_quota() {
    let text = "package main\n\nimport \"runtime\"\n\nfunc main() { println(runtime.GOMAXPROCS(0), runtime.NumCPU()) }\n";
    let program = temp("procs.go", text).to_string_lossy().into_owned();
    for (flags, expected) in [
        (&["--cpu-quota", "0.5"][..], "2 4"),
        (&["--cpu-quota", "2"], "2 4"),
        (&["--cpu-quota", "2.01"], "3 4"),
        (&["--cpu-quota", "64"], "4 4"),
        (&["--cpu-quota", "64", "--cores", "16"], "16 16"),
        (&["--cpu-quota", "5.5", "--cores", "16"], "6 16"),
        (&["--cpu-quota", "4", "--cores", "1"], "1 1"),
        (&["--cpu-quota", "2", "--procs", "8"], "8 8"),
    ] {
        let args = [&["run"], flags, &[program.as_str()]].concat();
        let (_, err, ok) = gmpsim(&args);
        assert!(ok && err.trim() == expected, "{flags:?}: {err}");
    }
}

#[test]
fn what_is_no_quota_is_refused() {
    for bad in ["0", "-1", "much", "0.001", "2000", "NaN"] {
        let (_, err, ok) = gmpsim(&["run", &format!("--cpu-quota={bad}"), "spawn-order"]);
        assert!(!ok && err.contains("a number of CPUs from 0.01 to 1024"), "{bad}: {err}");
    }
    let (_, err, ok) = gmpsim(&["run", "--kernel", "threads", "--cpu-quota", "1", "spawn-order"]);
    assert!(!ok && err.contains("--cpu-quota is for virtual time"), "{err}");
}

/// The trace's first line says on what machine it was made, and a run of a trace says it, too.
#[test]
fn a_trace_names_noise_and_quota() {
    let trace = temp("trace.jsonl", "").to_string_lossy().into_owned();
    let header = |flags: &[&str]| {
        let args = [&["run", "--trace", &trace], flags, &["spawn-order"]].concat();
        assert!(gmpsim(&args).2, "{args:?}");
        let text = std::fs::read_to_string(&trace).expect("a trace is written");
        text.lines().next().unwrap_or_default().to_string()
    };
    let busy = header(&["--noise", "busy", "--cpu-quota", "1.50"]);
    assert!(busy.contains(r#""noise":"busy","cpu_quota":"1.5""#), "{busy}");
    let (screen, err, ok) = gmpsim(&["snapshot", &trace, "--size", "120x40"]);
    assert!(ok && screen.contains("busy noise · quota 1.5 CPU"), "{screen}{err}");
    let threads = header(&["--kernel", "threads"]);
    assert!(!threads.contains("noise") && !threads.contains("cpu_quota"), "{threads}");
}
