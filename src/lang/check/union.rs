//! Interfaces and unions as they are written, and what is wrong with them.
//!
//! It must never know expressions. Next: [`super::typeset`] for what they mean.

use super::super::depth::deep;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::ast::{Elem, Expr, ExprKind, Pos, Token};
use super::Checker;
use super::exprstring::expr_string;
use super::object::Kind;
use super::ty::{self, Embedded, Iface, Method, T, Term, Ty};
use super::typeset::MOST_TERMS;

impl<'a> Checker<'a> {
    pub(super) fn interface_type(&mut self, pos: Pos, elems: &'a [Elem]) -> T {
        let place = self.interfaces.len();
        let around = std::mem::replace(&mut self.env.in_interface, true);
        if !around && !self.in_instance {
            self.interfaces.push((ty::INVALID, pos));
        }
        let mut iface = Iface::default();
        for elem in elems {
            match elem {
                Elem::Method(name, _) if &*name.name == "_" => {
                    self.error(name.pos, "methods must have a unique non-blank name");
                }
                Elem::Method(name, ft) => {
                    let sig = self.func_type(ft, None, vec![]);
                    let pkg = Some(self.pkg);
                    iface.methods.push(Method { name: &name.name, sig, pos: name.pos, pkg });
                }
                Elem::Type(e) => {
                    let pos = super::operand::start(e);
                    let embedded = self.union(e).map(|union| Embedded { union, pos });
                    iface.embedded.extend(embedded);
                }
            }
        }
        iface.methods.sort_by(|a, b| a.name.cmp(b.name));
        let iface = Rc::new(iface);
        if !elems.is_empty() {
            let iface = iface.clone();
            self.later(move |c| c.valid_interface(&iface));
        }
        let t = self.tys.add(Ty::Interface(iface));
        self.env.in_interface = around;
        if let Some(written) = self.interfaces.get_mut(place) {
            written.0 = t;
        }
        t
    }

    /// Complains of methods that an interface has twice, and of unions that are too long.
    fn valid_interface(&mut self, iface: &Iface<'a>) {
        let mut all: FxHashMap<&'a str, Method<'a>> = FxHashMap::default();
        for m in &iface.methods {
            if let Some(other) = self.other_method(&mut all, *m) {
                self.duplicate_method(*m, other);
            }
        }
        for embedded in &iface.embedded {
            if let Some(other) = self.embedded_interface(&embedded.union).cloned() {
                for m in &self.set_of(&other).methods {
                    let m = Method { pos: embedded.pos, ..*m };
                    let Some(other) = self.other_method(&mut all, m) else { continue };
                    // Delayed once more, as in gc.
                    self.later(move |c| {
                        if !c.identical(m.sig, other.sig) {
                            c.duplicate_method(m, other);
                        }
                    });
                }
            } else if self.union_set(&embedded.union).is_some_and(|list| list.len() > MOST_TERMS) {
                self.too_many_terms(embedded.pos);
            }
        }
    }

    /// Adds a method, unless there is one of that name.
    fn other_method(
        &self,
        all: &mut FxHashMap<&'a str, Method<'a>>,
        m: Method<'a>,
    ) -> Option<Method<'a>> {
        if let Some(other) = all.get(m.name) {
            return Some(*other);
        }
        all.insert(m.name, m);
        None
    }

    fn duplicate_method(&mut self, m: Method<'a>, other: Method<'a>) {
        let (name, at) = (m.name, self.at(other.pos));
        let message =
            format!("duplicate method {name}\n\t{at}: other declaration of method {name}");
        self.error(m.pos, message);
    }

    fn too_many_terms(&mut self, pos: Pos) {
        let message =
            format!("cannot handle more than {MOST_TERMS} union terms (implementation limitation)");
        self.error(pos, message);
    }

    /// The types of a union as written; none after complaining.
    pub(super) fn union(&mut self, e: &'a Expr) -> Option<Rc<[Term]>> {
        let mut list = vec![];
        flatten(e, &mut list);
        let mut terms: Vec<(Term, &'a Expr)> = vec![];
        for e in &list {
            // Types that gmpsim lacks: there are no values of them that could be met.
            if let ExprKind::Name(name) = &without_tilde(e).kind
                && self.lookup(name).is_some_and(|o| matches!(self.obj(o).kind, Kind::Refused(_)))
            {
                continue;
            }
            let term = self.term(e);
            terms.push((term, e));
        }
        // Nothing is left: then it is said what gmpsim lacks.
        if terms.is_empty() {
            list.iter().for_each(|e| {
                self.typ(without_tilde(e));
            });
            return None;
        }
        let all = || terms.iter().map(|(term, _)| *term).collect();
        if let [(term, _)] = &terms[..]
            && list.len() == 1
            && !term.tilde
        {
            return self.is_valid(term.ty).then(all);
        }
        if let Some((_, e)) = terms.get(MOST_TERMS) {
            self.too_many_terms(super::operand::start(e));
            return None;
        }
        let union = all();
        self.later(move |c| c.valid_union(&terms));
        Some(union)
    }

    fn term(&mut self, e: &'a Expr) -> Term {
        let x = without_tilde(e);
        let tilde = !std::ptr::eq(x, e);
        let ty = self.typ(x);
        if self.tys.as_param(ty).is_none() {
            return Term { tilde, ty };
        }
        let what = if tilde { format!("type in term {} ", expr_string(e)) } else { "term ".into() };
        self.error(x.pos, format!("{what}cannot be a type parameter"));
        Term { tilde, ty: ty::INVALID }
    }

    /// Complains of terms that can't be in a union, or are there twice.
    fn valid_union(&mut self, terms: &[(Term, &'a Expr)]) {
        for (i, (term, e)) in terms.iter().enumerate() {
            let under = self.tys.under_id(term.ty);
            if !self.is_valid(term.ty) || !self.is_valid(under) {
                continue;
            }
            let t = self.type_string(term.ty);
            let message = match self.type_set(term.ty) {
                Some(_) if term.tilde => format!("invalid use of ~ ({t} is an interface)"),
                Some(set) if !set.methods.is_empty() => {
                    let t = self.full_terms_string(&[*term]);
                    format!("cannot use {t} in union ({t} contains methods)")
                }
                Some(set) if set.comparable && t == "comparable" => {
                    "cannot use comparable in union".into()
                }
                Some(set) if set.comparable => {
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
                        self.type_set(other.ty).is_none()
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
}

/// The terms of a union.
fn flatten<'a>(e: &'a Expr, list: &mut Vec<&'a Expr>) {
    match &e.kind {
        ExprKind::Binary(Token::Or, x, y) => {
            deep(|| flatten(x, list));
            list.push(y);
        }
        _ => list.push(e),
    }
}

fn without_tilde(e: &Expr) -> &Expr {
    match &e.kind {
        ExprKind::Unary(Token::Tilde, x) => x,
        _ => e,
    }
}
