//! `gmpsim snapshot`: what `gmpsim watch` shows at a moment, as a picture or as text.
//!
//! Next: [`crate::export::picture`].

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::run;
use super::watch::{Colours, open};
use crate::export::picture::{Paper, svg, text};
use crate::ids::{Gid, Pid};
use crate::tui::app::View;
use crate::tui::theme::Theme;
use crate::tui::view;

#[derive(clap::Args)]
pub struct Args {
    /// A Go file, the folder of a scenario, or the name of one (see gmpsim list).
    program: PathBuf,
    /// The moment: after so many events. Beyond the end: at the end.
    #[arg(long, value_name = "EVENT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    at: u32,
    /// What to draw.
    #[arg(long, value_enum, default_value = "scheduler")]
    view: ViewName,
    /// Columns and rows.
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "120x40", value_parser = size)]
    size: (u16, u16),
    /// Write to this file: a picture if it ends in .svg, otherwise text [default: text, on standard output].
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The goroutine to choose (such as 7).
    #[arg(long, value_name = "N")]
    goroutine: Option<u32>,
    /// The processor to choose (such as 1).
    #[arg(long, value_name = "N")]
    processor: Option<u32>,
    /// GOMAXPROCS [default: 4, or what the scenario says].
    #[arg(long, short, value_parser = clap::value_parser!(u32).range(1..=1024))]
    procs: Option<u32>,
    /// Seed of all randomness [default: 1, or what the scenario says].
    #[arg(long, short)]
    seed: Option<u64>,
    /// The colours.
    #[arg(long, value_enum, default_value = "dark")]
    theme: Colours,
    /// Draw with ASCII letters only.
    #[arg(long)]
    ascii: bool,
}

/// The views by their names.
#[derive(Clone, Copy, ValueEnum)]
enum ViewName {
    Scheduler,
    Source,
    Timeline,
    Goroutines,
    Channels,
    Stats,
    Output,
    Inspector,
}

/// Reads "120x40".
fn size(text: &str) -> Result<(u16, u16), String> {
    let sides = text.split_once(['x', '×']);
    let read = |side: &str| side.parse::<u16>().ok().filter(|n| (1..=1000).contains(n));
    sides
        .and_then(|(width, height)| Some((read(width)?, read(height)?)))
        .ok_or_else(|| "columns x rows, such as 120x40, each from 1 to 1000".to_string())
}

/// Draws the moment and writes the picture.
pub fn snapshot(args: &Args) -> Result<u8, String> {
    let theme = Theme { palette: args.theme.palette(), ascii: args.ascii, indexed: false };
    let mut wanted = run::Args::example("main.go");
    (wanted.procs, wanted.seed, wanted.program) = (args.procs, args.seed, args.program.clone());
    let mut model = match open(&wanted, theme) {
        Ok(model) => model,
        Err(none) => return none.end(),
    };
    let at = args.at as usize;
    // One call simulates a bounded amount of work only.
    model.go(at);
    while model.n() < at && !model.run.over() {
        model.go(at);
    }
    model.view = View::ALL[args.view as usize];
    model.size = args.size;
    model.pick_g = args.goroutine.map_or(Gid::NONE, Gid);
    model.pick_p = Pid(args.processor.unwrap_or(0).min(model.state.procs().saturating_sub(1)));
    let mut buf = Buffer::empty(Rect::new(0, 0, args.size.0, args.size.1));
    view::draw(&model, &mut buf);
    let is_svg = args.output.as_ref().and_then(|path| path.extension()).is_some_and(|e| e == "svg");
    let paper = if args.theme.light() { Paper::LIGHT } else { Paper::DARK };
    let drawn = if is_svg { svg(&buf, paper) } else { text(&buf) };
    match &args.output {
        Some(path) => std::fs::write(path, drawn)
            .map_err(|e| format!("can't write the picture to {}: {e}", path.display()))?,
        None => std::io::stdout()
            .write_all(drawn.as_bytes())
            .map_err(|e| format!("can't write the picture: {e}"))?,
    }
    // A million stacks need not be cleared away one by one when the process ends anyway.
    std::mem::forget(model);
    Ok(0)
}
