//! What is told for people and programs: lines, files, tables and Go's schedtrace.

#[path = "trace/model.rs"]
mod model;
#[path = "trace/support.rs"]
mod support;

use gmpsim::export::schedtrace::{SchedTrace, report};
use gmpsim::trace::event::EventName;
use gmpsim::trace::event::{Event, StrId};
use gmpsim::trace::header::Header;
use gmpsim::trace::jsonl::{self, Writer};
use gmpsim::trace::replay::Replay;
use gmpsim::trace::stats::Stats;
use gmpsim::trace::tracer::{Sink, Strings};
use model::Model;

/// One event of each kind, in the order of the table.
const EACH: &str = include_str!("trace/each.txt");

fn strings() -> Strings {
    let strings = Strings::default();
    for text in ["main.worker", "hello\n", "all goroutines are asleep - deadlock!", "unused"] {
        strings.intern(text);
    }
    strings
}

#[test]
fn every_kind_of_event_has_its_line() {
    let events = support::events(EACH);
    let told: Vec<&str> = EventName::ALL.iter().map(|kind| kind.as_str()).collect();
    let mut kinds: Vec<&str> = events.iter().map(|event| event.kind.name().as_str()).collect();
    kinds.dedup();
    assert_eq!(kinds, told, "tests/trace/each.txt has each kind, in the order of the table");
    let lines: Vec<String> = events.iter().map(|event| event.line(&strings())).collect();
    insta::assert_snapshot!("lines", lines.join("\n"));
}

fn header() -> Header {
    Header {
        program: "worker-pool/main.go".into(),
        procs: 4,
        cores: 2,
        seed: 1,
        ..Header::default()
    }
}

fn written(events: &[Event], strings: &Strings) -> String {
    let mut writer = Writer::new(Vec::new(), &header()).expect("a Vec can be written to");
    for chunk in events.chunks(100) {
        writer.events(chunk, strings);
    }
    let out = writer.finish().expect("a Vec can be written to");
    String::from_utf8(out).expect("JSON is UTF-8")
}

#[test]
fn a_file_has_a_line_for_each_event() {
    insta::assert_snapshot!("file", written(&support::events(EACH), &strings()));
}

#[test]
fn what_was_written_is_read_back_the_same() {
    let each = support::events(EACH);
    let run = Model::tell_run(5, 4, 60, 5000);
    for events in [&each[..], &run, &[]] {
        let file = written(events, &strings());
        let trace = jsonl::read(file.as_bytes()).expect("what was written can be read");
        assert_eq!(trace.header, header());
        assert_eq!(trace.events.len(), events.len());
        for (read, told) in trace.events.iter().zip(events) {
            assert_eq!(read.line(&trace.strings), told.line(&strings()));
        }
        assert_eq!(written(&trace.events, &trace.strings), file);
    }
}

#[test]
fn the_sink_writes_the_last_line_at_the_end() {
    let path = std::env::temp_dir().join(format!("gmpsim-trace-{}.jsonl", std::process::id()));
    let file = std::fs::File::create(&path).expect("a temporary file can be made");
    let events = Model::tell_run(5, 2, 10, 500);
    let mut sink: Box<dyn Sink> =
        Box::new(Writer::new(file, &header()).expect("it can be written"));
    sink.events(&events, &strings());
    sink.end(&strings());
    drop(sink);
    let text = std::fs::read_to_string(&path).expect("the file is there");
    std::fs::remove_file(&path).expect("the file is there");
    assert_eq!(text, written(&events, &strings()));
}

#[test]
fn what_is_no_trace_is_refused_with_its_line() {
    let good = written(&support::events("boot 1\nM0 P0 G1 Note text=1"), &strings());
    let lines: Vec<&str> = good.lines().collect();
    let first = lines[0];
    let check = |file: &str, expect: &str| match jsonl::read(file.as_bytes()) {
        Ok(_) => panic!("this was read: {file}"),
        Err(error) => assert_eq!(error.to_string(), expect, "{file}"),
    };
    check("", "line 1: the file is empty");
    check("package main\n", "line 1: this is not a trace of gmpsim");
    check("{\"a\":1}\n", "line 1: this is not a trace of gmpsim");
    check(
        "{\"gmpsim\":\"profile\",\"version\":1}\n",
        "line 1: this is a \"profile\" of gmpsim, not a trace",
    );
    check(
        &good.replacen("\"version\":2", "\"version\":3", 1),
        "line 1: the trace has version 3, but this gmpsim reads versions 1 to 2",
    );
    check(&good.replacen("\"procs\":4,", "", 1), "line 1: missing field `procs` (column 81)");
    check(&first[..9], "line 1: the file was cut off in this line");
    check(&format!("{good}{{"), "line 13: there is more after the line that ends the trace");
    check(&format!("{first}\nwhat?\n"), "line 2: expected value (column 1)");
    check(&format!("{first}\n{{\"at\":1,\"ev\":\"GoFly\"}}\n"), &unknown_event());
    check(
        &format!("{first}\n{{\"at\":-1,\"ev\":\"STWEnd\"}}\n"),
        "line 2: invalid value: integer `-1`, expected u64 (column 8)",
    );
    check(&format!("{first}\n{{\"s\":1,\"text\":\"x\"}}\n"), "line 2: text 1 where 0 is due");
    check(
        &format!("{first}\n{{\"at\":1,\"ev\":\"Note\",\"text\":0}}\n"),
        "line 2: text 0 has not been told yet",
    );
    check(
        &format!("{first}\n{{\"end\":0,\"events\":5}}\n"),
        "line 2: 5 events are announced, but 0 stand here",
    );
    check(
        &format!("{first}\n{{\"end\":7,\"events\":0}}\n"),
        "line 2: the end is at 7, but the last event at 0",
    );
    check(
        &format!("{first}\n{{\"end\":0,\"events\":0}}\n{{}}\n"),
        "line 3: there is more after the line that ends the trace",
    );
    let garbage = [first.as_bytes(), b"\n\xff\xfe\n"].concat();
    let error = jsonl::read(&garbage[..]).expect_err("this is no text");
    assert_eq!(error.to_string(), "line 2: this is not UTF-8 text");
}

/// Wherever a file is cut off, it is read up to its last whole event.
#[test]
fn a_trace_that_was_cut_off_is_read_up_to_there() {
    let good = written(&support::events(EACH), &strings());
    let first = good.find('\n').expect("a header") + 1;
    for end in first..good.len() {
        let there = &good.as_bytes()[..end];
        let trace = jsonl::read(there).unwrap_or_else(|e| panic!("cut off at {end}: {e}"));
        let whole = good[first..end].lines().filter(|line| line.contains("\"ev\":"));
        let cut_short = usize::from(
            !good[..end].ends_with('\n')
                && good[..end].lines().next_back().is_some_and(|line| line.contains("\"ev\":")),
        );
        assert_eq!(trace.events.len(), whole.count() - cut_short, "cut off at {end}");
        let line = good[..end].matches('\n').count() as u64 + 1;
        assert_eq!(trace.cut, Some(line), "cut off at {end}");
    }
    assert_eq!(jsonl::read(good.as_bytes()).expect("it is whole").cut, None);
    // What a crash of the machine leaves of a block that was not written.
    let zeros = [&good.as_bytes()[..good.len() - 40], &[0; 512]].concat();
    assert!(jsonl::read(&zeros[..]).expect("what is before it").cut.is_some());
}

#[test]
fn a_file_takes_no_more_than_it_may() {
    let events = Model::tell_run(5, 4, 60, 5000);
    let mut writer = Writer::new(Vec::new(), &header()).expect("memory").at_most(20_000);
    writer.events(&events, &strings());
    assert!(writer.full());
    writer.end(&strings());
    let file = std::mem::take(writer.out());
    assert!((19_000..=20_000).contains(&file.len()), "{}", file.len());
    let trace = jsonl::read(&file[..]).expect("it is whole");
    assert_eq!((trace.cut, trace.events.len() < events.len()), (None, true));
}

fn unknown_event() -> String {
    let names: Vec<String> =
        EventName::ALL.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
    format!("line 2: unknown variant `GoFly`, expected one of {} (column 21)", names.join(", "))
}

#[test]
fn garbage_never_panics() {
    let good = written(&Model::tell_run(9, 4, 60, 600), &strings()).into_bytes();
    let mut seed = 1_u64;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % n
    };
    for _ in 0..400 {
        let mut bytes = good.clone();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            bytes[at] = b"0123456789\"{},:x\n\xff"[random(18)];
        }
        // Whatever can still be read goes through everything that looks at events.
        let Ok(trace) = jsonl::read(&bytes[..]) else { continue };
        let mut stats = Stats::default();
        stats.events(&trace.events, &trace.strings);
        let _ = stats.table(&trace.strings).to_string();
        let _ = report(stats.state(), true);
        trace.events.iter().for_each(|event| _ = event.line(&trace.strings));
    }
}

#[test]
fn the_table_of_numbers() {
    let strings = strings();
    let mut stats = Stats::default();
    stats.events(&Model::tell_run(11, 4, 40, 20_000), &strings);
    assert_eq!(stats.impossible(), None);
    insta::assert_snapshot!("stats", stats.table(&strings).to_string());
    let p0 = stats.state().p(gmpsim::ids::Pid(0)).expect("P0 is there");
    assert_eq!(p0.totals_at(stats.state().now()).iter().sum::<u64>(), stats.state().now());
    for (gid, g) in stats.state().gs().filter(|(_, g)| g.since > 0) {
        let end = if g.status.number() == 6 { g.since } else { stats.state().now() };
        let sum: u64 = g.totals_at(stats.state().now()).iter().sum();
        assert_eq!(sum, end - g.made, "all of the time of {gid} is counted");
    }
}

#[test]
fn schedtrace_as_go_prints_it() {
    let events = support::events(
        "boot 2
         M0 P0 G1 MStart mid=M1
         @1000 M1 - - SysmonTick sleep=20000
         M0 P0 G1 GoCreate new=G2
         M0 P0 G1 RunqPut gid=G2 next=true
         M0 P0 G1 Wakep woke=true
         M0 P0 G1 MStart mid=M2 pid=P1 spinning=true
         M2 P1 - ProcStart pid=P1
         M0 P0 G1 Wakep woke=false
         M0 P0 G1 GoCreate new=G3
         M0 P0 G1 RunqPut gid=G3 next=true kicked=G2
         M0 P0 G1 GoCreate new=G4
         M0 P0 G1 GlobalPut gid=G4
         @10000000 M1 - - SysmonTick sleep=10000000
         @26000000 M1 - - SysmonTick sleep=10000000
         M0 P0 G1 GoBlock reason=chan_receive
         @27000000 M1 - - SysmonTick sleep=10000000",
    );
    let check = |detailed: bool, name: &str| {
        let mut trace = Replay::with(SchedTrace::new(Vec::new(), 20, detailed));
        trace.events(&events, &Strings::default());
        let out = trace.into_observer().finish().expect("a Vec can be written to");
        insta::assert_snapshot!(name, String::from_utf8(out).expect("it is text"));
    };
    check(false, "schedtrace");
    check(true, "scheddetail");
}

#[test]
fn order_goes_through_the_door() {
    let order = std::sync::Arc::new(parking_lot::Mutex::new(Replay::new()));
    let tracer = gmpsim::trace::tracer::Tracer::new(Some(Box::new(order.clone())));
    let events = Model::tell_run(3, 4, 30, 9000);
    events.chunks(1000).for_each(|chunk| tracer.tell(chunk));
    tracer.end();
    let mut order = order.lock();
    assert_eq!(order.state().n(), events.len() as u64);
    assert_eq!(order.end(), Ok(()));
    assert_eq!(tracer.strings().get(StrId(0)).len(), 0);
}
