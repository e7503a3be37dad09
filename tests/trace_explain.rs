//! Explanations, lives and the timeline, from histories in a short notation and from a model's.

#[path = "trace/model.rs"]
mod model;
#[path = "trace/support.rs"]
mod support;

use gmpsim::ids::{Gid, Pid};
use gmpsim::trace::event::{Event, EventName};
use gmpsim::trace::explain::branches::{Seen, branches};
use gmpsim::trace::explain::{Moment, Why, explain};
use gmpsim::trace::life::life;
use gmpsim::trace::replay::Replay;
use gmpsim::trace::state::State;
use gmpsim::trace::state::history::History;
use gmpsim::trace::state::model::{GStatus, Use};
use gmpsim::trace::timeline::{Cause, Mark, Timeline};
use gmpsim::trace::tracer::Strings;
use model::Model;
use support::events;

/// The explanation of the last event of a possible history.
fn why(text: &str) -> Why {
    let events = events(text);
    let history = History::of(events.clone()).unwrap_or_else(|why| panic!("{why}\n{text}"));
    let before = history.at(events.len() - 1);
    let strings = Strings::default();
    explain(&Moment { events: &events, before: &before, strings: &strings }).expect("an event")
}

fn timeline(events: &[Event]) -> Timeline {
    let mut replay = Replay::with(Timeline::default());
    replay.follow(events).expect("a possible history");
    replay.into_observer()
}

fn check(text: &str, source: &str, says: &str) {
    let why = why(text);
    assert_eq!(why.source(), source, "{why}");
    assert!(why.text.contains(says), "{why}\nshould say: {says}");
}

const TWO: &str = "boot 2
M0 P0 G1 GoCreate new=G7 line=5
M0 P0 G1 RunqPut gid=G7 next=true
";

/// One more goroutine kicks the first out of `runnext`.
const KICKED: &str = "boot 2
M0 P0 G1 GoCreate new=G7 line=5
M0 P0 G1 RunqPut gid=G7 next=true
M0 P0 G1 GoCreate new=G8 line=6
M0 P0 G1 RunqPut gid=G8 next=true kicked=G7
";

/// A second M comes with P1 and is about to search.
const THIEF: &str = "M0 P0 G1 MStart mid=M2 pid=P1 spinning=true
M2 P1 - ProcStart pid=P1
";

#[test]
fn queues_say_who_stands_where() {
    check(TWO, "NP-1 · runqput · proc.go", "G7 goes to runnext of P0, which was empty");
    check(KICKED, "NP-2 · runqput · proc.go", "G7, which was there, is kicked out to the tail");
    let stolen = format!("{KICKED}{THIEF}M2 P1 - RunqSteal victim=P0 n=1 gid=G7");
    check(&stolen, "SW-2 · runqsteal · proc.go", "It takes the only goroutine in P0's queue");
    let gets =
        format!("{KICKED}@100 M0 P0 G1 GoBlock reason=sleep\nM0 P0 - RunqGet gid=G8 next=true");
    check(&gets, "FR-7 · runqget · proc.go", "M0 takes G8 from runnext of P0");
}

#[test]
fn a_start_says_how_the_goroutine_was_found() {
    let stolen = format!(
        "{KICKED}{THIEF}M2 P1 - RunqSteal victim=P0 n=1 gid=G7
M2 P1 - FindRunnable found=Steal gid=G7
M2 P1 - SpinStop
M2 P1 G7 GoStart gid=G7 tick=1"
    );
    check(&stolen, "SW-2 · execute · proc.go", "M2 stole 1 goroutine from P0's queue");
    check(&stolen, "SW-2 · execute · proc.go", "It begins slice 1 of P1");
}

#[test]
fn stops_and_blocks_say_why() {
    let yields = "boot 1\nM0 P0 G1 GoStop reason=runtime.Gosched";
    check(yields, "RD-3 · goschedImpl · proc.go", "tail of the global queue");
    let asked = "boot 1
M0 P0 G1 PreemptRequest gid=G1 pid=P0 slice=10000000
M0 P0 G1 GoStop reason=preempted";
    check(asked, "RD-4 · gopreempt_m · proc.go", "its slice is used up");
    check("boot 1\nM0 P0 G1 GoStop reason=preempted", "RD-5 · goyield_m · proc.go", "own queue");
    let waits = "boot 1
M0 P0 G1 ObjNew obj=3 kind=Chan cap=0
M0 P0 G1 GoBlock reason=chan_receive obj=3";
    check(waits, "CH-2 · chanrecv · chan.go", "receive from channel #3");
}

/// Every kind of event has two sentences and a function, whatever is known about the rest.
#[test]
fn every_kind_is_explained() {
    let events = events(include_str!("trace/each.txt"));
    let (before, strings) = (State::default(), Strings::default());
    let mut told = String::new();
    let mut kinds: Vec<EventName> = Vec::new();
    for i in 0..events.len() {
        let at = Moment { events: &events[..=i], before: &before, strings: &strings };
        let why = explain(&at).unwrap_or_else(|| panic!("{:?} is not explained", events[i]));
        sound(&why);
        kinds.push(events[i].kind.name());
        told.push_str(&format!("{}: {why}\n", events[i].kind.name().as_str()));
    }
    let missing: Vec<&EventName> =
        EventName::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "not in each.txt: {missing:?}");
    insta::assert_snapshot!(told);
}

fn sound(why: &Why) {
    let sentences = why.text.matches(". ").count() + usize::from(why.text.ends_with('.'));
    assert!(sentences >= 2, "two sentences at least: {why}");
    assert!(!why.text.contains('–'), "names what is not there: {why}");
}

#[test]
fn a_long_run_is_explained_throughout() {
    let strings = Strings::default();
    let events = Model::tell_run(5, 4, 40, 4_000);
    let mut before = State::default();
    for (i, event) in events.iter().enumerate() {
        let at = Moment { events: &events[..=i], before: &before, strings: &strings };
        sound(&explain(&at).expect("it has an event"));
        if let Some(rows) = branches(&at) {
            let taken = rows.iter().filter(|row| row.seen == Seen::Taken).count();
            assert_eq!(taken, 1, "one branch decides: {event:?}");
        }
        before.apply(event).expect("the model tells no nonsense");
    }
}

#[test]
fn branches_stand_in_order() {
    let text = "boot 2
@100 M0 P0 G1 GoBlock reason=sleep
M0 P0 - SpinStart
M0 - - ProcStop pid=P0
M0 - - ProcIdle pid=P0
M0 - - SpinStop
M0 - - FindRunnable found=Park idle=1 tick=1";
    let events = events(text);
    let history = History::of(events.clone()).unwrap_or_else(|why| panic!("{why}"));
    let before = history.at(events.len() - 1);
    let strings = Strings::default();
    let rows = branches(&Moment { events: &events, before: &before, strings: &strings });
    let rows = rows.expect("it is a decision");
    let seen: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}: {}", row.rule, row.seen.text(), row.values))
        .collect();
    insta::assert_snapshot!(seen.join("\n"));
}

#[test]
fn a_life_has_segments_and_causes() {
    let text = format!(
        "{KICKED}{THIEF}@1000 M2 P1 - RunqSteal victim=P0 n=1 gid=G7
M2 P1 - FindRunnable found=Steal gid=G7
M2 P1 - SpinStop
@1500 M2 P1 G7 GoStart gid=G7 tick=1
@2000 M2 P1 G7 GoBlock reason=sleep
@5000 M0 P0 G1 GoUnblock gid=G7"
    );
    let events = events(&text);
    let timeline = timeline(&events);
    assert_eq!(timeline.len(), events.len());
    let told = life(&timeline, Gid(7), events.len(), 6_000).expect("G7 lives");
    let causes: Vec<Cause> = told.causes.iter().map(|cause| cause.cause).collect();
    let stolen = Cause::Stolen { victim: Pid(0), by: Pid(1) };
    assert_eq!(
        causes,
        [Cause::Created(Gid(1)), Cause::Kicked(Gid(8)), stolen, Cause::Woken(Gid(1))]
    );
    let does: Vec<(GStatus, u64)> =
        told.segments.iter().skip(1).map(|s| (s.does.status, s.length())).collect();
    let expect = [(GStatus::Running, 500), (GStatus::Waiting, 3000), (GStatus::Runnable, 1000)];
    assert_eq!(does, expect);
    // Going back: what is not yet is not told.
    let early = life(&timeline, Gid(7), 10, 10).expect("it is made");
    assert_eq!(early.causes.len(), 1);
    assert!(life(&timeline, Gid(7), 3, 3).is_none(), "it is not made yet");
    assert_eq!(timeline.marks().iter().filter(|mark| mark.mark == Mark::Steal).count(), 1);
}

/// The lanes at any time are what the picture at that time says.
#[test]
fn lanes_agree_with_the_picture() {
    let events = Model::tell_run(7, 4, 60, 6_000);
    let history = History::of(events.clone()).expect("the model tells no nonsense");
    let timeline = timeline(&events);
    for n in (0..events.len()).step_by(97) {
        let n = history.by(events[n].at);
        let state = history.at(n);
        for (pid, p) in state.ps() {
            let does = timeline.ps()[pid.index()].at(state.now());
            let used = does.map_or(Use::Idle, |does| does.used);
            assert_eq!(used, p.used, "{pid} after {n} events");
        }
        for (gid, g) in state.gs() {
            let lane = &timeline.g(gid).expect("every goroutine has a lane").lane;
            assert_eq!(
                lane.at(state.now()).map(|does| does.status),
                Some(g.status),
                "{gid} at {n}"
            );
        }
        let queued = timeline.queued();
        let at = queued.partition_point(|q| q.at <= state.now());
        let queued = queued[..at].last().copied().unwrap_or_default();
        let local: usize =
            state.ps().map(|(_, p)| p.ring.len() + usize::from(p.runnext.is_some())).sum();
        assert_eq!(queued.local as usize, local, "after {n} events");
        assert_eq!(queued.global as usize, state.global().len(), "after {n} events");
        let counts = timeline.counts(&events, n);
        assert_eq!(counts.0.iter().map(|n| *n as usize).sum::<usize>(), n);
    }
}

#[test]
fn shares_are_exact_where_few_spans_are() {
    let text = "boot 1\n@1000 M0 P0 G1 GoSyscallBegin\n@4000 M0 P0 G1 GoSyscallEnd";
    let timeline = timeline(&events(text));
    let lane = &timeline.ps()[0];
    let check = |from, to, used, permille, whole| {
        let share = lane.share(from, to).expect("the P is there");
        assert_eq!((share.what.used, share.permille, share.whole), (used, permille, whole));
    };
    check(1000, 4000, Use::Syscall, 1000, true);
    check(500, 1000, Use::Run, 1000, true);
    check(3000, 7000, Use::Run, 750, false);
    check(0, 5000, Use::Syscall, 600, false);
}
