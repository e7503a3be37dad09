//! A tiny model scheduler that tells possible histories of any length: not Go's decisions, but
//! decisions that Go's rules allow, told in the sequences the runtime uses.
#![allow(dead_code)]

use std::collections::VecDeque;

use gmpsim::ids::{Gid, Mid, Pid};
use gmpsim::trace::event::{
    Branch, ChanHow, Event, EventKind, HandoffReason, ObjId, ObjKind, StrId, TimerKind,
};
use gmpsim::trace::reason::{StopReason, StwReason, WaitReason};

const NO_G: Gid = Gid::NONE;
const NO_P: Pid = Pid::NONE;

#[derive(Clone, Default)]
struct P {
    next: Option<Gid>,
    ring: VecDeque<Gid>,
    tick: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Awake,
    Parked,
    Poller,
}

#[derive(Clone)]
struct M {
    p: Pid,
    g: Gid,
    coming: Pid,
    spinning: bool,
    syscall: bool,
    doing: Doing,
}

/// The model. `events` is what it told.
pub struct Model {
    pub events: Vec<Event>,
    seed: u64,
    now: u64,
    procs: u32,
    /// It strives for so many living goroutines.
    living: usize,
    ps: Vec<P>,
    ms: Vec<M>,
    idle_ps: Vec<Pid>,
    idle_ms: Vec<Mid>,
    global: VecDeque<Gid>,
    /// Who waits, in no order that matters, and on what.
    waiting: Vec<Gid>,
    receivers: VecDeque<Gid>,
    alive: usize,
    next_g: u32,
    spinning: u32,
    buffered: u32,
    stop: Option<Mid>,
}

const CHAN: ObjId = ObjId(1);
const BUFFERED: ObjId = ObjId(2);
const SYSMON: usize = 1;

impl Model {
    /// A run of `procs` Ps that strives for `living` goroutines.
    pub fn new(seed: u64, procs: u32, living: usize) -> Self {
        let m = M {
            p: NO_P,
            g: NO_G,
            coming: NO_P,
            spinning: false,
            syscall: false,
            doing: Doing::Awake,
        };
        let mut model = Self {
            events: Vec::new(),
            seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            now: 0,
            procs,
            living,
            ps: vec![P::default(); procs as usize],
            ms: vec![m],
            idle_ps: Vec::new(),
            idle_ms: Vec::new(),
            global: VecDeque::new(),
            waiting: Vec::new(),
            receivers: VecDeque::new(),
            alive: 0,
            next_g: 1,
            spinning: 0,
            buffered: 0,
            stop: None,
        };
        model.boot();
        model
    }

    /// At least `n` events of such a run.
    pub fn tell_run(seed: u64, procs: u32, living: usize, n: usize) -> Vec<Event> {
        let mut model = Self::new(seed, procs, living);
        model.events.reserve(n + 1024);
        while model.events.len() < n {
            model.step();
        }
        model.events
    }

    fn random(&mut self, n: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        (self.seed >> 11) % n
    }

    fn tell(&mut self, m: usize, kind: EventKind) {
        self.now += self.random(300);
        let M { p, g, .. } = self.ms[m];
        let line = if g.is_some() { 10 + self.random(20) as u32 } else { 0 };
        self.events.push(Event { at: self.now, m: Mid(m as u32), p, g, line, kind });
    }

    fn boot(&mut self) {
        self.tell(0, EventKind::ProcsChange { procs: self.procs });
        for p in 1..self.procs {
            self.idle_ps.push(Pid(p));
            self.tell(0, EventKind::ProcIdle { pid: Pid(p) });
        }
        self.take_p(0, Pid(0));
        self.new_m(0, NO_P, false);
        self.create(0);
        self.schedule(0);
        self.tell(0, EventKind::ObjNew { obj: CHAN, kind: ObjKind::Chan, cap: 0 });
        self.tell(0, EventKind::ObjNew { obj: BUFFERED, kind: ObjKind::Chan, cap: 8 });
    }

    fn take_p(&mut self, m: usize, pid: Pid) {
        self.idle_ps.retain(|p| *p != pid);
        self.ms[m].p = pid;
        self.ms[m].coming = NO_P;
        self.tell(m, EventKind::ProcStart { pid });
    }

    fn give_p(&mut self, m: usize) -> Pid {
        let pid = self.ms[m].p;
        self.ms[m].p = NO_P;
        self.tell(m, EventKind::ProcStop { pid });
        pid
    }

    fn new_m(&mut self, by: usize, pid: Pid, spinning: bool) {
        let mid = Mid(self.ms.len() as u32);
        self.idle_ps.retain(|p| *p != pid);
        let doing = Doing::Awake;
        self.ms.push(M { p: NO_P, g: NO_G, coming: pid, spinning, syscall: false, doing });
        self.spinning += u32::from(spinning);
        self.tell(by, EventKind::MStart { mid, pid, spinning });
    }

    /// An idle M, or a new one, goes to work on that P.
    fn start_m(&mut self, by: usize, pid: Pid, spinning: bool) {
        let Some(mid) = self.idle_ms.pop() else { return self.new_m(by, pid, spinning) };
        self.idle_ps.retain(|p| *p != pid);
        let m = &mut self.ms[mid.index()];
        m.doing = Doing::Awake;
        m.coming = pid;
        m.spinning = spinning;
        self.spinning += u32::from(spinning);
        self.tell(by, EventKind::MUnpark { mid, pid, spinning });
    }

    fn wakep(&mut self, m: usize) {
        if self.spinning > 0 || self.stop.is_some() {
            return;
        }
        match self.idle_ps.last().copied() {
            Some(pid) => {
                self.tell(m, EventKind::Wakep { woke: true });
                self.start_m(m, pid, true);
            }
            None => self.tell(m, EventKind::Wakep { woke: false }),
        }
    }

    fn put_tail(&mut self, m: usize, gid: Gid) {
        let p = self.ms[m].p.index();
        if self.ps[p].ring.len() < 256 {
            self.ps[p].ring.push_back(gid);
            return;
        }
        let old: Vec<Gid> = self.ps[p].ring.drain(..128).collect();
        self.global.extend(old);
        self.global.push_back(gid);
        self.tell(m, EventKind::RunqOverflow { gid, n: 129 });
    }

    fn put(&mut self, m: usize, gid: Gid, next: bool) {
        let p = self.ms[m].p.index();
        if !next {
            self.tell(m, EventKind::RunqPut { gid, next, kicked: NO_G });
            return self.put_tail(m, gid);
        }
        let kicked = self.ps[p].next.replace(gid);
        self.tell(m, EventKind::RunqPut { gid, next, kicked: kicked.unwrap_or(NO_G) });
        if let Some(kicked) = kicked {
            self.put_tail(m, kicked);
        }
    }

    fn create(&mut self, m: usize) {
        let new = Gid(self.next_g);
        self.next_g += 1;
        self.alive += 1;
        self.tell(
            m,
            EventKind::GoCreate {
                new,
                func: StrId(0),
                reused: false,
                system: false,
                blocked: false,
            },
        );
        self.put(m, new, true);
        self.wakep(m);
    }

    fn ready(&mut self, m: usize, gid: Gid) {
        self.no_longer_waits(gid);
        self.tell(m, EventKind::GoUnblock { gid });
        self.put(m, gid, true);
        self.wakep(m);
    }

    fn stop_spinning(&mut self, m: usize) {
        if std::mem::take(&mut self.ms[m].spinning) {
            self.spinning -= 1;
            self.tell(m, EventKind::SpinStop);
        }
    }

    /// The goroutine of `m` is off it.
    fn off(&mut self, m: usize, kind: EventKind) -> Gid {
        self.tell(m, kind);
        std::mem::replace(&mut self.ms[m].g, NO_G)
    }

    fn found(&mut self, m: usize, found: Branch, gid: Gid) {
        let tick = if self.ms[m].p.is_some() { self.ps[self.ms[m].p.index()].tick } else { 0 };
        let global = self.global.len() as u32;
        let (spinning, idle) = (self.spinning as u8, self.idle_ps.len() as u8);
        let kind = EventKind::FindRunnable { found, gid, tick, global, local: 0, spinning, idle };
        self.tell(m, kind);
        if gid.is_none() {
            return;
        }
        self.stop_spinning(m);
        let inherit = found == Branch::RunNext;
        let p = &mut self.ps[self.ms[m].p.index()];
        p.tick += u32::from(!inherit);
        let tick = p.tick;
        self.ms[m].g = gid;
        self.tell(m, EventKind::GoStart { gid, inherit, tick });
    }

    fn schedule(&mut self, m: usize) {
        let p = self.ms[m].p.index();
        if self.stop.is_some() {
            self.stop_spinning(m);
            self.give_p(m);
            return self.park(m);
        }
        if self.ps[p].tick.is_multiple_of(61)
            && let Some(gid) = self.global.pop_front()
        {
            self.tell(m, EventKind::GlobalGet { gid, n: 1, fair: true });
            return self.found(m, Branch::GlobalFair, gid);
        }
        if let Some(gid) = self.ps[p].next.take() {
            self.tell(m, EventKind::RunqGet { gid, next: true });
            return self.found(m, Branch::RunNext, gid);
        }
        if let Some(gid) = self.ps[p].ring.pop_front() {
            self.tell(m, EventKind::RunqGet { gid, next: false });
            return self.found(m, Branch::Local, gid);
        }
        let size = self.global.len();
        if let Some(gid) = self.global.pop_front() {
            let n = 128.min(size).min(size / self.procs as usize + 1);
            let rest: Vec<Gid> = self.global.drain(..n - 1).collect();
            self.ps[p].ring.extend(rest);
            self.tell(m, EventKind::GlobalGet { gid, n: n as u32, fair: false });
            return self.found(m, Branch::Global, gid);
        }
        let busy = self.procs - self.idle_ps.len() as u32;
        if !self.ms[m].spinning && 2 * self.spinning < busy {
            self.ms[m].spinning = true;
            self.spinning += 1;
            self.tell(m, EventKind::SpinStart);
        }
        if self.ms[m].spinning && self.steal(m) {
            return;
        }
        let pid = self.give_p(m);
        self.idle_ps.push(pid);
        self.tell(m, EventKind::ProcIdle { pid });
        self.stop_spinning(m);
        if !self.waiting.is_empty() && self.ms.iter().all(|m| m.doing != Doing::Poller) {
            self.ms[m].doing = Doing::Poller;
            self.tell(m, EventKind::NetpollBlock { until: self.now + 5000 });
        } else {
            self.found(m, Branch::Park, NO_G);
            self.park(m);
        }
    }

    fn park(&mut self, m: usize) {
        self.ms[m].doing = Doing::Parked;
        self.idle_ms.push(Mid(m as u32));
        self.tell(m, EventKind::MPark { locked: false });
    }

    fn steal(&mut self, m: usize) -> bool {
        let own = self.ms[m].p.index();
        let start = self.random(u64::from(self.procs)) as usize;
        for i in 0..self.procs as usize {
            let victim = (start + i) % self.procs as usize;
            let pid = Pid(victim as u32);
            if victim == own {
                continue;
            }
            let n = self.ps[victim].ring.len().div_ceil(2);
            if n > 0 {
                let mut batch: Vec<Gid> = self.ps[victim].ring.drain(..n).collect();
                let gid = batch.pop().expect("at least one is stolen");
                self.ps[own].ring.extend(batch);
                self.tell(m, EventKind::RunqSteal { victim: pid, n: n as u32, gid, next: false });
                self.found(m, Branch::Steal, gid);
                return true;
            }
            if let Some(gid) = self.ps[victim].next.take() {
                self.tell(m, EventKind::RunqSteal { victim: pid, n: 1, gid, next: true });
                self.found(m, Branch::Steal, gid);
                return true;
            }
        }
        false
    }

    /// One M does one thing.
    pub fn step(&mut self) {
        let m = self.random(self.ms.len() as u64) as usize;
        if m == SYSMON {
            return self.sysmon();
        }
        match self.ms[m].doing {
            Doing::Parked => {
                // When all sleep, somebody has to come back from the poller.
                if self
                    .ms
                    .iter()
                    .all(|m| m.doing != Doing::Awake || m.p.is_none() && m.coming.is_none())
                {
                    self.sysmon_poll();
                }
            }
            Doing::Poller => self.come_back(m),
            Doing::Awake if self.ms[m].coming.is_some() => {
                let pid = self.ms[m].coming;
                self.take_p(m, pid);
            }
            Doing::Awake if self.ms[m].syscall => self.end_syscall(m),
            Doing::Awake if self.ms[m].g.is_some() => self.run(m),
            Doing::Awake if self.ms[m].p.is_some() => self.schedule(m),
            Doing::Awake => {}
        }
    }

    fn come_back(&mut self, m: usize) {
        let woken = if self.random(3) > 0 { self.any_waiting() } else { None };
        self.ms[m].doing = Doing::Awake;
        self.tell(m, EventKind::Netpoll { ready: u32::from(woken.is_some()), block: true });
        if let Some(gid) = woken {
            self.no_longer_waits(gid);
            self.tell(m, EventKind::GoUnblock { gid });
        }
        match (self.stop.is_none().then(|| self.idle_ps.last().copied()).flatten(), woken) {
            (Some(pid), Some(gid)) => {
                self.take_p(m, pid);
                self.found(m, Branch::BlockingNetpoll, gid);
            }
            (Some(pid), None) => self.take_p(m, pid),
            (None, woken) => {
                if let Some(gid) = woken {
                    self.global.push_back(gid);
                    self.tell(m, EventKind::GlobalPut { gid, head: false });
                }
                self.park(m);
            }
        }
    }

    fn no_longer_waits(&mut self, gid: Gid) {
        if let Some(i) = self.waiting.iter().position(|g| *g == gid) {
            self.waiting.swap_remove(i);
        } else {
            self.receivers.retain(|g| *g != gid);
        }
    }

    /// Some goroutine that waits for the poller; one that waits for a channel if there is none.
    fn any_waiting(&mut self) -> Option<Gid> {
        if self.waiting.is_empty() {
            return self.receivers.front().copied();
        }
        let i = self.random(self.waiting.len() as u64) as usize;
        Some(self.waiting[i])
    }

    fn sysmon_poll(&mut self) {
        self.tell(SYSMON, EventKind::SysmonTick { sleep: 20_000, deep: false });
        if let Some(gid) = self.any_waiting() {
            self.no_longer_waits(gid);
            self.tell(SYSMON, EventKind::Netpoll { ready: 1, block: false });
            self.tell(SYSMON, EventKind::GoUnblock { gid });
            self.global.push_back(gid);
            self.tell(SYSMON, EventKind::GlobalPut { gid, head: false });
        }
        if let (Some(pid), true) = (self.idle_ps.last().copied(), self.stop.is_none()) {
            self.start_m(SYSMON, pid, false);
        }
    }

    fn sysmon(&mut self) {
        if self.random(8) > 0 {
            return;
        }
        self.tell(SYSMON, EventKind::SysmonTick { sleep: 20_000, deep: false });
        for m in 0..self.ms.len() {
            let M { p: pid, g: gid, syscall, .. } = self.ms[m];
            if pid.is_none() || gid.is_none() || self.stop.is_some() {
                continue;
            }
            if !syscall {
                self.tell(SYSMON, EventKind::PreemptRequest { gid, pid, slice: 10_000_000 });
                continue;
            }
            self.ms[m].p = NO_P;
            self.tell(SYSMON, EventKind::ProcSteal { pid, from: Mid(m as u32) });
            self.tell(SYSMON, EventKind::Handoff { pid, reason: HandoffReason::Syscall });
            let p = &self.ps[pid.index()];
            if p.next.is_some() || !p.ring.is_empty() || !self.global.is_empty() {
                self.start_m(SYSMON, pid, false);
            } else {
                self.idle_ps.push(pid);
                self.tell(SYSMON, EventKind::ProcIdle { pid });
            }
        }
    }

    fn end_syscall(&mut self, m: usize) {
        self.ms[m].syscall = false;
        if self.ms[m].p.is_some() {
            return self.tell(m, EventKind::GoSyscallEnd);
        }
        self.tell(m, EventKind::GoSyscallEndBlocked);
        if let (Some(pid), true) = (self.idle_ps.last().copied(), self.stop.is_none()) {
            return self.take_p(m, pid);
        }
        let gid = self.off(m, EventKind::GoStop { reason: StopReason::NoP });
        self.global.push_back(gid);
        self.tell(m, EventKind::GlobalPut { gid, head: false });
        self.park(m);
    }

    fn run(&mut self, m: usize) {
        if self.stop == Some(Mid(m as u32)) {
            return self.stopping(m);
        }
        if self.stop.is_some() {
            let gid = self.off(m, EventKind::GoStop { reason: StopReason::Preempted });
            self.put(m, gid, true);
            return self.schedule(m);
        }
        let more = self.alive < self.living;
        match self.random(100) {
            0..40 if more => self.create(m),
            0..10 => {
                self.alive -= 1;
                if self.alive == 0 {
                    self.create(m);
                }
                self.off(m, EventKind::GoDestroy);
                self.schedule(m);
            }
            10..20 => {
                let gid = self.off(m, EventKind::GoStop { reason: StopReason::Gosched });
                self.global.push_back(gid);
                self.tell(m, EventKind::GlobalPut { gid, head: false });
                self.schedule(m);
            }
            20..25 => {
                let gid = self.off(m, EventKind::GoStop { reason: StopReason::Preempted });
                self.put(m, gid, false);
                self.schedule(m);
            }
            25..45 => {
                let gid =
                    self.off(m, EventKind::GoBlock { reason: WaitReason::IoWait, obj: ObjId(0) });
                self.waiting.push(gid);
                self.schedule(m);
            }
            45..55 => {
                let reason = WaitReason::ChanReceive;
                let gid = self.off(m, EventKind::GoBlock { reason, obj: CHAN });
                self.receivers.push_back(gid);
                self.schedule(m);
            }
            55..65 if self.receivers.is_empty() => {}
            55..65 => {
                let to = self.receivers[0];
                self.tell(m, EventKind::ChanSend { obj: CHAN, how: ChanHow::Handoff, to });
                self.ready(m, to);
            }
            65..75 => {
                if let Some(gid) = self.any_waiting() {
                    self.ready(m, gid);
                }
            }
            75..80 => {
                self.tell(m, EventKind::GoSyscallBegin);
                self.ms[m].syscall = true;
            }
            80..85 if self.buffered < 8 => {
                self.buffered += 1;
                self.tell(m, EventKind::ChanSend { obj: BUFFERED, how: ChanHow::Buffer, to: NO_G });
            }
            85..90 if self.buffered > 0 => {
                self.buffered -= 1;
                self.tell(
                    m,
                    EventKind::ChanRecv { obj: BUFFERED, how: ChanHow::Buffer, from: NO_G },
                );
            }
            90..93 => {
                let timer = self.random(50) as u32;
                let (pid, kind) = (self.ms[m].p, TimerKind::Sleep);
                self.tell(m, EventKind::TimerStart { timer, pid, when: self.now + 1000, kind });
            }
            93..95 => {
                let timer = self.random(50) as u32;
                self.tell(
                    m,
                    EventKind::TimerFire { timer, when: self.now, kind: TimerKind::Sleep },
                );
            }
            99 if self.random(20) == 0 => {
                self.tell(m, EventKind::STWBegin { reason: StwReason::Gomaxprocs });
                self.stop = Some(Mid(m as u32));
                self.idle_ps.clear();
            }
            _ => {}
        }
    }

    /// The world has stopped once nobody else holds a P or is on its way to one.
    fn stopping(&mut self, m: usize) {
        for other in 0..self.ms.len() {
            if other != m && self.ms[other].syscall && self.ms[other].p.is_some() {
                let pid = std::mem::replace(&mut self.ms[other].p, NO_P);
                self.tell(m, EventKind::ProcSteal { pid, from: Mid(other as u32) });
            }
        }
        let busy =
            |(i, other): (usize, &M)| i != m && (other.p.is_some() || other.coming.is_some());
        if self.ms.iter().enumerate().any(busy) {
            return;
        }
        let many = self.ps.len() as u64;
        self.procs = 1 + self.random(many) as u32;
        if self.ms[m].p.0 >= self.procs {
            self.procs = self.ms[m].p.0 + 1;
        }
        self.tell(m, EventKind::ProcsChange { procs: self.procs });
        for p in self.procs as usize..self.ps.len() {
            let gone = std::mem::take(&mut self.ps[p]);
            self.ps[p].tick = gone.tick;
            let order = gone.ring.into_iter().rev().chain(gone.next);
            for gid in order {
                self.global.push_front(gid);
                self.tell(m, EventKind::GlobalPut { gid, head: true });
            }
        }
        let own = self.ms[m].p;
        let mut work = Vec::new();
        for p in (0..self.procs).map(Pid).filter(|p| *p != own) {
            let of = &self.ps[p.index()];
            if of.next.is_none() && of.ring.is_empty() {
                self.idle_ps.push(p);
                self.tell(m, EventKind::ProcIdle { pid: p });
            } else {
                work.push(p);
            }
        }
        self.stop = None;
        self.tell(m, EventKind::STWEnd);
        for p in work {
            self.start_m(m, p, false);
        }
        self.wakep(m);
    }
}
