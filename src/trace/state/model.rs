//! What the state is made of: goroutines, threads, processors and the program's objects, as the
//! events tell of them.
//!
//! Plain data without behaviour. It must never know events; [`super::State::apply`] changes it.

use std::collections::VecDeque;
use std::fmt;

use crate::ids::{Gid, Mid, Nanos, Pid};
use crate::trace::event::{ObjId, ObjKind, StrId};
use crate::trace::reason::WaitReason;

/// What a goroutine does (ST-1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum GStatus {
    /// There is no goroutine of this number (yet).
    #[default]
    Absent,
    /// Could run.
    Runnable,
    /// Runs on an M.
    Running,
    /// Is in a system call; its M waits with it.
    Syscall,
    /// Waits for something.
    Waiting,
    /// Has ended.
    Dead,
}

impl GStatus {
    /// All of them.
    pub const ALL: [GStatus; Self::COUNT] =
        [Self::Absent, Self::Runnable, Self::Running, Self::Syscall, Self::Waiting, Self::Dead];

    /// How many there are.
    pub const COUNT: usize = 6;

    /// Go's number of it (ST-1).
    pub fn number(self) -> u32 {
        match self {
            Self::Absent => 0,
            Self::Runnable => 1,
            Self::Running => 2,
            Self::Syscall => 3,
            Self::Waiting => 4,
            Self::Dead => 6,
        }
    }

    /// Go's name of it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Absent => "idle",
            Self::Runnable => "runnable",
            Self::Running => "running",
            Self::Syscall => "syscall",
            Self::Waiting => "waiting",
            Self::Dead => "dead",
        }
    }
}

/// Where a goroutine is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Place {
    /// Nowhere: it waits, has ended or never was.
    #[default]
    Nowhere,
    /// Runnable and in no queue: that M has just made, woken, stopped or fetched it.
    Hand(Mid),
    /// In the P's `runnext`.
    Next(Pid),
    /// In the P's ring.
    Ring(Pid),
    /// In the global queue.
    Global,
    /// Running or in a system call on that M.
    On(Mid),
}

/// A goroutine.
#[derive(Clone, Copy, Debug)]
pub struct G {
    /// What it does.
    pub status: GStatus,
    /// Why it waits, or waited last, as Go's dumps show it.
    pub reason: WaitReason,
    /// It belongs to the runtime (ST-6).
    pub system: bool,
    /// Its structure served another before (NP-7).
    pub reused: bool,
    /// It is asked to give way (PR-1).
    pub preempt: bool,
    /// Where it is.
    pub place: Place,
    /// What it waits on, or waited on last; 0: no object.
    pub obj: ObjId,
    /// It was woken from a wait on `obj` and has not got it yet: a mutex's waiter that lost the race
    /// queues at the front (MU-1).
    pub(crate) again: bool,
    /// The function it runs.
    pub func: StrId,
    /// The line it stands on; 0 if not known.
    pub line: u32,
    /// Who made it; none for the first one and those of timers.
    pub by: Gid,
    /// The line of its `go` statement.
    pub made_line: u32,
    /// The M it is bound to (LK-1).
    pub locked: Mid,
    /// The P it ran on last.
    pub last_p: Pid,
    /// How often it was started.
    pub starts: u32,
    /// Its waits in queues of objects: the first of them.
    pub(crate) waits: u32,
    /// When it was made.
    pub made: Nanos,
    /// Since when it has its status.
    pub since: Nanos,
    /// Time it was runnable, running, in system calls and waiting, up to `since`.
    pub totals: [Nanos; 4],
}

impl Default for G {
    fn default() -> Self {
        Self {
            status: GStatus::Absent,
            reason: WaitReason::Zero,
            system: false,
            reused: false,
            preempt: false,
            place: Place::Nowhere,
            obj: ObjId(0),
            again: false,
            func: StrId(0),
            line: 0,
            by: Gid::NONE,
            made_line: 0,
            locked: Mid::NONE,
            last_p: Pid::NONE,
            starts: 0,
            waits: NO_WAIT,
            made: 0,
            since: 0,
            totals: [0; 4],
        }
    }
}

impl G {
    /// Time spent runnable, running, in system calls and waiting, up to `now`.
    pub fn totals_at(&self, now: Nanos) -> [Nanos; 4] {
        let mut totals = self.totals;
        if let Some(slot) = total_slot(self.status) {
            totals[slot] += now.saturating_sub(self.since);
        }
        totals
    }

    /// Where it is, in words.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts { status: self.status, place: self.place, reason: self.reason }
    }
}

/// Which of [`G::totals`] counts the time in that status.
pub(crate) fn total_slot(status: GStatus) -> Option<usize> {
    match status {
        GStatus::Runnable => Some(0),
        GStatus::Running => Some(1),
        GStatus::Syscall => Some(2),
        GStatus::Waiting => Some(3),
        GStatus::Absent | GStatus::Dead => None,
    }
}

/// Where a goroutine is, in words: "is running on M3".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Whereabouts {
    status: GStatus,
    place: Place,
    reason: WaitReason,
}

impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.status, self.place) {
            (GStatus::Absent, _) => f.write_str("does not exist"),
            (GStatus::Dead, _) => f.write_str("has ended"),
            (GStatus::Waiting, _) => write!(f, "is waiting ({})", self.reason.text()),
            (GStatus::Syscall, Place::On(m)) => write!(f, "is in a system call on {m}"),
            (_, Place::On(m)) => write!(f, "is running on {m}"),
            (_, Place::Hand(m)) => write!(f, "is held by {m}"),
            (_, Place::Next(p)) => write!(f, "is in the runnext of {p}"),
            (_, Place::Ring(p)) => write!(f, "is in the queue of {p}"),
            (_, Place::Global) => f.write_str("is in the global queue"),
            (status, Place::Nowhere) => write!(f, "is {}", status.text()),
        }
    }
}

/// What a thread does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum MStatus {
    /// There is no thread of this number (yet).
    #[default]
    Absent,
    /// At work.
    Awake,
    /// Asleep on the stack of idle Ms (WK-6).
    Parked,
    /// Asleep until the goroutine that is locked to it can run (LK-2).
    ParkedLocked,
    /// Waits in the poller (FR-15).
    Poller,
    /// Has ended (LK-4).
    Dead,
}

/// A thread.
#[derive(Clone, Copy, Debug)]
pub struct M {
    /// What it does.
    pub status: MStatus,
    /// Whether it searches for work and counts as spinning (WK-2).
    pub spinning: bool,
    /// The P it holds.
    pub p: Pid,
    /// The goroutine it runs or is in a system call with.
    pub g: Gid,
    /// The P it was woken with and is about to take.
    pub coming: Pid,
    /// The goroutine that is bound to it (LK-1).
    pub locked: Gid,
    /// In the poller: until when at most.
    pub until: Nanos,
    /// The CPU quota is used up: until when it may not run, whatever it does; 0: it may.
    pub throttled: Nanos,
    /// Since when it has its status.
    pub since: Nanos,
    /// How many goroutines are in its hand.
    pub(crate) hand: u32,
    /// The goroutine that found the ring full and must overflow next (NP-4).
    pub(crate) due: Gid,
    /// How it last fetched a goroutine, until `FindRunnable` tells the same.
    pub(crate) fetched: Fetch,
    /// It took its P in its last event.
    pub(crate) fresh: bool,
}

impl Default for M {
    fn default() -> Self {
        Self {
            status: MStatus::Absent,
            spinning: false,
            p: Pid::NONE,
            g: Gid::NONE,
            coming: Pid::NONE,
            locked: Gid::NONE,
            until: 0,
            throttled: 0,
            since: 0,
            hand: 0,
            due: Gid::NONE,
            fetched: Fetch::Nothing,
            fresh: false,
        }
    }
}

/// How an M last fetched a goroutine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Fetch {
    #[default]
    Nothing,
    RunNext,
    Local,
    Fair,
    Global,
    Steal,
}

/// What a processor's time goes into.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Use {
    /// Held by nobody.
    #[default]
    Idle,
    /// Its M runs no goroutine: it looks for one.
    Sched,
    /// A goroutine runs.
    Run,
    /// Its goroutine is in a system call.
    Syscall,
}

/// What Go calls the status of a processor (ST-4), and that it is on its way to an M.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PStatus {
    /// On the stack of idle Ps.
    Idle,
    /// Held by an M, be it in a system call.
    Running,
    /// Held by nobody and not idle: on its way to an M.
    Passing,
    /// Stopped with the world.
    GcStop,
    /// Beyond GOMAXPROCS.
    Dead,
}

impl PStatus {
    /// Go's number of it (ST-4).
    pub fn number(self) -> u32 {
        match self {
            Self::Idle | Self::Passing => 0,
            Self::Running => 1,
            Self::GcStop => 3,
            Self::Dead => 4,
        }
    }
}

/// A processor.
#[derive(Clone, Debug)]
pub struct P {
    /// The M that holds it.
    pub m: Mid,
    /// The M it is on its way to.
    pub to: Mid,
    /// It is on the stack of idle Ps.
    pub idle: bool,
    /// What its time goes into.
    pub used: Use,
    /// The goroutine in `runnext` (NP-1).
    pub runnext: Gid,
    /// The ring, head first (NP-3).
    pub ring: VecDeque<Gid>,
    /// How many slices were started (TS-1).
    pub tick: u32,
    /// How many system calls ended or lost the P.
    pub syscalltick: u32,
    /// Timers in its heap.
    pub timers: u32,
    /// Ended goroutines kept for reuse (NP-7).
    pub free: u32,
    /// Since when it is used so.
    pub since: Nanos,
    /// Time idle, scheduling, running and in system calls, up to `since`.
    pub totals: [Nanos; 4],
}

impl Default for P {
    fn default() -> Self {
        Self {
            m: Mid::NONE,
            to: Mid::NONE,
            idle: false,
            used: Use::Idle,
            runnext: Gid::NONE,
            ring: VecDeque::new(),
            tick: 0,
            syscalltick: 0,
            timers: 0,
            free: 0,
            since: 0,
            totals: [0; 4],
        }
    }
}

impl P {
    /// Nothing is queued here.
    pub fn is_empty(&self) -> bool {
        self.runnext.is_none() && self.ring.is_empty()
    }

    /// Time idle, scheduling, running and in system calls, up to `now`.
    pub fn totals_at(&self, now: Nanos) -> [Nanos; 4] {
        let mut totals = self.totals;
        totals[self.used as usize] += now.saturating_sub(self.since);
        totals
    }

    pub(crate) fn set_use(&mut self, used: Use, now: Nanos) {
        if self.used != used {
            self.totals[self.used as usize] += now - self.since;
            self.used = used;
            self.since = now;
        }
    }
}

/// A channel, a lock, or what else goroutines wait on.
#[derive(Clone, Copy, Debug)]
pub struct Obj {
    /// What it is; none: there is no object of this number (yet).
    pub kind: Option<ObjKind>,
    /// The channel is closed.
    pub closed: bool,
    /// The mutex is in starvation mode (MU-2).
    pub starving: bool,
    /// Capacity of the channel's buffer; how many a pool has; calls a second a limiter lets through.
    pub cap: u32,
    /// Values in the channel's buffer; held of the pool; calls to the limiter in the last second that
    /// had any.
    pub len: u32,
    /// Who holds the lock to write.
    pub owner: Gid,
    /// It is held to write, be it by an unknown goroutine.
    pub held: bool,
    /// How many hold the lock to read.
    pub readers: u32,
    /// The WaitGroup's counter.
    pub counter: i32,
    /// What the program calls it (pools and limiters).
    pub name: Option<StrId>,
    /// Of a pool, the most that were held at once; of a limiter, the most calls in a second.
    pub peak: u32,
    /// How often one of the pool was got; how many calls the limiter let through.
    pub served: u32,
    /// How often the pool or the limiter said no.
    pub refused: u32,
    /// Who made it or met it first.
    pub by: Gid,
    /// When it was first met.
    pub made: Nanos,
    /// Those who wait: receivers, readers and all of a plain lock; then senders and writers.
    pub(crate) queues: [WaitQ; 2],
}

impl Default for Obj {
    fn default() -> Self {
        Self {
            kind: None,
            closed: false,
            starving: false,
            cap: 0,
            len: 0,
            owner: Gid::NONE,
            held: false,
            readers: 0,
            counter: 0,
            name: None,
            peak: 0,
            served: 0,
            refused: 0,
            by: Gid::NONE,
            made: 0,
            queues: [WaitQ::default(); 2],
        }
    }
}

impl Obj {
    /// How many wait in the queue of receivers, readers, or of a plain lock.
    pub fn receivers(&self) -> u32 {
        self.queues[0].len
    }

    /// How many wait in the queue of senders or writers.
    pub fn senders(&self) -> u32 {
        self.queues[1].len
    }
}

/// "No wait": the end of a list of waits.
pub(crate) const NO_WAIT: u32 = u32::MAX;

/// A queue of waits, linked through the table of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitQ {
    pub(crate) head: u32,
    pub(crate) tail: u32,
    pub(crate) len: u32,
}

impl Default for WaitQ {
    fn default() -> Self {
        Self { head: NO_WAIT, tail: NO_WAIT, len: 0 }
    }
}

/// One goroutine's wait on one object (Go's sudog). A select has several.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wait {
    pub(crate) g: Gid,
    pub(crate) obj: ObjId,
    /// Which of the object's queues it is in.
    pub(crate) side: u8,
    /// It is one case of a select, which another case may have won already (SE-3).
    pub(crate) select: bool,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    /// The next wait of the same goroutine, or of the list of unused ones.
    pub(crate) link: u32,
}

impl Default for Wait {
    fn default() -> Self {
        Self {
            g: Gid::NONE,
            obj: ObjId(0),
            side: 0,
            select: false,
            prev: NO_WAIT,
            next: NO_WAIT,
            link: NO_WAIT,
        }
    }
}

/// What the program wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written {
    /// When.
    pub at: Nanos,
    /// Who.
    pub g: Gid,
    /// 1 or 2; 0: a caption (`sim.Note`).
    pub fd: u8,
    /// What.
    pub text: StrId,
}

impl Default for Written {
    fn default() -> Self {
        Self { at: 0, g: Gid::NONE, fd: 0, text: StrId(0) }
    }
}
