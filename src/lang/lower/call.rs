//! Calls: functions, methods, interface methods, func values; arguments.
//!
//! Arguments go straight to where the callee will find them. Next: [`super::builtin`],
//! [`super::deferred`].

use super::func::Fx;
use super::place::Place;
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::bytecode::{self as bc, Instr, NameId, Reg};
use crate::lang::info::{Builtin, Mode, ObjId, ObjKind, Selection};
use crate::lang::types::{Signature, Type, TypeId};

/// What a call calls.
pub(super) enum Callee<'a> {
    /// That function; no receiver.
    Func(bc::FuncId),
    /// That function, with a receiver before the arguments.
    Method(bc::FuncId, Reg, u64),
    /// A method of the interface value in these two registers.
    Interface(Reg, NameId),
    /// The func value of an expression.
    Value(&'a Expr),
}

impl<'a> Fx<'_, 'a> {
    /// A call, conversion or builtin; its results lie in new registers, one after the other.
    pub fn call(&mut self, e: &'a Expr) -> Reg {
        let ExprKind::Call { f, args, .. } = &e.kind else { unreachable!("not a call") };
        match &self.expr_info(f).mode {
            Mode::Type | Mode::Builtin(_) => {
                if let Some(r) = self.length_in_register(f, args) {
                    return r;
                }
                let words = self.result_words(e);
                let d = self.alloc(words);
                let mark = self.top;
                self.call_to(e, d);
                self.top = mark;
                d
            }
            _ => self.real_call(e),
        }
    }

    /// A call, conversion or builtin with its results where they are wanted.
    pub fn call_to(&mut self, e: &'a Expr, d: Reg) {
        let ExprKind::Call { f, args, dots } = &e.kind else { unreachable!("not a call") };
        match &self.expr_info(f).mode {
            Mode::Type => self.conversion(e, &args[0], d),
            Mode::Builtin(b) => self.builtin(e, *b, args, *dots, d),
            _ => {
                let r = self.real_call(e);
                self.move_words(d, r, self.result_words(e));
            }
        }
    }

    fn result_words(&self, e: &Expr) -> u64 {
        let info = self.expr_info(e);
        if info.mode == Mode::NoValue { 0 } else { self.words(info.ty) }
    }

    /// `len(s)`, `cap(s)` of a slice or string in registers: a register already.
    fn length_in_register(&mut self, f: &Expr, args: &'a [Expr]) -> Option<Reg> {
        let Mode::Builtin(b @ (Builtin::Len | Builtin::Cap)) = self.expr_info(f).mode else {
            return None;
        };
        match self.under(&args[0]) {
            Type::Slice(_) | Type::Basic(_) if self.constant(&args[0]).is_none() => {}
            _ => return None,
        }
        let place = self.place(&args[0]);
        Some(self.value(place.at(if b == Builtin::Len { 1 } else { 2 }), 1))
    }

    fn real_call(&mut self, e: &'a Expr) -> Reg {
        let ExprKind::Call { f, args, dots } = &e.kind else { unreachable!("not a call") };
        let f = strip(f);
        let sig = self.l.signature(self.ty(f));
        self.hoist_call(f, args);
        let spread = self.spread(args);
        let callee = self.callee(f);
        let params = self.l.words_of(&sig.params);
        let results = self.l.words_of(&sig.results);
        let (closure, receiver) = match &callee {
            Callee::Func(_) => (0, 0),
            Callee::Method(_, _, words) => (0, *words),
            Callee::Interface(..) => (0, 1),
            Callee::Value(f) => (self.expr(f), 0),
        };
        let base = self.alloc((receiver + params).max(results));
        match &callee {
            Callee::Method(_, r, words) => self.move_words(base, *r, *words),
            Callee::Interface(r, _) => self.move_words(base, r + 1, 1),
            _ => {}
        }
        self.arguments(sig, args, *dots, spread, base + receiver as Reg);
        // A call is where its parenthesis opens: in a chain over several lines each has its own.
        self.pos = e.op;
        self.emit(match callee {
            Callee::Func(id) | Callee::Method(id, ..) => Instr::Call { base, func: id.0 },
            Callee::Interface(t, name) => Instr::CallIface { base, t, name: name.0 },
            Callee::Value(_) => Instr::CallClosure { base, f: closure },
        });
        self.top = base as u32 + results as u32;
        base
    }

    /// Evaluates ahead what must be, in a call's function and arguments. gc evaluates what is
    /// called wholly before the arguments, if there is a call in it; a receiver is an argument.
    pub fn hoist_call(&mut self, f: &'a Expr, args: &'a [Expr]) {
        let mut operands: Vec<&Expr> = vec![];
        // A receiver that is read from memory is read after the calls in the arguments.
        let mut loads = false;
        let called = match (&f.kind, self.info.selections.get(&f.id)) {
            (
                ExprKind::Selector(base, _),
                Some(Selection::Method { path, pointer_receiver, .. }),
            ) => {
                let by_pointer = matches!(self.under(base), Type::Pointer(_));
                loads = !path.is_empty() || by_pointer && !pointer_receiver;
                operands.push(base);
                None
            }
            (ExprKind::Selector(base, _), Some(Selection::InterfaceMethod { .. })) => Some(&**base),
            (
                ExprKind::Selector(..),
                Some(Selection::Qualified(_) | Selection::MethodExpr { .. }),
            ) => None,
            (ExprKind::Index(x, _), _) if self.info.is_instance(f) => {
                return self.hoist_call(x, args);
            }
            _ => Some(f),
        };
        let any_call = |fx: &Self, list: &[Expr]| list.iter().any(|e| fx.l.analysis.has_call(e));
        match called {
            Some(f) if self.l.analysis.has_call(f) && any_call(self, args) => self.evaluate_now(f),
            Some(f) => operands.push(f),
            None => {}
        }
        operands.extend(args);
        let several = matches!(args, [arg] if matches!(self.under(arg), Type::Tuple(_)));
        if several || loads && any_call(self, args) {
            operands.into_iter().for_each(|e| self.hoist_calls(e));
        } else {
            self.hoist(&operands);
        }
    }

    /// Finds what is called; evaluates the receiver.
    pub fn callee(&mut self, f: &'a Expr) -> Callee<'a> {
        let declared = |fx: &mut Self, obj: ObjId| {
            matches!(fx.info.object(obj).kind, ObjKind::Func { .. })
                .then(|| Callee::Func(fx.l.func_of(obj)))
        };
        let found = match &f.kind {
            ExprKind::Index(x, _) if self.info.is_instance(f) => return self.callee(x),
            ExprKind::Name(_) => {
                self.info.uses.get(&f.id).copied().and_then(|obj| declared(self, obj))
            }
            ExprKind::Selector(base, name) => match self.info.selections.get(&f.id) {
                Some(Selection::Qualified(obj)) => declared(self, *obj),
                Some(selection @ Selection::Method { func, .. }) => {
                    let id = self.l.func_of(*func);
                    let (r, words) = self.receiver(base, selection);
                    Some(Callee::Method(id, r, words))
                }
                Some(selection @ Selection::InterfaceMethod { .. }) => {
                    let (r, _) = self.receiver(base, selection);
                    Some(Callee::Interface(r, self.l.builder.name(&name.name)))
                }
                Some(Selection::MethodExpr { receiver, method }) => {
                    Some(Callee::Func(self.l.method_function(*receiver, method)))
                }
                _ => None,
            },
            _ => None,
        };
        found.unwrap_or(Callee::Value(f))
    }

    /// `f(g())` where g has several results: they are evaluated first.
    pub fn spread(&mut self, args: &'a [Expr]) -> Option<(Reg, Vec<TypeId>)> {
        match args {
            [arg] if matches!(self.under(arg), Type::Tuple(_)) => Some(self.tuple(arg)),
            _ => None,
        }
    }

    /// Puts a call's arguments into registers.
    pub fn arguments(
        &mut self,
        sig: &Signature,
        args: &'a [Expr],
        dots: bool,
        spread: Option<(Reg, Vec<TypeId>)>,
        mut at: Reg,
    ) {
        let fixed = sig.params.len() - (sig.variadic && !dots) as usize;
        if let Some((mut from, types)) = spread {
            for (ty, to) in types.iter().zip(&sig.params[..fixed]) {
                self.convert_assignable(from, *ty, *to, at);
                from += self.words(*ty) as Reg;
                at += self.words(*to) as Reg;
            }
            if fixed < sig.params.len() {
                self.variadic(sig.params[fixed], &types[fixed..], at, |fx, i, elem| {
                    let before: u64 = types[fixed..fixed + i].iter().map(|t| fx.words(*t)).sum();
                    let ty = types[fixed + i];
                    let d = fx.alloc_for(elem);
                    fx.convert_assignable(from + before as Reg, ty, elem, d);
                    d
                });
            }
            return;
        }
        for (arg, to) in args.iter().zip(&sig.params[..fixed]) {
            self.assignable_to(arg, *to, at);
            at += self.words(*to) as Reg;
        }
        if fixed < sig.params.len() {
            let rest = &args[fixed..];
            self.variadic(sig.params[fixed], rest, at, |fx, i, elem| fx.assignable(&rest[i], elem));
        }
    }

    /// Makes the slice of a variadic parameter; `value` evaluates its i-th element.
    fn variadic<T>(
        &mut self,
        slice: TypeId,
        rest: &[T],
        at: Reg,
        value: impl Fn(&mut Self, usize, TypeId) -> Reg,
    ) {
        if rest.is_empty() {
            return self.zero(at, 3);
        }
        let Type::Slice(elem) = *self.underlying(slice) else {
            unreachable!("a variadic parameter is a slice")
        };
        let words = self.words(elem);
        let n = rest.len() as u64;
        self.new_object(at, n * words);
        for i in 0..rest.len() {
            let mark = self.top;
            let a = value(self, i, elem);
            self.store(Place::Mem { ptr: at, off: i as u64 * words, valid: true }, a, words);
            self.top = mark;
        }
        self.word(at + 1, n);
        self.word(at + 2, n);
    }
}

/// The expression within parentheses.
pub(super) fn strip(e: &Expr) -> &Expr {
    match &e.kind {
        ExprKind::Paren(x) => strip(x),
        _ => e,
    }
}
