//! Constants as words.
//!
//! It must never fold anything: the checker computed every constant exactly. Next: [`super::expr`].

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::func::Fx;
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::info::ConstValue;
use crate::lang::types::{Basic, Type, TypeId};

/// The word of a constant number or truth value of a basic type.
fn word_of(value: &ConstValue, basic: Basic) -> u64 {
    let float = |v: &ConstValue| match v {
        ConstValue::Int(i) => i.to_f64(),
        ConstValue::Float(r) => r.to_f64(),
        _ => None,
    };
    match (basic, value) {
        (_, ConstValue::Bool(b)) => *b as u64,
        (Basic::Float32, v) => (float(v).unwrap_or(0.0) as f32 as f64).to_bits(),
        (Basic::Float64 | Basic::UntypedFloat, v) => float(v).unwrap_or(0.0).to_bits(),
        (_, ConstValue::Int(i)) => int_word(i),
        (_, ConstValue::Float(r)) => int_word(&r.to_integer()),
        (_, ConstValue::Str(_)) => 0,
    }
}

fn int_word(i: &BigInt) -> u64 {
    i.to_i64().map(i64::cast_unsigned).or_else(|| i.to_u64()).unwrap_or(0)
}

impl Fx<'_, '_> {
    /// Puts a constant of a type into registers.
    pub fn const_to(&mut self, value: &ConstValue, ty: TypeId, d: Reg) {
        match self.underlying(ty) {
            Type::Interface(_) => {
                let default = TypeId::basic(match value {
                    ConstValue::Bool(_) => Basic::Bool,
                    ConstValue::Str(_) => Basic::String,
                    ConstValue::Int(_) => Basic::Int,
                    ConstValue::Float(_) => Basic::Float64,
                });
                let a = self.alloc_for(default);
                self.const_to(value, default, a);
                self.make_iface(a, default, d);
            }
            Type::Basic(basic) => match value {
                ConstValue::Str(bytes) => {
                    let k = self.l.builder.string(bytes);
                    self.emit(Instr::Str { d, k });
                }
                _ => self.word(d, word_of(value, *basic)),
            },
            _ => self.word(d, word_of(value, Basic::Int)),
        }
    }

    /// A constant of one word whose value fits the immediate of an instruction.
    pub fn small_const(&self, e: &crate::lang::ast::Expr) -> Option<i16> {
        let value = self.constant(e)?;
        match (self.under(e), value) {
            (Type::Basic(b), ConstValue::Int(i)) if super::convert::Num::of(*b).is_int() => {
                i.to_i16()
            }
            _ => None,
        }
    }
}
