//! Calls of generic functions: which types stand for the type parameters.
//!
//! It must never know how instances are made. Next: [`super::generic`], [`super::call`].

use super::super::ast::{Expr, ExprKind, Pos};
use super::super::info::{ObjId, Selection};
use super::Checker;
use super::exprstring::expr_string;
use super::lookup::Member;
use super::operand::{Mode, Operand};
use super::resolve::unparen;
use super::ty::{self, Param, Sig, T, Ty};

/// What is known of the type parameters so far.
type Known = Vec<Option<T>>;

impl<'a> Checker<'a> {
    /// The function that `f[A]` or, in a call, `f` stands for, with the type arguments that are written;
    /// none if it is not generic.
    pub(super) fn generic_callee(&mut self, f: &'a Expr) -> Option<(ObjId, &'a [Expr])> {
        match &f.kind {
            ExprKind::Paren(x) => self.generic_callee(x),
            ExprKind::Index(generic, args) => Some((self.generic_func(generic)?, args)),
            _ => Some((self.generic_func(f)?, &[])),
        }
    }

    /// `f[A, B]` where it is no call, or is wanted as a function of type `target`.
    pub(super) fn generic_value(&mut self, e: &'a Expr, target: Option<T>) -> Option<Operand<'a>> {
        let (func, args) = self.generic_callee(e)?;
        Some(self.instance_value(e, func, args, target))
    }

    /// The generic method that a selector, which was just checked, selects.
    pub(super) fn generic_method(&self, e: &Expr) -> Option<ObjId> {
        let e = unparen(e);
        let (id, selection, _) = self.selections.last()?;
        let func = selected(selection).filter(|_| *id == e.id)?;
        self.is_generic_func(func).then_some(func)
    }

    /// The instance of a generic function that `e` is where it is no call.
    pub(super) fn instance_value(
        &mut self,
        e: &'a Expr,
        func: ObjId,
        args: &'a [Expr],
        target: Option<T>,
    ) -> Operand<'a> {
        let invalid = Operand { expr: Some(e), ..Operand::invalid() };
        let Some(mut known) = self.explicit(func, args) else { return invalid };
        if let Some(target) = target {
            let tparams = self.tparams_of(func);
            let sig = self.obj(func).ty.unwrap_or(ty::INVALID);
            self.unify(sig, self.tys.under_id(target), &tparams, &mut known);
            self.infer_from_constraints(&tparams, &mut known);
        }
        let missing = known.iter().position(Option::is_none);
        if let Some(i) = missing {
            if args.is_empty() {
                let message =
                    format!("cannot use generic function {} without instantiation", expr_string(e));
                self.error(e.pos, message);
            } else {
                self.cannot_infer(e.op, e, func, i);
            }
            return invalid;
        }
        let targs: Vec<T> = known.into_iter().flatten().collect();
        if !self.verify(e.pos, func, args, &targs, None) {
            return invalid;
        }
        let t = self.use_instance(e, func, &targs);
        Operand::new(Mode::Value, t, e)
    }

    /// An operand that is a generic function without arguments is the instance that is wanted.
    pub(super) fn instance_for(&mut self, x: &mut Operand<'a>, wanted: Option<T>) {
        let Some(e) = x.expr.filter(|_| x.mode == Mode::Value) else { return };
        let Some((func, [])) = self.generic_callee(e) else { return };
        let generic = self.obj(func).ty.unwrap_or(ty::INVALID);
        let target = wanted.filter(|t| self.sig(*t).is_some() && !self.identical(*t, generic));
        if let Some(value) = self.generic_value(e, target) {
            *x = value;
        }
    }

    /// The type of a generic function for these operands; `None` after complaining.
    pub(super) fn generic_call(
        &mut self,
        call: &'a Expr,
        f: &'a Expr,
        func: ObjId,
        args: &'a [Expr],
        operands: &mut [Operand<'a>],
        dots: bool,
    ) -> Option<T> {
        let mut known = self.explicit(func, args)?;
        let sig = self.obj(func).ty.and_then(|t| self.sig(t))?;
        let tparams = self.tparams_of(func);
        if known.iter().any(Option::is_none) {
            self.infer_from_operands(f, &sig, &tparams, &mut known, operands, dots)?;
        }
        if let Some(i) = known.iter().position(Option::is_none) {
            // Wrong numbers of arguments are complained of elsewhere.
            if operands.len() < sig.params.len() - usize::from(sig.variadic) {
                return self.obj(func).ty;
            }
            self.cannot_infer(call.op, f, func, i);
            return None;
        }
        let targs: Vec<T> = known.into_iter().flatten().collect();
        if !self.verify(call.op, func, args, &targs, Some(f)) {
            return None;
        }
        Some(self.use_instance(f, func, &targs))
    }

    /// Notes that `e` is an instance of a function; its type.
    fn use_instance(&mut self, e: &'a Expr, func: ObjId, targs: &[T]) -> T {
        let (mut t, instance) = self.instantiate_func(func, targs);
        self.add_dep(func);
        let mut around = vec![];
        let mut name = e;
        while let ExprKind::Paren(x) | ExprKind::Index(x, _) = &name.kind {
            around.push(name);
            name = x;
        }
        let known = self.selections.iter().rev().find(|(id, ..)| *id == name.id).cloned();
        let method = known.filter(|(_, selection, _)| selected(selection).is_some());
        if let Some((_, Selection::MethodExpr { .. }, receiver)) = &method {
            t = self.method_expr(*receiver, t, Member::Method(func));
        }
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
            && let ExprKind::Name(name) = &package.kind
            && let Some(id) = self.lookup(name)
        {
            self.record_use(package.id, id);
            self.mark_used(id);
        }
    }

    /// The type arguments that are written.
    fn explicit(&mut self, func: ObjId, args: &'a [Expr]) -> Option<Known> {
        let n = self.tparams_of(func).len();
        let mut known: Known = args.iter().map(|e| Some(self.typ(e))).collect();
        if let Some(extra) = args.get(n) {
            self.error(extra.pos, format!("got {} type arguments but want {n}", args.len()));
            return None;
        }
        if known.iter().flatten().any(|t| !self.is_valid(*t)) {
            return None;
        }
        known.resize(n, None);
        Some(known)
    }

    fn cannot_infer(&mut self, pos: Pos, f: &Expr, func: ObjId, i: usize) {
        let Some(p) = self.tparams_of(func).get(i).and_then(|t| self.tys.as_param(*t)) else {
            return;
        };
        let o = self.obj(self.tys.params[p].obj);
        let at = self.at(o.pos);
        let message =
            format!("in call to {}, cannot infer {} (declared at {at})", expr_string(f), o.name);
        self.error(pos, message);
    }

    /// Whether the type arguments satisfy their constraints. `inferred`: of a call of that.
    fn verify(
        &mut self,
        pos: Pos,
        func: ObjId,
        args: &'a [Expr],
        targs: &[T],
        inferred: Option<&Expr>,
    ) -> bool {
        let tparams = self.tparams_of(func);
        for (i, (tparam, targ)) in tparams.iter().zip(targs).enumerate() {
            let Some(p) = self.tys.as_param(*tparam) else { continue };
            let constraint = self.subst(self.tys.params[p].constraint, &tparams, targs);
            let Err(mut why) = self.satisfies(*targ, constraint) else { continue };
            let methods = self.iface(constraint).is_some_and(|iface| !iface.all.is_empty());
            if let Some(f) = inferred
                && methods
                && i >= args.len()
            {
                let (name, t) = (self.type_string(*tparam), self.type_string(*targ));
                let rest = why.strip_prefix(&*t).unwrap_or(&why).to_string();
                why = format!("in call to {}, {name} (type {t}){rest}", expr_string(f));
            }
            self.error(args.get(i).map_or(pos, |e| e.pos), why);
            return false;
        }
        true
    }

    /// What the operands' types say of the type parameters.
    fn infer_from_operands(
        &mut self,
        f: &'a Expr,
        sig: &Sig<'a>,
        tparams: &[T],
        known: &mut Known,
        operands: &mut [Operand<'a>],
        dots: bool,
    ) -> Option<()> {
        let params: Vec<T> = (0..operands.len())
            .filter_map(|i| self.param_for(&sig.params, sig.variadic && !dots, i))
            .collect();
        for (x, t) in operands.iter().zip(&params) {
            if !x.is_valid() || self.is_untyped(x.ty) || !self.mentions_param(*t) {
                continue;
            }
            // A generic function: what it takes may be known from the others.
            if let Some((_, [])) = x.expr.and_then(|e| self.generic_callee(e)) {
                continue;
            }
            let before = known.clone();
            if !self.unify(*t, x.ty, tparams, known) {
                let (have, want) = (self.type_string(x.ty), x.text());
                let message = match tparams.iter().position(|p| self.identical(*p, *t)) {
                    Some(i) if before[i].is_some() => format!(
                        "type {have} of {want} does not match inferred type {} for {}",
                        self.type_string(before[i].unwrap_or(ty::INVALID)),
                        self.type_string(*t)
                    ),
                    _ => {
                        let inferred = before.iter().all(Option::is_none);
                        let known: Vec<T> =
                            before.iter().zip(tparams).map(|(k, p)| k.unwrap_or(*p)).collect();
                        let to = self.subst(*t, tparams, &known);
                        let to = self.type_string(to);
                        if inferred {
                            let names: Vec<_> =
                                tparams.iter().map(|p| self.type_string(*p)).collect();
                            let names = match &names[..] {
                                [a, b] => format!("{a} and {b}"),
                                list => list.join(", "),
                            };
                            format!(
                                "type {have} of {want} does not match {to} (cannot infer {names})"
                            )
                        } else {
                            let declared = self.type_string(*t);
                            format!(
                                "type {have} of {want} does not match inferred type {to} for {declared}"
                            )
                        }
                    }
                };
                self.error(x.pos(), format!("in call to {}, {message}", expr_string(f)));
                return None;
            }
        }
        self.infer_from_constraints(tparams, known);
        self.infer_from_untyped(f, &params, tparams, known, operands)?;
        self.infer_from_constraints(tparams, known);
        for (x, t) in operands.iter_mut().zip(&params) {
            let Some(e) = x.expr else { continue };
            if self.generic_callee(e).is_none_or(|(_, args)| !args.is_empty()) {
                continue;
            }
            let now: Vec<T> = known.iter().zip(tparams).map(|(k, p)| k.unwrap_or(*p)).collect();
            let target = self.subst(*t, tparams, &now);
            if let Some(value) = self.generic_value(e, Some(target)) {
                *x = value;
                if x.is_valid() {
                    self.unify(*t, x.ty, tparams, known);
                }
            }
        }
        Some(())
    }

    /// Constants without a type give a parameter the largest of their kinds' types.
    fn infer_from_untyped(
        &mut self,
        f: &Expr,
        params: &[T],
        tparams: &[T],
        known: &mut Known,
        operands: &[Operand<'a>],
    ) -> Option<()> {
        let mut kinds: Known = vec![None; tparams.len()];
        for (x, t) in operands.iter().zip(params) {
            let own = tparams.iter().position(|p| self.identical(*p, *t));
            let Some(i) = own.filter(|i| known[*i].is_none()) else { continue };
            if !x.is_valid() || !self.is_untyped(x.ty) || x.is_nil() {
                continue;
            }
            kinds[i] = match kinds[i] {
                None => Some(x.ty),
                Some(kind) if kind == x.ty => Some(kind),
                Some(kind) if self.is_numeric(kind) && self.is_numeric(x.ty) => {
                    Some(kind.max(x.ty))
                }
                Some(kind) => {
                    let message = format!(
                        "in call to {}, mismatched types {} and {} (cannot infer {})",
                        expr_string(f),
                        self.type_string(kind),
                        self.type_string(x.ty),
                        self.type_string(*t)
                    );
                    self.error(x.pos(), message);
                    return None;
                }
            };
        }
        for (known, kind) in known.iter_mut().zip(kinds) {
            if let Some(kind) = kind {
                *known = Some(self.default_type(kind));
            }
        }
        Some(())
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
    fn infer_from_constraints(&mut self, tparams: &[T], known: &mut Known) {
        for _ in 0..tparams.len() {
            for (i, tparam) in tparams.iter().enumerate() {
                let Some(p) = self.tys.as_param(*tparam) else { continue };
                let terms = self.terms(p);
                if let Some(core) = self.tys.params[p].core {
                    match known[i] {
                        Some(t) => {
                            let under = self.tys.under_id(t);
                            self.unify(core, under, tparams, known);
                        }
                        None => {
                            let [term] = terms.as_deref().unwrap_or(&[]) else { continue };
                            if !term.tilde && self.mentions_only(term.ty, tparams, known) {
                                known[i] = Some(self.with_known(term.ty, tparams, known));
                            }
                        }
                    }
                }
                let Some(iface) = self.iface(self.tys.params[p].constraint) else { continue };
                if let Some(t) = known[i] {
                    for m in &iface.all {
                        if let Ok(found) = self.lookup_member(t, true, m.name, false) {
                            let sig = self.member_sig(found.member);
                            self.unify(m.sig, sig, tparams, known);
                        }
                    }
                }
            }
        }
        // What is known of one may mention another.
        for i in 0..known.len() {
            if let Some(t) = known[i].filter(|t| self.mentions_param(*t)) {
                let own = known[i].take();
                known[i] = Some(self.with_known(t, tparams, known)).or(own);
            }
        }
    }

    fn with_known(&mut self, t: T, tparams: &[T], known: &Known) -> T {
        let now: Vec<T> = known.iter().zip(tparams).map(|(k, p)| k.unwrap_or(*p)).collect();
        self.subst(t, tparams, &now)
    }

    /// Whether all of `tparams` in a type are known.
    fn mentions_only(&mut self, t: T, tparams: &[T], known: &Known) -> bool {
        let unknown: Vec<T> =
            tparams.iter().zip(known).filter(|(_, k)| k.is_none()).map(|(p, _)| *p).collect();
        let marks = vec![ty::INVALID; unknown.len()];
        let with = self.subst(t, &unknown, &marks);
        self.identical(with, t)
    }

    /// Makes `x`, which has type parameters in it, the type `y`, as far as the outermost type's name is
    /// of no matter; says whether that is possible.
    pub(super) fn unify(&mut self, x: T, y: T, tparams: &[T], known: &mut Known) -> bool {
        let (x, y) = (self.tys.unalias(x), self.tys.unalias(y));
        if let Some(i) = tparams.iter().position(|p| self.tys.unalias(*p) == x) {
            return match known[i] {
                None => {
                    known[i] = Some(y);
                    true
                }
                Some(k) if self.identical(k, y) => true,
                // A defined type is preferred to its structure, a two-way channel to a one-way one.
                Some(k) => {
                    let same = self.identical(self.tys.under_id(k), self.tys.under_id(y));
                    let one_named = self.has_name(k) != self.has_name(y);
                    if same && one_named && self.has_name(y) {
                        known[i] = Some(y);
                    }
                    same && one_named || self.mentions_param(k) && self.unify(k, y, tparams, known)
                }
            };
        }
        if !self.mentions_param(x) {
            return self.identical(x, y) || {
                let (xu, yu) = (self.tys.under_id(x), self.tys.under_id(y));
                self.is_interface(x)
                    || (!self.has_name(x) || !self.has_name(y)) && self.loosely(xu, yu)
            };
        }
        if let (Ty::Named(a), Ty::Named(b)) = (self.tys.get(x), self.tys.get(y))
            && self.tys.origin(*a) == self.tys.origin(*b)
        {
            let (a, b) = (self.tys.targs(*a).to_vec(), self.tys.targs(*b).to_vec());
            return a.iter().zip(&b).all(|(a, b)| self.unify_exactly(*a, *b, tparams, known));
        }
        let x_named = matches!(self.tys.get(x), Ty::Named(_));
        if x_named && self.is_interface(x) {
            return self.unify_methods(x, y, tparams, known);
        }
        let y_named = matches!(self.tys.get(y), Ty::Named(_));
        if x_named && y_named {
            return false;
        }
        let (x, y) = (self.tys.under_id(x), self.tys.under_id(y));
        self.unify_structure(x, y, tparams, known)
    }

    fn loosely(&self, x: T, y: T) -> bool {
        match (self.tys.get(x), self.tys.get(y)) {
            (Ty::Chan(_, a), Ty::Chan(_, b)) => self.identical(*a, *b),
            _ => self.identical(x, y),
        }
    }

    /// An interface is satisfied by what has its methods.
    fn unify_methods(&mut self, x: T, y: T, tparams: &[T], known: &mut Known) -> bool {
        let Some(iface) = self.iface(x) else { return false };
        iface.all.iter().all(|m| match self.lookup_member(y, true, m.name, false) {
            Ok(found) => {
                let sig = self.member_sig(found.member);
                self.unify(m.sig, sig, tparams, known)
            }
            Err(_) => false,
        })
    }

    /// As [`Checker::unify`] inside a type, where names matter.
    fn unify_exactly(&mut self, x: T, y: T, tparams: &[T], known: &mut Known) -> bool {
        let (x, y) = (self.tys.unalias(x), self.tys.unalias(y));
        let own = tparams.iter().any(|p| self.tys.unalias(*p) == x);
        if own || matches!((self.tys.get(x), self.tys.get(y)), (Ty::Named(_), Ty::Named(_))) {
            return self.unify(x, y, tparams, known);
        }
        if !self.mentions_param(x) {
            return self.identical(x, y);
        }
        self.unify_structure(x, y, tparams, known)
    }

    fn unify_structure(&mut self, x: T, y: T, tparams: &[T], known: &mut Known) -> bool {
        let structures = (self.tys.get(x).clone(), self.tys.get(y).clone());
        let mut both = |a: T, b: T| self.unify_exactly(a, b, tparams, known);
        match structures {
            (Ty::Pointer(a), Ty::Pointer(b)) | (Ty::Slice(a), Ty::Slice(b)) => both(a, b),
            (Ty::Chan(_, a), Ty::Chan(_, b)) => both(a, b),
            (Ty::Array(a, n), Ty::Array(b, m)) => n == m && both(a, b),
            (Ty::Map(k, v), Ty::Map(l, w)) => both(k, l) && both(v, w),
            (Ty::Struct(a), Ty::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(f, g)| f.name == g.name && both(f.ty, g.ty))
            }
            (Ty::Func(a), Ty::Func(b)) => {
                let mut pairs = |a: &[Param], b: &[Param]| {
                    a.len() == b.len() && a.iter().zip(b).all(|(p, q)| both(p.ty, q.ty))
                };
                a.variadic == b.variadic
                    && pairs(&a.params, &b.params)
                    && pairs(&a.results, &b.results)
            }
            (Ty::Interface(a), Ty::Interface(b)) => {
                a.all.len() == b.all.len()
                    && a.all.iter().zip(&b.all).all(|(m, n)| m.name == n.name && both(m.sig, n.sig))
            }
            _ => false,
        }
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
