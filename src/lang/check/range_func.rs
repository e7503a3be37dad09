//! Loops over functions: which functions can be ranged over, and the number of the loop's body.
//!
//! The body is a function to all that comes after: it owns its variables and captures those around
//! it. To the checker it is a block like any other. It must never know statements. Next:
//! [`super::range`].

use super::super::ast::Expr;
use super::Checker;
use super::operand::Operand;
use super::range::Ranged;
use super::ty::{self, Sig, T, Ty};

impl<'a> Checker<'a> {
    /// What ranging over a function gives, or why that is impossible.
    pub(super) fn ranged_func(&self, sig: &Sig<'a>) -> Result<Ranged, String> {
        let want = "func must be func(yield func(...) bool)";
        let [param] = &sig.params[..] else { return Err(format!("{want}: wrong argument count")) };
        if !sig.results.is_empty() {
            return Err(format!("{want}: unexpected results"));
        }
        let under = self.common_under_if(param.ty, |_, _| Ok(()));
        let under = under.map_err(|why| format!("{want}: in yield type, {why}"))?;
        let Some(callback) = self.sig(under) else {
            return Err(format!("{want}: argument is not func"));
        };
        if callback.params.len() > 2 {
            return Err(format!("{want}: yield func has too many parameters"));
        }
        match &callback.results[..] {
            [r] if self.identical(r.ty, ty::BOOL) => {}
            [r] if self.is_boolean(r.ty) => {
                let what = "yield func returns user-defined boolean, not bool";
                return Err(format!("{want}: {what}"));
            }
            _ => return Err(format!("{want}: yield func does not return bool")),
        }
        if callback.variadic {
            let t = self.type_string(param.ty);
            return Err(format!("yield func of type {t} cannot be variadic"));
        }
        let t = |i: usize| callback.params.get(i).map(|p| p.ty);
        Ok(Ranged { key: t(0), value: t(1) })
    }

    /// Enters the body of a loop over `x`, if that is a function: its variables belong to it.
    pub(super) fn enter_loop(&mut self, x: &Operand<'a>, e: &Expr) {
        let Some(callback) = self.yield_type(x) else { return };
        let symbol = self.loop_symbol();
        let func = self.new_func(None, self.env.func, callback, symbol);
        self.funcs[func.0 as usize].is_loop = true;
        self.loops.push((e.id, func));
        self.env.func = Some(func);
    }

    /// The type of the function that is called for each turn.
    fn yield_type(&self, x: &Operand<'a>) -> Option<T> {
        if !x.is_valid() {
            return None;
        }
        let Some(Ty::Func(sig)) = self.common_structure(x.ty) else { return None };
        self.ranged_func(sig).ok()?;
        sig.params.first().map(|p| p.ty)
    }
}
