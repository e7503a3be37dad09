//! Whether a run is what its scenario promises.
//!
//! Next: [`super::statement`].

use super::Expect;
use super::ran::Ran;

/// What a run does not keep of what is expected; empty: all is well.
pub fn failures(expect: &Expect, ran: &Ran) -> Vec<String> {
    let mut wrong = vec![];
    if let Some(impossible) = ran.stats.impossible() {
        wrong.push(format!("its trace is impossible: {impossible}"));
    }
    if ran.outcome != expect.outcome {
        let said = ran.stderr.trim().lines().next().unwrap_or_default();
        let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
        wrong.push(format!("outcome is {}{said}, not {}", ran.outcome, expect.outcome));
    }
    if let Some(stdout) = &expect.stdout
        && let Some(why) = differs(stdout, &ran.stdout)
    {
        wrong.push(why);
    }
    for text in expect.stdout_has.iter().filter(|text| !ran.stdout.contains(text.as_str())) {
        wrong.push(format!("the output does not contain {text:?}"));
    }
    wrong.extend(expect.that.iter().filter_map(|statement| statement.holds(ran).err()));
    wrong
}

/// Where two outputs differ first.
fn differs(expected: &str, got: &str) -> Option<String> {
    if expected == got {
        return None;
    }
    let (mut want, mut have) = (expected.lines(), got.lines());
    for n in 1.. {
        let quoted = |line: Option<&str>| line.map_or("nothing".into(), |l| format!("{l:?}"));
        match (want.next(), have.next()) {
            (None, None) => break,
            (want, have) if want != have => {
                return Some(format!(
                    "line {n} of the output is {}, not {}",
                    quoted(have),
                    quoted(want)
                ));
            }
            _ => {}
        }
    }
    Some("the output differs in its last line end".into())
}
