//! Statements.
//!
//! Next: [`super::flow`], [`super::assign`], [`super::expr`].

use super::func::Fx;
use crate::lang::ast::{Block, Decl, Expr, ExprKind, Stmt, StmtKind};
use crate::lang::bytecode::Instr;
use crate::lang::depth::deep;
use crate::lang::types::Type;

impl<'a> Fx<'_, 'a> {
    pub fn block(&mut self, block: &'a Block) {
        self.scope(&block.list);
        self.pos = block.rbrace;
    }

    /// Statements whose variables end with them.
    pub fn scope(&mut self, list: &'a [Stmt]) {
        let mark = self.top;
        self.stmts(list);
        self.top = mark;
    }

    pub fn stmts(&mut self, list: &'a [Stmt]) {
        for s in list {
            self.stmt(s);
        }
    }

    pub fn stmt(&mut self, s: &'a Stmt) {
        self.labelled(None, s);
    }

    /// A statement, with the label that stands before it.
    fn labelled(&mut self, name: Option<&'a str>, s: &'a Stmt) {
        deep(|| self.stmt_kind(name, s));
    }

    fn stmt_kind(&mut self, name: Option<&'a str>, s: &'a Stmt) {
        self.pos = s.pos;
        match &s.kind {
            StmtKind::Empty => {}
            StmtKind::Expr(x) => self.effect(x),
            StmtKind::Send(ch, v) => self.send(ch, v),
            StmtKind::IncDec(x, inc) => self.inc_dec(x, *inc),
            StmtKind::Assign(op, lhs, rhs) => self.assignment(*op, lhs, rhs),
            StmtKind::Decl(decls) => {
                for d in decls {
                    if let Decl::Var { pos, names, vals, .. } = d {
                        self.pos = *pos;
                        self.var_decl(names, vals);
                    }
                }
            }
            StmtKind::Block(b) => self.block(b),
            StmtKind::Go(call) => self.go_or_defer(call, false),
            StmtKind::Defer(call) => self.go_or_defer(call, true),
            StmtKind::Return(list) => self.return_stmt(list),
            StmtKind::Branch(token, label) => self.branch(*token, label.as_ref()),
            StmtKind::Labeled(label, s) => {
                let here = self.named_label(&label.name);
                self.bind(here);
                self.labelled(Some(&label.name), s);
            }
            StmtKind::If { init, cond, then, els } => {
                self.if_stmt(init.as_deref(), cond, then, els.as_deref());
            }
            StmtKind::For { init, cond, post, body } => {
                self.for_stmt(name, init.as_deref(), cond.as_ref(), post.as_deref(), body);
            }
            StmtKind::Range { def, lhs, x, body } => self.range(name, *def, lhs, x, body),
            StmtKind::Switch { init, tag, cases } => {
                self.switch(name, init.as_deref(), tag.as_ref(), cases);
            }
            StmtKind::TypeSwitch { init, x, cases, .. } => {
                self.type_switch(name, init.as_deref(), x, cases);
            }
            StmtKind::Select(comms) => self.select(name, comms),
        }
    }

    /// An expression for what it does: a call or a receive.
    fn effect(&mut self, x: &'a Expr) {
        let mark = self.top;
        match &x.kind {
            ExprKind::Paren(x) => deep(|| self.effect(x)),
            ExprKind::Call { .. } => {
                self.call(x);
            }
            _ => {
                self.expr(x);
            }
        }
        self.top = mark;
    }

    fn send(&mut self, ch: &'a Expr, v: &'a Expr) {
        let mark = self.top;
        let pos = self.pos;
        let Type::Chan(_, elem) = self.under(ch) else {
            unreachable!("the checker lets only channels be sent to")
        };
        self.hoist(&[ch, v]);
        let c = self.expr(ch);
        let a = self.assignable(v, *elem);
        self.pos = pos;
        self.emit(Instr::Send { ch: c, a });
        self.top = mark;
    }
}
