//! Processors and threads: who holds which P, who sleeps, spins or waits in the poller, and what
//! stopping the world does to them.
//!
//! Next: [`super::goroutines`] for what runs on them.

use crate::ids::{Mid, Nanos, Pid};
use crate::trace::event::{Event, HandoffReason};
use crate::trace::reason::StwReason;

use super::model::{GStatus, M, MStatus, P, Place, Use};
use super::violation::{Doing, Violation};
use super::{SYSMON, State, Step};

/// More Ps than this are taken for garbage.
const MAX_PROCS: u32 = 1 << 16;

/// Threads are numbered one after another; so much may be skipped.
const M_GAP: usize = 1024;

impl State {
    pub(super) fn live_p(&mut self, pid: Pid) -> Result<&mut P, Violation> {
        match self.ps.get_mut(pid.index()) {
            Some(p) if pid.0 < self.procs => Ok(p),
            _ => Err(Violation::NoSuchP { p: pid }),
        }
    }

    /// The P is held by nobody and promised to nobody but `by`.
    fn free_p(&mut self, pid: Pid, by: Mid) -> Result<&mut P, Violation> {
        let p = self.live_p(pid)?;
        if p.m.is_some() {
            return Err(Violation::PTaken { p: pid, by, holder: p.m });
        }
        if p.to.is_some() && p.to != by {
            return Err(Violation::PPromised { p: pid, by, to: p.to });
        }
        Ok(p)
    }

    /// Off the stack of idle Ps, if it is there.
    fn not_idle(&mut self, pid: Pid) {
        if std::mem::take(&mut self.ps[pid.index()].idle)
            && let Some(at) = self.idle_ps.iter().rposition(|p| *p == pid)
        {
            self.idle_ps.remove(at);
        }
    }

    pub(super) fn procs_change(&mut self, e: &Event, procs: u32) -> Step {
        if procs == 0 || procs > MAX_PROCS {
            return Err(Violation::BadProcs { procs });
        }
        if self.procs > 0 {
            if self.stw.is_none() {
                return Err(Violation::ProcsWhileRunning {});
            }
            let mut others =
                self.ps.iter().enumerate().filter(|(_, p)| p.m.is_some() && p.m != e.m);
            if let Some((i, p)) = others.next() {
                return Err(Violation::ProcsWhileHeld { p: Pid(i as u32), m: p.m });
            }
        }
        // PC-3: the timers of removed Ps move to the one that does it.
        let keeper = if e.p.0 < procs { e.p.index() } else { 0 };
        let many = self.ps.len().max(procs as usize);
        self.ps.resize_with(many, P::default);
        let moved: u32 =
            self.ps[procs as usize..].iter_mut().map(|p| std::mem::take(&mut p.timers)).sum();
        self.ps[keeper].timers += moved;
        if moved > 0 {
            for i in 0..self.timers.len() {
                if self.timers.at(i).0 > procs {
                    self.timers.edit(i).0 = keeper as u32 + 1;
                }
            }
        }
        self.procs = procs;
        Ok(())
    }

    pub(super) fn proc_start(&mut self, e: &Event, pid: Pid) -> Step {
        if e.m == SYSMON {
            return Err(Violation::SysmonTakesP { p: pid });
        }
        let has = self.ms[e.m.index()].p;
        if has.is_some() {
            return Err(Violation::TwoPs { m: e.m, has, more: pid });
        }
        let runs = self.ms[e.m.index()].g.is_some();
        let p = self.free_p(pid, e.m)?;
        p.m = e.m;
        p.to = Mid::NONE;
        p.set_use(if runs { Use::Run } else { Use::Sched }, e.at);
        self.not_idle(pid);
        let m = &mut self.ms[e.m.index()];
        m.p = pid;
        m.fresh = true;
        if m.coming == pid {
            m.coming = Pid::NONE;
        }
        Ok(())
    }

    /// The P is nobody's from now on.
    fn release(&mut self, pid: Pid, from: Mid) {
        let now = self.now;
        let p = &mut self.ps[pid.index()];
        p.m = Mid::NONE;
        p.set_use(Use::Idle, now);
        self.ms[from.index()].p = Pid::NONE;
    }

    pub(super) fn proc_stop(&mut self, e: &Event, pid: Pid) -> Step {
        let m = self.ms[e.m.index()];
        if m.p != pid || pid.is_none() {
            let holder = self.ps.get(pid.index()).map_or(Mid::NONE, |p| p.m);
            return Err(Violation::NotItsP { m: e.m, p: pid, holder });
        }
        // Who resizes from a P that goes away moves to P0 (PC-3).
        let resizes = self.stw.is_some_and(|(_, by)| by == m.g);
        if self.gs.at(m.g.index()).status == GStatus::Running && !resizes {
            return Err(Violation::GiveUpRunning { m: e.m, p: pid, g: m.g });
        }
        self.release(pid, e.m);
        Ok(())
    }

    pub(super) fn proc_idle(&mut self, _: &Event, pid: Pid) -> Step {
        let p = self.live_p(pid)?;
        if p.idle {
            return Err(Violation::IdleTwice { p: pid });
        }
        if p.m.is_some() || p.to.is_some() {
            let holder = if p.m.is_some() { p.m } else { p.to };
            return Err(Violation::IdleHeld { p: pid, holder });
        }
        if !p.is_empty() {
            return Err(Violation::IdleWithWork { p: pid });
        }
        p.idle = true;
        self.idle_ps.push(pid);
        Ok(())
    }

    pub(super) fn proc_steal(&mut self, _: &Event, pid: Pid, from: Mid) -> Step {
        let p = self.live_p(pid)?;
        if p.m != from || from.is_none() {
            return Err(Violation::NotItsP { m: from, p: pid, holder: p.m });
        }
        p.syscalltick += 1;
        let g = self.ms[from.index()].g;
        if self.gs.at(g.index()).status != GStatus::Syscall {
            return Err(Violation::StealRunning { p: pid, from });
        }
        self.release(pid, from);
        Ok(())
    }

    // ---- threads

    fn set_spinning(&mut self, mid: Mid, spinning: bool) {
        let m = &mut self.ms[mid.index()];
        if m.spinning != spinning {
            m.spinning = spinning;
            self.spinning = if spinning { self.spinning + 1 } else { self.spinning - 1 };
        }
    }

    pub(super) fn spin_start(&mut self, e: &Event) -> Step {
        let mid = e.m;
        let m = self.ms[mid.index()];
        if m.spinning {
            return Err(Violation::SpinTwice { m: mid });
        }
        if m.p.is_none() {
            return Err(Violation::SpinWithoutP { m: mid });
        }
        // One that has just got a P for the global queue counts as spinning after it has fetched its
        // share (FR-14).
        if !m.fresh && !self.ps[m.p.index()].is_empty() {
            return Err(Violation::SpinWithWork { m: mid, p: m.p });
        }
        // FR-10. Not for one that has just got a P after a re-check (FR-14, FR-15), nor when a
        // spinner was missed (FR-13).
        let busy = self.procs - self.idle_ps.len() as u32;
        if !m.fresh && !self.needspinning && 2 * self.spinning >= busy {
            return Err(Violation::SpinLimit { m: mid, spinning: self.spinning, busy });
        }
        self.set_spinning(mid, true);
        self.needspinning = false;
        Ok(())
    }

    pub(super) fn spin_stop(&mut self, e: &Event) -> Step {
        let mid = e.m;
        if !self.ms[mid.index()].spinning {
            return Err(Violation::NoSpin { m: mid });
        }
        self.set_spinning(mid, false);
        Ok(())
    }

    /// `mid` is on its way, with that P if it is one.
    fn send_off(&mut self, by: Mid, mid: Mid, pid: Pid, spinning: bool) -> Step {
        if pid.is_some() {
            let p = self.free_p(pid, mid)?;
            p.to = mid;
            let work = !p.is_empty();
            if spinning && work {
                return Err(Violation::SpinWithWork { m: mid, p: pid });
            }
            self.not_idle(pid);
            self.ms[mid.index()].coming = pid;
        }
        if spinning {
            self.set_spinning(mid, true);
        }
        // LK-2: a goroutine that is locked to the woken M changes hands with the P.
        let locked = self.ms[mid.index()].locked;
        if locked.is_some() && self.gs.at(locked.index()).place == Place::Hand(by) {
            self.set(locked, GStatus::Runnable, Place::Hand(mid));
        }
        Ok(())
    }

    fn set_m(&mut self, mid: Mid, status: MStatus) {
        let m = &mut self.ms[mid.index()];
        m.status = status;
        m.since = self.now;
        m.fresh = false;
    }

    pub(super) fn m_start(&mut self, e: &Event, mid: Mid, pid: Pid, spinning: bool) -> Step {
        if mid.index() > self.ms.len() + M_GAP {
            return Err(Violation::BadNumber { what: "thread", number: mid.0 });
        }
        if self.m(mid).is_some() {
            return Err(Violation::MMadeTwice { m: mid });
        }
        let many = self.ms.len().max(mid.index() + 1);
        self.ms.resize(many, M::default());
        self.set_m(mid, MStatus::Awake);
        self.send_off(e.m, mid, pid, spinning)
    }

    pub(super) fn m_unpark(&mut self, e: &Event, mid: Mid, pid: Pid, spinning: bool) -> Step {
        let status = self.ms.get(mid.index()).map_or(MStatus::Absent, |m| m.status);
        match status {
            MStatus::Parked => {
                if let Some(at) = self.idle_ms.iter().rposition(|m| *m == mid) {
                    self.idle_ms.remove(at);
                }
            }
            MStatus::ParkedLocked => {}
            MStatus::Absent | MStatus::Awake | MStatus::Poller | MStatus::Dead => {
                return Err(Violation::NotParked { m: mid, doing: Doing(status) });
            }
        }
        self.set_m(mid, MStatus::Awake);
        self.send_off(e.m, mid, pid, spinning)
    }

    /// The M has nothing that would be forgotten while it rests.
    fn can_rest(&self, mid: Mid, verb: &'static str) -> Step {
        let m = &self.ms[mid.index()];
        if m.spinning {
            return Err(Violation::RestSpinning { m: mid, verb });
        }
        let p = if m.p.is_some() { m.p } else { m.coming };
        if p.is_some() {
            return Err(Violation::RestWithP { m: mid, verb, p });
        }
        if m.g.is_some() {
            return Err(Violation::RestWithG { m: mid, verb, g: m.g });
        }
        if m.hand > 0 {
            return Err(Violation::RestWithHand { m: mid, verb, n: m.hand });
        }
        Ok(())
    }

    pub(super) fn m_park(&mut self, e: &Event, locked: bool) -> Step {
        let mid = e.m;
        self.can_rest(mid, "parks")?;
        if locked {
            // M0 never ends: it stays like this after its locked goroutine has ended (MT-2).
            if self.ms[mid.index()].locked.is_none() && mid != Mid(0) {
                return Err(Violation::ParkUnlocked { m: mid });
            }
            self.set_m(mid, MStatus::ParkedLocked);
        } else {
            self.set_m(mid, MStatus::Parked);
            self.idle_ms.push(mid);
        }
        Ok(())
    }

    pub(super) fn m_exit(&mut self, e: &Event) -> Step {
        self.can_rest(e.m, "ends")?;
        self.set_m(e.m, MStatus::Dead);
        Ok(())
    }

    pub(super) fn netpoll_block(&mut self, e: &Event, until: Nanos) -> Step {
        let mid = e.m;
        if self.poller.is_some() {
            return Err(Violation::PollerTwice { m: mid, other: self.poller });
        }
        self.can_rest(mid, "waits in the poller")?;
        self.set_m(mid, MStatus::Poller);
        self.ms[mid.index()].until = until;
        self.poller = mid;
        Ok(())
    }

    pub(super) fn netpoll(&mut self, e: &Event, _ready: u32, block: bool) -> Step {
        let mid = e.m;
        if block {
            if self.ms[mid.index()].status != MStatus::Poller {
                return Err(Violation::NotInPoller { m: mid });
            }
            self.set_m(mid, MStatus::Awake);
            self.poller = Mid::NONE;
        }
        Ok(())
    }

    // ---- stop the world

    pub(super) fn stw_begin(&mut self, e: &Event, reason: StwReason) -> Step {
        if self.stw.is_some() {
            return Err(Violation::StwTwice { m: e.m });
        }
        self.stw = Some((reason, self.ms[e.m.index()].g));
        for pid in std::mem::take(&mut self.idle_ps) {
            self.ps[pid.index()].idle = false;
        }
        self.counts.stops += 1;
        Ok(())
    }

    pub(super) fn stw_end(&mut self, e: &Event) -> Step {
        if self.stw.is_none() {
            return Err(Violation::NoStw { m: e.m });
        }
        let gone = self.ps.iter().enumerate().skip(self.procs as usize);
        if let Some((i, _)) = gone.into_iter().find(|(_, p)| !p.is_empty()) {
            return Err(Violation::WorkOnDeadP { p: Pid(i as u32) });
        }
        self.stw = None;
        Ok(())
    }

    // ---- what leaves little behind

    pub(super) fn wakep(&mut self, _: &Event, woke: bool) -> Step {
        // WK-4: nobody to wake leaves a note for the next M that is about to go idle. On real threads an
        // idle P may be on its way to an M that has yet to emit that it has it.
        self.needspinning |= !woke;
        Ok(())
    }

    pub(super) fn handoff(&mut self, _: &Event, _: Pid, _: HandoffReason) -> Step {
        self.counts.handoffs += 1;
        Ok(())
    }

    pub(super) fn sysmon_tick(&mut self, _: &Event, _sleep: Nanos, deep: bool) -> Step {
        self.sysmon_deep = deep;
        Ok(())
    }
}
