//! The picture at event n is the same however one gets there, soon, and in bounded memory.

#[path = "trace/model.rs"]
mod model;

use std::time::{Duration, Instant};

use gmpsim::trace::event::Event;
use gmpsim::trace::order::Order;
use gmpsim::trace::state::State;
use gmpsim::trace::state::history::History;
use model::Model;

/// The picture in words, all of it.
fn words(state: &State) -> String {
    format!("{state:?}")
}

fn folded(events: &[Event], n: usize) -> State {
    let mut state = State::default();
    events[..n].iter().for_each(|event| state.apply(event).expect("the model tells no nonsense"));
    state
}

#[test]
fn any_event_can_be_gone_to() {
    let events = Model::tell_run(7, 4, 200, 60_000);
    let mut history = History::with_budget(400_000);
    events.iter().for_each(|event| history.push(*event).expect("the model tells no nonsense"));
    assert!(history.frame_bytes() <= 400_000, "{} bytes", history.frame_bytes());
    let mut walker = State::default();
    for n in [0, 1, 40, 16_383, 16_384, 16_385, 59_999, 33_000, 32_999, 60_000, 5] {
        let expect = words(&folded(&events, n));
        assert!(words(&history.at(n)) == expect, "at({n}) differs from a fold of {n} events");
        history.seek(&mut walker, n);
        assert!(words(&walker) == expect, "seek to {n} differs from a fold of {n} events");
    }
    assert_eq!(history.at(usize::MAX).n(), events.len() as u64);
    assert_eq!(history.last().n(), events.len() as u64);
}

#[test]
fn what_is_impossible_is_not_taken_in() {
    let mut events = Model::tell_run(7, 4, 20, 1000);
    let bad = events.len();
    events.push(events[10]);
    let refused = History::of(events.clone()).expect_err("time goes back");
    assert_eq!(refused.index, bad as u64);
    let mut history = History::of(events[..bad].to_vec()).expect("it was possible so far");
    assert!(history.push(events[bad]).is_err());
    assert_eq!(history.len(), bad);
}

/// How long this thread was on a processor: what else runs on the machine does not count.
fn busy() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split_whitespace().next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanos.expect("Linux tells how long a thread ran"))
}

/// The best of a few, for what is too short for `busy`.
fn best(mut run: impl FnMut()) -> Duration {
    let mut timed = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..4).map(|_| timed()).min().unwrap_or_default()
}

/// `cargo test --release --test trace_history -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: run it in a release build on a quiet machine"]
fn measure() {
    for (living, n) in [(50, 1_000_000), (10_000, 1_000_000), (10_000, 10_000_000)] {
        let events = Model::tell_run(3, 8, living, n);
        let start = busy();
        let mut order = Order::default();
        events.iter().for_each(|event| order.check(event).expect("the model tells no nonsense"));
        let check = busy() - start;
        let events_len = events.len();
        let start = busy();
        let history = History::of(events).expect("the model tells no nonsense");
        let built = busy() - start;
        let mut worst = Duration::ZERO;
        let mut sum = Duration::ZERO;
        for i in 0..200 {
            let at = (i * 7919 * 131) % events_len;
            let took = best(|| assert_eq!(history.at(at).n(), at as u64));
            worst = worst.max(took);
            sum += took;
        }
        println!(
            "{living} living, {events_len} events, {} made: check {:.1} ns/event, history {:.1} ns/event, \
             frames {:.1} MB, at(n) mean {:.2} ms, worst {:.2} ms",
            history.last().counts().created,
            check.as_nanos() as f64 / events_len as f64,
            built.as_nanos() as f64 / events_len as f64,
            history.frame_bytes() as f64 / 1e6,
            sum.as_secs_f64() * 1e3 / 200.0,
            worst.as_secs_f64() * 1e3,
        );
    }
}
