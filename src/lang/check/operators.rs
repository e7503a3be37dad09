//! Unary and binary operators, comparisons and shifts.
//!
//! It must never know statements. Next: [`super::untyped`].

use super::super::ast::{Dir, Expr, ExprKind, Pos, Token};
use super::super::types::Basic;
use super::Checker;
use super::constant::size_bits;
use super::exprstring::expr_string;
use super::operand::{Mode, Operand};
use super::resolve::unparen;
use super::ty::{self, T, Ty};

const SHIFT_LIMIT: i64 = 1023 - 1 + 52;

impl<'a> Checker<'a> {
    pub(super) fn unary(&mut self, e: &'a Expr, op: Token, operand: &'a Expr) -> Operand<'a> {
        let mut x = self.expr(operand);
        if !x.is_valid() {
            return x;
        }
        match op {
            Token::And => {
                let literal = matches!(unparen(operand).kind, ExprKind::Composite { .. });
                if !literal && x.mode != Mode::Var {
                    let what = self.describe(&x);
                    self.error(
                        x.pos(),
                        format!("invalid operation: cannot take address of {what}"),
                    );
                    return Operand::invalid();
                }
                let t = self.tys.add(Ty::Pointer(x.ty));
                return Operand::new(Mode::Value, t, e);
            }
            Token::Arrow => {
                return match self.chan_elem(&x, x.pos(), true) {
                    Some(elem) if self.is_complete(elem) => {
                        self.env.has_call_or_recv = true;
                        Operand::new(Mode::CommaOk, elem, e)
                    }
                    _ => Operand::invalid(),
                };
            }
            Token::Tilde => {
                let mut message =
                    "cannot use ~ outside of interface or type constraint".to_string();
                if self.is_integer(x.ty) {
                    message += " (use ^ for bitwise complement)";
                }
                self.error(e.pos, message);
                return Operand::invalid();
            }
            _ => {}
        }
        let defined = match op {
            Token::Add | Token::Sub => self.is_numeric(x.ty),
            Token::Xor => self.is_integer(x.ty),
            _ => self.is_boolean(x.ty),
        };
        if !defined {
            return self.undefined_op(&x, op);
        }
        if let Mode::Const(v) = &x.mode {
            if v.is_unknown() {
                return x;
            }
            let bits =
                self.is_unsigned(x.ty).then(|| size_bits(self.basic(x.ty).unwrap_or(Basic::Uint)));
            x.mode = Mode::Const(v.unary(op, bits));
            x.expr = Some(e);
            self.overflow(&mut x, None);
            return x;
        }
        x.mode = Mode::Value;
        x
    }

    fn undefined_op(&mut self, x: &Operand<'a>, op: Token) -> Operand<'a> {
        let what = self.describe(x);
        let message = format!("invalid operation: operator {} not defined on {what}", op.text());
        self.error(x.pos(), message);
        Operand::invalid()
    }

    /// The element type of a channel that is received from or sent to.
    pub(super) fn chan_elem(&mut self, x: &Operand<'a>, pos: Pos, receive: bool) -> Option<T> {
        let usable = |t: T, under: T| {
            let why = match self.tys.get(under) {
                Ty::Chan(Dir::Send, _) if receive => "send-only channel",
                Ty::Chan(Dir::Recv, _) if !receive => "receive-only channel",
                Ty::Chan(..) => return Ok(()),
                _ => "non-channel",
            };
            Err(format!("{why} {}", self.type_string(t)))
        };
        let is_param = self.tys.as_param(x.ty).is_some();
        let cause = match self.common_under_if(x.ty, usable) {
            Ok(under) => match *self.tys.get(under) {
                Ty::Chan(_, elem) => return Some(elem),
                _ => return None,
            },
            Err(_) if self.specific_types(x.ty).is_none() => "no specific channel type".into(),
            Err(cause) => cause,
        };
        let verb = if receive { "receive from" } else { "send to" };
        let what = self.describe(x);
        let message = match is_param {
            true => format!("cannot {verb} {what}: {cause}"),
            false => format!("cannot {verb} {cause} {what}"),
        };
        self.error(pos, format!("invalid operation: {message}"));
        None
    }

    /// `lhs op rhs`; `e` is `None` for `lhs op= rhs`.
    pub(super) fn binary(
        &mut self,
        e: Option<&'a Expr>,
        lhs: &'a Expr,
        rhs: &'a Expr,
        op: Token,
    ) -> Operand<'a> {
        let mut x = self.expr(lhs);
        let mut y = self.expr(rhs);
        if !x.is_valid() {
            return x;
        }
        if !y.is_valid() {
            return y;
        }
        if matches!(op, Token::Shl | Token::Shr) {
            return self.shift(x, y, e, rhs, op);
        }
        self.match_types(&mut x, &mut y);
        if !x.is_valid() {
            return x;
        }
        if is_comparison(op) {
            self.comparison(&mut x, &mut y, op, false);
            return x;
        }
        if !self.identical(x.ty, y.ty) {
            if self.is_valid(x.ty) && self.is_valid(y.ty) {
                let (tx, ty) = (self.type_string(x.ty), self.type_string(y.ty));
                let what = match e {
                    Some(e) => expr_string(e),
                    None => format!("{} {}= {}", expr_string(lhs), op.text(), expr_string(rhs)),
                };
                let message = format!("invalid operation: {what} (mismatched types {tx} and {ty})");
                self.error(x.pos(), message);
            }
            return Operand::invalid();
        }
        let defined = match op {
            Token::Add => self.is_ordered(x.ty),
            Token::Sub | Token::Mul | Token::Quo => self.is_numeric(x.ty),
            Token::LAnd | Token::LOr => self.is_boolean(x.ty),
            _ => self.is_integer(x.ty),
        };
        if !defined {
            return self.undefined_op(&x, op);
        }
        let integer = self.is_integer(x.ty);
        if matches!(op, Token::Quo | Token::Rem)
            && (x.constant().is_some() || integer)
            && y.constant().is_some_and(|v| v.sign() == 0)
        {
            self.error(y.pos(), "invalid operation: division by zero");
            return Operand::invalid();
        }
        if let (Mode::Const(a), Mode::Const(b)) = (&x.mode, &y.mode) {
            if a.is_unknown() || b.is_unknown() {
                x.mode = Mode::Const(super::value::Val::Unknown);
                return x;
            }
            x.mode = Mode::Const(a.binary(op, b, integer));
            x.expr = e;
            self.overflow(&mut x, Some(rhs));
            return x;
        }
        x.mode = Mode::Value;
        x
    }

    /// Gives an untyped operand the type of the other one, where that can make sense.
    pub(super) fn match_types(&mut self, x: &mut Operand<'a>, y: &mut Operand<'a>) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if x.is_valid() {
            self.convert_untyped(y, x.ty);
            if !y.is_valid() {
                x.invalidate();
            }
        }
    }

    fn may_convert(&self, x: &Operand<'a>, y: &Operand<'a>) -> bool {
        if !self.is_untyped(x.ty) && !self.is_untyped(y.ty) {
            return false;
        }
        if self.is_numeric(x.ty) != self.is_numeric(y.ty) {
            return false;
        }
        // An interface takes any value.
        if self.is_interface(x.ty) || self.is_interface(y.ty) {
            return true;
        }
        if self.is_boolean(x.ty) != self.is_boolean(y.ty)
            || self.is_string(x.ty) != self.is_string(y.ty)
        {
            return false;
        }
        if x.is_nil() {
            return self.has_nil(y.ty);
        }
        if y.is_nil() {
            return self.has_nil(x.ty);
        }
        !self.is_pointer(x.ty) && !self.is_pointer(y.ty)
    }

    /// `x op y` for a comparison, or a switch case; the result is in `x`.
    pub(super) fn comparison(
        &mut self,
        x: &mut Operand<'a>,
        y: &mut Operand<'a>,
        op: Token,
        switch_case: bool,
    ) {
        if !self.is_valid(x.ty) || !self.is_valid(y.ty) {
            return x.invalidate();
        }
        let op = if switch_case { Token::Eql } else { op };
        if let Err((err_is_y, cause)) = self.compare_types(x, y, op) {
            let is_param = |c: &Self, x: &Operand<'a>| c.tys.as_param(x.ty).is_some();
            let bad = match (cause.is_none(), is_param(self, x), is_param(self, y)) {
                (true, false, true) => &*y,
                (true, true, _) => &*x,
                _ if err_is_y => &*y,
                _ => &*x,
            };
            let cause = cause.unwrap_or_else(|| {
                let mut what = self.composite_kind(bad.ty).to_string();
                if is_param(self, bad) {
                    let t = self.type_string(bad.ty);
                    return format!("type parameter {t} cannot use operator {}", op.text());
                }
                if what.is_empty() {
                    what = self.type_string(bad.ty);
                }
                format!("operator {} not defined on {what}", op.text())
            });
            let (pos, xs, ys) = (bad.pos(), x.text(), y.text());
            if switch_case {
                let message = format!("invalid case {xs} in switch on {ys} ({cause})");
                self.error(x.pos(), message);
            } else {
                self.error(pos, format!("invalid operation: {xs} {} {ys} ({cause})", op.text()));
            }
            return x.invalidate();
        }
        if let (Mode::Const(a), Mode::Const(b)) = (&x.mode, &y.mode) {
            x.mode = Mode::Const(super::value::Val::Bool(a.compare(op, b)));
        } else {
            x.mode = Mode::Value;
            for o in [&*x, &*y] {
                if let Some(e) = o.expr {
                    self.update_expr_type(e, self.default_type(o.ty), true);
                }
            }
        }
        x.ty = ty::UNTYPED_BOOL;
    }

    /// Whether two operands can be compared; if not, whether `y` is to blame, and why.
    fn compare_types(
        &mut self,
        x: &Operand<'a>,
        y: &Operand<'a>,
        op: Token,
    ) -> Result<(), (bool, Option<String>)> {
        if !self.assignable(x, y.ty) && !self.assignable(y, x.ty) {
            let (tx, ty) = (self.type_string(x.ty), self.type_string(y.ty));
            return Err((true, Some(format!("mismatched types {tx} and {ty}"))));
        }
        if !matches!(op, Token::Eql | Token::Neq) {
            return match (self.is_ordered(x.ty), self.is_ordered(y.ty)) {
                (false, _) => Err((false, None)),
                (_, false) => Err((true, None)),
                _ => Ok(()),
            };
        }
        if x.is_nil() || y.is_nil() {
            let t = if x.is_nil() { y.ty } else { x.ty };
            return if self.has_nil(t) { Ok(()) } else { Err((true, None)) };
        }
        for (is_y, t) in [(false, x.ty), (true, y.ty)] {
            if let Some(why) = self.incomparable(t, true) {
                let why = match self.tys.under(t) {
                    Ty::Slice(_) | Ty::Func(_) | Ty::Map(..) => {
                        format!("{} can only be compared to nil", self.composite_kind(t))
                    }
                    _ => why,
                };
                return Err((is_y, Some(why).filter(|w| !w.is_empty())));
            }
        }
        Ok(())
    }

    fn shift(
        &mut self,
        mut x: Operand<'a>,
        mut y: Operand<'a>,
        e: Option<&'a Expr>,
        rhs: &'a Expr,
        op: Token,
    ) -> Operand<'a> {
        let int_value = x.constant().map(|v| v.to_int());
        let untyped_int = self.is_untyped(x.ty) && int_value.as_ref().is_some_and(|v| v.is_int());
        if !self.is_integer(x.ty) && !untyped_int {
            return self.bad_shift(&x);
        }
        if let Mode::Const(v) = &y.mode {
            let count = v.to_int();
            if count.is_int() && count.sign() < 0 {
                let message =
                    format!("invalid operation: negative shift count {}", self.describe(&y));
                self.error(y.pos(), message);
                return Operand::invalid();
            }
            if self.is_untyped(y.ty) {
                self.representable(&mut y, ty::UINT);
                if !y.is_valid() {
                    return y;
                }
            }
        } else if self.is_untyped(y.ty) {
            self.convert_untyped(&mut y, ty::UINT);
            if !y.is_valid() {
                return y;
            }
        } else if !self.is_integer(y.ty) {
            return self.bad_count(&y);
        }
        if x.constant().is_some() {
            if let Mode::Const(count) = &y.mode {
                if count.is_unknown() || int_value.as_ref().is_none_or(|v| v.is_unknown()) {
                    x.mode = Mode::Const(super::value::Val::Unknown);
                    return x;
                }
                let count = count.to_int().as_i64().filter(|n| *n <= SHIFT_LIMIT);
                let (Some(count), Some(value)) = (count, int_value) else {
                    let message =
                        format!("invalid operation: invalid shift count {}", self.describe(&y));
                    self.error(y.pos(), message);
                    return Operand::invalid();
                };
                if !self.is_integer(x.ty) {
                    x.ty = ty::UNTYPED_INT;
                }
                x.mode = Mode::Const(value.shift(op == Token::Shl, count as u32));
                x.expr = e;
                self.overflow(&mut x, Some(rhs));
                return x;
            }
            // `1 << n`: the type comes from the context.
            if self.is_untyped(x.ty) {
                if let Some(u) = x.expr.and_then(|e| self.untyped.get_mut(&e.id)) {
                    u.is_lhs = true;
                }
                x.mode = Mode::Value;
                return x;
            }
        }
        if !self.is_integer(x.ty) {
            return self.bad_shift(&x);
        }
        x.mode = Mode::Value;
        x
    }

    fn bad_shift(&mut self, x: &Operand<'a>) -> Operand<'a> {
        let what = self.describe(x);
        self.error(x.pos(), format!("invalid operation: shifted operand {what} must be integer"));
        Operand::invalid()
    }

    fn bad_count(&mut self, y: &Operand<'a>) -> Operand<'a> {
        let what = self.describe(y);
        self.error(y.pos(), format!("invalid operation: shift count {what} must be integer"));
        Operand::invalid()
    }
}

pub fn is_comparison(op: Token) -> bool {
    use Token::*;
    matches!(op, Eql | Neq | Lss | Leq | Gtr | Geq)
}
