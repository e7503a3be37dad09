//! Arithmetic and logic on operands.
//!
//! Next: [`super::compare`] for comparisons and conditions.

use super::convert::Num;
use super::func::Fx;
use crate::lang::ast::{Expr, ExprKind, Token};
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::depth::deep;
use crate::lang::types::{Basic, Type, TypeId};

/// How many strings one instruction puts together.
const MAX_PARTS: usize = 1000;

impl<'a> Fx<'_, 'a> {
    pub fn binary(&mut self, e: &'a Expr, op: Token, a: &'a Expr, b: &'a Expr, d: Reg) {
        use Token::*;
        match op {
            LAnd | LOr => self.logical(e, d),
            Eql | Neq | Lss | Leq | Gtr | Geq => self.compare(e, op, a, b, d),
            Add if self.is_string(e) => self.concat(e, d),
            Shl | Shr => {
                self.hoist(&[a, b]);
                let x = self.expr(a);
                self.shift(op, self.ty(e), x, b, d);
            }
            _ => {
                self.hoist(&[a, b]);
                let ty = self.ty(e);
                if Num::of_type(self.underlying(ty)).is_int() {
                    if let Some(v) = self.small_const(b)
                        && self.immediate(op, ty, a, v, d)
                    {
                        return;
                    }
                    if matches!(op, Add | Mul | And)
                        && let Some(v) = self.small_const(a)
                        && self.immediate(op, ty, b, v, d)
                    {
                        return;
                    }
                }
                let x = self.expr(a);
                let y = self.expr(b);
                self.pos = e.pos;
                self.arithmetic(op, ty, x, y, d);
            }
        }
    }

    fn is_string(&self, e: &Expr) -> bool {
        matches!(self.under(e), Type::Basic(Basic::String | Basic::UntypedString))
    }

    /// `a op v` with a small constant, if there is an instruction for it.
    fn immediate(&mut self, op: Token, ty: TypeId, a: &'a Expr, v: i16, d: Reg) -> bool {
        let fits = match op {
            Token::Add | Token::Mul => true,
            Token::Sub => v != i16::MIN,
            Token::And => v >= 0,
            _ => false,
        };
        if !fits {
            return false;
        }
        let a = self.expr(a);
        self.emit(match op {
            Token::Add => Instr::AddI { d, a, v },
            Token::Sub => Instr::AddI { d, a, v: -v },
            Token::Mul => Instr::MulI { d, a, v },
            _ => Instr::AndI { d, a, v },
        });
        if op != Token::And {
            self.normalise(Num::of_type(self.underlying(ty)), d);
        }
        true
    }

    /// `d = a op b` for numbers of a type.
    pub fn arithmetic(&mut self, op: Token, ty: TypeId, a: Reg, b: Reg, d: Reg) {
        let num = Num::of_type(self.underlying(ty));
        if let Num::Float { single } = num {
            self.emit(match op {
                Token::Add => Instr::AddF { d, a, b },
                Token::Sub => Instr::SubF { d, a, b },
                Token::Mul => Instr::MulF { d, a, b },
                Token::Quo => Instr::DivF { d, a, b },
                other => unreachable!("floats have no {other:?}"),
            });
            if single {
                self.emit(Instr::RoundF32 { d, a: d });
            }
            return;
        }
        let signed = num.signed();
        let (instr, wraps) = match op {
            Token::Add => (Instr::Add { d, a, b }, true),
            Token::Sub => (Instr::Sub { d, a, b }, true),
            Token::Mul => (Instr::Mul { d, a, b }, true),
            Token::Quo if signed => (Instr::Div { d, a, b }, true),
            Token::Quo => (Instr::DivU { d, a, b }, false),
            Token::Rem if signed => (Instr::Rem { d, a, b }, false),
            Token::Rem => (Instr::RemU { d, a, b }, false),
            Token::And => (Instr::And { d, a, b }, false),
            Token::Or => (Instr::Or { d, a, b }, false),
            Token::Xor => (Instr::Xor { d, a, b }, false),
            Token::AndNot => (Instr::AndNot { d, a, b }, false),
            other => unreachable!("not arithmetic: {other:?}"),
        };
        self.emit(instr);
        if wraps {
            self.normalise(num, d);
        }
    }

    /// `d = a << b` or `a >> b`; the count's type is its own.
    pub fn shift(&mut self, op: Token, ty: TypeId, a: Reg, count: &'a Expr, d: Reg) {
        let num = Num::of_type(self.underlying(ty));
        if let Some(v) = self.small_const(count) {
            let v = v.clamp(0, 64) as u16;
            self.emit(match op {
                Token::Shl => Instr::ShlI { d, a, v },
                _ if num.signed() => Instr::ShrI { d, a, v },
                _ => Instr::ShrUI { d, a, v },
            });
        } else {
            let b = self.expr(count);
            if Num::of_type(self.under(count)).signed() {
                self.emit(Instr::ShiftCheck { a: b });
            }
            self.emit(match op {
                Token::Shl => Instr::Shl { d, a, b },
                _ if num.signed() => Instr::Shr { d, a, b },
                _ => Instr::ShrU { d, a, b },
            });
        }
        if op == Token::Shl {
            self.normalise(num, d);
        }
    }

    pub fn arithmetic_unary(&mut self, op: Token, ty: TypeId, a: Reg, d: Reg) {
        let num = Num::of_type(self.underlying(ty));
        match (op, num) {
            (Token::Not, _) => self.emit(Instr::Not { d, a }),
            (Token::Sub, Num::Float { .. }) => self.emit(Instr::NegF { d, a }),
            (Token::Sub, _) => {
                self.emit(Instr::Neg { d, a });
                self.normalise(num, d);
            }
            (Token::Xor, _) => {
                self.emit(Instr::Com { d, a });
                self.normalise(num, d);
            }
            _ => self.move_words(d, a, 1),
        }
    }

    /// `a + b + c` of strings in one go.
    fn concat(&mut self, e: &'a Expr, d: Reg) {
        let mut parts = vec![];
        self.concat_parts(e, &mut parts);
        self.hoist(&parts);
        if let [a, b] = parts[..] {
            let a = self.expr(a);
            let b = self.expr(b);
            self.pos = e.pos;
            return self.emit(Instr::Concat { d, a, b });
        }
        // What is too long for one instruction is put together bit by bit.
        let a = self.alloc(2 * parts.len().min(MAX_PARTS) as u64);
        let mut n = 0;
        for part in parts {
            if n == MAX_PARTS {
                self.emit(Instr::ConcatN { d: a, a, n: n as u16 });
                n = 1;
            }
            self.expr_to(part, a + 2 * n as Reg);
            n += 1;
        }
        self.pos = e.pos;
        self.emit(Instr::ConcatN { d, a, n: n as u16 });
    }

    fn concat_parts(&self, e: &'a Expr, parts: &mut Vec<&'a Expr>) {
        deep(|| self.concat_parts_of(e, parts));
    }

    fn concat_parts_of(&self, e: &'a Expr, parts: &mut Vec<&'a Expr>) {
        if self.constant(e).is_none() && !self.hoisted.contains_key(&e.id) {
            match &e.kind {
                ExprKind::Paren(x) => return self.concat_parts(x, parts),
                ExprKind::Binary(Token::Add, a, b) => {
                    self.concat_parts(a, parts);
                    return self.concat_parts(b, parts);
                }
                _ => {}
            }
        }
        parts.push(e);
    }
}
