//! Values by their type: equality and hashing of words, boxes of interfaces.
//!
//! What is compared or hashed may be as deep and as large as the program made it: the walk keeps a list
//! of what is still open instead of calling itself, counts that list as memory, and stops when it
//! has looked at as much as it may, so that the caller can let time pass. It must never know who
//! asks. Next: [`super::map`], which keeps keys by it.

use smallvec::SmallVec;

use crate::lang::bytecode::Program;
use crate::lang::heap::{Heap, OutOfMemory};
use crate::lang::rtype::{Kind, RType, RTypeId};

use super::api::Words;

/// Why a comparison or a hash has no result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The dynamic type does not allow it: that type.
    Uncomparable(RTypeId),
    /// The memory is used up.
    OutOfMemory,
    /// There is more to look at than was allowed.
    Long,
}

impl From<OutOfMemory> for Trouble {
    fn from(_: OutOfMemory) -> Self {
        Trouble::OutOfMemory
    }
}

/// How much may still be looked at.
#[derive(Debug)]
pub struct Budget(pub u64);

impl Budget {
    fn spend(&mut self, n: u64) -> Result<(), Trouble> {
        self.0 = self.0.checked_sub(n).ok_or(Trouble::Long)?;
        Ok(())
    }
}

/// What a step of a walk costs, and how many bytes of a string are one unit.
const STEP: u64 = 4;
const BYTES: u64 = 8;

/// Where a value's words are.
#[derive(Clone, Copy, Debug)]
pub enum View<'v> {
    /// Here.
    Words(&'v [u64]),
    /// In the heap, from that address on.
    Heap(u64),
}

impl View<'_> {
    /// The words from one on.
    #[inline]
    #[must_use]
    pub fn from(self, i: usize) -> Self {
        match self {
            View::Words(words) => View::Words(&words[i..]),
            View::Heap(at) => View::Heap(at + i as u64),
        }
    }

    /// A word; `load` reads the heap.
    #[inline]
    pub fn word(self, i: usize, load: impl Fn(u64) -> u64) -> u64 {
        match self {
            View::Words(words) => words[i],
            View::Heap(at) => load(at + i as u64),
        }
    }

    /// The value in the interface that is here: the payload itself, or what it points to.
    #[inline]
    #[must_use]
    pub fn boxed(self, words: u32, load: impl Fn(u64) -> u64) -> Self {
        match words {
            0 => View::Words(&[]),
            1 => self.from(1),
            _ => View::Heap(self.word(1, load)),
        }
    }
}

/// What is needed to look into values.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// The program's types.
    pub types: &'a [RType],
    /// The memory.
    pub heap: &'a Heap,
}

/// Two values of a type, or parts of them, and which of their parts is next.
#[derive(Clone, Copy)]
struct Pair<'v> {
    ty: RTypeId,
    a: View<'v>,
    b: View<'v>,
    next: usize,
}

/// The pairs that are not done, the innermost last.
type Open<'v> = SmallVec<[Pair<'v>; 4]>;

impl<'a> Values<'a> {
    /// The values of a program in a heap.
    pub fn new(program: &'a Program, heap: &'a Heap) -> Self {
        Self { types: &program.rtypes, heap }
    }

    /// A type.
    #[inline]
    pub fn ty(&self, id: RTypeId) -> &'a RType {
        &self.types[id.0 as usize]
    }

    /// The words of an interface's value of that type.
    pub fn unbox(&self, ty: RTypeId, payload: u64) -> Words {
        match self.ty(ty).words {
            0 => Words::new(),
            1 => Words::from_slice(&[payload]),
            n => (0..n as u64).map(|i| self.heap.load(payload + i)).collect(),
        }
    }

    /// An interface's payload for a value of that type.
    pub fn payload(&self, ty: RTypeId, words: &[u64]) -> Result<u64, OutOfMemory> {
        match self.ty(ty).words {
            0 => Ok(0),
            1 => Ok(words[0]),
            n => {
                let at = self.heap.alloc(n as u64)?;
                self.heap.write(at, &words[..n as usize]);
                Ok(at)
            }
        }
    }

    #[inline]
    fn word(&self, view: View<'_>, i: usize) -> u64 {
        view.word(i, |at| self.heap.load(at))
    }

    /// The part of an array or struct at an index, or the next one that counts: its index, type and
    /// first word.
    #[inline]
    fn part(&self, ty: &RType, next: usize) -> Option<(usize, RTypeId, usize)> {
        if ty.kind == Kind::Array {
            let elem = ty.elem.expect("an array has an element type");
            let at = next * self.ty(elem).words as usize;
            return (next < ty.len as usize).then_some((next, elem, at));
        }
        let fields = ty.fields.iter().enumerate().skip(next);
        let (i, f) = fields.into_iter().find(|(_, f)| &*f.name != "_")?;
        Some((i, f.ty, f.offset as usize))
    }

    /// The dynamic type that a type word tells, if its values can be compared.
    fn comparable(&self, type_word: u64) -> Result<RTypeId, Trouble> {
        let id = RTypeId(type_word as u32 - 1);
        if self.ty(id).comparable { Ok(id) } else { Err(Trouble::Uncomparable(id)) }
    }

    /// Whether two values without parts are equal.
    #[inline]
    fn same(&self, p: &Pair, kind: Kind, budget: &mut Budget) -> Result<bool, Trouble> {
        let word = |i| (self.word(p.a, i), self.word(p.b, i));
        let (x, y) = word(0);
        Ok(match kind {
            Kind::Float32 | Kind::Float64 => f64::from_bits(x) == f64::from_bits(y),
            Kind::String => {
                let (n, m) = word(1);
                budget.spend(if n == m && x != y { n / BYTES } else { 0 })?;
                n == m && self.heap.equal_bytes(x, y, n)
            }
            Kind::Slice | Kind::Map | Kind::Func => return Err(Trouble::Uncomparable(p.ty)),
            _ => x == y,
        })
    }

    /// `a == b` for values of a type.
    pub fn equal(
        &self,
        ty: RTypeId,
        a: View<'_>,
        b: View<'_>,
        budget: &mut Budget,
    ) -> Result<bool, Trouble> {
        let mut p = Pair { ty, a, b, next: 0 };
        let mut open = Open::new();
        let mut held = None;
        loop {
            budget.spend(STEP)?;
            let ty = self.ty(p.ty);
            let same = match ty.kind {
                _ if ty.plain || ty.words == 0 => {
                    budget.spend(ty.words.into())?;
                    (0..ty.words as usize).all(|i| self.word(p.a, i) == self.word(p.b, i))
                }
                Kind::Array | Kind::Struct => match self.part(ty, p.next) {
                    None => true,
                    Some((i, part, at)) => {
                        if open.len() == open.capacity() {
                            self.hold(&mut held, open.len() * 2 * size_of::<Pair>())?;
                        }
                        open.push(Pair { next: i + 1, ..p });
                        p = Pair { ty: part, a: p.a.from(at), b: p.b.from(at), next: 0 };
                        continue;
                    }
                },
                Kind::Interface => match (self.word(p.a, 0), self.word(p.b, 0)) {
                    (x, y) if x != y || x == 0 => x == y,
                    (x, _) => {
                        let ty = self.comparable(x)?;
                        let (words, load) = (self.ty(ty).words, |at| self.heap.load(at));
                        let (a, b) = (p.a.boxed(words, load), p.b.boxed(words, load));
                        p = Pair { ty, a, b, next: 0 };
                        continue;
                    }
                },
                kind => self.same(&p, kind, budget)?,
            };
            if !same {
                return Ok(false);
            }
            match open.pop() {
                Some(outer) => p = outer,
                None => return Ok(true),
            }
        }
    }

    /// Counts the list of a walk, which is about to have so many bytes.
    #[cold]
    fn hold(
        &self,
        held: &mut Option<crate::lang::heap::Held<'a>>,
        bytes: usize,
    ) -> Result<(), OutOfMemory> {
        match held {
            Some(held) => held.regrow(bytes as u64),
            None => {
                *held = Some(self.heap.hold(bytes as u64)?);
                Ok(())
            }
        }
    }

    /// A hash that is the same for equal values. NaNs differ from all others: `salt` is hashed in
    /// their place.
    pub fn hash(
        &self,
        ty: RTypeId,
        a: View<'_>,
        salt: u64,
        budget: &mut Budget,
    ) -> Result<u64, Trouble> {
        let mut p = Pair { ty, a, b: a, next: 0 };
        let (mut open, mut held, mut hash) = (Open::new(), None, 0);
        loop {
            budget.spend(STEP)?;
            let ty = self.ty(p.ty);
            let word = |i| self.word(p.a, i);
            let part = match ty.kind {
                _ if ty.plain || ty.words == 0 => {
                    budget.spend(ty.words.into())?;
                    (0..ty.words as usize).fold(0, |h, i| mix(h ^ word(i)))
                }
                Kind::Array | Kind::Struct => match self.part(ty, p.next) {
                    None => 0,
                    Some((i, part, at)) => {
                        if open.len() == open.capacity() {
                            self.hold(&mut held, open.len() * 2 * size_of::<Pair>())?;
                        }
                        open.push(Pair { next: i + 1, ..p });
                        p = Pair { ty: part, a: p.a.from(at), b: p.b, next: 0 };
                        continue;
                    }
                },
                Kind::Interface if word(0) == 0 => 0,
                Kind::Interface => {
                    hash = mix(hash ^ word(0));
                    let ty = self.comparable(word(0))?;
                    let a = p.a.boxed(self.ty(ty).words, |at| self.heap.load(at));
                    p = Pair { ty, a, b: p.b, next: 0 };
                    continue;
                }
                Kind::Float32 | Kind::Float64 => match f64::from_bits(word(0)) {
                    0.0 => 0,
                    x if x.is_nan() => !salt,
                    _ => word(0),
                },
                Kind::String => {
                    budget.spend(word(1) / BYTES)?;
                    self.hash_string(word(0), word(1))
                }
                Kind::Slice | Kind::Map | Kind::Func => return Err(Trouble::Uncomparable(p.ty)),
                _ => word(0),
            };
            hash = mix(hash ^ part);
            match open.pop() {
                Some(outer) => p = outer,
                None => return Ok(hash),
            }
        }
    }

    /// The hash of a string.
    pub fn hash_string(&self, at: u64, len: u64) -> u64 {
        let mut h = mix(len);
        for i in (0..len).step_by(8) {
            h = mix(h ^ self.heap.eight_bytes(at + i, (len - i).min(8)));
        }
        h
    }
}

/// Spreads a word's bits. A fixed function: iteration must not depend on anything else.
#[inline]
pub fn mix(x: u64) -> u64 {
    let wide = (x ^ 0x9e37_79b9_7f4a_7c15) as u128 * 0xd6e8_feb8_6659_fd93;
    (wide as u64) ^ (wide >> 64) as u64
}
