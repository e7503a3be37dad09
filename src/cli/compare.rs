//! `gmpsim compare`: a few runs side by side, as a table and as bars.
//!
//! Next: [`crate::session`] for a run, [`crate::scenario::metric`] for the figures.

use std::path::PathBuf;

use rayon::prelude::*;

use super::args::{HardwareArgs, LimitArgs, NoProgram, for_result, policy, procs, spec_of};
use super::input::World;
use super::output::{print, visible_text};
use crate::policy::HISTORY;
use crate::scenario::Scenario;
use crate::scenario::find::find;
use crate::scenario::metric::{Metric, throughput};
use crate::scenario::ran::Ran;
use crate::scenario::tour::Tour;
use crate::session::Session;
use crate::trace::text::Time;

#[derive(clap::Args)]
pub struct Args {
    /// Scenarios or Go files.
    #[arg(required = true)]
    programs: Vec<PathBuf>,
    /// A run for each of these GOMAXPROCS (such as 1,2,4,8).
    #[arg(long, short, value_name = "N,N", value_delimiter = ',', value_parser = procs())]
    procs: Vec<u32>,
    /// A run for each of these batch sizes, which the program finds as its first argument.
    #[arg(long, value_name = "N,N", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..))]
    batch: Vec<u32>,
    /// A run for each of these settings of rules: switches joined by +, or a version (such as go1.0,go1.27 or none,no-steal).
    #[arg(long, value_name = "SWITCH", value_delimiter = ',', value_parser = policies)]
    policy: Vec<String>,
    /// The same as --policy with all of Go's history.
    #[arg(long, conflicts_with = "policy")]
    history: bool,
    /// The seed [default: that of each scenario].
    #[arg(long, short)]
    seed: Option<u64>,
    /// Draw with ASCII letters only.
    #[arg(long)]
    ascii: bool,
    /// The table as Markdown, without bars.
    #[arg(long)]
    markdown: bool,
    #[command(flatten)]
    hardware: HardwareArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    world: World,
}

/// Without any switch.
const NONE: &str = "none";

/// Reads a setting of rules: `no-steal+no-sysmon`, `none`.
fn policies(text: &str) -> Result<String, String> {
    if text != NONE {
        text.split('+').try_for_each(|name| policy(name).map(|_| ()))?;
    }
    Ok(text.to_string())
}

/// A run and what it is called.
struct Row {
    name: String,
    ran: Ran,
}

/// Runs them all and prints the table and the bars.
pub fn compare(args: &Args) -> Result<u8, String> {
    let sessions = match sessions(args) {
        Ok(sessions) => sessions,
        Err(none) => return none.end(),
    };
    let rows: Vec<Result<Row, String>> = sessions
        .into_par_iter()
        .map(|(name, session)| Ok(Row { name, ran: session.execute(Tour::default())?.0 }))
        .collect();
    let rows = rows.into_iter().collect::<Result<Vec<Row>, String>>()?;
    if let Some((row, why)) = rows.iter().find_map(|r| Some((r, r.ran.stats.impossible()?))) {
        return Err(format!("the trace of {} is impossible, a mistake of gmpsim: {why}", row.name));
    }
    if args.markdown {
        print(&visible_text(&markdown(&cells(&rows))))?;
        return Ok(0);
    }
    print(&visible_text(&(table(&cells(&rows)) + &charts(&rows, args.ascii))))?;
    Ok(0)
}

/// All that is to run, with its name.
fn sessions(args: &Args) -> Result<Vec<(String, Session)>, NoProgram> {
    let mut sessions = vec![];
    for path in &args.programs {
        let mut scenario = find(path)?;
        args.hardware.set(&mut scenario);
        for (name, scenario) in variants(args, scenario) {
            let spec = spec_of(scenario, args.limits, &args.world)?;
            sessions.push((name, for_result(spec)?));
        }
    }
    Ok(sessions)
}

/// The runs asked for of one program, with their names.
fn variants(args: &Args, mut scenario: Scenario) -> Vec<(String, Scenario)> {
    scenario.machine.seed = args.seed.unwrap_or(scenario.machine.seed);
    let mut all = vec![(scenario.name.clone(), scenario)];
    let policies = if args.history {
        HISTORY.iter().map(|version| version.name.to_string()).collect()
    } else {
        args.policy.clone()
    };
    split(&mut all, &policies, |s, policy| {
        // What is no switch is "none": the others were looked at when they were read.
        s.policy.extend(policy.split('+').filter_map(|name| name.parse().ok()));
        policy.clone()
    });
    split(&mut all, &args.batch, |s, batch| {
        s.args = vec![batch.to_string()];
        format!("batch {batch}")
    });
    split(&mut all, &args.procs, |s, procs| {
        s.machine.procs = Some(*procs);
        format!("{procs} P{}", if *procs == 1 { "" } else { "s" })
    });
    all
}

/// Makes of each run one for each value; nothing changes without values.
fn split<T>(
    all: &mut Vec<(String, Scenario)>,
    values: &[T],
    set: impl Fn(&mut Scenario, &T) -> String,
) {
    if values.is_empty() {
        return;
    }
    let whole = std::mem::take(all);
    for (name, scenario) in whole {
        for value in values {
            let mut scenario = scenario.clone();
            let what = set(&mut scenario, value);
            all.push((format!("{name}, {what}"), scenario));
        }
    }
}

fn figure(ran: &Ran, name: &str) -> u64 {
    let metric = Metric::named(name).expect("the columns are figures of the table");
    metric.of(ran, "").expect("figures of a whole run always exist")
}

/// A column: its head, what stands in it, whether it is left out where all is 0.
type Column = (&'static str, fn(&Ran) -> (u64, String), bool);

fn plain(ran: &Ran, name: &str) -> (u64, String) {
    let value = figure(ran, name);
    (value, value.to_string())
}

const COLUMNS: &[Column] = &[
    ("outcome", |r| (1, r.outcome.to_string()), false),
    ("time", |r| (1, Time(r.stats.state().now()).to_string()), false),
    ("done", |r| plain(r, "done"), true),
    ("failed", |r| plain(r, "failed"), true),
    ("done/s", |r| (throughput(r), rate(throughput(r))), true),
    ("goroutines", |r| plain(r, "max_goroutines"), false),
    ("connections", |r| plain(r, "max_connections"), true),
    ("exhausted", |r| plain(r, "exhausted"), true),
    ("429s", |r| plain(r, "too_many"), true),
    ("steals", |r| plain(r, "steals"), false),
    (
        "Ps used",
        |r| {
            (
                1,
                Metric::named("utilisation")
                    .map_or(String::new(), |m| m.unit.show(figure(r, "utilisation")).to_string()),
            )
        },
        false,
    ),
];

/// "83.3" of thousandths.
fn rate(milli: u64) -> String {
    format!("{}.{}", milli / 1000, milli % 1000 / 100)
}

/// The table's lines, its head first.
fn cells(rows: &[Row]) -> Vec<Vec<String>> {
    let used = |column: &&Column| !column.2 || rows.iter().any(|row| column.1(&row.ran).0 > 0);
    let columns: Vec<&Column> = COLUMNS.iter().filter(used).collect();
    let mut lines = vec![vec![String::new()]; rows.len() + 1];
    for (line, row) in lines[1..].iter_mut().zip(rows) {
        line[0].clone_from(&row.name);
    }
    for column in columns {
        lines[0].push(column.0.to_string());
        for (line, row) in lines[1..].iter_mut().zip(rows) {
            line.push(column.1(&row.ran).1);
        }
    }
    lines
}

fn markdown(lines: &[Vec<String>]) -> String {
    let line = |cells: &Vec<String>| format!("| {} |\n", cells.join(" | "));
    let under = format!("|---|{}\n", "---:|".repeat(lines[0].len() - 1));
    let mut all = lines.iter().map(line);
    all.next().unwrap_or_default() + &under + &all.collect::<String>()
}

fn table(lines: &[Vec<String>]) -> String {
    let width = |i: usize| lines.iter().map(|line| line[i].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    let line = |cells: &Vec<String>| {
        let pad = |(i, cell): (usize, &String)| {
            if i == 0 {
                format!("{cell:<0$}", widths[0])
            } else {
                format!("  {cell:>0$}", widths[i])
            }
        };
        cells.iter().enumerate().map(pad).collect::<String>().trim_end().to_string() + "\n"
    };
    lines.iter().map(line).collect()
}

/// The longest bar, in letters.
const BAR: u64 = 40;

/// A bar of that many eighths of a letter.
fn bar(eighths: u64, ascii: bool) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if ascii {
        return "#".repeat(eighths.div_ceil(8) as usize);
    }
    "█".repeat((eighths / 8) as usize) + PARTS[(eighths % 8) as usize]
}

fn charts(rows: &[Row], ascii: bool) -> String {
    let charts: [Column; 3] = [
        (
            "time (shorter is better)",
            |r| {
                let now = r.stats.state().now();
                (now, Time(now).to_string())
            },
            false,
        ),
        ("done a second (longer is better)", |r| (throughput(r), rate(throughput(r))), true),
        ("goroutines at once", |r| plain(r, "max_goroutines"), false),
    ];
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (title, value, _) in charts {
        let most = rows.iter().map(|row| value(&row.ran).0).max().unwrap_or(0);
        if most == 0 {
            continue;
        }
        out += &format!("\n{title}\n");
        for row in rows {
            let (n, text) = value(&row.ran);
            let eighths = (u128::from(n) * u128::from(BAR) * 8).div_ceil(u128::from(most)) as u64;
            out += &format!("  {:<width$}  {} {text}\n", row.name, bar(eighths, ascii));
        }
    }
    out
}
