//! The command itself: exit codes, arguments, limits, files, and input that is no program.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use gmpsim::session::{Around, RunSpec, Session};
use gmpsim::trace::header::Header;
use gmpsim::trace::jsonl;
use gmpsim::trace::replay::Replay;
use parking_lot::Mutex;

/// A place for the files of these tests.
fn temp(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli");
    fs::create_dir_all(&folder).expect("a folder for temporary files");
    folder.join(name)
}

fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = temp(name);
    fs::write(&path, content).expect("a file can be written");
    path
}

/// A Go program with that body of main.
fn main_with(name: &str, imports: &[&str], body: &str) -> PathBuf {
    let imports: String = imports.iter().map(|i| format!("import {i:?}\n")).collect();
    file(name, format!("package main\n{imports}func main() {{\n{body}\n}}\n"))
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gmpsim"));
    command.args(args).stdin(Stdio::null());
    command
}

struct Ran {
    stdout: String,
    stderr: String,
    code: i32,
}

fn gmpsim(args: &[&str]) -> Ran {
    let Output { status, stdout, stderr } = command(args).output().expect("gmpsim starts");
    let [stdout, stderr] = [stdout, stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(!stderr.contains("panicked at"), "{args:?}\n{stderr}");
    Ran { stdout, stderr, code: status.code().expect("gmpsim ends by itself") }
}

/// Runs a file with flags: it ends with that code, and the outputs hold these texts.
fn check(flags: &[&str], program: &Path, code: i32, stdout: &str, stderr: &str) {
    let program = program.to_str().expect("a path in UTF-8");
    let ran = gmpsim(&[&["run"], flags, &[program]].concat());
    let said = format!("{program} {flags:?}\n{}\n{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, code, "{said}");
    assert!(ran.stdout.contains(stdout), "no {stdout:?} on stdout: {said}");
    assert!(ran.stderr.contains(stderr), "no {stderr:?} on stderr: {said}");
    assert!(!ran.stderr.is_empty() || matches!(code, 0 | 3), "no message: {said}");
}

#[test]
fn exit_codes() {
    let program = |name, imports: &[&str], body| main_with(name, imports, body);
    check(&[], &program("ok.go", &["fmt"], "fmt.Println(1)"), 0, "1\n", "");
    check(&[], &program("invalid.go", &[], "x"), 1, "", "invalid.go:3:1: undefined: x\n");
    check(&[], &program("panic.go", &[], "panic(5)"), 2, "", "panic: 5\n\ngoroutine 1 [running]:");
    let asleep = "fatal error: all goroutines are asleep - deadlock!";
    check(&[], &program("deadlock.go", &[], "select {}"), 2, "", asleep);
    check(&[], &program("exit.go", &["os"], "os.Exit(3)"), 3, "", "");
    check(&["--no-such-flag"], &temp("ok.go"), 2, "", "unexpected argument");
    check(&["--procs", "0"], &temp("ok.go"), 2, "", "1..=1024");
    assert_eq!(gmpsim(&["--version"]).code, 0);
    assert!(gmpsim(&["run", "--help"]).stdout.contains("GOMAXPROCS"));
}

#[test]
fn arguments_reach_the_program() {
    let program = main_with("args.go", &["fmt", "os"], "fmt.Printf(\"%q\\n\", os.Args[1:])");
    let program = program.to_str().expect("a path in UTF-8");
    let ran = gmpsim(&["run", "--seed", "2", program, "a b", "--procs", "-x", ""]);
    assert_eq!(ran.stdout, "[\"a b\" \"--procs\" \"-x\" \"\"]\n");
}

#[test]
fn a_program_may_come_from_standard_input() {
    let mut child = command(&["run", "-"]);
    child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().expect("gmpsim starts");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(b"package main\nfunc main() { x }\n").expect("it reads");
    drop(stdin);
    let ran = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "stdin.go:2:15: undefined: x\n");
}

#[test]
fn limits() {
    let forever = main_with("forever.go", &[], "for {\n}");
    check(
        &["--max-cpu", "20ms"],
        &forever,
        124,
        "",
        "--max-cpu 20ms is used up; the program may never end",
    );
    check(&["--max-cpu", "20ms", "-p", "1"], &forever, 124, "", "--max-cpu");
    let sleep = main_with("sleep.go", &["time"], "time.Sleep(2 * time.Hour)");
    check(
        &[],
        &sleep,
        124,
        "",
        "stopped after 1h0m0s of virtual time; raise the limit with --max-time",
    );
    check(&["--max-time", "3h"], &sleep, 0, "", "");
    let print = main_with("print.go", &["fmt"], "for {\nfmt.Println(1)\n}");
    check(&["--max-events", "1000"], &print, 124, "1\n", "1000 events, as --max-events asks");
    let grow = "var all [][]byte\nfor {\nall = append(all, make([]byte, 1<<16))\n}";
    let grow = main_with("grow.go", &[], grow);
    let oom = "fatal error: runtime: out of memory\n\ngoroutine 1 [running]:\nmain.main()";
    check(&["--max-memory", "16MiB"], &grow, 2, "", oom);
    let spawn = main_with("spawn.go", &[], "for {\ngo func() { select {} }()\n}");
    // Which goroutine asks for too much is a matter of when.
    let oom = "fatal error: runtime: out of memory\n\ngoroutine ";
    check(&["--max-memory", "16MiB"], &spawn, 2, "", oom);
    let recursion = "package main\nfunc f(n int) int { return f(n+1) + 1 }\nfunc main() { f(0) }\n";
    check(&[], &file("recursion.go", recursion), 2, "", "fatal error: stack overflow");
    check(&["--max-cpu", "soon"], &sleep, 2, "", "invalid value 'soon'");
}

#[test]
fn input_that_is_no_program() {
    let no = |path: PathBuf, message: &str| check(&[], &path, 1, "", message);
    no(temp("missing.go"), "can't read");
    no(temp("missing.go"), "there is no such file");
    no(temp("."), "is a directory; name the Go file that has func main");
    no(file("empty.go", ""), "empty.go:1:1: expected 'package', found 'EOF'");
    no(file("binary.go", [0u8, 159, 146, 150]), "binary.go: not Go source text");
    no(file("latin1.go", b"package main // \xe9\nfunc main() {}\n"), "invalid UTF-8");
    no(file("nomain.go", "package main\n"), "function main is undeclared in the main package");
    no(
        file("other.go", "package other\nfunc main() {}\n"),
        "other.go:1:9: package other is not a main",
    );
    let secret = file("secret.go", "package main\n");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o000);
    fs::set_permissions(&secret, mode).expect("the file is ours");
    if fs::read(&secret).is_err() {
        no(secret, "can't read");
    }
}

/// 10 MB of something, 100,000 levels of something.
#[test]
fn input_that_is_too_much() {
    let ten_million = "x".repeat(10_000_000);
    let comment = format!("package main\n// {ten_million}\nfunc main() {{}}\n");
    check(&[], &file("comment.go", comment), 0, "", "");
    check(&[], &file("word.go", ten_million), 1, "", "word.go:1:1: expected 'package', found xxx");
    let n = 100_000;
    for (i, (open, inner, close, exit, stderr)) in [
        ("(", "1", ")", 0, ""),
        ("[", "1", "]", 1, "syntax error: unexpected ], expected type"),
        ("f(", "1", ")", 1, "undefined: f"),
        ("a[", "1", "]", 1, "undefined: a"),
        ("[]int{", "", "}", 1, "cannot use []int{…} (value of type []int) as int value"),
        ("- ", "1", "", 0, ""),
        ("!", "true", "", 0, ""),
        ("<-", "c", "", 1, "undefined: c"),
        ("*", "p", "", 1, "undefined: p"),
        ("1 + ", "1", "", 0, ""),
        ("func() { _ = ", "0", "}", 0, ""),
        ("(", "", "", 1, "syntax error: unexpected }, expected expression"),
        ("[", "", "", 1, "syntax error: unexpected }, expected expression"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = format!("_ = {}{inner}{}", open.repeat(n), close.repeat(n));
        let file = main_with(&format!("deep{i}.go"), &[], &body);
        check(&[], &file, exit, "", stderr);
    }
    for (i, (open, inner, close)) in [
        ("{", "", "}"),
        ("if true {", "", "}"),
        ("if true {} else ", "{}", ""),
        ("for {", "return", "}"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = format!("{}{inner}{}", open.repeat(n), close.repeat(n));
        let file = main_with(&format!("blocks{i}.go"), &[], &body);
        check(&[], &file, 0, "", "");
    }
    let many = |line: fn(usize) -> String| (0..20_000).map(line).collect::<String>();
    for (i, declarations) in [
        format!("type S struct {{\n{}}}\n", many(|i| format!("f{i} int\n"))),
        format!("type S int\n{}", many(|i| format!("func (S) m{i}() {{}}\n"))),
        format!("type I interface {{\n{}}}\n", many(|i| format!("m{i}()\n"))),
        format!("func f({}) {{}}\n", many(|i| format!("p{i} int, "))),
        format!("{}type A20000 = int\n", many(|i| format!("type A{i} = A{}\n", i + 1))),
        format!("{}type A20000 int\n", many(|i| format!("type A{i} A{}\n", i + 1))),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("package main\n\n{declarations}\nfunc main() {{}}\n");
        check(&[], &self::file(&format!("many{i}.go"), text), 0, "", "");
    }
}

#[test]
fn a_trace_file_can_be_read_back() {
    let program = main_with("traced.go", &["fmt"], "go fmt.Println(1)\nfmt.Println(2)");
    let trace = temp("trace.jsonl");
    let flag = trace.to_str().expect("a path in UTF-8");
    check(&["--trace", flag, "--seed", "9", "-p", "2"], &program, 0, "2\n", "");
    let opened = BufReader::new(fs::File::open(&trace).expect("the trace was written"));
    let read = jsonl::read(opened).expect("a trace that gmpsim wrote");
    assert_eq!((read.header.seed, read.header.procs), (9, 2));
    assert_eq!(read.header.program, "traced.go");
    Replay::all(&read.events).expect("a history that is possible");

    check(&["--trace", "/no/such/folder"], &program, 1, "", "can't write the trace to /no/such");
    check(&["--trace", "/dev/full"], &program, 1, "", "can't write the trace to /dev/full");
}

#[test]
fn events_and_figures() {
    let program = main_with("told.go", &["fmt"], "fmt.Println(1)");
    check(&["--events"], &program, 0, "1\n", "GOMAXPROCS is now 4\n");
    check(&["--events"], &program, 0, "1\n", "GoCreate");
    check(&["--stats"], &program, 0, "1\n", "time  ");
    let figures = gmpsim(&["run", "--stats", program.to_str().expect("a path in UTF-8")]);
    assert!(figures.stderr.contains("Scheduling latency"), "{}", figures.stderr);
}

/// A line without its numbers and texts: what is left must be as Go has it.
fn shape(line: &str) -> String {
    let line = line.replace("nil", "0").replace("true", "false");
    let mut shape = String::new();
    for c in line.chars() {
        let c = if c.is_ascii_digit() { 'N' } else { c };
        if !(c == 'N' && shape.ends_with('N')) {
            shape.push(c);
        }
    }
    // The text of the last wait reason: `status=N(sleep)`.
    match (shape.find('('), shape.rfind(')')) {
        (Some(from), Some(to)) if shape.trim_start().starts_with('G') => {
            shape.replace_range(from + 1..to, "");
            shape
        }
        _ => shape,
    }
}

fn shapes(text: &str) -> BTreeSet<String> {
    text.lines().map(shape).collect()
}

#[test]
fn schedtrace_has_the_format_of_go() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let program = tests.join("t64_steady_slice.go");
    let program = program.to_str().expect("a path in UTF-8");
    for (procs, detailed, sample) in [
        ("1", false, "schedtrace_1P.txt"),
        ("2", false, "schedtrace_2P.txt"),
        ("2", true, "scheddetail_2P.txt"),
    ] {
        let real = fs::read_to_string(tests.join("samples").join(sample)).expect("a sample");
        let mut args = vec!["run", "-p", procs, "--schedtrace", "20", "--max-cpu", "500ms"];
        if detailed {
            args.push("--scheddetail");
        }
        args.push(program);
        let ran = gmpsim(&args);
        let (ours, last) = ran.stderr.trim_end().rsplit_once('\n').expect("several lines");
        assert!(last.starts_with("gmpsim: stopped"), "{last}");
        assert!(ours.lines().filter(|l| l.starts_with("SCHED ")).count() >= 3, "{ours}");
        assert!(ours.starts_with("SCHED 0ms: gomaxprocs="), "{ours}");
        assert_eq!(shapes(ours), shapes(&real), "{sample}");
    }
}

/// What a generator says of where its lines come from.
#[test]
fn line_directives_move_positions() {
    let program = main_with("line.go", &[], "//line other.go:40\nvar x int = \"a\"\n_ = x");
    check(&[], &program, 1, "", "other.go:40: cannot use \"a\"");
}

/// As in `gmpsim run endless.go | head -1`.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let endless = main_with("endless.go", &["fmt"], "for {\nfmt.Println(\"y\")\n}");
    let endless = endless.to_str().expect("a path in UTF-8");
    let mut child = command(&["run", endless])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("gmpsim starts");
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    reader.read_line(&mut line).expect("a line");
    drop(reader);
    child.wait().expect("gmpsim ends");
    let mut stderr = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("text");
    assert_eq!((&*line, &*stderr), ("y\n", ""));
}

#[test]
fn without_a_terminal_watch_says_what_to_do() {
    let steal = example("steal.go");
    for (args, code, says) in [
        (&["watch", &steal][..], 1, "gmpsim run"),
        (&[][..], 1, "gmpsim run"),
        (&["watch", "--stats", &steal][..], 2, "--stats is for gmpsim run\n"),
    ] {
        let ran = gmpsim(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{args:?}");
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
    }
}

fn example(name: &str) -> String {
    format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// What the first line of a trace says is enough to write the same trace again.
#[test]
fn a_trace_can_be_run_again() {
    let file = temp("again.jsonl");
    let trace = file.to_str().expect("a path in UTF-8");
    let machine =
        ["--policy", "no-runnext", "--noise", "busy", "--cpu-quota", "1.5", "--seed", "7"];
    let ran = gmpsim(&[&["run", "--trace", trace][..], &machine, &["pipeline"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let bytes = fs::read(&file).expect("it was written");
    let header = jsonl::read(&*bytes).expect("a trace").header;
    let spec = RunSpec::try_from(&header).expect("it can be run again");
    assert_eq!(spec.header(), header);
    assert!(!spec.scenario.tour.is_empty(), "a trace has its scenario's tour");
    let without = Header { source: String::new(), ..header.clone() };
    let why = RunSpec::try_from(&without).err().expect("there is nothing to run");
    assert_eq!(why, "the trace does not have the program's text");
    let writer = jsonl::Writer::new(Vec::new(), &header).expect("memory can be written to");
    let writer = Arc::new(Mutex::new(writer));
    let around = Around { sink: Some(Box::new(writer.clone())), ..Around::default() };
    let session = Session::new(spec).expect("it compiles");
    let mut run = session.in_virtual_time(around).expect("there is memory for it");
    run.run();
    run.runtime().finish();
    assert!(*writer.lock().out() == bytes, "the trace differs");
}

/// What is printed of a recorded trace is what is printed of the run.
#[test]
fn a_trace_has_the_figures_of_its_run() {
    let (steal, trace) = (example("steal.go"), temp("figures.jsonl"));
    let trace = trace.to_str().expect("a path in UTF-8");
    for flags in [&["--stats"][..], &["--events"], &["--schedtrace", "1", "--scheddetail"]] {
        let ran = gmpsim(&[&["run", "--trace", trace][..], flags, &[&steal]].concat());
        let flags = if flags == ["--stats"] { &[] } else { flags };
        let recorded = gmpsim(&[&["stats"][..], flags, &[trace]].concat());
        assert!(!ran.stderr.is_empty(), "{flags:?}");
        assert_eq!((recorded.code, recorded.stdout), (0, ran.stderr), "{flags:?}");
    }
}

#[test]
fn snapshots_of_every_view_of_a_program_and_of_its_trace() {
    let (steal, trace) = (example("steal.go"), temp("snapshot.jsonl"));
    let trace = trace.to_str().expect("a path in UTF-8");
    assert_eq!(gmpsim(&["run", "--trace", trace, &steal]).code, 0);
    for view in gmpsim::tui::app::View::ALL {
        let shot = |program: &str, output: &[&str]| {
            let args =
                ["snapshot", program, "--at", "120", "--view", view.name(), "--size", "90x30"];
            let ran = gmpsim(&[&args[..], output].concat());
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            ran.stdout
        };
        let text = shot(&steal, &[]);
        assert_eq!(text.lines().count(), 30, "{text}");
        assert!(text.contains("event 120 of "), "{text}");
        assert_eq!(shot(trace, &[]), text, "live and recorded");
        let svg = temp("snapshot.svg");
        shot(&steal, &["-o", svg.to_str().expect("a path in UTF-8")]);
        let svg = fs::read_to_string(svg).expect("it was written");
        assert!(svg.starts_with("<svg") && svg.contains("120"), "{svg}");
    }
    let bad = gmpsim(&["snapshot", &steal, "--size", "0x9"]);
    assert_eq!(bad.code, 2);
}
