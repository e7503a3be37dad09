//! Comparisons, and conditions as jumps.
//!
//! Next: [`super::flow`], which uses the jumps.

use super::convert::Num;
use super::func::Fx;
use crate::lang::ast::{Expr, ExprKind, Token};
use crate::lang::bytecode::{Instr, Label, Reg};
use crate::lang::depth::deep;
use crate::lang::info::{ConstValue, Mode};
use crate::lang::types::{Basic, Type, TypeId};

/// How values of a type are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compare {
    /// As one word: signed or not does not matter for equality.
    Word {
        signed: bool,
    },
    Float,
    String,
    Interface,
    /// Structs and arrays.
    Value,
}

impl<'a> Fx<'_, 'a> {
    fn how(&self, ty: TypeId) -> Compare {
        match self.underlying(ty) {
            Type::Basic(Basic::String | Basic::UntypedString) => Compare::String,
            Type::Basic(b) if Num::of(*b).is_float() => Compare::Float,
            Type::Basic(b) => Compare::Word { signed: Num::of(*b).signed() },
            Type::Interface(_) => Compare::Interface,
            Type::Struct(_) | Type::Array(..) => Compare::Value,
            _ => Compare::Word { signed: false },
        }
    }

    /// The operands of a comparison in registers, of one type.
    fn operands(&mut self, a: &'a Expr, b: &'a Expr) -> (Reg, Reg, TypeId) {
        self.hoist(&[a, b]);
        let (ta, tb) = (self.ty(a), self.ty(b));
        let ty = if self.is_interface(tb) { tb } else { ta };
        let x = self.assignable(a, ty);
        let y = self.assignable(b, ty);
        (x, y, ty)
    }

    /// The operand that is not nil, if the other one is.
    fn against_nil(&self, a: &'a Expr, b: &'a Expr) -> Option<&'a Expr> {
        match (&self.expr_info(a).mode, &self.expr_info(b).mode) {
            (_, Mode::Nil) => Some(a),
            (Mode::Nil, _) => Some(b),
            _ => None,
        }
    }

    /// `d = a op b`
    pub fn compare(&mut self, e: &'a Expr, op: Token, a: &'a Expr, b: &'a Expr, d: Reg) {
        if let Some(x) = self.against_nil(a, b) {
            let a = self.expr(x);
            let zero = self.new_word(0);
            self.emit(match op {
                Token::Eql => Instr::Eq { d, a, b: zero },
                _ => Instr::Ne { d, a, b: zero },
            });
            return;
        }
        let (a, b, ty) = self.operands(a, b);
        self.pos = e.pos;
        self.compare_registers(op, a, b, ty, d);
    }

    /// `d = a op b` for values of a type in registers.
    pub fn compare_registers(&mut self, op: Token, a: Reg, b: Reg, ty: TypeId, d: Reg) {
        use Token::*;
        // a > b is b < a.
        let (op, a, b) = match op {
            Gtr => (Lss, b, a),
            Geq => (Leq, b, a),
            _ => (op, a, b),
        };
        let how = self.how(ty);
        match (how, op) {
            (Compare::Word { .. }, Eql) => self.emit(Instr::Eq { d, a, b }),
            (Compare::Word { .. }, Neq) => self.emit(Instr::Ne { d, a, b }),
            (Compare::Word { signed: true }, Lss) => self.emit(Instr::Lt { d, a, b }),
            (Compare::Word { signed: true }, _) => self.emit(Instr::Le { d, a, b }),
            (Compare::Word { signed: false }, Lss) => self.emit(Instr::LtU { d, a, b }),
            (Compare::Word { signed: false }, _) => self.emit(Instr::LeU { d, a, b }),
            (Compare::Float, Eql) => self.emit(Instr::EqF { d, a, b }),
            (Compare::Float, Neq) => self.emit(Instr::NeF { d, a, b }),
            (Compare::Float, Lss) => self.emit(Instr::LtF { d, a, b }),
            (Compare::Float, _) => self.emit(Instr::LeF { d, a, b }),
            (Compare::String, Lss | Leq) => {
                let c = self.alloc(1);
                self.emit(Instr::CmpStr { d: c, a, b });
                let limit = self.new_word(if op == Lss { 0 } else { 1 });
                self.emit(Instr::Lt { d, a: c, b: limit });
            }
            _ => {
                self.equal(how, a, b, ty, d);
                if op == Neq {
                    self.emit(Instr::Not { d, a: d });
                }
            }
        }
    }

    fn equal(&mut self, how: Compare, a: Reg, b: Reg, ty: TypeId, d: Reg) {
        match how {
            Compare::String => self.emit(Instr::EqStr { d, a, b }),
            Compare::Interface => self.emit(Instr::EqIface { d, a, b }),
            _ => {
                let words = self.words(ty);
                let copy = self.alloc(words.max(1));
                self.move_words(copy, a, words);
                let t = self.rtype16(ty);
                self.emit(Instr::EqVal { d: copy, b, t });
                self.move_words(d, copy, 1);
            }
        }
    }

    /// `a && b`, `a || b` as a value.
    pub fn logical(&mut self, e: &'a Expr, d: Reg) {
        let end = self.label();
        // The result is not written before both sides were read: d may be one of their variables.
        let t = self.alloc(1);
        self.emit(Instr::Imm { d: t, v: 0 });
        self.condition(e, end, false);
        self.emit(Instr::Imm { d: t, v: 1 });
        self.bind(end);
        self.move_words(d, t, 1);
    }

    /// Jumps to `to` if the condition's value is `when`, else goes on after it.
    pub fn condition(&mut self, e: &'a Expr, to: Label, when: bool) {
        let mark = self.top;
        deep(|| self.condition_kind(e, to, when));
        self.top = mark;
    }

    fn condition_kind(&mut self, e: &'a Expr, to: Label, when: bool) {
        use Token::*;
        if self.hoisted.contains_key(&e.id) {
            return self.jump_on(e, to, when);
        }
        if let Some(ConstValue::Bool(value)) = self.constant(e) {
            if *value == when {
                self.jump(to);
            }
            return;
        }
        match &e.kind {
            ExprKind::Paren(x) => self.condition(x, to, when),
            ExprKind::Unary(Not, x) => self.condition(x, to, !when),
            ExprKind::Binary(op @ (LAnd | LOr), a, b) => {
                // `a && b` is false as soon as a is; `a || b` is true as soon as a is.
                let decided = *op == LOr;
                if decided == when {
                    self.condition(a, to, when);
                    self.condition(b, to, when);
                } else {
                    let end = self.label();
                    self.condition(a, end, decided);
                    self.condition(b, to, when);
                    self.bind(end);
                }
            }
            ExprKind::Binary(op @ (Eql | Neq | Lss | Leq | Gtr | Geq), a, b) => {
                self.pos = e.pos;
                self.compare_jump(e, *op, a, b, to, when);
            }
            _ => self.jump_on(e, to, when),
        }
    }

    fn jump_on(&mut self, e: &'a Expr, to: Label, when: bool) {
        let a = self.expr(e);
        self.jump_if(a, to, when);
    }

    /// Jumps if a truth value in a register is `when`.
    pub fn jump_if(&mut self, a: Reg, to: Label, when: bool) {
        let jump = if when { Instr::JumpT { a, off: 0 } } else { Instr::JumpF { a, off: 0 } };
        self.jump_by(jump, to);
    }

    fn compare_jump(
        &mut self,
        e: &'a Expr,
        op: Token,
        a: &'a Expr,
        b: &'a Expr,
        to: Label,
        when: bool,
    ) {
        let equality = matches!(op, Token::Eql | Token::Neq);
        if let Some(x) = self.against_nil(a, b) {
            let a = self.expr(x);
            return self.jump_if(a, to, (op == Token::Neq) == when);
        }
        let ty = if self.is_interface(self.ty(b)) { self.ty(b) } else { self.ty(a) };
        let how = self.how(ty);
        if let Compare::Word { signed } = how {
            if let Some(v) = self.small_const(b)
                && (signed || equality)
            {
                let a = self.expr(a);
                return self.jump_by(jump_immediate(op, when, a, v), to);
            }
            if let Some(v) = self.small_const(a)
                && (signed || equality)
            {
                let b = self.expr(b);
                return self.jump_by(jump_immediate(mirror(op), when, b, v), to);
            }
        }
        if how == Compare::String
            && equality
            && let Some(x) = self.against_empty(a, b)
        {
            let s = self.expr(x);
            return self.jump_if(s + 1, to, (op == Token::Neq) == when);
        }
        let (x, y, _) = self.operands(a, b);
        self.pos = e.pos;
        let jump = match how {
            Compare::Word { signed } => jump_compare(op, when, signed, x, y),
            Compare::Float if !equality => jump_float(op, when, x, y),
            _ => {
                let d = self.alloc(1);
                let (op, when) = match op {
                    // One instruction less: test for equality and turn the jump round.
                    Token::Neq if how != Compare::Float => (Token::Eql, !when),
                    _ => (op, when),
                };
                self.compare_registers(op, x, y, ty, d);
                return self.jump_if(d, to, when);
            }
        };
        self.jump_by(jump, to);
    }

    /// The operand that is not `""`, if the other one is.
    fn against_empty(&self, a: &'a Expr, b: &'a Expr) -> Option<&'a Expr> {
        let empty = |e| matches!(self.constant(e), Some(ConstValue::Str(s)) if s.is_empty());
        if empty(b) { Some(a) } else { empty(a).then_some(b) }
    }
}

/// The comparison with its operands exchanged.
fn mirror(op: Token) -> Token {
    match op {
        Token::Lss => Token::Gtr,
        Token::Leq => Token::Geq,
        Token::Gtr => Token::Lss,
        Token::Geq => Token::Leq,
        other => other,
    }
}

/// The comparison that is true when this one is not (not for floats).
fn opposite(op: Token) -> Token {
    match op {
        Token::Eql => Token::Neq,
        Token::Neq => Token::Eql,
        Token::Lss => Token::Geq,
        Token::Leq => Token::Gtr,
        Token::Gtr => Token::Leq,
        _ => Token::Lss,
    }
}

fn jump_immediate(op: Token, when: bool, a: Reg, v: i16) -> Instr {
    let off = 0;
    match if when { op } else { opposite(op) } {
        Token::Eql => Instr::JumpEqI { a, v, off },
        Token::Neq => Instr::JumpNeI { a, v, off },
        Token::Lss => Instr::JumpLtI { a, v, off },
        Token::Leq => Instr::JumpLeI { a, v, off },
        Token::Gtr => Instr::JumpGtI { a, v, off },
        _ => Instr::JumpGeI { a, v, off },
    }
}

fn jump_compare(op: Token, when: bool, signed: bool, a: Reg, b: Reg) -> Instr {
    let off = 0;
    let (op, a, b) = match if when { op } else { opposite(op) } {
        Token::Gtr => (Token::Lss, b, a),
        Token::Geq => (Token::Leq, b, a),
        op => (op, a, b),
    };
    match (op, signed) {
        (Token::Eql, _) => Instr::JumpEq { a, b, off },
        (Token::Neq, _) => Instr::JumpNe { a, b, off },
        (Token::Lss, true) => Instr::JumpLt { a, b, off },
        (Token::Lss, false) => Instr::JumpLtU { a, b, off },
        (_, true) => Instr::JumpLe { a, b, off },
        (_, false) => Instr::JumpLeU { a, b, off },
    }
}

fn jump_float(op: Token, when: bool, a: Reg, b: Reg) -> Instr {
    let off = 0;
    let (less, a, b) = match op {
        Token::Lss => (true, a, b),
        Token::Gtr => (true, b, a),
        Token::Leq => (false, a, b),
        _ => (false, b, a),
    };
    match (less, when) {
        (true, true) => Instr::JumpLtF { a, b, off },
        (true, false) => Instr::JumpNLtF { a, b, off },
        (false, true) => Instr::JumpLeF { a, b, off },
        (false, false) => Instr::JumpNLeF { a, b, off },
    }
}
