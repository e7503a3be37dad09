//! Operations on slices, strings and maps.

use parking_lot::Mutex;

use super::map::GoMap;
use super::run::{get, put};
use super::value::{Budget, Trouble, View};
use super::{Thread, Trap};
use crate::lang::bytecode::Reg;
use crate::lang::bytecode::instr::{ARRAY, HI, LO, MAX, UNSIGNED};
use crate::lang::heap::{OutOfMemory, Window};
use crate::lang::rtype::{Kind, RType, RTypeId, known};
use crate::runtime::os::Os;

/// The sizes in bytes that Go's allocator rounds up to: append's capacities show them.
const SIZE_CLASSES: [u32; 67] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
    384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5120, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
];
const LARGEST_CLASS: u64 = 32768;
const PAGE: u64 = 8192;
/// How much a walk may look at before time passes, and up to where it costs nothing more.
const FIRST_WALK: u64 = 1 << 14;
const FREE_WALK: u64 = 1 << 10;
/// What it costs to move an entry of a large map when it grows, times 16.
const MOVE: i64 = 256;
/// Objects with pointers above this size carry a header word in Go.
const HEADERLESS: u64 = 512;

/// The capacity that Go's append gives a slice of `cap` elements that needs room for `len`.
pub(super) fn grown_cap(types: &[RType], elem: RTypeId, cap: u64, len: u64) -> u64 {
    let wanted = if len > 2 * cap || len > i64::MAX as u64 {
        len
    } else if cap < 256 {
        2 * cap
    } else {
        let mut wanted = cap;
        while wanted < len {
            wanted += (wanted + 3 * 256) >> 2;
        }
        wanted
    };
    let bytes = types[elem.0 as usize].bytes as u64;
    let size = rounded_up(wanted.saturating_mul(bytes), types[elem.0 as usize].pointers);
    size.checked_div(bytes).unwrap_or(len)
}

/// The size in bytes that Go's allocator gives a request of so many.
fn rounded_up(bytes: u64, pointers: bool) -> u64 {
    let header = if pointers && bytes > HEADERLESS { 8 } else { 0 };
    if bytes + header > LARGEST_CLASS {
        return bytes.checked_next_multiple_of(PAGE).unwrap_or(u64::MAX);
    }
    let at = SIZE_CLASSES.partition_point(|c| (*c as u64) < bytes + header);
    SIZE_CLASSES.get(at).map_or(LARGEST_CLASS, |c| *c as u64) - header
}

/// What an operation on so many words costs beside its instruction: nothing where they are few, and
/// where they do not fit into the fastest caches a nanosecond each.
#[inline(always)]
pub(super) fn bulk(words: u64) -> i64 {
    match words {
        0..256 => 0,
        256..4096 => words as i64 / 4,
        _ => words as i64,
    }
}

/// The same for operations that charge for few words, too.
fn large(words: u64) -> i64 {
    if words < 4096 { 0 } else { words as i64 }
}

/// The first rune of some bytes and how many it takes; invalid ones are U+FFFD and take one.
pub(super) fn decode_rune(bytes: &[u8]) -> (char, u64) {
    let n = match bytes[0] {
        0..0x80 => return (bytes[0] as char, 1),
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return (char::REPLACEMENT_CHARACTER, 1),
    };
    let valid = bytes.get(..n).and_then(|b| str::from_utf8(b).ok());
    match valid.and_then(|s| s.chars().next()) {
        Some(c) => (c, n as u64),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}

impl<O: Os> Thread<'_, '_, O> {
    // ── slices ───────────────────────────────────────────────────────────────────────────────

    /// The bounds of a slice expression: low, high and maximum.
    fn bounds(
        &mut self,
        w: &Window,
        flags: u8,
        x: Reg,
        len: u64,
        cap: u64,
        limit: &str,
    ) -> Result<(u64, u64, u64), Trap> {
        let lo = if flags & LO != 0 { get(w, x) } else { 0 };
        let hi = if flags & HI != 0 { get(w, x + 1) } else { len };
        let max = if flags & MAX != 0 { get(w, x + 2) } else { cap };
        if lo <= hi && hi <= max && max <= cap {
            return Ok((lo, hi, max));
        }
        let three = flags & MAX != 0;
        // As they are printed, and whether that one is negative.
        let shown = |word: u64, flag: u8| match flags & flag << UNSIGNED {
            0 => (i128::from(word as i64), (word as i64) < 0),
            _ => (i128::from(word), false),
        };
        let ((l, l_neg), (h, h_neg), (m, m_neg)) = (shown(lo, LO), shown(hi, HI), shown(max, MAX));
        let text = match three {
            true if max > cap && m_neg => format!("[::{m}]"),
            true if max > cap => format!("[::{m}] with {limit} {cap}"),
            true if hi > max && h_neg => format!("[:{h}:]"),
            true if hi > max => format!("[:{h}:{m}]"),
            true if l_neg => format!("[{l}::]"),
            true => format!("[{l}:{h}:]"),
            false if hi > max && h_neg => format!("[:{h}]"),
            false if hi > max => format!("[:{h}] with {limit} {cap}"),
            false if l_neg => format!("[{l}:]"),
            false => format!("[{l}:{h}]"),
        };
        Err(self.bounds_error(&format!("slice bounds out of range {text}")))
    }

    #[inline(never)]
    pub(super) fn slice(
        &mut self,
        w: &Window,
        flags: u8,
        d: Reg,
        s: Reg,
        x: Reg,
    ) -> Result<(), Trap> {
        let (at, len, cap) = (get(w, s), get(w, s + 1), get(w, s + 2));
        let limit = if flags & ARRAY != 0 { "length" } else { "capacity" };
        let (lo, hi, max) = self.bounds(w, flags, x, len, cap, limit)?;
        // An empty rest must not point past the object.
        let from = if max > lo { at + lo * self.arg() as u64 } else { at };
        self.put_words(w, d, &[from, hi - lo, max - lo]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn str_slice(
        &mut self,
        w: &Window,
        flags: u8,
        d: Reg,
        s: Reg,
        x: Reg,
    ) -> Result<(), Trap> {
        let (at, len) = (get(w, s), get(w, s + 1));
        let (lo, hi, _) = self.bounds(w, flags, x, len, len, "length")?;
        put(w, d, if hi > lo { at + lo } else { 0 });
        put(w, d + 1, hi - lo);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn make_slice(
        &mut self,
        w: &Window,
        d: Reg,
        len: Reg,
        cap: Reg,
    ) -> Result<(), Trap> {
        const LARGEST: u64 = 1 << 47;
        let elem = &self.vm.program.rtypes[self.arg() as usize];
        let (len, cap, bytes) = (get(w, len), get(w, cap), elem.bytes as u64);
        let fits = |n: u64| n as i64 >= 0 && n.checked_mul(bytes).is_some_and(|b| b <= LARGEST);
        if !fits(len) {
            return Err(self.runtime_error("makeslice: len out of range"));
        }
        if !fits(cap) || len > cap {
            return Err(self.runtime_error("makeslice: cap out of range"));
        }
        let at = self.vm.heap.alloc(cap.saturating_mul(elem.words as u64))?;
        self.put_words(w, d, &[at, len, cap]);
        Ok(())
    }

    /// Makes room for `more` elements after a slice's; where it is then and its capacity.
    fn grow(&mut self, s: [u64; 3], more: u64, elem: RTypeId) -> Result<(u64, u64), Trap> {
        const LARGEST: u64 = 1 << 48;
        let [at, len, cap] = s;
        if len + more <= cap {
            return Ok((at, cap));
        }
        let types = &self.vm.program.rtypes;
        let (bytes, words) = {
            let ty = &types[elem.0 as usize];
            (ty.bytes as u64, ty.words as u64)
        };
        let new_cap = grown_cap(types, elem, cap, len + more);
        let too_long = i64::try_from(len + more).is_err();
        if too_long || new_cap.checked_mul(bytes).is_none_or(|n| n > LARGEST) {
            return Err(self.runtime_error("growslice: len out of range"));
        }
        let new = self.vm.heap.alloc(new_cap.saturating_mul(words))?;
        self.vm.heap.copy(new, at, len * words);
        self.fuel -= (len * words / 4) as i64 + large(len * words);
        Ok((new, new_cap))
    }

    fn slice_words(&self, w: &Window, s: Reg) -> [u64; 3] {
        [get(w, s), get(w, s + 1), get(w, s + 2)]
    }

    #[inline(never)]
    pub(super) fn append(&mut self, w: &Window, n: u8, d: Reg, s: Reg, x: Reg) -> Result<(), Trap> {
        let elem = RTypeId(self.arg());
        let words = self.rtype(elem).words as u64;
        let old = self.slice_words(w, s);
        let (at, cap) = self.grow(old, n as u64, elem)?;
        self.vm.heap.copy(at + old[1] * words, self.sp + x as u64, n as u64 * words);
        self.put_words(w, d, &[at, old[1] + n as u64, cap]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn append_slice(&mut self, w: &Window, d: Reg, s: Reg, x: Reg) -> Result<(), Trap> {
        let elem = RTypeId(self.arg());
        let words = self.rtype(elem).words as u64;
        let (old, [from, n, _]) = (self.slice_words(w, s), self.slice_words(w, x));
        let (at, cap) = self.grow(old, n, elem)?;
        self.vm.heap.copy(at + old[1] * words, from, n * words);
        self.fuel -= (n * words / 4) as i64 + large(n * words);
        self.put_words(w, d, &[at, old[1] + n, cap]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn append_str(&mut self, w: &Window, d: Reg, s: Reg, x: Reg) -> Result<(), Trap> {
        let old = self.slice_words(w, s);
        let (from, n) = (get(w, x), get(w, x + 1));
        let (at, cap) = self.grow(old, n, known::UINT8)?;
        self.put_bytes(at + old[1], from, n);
        self.fuel -= bulk(n);
        self.put_words(w, d, &[at, old[1] + n, cap]);
        Ok(())
    }

    /// Spreads a string's bytes over words.
    fn put_bytes(&self, to: u64, from: u64, n: u64) {
        for i in 0..n {
            self.vm.heap.store(to + i, self.vm.heap.byte(from + i) as u64);
        }
    }

    #[inline(never)]
    pub(super) fn copy_slice(&mut self, w: &Window, d: Reg, a: Reg, b: Reg) -> Result<(), Trap> {
        let n = get(w, a + 1).min(get(w, b + 1));
        let words = n * self.arg() as u64;
        self.vm.heap.copy(get(w, a), get(w, b), words);
        self.fuel -= (words / 4) as i64 + large(words);
        put(w, d, n);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn copy_str(&mut self, w: &Window, d: Reg, a: Reg, b: Reg) -> Result<(), Trap> {
        let n = get(w, a + 1).min(get(w, b + 1));
        self.put_bytes(get(w, a), get(w, b), n);
        self.fuel -= bulk(n);
        put(w, d, n);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn clear_slice(&mut self, w: &Window, s: Reg) -> Result<(), Trap> {
        let words = get(w, s + 1) * self.arg() as u64;
        let at = get(w, s);
        self.fuel -= bulk(words);
        (at..at + words).for_each(|i| self.vm.heap.store(i, 0));
        Ok(())
    }

    #[inline(never)]
    pub(super) fn slice_to_array(
        &mut self,
        w: &Window,
        d: Reg,
        s: Reg,
        n: Reg,
    ) -> Result<(), Trap> {
        let (len, n) = (get(w, s + 1), get(w, n));
        if len < n {
            let text = format!(
                "cannot convert slice with length {len} to array or pointer to array with length {n}"
            );
            return Err(self.bounds_error(&text));
        }
        put(w, d, get(w, s));
        Ok(())
    }

    // ── strings ──────────────────────────────────────────────────────────────────────────────

    fn put_string(&mut self, w: &Window, d: Reg, bytes: &[u8]) -> Result<(), Trap> {
        let at = self.vm.heap.new_string(bytes)?;
        self.put_words(w, d, &[at, bytes.len() as u64]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn concat(&mut self, w: &Window, d: Reg, a: Reg, b: Reg) -> Result<(), Trap> {
        let (left, right) = ((get(w, a), get(w, a + 1)), (get(w, b), get(w, b + 1)));
        if left.1 == 0 || right.1 == 0 {
            let whole = if left.1 == 0 { right } else { left };
            self.put_words(w, d, &[whole.0, whole.1]);
            return Ok(());
        }
        self.join(w, d, [left, right].into_iter())
    }

    #[inline(never)]
    pub(super) fn concat_n(&mut self, w: &Window, d: Reg, a: Reg, n: u16) -> Result<(), Trap> {
        self.join(w, d, (0..n).map(|i| (get(w, a + 2 * i), get(w, a + 2 * i + 1))))
    }

    /// One string of several.
    fn join(
        &mut self,
        w: &Window,
        d: Reg,
        parts: impl Iterator<Item = (u64, u64)> + Clone,
    ) -> Result<(), Trap> {
        let len = parts.clone().map(|(_, n)| n).sum();
        self.fuel -= (len / 8) as i64 + large(len / 4);
        let heap = &self.vm.heap;
        let at = heap.string_room(len)?;
        let mut end = at;
        for (from, n) in parts {
            heap.copy_bytes(end, from, n);
            end += n;
        }
        self.put_words(w, d, &[at, len]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn str_to_bytes(&mut self, w: &Window, d: Reg, a: Reg) -> Result<(), Trap> {
        let (from, n) = (get(w, a), get(w, a + 1));
        let cap = if n == 0 { 0 } else { rounded_up(n, false) };
        let at = self.vm.heap.alloc(cap)?;
        self.put_bytes(at, from, n);
        self.fuel -= (n / 2) as i64 + large(n);
        self.put_words(w, d, &[at, n, cap]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn bytes_to_str(&mut self, w: &Window, d: Reg, a: Reg) -> Result<(), Trap> {
        let (from, n) = (get(w, a), get(w, a + 1));
        self.fuel -= (n / 2 + n / 8) as i64 + large(n);
        let at = self.vm.heap.string_room(n)?;
        self.vm.heap.pack(at, from, n);
        self.put_words(w, d, &[at, n]);
        Ok(())
    }

    /// The rune at a place of a string, and how many bytes it takes.
    fn rune_at(&self, at: u64, left: u64) -> (char, u64) {
        let n = left.min(4);
        let bytes = self.vm.heap.eight_bytes(at, n).to_le_bytes();
        decode_rune(&bytes[..n as usize])
    }

    #[inline(never)]
    pub(super) fn str_to_runes(&mut self, w: &Window, d: Reg, a: Reg) -> Result<(), Trap> {
        let (from, len) = (get(w, a), get(w, a + 1));
        self.fuel -= len as i64 + 4 * large(len);
        let (mut i, mut n) = (0, 0);
        while i < len {
            i += self.rune_at(from + i, len - i).1;
            n += 1;
        }
        let cap = rounded_up(n * 4, false) / 4;
        let at = self.vm.heap.alloc(cap)?;
        let mut i = 0;
        for to in at..at + n {
            let (rune, size) = self.rune_at(from + i, len - i);
            self.vm.heap.store(to, rune as u64);
            i += size;
        }
        self.put_words(w, d, &[at, n, cap]);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn runes_to_str(&mut self, w: &Window, d: Reg, a: Reg) -> Result<(), Trap> {
        let (at, n) = (get(w, a), get(w, a + 1));
        let _held = self.vm.heap.hold(4 * n)?;
        let mut text = String::with_capacity(4 * n as usize);
        text.extend((at..at + n).map(|i| rune(self.vm.heap.load(i))));
        self.fuel -= 4 * large(n) + (text.len() / 8) as i64;
        self.put_string(w, d, text.as_bytes())
    }

    #[inline(never)]
    pub(super) fn rune_to_str(&mut self, w: &Window, d: Reg, a: Reg) -> Result<(), Trap> {
        let text = rune(get(w, a)).to_string();
        self.put_string(w, d, text.as_bytes())
    }

    /// One step of a range over a string; `false` at its end.
    #[inline(never)]
    pub(super) fn str_next(&mut self, w: &Window, it: Reg, s: Reg) -> bool {
        let (i, at, len) = (get(w, it), get(w, s), get(w, s + 1));
        if i >= len {
            return false;
        }
        let (rune, size) = self.rune_at(at + i, len - i);
        put(w, it, i + size);
        put(w, it + 1, i);
        put(w, it + 2, rune as u64);
        true
    }

    // ── maps ─────────────────────────────────────────────────────────────────────────────────

    pub(super) fn map(&self, handle: u64) -> &Mutex<GoMap> {
        self.vm.maps.get(handle as usize - 1).expect("a map's handle is in the table")
    }

    /// Lets a walk through values look at as much as it needs, a piece at a time: time passes between.
    /// It begins anew each time, since what it looks at may have changed. The inner error is the type
    /// that does not allow it.
    #[inline]
    pub(super) fn walk<R>(
        &mut self,
        mut f: impl FnMut(&Self, &mut Budget) -> Result<R, Trouble>,
    ) -> Result<Result<R, RTypeId>, Trap> {
        let mut allowed = FIRST_WALK;
        loop {
            let mut budget = Budget(allowed);
            let trouble = match f(self, &mut budget) {
                Ok(done) => {
                    let used = allowed - budget.0;
                    self.fuel -= if used < FREE_WALK { 0 } else { used as i64 };
                    return Ok(Ok(done));
                }
                Err(trouble) => trouble,
            };
            match trouble {
                Trouble::Uncomparable(ty) => return Ok(Err(ty)),
                Trouble::OutOfMemory => return Err(OutOfMemory.into()),
                Trouble::Long => {
                    self.fuel -= allowed as i64;
                    self.loop_point();
                    allowed *= 2;
                }
            }
        }
    }

    #[cold]
    fn unhashable(&mut self, ty: RTypeId) -> Trap {
        self.uncomparable("hash of unhashable type", ty)
    }

    /// A key that is looked for in a map without entries is only asked whether it could be hashed,
    /// which has an error of its own.
    #[inline(never)]
    fn check_key(&mut self, key: RTypeId, words: &[u64]) -> Result<(), Trap> {
        let hash = |t: &Self, b: &mut Budget| t.vm.values().hash(key, View::Words(words), 0, b);
        self.walk(hash)?.map(drop).map_err(|ty| {
            let text = format!("hash of unhashable type: {}", self.rtype(ty).name);
            self.error(known::PLAIN_ERROR, &text)
        })
    }

    #[inline(never)]
    pub(super) fn make_map(&mut self, w: &Window, d: Reg, t: u16, hint: Reg) -> Result<(), Trap> {
        let ty = &self.vm.program.rtypes[t as usize];
        let (Some(key), Some(elem)) = (ty.key, ty.elem) else {
            unreachable!("a map has key and element types")
        };
        let hint = if hint == u16::MAX { 0 } else { get(w, hint) };
        let hint = if hint as i64 > 0 { hint as usize } else { 0 };
        let map = GoMap::new(self.vm.values(), key, elem, hint)?;
        put(w, d, self.vm.maps.push(Mutex::new(map)) as u64 + 1);
        Ok(())
    }

    /// What looking at a key costs: those of strings may be long.
    fn key_cost(&self, words: &[u64]) -> i64 {
        if let [_, len] = words { bulk(len / 8) } else { 0 }
    }

    #[inline(never)]
    pub(super) fn map_get(
        &mut self,
        w: &Window,
        ok: u8,
        d: Reg,
        m: Reg,
        k: Reg,
    ) -> Result<(), Trap> {
        let vm = self.vm;
        let ty = &vm.program.rtypes[self.arg() as usize];
        let (Some(key), Some(elem)) = (ty.key, ty.elem) else {
            unreachable!("a map has key and element types")
        };
        let key_words = self.words(w, k, vm.program.rtype(key).words as usize);
        let n = vm.program.rtype(elem).words as Reg;
        let handle = get(w, m);
        let looked = self.walk(|t, b| {
            let map = (handle != 0).then(|| t.map(handle).lock()).filter(|m| !m.is_empty());
            let Some(map) = map else { return Ok(None) };
            let value = map.get(vm.values(), &key_words, b)?;
            t.put_words(w, d, value.unwrap_or_default());
            Ok(Some(value.is_some()))
        })?;
        let found = match looked.map_err(|ty| self.unhashable(ty))? {
            Some(found) => found,
            None => self.check_key(key, &key_words).map(|()| false)?,
        };
        if vm.program.rtype(key).kind == Kind::String {
            self.fuel -= self.key_cost(&key_words);
        }
        if !found {
            (0..n).for_each(|i| put(w, d + i, 0));
        }
        if ok != 0 {
            put(w, d + n, found as u64);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn map_set(&mut self, w: &Window, m: Reg, k: Reg, a: Reg) -> Result<(), Trap> {
        let handle = get(w, m);
        if handle == 0 {
            return Err(self.error(known::PLAIN_ERROR, "assignment to entry in nil map"));
        }
        let set = self.walk(|t, b| {
            let mut map = t.map(handle).lock();
            let key = t.words(w, k, map.key_words());
            let value = t.words(w, a, map.value_words());
            let moved = map.set(t.vm.values(), &key, &value, b)? as u64;
            let long = if map.has_string_keys() { t.key_cost(&key) } else { 0 };
            Ok(MOVE * bulk(moved / 4) + long)
        })?;
        self.fuel -= set.map_err(|ty| self.unhashable(ty))?;
        Ok(())
    }

    #[inline(never)]
    pub(super) fn map_delete(&mut self, w: &Window, m: Reg, k: Reg, t: u16) -> Result<(), Trap> {
        let vm = self.vm;
        let key = vm.program.rtypes[t as usize].key.expect("a map has a key type");
        let words = self.words(w, k, vm.program.rtype(key).words as usize);
        let handle = get(w, m);
        let deleted = self.walk(|t, b| {
            let map = (handle != 0).then(|| t.map(handle).lock()).filter(|m| !m.is_empty());
            let Some(mut map) = map else { return Ok(false) };
            map.delete(vm.values(), &words, b).map(|()| true)
        })?;
        if vm.program.rtype(key).kind == Kind::String {
            self.fuel -= self.key_cost(&words);
        }
        if deleted.map_err(|ty| self.unhashable(ty))? {
            Ok(())
        } else {
            self.check_key(key, &words)
        }
    }

    /// What it costs.
    #[inline(never)]
    pub(super) fn map_clear(&mut self, handle: u64) -> i64 {
        if handle == 0 { 0 } else { bulk(self.map(handle).lock().clear() as u64) }
    }

    #[inline(never)]
    pub(super) fn map_iter(&mut self, w: &Window, it: Reg, m: Reg) {
        let handle = get(w, m);
        let random = self.random();
        let start = if handle == 0 { 0 } else { self.map(handle).lock().start_range(random) };
        self.put_words(w, it, &[handle, start, 0]);
    }

    /// One step of a range over a map, and what it costs; `false` at its end.
    #[inline(never)]
    pub(super) fn map_next(&mut self, w: &Window, it: Reg, d: Reg) -> (bool, i64) {
        let (handle, start, first) = (get(w, it), get(w, it + 1), get(w, it + 2));
        if handle == 0 {
            return (false, 0);
        }
        let mut step = first;
        let map = self.map(handle).lock();
        let entry = map.next_in_range(start, &mut step);
        let cost = 4 * bulk(step - first);
        let Some(entry) = entry else { return (false, cost) };
        self.put_words(w, d, entry);
        put(w, it + 2, step);
        (true, cost)
    }
}

/// A rune's character; what is none is U+FFFD.
fn rune(word: u64) -> char {
    u32::try_from(word).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}
