//! Conversions `T(x)`.
//!
//! It must never know calls. Next: [`super::constant`].

use super::Checker;
use super::operand::{Mode, Operand};
use super::ty::{self, T, Ty};
use super::value::Val;

impl<'a> Checker<'a> {
    pub(super) fn conversion(&mut self, x: &mut Operand<'a>, t: T) {
        let constant = x.constant().is_some();
        let const_type = self.is_const_type(t) && !self.stands_for_param(t);
        let mut cause = None;
        let ok = if constant && const_type {
            match self.const_conversion(x, t) {
                Some(v) => {
                    x.mode = Mode::Const(v);
                    true
                }
                None if self.is_integer(x.ty) && self.is_integer(t) => {
                    self.constant_overflows(x, t);
                    return x.invalidate();
                }
                None => {
                    // gc prints the integer that did not fit.
                    let int = x.constant().map(Val::to_int).filter(Val::is_int);
                    if let (true, Some(v)) = (self.is_integer(t), int) {
                        x.mode = Mode::Const(v);
                    }
                    false
                }
            }
        } else {
            let ok = self.convertible(x, t, &mut cause);
            if ok {
                x.mode = Mode::Value;
            }
            ok
        };
        if !ok {
            let (what, to) = (self.describe(x), self.type_string(t));
            let cause = cause.map_or_else(String::new, |c| format!(": {c}"));
            self.error(x.pos(), format!("cannot convert {what} to type {to}{cause}"));
            return x.invalidate();
        }
        if self.is_untyped(x.ty) {
            let last = if x.ty == ty::UNTYPED_NIL {
                t
            } else if self.is_interface(t) || constant && !const_type {
                self.default_type(x.ty)
            } else if x.constant().is_some() && self.is_integer(x.ty) && self.is_string(t) {
                x.ty
            } else {
                t
            };
            if let Some(e) = x.expr {
                self.update_expr_type(e, last, true);
            }
        }
        x.ty = t;
    }

    fn const_conversion(&self, x: &Operand<'a>, t: T) -> Option<Val> {
        let basic = self.basic(t)?;
        if let Ok(v) = self.representation(x, basic) {
            return Some(v);
        }
        if self.is_integer(x.ty) && self.is_string(t) {
            let code = x.constant()?.as_i64().and_then(|n| u32::try_from(n).ok());
            let c = code.and_then(char::from_u32).unwrap_or('\u{fffd}');
            return Some(Val::string(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        None
    }

    fn convertible(&mut self, x: &Operand<'a>, t: T, cause: &mut Option<String>) -> bool {
        if self.assignable_because(x, t, cause) {
            return true;
        }
        let v = x.ty;
        // All types that a type parameter stands for must be convertible.
        for (param, of_operand) in [(self.tys.as_param(v), true), (self.tys.as_param(t), false)] {
            let Some(terms) = param.and_then(|p| self.terms(p)) else { continue };
            for term in terms.iter() {
                let (from, to) = if of_operand { (term.ty, t) } else { (v, term.ty) };
                let x = Operand { ty: from, mode: Mode::Value, ..x.clone() };
                if !self.convertible(&x, to, &mut None) {
                    let (from, to) = (self.type_string(from), self.type_string(to));
                    let param = self.type_string(if of_operand { v } else { t });
                    *cause = Some(if of_operand {
                        format!("cannot convert {from} (in {param}) to type {to}")
                    } else {
                        format!("cannot convert {from} to type {to} (in {param})")
                    });
                    return false;
                }
            }
            return !terms.is_empty();
        }
        let (vu, tu) = (self.tys.under_id(v), self.tys.under_id(t));
        if self.identical_ignore_tags(vu, tu) {
            return true;
        }
        if let (Ty::Pointer(a), Ty::Pointer(b)) =
            (self.tys.get(self.tys.unalias(v)), self.tys.get(self.tys.unalias(t)))
            && self.identical_ignore_tags(self.tys.under_id(*a), self.tys.under_id(*b))
        {
            return true;
        }
        if self.is_numeric(v) && self.is_numeric(t)
            || (self.is_integer(v) || self.is_bytes_or_runes(v)) && self.is_string(t)
            || self.is_string(v) && self.is_bytes_or_runes(t)
        {
            return true;
        }
        // A slice converts to an array or a pointer to one.
        let Ty::Slice(elem) = self.tys.get(vu) else { return false };
        let array = match self.tys.get(tu) {
            Ty::Pointer(base) => self.tys.under(*base),
            array => array,
        };
        matches!(array, Ty::Array(e, _) if self.identical(*elem, *e))
    }
}
