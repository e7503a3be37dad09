//! Control flow: if, for, labels, break, continue, goto, return.
//!
//! A loop's condition stands at its end, so that each turn takes one jump; that jump goes
//! backward, which makes it a safe point. Next: [`super::range`], [`super::switch`].

use super::func::{Fx, Home};
use super::place::Place;
use super::range_func::Exit;
use crate::lang::ast::{Block, Expr, Ident, Stmt, StmtKind, Token};
use crate::lang::bytecode::{Instr, Label, Reg};
use crate::lang::info::ObjId;
use crate::lang::types::TypeId;

/// An enclosing statement that `break` (and `continue`) can mean.
pub(super) struct Flow<'a> {
    pub name: Option<&'a str>,
    pub end: Label,
    /// Where `continue` goes; only loops have it.
    pub next: Option<Label>,
}

impl<'a> Fx<'_, 'a> {
    pub fn if_stmt(
        &mut self,
        init: Option<&'a Stmt>,
        cond: &'a Expr,
        then: &'a Block,
        els: Option<&'a Stmt>,
    ) {
        let mark = self.top;
        if let Some(init) = init {
            self.stmt(init);
        }
        let otherwise = self.label();
        self.condition(cond, otherwise, false);
        self.block(then);
        if let Some(els) = els {
            let end = self.label();
            self.jump(end);
            self.bind(otherwise);
            self.stmt(els);
            self.bind(end);
        } else {
            self.bind(otherwise);
        }
        self.top = mark;
    }

    pub fn for_stmt(
        &mut self,
        name: Option<&'a str>,
        init: Option<&'a Stmt>,
        cond: Option<&'a Expr>,
        post: Option<&'a Stmt>,
        body: &'a Block,
    ) {
        let mark = self.top;
        if let Some(init) = init {
            self.stmt(init);
        }
        let vars = init.map_or_else(Vec::new, |s| self.loop_variables(s));
        let (start, test) = (self.label(), self.label());
        if cond.is_some() {
            self.jump(test);
        }
        self.bind(start);
        let next = self.label();
        let end = self.enter(name, Some(next));
        self.block(body);
        self.flow.pop();
        self.bind(next);
        for var in vars {
            self.renew(var);
        }
        if let Some(post) = post {
            self.stmt(post);
        }
        self.bind(test);
        match cond {
            Some(cond) => self.condition(cond, start, true),
            None => self.jump(start),
        }
        self.bind(end);
        self.top = mark;
    }

    /// The variables of a loop that live in memory: each turn has its own.
    fn loop_variables(&self, init: &'a Stmt) -> Vec<ObjId> {
        let StmtKind::Assign(Token::Define, lhs, _) = &init.kind else { return vec![] };
        let obj = |x: &Expr| self.info.defs.get(&x.pos).copied();
        lhs.iter().filter_map(obj).filter(|o| self.l.analysis.in_memory(*o)).collect()
    }

    /// Gives a variable in memory a new cell with the same value.
    fn renew(&mut self, var: ObjId) {
        let Some(Home::Cell(cell)) = self.vars.get(&var).copied() else { return };
        let mark = self.top;
        let words = self.words(self.info.object(var).ty);
        let old = self.value(Place::cell(cell), words);
        self.new_object(cell, words);
        self.store(Place::cell(cell), old, words);
        self.top = mark;
    }

    /// Enters a statement that `break` can leave; its end.
    pub fn enter(&mut self, name: Option<&'a str>, next: Option<Label>) -> Label {
        let end = self.label();
        self.flow.push(Flow { name, end, next });
        end
    }

    pub fn branch(&mut self, token: Token, label: Option<&'a Ident>) {
        if token == Token::Goto {
            if let Some(label) = label {
                let to = self.named_label(&label.name);
                self.jump(to);
            }
            return;
        }
        self.branch_to(token, label.map(|l| &*l.name));
    }

    /// `break` and `continue`, of the statement of that name.
    pub fn branch_to(&mut self, token: Token, wanted: Option<&'a str>) {
        let to = self.flow.iter().rev().find_map(|f| {
            let named = wanted.is_none_or(|w| f.name == Some(w));
            let target = if token == Token::Continue { f.next } else { Some(f.end) };
            named.then_some(target).flatten()
        });
        match to {
            Some(to) => self.jump(to),
            None if let Some(name) = wanted
                && self.loop_body.is_some() =>
            {
                self.exit(Exit::Branch(token, name));
            }
            None => unreachable!("the checker finds the target of every {token:?}"),
        }
    }

    /// The label of a name, for goto.
    pub fn named_label(&mut self, name: &'a str) -> Label {
        if let Some(label) = self.labels.get(name) {
            return *label;
        }
        let label = self.label();
        self.labels.insert(name, label);
        label
    }

    // ── return ───────────────────────────────────────────────────────────────────────────────

    pub fn return_stmt(&mut self, list: &'a [Expr]) {
        let mark = self.top;
        let pos = self.pos;
        if self.result_homes.is_empty() && self.loop_body.is_none() {
            self.return_values(list);
        } else {
            self.return_variables(list);
            self.pos = pos;
            self.leave();
        }
        self.pos = pos;
        self.top = mark;
    }

    /// Returns values straight from registers.
    fn return_values(&mut self, list: &'a [Expr]) {
        let types = self.results.clone();
        match list {
            [] => {
                if self.epilogue.is_some() {
                    self.leave();
                } else {
                    self.emit(Instr::Ret { a: 0 });
                }
            }
            [e] if types.len() == 1 => {
                let a = self.assignable(e, types[0]);
                self.emit(Instr::Ret { a });
            }
            [e] => {
                let (a, from) = self.tuple(e);
                let a = self.convert_all(a, &from, &types);
                self.emit(Instr::Ret { a });
            }
            _ => {
                let operands: Vec<&Expr> = list.iter().collect();
                self.hoist(&operands);
                let words = self.l.words_of(&types);
                let a = self.alloc(words);
                let mut at = a;
                for (e, ty) in list.iter().zip(types) {
                    self.assignable_to(e, ty, at);
                    at += self.words(ty) as Reg;
                }
                self.emit(Instr::Ret { a });
            }
        }
    }

    /// Turns consecutive values into ones for places of the types `to`.
    pub fn convert_all(&mut self, a: Reg, from: &[TypeId], to: &[TypeId]) -> Reg {
        let same = from.iter().zip(to).all(|(f, t)| self.is_interface(*f) == self.is_interface(*t));
        if same {
            return a;
        }
        let d = self.alloc(self.l.words_of(to));
        let (mut at, mut out) = (a, d);
        for (from, to) in from.iter().zip(to) {
            self.convert_assignable(at, *from, *to, out);
            at += self.words(*from) as Reg;
            out += self.words(*to) as Reg;
        }
        d
    }

    /// Stores the values in the result variables.
    fn return_variables(&mut self, list: &'a [Expr]) {
        let types = self.results.clone();
        let homes: Vec<Home> = self.result_homes.iter().map(|r| r.home).collect();
        match list {
            [] => {}
            [e] if types.len() == 1 => {
                let a = self.assignable(e, types[0]);
                self.store_home(homes[0], a, types[0]);
            }
            [e] => {
                let (a, from) = self.tuple(e);
                let mut at = self.convert_all(a, &from, &types);
                for (home, ty) in homes.into_iter().zip(types) {
                    self.store_home(home, at, ty);
                    at += self.words(ty) as Reg;
                }
            }
            _ => {
                let operands: Vec<&Expr> = list.iter().collect();
                self.hoist(&operands);
                let mut regs = vec![];
                for (e, ty) in list.iter().zip(&types) {
                    let d = self.alloc_for(*ty);
                    self.assignable_to(e, *ty, d);
                    regs.push(d);
                }
                for ((home, r), ty) in homes.into_iter().zip(regs).zip(types) {
                    self.store_home(home, r, ty);
                }
            }
        }
    }

    fn store_home(&mut self, home: Home, a: Reg, ty: TypeId) {
        let place = match home {
            Home::Reg(r) => Place::Reg(r),
            Home::Cell(r) => Place::cell(r),
        };
        self.store(place, a, self.words(ty));
    }

    /// Leaves the function with what the result variables hold. The defers run here and not in the
    /// epilogue, so that a stack shows them at the return statement.
    fn leave(&mut self) {
        if self.loop_body.is_some() {
            return self.exit(Exit::Return);
        }
        match self.epilogue {
            Some(epilogue) => {
                self.emit(Instr::RunDefers);
                self.jump(epilogue);
            }
            None => self.ret(),
        }
    }

    /// Returns the result variables.
    fn ret(&mut self) {
        let mark = self.top;
        let homes: Vec<(Home, TypeId)> = self.result_homes.iter().map(|r| (r.home, r.ty)).collect();
        // Results in registers lie one after the other already.
        let in_place = homes.iter().all(|(h, _)| matches!(h, Home::Reg(_)));
        let a = match homes.first() {
            Some((Home::Reg(r), _)) if in_place => *r,
            _ => {
                let words = homes.iter().map(|(_, ty)| self.words(*ty)).sum();
                let a = self.alloc(words);
                let mut at = a;
                for (home, ty) in homes {
                    let words = self.words(ty);
                    match home {
                        Home::Reg(r) => self.move_words(at, r, words),
                        Home::Cell(r) => self.load(Place::cell(r), at, words),
                    }
                    at += words as Reg;
                }
                a
            }
        };
        self.emit(Instr::Ret { a });
        self.top = mark;
    }

    /// The end of the body: returns if the function has no results, and the epilogue.
    pub fn end(&mut self) {
        if let Some(epilogue) = self.epilogue {
            self.bind(epilogue);
            self.emit(Instr::RunDefers);
            self.ret();
        } else if self.results.is_empty() {
            self.emit(Instr::Ret { a: 0 });
        } else {
            self.emit(Instr::Unreachable);
        }
    }
}
