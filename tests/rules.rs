//! The table of rules, and programs that show what rules say where nothing else does.
//!
//! Next: `tests/rules.tsv` for the verdicts, `tests/timing.rs` for what rules say in milliseconds.

#[path = "common/machine.rs"]
mod machine;
#[path = "common/rules.rs"]
mod rules;
mod runner;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use gmpsim::ids::{Gid, Pid};
use gmpsim::kernel::virtual_time::End;
use gmpsim::policy::Switch;
use gmpsim::runtime::Outcome;
use gmpsim::scenario::find::find;
use gmpsim::trace::event::{Event, EventKind, HandoffReason};
use gmpsim::trace::reason::StopReason;
use machine::{MS, Setup, US, VCx, hogs};
use parking_lot::Mutex;
use runner::{Compiled, Run, Settings, one_p};

/// Nothing is wrong.
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

/// What is wrong with a piece of evidence.
fn missing(evidence: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    if let Some((file, test)) = evidence.split_once(':') {
        let text = std::fs::read_to_string(path.join(file)).unwrap_or_default();
        let is_there = text.contains(&format!("#[test]\nfn {test}()"));
        return (!is_there).then(|| format!("{file} has no test {test}"));
    }
    if evidence.starts_with("scenarios/") {
        let promises = find(&path.join(evidence)).ok().map(|s| s.expect);
        let promises = promises.is_some_and(|e| e.stdout.is_some() || !e.that.is_empty());
        return (!promises).then(|| format!("{evidence} is no scenario with promises"));
    }
    // A program with real Go's output, or of those with several Ps or a clock.
    let timed = std::fs::read_to_string(path.join("tests/conformance.rs")).unwrap_or_default();
    let stem = Path::new(evidence).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let expected = path.join(evidence).with_extension("out").is_file();
    let run = expected || timed.contains(&format!("(\"{stem}\", "));
    (!run || !path.join(evidence).is_file()).then(|| format!("no test runs {evidence}"))
}

#[test]
fn every_rule_of_tiers_a_and_b_has_a_verdict_and_what_shows_it() {
    let named = rules::named();
    let mut ids = BTreeSet::new();
    let mut problems = Vec::new();
    for rule in rules::table() {
        let id = rule.rule.id;
        let mut wrong = |why: &str| problems.push(format!("{id}: {why}"));
        if !ids.insert(id) || rules::ids(id) != [id] || rule.rule.says.is_empty() {
            wrong("an id that is no id or is there twice, or it says nothing");
        }
        let known = rules::VERDICTS.iter().any(|(name, _)| *name == rule.verdict);
        match &*rule.tier {
            "A" | "B" if !known => wrong("there is no such verdict"),
            "A" | "B" => {}
            "C" if rule.verdict.is_empty() && rule.evidence.is_empty() => continue,
            "C" => wrong("a verdict where nothing can be seen"),
            _ => wrong("there is no such tier"),
        }
        let modelled = rule.verdict != "not modelled";
        if modelled == rule.evidence.is_empty() {
            wrong(if modelled { "nothing shows it" } else { "it is shown and not modelled" });
        }
        if modelled && !named.contains_key(id) {
            wrong("no code names it");
        }
        if rule.note.is_empty() && ["simplified", "not modelled"].contains(&&*rule.verdict) {
            wrong("the note must say what is missing");
        }
        rule.evidence.iter().filter_map(|e| missing(e)).for_each(|why| wrong(&why));
    }
    none(&problems);
    assert!(ids.len() > 150, "only {} rules", ids.len());
}

#[test]
fn what_is_no_evidence_is_noticed() {
    for bad in [
        "tests/rules.rs:no_such_test",
        "tests/no_such_file.rs:a_test",
        "scenarios/no-such-scenario",
        "tests/conformance/t99_nothing.go",
    ] {
        assert!(missing(bad).is_some(), "{bad}");
    }
    assert_eq!(missing("tests/rules.rs:what_is_no_evidence_is_noticed"), None);
    assert_eq!(missing("tests/conformance/t01_spawn_order.go"), None);
}

/// The events from the first that fits on.
fn from(events: &[Event], fits: impl Fn(&EventKind) -> bool) -> &[Event] {
    let at = events.iter().position(|e| fits(&e.kind)).expect("the event is there");
    &events[at..]
}

/// Runs with some seeds.
fn seeds(procs: u32) -> impl Iterator<Item = Setup> {
    (1..9).map(move |seed| Setup::new(procs, seed))
}

/// FR-1, GC-0.
#[test]
fn a_stopped_world_lets_nobody_run() {
    for setup in seeds(4) {
        let events = setup.run(|cx| {
            hogs(cx, 3);
            cx.charge(MS);
            cx.gomaxprocs(2);
        });
        let stop = from(&events.events, |w| matches!(w, EventKind::STWBegin { .. }));
        let changed = stop.iter().position(|e| matches!(e.kind, EventKind::ProcsChange { .. }));
        let (stopping, rest) = stop.split_at(changed.expect("the number of Ps changes"));
        let asked = |e: &&Event| matches!(e.kind, EventKind::PreemptRequest { .. });
        assert!(stopping.iter().filter(asked).count() >= 3, "seed {}", setup.seed);
        let stopped = |e: &&Event| matches!(e.kind, EventKind::ProcStop { .. });
        assert_eq!(stopping.iter().filter(stopped).count(), 3, "seed {}", setup.seed);
        let end = rest.iter().position(|e| e.kind == EventKind::STWEnd).expect("the world goes on");
        let starts = |e: &Event| matches!(e.kind, EventKind::GoStart { .. });
        assert!(!rest[..end].iter().any(starts), "seed {}", setup.seed);
    }
}

/// RD-4, PR-4.
#[test]
fn who_is_stopped_with_the_world_goes_on_first() {
    for setup in seeds(2) {
        let events = setup.run(|cx| {
            cx.spawn("hog", |cx| {
                cx.spawn("other", |cx| cx.work(MS));
                cx.spawn("another", |cx| cx.work(MS));
                cx.work(100 * MS);
            });
            cx.charge(MS);
            cx.gomaxprocs(3);
            cx.charge(MS);
        });
        let stop = from(&events.events, |w| matches!(w, EventKind::STWBegin { .. }));
        let given_way =
            |w: &EventKind| matches!(w, EventKind::GoStop { reason: StopReason::Preempted });
        let hog = from(stop, given_way)[0].g;
        let put = from(stop, |w| matches!(w, EventKind::RunqPut { gid, .. } if *gid == hog));
        let EventKind::RunqPut { next: true, .. } = put[0].kind else { panic!("{:?}", put[0]) };
        let on = put[0].p;
        let go_on = from(stop, |w| *w == EventKind::STWEnd).iter();
        let first = go_on.filter(|e| e.p == on).find_map(|e| match e.kind {
            EventKind::GoStart { gid, .. } => Some(gid),
            _ => None,
        });
        assert_eq!(first, Some(hog), "seed {}", setup.seed);
    }
}

/// PR-5, GC-0: asked again every 100 µs.
#[test]
fn a_loop_without_calls_holds_up_the_world() {
    let mut setup = Setup::new(2, 1);
    setup.options.policy = Switch::NoAsyncPreempt.into();
    let ran = setup.run(|cx| {
        cx.spawn("hog", |cx| cx.work(30 * MS));
        cx.charge(MS);
        cx.gomaxprocs(1);
    });
    let stop = from(&ran.events, |w| matches!(w, EventKind::STWBegin { .. }));
    let changed = from(stop, |w| matches!(w, EventKind::ProcsChange { .. }))[0].at;
    assert!(changed - stop[0].at > 25 * MS, "{}", changed - stop[0].at);
    let asked = |e: &&Event| matches!(e.kind, EventKind::PreemptRequest { .. }) && e.at < changed;
    assert!(stop.iter().filter(asked).count() > 100, "asked again");
}

/// NW-3, FR-9, WK-7: the poller's last one runs first, and the others follow in that order.
#[test]
fn who_is_ready_last_runs_first() {
    for setup in seeds(1) {
        let order: Arc<Mutex<Vec<u64>>> = Arc::default();
        let out = order.clone();
        setup.run(move |cx| {
            for i in 0..5 {
                let out = out.clone();
                cx.spawn("reader", move |cx| {
                    cx.io_wait(MS + i * 10 * US);
                    out.lock().push(i);
                });
            }
            cx.gosched();
            cx.charge(5 * MS);
            cx.sleep(5 * MS as i64);
        });
        assert_eq!(*order.lock(), [4, 3, 2, 1, 0], "seed {}", setup.seed);
    }
}

/// WK-8: and so goroutines change their Ps.
#[test]
fn who_is_woken_queues_where_its_waker_is() {
    let (mut woken, mut moved) = (0, 0);
    for setup in seeds(4) {
        let ran = setup.run(|cx| {
            let (there, back) = (cx.makechan(0), cx.makechan(0));
            for i in 0..8 {
                let (there, back) = (there.clone(), back.clone());
                cx.spawn("worker", move |cx| {
                    while let Some(n) = cx.chanrecv(&there) {
                        cx.work(20 * US * (i + 1));
                        let _ = cx.chansend(&back, n);
                    }
                });
            }
            for n in 0..40 {
                let _ = cx.chansend(&there, n);
                cx.charge(30 * US);
                cx.chanrecv(&back);
            }
        });
        let mut last = std::collections::BTreeMap::new();
        for pair in ran.events.windows(2) {
            if let EventKind::GoStart { gid, .. } = pair[0].kind {
                last.insert(gid, pair[0].p);
            }
            let EventKind::GoUnblock { gid } = pair[0].kind else { continue };
            if pair[0].p.is_none() {
                continue;
            }
            let queued = matches!(pair[1].kind, EventKind::RunqPut { gid: put, next: true, .. } if put == gid);
            assert!(queued && pair[1].p == pair[0].p, "{:?}", pair[1]);
            woken += 1;
            moved += u32::from(last.get(&gid).is_some_and(|p| *p != pair[0].p));
        }
    }
    assert!(woken > 200 && moved > 20, "{woken} woken, {moved} moved");
}

/// TS-4: whoever makes goroutines and ends is hardly ever there to hear a request.
#[test]
fn a_request_that_nobody_hears_is_lost() {
    fn chain(cx: &mut VCx<'_>) {
        cx.spawn("chain", chain);
    }
    for setup in seeds(1) {
        let ran = Setup { until: 100 * MS, ..setup }.run(|cx| {
            chain(cx);
            cx.sleep(1000 * MS as i64);
        });
        let lost = |e: &&Event| matches!(e.kind, EventKind::PreemptLost { .. });
        assert!(ran.events.iter().filter(lost).count() >= 1);
        // All of it is one slice: sysmon finds it too long again and again.
        let requests = ran.events.iter().filter_map(|e| match e.kind {
            EventKind::PreemptRequest { slice, .. } => Some(slice),
            _ => None,
        });
        assert!(requests.max() > Some(12 * MS));
    }
}

/// LK-4, MT-2.
#[test]
fn a_thread_ends_with_the_goroutine_that_is_bound_to_it() {
    for (bound, ended) in [(true, 1), (false, 0)] {
        let ran = Setup::new(2, 1).run(move |cx| {
            cx.spawn("f", move |cx| {
                if bound {
                    cx.lock_os_thread();
                }
                cx.work(MS);
            });
            cx.sleep(5 * MS as i64);
        });
        let exits = ran.events.iter().filter(|e| e.kind == EventKind::MExit).count();
        assert_eq!(exits, ended);
        let handed = EventKind::Handoff { pid: Pid(0), reason: HandoffReason::Exit };
        let reason = std::mem::discriminant(&handed);
        let handed = ran.events.iter().any(|e| {
            std::mem::discriminant(&e.kind) == reason
                && matches!(e.kind, EventKind::Handoff { reason: HandoffReason::Exit, .. })
        });
        assert_eq!(handed, bound);
    }
}

/// MT-3.
#[test]
fn threads_have_a_limit() {
    let ran = Setup::new(1, 1).run(|cx| {
        for _ in 0..10_001 {
            cx.spawn("f", |cx| {
                cx.lock_os_thread();
                cx.sleep(60_000 * MS as i64);
            });
        }
        cx.sleep(60_000 * MS as i64);
    });
    assert_eq!(ran.end, End::Outcome(Outcome::ThreadExhaustion));
}

/// MT-3: the program may set it.
#[test]
fn a_program_may_set_the_limit_on_threads() {
    let text = r#"package main

import (
	"runtime"
	"runtime/debug"
	"time"
)

func main() {
	println(debug.SetMaxThreads(12), debug.SetMaxThreads(12))
	for range THREADS {
		go func() {
			runtime.LockOSThread()
			time.Sleep(time.Millisecond)
			runtime.UnlockOSThread()
		}()
	}
	time.Sleep(5 * time.Millisecond)
	println("done")
}
"#;
    let run = |threads| {
        let program = Compiled::of_text("main.go", text.replace("THREADS", threads));
        program.expect("it compiles").run(&one_p(1))
    };
    assert_eq!(run("6").expect("it runs").stderr, "10000 12\ndone\n");
    assert_eq!(run("20").expect_err("too many"), "the run ended with too many threads");
}

/// PC-3: and runnext goes before the queue.
#[test]
fn a_p_that_goes_leaves_its_work_at_the_head() {
    for setup in seeds(2) {
        let ran = setup.run(|cx| {
            cx.spawn("hog", |cx| {
                for name in ["a", "b", "c"] {
                    cx.spawn(name, |cx| cx.work(MS));
                }
                cx.work(20 * MS);
            });
            cx.charge(MS);
            // It stands in the global queue when the others come.
            cx.spawn("old", |cx| {
                cx.gosched();
                cx.work(MS);
            });
            cx.gosched();
            cx.gomaxprocs(1);
            cx.sleep(50 * MS as i64);
        });
        let change = from(&ran.events, |w| matches!(w, EventKind::ProcsChange { procs: 1 }));
        let put: Vec<Gid> = change
            .iter()
            .filter_map(|e| match e.kind {
                EventKind::GlobalPut { gid, head: true } => Some(gid),
                _ => None,
            })
            .collect();
        assert!(!put.is_empty(), "seed {}", setup.seed);
        let got = change.iter().find_map(|e| match e.kind {
            EventKind::GlobalGet { gid, .. } => Some(gid),
            _ => None,
        });
        assert_eq!(got, put.last().copied(), "seed {}: {put:?}", setup.seed);
    }
}

/// Runs a Go program on one P.
fn go(text: &str) -> Run {
    let program = Compiled::of_text("main.go", text.into()).unwrap_or_else(|why| panic!("{why}"));
    program.run(&Settings { ..one_p(1) }).unwrap_or_else(|why| panic!("{why}"))
}

/// CH-7.
#[test]
fn one_case_and_a_default_never_wait() {
    let ran = go(r#"package main

func main() {
	c, full := make(chan int), make(chan int, 1)
	full <- 1
	var none chan int
	for _, c := range []chan int{c, full, none} {
		select {
		case c <- 2:
			println("sent")
		default:
			println("not sent")
		}
	}
	for range 2 {
		select {
		case v, ok := <-full:
			println(v, ok)
		default:
			println("nothing")
		}
	}
	close(full)
	select {
	case v, ok := <-full:
		println(v, ok)
	default:
		println("nothing")
	}
}
"#);
    let lines = "not sent\nnot sent\nnot sent\n1 true\nnothing\n0 false\n";
    assert_eq!(ran.stderr, lines);
}

/// CH-8, TM-5: a timer's value is there when somebody looks, and none is left after Stop.
#[test]
fn a_nil_channel_and_a_timer_have_no_room() {
    let ran = go(r#"package main

import "time"

func main() {
	var none chan int
	println(len(none), cap(none))
	t := time.NewTimer(time.Millisecond)
	println(len(t.C), cap(t.C))
	time.Sleep(3 * time.Millisecond)
	println(len(t.C), cap(t.C))
	println(t.Stop())
	select {
	case <-t.C:
		println("stale")
	default:
		println("nothing")
	}
	t.Reset(time.Millisecond)
	time.Sleep(3 * time.Millisecond)
	<-t.C
	println(t.Stop())
	tick := time.NewTicker(time.Millisecond)
	time.Sleep(5500 * time.Microsecond)
	n := 0
	for more := true; more; {
		select {
		case <-tick.C:
			n++
		default:
			more = false
		}
	}
	println(n)
}
"#);
    assert_eq!(ran.stderr, "0 0\n0 0\n0 0\ntrue\nnothing\nfalse\n1\n");
}

/// SE-3: two cases on one channel stand in its queue in a random order.
#[test]
fn who_waits_twice_on_a_channel_is_served_as_either() {
    let ran = go(r#"package main

func main() {
	c := make(chan int)
	var served [2]int
	done := make(chan bool)
	go func() {
		for range 200 {
			select {
			case <-c:
				served[0]++
			case <-c:
				served[1]++
			}
		}
		close(done)
	}()
	for i := range 200 {
		c <- i
	}
	<-done
	println(served[0] > 50, served[1] > 50)
}
"#);
    assert_eq!(ran.stderr, "true true\n");
}

/// WG-2.
#[test]
fn a_panic_in_a_function_of_a_wait_group_ends_the_program() {
    let ran = go(r#"package main

import "sync"

func main() {
	var wg sync.WaitGroup
	wg.Go(func() { panic("boom") })
	wg.Wait()
	println("not here")
}
"#);
    assert!(ran.stderr.starts_with("panic: boom [recovered, repanicked]\n"), "{}", ran.stderr);
    assert_eq!(ran.exit, 2);
}

/// ON-1.
#[test]
fn the_second_caller_of_once_waits() {
    let ran = go(r#"package main

import "sync"

func main() {
	var once sync.Once
	go once.Do(func() { println("never") })
	// It runs first.
	go once.Do(func() { select {} })
	select {}
}
"#);
    assert!(ran.stderr.contains("[sync.Mutex.Lock]:") && !ran.stderr.contains("never"));
}

/// PC-2.
#[test]
fn gomaxprocs_gives_the_old_value() {
    let ran = go(r#"package main

import "runtime"

func main() {
	println(runtime.GOMAXPROCS(0), runtime.GOMAXPROCS(3), runtime.GOMAXPROCS(-1))
	println(runtime.GOMAXPROCS(3), runtime.GOMAXPROCS(1), runtime.GOMAXPROCS(0))
}
"#);
    assert_eq!(ran.stderr, "1 1 3\n3 3 1\n");
}

/// CR-1: who is pulled runs at once and leaves the queues as they are; it is there from the start.
#[test]
fn a_pulled_sequence_overtakes_nobody() {
    let ran = go(r#"package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	seq := func(yield func(int) bool) {
		for i := range 3 {
			if !yield(i) {
				return
			}
		}
	}
	next, stop := iter.Pull(seq)
	defer stop()
	for i := range 3 {
		wg.Go(func() { fmt.Println("g", i) })
	}
	fmt.Println(runtime.NumGoroutine())
	for range 4 {
		fmt.Println(next())
	}
	wg.Wait()
	fmt.Println(runtime.NumGoroutine())
	_, unused := iter.Pull(seq)
	unused()
	next, stop = iter.Pull(seq)
	next()
	stop()
	fmt.Println(next())
	fmt.Println(runtime.NumGoroutine())
	_, _ = iter.Pull(seq)
	select {}
}
"#);
    let lines = "5\n0 true\n1 true\n2 true\n0 false\ng 2\ng 0\ng 1\n1\n0 false\n1\n";
    assert_eq!(ran.stdout, lines);
    assert!(ran.stderr.contains(" [coroutine]:\n"), "{}", ran.stderr);
}

/// CR-1: also where one of the two is bound to its thread.
#[test]
fn a_pulled_sequence_may_be_bound_to_a_thread() {
    for lock in ["main", "seq"] {
        let text = r#"package main

import (
	"iter"
	"runtime"
	"time"
)

func main() {
	if LOCK == "main" {
		runtime.LockOSThread()
	}
	next, stop := iter.Pull(func(yield func(int) bool) {
		if LOCK == "seq" {
			runtime.LockOSThread()
		}
		for i := range 50 {
			if i == 25 {
				time.Sleep(time.Millisecond)
			}
			if !yield(i) {
				return
			}
		}
	})
	defer stop()
	sum := 0
	for range 40 {
		n, _ := next()
		sum += n
	}
	println(sum)
}
"#;
        let text = text.replace("LOCK", &format!("\"{lock}\""));
        let program = Compiled::of_text("main.go", text).expect("it compiles");
        for procs in [1, 3] {
            let ran = program.run(&Settings { procs, ..one_p(1) });
            assert_eq!(ran.expect("it runs").stderr, "780\n", "{lock}, {procs} Ps");
        }
    }
}

/// DD-3.
#[test]
fn main_lets_a_panic_have_its_turns() {
    let ran = go(r#"package main

import (
	"fmt"
	"runtime"
)

func main() {
	go func() {
		defer func() {
			for range 100 {
				runtime.Gosched()
			}
			fmt.Println("deferred")
		}()
		panic("boom")
	}()
	go func() {
		defer func() { recover() }()
		panic("nobody waits for this")
	}()
	runtime.Gosched()
	fmt.Println("main returns")
}
"#);
    assert_eq!((ran.stdout.as_str(), ran.exit), ("main returns\ndeferred\n", 2));
    assert!(ran.stderr.starts_with("panic: boom\n"), "{}", ran.stderr);
}

/// TM-6: GODEBUG is read from left to right.
#[test]
fn the_old_timer_channels_are_gone() {
    let run = |godebug: &str| {
        let env = format!("GODEBUG={godebug}");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_gmpsim"))
            .args(["run", "--env", &env, "spawn-order"])
            .output()
            .expect("gmpsim runs");
        let first = String::from_utf8_lossy(&output.stderr).lines().next().map(str::to_string);
        (output.status.code(), first.unwrap_or_default())
    };
    let gone = |key, value, version| {
        format!(
            "fatal error: removed GODEBUG \"{key}\" set to old value \"{value}\" in environment (https://go.dev/doc/godebug#go-1{version})"
        )
    };
    assert_eq!(run("asynctimerchan=1"), (Some(2), gone("asynctimerchan", "1", 27)));
    assert_eq!(run("asynctimerchan=0,asynctimerchan=2").1, gone("asynctimerchan", "2", 27));
    assert_eq!(run("x509sha1=1,asynctimerchan=2").1, gone("x509sha1", "1", 24));
    assert_eq!(run("asynctimerchan=3,panicnil").0, Some(0));
}

/// DD-7, LK-1: also of the goroutine that runs; a panic lets go of what the runtime has bound.
#[test]
fn a_dump_says_who_is_bound_to_a_thread() {
    let head = |body: &str| {
        let text = format!("package main\n\nimport \"runtime\"\n\nvar m map[int]int\n\n{body}\n");
        go(&text).stderr.lines().find(|l| l.starts_with("goroutine")).map(str::to_string)
    };
    let bound = Some("goroutine 1 [running, locked to thread]:".to_string());
    let free = Some("goroutine 1 [running]:".to_string());
    let lock = "runtime.LockOSThread()";
    let panics = "m[1] = 2";
    let dies = "var f func(); go f()";
    for (init, main, expected) in [
        ("", format!("{lock}; {panics}"), &bound),
        ("", format!("{lock}; runtime.UnlockOSThread(); {panics}"), &free),
        (panics, lock.into(), &free),
        (dies, lock.into(), &bound),
    ] {
        let body = format!("func init() {{ {init} }}\n\nfunc main() {{ {main} }}");
        assert_eq!(&head(&body), expected, "{body}");
    }
}
