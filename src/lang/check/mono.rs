//! Instantiations that never end: `f[*P]` in `f[P any]` needs ever more instances of `f`.
//!
//! A graph tells which type parameters are instantiated with which others, or with types built of them. A
//! cycle in which one is built of another can have no end. It must never know expressions. Next:
//! [`super::generic`] for the instances.

use rustc_hash::FxHashMap;

use super::super::ast::{Expr, Pos};
use super::super::info::ObjId;
use super::Checker;
use super::object::Kind;
use super::ty::{Param, T, Ty};

/// Type parameters, and local types of generic functions, which are different ones in each instance.
#[derive(Default)]
pub(super) struct Graph {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    known: FxHashMap<ObjId, usize>,
    /// The type parameters around local types.
    around: FxHashMap<usize, Vec<T>>,
    /// The parameters of types that those named in receivers are.
    same: FxHashMap<ObjId, ObjId>,
}

struct Vertex {
    obj: ObjId,
    /// On the path to it on which most types are built of others: how many are, the last edge, its length.
    weight: usize,
    last: usize,
    length: usize,
}

/// A use of the type `from` in what `to` stands for, or around `to`.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    from: usize,
    /// Whether `to` is more than `from` itself.
    builds: bool,
    pos: Pos,
    ty: T,
}

impl<'a> Checker<'a> {
    /// Notes that a parameter that a receiver names is one of its type.
    pub(super) fn same_param(&mut self, own: usize, of: usize) {
        let (own, of) = (self.tys.params[own].obj, self.tys.params[of].obj);
        self.mono.same.insert(own, of);
    }

    /// Notes that a local type is declared where type parameters can be used.
    pub(super) fn record_local_type(&mut self, named: usize) {
        if self.in_instance {
            return;
        }
        let mut around = vec![];
        let mut scope = Some(self.env.scope);
        while let Some(s) = scope {
            let scope_here = &self.scopes[s.0 as usize];
            for (_, id) in scope_here.names() {
                let o = self.obj(*id);
                if let (Kind::TypeName { alias: false }, Some(t)) = (&o.kind, o.ty)
                    && self.tys.as_param(t).is_some()
                {
                    around.push(t);
                }
            }
            scope = scope_here.parent;
        }
        if !around.is_empty() {
            self.mono.around.insert(named, around);
        }
    }

    /// Notes what type parameters stand for somewhere.
    pub(super) fn record_instance(
        &mut self,
        pos: Pos,
        tparams: &[T],
        targs: &[T],
        written: &[Expr],
    ) {
        if self.in_instance {
            return;
        }
        for (i, (tparam, targ)) in tparams.iter().zip(targs).enumerate() {
            let pos = written.get(i).map_or(pos, super::operand::start);
            let Some(p) = self.tys.as_param(*tparam) else { continue };
            let obj = self.tys.params[p].obj;
            if self.mentions_mono(*targ) && self.obj(obj).pkg == Some(self.pkg) {
                let to = self.vertex(obj);
                self.flow(*targ, &Flow { to, pos, targ: *targ });
            }
        }
    }

    /// Whether a type can be part of a cycle.
    fn mentions_mono(&self, t: T) -> bool {
        self.mentions_param(t) || !self.mono.around.is_empty()
    }

    fn vertex(&mut self, obj: ObjId) -> usize {
        let obj = self.mono.same.get(&obj).copied().unwrap_or(obj);
        let Graph { vertices, known, .. } = &mut self.mono;
        *known.entry(obj).or_insert_with(|| {
            vertices.push(Vertex { obj, weight: 0, last: 0, length: 0 });
            vertices.len() - 1
        })
    }

    /// Adds an edge from each parameter and local type in `t` to what the whole type stands for.
    fn flow(&mut self, t: T, flow: &Flow) {
        let t = self.tys.unalias(t);
        match self.tys.get(t).clone() {
            Ty::Param(p) => {
                let from = self.vertex(self.tys.params[p].obj);
                self.add_edge(from, t, flow);
            }
            Ty::Named(n) => {
                if let Some(from) = self.local_type(self.tys.origin(n)) {
                    self.add_edge(from, t, flow);
                }
                for t in self.tys.targs(n).to_vec() {
                    self.flow(t, flow);
                }
            }
            Ty::Pointer(t) | Ty::Slice(t) | Ty::Array(t, _) | Ty::Chan(_, t) => self.flow(t, flow),
            Ty::Map(key, elem) => {
                self.flow(key, flow);
                self.flow(elem, flow);
            }
            Ty::Struct(fields) => fields.iter().for_each(|f| self.flow(f.ty, flow)),
            Ty::Func(sig) => {
                let mut each = |list: &[Param]| list.iter().for_each(|p| self.flow(p.ty, flow));
                each(&sig.params);
                each(&sig.results);
            }
            Ty::Interface(iface) => {
                self.set_of(&iface).methods.iter().for_each(|m| self.flow(m.sig, flow));
            }
            Ty::Basic(..) | Ty::Alias(..) | Ty::Tuple(_) => {}
        }
    }

    fn add_edge(&mut self, from: usize, part: T, flow: &Flow) {
        let builds = part != self.tys.unalias(flow.targ);
        let Flow { to, pos, targ } = *flow;
        self.mono.edges.push(Edge { to, from, builds, pos, ty: targ });
    }

    /// The vertex of a type that is declared where type parameters can be used.
    fn local_type(&mut self, named: usize) -> Option<usize> {
        let around = self.mono.around.get(&named)?.clone();
        let obj = self.tys.named[named].obj;
        let known = self.mono.known.get(&obj).copied();
        let to = self.vertex(obj);
        if known.is_none() {
            let pos = self.obj(obj).pos;
            for t in around {
                let Some(p) = self.tys.as_param(t) else { continue };
                let from = self.vertex(self.tys.params[p].obj);
                self.mono.edges.push(Edge { to, from, builds: true, pos, ty: t });
            }
        }
        Some(to)
    }

    /// Complains of a cycle whose types grow: a path that is as long as there are vertices has one.
    pub(super) fn instantiation_cycles(&mut self) {
        let Graph { vertices, edges, .. } = &mut self.mono;
        let most = vertices.len();
        let mut again = true;
        while again {
            again = false;
            for (i, e) in edges.iter().enumerate() {
                let (weight, length) = (vertices[e.from].weight, vertices[e.from].length + 1);
                let weight = weight + usize::from(e.builds);
                if weight <= vertices[e.to].weight {
                    continue;
                }
                let to = &mut vertices[e.to];
                (to.last, to.length) = (i, length);
                if length == most {
                    let end = e.to;
                    return self.instantiation_cycle(end);
                }
                to.weight = weight;
                again = true;
            }
        }
    }

    /// Tells the cycle on the path to a vertex.
    fn instantiation_cycle(&mut self, end: usize) {
        let Graph { vertices, edges, .. } = &self.mono;
        let mut path = vec![];
        let mut v = end;
        while !path.contains(&v) {
            path.push(v);
            v = edges[vertices[v].last].from;
        }
        let start = path.iter().position(|other| *other == v).unwrap_or(0);
        let mut message = "instantiation cycle:".to_string();
        for v in &path[start..] {
            let edge = edges[vertices[*v].last];
            let o = self.obj(vertices[edge.to].obj);
            let is_param = o.ty.is_some_and(|t| self.tys.as_param(t).is_some());
            let how = if is_param { "instantiated as" } else { "implicitly parameterized by" };
            let ty = self.type_string(edge.ty);
            message += &format!("\n\t{}: {} {how} {ty}", self.at(edge.pos), o.name);
        }
        let pos = self.obj(vertices[v].obj).pos;
        self.error(pos, message);
    }
}

/// What a type parameter stands for somewhere.
struct Flow {
    to: usize,
    pos: Pos,
    targ: T,
}
