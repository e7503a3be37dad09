//! The CPU quota: which threads the operating system holds back.
//!
//! These events have no M of their own: Go knows nothing of them.

use crate::ids::{Mid, Nanos};
use crate::trace::event::Event;

use super::model::MStatus;
use super::violation::{Doing, Violation};
use super::{State, Step};

impl State {
    fn throttled(&mut self, mid: Mid) -> Result<&mut Nanos, Violation> {
        match self.ms.get_mut(mid.index()) {
            Some(m) if m.status != MStatus::Absent => Ok(&mut m.throttled),
            _ => Err(Violation::Asleep { m: mid, doing: Doing(MStatus::Absent) }),
        }
    }

    pub(super) fn cpu_throttle(&mut self, _: &Event, mid: Mid, until: Nanos) -> Step {
        if std::mem::replace(self.throttled(mid)?, until) != 0 {
            return Err(Violation::ThrottledTwice { m: mid });
        }
        Ok(())
    }

    pub(super) fn cpu_unthrottle(&mut self, _: &Event, mid: Mid) -> Step {
        if std::mem::take(self.throttled(mid)?) == 0 {
            return Err(Violation::NotThrottled { m: mid });
        }
        Ok(())
    }
}
