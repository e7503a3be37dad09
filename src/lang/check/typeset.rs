//! Constraints: which types may stand for a type parameter.
//!
//! It must never know expressions. Next: [`super::predicates`], [`super::generic`].

use std::rc::Rc;

use super::super::ast::{Expr, ExprKind, Token};
use super::Checker;
use super::ty::{self, Iface, T, Term, Ty};

impl<'a> Checker<'a> {
    /// The types of a union as written.
    pub(super) fn union(&mut self, e: &'a Expr) -> Vec<Term> {
        match &e.kind {
            ExprKind::Binary(Token::Or, x, y) => {
                let mut terms = self.union(x);
                terms.extend(self.union(y));
                terms
            }
            ExprKind::Unary(Token::Tilde, x) => {
                let t = self.typ(x);
                if self.is_valid(t) && !self.identical(t, self.tys.under_id(t)) {
                    let (t, under) = (self.type_string(t), self.type_string(self.tys.under_id(t)));
                    self.error(
                        e.pos,
                        format!("invalid use of ~ ({t} has underlying type {under})"),
                    );
                }
                vec![Term { tilde: true, ty: t }]
            }
            _ => {
                let t = self.typ(e);
                match self.tys.under(t) {
                    // An interface in a union stands for its types.
                    Ty::Interface(iface) if iface.terms.is_some() => {
                        iface.terms.iter().flat_map(|terms| terms.iter().copied()).collect()
                    }
                    _ => vec![Term { tilde: false, ty: t }],
                }
            }
        }
    }

    /// The types that are in both.
    pub(super) fn intersect(
        &self,
        a: Option<Rc<[Term]>>,
        b: Option<Rc<[Term]>>,
    ) -> Option<Rc<[Term]>> {
        let (Some(a), Some(b)) = (&a, &b) else { return a.or(b) };
        let a_in_b = a.iter().filter(|term| self.includes(b, **term));
        let b_in_a = b.iter().filter(|term| self.includes(a, **term));
        let mut both: Vec<Term> = a_in_b.copied().collect();
        for term in b_in_a {
            if !both.iter().any(|t| t.tilde == term.tilde && self.identical(t.ty, term.ty)) {
                both.push(*term);
            }
        }
        Some(both.into())
    }

    fn includes(&self, terms: &[Term], term: Term) -> bool {
        terms.iter().any(|t| match (t.tilde, term.tilde) {
            (true, _) => self.identical(self.tys.under_id(t.ty), self.tys.under_id(term.ty)),
            (false, false) => self.identical(t.ty, term.ty),
            (false, true) => false,
        })
    }

    pub(super) fn iface(&self, t: T) -> Option<Rc<Iface<'a>>> {
        match self.tys.under(t) {
            Ty::Interface(iface) => Some(iface.clone()),
            _ => None,
        }
    }

    /// The types a type parameter may stand for; `None`: any.
    pub(super) fn terms(&self, p: usize) -> Option<Rc<[Term]>> {
        self.iface(self.tys.params[p].constraint)?.terms.clone()
    }

    /// Whether something is so of all types that a type stands for: of itself, or if it is a type
    /// parameter, of all of its types, which must be known.
    pub(super) fn all_types(&self, t: T, is: impl Fn(T) -> bool + Copy) -> bool {
        match self.tys.as_param(t) {
            None => is(t),
            Some(p) => self.terms(p).is_some_and(|terms| {
                !terms.is_empty() && terms.iter().all(|term| self.all_types(term.ty, is))
            }),
        }
    }

    /// What underlies all types that a parameter may stand for. Strings and byte slices together
    /// can be read like strings.
    pub(super) fn core(&self, p: usize) -> Option<T> {
        let terms = self.terms(p)?;
        let first = self.tys.under_id(terms.first()?.ty);
        let under = |term: &Term| self.tys.under_id(term.ty);
        if terms.iter().all(|term| self.identical(under(term), first)) {
            return Some(first);
        }
        let text = |t: T| self.is_string(t) || self.identical(t, ty::BYTES);
        terms.iter().all(|term| text(under(term))).then_some(ty::STRING)
    }

    pub(super) fn terms_string(&self, terms: &[Term]) -> String {
        let term =
            |t: &Term| format!("{}{}", if t.tilde { "~" } else { "" }, self.type_string(t.ty));
        terms.iter().map(term).collect::<Vec<_>>().join(" | ")
    }

    /// Whether a type satisfies a constraint; if not, why.
    pub(super) fn satisfies(&mut self, t: T, constraint: T) -> Result<(), String> {
        let Some(iface) = self.iface(constraint).filter(|_| self.is_valid(t)) else {
            return Ok(());
        };
        let (name, of) = (self.type_string(t), self.type_string(constraint));
        let no = |why: String| {
            let why = if why.is_empty() { String::new() } else { format!(" {why}") };
            Err(format!("{name} does not satisfy {of}{why}"))
        };
        if iface.terms.as_ref().is_some_and(|terms| terms.is_empty()) {
            return Err(format!("cannot satisfy {of} (empty type set)"));
        }
        let mut why = None;
        if !self.implements_methods(t, constraint, &mut why) {
            return no(why.unwrap_or_default());
        }
        if iface.comparable && !self.comparable(t) {
            return no(String::new());
        }
        let Some(terms) = &iface.terms else { return Ok(()) };
        let have: Rc<[Term]> = match self.tys.as_param(t) {
            None => Rc::new([Term { tilde: false, ty: t }]),
            Some(p) => match self.terms(p) {
                None => return no(String::new()),
                Some(terms) => terms,
            },
        };
        if self.is_interface(t) && self.iface(t).is_none_or(|i| i.terms.is_none()) {
            return no(format!("({name} missing in {})", self.terms_string(terms)));
        }
        let Some(out) = have.iter().find(|term| !self.includes(terms, **term)) else {
            return Ok(());
        };
        let under = self.tys.under_id(out.ty);
        let close =
            terms.iter().find(|t| !t.tilde && self.identical(self.tys.under_id(t.ty), under));
        match close {
            Some(close) if !out.tilde => {
                no(format!("(possibly missing ~ for {} in {of})", self.type_string(close.ty)))
            }
            _ => {
                let out = self.terms_string(&[*out]);
                no(format!("({out} missing in {})", self.terms_string(terms)))
            }
        }
    }
}
