//! Each switch changes what it says: with it a scenario does not keep what it promises without.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gmpsim::policy::Policy;

/// A scenario in a temporary folder.
fn scenario(name: &str, procs: u32, imports: &str, body: &str, expect: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("policy").join(name);
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    let imports: String = imports.split_whitespace().map(|i| format!("import {i:?}\n")).collect();
    let program = format!("package main\n{imports}{body}\n");
    fs::write(folder.join("main.go"), program).expect("a file can be written");
    let toml =
        format!("title = \"t\"\nsummary = \"s\"\n[machine]\nprocs = {procs}\n[expect]\n{expect}\n");
    fs::write(folder.join("scenario.toml"), toml).expect("a file can be written");
    folder
}

/// Tests it on a few seeds; what is printed, and whether all is as promised.
fn test(folder: &Path, policy: &str) -> (String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    command.arg("test").arg(folder).args(["--seeds", "5", "--jobs", "2"]);
    if !policy.is_empty() {
        command.args(["--policy", policy]);
    }
    let output = command.output().expect("gmpsim starts");
    let said = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(!said[1].contains("panicked"), "{policy}: {}", said[1]);
    (said.concat(), output.status.success())
}

/// It holds as it is, and with these settings each that it says what is false instead.
fn check(folder: &Path, switches: &[(&str, &str)]) {
    let (said, ok) = test(folder, "");
    assert!(ok, "{said}");
    for (policy, why) in switches {
        let (said, ok) = test(folder, policy);
        assert!(!ok && said.contains(why), "{policy}: {said}");
        assert!(!said.contains("impossible"), "{policy}: {said}");
        let switches: Policy = policy.parse().expect("a switch or a version");
        assert!(said.contains(&format!("--policy {switches}")), "{policy}: {said}");
    }
}

const WORKERS: &str = r#"
func main() {
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sim.Work(2 * time.Millisecond)
		}()
	}
	wg.Wait()
}"#;

#[test]
fn without_stealing_nobody_steals() {
    let folder = scenario("steal", 4, "sync time gmpsim/sim", WORKERS, r#"that = ["steals >= 1"]"#);
    check(&folder, &[("no-steal", "steals is 0"), ("go1.0", "steals is 0")]);
}

#[test]
fn without_local_queues_all_stand_in_the_global_one() {
    let that = r#"that = ["max_local_queue >= 1", "count RunqPut > 5"]"#;
    let folder = scenario("local", 4, "sync time gmpsim/sim", WORKERS, that);
    check(
        &folder,
        &[("global-queue-only", "max_local_queue is 0"), ("go1.0", "count RunqPut is 0")],
    );
}

#[test]
fn without_runnext_the_newest_does_not_go_first() {
    let body = r#"
func main() {
	done := make(chan bool)
	for i := range 3 {
		go func() {
			fmt.Println(i)
			done <- true
		}()
	}
	for range 3 {
		<-done
	}
}"#;
    let folder = scenario("runnext", 1, "fmt", body, r#"stdout = "2\n0\n1\n""#);
    let first = "line 1 of the output is \"0\", not \"2\"";
    check(&folder, &[("no-runnext", first), ("go1.1", first)]);
}

#[test]
fn without_the_fair_look_the_global_queue_waits_for_the_local_one() {
    let body = r#"
func main() {
	ran := 0
	for range 200 {
		go func() { ran++ }()
	}
	runtime.Gosched()
	fmt.Println(ran < 200)
}"#;
    let folder = scenario("fair", 1, "fmt runtime", body, r#"stdout = "true\n""#);
    check(&folder, &[("no-global-check", "is \"false\", not \"true\"")]);
}

#[test]
fn without_sysmon_nobody_is_preempted() {
    let body = r#"
func main() {
	go func() { sim.Work(50 * time.Millisecond) }()
	time.Sleep(time.Millisecond)
	sim.Work(50 * time.Millisecond)
}"#;
    let folder = scenario("sysmon", 1, "time gmpsim/sim", body, r#"that = ["preemptions >= 4"]"#);
    check(
        &folder,
        &[
            ("no-sysmon", "preemptions is 0"),
            ("no-preempt", "preemptions is 0"),
            // Who is asked to give way does so when its work is done.
            ("no-async-preempt", "preemptions is "),
            ("go1.13", "preemptions is "),
        ],
    );
}

#[test]
fn before_go_1_14_goroutines_give_way_at_calls() {
    let body = r#"
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	go fib(35)
	time.Sleep(time.Millisecond)
	fib(35)
}"#;
    let folder = scenario("calls", 1, "time", body, r#"that = ["preemptions >= 1"]"#);
    let (said, ok) = test(&folder, "go1.13");
    assert!(ok, "{said}");
    check(&folder, &[("no-preempt", "preemptions is 0"), ("go1.1", "preemptions is 0")]);

    // A loop without calls gives way since then only.
    let body = r#"
func main() {
	go func() {
		for i := 0; i < 140_000_000; i++ {
		}
	}()
	time.Sleep(time.Millisecond)
	fmt.Println("main")
}"#;
    let folder = scenario("loop", 1, "fmt time", body, r#"that = ["time < 30ms"]"#);
    check(&folder, &[("no-async-preempt", "time is"), ("go1.13", "time is")]);
}

#[test]
fn without_handoff_a_system_call_keeps_its_p() {
    let body = r#"
func main() {
	done := make(chan bool)
	go func() {
		sim.Syscall(50 * time.Millisecond)
		done <- true
	}()
	runtime.Gosched()
	sim.Work(20 * time.Millisecond)
	<-done
}"#;
    let that = r#"that = ["retakes >= 1", "time < 60ms"]"#;
    let folder = scenario("handoff", 1, "runtime time gmpsim/sim", body, that);
    check(&folder, &[("no-handoff", "retakes is 0"), ("no-sysmon", "retakes is 0")]);
}

#[test]
fn unknown_switches_are_named() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    let output = command.args(["run", "--policy", "no-steel", "x.go"]).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("did you mean no-steal?"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}
