//! Declarations that need themselves: recursive types, and cycles through constants and variables.
//!
//! It must never know expressions. Next: [`super::init_order`] for cycles among initial values.

use super::super::info::ObjId;
use super::Checker;
use super::object::Kind;
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
            match self.obj(*o).kind {
                Kind::Const(_) | Kind::Var { .. } => values += 1,
                Kind::TypeName { alias: false } => types += 1,
                _ => {}
            }
        }
        if values == cycle.len() || values == 0 && types > 0 {
            return true;
        }
        self.cycle_error(&cycle, None);
        false
    }

    /// Whether a type can be used by value here; complains if its declaration is in progress.
    pub(super) fn is_complete(&mut self, t: T) -> bool {
        let mut t = t;
        loop {
            match self.tys.get(t) {
                Ty::Named(n) => {
                    let named = &self.tys.named[*n];
                    let obj = named.obj;
                    match named.state {
                        State::Done => return true,
                        State::Unresolved => {
                            self.obj_decl(obj);
                            return self.tys.named[self.tys.as_named(t).unwrap_or(0)].under
                                != ty::INVALID;
                        }
                        State::InProgress => {
                            let cycle = self.path_from(obj);
                            self.cycle_error(&cycle, None);
                            return false;
                        }
                    }
                }
                Ty::Alias(_, rhs) => t = *rhs,
                _ => return true,
            }
        }
    }

    /// "invalid recursive type …", told from the declaration that comes first in the source.
    pub(super) fn cycle_error(&mut self, cycle: &[ObjId], start: Option<usize>) {
        let first = (0..cycle.len()).min_by_key(|i| self.obj(cycle[*i]).pos).unwrap_or(0);
        let start = start.unwrap_or(first);
        let Some(id) = cycle.get(start).copied() else { return };
        let o = self.obj(id);
        let (pos, name) = (o.pos, o.name);
        let is_type = matches!(o.kind, Kind::TypeName { .. });
        for id in cycle {
            if let (Some(t), Kind::TypeName { .. }) = (self.obj(*id).ty, &self.obj(*id).kind)
                && let Ty::Alias(..) = self.tys.get(t)
            {
                self.tys.list[t.0 as usize] = Ty::Alias(*id, ty::INVALID);
            }
        }
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
        if cycle.len() == 1 {
            return self.error(pos, format!("{what}: {name} refers to itself"));
        }
        let of = if is_type { "" } else { " of" };
        let mut message = format!("{what}{of} {name}");
        for i in 0..cycle.len() {
            let from = self.obj(cycle[(start + i) % cycle.len()]);
            let to = self.obj(cycle[(start + i + 1) % cycle.len()]);
            message += &format!("\n\t{}: {} refers to {}", self.at(from.pos), from.name, to.name);
        }
        self.error(pos, message);
    }

    /// Complains if a defined type contains itself by value.
    pub(super) fn valid_type(&mut self, t: T) {
        let mut path = vec![];
        self.contains_itself(t, &mut path);
    }

    fn contains_itself(&mut self, t: T, path: &mut Vec<usize>) -> bool {
        let t = self.tys.unalias(t);
        match self.tys.get(t).clone() {
            Ty::Array(elem, _) => self.contains_itself(elem, path),
            Ty::Struct(fields) => fields.iter().any(|f| self.contains_itself(f.ty, path)),
            Ty::Named(n) if self.tys.named[n].valid => false,
            Ty::Named(n) => {
                if let Some(start) = path.iter().position(|p| *p == n) {
                    self.tys.named[n].under = ty::INVALID;
                    let cycle: Vec<_> =
                        path[start..].iter().map(|n| self.tys.named[*n].obj).collect();
                    self.cycle_error(&cycle, Some(0));
                    return true;
                }
                path.push(n);
                let bad = self.contains_itself(self.tys.named[n].under, path);
                path.pop();
                self.tys.named[n].valid = true;
                bad
            }
            _ => false,
        }
    }
}
