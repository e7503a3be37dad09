//! The picture at event n is the same however one gets there, soon, and in bounded memory.

#[path = "trace/model.rs"]
mod model;

use gmpsim::trace::event::Event;
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
    let mut history = History::new().with_budget(400_000);
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
