//! Deferred calls of a frame that come from the body of a loop over a function.
//!
//! Such a body is a function of its own, above the function that it loops over and perhaps in
//! another goroutine, but what it defers belongs to the frame with the loop. So that frame keeps a
//! place among its deferred calls for a list in memory, latest call first, which is emptied when
//! the place's turn comes. It must never know how calls are run. Next: [`super::unwind`].

use std::sync::atomic::Ordering::{AcqRel, Acquire};

use super::run::put;
use super::unwind::Deferred;
use super::{Callee, Thread, Trap, Words, spilled};
use crate::lang::bytecode::{FuncId, Reg};
use crate::lang::heap::Window;
use crate::runtime::os::Os;

/// What a list holds that has been emptied: its frame is gone. No address is 1.
const CLOSED: u64 = 1;

/// Words of a listed call before its arguments: the next one, the function + 1 (0: a nil func
/// value), the closure, and how many arguments there are.
const HEAD: u64 = 4;

impl<O: Os> Thread<'_, '_, O> {
    /// `DeferList`
    #[inline(never)]
    pub(super) fn defer_list(&mut self, w: &Window, d: Reg) -> Result<(), Trap> {
        let list = self.vm.heap.alloc(1)?;
        let frame = self.frames.len() as u32 - 1;
        self.add_deferred(Deferred { frame, callee: None, args: Words::new(), list })?;
        put(w, d, list);
        Ok(())
    }

    /// `DeferTo`: the call that was deferred last goes to a list.
    #[inline(never)]
    pub(super) fn defer_to(&mut self, list: u64) -> Result<(), Trap> {
        let call = self.defers.pop().expect("`DeferTo` follows a `Defer`");
        let heap = &self.vm.heap;
        let (func, closure) = call.callee.map_or((0, 0), |c| (c.func.0 as u64 + 1, c.closure));
        let at = heap.alloc(HEAD + call.args.len() as u64)?;
        heap.write(at, &[0, func, closure, call.args.len() as u64]);
        heap.write(at + HEAD, &call.args);
        heap.give_back(spilled(&call.args));
        let first = &heap.range(list, 1)[0];
        let mut next = first.load(Acquire);
        while next != CLOSED {
            heap.store(at, next);
            match first.compare_exchange(next, at, AcqRel, Acquire) {
                Ok(_) => return Ok(()),
                Err(other) => next = other,
            }
        }
        Err(Trap::Fatal(Box::new("defer after range func returned".into())))
    }

    /// Takes the latest deferred call of the frames from `lowest` on.
    pub(super) fn take_deferred(&mut self, lowest: u32) -> Option<Deferred> {
        loop {
            let last = self.defers.last().filter(|d| d.frame >= lowest)?;
            if last.list == 0 {
                self.vm.heap.give_back(spilled(&last.args));
                return self.defers.pop();
            }
            match self.take_listed(last.list, last.frame) {
                Some(call) => return Some(call),
                None => self.defers.pop(),
            };
        }
    }

    /// Takes the first call of a list; closes it if there is none.
    fn take_listed(&self, list: u64, frame: u32) -> Option<Deferred> {
        let heap = &self.vm.heap;
        let first = &heap.range(list, 1)[0];
        let mut at = first.load(Acquire);
        loop {
            let next = if at == 0 { CLOSED } else { heap.load(at) };
            match first.compare_exchange(at, next, AcqRel, Acquire) {
                Ok(_) => break,
                Err(other) => at = other,
            }
        }
        if at == 0 {
            return None;
        }
        let word = |i: u64| heap.load(at + i);
        let callee = word(1).checked_sub(1).map(|func| FuncId(func as u32));
        let callee = callee.map(|func| Callee { func, closure: word(2) });
        let args = (0..word(3)).map(|i| word(HEAD + i)).collect();
        Some(Deferred { frame, callee, args, list: 0 })
    }
}
