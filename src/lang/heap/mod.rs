//! The Go program's memory: objects, packed strings and the register stacks of goroutines, all
//! in one [`Arena`].
//!
//! An address is a word's index; 0 is nil. A string's address is a byte's: word × 8 + byte.
//! Objects are handed out one after the other and never freed; stacks are reused. What is taken
//! elsewhere for the program (channels, maps, results of natives …) is counted here, before it is
//! taken. It must never know types. Next: [`super::vm`].

pub mod arena;

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;

use super::bytecode::IMAGE_BASE;
pub use arena::{Arena, WINDOW, Window};

/// The address of objects without words: all the same, and not nil.
pub const ZERO_SIZE: u64 = 1;

/// Stacks have powers of two words, from 2^6 on.
const SMALLEST_STACK: u32 = 6;

/// The memory is used up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfMemory;

/// The memory of one run.
#[derive(Debug)]
pub struct Heap {
    arena: Arena,
    next: AtomicU64,
    /// The word at which objects must end. What is taken elsewhere makes it smaller.
    limit: AtomicU64,
    max_bytes: u64,
    free_stacks: Mutex<[Vec<u64>; 40]>,
}

/// Bytes taken elsewhere that are counted for a while.
#[derive(Debug)]
pub struct Held<'h> {
    heap: &'h Heap,
    bytes: u64,
}

impl Held<'_> {
    /// Counts so many in their place.
    pub fn regrow(&mut self, bytes: u64) -> Result<(), OutOfMemory> {
        self.heap.regrow(self.bytes, bytes)?;
        self.bytes = bytes;
        Ok(())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.heap.give_back(self.bytes);
    }
}

impl Heap {
    /// A heap of at most so many bytes that begins with an image.
    pub fn new(max_bytes: u64, image: &[u64]) -> io::Result<Self> {
        let start = IMAGE_BASE + image.len() as u64;
        let limit = (max_bytes / 8).max(start + 1024);
        let arena = Arena::new(limit as usize + WINDOW)?;
        let free_stacks = Mutex::new(std::array::from_fn(|_| vec![]));
        let (next, limit) = (AtomicU64::new(start), AtomicU64::new(limit));
        let heap = Self { arena, next, limit, max_bytes, free_stacks };
        heap.write(IMAGE_BASE, image);
        Ok(heap)
    }

    /// A new object of zero words.
    #[inline]
    pub fn alloc(&self, words: u64) -> Result<u64, OutOfMemory> {
        if words == 0 {
            return Ok(ZERO_SIZE);
        }
        // A huge request must not wrap the counter round.
        let limit = self.limit.load(Relaxed);
        if words > limit {
            return Err(OutOfMemory);
        }
        let at = self.next.fetch_add(words, Relaxed);
        if at + words > limit {
            self.next.fetch_sub(words, Relaxed);
            return Err(OutOfMemory);
        }
        Ok(at)
    }

    /// Bytes in use.
    pub fn used(&self) -> u64 {
        self.next.load(Relaxed) * 8
    }

    /// The most that may be taken, in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Counts bytes that are about to be taken elsewhere.
    pub fn reserve(&self, bytes: u64) -> Result<(), OutOfMemory> {
        let fits = |limit: u64| {
            let left = limit.checked_sub(bytes.div_ceil(8))?;
            (left >= self.next.load(Relaxed)).then_some(left)
        };
        self.limit.fetch_update(Relaxed, Relaxed, fits).map_err(|_| OutOfMemory)?;
        Ok(())
    }

    /// Those bytes are free again.
    pub fn give_back(&self, bytes: u64) {
        self.limit.fetch_add(bytes.div_ceil(8), Relaxed);
    }

    /// Something taken elsewhere grows: for a moment there are both, the old and the new.
    pub fn regrow(&self, old: u64, new: u64) -> Result<(), OutOfMemory> {
        self.reserve(new)?;
        self.give_back(old);
        Ok(())
    }

    /// Counts bytes until the guard is dropped.
    pub fn hold(&self, bytes: u64) -> Result<Held<'_>, OutOfMemory> {
        self.reserve(bytes)?;
        Ok(Held { heap: self, bytes })
    }

    /// All words.
    #[inline(always)]
    pub fn words(&self) -> &[AtomicU64] {
        self.arena.words()
    }

    /// One word.
    #[inline(always)]
    pub fn load(&self, at: u64) -> u64 {
        self.words()[at as usize].load(Relaxed)
    }

    /// Sets one word.
    #[inline(always)]
    pub fn store(&self, at: u64, word: u64) {
        self.words()[at as usize].store(word, Relaxed);
    }

    /// The words of a range.
    #[inline]
    pub fn range(&self, at: u64, words: u64) -> &[AtomicU64] {
        &self.words()[at as usize..(at + words) as usize]
    }

    /// Copies words into the heap.
    pub fn write(&self, at: u64, words: &[u64]) {
        for (cell, word) in self.range(at, words.len() as u64).iter().zip(words) {
            cell.store(*word, Relaxed);
        }
    }

    /// Copies words within the heap; the ranges may overlap.
    pub fn copy(&self, to: u64, from: u64, words: u64) {
        let (to, from) = (self.range(to, words), self.range(from, words));
        let step = |(d, s): (&AtomicU64, &AtomicU64)| d.store(s.load(Relaxed), Relaxed);
        if to.as_ptr() <= from.as_ptr() {
            to.iter().zip(from).for_each(step);
        } else {
            to.iter().zip(from).rev().for_each(step);
        }
    }

    /// The registers from a word on.
    #[inline(always)]
    pub fn window(&self, at: u64) -> &Window {
        self.arena.window(at)
    }

    // ── strings ──────────────────────────────────────────────────────────────────────────────

    /// A new packed string; its byte address.
    pub fn new_string(&self, bytes: &[u8]) -> Result<u64, OutOfMemory> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let at = self.alloc(bytes.len().div_ceil(8) as u64)?;
        for (i, chunk) in bytes.chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.store(at + i as u64, u64::from_le_bytes(word));
        }
        Ok(at * 8)
    }

    /// Up to eight bytes of a string, as a word.
    #[inline]
    pub fn eight_bytes(&self, at: u64, n: u64) -> u64 {
        let (word, shift) = (at / 8, at % 8 * 8);
        let mut bytes = self.load(word) >> shift;
        if shift > 0 && shift / 8 + n > 8 {
            bytes |= self.load(word + 1) << (64 - shift);
        }
        if n < 8 { bytes & ((1 << (n * 8)) - 1) } else { bytes }
    }

    /// Copies a string's bytes to where only zeros are.
    pub fn copy_bytes(&self, mut to: u64, mut from: u64, mut len: u64) {
        while len > 0 {
            let n = (8 - to % 8).min(len);
            let bytes = self.eight_bytes(from, n) << (to % 8 * 8);
            self.store(to / 8, self.load(to / 8) | bytes);
            (to, from, len) = (to + n, from + n, len - n);
        }
    }

    /// Room for a packed string of that length, all zeros; its byte address.
    pub fn string_room(&self, len: u64) -> Result<u64, OutOfMemory> {
        Ok(if len == 0 { 0 } else { self.alloc(len.div_ceil(8))? * 8 })
    }

    /// Packs bytes that take a word each into such room.
    pub fn pack(&self, to: u64, from: u64, len: u64) {
        for at in (0..len).step_by(8) {
            let n = (len - at).min(8);
            let byte = |i| (self.load(from + at + i) & 0xff) << (i * 8);
            self.store((to + at) / 8, (0..n).map(byte).sum());
        }
    }

    /// One byte of a string.
    #[inline]
    pub fn byte(&self, at: u64) -> u8 {
        (self.load(at / 8) >> (at % 8 * 8)) as u8
    }

    /// A string's bytes, after what is in `out`.
    pub fn read_bytes(&self, mut at: u64, mut len: u64, out: &mut Vec<u8>) {
        out.reserve(len as usize);
        while len > 0 {
            let skip = at % 8;
            let n = (8 - skip).min(len);
            let word = self.load(at / 8).to_le_bytes();
            out.extend_from_slice(&word[skip as usize..(skip + n) as usize]);
            at += n;
            len -= n;
        }
    }

    /// A string's bytes.
    pub fn bytes(&self, at: u64, len: u64) -> Vec<u8> {
        let mut out = Vec::new();
        self.read_bytes(at, len, &mut out);
        out
    }

    /// Whether two strings of the same length are equal.
    pub fn equal_bytes(&self, a: u64, b: u64, len: u64) -> bool {
        if a == b {
            return true;
        }
        if (a | b).is_multiple_of(8) {
            let (whole, rest) = (len / 8, len % 8);
            let mask = (1u64 << (rest * 8)) - 1;
            return (0..whole).all(|i| self.load(a / 8 + i) == self.load(b / 8 + i))
                && (rest == 0
                    || (self.load(a / 8 + whole) ^ self.load(b / 8 + whole)) & mask == 0);
        }
        let same = |i: u64| {
            let n = (len - i).min(8);
            self.eight_bytes(a + i, n) == self.eight_bytes(b + i, n)
        };
        (0..len).step_by(8).all(same)
    }

    /// Compares two strings.
    pub fn compare_bytes(&self, a: (u64, u64), b: (u64, u64)) -> std::cmp::Ordering {
        let shorter = a.1.min(b.1);
        // Parts of one string that begin in the same place.
        let same = if a.0 == b.0 { shorter } else { 0 };
        let eight = |at: u64, i: u64| self.eight_bytes(at + i, (shorter - i).min(8)).swap_bytes();
        (same..shorter)
            .step_by(8)
            .map(|i| eight(a.0, i).cmp(&eight(b.0, i)))
            .find(|o| o.is_ne())
            .unwrap_or(a.1.cmp(&b.1))
    }

    // ── stacks ───────────────────────────────────────────────────────────────────────────────

    /// Room for at least so many registers; its address and how many there are. Not cleared.
    pub fn new_stack(&self, words: u32) -> Result<(u64, u32), OutOfMemory> {
        let class = words.next_power_of_two().ilog2().max(SMALLEST_STACK);
        let free = self.free_stacks.lock()[class as usize].pop();
        let at = match free {
            Some(at) => at,
            None => self.alloc(1 << class)?,
        };
        Ok((at, 1 << class))
    }

    /// Gives a stack back, if there is one.
    pub fn free_stack(&self, at: u64, words: u32) {
        if words == 0 {
            return;
        }
        self.arena.release(at, words as u64);
        self.free_stacks.lock()[words.ilog2() as usize].push(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_packed_and_compared_by_content() {
        let heap = Heap::new(1 << 20, &[]).expect("a small mapping");
        for text in ["", "a", "12345678", "123456789abcdef", "päß"] {
            let at = heap.new_string(text.as_bytes()).expect("room");
            let n = text.len() as u64;
            assert_eq!(heap.bytes(at, n), text.as_bytes());
            let again = heap.new_string(format!("x{text}").as_bytes()).expect("room");
            assert!(heap.equal_bytes(at, again + 1, n), "unaligned");
            let other = heap.new_string(format!("{text}y").as_bytes()).expect("room");
            assert!(heap.equal_bytes(at, other, n), "a prefix");
            assert!(heap.compare_bytes((at, n), (other, n + 1)).is_lt());
        }
    }

    #[test]
    fn copies_may_overlap_and_memory_ends() {
        let heap = Heap::new(1 << 16, &[1, 2, 3, 4]).expect("a small mapping");
        heap.copy(IMAGE_BASE + 1, IMAGE_BASE, 3);
        let words: Vec<_> = (0..4).map(|i| heap.load(IMAGE_BASE + i)).collect();
        assert_eq!(words, [1, 1, 2, 3]);
        assert_eq!(heap.alloc(u64::MAX), Err(OutOfMemory));
        assert_eq!(heap.alloc(1 << 13), Err(OutOfMemory));
        let (at, words) = heap.new_stack(65).expect("room");
        assert_eq!(words, 128);
        heap.free_stack(at, words);
        assert_eq!(heap.new_stack(100), Ok((at, 128)));
    }
}
