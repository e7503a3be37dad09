//! What is outside of a run: standard input, the environment, signals, full disks, closed pipes, and files
//! that are cut off or would be overwritten.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use gmpsim::trace::event::EventKind;
use gmpsim::trace::jsonl;
use rustix::process::{Pid, Signal, kill_process};

/// A folder of its own for the files of a test.
fn temp(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    folder
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, content).expect("a file can be written");
    path.to_string_lossy().into_owned()
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    command.args(args).stdin(Stdio::null());
    command
}

/// Standard output, standard error and the exit code.
fn ran(command: &mut Command) -> (String, String, i32) {
    let Output { status, stdout, stderr } = command.output().expect("gmpsim starts");
    let [stdout, stderr] = [stdout, stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(!stderr.contains("panicked at"), "{stderr}");
    (stdout, stderr, status.code().expect("gmpsim ends by itself"))
}

fn data(name: &str) -> String {
    format!("{}/tests/stdin/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// `tests/stdin/NAME.go` prints what real Go printed, however `NAME.in` comes to it.
fn reads(name: &str) {
    let [program, input, output] = ["go", "in", "out"].map(|ext| data(&format!("{name}.{ext}")));
    let expect = fs::read_to_string(output).expect("the fixture is there");
    for kernel in ["virtual", "threads"] {
        let args = ["run", "--kernel", kernel, &program];
        let file = File::open(&input).expect("the fixture is there");
        assert_eq!(ran(command(&args).stdin(file)).0, expect, "{name} from a file, {kernel}");
        let args = ["run", "--kernel", kernel, "--stdin", &input, &program];
        assert_eq!(ran(&mut command(&args)).0, expect, "{name} by --stdin, {kernel}");
    }
    let mut child = piped(&["run", &program]);
    let bytes = fs::read(&input).expect("the fixture is there");
    let mut to = child.stdin.take().expect("a pipe");
    to.write_all(&bytes).expect("it is read");
    drop(to);
    let Output { stdout, .. } = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&stdout), expect, "{name} through a pipe");
}

fn piped(args: &[&str]) -> Child {
    let mut command = command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("gmpsim starts")
}

#[test]
fn lines_are_read() {
    reads("dup");
}

#[test]
fn runes_are_read_beside_goroutines() {
    reads("words");
}

#[test]
fn the_scan_family_reads_no_more_than_it_needs() {
    reads("scans");
}

#[test]
fn input_is_copied_and_closed() {
    reads("copy");
}

#[test]
fn input_comes_before_a_timeout() {
    reads("select");
}

const ASK: &str = "package main
import (\"bufio\"; \"fmt\"; \"os\")
func main() {
	in := bufio.NewScanner(os.Stdin)
	for fmt.Print(\"name?\\n\"); in.Scan(); fmt.Print(\"name?\\n\") {
		fmt.Println(\"hello\", in.Text())
	}
	fmt.Println(\"bye\")
}
";

fn line(from: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    from.read_line(&mut line).expect("a line");
    line
}

/// A question is seen before its answer is given, and an answer is read before the input ends.
#[test]
fn who_asks_is_answered() {
    let program = write(&temp("asks"), "ask.go", ASK);
    for kernel in ["virtual", "threads"] {
        let mut child = piped(&["run", "--kernel", kernel, &program]);
        let mut to = child.stdin.take().expect("a pipe");
        let mut from = BufReader::new(child.stdout.take().expect("a pipe"));
        for name in ["ann", "bob"] {
            assert_eq!(line(&mut from), "name?\n");
            writeln!(to, "{name}").expect("it reads");
            assert_eq!(line(&mut from), format!("hello {name}\n"));
        }
        drop(to);
        assert_eq!((line(&mut from), line(&mut from)), ("name?\n".into(), "bye\n".into()));
        assert!(child.wait().expect("it ends").success());
    }
}

/// On real threads a read blocks, others run meanwhile, and the end of main does not wait for it.
#[test]
fn a_read_blocks_a_thread_only() {
    let program = write(
        &temp("blocks"),
        "main.go",
        "package main
import (\"fmt\"; \"os\"; \"time\")
func main() {
	go func() { fmt.Println(os.Stdin.Read(make([]byte, 1))) }()
	for i := range 3 { time.Sleep(10 * time.Millisecond); fmt.Println(i) }
}
",
    );
    let mut child = piped(&["run", "--kernel", "threads", "-p", "1", &program]);
    let to: ChildStdin = child.stdin.take().expect("a pipe");
    let Output { stdout, .. } = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&stdout), "0\n1\n2\n");
    drop(to);
}

/// The same input gives the same bytes, and what was read stands in the trace.
#[test]
fn a_trace_tells_what_was_read() {
    let folder = temp("told");
    let program = write(&folder, "ask.go", ASK);
    let input = write(&folder, "in.txt", b"ann\n\xff\n");
    let traces = ["a", "b"].map(|name| {
        let trace = folder.join(name).to_string_lossy().into_owned();
        let args = ["run", "--stdin", &input, "--env", "A=1", "--trace", &trace, &program, "arg"];
        assert_eq!(ran(&mut command(&args)).2, 0);
        fs::read(trace).expect("the trace was written")
    });
    assert!(traces[0] == traces[1], "two runs, two traces");
    let trace = jsonl::read(&traces[0][..]).expect("a trace that gmpsim wrote");
    assert_eq!(
        (&trace.header.args[..], &trace.header.env[..]),
        (&["arg".into()][..], &["A=1".into()][..])
    );
    let read = trace.events.iter().filter_map(|e| match e.kind {
        EventKind::Input { text } => Some(trace.strings.get(text).to_string()),
        _ => None,
    });
    assert_eq!(read.collect::<Vec<_>>(), [r#""ann\n\xff\n""#, r#""""#]);
}

#[test]
fn the_environment_is_what_is_given() {
    let folder = temp("environment");
    let body = "package main
import (\"fmt\"; \"os\")
func main() {
	fmt.Println(os.Environ(), os.Getenv(\"B\"), os.ExpandEnv(\"$A-${B}-$C-$-${}\"))
	_, ok := os.LookupEnv(\"C\")
	os.Setenv(\"C\", \"x=y\")
	os.Setenv(\"A\", \"9\")
	os.Unsetenv(\"B\")
	fmt.Println(ok, os.Environ(), os.Setenv(\"=\", \"\"), os.Getenv(\"\"))
}
";
    let program = write(&folder, "env.go", body);
    let args = [
        "run", "--env", "A=1", "--env", "B=2", "--env", "A=3", "--env", "GIVEN", "--env",
        "NOT_SET", &program,
    ];
    let (out, _, _) = ran(command(&args).env("GIVEN", "real").env_remove("NOT_SET"));
    assert_eq!(
        out,
        "[A=3 B=2 GIVEN=real] 2 3-2--\nfalse [A=9 GIVEN=real C=x=y] setenv: invalid argument \n"
    );
    assert_eq!(ran(command(&["run", &program]).env("A", "1")).0.lines().next(), Some("[]  ---"));
    assert_eq!(ran(&mut command(&["run", "--env", "=1", &program])).2, 2);
}

#[test]
fn a_scenario_says_what_is_read() {
    let folder = temp("scenario");
    write(
        &folder,
        "main.go",
        "package main
import (\"fmt\"; \"io\"; \"os\")
func main() { b, _ := io.ReadAll(os.Stdin); fmt.Print(os.Getenv(\"A\"), string(b)) }
",
    );
    let toml = "title = \"t\"\nsummary = \"s\"\nstdin = \"12\\n\"\nenv = [\"A=x\"]\n[expect]\nstdout = \"x12\\n\"\n";
    write(&folder, "scenario.toml", toml);
    let other = write(&folder, "other", "34\n");
    let path = folder.to_string_lossy().into_owned();
    let (out, said, code) = ran(&mut command(&["test", &path, "--seeds", "3"]));
    assert_eq!(code, 0, "{out}{said}");
    assert_eq!(ran(&mut command(&["run", &path])).0, "x12\n");
    assert_eq!(ran(&mut command(&["run", "--stdin", &other, "--env", "A=y", &path])).0, "y34\n");
    let (out, _, code) = ran(&mut command(&["test", "--stdin", &other, "--seeds", "2", &path]));
    assert_eq!(code, 1);
    assert!(out.contains(&format!("gmpsim run --seed 1 --stdin {other} {path}")), "{out}");
    let (out, _, _) = ran(&mut command(&["snapshot", &path, "--at", "end", "--view", "output"]));
    assert!(out.contains("x12"), "{out}");
}

const COUNT: &str = "package main
import \"fmt\"
func main() { for i := 0; ; i++ { fmt.Println(i) } }
";

/// A run that a signal ends has written what it printed, and a trace that is whole.
#[test]
fn a_signal_ends_a_run_in_good_order() {
    let folder = temp("signals");
    let count = write(&folder, "count.go", COUNT);
    let wait = write(&folder, "wait.go", ASK);
    for (signal, n, program, kernel) in [
        (Signal::INT, 2, &count, "virtual"),
        (Signal::TERM, 15, &count, "virtual"),
        (Signal::HUP, 1, &wait, "virtual"),
        (Signal::TERM, 15, &wait, "virtual"),
        (Signal::INT, 2, &count, "threads"),
        (Signal::TERM, 15, &wait, "threads"),
    ] {
        let trace = folder.join("trace.jsonl").to_string_lossy().into_owned();
        let mut child =
            piped(&["run", "--kernel", kernel, "--max-cpu", "1h", "--trace", &trace, program]);
        let mut from = BufReader::new(child.stdout.take().expect("a pipe"));
        let first = line(&mut from);
        assert!(first == "0\n" || first == "name?\n", "{first}");
        let reader = std::thread::spawn(move || {
            let mut rest = String::new();
            from.read_to_string(&mut rest).expect("text");
            rest
        });
        sleep(Duration::from_millis(50));
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        let status = child.wait().expect("it ends");
        let what = format!("{signal:?} {program} {kernel}: {said}");
        assert_eq!(status.signal(), Some(n), "{what}");
        assert!(said.contains("gmpsim: ended at"), "{what}");
        let rest = reader.join().expect("it reads");
        assert!(rest.is_empty() || rest.ends_with('\n'), "{what}");
        let opened = BufReader::new(File::open(&trace).expect("the trace was written"));
        let read = jsonl::read(opened).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!(read.cut.is_none() && read.events.len() > 20, "{what}");
    }
}

/// What a run that was killed leaves is shown as far as it goes.
#[test]
fn a_trace_that_was_cut_off_is_shown() {
    let folder = temp("cut");
    let count = write(&folder, "count.go", COUNT);
    let trace = folder.join("trace.jsonl");
    let path = trace.to_string_lossy().into_owned();
    let (_, said, code) =
        ran(&mut command(&["run", "--max-trace", "64KiB", "--trace", &path, &count]));
    assert_eq!(code, 124);
    assert!(said.contains("the trace has 64.0 KiB; raise the limit with --max-trace"), "{said}");
    assert!(fs::metadata(&trace).expect("it is there").len() <= 64 << 10);
    let snapshot = ["snapshot", &path, "--at", "end", "--view", "timeline"];
    let (_, said, code) = ran(&mut command(&snapshot));
    assert_eq!((said.as_str(), code), ("", 0));
    let bytes = fs::read(&trace).expect("it is there");
    fs::write(&trace, &bytes[..40_000]).expect("it can be written");
    let (out, said, code) = ran(&mut command(&snapshot));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("was cut off in line"), "{said}");
    assert!(out.contains("the trace was cut off here"), "{out}");
}

/// No command panics where nobody reads or the disk is full.
#[test]
fn closed_pipes_and_full_disks() {
    let folder = temp("full");
    let hello = "package main\nimport \"fmt\"\nfunc main() { fmt.Println(1) }\n";
    let hello = write(&folder, "hello.go", hello);
    let count = write(&folder, "count.go", COUNT);
    for args in [
        &["list"][..],
        &["list", "--markdown"],
        &["--help"],
        &["test", "--figures"],
        &["test", "steal-half", "--seeds", "1"],
        &["tour", "steal-half"],
        &["compare", &hello],
        &["snapshot", &hello],
        &["run", &hello],
        &["run", "--kernel", "threads", &hello],
        &["run", &count],
        &["run", "--kernel", "threads", &count],
    ] {
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let (_, said, code) = ran(command(args).stdout(full));
        assert_eq!(code, 1, "{args:?}: {said}");
        assert!(said.contains("No space left on device"), "{args:?}: {said}");
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let endless = args.contains(&count.as_str());
        let status = (!endless).then(|| command(args).stdout(Stdio::null()).stderr(full).status());
        let code = status.map(|s| s.expect("gmpsim starts").code());
        assert_eq!(code.unwrap_or(Some(0)), Some(0), "{args:?} with a full standard error");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let (_, said, code) = ran(command(args).stdout(writer));
        assert_eq!((said.as_str(), code), ("", 141), "{args:?}");
    }
    let (_, said, code) = ran(&mut command(&["run", "--trace", "/dev/full", &count]));
    assert_eq!(code, 1);
    assert!(said.contains("can't write the trace to /dev/full"), "{said}");
}

/// Outputs never take the place of what is read, by whatever name, and nothing is left behind.
#[test]
fn nothing_that_is_read_is_overwritten() {
    let folder = temp("same");
    let hello = "package main\nfunc main() { println(1) }\n";
    let program = write(&folder, "v.go", hello);
    let (link, hard) = (folder.join("link"), folder.join("hard"));
    symlink(&program, &link).expect("a link");
    fs::hard_link(&program, &hard).expect("a link");
    let names = [program.clone(), link.display().to_string(), hard.display().to_string()];
    for name in &names {
        for args in [
            &["run", "--trace", name, &program][..],
            &["snapshot", &program, "--output", name],
            &["run", "--stdin", &program, "--trace", name, "steal-half"],
        ] {
            let (_, said, code) = ran(&mut command(args));
            assert_eq!(code, 1, "{args:?}");
            assert!(said.contains("is what is read"), "{args:?}: {said}");
            assert_eq!(fs::read_to_string(&program).expect("it is there"), hello, "{args:?}");
        }
    }
    let trace = folder.join("t.jsonl").display().to_string();
    assert_eq!(ran(&mut command(&["run", "--trace", &trace, &program])).2, 0);
    let before = fs::read(&trace).expect("it is there");
    assert_eq!(ran(&mut command(&["snapshot", &trace, "-o", &trace])).2, 1);
    assert!(fs::read(&trace).expect("it is there") == before);
    // A link stays one, and what it points to is replaced.
    let picture = folder.join("p.svg").display().to_string();
    let to = write(&folder, "old.svg", "old");
    symlink(&to, &picture).expect("a link");
    assert_eq!(ran(&mut command(&["snapshot", &program, "-o", &picture])).2, 0);
    assert!(fs::read_to_string(&to).expect("it is there").starts_with("<svg"));
    assert!(Path::new(&picture).is_symlink());
    let (out, _, code) = ran(&mut command(&["snapshot", &program, "-o", "/dev/stdout"]));
    assert!(code == 0 && out.contains("scheduler"), "{out}");
    let left: Vec<_> = fs::read_dir(&folder).expect("a folder").flatten().collect();
    assert!(
        left.iter().all(|f| !f.file_name().to_string_lossy().starts_with(".gmpsim")),
        "{left:?}"
    );
}

/// What can't end is refused, and what is far too large is not read to its end.
#[test]
fn inputs_without_an_end() {
    let folder = temp("endless");
    write(&folder, "main.go", "package main\nfunc main() { for {} }\n");
    let path = folder.to_string_lossy().into_owned();
    write(&folder, "scenario.toml", "title = \"t\"\nsummary = \"s\"\n[costs]\ninstr = \"0s\"\n");
    let (_, said, code) = ran(&mut command(&["run", &path]));
    assert_eq!(code, 1);
    assert!(said.contains("scenario.toml:4:9: instr must be at least 1ps"), "{said}");
    assert!(ran(&mut command(&["run", "/dev/zero"])).1.contains("more than 64 MiB"));
    let program = folder.join("main.go").display().to_string();
    let (_, said, _) = ran(&mut command(&["run", "--stdin", "/dev/zero", &program]));
    assert!(said.contains("more than the 64 MiB of input that are kept"), "{said}");
}

/// An event at the end of all time, and the longest stretch there is.
#[test]
fn pictures_at_the_end_of_time() {
    let folder = temp("late");
    let at = u64::MAX;
    let trace = format!(
        "{{\"gmpsim\":\"trace\",\"version\":1,\"program\":\"x\",\"procs\":4,\"cores\":4,\"seed\":1}}\n\
         {{\"at\":{at},\"m\":0,\"ev\":\"ProcsChange\",\"procs\":4}}\n{{\"end\":{at},\"events\":1}}\n"
    );
    let trace = write(&folder, "t.jsonl", trace);
    for view in gmpsim::tui::app::View::ALL {
        for span in ["1ns", "2562047h"] {
            let args = ["snapshot", &trace, "--at", "end", "--view", view.name(), "--span", span];
            let (_, said, code) = ran(&mut command(&args));
            assert_eq!(code, 0, "{args:?}: {said}");
        }
    }
}

/// Names that a program makes up move no cursor and break no file.
#[test]
fn names_are_shown_as_they_are_written() {
    let folder = temp("names");
    let main = "package main
import (\"gmpsim/sim\"; \"fmt\")
func main() {
	p := sim.NewPool(\"\\x1b]0;pool\\x07\\ufffe\\uffff\", 1)
	p.Acquire()
	fmt.Println(\"\\ufffe\\uffff\")
	panic(\"\\x1b[31m\")
}
";
    write(&folder, "main.go", main);
    write(&folder, "scenario.toml", "title = \"\\u001b[2J\"\nsummary = \"s\"\n");
    let path = folder.to_string_lossy().into_owned();
    for args in [&["test", "--seeds", "1", &path][..], &["compare", &path], &["list", &path]] {
        let (out, said, _) = ran(&mut command(args));
        assert!(!(out + &said).contains('\x1b'), "{args:?}");
    }
    let (_, said, _) = ran(&mut command(&["run", "--stats", &path]));
    assert!(!said.contains("\x1b]0;pool"), "{said:?}");
    let picture = folder.join("p.svg").display().to_string();
    let args = ["snapshot", &path, "--at", "end", "--view", "output", "-o", &picture];
    assert_eq!(ran(&mut command(&args)).2, 0);
    let svg = fs::read_to_string(picture).expect("it was written");
    assert!(!svg.contains(['\u{fffe}', '\u{ffff}', '\x1b']));
    let quoted = folder.join("a\"b\\c").to_string_lossy().into_owned();
    assert_eq!(ran(&mut command(&["new", &quoted])).2, 0);
    let (out, said, code) = ran(&mut command(&["test", "--seeds", "1", &quoted]));
    assert_eq!(code, 0, "{out}{said}");
}
