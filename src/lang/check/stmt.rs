//! Statements.
//!
//! It must never know declarations' order or bodies' numbering. Next: [`super::switch`],
//! [`super::range`]; labels and branches are the parser's job.

use super::super::ast::{Block, Comm, Expr, ExprKind, Stmt, StmtKind, Token};
use super::super::depth::deep;
use super::Checker;
use super::expr::Role;
use super::exprstring::expr_string;
use super::operand::Mode;
use super::resolve::unparen;
use super::value::Val;

impl<'a> Checker<'a> {
    pub(super) fn stmt_list(&mut self, list: &'a [Stmt]) {
        let dead = self.env.dead;
        for s in list {
            self.env.dead &= dead || !matches!(s.kind, StmtKind::Labeled(..));
            self.stmt(s);
            self.env.dead |=
                matches!(s.kind, StmtKind::Return(_) | StmtKind::Branch(Token::Goto, _));
        }
        self.env.dead = dead;
    }

    /// Statements in a scope of their own.
    pub(super) fn scoped_list(&mut self, list: &'a [Stmt]) {
        self.open_scope();
        self.stmt_list(list);
        self.close_scope();
    }

    fn block(&mut self, block: &'a Block) {
        let top = self.delayed.len();
        self.scoped_list(&block.list);
        self.process_delayed(top);
    }

    pub(super) fn stmt(&mut self, s: &'a Stmt) {
        let top = self.delayed.len();
        deep(|| {
            self.stmt_kind(s);
            self.process_delayed(top);
        });
    }

    fn stmt_kind(&mut self, s: &'a Stmt) {
        match &s.kind {
            StmtKind::Empty | StmtKind::Branch(..) => {}
            StmtKind::Expr(e) => self.expr_stmt(e),
            StmtKind::Send(chan, value) => self.send(s, chan, value),
            StmtKind::IncDec(e, up) => self.inc_dec(e, *up),
            StmtKind::Assign(Token::Assign, lhs, rhs) => self.assign_vars(lhs, rhs),
            StmtKind::Assign(Token::Define, lhs, rhs) => self.short_var_decl(lhs, rhs),
            StmtKind::Assign(op, lhs, rhs) => self.assign_op(s, *op, lhs, rhs),
            StmtKind::Decl(decls) => self.decl_stmt(decls),
            StmtKind::Block(block) => self.scoped_list(&block.list),
            StmtKind::Go(call) => self.suspended_call("go", call),
            StmtKind::Defer(call) => self.suspended_call("defer", call),
            StmtKind::Return(values) => self.return_stmt(s, values),
            StmtKind::Labeled(_, inner) => self.stmt(inner),
            StmtKind::If { init, cond, then, els } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(init);
                }
                let known = self.condition(cond, "if");
                self.reached_if(known != Some(false), |c| c.block(then));
                if let Some(els) = els {
                    self.reached_if(known != Some(true), |c| c.stmt(els));
                }
                self.close_scope();
            }
            StmtKind::For { init, cond, post, body } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(init);
                }
                let known = cond.as_ref().and_then(|cond| self.condition(cond, "for"));
                self.reached_if(known != Some(false), |c| {
                    if let Some(post) = post {
                        c.stmt(post);
                    }
                    c.block(body);
                });
                self.close_scope();
            }
            StmtKind::Range { def, lhs, x, body } => self.range_stmt(s, *def, lhs, x, body),
            StmtKind::Switch { init, tag, cases } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(init);
                }
                self.switch_stmt(s, tag.as_ref(), cases);
                self.close_scope();
            }
            StmtKind::TypeSwitch { init, bind, x, cases } => {
                self.open_scope();
                if let Some(init) = init {
                    self.stmt(init);
                }
                self.type_switch_stmt(bind.as_ref(), x, cases);
                self.close_scope();
            }
            StmtKind::Select(clauses) => self.select_stmt(clauses),
        }
    }

    fn expr_stmt(&mut self, e: &'a Expr) {
        let (mut x, role) = self.raw_expr(e, None);
        self.instance_for(&mut x, None, "");
        self.not_generic_type(&mut x);
        let problem = match x.mode {
            Mode::Invalid => return,
            Mode::Builtin(_) => "must be called",
            Mode::Type => "is not an expression",
            _ if role == Role::Statement => return,
            _ => "is not used",
        };
        let message = format!("{} {problem}", self.describe(&x));
        self.error(x.pos(), message);
    }

    fn send(&mut self, s: &'a Stmt, chan: &'a Expr, value: &'a Expr) {
        let chan = self.expr(chan);
        let mut x = self.generic_expr(value, None);
        if !chan.is_valid() || !x.is_valid() {
            return;
        }
        if let Some(elem) = self.chan_elem(&chan, s.pos, false) {
            self.assignment(&mut x, Some(elem), "send");
        }
    }

    fn inc_dec(&mut self, e: &'a Expr, up: bool) {
        let x = self.expr(e);
        if !x.is_valid() {
            return;
        }
        if !self.is_numeric(x.ty) {
            let op = if up { "++" } else { "--" };
            let (text, t) = (expr_string(e), self.type_string(x.ty));
            let message = format!("invalid operation: {text}{op} (non-numeric type {t})");
            return self.error(e.pos, message);
        }
        self.assign_operand(e, x, "assignment");
    }

    fn assign_op(&mut self, s: &'a Stmt, op: Token, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let op = operator(op);
        let ([l], [r]) = (lhs, rhs) else {
            let message =
                format!("assignment operation {}= requires single-valued expressions", op.text());
            return self.error(s.pos, message);
        };
        let x = self.binary(None, l, r, op);
        self.assign_operand(l, x, "assignment");
    }

    fn suspended_call(&mut self, keyword: &str, e: &'a Expr) {
        if !matches!(e.kind, ExprKind::Call { .. }) {
            self.error(e.pos, format!("expression in {keyword} must be function call"));
            self.use_expr(e, false);
            return;
        }
        let (x, role) = self.raw_expr(e, None);
        let problem = match role {
            Role::Statement => return,
            Role::Conversion => "requires function call, not conversion",
            Role::Expression => "discards result of",
        };
        let message = format!("{keyword} {problem} {}", self.describe(&x));
        self.error(x.pos(), message);
    }

    fn return_stmt(&mut self, s: &'a Stmt, values: &'a [Expr]) {
        let Some(sig) = self.env.sig.clone() else { return };
        let named = sig.results.first().is_some_and(|r| !r.name.is_empty());
        if !values.is_empty() || !named {
            return if values.is_empty() && sig.results.is_empty() {
            } else {
                self.return_values(s.pos, values)
            };
        }
        for r in sig.results.iter().filter(|r| r.name != "_") {
            if let Some(inner) = self.lookup(r.name).filter(|o| self.obj(*o).pos != r.pos) {
                let at = self.at(self.obj(inner).pos);
                let (name, t) = (r.name, self.type_string(r.ty));
                let message = format!(
                    "result parameter {name} not in scope at return\n\t{at}: inner declaration of var {name} {t}"
                );
                self.error(s.pos, message);
            }
        }
    }

    /// What a condition is known to be before the program runs.
    fn condition(&mut self, e: &'a Expr, keyword: &str) -> Option<bool> {
        let x = self.expr(e);
        if x.is_valid() && !self.is_boolean(x.ty) {
            self.error(e.pos, format!("non-boolean condition in {keyword} statement"));
        }
        match x.mode {
            Mode::Const(Val::Bool(known)) => Some(known),
            _ => None,
        }
    }

    /// Checks statements that are dead code unless `reached`.
    fn reached_if(&mut self, reached: bool, check: impl FnOnce(&mut Self)) {
        let before = self.env.dead;
        self.env.dead |= !reached;
        check(self);
        self.env.dead = before;
    }

    fn select_stmt(&mut self, clauses: &'a [Comm]) {
        let mut first = None;
        for c in clauses.iter().filter(|c| c.comm.is_none()) {
            match first {
                None => first = Some(c.pos),
                Some(first) => {
                    let message =
                        format!("multiple defaults (first at {})", self.declared_at(first));
                    self.error(c.pos, message);
                }
            }
        }
        for c in clauses {
            let valid = match c.comm.as_deref().map(|s| &s.kind) {
                None | Some(StmtKind::Send(..)) => true,
                Some(StmtKind::Assign(_, _, rhs)) => matches!(&rhs[..], [e] if is_receive(e)),
                Some(StmtKind::Expr(e)) => is_receive(e),
                _ => false,
            };
            if !valid {
                let pos = match c.comm.as_deref() {
                    Some(Stmt { kind: StmtKind::Expr(e), .. }) => self.node_pos(e),
                    comm => comm.map_or(c.pos, |s| s.pos),
                };
                self.error(pos, "select case must be send or receive (possibly with assignment)");
                continue;
            }
            self.open_scope();
            if let Some(comm) = &c.comm {
                self.stmt(comm);
            }
            self.stmt_list(&c.body);
            self.close_scope();
        }
    }
}

fn is_receive(e: &Expr) -> bool {
    matches!(unparen(e).kind, ExprKind::Unary(Token::Arrow, _))
}

/// The operator of `op=`.
fn operator(assign: Token) -> Token {
    match assign {
        Token::AddA => Token::Add,
        Token::SubA => Token::Sub,
        Token::MulA => Token::Mul,
        Token::QuoA => Token::Quo,
        Token::RemA => Token::Rem,
        Token::AndA => Token::And,
        Token::OrA => Token::Or,
        Token::XorA => Token::Xor,
        Token::ShlA => Token::Shl,
        Token::ShrA => Token::Shr,
        Token::AndNotA => Token::AndNot,
        op => op,
    }
}
