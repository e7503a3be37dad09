//! Run queues: each P's ring of 256 and `runnext`, and the global queue.
//!
//! The ring is a work-stealing deque held to Go's size, the global queue an injector; Go's exact
//! order is made on top of them. Whoever puts or takes does so in a step of its own. It must never know
//! when to look where: that is [`super::proc`]'s business.

use crossbeam_deque::{Steal, Worker};

use super::gp::Gp;
use super::m::M;
use super::os::Os;
use super::p::{P, RUNQ_SIZE, Thieves};
use super::sched::Runtime;
use super::stack::prefetch;
use crate::ids::{Gid, Pid};
use crate::policy::Switch;
use crate::trace::event::EventKind;

/// How many of the oldest an overflow moves to the global queue, with the one being put (NP-4).
const OVERFLOW: usize = RUNQ_SIZE / 2;
/// The most that is fetched from the global queue at once (FR-8).
const GLOBAL_BATCH: usize = RUNQ_SIZE / 2;

/// A goroutine that is to run, in which slice (TS-1).
#[derive(Clone, Copy)]
pub(super) struct Runnable {
    pub gp: Gp,
    pub slice: Slice,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slice {
    New,
    /// That of the goroutine before.
    Inherited,
}

impl<O: Os> Runtime<O> {
    /// Puts a goroutine in the P's `runnext` (`next`), whose old occupant goes to the ring's tail
    /// (NP-1, NP-2); or itself at the ring's tail. What does not fit goes to the global queue
    /// with half the ring (NP-4).
    #[inline]
    pub(super) fn runqput(&self, m: &mut M<O>, gp: Gp, next: bool) {
        if self.options.policy.has(Switch::GlobalQueueOnly) {
            return self.globrunqput(m, gp);
        }
        let next = next && !self.options.policy.has(Switch::NoRunnext);
        let kicked = if next { m.p_shared().swap_runnext(Some(gp), self.thieves()) } else { None };
        self.tell(m, || EventKind::RunqPut {
            gid: self.gid(gp),
            next,
            kicked: self.gid_or_none(kicked),
        });
        let tail = if next { kicked } else { Some(gp) };
        if let Some(tail) = tail {
            self.runqputtail(m, tail);
        }
    }

    fn runqputtail(&self, m: &mut M<O>, gp: Gp) {
        if m.p().runq.len() < RUNQ_SIZE {
            m.p().push(gp);
        } else {
            self.runqputslow(m, gp);
        }
    }

    /// The ring is full: its oldest half and then `gp` go to the global queue as one batch (NP-4).
    fn runqputslow(&self, m: &mut M<O>, gp: Gp) {
        let mut n = 1;
        while n <= OVERFLOW as u32 {
            // A thief may have been quicker: then there is less to move.
            let Some(old) = m.p().runq.pop() else { break };
            self.globrunq.push(old);
            n += 1;
        }
        self.globrunq.push(gp);
        self.tell(m, || EventKind::RunqOverflow { gid: self.gid(gp), n });
    }

    /// Takes the next goroutine of the own queue: `runnext`, which goes on with the slice of the
    /// one before, or the ring's head, which gets a new one (FR-7). So two that hand a value to and fro leave
    /// the ring waiting (TS-2), and one worker that is handed every job does them all (TS-3).
    #[inline]
    pub(super) fn runqget(&self, m: &mut M<O>) -> Option<Runnable> {
        let shared = m.p_shared();
        if let Some(next) = shared.runnext()
            && shared.take_runnext(next, self.thieves())
        {
            self.tell(m, || EventKind::RunqGet { gid: self.gid(next), next: true });
            return Some(Runnable { gp: next, slice: Slice::Inherited });
        }
        self.runqgethead(m)
    }

    fn runqgethead(&self, m: &mut M<O>) -> Option<Runnable> {
        let gp = m.p().runq.pop()?;
        if self.allgs.crowded() {
            self.look_ahead(m.p());
        }
        self.tell(m, || EventKind::RunqGet { gid: self.gid(gp), next: false });
        Some(Runnable { gp, slice: Slice::New })
    }

    /// Fetches into the caches what the goroutines at the ring's head will need when they run: with
    /// many, all of it has been pushed out since they ran last.
    fn look_ahead(&self, p: &P) {
        if let Some(next) = p.peek(0) {
            self.g(next).stack.prefetch();
        }
        if let Some(after) = p.peek(1) {
            prefetch(self.g(after));
        }
    }

    /// Takes the older half of `victim`'s ring; returns the newest of that half to run and queues the
    /// others in order (SW-2).
    pub(super) fn runqsteal(&self, m: &mut M<O>, victim: Pid) -> Option<Gp> {
        let _step = self.step(m);
        let from = &self.p(victim).stealer;
        let p = m.p.as_mut().expect("a thief holds a P");
        assert!(p.scratch.is_empty(), "a thief carries nothing from an earlier theft");
        loop {
            match from.steal_batch_with_limit(&p.scratch, RUNQ_SIZE / 2) {
                Steal::Retry => continue,
                Steal::Empty => return None,
                Steal::Success(()) => break,
            }
        }
        let n = p.scratch.len() as u32;
        for _ in 1..n {
            let stolen = p.scratch.pop().expect("it was counted");
            p.push(stolen);
        }
        let gp = p.scratch.pop().expect("a batch has at least one");
        self.tell(m, || EventKind::RunqSteal { victim, n, gid: self.gid(gp), next: false });
        Some(gp)
    }

    /// Takes `next` from `victim`'s `runnext` if it is still there (SW-4).
    pub(super) fn steal_runnext(&self, m: &M<O>, victim: Pid, next: Gp) -> bool {
        let _step = self.step(m);
        let taken = self.p(victim).take_runnext(next, Thieves::Possible);
        if taken {
            self.tell(m, || EventKind::RunqSteal { victim, n: 1, gid: self.gid(next), next: true });
        }
        taken
    }

    /// How many goroutines the global queue holds.
    pub(super) fn globrunqsize(&self) -> usize {
        self.globrunq.len()
    }

    /// Puts a goroutine at the global queue's tail (RD-3). Neither this nor taking needs `sched`'s lock,
    /// which would be held for as long as a batch is.
    #[inline]
    pub(super) fn globrunqput(&self, m: &M<O>, gp: Gp) {
        self.globrunq.push(gp);
        self.tell(m, || EventKind::GlobalPut { gid: self.gid(gp), head: false });
    }

    /// Puts goroutines at the global queue's head, keeping their order (PC-3). The world is stopped.
    pub(super) fn globrunqputhead(&self, m: &M<O>, batch: &[Gp]) {
        self.globrunq.push_front(batch);
        for gp in batch.iter().rev() {
            self.tell(m, || EventKind::GlobalPut { gid: self.gid(*gp), head: true });
        }
    }

    /// Takes one goroutine from the global queue's head: the fair look (FR-5).
    pub(super) fn globrunqget(&self, m: &M<O>) -> Option<Gp> {
        let gp = self.globrunq.pop()?;
        self.tell(m, || EventKind::GlobalGet { gid: self.gid(gp), n: 1, fair: true });
        Some(gp)
    }

    /// Takes this P's share of the global queue, at most [`GLOBAL_BATCH`]: the first is to run now,
    /// the others go to the empty local ring (FR-8). Others may take at the same time: then it is less.
    pub(super) fn globrunqgetbatch(&self, m: &mut M<O>) -> Option<Gp> {
        let size = self.globrunqsize();
        let gp = self.globrunq.pop()?;
        let share = if self.options.policy.has(Switch::GlobalQueueOnly) {
            1
        } else {
            size / self.gomaxprocs() as usize + 1
        };
        let most = GLOBAL_BATCH.min(size).min(share);
        let p = m.p();
        assert!(p.runq.len() + most <= RUNQ_SIZE, "a batch is fetched only when the ring is empty");
        let mut n = 1;
        while n < most
            && let Some(next) = self.globrunq.pop()
        {
            p.push(next);
            n += 1;
        }
        self.tell(m, || EventKind::GlobalGet { gid: self.gid(gp), n: n as u32, fair: false });
        Some(gp)
    }

    /// Empties a P's `runnext` and ring, in the order in which they would run (PC-3).
    pub(super) fn runqdrain(&self, pid: Pid, ring: &Worker<Gp>) -> Vec<Gp> {
        let next = self.p(pid).swap_runnext(None, Thieves::Possible);
        next.into_iter().chain(std::iter::from_fn(|| ring.pop())).collect()
    }

    /// The number of a goroutine.
    #[inline]
    pub(super) fn gid(&self, gp: Gp) -> Gid {
        self.g(gp).goid()
    }

    #[inline]
    pub(super) fn gid_or_none(&self, gp: Option<Gp>) -> Gid {
        gp.map_or(Gid::NONE, |gp| self.gid(gp))
    }

    #[inline]
    fn thieves(&self) -> Thieves {
        if self.gomaxprocs() == 1 { Thieves::None } else { Thieves::Possible }
    }
}
