//! What names stand for, and the scopes that know them.
//!
//! It must never know how declarations are checked. Next: [`super::decl`].

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::super::ast::{Body, Expr, Field, FuncType, Ident, Pos};
use super::super::info::{Builtin, FuncId, ObjId, PkgId};
use super::ty::T;
use super::value::Val;

/// The kinds of variables; gc's messages name them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    Package,
    Local,
    Receiver,
    Param,
    Result,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Var {
        kind: VarKind,
        owner: Option<FuncId>,
        used: bool,
    },
    Const(Val),
    TypeName {
        alias: bool,
    },
    Func {
        native: bool,
        receiver: Option<T>,
        pointer_receiver: bool,
    },
    Builtin(Builtin),
    Nil,
    Package {
        pkg: PkgId,
        used: bool,
    },
    /// Something gmpsim does not have; the text says so.
    Refused(&'static str),
}

/// Something a name can stand for.
#[derive(Clone, Debug)]
pub struct Obj<'a> {
    pub name: &'a str,
    pub pos: Pos,
    pub pkg: Option<PkgId>,
    /// `None`: not checked yet.
    pub ty: Option<T>,
    pub kind: Kind,
    /// Its declaration, for package-level objects and methods.
    pub decl: Option<usize>,
}

/// A function's syntax.
#[derive(Clone, Copy, Debug)]
pub struct FuncDecl<'a> {
    pub recv: Option<&'a Field>,
    pub name: &'a Ident,
    pub ty: &'a FuncType,
    pub body: Option<&'a Body>,
}

/// What a package-level declaration says.
#[derive(Clone, Debug)]
pub enum DeclKind<'a> {
    Const {
        ty: Option<&'a Expr>,
        init: Option<&'a Expr>,
        inherited: bool,
        iota: i64,
    },
    /// `lhs` holds all variables of `var a, b = f()`, else none.
    Var {
        lhs: Vec<ObjId>,
        ty: Option<&'a Expr>,
        init: Option<&'a Expr>,
    },
    Type {
        tparams: &'a [Field],
        alias: bool,
        ty: &'a Expr,
    },
    Func(FuncDecl<'a>),
}

/// A package-level declaration and what it depends on (for the initialisation order).
#[derive(Clone, Debug)]
pub struct Decl<'a> {
    pub obj: ObjId,
    pub scope: ScopeId,
    pub kind: DeclKind<'a>,
    pub deps: Vec<ObjId>,
}

/// A scope; numbered as they are opened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ScopeId(pub u32);

/// Local scopes hold few names and are searched; large ones get a map.
#[derive(Debug, Default)]
pub struct Scope<'a> {
    pub parent: Option<ScopeId>,
    /// Whether another one is inside.
    pub is_parent: bool,
    /// The next scope out that holds names, and when that was so: see [`super::resolve`].
    pub outward: Cell<Option<(Option<ScopeId>, u32)>>,
    list: Vec<(&'a str, ObjId)>,
    map: FxHashMap<&'a str, ObjId>,
}

const SEARCHED: usize = 8;

impl<'a> Scope<'a> {
    pub fn inside(parent: ScopeId) -> Self {
        Scope { parent: Some(parent), ..Scope::default() }
    }

    pub fn get(&self, name: &str) -> Option<ObjId> {
        if self.map.is_empty() {
            self.list.iter().find(|(n, _)| *n == name).map(|(_, o)| *o)
        } else {
            self.map.get(name).copied()
        }
    }

    pub fn insert(&mut self, name: &'a str, obj: ObjId) {
        self.list.push((name, obj));
        if !self.map.is_empty() {
            self.map.insert(name, obj);
        } else if self.list.len() > SEARCHED {
            self.map = self.list.iter().copied().collect();
        }
    }

    /// All names in the order of their declaration.
    pub fn names(&self) -> &[(&'a str, ObjId)] {
        &self.list
    }
}
