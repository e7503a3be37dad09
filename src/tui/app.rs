//! The model: all that the screen depends on.
//!
//! [`super::update`] changes it, [`super::view`] draws it and never changes it. It must never know
//! the terminal. Next: [`super::run`] for the run it shows.

use crate::ids::{Gid, Nanos, Pid};
use crate::policy::Switch;
use crate::trace::event::{Event, ObjId};
use crate::trace::state::State;

use super::run::{Run, Settings};
use super::theme::Theme;
use super::update::breaks::Break;

/// The views, in the order of Tab.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[allow(missing_docs)]
pub enum View {
    #[default]
    Scheduler,
    Source,
    Timeline,
    Goroutines,
    Channels,
    Stats,
    Output,
    Inspector,
}

impl View {
    /// All of them.
    pub const ALL: [View; 8] = [
        View::Scheduler,
        View::Source,
        View::Timeline,
        View::Goroutines,
        View::Channels,
        View::Stats,
        View::Output,
        View::Inspector,
    ];

    /// Its name on its tab and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            View::Scheduler => "scheduler",
            View::Source => "source",
            View::Timeline => "timeline",
            View::Goroutines => "goroutines",
            View::Channels => "channels",
            View::Stats => "stats",
            View::Output => "output",
            View::Inspector => "inspector",
        }
    }

    /// Its name where there is little room.
    pub fn short(self) -> &'static str {
        match self {
            View::Scheduler => "sched",
            View::Timeline => "time",
            View::Goroutines => "Gs",
            View::Channels => "chans",
            View::Inspector => "inspect",
            view => view.name(),
        }
    }
}

/// What is asked for in the line at the bottom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PromptKind {
    /// A text to find: a goroutine, a function, a line of output.
    Search,
    /// An event's number or a time.
    Goto,
    /// A condition to stop at.
    Break,
    /// A seed.
    Seed,
    /// GOMAXPROCS.
    Procs,
    /// A rule to switch off or on.
    Rule,
}

impl PromptKind {
    /// What it says in front of the text.
    pub fn text(self, settings: Settings) -> String {
        let rule = |switch: Switch| match settings.policy.has(switch) {
            true => format!("{}=off", switch.rule()),
            false => switch.rule().to_string(),
        };
        match self {
            PromptKind::Search => "find (G7, a function, an event's name): ".into(),
            PromptKind::Goto => "go to (event 312, or 1.5ms): ".into(),
            PromptKind::Break => {
                "stop when (G7 blocks, queue of P2 > 100, steal; empty: never): ".into()
            }
            PromptKind::Seed => format!("seed, now {}: ", settings.seed),
            PromptKind::Procs => format!("GOMAXPROCS, now {}: ", settings.procs),
            PromptKind::Rule => {
                let rules: Vec<String> = Switch::all().map(rule).collect();
                format!("rule to switch ({}): ", rules.join(", "))
            }
        }
    }
}

/// A question and the answer so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// What is asked.
    pub kind: PromptKind,
    /// What was typed.
    pub text: String,
}

/// Whether time goes by itself, and how fast.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Play {
    /// It does.
    pub on: bool,
    /// Which of [`SPEEDS`].
    pub speed: usize,
    /// Real time that has gone by and is not played yet, in ns times events a second.
    pub credit: u128,
}

/// Events a second; 0: as fast as possible.
pub const SPEEDS: [u64; 18] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
    1_000_000, 0,
];

/// How a table is shown: where its cursor is, by which column it is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// The line of the cursor, or of the top of a text.
    pub cursor: usize,
    /// By which column; a view takes it modulo its columns.
    pub sort: usize,
    /// Descending.
    pub reverse: bool,
}

/// The part of the timeline that is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Zoom {
    /// How much time fits on the screen; 0: what suits the view.
    pub span: Nanos,
    /// Since when, where a span is chosen.
    pub from: Nanos,
}

impl Zoom {
    /// Moves to where the playhead is seen.
    fn follow(&mut self, now: Nanos) {
        if self.span > 0 && !(self.from..=self.from.saturating_add(self.span)).contains(&now) {
            self.from = now.saturating_sub(self.span / 2);
        }
    }
}

/// The model. See the module.
pub struct Model {
    /// The run.
    pub run: Run,
    /// The picture at the playhead: after `state.n()` events.
    pub state: State,
    /// The picture one event earlier.
    pub before: State,
    /// What is shown.
    pub view: View,
    /// The chosen goroutine; none: the one of the last event.
    pub pick_g: Gid,
    /// The chosen processor.
    pub pick_p: Pid,
    /// The chosen object; 0: none.
    pub pick_obj: ObjId,
    /// Playing.
    pub play: Play,
    /// When to stop playing.
    pub breaks: Vec<Break>,
    /// The last text that was searched for; also the filter of tables.
    pub filter: String,
    /// The question at the bottom.
    pub prompt: Option<Prompt>,
    /// Help is open.
    pub help: bool,
    /// What the last action has to say.
    pub message: Option<String>,
    /// How each view's table is shown, by the view's number.
    pub tables: [Table; View::ALL.len()],
    /// The timeline.
    pub zoom: Zoom,
    /// Colours and letters.
    pub theme: Theme,
    /// Large cards.
    pub presenter: bool,
    /// The terminal's size.
    pub size: (u16, u16),
    /// The user wants the shell back for a while.
    pub suspend: bool,
    /// The user wants to leave.
    pub quit: bool,
}

impl Model {
    /// The start of a run, paused after its first event.
    pub fn new(run: Run, theme: Theme) -> Self {
        let mut model = Model {
            run,
            state: State::default(),
            before: State::default(),
            view: View::default(),
            pick_g: Gid::NONE,
            pick_p: Pid(0),
            pick_obj: ObjId(0),
            play: Play { on: false, speed: 3, credit: 0 },
            breaks: Vec::new(),
            filter: String::new(),
            prompt: None,
            help: false,
            message: None,
            tables: [Table::default(); View::ALL.len()],
            zoom: Zoom { span: 0, from: 0 },
            theme,
            presenter: false,
            size: (80, 24),
            suspend: false,
            quit: false,
        };
        model.go(1);
        model
    }

    /// How many events have happened at the playhead.
    pub fn n(&self) -> usize {
        self.state.n() as usize
    }

    /// The last event before the playhead.
    pub fn event(&self) -> Option<&Event> {
        self.n().checked_sub(1).and_then(|i| self.run.history.events().get(i))
    }

    /// The goroutine that views show: the chosen one, or the one of the last event.
    pub fn shown_g(&self) -> Gid {
        if self.pick_g.is_some() { self.pick_g } else { self.event().map_or(Gid::NONE, |e| e.g) }
    }

    /// How the current view's table is shown.
    pub fn table(&self) -> Table {
        self.tables[self.view as usize]
    }

    /// Puts the playhead after `n` events, or as far as the run gets.
    pub fn go(&mut self, n: usize) {
        self.run.ensure(n);
        self.run.look_ahead(n);
        let history = &self.run.history;
        let n = n.min(history.len());
        // A step forward is one event for each of the two; a jump is replayed once.
        let jumps = n != self.n() + 1;
        history.seek(&mut self.before, n.saturating_sub(1));
        if jumps {
            self.state = self.before.clone();
        }
        history.seek(&mut self.state, n);
        self.zoom.follow(self.state.now());
    }
}
