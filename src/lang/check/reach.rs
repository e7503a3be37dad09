//! What of the standard packages a program reaches: only that is checked, initialised and lowered.
//!
//! Declarations are checked when a name is found to stand for them, bodies of functions when a checked body
//! names the function. A method can also be reached through an interface: then an interface type that is
//! checked names it. It must never know expressions. Next: [`super::decl`].

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::ast::ExprKind;
use super::super::info::ObjId;
use super::object::{DeclKind, Kind};
use super::ty::Ty;
use super::{Action, Checker, Env};

/// Methods that natives call by their name.
const CALLED_BY_NATIVES: [&str; 4] = ["Error", "Format", "GoString", "String"];

/// What is reached, and what is to come.
#[derive(Default)]
pub(super) struct Reach<'a> {
    /// Whether standard packages are checked as any other.
    everything: bool,
    /// Checks a function's body.
    pub bodies: FxHashMap<ObjId, Action<'a>>,
    reached: FxHashSet<ObjId>,
    /// Methods that nobody has reached yet, of types that are reached.
    methods: Vec<ObjId>,
    /// The methods' names in interfaces, among the first so many types.
    called: FxHashSet<&'a str>,
    types: usize,
    /// Blank variables, by the type that they are declared with.
    kept: FxHashMap<ObjId, Vec<ObjId>>,
}

impl<'a> Checker<'a> {
    /// Whether the package being checked is checked only as far as it is reached.
    pub(super) fn is_on_demand(&self) -> bool {
        self.loaded[self.pkg.0 as usize].is_std && !self.reach.everything
    }

    /// What is reached in a standard package whatever the program does: `init` functions. A blank variable
    /// (`var _ I = T{}`) is reached together with the type that it is declared with.
    pub(super) fn roots(&mut self, first: usize) {
        for decl in first..self.decls.len() {
            let id = self.decls[decl].obj;
            match (&self.decls[decl].kind, self.obj(id).name) {
                (DeclKind::Func(f), "init") if f.recv.is_none() => self.reach(id),
                (DeclKind::Var { ty: Some(ty), .. }, "_") => {
                    let scope = self.package_scopes[self.pkg.0 as usize];
                    if let ExprKind::Name(name) = &ty.kind
                        && let Some(of) = self.scope_get(scope, name)
                    {
                        self.reach.kept.entry(of).or_default().push(id);
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes that the program can get to an object: the body of a function will be checked.
    pub(super) fn reach(&mut self, id: ObjId) {
        let o = self.obj(id);
        let is_std = o.pkg.is_some_and(|pkg| self.loaded[pkg.0 as usize].is_std);
        if is_std && matches!(o.kind, Kind::Func { .. }) && self.reach.reached.insert(id) {
            self.unchecked.push_back(id);
        }
    }

    /// Reaches what is there because of a type.
    pub(super) fn reach_kept(&mut self, id: ObjId) {
        for v in self.reach.kept.remove(&id).unwrap_or_default() {
            self.obj_decl(v);
        }
    }

    /// Notes the methods of a type of a standard package.
    pub(super) fn may_reach(&mut self, methods: &[ObjId]) {
        if self.is_on_demand() {
            self.reach.methods.extend(methods);
        }
    }

    /// Checks something of the package of `id` as if nothing else were being checked.
    pub(super) fn apart(&mut self, id: ObjId, check: impl FnOnce(&mut Self)) {
        let pkg = self.obj(id).pkg.unwrap_or(self.pkg);
        let scope = self.package_scopes[pkg.0 as usize];
        let pkg = std::mem::replace(&mut self.pkg, pkg);
        let env = std::mem::replace(&mut self.env, Env::new(None, scope));
        let lazy_types = std::mem::take(&mut self.lazy_types);
        let in_instance = std::mem::take(&mut self.in_instance);
        let targs = std::mem::take(&mut self.instance_targs);
        let top = self.delayed.len();
        check(self);
        self.process_delayed(top);
        (self.pkg, self.env, self.lazy_types) = (pkg, env, lazy_types);
        (self.in_instance, self.instance_targs) = (in_instance, targs);
    }

    /// Checks the bodies of instances and of what is reached in standard packages, and what they reach.
    pub(super) fn check_reached(&mut self) {
        if self.failed() {
            return;
        }
        loop {
            while let Some(id) = self.unchecked.pop_front() {
                self.apart(id, |c| {
                    if c.instances.contains_key(&id) {
                        c.in_instance = true;
                        return c.check_instance(id);
                    }
                    c.obj_decl(id);
                    if let Some(check_body) = c.reach.bodies.remove(&id) {
                        check_body(c);
                    }
                });
            }
            self.reach_through_interfaces();
            if self.unchecked.is_empty() {
                break;
            }
        }
        self.instances_too_deep();
    }

    /// Reaches the methods that can be called through interfaces.
    fn reach_through_interfaces(&mut self) {
        self.reach.called.extend(CALLED_BY_NATIVES);
        for ty in &self.tys.list[self.reach.types..] {
            if let Ty::Interface(iface) = ty {
                self.reach.called.extend(iface.methods.iter().map(|m| m.name));
            }
        }
        self.reach.types = self.tys.list.len();
        let methods = std::mem::take(&mut self.reach.methods);
        let called = |id: &ObjId| self.reach.called.contains(self.obj(*id).name);
        let (reached, others): (Vec<_>, Vec<_>) = methods.into_iter().partition(called);
        self.reach.methods = others;
        reached.into_iter().for_each(|id| self.reach(id));
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::check::{Checker, load};
    use crate::lang::parse::parse_file;
    use crate::lang::source::SourceMap;
    use crate::lang::std::{PACKAGES, source};

    /// What no test program reaches of the standard packages is right as well.
    #[test]
    fn standard_packages_are_right_as_a_whole() {
        for path in PACKAGES {
            let mut sources = SourceMap::default();
            let text = format!("package main\n\nimport _ {path:?}\n\nfunc main() {{}}\n");
            let file = sources.add("main.go", text, false);
            let main = parse_file(&sources, file, 0).expect("no syntax error");
            let (packages, exprs) =
                load::load(&mut sources, vec![main], &source).expect("packages that exist");
            let copies = boxcar::Vec::new();
            let mut checker = Checker::new(&sources, &packages, &copies, exprs);
            checker.reach.everything = true;
            checker.packages();
            let funcs = checker.funcs.len();
            if let Err(errors) = checker.finish() {
                panic!("{}", crate::lang::compile::messages(&sources, &errors));
            }
            assert!(funcs > 0 || *path == "cmp", "{path}: bodies are checked");
        }
    }
}
