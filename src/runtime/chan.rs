//! Channels (CH-1 … CH-8).
//!
//! A value goes straight to a waiting receiver, else into the buffer, else the sender waits. It
//! must never know what a value is. Next: [`super::select`], which waits on several.

use std::collections::VecDeque;
use std::sync::Arc;

use super::cx::Cx;
use super::m::M;
use super::os::Os;
use super::sched::Runtime;
use super::spin::{SpinGuard, SpinMutex};
use super::steps::GStep;
use super::sudog::{Claimed, Sudog, Waiter, Waitq};
use super::timer::{Fire, TimerChan};
use super::timerheap::TimerId;
use crate::ids::{Gid, Nanos};
use crate::trace::event::{ChanHow, EventKind, ObjId, ObjKind};
use crate::trace::reason::WaitReason;

/// A send on a closed channel, which panics in Go (CH-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendOnClosed;

/// A close of a closed channel, which panics in Go (CH-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseOfClosed;

/// A channel of values of type T.
pub struct Hchan<T> {
    /// Its number in the trace.
    obj: ObjId,
    pub(super) cap: usize,
    /// The timer that sends on it (TM-5).
    timer: Option<TimerId>,
    state: SpinMutex<State<T>>,
}

pub(super) struct State<T> {
    buf: VecDeque<T>,
    closed: bool,
    recvq: Waitq<T>,
    sendq: Waitq<T>,
}

/// What became of a send.
pub(super) enum Sent<T> {
    Closed,
    /// The value is for a receiver that waited, who is to be readied.
    Handoff(Claimed<T>),
    Buffered,
}

/// What became of a receive.
pub(super) enum Received<T> {
    /// The channel is closed and empty.
    Closed,
    /// A value: how it came, and the sender that waited with one, who is to be readied.
    Value { value: T, how: ChanHow, sender: Option<Claimed<T>> },
}

impl<T> Hchan<T> {
    /// Values in the buffer; 0 for a timer's channel (CH-8).
    pub fn len(&self) -> usize {
        if self.timer.is_some() { 0 } else { self.state.lock().buf.len() }
    }

    /// Whether the buffer is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Size of the buffer; 0 for a timer's channel (CH-8).
    pub fn cap(&self) -> usize {
        if self.timer.is_some() { 0 } else { self.cap }
    }

    /// Its number in the trace.
    pub fn obj(&self) -> ObjId {
        self.obj
    }

    fn with<O: Os>(rt: &Runtime<O>, m: &M<O>, cap: usize, timer: Option<TimerId>) -> Arc<Self> {
        let obj = rt.new_obj(m, ObjKind::Chan, if timer.is_some() { 0 } else { cap as u32 });
        let state = State {
            buf: VecDeque::new(),
            closed: false,
            recvq: Waitq::default(),
            sendq: Waitq::default(),
        };
        Arc::new(Hchan { obj, cap, timer, state: SpinMutex::new(state) })
    }

    /// The channel, for as long as the guard lives. Whoever finds that an operation must wait queues
    /// for it before letting go, so that nobody can pass by in between (CH-3).
    pub(super) fn lock(&self) -> SpinGuard<'_, State<T>> {
        self.state.lock()
    }

    /// Tells of a send that was done, and readies the receiver that waited. The channel is not
    /// locked any more.
    #[inline]
    pub(super) fn sent<O: Os>(
        &self,
        rt: &Runtime<O>,
        m: &mut M<O>,
        value: &mut Option<T>,
        sent: Sent<T>,
    ) -> Result<(), SendOnClosed> {
        let obj = self.obj;
        match sent {
            Sent::Closed => return Err(SendOnClosed),
            Sent::Buffered => {
                let (how, to) = (ChanHow::Buffer, Gid::NONE);
                rt.tell(m, || EventKind::ChanSend { obj, how, to });
            }
            Sent::Handoff(sg) => {
                let gp = sg.complete(true, value.take());
                let how = ChanHow::Handoff;
                rt.tell(m, || EventKind::ChanSend { obj, how, to: rt.gid(gp) });
                rt.ready(m, gp);
            }
        }
        Ok(())
    }

    /// Tells of a receive that was done, and readies the sender that waited. The channel is not locked any
    /// more.
    #[inline]
    pub(super) fn received<O: Os>(
        &self,
        rt: &Runtime<O>,
        m: &mut M<O>,
        received: Received<T>,
    ) -> Option<T> {
        let obj = self.obj;
        let Received::Value { value, how, sender } = received else {
            let (how, from) = (ChanHow::Closed, Gid::NONE);
            rt.tell(m, || EventKind::ChanRecv { obj, how, from });
            return None;
        };
        let from = sender.map(|sg| sg.complete(true, None));
        rt.tell(m, || EventKind::ChanRecv { obj, how, from: rt.gid_or_none(from) });
        if let Some(from) = from {
            rt.ready(m, from);
        }
        Some(value)
    }

    /// Sends without waiting, if that is possible.
    fn try_send<O: Os>(&self, rt: &Runtime<O>, m: &mut M<O>, value: T) {
        let mut value = Some(value);
        let sent = self.lock().send(self.cap, &mut value);
        if let Some(sent) = sent {
            self.sent(rt, m, &mut value, sent).expect("nobody can close a timer's channel");
        }
    }

    /// Lets the channel's timer fire if it is due (TM-5).
    pub(super) fn maybe_run_timer<O: Os>(&self, rt: &Runtime<O>, m: &mut M<O>) {
        if let Some(timer) = self.timer {
            rt.maybe_run_chan(m, timer);
        }
    }

    /// Whether a goroutine that waits here to send or to receive waits for a timer.
    pub(super) fn has_timer(&self, send: bool) -> bool {
        !send && self.timer.is_some()
    }

    /// A goroutine is about to wait here: a timer must be in a heap (TM-5). Not while the channel
    /// is locked: a timer that fires locks its channel.
    pub(super) fn block_timer<O: Os>(&self, rt: &Runtime<O>, m: &mut M<O>, send: bool) {
        if let (false, Some(timer)) = (send, self.timer) {
            rt.block_timer_chan(m, timer);
        }
    }

    /// It waits no longer.
    pub(super) fn unblock_timer<O: Os>(&self, rt: &Runtime<O>, m: &M<O>, send: bool) {
        if let (false, Some(timer)) = (send, self.timer) {
            rt.unblock_timer_chan(m, timer);
        }
    }
}

impl<T> State<T> {
    /// Sends if it need not wait (CH-2): closed; a waiting receiver, who is to be given the value;
    /// room in the buffer. `value` is taken only if it went there.
    #[inline]
    pub(super) fn send(&mut self, cap: usize, value: &mut Option<T>) -> Option<Sent<T>> {
        if self.closed {
            return Some(Sent::Closed);
        }
        if let Some(sg) = self.recvq.dequeue() {
            return Some(Sent::Handoff(sg));
        }
        if self.buf.len() < cap {
            self.buf.push_back(value.take().expect("a send has a value"));
            return Some(Sent::Buffered);
        }
        None
    }

    /// Receives if it need not wait (CH-2): closed and empty, then nothing; a waiting sender, whose value
    /// is taken, or put at the buffer's tail while its head is taken; the buffer.
    #[inline]
    pub(super) fn recv(&mut self) -> Option<Received<T>> {
        if self.closed && self.buf.is_empty() {
            return Some(Received::Closed);
        }
        let sender = if self.closed { None } else { self.sendq.dequeue() };
        if let Some(mut sg) = sender {
            let mut value = sg.take();
            let mut how = ChanHow::Handoff;
            if let Some(head) = self.buf.pop_front() {
                self.buf.push_back(std::mem::replace(&mut value, head));
                how = ChanHow::BufferAndSender;
            }
            return Some(Received::Value { value, how, sender: Some(sg) });
        }
        let value = self.buf.pop_front()?;
        Some(Received::Value { value, how: ChanHow::Buffer, sender: None })
    }

    /// Those that wait to send, or to receive (CH-3).
    pub(super) fn waitq(&mut self, send: bool) -> &mut Waitq<T> {
        if send { &mut self.sendq } else { &mut self.recvq }
    }
}

impl<O: Os, T: Send> TimerChan<O> for (Arc<Hchan<T>>, fn(Nanos) -> T) {
    fn send_time(&self, rt: &Runtime<O>, m: &mut M<O>, now: Nanos) {
        self.0.try_send(rt, m, (self.1)(now));
    }

    fn drain(&self) -> bool {
        let mut s = self.0.state.lock();
        let had = !s.buf.is_empty();
        s.buf.clear();
        had
    }
}

impl<O: Os> Cx<'_, O> {
    /// `make(chan T, cap)`
    pub fn makechan<T: Send>(&mut self, cap: usize) -> Arc<Hchan<T>> {
        let (rt, m) = self.parts();
        Hchan::with(rt, m, cap, None)
    }

    /// `time.NewTimer`, or `time.NewTicker` with a period: the timer and its channel, whose values
    /// `make` makes of the time (TM-5).
    pub fn new_timer<T: Send + 'static>(
        &mut self,
        ns: i64,
        period: i64,
        make: fn(Nanos) -> T,
    ) -> (TimerId, Arc<Hchan<T>>) {
        let (rt, m) = self.parts();
        let step = rt.step(m);
        let mut chan = None;
        let id = rt.timers.add(|id| {
            let chan = chan.insert(Hchan::with(rt, m, 1, Some(id)));
            Fire::Chan(Arc::new((chan.clone(), make)))
        });
        drop(step);
        self.start_timer(id, ns, period);
        (id, chan.expect("it was made with its timer"))
    }

    /// `c <- v` (CH-1, CH-2).
    ///
    /// # Errors
    /// If the channel is closed, or is closed while the sender waits (CH-6).
    pub fn chansend<T: Send>(&mut self, c: &Arc<Hchan<T>>, v: T) -> Result<(), SendOnClosed> {
        self.charge(self.costs().chan_op);
        let step = self.step();
        let mut value = Some(v);
        let (rt, m) = self.parts();
        let mut s = c.lock();
        match s.send(c.cap, &mut value) {
            Some(sent) => {
                drop(s);
                c.sent(rt, m, &mut value, sent)
            }
            None => self.send_later(step, c, s, value),
        }
    }

    /// Waits for a receiver (CH-3).
    #[inline(never)]
    #[allow(unsafe_code)]
    fn send_later<T: Send>(
        &mut self,
        step: GStep,
        c: &Hchan<T>,
        mut s: SpinGuard<'_, State<T>>,
        value: Option<T>,
    ) -> Result<(), SendOnClosed> {
        let what = (WaitReason::ChanSend, c.obj);
        let queue = |_: &mut Self, sudogs: &[Sudog<T>]| {
            // SAFETY: `wait` keeps the sudog there, and whoever completes it takes it out of the queue.
            unsafe { s.waitq(true).enqueue(&sudogs[0]) };
            drop(s);
        };
        let sudogs = |waiter: &Waiter| [Sudog::new(waiter, 0, value)];
        let done = self.wait(step, what, false, sudogs, queue, |_, _| {});
        if done.success { Ok(()) } else { Err(SendOnClosed) }
    }

    /// `<-c`; `None` if the channel is closed and empty (CH-2).
    pub fn chanrecv<T: Send>(&mut self, c: &Arc<Hchan<T>>) -> Option<T> {
        self.charge(self.costs().chan_op);
        let step = self.step();
        let (rt, m) = self.parts();
        c.maybe_run_timer(rt, m);
        let mut s = c.lock();
        match s.recv() {
            Some(received) => {
                drop(s);
                c.received(rt, m, received)
            }
            None => self.recv_later(step, c, s),
        }
    }

    /// Waits for a sender (CH-3), or for the channel's timer (TM-5).
    #[inline(never)]
    #[allow(unsafe_code)]
    fn recv_later<'c, T: Send>(
        &mut self,
        step: GStep,
        c: &'c Hchan<T>,
        mut s: SpinGuard<'c, State<T>>,
    ) -> Option<T> {
        let timer = c.has_timer(false);
        if timer {
            drop(s);
            let (rt, m) = self.parts();
            c.block_timer(rt, m, false);
            s = c.lock();
            if let Some(received) = s.recv() {
                drop(s);
                c.unblock_timer(rt, m, false);
                return c.received(rt, m, received);
            }
        }
        let what = (WaitReason::ChanReceive, c.obj);
        let queue = |_: &mut Self, sudogs: &[Sudog<T>]| {
            // SAFETY: as in `send_later`.
            unsafe { s.waitq(false).enqueue(&sudogs[0]) };
            drop(s);
        };
        let leave = |cx: &mut Self, _: &[Sudog<T>]| {
            if timer {
                let _step = cx.step();
                let (rt, m) = cx.parts();
                c.unblock_timer(rt, m, false);
            }
        };
        let sudogs = |waiter: &Waiter| [Sudog::new(waiter, 0, None)];
        self.wait(step, what, false, sudogs, queue, leave).value
    }

    /// `close(c)`: wakes all receivers, then all senders, the last of them first in line (CH-4).
    ///
    /// # Errors
    /// If it is closed already (CH-6).
    pub fn closechan<T: Send>(&mut self, c: &Arc<Hchan<T>>) -> Result<(), CloseOfClosed> {
        self.charge(self.costs().chan_op);
        let (rt, m) = self.parts();
        let _step = rt.step(m);
        let mut s = c.lock();
        if s.closed {
            return Err(CloseOfClosed);
        }
        s.closed = true;
        let mut woken = Vec::new();
        while let Some(sg) = s.recvq.dequeue() {
            woken.push(sg);
        }
        while let Some(sg) = s.sendq.dequeue() {
            woken.push(sg);
        }
        drop(s);
        rt.tell(m, || EventKind::ChanClose { obj: c.obj, woken: woken.len() as u32 });
        for sg in woken.into_iter().rev() {
            let gp = sg.complete(false, None);
            rt.ready(m, gp);
        }
        Ok(())
    }
}
