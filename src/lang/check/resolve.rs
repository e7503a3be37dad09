//! From names to objects: scopes, declarations in them, and identifiers that use them.
//!
//! It must never know what is between names. Next: [`super::decl`].

use super::super::ast::{Expr, ExprKind, Ident};
use super::super::info::ObjId;
use super::Checker;
use super::object::{Kind, Scope, ScopeId, VarKind};
use super::operand::{Mode, Operand};
use super::value::Val;

impl<'a> Checker<'a> {
    pub(super) fn new_scope(&mut self, parent: ScopeId) -> ScopeId {
        self.scopes[parent.0 as usize].is_parent = true;
        self.scopes.push(Scope::inside(parent));
        ScopeId(self.scopes.len() as u32 - 1)
    }

    /// Puts a name into a scope.
    pub(super) fn insert_name(&mut self, scope: ScopeId, name: &'a str, obj: ObjId) {
        let scope = &mut self.scopes[scope.0 as usize];
        // Scopes inside may have been told to pass it by.
        if scope.is_parent && scope.names().is_empty() {
            self.scopes_filled += 1;
        }
        scope.insert(name, obj);
    }

    /// The next scope out that holds names. It is kept for all on the way: blocks that declare nothing may be
    /// nested very deep.
    fn outward(&self, from: ScopeId) -> Option<ScopeId> {
        let mut way = vec![];
        let mut here = from;
        let found = loop {
            let scope = &self.scopes[here.0 as usize];
            if let Some((kept, when)) = scope.outward.get()
                && when == self.scopes_filled
            {
                break kept;
            }
            way.push(here);
            match scope.parent {
                Some(parent) if self.scopes[parent.0 as usize].names().is_empty() => here = parent,
                other => break other,
            }
        };
        for scope in way {
            self.scopes[scope.0 as usize].outward.set(Some((found, self.scopes_filled)));
        }
        found
    }

    pub(super) fn open_scope(&mut self) {
        self.env.scope = self.new_scope(self.env.scope);
    }

    pub(super) fn close_scope(&mut self) {
        if let Some(parent) = self.scopes[self.env.scope.0 as usize].parent {
            self.env.scope = parent;
        }
    }

    pub(super) fn scope_get(&self, scope: ScopeId, name: &str) -> Option<ObjId> {
        self.scopes[scope.0 as usize].get(name)
    }

    /// The object a name stands for here, and the scope that has it.
    pub(super) fn lookup_scope(&self, name: &str) -> Option<(ScopeId, ObjId)> {
        let mut scope = Some(self.env.scope);
        while let Some(s) = scope {
            if let Some(obj) = self.scope_get(s, name) {
                return Some((s, obj));
            }
            scope = self.outward(s);
        }
        None
    }

    pub(super) fn lookup(&self, name: &str) -> Option<ObjId> {
        self.lookup_scope(name).map(|(_, o)| o)
    }

    /// Puts an object into a scope; complains if the name is taken.
    pub(super) fn declare(&mut self, scope: ScopeId, obj: ObjId) {
        let o = self.obj(obj);
        let (name, pos) = (o.name, o.pos);
        if name != "_" {
            if let Some(alt) = self.scope_get(scope, name) {
                let message =
                    format!("{name} redeclared in this block{}", self.other_declaration(alt));
                return self.error(pos, message);
            }
            self.insert_name(scope, name, obj);
            if matches!(self.obj(obj).kind, Kind::Var { kind: VarKind::Local, .. }) {
                self.locals.push((scope, obj));
            }
        }
        if pos != 0 {
            self.defs.push((pos, obj));
        }
    }

    pub(super) fn new_var(&mut self, id: &'a Ident, kind: VarKind) -> ObjId {
        let owner = self.env.func;
        self.new_obj(&id.name, id.pos, None, Kind::Var { kind, owner, used: false })
    }

    pub(super) fn mark_used(&mut self, id: ObjId) {
        if let Kind::Var { used, .. } | Kind::Package { used, .. } = &mut self.obj_mut(id).kind {
            *used = true;
        }
    }

    /// The variable a name stands for and whether it is used yet, to restore that later.
    pub(super) fn variable_use(&self, e: &Expr) -> Option<(ObjId, bool)> {
        let ExprKind::Name(name) = &unparen(e).kind else { return None };
        let id = self.lookup(name)?;
        match self.obj(id) {
            o if o.pkg != Some(self.pkg) => None,
            o => match o.kind {
                Kind::Var { used, .. } => Some((id, used)),
                _ => None,
            },
        }
    }

    pub(super) fn restore_use(&mut self, v: Option<(ObjId, bool)>) {
        if let Some((id, was)) = v
            && let Kind::Var { used, .. } = &mut self.obj_mut(id).kind
        {
            *used = was;
        }
    }

    /// A name, as an expression or (`want_type`) as a type.
    pub(super) fn ident(&mut self, e: &'a Expr, name: &'a str, want_type: bool) -> Operand<'a> {
        let mut x = Operand { expr: Some(e), ..Operand::invalid() };
        let Some((scope, id)) = self.lookup_scope(name) else {
            let message = if name == "_" {
                "cannot use _ as value or type".into()
            } else {
                format!("undefined: {name}")
            };
            self.error(e.pos, message);
            return x;
        };
        self.record_use(e.id, id);
        let is_type = matches!(self.obj(id).kind, Kind::TypeName { .. } | Kind::Refused(_));
        if !is_type && want_type {
            let message = format!("{name} ({}) is not a type", self.object_kind(id));
            self.error(e.pos, message);
            if self.obj(id).pkg == Some(self.pkg) {
                self.mark_used(id);
            }
            return x;
        }
        if self.obj(id).decl.is_some() {
            let own = self.obj(id).pkg == Some(self.pkg);
            if is_type && want_type && self.lazy_types && own {
                self.type_shell(id);
            } else {
                self.obj_decl(id);
            }
        } else if is_type && want_type {
            // A type that is declared here may be needed by its own declaration.
            self.obj_decl(id);
        }
        let t = self.obj(id).ty.unwrap_or(super::ty::INVALID);
        if let Some(import) = self.dot_imports.get(&(scope.0, id)) {
            self.mark_used(*import);
        }
        let o = self.obj(id);
        let own = o.pkg == Some(self.pkg);
        match o.kind.clone() {
            Kind::Package { .. } => {
                self.error(e.pos, format!("use of package {name} not in selector"));
                return x;
            }
            Kind::Refused(why) => {
                if !why.is_empty() {
                    self.error(e.pos, why);
                }
                return x;
            }
            Kind::Const(v) => {
                self.add_dep(id);
                if !self.is_valid(t) {
                    return x;
                }
                let is_iota = self.obj(id).pkg.is_none() && name == "iota";
                x.mode = match (is_iota, self.env.iota) {
                    (true, Some(iota)) => Mode::Const(Val::Int(iota)),
                    (true, None) => {
                        self.error(e.pos, "cannot use iota outside constant declaration");
                        return x;
                    }
                    _ => Mode::Const(v),
                };
            }
            Kind::TypeName { .. } => x.mode = Mode::Type,
            Kind::Var { .. } => {
                if own {
                    self.mark_used(id);
                }
                self.add_dep(id);
                if !self.is_valid(t) {
                    return x;
                }
                x.mode = Mode::Var;
            }
            Kind::Func { .. } => {
                self.add_dep(id);
                x.mode = Mode::Value;
            }
            Kind::Builtin(b) => x.mode = Mode::Builtin(b),
            Kind::Nil => x.mode = Mode::Nil,
        }
        x.ty = t;
        x
    }

    /// Remembers that the declaration being checked needs another one initialised first.
    pub(super) fn add_dep(&mut self, to: ObjId) {
        let to = self.instances.get(&to).map_or(to, |instance| instance.origin);
        self.reach(to);
        if let Some(from) = self.env.decl
            && self.obj(to).decl.is_some()
            && self.obj(to).pkg == Some(self.pkg)
            && !self.decls[from].deps.contains(&to)
        {
            self.decls[from].deps.push(to);
        }
    }

    pub(super) fn object_kind(&self, id: ObjId) -> &'static str {
        match &self.obj(id).kind {
            Kind::Package { .. } => "package name",
            Kind::Const(_) => "constant",
            Kind::TypeName { alias: true } => "type alias",
            Kind::TypeName { .. } => "defined type",
            Kind::Var { kind, .. } => match kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Receiver => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
            },
            Kind::Func { receiver: Some(_), .. } => "method",
            Kind::Func { .. } => "function",
            Kind::Builtin(_) => "built-in function",
            Kind::Nil => "untyped nil",
            Kind::Refused(_) => "unknown symbol",
        }
    }
}

/// The expression inside parentheses.
pub fn unparen(mut e: &Expr) -> &Expr {
    while let ExprKind::Paren(x) = &e.kind {
        e = x;
    }
    e
}
