//! Operands: what an expression turned out to be, and what it can be assigned to.
//!
//! It must never know statements. Next: [`super::expr`] makes operands.

use super::super::ast::{Dir, Expr, ExprKind, Pos};
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

/// Where messages about an expression point: at function types, gc points at the parameters.
pub fn start(e: &Expr) -> Pos {
    match e.kind {
        ExprKind::Func(_) => e.pos + "func".len() as u32,
        _ => e.pos,
    }
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
        let unnamed = !self.has_name(x.ty) || !self.has_name(t);
        if unnamed && self.identical(vu, tu) {
            return true;
        }
        if self.is_interface(t) || self.is_interface_pointer(t) {
            return self.implements(x.ty, t, cause);
        }
        if self.is_interface(x.ty) {
            if self.implements(t, x.ty, &mut None) {
                *cause = Some("need type assertion".into());
            }
            return false;
        }
        match (self.tys.get(vu), self.tys.get(tu)) {
            (Ty::Chan(Dir::Both, v), Ty::Chan(_, t)) => unnamed && self.identical(*v, *t),
            _ => false,
        }
    }
}
