//! `gmpsim tour`: what a scenario has to show and when it happens, as text.
//!
//! Next: [`crate::scenario::tour`] for how a stop is found, [`super::watch`] for the tour on the screen.

use std::path::PathBuf;

use super::args::{LimitArgs, MachineArgs, for_result, spec};
use super::input::World;
use super::output::{print, say, visible_text};
use crate::scenario::Scenario;
use crate::scenario::tour::{Come, Tour};
use crate::trace::text::{Time, count};
use crate::tui::view::frame::thousands;

#[derive(clap::Args)]
pub struct Args {
    /// The name of a scenario (see gmpsim list), or its folder.
    scenario: PathBuf,
    /// As Markdown, for documents.
    #[arg(long)]
    markdown: bool,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    world: World,
}

/// Runs the scenario and prints its stops.
pub fn tour(args: &Args) -> Result<u8, String> {
    let spec = spec(&args.scenario, &args.machine, args.limits, &args.world);
    let session = match spec.and_then(for_result) {
        Ok(session) => session,
        Err(none) => return none.end(),
    };
    let scenario = session.scenario();
    if scenario.tour.is_empty() {
        return Err(format!("{} has no tour", scenario.name));
    }
    let (_, tour) = session.execute(Tour::new(scenario.tour.clone()))?;
    let stops = tour.stops();
    let text = if args.markdown { markdown(&stops) } else { text(scenario, &stops) };
    print(&visible_text(&text))?;
    for moment in tour.missed() {
        say(&format!("gmpsim: the moment {moment} did not come\n"));
    }
    Ok(0)
}

fn text(scenario: &Scenario, stops: &[Come]) -> String {
    let machine = scenario.machine;
    let mut out = format!(
        "{}: {} ({}, seed {})\n",
        scenario.name,
        scenario.title,
        count(machine.procs(), "P"),
        machine.seed
    );
    for (i, Come { n, at, stop }) in stops.iter().enumerate() {
        let (time, n) = (Time(*at), thousands(*n));
        out += &format!("\n{}. {time}, event {n}, {}\n", i + 1, stop.at);
        stop.say.lines().for_each(|line| out += &format!("   {}\n", line.trim()));
    }
    out
}

fn markdown(stops: &[Come]) -> String {
    let item = |(i, Come { n, at, stop }): (usize, &Come)| {
        let say: Vec<&str> = stop.say.lines().map(str::trim).collect();
        format!("{}. **{}** (event {}): {}\n", i + 1, Time(*at), thousands(*n), say.join(" "))
    };
    stops.iter().enumerate().map(item).collect()
}
