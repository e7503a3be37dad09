//! A table by dense number whose copies share what neither has changed.
//!
//! Key frames of a long run are copies of the whole state; most of it (goroutines that ended
//! long ago) is the same in all of them. The table is cut in chunks behind `Arc`s, copied when
//! first written to after a copy of the table was made. It must never know what it holds.

use std::sync::Arc;

/// Entries of a chunk: touching one goroutine after a key frame copies so many.
const CHUNK: usize = 16;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    chunks: Vec<Arc<[T; CHUNK]>>,
    /// One more than the highest number in use.
    len: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy + Default> Table<T> {
    /// One more than the highest number ever made room for.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn get(&self, i: usize) -> Option<&T> {
        if i < self.len { Some(&self.chunks[i / CHUNK][i % CHUNK]) } else { None }
    }

    /// The entry as it is, or a default one where there is none.
    #[inline]
    pub(crate) fn at(&self, i: usize) -> T {
        self.get(i).copied().unwrap_or_default()
    }

    /// The entry, to change it. Callers make room first.
    #[inline]
    pub(crate) fn edit(&mut self, i: usize) -> &mut T {
        debug_assert!(i < self.len, "entry {i} of {}", self.len);
        &mut Arc::make_mut(&mut self.chunks[i / CHUNK])[i % CHUNK]
    }

    /// Makes room so that `i` is an entry.
    pub(crate) fn grow(&mut self, i: usize) {
        while i >= self.chunks.len() * CHUNK {
            self.chunks.push(Arc::new([T::default(); CHUNK]));
        }
        self.len = self.len.max(i + 1);
    }

    pub(crate) fn push(&mut self, value: T) {
        let i = self.len;
        self.grow(i);
        *self.edit(i) = value;
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).take(self.len)
    }

    /// Bytes that a copy of this table shares with nobody, and bytes of all its chunks.
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let chunk = size_of::<[T; CHUNK]>() + 2 * size_of::<usize>();
        let own = self.chunks.iter().filter(|chunk| Arc::strong_count(chunk) == 1).count();
        let list = self.chunks.len() * size_of::<usize>();
        (list + own * chunk, list + self.chunks.len() * chunk)
    }
}
