//! Goroutines: which status may follow which (ST-2), and what an M needs to run one.
//!
//! Next: [`super::queues`] for where the runnable ones are.

use crate::ids::{Gid, Mid, Nanos, Pid};
use crate::trace::event::{Event, ObjId, StrId};
use crate::trace::reason::{StopReason, WaitReason};

use super::model::{G, GStatus, Place, Use};
use super::violation::Violation;
use super::{State, Step};

/// Numbers come from batches of so many per P (NP-6): how far they can be ahead of their count.
const GOID_BATCH: u64 = 16;

/// Ended goroutines a P keeps, and what is left when it has too many (NP-7).
const FREE_MAX: u32 = 64;
const FREE_KEPT: u32 = 31;

impl State {
    /// The goroutine of the event's M, which must be running, with a P.
    fn runner(&self, e: &Event, verb: &'static str) -> Result<Gid, Violation> {
        let gid = self.ms[e.m.index()].g;
        match self.gs.at(gid.index()).status {
            GStatus::Running => Ok(gid),
            GStatus::Syscall => Err(Violation::InSyscall { g: gid, verb }),
            GStatus::Absent | GStatus::Runnable | GStatus::Waiting | GStatus::Dead => {
                Err(Violation::NotRunning { m: e.m, verb })
            }
        }
    }

    fn runner_with_p(&self, e: &Event, verb: &'static str) -> Result<(Gid, Pid), Violation> {
        let g = self.runner(e, verb)?;
        let p = self.ms[e.m.index()].p;
        if p.is_none() {
            return Err(Violation::RunsWithoutP { g, m: e.m, verb });
        }
        Ok((g, p))
    }

    /// The M runs nothing any more.
    fn drop_g(&mut self, e: &Event) {
        let m = &mut self.ms[e.m.index()];
        m.g = Gid::NONE;
        let p = m.p;
        self.set_use(p, Use::Sched);
    }

    pub(super) fn go_create(
        &mut self,
        e: &Event,
        new: Gid,
        func: StrId,
        reused: bool,
        system: bool,
        blocked: bool,
    ) -> Step {
        let limit = GOID_BATCH * (self.counts.created + 4096);
        if u64::from(new.0) > limit {
            return Err(Violation::BadNumber { what: "goroutine", number: new.0 });
        }
        self.gs.grow(new.index());
        if self.gs.at(new.index()).status != GStatus::Absent {
            return Err(Violation::MadeTwice { g: new });
        }
        *self.gs.edit(new.index()) = G {
            func,
            reused,
            system,
            by: e.g,
            made_line: e.line,
            made: e.at,
            since: e.at,
            ..G::default()
        };
        self.set(new, GStatus::Runnable, Place::Hand(e.m));
        self.counts.created += 1;
        self.memory.stacks += u64::from(!system);
        if let (true, Some(p)) = (reused, self.ps.get_mut(e.p.index())) {
            p.free = p.free.saturating_sub(1);
        }
        if blocked {
            self.gs.edit(new.index()).reason = WaitReason::Coroutine;
            self.set(new, GStatus::Waiting, Place::Nowhere);
        }
        Ok(())
    }

    pub(super) fn go_start(&mut self, e: &Event, gid: Gid, inherit: bool, tick: u32) -> Step {
        self.in_hand(e, gid, "starts on")?;
        let m = &mut self.ms[e.m.index()];
        let p = m.p;
        if p.is_none() {
            return Err(Violation::StartWithoutP { g: gid, m: e.m });
        }
        if m.g.is_some() {
            return Err(Violation::StartWhileBusy { g: gid, m: e.m, other: m.g });
        }
        if m.spinning {
            return Err(Violation::StartSpinning { g: gid, m: e.m });
        }
        if m.locked.is_some() && m.locked != gid {
            return Err(Violation::LockedForOther { g: gid, m: e.m, other: m.locked });
        }
        m.g = gid;
        // TS-1: a new slice counts, an inherited one does not.
        let of = &mut self.ps[p.index()];
        let expected = if inherit { of.tick } else { of.tick.wrapping_add(1) };
        if tick != expected {
            return Err(Violation::Tick { p, tick, expected });
        }
        of.tick = tick;
        of.set_use(Use::Run, e.at);
        let g = self.gs.edit(gid.index());
        if g.locked.is_some() && g.locked != e.m {
            return Err(Violation::LockedElsewhere { g: gid, m: e.m, to: g.locked });
        }
        g.preempt = false;
        g.last_p = p;
        g.starts += 1;
        self.set(gid, GStatus::Running, Place::On(e.m));
        Ok(())
    }

    pub(super) fn go_destroy(&mut self, e: &Event) -> Step {
        let (gid, p) = self.runner_with_p(e, "ends")?;
        self.drop_g(e);
        self.unlock(gid, e.m);
        self.set(gid, GStatus::Dead, Place::Nowhere);
        self.memory.stacks -= u64::from(!self.gs.at(gid.index()).system);
        let p = &mut self.ps[p.index()];
        p.free = if p.free + 1 >= FREE_MAX { FREE_KEPT } else { p.free + 1 };
        Ok(())
    }

    pub(super) fn go_stop(&mut self, e: &Event, reason: StopReason) -> Step {
        let gid = if reason == StopReason::NoP {
            let gid = self.runner(e, "stops")?;
            let m = &self.ms[e.m.index()];
            if m.p.is_some() {
                return Err(Violation::StillHasP { g: gid, m: e.m, p: m.p });
            }
            gid
        } else {
            self.runner_with_p(e, "stops")?.0
        };
        self.drop_g(e);
        self.set(gid, GStatus::Runnable, Place::Hand(e.m));
        self.counts.preemptions += u64::from(reason == StopReason::Preempted);
        Ok(())
    }

    pub(super) fn go_block(&mut self, e: &Event, reason: WaitReason, obj: ObjId) -> Step {
        let (gid, _) = self.runner_with_p(e, "blocks")?;
        if obj.0 != 0 {
            self.wait_on(gid, reason, obj)?;
        }
        self.drop_g(e);
        let g = self.gs.edit(gid.index());
        g.reason = reason;
        g.obj = obj;
        g.again = false;
        self.set(gid, GStatus::Waiting, Place::Nowhere);
        Ok(())
    }

    pub(super) fn go_unblock(&mut self, e: &Event, gid: Gid) -> Step {
        let g = self.gs.at(gid.index());
        if g.status != GStatus::Waiting {
            return Err(Violation::NotWaiting { g: gid, place: g.whereabouts() });
        }
        self.wait_no_more(gid);
        self.gs.edit(gid.index()).again = g.obj.0 != 0;
        self.set(gid, GStatus::Runnable, Place::Hand(e.m));
        Ok(())
    }

    pub(super) fn syscall_begin(&mut self, e: &Event) -> Step {
        let (gid, p) = self.runner_with_p(e, "enters a system call")?;
        self.set_use(p, Use::Syscall);
        self.set(gid, GStatus::Syscall, Place::On(e.m));
        Ok(())
    }

    pub(super) fn syscall_end(&mut self, e: &Event) -> Step {
        self.back(e, true)
    }

    pub(super) fn syscall_end_blocked(&mut self, e: &Event) -> Step {
        self.back(e, false)
    }

    /// `kept`: with the P it had (SY-2), otherwise without one (SY-3).
    fn back(&mut self, e: &Event, kept: bool) -> Step {
        let m = &self.ms[e.m.index()];
        let (gid, p) = (m.g, m.p);
        if self.gs.at(gid.index()).status != GStatus::Syscall {
            return Err(Violation::NotInSyscall { g: gid, m: e.m });
        }
        match (kept, p.is_some()) {
            (true, false) => {
                return Err(Violation::RunsWithoutP {
                    g: gid,
                    m: e.m,
                    verb: "comes back with its P",
                });
            }
            (false, true) => return Err(Violation::StillHasP { g: gid, m: e.m, p }),
            _ => {}
        }
        if let Some(p) = self.ps.get_mut(p.index()) {
            p.syscalltick += 1;
            p.set_use(Use::Run, e.at);
        }
        self.set(gid, GStatus::Running, Place::On(e.m));
        Ok(())
    }

    pub(super) fn go_lock(&mut self, e: &Event, locked: bool) -> Step {
        let gid = self.runner(e, "is bound to its thread")?;
        if locked {
            self.ms[e.m.index()].locked = gid;
            self.gs.edit(gid.index()).locked = e.m;
        } else {
            self.unlock(gid, e.m);
        }
        Ok(())
    }

    fn unlock(&mut self, gid: Gid, m: Mid) {
        if self.ms[m.index()].locked == gid {
            self.ms[m.index()].locked = Gid::NONE;
            self.gs.edit(gid.index()).locked = Mid::NONE;
        }
    }

    pub(super) fn preempt_request(&mut self, _: &Event, gid: Gid, pid: Pid, _slice: Nanos) -> Step {
        let holder = self.ps.get(pid.index()).map_or(Mid::NONE, |p| p.m);
        let runs = self.ms.get(holder.index()).is_some_and(|m| m.g == gid && gid.is_some());
        if !runs {
            return Err(Violation::PreemptOther { g: gid, p: pid });
        }
        self.gs.edit(gid.index()).preempt = true;
        Ok(())
    }

    pub(super) fn preempt_lost(&mut self, _: &Event, gid: Gid) -> Step {
        if self.gs.get(gid.index()).is_none() {
            return Err(Violation::BadNumber { what: "goroutine", number: gid.0 });
        }
        self.gs.edit(gid.index()).preempt = false;
        Ok(())
    }
}
