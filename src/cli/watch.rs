//! `gmpsim watch`: shows a run live; and `gmpsim` alone: a gallery of runs to watch.
//!
//! Next: [`super::source`] for where the run comes from, [`crate::tui`] for the screen.

use std::sync::Arc;

use clap::ValueEnum;

use super::program::{self, NoProgram};
use super::run;
use super::source::Job;
use crate::kernel::virtual_time::Limits;
use crate::scenario::Scenario;
use crate::scenario::tour::Tour;
use crate::tui::app::Model;
use crate::tui::gallery::Gallery;
use crate::tui::run::{Program, Run, Settings};
use crate::tui::theme::{Palette, Theme};
use crate::tui::{live, terminal};

/// Events of a run that are kept at most, unless --max-events says otherwise.
const MAX_EVENTS: u64 = 5_000_000;

#[derive(clap::Args)]
#[group(id = "watch")]
pub struct Args {
    /// Start playing at once.
    #[arg(long)]
    play: bool,
    /// The colours.
    #[arg(long, value_enum)]
    theme: Option<Colours>,
    /// Draw with ASCII letters only.
    #[arg(long)]
    ascii: bool,
    #[command(flatten)]
    run: run::Args,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Colours {
    Dark,
    Light,
    /// Told apart by people of every colour vision.
    Safe,
    /// Bold and reversed only; also with the environment variable NO_COLOR.
    None,
}

impl Colours {
    pub(super) fn palette(self) -> Palette {
        match self {
            Colours::Dark => Palette::Dark,
            Colours::Light => Palette::Light,
            Colours::Safe => Palette::Safe,
            Colours::None => Palette::None,
        }
    }

    /// They are made for a light background.
    pub(super) fn light(self) -> bool {
        matches!(self, Colours::Light | Colours::None)
    }
}

/// The colours asked for; `NO_COLOR` and the locale have their say where nothing is.
fn theme(colours: Option<Colours>, ascii: bool) -> Theme {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let palette = match colours {
        Some(colours) => colours.palette(),
        None if set("NO_COLOR") => Palette::None,
        None => Palette::Dark,
    };
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "linux" || term == "dumb");
    Theme { palette, ascii: ascii || dumb }
}

pub(super) fn model(
    args: &run::Args,
    scenario: Scenario,
    theme: Theme,
) -> Result<Result<Model, String>, NoProgram> {
    let lines = scenario.source.lines().map(|line| line.replace('\t', "    ")).collect();
    let compiled = program::compiled(&scenario)?;
    let machine = scenario.machine;
    let off = scenario.policy.bits();
    let settings = Settings { procs: machine.procs, seed: machine.seed, off };
    let limits = Limits {
        cpu: u64::MAX,
        events: args.max_events.unwrap_or(MAX_EVENTS),
        ..run::limits(args, &scenario)
    };
    let program = Arc::new(Program { name: scenario.name.clone(), lines });
    let tour = Tour::new(scenario.tour.clone());
    let job = Job::new(scenario, compiled, args.max_memory.as_u64(), limits);
    Ok(job.start(settings).map(|source| {
        Model::new(Run::new(program, settings, Box::new(source)).with_tour(tour), theme)
    }))
}

fn needs_a_terminal(what: &str, instead: &str) -> Result<(), String> {
    if terminal::there_is_one() {
        return Ok(());
    }
    Err(format!("{what} draws on a terminal, and this is none; {instead}"))
}

/// Watches a program.
pub fn watch(args: &Args) -> Result<u8, String> {
    let shown = args.run.program.display();
    if args.run.kernel == run::Kernel::Threads {
        return Err(format!(
            "watch shows virtual time only; to see a run on real threads: gmpsim run --kernel threads --events {shown}"
        ));
    }
    needs_a_terminal("watch", &format!("to run the program without one: gmpsim run {shown}"))?;
    let made = program::scenario(&args.run);
    let theme = theme(args.theme, args.ascii);
    let mut model = match made.and_then(|scenario| model(&args.run, scenario, theme)) {
        Ok(model) => model?,
        Err(none) => return none.end(),
    };
    model.play.on = args.play;
    show(model)
}

fn show(mut model: Model) -> Result<u8, String> {
    live::watch(&mut model).map_err(|e| format!("can't draw on the terminal: {e}"))?;
    // A million stacks need not be cleared away one by one when the process ends anyway.
    std::mem::forget(model);
    Ok(0)
}

/// Lets the user choose an example, and shows it.
pub fn gallery() -> Result<u8, String> {
    needs_a_terminal("gmpsim alone", "try: gmpsim run PROGRAM, or gmpsim --help")?;
    let theme = theme(None, false);
    let mut gallery = Gallery::new(theme);
    live::choose(&mut gallery).map_err(|e| format!("can't draw on the terminal: {e}"))?;
    let Some(chosen) = gallery.take() else { return Ok(0) };
    match model(&run::Args::example(&chosen.name), chosen, theme) {
        Ok(model) => show(model?),
        Err(NoProgram::Unreadable(why) | NoProgram::Invalid(why)) => Err(why),
    }
}
