//! Declarations that need themselves: recursive types, and cycles through constants and variables.
//!
//! It must never know expressions. Next: [`super::init_order`] for cycles among initial values.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::ast::{ExprKind, Pos};
use super::super::depth::deep;
use super::super::info::ObjId;
use super::Checker;
use super::object::{DeclKind, Kind};
use super::ty::{self, State, T, Ty};

impl<'a> Checker<'a> {
    pub(super) fn push_obj(&mut self, id: ObjId) {
        self.obj_path.push(id);
        self.obj_path_set.insert(id);
    }

    pub(super) fn pop_obj(&mut self) {
        if let Some(id) = self.obj_path.pop() {
            self.obj_path_set.remove(&id);
        }
    }

    /// The declarations in progress from `id` on.
    fn path_from(&self, id: ObjId) -> Vec<ObjId> {
        let start = self.obj_path.iter().position(|o| *o == id).unwrap_or(0);
        self.obj_path[start..].to_vec()
    }

    /// Whether a reference back to a declaration in progress is allowed; complains if not.
    pub(super) fn valid_cycle(&mut self, id: ObjId) -> bool {
        let cycle = self.path_from(id);
        let (mut values, mut types) = (0, 0);
        for o in &cycle {
            // Cycles through lists of type parameters are fine.
            if self.env.in_tparams && self.obj(*o).ty.is_some_and(|t| self.own_tparams(t).is_some())
            {
                return true;
            }
            match self.obj(*o).kind {
                Kind::Const(_) | Kind::Var { .. } => values += 1,
                Kind::TypeName { alias: false } => types += 1,
                _ => {}
            }
        }
        if values == cycle.len() || values == 0 && types > 0 {
            return true;
        }
        self.cycle_error(&cycle);
        false
    }

    /// Complains of types that are declared as nothing but each other's names, from declaration `first` on.
    pub(super) fn direct_cycles(&mut self, first: usize) {
        let mut done = FxHashSet::default();
        for d in first..self.decls.len() {
            let mut path = vec![];
            let mut on_path = FxHashMap::default();
            let mut next = Some(self.decls[d].obj);
            while let Some(id) = next.filter(|id| !done.contains(id)) {
                if let Some(start) = on_path.insert(id, path.len()) {
                    self.obj_mut(id).ty = Some(ty::INVALID);
                    self.cycle_error(&path[start..]);
                    break;
                }
                next = self.named_by_declaration(id);
                path.push(id);
            }
            done.extend(path);
        }
    }

    /// What a type is declared as, if that is the name of another one of the package.
    fn named_by_declaration(&self, id: ObjId) -> Option<ObjId> {
        let decl = |id: ObjId| self.obj(id).decl.map(|decl| &self.decls[decl].kind);
        let DeclKind::Type { ty, .. } = decl(id)? else { return None };
        let ExprKind::Name(name) = &ty.kind else { return None };
        let scope = self.package_scopes[self.pkg.0 as usize];
        let id = self.scope_get(scope, name)?;
        matches!(decl(id), Some(DeclKind::Type { .. })).then_some(id)
    }

    /// Whether it is known what underlies a type; complains if its declaration is in progress.
    pub(super) fn is_complete(&mut self, t: T) -> bool {
        let mut t = t;
        loop {
            let (obj, rhs) = match *self.tys.get(t) {
                Ty::Named(n) if self.tys.named[n].instance.is_some() => return true,
                // Then it was complete what it is defined as.
                Ty::Named(n)
                    if self.tys.named[n].state == State::Done
                        && self.tys.named[n].under != ty::INVALID =>
                {
                    return true;
                }
                Ty::Named(n) => {
                    if self.tys.named[n].state == State::Unresolved {
                        self.obj_decl(self.tys.named[n].obj);
                    }
                    (self.tys.named[n].obj, self.tys.named[n].rhs)
                }
                Ty::Alias(obj, rhs) => (obj, rhs),
                _ => return true,
            };
            if self.obj_path_set.contains(&obj) {
                let cycle = self.path_from(obj);
                self.cycle_error(&cycle);
                return false;
            }
            t = rhs;
        }
    }

    /// The declarations of a cycle, told from that which comes first in the source.
    fn cycle_error(&mut self, cycle: &[ObjId]) {
        let first = (0..cycle.len()).min_by_key(|i| self.obj(cycle[*i]).pos).unwrap_or(0);
        let Some(id) = cycle.get(first).copied() else { return };
        let is_type = matches!(self.obj(id).kind, Kind::TypeName { .. });
        for id in cycle {
            if let (Some(t), Kind::TypeName { .. }) = (self.obj(*id).ty, &self.obj(*id).kind)
                && let Ty::Alias(..) = self.tys.get(t)
            {
                self.tys.set_alias(t, *id, ty::INVALID);
            }
        }
        let name = |id: ObjId| (self.obj(id).pos, self.obj(id).name.to_string());
        let names: Vec<_> =
            (0..cycle.len()).map(|i| name(cycle[(first + i) % cycle.len()])).collect();
        self.say_cycle(&names, is_type);
    }

    /// "invalid recursive type …"
    fn say_cycle(&mut self, cycle: &[(Pos, String)], is_type: bool) {
        let (pos, name) = &cycle[0];
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
        if cycle.len() == 1 {
            return self.error(*pos, format!("{what}: {name} refers to itself"));
        }
        let of = if is_type { "" } else { " of" };
        let mut message = format!("{what}{of} {name}");
        for (i, (pos, from)) in cycle.iter().enumerate() {
            let (_, to) = &cycle[(i + 1) % cycle.len()];
            message += &format!("\n\t{}: {from} refers to {to}", self.at(*pos));
        }
        self.error(*pos, message);
    }

    /// Complains if a defined type contains itself: by value, or an interface by embedding.
    pub(super) fn valid_type(&mut self, t: T) {
        self.is_valid_type(t, &mut Nest::default(), &mut vec![]);
    }

    /// `nest`: the types that contain this one; `path`: all types on the way to it.
    fn is_valid_type(&mut self, t: T, nest: &mut Nest, path: &mut Vec<T>) -> bool {
        deep(|| self.is_valid_within(t, nest, path))
    }

    fn is_valid_within(&mut self, t: T, nest: &mut Nest, path: &mut Vec<T>) -> bool {
        let t = self.tys.unalias(t);
        match self.tys.get(t).clone() {
            Ty::Array(elem, _) => self.is_valid_type(elem, nest, path),
            Ty::Struct(fields) => fields.iter().all(|f| self.is_valid_type(f.ty, nest, path)),
            Ty::Interface(iface) => {
                let mut terms = iface.embedded.iter().flat_map(|e| e.union.iter());
                terms.all(|term| self.is_valid_type(term.ty, nest, path))
            }
            Ty::Named(n) if self.tys.named[n].valid => true,
            Ty::Named(n) => {
                let origin = self.tys.origin(n);
                if nest.within.contains(&t) {
                    self.tys.invalidate(origin);
                    let start = path.iter().position(|p| *p == t).unwrap_or(0);
                    let cycle: Vec<_> = path[start..].iter().map(|t| self.cycle_name(*t)).collect();
                    self.say_cycle(&cycle, true);
                    return false;
                }
                nest.push(t);
                path.push(t);
                let ok = self.is_valid_type(self.tys.named[origin].rhs, nest, path);
                nest.pop();
                path.pop();
                // What contains parameters depends on what contains it.
                let generic = self.mentions_param(t) || self.own_tparams(t).is_some();
                self.tys.named[n].valid = ok && !generic;
                ok
            }
            Ty::Param(_) => {
                let Some(around) = nest.list.last().copied() else { return true };
                let Some(n) = self.tys.as_named(around) else { return true };
                let tparams = &self.tys.named[self.tys.origin(n)].tparams;
                let place = tparams.iter().position(|p| *p == t);
                let Some(targ) = place.and_then(|i| self.tys.targs(n).get(i)).copied() else {
                    return true;
                };
                // The argument is contained by what contains the instance.
                nest.pop();
                let ok = self.is_valid_type(targ, nest, path);
                nest.push(around);
                ok
            }
            _ => true,
        }
    }

    /// A type as cycles are told: with its arguments, and where it is written with them.
    fn cycle_name(&self, t: T) -> (Pos, String) {
        let named = self.tys.as_named(t).map(|n| &self.tys.named[n]);
        let Some(named) = named else { return (0, self.type_string(t)) };
        match named.instance {
            Some(_) => (named.pos, self.type_string(t)),
            None => (named.pos, self.obj(named.obj).name.to_string()),
        }
    }
}

/// Types that contain each other, the outermost first, and the same as a set.
#[derive(Default)]
struct Nest {
    list: Vec<T>,
    within: FxHashSet<T>,
}

impl Nest {
    fn push(&mut self, t: T) {
        self.list.push(t);
        self.within.insert(t);
    }

    fn pop(&mut self) {
        if let Some(t) = self.list.pop() {
            self.within.remove(&t);
        }
    }
}

/// Interfaces without names that a cycle goes through, and whether it is still to be told.
type Cyclic = FxHashMap<T, bool>;

impl<'a> Checker<'a> {
    /// Complains of interfaces without a name that refer to themselves, which gc can't represent.
    pub(super) fn interface_cycles(&mut self) {
        let mut cyclic = Cyclic::default();
        for (t, pos) in std::mem::take(&mut self.interfaces) {
            if self.has_interface_cycle(t, &mut cyclic) {
                cyclic.values_mut().for_each(|untold| *untold = false);
                let message = "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)";
                self.error(pos, message);
            }
        }
    }

    fn has_interface_cycle(&self, t: T, cyclic: &mut Cyclic) -> bool {
        let Some(set) = self.type_set(t) else { return false };
        set.methods.iter().any(|m| self.in_interface_cycle(m.sig, cyclic))
    }

    fn in_interface_cycle(&self, t: T, cyclic: &mut Cyclic) -> bool {
        let t = self.tys.unalias(t);
        let mut within = |t: T| deep(|| self.in_interface_cycle(t, cyclic));
        match self.tys.get(t) {
            Ty::Pointer(t) | Ty::Slice(t) | Ty::Array(t, _) | Ty::Chan(_, t) => within(*t),
            Ty::Map(key, elem) => within(*key) || within(*elem),
            Ty::Struct(fields) => fields.iter().any(|f| within(f.ty)),
            Ty::Func(sig) => sig.params.iter().chain(&sig.results).any(|p| within(p.ty)),
            Ty::Interface(iface) if iface.methods.is_empty() && iface.embedded.is_empty() => false,
            Ty::Interface(_) => {
                if let Some(untold) = cyclic.get(&t) {
                    return *untold;
                }
                cyclic.insert(t, true);
                let found = self.has_interface_cycle(t, cyclic);
                cyclic.insert(t, found);
                found
            }
            _ => false,
        }
    }
}
