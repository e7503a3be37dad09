//! Expressions: what each denotes and its type.
//!
//! It must never know statements. Next: [`super::operators`], [`super::call`], [`super::selector`].

use super::super::ast::{Expr, ExprKind, Token};
use super::super::depth::deep;
use super::Checker;
use super::exprstring::expr_string;
use super::operand::{Mode, Operand};
use super::resolve::unparen;
use super::ty::{self, T, Ty};

/// Whether an expression may stand as a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Conversion,
    Expression,
    Statement,
}

impl<'a> Checker<'a> {
    /// Any expression, type or call; records what it is.
    pub(super) fn raw_expr(&mut self, e: &'a Expr, hint: Option<T>) -> (Operand<'a>, Role) {
        let (mut x, role) = deep(|| self.expr_inner(e, hint));
        x.expr = Some(e);
        self.record(&x);
        (x, role)
    }

    /// An expression with one value, which is no generic function.
    pub(super) fn expr(&mut self, e: &'a Expr) -> Operand<'a> {
        self.expr_for(e, None, "")
    }

    /// The same; a generic function is the instance that fits the type `wanted`, of what is called that.
    pub(super) fn expr_for(&mut self, e: &'a Expr, wanted: Option<T>, what: &str) -> Operand<'a> {
        let (mut x, _) = self.raw_expr(e, None);
        self.instance_for(&mut x, wanted, what);
        self.not_generic_type(&mut x);
        self.exclude_non_values(&mut x);
        self.single_value(&mut x);
        x
    }

    /// The same, or a generic function. One with some type arguments gets the others from its constraints.
    pub(super) fn generic_expr(&mut self, e: &'a Expr, hint: Option<T>) -> Operand<'a> {
        let mut x = self.one_value(e, hint);
        if matches!(unparen(e).kind, ExprKind::Index(..)) {
            self.instance_for(&mut x, None, "");
        }
        x
    }

    /// An expression with one value, or a generic function that lacks type arguments.
    pub(super) fn one_value(&mut self, e: &'a Expr, hint: Option<T>) -> Operand<'a> {
        let (mut x, _) = self.raw_expr(e, hint);
        self.exclude_non_values(&mut x);
        self.single_value(&mut x);
        x
    }

    pub(super) fn expr_or_type(&mut self, e: &'a Expr) -> Operand<'a> {
        let mut x = self.generic_expr_or_type(e);
        self.instance_for(&mut x, None, "");
        self.not_generic_type(&mut x);
        x
    }

    /// Complains of a generic type without type arguments.
    pub(super) fn not_generic_type(&mut self, x: &mut Operand<'a>) {
        if x.mode == Mode::Type && self.generic_tparams(x.ty).is_some() {
            let name = x.text();
            let message = format!("cannot use generic type {name} without instantiation");
            self.error(x.pos(), message);
            x.invalidate();
        }
    }

    /// The same, or a generic type or function that lacks type arguments.
    pub(super) fn generic_expr_or_type(&mut self, e: &'a Expr) -> Operand<'a> {
        let (mut x, _) = self.raw_expr(e, None);
        if x.mode == Mode::NoValue {
            let message = format!("{} used as value or type", self.describe(&x));
            self.error(x.pos(), message);
            x.invalidate();
        }
        self.single_value(&mut x);
        x
    }

    /// The values of an expression: several for a call with several results, two for `x, ok`
    /// forms if allowed.
    pub(super) fn multi_expr(&mut self, e: &'a Expr, comma_ok: bool) -> (Vec<Operand<'a>>, bool) {
        let (mut x, _) = self.raw_expr(e, None);
        self.not_generic_type(&mut x);
        self.exclude_non_values(&mut x);
        if x.is_valid()
            && let Ty::Tuple(types) = self.tys.get(x.ty)
        {
            let list = types
                .iter()
                .enumerate()
                .map(|(i, p)| Operand::dummy(Mode::Value, p.ty, e.pos, nth_result(i + 1)))
                .collect();
            return (list, false);
        }
        if comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let what = "ok value of (comma, ok) expression";
            let ok = Operand::dummy(Mode::Value, ty::UNTYPED_BOOL, e.pos, what);
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    pub(super) fn exclude_non_values(&mut self, x: &mut Operand<'a>) {
        let what = match x.mode {
            Mode::NoValue => "used as value",
            Mode::Builtin(_) => "must be called",
            Mode::Type => "is not an expression",
            _ => return,
        };
        let message = format!("{} {what}", self.describe(x));
        self.error(x.pos(), message);
        x.invalidate();
    }

    pub(super) fn single_value(&mut self, x: &mut Operand<'a>) {
        if x.mode == Mode::Value && matches!(self.tys.get(x.ty), Ty::Tuple(_)) {
            let message = format!("multiple-value {} in single-value context", self.describe(x));
            self.error(x.pos(), message);
            x.invalidate();
        }
    }

    /// Checks an expression only so that what it uses counts as used; whether it was valid.
    pub(super) fn use_expr(&mut self, e: &'a Expr, lhs: bool) -> bool {
        match &unparen(e).kind {
            ExprKind::Name(name) if &**name == "_" => true,
            ExprKind::Name(_) => {
                let used = if lhs { self.variable_use(e) } else { None };
                let x = self.generic_expr_or_type(unparen(e));
                self.restore_use(used);
                x.is_valid()
            }
            _ => self.raw_expr(e, None).0.is_valid(),
        }
    }

    pub(super) fn use_exprs(&mut self, list: &'a [Expr], lhs: bool) -> bool {
        let mut ok = true;
        for e in list {
            ok &= self.use_expr(e, lhs);
        }
        ok
    }

    fn expr_inner(&mut self, e: &'a Expr, hint: Option<T>) -> (Operand<'a>, Role) {
        let invalid = (Operand { expr: Some(e), ..Operand::invalid() }, Role::Statement);
        let x = match &e.kind {
            ExprKind::Name(name) => self.ident(e, name, false),
            ExprKind::Lit(kind, text) => self.literal(e, *kind, text),
            ExprKind::Bad(_) => return invalid,
            ExprKind::FuncLit(ft, body) => self.func_literal(e, ft, body),
            ExprKind::Composite { ty, elems, rbrace } => {
                self.composite(e, ty.as_deref(), elems, *rbrace, hint)
            }
            ExprKind::Paren(inner) => {
                let (mut x, role) = self.raw_expr(inner, None);
                self.instance_for(&mut x, None, "");
                self.not_generic_type(&mut x);
                x.expr = Some(e);
                return (x, role);
            }
            ExprKind::Selector(base, name) => {
                return (self.selector(e, base, name, false), Role::Expression);
            }
            ExprKind::Index(base, index) => self.index_expr(e, base, index),
            ExprKind::Slice(base, index, full) => self.slice_expr(e, base, index, *full),
            ExprKind::Assert(base, None) => {
                self.error(e.pos, "invalid syntax tree: use of .(type) outside type switch");
                self.use_expr(base, false);
                return invalid;
            }
            ExprKind::Assert(base, Some(ty)) => self.assertion(e, base, ty),
            ExprKind::Call { f, args, dots } => return self.call(e, f, args, *dots),
            ExprKind::Star(base) => self.indirection(e, base),
            ExprKind::Unary(op, operand) => {
                let x = self.unary(e, *op, operand);
                if *op == Token::Arrow && x.is_valid() {
                    return (x, Role::Statement);
                }
                x
            }
            ExprKind::Binary(op, x, y) => self.binary(Some(e), x, y, *op),
            ExprKind::KeyValue(..) => {
                self.error(e.pos, "no key:value expected");
                return invalid;
            }
            ExprKind::Dots(_) => {
                self.error(e.pos, "invalid use of ...");
                return invalid;
            }
            _ => {
                let t = self.typ(e);
                Operand::new(Mode::Type, t, e)
            }
        };
        if x.is_valid() {
            return (x, Role::Expression);
        }
        // The type of an operand with something wrong is still told where arguments are counted.
        (Operand { ty: x.ty, ..invalid.0 }, invalid.1)
    }

    fn assertion(&mut self, e: &'a Expr, base: &'a Expr, ty: &'a Expr) -> Operand<'a> {
        let x = self.expr(base);
        if !x.is_valid() {
            return x;
        }
        if !self.is_interface(x.ty) {
            let what = self.describe(&x);
            let message = match self.tys.as_param(x.ty) {
                Some(_) => format!("cannot use type assertion on type parameter value {what}"),
                None => format!("{what} is not an interface"),
            };
            self.error(x.pos(), format!("invalid operation: {message}"));
            return Operand::invalid();
        }
        let t = self.var_type(ty);
        if !self.is_valid(t) || !self.is_complete(t) {
            return Operand::invalid();
        }
        self.check_assertion(e, &x, t, false);
        Operand::new(Mode::CommaOk, t, e)
    }

    /// Complains if a value of `x`'s interface can't be a `t`.
    pub(super) fn check_assertion(&mut self, e: &'a Expr, x: &Operand<'a>, t: T, is_case: bool) {
        let mut cause = None;
        if self.assertable(x.ty, t, &mut cause) || self.in_instance {
            return;
        }
        let cause = cause.unwrap_or_default();
        let (text, t) = (expr_string(e), self.type_string(t));
        let message = if is_case {
            let x = self.describe(x);
            format!(
                "impossible type switch case: {text}\n\t{x} cannot have dynamic type {t} {cause}"
            )
        } else {
            let of = self.type_string(x.ty);
            format!("impossible type assertion: {text}\n\t{t} does not implement {of} {cause}")
        };
        self.error(e.pos, message);
    }

    /// `*x`: a pointer type or what a pointer points to.
    fn indirection(&mut self, e: &'a Expr, base: &'a Expr) -> Operand<'a> {
        let x = self.expr_or_type(base);
        match x.mode {
            Mode::Invalid => x,
            Mode::Type => {
                self.valid_var_type(base, x.ty);
                let t = self.tys.add(Ty::Pointer(x.ty));
                Operand::new(Mode::Type, t, e)
            }
            _ => match self.pointer_base(&x) {
                Ok(base) if !self.is_complete(base) => Operand::invalid(),
                Ok(base) => Operand::new(Mode::Var, base, e),
                Err(why) => {
                    self.error(x.pos(), format!("invalid operation: {why}"));
                    Operand::invalid()
                }
            },
        }
    }

    /// What a pointer points to, or why that can't be said.
    fn pointer_base(&self, x: &Operand<'a>) -> Result<T, String> {
        let mut common = None;
        for (_, under) in self.specific_types(x.ty).unwrap_or(vec![(x.ty, x.ty)]) {
            match (self.tys.get(under), common) {
                (Ty::Pointer(base), Some(other)) if !self.identical(*base, other) => {
                    let what = self.describe(x);
                    return Err(format!("pointers of {what} must have identical base types"));
                }
                (Ty::Pointer(base), _) => common = common.or(Some(*base)),
                _ => return Err(format!("cannot indirect {}", self.describe(x))),
            }
        }
        common.ok_or_else(String::new)
    }
}

fn nth_result(n: usize) -> String {
    let ending = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{ending} function result")
}
