//! Assignments and initialisations: do the values fit, are there as many as variables.
//!
//! It must never know control flow. Next: [`super::operand`] for what is assignable.

use super::super::ast::{Expr, ExprKind, Pos};
use super::super::info::ObjId;
use super::Checker;
use super::exprstring::expr_string;
use super::object::{Kind, VarKind};
use super::operand::{Mode, Operand};
use super::resolve::unparen;
use super::ty::{self, T, Ty};
use super::value::Val;

impl<'a> Checker<'a> {
    /// Gives `x` the type of the `t` it is assigned to (`None`: its default type), or complains.
    pub(super) fn assignment(&mut self, x: &mut Operand<'a>, t: Option<T>, context: &str) {
        self.single_value_only(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::NoValue | Mode::Builtin(_) | Mode::Type => {
                let what = self.describe(x);
                let to = t.map_or_else(|| "nil".into(), |t| self.type_string(t));
                self.error(x.pos(), format!("cannot assign {what} to {to} in {context}"));
                return x.invalidate();
            }
            _ => {}
        }
        self.instance_for(x, t, context);
        if !x.is_valid() {
            return;
        }
        if self.is_untyped(x.ty) {
            let target = match t {
                None if x.is_nil() => {
                    self.error(x.pos(), format!("use of untyped nil in {context}"));
                    return x.invalidate();
                }
                Some(t) if x.is_nil() || !self.is_interface(t) => t,
                _ => self.default_type(x.ty),
            };
            match self.implicit_type(x, target) {
                Ok(new) => self.set_implicit_type(x, new),
                Err(why) => {
                    self.unassignable(x, target, context, why);
                    return x.invalidate();
                }
            }
        }
        let Some(t) = t else { return };
        let mut cause = None;
        if !self.assignable_because(x, t, &mut cause) {
            let (what, to) = (self.describe(x), self.type_string(t));
            let cause = cause.map_or_else(String::new, |c| format!(": {c}"));
            self.error(x.pos(), format!("cannot use {what} as {to} value in {context}{cause}"));
            x.invalidate();
        }
    }

    fn single_value_only(&mut self, x: &mut Operand<'a>) {
        if x.mode == Mode::Value && matches!(self.tys.get(x.ty), Ty::Tuple(_)) {
            let message = format!("multiple-value {} in single-value context", self.describe(x));
            self.error(x.pos(), message);
            x.invalidate();
        }
    }

    pub(super) fn init_const(&mut self, id: ObjId, mut x: Operand<'a>) {
        let declared = self.obj(id).ty;
        if !x.is_valid() || !self.is_valid(x.ty) || declared.is_some_and(|t| !self.is_valid(t)) {
            self.obj_mut(id).ty = Some(declared.unwrap_or(ty::INVALID));
            return;
        }
        if x.constant().is_none() {
            let message = format!("{} is not constant", self.describe(&x));
            self.error(x.pos(), message);
            self.obj_mut(id).ty = Some(declared.unwrap_or(ty::INVALID));
            return;
        }
        let t = declared.unwrap_or(x.ty);
        self.obj_mut(id).ty = Some(t);
        self.assignment(&mut x, Some(t), "constant declaration");
        if let Mode::Const(v) = x.mode {
            self.obj_mut(id).kind = Kind::Const(v);
        }
    }

    pub(super) fn init_var(&mut self, id: ObjId, x: &mut Operand<'a>, context: &str) {
        let declared = self.obj(id).ty;
        if !x.is_valid() || !self.is_valid(x.ty) || declared.is_some_and(|t| !self.is_valid(t)) {
            self.obj_mut(id).ty = Some(declared.unwrap_or(ty::INVALID));
            return x.invalidate();
        }
        self.instance_for(x, declared, self.obj(id).name);
        if !x.is_valid() {
            self.obj_mut(id).ty = Some(declared.unwrap_or(ty::INVALID));
            return;
        }
        let t = match declared {
            Some(t) => t,
            None if x.ty == ty::UNTYPED_NIL => {
                self.error(x.pos(), format!("use of untyped nil in {context}"));
                self.obj_mut(id).ty = Some(ty::INVALID);
                return x.invalidate();
            }
            None => self.default_type(x.ty),
        };
        self.obj_mut(id).ty = Some(t);
        self.assignment(x, Some(t), context);
    }

    /// The type of what is assigned to; `None` for `_`, `INVALID` after complaining.
    fn lhs_var(&mut self, lhs: &'a Expr) -> Option<T> {
        if matches!(&unparen(lhs).kind, ExprKind::Name(name) if &**name == "_") {
            return None;
        }
        let used = self.variable_use(lhs);
        let x = self.expr(lhs);
        self.restore_use(used);
        if !x.is_valid() || !self.is_valid(x.ty) {
            return Some(ty::INVALID);
        }
        if matches!(x.mode, Mode::Var | Mode::MapIndex) {
            return Some(x.ty);
        }
        let text = expr_string(lhs);
        if let ExprKind::Selector(base, _) = &lhs.kind
            && self.expr(base).mode == Mode::MapIndex
        {
            self.error(x.pos(), format!("cannot assign to struct field {text} in map"));
            return Some(ty::INVALID);
        }
        let message =
            format!("cannot assign to {text} (neither addressable nor a map index expression)");
        self.error(x.pos(), message);
        Some(ty::INVALID)
    }

    /// `lhs = x`
    pub(super) fn assign_operand(&mut self, lhs: &'a Expr, mut x: Operand<'a>, context: &str) {
        let t = self.lhs_var(lhs);
        self.assign_to(t, &mut x, context);
    }

    fn assign_to(&mut self, t: Option<T>, x: &mut Operand<'a>, context: &str) {
        if t.is_some_and(|t| !self.is_valid(t)) {
            return x.invalidate();
        }
        let blank = t.is_none() && context == "assignment";
        self.assignment(x, t, if blank { "assignment to _ identifier" } else { context });
    }

    fn assign_expr(&mut self, lhs: &'a Expr, rhs: &'a Expr, context: &str) {
        let t = self.lhs_var(lhs);
        if t.is_some_and(|t| !self.is_valid(t)) {
            self.use_expr(rhs, false);
            return;
        }
        let mut x = self.expr_for(rhs, t, &expr_string(lhs));
        self.assign_to(t, &mut x, context);
    }

    fn assign_error(&mut self, rhs: &'a [Expr], l: usize, r: usize) {
        let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let (vars, vals) = (plural(l, "variable"), plural(r, "value"));
        let message = match (rhs, rhs.first().map(|e| &unparen(e).kind)) {
            ([_], Some(ExprKind::Call { f, .. })) => {
                format!("assignment mismatch: {vars} but {} returns {vals}", expr_string(f))
            }
            _ => format!("assignment mismatch: {vars} but {vals}"),
        };
        self.error(rhs.first().map_or(0, |e| e.pos), message);
    }

    fn return_error(&mut self, at: Pos, results: &[T], rhs: &[Operand<'a>]) {
        let (at, qualifier) = match rhs.get(results.len()) {
            Some(extra) => (extra.pos(), "too many"),
            None => (rhs.last().map_or(at, |x| x.pos()), "not enough"),
        };
        let have: Vec<T> = rhs.iter().map(|x| x.ty).collect();
        let message = format!(
            "{qualifier} return values\n\thave {}\n\twant {}",
            self.types_summary(&have, false, false),
            self.types_summary(results, false, false)
        );
        self.error(at, message);
    }

    /// `var a, b = …` and `a, b := …`
    pub(super) fn init_vars(&mut self, lhs: &[ObjId], rhs: &'a [Expr]) {
        let context = if lhs.len() > 1 { "multiple assignment" } else { "assignment" };
        let is_call = |e: &Expr| matches!(unparen(e).kind, ExprKind::Call { .. });
        if lhs.len() == rhs.len() && !(rhs.len() == 1 && is_call(&rhs[0])) {
            for (v, e) in lhs.iter().zip(rhs) {
                let mut x = self.one_value(e, None);
                self.init_var(*v, &mut x, context);
            }
            return;
        }
        let [only] = rhs else {
            if self.use_exprs(rhs, false) {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return self.invalidate_vars(lhs);
        };
        let (mut values, comma_ok) = self.multi_expr(only, lhs.len() == 2);
        if values.len() == lhs.len() {
            for (v, x) in lhs.iter().zip(&mut values) {
                self.init_var(*v, x, context);
            }
            return self.record_comma_ok(only, &values, comma_ok);
        }
        if values.first().is_some_and(Operand::is_valid) {
            self.assign_error(rhs, lhs.len(), values.len());
        }
        self.invalidate_vars(lhs);
    }

    fn invalidate_vars(&mut self, lhs: &[ObjId]) {
        for v in lhs {
            let v = self.obj_mut(*v);
            v.ty = v.ty.or(Some(ty::INVALID));
        }
    }

    /// The type of `x, ok`: the pair.
    fn record_comma_ok(&mut self, e: &'a Expr, values: &[Operand<'a>], comma_ok: bool) {
        if !comma_ok || values.iter().any(|x| !x.is_valid()) {
            return;
        }
        let types = values.iter().map(|x| ty::Param { name: "", pos: 0, ty: x.ty }).collect();
        let pair = self.tys.add(Ty::Tuple(std::rc::Rc::new(types)));
        let mut e = e;
        loop {
            if let Some(Some(record)) = self.records.get_mut(e.id as usize) {
                record.ty = pair;
            }
            match &e.kind {
                ExprKind::Paren(inner) => e = inner,
                _ => return,
            }
        }
    }

    /// `return …`
    pub(super) fn return_values(&mut self, pos: Pos, rhs: &'a [Expr]) {
        const CONTEXT: &str = "return statement";
        let Some(sig) = self.env.sig.clone() else { return };
        let results: Vec<T> = sig.results.iter().map(|p| p.ty).collect();
        let is_call = |e: &Expr| matches!(unparen(e).kind, ExprKind::Call { .. });
        if results.len() == rhs.len() && !(rhs.len() == 1 && is_call(&rhs[0])) {
            for (t, e) in results.iter().zip(rhs) {
                let mut x = self.expr_for(e, Some(*t), "result variable");
                self.return_value(&mut x, *t, CONTEXT);
            }
            return;
        }
        let [only] = rhs else {
            if self.use_exprs(rhs, false) {
                let values: Vec<_> = rhs.iter().map(|e| self.expr(e)).collect();
                self.return_error(pos, &results, &values);
            }
            return;
        };
        let (mut values, _) = self.multi_expr(only, false);
        if values.len() == results.len() {
            for (t, x) in results.iter().zip(&mut values) {
                self.return_value(x, *t, CONTEXT);
            }
        } else if values.first().is_some_and(Operand::is_valid) {
            self.return_error(pos, &results, &values);
        }
    }

    fn return_value(&mut self, x: &mut Operand<'a>, t: T, context: &str) {
        if x.is_valid() && self.is_valid(x.ty) && self.is_valid(t) {
            self.assignment(x, Some(t), context);
        }
    }

    /// `a, b = …`
    pub(super) fn assign_vars(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let context = if lhs.len() > 1 { "multiple assignment" } else { "assignment" };
        let is_call = |e: &Expr| matches!(unparen(e).kind, ExprKind::Call { .. });
        if lhs.len() == rhs.len() && !(rhs.len() == 1 && is_call(&rhs[0])) {
            for (l, r) in lhs.iter().zip(rhs) {
                self.assign_expr(l, r, context);
            }
            return;
        }
        let [only] = rhs else {
            let ok = self.use_exprs(lhs, true);
            if self.use_exprs(rhs, false) && ok {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        };
        let (mut values, comma_ok) = self.multi_expr(only, lhs.len() == 2);
        if values.len() == lhs.len() {
            for (l, x) in lhs.iter().zip(&mut values) {
                let t = self.lhs_var(l);
                self.assign_to(t, x, context);
            }
            return self.record_comma_ok(only, &values, comma_ok);
        }
        if values.first().is_some_and(Operand::is_valid) {
            self.assign_error(rhs, lhs.len(), values.len());
        }
        self.use_exprs(lhs, true);
    }

    /// `a, b := …`
    pub(super) fn short_var_decl(&mut self, lhs: &'a [Expr], rhs: &'a [Expr]) {
        let top = self.delayed.len();
        let scope = self.env.scope;
        let mut vars: Vec<ObjId> = vec![];
        let mut new: Vec<ObjId> = vec![];
        let mut seen: Vec<&str> = vec![];
        let mut has_error = false;
        for e in lhs {
            let kind = Kind::Var { kind: VarKind::Local, owner: self.env.func, used: false };
            let ExprKind::Name(name) = &e.kind else {
                self.use_expr(e, true);
                self.error(e.pos, format!("non-name {} on left side of :=", expr_string(e)));
                has_error = true;
                vars.push(self.new_obj("_", e.pos, None, kind));
                continue;
            };
            if &**name != "_" {
                if seen.contains(&&**name) {
                    self.error(e.pos, format!("{name} repeated on left side of :="));
                    has_error = true;
                    vars.push(self.new_obj("_", e.pos, None, kind));
                    continue;
                }
                seen.push(name);
                if let Some(old) = self.scope_get(scope, name) {
                    self.record_use(e.id, old);
                    if matches!(self.obj(old).kind, Kind::Var { .. }) {
                        vars.push(old);
                    } else {
                        self.error(e.pos, format!("cannot assign to {name}"));
                        has_error = true;
                        vars.push(self.new_obj("_", e.pos, None, kind));
                    }
                    continue;
                }
            }
            let id = self.new_obj(name, e.pos, None, kind);
            vars.push(id);
            if &**name != "_" {
                new.push(id);
            }
        }
        self.init_vars(&vars, rhs);
        self.process_delayed(top);
        if new.is_empty() && !has_error {
            let pos = rhs.first().map_or(0, |e| self.op_pos(e));
            return self.error(pos, "no new variables on left side of :=");
        }
        for id in new {
            self.declare(scope, id);
        }
    }

    /// A value known only by its type, for messages at `e`.
    pub(super) fn value_at(&self, e: &'a Expr, t: T) -> Operand<'a> {
        Operand::dummy(Mode::Value, t, e.pos, expr_string(e))
    }

    /// The constant `true`, at a position.
    pub(super) fn constant_true(&self, pos: Pos) -> Operand<'a> {
        Operand::dummy(Mode::Const(Val::Bool(true)), ty::BOOL, pos, "true")
    }
}
