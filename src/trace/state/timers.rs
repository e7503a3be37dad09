//! Timers: in whose heap each is.
//!
//! Next: [`super::machine`] for the Ps that own the heaps.

use crate::ids::{Nanos, Pid};
use crate::trace::event::{Event, TimerKind};

use super::violation::Violation;
use super::{State, Step};

/// So far may a timer's number be ahead of those known.
const TIMER_GAP: usize = 1 << 16;

impl State {
    pub(super) fn timer_start(
        &mut self,
        _: &Event,
        timer: u32,
        pid: Pid,
        _when: Nanos,
        _: TimerKind,
    ) -> Step {
        let i = timer as usize;
        if i > self.timers.len() + TIMER_GAP {
            return Err(Violation::BadNumber { what: "timer", number: timer });
        }
        self.live_p(pid)?;
        self.timers.grow(i);
        self.timer_gone(timer);
        self.timers.edit(i).0 = pid.0 + 1;
        self.ps[pid.index()].timers += 1;
        Ok(())
    }

    pub(super) fn timer_stop(&mut self, _: &Event, timer: u32) -> Step {
        self.timer_gone(timer);
        Ok(())
    }

    pub(super) fn timer_fire(&mut self, _: &Event, timer: u32, _when: Nanos, _: TimerKind) -> Step {
        self.timer_gone(timer);
        self.counts.timers_fired += 1;
        Ok(())
    }

    fn timer_gone(&mut self, timer: u32) {
        let i = timer as usize;
        let place = self.timers.at(i).0;
        if place != 0 {
            self.timers.edit(i).0 = 0;
            self.ps[place as usize - 1].timers -= 1;
        }
    }
}
