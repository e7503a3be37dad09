//! One large piece of address space as words that all goroutines may read and write.
//!
//! Every access is a relaxed atomic one: a Go program with data races loses updates, as it
//! should, and is no undefined behaviour here. Pages cost memory only once they are touched. It
//! must never know what is in a word. Next: [`super`], which hands out addresses.
#![allow(unsafe_code)]

use std::io;
use std::sync::atomic::AtomicU64;

/// Words of a register window: every `u16` is an index of one.
pub const WINDOW: usize = 1 << 16;

/// The registers of a frame and what lies after them.
pub type Window = [AtomicU64; WINDOW];

/// The words.
#[derive(Debug)]
pub struct Arena {
    start: *const AtomicU64,
    words: usize,
}

// SAFETY: the mapping belongs to the arena alone, lives as long as it, and is only reached as
// atomics.
unsafe impl Send for Arena {}
// SAFETY: as above.
unsafe impl Sync for Arena {}

impl Arena {
    /// Reserves that many words, all zero.
    pub fn new(words: usize) -> io::Result<Self> {
        let bytes = words.checked_mul(8).ok_or(io::ErrorKind::OutOfMemory)?;
        // SAFETY: a fresh anonymous mapping; nothing is replaced.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { start: start.cast(), words })
    }

    /// All words.
    #[inline(always)]
    pub fn words(&self) -> &[AtomicU64] {
        // SAFETY: the mapping has that many words, is zeroed, page aligned, and lives as long as
        // `self`; `AtomicU64` has the layout of u64 and allows any bits.
        unsafe { std::slice::from_raw_parts(self.start, self.words) }
    }

    /// The window that starts at a word. There must be `WINDOW` words from there on.
    #[inline(always)]
    pub fn window(&self, at: u64) -> &Window {
        self.words()[at as usize..].first_chunk().expect("the arena ends in WINDOW unused words")
    }

    /// Gives the pages that lie wholly within a range back to the system; their words are 0 again.
    pub fn release(&self, at: u64, words: u64) {
        let page = 4096 / 8;
        let first = at.next_multiple_of(page);
        let end = (at + words) / page * page;
        if first < end {
            let range = &self.words()[first as usize..end as usize];
            // SAFETY: the range is part of our mapping and page aligned; zeroing words behind
            // atomics is what a store of 0 would do.
            unsafe {
                libc::madvise(
                    range.as_ptr().cast_mut().cast(),
                    range.len() * 8,
                    libc::MADV_DONTNEED,
                );
            }
        }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: unmaps what `new` mapped; no reference outlives `self`.
        unsafe {
            libc::munmap(self.start.cast_mut().cast(), self.words * 8);
        }
    }
}
