//! Answers to the questions in the bottom line.

use super::super::action::Mark;
use super::super::app::{Model, Prompt, PromptKind};
use super::super::run::Settings;
use super::breaks::Break;
use super::{Action, rerun, time};
use crate::duration;
use crate::ids::{Gid, MAX_PROCS};
use crate::policy::Switch;
use crate::trace::condition::goid;

/// Does what was typed; what can't be read stays there to be put right.
pub fn enter(model: &mut Model) {
    let Some(Prompt { kind, text }) = model.prompt.take() else { return };
    if let Err(why) = answer(model, kind, text.trim()) {
        model.message = Some(why);
        model.prompt = Some(Prompt { kind, text });
    }
}

fn answer(model: &mut Model, kind: PromptKind, answer: &str) -> Result<(), String> {
    match kind {
        PromptKind::Search => search(model, answer),
        PromptKind::Goto => goto(model, answer),
        PromptKind::Break => stop_at(model, answer),
        PromptKind::Seed => match answer.parse() {
            Ok(seed) => {
                rerun(model, Settings { seed, ..model.run.settings });
                Ok(())
            }
            Err(_) => Err("a seed is a whole number".to_string()),
        },
        PromptKind::Procs => match answer.parse() {
            Ok(procs) if (1..=MAX_PROCS).contains(&procs) => {
                rerun(model, Settings { procs, ..model.run.settings });
                Ok(())
            }
            _ => Err(format!("GOMAXPROCS is a whole number from 1 to {MAX_PROCS}")),
        },
        PromptKind::Rule => match Switch::all().find(|switch| switch.rule() == answer) {
            Some(switch) => {
                let policy = model.run.settings.policy.toggle(switch);
                rerun(model, Settings { policy, ..model.run.settings });
                Ok(())
            }
            None => {
                let rules: Vec<_> = Switch::all().map(Switch::rule).collect();
                Err(format!("the rules are {}", rules.join(", ")))
            }
        },
    }
}

/// Chooses a goroutine by number or function; any other text is looked for in the events by `n`.
fn search(model: &mut Model, answer: &str) -> Result<(), String> {
    model.filter = answer.to_string();
    if answer.is_empty() {
        model.pick_g = Gid::NONE;
        return Ok(());
    }
    let strings = &model.run.strings;
    if let Some(gid) = goid(answer) {
        let Some(g) = model.state.g(gid) else {
            model.message = Some(format!("there is no {gid} at this moment; n: its next event"));
            return Ok(());
        };
        let at = g.whereabouts();
        model.message = Some(format!("{gid} {} {at}; n, N: its events", strings.get(g.func)));
        model.pick_g = gid;
        return Ok(());
    }
    let lower = answer.to_lowercase();
    let after = model.pick_g;
    let mut hits =
        model.state.gs().filter(|(_, g)| strings.get(g.func).to_lowercase().contains(&lower));
    let first = hits.next();
    let next = first.into_iter().chain(hits).find(|(gid, _)| after.is_none() || *gid > after);
    match next.or(first) {
        Some((gid, g)) => {
            let at = g.whereabouts();
            model.message = Some(format!("{gid} {} {at}", strings.get(g.func)));
            model.pick_g = gid;
        }
        None => super::update(model, Action::Jump { mark: Mark::Match, back: false }),
    }
    Ok(())
}

fn goto(model: &mut Model, answer: &str) -> Result<(), String> {
    let plain: String = answer.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    let event = plain.strip_prefix("event").unwrap_or(&plain).trim();
    if let Ok(n) = event.parse() {
        time::go(model, n);
        if model.n() < n {
            model.message = Some(format!("there are only {} events so far", model.n()));
        }
        return Ok(());
    }
    match duration::nanos(&plain) {
        Some(at) => {
            time::go_time(model, at);
            Ok(())
        }
        None => Err(format!("\"{answer}\" is no event number and no time such as 1.5ms")),
    }
}

fn stop_at(model: &mut Model, answer: &str) -> Result<(), String> {
    if answer.is_empty() {
        model.breaks.clear();
        model.message = Some("no condition stops it any more".into());
        return Ok(());
    }
    let parts = answer.split([';', ',']).map(|part| Break::parse(part.trim()));
    model.breaks = parts.collect::<Result<_, _>>()?;
    model.message = Some("space plays until then".into());
    Ok(())
}
