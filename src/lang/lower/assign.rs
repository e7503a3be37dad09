//! Assignments and variable declarations.
//!
//! Next: [`super::place`].

use super::call::strip;
use super::func::{Fx, Home};
use super::place::Place;
use crate::lang::ast::{Expr, ExprKind, Ident, Token};
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::info::{Initializer, ObjId};
use crate::lang::types::{Type, TypeId};

/// What the assignments of a statement have changed so far.
#[derive(Default)]
struct Written {
    /// Variables in registers.
    vars: Vec<ObjId>,
    /// Something in memory.
    memory: bool,
    /// A result that a deferred call may see, so that nothing may fail after it.
    result: bool,
}

impl<'a> Fx<'_, 'a> {
    // ── declarations ─────────────────────────────────────────────────────────────────────────

    /// Makes a place for a new variable; its registers stay in use until its block ends. The
    /// place holds nothing yet (registers) or zero (memory).
    pub fn declare(&mut self, obj: ObjId) -> Place {
        let words = self.words(self.info.object(obj).ty);
        if self.l.analysis.in_memory(obj) {
            let cell = self.new_cell(words);
            self.vars.insert(obj, Home::Cell(cell));
            Place::cell(cell)
        } else {
            let r = self.alloc(words);
            self.vars.insert(obj, Home::Reg(r));
            Place::Reg(r)
        }
    }

    /// Declares a variable and gives it a value that was evaluated before.
    pub fn declare_value(&mut self, obj: ObjId, a: Reg, from: TypeId) {
        let ty = self.info.object(obj).ty;
        let place = self.declare(obj);
        self.store_assignable(place, a, from, ty);
    }

    /// The same for registers that nothing else uses: they become the variable, if they can.
    pub fn adopt(&mut self, obj: ObjId, a: Reg, from: TypeId) {
        if !self.l.analysis.in_memory(obj) && self.info.object(obj).ty == from {
            self.vars.insert(obj, Home::Reg(a));
        } else {
            self.declare_value(obj, a, from);
        }
    }

    /// Stores a value in registers to a place of type `to`.
    pub fn store_assignable(&mut self, place: Place, a: Reg, from: TypeId, to: TypeId) {
        let mark = self.top;
        let words = self.words(to);
        if self.is_interface(to) && !self.is_interface(from) {
            let d = self.alloc(2);
            self.make_iface(a, from, d);
            self.store(place, d, words);
        } else {
            self.store(place, a, words);
        }
        self.top = mark;
    }

    /// `var x T = v`, `x := v`: one variable.
    pub fn declare_one(&mut self, obj: Option<ObjId>, value: &'a Expr) {
        let Some(obj) = obj else {
            let mark = self.top;
            self.expr(value);
            self.top = mark;
            return;
        };
        let ty = self.info.object(obj).ty;
        if self.l.analysis.in_memory(obj) {
            // The value may use an outer variable of the same name, or the one of the last time
            // round a loop: it is evaluated before the new cell is made.
            let cell = self.alloc(1);
            let mark = self.top;
            let words = self.words(ty);
            if matches!(value.kind, ExprKind::Composite { .. }) && !self.is_interface(ty) {
                let fresh = self.alloc(1);
                self.new_composite(value, fresh);
                self.move_words(cell, fresh, 1);
            } else {
                let a = self.assignable(value, ty);
                self.new_object(cell, words);
                self.store(Place::cell(cell), a, words);
            }
            self.top = mark;
            self.vars.insert(obj, Home::Cell(cell));
        } else {
            let r = match self.is_interface(ty) {
                false => self.fresh(value),
                true => {
                    let r = self.alloc(2);
                    self.assignable_to(value, ty, r);
                    r
                }
            };
            self.vars.insert(obj, Home::Reg(r));
        }
    }

    /// `var a, b T`, `var a, b = x, y`, `var a, b = f()`.
    pub fn var_decl(&mut self, names: &'a [Ident], values: &'a [Expr]) {
        let objs: Vec<Option<ObjId>> =
            names.iter().map(|n| self.info.defs.get(&n.pos).copied()).collect();
        match values {
            [] => {
                for obj in objs.into_iter().flatten() {
                    if let Place::Reg(r) = self.declare(obj) {
                        self.zero(r, self.words(self.info.object(obj).ty));
                    }
                }
            }
            [value] if objs.len() == 1 => self.declare_one(objs[0], value),
            [value] => {
                // The variables lie below the temporaries that are given up.
                let (a, types) = self.tuple(value);
                let mut at = a;
                for (obj, ty) in objs.into_iter().zip(types) {
                    if let Some(obj) = obj {
                        self.declare_value(obj, at, ty);
                    }
                    at += self.words(ty) as Reg;
                }
            }
            _ => {
                let values: Vec<&Expr> = values.iter().collect();
                let types: Vec<TypeId> = objs
                    .iter()
                    .zip(&values)
                    .map(|(o, v)| o.map_or_else(|| self.ty(v), |o| self.info.object(o).ty))
                    .collect();
                let regs = self.evaluate_all(&values, &types);
                for ((obj, r), ty) in objs.into_iter().zip(regs).zip(types) {
                    if let Some(obj) = obj {
                        self.declare_value(obj, r, ty);
                    }
                }
            }
        }
    }

    /// Evaluates several values for places of the types, each into registers of its own.
    fn evaluate_all(&mut self, values: &[&'a Expr], types: &[TypeId]) -> Vec<Reg> {
        self.hoist(values);
        let fresh = |fx: &mut Self, v: &'a Expr, ty: TypeId| {
            let d = fx.alloc_for(ty);
            fx.assignable_to(v, ty, d);
            d
        };
        values.iter().zip(types).map(|(v, ty)| fresh(self, v, *ty)).collect()
    }

    /// A package-level variable's initialiser.
    pub fn initialiser(&mut self, init: &'a Initializer) {
        self.pos = init.rhs.pos;
        match init.lhs.as_slice() {
            [obj] => {
                let ty = obj.map_or_else(|| self.ty(&init.rhs), |o| self.info.object(o).ty);
                let a = self.assignable(&init.rhs, ty);
                if let Some(obj) = obj {
                    let place = self.variable(*obj);
                    self.store(place, a, self.words(ty));
                }
            }
            objs => {
                let (a, types) = self.tuple(&init.rhs);
                let mut at = a;
                for (obj, from) in objs.iter().zip(types) {
                    if let Some(obj) = obj {
                        let place = self.variable(*obj);
                        let to = self.info.object(*obj).ty;
                        self.store_assignable(place, at, from, to);
                    }
                    at += self.words(from) as Reg;
                }
            }
        }
        self.top = 0;
    }

    // ── assignments ──────────────────────────────────────────────────────────────────────────

    /// `lhs = rhs`, `lhs := rhs`, `x op= y`.
    pub fn assignment(&mut self, op: Token, lhs: &'a [Expr], rhs: &'a [Expr]) {
        match (op, lhs, rhs) {
            (Token::Define, [x], [v]) if self.defined(x).is_some() => {
                self.declare_one(self.defined(x), v);
            }
            (Token::Define, [_], [v]) if matches!(&lhs[0].kind, ExprKind::Name(n) if &**n == "_") =>
            {
                self.declare_one(None, v);
            }
            (Token::Assign | Token::Define, [x], [v]) => self.assign_one(x, v),
            (Token::Define, _, _) => self.define_many(lhs, rhs),
            (Token::Assign, _, _) if lhs.len() == rhs.len() => self.assign_parallel(lhs, rhs),
            (Token::Assign, _, [v]) => self.assign_tuple(lhs, v),
            (_, [x], [v]) => self.assign_op(op, x, v),
            _ => unreachable!("the checker counts both sides of an assignment"),
        }
    }

    fn defined(&self, x: &Expr) -> Option<ObjId> {
        match &x.kind {
            ExprKind::Name(_) => self.info.defs.get(&x.pos).copied(),
            _ => None,
        }
    }

    /// The type of what is assigned to: of the value for `_`.
    fn target_type(&self, x: &Expr, value: TypeId) -> TypeId {
        match &x.kind {
            ExprKind::Name(name) if &**name == "_" => value,
            ExprKind::Paren(x) => self.target_type(x, value),
            ExprKind::Name(_) => match self.info.uses.get(&x.id).or(self.info.defs.get(&x.pos)) {
                Some(obj) => self.info.object(*obj).ty,
                None => self.ty(x),
            },
            ExprKind::Index(base, _) => match self.under(base) {
                Type::Map(_, value) => *value,
                _ => self.ty(x),
            },
            _ => self.ty(x),
        }
    }

    fn assign_one(&mut self, x: &'a Expr, v: &'a Expr) {
        if self.l.analysis.has_call(x) {
            // What is called on the left is called first, also where the value stands for later.
            self.hoist_calls(x);
            self.hoist_calls(v);
        }
        self.hoist(&[x, v]);
        self.assign_value(x, v);
    }

    /// Assigns once the calls of both sides were made: the value is found before the place.
    fn assign_value(&mut self, x: &'a Expr, v: &'a Expr) {
        let mark = self.top;
        let pos = self.pos;
        let ty = self.target_type(x, self.ty(v));
        let words = self.words(ty);
        if let ExprKind::Name(_) = &strip(x).kind
            && let Place::Reg(r) = self.target(x)
            && !self.reads_while_writing(v, words)
        {
            self.assignable_to(v, ty, r);
        } else if words > 255 && self.copies_memory(v) {
            let from = self.place(v);
            let place = self.target(x);
            if !matches!(place, Place::Blank) {
                let s = self.address(from);
                let d = self.address(place);
                let n = self.new_word(words);
                self.pos = pos;
                self.emit(Instr::CopyMem { d, s, n });
            }
        } else {
            let a = self.assignable(v, ty);
            self.pos = pos;
            let place = self.target(x);
            self.pos = pos;
            self.store(place, a, words);
        }
        self.top = mark;
    }

    /// Whether an expression is a large value in memory, so that it can be copied from there.
    fn copies_memory(&self, v: &Expr) -> bool {
        use crate::lang::info::Mode;
        matches!(self.expr_info(v).mode, Mode::Variable)
    }

    /// Whether evaluating into a variable's registers could change it while it is still read.
    fn reads_while_writing(&self, v: &Expr, words: u64) -> bool {
        match &v.kind {
            ExprKind::Paren(x) => self.reads_while_writing(x, words),
            // These read their operands before they write.
            ExprKind::Name(_)
            | ExprKind::Lit(..)
            | ExprKind::FuncLit(..)
            | ExprKind::Index(..)
            | ExprKind::Star(_)
            | ExprKind::Slice(..)
            | ExprKind::Unary(..) => false,
            ExprKind::Call { .. } | ExprKind::Binary(..) => false,
            _ => words > 1,
        }
    }

    fn define_many(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        // Values first; then new variables are declared and old ones assigned to.
        let (regs, types): (Vec<Reg>, Vec<TypeId>) = match rhs {
            [v] => {
                let (a, types) = self.tuple(v);
                let mut at = a;
                let regs = types
                    .iter()
                    .map(|ty| {
                        let r = at;
                        at += self.words(*ty) as Reg;
                        r
                    })
                    .collect();
                (regs, types)
            }
            _ => {
                let values: Vec<&Expr> = rhs.iter().collect();
                let types: Vec<TypeId> =
                    lhs.iter().zip(rhs).map(|(x, v)| self.target_type(x, self.ty(v))).collect();
                (self.evaluate_all(&values, &types), types)
            }
        };
        for ((x, r), ty) in lhs.iter().zip(regs).zip(types) {
            match self.defined(x) {
                Some(obj) => self.adopt(obj, r, ty),
                None => {
                    let to = self.target_type(x, ty);
                    let place = self.target(x);
                    self.store_assignable(place, r, ty, to);
                }
            }
        }
    }

    /// `a, b = b, a`: what an assignment would change for a later one is evaluated before, then
    /// they happen from left to right.
    fn assign_parallel(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let mark = self.top;
        let pos = self.pos;
        lhs.iter().chain(rhs).for_each(|e| self.hoist_calls(e));
        let mut written = Written::default();
        let mut early = vec![];
        for (x, v) in lhs.iter().zip(rhs) {
            self.save_operands(x, &written);
            let value = self.affected(v, &written).then(|| {
                let ty = self.target_type(x, self.ty(v));
                let d = self.alloc_for(ty);
                self.assignable_to(v, ty, d);
                d
            });
            early.push(value);
            self.note_written(x, &mut written);
        }
        for ((x, v), value) in lhs.iter().zip(rhs).zip(early) {
            self.pos = pos;
            match value {
                Some(a) => {
                    let ty = self.target_type(x, self.ty(v));
                    self.assign_registers(x, a, ty);
                }
                None => self.assign_value(x, v),
            }
        }
        self.top = mark;
    }

    /// `a, b = f()`, `v, ok = m[k]`.
    fn assign_tuple(&mut self, lhs: &'a [Expr], v: &'a Expr) {
        let mark = self.top;
        // The calls on the left come first.
        lhs.iter().for_each(|x| self.hoist_calls(x));
        let pos = self.pos;
        let (mut at, types) = self.tuple(v);
        self.pos = pos;
        let mut targets = vec![];
        for (x, ty) in lhs.iter().zip(types) {
            targets.push((x, at, ty));
            at += self.words(ty) as Reg;
        }
        self.assign_values(&targets);
        self.top = mark;
    }

    /// Assigns values that were evaluated to registers of their own.
    pub fn assign_values(&mut self, targets: &[(&'a Expr, Reg, TypeId)]) {
        let mark = self.top;
        let pos = self.pos;
        targets.iter().for_each(|(x, ..)| self.hoist_calls(x));
        let mut written = Written::default();
        for (x, ..) in targets {
            self.save_operands(x, &written);
            self.note_written(x, &mut written);
        }
        for (x, a, ty) in targets {
            self.pos = pos;
            self.assign_registers(x, *a, *ty);
        }
        self.top = mark;
    }

    fn assign_registers(&mut self, x: &'a Expr, a: Reg, from: TypeId) {
        let mark = self.top;
        let pos = self.pos;
        let to = self.target_type(x, from);
        let place = self.target(x);
        self.pos = pos;
        self.store_assignable(place, a, from, to);
        self.top = mark;
    }

    /// Evaluates what is needed to find a place, as far as earlier assignments could change it.
    fn save_operands(&mut self, x: &'a Expr, written: &Written) {
        let save = |fx: &mut Self, e: &'a Expr| {
            if fx.affected(e, written) {
                let d = fx.alloc_for(fx.ty(e));
                fx.expr_to(e, d);
                fx.hoisted.insert(e.id, d);
            }
        };
        match &x.kind {
            ExprKind::Paren(x) => self.save_operands(x, written),
            ExprKind::Index(base, index) if matches!(self.under(base), Type::Array(..)) => {
                save(self, &index[0]);
                self.save_operands(base, written);
            }
            ExprKind::Index(base, index) => {
                save(self, base);
                save(self, &index[0]);
            }
            ExprKind::Selector(base, _) if self.info.selections.contains_key(&x.id) => {
                match self.under(base) {
                    Type::Struct(_) => self.save_operands(base, written),
                    Type::Pointer(_) => save(self, base),
                    _ => {}
                }
            }
            ExprKind::Star(p) => save(self, p),
            _ => {}
        }
    }

    /// Whether assignments change an expression's value.
    fn affected(&self, e: &Expr, written: &Written) -> bool {
        if self.hoisted.contains_key(&e.id) || self.constant(e).is_some() {
            return false;
        }
        if written.result {
            return true;
        }
        match &e.kind {
            ExprKind::Paren(x) | ExprKind::Unary(_, x) => self.affected(x, written),
            ExprKind::Binary(_, a, b) => self.affected(a, written) || self.affected(b, written),
            ExprKind::Name(_) => self.info.uses.get(&e.id).is_some_and(|obj| {
                matches!(self.vars.get(obj), Some(Home::Reg(_))) && written.vars.contains(obj)
                    || !matches!(self.vars.get(obj), Some(Home::Reg(_))) && written.memory
            }),
            ExprKind::Lit(..) | ExprKind::FuncLit(..) => false,
            ExprKind::Selector(x, _) if matches!(self.under(x), Type::Struct(_)) => {
                self.affected(x, written)
            }
            ExprKind::Call { f, args, .. } if self.is_free_conversion(e, f, args) => {
                self.affected(&args[0], written)
            }
            _ => written.memory || !written.vars.is_empty(),
        }
    }

    /// Notes what an assignment changes.
    fn note_written(&self, x: &Expr, written: &mut Written) {
        match &x.kind {
            ExprKind::Paren(x) => self.note_written(x, written),
            ExprKind::Name(name) if &**name == "_" => {}
            ExprKind::Name(_) => {
                let obj = self.info.uses.get(&x.id);
                match obj.map(|obj| (*obj, self.vars.get(obj))) {
                    Some((_, Some(home))) if self.is_result(*home) => written.result = true,
                    Some((obj, Some(Home::Reg(_)))) => written.vars.push(obj),
                    _ => written.memory = true,
                }
            }
            ExprKind::Index(base, _) if matches!(self.under(base), Type::Array(..)) => {
                self.note_written(base, written);
            }
            ExprKind::Selector(base, _) if matches!(self.under(base), Type::Struct(_)) => {
                written.memory = true;
                self.note_written(base, written);
            }
            _ => written.memory = true,
        }
    }

    /// `x op= v`, also `x++`.
    fn assign_op(&mut self, op: Token, x: &'a Expr, v: &'a Expr) {
        let mark = self.top;
        let pos = self.pos;
        let ty = self.target_type(x, self.ty(v));
        let op = operator(op);
        let words = self.words(ty);
        self.hoist(&[x, v]);
        let place = self.updated(x);
        let a = self.value(place, words);
        let d = match place {
            Place::Reg(r) => r,
            _ => self.alloc(words),
        };
        self.pos = pos;
        match op {
            Token::Add if words == 2 => {
                let b = self.expr(v);
                self.emit(Instr::Concat { d, a, b });
            }
            Token::Shl | Token::Shr => self.shift(op, ty, a, v, d),
            _ => {
                let v = self.small_const(v).ok_or(v);
                self.operate(op, ty, a, v, d);
            }
        }
        self.pos = pos;
        self.store(place, d, words);
        self.top = mark;
    }

    /// Whether a variable is a result that deferred calls may see.
    fn is_result(&self, home: Home) -> bool {
        self.epilogue.is_some() && self.result_homes.iter().any(|r| r.home == home)
    }

    /// The place of what is read and then written.
    fn updated(&mut self, x: &'a Expr) -> Place {
        match self.target(x) {
            place @ Place::Elem { stride: 1, .. } => place,
            place => self.resolve(place),
        }
    }

    fn operate(&mut self, op: Token, ty: TypeId, a: Reg, v: Result<i16, &'a Expr>, d: Reg) {
        use super::convert::Num;
        let num = Num::of_type(self.underlying(ty));
        match (op, v) {
            (Token::Add, Ok(v)) if num.is_int() => {
                self.emit(Instr::AddI { d, a, v });
                self.normalise(num, d);
            }
            (Token::Sub, Ok(v)) if num.is_int() && v != i16::MIN => {
                self.emit(Instr::AddI { d, a, v: -v });
                self.normalise(num, d);
            }
            (op, Ok(v)) => {
                let b = self.new_word(i64::from(v).cast_unsigned());
                self.arithmetic(op, ty, a, b, d);
            }
            (op, Err(v)) => {
                let b = self.expr(v);
                self.arithmetic(op, ty, a, b, d);
            }
        }
    }

    /// `x++`, `x--`
    pub fn inc_dec(&mut self, x: &'a Expr, inc: bool) {
        use super::convert::Num;
        let mark = self.top;
        let pos = self.pos;
        let ty = self.target_type(x, self.ty(x));
        let words = self.words(ty);
        let place = self.updated(x);
        let a = self.value(place, words);
        let d = match place {
            Place::Reg(r) => r,
            _ => self.alloc(1),
        };
        self.pos = pos;
        let num = Num::of_type(self.underlying(ty));
        if num.is_float() {
            let one = self.new_word(1f64.to_bits());
            self.arithmetic(if inc { Token::Add } else { Token::Sub }, ty, a, one, d);
        } else {
            self.emit(Instr::AddI { d, a, v: if inc { 1 } else { -1 } });
            self.normalise(num, d);
        }
        self.store(place, d, words);
        self.top = mark;
    }
}

/// The operator of `op=`.
fn operator(op: Token) -> Token {
    use Token::*;
    match op {
        AddA => Add,
        SubA => Sub,
        MulA => Mul,
        QuoA => Quo,
        RemA => Rem,
        AndA => And,
        OrA => Or,
        XorA => Xor,
        ShlA => Shl,
        ShrA => Shr,
        AndNotA => AndNot,
        other => unreachable!("not an assignment operator: {other:?}"),
    }
}
