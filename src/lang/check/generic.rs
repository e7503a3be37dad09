//! Generic types and functions: their parameters, and their instances.
//!
//! A generic declaration is checked once with its parameters as types, for gc's messages, and each
//! instance of a function once more, as a copy with its arguments in their places: lowering sees only such
//! copies. It must never know how arguments are found out. Next: [`super::infer`] for that,
//! [`super::typeset`] for constraints, [`super::subst`].

use std::rc::Rc;

use super::super::ast::{Decl as Syntax, Expr, ExprKind, Field, Shift};
use super::super::info::ObjId;
use super::exprstring::expr_string;
use super::func::receiver_base;
use super::object::{DeclKind, FuncDecl, Kind, ScopeId};
use super::operand::Mode;
use super::resolve::unparen;
use super::ty::{self, Iface, Named, State, T, Term, Ty, TypeParam};
use super::{Checker, Env};

/// An instance of a function, or a method of an instance of a type.
#[derive(Clone)]
pub struct Instance {
    /// What is generic.
    pub origin: ObjId,
    /// Its type arguments; those of the receiver for a method.
    pub targs: Rc<[T]>,
}

/// How deep type arguments may be nested: deeper ones come from types that grow for ever.
const DEEPEST: usize = 30;

impl<'a> Checker<'a> {
    /// Declares type parameters in the current scope; `tell` hears of each before any constraint is
    /// looked at.
    pub(super) fn declare_tparams(
        &mut self,
        fields: &'a [Field],
        mut tell: impl FnMut(&mut Self, T),
    ) -> Vec<T> {
        let mut tparams = vec![];
        for name in fields.iter().filter_map(|f| f.name.as_ref()) {
            let obj = self.new_obj(&name.name, name.pos, None, Kind::TypeName { alias: false });
            self.tys.params.push(TypeParam { obj, constraint: ty::INVALID, core: None });
            let t = self.tys.add(Ty::Param(self.tys.params.len() - 1));
            self.obj_mut(obj).ty = Some(t);
            self.declare(self.env.scope, obj);
            tparams.push(t);
            tell(self, t);
        }
        let mut previous: Option<(u32, T)> = None;
        for (f, t) in fields.iter().zip(&tparams) {
            let constraint = match previous {
                Some((id, constraint)) if id == f.ty.id => constraint,
                _ => self.constraint(&f.ty),
            };
            previous = Some((f.ty.id, constraint));
            if let Some(p) = self.tys.as_param(*t) {
                self.tys.params[p].constraint = constraint;
            }
        }
        for t in &tparams {
            if let Some(p) = self.tys.as_param(*t) {
                self.tys.params[p].core = self.core(p);
            }
        }
        tparams
    }

    /// A constraint: an interface, or the types that may stand for the parameter.
    fn constraint(&mut self, e: &'a Expr) -> T {
        let union = matches!(e.kind, ExprKind::Binary(..) | ExprKind::Unary(..));
        let t = if union { ty::INVALID } else { self.typ(e) };
        if !union && (!self.is_valid(t) || self.will_be_interface(t)) {
            return t;
        }
        if self.tys.as_param(t).is_some() {
            self.error(e.pos, "cannot use a type parameter as constraint");
            return ty::INVALID;
        }
        let terms: Rc<[Term]> =
            if union { self.union(e).into() } else { Rc::new([Term { tilde: false, ty: t }]) };
        let iface = Iface {
            unions: vec![terms.clone()],
            terms: Some(terms),
            implicit: true,
            ..Iface::default()
        };
        self.tys.add(Ty::Interface(Rc::new(iface)))
    }

    /// Whether a type, which may be that whose declaration is in progress, is an interface.
    fn will_be_interface(&mut self, t: T) -> bool {
        let Some(n) = self.tys.as_named(t) else { return self.is_interface(t) };
        let Named { obj, state, .. } = self.tys.named[n];
        if state == State::Unresolved {
            self.obj_decl(obj);
        }
        let decl = self.obj(obj).decl.map(|decl| &self.decls[decl].kind);
        match decl {
            Some(DeclKind::Type { ty, .. }) if self.tys.named[n].state != State::Done => {
                matches!(ty.kind, ExprKind::Interface(_))
            }
            _ => self.is_interface(t),
        }
    }

    /// Declares that names stand for types, in a scope of their own inside `scope`.
    fn bind(&mut self, scope: ScopeId, names: &[(&'a str, u32)], types: &[T]) -> ScopeId {
        let scope = self.new_scope(scope);
        for ((name, pos), t) in names.iter().zip(types) {
            let obj = self.new_obj(name, *pos, None, Kind::TypeName { alias: true });
            let alias = self.tys.add(Ty::Alias(obj, *t));
            self.obj_mut(obj).ty = Some(alias);
            self.bound.insert(obj);
            if *name != "_" {
                self.scopes[scope.0 as usize].insert(name, obj);
            }
        }
        scope
    }

    /// The type of a receiver. Opens a scope in which the names in it (`T` in `*List[T]`) stand for the
    /// parameters of its type.
    pub(super) fn receiver(&mut self, recv: &'a Field) -> T {
        let base = receiver_base(&recv.ty);
        let ExprKind::Index(generic, args) = &base.kind else { return self.typ(&recv.ty) };
        let names = receiver_names(base);
        let (own, mut tparams) = match self.generic_type(generic) {
            Some(n) => {
                let own = self.obj(self.tys.named[n].obj).ty.unwrap_or(ty::INVALID);
                (own, self.tys.named[n].tparams.clone())
            }
            None => {
                self.typ(&recv.ty);
                (ty::INVALID, vec![])
            }
        };
        let mut t = self.receiver_of(recv, own);
        if let Some(e) = args.iter().find(|e| !matches!(e.kind, ExprKind::Name(_))) {
            let text = expr_string(e);
            self.error(e.pos, format!("receiver type parameter {text} must be an identifier"));
            t = ty::INVALID;
        } else if self.is_valid(own) && names.len() != tparams.len() {
            let message = format!(
                "receiver declares {} type parameter{}, but receiver base type declares {}",
                names.len(),
                if names.len() == 1 { "" } else { "s" },
                tparams.len()
            );
            self.error(base.pos, message);
            t = ty::INVALID;
        }
        tparams.resize(names.len(), ty::INVALID);
        self.env.scope = self.bind(self.env.scope, &names, &tparams);
        self.record_type(&recv.ty, Mode::Type, t, None);
        t
    }

    /// The type of a receiver with that base type.
    fn receiver_of(&mut self, recv: &Field, base: T) -> T {
        match unparen(&recv.ty).kind {
            ExprKind::Star(_) if self.is_valid(base) => self.tys.add(Ty::Pointer(base)),
            _ => base,
        }
    }

    /// Whether a type is written as the name of a type parameter: conversions to it are no constants.
    pub(super) fn stands_for_param(&self, t: T) -> bool {
        matches!(self.tys.get(t), Ty::Alias(obj, _) if self.bound.contains(obj))
    }

    /// The generic type that a name stands for.
    fn generic_type(&mut self, e: &'a Expr) -> Option<usize> {
        let id = match &e.kind {
            ExprKind::Name(name) => self.lookup(name)?,
            _ => return None,
        };
        if !matches!(self.obj(id).kind, Kind::TypeName { .. }) {
            return None;
        }
        self.obj_decl(id);
        let n = self.tys.as_named(self.obj(id).ty?)?;
        (!self.tys.named[n].tparams.is_empty()).then_some(n)
    }

    /// The generic function that a name stands for.
    pub(super) fn generic_func(&mut self, e: &Expr) -> Option<ObjId> {
        let id = match &e.kind {
            ExprKind::Name(name) => self.lookup(name)?,
            ExprKind::Selector(package, name) => {
                let (_, pkg) = self.package_named(package)?;
                self.scope_get(self.package_scopes[pkg.0 as usize], &name.name)?
            }
            ExprKind::Paren(x) => return self.generic_func(x),
            _ => return None,
        };
        if !self.is_generic_func(id) {
            return None;
        }
        self.obj_decl(id);
        Some(id)
    }

    /// Whether a function or method has type parameters of its own.
    pub(super) fn is_generic_func(&self, func: ObjId) -> bool {
        let func = self.instances.get(&func).map_or(func, |instance| instance.origin);
        let decl = self.obj(func).decl.map(|decl| &self.decls[decl].kind);
        matches!(decl, Some(DeclKind::Func(f)) if !f.ty.tparams.is_empty())
    }

    pub(super) fn tparams_of(&self, func: ObjId) -> Vec<T> {
        self.tparams.get(&func).cloned().unwrap_or_default()
    }

    /// The instance of a generic type with these arguments.
    pub(super) fn instantiate_type(&mut self, origin: usize, targs: Vec<T>) -> T {
        let generic = &self.tys.named[origin];
        let own = self.obj(generic.obj).ty.unwrap_or(ty::INVALID);
        let same = |c: &Self, list: &[T]| list.iter().zip(&targs).all(|(a, b)| c.identical(*a, *b));
        if same(self, &generic.tparams) {
            return own;
        }
        let known = generic.instances.iter().copied().find(|t| {
            let n = self.tys.as_named(*t).unwrap_or(origin);
            same(self, self.tys.targs(n))
        });
        if let Some(known) = known {
            return known;
        }
        let (obj, methods) = (generic.obj, generic.methods.clone());
        if targs.iter().any(|t| self.depth(*t) > DEEPEST) {
            let pos = self.obj(obj).pos;
            self.error(pos, "instantiation cycle");
            return ty::INVALID;
        }
        let ground = !targs.iter().any(|t| self.mentions_param(*t));
        let t = self.tys.new_named(obj);
        let around = self.tys.named[origin].around.clone();
        let n = self.tys.as_named(t).unwrap_or(origin);
        let targs: Rc<[T]> = targs.into();
        if self.tys.named[origin].state != State::Unresolved {
            self.tys.named[n].state = State::InProgress;
        }
        self.tys.named[n].instance = Some((origin, targs.to_vec()));
        self.tys.named[n].around = around;
        self.tys.named[origin].instances.push(t);
        for m in methods {
            let o = self.obj(m).clone();
            let mut kind = o.kind;
            if let Kind::Func { receiver, pointer_receiver, .. } = &mut kind {
                *receiver = Some(if *pointer_receiver { self.tys.add(Ty::Pointer(t)) } else { t });
            }
            self.objs.push(super::object::Obj { kind, ty: None, decl: None, ..o });
            let id = ObjId(self.objs.len() as u32 - 1);
            self.tys.named[n].methods.push(id);
            self.instances.insert(id, Instance { origin: m, targs: targs.clone() });
            if ground && !self.is_generic_func(m) {
                self.unchecked.push_back(id);
            }
        }
        if self.tys.named[origin].state == State::Done {
            self.complete_instance(t);
        }
        t
    }

    /// Gives an instance its structure, when that of its generic type is known.
    pub(super) fn complete_instance(&mut self, t: T) {
        let Some(n) = self.tys.as_named(t) else { return };
        if self.tys.named[n].state == State::Done {
            return;
        }
        self.tys.named[n].state = State::Done;
        let Some((origin, targs)) = self.tys.named[n].instance.clone() else { return };
        let generic = &self.tys.named[origin];
        let (under, tparams) = (generic.under, generic.tparams.clone());
        self.tys.named[n].under = self.subst(under, &tparams, &targs);
    }

    /// The instance of a generic function with these arguments: its type, and the function itself if the
    /// arguments are types and no parameters.
    pub(super) fn instantiate_func(&mut self, origin: ObjId, targs: &[T]) -> (T, Option<ObjId>) {
        let tparams = self.tparams_of(origin);
        let sig = self.obj(origin).ty.unwrap_or(ty::INVALID);
        let sig = self.subst(sig, &tparams, targs);
        let mut types = targs.to_vec();
        if let Kind::Func { receiver: Some(receiver), .. } = self.obj(origin).kind {
            types.push(receiver);
        }
        if types.iter().any(|t| self.mentions_param(*t) || !self.is_valid(*t)) {
            return (sig, None);
        }
        // A method of an instance has the arguments of its receiver, too.
        let o = self.obj(origin).clone();
        let (origin, targs) = match self.instances.get(&origin) {
            Some(method) => (method.origin, [&method.targs[..], targs].concat()),
            None => (origin, targs.to_vec()),
        };
        let known = self.func_instances.get(&origin).into_iter().flatten().copied().find(|id| {
            let known = &self.instances[id].targs;
            known.iter().zip(&targs).all(|(a, b)| self.identical(*a, *b))
        });
        if let Some(id) = known {
            return (sig, Some(id));
        }
        if targs.iter().any(|t| self.depth(*t) > DEEPEST) {
            let pos = self.obj(origin).pos;
            self.error(pos, "instantiation cycle");
            return (sig, None);
        }
        self.objs.push(super::object::Obj { ty: Some(sig), decl: None, ..o });
        let id = ObjId(self.objs.len() as u32 - 1);
        self.instances.insert(id, Instance { origin, targs: targs.into() });
        self.func_instances.entry(origin).or_default().push(id);
        self.unchecked.push_back(id);
        (sig, Some(id))
    }

    /// The type parameters of a receiver's type.
    fn receiver_tparams(&self, receiver: T) -> Vec<T> {
        let base = self.tys.deref(receiver).unwrap_or(receiver);
        self.tys.as_named(base).map_or(vec![], |n| self.tys.named[n].tparams.clone())
    }

    /// The type of a method of an instance.
    pub(super) fn instance_sig(&mut self, method: ObjId) {
        let Some(Instance { origin, targs }) = self.instances.get(&method).cloned() else { return };
        if self.obj(method).ty.is_some() {
            return;
        }
        self.obj_decl(origin);
        let Kind::Func { receiver: Some(receiver), .. } = self.obj(origin).kind else { return };
        let tparams = self.receiver_tparams(receiver);
        let sig = self.obj(origin).ty.unwrap_or(ty::INVALID);
        // Constraints of its own type parameters may mention those of the receiver.
        let own = self.tparams_of(origin);
        let new = self.renamed(&own);
        let sig = self.subst(sig, &own, &new);
        let sig = self.subst(sig, &tparams, &targs);
        self.obj_mut(method).ty = Some(sig);
        for t in &new {
            let Some(p) = self.tys.as_param(*t) else { continue };
            self.tys.params[p].constraint =
                self.subst(self.tys.params[p].constraint, &tparams, &targs);
            self.tys.params[p].core = self.core(p);
        }
        if !new.is_empty() {
            self.tparams.insert(method, new);
        }
    }

    /// Checks the bodies of instances, and of those that they need. Nothing is said here that was not
    /// said of the generic declaration.
    pub(super) fn check_instances(&mut self) {
        if self.failed() {
            return;
        }
        let pkg = self.pkg;
        self.in_instance = true;
        while let Some(id) = self.unchecked.pop_front() {
            self.instance_targs = self.instances[&id].targs.to_vec();
            self.check_instance(id);
            self.process_delayed(0);
        }
        self.instance_targs.clear();
        self.in_instance = false;
        self.pkg = pkg;
    }

    fn check_instance(&mut self, id: ObjId) {
        let Instance { origin, targs } = self.instances[&id].clone();
        self.obj_decl(origin);
        let Some(decl) = self.obj(origin).decl else { return };
        let DeclKind::Func(f) = self.decls[decl].kind.clone() else { return };
        self.pkg = self.obj(origin).pkg.unwrap_or(self.pkg);
        let Some(f) = self.copy_func(f) else {
            let pos = self.obj(origin).pos;
            return self
                .error(pos, "this program has too many instances of generic functions for gmpsim");
        };
        let mut names = f.recv.map_or(vec![], |recv| receiver_names(receiver_base(&recv.ty)));
        let own = f.ty.tparams.iter().filter_map(|f| f.name.as_ref());
        names.extend(own.map(|name| (&*name.name, name.pos)));
        let scope = self.bind(self.decls[decl].scope, &names, &targs);
        let env = Env::new(Some(decl), scope);
        let saved = std::mem::replace(&mut self.env, env.clone());
        if let Some(recv) = f.recv
            && let Kind::Func { receiver: Some(t), .. } = self.obj(origin).kind
        {
            let tparams = self.receiver_tparams(t);
            let t = self.subst(t, &tparams, &targs);
            self.record_type(&recv.ty, Mode::Type, t, None);
        }
        let t = self.func_type(f.ty, f.recv.and_then(|r| r.name.as_ref()));
        self.env = saved;
        self.obj_mut(id).ty = Some(t);
        self.defs.push((f.name.pos, id));
        if let Some(body) = f.body {
            let symbol = self.declared_symbol(origin, f.recv.map(|r| &*r.ty));
            let func = self.new_func(Some(id), None, t, symbol);
            self.bodies.push((id, func));
            self.func_body(func, t, f.recv, body, env);
        }
    }

    /// A copy of a function's syntax with positions and ids of its own; none if there are no more.
    fn copy_func(&mut self, f: FuncDecl<'a>) -> Option<FuncDecl<'a>> {
        let start = f.ty.pos;
        let end = f.body.map_or(f.name.pos, |body| body.rbrace) + 1;
        let original = Syntax::Func {
            pos: start,
            recv: f.recv.cloned().into_iter().collect(),
            name: f.name.clone(),
            ty: Box::new(f.ty.clone()),
            body: f.body.cloned(),
        };
        let base = self.sources.copy(start, end)?;
        let (least, greatest) = original.ids().unwrap_or_default();
        let first = self.records.len() as u32;
        self.records.resize(self.records.len() + (greatest - least) as usize + 1, None);
        let by = Shift { pos: base.wrapping_sub(start), id: first.wrapping_sub(least) };
        let place = self.copies.push(original.copy(by));
        let Syntax::Func { recv, name, ty, body, .. } = &self.copies[place] else { return None };
        Some(FuncDecl { recv: recv.first(), name, ty, body: body.as_ref() })
    }
}

/// The names of type parameters in a receiver's type.
fn receiver_names(base: &Expr) -> Vec<(&str, u32)> {
    let ExprKind::Index(_, args) = &base.kind else { return vec![] };
    args.iter()
        .map(|e| match &e.kind {
            ExprKind::Name(name) => (&**name, e.pos),
            _ => ("_", e.pos),
        })
        .collect()
}
