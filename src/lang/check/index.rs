//! `x[i]` and `x[i:j:k]`.
//!
//! It must never know statements. Next: [`super::constant`].

use super::super::ast::Expr;
use super::Checker;
use super::format::constant_string;
use super::operand::{Mode, Operand};
use super::ty::{self, T, Ty};
use super::value::Val;

/// What an index expression denotes.
struct Indexed {
    /// Of a map.
    key: Option<T>,
    elem: T,
    variable: bool,
    /// Of an array or a constant string.
    length: Option<i64>,
}

impl<'a> Checker<'a> {
    pub(super) fn index_expr(
        &mut self,
        e: &'a Expr,
        base: &'a Expr,
        index: &'a [Expr],
    ) -> Operand<'a> {
        if let Some(x) = self.generic_value(e) {
            return x;
        }
        let refused = self.refused(base);
        let x = self.generic_expr_or_type(base);
        self.index_of(e, base, x, index, refused)
    }

    /// The same, where it is known what is indexed. `refused`: that gmpsim lacks it.
    pub(super) fn index_of(
        &mut self,
        e: &'a Expr,
        base: &'a Expr,
        x: Operand<'a>,
        index: &'a [Expr],
        refused: bool,
    ) -> Operand<'a> {
        if let Some(method) = self.generic_method(base).filter(|_| x.mode == Mode::Value) {
            return self.generic_value_of(e, method, index);
        }
        let mut out = Operand { expr: Some(e), ..Operand::invalid() };
        match x.mode {
            Mode::Invalid => {
                if !refused {
                    self.use_exprs(index, false);
                }
                return out;
            }
            Mode::Type => {
                out.ty = self.var_type(e);
                if self.is_valid(out.ty) {
                    out.mode = Mode::Type;
                }
                return out;
            }
            _ => {}
        }
        if !self.is_complete(x.ty) {
            return out;
        }
        if let Ty::Pointer(base) | Ty::Map(_, base) = *self.tys.under(x.ty)
            && !self.is_complete(base)
        {
            return out;
        }
        let mut length = None;
        match self.indexed(&x) {
            Some(Indexed { key: Some(key), elem, .. }) => {
                let Some(index) = self.single_index(index) else { return out };
                let mut k = self.generic_expr(index, None);
                self.assignment(&mut k, Some(key), "map index");
                (out.mode, out.ty) = (Mode::MapIndex, elem);
                return out;
            }
            Some(Indexed { elem, variable, length: n, .. }) => {
                (out.mode, out.ty) = (if variable { Mode::Var } else { Mode::Value }, elem);
                // Other types may stand for the parameter that this array stands for.
                length = n.filter(|_| !self.stands_for_param(x.ty));
            }
            None => {}
        }
        if !out.is_valid() {
            let message = format!("cannot index {}", self.describe(&x));
            let bracket = index.first().map_or(e.pos, |i| self.token_before(i.pos));
            self.error(bracket, message);
            self.use_exprs(index, false);
            return out;
        }
        match self.single_index(index) {
            Some(index) => {
                self.index(index, length);
            }
            None => out.invalidate(),
        }
        out
    }

    /// What all types that an operand's type stands for have in common when they are indexed.
    fn indexed(&self, x: &Operand<'a>) -> Option<Indexed> {
        let mut common: Option<Indexed> = None;
        for (t, under) in self.specific_types(x.ty)? {
            let pointer = matches!(self.tys.get(under), Ty::Pointer(_));
            let (key, elem, variable, length) = match *self.tys.get(self.array_behind(under)) {
                Ty::Basic(..) if self.is_string(t) => {
                    let length = match &x.mode {
                        Mode::Const(Val::Str(s)) => Some(s.len() as i64),
                        _ => None,
                    };
                    (None, ty::BYTE, false, length)
                }
                Ty::Array(elem, n) => (None, elem, pointer || x.mode == Mode::Var, Some(n)),
                Ty::Slice(elem) => (None, elem, true, None),
                Ty::Map(key, elem) => (Some(key), elem, false, None),
                _ => return None,
            };
            let Some(c) = &mut common else {
                common = Some(Indexed { key, elem, variable, length });
                continue;
            };
            // Maps can't be mixed with other types.
            let same_key = match (c.key, key) {
                (Some(a), Some(b)) => self.identical(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            if !same_key || !self.identical(c.elem, elem) {
                return None;
            }
            c.variable &= variable;
            c.length = match (c.length, length) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, _) => a,
            };
        }
        common
    }

    /// Whether an expression is a name that gmpsim refuses, so that follow-ups are no news.
    pub(super) fn refused(&self, e: &Expr) -> bool {
        matches!(&e.kind, super::super::ast::ExprKind::Name(n)
            if self.lookup(n).is_some_and(|o| matches!(self.obj(o).kind, super::object::Kind::Refused(_))))
    }

    fn single_index(&mut self, index: &'a [Expr]) -> Option<&'a Expr> {
        if let Some(second) = index.get(1) {
            self.error(second.pos, "invalid operation: more than one index");
        }
        index.first()
    }

    pub(super) fn slice_expr(
        &mut self,
        e: &'a Expr,
        base: &'a Expr,
        index: &'a [Option<Box<Expr>>; 3],
        full: bool,
    ) -> Operand<'a> {
        let x = self.expr(base);
        if !x.is_valid() {
            for e in index.iter().flatten() {
                self.use_expr(e, false);
            }
            return x;
        }
        let under = match self.sliced(x.ty) {
            Ok(under) => under,
            Err(why) => {
                let what = self.describe(&x);
                self.error(x.pos(), format!("cannot slice {what}: {why}"));
                return Operand::invalid();
            }
        };
        if let Ty::Pointer(base) = *self.tys.under(x.ty)
            && !self.is_complete(base)
        {
            return Operand::invalid();
        }
        let mut length = None;
        let t = match *self.tys.get(under) {
            Ty::Basic(..) if self.is_string(under) => {
                if full {
                    let at = index[2].as_ref().map_or(e.pos, |e| e.pos);
                    self.error(at, "invalid operation: 3-index slice of string");
                    return Operand::invalid();
                }
                if let Mode::Const(Val::Str(s)) = &x.mode {
                    length = Some(s.len() as i64);
                }
                Some(if self.is_untyped(x.ty) { ty::STRING } else { x.ty })
            }
            Ty::Array(elem, n) => {
                length = Some(n);
                if x.mode != Mode::Var {
                    let what = self.describe(&x);
                    let message = format!("cannot slice unaddressable value {what}");
                    self.error(x.pos(), message);
                    return Operand::invalid();
                }
                Some(self.tys.add(Ty::Slice(elem)))
            }
            Ty::Pointer(base) => match *self.tys.under(base) {
                Ty::Array(elem, n) => {
                    length = Some(n);
                    Some(self.tys.add(Ty::Slice(elem)))
                }
                _ => None,
            },
            Ty::Slice(_) => Some(x.ty),
            _ => None,
        };
        let Some(t) = t else {
            let what = self.describe(&x);
            self.error(x.pos(), format!("cannot slice {what}"));
            return Operand::invalid();
        };
        let mut bounds = [None; 3];
        for (i, part) in index.iter().enumerate() {
            bounds[i] = match part {
                Some(e) => self.index(e, length.map(|n| n.saturating_add(1))).1,
                None if i == 0 => Some(0),
                None => length,
            };
        }
        'report: for (i, low) in bounds.iter().enumerate() {
            let Some(low) = low.filter(|n| *n > 0) else { continue };
            for (j, high) in bounds.iter().enumerate().skip(i + 1) {
                if let (Some(high), Some(e)) = (high.filter(|h| *h < low), &index[j]) {
                    self.error(e.pos, format!("invalid slice indices: {high} < {low}"));
                    break 'report;
                }
            }
        }
        Operand::new(Mode::Value, t, e)
    }

    /// What underlies all types that a sliced type stands for, or why there is no such thing. Strings can be
    /// sliced as byte slices can.
    fn sliced(&self, t: T) -> Result<T, String> {
        let Some(types) = self.specific_types(t) else {
            return Err(format!("no specific type in {}", self.type_string(t)));
        };
        let as_slice = |(_, under): &(T, T)| match self.is_string(*under) {
            true => ty::BYTES,
            false => *under,
        };
        let different = |pair: &&(T, T)| !self.identical(as_slice(pair), as_slice(&types[0]));
        if let Some((other, _)) = types.iter().find(different) {
            let (first, other) = (self.type_string(types[0].0), self.type_string(*other));
            return Err(format!("{first} and {other} have different underlying types"));
        }
        let is_string = |(_, under): &&(T, T)| self.is_string(*under);
        Ok(match types.iter().find(is_string) {
            Some((_, under)) => *under,
            None => types[0].1,
        })
    }

    /// An index below `max`: its type and, if constant, its value.
    pub(super) fn index(&mut self, e: &'a Expr, max: Option<i64>) -> (T, Option<i64>) {
        let mut x = self.expr(e);
        if !self.valid_index(&mut x, "index", false) {
            return (ty::INVALID, None);
        }
        let Mode::Const(v) = &x.mode else { return (x.ty, None) };
        let Some(n) = v.as_i64() else { return (ty::INVALID, None) };
        if max.is_some_and(|max| n >= max) {
            let message = format!(
                "invalid argument: index {} out of bounds [0:{}]",
                constant_string(v),
                max.unwrap_or(0)
            );
            self.error(x.pos(), message);
            return (ty::INVALID, None);
        }
        (x.ty, Some(n))
    }

    fn valid_index(&mut self, x: &mut Operand<'a>, what: &str, negative: bool) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, ty::INT);
        if !x.is_valid() {
            return false;
        }
        if !self.is_integer(x.ty) {
            let message = format!("invalid argument: {what} {} must be integer", self.describe(x));
            self.error(x.pos(), message);
            return false;
        }
        let Mode::Const(v) = &x.mode else { return true };
        if !negative && v.sign() < 0 {
            let message =
                format!("invalid argument: {what} {} must not be negative", self.describe(x));
            self.error(x.pos(), message);
            return false;
        }
        let int = super::constant::represent(v, super::super::types::Basic::Int);
        let Some(int) = int else {
            let message = format!("invalid argument: {what} {} overflows int", self.describe(x));
            self.error(x.pos(), message);
            return false;
        };
        x.mode = Mode::Const(int);
        true
    }
}
