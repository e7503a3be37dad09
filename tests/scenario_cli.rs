//! The commands around scenarios: run by name or folder, list, new, test, compare.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn temp(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    folder
}

/// Runs the command in a folder: what it prints, what stands on standard error, its exit code.
fn gmpsim(folder: &Path, args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    let output = command.args(args).current_dir(folder).output().expect("gmpsim starts");
    let [out, err] =
        [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(!err.contains("panicked at"), "{args:?}: {err}");
    (out, err, output.status.code().expect("it ends by itself"))
}

const POOL: &str = r#"package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"gmpsim/sim"
)

func main() {
	batch := 2
	if len(os.Args) > 1 {
		batch, _ = strconv.Atoi(os.Args[1])
	}
	db := sim.NewPool("db", 4)
	var wg sync.WaitGroup
	for i := 0; i < 8; i += batch {
		for range batch {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if db.TryAcquire() != nil {
					sim.Fail(1)
					return
				}
				sim.IO(10 * time.Millisecond)
				db.Release()
				sim.Done(1)
			}()
		}
		wg.Wait()
	}
	fmt.Println("batch", batch)
}
"#;

fn write(folder: &Path, name: &str, program: &str, toml: &str) {
    let folder = folder.join(name);
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    fs::write(folder.join("main.go"), program).expect("a file can be written");
    if !toml.is_empty() {
        let head = "title = \"A pool\"\nsummary = \"s\"\n";
        fs::write(folder.join("scenario.toml"), format!("{head}{toml}"))
            .expect("it can be written");
    }
}

#[test]
fn folders_names_and_files_run() {
    let here = temp("run");
    let toml = "args = [\"4\"]\n[machine]\nprocs = 2\nmemory = \"64MiB\"\n";
    write(&here, "pool", POOL, toml);
    write(&here, "bare", POOL, "");
    let (out, err, code) = gmpsim(&here, &["run", "pool"]);
    assert_eq!((out.as_str(), code), ("batch 4\n", 0), "{err}");
    for text in
        ["-- pool: A pool", "on 2 Ps", "pool db: 0 of 4 held, at most 4", "work: 8 done, 0 failed"]
    {
        assert!(err.contains(text), "no {text:?} in {err}");
    }
    // Flags and arguments come before what the scenario says.
    let (out, err, _) = gmpsim(&here, &["run", "--procs", "3", "pool", "8"]);
    assert!(out == "batch 8\n" && err.contains("on 3 Ps") && err.contains("4 failed"), "{err}");
    // A folder without scenario.toml and a file are plain programs.
    for program in ["bare", "pool/main.go"] {
        let (out, err, code) = gmpsim(&here, &["run", program]);
        assert_eq!((out.as_str(), err.as_str(), code), ("batch 2\n", "", 0));
    }
    // In the folder itself.
    assert_eq!(gmpsim(&here.join("pool"), &["run", "."]).0, "batch 4\n");
    fs::write(here.join("pool/scenario.toml"), "title = 5\n").expect("it can be written");
    let (out, err, code) = gmpsim(&here, &["run", "pool"]);
    assert_eq!((out.as_str(), code), ("", 1));
    assert!(err.contains("pool/scenario.toml:1:9: title must be a text"), "{err}");
}

#[test]
fn what_is_not_there_is_said() {
    let here = temp("missing");
    fs::create_dir_all(here.join("empty")).expect("a folder");
    for (what, text) in [
        ("nonsense-that-is-no-scenario", "there is no file and no scenario"),
        ("x.go", "can't read x.go: there is no such file"),
        ("empty", "is a directory; name the Go file that has func main"),
    ] {
        let (_, err, code) = gmpsim(&here, &["run", what]);
        assert!(code == 1 && err.contains(text), "{what}: {err}");
    }
    let (_, err, code) = gmpsim(&here, &["test", "empty"]);
    assert!(code == 1 && err.contains("has no scenario"), "{err}");
}

#[test]
fn new_starts_one_that_passes_and_never_overwrites() {
    let here = temp("new");
    let (out, err, code) = gmpsim(&here, &["new", "mine"]);
    assert!(code == 0 && out.contains("gmpsim watch mine"), "{err}");
    let (out, err, code) = gmpsim(&here, &["test", "mine", "--seeds", "5"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(out, "ok     mine  5 seeds\n1 scenario, 5 runs: all as promised\n");
    fs::write(here.join("mine/main.go"), "changed").expect("it can be written");
    let (_, err, code) = gmpsim(&here, &["new", "mine"]);
    assert!(code == 1 && err.contains("mine is there already; nothing was changed"), "{err}");
    assert_eq!(fs::read_to_string(here.join("mine/main.go")).expect("it is there"), "changed");
    assert_eq!(gmpsim(&here, &["new", "/"]).2, 1);
    assert_eq!(gmpsim(&here, &["new", "deep/er"]).2, 0);
}

/// A folder with one scenario that passes and some that do not.
fn mixed(name: &str) -> PathBuf {
    let here = temp(name);
    write(&here, "all/good", POOL, "[expect]\nthat = [\"peak db <= 2\"]\n");
    let bad = "[expect]\nstdout = \"batch 3\\n\"\nthat = [\"peak db > 2\", \"peak web > 1\"]\n";
    write(&here, "all/bad", POOL, bad);
    write(&here, "all/broken", "package main\nfunc main() { x }\n", "order = 1\n");
    let tour = |at: &[&str]| -> String {
        at.iter().map(|at| format!("[[tour]]\nat = \"{at}\"\nsay = \"x\"\n")).collect()
    };
    write(&here, "all/lost", POOL, &tour(&["first RunqOverflow"]));
    write(&here, "all/muddled", POOL, &tour(&["last PoolRelease", "first PoolRelease"]));
    write(&here, "all/typo", POOL, "[expect]\nthat = [\"peek db > 2\"]\n");
    here
}

#[test]
fn test_says_what_fails_and_how_to_see_it() {
    let here = mixed("report");
    let (out, err, code) = gmpsim(&here, &["test", "all", "--seeds", "4", "--jobs", "2"]);
    assert_eq!((err.as_str(), code), ("", 1));
    insta::assert_snapshot!("scenario_report_text", out);
    // One thread or four: the report is the same.
    assert_eq!(out, gmpsim(&here, &["test", "all", "--seeds", "4", "--jobs", "1"]).0);
    let (out, _, code) = gmpsim(&here, &["test", "all/good", "--seeds", "4"]);
    assert_eq!((out.lines().count(), code), (2, 0), "{out}");
    // The command it names shows the failure's run.
    let (out, _, code) = gmpsim(&here, &["run", "--seed", "2", "all/bad"]);
    assert_eq!((out.as_str(), code), ("batch 2\n", 0));
}

#[test]
fn test_reports_for_a_ci() {
    let here = mixed("ci");
    let (out, _, code) = gmpsim(&here, &["test", "all", "--seeds", "2", "--format", "junit"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("scenario_report_junit", out);
    let (out, _, code) = gmpsim(&here, &["test", "all", "--seeds", "2", "--format", "json"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    let tested = report["tested"].as_array().expect("a list");
    assert_eq!(tested.len(), 6);
    let bad = tested.iter().find(|t| t["name"] == "bad").expect("it is there");
    assert_eq!((&bad["runs"], &bad["failures"][1]["seed"]), (&2.into(), &2.into()));
    assert_eq!(bad["failures"][1]["command"], "gmpsim run --seed 2 all/bad");
}

/// A promise that holds without the rule it is said to show is no promise about that rule.
#[test]
fn what_a_switch_must_break_is_checked() {
    let here = temp("breaks");
    let toml = |steals: &str, breaks: &str| {
        format!("args = [\"8\"]\n[expect]\nthat = [\"{steals}\"]\nbreaks = [{breaks}]\n")
    };
    write(&here, "all/shows", POOL, &toml("steals >= 1", "\"no-steal\", \"go1.0\""));
    write(&here, "all/claims", POOL, &toml("steals >= 0", "\"no-steal\", \"no-sysmon\""));
    write(&here, "all/half", POOL, &toml("steals >= 1", "\"no-steal\", \"no-sysmon\""));
    let (out, err, code) = gmpsim(&here, &["test", "all", "--seeds", "2"]);
    assert_eq!((err.as_str(), code), ("", 1));
    insta::assert_snapshot!("scenario_report_breaks", out);
    assert_eq!(gmpsim(&here, &["test", "all/shows", "--seeds", "2"]).2, 0);
    let (out, _, _) = gmpsim(&here, &["test", "all", "--seeds", "2", "--format", "junit"]);
    assert!(out.contains("failures=\"2\"") && out.contains("still holds with no-steal"), "{out}");
    let (out, _, _) = gmpsim(&here, &["test", "all/half", "--seeds", "2", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    let half = &report["tested"][0];
    assert_eq!((&half["runs"], &half["failures"]), (&2.into(), &serde_json::json!([])));
    let command = "gmpsim run --seed 1 --policy no-sysmon all/half";
    assert_eq!(half["unbroken"][0]["command"], command);
    // The command has all that the run depended on.
    let flags = ["--procs", "2", "--noise", "quiet", "--max-time", "1us"];
    let args = [&["test", "all/half", "--seeds", "1", "--format", "json"][..], &flags].concat();
    let (out, _, _) = gmpsim(&here, &args);
    let report: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    let command = "gmpsim run --seed 1 --procs 2 --noise quiet --max-time 1µs all/half";
    assert_eq!(report["tested"][0]["failures"][0]["command"], command);
}

#[test]
fn figures_are_listed() {
    let (out, _, code) = gmpsim(&temp("figures"), &["test", "--figures"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!("scenario_figures", out);
}

#[test]
fn runs_stand_side_by_side() {
    let here = temp("compare");
    write(&here, "pool", POOL, "[machine]\nprocs = 2\n");
    let compare = |args: &[&str]| {
        let (out, err, code) = gmpsim(&here, &[&["compare"], args].concat());
        assert_eq!((err.as_str(), code), ("", 0));
        out
    };
    insta::assert_snapshot!("scenario_compare_batch", compare(&["pool", "--batch", "1,2,8"]));
    let ascii = compare(&["pool", "pool/main.go", "--procs", "1,4", "--ascii"]);
    insta::assert_snapshot!("scenario_compare_procs", ascii);
    assert!(ascii.is_ascii());
    insta::assert_snapshot!("scenario_compare_history", compare(&["pool", "--history"]));
    let (_, err, code) = gmpsim(&here, &["compare", "pool", "--policy", "no-steel"]);
    assert!(code == 2 && err.contains("did you mean no-steal?"), "{err}");
}

#[test]
fn the_list_can_be_read_by_people_and_as_markdown() {
    let here = temp("list");
    write(&here, "all/b", POOL, "chapter = \"Locks\"\norder = 2\n");
    write(&here, "all/a", POOL, "chapter = \"Locks\"\norder = 2\n");
    write(&here, "all/c", POOL, "chapter = \"Locks\"\norder = 1\n");
    write(&here, "all/d", POOL, "chapter = \"Queues\"\n");
    write(&here, "all/e", POOL, "");
    fs::remove_dir_all(here.join("all/e")).expect("it is there");
    let (out, err, code) = gmpsim(&here, &["list", "all"]);
    assert_eq!(code, 0, "{err}");
    let names: Vec<&str> =
        out.lines().filter_map(|l| l.strip_prefix("  ")?.split(' ').next()).collect();
    assert_eq!(names, ["d", "c", "a", "b"], "{out}");
    let (out, _, _) = gmpsim(&here, &["list", "--markdown", "all"]);
    assert!(out.contains("## Locks\n") && out.contains("| [c](c/main.go) | A pool | s |"), "{out}");
    assert_eq!(gmpsim(&here, &["list"]).2, 0);
}
