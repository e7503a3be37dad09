//! Type sets: which types implement an interface, which a type parameter may stand for, and what they have
//! in common.
//!
//! It must never know expressions. Next: [`super::predicates`], [`super::generic`], [`super::union`].

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::super::ast::Dir;
use super::super::depth::deep;
use super::super::info::PkgId;
use super::Checker;
use super::ty::{self, Iface, Method, State, T, Term, Ty, TypeSet};

/// Longer lists of types would take gc too long.
pub(super) const MOST_TERMS: usize = 100;

impl<'a> Checker<'a> {
    /// The type set of an interface type; none of another.
    pub(super) fn type_set(&self, t: T) -> Option<Rc<TypeSet<'a>>> {
        match self.tys.under(t) {
            Ty::Interface(iface) => Some(self.set_of(iface)),
            _ => None,
        }
    }

    pub(super) fn set_of(&self, iface: &Iface<'a>) -> Rc<TypeSet<'a>> {
        if let Some(set) = &*iface.set.borrow() {
            return set.clone();
        }
        // An interface that embeds itself is complained of elsewhere.
        *iface.set.borrow_mut() = Some(Rc::default());
        let mut set = TypeSet { comparable: iface.comparable, ..TypeSet::default() };
        let mut known = true;
        let mut names: FxHashSet<&str> = FxHashSet::default();
        set.methods.extend(iface.methods.iter().filter(|m| names.insert(m.name)));
        for embedded in &iface.embedded {
            let (mut terms, mut comparable) = (None, false);
            match self.embedded_interface(&embedded.union) {
                Some(other) => {
                    let of = deep(|| self.set_of(other));
                    known &= other.set.borrow().is_some();
                    let new = of.methods.iter().filter(|m| names.insert(m.name));
                    set.methods.extend(new.map(|m| Method { pos: embedded.pos, ..*m }));
                    (terms, comparable) = (of.terms.clone(), of.comparable);
                }
                None => {
                    known &= embedded.union.iter().all(|term| self.is_resolved(term.ty));
                    match self.union_set(&embedded.union) {
                        Some(list) if list.len() > MOST_TERMS || embedded.union.is_empty() => {}
                        list => terms = list.map(Rc::from),
                    }
                }
            }
            set = self.intersection(set, terms, comparable);
        }
        set.methods.sort_by(|a, b| a.name.cmp(b.name));
        let set = Rc::new(set);
        *iface.set.borrow_mut() = known.then(|| set.clone());
        set
    }

    fn is_resolved(&self, t: T) -> bool {
        self.tys.as_named(t).is_none_or(|n| self.tys.named[n].state == State::Done)
    }

    /// The interface that a union of one type is.
    pub(super) fn embedded_interface(&self, union: &[Term]) -> Option<&Rc<Iface<'a>>> {
        match union {
            [Term { tilde: false, ty }] => match self.tys.under(*ty) {
                Ty::Interface(iface) => Some(iface),
                _ => None,
            },
            _ => None,
        }
    }

    /// The types that a union stands for: an interface in it for its own. `None`: any.
    pub(super) fn union_set(&self, union: &[Term]) -> Option<Vec<Term>> {
        let mut all = vec![];
        for term in union {
            let under = self.tys.under_id(term.ty);
            match self.type_set(term.ty) {
                Some(set) => {
                    for term in set.terms.as_ref()?.iter() {
                        self.add_term(&mut all, *term);
                    }
                }
                None if !self.is_valid(under) => {}
                // No type is built on a type that is built on another itself.
                None if term.tilde && !self.identical(term.ty, under) => {}
                None => self.add_term(&mut all, *term),
            }
        }
        Some(all)
    }

    fn add_term(&self, all: &mut Vec<Term>, term: Term) {
        if self.includes(all, term) {
            return;
        }
        let inside = |t: &Term| self.includes(&[term], *t);
        match all.iter().position(inside) {
            Some(first) => {
                all[first] = term;
                let mut place = 0;
                all.retain(|t| {
                    place += 1;
                    place <= first + 1 || !inside(t)
                });
            }
            None => all.push(term),
        }
    }

    /// What is in a set and also in another one.
    fn intersection(
        &self,
        set: TypeSet<'a>,
        terms: Option<Rc<[Term]>>,
        comparable: bool,
    ) -> TypeSet<'a> {
        let comparable = set.comparable || comparable;
        let terms = match (&set.terms, &terms) {
            (Some(a), Some(b)) => {
                let mut both = vec![];
                for x in a.iter() {
                    for y in b.iter() {
                        if self.includes(&[*y], *x) {
                            self.add_term(&mut both, *x);
                        } else if self.includes(&[*x], *y) {
                            self.add_term(&mut both, *y);
                        }
                    }
                }
                Some(both.into())
            }
            (a, b) => a.as_ref().or(b.as_ref()).cloned(),
        };
        match terms {
            Some(list) if comparable => {
                let strictly = |t: &&Term| self.incomparable(t.ty, false).is_none();
                let terms = Some(list.iter().filter(strictly).copied().collect());
                TypeSet { terms, comparable: false, ..set }
            }
            terms => TypeSet { terms, comparable, ..set },
        }
    }

    pub(super) fn includes(&self, terms: &[Term], term: Term) -> bool {
        terms.iter().any(|t| match (t.tilde, term.tilde) {
            (true, _) => self.identical(self.tys.under_id(t.ty), self.tys.under_id(term.ty)),
            (false, false) => self.identical(t.ty, term.ty),
            (false, true) => false,
        })
    }

    pub(super) fn same_set(&self, a: &TypeSet<'a>, b: &TypeSet<'a>) -> bool {
        let all_in = |a: &[Term], b: &[Term]| a.iter().all(|x| self.includes(b, *x));
        a.comparable == b.comparable
            && match (&a.terms, &b.terms) {
                (Some(a), Some(b)) => all_in(a, b) && all_in(b, a),
                (a, b) => a.is_none() && b.is_none(),
            }
    }

    /// What a type needs to stand for a type parameter with that constraint.
    pub(super) fn constraint_set(&self, constraint: T) -> Rc<TypeSet<'a>> {
        if let Some(set) = self.type_set(constraint) {
            return set;
        }
        let only =
            self.is_valid(self.tys.under_id(constraint)) && self.tys.as_param(constraint).is_none();
        let term = Term { tilde: false, ty: constraint };
        Rc::new(TypeSet { terms: only.then(|| Rc::from([term])), ..TypeSet::default() })
    }

    /// The type set of what a type parameter stands for.
    pub(super) fn param_set(&self, p: usize) -> Rc<TypeSet<'a>> {
        self.constraint_set(self.tys.params[p].constraint)
    }

    /// The type set of an interface or a type parameter.
    pub(super) fn set_of_either(&self, t: T) -> Option<Rc<TypeSet<'a>>> {
        match self.tys.as_param(t) {
            Some(p) => Some(self.param_set(p)),
            None => self.type_set(t),
        }
    }

    /// Whether no type at all can stand for a type, which is a type parameter.
    pub(super) fn is_empty_set(&self, t: T) -> bool {
        self.tys.as_param(t).is_some_and(|p| is_empty(&self.param_set(p)))
    }

    /// The types that a type stands for, each with what underlies it: itself, or the terms of a type
    /// parameter. `None`: it has no specific ones.
    pub(super) fn specific_types(&self, t: T) -> Option<Vec<(T, T)>> {
        let with_under = |t: T| (t, self.tys.under_id(t));
        match self.tys.as_param(t) {
            None => Some(vec![with_under(t)]),
            Some(p) => {
                let set = self.param_set(p);
                let terms = set.terms.as_ref().filter(|terms| !terms.is_empty())?;
                Some(terms.iter().map(|term| with_under(term.ty)).collect())
            }
        }
    }

    /// Whether something is so of all types that a type stands for.
    pub(super) fn all_types(&self, t: T, is: impl Fn(T) -> bool) -> bool {
        if self.tys.as_param(t).is_none() {
            return is(t);
        }
        self.specific_types(t).is_some_and(|types| types.iter().all(|(t, _)| is(*t)))
    }

    /// What underlies all types that a type stands for; of channels, what all of them can do.
    pub(super) fn common_under(&self, t: T) -> Option<T> {
        self.common_under_if(t, |_, _| Ok(())).ok()
    }

    /// The same if `ok` says so of each type and what underlies it; else why there is none.
    pub(super) fn common_under_if(
        &self,
        t: T,
        ok: impl Fn(T, T) -> Result<(), String>,
    ) -> Result<T, String> {
        let Some(types) = self.specific_types(t) else { return Err("no specific type".into()) };
        let mut common: Option<(T, T)> = None;
        for (t, under) in types {
            ok(t, under)?;
            let Some((first, with)) = common else {
                common = Some((t, under));
                continue;
            };
            let names = || format!("{} and {}", self.type_string(first), self.type_string(t));
            match (self.tys.get(with), self.tys.get(under)) {
                (Ty::Chan(_, a), Ty::Chan(_, b)) if !self.identical(*a, *b) => {
                    return Err(format!("channels {} have different element types", names()));
                }
                (Ty::Chan(d, _), Ty::Chan(e, _)) if d == e => {}
                (Ty::Chan(Dir::Both, _), Ty::Chan(..)) => common = Some((t, under)),
                (Ty::Chan(..), Ty::Chan(Dir::Both, _)) => {}
                (Ty::Chan(..), Ty::Chan(..)) => {
                    return Err(format!("channels {} have conflicting directions", names()));
                }
                _ if self.identical(with, under) => {}
                _ => return Err(format!("{} have different underlying types", names())),
            }
        }
        common.map(|(_, under)| under).ok_or_else(|| "no specific type".into())
    }

    /// The structure of what underlies all types that a type stands for, if that is one.
    pub(super) fn common_structure(&self, t: T) -> Option<&Ty<'a>> {
        self.common_under(t).map(|under| self.tys.get(under))
    }

    pub(super) fn terms_string(&self, terms: &[Term]) -> String {
        let term =
            |t: &Term| format!("{}{}", if t.tilde { "~" } else { "" }, self.type_string(t.ty));
        terms.iter().map(term).collect::<Vec<_>>().join(" | ")
    }

    /// The same with the packages of all types, also of the current one.
    pub(super) fn full_terms_string(&mut self, terms: &[Term]) -> String {
        self.with_all_packages(|c| c.terms_string(terms))
    }

    /// Text in which all types have their packages, also those of the current one.
    pub(super) fn with_all_packages<R>(&mut self, text: impl FnOnce(&Self) -> R) -> R {
        let pkg = std::mem::replace(&mut self.pkg, PkgId(u32::MAX));
        let text = text(self);
        self.pkg = pkg;
        text
    }

    /// Whether a type satisfies a constraint; if not, why.
    pub(super) fn satisfies(&mut self, t: T, constraint: T) -> Result<(), String> {
        let mut cause = None;
        match self.implements_or_satisfies(t, constraint, true, &mut cause) {
            true => Ok(()),
            false => Err(cause.unwrap_or_default()),
        }
    }

    /// Whether `v` implements the interface `t`; if not, `cause` says why.
    pub(super) fn implements(&mut self, v: T, t: T, cause: &mut Option<String>) -> bool {
        self.implements_or_satisfies(v, t, false, cause)
    }

    fn implements_or_satisfies(
        &mut self,
        v: T,
        t: T,
        constraint: bool,
        cause: &mut Option<String>,
    ) -> bool {
        let (vu, tu) = (self.tys.under_id(v), self.tys.under_id(t));
        if vu == ty::INVALID || tu == ty::INVALID {
            return true;
        }
        if matches!(self.tys.get(vu), Ty::Pointer(base) if self.tys.under_id(*base) == ty::INVALID)
        {
            return true;
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        let (vs, ts) = (self.type_string(v), self.type_string(t));
        let no = |why: String| Some(format!("{vs} does not {verb} {ts}{why}"));
        if !constraint && !self.is_interface(t) {
            let detail = if self.is_interface_pointer(tu) {
                self.interface_pointer_error(t)
            } else {
                format!("{ts} is not an interface")
            };
            *cause = no(format!(" ({detail})"));
            return false;
        }
        let (set, own) = (self.constraint_set(t), self.set_of_either(v));
        if own.as_ref().is_some_and(|own| is_empty(own)) {
            return true;
        }
        if is_empty(&set) {
            *cause = Some(format!("cannot {verb} {ts} (empty type set)"));
            return false;
        }
        let mut why = None;
        if !self.has_methods(v, t, true, &mut why) {
            *cause = why.and_then(|why| no(format!(" {why}")));
            return false;
        }
        if let Some(terms) = &set.terms {
            let why = match own {
                Some(own) => {
                    let within =
                        |list: &Rc<[Term]>| list.iter().all(|term| self.includes(terms, *term));
                    (!own.terms.as_ref().is_some_and(within)).then(String::new)
                }
                None if self.includes(terms, Term { tilde: false, ty: v }) => None,
                None => Some(self.missing_in(v, t, terms)),
            };
            if let Some(why) = why {
                *cause = no(why);
                return false;
            }
        }
        // An ordinary interface satisfies `comparable`, though comparing its values may panic.
        let wants = set.comparable
            || set.terms.as_ref().is_some_and(|terms| {
                terms.iter().all(|term| self.incomparable(term.ty, false).is_none())
            });
        if wants
            && self.incomparable(v, false).is_some()
            && !(constraint && self.incomparable(v, true).is_none())
        {
            *cause = Some(format!("{vs} does not {verb} comparable"));
            return false;
        }
        true
    }

    /// Why a type is none of the terms of a constraint.
    fn missing_in(&mut self, v: T, constraint: T, terms: &[Term]) -> String {
        let (vs, ts) = (self.type_string(v), self.type_string(constraint));
        let under = self.tys.under_id(v);
        let close = terms.iter().find(|term| {
            !term.tilde
                && self.identical(term.ty, self.tys.under_id(term.ty))
                && self.identical(term.ty, under)
        });
        match close {
            Some(close) => {
                format!(" (possibly missing ~ for {} in {ts})", self.type_string(close.ty))
            }
            None if self.names_type(constraint, v) => {
                format!(" ({ts} mentions {vs}, but {vs} is not in the type set of {ts})")
            }
            None => format!(" ({vs} missing in {})", self.full_terms_string(terms)),
        }
    }

    /// Whether a type is written somewhere in a constraint, though that may exclude it.
    fn names_type(&self, constraint: T, t: T) -> bool {
        match self.tys.get(self.tys.under_id(constraint)) {
            Ty::Interface(iface) => iface.embedded.iter().any(|e| {
                e.union.iter().any(|term| match self.tys.get(self.tys.unalias(term.ty)) {
                    Ty::Interface(_) => self.names_type(term.ty, t),
                    _ => self.identical(term.ty, t),
                })
            }),
            _ => self.identical(constraint, t),
        }
    }
}

pub(super) fn is_empty(set: &TypeSet) -> bool {
    set.terms.as_ref().is_some_and(|terms| terms.is_empty())
}

/// Whether every type implements an interface with that type set.
pub(super) fn takes_all(set: &TypeSet) -> bool {
    set.methods.is_empty() && set.terms.is_none() && !set.comparable
}
