//! Constraints: which types may stand for a type parameter.
//!
//! It must never know expressions. Next: [`super::predicates`], [`super::generic`].

use std::rc::Rc;

use super::super::ast::{Dir, Expr, ExprKind, Token};
use super::super::info::PkgId;
use super::Checker;
use super::exprstring::expr_string;
use super::object::Kind;
use super::ty::{self, Iface, T, Term, Ty};

impl<'a> Checker<'a> {
    /// The types of a union as written.
    pub(super) fn union(&mut self, e: &'a Expr) -> Vec<Term> {
        let mut terms: Vec<(Term, &'a Expr)> = vec![];
        self.union_terms(e, &mut terms);
        let written = terms.clone();
        self.later(move |c| c.valid_union(&written));
        let mut union = vec![];
        for (term, _) in terms.into_iter().filter(|(term, _)| self.is_valid(term.ty)) {
            match self.iface(term.ty) {
                // An interface in a union stands for its types.
                Some(iface) => union.extend(iface.terms.iter().flat_map(|list| list.iter())),
                None => union.push(term),
            }
        }
        union
    }

    fn union_terms(&mut self, e: &'a Expr, terms: &mut Vec<(Term, &'a Expr)>) {
        let (tilde, x) = match &e.kind {
            ExprKind::Binary(Token::Or, x, y) => {
                self.union_terms(x, terms);
                return self.union_terms(y, terms);
            }
            ExprKind::Unary(Token::Tilde, x) => (true, &**x),
            _ => (false, e),
        };
        // Types that gmpsim lacks: there are no values of them that could be met.
        if let ExprKind::Name(name) = &x.kind
            && self.lookup(name).is_some_and(|o| matches!(self.obj(o).kind, Kind::Refused(_)))
        {
            return;
        }
        let mut ty = self.typ(x);
        if self.tys.as_param(ty).is_some() {
            let what =
                if tilde { format!("type in term {} ", expr_string(e)) } else { "term ".into() };
            self.error(x.pos, format!("{what}cannot be a type parameter"));
            ty = ty::INVALID;
        } else if self.is_valid(ty) && !self.is_complete(ty) {
            ty = ty::INVALID;
        }
        terms.push((Term { tilde, ty }, e));
    }

    /// Complains of terms that can't be in a union, or are there twice.
    fn valid_union(&mut self, terms: &[(Term, &'a Expr)]) {
        for (i, (term, e)) in terms.iter().enumerate() {
            let under = self.tys.under_id(term.ty);
            if !self.is_valid(term.ty) || !self.is_valid(under) {
                continue;
            }
            let t = self.type_string(term.ty);
            let message = match self.iface(term.ty) {
                Some(_) if term.tilde => format!("invalid use of ~ ({t} is an interface)"),
                Some(iface) if !iface.all.is_empty() => {
                    let t = self.full_terms_string(&[*term]);
                    format!("cannot use {t} in union ({t} contains methods)")
                }
                Some(iface) if iface.comparable && t == "comparable" => {
                    "cannot use comparable in union".into()
                }
                Some(iface) if iface.comparable => {
                    let t = self.full_terms_string(&[*term]);
                    format!("cannot use {t} in union ({t} embeds comparable)")
                }
                Some(_) => continue,
                None if term.tilde && !self.identical(term.ty, under) => {
                    let under = self.type_string(under);
                    format!("invalid use of ~ (underlying type of {t} is {under})")
                }
                None => {
                    let earlier = terms[..i].iter().find(|(other, _)| {
                        self.iface(other.ty).is_none()
                            && (self.includes(&[*other], *term) || self.includes(&[*term], *other))
                    });
                    let Some((other, _)) = earlier else { continue };
                    let (t, other) =
                        (self.full_terms_string(&[*term]), self.full_terms_string(&[*other]));
                    format!("overlapping terms {t} and {other}")
                }
            };
            self.error(super::operand::start(e), message);
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

    /// What can be read of a parameter: [`Checker::common_under`]; strings and byte slices together can be
    /// read like strings.
    pub(super) fn core(&self, p: usize) -> Option<T> {
        let text = |t: T| self.is_string(t) || self.identical(t, ty::BYTES);
        self.common_under(p).or_else(|| {
            let terms = self.terms(p).filter(|terms| !terms.is_empty())?;
            terms.iter().all(|term| text(self.tys.under_id(term.ty))).then_some(ty::STRING)
        })
    }

    /// What underlies all types that a parameter may stand for; of channels, what all of them can do.
    pub(super) fn common_under(&self, p: usize) -> Option<T> {
        let terms = self.terms(p)?;
        let mut under = terms.iter().map(|term| self.tys.under_id(term.ty));
        let first = under.next()?;
        under.try_fold(first, |common, t| match (self.tys.get(common), self.tys.get(t)) {
            (Ty::Chan(d, a), Ty::Chan(e, b)) if self.identical(*a, *b) => match (d, e) {
                (Dir::Both, _) => Some(t),
                (_, Dir::Both) => Some(common),
                _ => (d == e).then_some(common),
            },
            _ => self.identical(common, t).then_some(common),
        })
    }

    pub(super) fn terms_string(&self, terms: &[Term]) -> String {
        let term =
            |t: &Term| format!("{}{}", if t.tilde { "~" } else { "" }, self.type_string(t.ty));
        terms.iter().map(term).collect::<Vec<_>>().join(" | ")
    }

    /// The same with the packages of all types, also of the current one.
    fn full_terms_string(&mut self, terms: &[Term]) -> String {
        let pkg = std::mem::replace(&mut self.pkg, PkgId(u32::MAX));
        let text = self.terms_string(terms);
        self.pkg = pkg;
        text
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
        let comparable = |c: &Self| match iface.comparable && !c.comparable(t) {
            true => Err(format!("{name} does not satisfy comparable")),
            false => Ok(()),
        };
        let Some(terms) = &iface.terms else { return comparable(self) };
        let own = match self.tys.as_param(t) {
            Some(p) => self.iface(self.tys.params[p].constraint),
            None => self.iface(t),
        };
        if let Some(own) = own {
            let within = |list: &[Term]| list.iter().all(|term| self.includes(terms, *term));
            return match own.terms.as_deref().is_some_and(within) {
                true => comparable(self),
                false => no(String::new()),
            };
        }
        if self.includes(terms, Term { tilde: false, ty: t }) {
            return comparable(self);
        }
        let under = self.tys.under_id(t);
        let close = terms.iter().find(|term| !term.tilde && self.identical(term.ty, under));
        no(match close {
            Some(close) => {
                format!("(possibly missing ~ for {} in {of})", self.type_string(close.ty))
            }
            None => format!("({name} missing in {})", self.full_terms_string(terms)),
        })
    }
}
