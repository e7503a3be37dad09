//! `gmpsim watch` in a terminal: keys and clicks go in through a pty, the screen is what a terminal
//! makes of what comes out, and in the end the terminal is as it was.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Child, ExitStatus};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pts, Pty, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Termios, tcgetattr};
use vt100::{MouseProtocolMode, Parser};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What `gmpsim` writes behind a frame.
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

const RIGHT: &str = "\x1b[C";
const LEFT: &str = "\x1b[D";

/// A terminal with a process in it.
struct Term {
    pty: Arc<Pty>,
    _pts: Pts,
    child: Child,
    parser: Parser,
    output: Receiver<Vec<u8>>,
    /// The last bytes of it.
    tail: Vec<u8>,
    before: Termios,
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a screen has cells")
}

fn gmpsim() -> &'static str {
    env!("CARGO_BIN_EXE_gmpsim")
}

fn example(name: &str) -> String {
    format!("{}/examples/{name}.go", env!("CARGO_MANIFEST_DIR"))
}

impl Term {
    fn start(program: &str, args: &[&str]) -> Term {
        let (pty, pts) = open().expect("a pty");
        pty.resize(Size::new(40, 120)).expect("a size");
        let before = tcgetattr(&pty).expect("a terminal");
        let mut command = Command::new(program)
            .args(args)
            .env("TERM", "xterm-256color")
            .env("LC_ALL", "C.UTF-8")
            .env("PS1", "prompt> ")
            .env_remove("ENV")
            .env_remove("NO_COLOR");
        let child = command.spawn_borrowed(&pts).expect("it starts");
        let pty = Arc::new(pty);
        let (sender, output) = channel();
        let from = pty.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 1 << 16];
            while let Ok(n) = (&*from).read(&mut bytes) {
                if n == 0 || sender.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = Parser::new(cells(40), cells(120), 0);
        Term { pty, _pts: pts, child, parser, output, tail: Vec::new(), before }
    }

    fn watch(name: &str) -> Term {
        let term = Term::start(gmpsim(), &["watch", &example(name)]);
        term.until("the first event", |screen| screen.contains("event 1 "))
    }

    fn keys(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).expect("keys go in");
    }

    fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The number of the event that is shown.
    fn event(&self) -> usize {
        let screen = self.screen();
        let (_, after) = screen.split_once("event ").expect("the event is shown");
        let number = after.split(' ').next().unwrap_or("").replace(',', "");
        number.parse().expect("a number")
    }

    /// Takes in what the process writes.
    fn pump(&mut self) {
        if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) {
            self.parser.process(&bytes);
            self.tail.extend(bytes);
            self.tail.drain(..self.tail.len().saturating_sub(FRAME_ENDS.len()));
        }
    }

    /// Waits until the screen is as it shall be: the shell's, or a whole frame.
    fn wait(&mut self, what: &str, is: impl Fn(&str) -> bool) {
        let start = Instant::now();
        let whole = |term: &Term| {
            !term.parser.screen().alternate_screen() || term.tail.ends_with(FRAME_ENDS)
        };
        while !whole(self) || !is(&self.screen()) {
            assert!(start.elapsed() < PATIENCE, "{what} does not come:\n{}", self.screen());
            self.pump();
        }
    }

    fn until(mut self, what: &str, is: impl Fn(&str) -> bool) -> Term {
        self.wait(what, is);
        self
    }

    /// Waits until the shell asks. What is typed before that may find the terminal still raw, where
    /// a return ends no line.
    fn wait_prompt(&mut self) {
        let start = Instant::now();
        while self.parser.screen().alternate_screen() || !self.screen().ends_with("prompt> ") {
            assert!(start.elapsed() < PATIENCE, "no prompt comes:\n{}", self.screen());
            self.pump();
        }
    }

    /// Presses the left button where the text stands.
    fn click(&self, text: &str) {
        let screen = self.screen();
        let (row, line) =
            screen.lines().enumerate().find(|(_, line)| line.contains(text)).expect("it is there");
        let column = line[..line.find(text).unwrap_or(0)].chars().count();
        self.keys(&format!("\x1b[<0;{};{}M\x1b[<0;{0};{1}m", column + 1, row + 1));
    }

    /// Waits for the end of the process; the terminal is as it was.
    fn end(mut self) -> ExitStatus {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end:\n{}", self.screen());
            self.pump();
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
            self.parser.process(&bytes);
        }
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "the screen of before is shown");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert_eq!(
            screen.mouse_protocol_mode(),
            MouseProtocolMode::None,
            "clicks are the terminal's"
        );
        assert!(!screen.contents().contains("findRunnable"), "{}", screen.contents());
        let after = tcgetattr(&*self.pty).expect("a terminal");
        assert_eq!(after.local_modes, self.before.local_modes, "echo and lines are as before");
        assert_eq!(after.input_modes, self.before.input_modes);
        assert_eq!(after.output_modes, self.before.output_modes);
        status
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watched_played_stepped_changed_searched_and_left() {
    let mut term = Term::watch("work-stealing");
    assert!(term.screen().contains("GOMAXPROCS is 4"), "{}", term.screen());
    term.keys(" ");
    term.wait("playing", |screen| screen.contains('▶') && !screen.contains("event 1 "));
    term.keys(" ");
    term.wait("a pause", |screen| screen.contains('‖'));
    term.keys("s");
    term.wait("a steal", |screen| screen.contains("· RunqSteal ·"));

    let (before, n) = (term.screen(), term.event());
    term.keys(&RIGHT.repeat(10));
    term.wait("ten steps", |screen| screen.contains(&format!("event {} ", n + 10)));
    term.keys(&LEFT.repeat(10));
    term.wait("the same screen as before", |screen| screen == before);

    term.keys("}");
    term.wait("five Ps", |screen| screen.contains("5 Ps · seed 1") && screen.contains("P4"));
    term.keys("/G1\r");
    term.wait("what was found", |screen| screen.contains("G1 main.main is "));
    term.click("4 goroutines");
    term.wait("its life", |screen| screen.contains("life of G1"));
    term.keys("?");
    term.wait("help", |screen| screen.contains("next steal"));
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn the_size_can_change() {
    let mut term = Term::watch("work-stealing");
    term.keys("ss");
    term.wait("a steal", |screen| screen.contains("· RunqSteal ·"));
    let n = term.event();
    for (rows, columns, seen) in
        [(19, 59, "59 × 19"), (24, 80, " 1 sched "), (60, 200, " 1 scheduler ")]
    {
        term.parser.set_size(cells(rows), cells(columns));
        term.pty.resize(Size::new(rows, columns)).expect("a size");
        term.wait(seen, |screen| screen.contains(seen));
    }
    assert_eq!(term.event(), n, "it stands where it stood");
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn signals_end_it_and_the_terminal_is_as_before() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let term = Term::watch("preemption");
        let pid = Pid::from_child(&term.child);
        kill_process(pid, signal).expect("it lives");
        term.end();
    }
}

#[test]
fn the_shell_can_have_the_terminal_for_a_while() {
    let mut term = Term::start("/bin/sh", &["-i"]);
    term.wait_prompt();
    term.keys("set -m\r");
    term.wait("an answer", |screen| screen.contains("set -m\nprompt> "));
    term.keys(&format!("'{}' watch '{}'\r", gmpsim(), example("work-stealing")));
    term.wait("the first event", |screen| screen.contains("event 1 "));
    term.keys("s");
    term.wait("a steal", |screen| screen.contains("· RunqSteal ·"));
    let before = term.screen();
    term.keys("\x1a");
    term.wait_prompt();
    term.keys("echo a''b\r");
    term.wait("the shell", |screen| screen.ends_with("ab\nprompt> "));
    term.keys("fg\r");
    term.wait("the same screen as before", |screen| screen == before);
    term.keys("q");
    term.wait_prompt();
    term.keys("exit\r");
    term.end();
}

#[test]
fn a_program_without_end_is_watched() {
    let mut term = Term::watch("preemption");
    term.keys("ppp");
    term.wait("a preemption", |screen| {
        screen.contains("PreemptRequest") || screen.contains("GoStop")
    });
    term.keys("++++++++++++++++++ ");
    let n = term.event();
    let start = Instant::now();
    while term.event() < n + 100 {
        assert!(start.elapsed() < PATIENCE, "it does not go on:\n{}", term.screen());
        term.pump();
        term.wait("a frame", |_| true);
    }
    term.keys("\x03");
    assert!(term.end().success());
}

#[test]
fn a_program_that_does_not_compile_is_not_watched() {
    let file = std::env::temp_dir().join(format!("gmpsim-watch-{}.go", std::process::id()));
    std::fs::write(&file, "package main\n\nfunc main() {\n\tx := 1\n}\n").expect("it is written");
    let path = file.to_string_lossy().into_owned();
    let term = Term::start(gmpsim(), &["watch", &path])
        .until("gc's message", |screen| screen.contains("declared and not used: x"));
    let status = term.end();
    std::fs::remove_file(&file).expect("it is there");
    assert_eq!(status.code(), Some(1));
}

#[test]
fn the_gallery_is_what_gmpsim_shows_alone() {
    let mut term =
        Term::start(gmpsim(), &[]).until("the list", |screen| screen.contains("ping-pong"));
    term.click("ping-pong");
    term.wait("the first event", |screen| screen.contains("event 1 "));
    term.keys("q");
    term.wait("the list again", |screen| screen.contains("What shall run?"));
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn a_run_on_real_threads_is_watched_like_any_other() {
    let args = ["watch", "--kernel", "threads", "--play", &example("worker-pool")];
    let mut term = Term::start(gmpsim(), &args);
    term.keys("+++++++++");
    term.wait("the end", |screen| screen.contains("(exit 0)"));
    let n = term.event();
    term.keys(LEFT);
    term.wait("a step back", |screen| screen.contains(&format!("event {} ", n - 1)));
    // Again from the start, on more processors.
    term.keys("}");
    term.wait("five Ps", |screen| screen.contains("5 Ps · real threads"));
    term.keys("q");
    assert!(term.end().success());
}

#[test]
fn a_recorded_run_is_watched_like_a_live_one() {
    let file = std::env::temp_dir().join(format!("gmpsim-watch-{}.jsonl", std::process::id()));
    let path = file.to_string_lossy().into_owned();
    let run = std::process::Command::new(gmpsim())
        .args(["run", "--trace", &path, &example("work-stealing")])
        .output()
        .expect("gmpsim starts");
    assert!(run.status.success());
    let mut term = Term::start(gmpsim(), &["watch", &path])
        .until("the first event", |screen| screen.contains("event 1 "));
    let mut live = Term::watch("work-stealing");
    for term in [&mut term, &mut live] {
        term.keys("s3");
        term.wait("the timeline", |screen| {
            screen.contains("· RunqSteal ·") && screen.contains("G1 main")
        });
    }
    assert_eq!(term.screen(), live.screen(), "the same events, the same screen");
    // The trace has what it takes to run the program again.
    for term in [&mut term, &mut live] {
        term.keys("1}");
        term.wait("five Ps", |screen| screen.contains("  5 Ps · seed 1"));
    }
    assert_eq!(term.screen(), live.screen(), "the same program, the same screen");
    for term in [term, live] {
        term.keys("q");
        assert!(term.end().success());
    }
    std::fs::remove_file(&file).expect("it is there");
}

/// The program's input comes from a file: the terminal's keys are watch's own. Every run has the same.
#[test]
fn what_a_watched_program_reads_comes_from_a_file() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch-stdin");
    std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    let [program, input] =
        ["x.go", "in"].map(|name| folder.join(name).to_string_lossy().into_owned());
    let text = "package main
import (\"fmt\"; \"io\"; \"os\")
func main() { b, _ := io.ReadAll(os.Stdin); fmt.Println(len(b), string(b)) }
";
    std::fs::write(&program, text).expect("a file can be written");
    std::fs::write(&input, "some words").expect("a file can be written");
    for (args, printed) in [(&["--stdin", &input][..], "10 some words"), (&[][..], "0 ")] {
        let args = [&["watch"], args, &[&program]].concat();
        let mut term = Term::start(gmpsim(), &args)
            .until("the first event", |screen| screen.contains("event 1 "));
        for again in ["", "}"] {
            term.keys(again);
            term.keys("G7");
            term.wait("the output", |screen| screen.contains(printed));
        }
        term.keys("q");
        assert!(term.end().success());
    }
}
