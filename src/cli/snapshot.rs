//! `gmpsim snapshot`: what `gmpsim watch` shows at a moment, as a picture or as text.
//!
//! Next: [`crate::export::picture`].

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::args::{LimitArgs, MachineArgs, ProgramArgs, duration};
use super::files::{self, NewFile};
use super::input::World;
use super::output::{leave_to_the_process, print};
use super::watch::{Colours, MAX_EVENTS, open};
use crate::export::picture::{Paper, svg, text};
use crate::ids::{Gid, Pid};
use crate::scenario::Stop;
use crate::scenario::moment::{FORMS, Moment};
use crate::scenario::tour::Tour;
use crate::trace::event::ObjId;
use crate::trace::replay::Replay;
use crate::trace::text::Time;
use crate::tui::app::{Model, View, Zoom};
use crate::tui::theme::Theme;
use crate::tui::view::{self, frame};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    program: ProgramArgs,
    /// The moment: after so many events (312; beyond the end: at the end), or as in a tour (such as "first RunqSteal", t=3ms, end).
    #[arg(long, value_name = "MOMENT", default_value = "start", value_parser = moment)]
    at: At,
    /// So many events after the moment.
    #[arg(long, value_name = "EVENTS", default_value_t = 0)]
    plus: usize,
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
    /// The channel or lock to choose (such as 2 for #2).
    #[arg(long, value_name = "N")]
    object: Option<u32>,
    /// How much time the timeline shows around the moment (such as 5ms) [default: all that is known].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    span: Option<Duration>,
    /// Leave out the tabs and the line of keys.
    #[arg(long)]
    bare: bool,
    /// Leave out the explanation.
    #[arg(long)]
    no_why: bool,
    #[command(flatten)]
    machine: MachineArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// The colours.
    #[arg(long, value_enum, default_value = "dark")]
    theme: Colours,
    /// Draw with ASCII letters only.
    #[arg(long)]
    ascii: bool,
    #[command(flatten)]
    world: World,
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

/// A moment on the command line.
#[derive(Clone, Copy)]
enum At {
    /// After so many events.
    Event(usize),
    Moment(Moment),
}

/// Reads "312", "first RunqSteal".
fn moment(text: &str) -> Result<At, String> {
    if text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() {
        let n = text.parse().ok().filter(|n| (1..=MAX_EVENTS).contains(&(*n as u64)));
        return n
            .map(At::Event)
            .ok_or_else(|| format!("the events are counted from 1 to {MAX_EVENTS}"));
    }
    Moment::parse(text).map(At::Moment).map_err(|why| match why.contains(FORMS) {
        true => why,
        false => format!("{why}; or write: {FORMS}"),
    })
}

/// Puts the playhead at the moment.
fn go(model: &mut Model, at: At, plus: usize) -> Result<(), String> {
    let n = match at {
        At::Event(n) => n,
        At::Moment(at) => {
            let tour = Tour::new(vec![Stop { at, say: String::new() }]);
            let mut replay = Replay::with(tour);
            loop {
                // The history has refused what is impossible.
                let _ = replay.follow(model.run.history.events());
                if model.run.over() {
                    let _ = replay.end();
                }
                if let Some(stop) = replay.observer().stops().first() {
                    break stop.n;
                }
                if model.run.over() {
                    let end = Time(model.run.history.last().now());
                    return Err(format!("the moment {at} does not come; the run ends at {end}"));
                }
                model.run.ensure(model.run.history.len() + 1);
            }
        }
    };
    let n = n.saturating_add(plus);
    // One call simulates a bounded amount of work only.
    model.go(n);
    while model.n() < n && !model.run.over() {
        model.go(n);
    }
    Ok(())
}

/// What is seen of the screen, in a picture of the size asked for: the screen is larger by what is left
/// out of it.
fn drawn(model: &mut Model, args: &Args) -> Buffer {
    let (width, height) = args.size;
    let frame = if args.bare { 2 } else { 0 };
    let why = |screen: u16| if args.no_why { frame::why_height(model, screen) } else { 0 };
    // How high the explanation is depends on how high the screen is.
    let screen = (height + frame..).find(|screen| height + frame + why(*screen) <= *screen);
    let screen = screen.unwrap_or(height);
    let why = why(screen);
    model.size = (width, screen);
    let mut buf = Buffer::empty(Rect::new(0, 0, width, screen));
    view::draw(model, &mut buf);
    let keys = screen.saturating_sub(1);
    let left_out = |y: u16| {
        let explains = y < keys && y >= keys.saturating_sub(why);
        explains || (args.bare && (y == 1 || y == keys))
    };
    let rows: Vec<u16> = (0..screen).filter(|y| !left_out(*y)).take(height.into()).collect();
    let mut out = Buffer::empty(Rect::new(0, 0, width, rows.len() as u16));
    for (to, from) in (0..).zip(rows) {
        (0..width).for_each(|x| out[(x, to)] = buf[(x, from)].clone());
    }
    out
}

/// Reads "120x40".
fn size(text: &str) -> Result<(u16, u16), String> {
    let sides = text.split_once(['x', '×']);
    let read = |side: &str| side.parse::<u16>().ok().filter(|n| (1..=1000).contains(n));
    sides
        .and_then(|(width, height)| Some((read(width)?, read(height)?)))
        .ok_or_else(|| "columns x rows, such as 120x40, each from 1 to 1000".to_string())
}

/// Writes the picture to a file.
fn write(path: &Path, drawn: &[u8], args: &Args) -> Result<(), String> {
    let inputs = files::inputs(&args.program.program, args.world.stdin.as_deref());
    let mut new = NewFile::create(path, &inputs)?;
    new.write_all(drawn).and_then(|()| new.put()).map_err(|e| e.to_string())
}

/// Draws the moment and writes the picture.
pub fn snapshot(args: &Args) -> Result<u8, String> {
    let theme = Theme { palette: args.theme.palette(), ascii: args.ascii, indexed: false };
    let spec = || args.program.spec(&args.machine, args.limits, &args.world);
    let mut model = match open(&args.program.program, spec, theme) {
        Ok(model) => model,
        Err(none) => return none.end(),
    };
    go(&mut model, args.at, args.plus)?;
    model.view = View::ALL[args.view as usize];
    model.pick_g = args.goroutine.map_or(Gid::NONE, Gid);
    model.pick_p = Pid(args.processor.unwrap_or(0).min(model.state.procs().saturating_sub(1)));
    model.pick_obj = ObjId(args.object.unwrap_or(0));
    // The table has a line for each, from number 1 on.
    let line = args.object.unwrap_or(0).saturating_sub(1) as usize;
    model.tables[View::Channels as usize].cursor = line;
    if let Some(span) = args.span {
        let span = u64::try_from(span.as_nanos()).unwrap_or(u64::MAX).max(1);
        let from = model.state.now().saturating_sub(span / 2);
        model.zoom = Zoom { span, from };
    }
    let buf = drawn(&mut model, args);
    let is_svg = args.output.as_ref().and_then(|path| path.extension()).is_some_and(|e| e == "svg");
    let paper = if args.theme.light() { Paper::LIGHT } else { Paper::DARK };
    let drawn = if is_svg { svg(&buf, paper) } else { text(&buf) };
    match &args.output {
        Some(path) => write(path, drawn.as_bytes(), args)
            .map_err(|e| format!("can't write the picture to {}: {e}", path.display()))?,
        None => print(&drawn)?,
    }
    leave_to_the_process(model);
    Ok(0)
}
