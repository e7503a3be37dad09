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

    /// Gives variables their values for this turn: those from place `first` on the left on.
    pub fn give(&mut self, l: &Loop<'a>, first: usize, values: &[(Reg, TypeId)]) {
        let mut old = vec![];
        for (i, (a, ty)) in (first..).zip(values) {
            let Some(x) = Self::wanted(l, i) else { continue };
            self.pos = x.pos;
            match self.info.defs.get(&x.pos).copied() {
                Some(obj) if l.def => self.adopt(obj, *a, *ty),
                _ if l.def => {}
                _ => old.push((x, *a, *ty)),
            }
        }
        self.assign_values(&old);
    }

    /// The counter of a loop as its variable: a copy, unless nothing ever assigns to it.
    fn counter(&mut self, l: &Loop<'a>, i: Reg) -> Reg {
        let obj = Self::wanted(l, 0).and_then(|x| self.info.defs.get(&x.pos));
        if !(l.def && obj.is_some_and(|obj| self.l.analysis.is_assigned(*obj))) {
            return i;
        }
        let a = self.alloc(1);
        self.move_words(a, i, 1);
        a
    }

    fn give_counter(&mut self, l: &Loop<'a>, i: Reg, ty: TypeId) {
        let a = self.counter(l, i);
        self.give(l, 0, &[(a, ty)]);
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
        let s = self.fresh(x);
        self.counted(l, s + 1, |fx, i| fx.give_element(l, i, s, elem));
    }

    /// Gives the variables the counter and an element of the slice in registers `s`.
    fn give_element(&mut self, l: &Loop<'a>, i: Reg, s: Reg, elem: TypeId) {
        let int = TypeId::basic(Basic::Int);
        if Self::wanted(l, 1).is_none() {
            return self.give_counter(l, i, int);
        }
        let a = self.counter(l, i);
        let words = self.words(elem);
        let value = self.value(Place::Elem { s, i, unsigned: false, stride: words, off: 0 }, words);
        self.give(l, 0, &[(a, int), (value, elem)]);
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
        let s = self.alloc(3);
        self.move_words(s, p, 1);
        self.word(s + 1, n);
        self.word(s + 2, n);
        self.counted(l, s + 1, |fx, i| {
            if Self::wanted(l, 1).is_some() && !valid {
                fx.emit(Instr::NilCheck { p: s });
            }
            fx.give_element(l, i, s, elem);
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
        let types = [Basic::Int, Basic::Int32].map(TypeId::basic);
        self.give(l, 0, &[(it + 1, types[0]), (it + 2, types[1])]);
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
        self.give(l, 0, &[(d, key), (d + k as Reg, value)]);
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
        self.give(l, 0, &[(d, elem)]);
        self.block(l.body);
        self.flow.pop();
        self.top = mark;
        self.jump(next);
        self.bind(end);
    }
}
