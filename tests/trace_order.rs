//! The order checker refuses what is impossible, with a fixture for each refusal, and nothing else.

#[path = "trace/model.rs"]
mod model;
#[path = "trace/support.rs"]
mod support;

use std::collections::BTreeSet;

use gmpsim::trace::replay::{Impossible, Replay};
use gmpsim::trace::state::violation::Violation;
use gmpsim::trace::tracer::Strings;

/// `expect` is "Name: the sentence"; the refusal must come at the last event, or at the end.
fn check(name: &str, text: &str, expect: &str) -> Result<String, String> {
    let events = support::events(text);
    let refused: Impossible = match Replay::all(&events) {
        Ok(_) => return Err(format!("{name}: nothing is refused")),
        Err(refused) => refused,
    };
    let got = format!("{}: {}", refused.why.name(), refused.why);
    let last = events.len() as u64 - u64::from(refused.event.is_some());
    if refused.index != last {
        return Err(format!("{name}: event {} of {last} is refused: {got}", refused.index));
    }
    if got != expect {
        return Err(format!("{name}: refused otherwise\n  expected {expect}\n  got      {got}"));
    }
    Ok(refused.why.name().into())
}

#[test]
fn every_refusal_has_a_fixture_that_is_refused() {
    let mut problems = Vec::new();
    let mut missing: BTreeSet<&str> = Violation::NAMES.iter().copied().collect();
    for (name, text) in support::fixtures("bad") {
        let expect =
            text.lines().rev().find_map(|line| line.strip_prefix("= ")).unwrap_or_default();
        match check(&name, &text, expect) {
            Ok(kind) => _ = missing.remove(&*kind),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(missing.iter().map(|kind| format!("{kind} has no fixture")));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn possible_histories_pass() {
    for (name, text) in support::fixtures("good") {
        if let Err(refused) = Replay::all(&support::events(&text)) {
            panic!("{name}: {refused}");
        }
    }
}

#[test]
fn what_the_model_scheduler_tells_is_possible() {
    let mut seen = BTreeSet::new();
    for seed in 0..60 {
        let procs = 1 + (seed % 9) as u32;
        let events = model::Model::tell_run(seed, procs, 3 + 40 * seed as usize, 6000);
        for kind in events.iter().map(|event| event.kind.name()) {
            seen.insert(kind.as_str());
        }
        let mut order = Replay::new();
        if let Err(refused) = events.iter().try_for_each(|event| order.step(event)) {
            let at = refused.index as usize;
            for event in &events[at.saturating_sub(15)..=at] {
                eprintln!("{}", event.line(&Strings::default()));
            }
            panic!("seed {seed}: {refused}");
        }
    }
    for kind in ["RunqOverflow", "RunqSteal", "ProcsChange", "GoSyscallEndBlocked", "NetpollBlock"]
    {
        assert!(seen.contains(kind), "the model never tells {kind}");
    }
}
