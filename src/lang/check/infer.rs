//! Calls of generic functions: which types stand for the type parameters.
//!
//! It must never know how instances are made. Next: [`super::generic`], [`super::call`].

use super::super::ast::{Expr, ExprId, ExprKind, Pos};
use super::super::info::{ObjId, Selection};
use super::Checker;
use super::exprstring::expr_string;
use super::lookup::Member;
use super::operand::{Mode, Operand};
use super::resolve::unparen;
use super::ty::{self, Param, T, Ty};
use super::unify::{Match, Unknowns};

/// What is known of the type parameters so far.
type Known = Vec<Option<T>>;

/// Type parameters that are looked for, and those types that are written.
struct Inference {
    tparams: Vec<T>,
    known: Known,
}

impl<'a> Checker<'a> {
    /// The function that `f[A]` or, in a call, `f` stands for, with the type arguments that are written;
    /// none if it is not generic.
    pub(super) fn generic_callee(&mut self, f: &'a Expr) -> Option<(ObjId, &'a [Expr])> {
        match &f.kind {
            ExprKind::Index(generic, args) => Some((self.generic_func(generic)?, args)),
            _ => Some((self.generic_func(f)?, &[])),
        }
    }

    /// A generic function that lacks type arguments, with those that are written.
    fn uninstantiated(&mut self, x: &Operand<'a>) -> Option<(&'a Expr, ObjId, &'a [Expr])> {
        let is_func = x.mode == Mode::Value && matches!(self.tys.get(x.ty), Ty::Func(_));
        let e = x.expr.filter(|_| is_func)?;
        let (func, args) = self.generic_callee(e).or_else(|| self.selected_generic(e))?;
        let missing = args.len() < self.tparams_of(func).len();
        let t = self.generic_sig(e, func);
        (missing && self.identical(t, x.ty)).then_some((e, func, args))
    }

    /// The generic method that `x.m` or `x.m[A]`, which was just checked, stands for.
    fn selected_generic(&self, e: &'a Expr) -> Option<(ObjId, &'a [Expr])> {
        match &unparen(e).kind {
            ExprKind::Index(base, args) => Some((self.generic_method(base)?, args)),
            _ => Some((self.generic_method(e)?, &[])),
        }
    }

    /// The type of a generic function that `e` stands for: of a method expression, with its receiver.
    fn generic_sig(&mut self, e: &Expr, func: ObjId) -> T {
        let t = self.obj(func).ty.unwrap_or(ty::INVALID);
        self.with_receiver(e, func, t)
    }

    /// The type of a function that `e` stands for, given without the receiver that a method expression has.
    fn with_receiver(&mut self, e: &Expr, func: ObjId, t: T) -> T {
        let mut name = e;
        while let ExprKind::Paren(x) | ExprKind::Index(x, _) = &name.kind {
            name = x;
        }
        match self.selection(name) {
            Some((_, Selection::MethodExpr { .. }, receiver)) => {
                self.method_expr(*receiver, t, Member::Method(func))
            }
            _ => t,
        }
    }

    /// `f[A, B]` where it is no call; with too few arguments it waits for what is wanted.
    pub(super) fn generic_value(&mut self, e: &'a Expr) -> Option<Operand<'a>> {
        let (func, args) = self.generic_callee(e)?;
        Some(self.generic_value_of(e, func, args))
    }

    pub(super) fn generic_value_of(
        &mut self,
        e: &'a Expr,
        func: ObjId,
        args: &'a [Expr],
    ) -> Operand<'a> {
        if args.len() < self.tparams_of(func).len() {
            let t = self.generic_sig(e, func);
            return Operand::new(Mode::Value, t, e);
        }
        self.instance_value(e, func, args, None)
    }

    /// The generic method that a selector, which was just checked, selects.
    pub(super) fn generic_method(&self, e: &Expr) -> Option<ObjId> {
        let e = unparen(e);
        let func = selected(&self.selection(e)?.1)?;
        self.is_generic_func(func).then_some(func)
    }

    /// What was last found to be selected by a selector.
    fn selection(&self, e: &Expr) -> Option<&(ExprId, Selection, T)> {
        if !matches!(e.kind, ExprKind::Selector(..)) {
            return None;
        }
        self.selections.iter().rev().find(|(id, ..)| *id == e.id)
    }

    /// The instance of a generic function that `e` is where it is no call. `wanted`: as a function of that
    /// type, which is called that.
    pub(super) fn instance_value(
        &mut self,
        e: &'a Expr,
        func: ObjId,
        args: &'a [Expr],
        wanted: Option<(T, &str)>,
    ) -> Operand<'a> {
        let invalid = Operand { expr: Some(e), ..Operand::invalid() };
        let last = args.len().saturating_sub(1);
        let Some(known) = self.explicit(func, args, last) else { return invalid };
        if known.iter().any(Option::is_none) && args.is_empty() && wanted.is_none() {
            let message =
                format!("cannot use generic function {} without instantiation", expr_string(e));
            self.error(super::operand::start(e), message);
            return invalid;
        }
        let mut around = Inference { tparams: vec![], known: vec![] };
        let t = self.open(e, func, known, &mut around);
        let pos = e.op;
        let operands = wanted.map(|(t, what)| Operand::dummy(Mode::Value, t, pos, what));
        match self.infer(pos, around, &[t], operands.as_slice(), true) {
            Ok(targs) => {
                let t = self.use_instance(e, func, &targs);
                self.verify(pos, func, args, targs);
                Operand::new(Mode::Value, t, e)
            }
            Err(why) => {
                self.say(why, "");
                invalid
            }
        }
    }

    /// An operand that is a generic function that lacks type arguments is the instance that is wanted.
    pub(super) fn instance_for(&mut self, x: &mut Operand<'a>, wanted: Option<T>, what: &str) {
        let Some((e, func, args)) = self.uninstantiated(x) else { return };
        let sig = wanted.and_then(|t| self.common_under(t)).filter(|t| self.sig(*t).is_some());
        *x = self.instance_value(e, func, args, sig.map(|t| (t, what)));
    }

    /// The type of the function that is called with these operands, if it or some of them are generic
    /// functions; `None` after complaining.
    pub(super) fn generic_call(
        &mut self,
        call: &'a Expr,
        f: &'a Expr,
        callee: Result<(ObjId, &'a [Expr]), T>,
        operands: &mut [Operand<'a>],
        dots: bool,
    ) -> Option<T> {
        let mut around = Inference { tparams: vec![], known: vec![] };
        let (t, generic) = match callee {
            Ok((func, args)) => {
                let n = self.tparams_of(func).len();
                let known = self.explicit(func, args, n)?;
                (self.open(f, func, known, &mut around), self.generic_sig(f, func))
            }
            Err(t) => (t, t),
        };
        let n = around.tparams.len();
        let sig = self.sig(t)?;
        let variadic = sig.variadic && !dots;
        let (have, want) = (operands.len(), sig.params.len());
        let fits = if variadic { have + 1 >= want } else { have == want };
        // Wrong numbers of arguments are complained of elsewhere.
        if !fits && (n > 0 && around.known.contains(&None)) {
            return Some(generic);
        }
        let mut functions = vec![];
        for (i, x) in operands.iter_mut().enumerate().filter(|_| fits) {
            let Some((e, func, args)) = self.uninstantiated(x) else { continue };
            match self.explicit(func, args, args.len().saturating_sub(1)) {
                Some(known) => {
                    x.ty = self.open(e, func, known, &mut around);
                    functions.push((i, e, func, args));
                }
                None => x.invalidate(),
            }
        }
        if around.tparams.is_empty() {
            return Some(t);
        }
        let params: Vec<T> =
            (0..have).filter_map(|i| self.param_for(&sig.params, variadic, i)).collect();
        let targs = match self.infer(call.op, around, &params, operands, false) {
            Ok(targs) => targs,
            Err(why) => {
                self.say(why, &format!("in call to {}, ", expr_string(f)));
                return None;
            }
        };
        let (own, mut rest) = targs.split_at(n);
        let t = match callee {
            Ok((func, args)) => {
                let t = self.use_instance(f, func, own);
                self.verify(call.op, func, args, own.to_vec());
                t
            }
            Err(t) => t,
        };
        for (i, e, func, args) in functions {
            let (own, others) = rest.split_at(self.tparams_of(func).len());
            rest = others;
            let t = self.use_instance(e, func, own);
            self.verify(call.op, func, args, own.to_vec());
            operands[i] = Operand::new(Mode::Value, t, e);
        }
        Some(t)
    }

    /// Adds the type parameters of a generic function to those that are looked for; its type with them.
    fn open(&mut self, e: &Expr, func: ObjId, known: Known, around: &mut Inference) -> T {
        let tparams = self.tparams_of(func);
        let new = self.renamed(&tparams);
        let t = self.obj(func).ty.unwrap_or(ty::INVALID);
        let t = self.subst(t, &tparams, &new);
        around.tparams.extend(new);
        around.known.extend(known);
        self.with_receiver(e, func, t)
    }

    fn say(&mut self, why: Option<(Pos, String)>, prefix: &str) {
        if let Some((pos, why)) = why {
            self.error(pos, format!("{prefix}{why}"));
        }
    }

    /// Notes that `e` is an instance of a function; its type.
    fn use_instance(&mut self, e: &'a Expr, func: ObjId, targs: &[T]) -> T {
        let (t, instance) = self.instantiate_func(func, targs);
        let t = self.with_receiver(e, func, t);
        self.add_dep(func);
        let mut around = vec![];
        let mut name = e;
        while let ExprKind::Paren(x) | ExprKind::Index(x, _) = &name.kind {
            around.push(name);
            name = x;
        }
        let method = self.generic_method(name).and_then(|_| self.selection(name).cloned());
        for e in around.iter().copied().chain([name]) {
            self.record_type(e, Mode::Value, t, None);
        }
        self.mark_package_used(name);
        let Some(instance) = instance else { return t };
        for e in around {
            self.record_use(e.id, instance);
        }
        match method {
            Some((id, mut selection, receiver)) => {
                select(&mut selection, instance);
                self.selections.push((id, selection, receiver));
            }
            None if matches!(name.kind, ExprKind::Selector(..)) => {
                self.selections.push((name.id, Selection::Qualified(instance), ty::INVALID));
            }
            None => self.record_use(name.id, instance),
        }
        t
    }

    fn mark_package_used(&mut self, e: &'a Expr) {
        if let ExprKind::Selector(package, _) = &e.kind
            && let Some((id, _)) = self.package_named(package)
        {
            self.record_use(package.id, id);
            self.mark_used(id);
        }
    }

    /// The type arguments that are written. If there are too many, that with number `extra` is told.
    fn explicit(&mut self, func: ObjId, args: &'a [Expr], extra: usize) -> Option<Known> {
        let n = self.tparams_of(func).len();
        let mut known: Known = args.iter().map(|e| Some(self.var_type(e))).collect();
        if known.iter().flatten().any(|t| !self.is_valid(*t)) {
            return None;
        }
        if let Some(extra) = args.get(extra).filter(|_| args.len() > n) {
            let message = format!("got {} type arguments but want {n}", args.len());
            self.error(super::operand::start(extra), message);
            return None;
        }
        known.resize(n, None);
        Some(known)
    }

    /// Complains of type arguments that do not satisfy their constraints, when all types are known.
    fn verify(&mut self, pos: Pos, func: ObjId, args: &'a [Expr], targs: Vec<T>) {
        if self.in_instance {
            return;
        }
        self.later(move |c| {
            let tparams = c.tparams_of(func);
            for (i, (tparam, targ)) in tparams.iter().zip(&targs).enumerate() {
                let Some(p) = c.tys.as_param(*tparam) else { continue };
                let constraint = c.subst(c.tys.params[p].constraint, &tparams, &targs);
                if let Err(why) = c.satisfies(*targ, constraint) {
                    return c.error(args.get(i).map_or(pos, super::operand::start), why);
                }
            }
            c.record_instance(pos, &tparams, &targs, args);
        });
    }

    /// The types that the type parameters stand for, if operands of these types are to fit these
    /// parameters. `reverse`: the parameter is a function, the operand what is wanted of it.
    fn infer(
        &mut self,
        pos: Pos,
        around: Inference,
        params: &[T],
        operands: &[Operand<'a>],
        reverse: bool,
    ) -> Result<Vec<T>, Option<(Pos, String)>> {
        let Inference { tparams, known } = around;
        if !known.contains(&None) {
            return Ok(known.into_iter().flatten().collect());
        }
        if operands.iter().any(|x| !x.is_valid()) {
            return Err(None);
        }
        let params: Vec<T> = params.iter().map(|t| self.with_known(*t, &tparams, &known)).collect();
        let mut u = Unknowns::new(tparams, known);
        for (x, t) in operands.iter().zip(&params) {
            if self.is_untyped(x.ty) {
                continue;
            }
            let open = self.mentions_any(*t, &u.tparams) || self.mentions_any(x.ty, &u.tparams);
            if open && !self.unify(*t, x.ty, Match::Assign, &mut u) {
                return Err(Some((x.pos(), self.mismatch(x, *t, &u, reverse))));
            }
        }
        self.infer_from_constraints(&mut u).map_err(|why| Some((pos, why)))?;
        self.infer_from_untyped(&params, operands, &mut u)?;
        let mut types = self.without_cycles(&u);
        // What is known of one may mention others.
        for _ in 0..types.len() {
            let now = types.clone();
            for t in types.iter_mut().flatten() {
                if self.mentions_any(*t, &u.tparams) {
                    *t = self.with_known(*t, &u.tparams, &now);
                }
            }
        }
        let open = |t: &Option<T>| t.is_none_or(|t| self.mentions_any(t, &u.tparams));
        if let Some(i) = types.iter().position(open)
            && let Some(p) = self.tys.as_param(u.tparams[i])
        {
            let o = self.obj(self.tys.params[p].obj);
            let why = format!("cannot infer {} (declared at {})", o.name, self.declared_at(o.pos));
            return Err(Some((pos, why)));
        }
        Ok(types.into_iter().flatten().collect())
    }

    /// What is known of each parameter; nothing of those that would be part of themselves.
    fn without_cycles(&self, u: &Unknowns) -> Known {
        let types = u.all();
        let uses =
            |i: usize, j: usize| types[i].is_some_and(|t| self.mentions_any(t, &u.tparams[j..=j]));
        let n = types.len();
        let in_cycle = |start: usize| {
            let (mut seen, mut todo) = (vec![false; n], vec![start]);
            while let Some(i) = todo.pop() {
                for j in (0..n).filter(|j| uses(i, *j)) {
                    if j == start {
                        return true;
                    }
                    if !std::mem::replace(&mut seen[j], true) {
                        todo.push(j);
                    }
                }
            }
            false
        };
        let parts = types.iter().flatten().any(|t| self.mentions_any(*t, &u.tparams));
        (0..n).map(|i| types[i].filter(|_| !parts || !in_cycle(i))).collect()
    }

    /// Why an operand does not fit.
    fn mismatch(&mut self, x: &Operand<'a>, t: T, u: &Unknowns, reverse: bool) -> String {
        let (mut have, of, declared) = (self.type_string(x.ty), x.text(), self.type_string(t));
        if let Some(e) = x.expr
            && let Some((func, _)) = self.generic_callee(e).or_else(|| self.selected_generic(e))
            && self.mentions_any(x.ty, &u.tparams)
        {
            let mut tparams = String::new();
            self.write_tparams(&mut tparams, &self.tparams_of(func));
            have.insert_str("func".len(), &tparams);
        }
        if u.missing() == u.tparams.len() {
            let names: Vec<_> = u.tparams.iter().map(|p| self.type_string(*p)).collect();
            let names = match &names[..] {
                [a, b] => format!("{a} and {b}"),
                [list @ .., last] if list.len() > 1 => format!("{}, and {last}", list.join(", ")),
                list => list.concat(),
            };
            return format!("type {have} of {of} does not match {declared} (cannot infer {names})");
        }
        let inferred = self.with_known(t, &u.tparams, &u.all());
        if self.identical(inferred, t) {
            return format!("type {have} of {of} does not match {declared}");
        }
        let inferred = self.type_string(inferred);
        if reverse {
            format!("inferred type {inferred} for {declared} does not match type {have} of {of}")
        } else {
            format!("type {have} of {of} does not match inferred type {inferred} for {declared}")
        }
    }

    /// Constants without a type give a parameter the largest of their kinds' types.
    fn infer_from_untyped(
        &mut self,
        params: &[T],
        operands: &[Operand<'a>],
        u: &mut Unknowns,
    ) -> Result<(), Option<(Pos, String)>> {
        let mut kinds: Known = vec![None; u.tparams.len()];
        for (x, t) in operands.iter().zip(params) {
            let own = u.tparams.iter().position(|p| *p == self.tys.unalias(*t));
            let Some(i) = own.filter(|i| u.at(*i).is_none()) else { continue };
            if !self.is_untyped(x.ty) || x.is_nil() {
                continue;
            }
            kinds[i] = match kinds[i] {
                None => Some(x.ty),
                Some(kind) if kind == x.ty => Some(kind),
                Some(kind) if self.is_numeric(kind) && self.is_numeric(x.ty) => {
                    Some(kind.max(x.ty))
                }
                Some(kind) => {
                    let why = format!(
                        "mismatched types {} and {} (cannot infer {})",
                        self.type_string(kind),
                        self.type_string(x.ty),
                        self.type_string(*t)
                    );
                    return Err(Some((x.pos(), why)));
                }
            };
        }
        for (i, kind) in kinds.iter().enumerate() {
            if let Some(kind) = kind {
                u.set(i, self.default_type(*kind));
            }
        }
        Ok(())
    }

    fn param_for(&self, params: &[Param], variadic: bool, i: usize) -> Option<T> {
        if !variadic || i + 1 < params.len() {
            return params.get(i).map(|p| p.ty);
        }
        match self.tys.get(params.last()?.ty) {
            Ty::Slice(elem) => Some(*elem),
            _ => None,
        }
    }

    /// What constraints say of parameters: `S ~[]E` of E where S is known, and of S where E is and there
    /// is no `~`; and methods.
    fn infer_from_constraints(&mut self, u: &mut Unknowns) -> Result<(), String> {
        loop {
            let missing = u.missing();
            for i in 0..u.tparams.len() {
                let tparam = u.tparams[i];
                let Some(p) = self.tys.as_param(tparam) else { continue };
                let constraint = self.tys.params[p].constraint;
                let known = u.at(i);
                let unsatisfied = |c: &Self, why: &str| {
                    let (name, of) = (c.type_string(tparam), c.type_string(constraint));
                    let t = known.map_or_else(String::new, |t| c.type_string(t));
                    Err(format!("{name} (type {t}) does not satisfy {of}{why}"))
                };
                let set = self.constraint_set(constraint);
                let single = match set.terms.as_deref() {
                    Some([term]) => Some(*term),
                    _ => None,
                };
                let core = single.map(|term| term.ty).or_else(|| self.common_under(tparam));
                match (core, known) {
                    (Some(core), Some(t)) if !self.unify(t, core, Match::Loose, u) => {
                        return unsatisfied(self, "");
                    }
                    (Some(core), None) if single.is_some_and(|term| !term.tilde) => u.set(i, core),
                    _ => {}
                }
                let Some(t) = known.filter(|t| !self.mentions_any(*t, &u.tparams)) else {
                    continue;
                };
                let mut why = None;
                let unify = &mut |c: &mut Self, a: T, b: T| c.unify(a, b, Match::Exact, u);
                if !self.has_methods_like(t, constraint, true, unify, &mut why) {
                    return unsatisfied(self, &format!(" {}", why.unwrap_or_default()));
                }
            }
            if u.missing() == missing {
                return Ok(());
            }
        }
    }

    fn with_known(&mut self, t: T, tparams: &[T], known: &[Option<T>]) -> T {
        let now: Vec<T> = known.iter().zip(tparams).map(|(k, p)| k.unwrap_or(*p)).collect();
        self.subst(t, tparams, &now)
    }
}

/// The method that a selector selects, if it is a declared one.
fn selected(selection: &Selection) -> Option<ObjId> {
    match selection {
        Selection::Method { func, .. } => Some(*func),
        Selection::MethodExpr { method, .. } => selected(method),
        _ => None,
    }
}

/// Makes a selector select that method instead.
fn select(selection: &mut Selection, instance: ObjId) {
    match selection {
        Selection::Method { func, .. } => *func = instance,
        Selection::MethodExpr { method, .. } => select(method, instance),
        _ => {}
    }
}
