//! `switch` on values and on types.
//!
//! The tests come first, in source order, then the bodies. Next: [`super::flow`].

use super::func::{Fx, Home};
use crate::lang::ast::{Case, Expr, ExprKind, Stmt, StmtKind, Token};
use crate::lang::bytecode::{Instr, Label, Reg};
use crate::lang::info::Mode;
use crate::lang::types::{Basic, TypeId};

impl<'a> Fx<'_, 'a> {
    pub fn switch(
        &mut self,
        name: Option<&'a str>,
        init: Option<&'a Stmt>,
        tag: Option<&'a Expr>,
        cases: &'a [Case],
    ) {
        let mark = self.top;
        if let Some(init) = init {
            self.stmt(init);
        }
        let end = self.enter(name, None);
        let value = tag.map(|tag| {
            // A copy: the cases' expressions could change a variable.
            let d = self.fresh(tag);
            (d, self.ty(tag))
        });
        let labels: Vec<Label> = cases.iter().map(|_| self.label()).collect();
        for (case, label) in cases.iter().zip(&labels) {
            for e in &case.exprs {
                self.pos = e.pos;
                match value {
                    Some((tag, ty)) => self.jump_if_equal(tag, ty, e, *label),
                    None => self.condition(e, *label, true),
                }
            }
        }
        self.jump_to_default(cases, &labels, end);
        for (i, case) in cases.iter().enumerate() {
            self.bind(labels[i]);
            let falls = matches!(
                case.body.last().map(|s| &s.kind),
                Some(StmtKind::Branch(Token::Fallthrough, _))
            );
            let body = if falls { &case.body[..case.body.len() - 1] } else { &case.body[..] };
            self.scope(body);
            self.pos = case.pos;
            match labels.get(i + 1) {
                Some(next) if falls => self.jump(*next),
                Some(_) => self.jump(end),
                None => {}
            }
        }
        self.flow.pop();
        self.bind(end);
        self.top = mark;
    }

    fn jump_to_default(&mut self, cases: &[Case], labels: &[Label], end: Label) {
        let default = cases.iter().position(|c| c.default).map_or(end, |i| labels[i]);
        self.jump(default);
    }

    /// Jumps if the tag of a switch equals a case's expression.
    fn jump_if_equal(&mut self, tag: Reg, tag_type: TypeId, e: &'a Expr, to: Label) {
        let mark = self.top;
        if self.expr_info(e).mode == Mode::Nil {
            self.jump_if(tag, to, false);
        } else if let Some(v) = self.small_const(e).filter(|_| !self.is_interface(tag_type)) {
            self.jump_by(Instr::JumpEqI { a: tag, v, off: 0 }, to);
        } else {
            let ty = self.ty(e);
            let (a, b, ty) = if self.is_interface(tag_type) == self.is_interface(ty) {
                (tag, self.expr(e), ty)
            } else if self.is_interface(tag_type) {
                (tag, self.assignable(e, tag_type), tag_type)
            } else {
                let boxed = self.alloc(2);
                self.make_iface(tag, tag_type, boxed);
                (boxed, self.expr(e), ty)
            };
            let d = self.alloc(1);
            self.compare_registers(Token::Eql, a, b, ty, d);
            self.jump_if(d, to, true);
        }
        self.top = mark;
    }

    pub fn type_switch(
        &mut self,
        name: Option<&'a str>,
        init: Option<&'a Stmt>,
        x: &'a Expr,
        cases: &'a [Case],
    ) {
        let mark = self.top;
        if let Some(init) = init {
            self.stmt(init);
        }
        let end = self.enter(name, None);
        let x = match &x.kind {
            ExprKind::Assert(x, None) => x,
            _ => x,
        };
        let value = self.fresh(x);
        let value_type = self.ty(x);
        let labels: Vec<Label> = cases.iter().map(|_| self.label()).collect();
        for (case, label) in cases.iter().zip(&labels) {
            for e in &case.exprs {
                self.pos = e.pos;
                self.jump_if_type(value, e, *label);
            }
        }
        self.jump_to_default(cases, &labels, end);
        for (i, case) in cases.iter().enumerate() {
            self.bind(labels[i]);
            let mark = self.top;
            self.pos = case.pos;
            self.bind_clause(case, value, value_type);
            self.stmts(&case.body);
            self.top = mark;
            self.pos = case.pos;
            if i + 1 < cases.len() {
                self.jump(end);
            }
        }
        self.flow.pop();
        self.bind(end);
        self.top = mark;
    }

    /// Jumps if the interface value's dynamic type is that of a case.
    fn jump_if_type(&mut self, value: Reg, e: &'a Expr, to: Label) {
        let mark = self.top;
        let info = self.expr_info(e);
        if info.mode == Mode::Nil || info.ty == TypeId::basic(Basic::UntypedNil) {
            self.jump_if(value, to, false);
        } else if self.is_interface(info.ty) {
            let d = self.alloc(1);
            let t = self.rtype16(info.ty);
            self.emit(Instr::Implements { d, a: value, t });
            self.jump_if(d, to, true);
        } else {
            let next = self.label();
            let t = self.rtype16(info.ty);
            self.jump_by(Instr::JumpNotType { a: value, t, off: 0 }, next);
            self.jump(to);
            self.bind(next);
        }
        self.top = mark;
    }

    /// Declares the variable that a clause binds to the value.
    fn bind_clause(&mut self, case: &Case, value: Reg, value_type: TypeId) {
        let Some(obj) = self.info.implicits.get(&case.pos).copied() else { return };
        let ty = self.info.object(obj).ty;
        if ty == value_type || self.is_interface(ty) {
            return self.declare_value(obj, value, value_type);
        }
        let a = self.alloc_for(ty);
        let t = self.rtype16(ty);
        self.emit(Instr::Unbox { d: a, a: value, t });
        if self.l.analysis.in_memory(obj) {
            self.declare_value(obj, a, ty);
        } else {
            self.vars.insert(obj, Home::Reg(a));
        }
    }
}
