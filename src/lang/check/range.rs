//! `for … range`.
//!
//! It must never know labels. Next: [`super::assign`], and [`super::range_func`] for functions.

use super::super::ast::{Block, Dir, Expr, ExprKind, Stmt};
use super::Checker;
use super::exprstring::expr_string;
use super::object::{Kind, VarKind};
use super::operand::Operand;
use super::ty::{self, T, Ty};

/// What a range clause gives: key and value types, as far as there are any.
pub(super) struct Ranged {
    pub key: Option<T>,
    pub value: Option<T>,
}

impl<'a> Checker<'a> {
    pub(super) fn range_stmt(
        &mut self,
        s: &'a Stmt,
        def: bool,
        lhs: &'a [Expr],
        e: &'a Expr,
        body: &'a Block,
    ) {
        let mut x = self.expr(e);
        let mut types = [None, None];
        if x.is_valid() {
            let what = self.describe(&x);
            match self.ranged(x.ty) {
                Ok(r) => {
                    let (key, value) = (lhs.first(), lhs.get(1));
                    if let (None, Some(key)) = (r.key, key) {
                        let message = format!("range over {what} permits no iteration variables");
                        self.error(key.pos, message);
                    } else if let (None, Some(value)) = (r.value, value) {
                        let message =
                            format!("range over {what} permits only one iteration variable");
                        self.error(value.pos, message);
                    } else if let Some(extra) = lhs.get(2) {
                        let message = "range clause permits at most two iteration variables";
                        self.error(extra.pos, message);
                    }
                    types = [r.key, r.value];
                }
                Err(cause) => {
                    let cause = cause.map_or_else(String::new, |c| format!(": {c}"));
                    self.error(x.pos(), format!("cannot range over {what}{cause}"));
                }
            }
        }
        let outer = self.env.func;
        self.enter_loop(&x, e);
        self.open_scope();
        let over_int = x.is_valid() && self.is_integer(x.ty);
        if def {
            self.define_range(s, lhs, types, over_int.then_some(&mut x));
        } else if !lhs.is_empty() {
            self.assign_range(lhs, types, over_int.then_some(&x));
        } else if over_int {
            self.assignment(&mut x, None, "range clause");
        }
        let top = self.delayed.len();
        self.scoped_list(&body.list);
        self.process_delayed(top);
        self.close_scope();
        self.env.func = outer;
    }

    fn define_range(
        &mut self,
        s: &'a Stmt,
        lhs: &'a [Expr],
        types: [Option<T>; 2],
        int: Option<&mut Operand<'a>>,
    ) {
        let mut vars = vec![];
        let mut int = int;
        for (i, e) in lhs.iter().enumerate().take(2) {
            let ExprKind::Name(name) = &e.kind else {
                self.error(e.pos, format!("cannot declare {}", expr_string(e)));
                continue;
            };
            let kind = Kind::Var { kind: VarKind::Local, owner: self.env.func, used: false };
            let id = self.new_obj(name, e.pos, None, kind);
            if &**name != "_" {
                vars.push(id);
            }
            match types[i].filter(|t| *t != ty::INVALID) {
                None => {
                    self.obj_mut(id).ty = Some(ty::INVALID);
                    self.mark_used(id);
                }
                Some(t) => match int.take() {
                    Some(x) => self.init_var(id, x, "range clause"),
                    None => {
                        let mut y = self.value_at(e, t);
                        self.init_var(id, &mut y, "assignment");
                    }
                },
            }
        }
        if vars.is_empty() {
            self.error(s.pos, "no new variables on left side of :=");
        }
        for id in vars {
            self.declare(self.env.scope, id);
        }
    }

    fn assign_range(&mut self, lhs: &'a [Expr], types: [Option<T>; 2], int: Option<&Operand<'a>>) {
        for (i, e) in lhs.iter().enumerate().take(2) {
            let Some(t) = types[i].filter(|t| *t != ty::INVALID) else { continue };
            match int {
                Some(x) if i == 0 => self.assign_operand(e, x.clone(), "range clause"),
                _ => {
                    let y = self.value_at(e, t);
                    self.assign_operand(e, y, "assignment");
                }
            }
        }
    }

    /// What ranging over a type gives, or why that is impossible.
    fn ranged(&self, t: T) -> Result<Ranged, Option<String>> {
        let receives = |t: T, under: T| match self.tys.get(under) {
            Ty::Chan(Dir::Send, _) => {
                Err(format!("receive from send-only channel {}", self.type_string(t)))
            }
            _ => Ok(()),
        };
        let under = self.common_under_if(t, receives).map_err(Some)?;
        let (key, value) = match self.tys.get(self.array_behind(under)) {
            Ty::Basic(..) if self.is_string(under) => (ty::INT, Some(ty::RUNE)),
            Ty::Basic(..) if self.is_integer(under) => (t, None),
            Ty::Array(elem, _) | Ty::Slice(elem) => (ty::INT, Some(*elem)),
            Ty::Map(key, elem) => (*key, Some(*elem)),
            Ty::Chan(_, elem) => (*elem, None),
            Ty::Func(sig) => return self.ranged_func(sig).map_err(Some),
            _ => return Err(None),
        };
        Ok(Ranged { key: Some(key), value })
    }
}
