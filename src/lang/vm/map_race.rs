//! Maps that several goroutines use at once: Go says so where it notices, and dies.
//!
//! A write to a map can be interrupted like any computation (PR-3). While it is, its map stands here, and
//! whoever uses that map meanwhile ends the program with Go's words. On real threads a map has a lock, and
//! nothing is noticed. Next: [`super::map`].

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use parking_lot::Mutex;

use super::{Thread, Trap};
use crate::runtime::os::Os;

/// The maps in whose writes goroutines have been interrupted.
#[derive(Default)]
pub(super) struct Writing {
    count: AtomicUsize,
    handles: Mutex<Vec<u64>>,
}

impl Writing {
    /// Whether there are any: rarely.
    #[inline(always)]
    pub fn any(&self) -> bool {
        self.count.load(Relaxed) != 0
    }

    fn begin(&self, handle: u64) {
        self.handles.lock().push(handle);
        self.count.fetch_add(1, Relaxed);
    }

    fn end(&self, handle: u64) {
        let mut handles = self.handles.lock();
        let at = handles.iter().position(|h| *h == handle).expect("the write has begun");
        handles.swap_remove(at);
        self.count.fetch_sub(1, Relaxed);
    }
}

impl<O: Os> Thread<'_, '_, O> {
    /// The map is about to be used: is somebody in the middle of a write to it?
    #[cold]
    #[inline(never)]
    pub(super) fn check_map(&mut self, handle: u64, fatal: &'static str) -> Result<(), Trap> {
        if handle != 0 && self.vm.writing.handles.lock().contains(&handle) {
            return Err(Trap::Fatal(Box::new(fatal.into())));
        }
        Ok(())
    }

    /// A write that is the last instruction of a stretch ends it in the middle.
    #[cold]
    #[inline(never)]
    pub(super) fn interrupt_write(&mut self, handle: u64) -> Result<(), Trap> {
        if handle == 0 || self.overrun > 0 || self.fuel > 0 {
            return Ok(());
        }
        self.vm.writing.begin(handle);
        self.loop_point();
        self.vm.writing.end(handle);
        Ok(())
    }
}
