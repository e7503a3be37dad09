//! Package sim: what its functions do to time, threads, pools, limits and memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn program(name: &str, body: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sim");
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    let path = folder.join(format!("{name}.go"));
    let used = ["errors", "fmt", "sync", "time", "os"]
        .into_iter()
        .filter(|p| body.contains(&format!("{p}.")))
        .map(|p| format!("import {p:?}\n"));
    let imports: String = used.collect();
    let text = format!("package main\n{imports}import \"gmpsim/sim\"\n{body}\n");
    fs::write(&path, text).expect("a file can be written");
    path
}

/// Runs a program with flags: what it prints, what stands on standard error, its exit code.
fn run(name: &str, flags: &[&str], body: &str) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    let output = command.arg("run").args(flags).arg(program(name, body)).output();
    let output = output.expect("gmpsim starts");
    let [out, err] =
        [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(!err.contains("panicked at"), "{err}");
    (out, err, output.status.code().expect("it ends by itself"))
}

/// A program prints that on every one of a few seeds, and ends well.
fn check(name: &str, body: &str, expect: &str) {
    for seed in ["1", "2", "3"] {
        let (out, err, code) = run(name, &["--noise", "quiet", "--seed", seed], body);
        assert_eq!((out.as_str(), code), (expect, 0), "{name} seed {seed}: {err}");
    }
}

#[test]
fn time_passes_as_asked() {
    let body = r#"
func main() {
	start := time.Now()
	sim.Work(5 * time.Millisecond)
	work := time.Since(start)
	start = time.Now()
	sim.Syscall(5 * time.Millisecond)
	call := time.Since(start)
	start = time.Now()
	sim.IO(5 * time.Millisecond)
	io := time.Since(start)
	for _, d := range []time.Duration{work, call, io} {
		fmt.Println(d >= 5*time.Millisecond, d < 6*time.Millisecond)
	}
	sim.Work(-1)
	sim.Syscall(0)
	sim.IO(-time.Second)
}"#;
    check("time", body, "true true\ntrue true\ntrue true\n");
}

#[test]
fn latency_comes_from_the_seed_and_stays_between_its_bounds() {
    let body = r#"
func main() {
	for range 100 {
		d := sim.Latency(time.Millisecond, 3*time.Millisecond)
		if d < time.Millisecond || d > 3*time.Millisecond {
			fmt.Println("out of bounds", d)
		}
	}
	fmt.Println(sim.Latency(time.Second, time.Second))
	fmt.Println(sim.Latency(0, time.Hour))
}"#;
    let one = run("latency", &["--seed", "1"], body);
    assert_eq!(one, run("latency", &["--seed", "1"], body));
    assert_ne!(one.0, run("latency", &["--seed", "2"], body).0);
    assert!(one.0.starts_with("1s\n"), "{}", one.0);
}

#[test]
fn a_pool_gives_so_many_and_no_more() {
    let body = r#"
func main() {
	db := sim.NewPool("db", 2)
	fmt.Println(db.TryAcquire(), db.TryAcquire(), db.InUse())
	err := db.TryAcquire()
	var exhausted *sim.ErrExhausted
	fmt.Println(err, errors.As(err, &exhausted))
	db.Release()
	fmt.Println(db.TryAcquire(), db.InUse(), db.Peak())
}"#;
    let expect = "<nil> <nil> 2\ndb: too many clients already true\n<nil> 2 2\n";
    check("pool", body, expect);
}

#[test]
fn who_waits_longest_for_a_pool_is_served_first() {
    let body = r#"
func main() {
	db := sim.NewPool("db", 1)
	db.Acquire()
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Duration(i+1) * time.Millisecond)
			db.Acquire()
			fmt.Println(i, db.InUse())
			sim.Work(10 * time.Millisecond)
			db.Release()
		}()
	}
	time.Sleep(20 * time.Millisecond)
	db.Release()
	fmt.Println(db.TryAcquire())
	wg.Wait()
}"#;
    let (out, err, code) = run("fifo", &[], body);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(code, 0, "{err}");
    // What is given back goes straight to the first waiter: nobody can come before it.
    assert!(lines.contains(&"db: too many clients already"), "{out}");
    let order: Vec<&&str> = lines.iter().filter(|l| !l.starts_with("db")).collect();
    assert_eq!(order, [&"0 1", &"1 1", &"2 1", &"3 1", &"4 1"], "{out}");
}

#[test]
fn a_limiter_counts_the_calls_of_each_second() {
    let body = r#"
func main() {
	api := sim.NewLimiter("api", 2)
	for range 3 {
		fmt.Println(api.Call(time.Millisecond))
	}
	time.Sleep(time.Second)
	fmt.Println(api.Call(0), api.Calls(), api.Rejected())
}"#;
    let expect = "<nil>\n<nil>\napi: 429 Too Many Requests\n<nil> 4 1\n";
    check("limiter", body, expect);
}

#[test]
fn memory_past_the_limit_kills_the_process() {
    let body = r#"
func main() {
	defer fmt.Println("never")
	sim.Alloc(1 << 20)
	sim.Free(1 << 20)
	fmt.Println("one")
	for range 10 {
		sim.Alloc(300_000)
	}
	fmt.Println("never")
}"#;
    let (out, err, code) = run("oom", &["--memory", "2MiB"], body);
    assert_eq!((out.as_str(), err.as_str(), code), ("one\n", "signal: killed\n", 137));
    let (_, err, code) = run("oom", &["--memory", "2MiB", "--events"], body);
    assert!(err.contains("OomKill") && err.contains("more than 2.0 MiB"), "{code} {err}");
    // Without a limit there is room for all.
    assert_eq!(run("oom", &[], body).2, 0);
}

#[test]
fn stacks_count_as_memory() {
    let body = r#"
func main() {
	stop := make(chan bool)
	for range 2000 {
		go func() { <-stop }()
	}
	fmt.Println("all there")
	sim.Note("all there")
}"#;
    // 2001 stacks of 2 KiB are 4002 KiB.
    let enough = run("stacks", &["--memory", "4002KiB"], body);
    assert_eq!((enough.0.as_str(), enough.2), ("all there\n", 0), "{}", enough.1);
    assert_eq!(run("stacks", &["--memory", "4000KiB"], body).2, 137);
}

#[test]
fn mistakes_panic() {
    for (name, body, text) in [
        ("free", "sim.Alloc(5); sim.Free(6)", "sim: Free of more memory than was allocated"),
        ("alloc", "sim.Alloc(-1)", "sim: Alloc of a negative size"),
        (
            "release",
            "sim.NewPool(\"db\", 1).Release()",
            "sim: Release of a pool of which nothing is held",
        ),
        ("none", "sim.NewPool(\"db\", 0)", "sim: NewPool needs 1 to 1000000000"),
        ("calls", "sim.NewLimiter(\"api\", 0)", "sim: NewLimiter needs"),
        ("latency2", "sim.Latency(2, 1)", "sim: Latency with max less than min"),
        ("nil", "var p *sim.Pool; p.Acquire()", "nil pointer dereference"),
    ] {
        let (_, err, code) = run(name, &[], &format!("func main() {{ {body} }}"));
        assert!(code == 2 && err.contains(text), "{name}: {code} {err}");
    }
}

#[test]
fn a_pool_that_is_never_given_back_is_a_deadlock() {
    let body = "func main() { db := sim.NewPool(\"db\", 1); db.Acquire(); db.Acquire() }";
    let (_, err, code) = run("dead", &[], body);
    assert!(code == 2 && err.contains("all goroutines are asleep - deadlock!"), "{err}");
    assert!(err.contains("[semacquire]"), "{err}");
}
