//! What the program reads, writes and says, and its end.
//!
//! These events may come from outside of the scheduler: the M that finds out that the program has ended
//! emits that, whatever it was doing.

use crate::trace::event::{Event, StrId};

use super::model::Written;
use super::{State, Step};

impl State {
    pub(super) fn output(&mut self, e: &Event, fd: u8, text: StrId) -> Step {
        self.written.push(Written { at: e.at, g: e.g, fd, text });
        Ok(())
    }

    pub(super) fn input(&mut self, _: &Event, _: StrId) -> Step {
        Ok(())
    }

    pub(super) fn note(&mut self, e: &Event, text: StrId) -> Step {
        self.output(e, 0, text)
    }

    pub(super) fn fatal_error(&mut self, _: &Event, text: StrId) -> Step {
        self.fatal = Some(text);
        Ok(())
    }

    pub(super) fn process_exit(&mut self, _: &Event, code: i32) -> Step {
        self.exit = Some(code);
        Ok(())
    }
}
