//! `select`: one operation of several, a random one of those that are ready (SE-1 … SE-5).
//!
//! Next: [`super::chan`].

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use smallvec::SmallVec;

use super::chan::{Hchan, SendOnClosed, Slot, Sudog, Try};
use super::cx::Cx;
use super::os::Os;
use crate::trace::event::{ObjId, What};
use crate::trace::reason::WaitReason;

/// A case of a select, on a channel that is not nil.
pub enum SelectCase<T> {
    /// `case c <- v:`
    Send(Arc<Hchan<T>>, T),
    /// `case v, ok := <-c:`
    Recv(Arc<Hchan<T>>),
}

/// Which case was chosen, by its place in the list.
pub enum Selected<T> {
    /// None was ready, and there is a default.
    Default,
    /// That send was done.
    Sent(usize),
    /// That receive was done; `None`: the channel is closed and empty.
    Received(usize, Option<T>),
}

impl<O: Os> Cx<'_, O> {
    /// Does one of the operations: a random one of those that are ready (SE-1); if none is and
    /// `block` is set, waits on all of them at once (SE-3).
    ///
    /// # Errors
    /// If the send that is chosen finds its channel closed (SE-4).
    pub fn selectgo<T: Send>(
        &mut self,
        cases: Vec<SelectCase<T>>,
        block: bool,
    ) -> Result<Selected<T>, SendOnClosed> {
        self.charge(self.costs().chan_op + 10 * cases.len() as u64);
        let mut chans: SmallVec<[(Arc<Hchan<T>>, bool); 4]> = SmallVec::new();
        let mut values = Vec::with_capacity(cases.len());
        for case in cases {
            match case {
                SelectCase::Send(c, v) => {
                    chans.push((c, true));
                    values.push(Some(v));
                }
                SelectCase::Recv(c) => {
                    chans.push((c, false));
                    values.push(None);
                }
            }
        }
        for i in self.poll_order(chans.len()) {
            let (c, send) = &chans[i];
            let (rt, m) = self.parts();
            if *send {
                match c.try_send(rt, m, &mut values[i]) {
                    Try::Done(()) => return Ok(Selected::Sent(i)),
                    Try::Closed => return Err(SendOnClosed),
                    Try::WouldBlock => {}
                }
            } else {
                match c.try_recv(rt, m) {
                    Try::Done(value) => return Ok(Selected::Received(i, Some(value))),
                    Try::Closed => return Ok(Selected::Received(i, None)),
                    Try::WouldBlock => {}
                }
            }
        }
        if !block {
            return Ok(Selected::Default);
        }
        let gp = self.gp();
        let (rt, m) = self.parts();
        let seq = rt.g(gp).wait_seq.load(Relaxed);
        let slot = Slot::new(values);
        for (case, (c, send)) in chans.iter().enumerate() {
            c.enqueue(rt, m, *send, Sudog { g: gp, seq, case, slot: slot.clone() });
            if chans.len() > 1 {
                rt.tell(m, What::SelectWait { obj: c.obj(), send: *send });
            }
        }
        // A select of one case is that operation (SE-1).
        let (reason, obj) = match &chans[..] {
            [(c, true)] => (WaitReason::ChanSend, c.obj()),
            [(c, false)] => (WaitReason::ChanReceive, c.obj()),
            _ => (WaitReason::Select, ObjId(0)),
        };
        self.gopark(reason, obj);
        let (rt, m) = self.parts();
        for (c, send) in &chans {
            c.dequeue_g(rt, m, *send, gp);
        }
        let (case, success, value) = slot.done();
        match (chans[case].1, success) {
            (true, true) => Ok(Selected::Sent(case)),
            (true, false) => Err(SendOnClosed),
            (false, _) => Ok(Selected::Received(case, value)),
        }
    }

    /// A random order of the cases, every one as likely as any other (SE-1).
    fn poll_order(&self, n: usize) -> SmallVec<[usize; 8]> {
        let mut order: SmallVec<[usize; 8]> = (0..n).collect();
        for i in (1..n).rev() {
            let j = (u64::from(self.cheaprand()) * (i as u64 + 1)) >> 32;
            order.swap(i, j as usize);
        }
        order
    }
}
