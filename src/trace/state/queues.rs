//! The run queues: what may be put in and taken out, and in which order.
//!
//! Next: [`super::goroutines`] for what runs.

use crate::ids::{Gid, Pid};
use crate::trace::event::{Branch, Event};

use super::model::{Fetch, GStatus, Place};
use super::violation::Violation;
use super::{RING, State, Step};

/// Half of the ring, and the one that did not fit (NP-4).
const OVERFLOW: u32 = RING as u32 / 2 + 1;

/// At most so many come from the global queue at once (FR-8).
const GLOBAL_BATCH: usize = RING / 2;

/// One slice in so many looks at the global queue first (FR-5).
const FAIR_TICK: u32 = 61;

impl State {
    /// The P of the M that does the event.
    fn own_p(&self, e: &Event, verb: &'static str) -> Result<Pid, Violation> {
        let p = self.ms[e.m.index()].p;
        if p.is_none() {
            return Err(Violation::QueueWithoutP { m: e.m, verb });
        }
        Ok(p)
    }

    /// The goroutine is runnable and in no queue.
    pub(super) fn in_hand(&self, e: &Event, gid: Gid, verb: &'static str) -> Step {
        match self.gs.get(gid.index()) {
            Some(g) if matches!(g.place, Place::Hand(_)) => Ok(()),
            _ => {
                let place = self.gs.at(gid.index()).whereabouts();
                Err(Violation::NotInHand { g: gid, verb, on: e.m, place })
            }
        }
    }

    #[inline]
    fn place(&mut self, gid: Gid, place: Place) {
        self.set(gid, GStatus::Runnable, place);
    }

    pub(super) fn runq_put(&mut self, e: &Event, gid: Gid, next: bool, kicked: Gid) -> Step {
        let p = self.own_p(e, "queues a goroutine")?;
        self.in_hand(e, gid, "is queued by")?;
        let was = if next { self.ps[p.index()].runnext } else { Gid::NONE };
        if kicked != was {
            return Err(Violation::Kicked { p, says: kicked, was });
        }
        let mut tail = gid;
        if next {
            self.ps[p.index()].runnext = gid;
            self.place(gid, Place::Next(p));
            tail = kicked;
        }
        if tail.is_none() {
        } else if self.ps[p.index()].ring.len() < RING {
            self.ps[p.index()].ring.push_back(tail);
            self.place(tail, Place::Ring(p));
        } else {
            self.place(tail, Place::Hand(e.m));
            self.ms[e.m.index()].due = tail;
        }
        Ok(())
    }

    pub(super) fn runq_overflow(&mut self, e: &Event, gid: Gid, n: u32) -> Step {
        let p = self.own_p(e, "overflows")?;
        self.in_hand(e, gid, "overflows on")?;
        let len = self.ps[p.index()].ring.len();
        if n != OVERFLOW || len != RING {
            return Err(Violation::OverflowCount { p, n, len: len as u32 });
        }
        for _ in 1..n {
            if let Some(old) = self.ps[p.index()].ring.pop_front() {
                self.global.push_back(old);
                self.place(old, Place::Global);
            }
        }
        self.global.push_back(gid);
        self.place(gid, Place::Global);
        self.counts.overflows += 1;
        Ok(())
    }

    pub(super) fn runq_get(&mut self, e: &Event, gid: Gid, next: bool) -> Step {
        let p = self.own_p(e, "takes a goroutine from its queue")?;
        let of = &mut self.ps[p.index()];
        if next {
            if of.runnext != gid || gid.is_none() {
                return Err(Violation::NotRunnext { p, g: gid, is: of.runnext });
            }
            of.runnext = Gid::NONE;
        } else {
            let is = of.ring.front().copied().unwrap_or(Gid::NONE);
            if is != gid || gid.is_none() {
                return Err(Violation::NotHead { p, g: gid, is });
            }
            of.ring.pop_front();
        }
        self.place(gid, Place::Hand(e.m));
        self.ms[e.m.index()].fetched = if next { Fetch::RunNext } else { Fetch::Local };
        Ok(())
    }

    pub(super) fn runq_steal(
        &mut self,
        e: &Event,
        victim: Pid,
        n: u32,
        gid: Gid,
        next: bool,
    ) -> Step {
        let own = self.own_p(e, "steals")?;
        if victim == own {
            return Err(Violation::StealOwn { p: own });
        }
        let Some(from) = self.ps.get_mut(victim.index()) else {
            return Err(Violation::NoSuchP { p: victim });
        };
        if next {
            // SW-4: only the runnext, and it alone.
            if n != 1 {
                return Err(Violation::StealCount { victim, n, len: 1 });
            }
            if from.runnext != gid || gid.is_none() {
                return Err(Violation::NotRunnext { p: victim, g: gid, is: from.runnext });
            }
            from.runnext = Gid::NONE;
        } else {
            // SW-2: at most the older half; the newest of it runs.
            let len = from.ring.len();
            if n == 0 || n as usize > len.div_ceil(2) {
                return Err(Violation::StealCount { victim, n, len: len as u32 });
            }
            let is = from.ring[n as usize - 1];
            if is != gid {
                return Err(Violation::StealLast { victim, g: gid, is });
            }
            let room = RING - self.ps[own.index()].ring.len();
            if n as usize - 1 > room {
                return Err(Violation::BatchTooLong {
                    p: own,
                    n: n - 1,
                    len: (RING - room) as u32,
                });
            }
            for _ in 1..n {
                if let Some(g) = self.ps[victim.index()].ring.pop_front() {
                    self.ps[own.index()].ring.push_back(g);
                    self.place(g, Place::Ring(own));
                }
            }
            self.ps[victim.index()].ring.pop_front();
        }
        self.place(gid, Place::Hand(e.m));
        self.ms[e.m.index()].fetched = Fetch::Steal;
        self.counts.steals += 1;
        self.counts.stolen += u64::from(n);
        Ok(())
    }

    pub(super) fn global_put(&mut self, e: &Event, gid: Gid, head: bool) -> Step {
        let place = self.gs.at(gid.index()).place;
        if head && matches!(place, Place::Next(_) | Place::Ring(_)) {
            if self.stw.is_none() {
                return Err(Violation::HeadWhileRunning { g: gid });
            }
            self.unqueue(gid, place);
        } else {
            self.in_hand(e, gid, "is put in the global queue by")?;
        }
        if head {
            self.global.push_front(gid);
        } else {
            self.global.push_back(gid);
        }
        self.place(gid, Place::Global);
        Ok(())
    }

    /// Out of the queue of a P that is gone (PC-3): its last one goes first.
    fn unqueue(&mut self, gid: Gid, place: Place) {
        if let Place::Next(p) = place {
            self.ps[p.index()].runnext = Gid::NONE;
        } else if let Place::Ring(p) = place {
            let ring = &mut self.ps[p.index()].ring;
            if let Some(at) = ring.iter().rposition(|g| *g == gid) {
                ring.remove(at);
            }
        }
    }

    pub(super) fn global_get(&mut self, e: &Event, gid: Gid, n: u32, fair: bool) -> Step {
        let p = self.own_p(e, "takes from the global queue")?;
        let len = self.global.len();
        // FR-5: exactly one; FR-8: its share.
        let share = GLOBAL_BATCH.min(len).min(len / self.procs.max(1) as usize + 1);
        let max = if fair { len.min(1) } else { share };
        if n == 0 || n as usize > max {
            return Err(Violation::GlobalCount { n, max: max as u32, len: len as u32 });
        }
        let is = self.global.front().copied().unwrap_or(Gid::NONE);
        if is != gid {
            return Err(Violation::NotGlobalHead { g: gid, is });
        }
        let ring = self.ps[p.index()].ring.len();
        if ring + n as usize - 1 > RING {
            return Err(Violation::BatchTooLong { p, n: n - 1, len: ring as u32 });
        }
        self.global.pop_front();
        self.place(gid, Place::Hand(e.m));
        for _ in 1..n {
            if let Some(g) = self.global.pop_front() {
                self.ps[p.index()].ring.push_back(g);
                self.place(g, Place::Ring(p));
            }
        }
        self.ms[e.m.index()].fetched = if fair { Fetch::Fair } else { Fetch::Global };
        Ok(())
    }

    #[allow(clippy::too_many_arguments)] // those of the event
    pub(super) fn find_runnable(
        &mut self,
        e: &Event,
        found: Branch,
        gid: Gid,
        tick: u32,
        _global: u32,
        _local: u16,
        _spinning: u8,
        _idle: u8,
    ) -> Step {
        let m = &mut self.ms[e.m.index()];
        let fetched = std::mem::take(&mut m.fetched);
        let fits = match found {
            Branch::GlobalFair => fetched == Fetch::Fair,
            Branch::RunNext => fetched == Fetch::RunNext,
            Branch::Local => fetched == Fetch::Local,
            Branch::Global => fetched == Fetch::Global,
            Branch::Park => gid.is_none(),
            // Theft of timers can ready goroutines on the thief's own queue (SW-3).
            Branch::Steal => matches!(fetched, Fetch::Steal | Fetch::RunNext | Fetch::Local),
            Branch::StopTheWorld
            | Branch::Timers
            | Branch::Netpoll
            | Branch::LastLook
            | Branch::Recheck
            | Branch::BlockingNetpoll => fetched != Fetch::Fair,
        };
        if !fits {
            return Err(Violation::FoundOtherwise { m: e.m, found });
        }
        let p = m.p;
        if p.is_some() {
            let is = self.ps[p.index()].tick;
            if is != tick {
                return Err(Violation::FoundTick { p, says: tick, is });
            }
            if found == Branch::GlobalFair && !tick.is_multiple_of(FAIR_TICK) {
                return Err(Violation::FairOutOfTurn { p, tick });
            }
        }
        if gid.is_some() { self.in_hand(e, gid, "is found by") } else { Ok(()) }
    }
}
