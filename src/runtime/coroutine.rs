//! Coroutines of programs: two goroutines that hand a P and its slice to each other, past all queues (CR-1).
//! Package iter pulls sequences with them.
//!
//! A coroutine is the place where the one of the two waits that does not run. It must never know what they
//! exchange. Next: [`super::proc`], which switches.

use std::sync::atomic::Ordering::Relaxed;

use super::body::Body;
use super::coro::Request;
use super::coros::CoroId;
use super::cx::Cx;
use super::os::Os;
use crate::trace::event::{ObjId, StrId};
use crate::trace::reason::WaitReason;

impl<O: Os> Cx<'_, O> {
    /// A coroutine whose other side is a new goroutine: `body` runs from the first switch on. `func` is its
    /// name, `pc` where it was made.
    pub fn newcoro(&mut self, func: StrId, pc: u32, body: Body<O>) -> CoroId {
        self.charge_op(self.costs().newproc);
        let (rt, m) = self.parts();
        let id = rt.coros.add();
        let body = Body::new(move |cx: &mut Cx<'_, O>| {
            cx.coro = Some(id);
            body.start(cx);
        });
        let _step = rt.step(m);
        let gp = rt.newg(m, func, pc, body, false, true);
        rt.coros.swap(id, Some(gp));
        id
    }

    /// Waits here while the other side runs: it goes on at once, in the same slice, until it switches back or
    /// ends.
    ///
    /// # Panics
    /// If nobody waits there: the other side has ended.
    pub fn coroswitch(&mut self, coro: CoroId) {
        self.charge(self.costs().chan_op);
        let step = self.step();
        let gp = self.gp();
        let (rt, m) = self.parts();
        let next = rt.coros.swap(coro, Some(gp));
        let next = next.expect("a switch to a coroutine that has ended");
        // A goroutine that is bound to its thread can't take the other's place.
        if rt.g(gp).lockedm().is_some() || rt.g(next).lockedm().is_some() {
            rt.ready(m, next);
            return self.gopark(step, WaitReason::Coroutine, ObjId(0));
        }
        m.coro_next = Some(next);
        rt.g(gp).set_wait_reason(WaitReason::Coroutine);
        rt.g(gp).wait_obj.store(0, Relaxed);
        step.leave_open();
        self.mcall(Request::CoroSwitch);
    }

    /// If it is one side of a coroutine and ends, the other one goes on in its place.
    pub(super) fn leave_coro(&mut self) {
        if let Some(coro) = self.coro.take() {
            let (rt, m) = self.parts();
            m.coro_next = rt.coros.swap(coro, None);
        }
    }
}
