//! From the checker's own tables to [`Info`]: types interned, positions and ids as keys.
//!
//! It must never decide anything about the program. Next: [`crate::lang::info`].

use super::super::depth::deep;
use rustc_hash::FxHashMap;

use super::super::info::{
    ExprInfo, FuncId, Info, Initializer, Mode as InfoMode, ObjId, ObjKind, Object, Package, PkgId,
    Selection,
};
use super::super::source::Diagnostic;
use super::super::types::{
    FieldType, InterfaceMethod, MethodDecl, NamedType, Signature, Type, TypeId, Types,
};
use super::object::Kind;
use super::operand::Mode;
use super::ty::{self, T, Ty};
use super::{Checker, Record};

/// Interns the checker's types.
struct Interner<'c, 'a> {
    checker: &'c Checker<'a>,
    types: Types,
    known: Vec<Option<TypeId>>,
    /// Defined types whose structure is still to be interned.
    todo: Vec<(usize, TypeId)>,
    bodies: FxHashMap<ObjId, FuncId>,
}

impl<'a> Interner<'_, 'a> {
    fn list(&mut self, types: impl IntoIterator<Item = T>) -> Vec<TypeId> {
        types.into_iter().map(|t| self.get(t)).collect()
    }

    fn get(&mut self, t: T) -> TypeId {
        if let Some(id) = self.known[t.0 as usize] {
            return id;
        }
        let checker = self.checker;
        let id = match checker.tys.get(t) {
            Ty::Basic(b, _) => TypeId::basic(*b),
            Ty::Alias(_, rhs) => deep(|| self.get(*rhs)),
            Ty::Named(n) => {
                let o = checker.obj(checker.tys.named[*n].obj);
                let package = o.pkg.map_or("", |p| &checker.loaded[p.0 as usize].name);
                let name = format!("{}{}", o.name, checker.targs_name(*n));
                let id = self.types.new_named(NamedType {
                    name: name.into(),
                    package: package.into(),
                    underlying: TypeId::basic(super::super::types::Basic::Invalid),
                    methods: vec![],
                });
                self.todo.push((*n, id));
                id
            }
            ty => {
                let ty = deep(|| self.structure(ty));
                self.types.intern(ty)
            }
        };
        self.known[t.0 as usize] = Some(id);
        id
    }

    fn structure(&mut self, ty: &Ty<'a>) -> Type {
        match ty {
            Ty::Pointer(base) => Type::Pointer(self.get(*base)),
            Ty::Slice(elem) => Type::Slice(self.get(*elem)),
            Ty::Array(elem, n) => Type::Array(self.get(*elem), *n as u64),
            Ty::Map(key, elem) => Type::Map(self.get(*key), self.get(*elem)),
            Ty::Chan(dir, elem) => Type::Chan(*dir, self.get(*elem)),
            Ty::Struct(fields) => Type::Struct(
                fields
                    .iter()
                    .map(|f| FieldType {
                        name: f.name.into(),
                        ty: self.get(f.ty),
                        embedded: f.embedded,
                        tag: f.tag.clone(),
                    })
                    .collect(),
            ),
            Ty::Func(sig) => Type::Func(Signature {
                params: self.list(sig.params.iter().map(|p| p.ty)),
                results: self.list(sig.results.iter().map(|p| p.ty)),
                variadic: sig.variadic,
            }),
            Ty::Interface(iface) => Type::Interface(
                self.checker
                    .set_of(iface)
                    .methods
                    .iter()
                    .map(|m| InterfaceMethod { name: m.name.into(), sig: self.get(m.sig) })
                    .collect(),
            ),
            Ty::Tuple(types) => Type::Tuple(self.list(types.iter().map(|p| p.ty))),
            Ty::Basic(b, _) => Type::Basic(*b),
            Ty::Alias(..) | Ty::Named(_) | Ty::Param(_) => {
                Type::Basic(super::super::types::Basic::Invalid)
            }
        }
    }

    /// Whether a method can be called: in standard packages others are not checked.
    fn is_reached(&self, method: ObjId) -> bool {
        let o = self.checker.obj(method);
        let native = matches!(o.kind, Kind::Func { native: true, .. });
        o.ty.is_some() && (native || self.bodies.contains_key(&method))
    }

    /// Completes defined types until none is left.
    fn complete(&mut self) {
        while let Some((n, id)) = self.todo.pop() {
            let named = &self.checker.tys.named[n];
            let underlying = self.get(named.under);
            let methods = named
                .methods
                .iter()
                .filter(|m| !self.checker.is_generic_func(**m) && self.is_reached(**m))
                .map(|m| {
                    let o = self.checker.obj(*m);
                    let pointer_receiver =
                        matches!(o.kind, Kind::Func { pointer_receiver: true, .. });
                    MethodDecl { name: o.name.into(), func: *m, pointer_receiver }
                })
                .collect();
            if let Type::Named(n) = *self.types.get(id) {
                let named = self.types.named_mut(n);
                (named.underlying, named.methods) = (underlying, methods);
            }
        }
    }
}

impl<'a> Checker<'a> {
    /// The result: what was found out, or the messages as gc prints them.
    pub(super) fn finish(mut self) -> Result<Info, Vec<Diagnostic>> {
        self.record_untyped();
        if self.failed() {
            return Err(self.messages());
        }
        let types = Types::default();
        let known = vec![None; self.tys.list.len()];
        let bodies = self.bodies.iter().copied().collect();
        let mut interner = Interner { checker: &self, types, known, todo: vec![], bodies };
        let objects = self.objs.iter().map(|o| export_object(&mut interner, o)).collect();
        let mut info = Info { objects, ..Info::default() };
        info.exprs.reserve(self.records.len());
        for (id, record) in self.records.iter().enumerate() {
            let Some(Record { mode, ty, val }) = record else { continue };
            let ty = interner.get(*ty);
            let mode = match (mode, val) {
                (Mode::Const(_), Some(v)) => InfoMode::Const(v.export()),
                (Mode::Const(v), None) => InfoMode::Const(v.export()),
                (Mode::Invalid, _) => continue,
                (Mode::NoValue, _) => InfoMode::NoValue,
                (Mode::Builtin(b), _) => InfoMode::Builtin(*b),
                (Mode::Type, _) => InfoMode::Type,
                (Mode::Var, _) => InfoMode::Variable,
                (Mode::MapIndex, _) => InfoMode::MapIndex,
                (Mode::Value, _) => InfoMode::Value,
                (Mode::Nil, _) => InfoMode::Nil,
                (Mode::CommaOk, _) => InfoMode::CommaOk,
            };
            info.exprs.insert(id as u32, ExprInfo { mode, ty });
        }
        info.uses = self.uses.iter().copied().collect();
        info.defs = self.defs.iter().copied().collect();
        info.implicits = self.implicits.iter().copied().collect();
        info.literals = self.literals.iter().copied().collect();
        info.loops = self.loops.iter().copied().collect();
        info.selections = self
            .selections
            .iter()
            .map(|(id, selection, t)| {
                let selection = match selection {
                    Selection::MethodExpr { method, .. } => {
                        Selection::MethodExpr { receiver: interner.get(*t), method: method.clone() }
                    }
                    other => other.clone(),
                };
                (*id, selection)
            })
            .collect();
        info.funcs = self.funcs.clone();
        for (f, sig) in info.funcs.iter_mut().zip(&self.func_sigs) {
            f.sig = interner.get(*sig);
        }
        interner.complete();
        (info.types, info.bodies) = (interner.types, interner.bodies);
        info.inits = self.inits.clone();
        info.packages = self.export_packages();
        Ok(info)
    }

    fn export_packages(&self) -> Vec<Package> {
        let packages = self.loaded.iter().zip(&self.package_scopes);
        (0..)
            .map(PkgId)
            .zip(packages)
            .map(|(pkg, (loaded, scope))| Package {
                path: loaded.path.clone(),
                name: loaded.name.clone(),
                files: vec![],
                imports: loaded.imports.clone(),
                init_order: self.init_orders[pkg.0 as usize]
                    .iter()
                    .map(|(lhs, rhs)| Initializer { lhs: lhs.clone(), rhs: (*rhs).clone() })
                    .collect(),
                scope: self.scopes[scope.0 as usize]
                    .names()
                    .iter()
                    .map(|(name, id)| (Box::from(*name), *id))
                    .collect::<FxHashMap<Box<str>, ObjId>>(),
            })
            .collect()
    }

    /// The messages in source order; repeated ones and those after the tenth are left out.
    fn messages(&mut self) -> Vec<Diagnostic> {
        const MOST: usize = 10;
        let mut out: Vec<Diagnostic> = vec![];
        let mut too_many = None;
        let parsed = self.loaded.iter().flat_map(|p| &p.files).flat_map(|f| f.errors.clone());
        for d in parsed.chain(std::mem::take(&mut self.errors)) {
            let repeated = out.last().is_some_and(|last| {
                last.message == d.message && self.sources.line(last.pos) == self.sources.line(d.pos)
            });
            if repeated {
                continue;
            }
            let pos = d.pos;
            out.push(d);
            if out.len() == MOST {
                too_many = Some(Diagnostic::new(pos, "too many errors"));
                break;
            }
        }
        self.sources.sort(&mut out);
        out.extend(too_many);
        out
    }
}

fn export_object(interner: &mut Interner, o: &super::object::Obj) -> Object {
    let kind = match &o.kind {
        Kind::Var { owner, .. } => ObjKind::Var { owner: *owner },
        Kind::Const(v) => ObjKind::Const(v.export()),
        Kind::TypeName { .. } | Kind::Refused(_) => ObjKind::TypeName,
        Kind::Func { native, receiver, .. } => {
            ObjKind::Func { native: *native, receiver: receiver.map(|t| interner.get(t)) }
        }
        Kind::Builtin(b) => ObjKind::Builtin(*b),
        Kind::Nil => ObjKind::Nil,
        Kind::Package { pkg, .. } => ObjKind::Package(*pkg),
    };
    let ty = interner.get(o.ty.unwrap_or(ty::INVALID));
    Object { name: o.name.into(), pos: o.pos, pkg: o.pkg, ty, kind }
}
