//! Expression and type switches.
//!
//! It must never know labels. Next: [`super::super::parse`] for `fallthrough`.

use rustc_hash::FxHashMap;

use super::super::ast::{Case, Expr, ExprKind, Ident, Pos, Stmt, Token};
use super::super::info::ObjId;
use super::Checker;
use super::literal::full_constant;
use super::object::{Kind, VarKind};
use super::operand::{Mode, Operand};
use super::resolve::unparen;
use super::ty::{self, T};
use super::value::Val;

type Seen = FxHashMap<String, Vec<(Pos, T)>>;

impl<'a> Checker<'a> {
    pub(super) fn switch_stmt(&mut self, s: &'a Stmt, tag: Option<&'a Expr>, cases: &'a [Case]) {
        let mut x = match tag {
            Some(tag) => {
                let mut x = self.expr(tag);
                self.assignment(&mut x, None, "switch expression");
                if x.is_valid() && !self.comparable(x.ty) && !self.has_nil(x.ty) {
                    let (what, t) = (self.describe(&x), self.type_string(x.ty));
                    self.error(x.pos(), format!("cannot switch on {what} ({t} is not comparable)"));
                    x.invalidate();
                }
                x
            }
            None => self.constant_true(cases.first().map_or(s.pos, |c| c.pos)),
        };
        self.multiple_defaults(cases);
        let mut seen = Seen::default();
        for case in cases {
            self.case_values(&mut x, &case.exprs, &mut seen);
            self.scoped_list(&case.body);
        }
    }

    fn multiple_defaults(&mut self, cases: &[Case]) {
        let mut first = None;
        for c in cases.iter().filter(|c| c.default) {
            match first {
                None => first = Some(c.pos),
                Some(first) => {
                    let message =
                        format!("multiple defaults (first at {})", self.declared_at(first));
                    self.error(c.pos, message);
                }
            }
        }
    }

    fn case_values(&mut self, x: &mut Operand<'a>, values: &'a [Expr], seen: &mut Seen) {
        for e in values {
            let mut v = self.expr(e);
            if !x.is_valid() || !v.is_valid() {
                continue;
            }
            self.convert_untyped(&mut v, x.ty);
            if !v.is_valid() {
                continue;
            }
            let mut result = v.clone();
            self.comparison(&mut result, x, Token::Eql, true);
            let Mode::Const(val) = &v.mode else { continue };
            if !result.is_valid() || matches!(val, Val::Bool(_) | Val::Unknown) {
                continue;
            }
            let known = seen.entry(full_constant(val)).or_default();
            if let Some((pos, _)) = known.iter().find(|(_, t)| self.identical(*t, v.ty)) {
                let message = format!(
                    "duplicate case {} in expression switch\n\t{}: previous case",
                    self.describe(&v),
                    self.at(*pos)
                );
                self.error(v.pos(), message);
            } else {
                known.push((e.op, v.ty));
            }
        }
    }

    pub(super) fn type_switch_stmt(
        &mut self,
        bind: Option<&'a Ident>,
        x: &'a Expr,
        cases: &'a [Case],
    ) {
        let bind = bind.filter(|b| {
            let blank = &*b.name == "_";
            if blank {
                self.error(b.pos, "no new variable on left side of :=");
            }
            !blank
        });
        let x = self.expr(x);
        let is_interface = x.is_valid() && self.is_interface(x.ty);
        if x.is_valid() && !is_interface {
            let what = self.describe(&x);
            let message = match self.tys.as_param(x.ty) {
                Some(_) => format!("cannot use type switch on type parameter value {what}"),
                None => format!("{what} is not an interface"),
            };
            self.error(x.pos(), message);
        }
        let x = is_interface.then_some(x);
        self.multiple_defaults(cases);
        let mut seen: Vec<(Option<T>, Pos)> = vec![];
        let mut vars: Vec<ObjId> = vec![];
        for case in cases {
            let t = self.case_types(x.as_ref(), &case.exprs, &mut seen);
            self.open_scope();
            if let Some(b) = bind {
                let kind = Kind::Var { kind: VarKind::Local, owner: self.env.func, used: false };
                let id = self.new_obj(&b.name, b.pos, Some(t), kind);
                let scope = self.env.scope;
                self.declare(scope, id);
                self.implicits.push((case.pos, id));
                vars.push(id);
            }
            self.stmt_list(&case.body);
            self.close_scope();
        }
        let Some(b) = bind else { return };
        let is_used =
            |c: &Self, id: &ObjId| matches!(c.obj(*id).kind, Kind::Var { used: true, .. });
        if !vars.iter().any(|id| is_used(self, id)) {
            self.error(b.pos, format!("{} declared and not used", b.name));
        }
        for id in vars {
            self.mark_used(id);
        }
    }

    /// The type a clause's variable has.
    fn case_types(
        &mut self,
        x: Option<&Operand<'a>>,
        types: &'a [Expr],
        seen: &mut Vec<(Option<T>, Pos)>,
    ) -> T {
        let mut last = None;
        for e in types {
            let is_nil = matches!(&unparen(e).kind, ExprKind::Name(n)
                if self.lookup(n).is_some_and(|o| matches!(self.obj(o).kind, Kind::Nil)));
            if is_nil {
                self.expr(e);
                last = None;
            } else {
                let t = self.var_type(e);
                last = Some(t);
                if !self.is_valid(t) {
                    continue;
                }
            }
            let same = |c: &Self, t: Option<T>| match (t, last) {
                (None, None) => true,
                (Some(a), Some(b)) => c.identical(a, b),
                _ => false,
            };
            if let Some((_, pos)) = seen.iter().find(|(t, _)| same(self, *t)) {
                // Different types of a generic function may be the same in an instance.
                if self.in_instance {
                    continue;
                }
                let t = last.map_or_else(|| "nil".into(), |t| self.type_string(t));
                let at = self.at(*pos);
                let message = format!("duplicate case {t} in type switch\n\t{at}: previous case");
                self.error(e.pos, message);
                continue;
            }
            seen.push((last, e.pos));
            if let (Some(x), Some(t)) = (x, last) {
                self.check_assertion(e, x, t, true);
            }
        }
        match last {
            Some(t) if types.len() == 1 => t,
            _ => x.map_or(ty::INVALID, |x| x.ty),
        }
    }
}
