//! `gmpsim watch`: shows a run live; and `gmpsim` alone: a gallery of runs to watch.
//!
//! Next: [`super::source`] for where the run comes from, [`crate::tui`] for the screen.

use std::sync::Arc;

use clap::ValueEnum;

use super::program::{self, NoProgram};
use super::source::Job;
use super::{FAILED, run};
use crate::kernel::virtual_time::Limits;
use crate::tui::app::Model;
use crate::tui::gallery::{EXAMPLES, Gallery};
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
    name: &str,
    text: String,
    theme: Theme,
) -> Result<Result<Model, String>, NoProgram> {
    let lines = text.lines().map(|line| line.replace('\t', "    ")).collect();
    let compiled = program::load_text(name, text)?;
    let settings = Settings { procs: args.procs, seed: args.seed, off: 0 };
    let limits = Limits {
        time: args.max_time.as_nanos().try_into().unwrap_or(u64::MAX),
        events: args.max_events.unwrap_or(MAX_EVENTS),
        ..Limits::default()
    };
    let named = std::iter::once(args.program.to_string_lossy().into_owned());
    let argv = named.chain(args.args.iter().cloned()).collect();
    let job = Job::new(compiled, argv, args.cores, args.max_memory.as_u64(), limits);
    let program = Arc::new(Program { name: name.to_string(), lines });
    Ok(job
        .start(settings)
        .map(|source| Model::new(Run::new(program, settings, Box::new(source)), theme)))
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
    needs_a_terminal("watch", &format!("to run the program without one: gmpsim run {shown}"))?;
    let path = &args.run.program;
    let made = program::read(path).and_then(|text| {
        model(&args.run, &program::name(path), text, theme(args.theme, args.ascii))
    });
    let mut model = match made {
        Ok(model) => model?,
        Err(NoProgram::Unreadable(why)) => return Err(why),
        Err(NoProgram::Invalid(messages)) => {
            eprint!("{messages}");
            return Ok(FAILED);
        }
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
    let Some(example) = gallery.chosen.map(|i| &EXAMPLES[i]) else { return Ok(0) };
    let args = run::Args::example(example.name);
    match model(&args, example.name, example.text.to_string(), theme) {
        Ok(model) => show(model?),
        Err(NoProgram::Unreadable(why) | NoProgram::Invalid(why)) => Err(why),
    }
}
