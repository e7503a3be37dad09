//! Defer, panic and recover, as data.
//!
//! A panic runs the deferred calls of the goroutine's frames on top of its stack, which stays as
//! it is until one of them recovers: then the frame that deferred it goes on at its epilogue, and
//! what is above it is gone. `runtime.Goexit` is a panic that can't be recovered. Deferred calls
//! are one list, latest last: a frame's are always above those of the frames below it. It must
//! never know texts. Next: [`super::panics`] for these.

use std::sync::atomic::Ordering::Relaxed;

use super::{Callee, Frame, Thread, Trap, Words};
use crate::lang::bytecode::UNWIND;
use crate::runtime::os::Os;

/// A call that a frame has deferred.
#[derive(Debug)]
pub(super) struct Deferred {
    /// Index of the frame.
    pub(super) frame: u32,
    /// What to call; `None`: a nil func value, which panics when it is called.
    pub(super) callee: Option<Callee>,
    pub(super) args: Words,
    /// Not a call itself but a place for those of a [list](super::defer_list); 0: a call.
    pub(super) list: u64,
}

/// [`Frame::panic`] of a deferred call that a function which returns runs.
pub(super) const AT_RETURN: u32 = u32::MAX;

/// A panic under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panicking {
    pub(super) value: (u64, u64),
    /// A Goexit, which has no value.
    pub(super) goexit: bool,
    pub(super) recovered: bool,
    /// The next one has the same value: they are told as one.
    pub(super) repanicked: bool,
    /// The frame that panicked, and the instruction after that.
    pub(super) depth: u32,
    pub(super) pc: u32,
    /// The frame whose deferred call is running.
    pub(super) frame: u32,
}

impl<O: Os> Thread<'_, '_, O> {
    /// Starts what a trap stands for, and goes on where that leads: the next instruction is
    /// `self.pc`. `Err`: the panic leaves this run loop.
    #[inline(never)]
    pub(super) fn raise(&mut self, trap: Trap) -> Result<(), Trap> {
        let goexit = matches!(trap, Trap::Goexit);
        let value = match trap {
            Trap::Panic(value) => *value,
            Trap::Goexit => (0, 0),
            Trap::Unwind => return self.unwind(),
            Trap::Fatal(_) | Trap::StackOverflow(_) | Trap::OutOfMemory => self.die(trap),
        };
        self.vm.panicking.fetch_add(u32::from(!goexit), Relaxed);
        if let Some(last) = self.panics.last_mut() {
            last.repanicked = !last.goexit && !goexit && last.value == value;
        }
        let depth = self.frames.len() as u32 - 1;
        let panicking = Panicking {
            value,
            goexit,
            recovered: false,
            repanicked: false,
            depth,
            pc: self.pc,
            frame: 0,
        };
        self.panics.push(panicking);
        self.unwind()
    }

    /// Runs the next deferred call of the latest panic.
    fn unwind(&mut self) -> Result<(), Trap> {
        loop {
            let Some(deferred) = self.take_deferred(self.floor) else {
                if self.floor > 0 {
                    return Err(Trap::Unwind);
                }
                let last = self.panics.last().expect("what unwinds is in the list");
                return if last.goexit { Err(Trap::Goexit) } else { self.die(Trap::Unwind) };
            };
            let running = self.panics.len() as u32;
            let last = self.panics.last_mut().expect("what unwinds is in the list");
            last.frame = deferred.frame;
            match self.start_deferred(deferred, UNWIND, running) {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                // A native that was deferred panics itself.
                Err(trap) => return self.raise(trap),
            }
        }
    }

    /// Calls what was deferred, above the current frame. `false`: it was a native and is done.
    fn start_deferred(&mut self, d: Deferred, ret: u32, panic: u32) -> Result<bool, Trap> {
        let Some(callee) = d.callee else { return Err(self.nil_dereference()) };
        let frame = self.frames.last().expect("who defers has a frame");
        let delta = self.meta(frame.func).nregs as u32;
        let meta = self.meta(callee.func.0);
        self.room(delta + meta.nregs as u32)?;
        let registers = self.sp + delta as u64;
        self.vm.heap.write(registers, &d.args);
        if meta.native {
            self.call_native(callee.func.0, delta, delta + meta.nregs as u32)?;
            return Ok(false);
        }
        self.vm.heap.store(registers + meta.params as u64, callee.closure);
        self.frames.push(Frame { func: callee.func.0, ret, delta, panic });
        self.sp = registers;
        self.pc = meta.entry;
        Ok(true)
    }

    /// `RunDefers`, if there is one left: `self.pc` is the instruction itself.
    #[inline(never)]
    pub(super) fn run_deferred(&mut self) -> Result<(), Trap> {
        let ret = self.pc;
        // A trap here belongs to the instruction.
        self.pc += 1;
        let Some(deferred) = self.take_deferred(self.frames.len() as u32 - 1) else {
            return Ok(());
        };
        if !self.start_deferred(deferred, ret, AT_RETURN)? {
            self.pc = ret;
        }
        Ok(())
    }

    /// A deferred call that a panic ran has returned.
    #[inline(never)]
    pub(super) fn deferred_returned(&mut self) -> Result<(), Trap> {
        let panic = *self.panics.last().expect("what unwinds is in the list");
        if !panic.recovered {
            return self.unwind();
        }
        let dropped = self.panics.iter().position(|p| p.depth >= panic.frame);
        let dropped = dropped.unwrap_or(self.panics.len() - 1);
        let goexit = self.drop_panics(dropped);
        self.frames.truncate(panic.frame as usize + 1);
        let up: u32 = self.frames.iter().map(|f| f.delta).sum();
        self.sp = self.stack + up as u64;
        if self.panics.is_empty() {
            self.signal = false;
        }
        let func = self.frames.last().expect("the frame that deferred is there").func;
        let func = &self.vm.program.funcs[func as usize];
        self.pc = func.epilogue.expect("a function that defers has an epilogue");
        // A Goexit that a recovered panic had interrupted goes on.
        if goexit { Err(Trap::Goexit) } else { Ok(()) }
    }

    /// The panics from that one on are over; whether there was a Goexit among them.
    pub(super) fn drop_panics(&mut self, from: usize) -> bool {
        let goexits = self.panics[from..].iter().filter(|p| p.goexit).count();
        let panics = self.panics.len() - from - goexits;
        self.vm.panicking.fetch_sub(panics as u32, Relaxed);
        self.panics.truncate(from);
        goexits > 0
    }

    /// `recover()`: only for the function that the latest panic runs directly.
    #[inline(never)]
    pub(super) fn recover(&mut self) -> (u64, u64) {
        let is_wrapper = |f: &&Frame| self.vm.program.funcs[f.func as usize].wrapper;
        // That of `defer recover()` is called for the function that defers it.
        let mut frames = self.frames.iter().rev().skip_while(is_wrapper);
        let mut panic = frames.next().map_or(0, |f| f.panic);
        if panic == 0 {
            panic = frames.next().filter(is_wrapper).map_or(0, |f| f.panic);
        }
        let running = self.panics.len() as u32;
        match self.panics.last_mut() {
            Some(p) if panic == running && !p.recovered && !p.goexit => {
                p.recovered = true;
                p.value
            }
            _ => (0, 0),
        }
    }
}
