//! Go's maps: a table of entries that keep their places, found by hash.
//!
//! An entry stays in its slot until it is deleted, so that ranging over a map that changes sees
//! each entry at most once and no deleted one. Slots of deleted entries are used again. What a map
//! takes is counted before. It must never know registers. Next: [`super::value`].

use super::api::Words;
use super::value::{Budget, Trouble, Values, View, mix};
use crate::lang::heap::{Heap, OutOfMemory};
use crate::lang::rtype::{Kind, RTypeId};

/// How keys are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Keys {
    /// One word, bit by bit.
    Word,
    /// A string.
    Str,
    /// By type.
    Other,
}

/// The fewest slots and places in the table.
const SLOTS: usize = 4;
const TABLE: usize = 8;

/// Marks a slot's hash as live, so that 0 is a free slot.
const LIVE: u32 = 1 << 31;

/// A map.
#[derive(Debug)]
pub struct GoMap {
    key: RTypeId,
    keys: Keys,
    key_words: usize,
    value_words: usize,
    /// Key and value words, slot by slot.
    entries: Vec<u64>,
    /// Each slot's hash, or 0 if it is free.
    hashes: Vec<u32>,
    free: Vec<u32>,
    /// Slot + 1, or 0: open addressing, linear probing, a power of two long.
    table: Vec<u32>,
    len: usize,
    /// How often something was set, to tell NaNs apart.
    sets: u64,
}

impl GoMap {
    /// What a map takes beside its slots and its table, in bytes.
    pub const BYTES: u64 = size_of::<Self>() as u64 + 64;

    /// An empty map with those types of keys and values.
    pub fn new(
        values: Values<'_>,
        key: RTypeId,
        value: RTypeId,
        hint: usize,
    ) -> Result<Self, OutOfMemory> {
        let ty = values.ty(key);
        let keys = match ty.kind {
            Kind::String => Keys::Str,
            Kind::Float32 | Kind::Float64 | Kind::Interface | Kind::Array | Kind::Struct => {
                Keys::Other
            }
            _ => Keys::Word,
        };
        let table = if hint == 0 { 0 } else { (hint.min(1 << 20) * 4 / 3).next_power_of_two() };
        values.heap.reserve(Self::BYTES + table_bytes(table))?;
        Ok(Self {
            key,
            keys,
            key_words: ty.words as usize,
            value_words: values.ty(value).words as usize,
            entries: vec![],
            hashes: vec![],
            free: vec![],
            table: vec![0; table],
            len: 0,
            sets: 0,
        })
    }

    /// What so many slots take: words, hash, and place in the list of free ones.
    fn slot_bytes(&self, slots: usize) -> u64 {
        (slots as u64).saturating_mul((self.key_words + self.value_words) as u64 * 8 + 8)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether its keys are strings.
    pub fn has_string_keys(&self) -> bool {
        self.keys == Keys::Str
    }

    /// Words of a key.
    pub fn key_words(&self) -> usize {
        self.key_words
    }

    /// Words of a value.
    pub fn value_words(&self) -> usize {
        self.value_words
    }

    fn hash(&self, values: Values<'_>, key: &[u64], b: &mut Budget) -> Result<u32, Trouble> {
        let h = match self.keys {
            Keys::Word => mix(key[0]),
            Keys::Str => values.hash_string(key[0], key[1]),
            Keys::Other => values.hash(self.key, View::Words(key), self.sets, b)?,
        };
        Ok(h as u32 | LIVE)
    }

    fn entry(&self, slot: usize) -> &[u64] {
        let stride = self.key_words + self.value_words;
        &self.entries[slot * stride..(slot + 1) * stride]
    }

    fn key_is(
        &self,
        values: Values<'_>,
        slot: usize,
        key: &[u64],
        b: &mut Budget,
    ) -> Result<bool, Trouble> {
        let there = self.entry(slot);
        match self.keys {
            Keys::Word => Ok(there[0] == key[0]),
            Keys::Str => {
                Ok(there[1] == key[1] && values.heap.equal_bytes(there[0], key[0], key[1]))
            }
            Keys::Other => values.equal(self.key, View::Words(there), View::Words(key), b),
        }
    }

    fn find(
        &self,
        values: Values<'_>,
        key: &[u64],
        hash: u32,
        b: &mut Budget,
    ) -> Result<Option<usize>, Trouble> {
        if self.len == 0 {
            return Ok(None);
        }
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(slot) = self.table[at].checked_sub(1) {
            let slot = slot as usize;
            if self.hashes[slot] == hash && self.key_is(values, slot, key, b)? {
                return Ok(Some(at));
            }
            at = (at + 1) & mask;
        }
        Ok(None)
    }

    /// The value words of a key.
    pub fn get(
        &self,
        values: Values<'_>,
        key: &[u64],
        b: &mut Budget,
    ) -> Result<Option<&[u64]>, Trouble> {
        let hash = self.hash(values, key, b)?;
        let at = self.find(values, key, hash, b)?;
        Ok(at.map(|at| &self.entry(self.table[at] as usize - 1)[self.key_words..]))
    }

    /// Sets the value of a key; how many slots were moved for that.
    pub fn set(
        &mut self,
        values: Values<'_>,
        key: &[u64],
        value: &[u64],
        b: &mut Budget,
    ) -> Result<usize, Trouble> {
        let hash = self.hash(values, key, b)?;
        let stride = self.key_words + self.value_words;
        if let Some(at) = self.find(values, key, hash, b)? {
            let slot = self.table[at] as usize - 1;
            let start = slot * stride + self.key_words;
            self.entries[start..start + self.value_words].copy_from_slice(value);
            return Ok(0);
        }
        let moved = self.grow(values.heap)?;
        let slot = match self.free.pop() {
            Some(slot) => slot as usize,
            None => {
                self.hashes.push(0);
                self.entries.resize(self.entries.len() + stride, 0);
                self.hashes.len() - 1
            }
        };
        self.hashes[slot] = hash;
        let entry = &mut self.entries[slot * stride..(slot + 1) * stride];
        entry[..self.key_words].copy_from_slice(&key[..self.key_words]);
        entry[self.key_words..].copy_from_slice(value);
        self.enter(slot);
        self.len += 1;
        self.sets += 1;
        Ok(moved)
    }

    fn enter(&mut self, slot: usize) {
        let mask = self.table.len() - 1;
        let mut at = self.hashes[slot] as usize & mask;
        while self.table[at] != 0 {
            at = (at + 1) & mask;
        }
        self.table[at] = slot as u32 + 1;
    }

    /// Makes room for one more entry; how many slots were moved for that.
    fn grow(&mut self, heap: &Heap) -> Result<usize, OutOfMemory> {
        let (slots, mut moved) = (self.hashes.len(), 0);
        if self.free.is_empty() && slots == self.hashes.capacity() {
            let more = (2 * slots).max(SLOTS);
            heap.regrow(self.slot_bytes(slots), self.slot_bytes(more))?;
            self.hashes.reserve_exact(more - slots);
            let stride = self.key_words + self.value_words;
            self.entries.reserve_exact((more - slots) * stride);
            moved = slots;
        }
        let old = self.table.len();
        if (self.len + 1) * 4 > old * 3 {
            let size = (old * 2).max(TABLE);
            heap.regrow(table_bytes(old), table_bytes(size))?;
            self.table = vec![0; size];
            for slot in 0..slots {
                if self.hashes[slot] != 0 {
                    self.enter(slot);
                }
            }
            moved += slots;
        }
        Ok(moved)
    }

    /// Deletes a key, if it is there.
    pub fn delete(
        &mut self,
        values: Values<'_>,
        key: &[u64],
        b: &mut Budget,
    ) -> Result<(), Trouble> {
        let hash = self.hash(values, key, b)?;
        let Some(mut hole) = self.find(values, key, hash, b)? else { return Ok(()) };
        let slot = self.table[hole] as usize - 1;
        self.hashes[slot] = 0;
        if self.free.len() == self.free.capacity() {
            let wanted = (2 * self.free.len()).max(SLOTS).min(self.hashes.len());
            self.free.reserve_exact(wanted - self.free.len());
        }
        self.free.push(slot as u32);
        self.len -= 1;
        // Close the hole: whatever was pushed past it may come back.
        let mask = self.table.len() - 1;
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            if self.table[at] == 0 {
                break;
            }
            let home = self.hashes[self.table[at] as usize - 1] as usize & mask;
            if at.wrapping_sub(home) & mask >= at.wrapping_sub(hole) & mask {
                self.table[hole] = self.table[at];
                hole = at;
            }
        }
        self.table[hole] = 0;
        Ok(())
    }

    /// How many slots there are, with those of deleted entries.
    pub fn slots(&self) -> usize {
        self.hashes.len()
    }

    /// Deletes everything; how many places were cleared.
    pub fn clear(&mut self) -> usize {
        self.entries.clear();
        self.hashes.clear();
        self.free.clear();
        self.table.fill(0);
        self.len = 0;
        self.table.len()
    }

    /// All entries, oldest slot first.
    pub fn entries(&self) -> impl Iterator<Item = (Words, Words)> {
        (0..self.hashes.len()).filter(|s| self.hashes[*s] != 0).map(|s| {
            let (k, v) = self.entry(s).split_at(self.key_words);
            (Words::from_slice(k), Words::from_slice(v))
        })
    }

    /// The word that starts a range: a random walk through the slots there are now.
    pub fn start_range(&self, random: u64) -> u64 {
        let bits = self.hashes.len().next_power_of_two().trailing_zeros() as u64;
        bits | (random & !0x3f)
    }

    /// One step of a range: key and value words of the next entry. `step` is 0 at first.
    pub fn next_in_range(&self, start: u64, step: &mut u64) -> Option<&[u64]> {
        let bits = start & 0x3f;
        let mask = (1u64 << bits) - 1;
        let (offset, stride) = (start >> 6, start >> 35 | 1);
        while *step <= mask {
            let slot = (offset.wrapping_add(step.wrapping_mul(stride)) & mask) as usize;
            *step += 1;
            if self.hashes.get(slot).is_some_and(|h| *h != 0) {
                return Some(self.entry(slot));
            }
        }
        None
    }
}

/// What a table of that size takes.
fn table_bytes(size: usize) -> u64 {
    4 * size as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::bytecode::{FuncId, ProgramBuilder};
    use crate::lang::heap::Heap;
    use crate::lang::rtype::known;

    #[test]
    fn behaves_like_a_map_and_ranges_once() {
        let program = ProgramBuilder::new().finish(None, FuncId(0));
        let heap = Heap::new(1 << 20, &[]).expect("a small mapping");
        let values = Values::new(&program, &heap);
        let mut map = GoMap::new(values, known::INT, known::INT, 0).expect("room");
        let b = &mut Budget(u64::MAX);
        let mut model = std::collections::BTreeMap::new();
        let mut x = 1u64;
        for _ in 0..20_000 {
            x = mix(x);
            let key = x >> 32 & 0xff;
            match x & 3 {
                0 | 1 => {
                    map.set(values, &[key], &[x], b).expect("an int hashes");
                    model.insert(key, x);
                }
                2 => {
                    map.delete(values, &[key], b).expect("an int hashes");
                    model.remove(&key);
                }
                _ => {
                    let got = map.get(values, &[key], b).expect("an int hashes");
                    assert_eq!(got, model.get(&key).map(std::slice::from_ref));
                }
            }
            assert_eq!(map.len(), model.len());
        }
        let (start, mut step, mut seen) = (map.start_range(mix(7)), 0, vec![]);
        while let Some(e) = map.next_in_range(start, &mut step) {
            seen.push((e[0], e[1]));
        }
        assert_ne!(seen, model.iter().map(|(k, v)| (*k, *v)).collect::<Vec<_>>(), "shuffled");
        seen.sort_unstable();
        assert_eq!(seen, model.into_iter().collect::<Vec<_>>());
    }
}
