//! The scenarios that come with gmpsim: they keep their promises, break where they say so, tell their
//! tours in order, and cover what they are to teach.

#[path = "common/rules.rs"]
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use gmpsim::policy::Switch;
use gmpsim::scenario::find::{below, find};
use gmpsim::scenario::{Scenario, index};
use gmpsim::trace::rules::Rule;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What is to be taught, and the scenarios that do: a topic a line.
const TOPICS: &[(&str, &str)] = &[
    ("life of a goroutine", "goroutine-life"),
    ("the decision", "decision"),
    ("runnext and the order of creation", "spawn-order one-worker"),
    ("local queue overflow", "overflow"),
    ("work stealing", "stealing steal-half"),
    ("spinning", "spinning"),
    ("blocking system call", "syscall-handoff syscall-grace blocked-threads"),
    ("network wait", "network-wait"),
    ("sysmon and preemption", "preemption slices"),
    ("fairness", "fairness"),
    ("ping-pong and runnext", "ping-pong"),
    ("timers and sleep", "timers short-sleep"),
    ("threads against goroutines", "goroutine-per-task thread-per-task"),
    ("a million goroutines", "million-goroutines"),
    ("GOMAXPROCS", "gomaxprocs"),
    ("a container's CPU quota", "cpu-quota"),
    ("what goes wrong", "early-exit lost-update deadlock silent-deadlock leak"),
    ("unbuffered channel", "unbuffered"),
    ("buffered channel", "buffered"),
    ("handshake", "handshake"),
    ("broadcast", "broadcast"),
    ("select", "select-random select-quit"),
    ("mutex, RWMutex, atomics", "mutex-barging mutex-starvation rwmutex counters"),
    ("barrier", "barrier"),
    ("fork and join", "fork-join"),
    ("worker pool", "worker-pool"),
    ("producer and consumer", "producer-consumer"),
    ("pipeline", "pipeline"),
    ("semaphore", "semaphore"),
    ("single owner", "event-loop"),
    ("context", "context-tree"),
    ("rate limiting", "rate-limit"),
    ("circuit breaker", "circuit-breaker"),
    ("from a crash to a stable service", "ci-naive ci-waitgroup ci-batches ci-workers ci-sweep"),
    ("fan-out", "fan-out fan-out-batches"),
    ("manager and queue", "migrations"),
    ("embedded job queue", "job-queue-leak job-queue-race job-queue"),
];

fn all() -> Vec<Scenario> {
    let folder = Path::new(ROOT).join("scenarios");
    let found = below(&folder).expect("the scenarios are there");
    found.iter().map(|path| find(path).expect("it has no mistake")).collect()
}

/// On two seeds each, with each switch that must break it on one; tours at the scenario's own seed.
#[test]
fn all_scenarios_keep_their_promises() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    command.current_dir(ROOT).args(["test", "scenarios", "--seeds", "2"]);
    let output = command.output().expect("gmpsim starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with("all as promised\n"), "{said}");
}

#[test]
fn all_topics_are_covered_and_all_programs_are_scenarios() {
    let topics: BTreeSet<&str> = TOPICS.iter().flat_map(|t| t.1.split(' ')).collect();
    let all = all();
    let scenarios: BTreeSet<&str> = all.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(scenarios, topics);
    let programs = std::fs::read_dir(Path::new(ROOT).join("scenarios")).expect("it is a folder");
    let programs = programs
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().join("main.go").is_file()));
    assert_eq!(programs.count(), all.len(), "a program without scenario.toml");
}

/// Each chapter has scenarios, each scenario its own place in a chapter.
#[test]
fn all_chapters_are_in_order() {
    let mut places = BTreeMap::new();
    for s in all() {
        let place = (s.chapter.clone(), s.order);
        assert!(index::CHAPTERS.contains(&s.chapter.as_str()), "{}: {:?}", s.name, s.chapter);
        if let Some(other) = places.insert(place, s.name.clone()) {
            panic!("{} and {other} have the same place", s.name);
        }
    }
    for chapter in index::CHAPTERS {
        assert!(places.keys().any(|place| place.0 == *chapter), "{chapter} is empty");
    }
}

#[test]
fn tours_name_rules_that_exist() {
    let mut named = BTreeSet::new();
    for s in all() {
        for stop in &s.tour {
            for rule in rules::ids(&stop.say) {
                let known = Rule::find(rule).is_some();
                assert!(known, "{} at {}: there is no rule {rule}", s.name, stop.at);
                named.insert(rule.to_string());
            }
        }
    }
    assert!(named.len() > 40, "the search finds hardly any: {named:?}");
}

/// A stop is read on a screen, beside what happens there.
#[test]
fn tours_are_short_and_scenarios_promise_something() {
    for s in all() {
        assert!((3..=8).contains(&s.tour.len()), "{}: {} stops", s.name, s.tour.len());
        for stop in &s.tour {
            let length = stop.say.chars().count();
            assert!((1..=250).contains(&length), "{} at {}: {length} letters", s.name, stop.at);
        }
        let e = &s.expect;
        let promises = e.stdout.is_some() || !e.stdout_has.is_empty() || !e.that.is_empty();
        assert!(promises, "{} promises nothing", s.name);
        let comment = s.source.lines().next().is_some_and(|line| line.starts_with("// "));
        assert!(comment, "{}: main.go says nothing of itself", s.name);
    }
}

/// For each rule that can be switched off a scenario shows what it is for.
#[test]
fn every_switch_breaks_a_scenario() {
    let broken: BTreeSet<String> = all().into_iter().flat_map(|s| s.expect.breaks).collect();
    for switch in Switch::all().map(Switch::name) {
        assert!(broken.contains(switch), "no scenario is broken by {switch}");
    }
}
