//! The pages of reference, made from the tables in the code.

use std::collections::BTreeMap;
use std::fs;

use gmpsim::runtime::policy::HISTORY;
use gmpsim::runtime::{Costs, Policy};
use gmpsim::scenario::metric::{METRICS, Of};
use gmpsim::scenario::moment::FORMS;
use gmpsim::trace::text::Kind;
use gmpsim::tui::input;

use super::made::{fenced, printed, scenarios, source};
use super::{root, rules};

/// A table or a list, by its name in the comment.
pub fn make(kind: &str, what: &str) -> Result<String, String> {
    match kind {
        "help" => Ok(fenced("text", &printed(format!("gmpsim help {what}").trim_end(), 0)?)),
        "events" => events(),
        "figures" => Ok(figures()),
        "rules" => Ok(rule_table()),
        "keys" => Ok(table(
            &["key", "what it does"],
            input::documented().map(|(k, w)| [code(k), cell(w)]),
        )),
        "costs" => costs(),
        "moments" => Ok(FORMS.split(" · ").map(|form| format!("- `{form}`\n")).collect()),
        "switches" => {
            let switches = Policy::SWITCHES.iter().map(|(name, what)| [code(name), cell(what)]);
            Ok(table(&["switch", "what it does"], switches))
        }
        "versions" => {
            let on = |names: &[&str]| names.iter().map(|n| code(n)).collect::<Vec<_>>().join(", ");
            let versions =
                HISTORY.iter().map(|(name, names, what)| [code(name), cell(what), on(names)]);
            Ok(table(&["version", "what it was like", "switches"], versions))
        }
        "programs" => programs(),
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

fn events() -> Result<String, String> {
    let docs: BTreeMap<_, _> = documented("src/trace/event.rs")?.into_iter().collect();
    let row = |kind: &Kind| {
        let doc = docs.get(kind.name()).ok_or(format!("{} has no documentation", kind.name()))?;
        let (ours, doc) = match doc.strip_prefix("Ours. ") {
            Some(doc) => ("", doc),
            None => ("yes", doc.as_str()),
        };
        Ok([code(kind.name()), ours.to_string(), cell(doc)])
    };
    let rows = Kind::ALL.iter().map(row).collect::<Result<Vec<_>, String>>()?;
    Ok(table(&["event", "Go's", "what it says"], rows.into_iter()))
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

/// The rules in the order of the specification, with the file that names each one first.
fn rule_table() -> String {
    let all = rules::all();
    let mut where_: BTreeMap<String, String> = BTreeMap::new();
    let mut folders = vec![root("src/runtime"), root("src/kernel"), root("src/lang")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let path = file.strip_prefix(root("src")).expect("below src").display().to_string();
        for id in text.lines().filter(|l| l.contains("//")).flat_map(rules::ids) {
            where_.entry(id.to_string()).or_insert_with(|| path.clone());
        }
    }
    let mut out = String::new();
    let mut family = "";
    let key = |id: &str| {
        let (letters, n) = id.split_once('-').expect("an id has a dash");
        (rules::FAMILIES.iter().position(|f| f.0 == letters), n.parse::<u32>().unwrap_or(0))
    };
    let mut ids: Vec<&String> = all.keys().collect();
    ids.sort_by_key(|id| key(id));
    for id in ids {
        let letters = &id[..2];
        if letters != family {
            family = letters;
            let title = rules::FAMILIES.iter().find(|f| f.0 == letters).map_or("", |f| f.1);
            out += &format!(
                "\n## {letters}: {title}\n\n| rule | what it says | in `src` |\n|---|---|---|\n"
            );
        }
        let at = where_.get(id).map_or(String::new(), |path| format!("`{path}`"));
        out += &format!("| {id} | {} | {at} |\n", cell(&all[id]));
    }
    out.trim_start().to_string()
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
