//! The promise that a Go program may run on real threads ([`crate::runtime::MovingProgram`]).
#![allow(unsafe_code)]

use std::sync::Arc;

use super::Vm;
use crate::runtime::MovingProgram;
use crate::runtime::os::Os;

impl<O: Os> Vm<O> {
    /// The program, for real threads.
    pub fn moving_program(self: &Arc<Self>) -> MovingProgram<O> {
        // SAFETY: what a goroutine of the VM has on its stack is the run loop, with indices and
        // references into the `Vm` that all share and that is `Sync` (the heap is atomics, tables are
        // append-only or locked), and natives, which lock a table only for one access, keep nothing
        // of a thread's, and have no `Drop` that suspends. Go panics unwind as data, not as Rust's.
        unsafe { MovingProgram::promise(self.main_program()) }
    }
}
