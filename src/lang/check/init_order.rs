//! The order in which package-level variables are initialised, and cycles in it.
//!
//! It must never know expressions. Next: [`super::export`].

use super::super::depth::deep;
use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::info::ObjId;
use super::object::{DeclKind, Kind};
use super::{Checker, Init};

impl<'a> Checker<'a> {
    /// The initialisers of a package, whose declarations these are, in their order. What is not checked, being
    /// of a standard package and not reached, is not initialised.
    pub(super) fn init_order(&mut self, decls: Range<usize>) -> Vec<Init<'a>> {
        let is_node = |c: &Self, id: ObjId| {
            let o = c.obj(id);
            matches!(o.kind, Kind::Var { .. } | Kind::Const(_)) && o.ty.is_some()
        };
        let nodes: Vec<usize> = decls.filter(|d| is_node(self, self.decls[*d].obj)).collect();
        let mut needs: FxHashMap<ObjId, usize> = FxHashMap::default();
        let mut needed_by: FxHashMap<ObjId, Vec<ObjId>> = FxHashMap::default();
        for d in &nodes {
            let from = self.decls[*d].obj;
            let reached = self.reached(*d);
            needs.insert(from, reached.len());
            for to in reached {
                needed_by.entry(to).or_default().push(from);
            }
        }
        // Constants first, then what needs nothing more, in source order.
        let key =
            |c: &Self, id: ObjId, n: usize| (!matches!(c.obj(id).kind, Kind::Const(_)), n, id);
        let mut queue: BTreeSet<_> =
            nodes.iter().map(|d| self.decls[*d].obj).map(|id| key(self, id, needs[&id])).collect();
        let mut order = vec![];
        let mut emitted: FxHashSet<ObjId> = FxHashSet::default();
        while let Some((_, missing, id)) = queue.pop_first() {
            if missing > 0 {
                let mut seen = FxHashSet::default();
                if let Some(cycle) = self.find_path(id, id, &mut seen) {
                    self.report_init_cycle(&cycle);
                }
            }
            for p in needed_by.get(&id).into_iter().flatten() {
                let n = needs.entry(*p).or_default();
                if queue.remove(&key(self, *p, *n)) {
                    *n = n.saturating_sub(1);
                    queue.insert(key(self, *p, *n));
                }
            }
            let Some(decl) = self.obj(id).decl else { continue };
            let DeclKind::Var { lhs, init: Some(init), .. } = &self.decls[decl].kind else {
                continue;
            };
            let lhs = if lhs.is_empty() { vec![id] } else { lhs.clone() };
            if emitted.contains(&lhs[0]) {
                continue;
            }
            emitted.insert(lhs[0]);
            let lhs =
                lhs.into_iter().map(|v| Some(v).filter(|v| self.obj(*v).name != "_")).collect();
            order.push((lhs, *init));
        }
        order
    }

    /// The variables and constants a declaration needs, directly or through functions.
    fn reached(&self, decl: usize) -> Vec<ObjId> {
        let mut out = vec![];
        let mut seen: FxHashSet<ObjId> = FxHashSet::default();
        let mut todo: Vec<ObjId> = self.decls[self.shared_decl(decl)].deps.clone();
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            match (&self.obj(id).kind, self.obj(id).decl) {
                (Kind::Func { .. }, Some(d)) => todo.extend(&self.decls[d].deps),
                (Kind::Var { .. } | Kind::Const(_), _) => out.push(id),
                _ => {}
            }
        }
        out
    }

    fn find_path(&self, from: ObjId, to: ObjId, seen: &mut FxHashSet<ObjId>) -> Option<Vec<ObjId>> {
        if !seen.insert(from) {
            return None;
        }
        let mut deps = self.decls[self.shared_decl(self.obj(from).decl?)].deps.clone();
        deps.sort_unstable();
        for d in deps {
            if d == to {
                return Some(vec![d]);
            }
            if let Some(mut path) = deep(|| self.find_path(d, to, seen)) {
                path.push(d);
                return Some(path);
            }
        }
        None
    }

    fn report_init_cycle(&mut self, cycle: &[ObjId]) {
        let Some(first) = cycle.first() else { return };
        let mut o = self.obj(*first);
        let pos = o.pos;
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {} refers to itself", o.name);
            return self.error(pos, message);
        }
        let mut message = format!("initialization cycle for {}", o.name);
        for next in cycle.iter().rev() {
            let next = self.obj(*next);
            message += &format!("\n\t{}: {} refers to {}", self.at(o.pos), o.name, next.name);
            o = next;
        }
        self.error(pos, message);
    }
}
