//! Go programs and Rust closures on real threads: what they print, how they end, what a user's
//! mistake does.
#![allow(unsafe_code, reason = "the promise that what runs may move")]

mod runner;

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gmpsim::kernel::threads::{End, Interest, Limits, Machine, Threads};
use gmpsim::runtime::{Body, Cx, MainProgram, MovingProgram, Options, Outcome};
use gmpsim::trace::tracer::Tracer;
use parking_lot::Mutex;
use runner::{Compiled, check_all, go_files};

/// The operating system may take a thread from its core for so long that sysmon preempts a
/// goroutine that would not have been. Then real Go prints something else, too; but not every time.
const TRIES: usize = 6;

/// With GOMAXPROCS=1 a program whose order does not depend on time prints what real Go prints.
#[test]
fn conformance() {
    let files: Vec<_> = go_files("conformance")
        .into_iter()
        .filter(|file| file.with_extension("out").exists())
        .filter(|file| {
            let stem = file.file_stem().expect("a file has a name").to_string_lossy();
            // With arguments: they are run in virtual time.
            stem != "t31_deadlock_kinds" && stem != "t48_fatal_texts"
        })
        .collect();
    check_all(&files, |file| {
        let expected = fs::read_to_string(file.with_extension("out")).expect("a readable file");
        let program = Compiled::load(file)?;
        let mut got = String::new();
        for _ in 0..TRIES {
            let run =
                program.run_on_threads(1, &[]).map_err(|e| format!("{}: {e}", file.display()))?;
            got = run.stdout + &run.stderr;
            if expected.contains("[exit status") {
                got += &format!("[exit status {}]\n", run.exit);
            }
            if got == expected {
                return Ok(());
            }
        }
        Err(format!("{}\n--- expected\n{expected}\n--- got\n{got}", file.display()))
    });
}

/// A run of closures without a trace; what it wrote to standard error.
fn run(
    procs: u32,
    time: Duration,
    main: impl FnOnce(&mut Cx<'_, Threads>) + Send + 'static,
) -> (End, String, Machine) {
    let written: Arc<Mutex<Vec<u8>>> = Arc::default();
    let out = written.clone();
    let program = MainProgram { init: Body::new(|_| {}), main: Body::new(main), finalizer: false };
    // SAFETY: the closures of these tests keep only `Send` values, and nothing of a thread's.
    let program = unsafe { MovingProgram::promise(program) };
    let options = Options { procs, ..Options::default() };
    let mut machine = Machine::new(
        &options,
        Tracer::new(None),
        Box::new(move |_, bytes| out.lock().extend(bytes)),
        program,
    );
    let end = machine.run(&Limits { time, ..Limits::default() });
    let text = String::from_utf8_lossy(&written.lock()).into_owned();
    (end, text, machine)
}

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_panic_ends_the_run_as_in_go() {
    let (end, text, machine) = run(2, MINUTE, |cx| {
        cx.spawn("f", |_| panic!("boom {}", 7));
        cx.sleep(i64::MAX);
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(2)));
    assert!(text.starts_with("panic: boom 7\n\ngoroutine "), "{text}");
    assert!(machine.quiet());
}

/// What is on a stack that is never resumed is dropped, once, when the machine is.
#[test]
fn stacks_left_behind_are_unwound() {
    struct Counted(Arc<AtomicU32>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
        }
    }
    let drops = Arc::new(AtomicU32::new(0));
    let count = drops.clone();
    let (end, _, machine) = run(4, MINUTE, move |cx| {
        let never = cx.makechan::<()>(0);
        for i in 0..100 {
            let (kept, never) = (Counted(count.clone()), never.clone());
            cx.spawn("f", move |cx| {
                let _kept = kept;
                if i % 2 == 0 {
                    cx.chanrecv(&never);
                } else {
                    cx.sleep(3_600_000_000_000);
                }
            });
        }
        cx.sleep(20_000_000);
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    assert!(drops.load(Relaxed) == 0, "they are dropped with the machine");
    drop(machine);
    assert_eq!(drops.load(Relaxed), 100);
}

/// A closure that blocks in a real system call keeps its thread, not its P.
#[test]
fn a_blocking_call_lets_others_run() {
    let started = Instant::now();
    let (end, _, _machine) = run(1, MINUTE, |cx| {
        let done = cx.makechan::<()>(0);
        for _ in 0..20 {
            let done = done.clone();
            cx.spawn("f", move |cx| {
                cx.blocking(|| std::thread::sleep(Duration::from_millis(100)));
                cx.chansend(&done, ()).expect("nobody closes it");
            });
        }
        for _ in 0..20 {
            cx.chanrecv(&done);
        }
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    assert!(started.elapsed() < Duration::from_millis(1900), "one after the other on one P");
}

/// Goroutines wait for sockets in the poller: their Ms serve others meanwhile, and each is woken by its
/// own data.
#[test]
fn sockets_are_waited_for_in_the_poller() {
    fn transfer(cx: &mut Cx<'_, Threads>, socket: &UnixStream, write: Option<u8>) -> u8 {
        let interest = if write.is_some() { Interest::Writable } else { Interest::Readable };
        loop {
            let mut byte = [write.unwrap_or(0)];
            let mut socket = socket;
            let done = if write.is_some() { socket.write(&byte) } else { socket.read(&mut byte) };
            match done {
                Ok(1) => return byte[0],
                Ok(_) => panic!("the other end is closed"),
                Err(e) if e.kind() == ErrorKind::WouldBlock => {
                    cx.wait_for_fd(socket.as_fd(), interest).expect("a socket can be waited for");
                }
                Err(e) => panic!("{e}"),
            }
        }
    }
    const SOCKETS: u8 = 50;
    for procs in [1, 4] {
        let (end, text, machine) = run(procs, MINUTE, |cx| {
            let sum = cx.makechan::<u32>(0);
            for i in 0..SOCKETS {
                let (a, b) = UnixStream::pair().expect("two file descriptors");
                a.set_nonblocking(true).and(b.set_nonblocking(true)).expect("a socket");
                let sum = sum.clone();
                cx.spawn("echo", move |cx| {
                    for _ in 0..20 {
                        let byte = transfer(cx, &a, None);
                        transfer(cx, &a, Some(byte + 1));
                    }
                });
                cx.spawn("ask", move |cx| {
                    let mut got = 0;
                    for _ in 0..20 {
                        transfer(cx, &b, Some(i));
                        got += u32::from(transfer(cx, &b, None));
                    }
                    cx.chansend(&sum, got).expect("nobody closes it");
                });
            }
            let total: u32 = (0..SOCKETS).map(|_| cx.chanrecv(&sum).expect("open")).sum();
            assert_eq!(total, (1..=u32::from(SOCKETS)).sum::<u32>() * 20);
            // Data that comes from outside, after all others have nothing left to do.
            let (a, b) = UnixStream::pair().expect("two file descriptors");
            a.set_nonblocking(true).expect("a socket");
            let other = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(20));
                (&b).write_all(&[7]).expect("the other end is open");
            });
            assert_eq!(transfer(cx, &a, None), 7);
            other.join().expect("it has written");
            let file = fs::File::open(file!()).expect("this file");
            let refused = cx.wait_for_fd(file.as_fd(), Interest::Readable);
            assert_eq!(refused.map_err(|e| e.kind()), Err(ErrorKind::PermissionDenied));
        });
        assert_eq!(end, End::Outcome(Outcome::Exit(0)), "{procs} Ps: {text}");
        assert!(machine.quiet());
    }
}

/// A run that is over does not wait for data that never comes.
#[test]
fn a_wait_for_data_ends_with_the_run() {
    let (end, _, machine) = run(2, MINUTE, |cx| {
        let (a, b) = UnixStream::pair().expect("two file descriptors");
        cx.spawn("reader", move |cx| {
            cx.wait_for_fd(a.as_fd(), Interest::Readable).expect("a socket can be waited for");
            drop(b);
        });
        cx.sleep(10_000_000);
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    assert!(machine.quiet());
}

/// A goroutine that computes for ever gives way at its safe points, to others and to the end of the
/// run; one without safe points can't be stopped, and the machine says so.
#[test]
fn endless_loops() {
    let (end, _, machine) = run(1, MINUTE, |cx| {
        cx.spawn("f", |cx| {
            loop {
                cx.charge(1);
            }
        });
        cx.sleep(1_000_000);
    });
    assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    assert!(machine.quiet());

    let (end, _, machine) = run(1, Duration::from_millis(50), |cx| {
        loop {
            cx.charge(1);
        }
    });
    assert_eq!(end, End::Time);
    assert!(machine.quiet());

    let (end, _, machine) = run(2, Duration::from_millis(50), |_| {
        loop {
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    assert_eq!(end, End::Time);
    assert!(!machine.quiet());
}

#[test]
fn a_deadlock_is_found() {
    for procs in [1, 4] {
        let (end, _, machine) = run(procs, MINUTE, |cx| {
            let c = cx.makechan::<u32>(0);
            let d = c.clone();
            cx.spawn("f", move |cx| cx.chansend(&d, 1).expect("nobody closes it"));
            cx.chanrecv(&c);
            cx.chanrecv(&c);
        });
        assert_eq!(end, End::Outcome(Outcome::Deadlock { goexit: false }));
        drop(machine);
    }
}

/// A machine runs once.
#[test]
fn only_once() {
    let (_, _, mut machine) = run(1, MINUTE, |_| {});
    let again = catch_unwind(AssertUnwindSafe(|| machine.run(&Limits::default())));
    assert!(again.is_err());
}

/// Many goroutines that wait for each other across Ps, again and again: nothing is lost.
#[test]
fn a_ring_of_goroutines() {
    for procs in [1, 2, 8] {
        let (end, _, _machine) = run(procs, MINUTE, |cx| {
            let first = cx.makechan::<u32>(0);
            let mut from = first.clone();
            for _ in 0..100 {
                let to = cx.makechan::<u32>(0);
                let (a, b) = (from, to.clone());
                cx.spawn("f", move |cx| {
                    while let Some(n) = cx.chanrecv(&a) {
                        cx.chansend(&b, n + 1).expect("open");
                    }
                });
                from = to;
            }
            let mut n = 0;
            for _ in 0..200 {
                cx.chansend(&first, n).expect("open");
                n = cx.chanrecv(&from).expect("open");
            }
            assert_eq!(n, 20_000);
        });
        assert_eq!(end, End::Outcome(Outcome::Exit(0)));
    }
}
