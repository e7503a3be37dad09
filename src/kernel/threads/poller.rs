//! The network poller: real file descriptors, and simulated data that comes at a time.
//!
//! One M at a time waits here (`lastpoll` sees to that); others look without waiting. It must never
//! know what a goroutine does with its data. Next: [`super::os`], which asks.
#![allow(unsafe_code)]

use std::collections::BTreeMap;
use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{AcqRel, Acquire, SeqCst},
};
use std::time::Duration;

use parking_lot::Mutex;
use polling::{Event, Events};
use rustc_hash::FxHashMap;

use super::os::Threads;
use crate::ids::Nanos;
use crate::runtime::{Cx, Gp, Runtime};

/// What a goroutine waits for on a file descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interest {
    /// A read would not block.
    Readable,
    /// A write would not block.
    Writable,
}

/// See the module.
pub(super) struct Poller {
    epoll: polling::Poller,
    /// Whoever waits shall not: taken back by that M alone.
    broken: AtomicBool,
    waiting: Mutex<Waiting>,
    /// How many goroutines wait, or were found ready and not yet fetched.
    waiters: AtomicU32,
}

#[derive(Default)]
struct Waiting {
    /// Simulated data, by when it comes.
    data: BTreeMap<(Nanos, u32), Gp>,
    /// Those that wait for a file descriptor, by the key it is registered with.
    fds: FxHashMap<usize, Gp>,
    ready: Vec<Gp>,
    seq: u32,
}

impl Poller {
    /// # Panics
    /// If the process has no file descriptor left for it.
    pub fn new() -> Self {
        let epoll = polling::Poller::new().expect("a file descriptor for the poller");
        Poller {
            epoll,
            broken: AtomicBool::new(false),
            waiting: Mutex::default(),
            waiters: AtomicU32::new(0),
        }
    }

    pub fn waiters(&self) -> u32 {
        self.waiters.load(Acquire)
    }

    /// A goroutine waits for data that comes at that time.
    pub fn open(&self, gp: Gp, at: Nanos) {
        let waiting = &mut *self.waiting.lock();
        waiting.seq = waiting.seq.wrapping_add(1);
        let entry = (at, waiting.seq);
        waiting.data.insert(entry, gp);
        self.waiters.fetch_add(1, AcqRel);
        if waiting.data.first_key_value().is_some_and(|(first, _)| *first == entry) {
            // Whoever waits, waits too long.
            self.wake();
        }
    }

    /// A goroutine waits for a file descriptor.
    ///
    /// # Errors
    /// What the operating system says: it can't be waited for, such as a file on a disk.
    ///
    /// # Safety
    /// [`Self::close`] is called before the descriptor is closed.
    unsafe fn open_fd(&self, gp: Gp, fd: BorrowedFd, interest: Interest) -> io::Result<()> {
        let waiting = &mut *self.waiting.lock();
        waiting.seq = waiting.seq.wrapping_add(1);
        let key = waiting.seq as usize;
        let event = match interest {
            Interest::Readable => Event::readable(key),
            Interest::Writable => Event::writable(key),
        };
        // SAFETY: the caller sees to it that it is deleted before it is closed.
        unsafe { self.epoll.add(&fd, event) }?;
        waiting.fds.insert(key, gp);
        self.waiters.fetch_add(1, AcqRel);
        Ok(())
    }

    /// Nobody waits for the file descriptor any more.
    fn close(&self, fd: BorrowedFd) {
        // One that was never added is no mistake here.
        let _ = self.epoll.delete(fd);
    }

    /// Ends the wait of the M that waits here, or the next one.
    pub fn wake(&self) {
        self.broken.store(true, SeqCst);
        // An event counter that is full wakes as well.
        let _ = self.epoll.notify();
    }

    /// Waits until something may be ready, until `end`, or until [`Self::wake`].
    pub fn wait(&self, now: Nanos, end: Nanos) {
        let until = {
            let waiting = self.waiting.lock();
            let first = waiting.data.first_key_value().map_or(Nanos::MAX, |((at, _), _)| *at);
            let until = first.min(end);
            // Nothing would ever end the wait, nor would a deadlock be seen: an M that polls is not
            // idle.
            if until == Nanos::MAX && waiting.fds.is_empty() || !waiting.ready.is_empty() {
                return;
            }
            until
        };
        let timeout =
            (until != Nanos::MAX).then(|| Duration::from_nanos(until.saturating_sub(now)));
        if !self.broken.load(SeqCst) {
            self.look(timeout);
        }
        self.broken.store(false, SeqCst);
    }

    /// Takes in what the operating system has ready, now or within that time.
    fn look(&self, timeout: Option<Duration>) {
        let mut events = Events::new();
        // An interrupted wait is one that ends early; its caller looks again.
        let _ = self.epoll.wait(&mut events, timeout);
        let waiting = &mut *self.waiting.lock();
        for event in events.iter() {
            waiting.ready.extend(waiting.fds.remove(&event.key));
        }
    }

    /// The goroutines whose data has come, the last one first.
    pub fn ready(&self, now: Nanos) -> Vec<Gp> {
        if self.waiters() == 0 {
            return Vec::new();
        }
        if !self.waiting.lock().fds.is_empty() {
            self.look(Some(Duration::ZERO));
            // It may have swallowed what was to wake the M that waits.
            if self.broken.load(SeqCst) {
                self.wake();
            }
        }
        let waiting = &mut *self.waiting.lock();
        let mut ready = std::mem::take(&mut waiting.ready);
        while let Some(entry) = waiting.data.first_entry()
            && entry.key().0 <= now
        {
            ready.push(entry.remove());
        }
        let left = self.waiters.fetch_sub(ready.len() as u32, AcqRel) - ready.len() as u32;
        if left == 0 && !ready.is_empty() {
            // Whoever waits for the same, waits for nothing.
            self.wake();
        }
        ready.reverse();
        ready
    }
}

impl Cx<'_, Threads> {
    /// Waits in the poller until a file descriptor can be read from or written to without blocking;
    /// the M runs other goroutines meanwhile (NW-1). The descriptor should be non-blocking: another
    /// reader may be quicker. Only one goroutine may wait for a descriptor.
    ///
    /// # Errors
    /// What the operating system says, such as of a file on a disk, which is always ready, and of a
    /// descriptor that another goroutine waits for.
    pub fn wait_for_fd(&mut self, fd: BorrowedFd, interest: Interest) -> io::Result<()> {
        /// Takes the descriptor out of the poller, even where the run ends meanwhile.
        struct Registered<'a>(Arc<Runtime<Threads>>, BorrowedFd<'a>);
        impl Drop for Registered<'_> {
            fn drop(&mut self) {
                self.0.os.poller.close(self.1);
            }
        }
        let mut registered = None;
        self.io_wait_for(|rt, _, gp| {
            // SAFETY: `registered` is dropped before this returns, and the borrow lasts longer.
            unsafe { rt.os.poller.open_fd(gp, fd, interest) }?;
            registered = Some(Registered(rt.clone(), fd));
            Ok(())
        })
    }
}
