//! The file `scenario.toml`: its keys, what they may be, what they are if they are not there.
//!
//! Next: [`super::reader`] for how mistakes are told.

use toml::Spanned;

use super::moment::Moment;
use super::ran::Outcome;
use super::reader::{Reader, Section};
use super::statement::Statement;
use super::{CHAPTER, Expect, Machine, Scenario, Stop, did_you_mean, set_env};
use crate::ids::MAX_PROCS;
use crate::policy::{HISTORY, Policy, Switch};
use crate::runtime::{Costs, CpuQuota, Noise};

/// The file's name.
pub const FILE: &str = "scenario.toml";

/// Reads a scenario: `path` is what messages call the file, `name` its folder.
///
/// # Errors
/// All mistakes, a line each: `path:3:9: …`.
pub fn read(path: &str, name: &str, text: &str, source: String) -> Result<Scenario, String> {
    let reader = Reader::new(path, text);
    let mut root = reader.root();
    let scenario = Scenario {
        title: plain(root.needed("title")),
        summary: plain(root.needed("summary")),
        chapter: root.text("chapter").map_or(CHAPTER.into(), Spanned::into_inner),
        order: root.number("order", i64::MIN..=i64::MAX).unwrap_or(0),
        args: root.texts("args").into_iter().map(Spanned::into_inner).collect(),
        env: env(&mut root),
        stdin: root.text("stdin").map(|text| text.into_inner().into_bytes().into()),
        machine: machine(root.table("machine")),
        costs: costs(root.table("costs")),
        policy: policy(root.table("policy")),
        tour: root.tables("tour").into_iter().filter_map(stop).collect(),
        expect: expect(root.table("expect")),
        declared: true,
        ..Scenario::bare("main.go", name, source)
    };
    root.finish();
    match reader.problems() {
        Some(problems) => Err(problems),
        None => Ok(Scenario { name: name.into(), ..scenario }),
    }
}

fn plain(text: Option<Spanned<String>>) -> String {
    text.map_or(String::new(), Spanned::into_inner)
}

/// The variables of the environment.
fn env(root: &mut Section) -> Vec<String> {
    let mut env = vec![];
    for variable in root.texts("env") {
        match variable.get_ref().find('=') {
            None | Some(0) => {
                let why = "a variable of the environment is written \"NAME=VALUE\"";
                root.reader.problem(variable.span(), why);
            }
            Some(_) => set_env(&mut env, variable.get_ref()),
        }
    }
    env
}

fn machine(mut table: Section) -> Machine {
    let most = i64::from(MAX_PROCS);
    let default = Machine::default();
    let machine = Machine {
        procs: table.number("procs", 1..=most).map(|n| n as u32),
        cores: table.number("cores", 1..=most).map(|n| n as u32),
        seed: table.number("seed", 0..=i64::MAX).map_or(default.seed, i64::cast_unsigned),
        noise: noise(&mut table).unwrap_or(default.noise),
        cpu_quota: cpu_quota(&mut table),
        memory: table.size("memory").unwrap_or(default.memory),
        max_time: table.duration("max_time"),
    };
    table.finish();
    machine
}

fn cpu_quota(table: &mut Section) -> Option<CpuQuota> {
    let cpus = table.decimal("cpu_quota")?;
    let quota = CpuQuota::of(*cpus.get_ref());
    if quota.is_none() {
        let wanted = format!("cpu_quota must be {}, not {}", CpuQuota::WANTED, cpus.get_ref());
        table.reader.problem(cpus.span(), wanted);
    }
    quota
}

fn noise(table: &mut Section) -> Option<Noise> {
    let name = table.text("noise")?;
    let noise = Noise::named(name.get_ref());
    if noise.is_none() {
        let known: Vec<&str> = Noise::ALL.iter().map(|n| n.0).collect();
        unknown(table, &name, "level of noise", &known);
    }
    noise
}

fn costs(mut table: Section) -> Costs {
    let mut costs = Costs::default();
    for name in Costs::NAMES {
        let picos = Costs::PICOS.contains(name);
        let given = if picos { table.picos_at(name) } else { table.duration_at(name) };
        if let (Some(given), Some(cost)) = (given, costs.get_mut(name)) {
            *cost = *given.get_ref();
            if *cost == 0 && *name == "instr" {
                let why = "instr must be at least 1ps: without a cost a loop takes no time, and no limit can end it";
                table.reader.problem(given.span(), why);
            }
        }
    }
    table.finish();
    costs
}

fn policy(mut table: Section) -> Policy {
    let mut policy = Policy::default();
    let named = table.text("go").into_iter();
    for (version, name) in
        named.map(|n| (true, n)).chain(table.texts("off").into_iter().map(|n| (false, n)))
    {
        let is_version = HISTORY.iter().any(|v| v.name == name.get_ref());
        if let (true, Ok(more)) = (is_version == version, name.get_ref().parse()) {
            policy.extend([more]);
            continue;
        }
        let known: Vec<&str> = if version {
            HISTORY.iter().map(|v| v.name).collect()
        } else {
            Switch::all().map(Switch::name).collect()
        };
        unknown(&table, &name, if version { "version" } else { "switch" }, &known);
    }
    table.finish();
    policy
}

fn unknown(table: &Section, name: &Spanned<String>, what: &str, known: &[&str]) {
    let (span, name) = (name.span(), name.get_ref());
    let near = did_you_mean(name, known.iter().copied());
    let known = known.join(", ");
    table.reader.problem(span, format!("there is no {what} {name:?}{near}; there are {known}"));
}

/// The switches and versions that break what is promised.
fn breaks(table: &mut Section) -> Vec<String> {
    let mut breaks = vec![];
    for name in table.texts("breaks") {
        if name.get_ref().parse::<Policy>().is_err() {
            unknown(table, &name, "switch", &Policy::known().collect::<Vec<_>>());
        }
        breaks.push(name.into_inner());
    }
    breaks
}

fn stop(mut table: Section) -> Option<Stop> {
    let at = table.needed("at");
    let say = table.needed("say");
    let at = at.and_then(|at| match Moment::parse(at.get_ref()) {
        Ok(moment) => Some(moment),
        Err(why) => {
            table.reader.problem(at.span(), why);
            None
        }
    });
    table.finish();
    Some(Stop { at: at?, say: say?.into_inner().trim().to_string() })
}

fn expect(mut table: Section) -> Expect {
    let outcome = table.text("outcome").and_then(|text| match Outcome::parse(text.get_ref()) {
        Ok(outcome) => Some(outcome),
        Err(why) => {
            table.reader.problem(text.span(), why);
            None
        }
    });
    let stdout = table.text("stdout").map(Spanned::into_inner);
    let stdout_has = table.texts("stdout_has").into_iter().map(Spanned::into_inner).collect();
    let mut that = vec![];
    for text in table.texts("that") {
        match Statement::parse(text.get_ref()) {
            Ok(statement) => that.push(statement),
            Err(why) => table.reader.problem(text.span(), why),
        }
    }
    let seeds = table.number("seeds", 1..=100_000).map(i64::cast_unsigned);
    let breaks = breaks(&mut table);
    table.finish();
    Expect { outcome: outcome.unwrap_or_default(), stdout, stdout_has, that, seeds, breaks }
}
