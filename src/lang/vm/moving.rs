//! The promise that a Go program may run on real threads ([`crate::runtime::MovingProgram`]).
#![allow(unsafe_code)]

use std::sync::Arc;

use super::Vm;
use crate::runtime::os::Os;
use crate::runtime::{MainProgram, MovingProgram};

impl<O: Os> Vm<O> {
    /// The program, for real threads; `finalizer`: as everything that imports os.
    pub fn moving_program(self: &Arc<Self>, finalizer: bool) -> MovingProgram<O> {
        let program = MainProgram { init: self.init(), main: self.main(), finalizer };
        // SAFETY: what a goroutine of the VM has on its stack is the run loop, with indices and
        // references into the `Vm` that all share and that is `Sync` (the heap is atomics, tables are
        // append-only or locked), and natives, which lock a table only for one access, keep nothing
        // of a thread's, and have no `Drop` that suspends. Go panics unwind as data, not as Rust's.
        unsafe { MovingProgram::promise(program) }
    }
}
