//! Types as they are written.
//!
//! It must never know statements. Next: [`super::func`] for signatures.

use std::rc::Rc;

use super::super::ast::{Elem, Expr, ExprKind, Field as FieldSyntax, Pos};
use super::super::info::ObjId;
use super::exprstring::expr_string;
use super::object::{DeclKind, Kind};
use super::operand::{Mode, Operand};
use super::ty::{self, Field, Iface, Method, T, Ty};
use super::{Checker, value};

impl<'a> Checker<'a> {
    /// The type that `e` denotes; `INVALID` after complaining.
    pub(super) fn typ(&mut self, e: &'a Expr) -> T {
        let t = self.typ_inner(e);
        self.record_type(e, Mode::Type, t, None);
        t
    }

    /// The type of a variable or element: no constraint.
    pub(super) fn var_type(&mut self, e: &'a Expr) -> T {
        let t = self.typ(e);
        self.later(move |c| {
            let Some(iface) = c.iface(t) else { return };
            let why = match (&iface.terms, iface.comparable) {
                (_, true) => "is (or embeds) comparable",
                (Some(_), _) => "contains type constraints",
                _ => return,
            };
            let t = c.type_string(t);
            c.error(
                e.pos,
                format!("cannot use type {t} outside a type constraint: interface {why}"),
            );
        });
        t
    }

    fn typ_inner(&mut self, e: &'a Expr) -> T {
        match &e.kind {
            ExprKind::Bad(_) => ty::INVALID,
            ExprKind::Name(_) | ExprKind::Selector(..) => {
                let t = self.type_name(e);
                self.not_generic(e, t)
            }
            ExprKind::Index(x, args) => self.instantiated(x, args),
            ExprKind::Paren(x) => self.typ(x),
            ExprKind::Array(n, elem) => {
                let n = self.array_length(n);
                let elem = self.var_type(elem);
                match n {
                    Some(n) => self.tys.add(Ty::Array(elem, n)),
                    None => ty::INVALID,
                }
            }
            ExprKind::ArrayDots(elem) => {
                self.error(e.pos, "invalid use of [...] array (outside a composite literal)");
                self.typ(elem);
                ty::INVALID
            }
            ExprKind::SliceT(elem) => {
                let elem = self.var_type(elem);
                self.tys.add(Ty::Slice(elem))
            }
            ExprKind::Struct(fields) => self.struct_type(fields),
            ExprKind::Star(base) => {
                let base = self.var_type(base);
                if self.is_valid(base) { self.tys.add(Ty::Pointer(base)) } else { ty::INVALID }
            }
            ExprKind::Func(ft) => self.func_type(ft, None),
            ExprKind::Interface(elems) => self.interface_type(elems),
            ExprKind::Map(key, elem) => {
                let k = self.var_type(key);
                let elem = self.var_type(elem);
                self.later(move |c| {
                    if !c.comparable(k) && c.is_valid(c.tys.under_id(k)) {
                        let message = format!("invalid map key type {}", c.type_string(k));
                        c.error(super::operand::start(key), message);
                    }
                });
                self.tys.add(Ty::Map(k, elem))
            }
            ExprKind::Chan(dir, elem) => {
                let elem = self.var_type(elem);
                self.tys.add(Ty::Chan(*dir, elem))
            }
            ExprKind::Dots(_) => {
                self.error(e.pos, "invalid use of ...");
                ty::INVALID
            }
            _ => {
                self.error(e.pos, format!("{} is not a type", expr_string(e)));
                self.use_expr(e, false);
                ty::INVALID
            }
        }
    }

    /// The type that a name stands for.
    fn type_name(&mut self, e: &'a Expr) -> T {
        let x = match &e.kind {
            ExprKind::Name(name) => self.ident(e, name, true),
            ExprKind::Selector(x, name) => self.selector(e, x, name, true),
            _ => return self.typ(e),
        };
        self.type_operand(x)
    }

    /// Complains if a type is generic: it can't be used without arguments.
    fn not_generic(&mut self, e: &'a Expr, t: T) -> T {
        let Some((obj, tparams)) = self.generic_tparams(t) else { return t };
        let mut list = String::new();
        for (i, p) in tparams.iter().filter_map(|t| self.tys.as_param(*t)).enumerate() {
            let constraint = self.tys.params[p].constraint;
            let next = tparams.get(i + 1).and_then(|t| self.tys.as_param(*t));
            list += if i > 0 { ", " } else { "" };
            list += self.obj(self.tys.params[p].obj).name;
            if next.is_none_or(|next| self.tys.params[next].constraint != constraint) {
                list += &format!(" {}", self.type_string(constraint));
            }
        }
        let o = self.obj(obj);
        let name = format!("{}{}", self.prefix(o.pkg), o.name);
        self.error(e.pos, format!("cannot use generic type {name}[{list}] without instantiation"));
        ty::INVALID
    }

    /// The name of a type or alias that needs arguments, and its parameters.
    fn generic_tparams(&mut self, t: T) -> Option<(ObjId, Vec<T>)> {
        if let Ty::Alias(obj, _) = *self.tys.get(t) {
            return Some((obj, self.tparams.get(&obj)?.clone()));
        }
        let n = self.tys.as_named(t)?;
        let named = &self.tys.named[n];
        let obj = named.obj;
        if named.instance.is_some() {
            return None;
        }
        let decl = self.obj(obj).decl.map(|decl| &self.decls[decl].kind);
        if matches!(decl, Some(DeclKind::Type { tparams, .. }) if !tparams.is_empty()) {
            self.type_params(obj);
        }
        let tparams = self.tys.named[n].tparams.clone();
        (!tparams.is_empty()).then_some((obj, tparams))
    }

    /// `T[A]`
    fn instantiated(&mut self, x: &'a Expr, args: &'a [Expr]) -> T {
        let t = self.type_name(x);
        if let Some((obj, tparams)) = self.generic_tparams(t) {
            let targs: Vec<T> = args.iter().map(|e| self.typ(e)).collect();
            if !self.fitting(x, obj, args, &tparams, &targs) {
                return ty::INVALID;
            }
            return match *self.tys.get(t) {
                Ty::Alias(_, rhs) => self.subst(rhs, &tparams, &targs),
                _ => {
                    let n = self
                        .tys
                        .as_named(t)
                        .expect("what is generic and no alias is a defined type");
                    self.instantiate_type(n, targs)
                }
            };
        }
        if self.is_valid(t) {
            let args: Vec<_> = args.iter().map(expr_string).collect();
            let message = format!(
                "invalid operation: {}[{}] ({} is not a generic type)",
                expr_string(x),
                args.join(", "),
                self.type_string(t)
            );
            self.error(x.pos, message);
        }
        ty::INVALID
    }

    /// Whether these are the arguments for these parameters of `x`; complains if not.
    fn fitting(
        &mut self,
        x: &'a Expr,
        obj: ObjId,
        args: &'a [Expr],
        tparams: &[T],
        targs: &[T],
    ) -> bool {
        let (have, want) = (targs.len(), tparams.len());
        if have != want {
            let o = self.obj(obj);
            let name = format!("{}{}", self.prefix(o.pkg), o.name);
            let what = if have > want { "too many" } else { "not enough" };
            let message =
                format!("{what} type arguments for type {name}: have {have}, want {want}");
            self.error(x.pos, message);
            return false;
        }
        if targs.iter().any(|t| !self.is_valid(*t)) {
            return false;
        }
        // Constraints are looked at when all types are known.
        let (of, tparams) = (targs.to_vec(), tparams.to_vec());
        self.later(move |c| {
            for ((tparam, targ), e) in tparams.iter().zip(&of).zip(args) {
                let Some(p) = c.tys.as_param(*tparam) else { continue };
                let constraint = c.subst(c.tys.params[p].constraint, &tparams, &of);
                if let Err(why) = c.satisfies(*targ, constraint) {
                    return c.error(e.pos, why);
                }
            }
        });
        true
    }

    fn type_operand(&mut self, x: Operand<'a>) -> T {
        match x.mode {
            Mode::Type => return x.ty,
            Mode::Invalid => {}
            _ => {
                let message = format!("{} is not a type", self.describe(&x));
                self.error(x.pos(), message);
            }
        }
        ty::INVALID
    }

    fn array_length(&mut self, e: &'a Expr) -> Option<i64> {
        if let ExprKind::Name(name) = &e.kind {
            let message = match self.lookup(name).map(|o| &self.obj(o).kind) {
                None => format!("undefined array length {name} or missing type constraint"),
                Some(Kind::Const(_)) => String::new(),
                Some(_) => format!("invalid array length {name}"),
            };
            if !message.is_empty() {
                self.error(e.pos, message);
                return None;
            }
        }
        let lazy = std::mem::replace(&mut self.lazy_types, false);
        let x = self.expr(e);
        self.lazy_types = lazy;
        if x.constant().is_none() {
            if x.is_valid() {
                let message = format!("array length {} must be constant", self.describe(&x));
                self.error(x.pos(), message);
            }
            return None;
        }
        if x.constant().is_some_and(value::Val::is_unknown) {
            return None;
        }
        let n = self.as_length(&x);
        if n.is_none() {
            let what = self.describe(&x);
            let message = if self.is_integer(x.ty) {
                format!("invalid array length {what}")
            } else {
                format!("array length {what} must be integer")
            };
            self.error(x.pos(), message);
        }
        n
    }

    fn struct_type(&mut self, syntax: &'a [FieldSyntax]) -> T {
        let mut fields: Vec<Field<'a>> = Vec::with_capacity(syntax.len());
        let mut previous: Option<(u32, T)> = None;
        for f in syntax {
            let t = match previous {
                Some((id, t)) if id == f.ty.id => t,
                _ => self.var_type(&f.ty),
            };
            previous = Some((f.ty.id, t));
            let (name, pos) = match &f.name {
                Some(name) => (&*name.name, name.pos),
                None => {
                    let pos = f.ty.pos;
                    self.later(move |c| c.embedded_field(t, pos));
                    match embedded_name(&f.ty) {
                        Some(name) => name,
                        None => {
                            let text = expr_string(&f.ty);
                            self.error(pos, format!("invalid embedded field type {text}"));
                            continue;
                        }
                    }
                }
            };
            if name != "_"
                && let Some(other) = fields.iter().find(|g| g.name == name)
            {
                let message = format!(
                    "{name} redeclared\n\t{}: other declaration of {name}",
                    self.at(other.pos)
                );
                self.error(pos, message);
                continue;
            }
            let tag = f.tag.as_ref().and_then(|t| value::unquote_string(t)).unwrap_or_default();
            let tag = String::from_utf8_lossy(&tag).into();
            let embedded = f.name.is_none();
            fields.push(Field { name, ty: t, embedded, tag, pos, pkg: self.pkg });
        }
        self.tys.add(Ty::Struct(Rc::new(fields)))
    }

    fn embedded_field(&mut self, t: T, pos: Pos) {
        let (base, pointer) = match self.tys.deref(t) {
            Some(base) => (base, true),
            None => (t, false),
        };
        match self.tys.under(base) {
            Ty::Pointer(_) => self.error(pos, "embedded field type cannot be a pointer"),
            Ty::Interface(_) if pointer => {
                self.error(pos, "embedded field type cannot be a pointer to an interface")
            }
            _ => {}
        }
    }

    fn interface_type(&mut self, elems: &'a [Elem]) -> T {
        if elems.is_empty() {
            return self.tys.add(self.tys.get(ty::EMPTY_INTERFACE).clone());
        }
        let mut methods: Vec<Method<'a>> = vec![];
        let mut embedded: Vec<(T, Pos)> = vec![];
        let mut iface = Iface::default();
        for elem in elems {
            match elem {
                Elem::Method(name, _) if &*name.name == "_" => {
                    self.error(name.pos, "methods must have a unique non-blank name");
                }
                Elem::Method(name, ft) => {
                    let sig = self.func_type(ft, None);
                    let pkg = Some(self.pkg);
                    methods.push(Method { name: &name.name, sig, pos: name.pos, pkg });
                }
                Elem::Type(e) => {
                    if matches!(e.kind, ExprKind::Binary(..) | ExprKind::Unary(..)) {
                        let terms: Rc<[ty::Term]> = self.union(e).into();
                        iface.unions.push(terms.clone());
                        iface.terms = self.intersect(iface.terms.take(), Some(terms));
                        continue;
                    }
                    let t = self.typ(e);
                    if !self.is_valid(t)
                        || !self.is_complete(t)
                        || !self.is_valid(self.tys.under_id(t))
                    {
                        continue;
                    }
                    if self.is_interface(t) {
                        embedded.push((t, e.pos));
                    } else {
                        let terms: Rc<[ty::Term]> = Rc::new([ty::Term { tilde: false, ty: t }]);
                        iface.unions.push(terms.clone());
                        iface.terms = self.intersect(iface.terms.take(), Some(terms));
                    }
                }
            }
        }
        let mut all: Vec<Method<'a>> = vec![];
        for m in &methods {
            self.add_method(&mut all, *m, m.pos, true);
        }
        for (t, pos) in &embedded {
            if let Some(other) = self.iface(*t) {
                for m in &other.all {
                    self.add_method(&mut all, *m, *pos, false);
                }
                iface.terms = self.intersect(iface.terms.take(), other.terms.clone());
                iface.comparable |= other.comparable;
            }
        }
        all.sort_by(|a, b| a.name.cmp(b.name));
        let embedded = embedded.into_iter().map(|(t, _)| t).collect();
        methods.sort_by(|a, b| a.name.cmp(b.name));
        self.tys.add(Ty::Interface(Rc::new(Iface { methods, embedded, all, ..iface })))
    }

    /// Adds a method to an interface's set, unless there is one of that name.
    fn add_method(&mut self, all: &mut Vec<Method<'a>>, m: Method<'a>, pos: Pos, explicit: bool) {
        let Some(other) = all.iter().find(|o| o.name == m.name) else {
            return all.push(Method { pos, ..m });
        };
        let (other, name) = (*other, m.name);
        let complain = move |c: &mut Checker<'a>| {
            let at = c.at(other.pos);
            c.error(
                pos,
                format!("duplicate method {name}\n\t{at}: other declaration of method {name}"),
            );
        };
        // Delayed as in gc: twice if the method comes from an embedded interface.
        self.later(move |c| {
            if explicit {
                return complain(c);
            }
            c.later(move |c| {
                if !c.identical(m.sig, other.sig) {
                    complain(c);
                }
            });
        });
    }

    /// Creates a package-level defined type without looking at what it is defined as; resolves
    /// an alias.
    pub(super) fn type_shell(&mut self, id: ObjId) {
        if !matches!(self.obj(id).kind, Kind::TypeName { alias: false }) {
            return self.obj_decl(id);
        }
        if self.obj(id).ty.is_some() {
            return;
        }
        let t = self.tys.new_named(id);
        self.obj_mut(id).ty = Some(t);
        self.collect_methods(id, t);
    }
}

/// The name of an embedded field: its type's, without package and `*`.
fn embedded_name(e: &Expr) -> Option<(&str, Pos)> {
    match &e.kind {
        ExprKind::Name(name) => Some((name, e.pos)),
        ExprKind::Selector(_, name) => Some((&name.name, name.pos)),
        ExprKind::Index(x, _) => embedded_name(x),
        ExprKind::Star(x) if !matches!(x.kind, ExprKind::Star(_)) => embedded_name(x),
        _ => None,
    }
}
