//! Types with other types in the places of type parameters.
//!
//! It must never know syntax. Next: [`super::generic`].

use std::rc::Rc;

use super::super::ast::Pos;
use super::super::depth::deep;
use super::Checker;
use super::ty::{Embedded, Field, INVALID, Iface, Method, Param, Sig, T, Term, Ty, TypeParam};

impl<'a> Checker<'a> {
    /// `t` with `to` in the places of `from`, which are type parameters.
    pub(super) fn subst(&mut self, t: T, from: &[T], to: &[T]) -> T {
        if from.is_empty() || !self.mentions_param(t) {
            return t;
        }
        if let (Ty::Alias(obj, rhs), Some(targs)) =
            (self.tys.get(t).clone(), self.tys.alias_targs.get(&t).cloned())
        {
            let rhs = self.subst(rhs, from, to);
            let targs = targs.into_iter().map(|t| self.subst(t, from, to)).collect();
            let new = self.tys.add(Ty::Alias(obj, rhs));
            self.tys.alias_targs.insert(new, targs);
            return new;
        }
        let t = self.tys.unalias(t);
        let subst = |c: &mut Self, t: T| deep(|| c.subst(t, from, to));
        let new = match self.tys.get(t).clone() {
            Ty::Param(_) => {
                return from
                    .iter()
                    .position(|p| *p == t)
                    .and_then(|i| to.get(i))
                    .copied()
                    .unwrap_or(t);
            }
            Ty::Named(n) => {
                let targs = self.tys.targs(n).to_vec();
                // That was complained of where it is written.
                if targs.len() != self.tys.named[self.tys.origin(n)].tparams.len() {
                    return INVALID;
                }
                let targs = targs.into_iter().map(|t| subst(self, t)).collect();
                return self.instantiate_type(self.tys.origin(n), targs, self.expanding);
            }
            Ty::Pointer(base) => Ty::Pointer(subst(self, base)),
            Ty::Slice(elem) => Ty::Slice(subst(self, elem)),
            Ty::Array(elem, n) => Ty::Array(subst(self, elem), n),
            Ty::Map(key, elem) => Ty::Map(subst(self, key), subst(self, elem)),
            Ty::Chan(dir, elem) => Ty::Chan(dir, subst(self, elem)),
            Ty::Struct(fields) => {
                let field =
                    |f: &Field<'a>| Field { ty: subst(self, f.ty), tag: f.tag.clone(), ..*f };
                Ty::Struct(Rc::new(fields.iter().map(field).collect()))
            }
            Ty::Func(sig) => Ty::Func(Rc::new(Sig {
                params: self.subst_params(&sig.params, from, to),
                results: self.subst_params(&sig.results, from, to),
                variadic: sig.variadic,
            })),
            Ty::Interface(iface) => {
                let mut term = |term: &Term| Term { ty: subst(self, term.ty), ..*term };
                let embedded = |e: &Embedded| Embedded {
                    union: e.union.iter().map(&mut term).collect(),
                    pos: e.pos,
                };
                let embedded = iface.embedded.iter().map(embedded).collect();
                let method = |m: &Method<'a>| Method { sig: subst(self, m.sig), ..*m };
                Ty::Interface(Rc::new(Iface {
                    methods: iface.methods.iter().map(method).collect(),
                    embedded,
                    comparable: iface.comparable,
                    implicit: iface.implicit,
                    ..Iface::default()
                }))
            }
            Ty::Tuple(list) => Ty::Tuple(Rc::new(self.subst_params(&list, from, to))),
            Ty::Basic(..) | Ty::Alias(..) => return t,
        };
        self.tys.add(new)
    }

    fn subst_params(&mut self, list: &[Param<'a>], from: &[T], to: &[T]) -> Vec<Param<'a>> {
        list.iter().map(|p| Param { ty: self.subst(p.ty, from, to), ..*p }).collect()
    }

    /// The same; instances that come of it belong to that position.
    pub(super) fn subst_at(&mut self, pos: Pos, t: T, from: &[T], to: &[T]) -> T {
        let saved = std::mem::replace(&mut self.expanding, pos);
        let t = self.subst(t, from, to);
        self.expanding = saved;
        t
    }

    /// Whether a type parameter is part of a type.
    pub(super) fn mentions_param(&self, t: T) -> bool {
        self.tys.mentions_param(t)
    }

    /// Whether one of these type parameters is part of a type.
    pub(super) fn mentions_any(&self, t: T, tparams: &[T]) -> bool {
        if !self.mentions_param(t) {
            return false;
        }
        let t = self.tys.unalias(t);
        let within = |t: T| deep(|| self.mentions_any(t, tparams));
        let any = |list: &[Param]| list.iter().any(|p| within(p.ty));
        match self.tys.get(t) {
            Ty::Basic(..) | Ty::Alias(..) => false,
            Ty::Param(_) => tparams.contains(&t),
            Ty::Named(n) => self.tys.targs(*n).iter().any(|t| within(*t)),
            Ty::Pointer(t) | Ty::Slice(t) | Ty::Array(t, _) | Ty::Chan(_, t) => within(*t),
            Ty::Map(key, elem) => within(*key) || within(*elem),
            Ty::Struct(fields) => fields.iter().any(|f| within(f.ty)),
            Ty::Func(sig) => any(&sig.params) || any(&sig.results),
            Ty::Interface(iface) => {
                let mut terms = iface.embedded.iter().flat_map(|e| e.union.iter());
                iface.methods.iter().any(|m| within(m.sig)) || terms.any(|term| within(term.ty))
            }
            Ty::Tuple(list) => any(list),
        }
    }

    /// The same parameters once more, so that those of a function and of a call inside it differ.
    pub(super) fn renamed(&mut self, tparams: &[T]) -> Vec<T> {
        let params: Vec<usize> = tparams.iter().filter_map(|t| self.tys.as_param(*t)).collect();
        let start = self.tys.params.len();
        for p in &params {
            let p = &self.tys.params[*p];
            let (obj, constraint) = (p.obj, p.constraint);
            self.tys.params.push(TypeParam { obj, constraint });
        }
        let new: Vec<T> =
            (start..self.tys.params.len()).map(|p| self.tys.add(Ty::Param(p))).collect();
        for p in start..self.tys.params.len() {
            self.tys.params[p].constraint =
                self.subst(self.tys.params[p].constraint, tparams, &new);
        }
        new
    }
}
