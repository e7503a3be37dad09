//! Operands: what an expression turned out to be, and what it can be assigned to.
//!
//! It must never know statements. Next: [`super::expr`] makes operands.

use super::super::ast::{Dir, Expr, Pos};
use super::super::info::Builtin;
use super::Checker;
use super::exprstring::expr_string;
use super::ty::{self, T, Ty};
use super::value::Val;

/// What an operand denotes.
#[derive(Clone, PartialEq, Debug)]
pub enum Mode {
    Invalid,
    NoValue,
    Builtin(Builtin),
    Type,
    Const(Val),
    Var,
    MapIndex,
    Value,
    Nil,
    CommaOk,
}

/// An expression, what it denotes and its type.
#[derive(Clone, Debug)]
pub struct Operand<'a> {
    pub mode: Mode,
    pub ty: T,
    pub expr: Option<&'a Expr>,
    /// Stands for something without syntax: where and what messages call it.
    pub dummy: Option<(Pos, String)>,
}

impl<'a> Operand<'a> {
    pub fn invalid() -> Self {
        Operand { mode: Mode::Invalid, ty: ty::INVALID, expr: None, dummy: None }
    }

    pub fn new(mode: Mode, ty: T, expr: &'a Expr) -> Self {
        Operand { mode, ty, expr: Some(expr), dummy: None }
    }

    /// An operand without syntax.
    pub fn dummy(mode: Mode, ty: T, pos: Pos, text: impl Into<String>) -> Self {
        Operand { mode, ty, expr: None, dummy: Some((pos, text.into())) }
    }

    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
    }

    pub fn is_nil(&self) -> bool {
        self.mode == Mode::Nil
    }

    pub fn constant(&self) -> Option<&Val> {
        match &self.mode {
            Mode::Const(v) => Some(v),
            _ => None,
        }
    }

    pub fn pos(&self) -> Pos {
        match (&self.dummy, self.expr) {
            (Some((pos, _)), _) => *pos,
            (None, Some(e)) => start(e),
            _ => 0,
        }
    }

    pub fn text(&self) -> String {
        match (&self.dummy, self.expr) {
            (Some((_, text)), _) => text.clone(),
            (None, Some(e)) => expr_string(e),
            _ => String::new(),
        }
    }
}

/// Where messages about an expression point.
pub fn start(e: &Expr) -> Pos {
    e.pos
}

impl<'a> Checker<'a> {
    pub(super) fn assignable(&mut self, x: &Operand<'a>, t: T) -> bool {
        self.assignable_because(x, t, &mut None)
    }

    /// Whether `x` can be assigned to a `t`; if not, `cause` may say why.
    pub(super) fn assignable_because(
        &mut self,
        x: &Operand<'a>,
        t: T,
        cause: &mut Option<String>,
    ) -> bool {
        if !x.is_valid() || !self.is_valid(t) || !self.is_valid(x.ty) {
            return true;
        }
        if self.identical(x.ty, t) {
            return true;
        }
        if self.is_untyped(x.ty) {
            return self.implicit_type(x, t).is_ok();
        }
        let (vu, tu) = (self.tys.under_id(x.ty), self.tys.under_id(t));
        let (from_param, to_param) = (self.tys.as_param(x.ty), self.tys.as_param(t));
        let unnamed = !self.has_name(x.ty) || !self.has_name(t);
        // As in gc, the type sets of both are found out first: that shows if they are recursive.
        if self.identical(vu, tu) && unnamed && from_param.is_none() && to_param.is_none() {
            return true;
        }
        if self.is_interface(t) || self.is_interface_pointer(t) {
            if self.implements(self.tys.unalias(x.ty), self.tys.unalias(t), cause) {
                return true;
            }
            if from_param.is_none() {
                return false;
            }
            *cause = None;
        }
        if self.is_interface(x.ty) && self.implements(t, x.ty, &mut None) {
            *cause = Some("need type assertion".into());
            return false;
        }
        if let (Ty::Chan(Dir::Both, v), Ty::Chan(_, t)) = (self.tys.get(vu), self.tys.get(tu))
            && self.identical(*v, *t)
        {
            return unnamed;
        }
        // A type without a name must fit all types that a type parameter stands for.
        if to_param.is_some() && !self.has_name(x.ty) {
            let Some(types) = self.specific_types(t) else { return false };
            for (to, _) in types {
                if !self.assignable_because(x, to, cause) {
                    let (from, to) = (self.type_string(x.ty), self.type_string(to));
                    let of = self.type_string(t);
                    say(cause, format!("cannot assign {from} to {to} (in {of})"));
                    return false;
                }
            }
            return true;
        }
        if from_param.is_some() && !self.has_name(t) {
            let Some(types) = self.specific_types(x.ty) else { return false };
            for (from, _) in types {
                let y = Operand { ty: from, ..x.clone() };
                if !self.assignable_because(&y, t, cause) {
                    let (from, of) = (self.type_string(from), self.type_string(x.ty));
                    let to = self.type_string(t);
                    say(cause, format!("cannot assign {from} (in {of}) to {to}"));
                    return false;
                }
            }
            return true;
        }
        false
    }
}

/// Says why something is impossible, above what was said of a part of it.
pub(super) fn say(cause: &mut Option<String>, why: String) {
    *cause = Some(match cause.take() {
        Some(detail) if !detail.is_empty() => format!("{why}\n\t{detail}"),
        _ => why,
    });
}
