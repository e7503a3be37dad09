//! `x[i]` and `x[i:j:k]`.
//!
//! It must never know statements. Next: [`super::constant`].

use super::super::ast::Expr;
use super::Checker;
use super::format::constant_string;
use super::operand::{Mode, Operand};
use super::ty::{self, T, Ty};
use super::value::Val;

impl<'a> Checker<'a> {
    pub(super) fn index_expr(
        &mut self,
        e: &'a Expr,
        base: &'a Expr,
        index: &'a [Expr],
    ) -> Operand<'a> {
        if let Some(x) = self.generic_value(e) {
            return x;
        }
        let refused = self.refused(base);
        let x = self.expr_or_type(base);
        if let Some(method) = self.generic_method(base) {
            return self.instance_value(e, method, index, None);
        }
        let mut out = Operand { expr: Some(e), ..Operand::invalid() };
        match x.mode {
            Mode::Invalid => {
                if !refused {
                    self.use_exprs(index, false);
                }
                return out;
            }
            Mode::Type => {
                out.ty = self.typ(e);
                if self.is_valid(out.ty) {
                    out.mode = Mode::Type;
                }
                return out;
            }
            _ => {}
        }
        if !self.is_complete(x.ty) {
            return out;
        }
        let mut length = None;
        match self.tys.under(x.ty).clone() {
            Ty::Basic(..) if self.is_text(x.ty) => {
                if let Mode::Const(Val::Str(s)) = &x.mode {
                    length = Some(s.len() as i64);
                }
                (out.mode, out.ty) = (Mode::Value, ty::BYTE);
            }
            Ty::Array(elem, n) => {
                length = Some(n);
                out.mode = if x.mode == Mode::Var { Mode::Var } else { Mode::Value };
                out.ty = elem;
            }
            Ty::Pointer(base) if self.is_complete(base) => {
                if let Ty::Array(elem, n) = *self.tys.under(base) {
                    length = Some(n);
                    (out.mode, out.ty) = (Mode::Var, elem);
                }
            }
            Ty::Slice(elem) => (out.mode, out.ty) = (Mode::Var, elem),
            Ty::Map(key, elem) => {
                let Some(index) = self.single_index(index) else { return out };
                let mut k = self.expr(index);
                self.assignment(&mut k, Some(key), "map index");
                if self.is_complete(elem) {
                    (out.mode, out.ty) = (Mode::MapIndex, elem);
                }
                return out;
            }
            _ => {}
        }
        if !out.is_valid() {
            let message = format!("cannot index {}", self.describe(&x));
            let bracket = index.first().map_or(e.pos, |i| self.token_before(i.pos));
            self.error(bracket, message);
            self.use_exprs(index, false);
            return out;
        }
        match self.single_index(index) {
            Some(index) => {
                self.index(index, length);
            }
            None => out.invalidate(),
        }
        out
    }

    /// Whether an expression is a name that gmpsim refuses, so that follow-ups are no news.
    fn refused(&self, e: &Expr) -> bool {
        matches!(&e.kind, super::super::ast::ExprKind::Name(n)
            if self.lookup(n).is_some_and(|o| matches!(self.obj(o).kind, super::object::Kind::Refused(_))))
    }

    fn single_index(&mut self, index: &'a [Expr]) -> Option<&'a Expr> {
        if let Some(second) = index.get(1) {
            self.error(second.pos, "invalid operation: more than one index");
        }
        index.first()
    }

    pub(super) fn slice_expr(
        &mut self,
        e: &'a Expr,
        base: &'a Expr,
        index: &'a [Option<Box<Expr>>; 3],
        full: bool,
    ) -> Operand<'a> {
        let x = self.expr(base);
        if !x.is_valid() {
            for e in index.iter().flatten() {
                self.use_expr(e, false);
            }
            return x;
        }
        let mut length = None;
        let t = match *self.tys.under(x.ty) {
            Ty::Basic(..) if self.is_text(x.ty) => {
                if full {
                    let at = index[2].as_ref().map_or(e.pos, |e| e.pos);
                    self.error(at, "invalid operation: 3-index slice of string");
                    return Operand::invalid();
                }
                if let Mode::Const(Val::Str(s)) = &x.mode {
                    length = Some(s.len() as i64);
                }
                Some(if self.is_untyped(x.ty) { ty::STRING } else { x.ty })
            }
            Ty::Array(elem, n) => {
                length = Some(n);
                if x.mode != Mode::Var {
                    let what = self.describe(&x);
                    let message = format!("cannot slice unaddressable value {what}");
                    self.error(x.pos(), message);
                    return Operand::invalid();
                }
                Some(self.tys.add(Ty::Slice(elem)))
            }
            Ty::Pointer(base) => match *self.tys.under(base) {
                Ty::Array(elem, n) => {
                    length = Some(n);
                    Some(self.tys.add(Ty::Slice(elem)))
                }
                _ => None,
            },
            Ty::Slice(_) => Some(x.ty),
            _ => None,
        };
        let Some(t) = t else {
            let what = self.describe(&x);
            self.error(x.pos(), format!("cannot slice {what}"));
            return Operand::invalid();
        };
        let mut bounds = [None; 3];
        for (i, part) in index.iter().enumerate() {
            bounds[i] = match part {
                Some(e) => self.index(e, length.map(|n| n.saturating_add(1))).1,
                None if i == 0 => Some(0),
                None => length,
            };
        }
        'report: for (i, low) in bounds.iter().enumerate() {
            let Some(low) = low.filter(|n| *n > 0) else { continue };
            for (j, high) in bounds.iter().enumerate().skip(i + 1) {
                if let (Some(high), Some(e)) = (high.filter(|h| *h < low), &index[j]) {
                    self.error(e.pos, format!("invalid slice indices: {high} < {low}"));
                    break 'report;
                }
            }
        }
        Operand::new(Mode::Value, t, e)
    }

    /// An index below `max`: its type and, if constant, its value.
    pub(super) fn index(&mut self, e: &'a Expr, max: Option<i64>) -> (T, Option<i64>) {
        let mut x = self.expr(e);
        if !self.valid_index(&mut x, "index", false) {
            return (ty::INVALID, None);
        }
        let Mode::Const(v) = &x.mode else { return (x.ty, None) };
        let Some(n) = v.as_i64() else { return (ty::INVALID, None) };
        if max.is_some_and(|max| n >= max) {
            let message = format!(
                "invalid argument: index {} out of bounds [0:{}]",
                constant_string(v),
                max.unwrap_or(0)
            );
            self.error(x.pos(), message);
            return (ty::INVALID, None);
        }
        (x.ty, Some(n))
    }

    fn valid_index(&mut self, x: &mut Operand<'a>, what: &str, negative: bool) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, ty::INT);
        if !x.is_valid() {
            return false;
        }
        if !self.is_integer(x.ty) {
            let message = format!("invalid argument: {what} {} must be integer", self.describe(x));
            self.error(x.pos(), message);
            return false;
        }
        let Mode::Const(v) = &x.mode else { return true };
        if !negative && v.sign() < 0 {
            let message =
                format!("invalid argument: {what} {} must not be negative", self.describe(x));
            self.error(x.pos(), message);
            return false;
        }
        let int = super::constant::represent(v, super::super::types::Basic::Int);
        let Some(int) = int else {
            let message = format!("invalid argument: {what} {} overflows int", self.describe(x));
            self.error(x.pos(), message);
            return false;
        };
        x.mode = Mode::Const(int);
        true
    }
}
