//! Kinds of numbers and conversions `T(x)`.
//!
//! Next: [`super::binary`].

use super::func::Fx;
use crate::lang::ast::Expr;
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::types::{Basic, Type};

/// What arithmetic must know of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Num {
    Int { bits: u8, signed: bool },
    Float { single: bool },
    Other,
}

impl Num {
    pub fn of(basic: Basic) -> Self {
        use Basic::*;
        let int = |bits, signed| Num::Int { bits, signed };
        match basic {
            Int8 => int(8, true),
            Int16 => int(16, true),
            Int32 | UntypedRune => int(32, true),
            Int | Int64 | UntypedInt => int(64, true),
            Uint8 => int(8, false),
            Uint16 => int(16, false),
            Uint32 => int(32, false),
            Uint | Uint64 | Uintptr => int(64, false),
            Float32 => Num::Float { single: true },
            Float64 | UntypedFloat => Num::Float { single: false },
            _ => Num::Other,
        }
    }

    pub fn of_type(ty: &Type) -> Self {
        match ty {
            Type::Basic(b) => Self::of(*b),
            _ => Num::Other,
        }
    }

    pub fn is_int(self) -> bool {
        matches!(self, Num::Int { .. })
    }

    pub fn is_float(self) -> bool {
        matches!(self, Num::Float { .. })
    }

    pub fn signed(self) -> bool {
        matches!(self, Num::Int { signed: true, .. })
    }
}

impl<'a> Fx<'_, 'a> {
    /// Brings the result of 64-bit arithmetic back into the range of a narrower integer type.
    pub fn normalise(&mut self, num: Num, d: Reg) {
        self.narrow(num, d, d);
    }

    /// The same from one register to another; nothing at all for 64 bits.
    fn narrow(&mut self, num: Num, a: Reg, d: Reg) {
        let Num::Int { bits, signed } = num else { return };
        self.emit(match (bits, signed) {
            (8, true) => Instr::Sext8 { d, a },
            (16, true) => Instr::Sext16 { d, a },
            (32, true) => Instr::Sext32 { d, a },
            (8, false) => Instr::Zext8 { d, a },
            (16, false) => Instr::Zext16 { d, a },
            (32, false) => Instr::Zext32 { d, a },
            _ => return,
        });
    }

    /// Whether a conversion changes nothing in the words of a value.
    pub fn is_free_conversion(&self, e: &Expr, f: &Expr, args: &[Expr]) -> bool {
        use crate::lang::info::Mode;
        let [x] = args else { return false };
        if !matches!(self.expr_info(f).mode, Mode::Type) {
            return false;
        }
        let info = self.expr_info(x);
        if matches!(info.mode, Mode::Const(_) | Mode::Nil) {
            return false;
        }
        let (to, from) = (self.under(e), self.under(x));
        match (Num::of_type(to), Num::of_type(from)) {
            (Num::Int { bits: 64, .. }, Num::Int { .. }) => true,
            (a @ Num::Int { .. }, b) => a == b,
            (a @ Num::Float { .. }, b) => a == b,
            _ => match (to, from) {
                (Type::Interface(_), from) => matches!(from, Type::Interface(_)),
                (Type::Basic(Basic::String), Type::Basic(Basic::String)) => true,
                (Type::Basic(_), _) | (_, Type::Basic(_)) => false,
                (Type::Slice(_), Type::Slice(_)) => true,
                (_, Type::Slice(_)) => false,
                _ => true,
            },
        }
    }

    /// `T(x)`
    pub fn conversion(&mut self, e: &'a Expr, x: &'a Expr, d: Reg) {
        let ty = self.ty(e);
        let (to, from) = (self.under(e), self.under(x));
        if let Type::Interface(_) = to {
            return self.assignable_to(x, ty, d);
        }
        let a = self.expr(x);
        self.pos = e.pos;
        let (num, of) = (Num::of_type(to), Num::of_type(from));
        match (to, from) {
            _ if num != Num::Other && of != Num::Other => self.convert_number(num, of, a, d),
            (Type::Basic(Basic::String | Basic::UntypedString), Type::Basic(_)) if of.is_int() => {
                self.emit(Instr::RuneToStr { d, a });
            }
            (Type::Basic(Basic::String | Basic::UntypedString), Type::Slice(elem)) => {
                match self.underlying(*elem) {
                    Type::Basic(Basic::Uint8) => self.emit(Instr::BytesToStr { d, a }),
                    _ => self.emit(Instr::RunesToStr { d, a }),
                }
            }
            (Type::Slice(elem), Type::Basic(_)) => match self.underlying(*elem) {
                Type::Basic(Basic::Uint8) => self.emit(Instr::StrToBytes { d, a }),
                _ => self.emit(Instr::StrToRunes { d, a }),
            },
            (Type::Array(elem, n), Type::Slice(_)) => {
                let words = self.words(*elem) * n;
                let p = self.alloc(1);
                let n = self.new_word(*n);
                self.emit(Instr::SliceToArray { d: p, s: a, n });
                if words > 0 {
                    self.load(super::place::Place::cell(p), d, words);
                }
            }
            (Type::Pointer(array), Type::Slice(_)) => {
                let Type::Array(_, n) = self.underlying(*array) else {
                    unreachable!("a slice converts to pointers to arrays only")
                };
                let n = self.new_word(*n);
                self.emit(Instr::SliceToArray { d, s: a, n });
            }
            _ => self.move_words(d, a, self.words(ty)),
        }
    }

    fn convert_number(&mut self, to: Num, from: Num, a: Reg, d: Reg) {
        match (to, from) {
            (Num::Int { bits, signed }, Num::Int { bits: b, signed: s }) => {
                let keeps = bits == 64 || (bits, signed) == (b, s) || (bits > b && (signed || !s));
                if keeps {
                    self.move_words(d, a, 1);
                } else {
                    self.narrow(to, a, d);
                }
            }
            (Num::Int { bits: 64, signed: false }, _) => self.emit(Instr::FToUint { d, a }),
            (Num::Int { bits, signed }, _) => {
                self.emit(match bits < 32 || signed && bits == 32 {
                    true => Instr::FToInt32 { d, a },
                    false => Instr::FToInt { d, a },
                });
                self.normalise(to, d);
            }
            (Num::Float { single }, Num::Int { bits: 64, signed }) => {
                self.emit(match (single, signed) {
                    (true, true) => Instr::IntToF32 { d, a },
                    (true, false) => Instr::UintToF32 { d, a },
                    (false, true) => Instr::IntToF { d, a },
                    (false, false) => Instr::UintToF { d, a },
                });
            }
            (Num::Float { single }, Num::Int { .. }) => {
                // Exact in float64, so that what is left is rounded once.
                self.emit(Instr::IntToF { d, a });
                if single {
                    self.emit(Instr::RoundF32 { d, a: d });
                }
            }
            (Num::Float { single: true }, Num::Float { single: false }) => {
                self.emit(Instr::RoundF32 { d, a });
            }
            (Num::Float { single: false }, Num::Float { single: true }) => {
                self.emit(Instr::F32ToF { d, a });
            }
            _ => self.move_words(d, a, 1),
        }
    }
}
