//! Types with other types in the places of type parameters.
//!
//! It must never know syntax. Next: [`super::generic`].

use std::rc::Rc;

use super::Checker;
use super::ty::{Field, Iface, Method, Param, Sig, T, Term, Ty, TypeParam};

impl<'a> Checker<'a> {
    /// `t` with `to` in the places of `from`, which are type parameters.
    pub(super) fn subst(&mut self, t: T, from: &[T], to: &[T]) -> T {
        if from.is_empty() || !self.mentions_param(t) {
            return t;
        }
        let t = self.tys.unalias(t);
        let subst = |c: &mut Self, t: T| c.subst(t, from, to);
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
                let targs = targs.into_iter().map(|t| subst(self, t)).collect();
                return self.instantiate_type(self.tys.origin(n), targs);
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
                let mut methods = |list: &[Method<'a>]| -> Vec<Method<'a>> {
                    list.iter().map(|m| Method { sig: subst(self, m.sig), ..*m }).collect()
                };
                let (own, all) = (methods(&iface.methods), methods(&iface.all));
                let mut union = |terms: &Rc<[Term]>| -> Rc<[Term]> {
                    terms.iter().map(|term| Term { ty: subst(self, term.ty), ..*term }).collect()
                };
                let unions = iface.unions.iter().map(&mut union).collect();
                let terms = iface.terms.as_ref().map(union);
                Ty::Interface(Rc::new(Iface {
                    methods: own,
                    embedded: iface.embedded.iter().map(|t| subst(self, *t)).collect(),
                    all,
                    unions,
                    terms,
                    comparable: iface.comparable,
                    implicit: iface.implicit,
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

    /// Whether a type parameter is part of a type.
    pub(super) fn mentions_param(&self, t: T) -> bool {
        self.mentions(t, &|_| true)
    }

    /// Whether one of these type parameters is part of a type.
    pub(super) fn mentions_any(&self, t: T, tparams: &[T]) -> bool {
        self.mentions(t, &|p| tparams.contains(&p))
    }

    fn mentions(&self, t: T, is: &dyn Fn(T) -> bool) -> bool {
        let t = self.tys.unalias(t);
        let any = |list: &[Param]| list.iter().any(|p| self.mentions(p.ty, is));
        match self.tys.get(t) {
            Ty::Basic(..) | Ty::Alias(..) => false,
            Ty::Param(_) => is(t),
            Ty::Named(n) => self.tys.targs(*n).iter().any(|t| self.mentions(*t, is)),
            Ty::Pointer(t) | Ty::Slice(t) | Ty::Array(t, _) | Ty::Chan(_, t) => {
                self.mentions(*t, is)
            }
            Ty::Map(key, elem) => self.mentions(*key, is) || self.mentions(*elem, is),
            Ty::Struct(fields) => fields.iter().any(|f| self.mentions(f.ty, is)),
            Ty::Func(sig) => any(&sig.params) || any(&sig.results),
            Ty::Interface(iface) => {
                let terms = iface.terms.iter().flat_map(|terms| terms.iter());
                iface.all.iter().any(|m| self.mentions(m.sig, is))
                    || iface.embedded.iter().any(|t| self.mentions(*t, is))
                    || terms.into_iter().any(|term| self.mentions(term.ty, is))
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
            self.tys.params.push(TypeParam { obj, constraint, core: None });
        }
        let new: Vec<T> =
            (start..self.tys.params.len()).map(|p| self.tys.add(Ty::Param(p))).collect();
        for p in start..self.tys.params.len() {
            self.tys.params[p].constraint =
                self.subst(self.tys.params[p].constraint, tparams, &new);
            self.tys.params[p].core = self.core(p);
        }
        new
    }

    /// How deep types are nested in a type.
    pub(super) fn depth(&self, t: T) -> usize {
        let deepest = |list: &[T]| list.iter().map(|t| self.depth(*t)).max().unwrap_or(0);
        1 + match self.tys.get(self.tys.unalias(t)) {
            Ty::Named(n) => deepest(self.tys.targs(*n)),
            Ty::Pointer(t) | Ty::Slice(t) | Ty::Array(t, _) | Ty::Chan(_, t) => self.depth(*t),
            Ty::Map(key, elem) => deepest(&[*key, *elem]),
            _ => 0,
        }
    }
}
