//! Conversions `T(x)`.
//!
//! It must never know calls. Next: [`super::constant`].

use super::Checker;
use super::format::constant_string;
use super::operand::{Mode, Operand, say};
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
        } else if constant && self.tys.as_param(t).is_some() {
            let ok = self.constant_fits_all(x, t).map_err(|why| cause = Some(why)).is_ok();
            x.mode = Mode::Value;
            ok
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

    /// Whether a constant can be converted to all types that a type parameter stands for.
    fn constant_fits_all(&self, x: &Operand<'a>, t: T) -> Result<(), String> {
        let name = self.type_string(t);
        let types = self.specific_types(t);
        for (_, under) in types.ok_or(format!("{name} does not contain specific types"))? {
            if self.is_string(x.ty) && self.is_bytes_or_runes(under)
                || self.const_conversion(x, under).is_some()
            {
                continue;
            }
            let to = self.type_string(under);
            if self.is_integer(x.ty) && self.is_integer(under) {
                let value = x.constant().map(constant_string).unwrap_or_default();
                return Err(format!("constant {value} overflows {to} (in {name})"));
            }
            let what = self.describe(x);
            return Err(format!("cannot convert {what} to type {to} (in {name})"));
        }
        Ok(())
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
        let (from_param, to_param) = (self.tys.as_param(v), self.tys.as_param(t));
        if from_param.is_some() || to_param.is_some() {
            return self.all_convertible(x, t, cause);
        }
        let (vu, tu) = (self.tys.under_id(v), self.tys.under_id(t));
        if self.identical_ignore_tags(vu, tu) {
            return true;
        }
        if let (Ty::Pointer(a), Ty::Pointer(b)) =
            (self.tys.get(self.tys.unalias(v)), self.tys.get(self.tys.unalias(t)))
            && self.identical_ignore_tags(self.tys.under_id(*a), self.tys.under_id(*b))
            && self.tys.as_param(*a).is_none()
            && self.tys.as_param(*b).is_none()
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

    /// Whether each type that an operand's type stands for can be converted to each that `t` does.
    fn all_convertible(&mut self, x: &Operand<'a>, t: T, cause: &mut Option<String>) -> bool {
        let own = x.ty;
        let (from, to) = (self.specific_types(own), self.specific_types(t));
        let (Some(from), Some(to)) = (from, to) else { return false };
        let within = |c: &Self, part: T, whole: T| match c.tys.as_param(whole) {
            Some(_) => format!("{} (in {})", c.type_string(part), c.type_string(whole)),
            None => c.type_string(part),
        };
        for (v, _) in from {
            for (to, _) in &to {
                let x = Operand { ty: v, mode: Mode::Value, ..x.clone() };
                if !self.convertible(&x, *to, cause) {
                    let (from, to) = (within(self, v, own), within(self, *to, t));
                    say(cause, format!("cannot convert {from} to type {to}"));
                    return false;
                }
            }
        }
        true
    }
}
