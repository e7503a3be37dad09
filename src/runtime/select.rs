//! `select`: one operation of several, a random one of those that are ready (SE-1 … SE-5).
//!
//! Next: [`super::chan`].

use std::sync::Arc;

use smallvec::SmallVec;

use super::chan::{Hchan, Received, SendOnClosed, Sent, State};
use super::choices::Draw;
use super::cx::Cx;
use super::os::Os;
use super::spin::SpinGuard;
use super::sudog::{Sudog, Waiter};
use crate::trace::event::{EventKind, ObjId};
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
    /// Does one of the operations: a random one of those that are ready (SE-1); if none is, waits on all of
    /// them at once if `block` is set (SE-3), and goes on if not (CH-7).
    ///
    /// # Errors
    /// If the send that is chosen finds its channel closed (SE-4).
    #[allow(unsafe_code)]
    pub fn selectgo<T: Send>(
        &mut self,
        cases: Vec<SelectCase<T>>,
        block: bool,
    ) -> Result<Selected<T>, SendOnClosed> {
        let costs = self.costs();
        // One case and a default: Go's compiler makes a plain operation of it that does not wait.
        self.charge(match cases.len() {
            1 if !block => costs.chan_op / 2,
            n => costs.chan_op + costs.select_case * n as u64,
        });
        let mut chans: SmallVec<[(Arc<Hchan<T>>, bool); 4]> = SmallVec::new();
        let mut values: SmallVec<[Option<T>; 4]> = SmallVec::with_capacity(cases.len());
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
        let order = self.poll_order(chans.len());
        let step = self.step();
        let (rt, m) = self.parts();
        for (c, send) in &chans {
            if !send {
                c.maybe_run_timer(rt, m);
            }
        }
        let mut timers = false;
        let mut locked = loop {
            // SE-2: all channels are locked while it looks and queues, so nobody comes in between.
            let mut locked = Locked::all(&chans);
            let mut done = None;
            for i in &order {
                let (c, send) = &chans[*i];
                let s = locked.state(*i);
                let tried = if *send {
                    s.send(c.cap, &mut values[*i]).map(Done::Sent)
                } else {
                    s.recv().map(Done::Received)
                };
                if let Some(tried) = tried {
                    done = Some((*i, tried));
                    break;
                }
            }
            if let Some((i, done)) = done {
                drop(locked);
                if timers {
                    chans.iter().for_each(|(c, send)| c.unblock_timer(rt, m, *send));
                }
                let c = &chans[i].0;
                return match done {
                    Done::Sent(sent) => {
                        c.sent(rt, m, &mut values[i], sent).map(|()| Selected::Sent(i))
                    }
                    Done::Received(received) => {
                        Ok(Selected::Received(i, c.received(rt, m, received)))
                    }
                };
            }
            if !block {
                return Ok(Selected::Default);
            }
            if timers || !chans.iter().any(|(c, send)| c.has_timer(*send)) {
                break locked;
            }
            drop(locked);
            chans.iter().for_each(|(c, send)| c.block_timer(rt, m, *send));
            timers = true;
        };
        // A select of one case is that operation (SE-1).
        let what = match &chans[..] {
            [(c, true)] => (WaitReason::ChanSend, c.obj()),
            [(c, false)] => (WaitReason::ChanReceive, c.obj()),
            _ => (WaitReason::Select, ObjId(0)),
        };
        // In the order of the locks, and on one channel in the random one (SE-3).
        let mut queued = order;
        queued.sort_by_key(|case| chans[*case].0.obj());
        let queue = |cx: &mut Self, sudogs: &[Sudog<T>]| {
            let (rt, m) = cx.parts();
            for case in queued {
                let (c, send) = &chans[case];
                // SAFETY: `wait` keeps the sudogs there until `leave` has taken out those that are left.
                unsafe { locked.state(case).waitq(*send).enqueue(&sudogs[case]) };
                if chans.len() > 1 {
                    rt.tell(m, || EventKind::SelectWait { obj: c.obj(), send: *send });
                }
            }
            drop(locked);
        };
        let leave = |cx: &mut Self, sudogs: &[Sudog<T>]| {
            let _step = cx.step();
            let (rt, m) = cx.parts();
            for ((c, send), sg) in chans.iter().zip(sudogs) {
                if chans.len() > 1 {
                    // SAFETY: `queue` has put it into this queue and into no other.
                    unsafe { c.lock().waitq(*send).remove(sg) };
                }
                if timers {
                    c.unblock_timer(rt, m, *send);
                }
            }
        };
        let sudogs = |waiter: &Waiter| -> SmallVec<[Sudog<T>; 2]> {
            let sudog = |(case, value)| Sudog::new(waiter, case, value);
            values.into_iter().enumerate().map(sudog).collect()
        };
        let done = self.wait(step, what, chans.len() > 1, sudogs, queue, leave);
        match (chans[done.case].1, done.success) {
            (true, true) => Ok(Selected::Sent(done.case)),
            (true, false) => Err(SendOnClosed),
            (false, _) => Ok(Selected::Received(done.case, done.value)),
        }
    }

    /// A random order of the cases, every one as likely as any other (SE-1).
    fn poll_order(&self, n: usize) -> SmallVec<[usize; 8]> {
        let mut order: SmallVec<[usize; 8]> = (0..n).collect();
        for i in (1..n).rev() {
            let j = (u64::from(self.cheaprand(Draw::Select)) * (i as u64 + 1)) >> 32;
            order.swap(i, j as usize);
        }
        order
    }
}

/// What the chosen case did, before anybody hears of it.
enum Done<T> {
    Sent(Sent<T>),
    Received(Received<T>),
}

/// The channels of a select, each locked once, in the order of their numbers: so two selects never
/// wait for each other (SE-2).
struct Locked<'a, T> {
    guards: SmallVec<[SpinGuard<'a, State<T>>; 4]>,
    /// Which guard each case needs.
    of: SmallVec<[usize; 4]>,
}

impl<'a, T> Locked<'a, T> {
    fn all(chans: &'a [(Arc<Hchan<T>>, bool)]) -> Self {
        let mut by_number: SmallVec<[usize; 4]> = (0..chans.len()).collect();
        by_number.sort_unstable_by_key(|i| chans[*i].0.obj());
        let mut locked = Locked { guards: SmallVec::new(), of: SmallVec::new() };
        locked.of.resize(chans.len(), 0);
        let mut last = None;
        for i in by_number {
            let c = &chans[i].0;
            if last != Some(c.obj()) {
                locked.guards.push(c.lock());
                last = Some(c.obj());
            }
            locked.of[i] = locked.guards.len() - 1;
        }
        locked
    }

    fn state(&mut self, case: usize) -> &mut State<T> {
        &mut self.guards[self.of[case]]
    }
}
