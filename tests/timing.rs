//! What rules say in milliseconds: when a P is taken out of a system call, how long slices are, when
//! sleepers wake. The ranges are those measured on real Go.

#[path = "common/machine.rs"]
mod machine;

use std::sync::Arc;

use gmpsim::ids::Nanos;
use gmpsim::kernel::virtual_time::End;
use gmpsim::runtime::Outcome;
use gmpsim::trace::event::{Event, EventKind};
use machine::{MS, Setup, US, VCx};
use parking_lot::Mutex;

const SEEDS: std::ops::Range<u64> = 1..21;

/// Runs `main` on so many Ps and returns its trace, which must be possible.
fn trace(procs: u32, seed: u64, main: impl FnOnce(&mut VCx<'_>) + Send + 'static) -> Vec<Event> {
    let ran = Setup::new(procs, seed).run(main);
    assert_eq!(ran.end, End::Outcome(Outcome::Exit(0)), "seed {seed}");
    ran.events
}

/// How long each P that was taken had been in its system call.
fn taken_after(events: &[Event]) -> Vec<Nanos> {
    let mut since = std::collections::BTreeMap::new();
    let mut taken = Vec::new();
    for e in events {
        match e.kind {
            EventKind::GoSyscallBegin => drop(since.insert(e.m, e.at)),
            EventKind::ProcSteal { from, .. } => taken.push(e.at - since[&from]),
            _ => {}
        }
    }
    taken
}

fn syscalls(cx: &mut VCx<'_>) {
    // The very first system call of a P is another matter (SY-6).
    cx.syscall(US);
    cx.sleep(5 * MS as i64);
    cx.syscall(US);
    cx.syscall(50 * MS);
}

/// SY-5: nothing is idle on one P, so it is taken at sysmon's second look.
#[test]
fn a_system_call_loses_its_only_p_at_the_second_look() {
    for seed in SEEDS {
        let taken = taken_after(&trace(1, seed, syscalls));
        let [after] = taken[..] else { panic!("seed {seed}: taken {taken:?}") };
        assert!((90 * US..200 * US).contains(&after), "seed {seed}: after {after} ns");
    }
}

/// SY-5: beside an idle P and with nothing queued it has 10 ms of grace.
#[test]
fn beside_an_idle_p_a_system_call_has_grace() {
    for seed in SEEDS {
        let taken = taken_after(&trace(2, seed, syscalls));
        let [after] = taken[..] else { panic!("seed {seed}: taken {taken:?}") };
        assert!((10 * MS..15 * MS).contains(&after), "seed {seed}: after {after} ns");
    }
}

/// SY-6: the first system call of a P is taken at sysmon's first look, without grace.
#[test]
fn the_first_system_call_of_a_p_has_no_grace() {
    for seed in SEEDS {
        let taken = taken_after(&trace(2, seed, |cx| cx.syscall(50 * MS)));
        let [after] = taken[..] else { panic!("seed {seed}: taken {taken:?}") };
        assert!(after < 110 * US, "seed {seed}: after {after} ns");
    }
}

/// TS-5: sysmon notes a slice at one look and ends it at a later one: 10, 15, then 20 ms.
#[test]
fn slices_are_10_and_15_and_then_20_ms() {
    for seed in SEEDS {
        let events = trace(1, seed, |cx| {
            for _ in 0..2 {
                cx.spawn("hog", |cx| cx.charge(300 * MS));
            }
            cx.sleep(700 * MS as i64);
        });
        let starts: Vec<Nanos> = events
            .windows(2)
            .filter(|w| matches!(w[1].kind, EventKind::GoStart { inherit: false, .. }))
            .map(|w| w[1].at)
            .collect();
        let long: Vec<Nanos> =
            starts.windows(2).map(|w| w[1] - w[0]).filter(|d| *d > 8 * MS).collect();
        let ms: Vec<Nanos> = long.iter().map(|d| (d + MS / 2) / MS).take(8).collect();
        assert!((9..=12).contains(&ms[0]), "seed {seed}: {ms:?}");
        assert!((14..=16).contains(&ms[1]), "seed {seed}: {ms:?}");
        assert_eq!(ms[2..], [20; 6], "seed {seed}: {ms:?}");
    }
}

/// TM-7: the poller waits in whole milliseconds.
#[test]
fn short_sleeps_take_a_millisecond() {
    for seed in SEEDS {
        for (asked, least, most) in [(100 * US, 1_050, 1_120), (1_500 * US, 2_100, 2_300)] {
            let took: Arc<Mutex<Nanos>> = Arc::default();
            let out = took.clone();
            trace(1, seed, move |cx| {
                let before = cx.now();
                cx.sleep(asked as i64);
                *out.lock() = cx.now() - before;
            });
            let took = *took.lock() / US;
            assert!((least..most).contains(&took), "seed {seed}: {asked} ns took {took} µs");
        }
    }
}

/// FR-17: while queues are busy nobody polls; sysmon notices after 10 ms, and the goroutine queues
/// behind the others.
#[test]
fn the_network_loses_to_busy_queues() {
    for seed in SEEDS {
        let took: Arc<Mutex<Nanos>> = Arc::default();
        let out = took.clone();
        trace(1, seed, move |cx| {
            for _ in 0..2 {
                cx.spawn("hog", |cx| cx.charge(200 * MS));
            }
            cx.spawn("reader", move |cx| {
                let before = cx.now();
                cx.io_wait(MS);
                *out.lock() = cx.now() - before;
            });
            cx.sleep(300 * MS as i64);
        });
        let took = *took.lock() / MS;
        assert!((10..60).contains(&took), "seed {seed}: {took} ms");
    }
}

/// WK-5: of the idle Ps the highest is woken first.
#[test]
fn the_highest_idle_p_is_woken_first() {
    for seed in SEEDS {
        let events = trace(8, seed, |cx| cx.charge(MS));
        let first = events.iter().find_map(|e| match e.kind {
            EventKind::MStart { pid, .. } if pid.is_some() => Some(pid.0),
            _ => None,
        });
        assert_eq!(first, Some(7), "seed {seed}");
    }
}
