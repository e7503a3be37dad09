//! Programs that use the standard packages: what they print is what real Go printed (`.out`).

#[path = "common/run.rs"]
mod run;

use run::run;

/// Runs `tests/std/NAME.go`: its output must be the `.out` file's and its end as given.
fn check(name: &str, end: &str) {
    let path = |ext: &str| format!("{}/tests/std/{name}.{ext}", env!("CARGO_MANIFEST_DIR"));
    // Programs print bytes that are not UTF-8 too.
    let read = |ext: &str| {
        let bytes = std::fs::read(path(ext)).expect("the fixture is there");
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let ran = run(&format!("{name}.go"), &read("go"));
    let expect = read("out");
    for (n, (got, want)) in ran.out.lines().zip(expect.lines()).enumerate() {
        assert_eq!(got, want, "{name}: line {} of the output\n{}", n + 1, ran.err);
    }
    assert_eq!(ran.out.lines().count(), expect.lines().count(), "{name}: lines\n{}", ran.err);
    assert_eq!(ran.end, end, "{name}");
}

#[test]
fn fmt_verbs() {
    check("fmt", "exit 0");
}

#[test]
fn numbers_durations_dates() {
    check("conv", "exit 0");
}

#[test]
fn strings_bytes_sort_scan() {
    check("strings", "exit 0");
}

#[test]
fn math_and_seeded_random_numbers() {
    check("math", "exit 0");
}

#[test]
fn sync_context_errors_time_log() {
    check("sync", "exit 1");
}
