//! `scenario.toml`: what is read, and every mistake with its place and what was meant.

use gmpsim::policy::{Policy, Switch};
use gmpsim::runtime::{CpuQuota, Noise};
use gmpsim::scenario::format::read;
use gmpsim::scenario::moment::Moment;
use gmpsim::scenario::ran::Outcome;
use gmpsim::scenario::statement::Statement;
use gmpsim::scenario::{Scenario, builtin, index};

const HEAD: &str = "title = \"t\"\nsummary = \"s\"\n";

fn scenario(text: &str) -> Result<Scenario, String> {
    read("x/scenario.toml", "x", text, "package main\nfunc main() {}\n".into())
}

/// A mistake and how it is told: each text, then a line for each message.
#[test]
fn mistakes_are_told_with_their_place() {
    let bad = [
        "",
        "title = 5\nsummary = \"s\"\n",
        "title = \"t\"\nsummary = \"s\"\nsumary = \"s\"\n",
        "title = \"t\nsummary = \"s\"\n",
        "title = \"t\"\nsummary = \"s\"\ntitle = \"u\"\n",
        "[machine]\nprocs = 0\n",
        "[machine]\nprocs = \"4\"\n",
        "[machine]\nprocs = 4.5\n",
        "[machine]\nprocs = 5000\ncores = -1\n",
        "[machine]\nproc = 4\n",
        "[machine]\nseed = -1\n",
        "[machine]\nmemory = \"lots\"\n",
        "[machine]\nmemory = -5\n",
        "[machine]\nmax_time = \"soon\"\n",
        "[machine]\ncpu_quota = \"1\"\n",
        "[machine]\ncpu_quota = 0.001\n",
        "machine = 4\n",
        "[machines]\nprocs = 4\n",
        "[costs]\nchan = \"40ns\"\n",
        "[costs]\nchan_op = true\n",
        "[costs]\nchan_op = 0\ninstr = \"0s\"\n",
        "[costs]\ninstr = 0\n",
        "stdin = 5\n",
        "env = [\"A\", \"=x\", \"B=\", 5]\n",
        "[costs]\nnonsense = 1\n",
        "[policy]\noff = [\"no-steel\"]\n",
        "[policy]\noff = [\"go1.13\", 5]\n",
        "[policy]\noff = \"no-steal\"\n",
        "[policy]\ngo = \"go1.12\"\n",
        "[tour]\nat = \"start\"\n",
        "[[tour]]\nat = \"start\"\n",
        "[[tour]]\nat = \"first RunqSteel\"\nsay = \"x\"\n",
        "[[tour]]\nat = \"t=never\"\nsay = \"x\"\n",
        "[[tour]]\nat = \"G7 dances\"\nsay = \"x\"\nsays = \"y\"\n",
        "[expect]\noutcome = \"okay\"\n",
        "[expect]\noutcome = \"exit 1000\"\n",
        "[expect]\nthat = \"steals >= 1\"\n",
        "[expect]\nthat = [\"steals\", \"steels > 1\", \"steals > lots\", \"steals > -1\"]\n",
        "[expect]\nthat = [\"time < 5\", \"max_memory < 5 apples\", \"utilisation > 120%\"]\n",
        "[expect]\nthat = [\"count > 1\", \"count RunqSteel > 1\", \"peak > 1\", \"steals x > 1\"]\n",
        "[expect]\nthat = [\"steals < time\"]\n",
        "[expect]\nseeds = 0\n",
        "[expect]\nstdout_has = [1]\n",
        "[expect]\nbreaks = [\"no-steel\", \"go1.12\"]\n",
        "[expect]\nbreaks = \"no-steal\"\n",
        "args = [5]\n",
        "order = \"first\"\n",
        "\"a\\n\\u001b[2J\" = 1\n",
    ];
    let mut told = String::new();
    for text in bad {
        let whole = if text.contains("title") || text.is_empty() {
            text.to_string()
        } else {
            format!("{HEAD}{text}")
        };
        let messages = scenario(&whole).expect_err(text);
        for line in messages.lines() {
            assert!(line.starts_with("x/scenario.toml:"), "{text}: {line}");
        }
        told += &format!("{text}----\n{messages}====\n");
    }
    insta::assert_snapshot!("scenario_mistakes", told);
}

#[test]
fn a_whole_scenario_is_read() {
    let text = r#"
title = "Stealing"
summary = "Where do the others get work?"
chapter = "The machine"
order = 3
args = ["5", "x"]
stdin = "3\n"
env = ["A=1", "B=2", "A=3"]
[machine]
procs = 2
cores = 8
seed = 0
noise = "busy"
cpu_quota = 1.5
memory = "1.5MiB"
max_time = "2s"
[costs]
instr = 5
thread_wake = "1.5ms"
[policy]
off = ["no-steal"]
go = "go1.13"
[[tour]]
at = "2nd RunqSteal"
say = " here "
[expect]
outcome = "exit 3"
stdout = "x\n"
stdout_has = ["x"]
that = ["steals >= 1", "max_running<=procs"]
seeds = 7
breaks = ["no-steal", "go1.0"]
"#;
    let s = scenario(text).expect("it has no mistake");
    assert_eq!((s.title.as_str(), s.chapter.as_str(), s.order), ("Stealing", "The machine", 3));
    assert_eq!(s.args, ["5", "x"]);
    assert_eq!(
        (s.stdin.as_deref(), &s.env[..]),
        (Some(&b"3\n"[..]), &["A=3".into(), "B=2".into()][..])
    );
    assert_eq!((s.machine.procs(), s.machine.cores(), s.machine.seed), (2, 8, 0));
    assert_eq!(s.machine.noise, Noise::Busy);
    assert_eq!(s.machine.cpu_quota, CpuQuota::of(1.5));
    assert_eq!((s.machine.memory, s.machine.max_time), (3 << 19, Some(2_000_000_000)));
    assert_eq!((s.costs.instr, s.costs.thread_wake, s.costs.call), (5_000, 1_500_000, 500));
    let off: Vec<_> = s.policy.switches().map(Switch::name).collect();
    assert_eq!(off, ["no-steal", "no-async-preempt"]);
    assert_eq!(s.tour.len(), 1);
    assert_eq!(
        (s.tour[0].at.to_string().as_str(), s.tour[0].say.as_str()),
        ("second RunqSteal", "here")
    );
    assert_eq!(s.expect.outcome, Outcome::Exit(3));
    assert_eq!((s.expect.that.len(), s.expect.seeds), (2, Some(7)));
    assert_eq!(s.expect.breaks, ["no-steal", "go1.0"]);
    let plain = scenario(HEAD).expect("title and summary are enough");
    assert_eq!((plain.machine.procs(), plain.machine.cores(), plain.machine.seed), (4, 4, 1));
    assert_eq!(plain.policy, Policy::default());
}

#[test]
fn moments_and_statements_are_read() {
    for (text, shown) in [
        ("start", "start"),
        ("END", "end"),
        ("t=3ms", "t=3ms"),
        ("t = 1.5s", "t=1.5s"),
        ("RunqSteal", "first RunqSteal"),
        ("third goblock", "third GoBlock"),
        ("12th Output", "12th output"),
        ("last Note", "last Note"),
        ("first queue of P2 > 100", "first queue of P2 > 100"),
        ("G7 blocks", "first G7 is waiting"),
        ("G9 syscall", "first G9 is syscall"),
        ("third time > 20", "third time in µs > 20"),
        ("preempt", "first preemption"),
        ("line 18", "first line 18"),
    ] {
        let moment = Moment::parse(text);
        assert_eq!(moment.as_ref().map(|m| m.to_string()).as_deref(), Ok(shown), "{text}");
        assert_eq!(Moment::parse(shown), moment, "what is shown can be read: {shown}");
    }
    // A trace's first line has its scenario's tour as it is shown.
    for name in builtin::names() {
        let scenario = builtin::load(name).expect("there is one").expect("it is right");
        for stop in &scenario.tour {
            let shown = stop.at.to_string();
            assert_eq!(Moment::parse(&shown).as_ref(), Ok(&stop.at), "{name}: {shown}");
        }
    }
    for text in
        ["steals>=1", "time<2s", "max_memory <= 64MiB", "utilisation > 80.5%", "peak my db = 3"]
    {
        assert!(Statement::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn scenarios_that_come_with_gmpsim_can_be_read() {
    for name in builtin::names() {
        if let Some(Err(problems)) = builtin::load(name) {
            panic!("{problems}");
        }
    }
}

/// `scenarios/README.md` is the list that the tool makes; with `UPDATE=1` it is rewritten.
#[test]
fn the_index_of_the_scenarios_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/README.md");
    let made = index::markdown(&builtin::all());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &made).expect("the README can be written");
    }
    let there = std::fs::read_to_string(path).expect("scenarios have a README");
    assert_eq!(there, made, "run UPDATE=1 cargo test --test scenario_format");
}
