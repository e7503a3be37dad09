//! Collects what a package's files declare, before any of it is checked.
//!
//! It must never know types' structure. Next: [`super::decl`] checks the declarations.

use rustc_hash::FxHashMap;

use super::super::ast::{self, Decl as Syntax, Expr, ExprKind, Ident, Import, Pos};
use super::super::info::{ObjId, PkgId};
use super::Checker;
use super::exprstring::expr_string;
use super::load;
use super::object::{Decl, DeclKind, FuncDecl, Kind, ScopeId, VarKind};
use super::resolve::unparen;
use super::ty::{self, T, Ty};
use super::value::Val;

/// The constants of one specification: what they repeat if they say nothing.
pub struct ConstSpec<'a> {
    pub ty: Option<&'a Expr>,
    pub values: &'a [Expr],
    pub inherited: bool,
}

/// Walks a declaration list and says what each constant specification repeats.
#[derive(Default)]
pub struct ConstGroup<'a> {
    group: Option<u32>,
    last: Option<(Option<&'a Expr>, &'a [Expr])>,
}

impl<'a> ConstGroup<'a> {
    pub fn next(&mut self, group: u32, ty: Option<&'a Expr>, values: &'a [Expr]) -> ConstSpec<'a> {
        if self.group != Some(group) {
            *self = ConstGroup { group: Some(group), last: None };
        }
        let mut inherited = true;
        if ty.is_some() || !values.is_empty() || self.last.is_none() {
            self.last = Some((ty, values));
            inherited = false;
        }
        let (ty, values) = self.last.unwrap_or((None, &[]));
        ConstSpec { ty, values, inherited }
    }
}

impl<'a> Checker<'a> {
    pub(super) fn import(&mut self, import: &'a Import, file_scope: ScopeId) {
        let path = load::import_path(import);
        let Some(index) = self.loaded.iter().position(|p| p.path == path) else { return };
        let pkg = PkgId(index as u32);
        let name = import.name.as_ref().map_or(&*self.loaded[index].name, |n| &*n.name);
        if name == "init" {
            return self.error(import.pos, "cannot import package as init - init must be a func");
        }
        let id =
            self.new_obj(name, import.pos, Some(ty::INVALID), Kind::Package { pkg, used: false });
        self.imports.push(id);
        if name != "." {
            return self.declare(file_scope, id);
        }
        for (name, obj) in self.scopes[self.package_scopes[index].0 as usize].names().to_vec() {
            if super::predicates::is_exported(name) {
                if let Some(alt) = self.scope_get(file_scope, name) {
                    let other = self.other_declaration(alt);
                    self.error(import.pos, format!("{name} redeclared in this block{other}"));
                } else {
                    self.insert_name(file_scope, name, obj);
                    self.dot_imports.insert((file_scope.0, obj), id);
                }
            }
        }
    }

    pub(super) fn import_conflicts(&mut self, scope: ScopeId, file_scope: ScopeId) {
        for (name, obj) in self.scopes[file_scope.0 as usize].names().to_vec() {
            let Some(alt) = self.scope_get(scope, name) else { continue };
            let pos = self.obj(alt).pos;
            let how = match self.obj(obj).kind {
                Kind::Package { pkg, .. } => {
                    let p = &self.loaded[pkg.0 as usize];
                    format!("already declared through import of package {} ({:?})", p.name, p.path)
                }
                _ => {
                    let import = self.dot_imports.get(&(file_scope.0, obj));
                    let package = import.map(|id| &self.obj(*id).kind);
                    let Some(Kind::Package { pkg, .. }) = package else { continue };
                    let p = &self.loaded[pkg.0 as usize];
                    format!(
                        "already declared through dot-import of package {} ({:?})",
                        p.name, p.path
                    )
                }
            };
            let other = self.other_declaration(obj);
            self.error(pos, format!("{name} {how}{other}"));
        }
    }

    pub(super) fn collect(
        &mut self,
        file: &'a ast::File,
        scope: ScopeId,
        file_scope: ScopeId,
        methods: &mut Vec<(ObjId, &'a str)>,
    ) {
        let mut consts = ConstGroup::default();
        for decl in &file.decls {
            match decl {
                Syntax::Const { pos, names, ty, vals, iota, group } => {
                    let spec = consts.next(*group, ty.as_ref(), vals);
                    for (i, name) in names.iter().enumerate() {
                        let id =
                            self.new_obj(&name.name, name.pos, None, Kind::Const(Val::Unknown));
                        let kind = DeclKind::Const {
                            ty: spec.ty,
                            init: spec.values.get(i),
                            inherited: spec.inherited,
                            iota: (*iota).into(),
                        };
                        self.declare_package(scope, file_scope, id, kind);
                    }
                    self.arity(*pos, names, spec.values, true, spec.inherited);
                }
                Syntax::Var { pos, names, ty, vals } => {
                    let ids: Vec<_> =
                        names.iter().map(|n| self.new_var(n, VarKind::Package)).collect();
                    for (i, id) in ids.iter().enumerate() {
                        let shared = vals.len() == 1 && names.len() > 1;
                        let kind = DeclKind::Var {
                            lhs: if shared { ids.clone() } else { vec![] },
                            ty: ty.as_ref(),
                            init: if shared { vals.first() } else { vals.get(i) },
                        };
                        self.declare_package(scope, file_scope, *id, kind);
                    }
                    if ty.is_none() || !vals.is_empty() {
                        self.arity(*pos, names, vals, false, false);
                    }
                }
                Syntax::Type { name, tparams, alias, ty } => {
                    let kind = Kind::TypeName { alias: *alias };
                    let id = self.new_obj(&name.name, name.pos, None, kind);
                    let kind = DeclKind::Type { tparams, alias: *alias, ty };
                    self.declare_package(scope, file_scope, id, kind);
                }
                Syntax::Func { recv, name, ty, body, .. } => {
                    let decl = FuncDecl { recv: recv.first(), name, ty, body: body.as_ref() };
                    self.collect_func(decl, scope, file_scope, methods);
                }
            }
        }
    }

    fn collect_func(
        &mut self,
        f: FuncDecl<'a>,
        scope: ScopeId,
        file_scope: ScopeId,
        methods: &mut Vec<(ObjId, &'a str)>,
    ) {
        let name = &*f.name.name;
        let pointer_receiver =
            f.recv.is_some_and(|r| matches!(unparen(&r.ty).kind, ExprKind::Star(_)));
        let base = f.recv.map(|r| super::func::receiver_base(&r.ty));
        let kind = Kind::Func { native: f.body.is_none(), receiver: None, pointer_receiver };
        let id = self.new_obj(name, f.name.pos, None, kind);
        if let Some(base) = base {
            let generic = match &base.kind {
                ExprKind::Index(generic, _) => generic,
                _ => base,
            };
            if let ExprKind::Name(base) = &generic.kind
                && name != "_"
            {
                methods.push((id, base));
            }
            self.defs.push((f.name.pos, id));
        } else {
            let main = name == "main" && self.loaded[self.pkg.0 as usize].name == "main";
            if (name == "init" || main) && (!f.ty.params.is_empty() || !f.ty.results.is_empty()) {
                let message = format!("func {name} must have no arguments and no return values");
                self.error(f.name.pos, message);
            }
            if let Some(e) = f.ty.tparams.first()
                && (name == "init" || main)
            {
                let pos = e.name.as_ref().map_or(e.ty.pos, |name| name.pos);
                self.error(pos, format!("func {name} must have no type parameters"));
            }
            if name == "init" {
                self.defs.push((f.name.pos, id));
                self.inits.push((self.pkg, id));
                if f.body.is_none() {
                    self.error(f.name.pos, "func init must have a body");
                }
            } else {
                self.declare(scope, id);
            }
        }
        self.add_decl(id, file_scope, DeclKind::Func(f));
    }

    fn add_decl(&mut self, obj: ObjId, scope: ScopeId, kind: DeclKind<'a>) {
        self.decls.push(Decl { obj, scope, kind, deps: vec![] });
        self.obj_mut(obj).decl = Some(self.decls.len() - 1);
    }

    fn declare_package(
        &mut self,
        scope: ScopeId,
        file_scope: ScopeId,
        id: ObjId,
        kind: DeclKind<'a>,
    ) {
        let o = self.obj(id);
        let (name, pos) = (o.name, o.pos);
        if name == "init" || name == "main" && self.loaded[self.pkg.0 as usize].name == "main" {
            return self.error(pos, format!("cannot declare {name} - must be func"));
        }
        self.declare(scope, id);
        self.add_decl(id, file_scope, kind);
    }

    /// Complains if there are more or fewer values than names.
    pub(super) fn arity(
        &mut self,
        pos: u32,
        names: &[Ident],
        values: &[Expr],
        is_const: bool,
        inherited: bool,
    ) {
        if let Some(extra) = values.get(names.len()) {
            if inherited {
                let message = format!("extra init expr at {}", self.declared_at(extra.pos));
                self.error(pos, message);
            } else {
                self.error(extra.pos, format!("extra init expr {}", expr_string(extra)));
            }
        } else if let Some(name) = names.get(values.len())
            && (is_const || values.len() != 1)
        {
            self.error(name.pos, format!("missing init expr for {}", name.name));
        }
    }

    /// The defined type that a receiver's type name stands for, through aliases, and whether
    /// they make it a pointer.
    pub(super) fn receiver_type(&self, name: &str, scope: ScopeId) -> Option<(ObjId, bool)> {
        let mut name = name;
        let mut pointer = false;
        for _ in 0..100 {
            let id = self.scope_get(scope, name)?;
            let DeclKind::Type { alias, ty, .. } = &self.decls[self.obj(id).decl?].kind else {
                return None;
            };
            if !alias {
                return Some((id, pointer));
            }
            if matches!(unparen(ty).kind, ExprKind::Star(_)) {
                if pointer {
                    return None;
                }
                pointer = true;
            }
            match &super::func::receiver_base(ty).kind {
                ExprKind::Name(next) => name = next,
                _ => return None,
            }
        }
        None
    }

    /// Gives a defined type its methods.
    pub(super) fn collect_methods(&mut self, id: ObjId, t: T) {
        let Some(methods) = self.methods.remove(&id) else { return };
        let Some(n) = self.tys.as_named(t) else { return };
        self.may_reach(&methods);
        let mut names: FxHashMap<&str, ObjId> = FxHashMap::default();
        for m in methods {
            let (name, pos) = (self.obj(m).name, self.obj(m).pos);
            if let Some(other) = names.get(name) {
                let message = format!(
                    "method {}.{name} already declared at {}",
                    self.obj(id).name,
                    self.declared_at(self.obj(*other).pos)
                );
                self.error(pos, message);
            } else {
                names.insert(name, m);
                self.tys.named[n].methods.push(m);
            }
        }
        self.later(move |c| c.field_uniqueness(n));
    }

    fn field_uniqueness(&mut self, n: usize) {
        let named = &self.tys.named[n];
        let Ty::Struct(fields) = self.tys.get(named.under).clone() else { return };
        let fields: FxHashMap<&str, Pos> = fields.iter().map(|f| (f.name, f.pos)).collect();
        for m in named.methods.clone() {
            let o = self.obj(m);
            let (name, pos) = (o.name, o.pos);
            if let Some(field) = fields.get(name) {
                let at = self.at(*field);
                self.error(
                    pos,
                    format!("field and method with the same name {name}\n\t{at}: other declaration of {name}"),
                );
            }
        }
    }
}
