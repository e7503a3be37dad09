//! Calls of the predeclared functions.
//!
//! It must never know statements. Next: [`super::call`] for the other calls.

use std::rc::Rc;

use super::super::ast::{Dir, Expr, ExprKind, Token};
use super::super::info::Builtin;
use super::Checker;
use super::exprstring::expr_string;
use super::operand::{Mode, Operand};
use super::ty::{self, Param, Sig, T, Ty};
use super::universe::BUILTINS;
use super::value::Val;

impl<'a> Checker<'a> {
    pub(super) fn builtin(
        &mut self,
        e: &'a Expr,
        b: Builtin,
        args: &'a [Expr],
        dots: bool,
    ) -> Operand<'a> {
        let invalid = Operand::invalid();
        let Some(&(name, _, wanted, variadic)) = BUILTINS.iter().find(|x| x.1 == b) else {
            return invalid;
        };
        if dots && b != Builtin::Append {
            let message = format!("invalid operation: invalid use of ... with built-in {name}");
            self.error(e.pos, message);
            self.use_exprs(args, false);
            return invalid;
        }
        let measures = matches!(b, Builtin::Len | Builtin::Cap);
        let saved = self.env.has_call_or_recv;
        if measures {
            self.env.has_call_or_recv = false;
        }
        let mut operands = vec![];
        let mut n = args.len();
        if !matches!(b, Builtin::Make | Builtin::New) {
            operands = match args {
                [only] => self.multi_expr(only, false).0,
                _ => args.iter().map(|e| self.one_value(e, None)).collect(),
            };
            n = operands.len();
            if operands.iter().any(|x| !x.is_valid()) {
                if measures {
                    self.env.has_call_or_recv = saved;
                }
                return invalid;
            }
        }
        let problem = match n {
            n if n < wanted => "not enough",
            n if n > wanted && !variadic => "too many",
            _ => "",
        };
        let out = if problem.is_empty() {
            self.builtin_call(e, b, name, args, operands, dots)
        } else {
            let call = expr_string(e);
            let message = format!(
                "invalid operation: {problem} arguments for {call} (expected {wanted}, found {n})"
            );
            self.error(e.pos, message);
            None
        };
        if measures {
            self.env.has_call_or_recv = saved;
        }
        out.map_or(invalid, |(mode, t)| Operand::new(mode, t, e))
    }

    fn builtin_call(
        &mut self,
        e: &'a Expr,
        b: Builtin,
        name: &str,
        args: &'a [Expr],
        mut operands: Vec<Operand<'a>>,
        dots: bool,
    ) -> Option<(Mode, T)> {
        const NOTHING: (Mode, T) = (Mode::NoValue, ty::INVALID);
        let first = operands.first().map_or(ty::INVALID, |x| x.ty);
        match b {
            Builtin::Append => self.append(e, args, operands, dots).map(|t| (Mode::Value, t)),
            Builtin::Len | Builtin::Cap => self.measure(b, name, &operands[0]),
            Builtin::Clear => {
                let can = |t| matches!(self.tys.under(t), Ty::Map(..) | Ty::Slice(_));
                if self.all_types(first, can) {
                    return Some(NOTHING);
                }
                let what = self.describe(&operands[0]);
                let message = format!(
                    "invalid argument: cannot clear {what}: argument must be (or constrained by) map or slice"
                );
                self.error(operands[0].pos(), message);
                None
            }
            Builtin::Close => {
                let types = self.specific_types(first).unwrap_or(vec![(first, first)]);
                let problem = types.iter().find_map(|(_, under)| match self.tys.get(*under) {
                    Ty::Chan(Dir::Recv, _) => Some("receive-only channel"),
                    Ty::Chan(..) => None,
                    _ => Some("non-channel"),
                });
                let Some(problem) = problem else { return Some(NOTHING) };
                let what = self.describe(&operands[0]);
                self.error(
                    operands[0].pos(),
                    format!("invalid operation: cannot close {problem} {what}"),
                );
                None
            }
            Builtin::Copy => self.copy(&operands).then_some((Mode::Value, ty::INT)),
            Builtin::Delete => {
                let key = self.deleted_key(&operands[0])?;
                self.assignment(&mut operands[1], Some(key), "argument to delete");
                operands[1].is_valid().then_some(NOTHING)
            }
            Builtin::Make => self.make(e, args),
            Builtin::New => {
                let mut x = self.expr_or_type(&args[0]);
                if let Mode::Builtin(_) = x.mode {
                    self.exclude_non_values(&mut x);
                }
                if !x.is_valid() {
                    return None;
                }
                if x.mode == Mode::Type {
                    self.valid_var_type(&args[0], x.ty);
                } else if self.is_untyped(x.ty) {
                    self.assignment(&mut x, None, "argument to new");
                    if !x.is_valid() {
                        return None;
                    }
                }
                Some((Mode::Value, self.tys.add(Ty::Pointer(x.ty))))
            }
            Builtin::Max | Builtin::Min => self.min_max(b, name, operands),
            Builtin::Panic => {
                self.panics.insert(e.id);
                self.assignment(&mut operands[0], Some(ty::EMPTY_INTERFACE), "argument to panic");
                operands[0].is_valid().then_some(NOTHING)
            }
            Builtin::Print | Builtin::Println => {
                for x in &mut operands {
                    self.assignment(x, None, &format!("argument to built-in {name}"));
                    if !x.is_valid() {
                        return None;
                    }
                    let flat = matches!(self.tys.under(x.ty), Ty::Struct(_) | Ty::Array(..));
                    if flat && !self.env.dead {
                        let t = self.type_string(x.ty);
                        let message = format!("illegal types for operand: {name}\n\t{t}");
                        self.backend_errors.push((e.op, message));
                    }
                }
                Some(NOTHING)
            }
            Builtin::Recover => Some((Mode::Value, ty::EMPTY_INTERFACE)),
        }
    }

    /// The type of the keys of what is deleted from; `None` after complaining.
    fn deleted_key(&mut self, x: &Operand<'a>) -> Option<T> {
        let mut key = None;
        for (_, under) in self.specific_types(x.ty).unwrap_or(vec![(x.ty, x.ty)]) {
            let problem = match (self.tys.get(under), key) {
                (Ty::Map(k, _), Some(key)) if !self.identical(*k, key) => {
                    format!("maps of {} must have identical key types", self.describe(x))
                }
                (Ty::Map(k, _), _) => {
                    key = Some(*k);
                    continue;
                }
                _ => format!("{} is not a map", self.describe(x)),
            };
            self.error(x.pos(), format!("invalid argument: {problem}"));
            return None;
        }
        key
    }

    /// The element type of a slice, or why there is none.
    fn slice_elem(&self, x: &Operand<'a>) -> Result<T, String> {
        let mut common = None;
        for (_, under) in self.specific_types(x.ty).unwrap_or(vec![(x.ty, x.ty)]) {
            match (self.tys.get(under), common) {
                (Ty::Slice(elem), Some(other)) if !self.identical(*elem, other) => {
                    return Err(format!(
                        "mismatched slice element types {} and {} in {}",
                        self.type_string(other),
                        self.type_string(*elem),
                        self.describe(x)
                    ));
                }
                (Ty::Slice(elem), _) => common = common.or(Some(*elem)),
                _ if x.is_nil() => {
                    return Err("argument must be a slice; have untyped nil".into());
                }
                _ => return Err(format!("argument must be a slice; have {}", self.describe(x))),
            }
        }
        common.ok_or_else(String::new)
    }

    fn append(
        &mut self,
        e: &'a Expr,
        args: &'a [Expr],
        operands: Vec<Operand<'a>>,
        dots: bool,
    ) -> Option<T> {
        let t = operands[0].ty;
        let elem = match self.slice_elem(&operands[0]) {
            Ok(elem) => elem,
            Err(why) => {
                self.error(operands[0].pos(), format!("invalid append: {why}"));
                return None;
            }
        };
        // append([]byte, string...)
        if operands.len() == 2 && dots && self.assignable(&operands[0], ty::BYTES) {
            let y = &operands[1];
            if self.is_text(y.ty) {
                if let (true, Some(e)) = (self.is_untyped(y.ty), y.expr) {
                    self.update_expr_type(e, ty::STRING, true);
                }
                return Some(t);
            }
        }
        let rest = self.tys.add(Ty::Slice(elem));
        let param = |ty| Param { name: "", pos: 0, ty };
        let sig = Sig { params: vec![param(t), param(rest)], results: vec![], variadic: true };
        let ExprKind::Call { f, .. } = &e.kind else { return None };
        self.arguments(e, f, &Rc::new(sig), operands, args, dots);
        Some(t)
    }

    fn measure(&mut self, b: Builtin, name: &str, x: &Operand<'a>) -> Option<(Mode, T)> {
        let len = b == Builtin::Len;
        let has_length = |t: T| match self.tys.get(self.array_behind(self.tys.under_id(t))) {
            Ty::Basic(..) => len && self.is_string(t),
            Ty::Array(..) | Ty::Slice(_) | Ty::Chan(..) => true,
            Ty::Map(..) => len,
            _ => false,
        };
        let under = self.tys.under_id(x.ty);
        let mode = match (self.tys.get(self.array_behind(under)), x.constant()) {
            (_, Some(Val::Str(s))) if len => Mode::Const(Val::Int(s.len() as i64)),
            (Ty::Array(_, n), _) if !self.env.has_call_or_recv && !self.stands_for_param(x.ty) => {
                Mode::Const(Val::Int(*n))
            }
            _ if self.all_types(x.ty, has_length) => Mode::Value,
            _ if under == ty::INVALID => return None,
            _ => {
                let what = self.describe(x);
                self.error(x.pos(), format!("invalid argument: {what} for built-in {name}"));
                return None;
            }
        };
        if let (true, Mode::Value, Some(e)) = (self.is_untyped(x.ty), &mode, x.expr) {
            self.update_expr_type(e, self.default_type(x.ty), true);
        }
        Some((mode, ty::INT))
    }

    fn copy(&mut self, operands: &[Operand<'a>]) -> bool {
        let (x, y) = (&operands[0], &operands[1]);
        let to = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error(x.pos(), format!("invalid copy: {why}"));
                return false;
            }
        };
        if self.is_text(y.ty) && self.assignable(x, ty::BYTES) {
            if let (true, Some(e)) = (self.is_untyped(y.ty), y.expr) {
                self.update_expr_type(e, ty::STRING, true);
            }
            return true;
        }
        let from = match self.slice_elem(y) {
            Ok(elem) => elem,
            Err(_) if self.is_string(y.ty) => ty::BYTE,
            Err(why) => {
                self.error(y.pos(), format!("invalid copy: {why}"));
                return false;
            }
        };
        if !self.identical(to, from) {
            let message = format!(
                "invalid copy: arguments {} and {} have different element types {} and {}",
                self.describe(x),
                self.describe(y),
                self.type_string(to),
                self.type_string(from)
            );
            self.error(x.pos(), message);
            return false;
        }
        true
    }

    fn make(&mut self, e: &'a Expr, args: &'a [Expr]) -> Option<(Mode, T)> {
        let t = self.var_type(&args[0]);
        if !self.is_valid(t) {
            for e in &args[1..] {
                self.use_expr(e, false);
            }
            return None;
        }
        let can = |_, under| match self.tys.get(under) {
            Ty::Slice(_) | Ty::Map(..) | Ty::Chan(..) => Ok(()),
            _ => Err("type must be slice, map, or channel".into()),
        };
        let least = match self.common_under_if(t, can) {
            Ok(under) if matches!(self.tys.get(under), Ty::Slice(_)) => 2,
            Ok(_) => 1,
            Err(_) if self.tys.under_id(t) == ty::INVALID => return None,
            Err(why) => {
                let arg = expr_string(&args[0]);
                let message = format!("invalid argument: cannot make {arg}: {why}");
                self.error(args[0].pos, message);
                return None;
            }
        };
        let n = args.len();
        if n < least || least + 1 < n {
            let message = format!(
                "invalid operation: {} expects {least} or {} arguments; found {n}",
                expr_string(e),
                least + 1
            );
            self.error(e.pos, message);
            return None;
        }
        let sizes: Vec<_> = args[1..].iter().filter_map(|e| self.index(e, None).1).collect();
        if let [len, cap] = sizes[..]
            && len > cap
        {
            self.error(args[1].pos, "invalid argument: length and capacity swapped");
        }
        Some((Mode::Value, t))
    }

    fn min_max(
        &mut self,
        b: Builtin,
        name: &str,
        mut operands: Vec<Operand<'a>>,
    ) -> Option<(Mode, T)> {
        let op = if b == Builtin::Max { Token::Gtr } else { Token::Lss };
        let mut x = operands[0].clone();
        for (i, a) in operands.iter_mut().enumerate() {
            if !self.is_ordered(a.ty) {
                let message = format!("invalid argument: {} cannot be ordered", self.describe(a));
                self.error(a.pos(), message);
                return None;
            }
            if i == 0 {
                continue;
            }
            self.match_types(&mut x, a);
            if !x.is_valid() {
                return None;
            }
            if !self.identical(x.ty, a.ty) {
                let message = format!(
                    "invalid argument: mismatched types {} (previous argument) and {} (type of {})",
                    self.type_string(x.ty),
                    self.type_string(a.ty),
                    a.text()
                );
                self.error(a.pos(), message);
                return None;
            }
            match (&x.mode, &a.mode) {
                (Mode::Const(u), Mode::Const(v)) => {
                    if v.compare(op, u) {
                        x = a.clone();
                    }
                }
                _ => x.mode = Mode::Value,
            }
        }
        if x.constant().is_none() {
            x.mode = Mode::Value;
            let context = format!("argument to built-in {name}");
            self.assignment(&mut x, Some(ty::EMPTY_INTERFACE), &context);
            if !x.is_valid() {
                return None;
            }
        }
        for a in &operands {
            if let Some(e) = a.expr {
                self.update_expr_type(e, x.ty, true);
            }
        }
        Some((x.mode, x.ty))
    }
}
