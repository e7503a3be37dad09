//! `x.f`: fields, methods, method expressions and names of packages.
//!
//! It must never know statements. Next: [`super::lookup`].

use std::rc::Rc;

use super::super::ast::{Expr, ExprKind, Ident, Token};
use super::super::info::{ObjId, PkgId, Selection};
use super::super::std::names;
use super::Checker;
use super::exprstring::expr_string;
use super::lookup::{Found, Member, Miss};
use super::object::Kind;
use super::operand::{Mode, Operand};
use super::predicates::is_exported;
use super::ty::{self, Param, Sig, T, Ty};
use super::value::literal;

/// What is said of a name that Go has and gmpsim lacks.
fn not_supported(what: &str, instead: Option<&str>) -> String {
    let instead = instead.map_or(String::new(), |i| format!(" (use {i})"));
    format!("{what} is not supported by gmpsim{instead}")
}

impl<'a> Checker<'a> {
    pub(super) fn selector(
        &mut self,
        e: &'a Expr,
        base: &'a Expr,
        name: &'a Ident,
        want_type: bool,
    ) -> Operand<'a> {
        let invalid = Operand { expr: Some(e), ..Operand::invalid() };
        let sel = &*name.name;
        if let Some((id, pkg)) = self.package_named(base) {
            self.record_use(base.id, id);
            self.mark_used(id);
            let scope = self.package_scopes[pkg.0 as usize];
            return self.qualified(e, name, self.scope_get(scope, sel), pkg.0 as usize);
        }
        let x = self.expr_or_type(base);
        match x.mode {
            Mode::Builtin(_) => {
                let message =
                    format!("invalid use of {} in selector expression", self.describe(&x));
                let dot = self.token_before(name.pos);
                self.error(dot, message);
                return invalid;
            }
            Mode::Invalid => return invalid,
            _ => {}
        }
        if !self.is_complete(x.ty) {
            return invalid;
        }
        if want_type {
            self.error(name.pos, format!("{} is not a type", expr_string(e)));
            return invalid;
        }
        if let Ty::Pointer(base) = *self.tys.under(x.ty)
            && !self.is_complete(base)
        {
            return invalid;
        }
        match self.lookup_member(x.ty, x.mode == Mode::Var, sel, false) {
            Ok(found) => self.select(e, x, found),
            Err(miss) => {
                self.missing_member(&x, name, miss);
                invalid
            }
        }
    }

    /// The package whose name an expression is, and the import that gives it that name.
    pub(super) fn package_named(&self, e: &Expr) -> Option<(ObjId, PkgId)> {
        let ExprKind::Name(name) = &e.kind else { return None };
        let id = self.lookup(name)?;
        match self.obj(id).kind {
            Kind::Package { pkg, .. } => Some((id, pkg)),
            _ => None,
        }
    }

    fn missing_member(&mut self, x: &Operand<'a>, name: &'a Ident, miss: Miss) {
        if self.tys.under_id(x.ty) == ty::INVALID {
            return;
        }
        let sel = &*name.name;
        let t = self.type_string(x.ty);
        let message = match miss {
            Miss::Ambiguous => format!("ambiguous selector {}.{sel}", x.text()),
            Miss::NeedsPointer if x.mode == Mode::Type => {
                format!("invalid method expression {t}.{sel} (needs pointer receiver (*{t}).{sel})")
            }
            Miss::NeedsPointer => format!("cannot call pointer method {sel} on {t}"),
            Miss::NotFound if self.lacks_member(x.ty, sel) => {
                not_supported(&format!("{}.{sel}", x.text()), None)
            }
            Miss::NotFound => {
                let why = if self.is_interface_pointer(x.ty) {
                    self.interface_pointer_error(x.ty)
                } else {
                    let alt = self.lookup_member(x.ty, x.mode == Mode::Var, sel, true).ok();
                    self.lookup_error(x.ty, sel, alt.as_ref(), false)
                };
                format!("{}.{sel} undefined ({why})", x.text())
            }
        };
        self.error(name.pos, message);
    }

    /// Whether Go's type has a member that ours, of a standard package, lacks.
    fn lacks_member(&self, t: T, name: &str) -> bool {
        let t = match *self.tys.under(t) {
            Ty::Pointer(base) => base,
            _ => t,
        };
        let Some(named) = self.tys.as_named(t) else { return false };
        let o = self.obj(self.tys.named[named].obj);
        let Some(pkg) = o.pkg else { return false };
        let path = &self.loaded[pkg.0 as usize].path;
        names::lacking(path, &format!("{}.{name}", o.name)).is_some()
    }

    /// `pkg.Name`
    fn qualified(
        &mut self,
        e: &'a Expr,
        name: &'a Ident,
        found: Option<ObjId>,
        package: usize,
    ) -> Operand<'a> {
        let mut x = Operand { expr: Some(e), ..Operand::invalid() };
        let sel = &*name.name;
        // What a standard package does not export is its own business: real Go has other names.
        let Some(id) = found.filter(|_| is_exported(sel)) else {
            let scope = self.package_scopes[package];
            let names = self.scopes[scope.0 as usize].names();
            let alt = names
                .iter()
                .find(|(n, _)| is_exported(n) && n.to_lowercase() == sel.to_lowercase());
            let path = &self.loaded[package].path;
            if let Some(value) = names::constant(path, sel) {
                x.mode = Mode::Const(literal(Token::Int, value));
                x.ty = ty::UNTYPED_INT;
                return x;
            }
            let message = if let Some(instead) = names::lacking(path, sel) {
                not_supported(&expr_string(e), instead)
            } else if names::hidden(path, sel) {
                format!("name {sel} not exported by package {}", self.loaded[package].name)
            } else {
                let alt = alt.map_or(String::new(), |(alt, _)| format!(" (but have {alt})"));
                format!("undefined: {}{alt}", expr_string(e))
            };
            self.error(name.pos, message);
            return x;
        };
        self.selections.push((e.id, Selection::Qualified(id), ty::INVALID));
        self.obj_decl(id);
        self.reach(id);
        let o = self.obj(id);
        x.ty = o.ty.unwrap_or(ty::INVALID);
        x.mode = match o.kind.clone() {
            Kind::Const(v) => Mode::Const(v),
            Kind::TypeName { .. } => Mode::Type,
            Kind::Var { .. } => Mode::Var,
            Kind::Func { .. } => Mode::Value,
            Kind::Refused(why) => {
                self.error(name.pos, why);
                Mode::Invalid
            }
            _ => Mode::Invalid,
        };
        x
    }

    fn select(&mut self, e: &'a Expr, x: Operand<'a>, found: Found<'a>) -> Operand<'a> {
        let mut out = Operand { expr: Some(e), ..Operand::invalid() };
        let selection = |member, path: Vec<usize>, pointer_receiver| match member {
            Member::Field(_) => Selection::Field { path },
            Member::Method(func) => Selection::Method { path, func, pointer_receiver },
            Member::InterfaceMethod(index, _) => Selection::InterfaceMethod { path, index },
        };
        let t = self.member_sig(found.member);
        let pointer = match found.member {
            Member::Field(_) if x.mode == Mode::Type => {
                let message = format!(
                    "operand for field selector {} must be value of type {}",
                    found.name,
                    self.type_string(x.ty)
                );
                self.error(x.pos(), message);
                return out;
            }
            Member::Field(_) => {
                out.mode =
                    if x.mode == Mode::Var || found.indirect { Mode::Var } else { Mode::Value };
                out.ty = t;
                self.selections.push((
                    e.id,
                    selection(found.member, found.path, false),
                    ty::INVALID,
                ));
                return out;
            }
            Member::Method(m) => {
                self.add_dep(m);
                matches!(self.obj(m).kind, Kind::Func { pointer_receiver: true, .. })
            }
            Member::InterfaceMethod(..) => false,
        };
        let select = selection(found.member, found.path, pointer);
        out.mode = Mode::Value;
        if x.mode == Mode::Type {
            out.ty = self.method_expr(x.ty, t, found.member);
            let method = Box::new(select);
            let select = Selection::MethodExpr { receiver: super::super::types::TypeId(0), method };
            self.selections.push((e.id, select, x.ty));
        } else {
            out.ty = t;
            self.selections.push((e.id, select, ty::INVALID));
        }
        out
    }

    /// The type of `T.m`: the method's, with the receiver as first parameter.
    pub(super) fn method_expr(&mut self, receiver: T, t: T, member: Member) -> T {
        let Some(sig) = self.sig(t) else { return ty::INVALID };
        let mut name = "";
        if sig.params.first().is_some_and(|p| !p.name.is_empty()) {
            name = match member {
                Member::Method(m) => self.receiver_name(m).unwrap_or("_"),
                _ => "_",
            };
        }
        let mut params = vec![Param { name, pos: 0, ty: receiver }];
        params.extend(&sig.params);
        let results = sig.results.clone();
        self.tys.add(Ty::Func(Rc::new(Sig { params, results, variadic: sig.variadic })))
    }

    fn receiver_name(&self, method: ObjId) -> Option<&'a str> {
        let method = self.instances.get(&method).map_or(method, |instance| instance.origin);
        let super::object::DeclKind::Func(f) = &self.decls[self.obj(method).decl?].kind else {
            return None;
        };
        f.recv?.name.as_ref().map(|n| &*n.name)
    }
}
