//! The ways in which a history can be impossible, each with the sentence that says so.
//!
//! One list: the checks in [`super`] make them, `tests/trace/bad/` has an example of each. It must
//! never know how events are checked.

use std::fmt;

use crate::ids::{Gid, Mid, Nanos, Pid};
use crate::trace::event::{Branch, ObjId};

use super::model::{MStatus, Whereabouts};

macro_rules! violations {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty),* } $text:literal;)*) => {
        /// Why an event is impossible. `Display` is the sentence for people.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs)]
        pub enum Violation {
            $($(#[$doc])* #[doc = $text] $name { $($field: $ty),* },)*
        }

        impl Violation {
            /// The names of all of them.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)*];

            /// The name of this one.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name { .. } => stringify!($name),)* }
            }
        }

        impl fmt::Display for Violation {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$name { $($field),* } => write!(f, $text),)* }
            }
        }
    };
}

/// What a thread does, in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doing(pub(crate) MStatus);

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            MStatus::Absent => "does not exist",
            MStatus::Awake => "is awake",
            MStatus::Parked => "is parked",
            MStatus::ParkedLocked => "is parked until its locked goroutine can run",
            MStatus::Poller => "waits in the poller",
            MStatus::Dead => "has ended",
        })
    }
}

violations! {
    // who and when
    TimeBack { before: Nanos, at: Nanos } "time goes back, from {before} ns to {at} ns";
    AfterExit {} "the process has ended already";
    BadNumber { what: &'static str, number: u32 } "{what} number {number} is far above those that exist";
    Asleep { m: Mid, doing: Doing } "{m} does something, but it {doing}";
    WrongP { m: Mid, says: Pid, holds: Pid } "{m} is said to hold {says}, but it holds {holds}";
    WrongG { m: Mid, says: Gid, runs: Gid } "{m} is said to run {says}, but it runs {runs}";

    // goroutines
    MadeTwice { g: Gid } "{g} is made, but it was made before, and numbers are never reused";
    NotInHand { g: Gid, verb: &'static str, on: Mid, place: Whereabouts } "{g} {verb} {on}, but it {place}";
    NotRunning { m: Mid, verb: &'static str } "a goroutine of {m} {verb}, but {m} runs none";
    InSyscall { g: Gid, verb: &'static str } "{g} {verb}, but it is in a system call";
    NotInSyscall { g: Gid, m: Mid } "{g} comes back from a system call on {m}, but it is in none";
    NotWaiting { g: Gid, place: Whereabouts } "{g} is woken, but it {place}";
    StartWithoutP { g: Gid, m: Mid } "{g} starts on {m}, but {m} holds no P";
    StartWhileBusy { g: Gid, m: Mid, other: Gid } "{g} starts on {m}, but {other} is there already";
    StartSpinning { g: Gid, m: Mid } "{g} starts on {m}, but {m} still counts as spinning";
    LockedElsewhere { g: Gid, m: Mid, to: Mid } "{g} starts on {m}, but it is locked to {to}";
    LockedForOther { g: Gid, m: Mid, other: Gid } "{g} starts on {m}, but {m} is locked to {other}";
    Tick { p: Pid, tick: u32, expected: u32 } "{p} starts slice {tick}, but {expected} is due";
    RunsWithoutP { g: Gid, m: Mid, verb: &'static str } "{g} {verb}, but {m} holds no P";
    StillHasP { g: Gid, m: Mid, p: Pid } "{g} is said to have lost its P, but {m} still holds {p}";
    PreemptOther { g: Gid, p: Pid } "{g} is asked to give way on {p}, but it does not run there";

    // processors
    NoSuchP { p: Pid } "{p} does not exist, or not any more";
    PTaken { p: Pid, by: Mid, holder: Mid } "{p} goes to {by}, but {holder} holds it";
    PPromised { p: Pid, by: Mid, to: Mid } "{p} goes to {by}, but it is on its way to {to}";
    TwoPs { m: Mid, has: Pid, more: Pid } "{m} takes {more}, but it holds {has} already";
    NotItsP { m: Mid, p: Pid, holder: Mid } "{p} is taken from {m}, but its holder is {holder}";
    GiveUpRunning { m: Mid, p: Pid, g: Gid } "{m} gives {p} up, but {g} runs on it";
    StealRunning { p: Pid, from: Mid } "{p} is taken from {from}, but {from} is not in a system call";
    IdleTwice { p: Pid } "{p} becomes idle, but it is idle";
    IdleHeld { p: Pid, holder: Mid } "{p} becomes idle, but {holder} has it";
    IdleWithWork { p: Pid } "{p} becomes idle, but goroutines are queued on it";
    SysmonTakesP { p: Pid } "M1 takes {p}, but sysmon never holds a P";
    BadProcs { procs: u32 } "there cannot be {procs} Ps";
    ProcsWhileRunning {} "the number of Ps changes while the world is not stopped";
    ProcsWhileHeld { p: Pid, m: Mid } "the number of Ps changes, but {m} still holds {p}";

    // queues
    QueueWithoutP { m: Mid, verb: &'static str } "{m} {verb}, but it holds no P";
    Kicked { p: Pid, says: Gid, was: Gid } "{says} is kicked out of the runnext of {p}, but {was} was there";
    OverflowDue { m: Mid, g: Gid } "{g} found the ring full, and {m} does something else than RunqOverflow";
    OverflowCount { p: Pid, n: u32, len: u32 } "{n} goroutines overflow from {p}, but its ring holds {len}: it must be 129 of a full one, 256";
    NotRunnext { p: Pid, g: Gid, is: Gid } "{g} is taken from the runnext of {p}, but {is} is there";
    NotHead { p: Pid, g: Gid, is: Gid } "{g} is taken from the queue of {p}, but {is} is its head";
    StealOwn { p: Pid } "{p} steals from itself";
    StealCount { victim: Pid, n: u32, len: u32 } "{n} goroutines are stolen from {victim}, but its ring holds {len}, and at most half of it may go";
    StealLast { victim: Pid, g: Gid, is: Gid } "{g} is the last of those stolen from {victim}, but {is} is in that place";
    BatchTooLong { p: Pid, n: u32, len: u32 } "{n} goroutines are put in the ring of {p}, which holds {len} already";
    NotGlobalHead { g: Gid, is: Gid } "{g} is taken from the global queue, but {is} is its head";
    GlobalCount { n: u32, max: u32, len: u32 } "{n} goroutines are taken from the global queue, but of {len} at most {max} may go";
    FairOutOfTurn { p: Pid, tick: u32 } "the global queue's head goes first on {p}, but slice {tick} is no 61st";
    FoundOtherwise { m: Mid, found: Branch } "{m} decides by {found:?}, but that is not how it fetched the goroutine";
    FoundTick { p: Pid, says: u32, is: u32 } "{p} decides in slice {says}, but it is in slice {is}";
    HeadWhileRunning { g: Gid } "{g} leaves its queue for the global head while the world is not stopped";

    // threads
    MMadeTwice { m: Mid } "{m} is made, but it was made before";
    NotParked { m: Mid, doing: Doing } "{m} is woken, but it {doing}";
    RestSpinning { m: Mid, verb: &'static str } "{m} {verb}, but it still counts as spinning";
    RestWithP { m: Mid, verb: &'static str, p: Pid } "{m} {verb}, but it has {p}";
    RestWithG { m: Mid, verb: &'static str, g: Gid } "{m} {verb}, but {g} is on it";
    RestWithHand { m: Mid, verb: &'static str, n: u32 } "{m} {verb}, but it holds {n} goroutines that are in no queue";
    ParkUnlocked { m: Mid } "{m} parks for its locked goroutine, but none is locked to it";
    SpinTwice { m: Mid } "{m} starts to spin, but it spins";
    NoSpin { m: Mid } "{m} stops spinning, but it does not spin";
    SpinWithoutP { m: Mid } "{m} starts to spin, but it holds no P";
    SpinWithWork { m: Mid, p: Pid } "{m} starts to spin, but goroutines are queued on {p}";
    SpinLimit { m: Mid, spinning: u32, busy: u32 } "{m} starts to spin, but {spinning} of {busy} busy Ps spin";
    PollerTwice { m: Mid, other: Mid } "{m} waits in the poller, but {other} is there already";
    NotInPoller { m: Mid } "{m} comes back from the poller, but it did not wait there";
    Forgotten { m: Mid, g: Gid } "the run is over, but {g}, held by {m}, is in no queue";

    // the CPU quota
    ThrottledTwice { m: Mid } "{m} is held back by the quota, but it is already";
    NotThrottled { m: Mid } "{m} may run again, but no quota held it back";
    ActsThrottled { m: Mid, until: Nanos } "{m} does something, but the quota holds it back until {until} ns";

    // stop the world
    StwTwice { m: Mid } "{m} stops the world, but it is being stopped";
    NoStw { m: Mid } "{m} starts the world, but it was not stopped";
    WorkOnDeadP { p: Pid } "the world goes on, but goroutines are queued on {p}, which is gone";

    // objects
    ObjTwice { obj: ObjId } "object {obj} is new, but it was met before";
    NoSuchObj { obj: ObjId } "object {obj} was never told of";
    WaitOnClosed { g: Gid, obj: ObjId } "{g} waits on channel {obj}, but it is closed";
    WaitInVain { g: Gid, obj: ObjId, len: u32 } "{g} waits on channel {obj}, but with {len} values in its buffer it could go on";
    SendOnClosed { obj: ObjId } "a value goes into channel {obj}, but it is closed";
    CloseTwice { obj: ObjId } "channel {obj} is closed, but it was closed before";
    NotClosed { obj: ObjId } "a receive finds channel {obj} closed and empty, but it is not";
    BufferFull { obj: ObjId, cap: u32 } "a value goes into the buffer of channel {obj}, but all {cap} places are taken";
    BufferEmpty { obj: ObjId } "a value comes out of the buffer of channel {obj}, but it holds too few";
    NotFirst { g: Gid, obj: ObjId, first: Gid } "{g} is served on channel {obj}, but {first} has waited longer";
    LockTaken { obj: ObjId, owner: Gid } "lock {obj} is acquired, but {owner} holds it";
    LockFree { obj: ObjId } "lock {obj} is released, but nobody holds it";
    Counter { obj: ObjId, counter: i32, expected: i64 } "the counter of WaitGroup {obj} is said to be {counter}, but it is {expected}";

    // the simulated world
    PoolUse { obj: ObjId, used: u32, before: u32, cap: u32 } "{used} of pool {obj} are said to be held, but it was {before} of {cap} before";
    PoolFree { obj: ObjId, used: u32, cap: u32 } "pool {obj} refuses, but only {used} of {cap} are held";
    CallCount { obj: ObjId, n: u32, before: u32, cap: u32 } "call {n} of its second comes to {obj}, or its answer is wrong: the one before was {before}, and {cap} a second are let through";
    Memory { delta: i64, before: u64, limit: u64 } "memory in use changes by {delta} from {before}, which can't be with a limit of {limit}";
    KilledForNothing { used: u64, limit: u64 } "the process is killed for {used} bytes, but there are {limit}";
}
