//! Calls and conversions: who is called, and whether the arguments fit.
//!
//! It must never know statements. Next: [`super::builtin`], [`super::conversion`].

use super::super::ast::{Expr, ExprKind};
use super::super::info::{Builtin, ObjId};
use super::Checker;
use super::expr::Role;
use super::exprstring::expr_string;
use super::operand::{Mode, Operand};
use super::ty::{Sig, T, Ty};

impl<'a> Checker<'a> {
    pub(super) fn call(
        &mut self,
        e: &'a Expr,
        f: &'a Expr,
        args: &'a [Expr],
        dots: bool,
    ) -> (Operand<'a>, Role) {
        let invalid = Operand { expr: Some(e), ..Operand::invalid() };
        let mut x = Operand::invalid();
        let mut generic = self.generic_callee(f);
        if generic.is_none() {
            (x, generic) = self.callee(f);
        }
        if let Some((func, targs)) = generic {
            let mut operands = self.arguments_list(args);
            let t = self.generic_call(e, f, Ok((func, targs)), &mut operands, dots);
            let Some(sig) = t.and_then(|t| self.sig(t)) else {
                return (invalid, Role::Statement);
            };
            return self.call_of(e, f, &sig, operands, args, dots);
        }
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(args, false);
                return (invalid, Role::Statement);
            }
            Mode::Type => {
                self.not_generic_type(&mut x);
                if !x.is_valid() {
                    return (invalid, Role::Conversion);
                }
                return (self.conversion_call(e, x.ty, args, dots), Role::Conversion);
            }
            Mode::Builtin(b) => {
                x = self.builtin(e, b, args, dots);
                x.expr = Some(e);
                if x.is_valid() && x.constant().is_none() {
                    self.env.has_call_or_recv = true;
                }
                let role = match b {
                    Builtin::Append
                    | Builtin::Cap
                    | Builtin::Len
                    | Builtin::Make
                    | Builtin::Max
                    | Builtin::Min
                    | Builtin::New => Role::Expression,
                    _ => Role::Statement,
                };
                return (x, role);
            }
            _ => {}
        }
        let is_func = |t: T, under: T| match self.tys.get(under) {
            Ty::Func(_) => Ok(()),
            _ => Err(format!("{} is not a function", self.type_string(t))),
        };
        let under = match self.common_under_if(x.ty, is_func) {
            Ok(under) => under,
            Err(why) => {
                let what = self.describe(&x);
                self.error(x.pos(), format!("invalid operation: cannot call {what}: {why}"));
                return (invalid, Role::Statement);
            }
        };
        let mut operands = self.arguments_list(args);
        if self.generic_call(e, f, Err(under), &mut operands, dots).is_none() {
            return (invalid, Role::Statement);
        }
        let Some(sig) = self.sig(under) else { return (invalid, Role::Statement) };
        self.call_of(e, f, &sig, operands, args, dots)
    }

    /// What is called, and the generic method that it is with its type arguments: which method that is shows
    /// when its receiver is checked.
    fn callee(&mut self, f: &'a Expr) -> (Operand<'a>, Option<(ObjId, &'a [Expr])>) {
        if let ExprKind::Index(base, index) = &f.kind
            && let ExprKind::Selector(..) = base.kind
        {
            let refused = self.refused(base);
            let mut x = self.generic_expr_or_type(base);
            if let Some(m) = self.generic_method(base).filter(|_| x.mode == Mode::Value) {
                return (x, Some((m, index)));
            }
            x = self.index_of(f, base, x, index, refused);
            x.expr = Some(f);
            self.record(&x);
            self.single_value(&mut x);
            return (x, None);
        }
        let x = self.generic_expr_or_type(f);
        let generic = self.generic_method(f).filter(|_| x.mode == Mode::Value);
        (x, generic.map(|m| (m, &[][..])))
    }

    /// A call of a function of that type.
    fn call_of(
        &mut self,
        e: &'a Expr,
        f: &'a Expr,
        sig: &Sig<'a>,
        operands: Vec<Operand<'a>>,
        args: &'a [Expr],
        dots: bool,
    ) -> (Operand<'a>, Role) {
        let invalid = Operand { expr: Some(e), ..Operand::invalid() };
        self.arguments(e, f, sig, operands, args, dots);
        let mut out = Operand::new(Mode::Value, super::ty::INVALID, e);
        match &sig.results[..] {
            [] => out.mode = Mode::NoValue,
            [one] => {
                if !self.is_complete(one.ty) {
                    return (invalid, Role::Statement);
                }
                out.ty = one.ty;
            }
            many => {
                out.ty = self.tys.add(Ty::Tuple(std::rc::Rc::new(many.to_vec())));
            }
        }
        self.env.has_call_or_recv = true;
        (out, Role::Statement)
    }

    fn conversion_call(&mut self, e: &'a Expr, t: T, args: &'a [Expr], dots: bool) -> Operand<'a> {
        let invalid = Operand { expr: Some(e), ..Operand::invalid() };
        if !self.is_complete(t) {
            return invalid;
        }
        match args {
            [] => {
                let message = format!("missing argument in conversion to {}", self.type_string(t));
                self.error(e.pos, message);
                invalid
            }
            [arg] => {
                let mut x = self.expr_for(arg, Some(t), "conversion");
                if x.is_valid()
                    && self.type_set(t).is_some_and(|set| set.comparable || set.terms.is_some())
                {
                    let t = self.type_string(t);
                    let message = format!(
                        "cannot use interface {t} in conversion (contains specific type constraints or is comparable)"
                    );
                    self.error(super::operand::start(e), message);
                    // It goes on as what was to be converted, as in gc.
                    x.expr = Some(e);
                    return x;
                }
                if x.is_valid() && dots {
                    let message =
                        format!("invalid use of ... in conversion to {}", self.type_string(t));
                    self.error(arg.pos, message);
                    return invalid;
                }
                if x.is_valid() {
                    self.conversion(&mut x, t);
                }
                x.expr = Some(e);
                x
            }
            [.., last] => {
                self.use_exprs(args, false);
                let message =
                    format!("too many arguments in conversion to {}", self.type_string(t));
                self.error(last.pos, message);
                invalid
            }
        }
    }

    /// The operands of an argument list; `f(g())` may pass several results on.
    pub(super) fn arguments_list(&mut self, args: &'a [Expr]) -> Vec<Operand<'a>> {
        let [only] = args else {
            return args.iter().map(|e| self.one_value(e, None)).collect();
        };
        let (mut x, _) = self.raw_expr(only, None);
        self.exclude_non_values(&mut x);
        if x.is_valid()
            && let Ty::Tuple(types) = self.tys.get(x.ty)
        {
            return types
                .iter()
                .map(|p| Operand::dummy(Mode::Value, p.ty, only.pos, expr_string(only)))
                .collect();
        }
        vec![x]
    }

    /// Checks arguments against parameters.
    pub(super) fn arguments(
        &mut self,
        call: &'a Expr,
        f: &'a Expr,
        sig: &Sig<'a>,
        mut operands: Vec<Operand<'a>>,
        args: &'a [Expr],
        dots: bool,
    ) {
        let mut params: Vec<T> = sig.params.iter().map(|p| p.ty).collect();
        let declared = params.clone();
        let n = operands.len();
        if sig.variadic {
            if dots {
                if let [only] = args
                    && n > 1
                {
                    let message = format!("cannot use ... with {n}-valued {}", expr_string(only));
                    return self.error(call.pos, message);
                }
            } else if let Some(Ty::Slice(elem)) = params.pop().map(|t| self.tys.get(t)) {
                let elem = *elem;
                while params.len() < n {
                    params.push(elem);
                }
            }
        } else if dots {
            let message = format!("cannot use ... in call to non-variadic {}", expr_string(f));
            return self.error(call.pos, message);
        }
        if n != params.len() {
            let (at, qualifier) = match operands.get(params.len()) {
                Some(extra) => (extra.pos(), "too many"),
                None => (operands.last().map_or(call.pos, |x| x.pos()), "not enough"),
            };
            let have: Vec<T> = operands.iter().map(|x| x.ty).collect();
            let message = format!(
                "{qualifier} arguments in call to {}\n\thave {}\n\twant {}",
                expr_string(f),
                self.types_summary(&have, false, dots),
                self.types_summary(&declared, sig.variadic, false)
            );
            return self.error(at, message);
        }
        let mut context = String::new();
        for (x, t) in operands.iter_mut().zip(params) {
            if context.is_empty() {
                context = format!("argument to {}", expr_string(f));
            }
            self.assignment(x, Some(t), &context);
        }
    }
}
