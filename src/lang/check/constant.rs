//! Which constants a type can hold, and what is said of those it can't.
//!
//! It must never know syntax. Next: [`super::untyped`].

use num_bigint::BigInt;

use super::super::ast::{Expr, ExprKind, Pos, Token};
use super::super::types::Basic;
use super::Checker;
use super::format::constant_string;
use super::operand::{Mode, Operand};
use super::predicates::{is_float, is_integer, is_unsigned};
use super::ty::{self, T};
use super::value::Val;

/// Why an untyped value can't become a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mismatch {
    Truncated,
    Overflow,
    Other,
}

/// How many bits a basic type has; `int` has 64.
pub fn size_bits(b: Basic) -> u32 {
    match b {
        Basic::Int8 | Basic::Uint8 => 8,
        Basic::Int16 | Basic::Uint16 => 16,
        Basic::Int32 | Basic::Uint32 => 32,
        _ => 64,
    }
}

/// The value as a constant of that basic type, rounded; `None` if it can't be one.
pub fn represent(v: &Val, b: Basic) -> Option<Val> {
    if v.is_unknown() {
        return Some(Val::Unknown);
    }
    match b {
        Basic::UntypedInt | Basic::UntypedRune => Some(v.to_int()).filter(Val::is_int),
        b if is_integer(b) => {
            let n = v.to_int().big()?;
            let bits = size_bits(b);
            let (low, high) = if is_unsigned(b) {
                (BigInt::ZERO, BigInt::from(1) << bits)
            } else {
                (-(BigInt::from(1) << (bits - 1)), BigInt::from(1) << (bits - 1))
            };
            (low <= n && n < high).then(|| Val::int(n))
        }
        Basic::Float32 => v.round_float(true),
        Basic::Float64 => v.round_float(false),
        b if is_float(b) => v.is_number().then(|| v.clone()),
        Basic::String | Basic::UntypedString => matches!(v, Val::Str(_)).then(|| v.clone()),
        Basic::Bool | Basic::UntypedBool => matches!(v, Val::Bool(_)).then(|| v.clone()),
        _ => None,
    }
}

impl<'a> Checker<'a> {
    pub(super) fn representation(&self, x: &Operand<'a>, b: Basic) -> Result<Val, Mismatch> {
        let Some(v) = x.constant() else { return Err(Mismatch::Other) };
        represent(v, b).ok_or_else(|| {
            if self.is_numeric(x.ty) && (is_integer(b) || is_float(b)) {
                if !self.is_integer(x.ty) && is_integer(b) {
                    Mismatch::Truncated
                } else {
                    Mismatch::Overflow
                }
            } else {
                Mismatch::Other
            }
        })
    }

    /// Makes a constant one of type `t`, or complains.
    pub(super) fn representable(&mut self, x: &mut Operand<'a>, t: T) {
        let Some(b) = self.basic(t) else { return };
        match self.representation(x, b) {
            Ok(v) => x.mode = Mode::Const(v),
            Err(why) => {
                self.invalid_conversion(why, x, t);
                x.invalidate();
            }
        }
    }

    pub(super) fn invalid_conversion(&mut self, why: Mismatch, x: &Operand<'a>, target: T) {
        let (what, t) = (self.describe(x), self.type_string(target));
        let message = match why {
            Mismatch::Truncated => format!("{what} truncated to {t}"),
            Mismatch::Overflow => format!("{what} overflows {t}"),
            Mismatch::Other => format!("cannot convert {what} to type {t}"),
        };
        self.error(x.pos(), message);
    }

    /// Complains if a constant operation's result does not fit; `rhs` is what follows the
    /// operator of a binary one.
    pub(super) fn overflow(&mut self, x: &mut Operand<'a>, rhs: Option<&Expr>) {
        let Some(v) = x.constant() else { return };
        if v.is_unknown() {
            let pos = self.overflow_pos(x, rhs);
            self.error(pos, "constant result is not representable");
            return;
        }
        if !self.is_untyped(x.ty) {
            return self.representable(x, self.tys.under_id(x.ty));
        }
        const PRECISION: u64 = 512;
        const MAX_STRING: usize = 1 << 26;
        if v.bits() > PRECISION {
            let op = x.expr.map_or("", op_name);
            let pos = self.overflow_pos(x, rhs);
            self.error(pos, format!("constant {op}overflow"));
            x.mode = Mode::Const(Val::Unknown);
        } else if let Val::Str(s) = v
            && s.len() > MAX_STRING
        {
            let message =
                format!("constant string too long ({} bytes > {MAX_STRING} bytes)", s.len());
            let pos = self.overflow_pos(x, rhs);
            self.error(pos, message);
            x.mode = Mode::Const(Val::Unknown);
        }
    }

    fn overflow_pos(&mut self, x: &Operand<'a>, rhs: Option<&Expr>) -> Pos {
        rhs.map_or(x.pos(), |rhs| self.op_pos(rhs))
    }

    /// "cannot use … (truncated)" for an untyped value that can't be assigned.
    pub(super) fn unassignable(
        &mut self,
        x: &Operand<'a>,
        target: T,
        context: &str,
        why: Mismatch,
    ) {
        let (what, t) = (self.describe(x), self.type_string(target));
        let tail = match why {
            Mismatch::Truncated => " (truncated)",
            Mismatch::Overflow => " (overflows)",
            Mismatch::Other => "",
        };
        self.error(x.pos(), format!("cannot use {what} as {t} value in {context}{tail}"));
    }

    /// "constant 300 overflows byte"
    pub(super) fn constant_overflows(&mut self, x: &Operand<'a>, t: T) {
        let v = x.constant().map_or_else(String::new, constant_string);
        let message = format!("constant {v} overflows {}", self.type_string(t));
        self.error(x.pos(), message);
    }

    /// Whether a constant of an untyped kind or integer type is an integer ≥ 0 that fits an int.
    pub(super) fn as_length(&self, x: &Operand<'a>) -> Option<i64> {
        if !self.is_untyped(x.ty) && !self.is_integer(x.ty) {
            return None;
        }
        x.constant()?.to_int().as_i64().filter(|n| *n >= 0)
    }
}

fn op_name(e: &Expr) -> &'static str {
    match &e.kind {
        ExprKind::Unary(Token::Xor, _) => "bitwise complement ",
        ExprKind::Binary(Token::Add, ..) => "addition ",
        ExprKind::Binary(Token::Sub, ..) => "subtraction ",
        ExprKind::Binary(Token::Xor, ..) => "bitwise XOR ",
        ExprKind::Binary(Token::Mul, ..) => "multiplication ",
        ExprKind::Binary(Token::Shl, ..) => "shift ",
        _ => "",
    }
}

/// The type of a literal token's constant.
pub fn literal_type(kind: Token) -> T {
    match kind {
        Token::Int => ty::UNTYPED_INT,
        Token::Float => ty::UNTYPED_FLOAT,
        Token::Rune => ty::UNTYPED_RUNE,
        Token::Str => ty::UNTYPED_STRING,
        _ => ty::INVALID,
    }
}
