//! Expressions.
//!
//! `expr` gives the registers where a value is, perhaps a variable's own, which must not be
//! written; `expr_to` puts it where it is wanted. Next: [`super::call`], [`super::binary`].

use super::func::Fx;
use super::place::Place;
use crate::lang::ast::{Expr, ExprKind, Token};
use crate::lang::bytecode::instr::{ARRAY, HI, LO, MAX, UNSIGNED};
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::depth::deep;
use crate::lang::info::{Mode, ObjId, ObjKind, Selection};
use crate::lang::types::{Basic, Type, TypeId};

impl<'a> Fx<'_, 'a> {
    /// The registers that hold an expression's value.
    pub fn expr(&mut self, e: &'a Expr) -> Reg {
        if let Some(r) = self.hoisted.remove(&e.id) {
            return r;
        }
        match &self.expr_info(e).mode {
            Mode::Const(_) | Mode::Nil => return self.fresh(e),
            _ => {}
        }
        deep(|| match &e.kind {
            ExprKind::Paren(x) => self.expr(x),
            ExprKind::Call { f, args, .. } if self.is_free_conversion(e, f, args) => {
                self.expr(&args[0])
            }
            ExprKind::Call { .. } => self.call(e),
            ExprKind::Name(_) | ExprKind::Selector(..) | ExprKind::Star(_) => self.read(e),
            ExprKind::Index(x, _) if self.info.is_instance(e) => self.expr(x),
            ExprKind::Index(base, _)
                if matches!(
                    self.under(base),
                    Type::Slice(_) | Type::Array(..) | Type::Pointer(_)
                ) =>
            {
                self.read(e)
            }
            _ => self.fresh(e),
        })
    }

    /// Reads a place; the pointers used on the way are given up.
    fn read(&mut self, e: &'a Expr) -> Reg {
        let words = self.words(self.ty(e));
        let mark = self.top;
        let place = self.place(e);
        self.pos = e.pos;
        if let Place::Reg(r) = place {
            return r;
        }
        // The value takes the first of the registers that were needed to find it.
        let found = self.top;
        self.top = mark;
        let d = self.alloc(words);
        let after = self.top;
        self.top = found.max(after);
        self.load(place, d, words);
        self.top = after;
        d
    }

    /// Puts an expression's value into new registers.
    pub fn fresh(&mut self, e: &'a Expr) -> Reg {
        if matches!(e.kind, ExprKind::Call { .. })
            && !self.hoisted.contains_key(&e.id)
            && self.l.analysis.has_call(e)
            && self.constant(e).is_none()
        {
            // A call's results are in new registers already.
            return self.call(e);
        }
        let d = self.alloc_for(self.ty(e));
        self.expr_to(e, d);
        d
    }

    /// Puts an expression's value into registers; what else it needed is given up.
    pub fn expr_to(&mut self, e: &'a Expr, d: Reg) {
        let mark = self.top;
        deep(|| self.expr_into(e, d));
        self.top = mark;
    }

    fn expr_into(&mut self, e: &'a Expr, d: Reg) {
        let info = self.expr_info(e);
        let words = self.words(info.ty);
        if let Some(r) = self.hoisted.remove(&e.id) {
            return self.move_words(d, r, words);
        }
        match &info.mode {
            Mode::Const(value) => return self.const_to(value, info.ty, d),
            Mode::Nil => return self.zero(d, words),
            _ => {}
        }
        match &e.kind {
            ExprKind::Paren(x) => self.expr_to(x, d),
            ExprKind::Name(_) => {
                let obj = self.info.uses.get(&e.id).copied();
                self.object_to(e, obj, d);
            }
            ExprKind::Index(x, _) if self.info.is_instance(e) => self.expr_to(x, d),
            ExprKind::FuncLit(_, body) => self.closure(e, body, d),
            ExprKind::Composite { .. } => self.composite(e, Place::Reg(d)),
            ExprKind::Selector(base, _) => match self.info.selections.get(&e.id) {
                Some(Selection::Qualified(obj)) => self.object_to(e, Some(*obj), d),
                Some(Selection::Field { .. }) | None => self.read_to(e, d, words),
                Some(Selection::MethodExpr { receiver, method }) => {
                    self.method_expr(e, *receiver, method, d);
                }
                Some(selection) => self.method_value(e, base, selection, d),
            },
            ExprKind::Index(base, index) => match self.under(base) {
                Type::Map(key, _) => {
                    self.hoist(&[base, &index[0]]);
                    let m = self.expr(base);
                    let k = self.assignable(&index[0], *key);
                    self.pos = e.pos;
                    self.map_get(d, m, k, self.ty(base), false);
                }
                Type::Basic(_) => {
                    self.hoist(&[base, &index[0]]);
                    let s = self.expr(base);
                    let i = self.expr(&index[0]);
                    self.pos = e.pos;
                    self.emit(Instr::StrIndex { d, s, i });
                    self.code.indexed(self.is_unsigned_word(&index[0]));
                }
                _ => self.read_to(e, d, words),
            },
            ExprKind::Slice(base, bounds, _) => self.slice(e, base, bounds, d),
            ExprKind::Assert(x, Some(_)) => self.assert(e, x, info.ty, false, d),
            ExprKind::Call { .. } => self.call_to(e, d),
            ExprKind::Star(_) => self.read_to(e, d, words),
            ExprKind::Unary(op, x) => self.unary(e, *op, x, d),
            ExprKind::Binary(op, a, b) => self.binary(e, *op, a, b, d),
            other => unreachable!("the checker lets no {other:?} be a value"),
        }
    }

    fn read_to(&mut self, e: &'a Expr, d: Reg, words: u64) {
        let place = self.place(e);
        self.pos = e.pos;
        self.load(place, d, words);
    }

    /// The value of a variable or function that a name stands for.
    fn object_to(&mut self, e: &Expr, obj: Option<ObjId>, d: Reg) {
        let Some(obj) = obj else { unreachable!("the checker resolves every name: {:?}", e.kind) };
        match self.info.object(obj).kind {
            ObjKind::Func { .. } => self.func_value(obj, d),
            _ => {
                let place = self.variable(obj);
                self.load(place, d, self.words(self.info.object(obj).ty));
            }
        }
    }

    /// Evaluates an expression for a place of a type: a concrete value becomes an interface if
    /// the type is one.
    pub fn assignable(&mut self, e: &'a Expr, to: TypeId) -> Reg {
        if self.boxes(e, to) {
            let d = self.alloc(2);
            self.assignable_to(e, to, d);
            return d;
        }
        self.expr(e)
    }

    /// The same, into registers.
    pub fn assignable_to(&mut self, e: &'a Expr, to: TypeId, d: Reg) {
        if !self.boxes(e, to) {
            return self.expr_to(e, d);
        }
        let mark = self.top;
        let a = self.expr(e);
        self.pos = e.pos;
        self.make_iface(a, self.ty(e), d);
        self.top = mark;
    }

    fn boxes(&self, e: &Expr, to: TypeId) -> bool {
        let info = self.expr_info(e);
        self.is_interface(to) && info.mode != Mode::Nil && !self.is_interface(info.ty)
    }

    /// Turns a value in registers into one of type `to`, if that is an interface.
    pub fn convert_assignable(&mut self, a: Reg, from: TypeId, to: TypeId, d: Reg) {
        if self.is_interface(to) && !self.is_interface(from) {
            self.make_iface(a, from, d);
        } else {
            self.move_words(d, a, self.words(to));
        }
    }

    /// The interface value of a concrete one.
    pub fn make_iface(&mut self, a: Reg, ty: TypeId, d: Reg) {
        let t = self.rtype16(ty);
        self.emit(Instr::MakeIface { d, a, t });
    }

    /// Reads a map's element; the ok word comes right after it.
    pub fn map_get(&mut self, d: Reg, m: Reg, k: Reg, map: TypeId, ok: bool) {
        let t = self.l.rtype(map);
        self.emit(Instr::MapGet { ok: ok as u8, d, m, k });
        self.emit(Instr::Arg(t.0));
    }

    /// `x.(T)`
    pub fn assert(&mut self, e: &'a Expr, x: &'a Expr, to: TypeId, ok: bool, d: Reg) {
        let a = self.expr(x);
        self.pos = e.pos;
        let t = self.rtype16(to);
        let from = self.l.rtype(self.ty(x));
        if self.is_interface(to) {
            self.emit(Instr::AssertIface { ok: ok as u8, d, a, t });
        } else {
            self.emit(Instr::Assert { ok: ok as u8, d, a, t });
        }
        self.emit(Instr::Arg(from.0));
    }

    fn unary(&mut self, e: &'a Expr, op: Token, x: &'a Expr, d: Reg) {
        match op {
            Token::And => self.address_of(x, d),
            Token::Arrow => {
                let ch = self.expr(x);
                self.pos = e.pos;
                self.emit(Instr::Recv { ok: 0, d, ch });
            }
            _ => {
                let a = self.expr(x);
                self.pos = e.pos;
                self.arithmetic_unary(op, self.ty(e), a, d);
            }
        }
    }

    /// `&x`: of a variable, or of a new one that holds a composite literal.
    fn address_of(&mut self, x: &'a Expr, d: Reg) {
        match &x.kind {
            ExprKind::Paren(x) => deep(|| self.address_of(x, d)),
            ExprKind::Composite { .. } => self.new_composite(x, d),
            _ => {
                let place = self.place_in_memory(x);
                self.pos = x.pos;
                let a = self.address(place);
                self.move_words(d, a, 1);
            }
        }
    }

    /// The place of an addressable operand: never a single element through its slice.
    pub fn place_in_memory(&mut self, x: &'a Expr) -> Place {
        let place = self.place(x);
        self.resolve(place)
    }

    fn slice(&mut self, e: &'a Expr, base: &'a Expr, bounds: &'a [Option<Box<Expr>>; 3], d: Reg) {
        let mut operands = vec![base];
        operands.extend(bounds.iter().flatten().map(|b| &**b));
        self.hoist(&operands);
        let mut flags = 0;
        let array = match self.under(base) {
            Type::Array(elem, n) => Some((*elem, *n)),
            Type::Pointer(array) => match self.underlying(*array) {
                Type::Array(elem, n) => Some((*elem, *n)),
                _ => None,
            },
            _ => None,
        };
        let s = match array {
            None => self.expr(base),
            Some((_, n)) => {
                flags |= ARRAY;
                let pointer = match self.under(base) {
                    Type::Array(..) => {
                        let place = self.place_in_memory(base);
                        self.address(place)
                    }
                    _ => {
                        let p = self.expr(base);
                        self.emit(Instr::NilCheck { p });
                        p
                    }
                };
                let s = self.alloc(3);
                self.move_words(s, pointer, 1);
                self.word(s + 1, n);
                self.word(s + 2, n);
                s
            }
        };
        let x = self.alloc(3);
        for (i, (bound, flag)) in bounds.iter().zip([LO, HI, MAX]).enumerate() {
            if let Some(bound) = bound {
                flags |= flag;
                if self.is_unsigned_word(bound) {
                    flags |= flag << UNSIGNED;
                }
                self.expr_to(bound, x + i as Reg);
            }
        }
        self.pos = e.pos;
        let elem = match (array, self.under(base)) {
            (Some((elem, _)), _) => self.words(elem),
            (None, Type::Slice(elem)) => self.words(*elem),
            _ => return self.emit(Instr::StrSlice { flags, d, s, x }),
        };
        self.emit(Instr::Slice { flags, d, s, x });
        self.emit(Instr::Arg(elem as u32));
    }

    /// Evaluates a call's or comma-ok expression's values, one after the other.
    pub fn tuple(&mut self, e: &'a Expr) -> (Reg, Vec<TypeId>) {
        let bool_type = TypeId::basic(Basic::Bool);
        match &e.kind {
            ExprKind::Paren(x) => deep(|| self.tuple(x)),
            ExprKind::Index(base, index) => {
                let Type::Map(key, value) = self.under(base) else {
                    unreachable!("only maps have v, ok := m[k]")
                };
                self.hoist(&[base, &index[0]]);
                let d = self.alloc(self.words(*value) + 1);
                let mark = self.top;
                let m = self.expr(base);
                let k = self.assignable(&index[0], *key);
                self.pos = e.pos;
                self.map_get(d, m, k, self.ty(base), true);
                self.top = mark;
                (d, vec![*value, bool_type])
            }
            ExprKind::Unary(Token::Arrow, x) => {
                let Type::Chan(_, elem) = self.under(x) else {
                    unreachable!("only channels can be received from")
                };
                let d = self.alloc(self.words(*elem) + 1);
                let mark = self.top;
                let ch = self.expr(x);
                self.pos = e.pos;
                self.emit(Instr::Recv { ok: 1, d, ch });
                self.top = mark;
                (d, vec![*elem, bool_type])
            }
            ExprKind::Assert(x, Some(_)) => {
                let to = match self.under(e) {
                    Type::Tuple(types) => types[0],
                    _ => self.ty(e),
                };
                let d = self.alloc(self.words(to) + 1);
                let mark = self.top;
                self.assert(e, x, to, true, d);
                self.top = mark;
                (d, vec![to, bool_type])
            }
            _ => {
                let types = match self.under(e) {
                    Type::Tuple(types) => types.clone(),
                    _ => vec![self.ty(e)],
                };
                (self.expr(e), types)
            }
        }
    }
}
