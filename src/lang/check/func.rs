//! Functions: signatures, receivers and bodies.
//!
//! It must never know expressions. Next: [`super::stmt`] for what is in a body.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::ast::{Block, Body, Expr, ExprKind, Field, FuncType, Ident, Pos};
use super::super::info::{FuncId, FuncInfo, ObjId};
use super::super::parse;
use super::super::types::TypeId;
use super::object::{FuncDecl, Kind, VarKind};
use super::operand::Mode;
use super::resolve::unparen;
use super::ty::{self, Param, Sig, T, Ty};
use super::{Checker, Env};

impl<'a> Checker<'a> {
    /// A function type. `names`: those that its parameters can't have, because they are taken in the
    /// function's scope.
    pub(super) fn func_type(
        &mut self,
        ft: &'a FuncType,
        receiver: Option<&'a Ident>,
        names: Vec<(&'a str, Pos)>,
    ) -> T {
        let (params, variadic) = self.params(&ft.params);
        let (results, _) = self.params(&ft.results);
        let receiver = receiver.map(|r| (&*r.name, r.pos));
        let mut names: FxHashMap<&str, Pos> = names.into_iter().collect();
        let declared = params.iter().chain(&results).map(|p| (p.name, p.pos));
        for (name, pos) in receiver.into_iter().chain(declared) {
            if matches!(name, "" | "_") {
                continue;
            }
            if let Some(other) = names.get(name) {
                let at = self.at(*other);
                let message =
                    format!("{name} redeclared in this block\n\t{at}: other declaration of {name}");
                self.error(pos, message);
            } else {
                names.insert(name, pos);
            }
        }
        self.tys.add(Ty::Func(Rc::new(Sig { params, results, variadic })))
    }

    fn params(&mut self, fields: &'a [Field]) -> (Vec<Param<'a>>, bool) {
        let mut params = Vec::with_capacity(fields.len());
        let mut variadic = false;
        let mut previous: Option<(u32, T)> = None;
        for (i, f) in fields.iter().enumerate() {
            let t = match (previous, &f.ty.kind) {
                (Some((id, t)), _) if id == f.ty.id => t,
                // Where it can't stand the parser has complained.
                (_, ExprKind::Dots(elem)) if i + 1 < fields.len() => self.var_type(elem),
                (_, ExprKind::Dots(elem)) => {
                    variadic = true;
                    let elem = self.var_type(elem);
                    let t = self.tys.add(Ty::Slice(elem));
                    self.record_type(&f.ty, Mode::Type, t, None);
                    t
                }
                _ => self.var_type(&f.ty),
            };
            previous = Some((f.ty.id, t));
            let (name, pos) = f.name.as_ref().map_or(("", f.ty.pos), |n| (&*n.name, n.pos));
            params.push(Param { name, pos, ty: t });
        }
        (params, variadic)
    }

    /// The signature and receiver of a declared function; its body is checked later.
    pub(super) fn func_decl(&mut self, id: ObjId, decl: usize, f: FuncDecl<'a>) {
        self.open_scope();
        if let Some(recv) = f.recv {
            let t = self.receiver(recv);
            if let Kind::Func { receiver, .. } = &mut self.obj_mut(id).kind {
                *receiver = Some(t);
            }
            let pos = receiver_base(&recv.ty).pos;
            self.later(move |c| c.valid_receiver(t, pos));
        }
        if !f.ty.tparams.is_empty() {
            let tparams = self.declare_tparams(&f.ty.tparams, |_, _| {});
            self.tparams.insert(id, tparams);
        }
        let own = self.scopes[self.env.scope.0 as usize].names();
        let names: Vec<_> = own.iter().map(|(name, id)| (*name, self.obj(*id).pos)).collect();
        let generic = !names.is_empty()
            || !f.ty.tparams.is_empty()
            || f.recv.is_some_and(|r| matches!(receiver_base(&r.ty).kind, ExprKind::Index(..)));
        let t = self.func_type(f.ty, f.recv.and_then(|r| r.name.as_ref()), names);
        self.obj_mut(id).ty = Some(t);
        let Some(body) = f.body else {
            if !f.ty.tparams.is_empty() {
                return self.error(f.name.pos, "generic function is missing function body");
            }
            if !self.is_std() && !matches!(&*f.name.name, "init" | "_") {
                let pos = self.func_pos(f);
                self.missing_bodies.push(pos);
            }
            return;
        };
        let scope = self.env.scope;
        let symbol = self.declared_symbol(id, f.recv.map(|r| &*r.ty));
        let check_body = move |c: &mut Self| {
            let func = c.new_func(Some(id), None, t, symbol);
            if !generic {
                c.bodies.push((id, func));
            }
            let body = c.read_body(body);
            c.func_body(func, t, f.recv, body, Env::new(Some(decl), scope));
        };
        if !self.is_on_demand() {
            self.later(check_body);
        } else if !generic {
            self.reach.bodies.insert(id, Box::new(check_body));
        }
    }

    /// Where gc's later stages say that a function is: a method is at its receiver's parenthesis.
    pub(super) fn func_pos(&mut self, f: FuncDecl) -> u32 {
        let Some(recv) = f.recv else { return f.name.pos };
        self.token_before(recv.name.as_ref().map_or(recv.ty.pos, |name| name.pos))
    }

    /// Complains about a receiver type that can't have methods.
    fn valid_receiver(&mut self, t: T, pos: u32) {
        let base = self.tys.unalias(self.tys.deref(t).unwrap_or(t));
        let text = self.type_string(self.tys.deref(t).unwrap_or(t));
        let message = match self.tys.get(base) {
            _ if base == ty::INVALID => return,
            Ty::Named(n) => {
                if self.obj(self.tys.named[*n].obj).pkg != Some(self.pkg) {
                    format!("cannot define new methods on non-local type {text}")
                } else if matches!(self.tys.under(base), Ty::Pointer(_) | Ty::Interface(_)) {
                    format!("invalid receiver type {text} (pointer or interface type)")
                } else {
                    return;
                }
            }
            Ty::Basic(..) => format!("cannot define new methods on non-local type {text}"),
            _ => format!("invalid receiver type {}", self.type_string(t)),
        };
        self.error(pos, message);
    }

    pub(super) fn new_func(
        &mut self,
        obj: Option<ObjId>,
        parent: Option<FuncId>,
        sig: T,
        symbol: String,
    ) -> FuncId {
        self.func_sigs.push(sig);
        self.funcs.push(FuncInfo {
            obj,
            parent,
            is_loop: false,
            sig: TypeId(0),
            receiver: None,
            params: vec![],
            results: vec![],
            symbol,
        });
        FuncId(self.funcs.len() as u32 - 1)
    }

    /// The statements of a declared function.
    pub(super) fn read_body(&mut self, body: &'a Body) -> &'a Block {
        body.read(|| {
            let (block, next) = parse::parse_body(self.sources, body, self.records.len() as u32);
            self.records.resize(next as usize, None);
            block
        })
    }

    /// Checks a body: its statements, labels, that it returns, and that its variables are used. `env` has the
    /// function's scope.
    pub(super) fn func_body(
        &mut self,
        func: FuncId,
        t: T,
        recv: Option<&'a Field>,
        body: &'a Block,
        env: Env<'a>,
    ) {
        let Some(sig) = self.sig(t) else { return };
        let env = Env {
            sig: Some(sig.clone()),
            func: Some(func),
            errpos: None,
            has_call_or_recv: false,
            ..env
        };
        let saved = std::mem::replace(&mut self.env, env);
        let locals = std::mem::take(&mut self.locals);
        let receiver = recv.and_then(|r| {
            let t = self.records[r.ty.id as usize].as_ref().map_or(ty::INVALID, |r| r.ty);
            let param = r.name.as_ref().map(|n| Param { name: &n.name, pos: n.pos, ty: t })?;
            self.declare_param(&param, VarKind::Receiver)
        });
        let params = sig.params.iter().map(|p| self.declare_param(p, VarKind::Param)).collect();
        let results = sig.results.iter().map(|p| self.declare_param(p, VarKind::Result)).collect();
        let info = &mut self.funcs[func.0 as usize];
        (info.receiver, info.params, info.results) = (receiver, params, results);
        self.stmt_list(&body.list);
        if !sig.results.is_empty() && !self.terminates(&body.list) {
            self.error(body.rbrace, "missing return");
        }
        let mut unused: Vec<_> = std::mem::replace(&mut self.locals, locals)
            .into_iter()
            .map(|(scope, id)| (scope, self.obj(id)))
            .filter(|(_, o)| matches!(o.kind, Kind::Var { used: false, .. }))
            .map(|(scope, o)| (scope, o.pos, o.name))
            .collect();
        unused.sort_unstable();
        for (_, pos, name) in unused {
            self.error(pos, format!("declared and not used: {name}"));
        }
        self.env = saved;
    }

    fn declare_param(&mut self, p: &Param<'a>, kind: VarKind) -> Option<ObjId> {
        let scope = self.env.scope;
        // A result `_` is a variable, too: what `return` gives back is zero.
        let blank = p.name == "_";
        let nameless = p.name.is_empty() || blank && kind != VarKind::Result;
        if nameless || self.scope_get(scope, p.name).is_some() {
            return None;
        }
        let kind = Kind::Var { kind, owner: self.env.func, used: false };
        let obj = self.new_obj(p.name, p.pos, Some(p.ty), kind);
        if !blank {
            self.declare(scope, obj);
        }
        Some(obj)
    }
}

/// The receiver's type without parentheses and `*`.
pub fn receiver_base(e: &Expr) -> &Expr {
    match &unparen(e).kind {
        ExprKind::Star(x) => unparen(x),
        _ => unparen(e),
    }
}
