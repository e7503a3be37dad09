//! Channels, locks and the like: their buffers, owners and waiters.
//!
//! A wait is a node (Go's sudog) in a queue of its object and in the list of its goroutine, so that
//! waking costs the same however many wait. Next: [`super::goroutines`], which blocks and wakes.

use crate::ids::Gid;
use crate::trace::event::{ChanHow, Event, ObjId, ObjKind};
use crate::trace::reason::WaitReason;

use super::model::{NO_WAIT, Obj, Wait};
use super::violation::Violation;
use super::{State, Step};

/// So far may an object's number be ahead of those known.
const OBJ_GAP: usize = 1 << 12;

/// Sides of an object: who receives or reads, and who sends or writes.
const RECV: usize = 0;
const SEND: usize = 1;

impl State {
    pub(super) fn obj(&mut self, obj: ObjId) -> Result<&mut Obj, Violation> {
        match self.objs.get(obj.0 as usize) {
            Some(o) if o.kind.is_some() => Ok(self.objs.edit(obj.0 as usize)),
            _ => Err(Violation::NoSuchObj { obj }),
        }
    }

    pub(super) fn obj_new(&mut self, e: &Event, obj: ObjId, kind: ObjKind, cap: u32) -> Step {
        let i = obj.0 as usize;
        if i == 0 || i > self.objs.len() + OBJ_GAP {
            return Err(Violation::BadNumber { what: "object", number: obj.0 });
        }
        if self.object(obj).is_some() {
            return Err(Violation::ObjTwice { obj });
        }
        self.objs.grow(i);
        *self.objs.edit(i) = Obj { kind: Some(kind), cap, by: e.g, made: e.at, ..Obj::default() };
        Ok(())
    }

    // ---- waiting

    fn enqueue(&mut self, wait: Wait, front: bool) {
        let id = if self.free_wait != NO_WAIT { self.free_wait } else { self.waits.len() as u32 };
        self.waits.grow(id as usize);
        self.free_wait =
            if id == self.free_wait { self.waits.at(id as usize).link } else { NO_WAIT };
        let (gid, side, obj) = (wait.g, wait.side as usize, wait.obj.0 as usize);
        let queue = self.objs.at(obj).queues[side];
        let (prev, next) = if front { (NO_WAIT, queue.head) } else { (queue.tail, NO_WAIT) };
        let g = self.gs.edit(gid.index());
        *self.waits.edit(id as usize) = Wait { prev, next, link: g.waits, ..wait };
        g.waits = id;
        self.join(obj, side, prev, id);
        self.join(obj, side, id, next);
        self.objs.edit(obj).queues[side].len += 1;
    }

    /// Makes two waits of a queue neighbours; `NO_WAIT` stands for its ends.
    fn join(&mut self, obj: usize, side: usize, left: u32, right: u32) {
        if left == NO_WAIT {
            self.objs.edit(obj).queues[side].head = right;
        } else {
            self.waits.edit(left as usize).next = right;
        }
        if right == NO_WAIT {
            self.objs.edit(obj).queues[side].tail = left;
        } else {
            self.waits.edit(right as usize).prev = left;
        }
    }

    /// Takes a goroutine out of all queues it waits in (SE-3).
    pub(super) fn wait_no_more(&mut self, gid: Gid) {
        let mut id = self.gs.at(gid.index()).waits;
        if id == NO_WAIT {
            return;
        }
        while id != NO_WAIT {
            let wait = self.waits.at(id as usize);
            let (obj, side) = (wait.obj.0 as usize, wait.side as usize);
            self.join(obj, side, wait.prev, wait.next);
            self.objs.edit(obj).queues[side].len -= 1;
            self.waits.edit(id as usize).link = self.free_wait;
            self.free_wait = id;
            id = wait.link;
        }
        self.gs.edit(gid.index()).waits = NO_WAIT;
    }

    /// A goroutine blocks on an object.
    pub(super) fn wait_on(&mut self, gid: Gid, reason: WaitReason, obj: ObjId) -> Step {
        let o = *self.obj(obj)?;
        if reason == WaitReason::Select {
            // Its waits came one by one, by `SelectWait`.
            return Ok(());
        }
        let sends = matches!(reason, WaitReason::ChanSend | WaitReason::SyncRwMutexLock);
        let side = if sends { SEND } else { RECV };
        if matches!(reason, WaitReason::ChanSend | WaitReason::ChanReceive) {
            self.must_wait(gid, obj, side)?;
        }
        // SM-1: a mutex's waiter that lost the race for it queues at the front.
        let g = self.gs.at(gid.index());
        let front = o.kind == Some(ObjKind::Mutex) && g.again && g.obj == obj;
        let wait = Wait { g: gid, obj, side: side as u8, ..Wait::default() };
        self.enqueue(wait, front);
        Ok(())
    }

    pub(super) fn select_wait(&mut self, e: &Event, obj: ObjId, send: bool) -> Step {
        self.obj(obj)?;
        let gid = self.ms[e.m.index()].g;
        if gid.is_none() {
            return Err(Violation::NotRunning { m: e.m, verb: "waits in a select" });
        }
        let side = if send { SEND } else { RECV };
        self.must_wait(gid, obj, side)?;
        self.enqueue(
            Wait { g: gid, obj, side: side as u8, select: true, ..Wait::default() },
            false,
        );
        Ok(())
    }

    /// Nothing in the channel would let the goroutine go on at once (CH-2).
    fn must_wait(&self, gid: Gid, obj: ObjId, side: usize) -> Step {
        let o = self.objs.at(obj.0 as usize);
        if o.closed {
            return Err(Violation::WaitOnClosed { g: gid, obj });
        }
        // `cap` 0 may be the channel of a timer, whose value can vanish (TM-5).
        let could = if side == SEND { o.len < o.cap } else { o.len > 0 };
        if o.cap > 0 && could {
            return Err(Violation::WaitInVain { g: gid, obj, len: o.len });
        }
        Ok(())
    }

    /// The goroutine served is the one that has waited longest (CH-3), unless it was woken already.
    fn served(&self, gid: Gid, obj: ObjId, side: usize) -> Step {
        let waits = self.waits_on(gid).any(|(o, send)| o == obj && send == (side == SEND));
        // A select in front may have been won by another channel already.
        match self.waiting(obj, side).find(|wait| wait.g == gid || !wait.select) {
            Some(first) if waits && first.g != gid => {
                Err(Violation::NotFirst { g: gid, obj, first: first.g })
            }
            _ => Ok(()),
        }
    }

    fn waiting(&self, obj: ObjId, side: usize) -> impl Iterator<Item = &Wait> {
        let head = self.objs.at(obj.0 as usize).queues[side].head;
        let first = self.waits.get(head as usize);
        std::iter::successors(first, |wait| self.waits.get(wait.next as usize))
    }

    /// Who waits to receive from a channel, to read-lock, or on a plain lock, longest first.
    pub fn recvq(&self, obj: ObjId) -> impl Iterator<Item = Gid> {
        self.waiting(obj, RECV).map(|wait| wait.g)
    }

    /// Who waits to send on a channel or to write-lock, longest first.
    pub fn sendq(&self, obj: ObjId) -> impl Iterator<Item = Gid> {
        self.waiting(obj, SEND).map(|wait| wait.g)
    }

    /// The objects a goroutine waits on, several in a select; `true`: to send or write.
    pub fn waits_on(&self, gid: Gid) -> impl Iterator<Item = (ObjId, bool)> {
        let first = self.waits.get(self.gs.at(gid.index()).waits as usize);
        let all = std::iter::successors(first, |wait| self.waits.get(wait.link as usize));
        all.map(|wait| (wait.obj, usize::from(wait.side) == SEND))
    }

    // ---- channels

    pub(super) fn chan_send(&mut self, _: &Event, obj: ObjId, how: ChanHow, to: Gid) -> Step {
        let o = self.obj(obj)?;
        if o.closed {
            return Err(Violation::SendOnClosed { obj });
        }
        match how {
            ChanHow::Handoff => self.served(to, obj, RECV)?,
            // The channel of a timer keeps one value although its capacity is 0 (TM-5).
            ChanHow::Buffer if o.cap == 0 => o.len = 1,
            ChanHow::Buffer if o.len == o.cap => {
                return Err(Violation::BufferFull { obj, cap: o.cap });
            }
            ChanHow::Buffer => o.len += 1,
            ChanHow::BufferAndSender | ChanHow::Closed => {}
        }
        Ok(())
    }

    pub(super) fn chan_recv(&mut self, _: &Event, obj: ObjId, how: ChanHow, from: Gid) -> Step {
        let o = self.obj(obj)?;
        match how {
            ChanHow::Handoff => self.served(from, obj, SEND)?,
            ChanHow::Buffer if o.len == 0 && o.cap > 0 => {
                return Err(Violation::BufferEmpty { obj });
            }
            ChanHow::Buffer => o.len = o.len.saturating_sub(1),
            ChanHow::BufferAndSender => {
                if o.len < o.cap {
                    return Err(Violation::BufferEmpty { obj });
                }
                self.served(from, obj, SEND)?;
            }
            ChanHow::Closed if !o.closed || o.len > 0 => return Err(Violation::NotClosed { obj }),
            ChanHow::Closed => {}
        }
        Ok(())
    }

    pub(super) fn chan_close(&mut self, _: &Event, obj: ObjId, _woken: u32) -> Step {
        let o = self.obj(obj)?;
        if o.closed {
            return Err(Violation::CloseTwice { obj });
        }
        o.closed = true;
        Ok(())
    }

    // ---- locks and the like

    pub(super) fn lock_acquire(&mut self, e: &Event, obj: ObjId, read: bool) -> Step {
        let g = self.ms[e.m.index()].g;
        let o = self.obj(obj)?;
        if o.held || (!read && o.readers > 0) {
            return Err(Violation::LockTaken { obj, owner: o.owner });
        }
        if read {
            o.readers += 1;
        } else {
            o.held = true;
            o.owner = g;
        }
        if self.gs.get(g.index()).is_some_and(|g| g.again) {
            self.gs.edit(g.index()).again = false;
        }
        Ok(())
    }

    pub(super) fn lock_release(
        &mut self,
        _: &Event,
        obj: ObjId,
        read: bool,
        _handoff: bool,
    ) -> Step {
        let o = self.obj(obj)?;
        if (read && o.readers == 0) || (!read && !o.held) {
            return Err(Violation::LockFree { obj });
        }
        if read {
            o.readers -= 1;
        } else {
            o.held = false;
            o.owner = Gid::NONE;
        }
        Ok(())
    }

    pub(super) fn lock_starving(&mut self, _: &Event, obj: ObjId, on: bool) -> Step {
        self.obj(obj)?.starving = on;
        Ok(())
    }

    pub(super) fn wait_group_add(
        &mut self,
        _: &Event,
        obj: ObjId,
        delta: i32,
        counter: i32,
    ) -> Step {
        let o = self.obj(obj)?;
        let expected = i64::from(o.counter) + i64::from(delta);
        if i64::from(counter) != expected {
            return Err(Violation::Counter { obj, counter, expected });
        }
        o.counter = counter;
        Ok(())
    }

    pub(super) fn cond_signal(&mut self, _: &Event, obj: ObjId, _woken: u32) -> Step {
        self.obj(obj).map(|_| ())
    }
}
