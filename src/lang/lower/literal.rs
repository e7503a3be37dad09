//! Composite literals.
//!
//! Structs and arrays are built in place, in registers or in the new object they will live in.
//! Next: [`super::place`].

use num_traits::ToPrimitive;

use super::func::Fx;
use super::place::Place;
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::info::{ConstValue, Selection};
use crate::lang::types::{FieldType, Type, TypeId};

impl<'a> Fx<'_, 'a> {
    /// Evaluates a composite literal into registers or into new memory, which holds zeros.
    pub fn composite(&mut self, e: &'a Expr, place: Place) {
        let ExprKind::Composite { elems, .. } = &e.kind else {
            unreachable!("only composite literals come here")
        };
        let ty = self.ty(e);
        self.pos = e.pos;
        let braces = match self.underlying(ty) {
            Type::Pointer(elem) => *elem,
            _ => ty,
        };
        // The entries of a map are evaluated and set one after the other.
        if !matches!(self.underlying(braces), Type::Map(..)) {
            let values: Vec<&Expr> = elems.iter().map(value_of).collect();
            self.hoist(&values);
        }
        match self.underlying(ty) {
            // An element `{…}` of a []*T is &T{…}.
            Type::Pointer(elem) => {
                let p = self.alloc(1);
                self.new_object(p, self.words(*elem));
                self.literal(*elem, elems, Place::cell(p));
                self.store(place, p, 1);
            }
            _ => self.literal(ty, elems, place),
        }
    }

    /// Evaluates what a literal's braces hold, as a value of a type.
    fn literal(&mut self, ty: TypeId, elems: &'a [Expr], place: Place) {
        match self.underlying(ty) {
            Type::Map(key, value) => {
                let m = self.map_literal(ty, *key, *value, elems);
                self.store(place, m, 1);
            }
            Type::Slice(elem) => {
                let n = elements(self, elems).map(|(i, _)| i + 1).max().unwrap_or(0);
                let s = self.alloc(3);
                let words = self.words(*elem);
                self.new_object(s, n * words);
                self.fill_elements(*elem, elems, Place::cell(s));
                self.word(s + 1, n);
                self.word(s + 2, n);
                self.store(place, s, 3);
            }
            _ => self.fill(ty, elems, place),
        }
    }

    /// `d = &T{…}`
    pub fn new_composite(&mut self, e: &'a Expr, d: Reg) {
        let mark = self.top;
        let ty = self.ty(e);
        let p = self.alloc(1);
        match self.underlying(ty) {
            Type::Struct(_) | Type::Array(..) => {
                self.new_object(p, self.words(ty));
                self.composite(e, Place::cell(p));
            }
            _ => {
                let a = self.expr(e);
                let words = self.words(ty);
                self.new_object(p, words);
                self.store(Place::cell(p), a, words);
            }
        }
        self.move_words(d, p, 1);
        self.top = mark;
    }

    /// Fills a struct or array.
    fn fill(&mut self, ty: TypeId, elems: &'a [Expr], place: Place) {
        match self.underlying(ty) {
            Type::Struct(fields) => {
                // A key may name a field of an embedded struct: then counting says nothing.
                let promoted = |e: &Expr| match &e.kind {
                    ExprKind::KeyValue(k, _) => self.field_path(k).len() > 1,
                    _ => false,
                };
                let complete = elems.len() == fields.len() && !elems.iter().any(promoted);
                self.zero_unless(complete, ty, place);
                self.fill_fields(fields, elems, place);
            }
            Type::Array(elem, n) => {
                self.zero_unless(elems.len() as u64 == *n, ty, place);
                self.fill_elements(*elem, elems, place);
            }
            other => unreachable!("no composite literal is a {other:?}"),
        }
    }

    fn zero_unless(&mut self, complete: bool, ty: TypeId, place: Place) {
        if let Place::Reg(r) = place
            && !complete
        {
            self.zero(r, self.words(ty));
        }
    }

    fn fill_fields(&mut self, fields: &'a [FieldType], elems: &'a [Expr], place: Place) {
        for (i, e) in elems.iter().enumerate() {
            let (path, value) = match &e.kind {
                ExprKind::KeyValue(k, v) => (self.field_path(k), &**v),
                _ => (&[i][..], e),
            };
            let (mut inner, mut offset) = (fields, 0);
            for (depth, index) in path.iter().enumerate() {
                if depth > 0 {
                    let Type::Struct(embedded) = self.underlying(inner[path[depth - 1]].ty) else {
                        unreachable!("only structs have promoted fields that a literal may name")
                    };
                    inner = embedded;
                }
                offset += self.l.layout.field_offset(&self.info.types, inner, *index);
            }
            let last = *path.last().expect("a path leads to a field");
            self.fill_one(value, inner[last].ty, place, offset);
        }
    }

    /// The way to the field that a key names, through embedded structs.
    fn field_path(&self, key: &Expr) -> &'a [usize] {
        match self.info.selections.get(&key.id) {
            Some(Selection::Field { path }) => path,
            _ => unreachable!("the checker lets only field names be keys here"),
        }
    }

    fn fill_elements(&mut self, elem: TypeId, elems: &'a [Expr], place: Place) {
        let words = self.words(elem);
        let list: Vec<_> = elements(self, elems).collect();
        for (i, value) in list {
            self.fill_one(value, elem, place, i * words);
        }
    }

    /// Evaluates one field or element into its part of a place.
    fn fill_one(&mut self, value: &'a Expr, ty: TypeId, place: Place, offset: u64) {
        let mark = self.top;
        let words = self.words(ty);
        self.pos = value.pos;
        let nested = matches!(value.kind, ExprKind::Composite { .. })
            && self.ty(value) == ty
            && matches!(self.underlying(ty), Type::Struct(_) | Type::Array(..));
        match place {
            Place::Reg(r) if nested => self.composite(value, Place::Reg(r + offset as Reg)),
            Place::Mem { ptr, off, valid } if nested => {
                self.composite(value, Place::Mem { ptr, off: off + offset, valid });
            }
            Place::Reg(r) => self.assignable_to(value, ty, r + offset as Reg),
            Place::Mem { ptr, off, valid } => {
                let a = self.assignable(value, ty);
                self.store(Place::Mem { ptr, off: off + offset, valid }, a, words);
            }
            other => unreachable!("literals are built in registers or new memory, not {other:?}"),
        }
        self.top = mark;
    }

    fn map_literal(&mut self, ty: TypeId, key: TypeId, value: TypeId, elems: &'a [Expr]) -> Reg {
        let m = self.alloc(1);
        let t = self.rtype16(ty);
        self.emit(Instr::MakeMap { d: m, t, hint: u16::MAX });
        for e in elems {
            let ExprKind::KeyValue(k, v) = &e.kind else {
                unreachable!("the checker asks for keys in map literals")
            };
            let mark = self.top;
            if self.l.analysis.has_call(v) {
                self.hoist_key(key, k);
                self.hoist_calls(v);
            }
            let k = self.assignable(k, key);
            let a = self.assignable(v, value);
            self.pos = e.pos;
            self.emit(Instr::MapSet { m, k, a });
            self.top = mark;
        }
        m
    }
}

fn value_of(e: &Expr) -> &Expr {
    match &e.kind {
        ExprKind::KeyValue(_, v) => v,
        _ => e,
    }
}

/// The elements of an array or slice literal with their indices.
fn elements<'a>(fx: &Fx<'_, 'a>, elems: &'a [Expr]) -> impl Iterator<Item = (u64, &'a Expr)> {
    let mut next = 0;
    let mut list = Vec::with_capacity(elems.len());
    for e in elems {
        let value = match &e.kind {
            ExprKind::KeyValue(k, v) => {
                if let Some(ConstValue::Int(i)) = fx.constant(k) {
                    next = i.to_u64().unwrap_or(0);
                }
                &**v
            }
            _ => e,
        };
        list.push((next, value));
        next += 1;
    }
    list.into_iter()
}
