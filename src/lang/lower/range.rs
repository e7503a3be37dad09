//! `for … range`.
//!
//! The variables of a `:=` loop are new each turn. Next: [`super::flow`], and [`super::range_func`]
//! for loops over functions.

use super::func::Fx;
use super::place::Place;
use crate::lang::ast::{Block, Expr, ExprKind};
use crate::lang::bytecode::{Instr, Label, Reg};
use crate::lang::types::{Basic, Type, TypeId};

/// What a range loop needs while its body is lowered.
pub(super) struct Loop<'a> {
    pub name: Option<&'a str>,
    def: bool,
    lhs: &'a [Expr],
    pub body: &'a Block,
}

impl<'a> Fx<'_, 'a> {
    pub fn range(
        &mut self,
        name: Option<&'a str>,
        def: bool,
        lhs: &'a [Expr],
        x: &'a Expr,
        body: &'a Block,
    ) {
        let mark = self.top;
        let l = Loop { name, def, lhs, body };
        match self.under(x) {
            Type::Slice(elem) => self.range_slice(&l, x, *elem),
            Type::Array(elem, n) => self.range_array(&l, x, *elem, *n),
            Type::Pointer(array) => {
                let Type::Array(elem, n) = self.underlying(*array) else {
                    unreachable!("the checker ranges over pointers to arrays only")
                };
                let p = self.fresh(x);
                self.range_elements(&l, p, *elem, *n, false);
            }
            Type::Basic(Basic::String | Basic::UntypedString) => self.range_string(&l, x),
            Type::Basic(_) => self.range_int(&l, x),
            Type::Map(key, value) => self.range_map(&l, x, *key, *value),
            Type::Chan(_, elem) => self.range_chan(&l, x, *elem),
            Type::Func(sig) => self.range_func(&l, x, sig),
            other => unreachable!("the checker does not range over {other:?}"),
        }
        self.top = mark;
    }

    /// The variable of the loop at that place on the left, unless it is missing or `_`.
    fn wanted(l: &Loop<'a>, i: usize) -> Option<&'a Expr> {
        l.lhs.get(i).filter(|x| !matches!(&x.kind, ExprKind::Name(n) if &**n == "_"))
    }

    /// Gives the i-th variable its value for this turn.
    pub fn give(&mut self, l: &Loop<'a>, i: usize, a: Reg, ty: TypeId) {
        let Some(x) = Self::wanted(l, i) else { return };
        self.pos = x.pos;
        if l.def {
            if let Some(obj) = self.info.defs.get(&x.pos).copied() {
                self.adopt(obj, a, ty);
            }
        } else {
            let mark = self.top;
            let to = self.ty(x);
            let place = self.target(x);
            self.store_assignable(place, a, ty, to);
            self.top = mark;
        }
    }

    /// The counter of a loop as its variable: a copy, unless nothing ever assigns to it.
    fn give_counter(&mut self, l: &Loop<'a>, i: Reg, ty: TypeId) {
        let obj = Self::wanted(l, 0).and_then(|x| self.info.defs.get(&x.pos));
        let mut a = i;
        if l.def && obj.is_some_and(|obj| self.l.analysis.is_assigned(*obj)) {
            a = self.alloc(1);
            self.move_words(a, i, 1);
        }
        self.give(l, 0, a, ty);
    }

    /// The body between `start` and `next`; its end label is returned.
    fn turn(&mut self, l: &Loop<'a>, next: Label) -> Label {
        let end = self.enter(l.name, Some(next));
        self.block(l.body);
        self.flow.pop();
        end
    }

    /// A loop of a counter from 0 to below what register `n` holds.
    fn counted(&mut self, l: &Loop<'a>, n: Reg, each: impl FnOnce(&mut Self, Reg)) {
        let pos = self.pos;
        let i = self.new_word(0);
        let (start, next, test) = (self.label(), self.label(), self.label());
        self.jump(test);
        self.bind(start);
        let mark = self.top;
        each(self, i);
        let end = self.turn(l, next);
        self.top = mark;
        self.pos = pos;
        self.bind(next);
        self.emit(Instr::AddI { d: i, a: i, v: 1 });
        self.bind(test);
        self.jump_by(Instr::JumpLt { a: i, b: n, off: 0 }, start);
        self.bind(end);
    }

    fn range_int(&mut self, l: &Loop<'a>, x: &'a Expr) {
        let ty = match Self::wanted(l, 0) {
            Some(v) => match self.info.defs.get(&v.pos) {
                Some(obj) if l.def => self.info.object(*obj).ty,
                _ => self.ty(v),
            },
            None => self.ty(x),
        };
        let n = self.fresh(x);
        let unsigned = !super::convert::Num::of_type(self.underlying(ty)).signed();
        if !unsigned {
            return self.counted(l, n, |fx, i| fx.give_counter(l, i, ty));
        }
        let pos = self.pos;
        let i = self.new_word(0);
        let (start, next, test) = (self.label(), self.label(), self.label());
        self.jump(test);
        self.bind(start);
        let mark = self.top;
        self.give_counter(l, i, ty);
        let end = self.turn(l, next);
        self.top = mark;
        self.pos = pos;
        self.bind(next);
        self.emit(Instr::AddI { d: i, a: i, v: 1 });
        self.bind(test);
        self.jump_by(Instr::JumpLtU { a: i, b: n, off: 0 }, start);
        self.bind(end);
    }

    fn range_slice(&mut self, l: &Loop<'a>, x: &'a Expr, elem: TypeId) {
        let int = TypeId::basic(Basic::Int);
        let s = self.fresh(x);
        self.counted(l, s + 1, |fx, i| {
            fx.give_counter(l, i, int);
            if Self::wanted(l, 1).is_some() {
                let words = fx.words(elem);
                let place = fx.slice_element(s, i, words);
                fx.give_element(l, place, elem);
            }
        });
    }

    /// Gives the second variable the element at a place.
    fn give_element(&mut self, l: &Loop<'a>, place: Place, elem: TypeId) {
        let words = self.words(elem);
        let value = self.value(place, words);
        self.give(l, 1, value, elem);
    }

    fn range_array(&mut self, l: &Loop<'a>, x: &'a Expr, elem: TypeId, n: u64) {
        if Self::wanted(l, 1).is_none() {
            if self.l.analysis.has_call(x) {
                self.expr(x);
            }
            let n = self.new_word(n);
            let int = TypeId::basic(Basic::Int);
            return self.counted(l, n, |fx, i| fx.give_counter(l, i, int));
        }
        // The loop runs over a copy.
        let words = self.words(self.ty(x));
        let copy = self.new_cell(words);
        let mark = self.top;
        self.copy_to_memory(x, copy, words);
        self.top = mark;
        self.range_elements(l, copy, elem, n, true);
    }

    /// Puts a value into the object that a register points to, without registers if it is large.
    pub fn copy_to_memory(&mut self, x: &'a Expr, p: Reg, words: u64) {
        if words > 255 && matches!(self.expr_info(x).mode, crate::lang::info::Mode::Variable) {
            let place = self.place(x);
            let s = self.address(place);
            let n = self.new_word(words);
            self.emit(Instr::CopyMem { d: p, s, n });
        } else {
            let a = self.expr(x);
            self.store(Place::cell(p), a, words);
        }
    }

    /// A loop over the array that a register points to.
    fn range_elements(&mut self, l: &Loop<'a>, p: Reg, elem: TypeId, n: u64, valid: bool) {
        let int = TypeId::basic(Basic::Int);
        let s = self.alloc(3);
        self.move_words(s, p, 1);
        self.word(s + 1, n);
        self.word(s + 2, n);
        self.counted(l, s + 1, |fx, i| {
            fx.give_counter(l, i, int);
            if Self::wanted(l, 1).is_some() {
                if !valid {
                    fx.emit(Instr::NilCheck { p: s });
                }
                let words = fx.words(elem);
                let place = fx.slice_element(s, i, words);
                fx.give_element(l, place, elem);
            }
        });
    }

    fn range_string(&mut self, l: &Loop<'a>, x: &'a Expr) {
        let pos = self.pos;
        let s = self.fresh(x);
        let it = self.alloc(3);
        self.emit(Instr::Imm { d: it, v: 0 });
        let next = self.label();
        self.bind(next);
        let end = self.label();
        self.pos = pos;
        self.jump_by(Instr::StrNext { it, s, off: 0 }, end);
        let mark = self.top;
        self.give(l, 0, it + 1, TypeId::basic(Basic::Int));
        self.give(l, 1, it + 2, TypeId::basic(Basic::Int32));
        let broken = self.turn(l, next);
        self.top = mark;
        self.jump(next);
        self.bind(end);
        self.bind(broken);
    }

    fn range_map(&mut self, l: &Loop<'a>, x: &'a Expr, key: TypeId, value: TypeId) {
        let pos = self.pos;
        let it = self.alloc(3);
        let mark = self.top;
        let m = self.expr(x);
        self.emit(Instr::MapIter { it, m });
        self.top = mark;
        let (k, v) = (self.words(key), self.words(value));
        let d = self.alloc(k + v);
        let next = self.label();
        self.bind(next);
        let end = self.label();
        self.pos = pos;
        self.jump_by(Instr::MapNext { it, d, off: 0 }, end);
        let mark = self.top;
        self.give(l, 0, d, key);
        self.give(l, 1, d + k as Reg, value);
        let broken = self.turn(l, next);
        self.top = mark;
        self.jump(next);
        self.bind(end);
        self.bind(broken);
    }

    fn range_chan(&mut self, l: &Loop<'a>, x: &'a Expr, elem: TypeId) {
        let pos = self.pos;
        let ch = self.fresh(x);
        let words = self.words(elem);
        let d = self.alloc(words + 1);
        let next = self.label();
        self.bind(next);
        self.pos = pos;
        self.emit(Instr::Recv { ok: 1, d, ch });
        let mark = self.top;
        let end = self.enter(l.name, Some(next));
        self.jump_if(d + words as Reg, end, false);
        self.give(l, 0, d, elem);
        self.block(l.body);
        self.flow.pop();
        self.top = mark;
        self.jump(next);
        self.bind(end);
    }
}
