//! Types as they are written.
//!
//! It must never know statements. Next: [`super::func`] for signatures.

use super::super::depth::deep;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::ast::{Expr, ExprKind, Field as FieldSyntax, Pos};
use super::super::info::ObjId;
use super::exprstring::expr_string;
use super::object::{DeclKind, Kind};
use super::operand::{Mode, Operand};
use super::ty::{self, Field, T, Ty};
use super::{Checker, value};

impl<'a> Checker<'a> {
    /// The type that `e` denotes; `INVALID` after complaining.
    pub(super) fn typ(&mut self, e: &'a Expr) -> T {
        let t = deep(|| self.typ_inner(e));
        self.record_type(e, Mode::Type, t, None);
        t
    }

    /// The type of a variable or element: no constraint.
    pub(super) fn var_type(&mut self, e: &'a Expr) -> T {
        let t = self.typ(e);
        self.valid_var_type(e, t);
        t
    }

    /// Complains of a constraint that is used as an ordinary type.
    pub(super) fn valid_var_type(&mut self, e: &'a Expr, t: T) {
        if self.tys.as_param(t).is_some() {
            return;
        }
        self.later(move |c| {
            let Some(set) = c.type_set(t) else { return };
            let why = match (&set.terms, set.comparable) {
                (_, true) => "is (or embeds) comparable",
                (Some(_), _) => "contains type constraints",
                _ => return,
            };
            let t = c.type_string(t);
            c.error(
                super::operand::start(e),
                format!("cannot use type {t} outside a type constraint: interface {why}"),
            );
        });
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
            ExprKind::Func(ft) => self.func_type(ft, None, vec![]),
            ExprKind::Interface(elems) => self.interface_type(e.pos, elems),
            ExprKind::Map(key, elem) => {
                let k = self.var_type(key);
                let elem = self.var_type(elem);
                self.later(move |c| {
                    if !c.comparable(k) && c.is_valid(c.tys.under_id(k)) {
                        let why = match c.tys.as_param(k) {
                            Some(_) => " (missing comparable constraint)",
                            None => "",
                        };
                        let message = format!("invalid map key type {}{why}", c.type_string(k));
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
        if self.generic_tparams(t).is_none() {
            return t;
        }
        let name = self.type_string(t);
        self.error(e.pos, format!("cannot use generic type {name} without instantiation"));
        ty::INVALID
    }

    /// The parameters of a type or alias that needs arguments.
    pub(super) fn generic_tparams(&mut self, t: T) -> Option<Vec<T>> {
        if let Ty::Alias(obj, _) = *self.tys.get(t) {
            let instance = self.tys.alias_targs.contains_key(&t);
            return self.tparams.get(&obj).filter(|_| !instance).cloned();
        }
        let named = &self.tys.named[self.tys.as_named(t)?];
        let obj = named.obj;
        if named.instance.is_some() {
            return None;
        }
        let decl = self.obj(obj).decl.map(|decl| &self.decls[decl].kind);
        if matches!(decl, Some(DeclKind::Type { tparams, .. }) if !tparams.is_empty()) {
            self.type_params(obj);
        }
        self.own_tparams(t).map(<[T]>::to_vec)
    }

    /// The parameters that were declared of a type or alias that needs arguments.
    pub(super) fn own_tparams(&self, t: T) -> Option<&[T]> {
        let tparams = match *self.tys.get(t) {
            Ty::Alias(obj, _) if !self.tys.alias_targs.contains_key(&t) => {
                self.tparams.get(&obj)?
            }
            Ty::Named(n) if self.tys.named[n].instance.is_none() => &self.tys.named[n].tparams,
            _ => return None,
        };
        (!tparams.is_empty()).then_some(tparams)
    }

    /// The generic type that an expression denotes and its parameters; after complaining in `say`'s words
    /// none, if it is another type.
    pub(super) fn generic_type(
        &mut self,
        e: &'a Expr,
        say: impl FnOnce(String) -> String,
    ) -> Option<(T, Vec<T>)> {
        let t = self.type_name(e);
        if let Some(tparams) = self.generic_tparams(t) {
            return Some((t, tparams));
        }
        if self.is_valid(t) {
            let why = format!("{} is not a generic type", self.type_string(t));
            self.error(super::operand::start(e), say(why));
        }
        None
    }

    /// `T[A]`
    fn instantiated(&mut self, x: &'a Expr, args: &'a [Expr]) -> T {
        let say = |why| {
            let list: Vec<_> = args.iter().map(expr_string).collect();
            format!("invalid operation: {}[{}] ({why})", expr_string(x), list.join(", "))
        };
        let Some((t, tparams)) = self.generic_type(x, say) else { return ty::INVALID };
        let targs: Vec<T> = args.iter().map(|e| self.var_type(e)).collect();
        if targs.iter().any(|t| !self.is_valid(*t)) {
            return ty::INVALID;
        }
        let instance = match *self.tys.get(t) {
            Ty::Alias(obj, rhs) => {
                if !self.enough_targs(x, obj, targs.len(), tparams.len()) {
                    return ty::INVALID;
                }
                let rhs = self.subst_at(x.pos, rhs, &tparams, &targs);
                let instance = self.tys.add(Ty::Alias(obj, rhs));
                self.tys.alias_targs.insert(instance, targs.clone());
                instance
            }
            Ty::Named(n) => self.instantiate_type(n, targs.clone(), x.pos),
            _ => return ty::INVALID,
        };
        // Constraints are looked at when all types are known.
        self.later(move |c| c.verify_type(x, t, args, &targs));
        instance
    }

    /// Whether a generic type has as many arguments as parameters; complains if not.
    fn enough_targs(&mut self, x: &'a Expr, obj: ObjId, have: usize, want: usize) -> bool {
        if have == want {
            return true;
        }
        let name = self.obj(obj).name;
        let what = if have > want { "too many" } else { "not enough" };
        let message = format!("{what} type arguments for type {name}: have {have}, want {want}");
        self.error(x.pos, message);
        false
    }

    /// Complains of arguments that do not satisfy their constraints.
    fn verify_type(&mut self, x: &'a Expr, generic: T, args: &'a [Expr], targs: &[T]) {
        let Some(tparams) = self.generic_tparams(generic) else { return };
        let obj = match self.tys.get(generic) {
            Ty::Alias(obj, _) => *obj,
            _ => self.tys.as_named(generic).map_or(ObjId(0), |n| self.tys.named[n].obj),
        };
        if !self.enough_targs(x, obj, targs.len(), tparams.len()) {
            return;
        }
        for ((tparam, targ), e) in tparams.iter().zip(targs).zip(args) {
            let Some(p) = self.tys.as_param(*tparam) else { continue };
            let constraint = self.subst(self.tys.params[p].constraint, &tparams, targs);
            if let Err(why) = self.satisfies(*targ, constraint) {
                return self.error(super::operand::start(e), why);
            }
        }
        self.record_instance(x.pos, &tparams, targs, args);
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
        let mut names: FxHashMap<&str, Pos> = FxHashMap::default();
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
            if let Some(other) = names.get(name) {
                let at = self.at(*other);
                let message = format!("{name} redeclared\n\t{at}: other declaration of {name}");
                self.error(pos, message);
                continue;
            }
            if name != "_" {
                names.insert(name, pos);
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
            Ty::Param(_) => {
                self.error(pos, "embedded field type cannot be a (pointer to a) type parameter")
            }
            Ty::Interface(_) if pointer => {
                self.error(pos, "embedded field type cannot be a pointer to an interface")
            }
            _ => {}
        }
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
        let t = self.tys.new_named(id, self.obj(id).pos, None);
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
