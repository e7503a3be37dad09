//! Copies of declarations: a generic function is checked and lowered once for each list of type
//! arguments, and each time its nodes are others, with positions and ids of their own.
//!
//! It must never know types. Next: [`crate::lang::source::SourceMap::copy`] for the positions.

use std::sync::Arc;

use super::*;

/// How far the nodes of a copy are from those of the original; modulo 2^32.
#[derive(Clone, Copy, Default, Debug)]
pub struct Shift {
    /// What is added to positions.
    pub pos: u32,
    /// What is added to expressions' ids.
    pub id: u32,
}

impl Decl {
    /// A copy whose nodes are so far from those of the original.
    pub fn copy(&self, by: Shift) -> Decl {
        let mut decl = self.clone();
        Copier { by, ids: None }.decl(&mut decl);
        decl
    }

    /// The least and the greatest id of its expressions.
    pub fn ids(&self) -> Option<(ExprId, ExprId)> {
        let mut copier = Copier { by: Shift::default(), ids: None };
        copier.decl(&mut self.clone());
        copier.ids
    }
}

impl Block {
    /// A copy whose nodes are so far from those of the original.
    pub fn copy(&self, by: Shift) -> Block {
        let mut block = self.clone();
        Copier { by, ids: None }.block(&mut block);
        block
    }

    /// The least and the greatest id of its expressions.
    pub fn ids(&self) -> Option<(ExprId, ExprId)> {
        let mut copier = Copier { by: Shift::default(), ids: None };
        copier.block(&mut self.clone());
        copier.ids
    }
}

struct Copier {
    by: Shift,
    ids: Option<(ExprId, ExprId)>,
}

impl Copier {
    fn pos(&self, pos: &mut Pos) {
        if *pos != 0 {
            *pos = pos.wrapping_add(self.by.pos);
        }
    }

    fn ident(&self, ident: &mut Ident) {
        self.pos(&mut ident.pos);
    }

    fn decl(&mut self, decl: &mut Decl) {
        match decl {
            Decl::Const { pos, names, ty, vals, .. } | Decl::Var { pos, names, ty, vals } => {
                self.pos(pos);
                names.iter_mut().for_each(|name| self.ident(name));
                ty.iter_mut().chain(vals).for_each(|e| self.expr(e));
            }
            Decl::Type { name, tparams, ty, .. } => {
                self.ident(name);
                self.fields(tparams);
                self.expr(ty);
            }
            Decl::Func { pos, recv, name, ty, body } => {
                self.pos(pos);
                self.fields(recv);
                self.ident(name);
                self.func_type(ty);
                if let Some(body) = body {
                    self.pos(&mut body.lbrace);
                    self.pos(&mut body.rbrace);
                    body.block_mut().into_iter().for_each(|block| self.block(block));
                }
            }
        }
    }

    fn fields(&mut self, fields: &mut [Field]) {
        for field in fields {
            field.name.iter_mut().for_each(|name| self.ident(name));
            self.expr(Arc::make_mut(&mut field.ty));
        }
    }

    fn func_type(&mut self, ty: &mut FuncType) {
        self.pos(&mut ty.pos);
        self.fields(&mut ty.tparams);
        self.fields(&mut ty.params);
        self.fields(&mut ty.results);
    }

    fn exprs(&mut self, list: &mut [Expr]) {
        list.iter_mut().for_each(|e| self.expr(e));
    }

    fn expr(&mut self, e: &mut Expr) {
        let (least, greatest) = self.ids.unwrap_or((e.id, e.id));
        self.ids = Some((least.min(e.id), greatest.max(e.id)));
        e.id = e.id.wrapping_add(self.by.id);
        self.pos(&mut e.pos);
        self.pos(&mut e.op);
        self.pos(&mut e.end);
        deep(|| self.expr_kind(&mut e.kind));
    }

    fn expr_kind(&mut self, kind: &mut ExprKind) {
        match kind {
            ExprKind::Name(_) | ExprKind::Lit(..) | ExprKind::Bad(_) => {}
            ExprKind::Composite { ty, elems, rbrace } => {
                ty.iter_mut().for_each(|ty| self.expr(ty));
                self.exprs(elems);
                self.pos(rbrace);
            }
            ExprKind::FuncLit(ty, body) => {
                self.func_type(ty);
                self.block(body);
            }
            ExprKind::Selector(x, name) => {
                self.expr(x);
                self.ident(name);
            }
            ExprKind::Index(x, list) => {
                self.expr(x);
                self.exprs(list);
            }
            ExprKind::Slice(x, list, _) => {
                self.expr(x);
                list.iter_mut().flatten().for_each(|e| self.expr(e));
            }
            ExprKind::Assert(x, ty) => {
                self.expr(x);
                ty.iter_mut().for_each(|ty| self.expr(ty));
            }
            ExprKind::Call { f, args, .. } => {
                self.expr(f);
                self.exprs(args);
            }
            ExprKind::Paren(x)
            | ExprKind::Star(x)
            | ExprKind::Unary(_, x)
            | ExprKind::ArrayDots(x)
            | ExprKind::SliceT(x)
            | ExprKind::Chan(_, x)
            | ExprKind::Dots(x) => self.expr(x),
            ExprKind::KeyValue(x, y)
            | ExprKind::Binary(_, x, y)
            | ExprKind::Array(x, y)
            | ExprKind::Map(x, y) => {
                self.expr(x);
                self.expr(y);
            }
            ExprKind::Struct(fields) => self.fields(fields),
            ExprKind::Func(ty) => self.func_type(ty),
            ExprKind::Interface(elems) => {
                for elem in elems {
                    match elem {
                        Elem::Method(name, ty) => {
                            self.ident(name);
                            self.func_type(ty);
                        }
                        Elem::Type(e) => self.expr(e),
                    }
                }
            }
        }
    }

    fn block(&mut self, block: &mut Block) {
        self.pos(&mut block.lbrace);
        self.pos(&mut block.rbrace);
        self.stmts(&mut block.list);
    }

    fn stmts(&mut self, list: &mut [Stmt]) {
        list.iter_mut().for_each(|stmt| self.stmt(stmt));
    }

    fn opt_stmt(&mut self, stmt: &mut Option<Box<Stmt>>) {
        stmt.iter_mut().for_each(|stmt| self.stmt(stmt));
    }

    fn cases(&mut self, cases: &mut [Case]) {
        for case in cases {
            self.pos(&mut case.pos);
            self.exprs(&mut case.exprs);
            self.stmts(&mut case.body);
        }
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        self.pos(&mut stmt.pos);
        self.pos(&mut stmt.op);
        deep(|| self.stmt_kind(&mut stmt.kind));
    }

    fn stmt_kind(&mut self, kind: &mut StmtKind) {
        match kind {
            StmtKind::Empty => {}
            StmtKind::Expr(x) | StmtKind::IncDec(x, _) | StmtKind::Go(x) | StmtKind::Defer(x) => {
                self.expr(x);
            }
            StmtKind::Send(x, y) => {
                self.expr(x);
                self.expr(y);
            }
            StmtKind::Assign(_, lhs, rhs) => {
                self.exprs(lhs);
                self.exprs(rhs);
            }
            StmtKind::Decl(decls) => decls.iter_mut().for_each(|decl| self.decl(decl)),
            StmtKind::Block(block) => self.block(block),
            StmtKind::Return(list) => self.exprs(list),
            StmtKind::Branch(_, label) => label.iter_mut().for_each(|label| self.ident(label)),
            StmtKind::Labeled(label, stmt) => {
                self.ident(label);
                self.stmt(stmt);
            }
            StmtKind::If { init, cond, then, els } => {
                self.opt_stmt(init);
                self.expr(cond);
                self.block(then);
                self.opt_stmt(els);
            }
            StmtKind::For { init, cond, post, body } => {
                self.opt_stmt(init);
                cond.iter_mut().for_each(|cond| self.expr(cond));
                self.opt_stmt(post);
                self.block(body);
            }
            StmtKind::Range { lhs, x, body, .. } => {
                self.exprs(lhs);
                self.expr(x);
                self.block(body);
            }
            StmtKind::Switch { init, tag, cases } => {
                self.opt_stmt(init);
                tag.iter_mut().for_each(|tag| self.expr(tag));
                self.cases(cases);
            }
            StmtKind::TypeSwitch { init, bind, x, cases } => {
                self.opt_stmt(init);
                bind.iter_mut().for_each(|bind| self.ident(bind));
                self.expr(x);
                self.cases(cases);
            }
            StmtKind::Select(comms) => {
                for comm in comms {
                    self.pos(&mut comm.pos);
                    self.opt_stmt(&mut comm.comm);
                    self.stmts(&mut comm.body);
                }
            }
        }
    }
}
