//! Untyped values on their way to a type: `1 << s` gets its type from where it is used.
//!
//! It must never know statements. Next: [`super::operators`].

use super::super::ast::{Expr, ExprKind, Token};
use super::super::depth::deep;
use super::super::types::Basic;
use super::constant::Mismatch;
use super::exprstring::expr_string;
use super::operand::{Mode, Operand};
use super::ty::{self, T, Ty};
use super::typeset::takes_all;
use super::value::Val;
use super::{Checker, Untyped};

impl<'a> Checker<'a> {
    /// The type an untyped operand gets where a `target` is wanted, and its value there.
    pub(super) fn implicit_type(
        &mut self,
        x: &Operand<'a>,
        target: T,
    ) -> Result<(T, Option<Val>), Mismatch> {
        if !x.is_valid() || !self.is_untyped(x.ty) || !self.is_valid(target) {
            return Ok((x.ty, None));
        }
        if self.is_untyped(target) {
            return self.max_type(x.ty, target).map(|t| (t, None)).ok_or(Mismatch::Other);
        }
        if x.is_nil() {
            return if self.has_nil(target) { Ok((target, None)) } else { Err(Mismatch::Other) };
        }
        match self.tys.under(target) {
            Ty::Basic(b, _) => {
                let b = *b;
                if x.constant().is_some() {
                    return self.representation(x, b).map(|v| (target, Some(v)));
                }
                let fits = match x.ty {
                    ty::UNTYPED_BOOL => self.is_boolean(target),
                    ty::UNTYPED_INT | ty::UNTYPED_RUNE | ty::UNTYPED_FLOAT => {
                        self.is_numeric(target)
                    }
                    ty::UNTYPED_STRING => self.is_string(target),
                    _ => false,
                };
                if fits { Ok((target, None)) } else { Err(Mismatch::Other) }
            }
            // Any value fits, that of an ordinary type.
            Ty::Interface(iface) if takes_all(&self.set_of(iface)) => {
                Ok((self.default_type(x.ty), None))
            }
            // All types that the parameter stands for must take it; what results is no constant.
            Ty::Param(_) => {
                for (_, under) in self.specific_types(target).ok_or(Mismatch::Other)? {
                    self.implicit_type(x, under).map_err(|_| Mismatch::Other)?;
                }
                Ok((target, None))
            }
            _ => Err(Mismatch::Other),
        }
    }

    /// The larger of two untyped numeric kinds.
    fn max_type(&self, x: T, y: T) -> Option<T> {
        if x == y {
            return Some(x);
        }
        (self.is_numeric(x) && self.is_numeric(y)).then(|| x.max(y))
    }

    pub(super) fn convert_untyped(&mut self, x: &mut Operand<'a>, target: T) {
        match self.implicit_type(x, target) {
            Ok(new) => self.set_implicit_type(x, new),
            Err(why) => {
                let under = self.tys.under_id(target);
                self.invalid_conversion(why, x, under);
                x.invalidate();
            }
        }
    }

    pub(super) fn set_implicit_type(&mut self, x: &mut Operand<'a>, (t, val): (T, Option<Val>)) {
        if let Some(v) = val {
            if let Some(u) = x.expr.and_then(|e| self.untyped.get_mut(&e.id)) {
                u.val = Some(v.clone());
            }
            x.mode = Mode::Const(v);
        }
        if t != x.ty {
            x.ty = t;
            if let Some(e) = x.expr {
                self.update_expr_type(e, t, false);
            }
        }
    }

    /// Gives an untyped expression (and its untyped parts) its type.
    pub(super) fn update_expr_type(&mut self, e: &'a Expr, t: T, last: bool) {
        deep(|| self.update_type_of(e, t, last));
    }

    fn update_type_of(&mut self, e: &'a Expr, t: T, last: bool) {
        let Some(old) = self.untyped.get(&e.id) else { return };
        let constant = old.val.is_some();
        match &e.kind {
            ExprKind::Paren(x) => self.update_expr_type(x, t, last),
            ExprKind::Unary(_, x) if !constant => self.update_expr_type(x, t, last),
            ExprKind::Binary(op, x, y) if !constant => match op {
                Token::Eql | Token::Neq | Token::Lss | Token::Leq | Token::Gtr | Token::Geq => {}
                Token::Shl | Token::Shr => self.update_expr_type(x, t, last),
                _ => {
                    self.update_expr_type(x, t, last);
                    self.update_expr_type(y, t, last);
                }
            },
            _ => {}
        }
        if !last && self.is_untyped(t) {
            if let Some(old) = self.untyped.get_mut(&e.id) {
                old.ty = t;
            }
            return;
        }
        let Some(Untyped { is_lhs, mode, ty, val, .. }) = self.untyped.remove(&e.id) else {
            return;
        };
        if is_lhs && !self.is_integer(t) {
            let message = format!(
                "invalid operation: shifted operand {} (type {}) must be integer",
                expr_string(e),
                self.type_string(t)
            );
            return self.error(e.pos, message);
        }
        let mut val = val;
        if let Some(v) = &val {
            let mut c = Operand::new(Mode::Const(v.clone()), ty, e);
            self.convert_untyped(&mut c, t);
            if !c.is_valid() {
                return;
            }
            val = c.constant().cloned();
        }
        self.record_type(e, mode, t, val);
    }

    /// Gives a type to everything that is still untyped at the end.
    pub(super) fn record_untyped(&mut self) {
        for (_, u) in std::mem::take(&mut self.untyped) {
            let t = self.default_type(u.ty);
            let val = match (&u.val, self.basic(t)) {
                (Some(v), Some(b)) if b != Basic::Invalid => {
                    super::constant::represent(v, b).or(u.val)
                }
                _ => u.val,
            };
            self.record_type(u.expr, u.mode, t, val);
        }
    }
}
