//! What type parameters must stand for if two types are to be one type.
//!
//! It must never know expressions. Next: [`super::infer`].

use super::super::depth::deep;
use super::Checker;
use super::ty::{Param, T, Ty};

/// Type parameters, and what is known of them.
pub(super) struct Unknowns {
    pub tparams: Vec<T>,
    /// Which of `types` belongs to each: parameters that must be the same type share one.
    place: Vec<usize>,
    types: Vec<Option<T>>,
}

impl Unknowns {
    pub fn new(tparams: Vec<T>, known: Vec<Option<T>>) -> Self {
        Unknowns { place: (0..tparams.len()).collect(), tparams, types: known }
    }

    pub fn at(&self, i: usize) -> Option<T> {
        self.types[self.place[i]]
    }

    pub fn set(&mut self, i: usize, t: T) {
        self.types[self.place[i]] = Some(t);
    }

    pub fn all(&self) -> Vec<Option<T>> {
        self.place.iter().map(|place| self.types[*place]).collect()
    }

    pub fn missing(&self) -> usize {
        self.all().iter().filter(|t| t.is_none()).count()
    }

    /// Makes two parameters the same type, unless both are known.
    fn join(&mut self, i: usize, j: usize) -> bool {
        let (i, j) = (self.place[i], self.place[j]);
        if i != j && self.types[i].is_some() && self.types[j].is_some() {
            return false;
        }
        let (keep, drop) = if self.types[i].is_some() { (i, j) } else { (j, i) };
        for place in self.place.iter_mut().filter(|place| **place == drop) {
            *place = keep;
        }
        true
    }
}

/// How alike types must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    Exact,
    /// As one is assigned to the other: names and channel directions matter only inside.
    Assign,
    /// Names and channel directions are of no matter.
    Loose,
}

/// Deeper types than that never become one.
const DEEPEST: usize = 100;

impl<'a> Checker<'a> {
    /// Makes `x` and `y` one type by what is found out of the type parameters in them; whether that
    /// is possible.
    pub(super) fn unify(&mut self, x: T, y: T, how: Match, u: &mut Unknowns) -> bool {
        self.unify_at(0, x, y, how, u)
    }

    fn unify_at(&mut self, depth: usize, x: T, y: T, how: Match, u: &mut Unknowns) -> bool {
        deep(|| self.unify_types(depth, x, y, how, u))
    }

    fn unify_types(&mut self, depth: usize, x: T, y: T, how: Match, u: &mut Unknowns) -> bool {
        // What is found out keeps the names of aliases.
        let (mut written, other) = (y, x);
        let (mut x, mut y) = (self.tys.unalias(x), self.tys.unalias(y));
        if x == y || depth > DEEPEST {
            return x == y;
        }
        let named = |c: &Self, t: T| matches!(c.tys.get(t), Ty::Named(_));
        let own = |u: &Unknowns, t: T| u.tparams.iter().position(|p| *p == t);
        if named(self, x) || own(u, y).is_some() {
            std::mem::swap(&mut x, &mut y);
            written = other;
        }
        let literal = !matches!(self.tys.get(x), Ty::Named(_) | Ty::Param(_) | Ty::Interface(_));
        if how != Match::Exact && named(self, y) && literal {
            y = self.tys.under_id(y);
            written = y;
        }
        match (own(u, x), own(u, y)) {
            (Some(i), Some(j)) => {
                return u.join(i, j)
                    || match (u.at(i), u.at(j)) {
                        (Some(x), Some(y)) => self.unify_at(depth + 1, x, y, how, u),
                        _ => false,
                    };
            }
            (Some(i), None) => {
                let Some(known) = u.at(i) else {
                    u.set(i, written);
                    return true;
                };
                return self.unify_at(depth + 1, known, y, how, u)
                    && self.prefer(i, known, y, how, u);
            }
            _ => {}
        }
        if how != Match::Exact
            && let Some(same) = self.unify_interfaces(depth, x, y, u)
        {
            return same;
        }
        self.unify_structure(depth, x, y, how, u)
    }

    /// Of two types that stand for a parameter, a defined one is kept and a one-way channel.
    fn prefer(&mut self, i: usize, known: T, y: T, how: Match, u: &mut Unknowns) -> bool {
        let named = |t: T| matches!(self.tys.get(t), Ty::Named(_));
        let known = self.tys.unalias(known);
        match (self.type_set(known), self.type_set(y)) {
            (Some(a), Some(b)) => {
                if named(known) && named(y) {
                    return self.identical(known, y);
                }
                if a.methods.len() != b.methods.len() {
                    return false;
                }
            }
            (None, None) => {}
            _ => return false,
        }
        if how != Match::Exact && !named(known) {
            let one_way =
                matches!(self.tys.get(y), Ty::Chan(dir, _) if *dir != super::super::ast::Dir::Both);
            if named(y) || one_way {
                u.set(i, y);
            }
        }
        true
    }

    /// If one or both are interfaces, whether the methods that they should share can be the same.
    fn unify_interfaces(&mut self, depth: usize, x: T, y: T, u: &mut Unknowns) -> Option<bool> {
        let (set, other) = match (self.type_set(x), self.type_set(y)) {
            (Some(a), Some(b)) => {
                if !self.same_set(&a, &b) {
                    return Some(false);
                }
                if a.methods.len() <= b.methods.len() { (a, y) } else { (b, x) }
            }
            (Some(a), None) => (a, y),
            (None, Some(b)) => (b, x),
            (None, None) => return None,
        };
        Some(set.methods.iter().all(|m| match self.lookup_member(other, false, m.name, false) {
            Ok(found) => {
                let sig = self.member_sig(found.member);
                self.member_tparams(found.member).is_empty()
                    && self.unify_at(depth + 1, m.sig, sig, Match::Exact, u)
            }
            Err(_) => false,
        }))
    }

    fn unify_structure(&mut self, depth: usize, x: T, y: T, how: Match, u: &mut Unknowns) -> bool {
        let (x, y) = if self.tys.as_param(y).is_some() { (y, x) } else { (x, y) };
        let inside = if how == Match::Loose { how } else { Match::Exact };
        let (xs, ys) = (self.tys.get(x).clone(), self.tys.get(y).clone());
        if let (Ty::Interface(a), Ty::Interface(b)) = (&xs, &ys) {
            let (a, b) = (self.set_of(a), self.set_of(b));
            return self.same_set(&a, &b)
                && a.methods.len() == b.methods.len()
                && a.methods.iter().zip(&b.methods).all(|(m, n)| {
                    m.name == n.name && self.unify_at(depth + 1, m.sig, n.sig, Match::Exact, u)
                });
        }
        let mut both = |a: T, b: T, how: Match| self.unify_at(depth + 1, a, b, how, u);
        match (xs, ys) {
            (Ty::Pointer(a), Ty::Pointer(b)) | (Ty::Slice(a), Ty::Slice(b)) => both(a, b, inside),
            (Ty::Chan(d, a), Ty::Chan(e, b)) => {
                (how != Match::Exact || d == e) && both(a, b, inside)
            }
            (Ty::Array(a, n), Ty::Array(b, m)) => n == m && both(a, b, inside),
            (Ty::Map(k, v), Ty::Map(l, w)) => both(k, l, inside) && both(v, w, inside),
            (Ty::Struct(a), Ty::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(f, g)| {
                        let same = f.name == g.name && f.embedded == g.embedded && f.tag == g.tag;
                        same && both(f.ty, g.ty, inside)
                    })
            }
            (Ty::Func(a), Ty::Func(b)) => {
                let mut pairs = |a: &[Param], b: &[Param]| {
                    a.len() == b.len() && a.iter().zip(b).all(|(p, q)| both(p.ty, q.ty, inside))
                };
                a.variadic == b.variadic
                    && pairs(&a.params, &b.params)
                    && pairs(&a.results, &b.results)
            }
            (Ty::Named(a), Ty::Named(b)) => {
                let (origin, args) = (self.tys.origin(a), self.tys.targs(a).to_vec());
                let others = self.tys.targs(b).to_vec();
                origin == self.tys.origin(b)
                    && args.len() == others.len()
                    && args
                        .iter()
                        .zip(&others)
                        .all(|(a, b)| self.unify_at(depth + 1, *a, *b, how, u))
            }
            // A parameter of the function around is as good as what underlies its types.
            (Ty::Param(p), _) if !matches!(self.tys.get(y), Ty::Param(q) if p == *q) => {
                match self.common_under(x) {
                    Some(core) => self.unify_at(depth + 1, core, y, Match::Assign, u),
                    None => false,
                }
            }
            _ => self.identical(x, y),
        }
    }
}
