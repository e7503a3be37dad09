//! Order of evaluation, as gc has it: the calls of an expression from left to right first, then
//! everything else.
//!
//! Go's specification orders calls, receives and logical operators only. gc evaluates those
//! ahead, into temporaries, and plain operands (variables, elements, fields) late:
//! `[]int{a, f()}` sees what `f` did to `a`. Programs show it, so it is the same here. Lengths,
//! sub-slices and assertions of types that are no pointers are evaluated with the calls, as gc does.

use super::convert::Num;
use super::func::Fx;
use crate::lang::ast::{Expr, ExprKind, Token};
use crate::lang::depth::deep;
use crate::lang::info::{Mode, ObjKind};
use crate::lang::types::{Basic, Type, TypeId};

impl<'a> Fx<'_, 'a> {
    /// Prepares to evaluate operands one after the other: if a call would come after an operand
    /// that it could change, evaluates all calls now. Their values are then found by the
    /// expressions' ids.
    pub fn hoist(&mut self, operands: &[&'a Expr]) {
        if !operands.iter().skip(1).any(|e| self.l.analysis.has_call(e)) {
            return;
        }
        let mut late = false;
        for e in operands {
            let call = self.l.analysis.has_call(e) && !self.hoisted.contains_key(&e.id);
            if call && late {
                for e in operands {
                    self.hoist_calls(e);
                }
                return;
            }
            late |= if call { !self.is_call(e) } else { !self.is_stable(e) };
        }
    }

    /// Whether evaluating the expression ends with its call: nothing in it is left for later.
    fn is_call(&self, e: &Expr) -> bool {
        match &e.kind {
            ExprKind::Paren(x) => deep(|| self.is_call(x)),
            ExprKind::Call { f, .. } => self.calls(e, f),
            ExprKind::Unary(Token::Arrow, _) | ExprKind::Slice(..) => true,
            ExprKind::Assert(..) => !self.info.types.is_pointer_shaped(self.ty(e)),
            _ => false,
        }
    }

    /// Whether `f(…)` is no conversion, or one that gc calls a function for: of a string to a slice.
    fn calls(&self, e: &Expr, f: &Expr) -> bool {
        let converts = matches!(self.info.exprs.get(&f.id).map(|i| &i.mode), Some(Mode::Type));
        !converts || matches!(self.under(e), Type::Slice(_))
    }

    /// Whether no call can change the expression's value.
    fn is_stable(&self, e: &Expr) -> bool {
        deep(|| self.is_stable_kind(e))
    }

    fn is_stable_kind(&self, e: &Expr) -> bool {
        if self.hoisted.contains_key(&e.id) {
            return true;
        }
        let mode = self.info.exprs.get(&e.id).map(|i| &i.mode);
        if matches!(mode, Some(Mode::Const(_) | Mode::Nil | Mode::Type)) {
            return true;
        }
        match &e.kind {
            ExprKind::Paren(x) => self.is_stable(x),
            ExprKind::FuncLit(..) => true,
            ExprKind::Index(x, _) if self.info.is_instance(e) => self.is_stable(x),
            ExprKind::Name(_) => {
                self.info.uses.get(&e.id).is_some_and(|obj| match self.info.object(*obj).kind {
                    ObjKind::Var { owner } => owner.is_some() && !self.l.analysis.in_memory(*obj),
                    _ => true,
                })
            }
            ExprKind::Unary(Token::And, x) => matches!(x.kind, ExprKind::Name(_)),
            ExprKind::Unary(op, x) => *op != Token::Arrow && self.is_stable(x),
            ExprKind::Binary(op, a, b) => {
                let traps = matches!(op, Token::Quo | Token::Rem | Token::Shl | Token::Shr);
                !traps && self.is_stable(a) && self.is_stable(b)
            }
            _ => false,
        }
    }

    /// Evaluates an expression ahead of what is around it.
    pub fn evaluate_now(&mut self, e: &'a Expr) {
        let r = self.fresh(e);
        self.hoisted.insert(e.id, r);
    }

    /// Evaluates the calls in a map's key; and the key itself, where gc needs a copy of it to call
    /// the function that finds the entry.
    pub fn hoist_key(&mut self, key: TypeId, e: &'a Expr) {
        self.hoist_calls(e);
        let info = self.expr_info(e);
        let late = match self.underlying(key) {
            _ if matches!(info.mode, Mode::Const(_) | Mode::Nil) => true,
            Type::Interface(_) if !self.is_interface(info.ty) => false,
            _ if info.mode == Mode::Variable => true,
            Type::Basic(b) => match Num::of(*b) {
                Num::Int { bits, .. } => bits >= 32,
                _ => *b == Basic::String,
            },
            other => matches!(other, Type::Pointer(_) | Type::Chan(..)),
        };
        if !late && !self.hoisted.contains_key(&e.id) {
            self.evaluate_now(e);
        }
    }

    /// Evaluates the calls in an expression, left to right.
    pub fn hoist_calls(&mut self, e: &'a Expr) {
        deep(|| self.hoist_calls_of(e));
    }

    fn hoist_calls_of(&mut self, e: &'a Expr) {
        if self.hoisted.contains_key(&e.id) {
            return;
        }
        let info = match self.info.exprs.get(&e.id) {
            Some(info) if !matches!(info.mode, Mode::Const(_) | Mode::Type | Mode::Nil) => info,
            None if matches!(e.kind, ExprKind::KeyValue(..)) => {
                if let ExprKind::KeyValue(_, v) = &e.kind {
                    self.hoist_calls(v);
                }
                return;
            }
            _ => return,
        };
        let now = match &e.kind {
            ExprKind::Call { f, .. } => self.calls(e, f),
            ExprKind::Unary(Token::Arrow, _) | ExprKind::Slice(..) => true,
            ExprKind::Assert(..) => !self.info.types.is_pointer_shaped(info.ty),
            ExprKind::Binary(Token::LAnd | Token::LOr, ..) => self.l.analysis.has_call(e),
            ExprKind::Composite { .. } => {
                matches!(self.underlying(info.ty), Type::Map(..)) && self.l.analysis.has_call(e)
            }
            _ => false,
        };
        if now {
            // Comma-ok forms are no calls: they come last.
            let several = matches!(self.underlying(info.ty), Type::Tuple(_));
            if !several || matches!(e.kind, ExprKind::Call { .. }) {
                self.evaluate_now(e);
            }
            return;
        }
        match &e.kind {
            ExprKind::Paren(x)
            | ExprKind::Star(x)
            | ExprKind::Unary(_, x)
            | ExprKind::Assert(x, _) => self.hoist_calls(x),
            ExprKind::Selector(x, _) => self.hoist_calls(x),
            ExprKind::Index(x, list) => {
                self.hoist_calls(x);
                match self.info.exprs.get(&x.id).map(|x| self.underlying(x.ty)) {
                    Some(Type::Map(key, _)) => self.hoist_key(*key, &list[0]),
                    _ => list.iter().for_each(|i| self.hoist_calls(i)),
                }
            }
            ExprKind::Call { args, .. } => args.iter().for_each(|a| self.hoist_calls(a)),
            ExprKind::Binary(_, a, b) => {
                self.hoist_calls(a);
                self.hoist_calls(b);
            }
            ExprKind::Composite { elems, .. } => elems.iter().for_each(|e| self.hoist_calls(e)),
            _ => {}
        }
    }
}
