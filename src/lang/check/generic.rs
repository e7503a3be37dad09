//! Generic types and functions: their parameters, and their instances.
//!
//! A generic declaration is checked once with its parameters as types, for gc's messages, and each
//! instance of a function once more, as a copy with its arguments in their places: lowering sees only such
//! copies. It must never know how arguments are found out. Next: [`super::infer`] for that,
//! [`super::typeset`] for constraints, [`super::subst`].

use std::rc::Rc;

use super::super::ast::{Decl as Syntax, Expr, ExprId, ExprKind, Field, Pos, Shift, Token};
use super::super::info::ObjId;
use super::exprstring::expr_string;
use super::func::receiver_base;
use super::object::{DeclKind, FuncDecl, Kind, ScopeId};
use super::operand::Mode;
use super::resolve::unparen;
use super::ty::{self, Embedded, Iface, State, T, Ty, TypeParam};
use super::{Checker, Env};

/// An instance of a function, or a method of an instance of a type.
#[derive(Clone)]
pub struct Instance {
    /// What is generic.
    pub origin: ObjId,
    /// Its type arguments; those of the receiver for a method.
    pub targs: Rc<[T]>,
}

/// How deep type arguments may be nested, and how many instances a type may have: more come from types that
/// grow for ever.
const DEEPEST: u32 = 60;
const MOST: usize = 1000;

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
            let t = self.declare_tparam(&name.name, name.pos);
            tparams.push(t);
            tell(self, t);
        }
        let saved = std::mem::replace(&mut self.env.in_tparams, true);
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
        self.env.in_tparams = saved;
        tparams
    }

    fn declare_tparam(&mut self, name: &'a str, pos: Pos) -> T {
        let obj = self.new_obj(name, pos, None, Kind::TypeName { alias: false });
        self.tys.params.push(TypeParam { obj, constraint: ty::INVALID });
        let t = self.tys.add(Ty::Param(self.tys.params.len() - 1));
        self.obj_mut(obj).ty = Some(t);
        self.declare(self.env.scope, obj);
        t
    }

    /// A constraint: an interface, or the types that may stand for the parameter.
    fn constraint(&mut self, e: &'a Expr) -> T {
        if matches!(e.kind, ExprKind::Binary(Token::Or, ..) | ExprKind::Unary(Token::Tilde, _)) {
            let Some(union) = self.union(e) else { return ty::INVALID };
            let embedded = vec![Embedded { union, pos: e.pos }];
            let iface = Rc::new(Iface { embedded, implicit: true, ..Iface::default() });
            return self.tys.add(Ty::Interface(iface));
        }
        let t = self.typ(e);
        if self.tys.as_param(t).is_some() {
            self.error(e.pos, "cannot use a type parameter as constraint");
            return ty::INVALID;
        }
        t
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

    /// The type of a receiver. Declares the type parameters that are named in it (`T` in `*List[T]`) in the
    /// current scope.
    pub(super) fn receiver(&mut self, recv: &'a Field) -> T {
        let base = receiver_base(&recv.ty);
        let ExprKind::Index(generic, args) = &base.kind else {
            let t = self.var_type(&recv.ty);
            return match self.instance_behind(t) {
                Some(instance) => {
                    let t = self.type_string(instance);
                    let message = format!("cannot define new methods on instantiated type {t}");
                    self.error(base.pos, message);
                    ty::INVALID
                }
                None => t,
            };
        };
        let origin = self.generic_type(generic, |why| why).and_then(|(t, _)| {
            if let Ty::Alias(..) = self.tys.get(t) {
                let name = self.type_string(t);
                let message = format!("cannot define new methods on generic alias type {name}");
                self.error(base.pos, message);
                return None;
            }
            self.tys.as_named(t)
        });
        if let Some(e) = args.iter().find(|e| !matches!(e.kind, ExprKind::Name(_))) {
            let text = expr_string(e);
            self.error(e.pos, format!("receiver type parameter {text} must be an identifier"));
        }
        let tparams: Vec<T> = receiver_names(base)
            .into_iter()
            .map(|(name, pos)| self.declare_tparam(name, pos))
            .collect();
        let Some(origin) = origin else { return ty::INVALID };
        let of = self.tys.named[origin].tparams.clone();
        if of.len() != tparams.len() {
            let message = format!(
                "receiver declares {} type parameter{}, but receiver base type declares {}",
                tparams.len(),
                if tparams.len() == 1 { "" } else { "s" },
                of.len()
            );
            self.error(base.pos, message);
        }
        for (own, theirs) in tparams.iter().zip(&of) {
            let (Some(p), Some(q)) = (self.tys.as_param(*own), self.tys.as_param(*theirs)) else {
                continue;
            };
            self.same_param(p, q);
            self.tys.params[p].constraint =
                self.subst(self.tys.params[q].constraint, &of, &tparams);
        }
        let t = self.instantiate_type(origin, tparams, recv.ty.pos);
        let t = match unparen(&recv.ty).kind {
            ExprKind::Star(_) if self.is_valid(t) => self.tys.add(Ty::Pointer(t)),
            _ => t,
        };
        self.record_type(&recv.ty, Mode::Type, t, None);
        t
    }

    /// The instance of a generic type that a name stands for, through aliases and pointers.
    fn instance_behind(&self, t: T) -> Option<T> {
        let mut t = t;
        let mut alias = false;
        loop {
            match self.tys.get(t) {
                Ty::Pointer(base) => t = *base,
                Ty::Alias(_, rhs) if !self.tys.alias_targs.contains_key(&t) => {
                    (t, alias) = (*rhs, true);
                }
                Ty::Alias(..) => return alias.then_some(t),
                Ty::Named(n) => {
                    return self.tys.named[*n].instance.as_ref().filter(|_| alias).map(|_| t);
                }
                _ => return None,
            }
        }
    }

    /// Whether a type is written as the name of a type parameter: conversions to it are no constants.
    pub(super) fn stands_for_param(&self, t: T) -> bool {
        matches!(self.tys.get(t), Ty::Alias(obj, _) if self.bound.contains(obj))
    }

    /// The generic function that a name stands for.
    pub(super) fn generic_func(&mut self, e: &Expr) -> Option<ObjId> {
        let id = match &e.kind {
            ExprKind::Name(name) => self.lookup(name)?,
            ExprKind::Selector(package, name) => {
                let (_, pkg) = self.package_named(package)?;
                self.scope_get(self.package_scopes[pkg.0 as usize], &name.name)?
            }
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

    /// The instance of a generic type with these arguments, which is written at `pos` for the first time.
    pub(super) fn instantiate_type(&mut self, origin: usize, targs: Vec<T>, pos: Pos) -> T {
        let generic = &self.tys.named[origin];
        let same = |list: &[T]| {
            list.len() == targs.len()
                && list.iter().zip(&targs).all(|(a, b)| self.identical(*a, *b))
        };
        let known = generic.instances.iter().copied().find(|t| {
            let n = self.tys.as_named(*t).unwrap_or(origin);
            same(self.tys.targs(n))
        });
        if let Some(known) = known {
            return known;
        }
        let (obj, methods) = (generic.obj, generic.methods.clone());
        if generic.instances.len() > MOST || targs.iter().any(|t| self.tys.depth(*t) > DEEPEST) {
            self.too_deep = self.too_deep.or(Some(self.obj(obj).pos));
            return ty::INVALID;
        }
        let ground = !targs.iter().any(|t| self.mentions_param(*t));
        let t = self.tys.new_named(obj, pos, Some((origin, targs.clone())));
        let around = self.tys.named[origin].around.clone();
        let n = self.tys.as_named(t).unwrap_or(origin);
        let targs: Rc<[T]> = targs.into();
        if self.tys.named[origin].state != State::Unresolved {
            self.tys.named[n].state = State::InProgress;
        }
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
        let (rhs, under, tparams) = (generic.rhs, generic.under, generic.tparams.clone());
        self.tys.named[n].rhs = rhs;
        if self.is_valid(rhs) && tparams.len() == targs.len() {
            let pos = self.tys.named[n].pos;
            self.tys.named[n].under = self.subst_at(pos, under, &tparams, &targs);
        }
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
        if targs.iter().any(|t| self.tys.depth(*t) > DEEPEST) {
            self.too_deep = self.too_deep.or(Some(self.obj(origin).pos));
            return (sig, None);
        }
        self.objs.push(super::object::Obj { ty: Some(sig), decl: None, ..o });
        let id = ObjId(self.objs.len() as u32 - 1);
        self.instances.insert(id, Instance { origin, targs: targs.into() });
        self.func_instances.entry(origin).or_default().push(id);
        self.unchecked.push_back(id);
        (sig, Some(id))
    }

    /// The type parameters that a receiver's type names.
    fn receiver_tparams(&self, receiver: T) -> Vec<T> {
        let base = self.tys.deref(receiver).unwrap_or(receiver);
        self.tys.as_named(base).map_or(vec![], |n| self.tys.targs(n).to_vec())
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
        }
        if !new.is_empty() {
            self.tparams.insert(method, new);
        }
    }

    /// Complains of types that grow for ever.
    pub(super) fn instances_too_deep(&mut self) {
        if let Some(pos) = self.too_deep
            && !self.failed()
        {
            self.error(pos, "types that are instantiated this deep are not supported by gmpsim");
        }
    }

    /// Checks the body of an instance. Nothing is said here that was not said of the generic declaration.
    pub(super) fn check_instance(&mut self, id: ObjId) {
        let Instance { origin, targs } = self.instances[&id].clone();
        self.instance_targs = targs.to_vec();
        self.obj_decl(origin);
        let Some(decl) = self.obj(origin).decl else { return };
        let DeclKind::Func(f) = self.decls[decl].kind.clone() else { return };
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
        let t = self.func_type(f.ty, None, vec![]);
        self.env = saved;
        self.obj_mut(id).ty = Some(t);
        self.defs.push((f.name.pos, id));
        if let Some(body) = f.body.map(|body| self.read_body(body)) {
            let symbol = self.declared_symbol(origin, f.recv.map(|r| &*r.ty));
            let func = self.new_func(Some(id), None, t, symbol);
            self.bodies.push((id, func));
            self.func_body(func, t, f.recv, body, env);
        }
    }

    /// A copy of a function's syntax with positions and ids of its own; none if there are no more.
    fn copy_func(&mut self, f: FuncDecl<'a>) -> Option<FuncDecl<'a>> {
        let body = f.body.map(|body| self.read_body(body));
        let start = f.ty.pos;
        let end = body.map_or(f.name.pos, |body| body.rbrace) + 1;
        let mut head = Syntax::Func {
            pos: start,
            recv: f.recv.cloned().into_iter().collect(),
            name: f.name.clone(),
            ty: Box::new(f.ty.clone()),
            body: None,
        };
        let base = self.sources.copy(start, end)?;
        // A body may have been read later: its ids need not follow those before it.
        let mut by = |ids: Option<(ExprId, ExprId)>| {
            let (least, greatest) = ids.unwrap_or_default();
            let first = self.records.len() as u32;
            self.records.resize(self.records.len() + (greatest - least) as usize + 1, None);
            Shift { pos: base.wrapping_sub(start), id: first.wrapping_sub(least) }
        };
        head = head.copy(by(head.ids()));
        if let Syntax::Func { body: copy, .. } = &mut head {
            *copy = body.map(|body| body.copy(by(body.ids())).into());
        }
        let place = self.copies.push(head);
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
