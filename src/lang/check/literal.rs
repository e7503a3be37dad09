//! Literals: constants, functions, and composite ones with their keys.
//!
//! It must never know statements. Next: [`super::assign`] for what may be put in an element.

use rustc_hash::FxHashSet;

use super::super::ast::{Block, Expr, ExprKind, FuncType, Pos, Token};
use super::constant::literal_type;
use super::exprstring::expr_string;
use super::format::constant_string;
use super::lookup::Member;
use super::operand::{Mode, Operand};
use super::predicates::is_exported;
use super::sizes::LongLiteral;
use super::ty::{self, Field, T, Ty};
use super::value::{self, Val};
use super::{Checker, Env};

impl<'a> Checker<'a> {
    pub(super) fn literal(&mut self, e: &'a Expr, kind: Token, text: &'a str) -> Operand<'a> {
        const LIMIT: usize = 10_000;
        if kind == Token::Imag {
            self.error(e.pos, "complex numbers are not supported by gmpsim");
            return Operand::invalid();
        }
        if matches!(kind, Token::Int | Token::Float) && text.len() > LIMIT {
            let message =
                format!("excessively long constant: {}... ({} chars)", &text[..10], text.len());
            self.error(e.pos, message);
            return Operand::invalid();
        }
        let v = value::literal(kind, text);
        if v.is_unknown() {
            self.error(e.pos, format!("malformed constant: {text}"));
            return Operand::invalid();
        }
        let mut x = Operand::new(Mode::Const(v), literal_type(kind), e);
        self.overflow(&mut x, None);
        x
    }

    pub(super) fn func_literal(
        &mut self,
        e: &'a Expr,
        ft: &'a FuncType,
        body: &'a Block,
    ) -> Operand<'a> {
        let t = self.func_type(ft, None, vec![]);
        let symbol = self.literal_symbol();
        let func = self.new_func(None, self.env.func, t, symbol);
        self.literals.push((e.id, func));
        let env: Env<'a> = Env { scope: self.new_scope(self.env.scope), ..self.env.clone() };
        self.later(move |c| c.func_body(func, t, None, body, env));
        Operand::new(Mode::Value, t, e)
    }

    pub(super) fn composite(
        &mut self,
        e: &'a Expr,
        ty: Option<&'a Expr>,
        elems: &'a [Expr],
        rbrace: Pos,
        hint: Option<T>,
    ) -> Operand<'a> {
        let mut t = ty::INVALID;
        let mut open_array = None;
        let mut base = None;
        match (ty, hint) {
            (Some(Expr { kind: ExprKind::ArrayDots(elem), .. }), _) => {
                open_array = Some(self.typ(elem));
            }
            (Some(ty), _) => t = self.typ(ty),
            (None, Some(hint)) => {
                t = hint;
                base = match self.common_structure(hint) {
                    Some(Ty::Pointer(base)) => Some(*base),
                    _ => None,
                };
            }
            _ => self.error(e.pos, "missing type in composite literal"),
        }
        let base = base.unwrap_or(t);
        if let Some(elem) = open_array {
            let n = self.indexed_elements(elems, elem, None);
            t = self.tys.add(Ty::Array(elem, n));
            if let Some(ty) = ty {
                self.record_type(ty, Mode::Type, t, None);
            }
            return Operand::new(Mode::Value, t, e);
        }
        if !self.is_complete(base) {
            return Operand::invalid();
        }
        let structure = self.common_structure(base).cloned();
        match &structure {
            Some(Ty::Struct(fields)) => self.struct_elements(base, fields, elems, rbrace),
            Some(Ty::Array(elem, n)) => {
                self.indexed_elements(elems, *elem, Some(*n));
            }
            Some(Ty::Slice(elem)) => {
                self.indexed_elements(elems, *elem, None);
            }
            Some(Ty::Map(key, elem)) => self.map_elements(elems, *key, *elem),
            _ => {
                for e in elems {
                    let e = if let ExprKind::KeyValue(_, v) = &e.kind { v } else { e };
                    self.use_expr(e, false);
                }
                if self.is_valid(self.tys.under_id(base)) {
                    let element = if ty.is_none() { " element" } else { "" };
                    let t = self.type_string(t);
                    let why = if structure.is_none() { " (no common underlying type)" } else { "" };
                    let message = format!("invalid composite literal{element} type {t}{why}");
                    self.error(e.pos, message);
                    return Operand::invalid();
                }
            }
        }
        Operand::new(Mode::Value, t, e)
    }

    fn struct_elements(&mut self, t: T, fields: &[Field<'a>], elems: &'a [Expr], rbrace: Pos) {
        const MIXTURE: &str = "mixture of field:value and value elements in struct literal";
        let Some(first) = elems.first() else { return };
        if matches!(first.kind, ExprKind::KeyValue(..)) {
            let mut seen: Vec<(Vec<usize>, &'a str)> = vec![];
            for e in elems {
                match &e.kind {
                    ExprKind::KeyValue(key, v) => self.field_element(t, e, key, v, &mut seen),
                    _ => self.error(e.pos, MIXTURE),
                }
            }
            return;
        }
        let hidden = |f: &Field, pkg| !is_exported(f.name) && f.pkg != pkg;
        for (i, e) in elems.iter().enumerate() {
            if matches!(e.kind, ExprKind::KeyValue(..)) {
                self.error(e.pos, MIXTURE);
                continue;
            }
            let mut x = self.generic_expr(e, None);
            let Some(f) = fields.get(i) else {
                let message =
                    format!("too many values in struct literal of type {}", self.type_string(t));
                self.error(x.pos(), message);
                break;
            };
            if hidden(f, self.pkg) {
                let message = format!(
                    "implicit assignment to unexported field {} in struct literal of type {}",
                    f.name,
                    self.type_string(t)
                );
                self.error(x.pos(), message);
                continue;
            }
            self.assignment(&mut x, Some(f.ty), "struct literal");
        }
        if elems.len() < fields.len() {
            let hint = if fields.iter().any(|f| hidden(f, self.pkg)) {
                " (type has unexported fields - use key:value pairs)"
            } else {
                ""
            };
            let t = self.type_string(t);
            self.error(rbrace, format!("too few values in struct literal of type {t}{hint}"));
        }
    }

    /// `key: value` in a struct literal.
    fn field_element(
        &mut self,
        t: T,
        e: &'a Expr,
        key: &'a Expr,
        v: &'a Expr,
        seen: &mut Vec<(Vec<usize>, &'a str)>,
    ) {
        let ExprKind::Name(name) = &key.kind else {
            self.expr(v);
            let key = expr_string(key);
            return self.error(e.pos, format!("invalid field name {key} in struct literal"));
        };
        let under = self.common_under(t).unwrap_or(t);
        let found = self.lookup_member(under, false, name, false);
        let mut x = self.generic_expr(v, None);
        let Ok(found) = found else {
            let alt = self.lookup_member(under, false, name, true).ok();
            let message = self.lookup_error(t, name, alt.as_ref(), true);
            return self.error(key.pos, message);
        };
        let Member::Field(field) = found.member else {
            return self.error(key.pos, format!("{name} is not a field"));
        };
        if found.indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            return self.error(key.pos, message);
        }
        self.selections.push((
            key.id,
            super::super::info::Selection::Field { path: found.path.clone() },
            ty::INVALID,
        ));
        self.assignment(&mut x, Some(field), "struct literal");
        let clash = seen
            .iter()
            .find(|(path, _)| path.starts_with(&found.path) || found.path.starts_with(path));
        if let Some((path, other)) = clash {
            let message = if *path == found.path {
                format!("duplicate field name {name} in struct literal")
            } else if path.len() < found.path.len() {
                format!("cannot specify promoted field {name} and enclosing embedded field {other}")
            } else {
                format!("cannot specify embedded field {name} and enclosed promoted field {other}")
            };
            return self.error(e.pos, message);
        }
        seen.push((found.path, name));
    }

    fn map_elements(&mut self, elems: &'a [Expr], key: T, elem: T) {
        let by_type = self.is_interface(key);
        let mut seen: FxHashSet<(String, u32)> = FxHashSet::default();
        for e in elems {
            let ExprKind::KeyValue(k, v) = &e.kind else {
                self.error(e.pos, "missing key in map literal");
                continue;
            };
            let mut x = self.generic_expr(k, Some(key));
            self.assignment(&mut x, Some(key), "map literal");
            if !x.is_valid() {
                continue;
            }
            if let Mode::Const(v) = &x.mode {
                let kind = if by_type { self.tys.unalias(x.ty).0 } else { 0 };
                if !seen.insert((full_constant(v), kind)) {
                    let message = format!("duplicate key {} in map literal", constant_string(v));
                    self.error(x.pos(), message);
                    continue;
                }
            }
            let mut x = self.generic_expr(v, Some(elem));
            self.assignment(&mut x, Some(elem), "map literal");
        }
    }

    /// The elements of an array or slice literal; how long it is.
    fn indexed_elements(&mut self, elems: &'a [Expr], elem: T, length: Option<i64>) -> i64 {
        let mut seen = FxHashSet::default();
        let (mut index, mut max) = (0i64, 0i64);
        let mut constant = true;
        for e in elems {
            let mut valid = false;
            let mut value = e;
            if let ExprKind::KeyValue(key, v) = &e.kind {
                value = v;
                if let (t, i) = self.index(key, length)
                    && self.is_valid(t)
                {
                    match i {
                        Some(i) => (index, valid) = (i, true),
                        None => {
                            let key = expr_string(key);
                            self.error(e.pos, format!("index {key} must be integer constant"));
                        }
                    }
                }
            } else if length.is_some_and(|n| index >= n) {
                let n = length.unwrap_or(0);
                self.error(e.pos, format!("index {index} is out of bounds (>= {n})"));
            } else {
                valid = true;
            }
            if valid && !seen.insert(index) {
                self.error(e.pos, format!("duplicate index {index} in array or slice literal"));
            }
            index = index.saturating_add(1);
            max = max.max(index);
            let mut x = self.generic_expr(value, Some(elem));
            self.assignment(&mut x, Some(elem), "array or slice literal");
            constant &= matches!(x.mode, Mode::Const(_));
        }
        if length.is_none()
            && !constant
            && max >= LongLiteral::LEN
            && let Some(func) = self.env.func
        {
            self.long_literals.push(LongLiteral { func, elem, len: max });
        }
        max
    }
}

/// A constant's value as a key that equal values share.
pub fn full_constant(v: &Val) -> String {
    match v {
        Val::Str(s) => super::format::quote(s),
        Val::Float(r) => r.to_string(),
        Val::Huge(h) => format!("{h:?}"),
        v => constant_string(v),
    }
}
