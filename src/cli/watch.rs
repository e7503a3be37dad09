//! `gmpsim watch`: shows a run live; and `gmpsim` alone: a gallery of runs to watch.
//!
//! Next: [`super::source`] for where the run comes from, [`crate::tui`] for the screen.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;

use super::args::{KernelArg, LimitArgs, MachineArgs, NoProgram, ProgramArgs, at_most};
use super::input::World;
use super::output::leave_to_the_process;
use super::{recorded, source};
use crate::scenario::tour::Tour;
use crate::session::{Kernel, RunSpec, Session};
use crate::tui::app::Model;
use crate::tui::gallery::Gallery;
use crate::tui::live;
use crate::tui::run::{Program, Run, Settings};
use crate::tui::terminal::{self, Screen};
use crate::tui::theme::{Palette, Theme};
use crate::tui::view::visible;

/// Events of a run that are kept at most, unless --max-events says otherwise.
pub(super) const MAX_EVENTS: u64 = 5_000_000;

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
    program: ProgramArgs,
    #[command(flatten)]
    kernel: KernelArg,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    world: World,
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

/// The colours and letters asked for; `NO_COLOR`, the locale and the terminal have their say where
/// nothing is.
fn theme(colours: Option<Colours>, ascii: bool) -> Theme {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(|name| set(name));
    let locale = locale.and_then(|name| std::env::var(name).ok()).map(|text| text.to_lowercase());
    let other = locale.is_some_and(|name| !name.contains("utf-8") && !name.contains("utf8"));
    let palette = match colours {
        Some(colours) => colours.palette(),
        None if set("NO_COLOR") => Palette::None,
        None => Palette::Dark,
    };
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "linux" || term == "dumb");
    // Where it does not say so, a terminal may take a true colour for something else.
    let deep = std::env::var("COLORTERM").is_ok_and(|text| text == "truecolor" || text == "24bit");
    Theme { palette, ascii: ascii || dumb || other, indexed: !deep }
}

/// The lines of a program as they are shown.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| visible(&line.replace('\t', "    "))).collect()
}

/// What is watched: the run in a trace file, or that of a program or scenario.
pub(super) fn open(
    program: &Path,
    spec: impl FnOnce() -> Result<RunSpec, NoProgram>,
    theme: Theme,
) -> Result<Model, NoProgram> {
    if program.is_file() && recorded::is_trace(program) {
        let run = recorded::open(program).map_err(NoProgram::Unreadable)?;
        return Ok(Model::new(run, theme));
    }
    model(spec()?, theme)
}

/// The session of a run that is watched: no more of it is simulated than is looked at.
pub(super) fn kept(mut spec: RunSpec) -> Result<Session, String> {
    spec.limits.cpu = Duration::MAX;
    Session::new(at_most(MAX_EVENTS, spec))
}

/// The machine in words, as far as is known: "typical noise · 1.5 CPUs".
pub(super) fn described(noise: &str, quota: Option<&impl Display>) -> String {
    let noise = (!noise.is_empty()).then(|| format!("{noise} noise"));
    let quota = quota.map(|cpus| format!("quota {cpus} CPU"));
    noise.into_iter().chain(quota).collect::<Vec<_>>().join(" · ")
}

fn model(spec: RunSpec, theme: Theme) -> Result<Model, NoProgram> {
    let session = kept(spec).map_err(NoProgram::Invalid)?;
    let scenario = session.scenario();
    let machine = scenario.machine;
    let settings = Settings { procs: machine.procs(), seed: machine.seed, policy: scenario.policy };
    let machine = match session.spec().kernel {
        Kernel::Virtual => described(&machine.noise.to_string(), machine.cpu_quota.as_ref()),
        Kernel::Threads => String::new(),
    };
    let lines = lines(&scenario.source);
    let program = Arc::new(Program { name: scenario.name.clone(), lines, machine });
    let tour = Tour::new(scenario.tour.clone());
    let source = source::start(&session, settings).map_err(NoProgram::Unreadable)?;
    Ok(Model::new(Run::with_tour(program, settings, source, tour), theme))
}

fn needs_a_terminal(what: &str, instead: &str) -> Result<(), String> {
    if terminal::there_is_one() {
        return Ok(());
    }
    Err(format!("{what} draws on a terminal, and this is none; {instead}"))
}

/// Watches a program.
pub fn watch(args: &Args) -> Result<u8, String> {
    let Args { program, machine, limits, world, .. } = args;
    let path = &program.program;
    let instead = format!("to run the program without one: gmpsim run {}", path.display());
    needs_a_terminal("watch", &instead)?;
    let theme = theme(args.theme, args.ascii);
    let kernel = args.kernel.kernel;
    let spec = || Ok(RunSpec { kernel, ..program.spec(machine, *limits, world)? });
    let mut model = match open(path, spec, theme) {
        Ok(model) => model,
        Err(none) => return none.end(),
    };
    model.play.on = args.play;
    show(model)
}

fn show(mut model: Model) -> Result<u8, String> {
    let screen = Screen::open();
    screen.and_then(|mut screen| live::watch(&mut screen, &mut model)).map_err(cant_draw)?;
    leave_to_the_process(model);
    Ok(0)
}

fn cant_draw(e: std::io::Error) -> String {
    format!("can't draw on the terminal: {e}")
}

/// Lets the user choose what to watch, shows it, and comes back to the list.
pub fn gallery() -> Result<u8, String> {
    needs_a_terminal("gmpsim alone", "try: gmpsim run PROGRAM, or gmpsim --help")?;
    let theme = theme(None, false);
    let mut gallery = Gallery::new(theme);
    let mut screen = Screen::open().map_err(cant_draw)?;
    while let Some(chosen) = live::choose(&mut screen, &mut gallery).map_err(cant_draw)? {
        let mut model = model(RunSpec::new(chosen), theme).map_err(NoProgram::why)?;
        live::watch(&mut screen, &mut model).map_err(cant_draw)?;
    }
    Ok(0)
}
