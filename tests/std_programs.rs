//! Programs that use the standard packages: what they print is what real Go printed (`.out`).

mod runner;

use runner::{Compiled, Settings, one_p, path};

/// Runs `tests/std/NAME.go`: its output must be the `.out` file's and its exit code as given.
fn check(name: &str, exit: i32) {
    let file = path("std").join(format!("{name}.go"));
    let program = Compiled::load(&file).unwrap_or_else(|why| panic!("{why}"));
    let ran = program.run(&Settings { procs: 4, ..one_p(1) });
    let ran = ran.unwrap_or_else(|why| panic!("{name}: {why}"));
    // Programs print bytes that are not UTF-8 too.
    let expect = std::fs::read(file.with_extension("out")).expect("the fixture is there");
    let expect = String::from_utf8_lossy(&expect);
    for (n, (got, want)) in ran.stdout.lines().zip(expect.lines()).enumerate() {
        assert_eq!(got, want, "{name}: line {} of the output\n{}", n + 1, ran.stderr);
    }
    let (got, want) = (ran.stdout.lines().count(), expect.lines().count());
    assert_eq!(got, want, "{name}: lines\n{}", ran.stderr);
    assert_eq!(ran.exit, exit, "{name}");
}

#[test]
fn fmt_verbs() {
    check("fmt", 0);
}

#[test]
fn numbers_durations_dates() {
    check("conv", 0);
}

#[test]
fn scanning_and_buffered_reading() {
    check("scan", 0);
}

#[test]
fn strings_bytes_sort_scan() {
    check("strings", 0);
}

#[test]
fn math_and_seeded_random_numbers() {
    check("math", 0);
}

#[test]
fn elementary_functions_to_the_last_bit() {
    check("elementary", 0);
}

#[test]
fn slices_and_sort_orders() {
    check("slices", 0);
}

#[test]
fn ordered_values() {
    check("cmp", 0);
}

#[test]
fn maps_as_sequences() {
    check("maps", 0);
}

#[test]
fn sequences_pushed_and_pulled() {
    check("iter", 0);
}

#[test]
fn generic_functions_and_types_of_other_packages() {
    check("generic", 0);
}

#[test]
fn parts_of_bytes_and_widths_of_floats() {
    check("parts", 0);
}

#[test]
fn all_code_points_and_tables() {
    check("unicode", 0);
}

#[test]
fn all_time_zones() {
    check("zones", 0);
}

#[test]
fn sync_context_errors_time_log() {
    check("sync", 1);
}

#[test]
fn deep_values_and_calls() {
    check("deep", 0);
}
