//! The pages of reference, made from the tables in the code.

use std::collections::BTreeMap;
use std::fs;

use gmpsim::policy::{HISTORY, Switch};
use gmpsim::runtime::Costs;
use gmpsim::scenario::metric::{METRICS, Of};
use gmpsim::scenario::moment::FORMS;
use gmpsim::trace::event::EventName;
use gmpsim::trace::rules::Rule;
use gmpsim::tui::input;

use super::made::{fenced, printed, scenarios, source};
use super::rules::Verdict;
use super::{manyps, root, rules};

/// A table or a list, by its name in the comment.
pub fn make(kind: &str, what: &str) -> Result<String, String> {
    match kind {
        "help" => Ok(fenced("text", &printed(format!("gmpsim help {what}").trim_end(), 0)?)),
        "events" => Ok(events()),
        "figures" => Ok(figures()),
        "rules" => Ok(rule_table()),
        "verdict counts" => Ok(verdict_counts()),
        "verdicts" => Ok(verdicts()),
        "keys" => Ok(table(
            &["key", "what it does"],
            input::documented().map(|(k, w)| [code(k), cell(w)]),
        )),
        "costs" => costs(),
        "moments" => Ok(FORMS.split(" · ").map(|form| format!("- `{form}`\n")).collect()),
        "switches" => {
            let switches = Switch::all().map(|s| [code(s.name()), cell(s.what())]);
            Ok(table(&["switch", "what it does"], switches))
        }
        "versions" => {
            let on = |switches: &[Switch]| {
                switches.iter().map(|s| code(s.name())).collect::<Vec<_>>().join(", ")
            };
            let versions = HISTORY.iter().map(|v| [code(v.name), cell(v.what), on(v.switches)]);
            Ok(table(&["version", "what it was like", "switches"], versions))
        }
        "programs" => programs(),
        "distributions" => Ok(distributions()),
        _ => Err(format!("nothing is made of {kind:?}")),
    }
}

fn table<const N: usize>(head: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = line(head.map(String::from).to_vec()) + &format!("|{}\n", "---|".repeat(N));
    rows.fold(head, |out, row| out + &line(row.to_vec()))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// What the documentation comments above a line say, by the first word of the line, in a source file.
fn documented(path: &str) -> Result<Vec<(String, String)>, String> {
    let source = fs::read_to_string(root(path)).map_err(|e| format!("{path}: {e}"))?;
    let (mut all, mut doc) = (Vec::new(), String::new());
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc += text;
        } else if !line.starts_with("#[") {
            let name: String =
                line.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !doc.is_empty() && !name.is_empty() {
                all.push((name, doc.trim().to_string()));
            }
            doc.clear();
        }
    }
    Ok(all)
}

fn events() -> String {
    let row = |name: &EventName| {
        let (ours, doc) = match name.doc().strip_prefix("Ours. ") {
            Some(doc) => ("", doc),
            None => ("yes", name.doc()),
        };
        [code(name.as_str()), ours.to_string(), cell(doc)]
    };
    table(&["event", "Go's", "what it says"], EventName::ALL.iter().map(row))
}

fn figures() -> String {
    let row = |metric: &gmpsim::scenario::metric::Metric| {
        let of = match metric.of {
            Of::Run => "",
            Of::Event => " EVENT",
            Of::Pool => " POOL",
            Of::Limiter => " LIMITER",
        };
        [code(&format!("{}{of}", metric.name)), cell(metric.what)]
    };
    table(&["figure", "what it is"], METRICS.iter().map(row))
}

fn costs() -> Result<String, String> {
    let docs: BTreeMap<_, _> = documented("src/runtime/costs.rs")?.into_iter().collect();
    let mut costs = Costs::default();
    let row = |name: &&str| {
        let doc = docs.get(*name).ok_or(format!("the cost {name} has no documentation"))?;
        let cost = costs.get_mut(name).map_or(0, |cost| *cost);
        let unit = if Costs::PICOS.contains(name) { "ps" } else { "ns" };
        Ok([code(name), format!("{cost} {unit}"), cell(doc)])
    };
    let rows = Costs::NAMES.iter().map(row).collect::<Result<Vec<_>, String>>()?;
    Ok(table(&["cost", "unless set", "of what"], rows.into_iter()))
}

/// Where the chapters about a family's rules begin.
fn family(rule: &Verdict, columns: &str) -> String {
    let letters = &rule.rule.id[..2];
    let title = rules::FAMILIES.iter().find(|f| f.0 == letters).map_or("", |f| f.1);
    let lines = "---|".repeat(columns.matches('|').count() + 1);
    format!("\n## {letters}: {title}\n\n| {columns} |\n|{lines}\n")
}

/// A row for each rule, in tables by family.
fn by_family<'r>(
    all: impl Iterator<Item = &'r Verdict>,
    columns: &str,
    row: impl Fn(&Verdict) -> String,
) -> String {
    let (mut out, mut before) = (String::new(), None);
    for rule in all {
        let letters = &rule.rule.id[..2];
        if before.replace(letters) != Some(letters) {
            out += &family(rule, columns);
        }
        out += &row(rule);
    }
    out.trim_start().to_string()
}

/// The rules in the order of the specification, with the file that names each one first.
fn rule_table() -> String {
    let named = rules::named();
    by_family(rules::table().iter(), "rule | what it says | in Go | in `src`", |of| {
        let Rule { id, func, says } = of.rule;
        let at = named.get(*id).map_or(String::new(), |path| code(path));
        let go = format!("`{}`, {}", func.name, func.file);
        format!("| {id} | {} | {go} | {at} |\n", cell(says))
    })
}

/// How many rules have each verdict, and what it means.
fn verdict_counts() -> String {
    let all = rules::table();
    let row = |(verdict, means): &(&str, &str)| {
        let of =
            |tier: &str| all.iter().filter(|r| r.verdict == *verdict && r.tier == tier).count();
        [verdict.to_string(), cell(means), of("A").to_string(), of("B").to_string()]
    };
    table(&["verdict", "what it means", "tier A", "tier B"], rules::VERDICTS.iter().map(row))
}

/// The rules with their verdicts.
fn verdicts() -> String {
    let all = rules::table();
    let judged = all.iter().filter(|rule| !rule.verdict.is_empty());
    by_family(judged, "rule | what it says | tier | verdict | what shows it", |rule| {
        let short = |path: &String| {
            let program =
                path.strip_prefix("tests/conformance/").and_then(|p| p.strip_suffix(".go"));
            code(program.unwrap_or(path).trim_start_matches("tests/").trim_start_matches("src/"))
        };
        let evidence: Vec<String> = rule.evidence.iter().map(short).collect();
        let note = if rule.note.is_empty() { String::new() } else { format!(": {}", rule.note) };
        let verdict = cell(&(rule.verdict.clone() + &note));
        let (Rule { id, says, .. }, tier) = (rule.rule, &rule.tier);
        format!("| {id} | {} | {tier} | {verdict} | {} |\n", cell(says), evidence.join(", "))
    })
}

/// The programs of which no two runs need be alike: what Go's runs came to, and ours.
fn distributions() -> String {
    let mut out = String::new();
    for program in manyps::programs() {
        let (title, code) = program.source.split_once('\n').unwrap_or_default();
        out += &format!("## {}\n\n", title.trim_start_matches("// "));
        for procs in manyps::PROCS {
            let (Some(go), Some(ours)) = (program.go.get(&procs), program.ours.get(&procs)) else {
                continue;
            };
            out += &fenced("text", &manyps::picture(procs, go, ours));
            out.push('\n');
        }
        out += &format!(
            "<details><summary>the program</summary>\n\n{}\n</details>\n\n",
            fenced("go", code)
        );
    }
    out
}

/// Every scenario with its program.
fn programs() -> Result<String, String> {
    let mut out = String::new();
    for name in scenarios() {
        let source = source(&name)?;
        let head = source.lines().map_while(|line| line.strip_prefix("//"));
        let head: Vec<&str> = head.map(str::trim).collect();
        let code: Vec<&str> = source.lines().skip_while(|line| line.starts_with("//")).collect();
        out += &format!("## {name}\n\n{}\n\n", head.join("\n"));
        out += &fenced("sh", &format!("gmpsim watch {name}"));
        out += &format!(
            "\n<details><summary>the program</summary>\n\n{}\n</details>\n\n",
            fenced("go", &code.join("\n"))
        );
    }
    Ok(out)
}
