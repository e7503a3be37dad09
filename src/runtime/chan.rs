//! Channels (CH-1 … CH-8).
//!
//! A value goes straight to a waiting receiver, else into the buffer, else the sender waits. It
//! must never know what a value is. Next: [`super::select`], which waits on several.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};

use parking_lot::Mutex;

use super::Runtime;
use super::cx::Cx;
use super::g::Gp;
use super::m::M;
use super::os::Os;
use super::time::{Fire, TimerChan, TimerId};
use crate::ids::{Gid, Nanos};
use crate::trace::event::{ChanHow, ObjId, ObjKind, What};
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
    cap: usize,
    /// The timer that sends on it (TM-5).
    timer: Option<TimerId>,
    state: Mutex<State<T>>,
}

struct State<T> {
    buf: VecDeque<T>,
    closed: bool,
    recvq: VecDeque<Sudog<T>>,
    sendq: VecDeque<Sudog<T>>,
}

/// A goroutine that waits on a channel.
pub(super) struct Sudog<T> {
    pub g: Gp,
    /// Which blocking of that goroutine this belongs to: a select leaves entries behind (SE-3).
    pub seq: u64,
    /// Which case of a select this is.
    pub case: usize,
    /// The value: a sender's, or where a receiver's shall be put.
    pub slot: Arc<Slot<T>>,
}

/// Where a value waits for its other side. One for all cases of a select.
pub(super) struct Slot<T>(Mutex<SlotState<T>>);

pub(super) struct SlotState<T> {
    /// Values by case: the one to send, or the one received.
    pub values: Vec<Option<T>>,
    /// The case that completed, and whether with a value (else the channel was closed).
    pub done: Option<(usize, bool)>,
}

impl<T> Slot<T> {
    pub fn new(values: Vec<Option<T>>) -> Arc<Self> {
        Arc::new(Slot(Mutex::new(SlotState { values, done: None })))
    }

    /// What became of it, after the goroutine was woken.
    pub fn done(&self) -> (usize, bool, Option<T>) {
        let mut s = self.0.lock();
        let (case, success) = s.done.expect("a goroutine is woken when its operation is done");
        let value = s.values[case].take();
        (case, success, value)
    }
}

impl<T> State<T> {
    /// The first waiter that still waits: a select that was completed elsewhere is passed by
    /// (SE-3).
    fn dequeue<O: Os>(rt: &Runtime<O>, queue: &mut VecDeque<Sudog<T>>) -> Option<Sudog<T>> {
        while let Some(sg) = queue.pop_front() {
            let claim = rt.g(sg.g).wait_seq.compare_exchange(sg.seq, sg.seq + 1, AcqRel, Relaxed);
            if claim.is_ok() {
                return Some(sg);
            }
        }
        None
    }
}

impl<T> Sudog<T> {
    /// Completes the waiter's operation, with a value or as closed.
    fn complete(&self, success: bool, value: Option<T>) {
        let mut s = self.slot.0.lock();
        if value.is_some() {
            s.values[self.case] = value;
        }
        s.done = Some((self.case, success));
    }

    fn take(&self) -> T {
        self.slot.0.lock().values[self.case].take().expect("a sender waits with its value")
    }
}

/// How an attempt without waiting went.
pub(super) enum Try<T> {
    Done(T),
    WouldBlock,
    Closed,
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
            recvq: VecDeque::new(),
            sendq: VecDeque::new(),
        };
        Arc::new(Hchan { obj, cap, timer, state: Mutex::new(state) })
    }

    /// Sends without waiting (CH-2): closed; a waiting receiver; room in the buffer. `value` is
    /// taken only if it was sent.
    pub(super) fn try_send<O: Os>(
        &self,
        rt: &Runtime<O>,
        m: &mut M<O>,
        value: &mut Option<T>,
    ) -> Try<()> {
        let mut s = self.state.lock();
        if s.closed {
            return Try::Closed;
        }
        if let Some(sg) = State::dequeue(rt, &mut s.recvq) {
            drop(s);
            sg.complete(true, value.take());
            rt.tell(m, What::ChanSend { obj: self.obj, how: ChanHow::Handoff, to: rt.gid(sg.g) });
            rt.ready(m, sg.g);
            return Try::Done(());
        }
        if s.buf.len() < self.cap {
            s.buf.push_back(value.take().expect("a send has a value"));
            rt.tell(m, What::ChanSend { obj: self.obj, how: ChanHow::Buffer, to: Gid::NONE });
            return Try::Done(());
        }
        Try::WouldBlock
    }

    /// Receives without waiting (CH-2): closed and empty; a waiting sender, whose value is taken, or
    /// put at the buffer's tail while its head is taken; the buffer.
    pub(super) fn try_recv<O: Os>(&self, rt: &Runtime<O>, m: &mut M<O>) -> Try<T> {
        if let Some(timer) = self.timer {
            rt.maybe_run_chan(m, timer);
        }
        let obj = self.obj;
        let mut s = self.state.lock();
        if s.closed && s.buf.is_empty() {
            rt.tell(m, What::ChanRecv { obj, how: ChanHow::Closed, from: Gid::NONE });
            return Try::Closed;
        }
        let s = &mut *s;
        let sender = if s.closed { None } else { State::dequeue(rt, &mut s.sendq) };
        if let Some(sg) = sender {
            let mut value = sg.take();
            let mut how = ChanHow::Handoff;
            if let Some(head) = s.buf.pop_front() {
                s.buf.push_back(std::mem::replace(&mut value, head));
                how = ChanHow::BufferAndSender;
            }
            sg.complete(true, None);
            rt.tell(m, What::ChanRecv { obj, how, from: rt.gid(sg.g) });
            rt.ready(m, sg.g);
            return Try::Done(value);
        }
        match s.buf.pop_front() {
            Some(value) => {
                rt.tell(m, What::ChanRecv { obj, how: ChanHow::Buffer, from: Gid::NONE });
                Try::Done(value)
            }
            None => Try::WouldBlock,
        }
    }

    /// Puts a goroutine in the queue of those that wait to send or to receive (CH-3).
    pub(super) fn enqueue<O: Os>(&self, rt: &Runtime<O>, m: &mut M<O>, send: bool, sg: Sudog<T>) {
        let mut s = self.state.lock();
        if send {
            s.sendq.push_back(sg);
        } else {
            s.recvq.push_back(sg);
        }
        drop(s);
        if let (false, Some(timer)) = (send, self.timer) {
            rt.block_timer_chan(m, timer);
        }
    }

    /// Takes a goroutine's entries out of the queues: it waits no longer (SE-3).
    pub(super) fn dequeue_g<O: Os>(&self, rt: &Runtime<O>, m: &M<O>, send: bool, gp: Gp) {
        let mut s = self.state.lock();
        let queue = if send { &mut s.sendq } else { &mut s.recvq };
        queue.retain(|sg| sg.g != gp);
        drop(s);
        self.unblocked(rt, m, send);
    }

    /// A goroutine that waited here was woken.
    pub(super) fn unblocked<O: Os>(&self, rt: &Runtime<O>, m: &M<O>, send: bool) {
        if let (false, Some(timer)) = (send, self.timer) {
            rt.unblock_timer_chan(m, timer);
        }
    }
}

impl<O: Os, T: Send> TimerChan<O> for (Arc<Hchan<T>>, fn(Nanos) -> T) {
    fn send_time(&self, rt: &Runtime<O>, m: &mut M<O>, now: Nanos) {
        let _dropped_if_full = self.0.try_send(rt, m, &mut Some((self.1)(now)));
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
        let id = rt.reserve_timer();
        let chan = Hchan::with(rt, m, 1, Some(id));
        rt.set_timer_fire(id, Fire::Chan(Arc::new((chan.clone(), make))));
        self.start_timer(id, ns, period);
        (id, chan)
    }

    /// `c <- v` (CH-1, CH-2).
    ///
    /// # Errors
    /// If the channel is closed, or is closed while the sender waits (CH-6).
    pub fn chansend<T: Send>(&mut self, c: &Arc<Hchan<T>>, v: T) -> Result<(), SendOnClosed> {
        self.charge(self.costs().chan_op);
        let mut value = Some(v);
        let (rt, m) = self.parts();
        match c.try_send(rt, m, &mut value) {
            Try::Done(()) => return Ok(()),
            Try::Closed => return Err(SendOnClosed),
            Try::WouldBlock => {}
        }
        let (success, _) = self.chan_block(c, true, value);
        if success { Ok(()) } else { Err(SendOnClosed) }
    }

    /// `<-c`; `None` if the channel is closed and empty (CH-2).
    pub fn chanrecv<T: Send>(&mut self, c: &Arc<Hchan<T>>) -> Option<T> {
        self.charge(self.costs().chan_op);
        let (rt, m) = self.parts();
        match c.try_recv(rt, m) {
            Try::Done(value) => return Some(value),
            Try::Closed => return None,
            Try::WouldBlock => {}
        }
        self.chan_block(c, false, None).1
    }

    /// Waits in one of a channel's queues until somebody completes the operation.
    fn chan_block<T: Send>(
        &mut self,
        c: &Arc<Hchan<T>>,
        send: bool,
        value: Option<T>,
    ) -> (bool, Option<T>) {
        let gp = self.gp();
        let (rt, m) = self.parts();
        let seq = rt.g(gp).wait_seq.load(Relaxed);
        let slot = Slot::new(vec![value]);
        c.enqueue(rt, m, send, Sudog { g: gp, seq, case: 0, slot: slot.clone() });
        self.gopark(if send { WaitReason::ChanSend } else { WaitReason::ChanReceive }, c.obj);
        let (rt, m) = self.parts();
        c.unblocked(rt, m, send);
        let (_, success, value) = slot.done();
        (success, value)
    }

    /// `close(c)`: wakes all receivers, then all senders, the last of them first in line (CH-4).
    ///
    /// # Errors
    /// If it is closed already (CH-6).
    pub fn closechan<T: Send>(&mut self, c: &Arc<Hchan<T>>) -> Result<(), CloseOfClosed> {
        self.charge(self.costs().chan_op);
        let (rt, m) = self.parts();
        let mut s = c.state.lock();
        if s.closed {
            return Err(CloseOfClosed);
        }
        s.closed = true;
        let mut woken = Vec::new();
        while let Some(sg) = State::dequeue(rt, &mut s.recvq) {
            woken.push(sg);
        }
        while let Some(sg) = State::dequeue(rt, &mut s.sendq) {
            woken.push(sg);
        }
        drop(s);
        rt.tell(m, What::ChanClose { obj: c.obj, woken: woken.len() as u32 });
        for sg in woken.iter().rev() {
            sg.complete(false, None);
            rt.ready(m, sg.g);
        }
        Ok(())
    }
}
