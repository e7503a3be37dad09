//! Declarations: collects what packages declare and checks each once, when it is first needed.
//!
//! It must never know statements. Next: [`super::typexpr`], [`super::func`].

use super::super::ast::{Decl as Syntax, Expr, Field};
use super::super::depth::deep;
use super::super::info::ObjId;
use super::collect::ConstGroup;
use super::load::Loaded;
use super::object::{DeclKind, Kind, VarKind};
use super::operand::Operand;
use super::ty::{self, State, Ty};
use super::universe::UNIVERSE;
use super::value::Val;
use super::{Checker, Env};

impl<'a> Checker<'a> {
    /// Checks a package whose imports are checked.
    pub(super) fn package(&mut self, package: &'a Loaded) {
        let scope = self.new_scope(UNIVERSE);
        self.package_scopes.push(scope);
        self.env = Env::new(None, scope);
        self.ambiguous_names(package);
        let first = self.decls.len();
        let mut methods = vec![];
        let mut files = vec![];
        for file in &package.files {
            let file_scope = self.new_scope(scope);
            files.push(file_scope);
            for import in &file.imports {
                self.import(import, file_scope);
            }
            self.collect(file, scope, file_scope, &mut methods);
        }
        for file_scope in files {
            self.import_conflicts(scope, file_scope);
        }
        for (method, name) in methods {
            if let Some((base, pointer)) = self.receiver_type(name, scope) {
                if let Kind::Func { pointer_receiver, .. } = &mut self.obj_mut(method).kind {
                    if *pointer_receiver && pointer {
                        continue;
                    }
                    *pointer_receiver |= pointer;
                }
                self.methods.entry(base).or_default().push(method);
            }
        }
        self.package_decls.push(first..self.decls.len());
        self.init_orders.push(vec![]);
        if self.is_on_demand() {
            self.imports.clear();
            return self.roots(first);
        }
        self.all_declarations(first);
        self.process_delayed(0);
        self.unused_imports();
        if !self.failed() {
            self.instantiation_cycles();
        }
        if !self.failed() {
            self.interface_cycles();
        }
        self.check_reached();
        self.init_orders[self.pkg.0 as usize] = self.init_order(first..self.decls.len());
        if !self.failed() {
            for late in package.files.iter().flat_map(|f| &f.late) {
                self.error(late.pos, &late.message);
            }
            for pos in std::mem::take(&mut self.missing_bodies) {
                self.error(pos, "missing function body");
            }
        }
        if !self.failed() {
            for (pos, message) in std::mem::take(&mut self.backend_errors) {
                self.error(pos, message);
            }
            if !package.is_std {
                self.too_large();
            }
        }
        if package.name == "main" && !package.is_std && !self.failed() {
            let main = self.scope_get(scope, "main");
            if !main.is_some_and(|o| matches!(self.obj(o).kind, Kind::Func { .. })) {
                // The linker's words: there is no position to point at.
                let message =
                    "runtime.main_main·f: function main is undeclared in the main package";
                self.error(0, message);
            }
        }
    }

    fn all_declarations(&mut self, first: usize) {
        let ids: Vec<ObjId> = self.decls[first..].iter().map(|d| d.obj).collect();
        let (types, others): (Vec<_>, Vec<_>) =
            ids.into_iter().partition(|id| matches!(self.obj(*id).kind, Kind::TypeName { .. }));
        let (aliases, types): (Vec<_>, Vec<_>) = types
            .into_iter()
            .partition(|id| matches!(self.obj(*id).kind, Kind::TypeName { alias: true }));
        self.direct_cycles(first);
        self.lazy_types = true;
        for id in types.iter().chain(&aliases) {
            self.obj_decl(*id);
        }
        self.lazy_types = false;
        for id in others {
            self.obj_decl(id);
        }
    }

    /// Checks the declaration of a package-level object, if that was not done yet.
    pub(super) fn obj_decl(&mut self, id: ObjId) {
        if self.obj_path_set.contains(&id) {
            let valid = self.valid_cycle(id);
            let o = self.obj_mut(id);
            match o.kind {
                Kind::Func { .. } => {}
                Kind::TypeName { .. } if valid => {}
                _ if valid && o.ty.is_some() => {}
                _ => o.ty = Some(ty::INVALID),
            }
            return;
        }
        let Some(decl) = self.obj(id).decl else { return };
        if let Some(t) = self.obj(id).ty {
            let unresolved = matches!(self.tys.get(t), Ty::Named(n)
                if self.tys.named[*n].state == State::Unresolved && self.tys.named[*n].obj == id);
            if !unresolved {
                return;
            }
        }
        if self.obj(id).pkg != Some(self.pkg) {
            return self.apart(id, |c| c.obj_decl(id));
        }
        self.push_obj(id);
        let kind = self.decls[decl].kind.clone();
        let env = self.decl_env(decl);
        let saved = std::mem::replace(&mut self.env, env);
        deep(|| match kind {
            DeclKind::Const { ty, init, inherited, iota } => {
                self.const_decl(id, ty, init, inherited, iota);
            }
            DeclKind::Var { lhs, ty, init } => self.var_decl(id, &lhs, ty, init),
            DeclKind::Type { tparams, alias, ty } => self.type_decl(id, tparams, alias, ty),
            DeclKind::Func(f) => self.func_decl(id, decl, f),
        });
        self.env = saved;
        self.pop_obj();
        self.reach_kept(id);
    }

    /// Where a declaration of the package is checked.
    fn decl_env(&self, decl: usize) -> Env<'a> {
        Env::new(Some(self.shared_decl(decl)), self.decls[decl].scope)
    }

    /// Declares the type parameters of a generic type before it is known what it is defined as: that
    /// may need an instance of it.
    pub(super) fn type_params(&mut self, id: ObjId) {
        self.type_shell(id);
        let Some(decl) = self.obj(id).decl else { return };
        let DeclKind::Type { tparams, alias: false, .. } = self.decls[decl].kind else { return };
        let Some(n) = self.obj(id).ty.and_then(|t| self.tys.as_named(t)) else { return };
        let env = self.decl_env(decl);
        let saved = std::mem::replace(&mut self.env, env);
        self.type_params_here(n, tparams);
        self.env = saved;
    }

    fn type_params_here(&mut self, n: usize, tparams: &'a [Field]) {
        match self.tys.named[n].scope {
            Some(scope) => self.env.scope = scope,
            None if tparams.is_empty() => {}
            None => {
                self.open_scope();
                self.tys.named[n].scope = Some(self.env.scope);
                self.declare_tparams(tparams, |c, t| c.tys.named[n].tparams.push(t));
            }
        }
    }

    /// The declaration that stands for all variables of `var a, b = f()`.
    pub(super) fn shared_decl(&self, decl: usize) -> usize {
        match &self.decls[decl].kind {
            DeclKind::Var { lhs, .. } => {
                lhs.first().and_then(|v| self.obj(*v).decl).unwrap_or(decl)
            }
            _ => decl,
        }
    }

    pub(super) fn const_decl(
        &mut self,
        id: ObjId,
        ty: Option<&'a Expr>,
        init: Option<&'a Expr>,
        inherited: bool,
        iota: i64,
    ) {
        let saved = (self.env.iota.replace(iota), self.env.errpos.take());
        self.check_const(id, ty, init, inherited);
        (self.env.iota, self.env.errpos) = saved;
    }

    fn check_const(
        &mut self,
        id: ObjId,
        ty: Option<&'a Expr>,
        init: Option<&'a Expr>,
        inherited: bool,
    ) {
        if let Some(e) = ty {
            let t = self.typ(e);
            if !self.is_const_type(t) {
                if self.is_valid(self.tys.under_id(t)) {
                    let message = format!("invalid constant type {}", self.type_string(t));
                    self.error(e.pos, message);
                }
                self.obj_mut(id).ty = Some(ty::INVALID);
                return;
            }
            self.obj_mut(id).ty = Some(t);
        }
        let mut x = Operand::invalid();
        if let Some(e) = init {
            if inherited {
                self.env.errpos = Some(self.obj(id).pos);
            }
            x = self.expr(e);
        }
        self.init_const(id, x);
    }

    pub(super) fn var_decl(
        &mut self,
        id: ObjId,
        lhs: &[ObjId],
        ty: Option<&'a Expr>,
        init: Option<&'a Expr>,
    ) {
        let declared = ty.map(|e| self.var_type(e));
        if declared.is_some() {
            self.obj_mut(id).ty = declared;
        }
        let Some(e) = init else {
            if declared.is_none() {
                self.obj_mut(id).ty = Some(ty::INVALID);
            }
            return;
        };
        if lhs.len() <= 1 {
            let mut x = self.one_value(e, None);
            return self.init_var(id, &mut x, "variable declaration");
        }
        if declared.is_some() {
            for v in lhs {
                self.obj_mut(*v).ty = declared;
            }
        }
        self.init_vars(lhs, std::slice::from_ref(e));
    }

    pub(super) fn type_decl(&mut self, id: ObjId, tparams: &'a [Field], alias: bool, e: &'a Expr) {
        self.later(move |c| {
            if let Some(t) = c.obj(id).ty {
                c.valid_type(t);
            }
        });
        if alias {
            return self.alias_decl(id, tparams, e);
        }
        self.type_shell(id);
        let t = self.obj(id).ty.unwrap_or(ty::INVALID);
        let Some(n) = self.tys.as_named(t) else { return };
        self.tys.named[n].state = State::InProgress;
        if self.env.func.is_some() {
            self.tys.named[n].around = self.instance_targs.clone();
            self.record_local_type(n);
        }
        let scope = self.env.scope;
        self.type_params_here(n, tparams);
        let mut rhs = self.typ(e);
        self.env.scope = scope;
        if self.tys.as_param(rhs).is_some() {
            self.error(e.pos, "cannot use a type parameter as RHS in type declaration");
            rhs = ty::INVALID;
        }
        if self.is_valid(rhs) && self.is_complete(rhs) {
            self.tys.named[n].rhs = rhs;
            self.tys.named[n].under = self.tys.structure(rhs);
        }
        self.tys.named[n].state = State::Done;
        for instance in self.tys.named[n].instances.clone() {
            self.complete_instance(instance);
        }
    }

    fn alias_decl(&mut self, id: ObjId, tparams: &'a [Field], e: &'a Expr) {
        let t = self.tys.add(Ty::Alias(id, ty::INVALID));
        self.obj_mut(id).ty = Some(t);
        let scope = self.env.scope;
        if !tparams.is_empty() {
            self.open_scope();
            let mut own = vec![];
            self.declare_tparams(tparams, |_, t| own.push(t));
            self.tparams.insert(id, own);
        }
        let mut rhs = self.typ(e);
        self.env.scope = scope;
        let own = self.own_tparams(t).unwrap_or(&[]);
        if own.contains(&rhs) {
            let message = "cannot use type parameter declared in alias declaration as RHS";
            self.error(e.pos, message);
            rhs = ty::INVALID;
        }
        // After a cycle it stays invalid.
        if self.obj(id).ty == Some(t) {
            self.tys.set_alias(t, id, rhs);
        }
    }

    /// Checks the declarations of a statement.
    pub(super) fn decl_stmt(&mut self, decls: &'a [Syntax]) {
        let mut consts = ConstGroup::default();
        for decl in decls {
            let top = self.delayed.len();
            match decl {
                Syntax::Const { pos, names, ty, vals, iota, group } => {
                    let spec = consts.next(*group, ty.as_ref(), vals);
                    let mut ids = vec![];
                    for (i, name) in names.iter().enumerate() {
                        let id =
                            self.new_obj(&name.name, name.pos, None, Kind::Const(Val::Unknown));
                        let init = spec.values.get(i);
                        self.const_decl(id, spec.ty, init, spec.inherited, (*iota).into());
                        ids.push(id);
                    }
                    self.arity(*pos, names, spec.values, true, spec.inherited);
                    self.process_delayed(top);
                    for id in ids {
                        self.declare(self.env.scope, id);
                    }
                }
                Syntax::Var { pos, names, ty, vals } => {
                    let ids: Vec<_> =
                        names.iter().map(|n| self.new_var(n, VarKind::Local)).collect();
                    for (i, id) in ids.iter().enumerate() {
                        let shared = vals.len() == 1 && ids.len() > 1;
                        let lhs: &[ObjId] = if shared { &ids } else { &[] };
                        let init = if shared { vals.first() } else { vals.get(i) };
                        self.var_decl(*id, lhs, ty.as_ref(), init);
                        if shared {
                            break;
                        }
                    }
                    if ty.is_none() || !vals.is_empty() {
                        self.arity(*pos, names, vals, false, false);
                    }
                    self.process_delayed(top);
                    for id in ids {
                        self.declare(self.env.scope, id);
                    }
                }
                Syntax::Type { name, tparams, alias, ty } => {
                    let kind = Kind::TypeName { alias: *alias };
                    let id = self.new_obj(&name.name, name.pos, None, kind);
                    self.declare(self.env.scope, id);
                    self.push_obj(id);
                    self.type_decl(id, tparams, *alias, ty);
                    self.pop_obj();
                }
                Syntax::Func { .. } => {}
            }
        }
    }

    fn unused_imports(&mut self) {
        for id in std::mem::take(&mut self.imports) {
            let o = self.obj(id);
            let Kind::Package { pkg, used: false } = o.kind else { continue };
            let (name, pos) = (o.name, o.pos);
            if name == "_" {
                continue;
            }
            let path = &self.loaded[pkg.0 as usize].path;
            let last = path.rsplit('/').next().unwrap_or(path);
            let message = if name == "." || name == last {
                format!("{path:?} imported and not used")
            } else {
                format!("{path:?} imported as {name} and not used")
            };
            self.error(pos, message);
        }
    }
}
