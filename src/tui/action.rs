//! What the user can ask for.
//!
//! Plain data: [`super::input`] makes them of keys, views of clicks, [`super::update`] does them.

use std::time::Duration;

use crate::ids::{Gid, Nanos, Pid};
use crate::trace::event::ObjId;

use super::app::{PromptKind, View};

pub use crate::trace::condition::Mark;

/// How far a step goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// One event.
    Event,
    /// To the next decision of the scheduler.
    Decision,
    /// To the next start of a goroutine.
    Switch,
}

/// Something the user asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Play, or pause.
    PlayPause,
    /// Play faster, or slower.
    Speed {
        /// Faster.
        up: bool,
    },
    /// Step.
    Step {
        /// How far.
        step: Step,
        /// Backwards.
        back: bool,
    },
    /// Jump to the next or previous event of a kind.
    Jump {
        /// Of which.
        mark: Mark,
        /// To the previous one.
        back: bool,
    },
    /// To the next stop of the tour.
    Tour {
        /// To the previous one.
        back: bool,
    },
    /// To the first event.
    First,
    /// To the last event simulated so far; from there to the end of the run, a stretch at a time.
    Last,
    /// To the picture after that many events.
    Go(usize),
    /// To the picture at that time.
    GoTime(Nanos),
    /// Show a view.
    Show(View),
    /// The next view, or the one before.
    Cycle {
        /// The one before.
        back: bool,
    },
    /// Move the cursor of the view by so many lines.
    Move(isize),
    /// Choose what the cursor is on.
    Choose,
    /// Choose a goroutine; none: follow what happens.
    PickG(Gid),
    /// Choose a processor.
    PickP(Pid),
    /// Choose a channel, lock or other object.
    PickObj(ObjId),
    /// Zoom in, or out.
    Zoom {
        /// Out.
        out: bool,
    },
    /// Show what suits the playhead again.
    Fit,
    /// Move the part of the timeline that is seen, in tenths of it.
    Pan(isize),
    /// Sort the table by its next column.
    Sort,
    /// Sort the other way round.
    Reverse,
    /// Ask for a line of text.
    Ask(PromptKind),
    /// A letter of it.
    Type(char),
    /// Away with its last letter.
    Erase,
    /// It is complete.
    Enter,
    /// Leave what is open: help, the question, the choice.
    Escape,
    /// Show or hide help.
    Help,
    /// The next theme.
    Theme,
    /// Large cards, for a room to see.
    Presenter,
    /// One processor more or less, from the start.
    Procs(i32),
    /// Real time went by.
    Tick(Duration),
    /// The terminal has that size now.
    Size(u16, u16),
    /// Give the terminal to the shell until it is called back.
    Suspend,
    /// Leave.
    Quit,
}
