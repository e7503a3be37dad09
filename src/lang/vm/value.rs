//! Values by their type: equality and hashing of words, boxes of interfaces.
//!
//! It must never know who asks. Next: [`super::map`], which keeps keys by it.

use crate::lang::bytecode::Program;
use crate::lang::heap::{Heap, OutOfMemory};
use crate::lang::rtype::{Kind, RType, RTypeId};

use super::api::Words;

/// A value was compared or hashed whose dynamic type does not allow it: that type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Uncomparable(pub RTypeId);

/// What is needed to look into values.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// The program's types.
    pub types: &'a [RType],
    /// The memory.
    pub heap: &'a Heap,
}

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

    /// `a == b` for values of a type.
    pub fn equal(&self, id: RTypeId, a: &[u64], b: &[u64]) -> Result<bool, Uncomparable> {
        let ty = self.ty(id);
        match ty.kind {
            Kind::Float32 | Kind::Float64 => Ok(f64::from_bits(a[0]) == f64::from_bits(b[0])),
            Kind::String => Ok(a[1] == b[1] && self.heap.equal_bytes(a[0], b[0], a[1])),
            Kind::Interface => self.equal_ifaces((a[0], a[1]), (b[0], b[1])),
            Kind::Slice | Kind::Map | Kind::Func => Err(Uncomparable(id)),
            Kind::Array => {
                let elem = ty.elem.expect("an array has an element type");
                let n = self.ty(elem).words as usize;
                for i in 0..self.parts(ty, n) {
                    if !self.equal(elem, &a[i * n..], &b[i * n..])? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Kind::Struct => {
                for f in ty.fields.iter().filter(|f| &*f.name != "_") {
                    let at = f.offset as usize;
                    if !self.equal(f.ty, &a[at..], &b[at..])? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Ok(a[0] == b[0]),
        }
    }

    /// How many elements of `words` words an array has to look at: none if they hold nothing.
    fn parts(&self, array: &RType, words: usize) -> usize {
        if words == 0 { 0 } else { array.len as usize }
    }

    /// `a == b` for interface values.
    pub fn equal_ifaces(&self, a: (u64, u64), b: (u64, u64)) -> Result<bool, Uncomparable> {
        if a.0 != b.0 || a.0 == 0 {
            return Ok(a.0 == b.0);
        }
        let id = RTypeId(a.0 as u32 - 1);
        if !self.ty(id).comparable {
            return Err(Uncomparable(id));
        }
        self.equal(id, &self.unbox(id, a.1), &self.unbox(id, b.1))
    }

    /// A hash that is the same for equal values.
    pub fn hash(&self, id: RTypeId, a: &[u64]) -> Result<u64, Uncomparable> {
        let ty = self.ty(id);
        match ty.kind {
            Kind::Float32 | Kind::Float64 => {
                Ok(mix(if f64::from_bits(a[0]) == 0.0 { 0 } else { a[0] }))
            }
            Kind::String => Ok(self.hash_string(a[0], a[1])),
            Kind::Interface if a[0] == 0 => Ok(0),
            Kind::Interface => {
                let dynamic = RTypeId(a[0] as u32 - 1);
                if !self.ty(dynamic).comparable {
                    return Err(Uncomparable(dynamic));
                }
                Ok(mix(a[0] ^ self.hash(dynamic, &self.unbox(dynamic, a[1]))?))
            }
            Kind::Slice | Kind::Map | Kind::Func => Err(Uncomparable(id)),
            Kind::Array => {
                let elem = ty.elem.expect("an array has an element type");
                let n = self.ty(elem).words as usize;
                (0..self.parts(ty, n))
                    .try_fold(0, |h, i| Ok(mix(h ^ self.hash(elem, &a[i * n..])?)))
            }
            Kind::Struct => ty
                .fields
                .iter()
                .filter(|f| &*f.name != "_")
                .try_fold(0, |h, f| Ok(mix(h ^ self.hash(f.ty, &a[f.offset as usize..])?))),
            _ => Ok(mix(a[0])),
        }
    }

    /// The hash of a string.
    pub fn hash_string(&self, at: u64, len: u64) -> u64 {
        let mut h = mix(len);
        let mut i = 0;
        while i < len {
            let mut word = 0;
            if at.is_multiple_of(8) {
                word = self.heap.load((at + i) / 8);
                if len - i < 8 {
                    word &= (1 << ((len - i) * 8)) - 1;
                }
            } else {
                for j in 0..(len - i).min(8) {
                    word |= (self.heap.byte(at + i + j) as u64) << (j * 8);
                }
            }
            h = mix(h ^ word);
            i += 8;
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
