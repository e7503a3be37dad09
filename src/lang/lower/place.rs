//! Places: where a value is, to read it, write it or take its address.
//!
//! A place is found first and read or written later, because Go evaluates plain operands after
//! the calls beside them. Next: [`super::assign`].

use super::convert::Num;
use super::func::{Fx, Home};
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::depth::deep;
use crate::lang::info::{ObjId, ObjKind, Selection};
use crate::lang::types::{Type, TypeId};

/// Where a value is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In registers from this one on.
    Reg(Reg),
    /// In the registers from `base` + what is in `index`: an element of an array in registers.
    RegIndex { base: Reg, index: Reg },
    /// In memory, `off` words after the address in `ptr`.
    Mem {
        ptr: Reg,
        off: u64,
        /// Whether the address cannot be nil.
        valid: bool,
    },
    /// A package variable, or a part of one.
    Global(u64),
    /// From word `off` on, in an element of `stride` words of the slice in registers `s`: the index
    /// is checked when it is used.
    Elem { s: Reg, i: Reg, unsigned: bool, stride: u64, off: u64 },
    /// An element of a map; its type.
    MapElem { m: Reg, k: Reg, map: TypeId },
    /// `_`
    Blank,
}

impl Place {
    /// What lies at the address in a register that is never nil.
    pub fn cell(ptr: Reg) -> Self {
        Place::Mem { ptr, off: 0, valid: true }
    }

    /// What lies at a pointer of the program.
    pub fn deref(ptr: Reg) -> Self {
        Place::Mem { ptr, off: 0, valid: false }
    }

    /// The part of it that begins that many words further.
    pub fn at(self, words: u64) -> Self {
        match self {
            Place::Reg(r) => Place::Reg(r + words as Reg),
            Place::RegIndex { base, index } => Place::RegIndex { base: base + words as Reg, index },
            Place::Mem { ptr, off, valid } => Place::Mem { ptr, off: off + words, valid },
            Place::Global(a) => Place::Global(a + words),
            Place::Elem { s, i, unsigned, stride, off } => {
                Place::Elem { s, i, unsigned, stride, off: off + words }
            }
            other => other,
        }
    }
}

impl<'a> Fx<'_, 'a> {
    // ── reading and writing ──────────────────────────────────────────────────────────────────

    /// Reads a place into registers.
    pub fn load(&mut self, place: Place, d: Reg, words: u64) {
        match place {
            Place::Reg(r) => self.move_words(d, r, words),
            Place::RegIndex { base, index } => {
                if words > 0 {
                    self.emit(Instr::RegLoad { n: words as u8, d, a: base, i: index });
                }
            }
            Place::Mem { ptr, off, valid } => match (words, u16::try_from(off)) {
                (0, _) if valid => {}
                (1, Ok(off)) => self.emit(Instr::Load { d, p: ptr, off }),
                (0..=255, Ok(off)) => self.emit(Instr::LoadN { n: words as u8, d, p: ptr, off }),
                _ => {
                    let mark = self.top;
                    let p = self.offset_pointer(ptr, off);
                    self.emit(Instr::LoadBig { d, p, n: self.register_words(words) });
                    self.top = mark;
                }
            },
            Place::Global(address) => match (words, u32::try_from(address)) {
                (0..=3, Ok(addr)) => {
                    for i in 0..words as u32 {
                        self.emit(Instr::LoadG { d: d + i as Reg, addr: addr + i });
                    }
                }
                _ => {
                    let mark = self.top;
                    let p = self.new_word(address);
                    self.load(Place::cell(p), d, words);
                    self.top = mark;
                }
            },
            Place::Elem { s, i, unsigned, stride: 1, .. } if words == 1 => {
                self.emit(Instr::SliceLoad { d, s, i });
                self.code.indexed(unsigned);
            }
            Place::Elem { .. } => {
                let mark = self.top;
                let place = self.resolve(place);
                self.load(place, d, words);
                self.top = mark;
            }
            Place::MapElem { m, k, map } => self.map_get(d, m, k, map, false),
            Place::Blank => {}
        }
    }

    /// Writes registers to a place.
    pub fn store(&mut self, place: Place, a: Reg, words: u64) {
        match place {
            Place::Reg(r) => self.move_words(r, a, words),
            Place::RegIndex { base, index } => {
                if words > 0 {
                    self.emit(Instr::RegStore { n: words as u8, d: base, i: index, a });
                }
            }
            Place::Mem { ptr, off, valid } => match (words, u16::try_from(off)) {
                (0, _) if valid => {}
                (1, Ok(off)) => self.emit(Instr::Store { p: ptr, off, a }),
                (0..=255, Ok(off)) => self.emit(Instr::StoreN { n: words as u8, p: ptr, off, a }),
                _ => {
                    let mark = self.top;
                    let p = self.offset_pointer(ptr, off);
                    self.emit(Instr::StoreBig { p, a, n: self.register_words(words) });
                    self.top = mark;
                }
            },
            Place::Global(address) => match (words, u32::try_from(address)) {
                (0..=3, Ok(addr)) => {
                    for i in 0..words as u32 {
                        self.emit(Instr::StoreG { a: a + i as Reg, addr: addr + i });
                    }
                }
                _ => {
                    let mark = self.top;
                    let p = self.new_word(address);
                    self.store(Place::cell(p), a, words);
                    self.top = mark;
                }
            },
            Place::Elem { s, i, unsigned, stride: 1, .. } if words == 1 => {
                self.emit(Instr::SliceStore { s, i, a });
                self.code.indexed(unsigned);
            }
            Place::Elem { .. } => {
                let mark = self.top;
                let place = self.resolve(place);
                self.store(place, a, words);
                self.top = mark;
            }
            Place::MapElem { m, k, .. } => self.emit(Instr::MapSet { m, k, a }),
            Place::Blank => {}
        }
    }

    /// Words of a value that fits into registers; `alloc` has complained about any other.
    fn register_words(&self, words: u64) -> u16 {
        u16::try_from(words).unwrap_or(u16::MAX)
    }

    /// The registers a place's value is in, or new ones it is read into.
    pub fn value(&mut self, place: Place, words: u64) -> Reg {
        match place {
            Place::Reg(r) => r,
            _ => {
                let d = self.alloc(words);
                self.load(place, d, words);
                d
            }
        }
    }

    /// The address of a place in memory, in a register.
    pub fn address(&mut self, place: Place) -> Reg {
        match place {
            Place::Mem { ptr, off: 0, valid: true } => ptr,
            Place::Mem { ptr, off: 0, valid: false } => {
                self.emit(Instr::NilCheck { p: ptr });
                ptr
            }
            Place::Mem { ptr, off, .. } => self.offset_pointer(ptr, off),
            Place::Global(address) => self.new_word(address),
            Place::Elem { .. } => {
                let place = self.resolve(place);
                self.address(place)
            }
            other => unreachable!("what has an address lies in memory, not {other:?}"),
        }
    }

    /// A pointer `off` words further; nil traps.
    fn offset_pointer(&mut self, ptr: Reg, off: u64) -> Reg {
        let d = self.alloc(1);
        match u16::try_from(off) {
            Ok(off) => self.emit(Instr::FieldAddr { d, p: ptr, off }),
            Err(_) => {
                self.emit(Instr::NilCheck { p: ptr });
                self.word(d, off);
                self.emit(Instr::Add { d, a: ptr, b: d });
            }
        }
        d
    }

    /// Checks the index of a slice's element, whose place is then an address.
    pub fn resolve(&mut self, place: Place) -> Place {
        let Place::Elem { s, i, unsigned, stride, off } = place else { return place };
        let d = self.alloc(1);
        match u8::try_from(stride) {
            Ok(n) => self.emit(Instr::SliceAddr { n, d, s, i }),
            Err(_) => {
                self.emit(Instr::SliceAddrBig { d, s, i });
                self.emit(Instr::Arg(stride as u32));
            }
        }
        self.code.indexed(unsigned);
        Place::Mem { ptr: d, off, valid: true }
    }

    // ── finding ──────────────────────────────────────────────────────────────────────────────

    /// Where a variable is.
    pub fn variable(&mut self, obj: ObjId) -> Place {
        match self.vars.get(&obj) {
            Some(Home::Reg(r)) => Place::Reg(*r),
            Some(Home::Cell(r)) => Place::cell(*r),
            None => {
                debug_assert!(
                    matches!(self.info.object(obj).kind, ObjKind::Var { owner: None }),
                    "a local variable is declared before it is used: {:?}",
                    self.info.object(obj)
                );
                Place::Global(self.l.global(obj))
            }
        }
    }

    /// Where the left side of an assignment is.
    pub fn target(&mut self, e: &'a Expr) -> Place {
        match &e.kind {
            ExprKind::Paren(x) => self.target(x),
            ExprKind::Name(name) if &**name == "_" => Place::Blank,
            ExprKind::Index(base, index) => match self.under(base) {
                Type::Map(key, _) => {
                    let m = self.expr(base);
                    let k = self.assignable(&index[0], *key);
                    Place::MapElem { m, k, map: self.ty(base) }
                }
                _ => self.place(e),
            },
            _ => self.place(e),
        }
    }

    /// Where the value of an expression is; one that is not a variable is evaluated.
    pub fn place(&mut self, e: &'a Expr) -> Place {
        if let Some(r) = self.hoisted.remove(&e.id) {
            return Place::Reg(r);
        }
        deep(|| self.place_kind(e))
    }

    fn place_kind(&mut self, e: &'a Expr) -> Place {
        match &e.kind {
            ExprKind::Paren(x) => self.place(x),
            ExprKind::Name(_) => match self.info.uses.get(&e.id) {
                Some(obj) if matches!(self.info.object(*obj).kind, ObjKind::Var { .. }) => {
                    self.variable(*obj)
                }
                _ => Place::Reg(self.fresh(e)),
            },
            ExprKind::Star(x) => {
                let ptr = self.expr(x);
                Place::deref(ptr)
            }
            ExprKind::Selector(base, _) => match self.info.selections.get(&e.id) {
                Some(Selection::Field { path }) => {
                    let place = self.place(base);
                    self.follow(place, self.ty(base), path).0
                }
                Some(Selection::Qualified(obj))
                    if matches!(self.info.object(*obj).kind, ObjKind::Var { .. }) =>
                {
                    self.variable(*obj)
                }
                _ => Place::Reg(self.fresh(e)),
            },
            ExprKind::Index(x, _) if self.info.is_instance(e) => self.place(x),
            ExprKind::Index(base, index) => self.element(e, base, &index[0]),
            _ => Place::Reg(self.fresh(e)),
        }
    }

    /// The field at `path` of a value of type `ty` at a place, through pointers on the way; and
    /// its type.
    pub fn follow(&mut self, place: Place, ty: TypeId, path: &[usize]) -> (Place, TypeId) {
        let (mut place, mut ty) = (place, ty);
        for index in path {
            let mut structure = self.underlying(ty);
            if let Type::Pointer(elem) = structure {
                place = Place::deref(self.value(place, 1));
                structure = self.underlying(*elem);
            }
            let Type::Struct(fields) = structure else {
                unreachable!("the checker selects fields of structs only, not of {structure:?}")
            };
            place = place.at(self.l.layout.field_offset(&self.info.types, fields, *index));
            ty = fields[*index].ty;
        }
        (place, ty)
    }

    /// Whether an index may be above the largest int.
    pub fn is_unsigned_word(&self, index: &Expr) -> bool {
        Num::of_type(self.under(index)) == Num::Int { bits: 64, signed: false }
    }

    /// Where `base[index]` is.
    fn element(&mut self, e: &'a Expr, base: &'a Expr, index: &'a Expr) -> Place {
        match self.under(base) {
            Type::Slice(elem) => {
                self.hoist(&[base, index]);
                let words = self.words(*elem);
                let s = self.expr(base);
                let i = self.expr(index);
                self.pos = e.pos;
                let unsigned = self.is_unsigned_word(index);
                Place::Elem { s, i, unsigned, stride: words, off: 0 }
            }
            Type::Array(elem, n) => {
                self.hoist(&[base, index]);
                let place = self.place(base);
                self.array_element(e, place, *elem, *n, index)
            }
            Type::Pointer(array) => {
                self.hoist(&[base, index]);
                let Type::Array(elem, n) = self.underlying(*array) else {
                    unreachable!("only pointers to arrays can be indexed")
                };
                let ptr = self.expr(base);
                self.array_element(e, Place::deref(ptr), *elem, *n, index)
            }
            _ => Place::Reg(self.fresh(e)),
        }
    }

    fn array_element(
        &mut self,
        e: &Expr,
        array: Place,
        elem: TypeId,
        n: u64,
        index: &'a Expr,
    ) -> Place {
        use num_traits::ToPrimitive;
        let words = self.words(elem);
        if let Some(crate::lang::info::ConstValue::Int(i)) = self.constant(index) {
            return array.at(i.to_u64().unwrap_or(0) * words);
        }
        let array = self.resolve(array);
        let i = self.expr(index);
        self.pos = e.pos;
        if let Place::Mem { ptr, valid: false, .. } = array {
            self.emit(Instr::NilCheck { p: ptr });
        }
        match u32::try_from(n) {
            Ok(n) => self.emit(Instr::Bounds { i, n }),
            Err(_) => {
                let n = self.new_word(n);
                self.emit(Instr::BoundsR { i, n });
            }
        }
        self.code.indexed(self.is_unsigned_word(index));
        let scaled = match words {
            1 => i,
            _ => {
                let d = self.alloc(1);
                match i16::try_from(words) {
                    Ok(v) => self.emit(Instr::MulI { d, a: i, v }),
                    Err(_) => {
                        self.word(d, words);
                        self.emit(Instr::Mul { d, a: i, b: d });
                    }
                }
                d
            }
        };
        let base = match array {
            Place::Reg(base) => return Place::RegIndex { base, index: scaled },
            Place::RegIndex { base, index } => {
                let d = self.alloc(1);
                self.emit(Instr::Add { d, a: index, b: scaled });
                return Place::RegIndex { base, index: d };
            }
            Place::Mem { ptr, off, .. } => {
                let d = self.alloc(1);
                self.emit(Instr::Add { d, a: ptr, b: scaled });
                return Place::Mem { ptr: d, off, valid: true };
            }
            Place::Global(address) => self.new_word(address),
            other => unreachable!("an array does not lie in {other:?}"),
        };
        self.emit(Instr::Add { d: base, a: base, b: scaled });
        Place::cell(base)
    }
}
