//! What the checker found out: the side tables that lowering reads, in the manner of go/types'
//! `Info`. Nothing here is computed twice: lowering never resolves a name or converts a constant.
//!
//! Next: [`super::check`] fills it, [`super::lower`] reads it.

use num_bigint::BigInt;
use num_rational::BigRational;
use rustc_hash::FxHashMap;

use super::ast::{Block, Decl, Expr, ExprId, File};
use super::source::Pos;
use super::types::{TypeId, Types};

/// An object: something a name can stand for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ObjId(pub u32);

/// A package of the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PkgId(pub u32);

/// A constant's value. Numbers are exact.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstValue {
    /// A truth value.
    Bool(bool),
    /// A string: bytes, because `"\xff"` is one.
    Str(Box<[u8]>),
    /// An integer or rune (also of a float type when it has no fraction, once converted).
    Int(BigInt),
    /// A float, exactly.
    Float(BigRational),
}

/// The predeclared functions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Builtin {
    Append,
    Cap,
    Clear,
    Close,
    Copy,
    Delete,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Recover,
}

/// What an object is.
#[derive(Clone, Debug)]
pub enum ObjKind {
    /// A variable, parameter, result or receiver.
    Var {
        /// The function literal or declaration it belongs to ([`FuncId`]); `None`: package level.
        owner: Option<FuncId>,
    },
    /// A constant.
    Const(ConstValue),
    /// A type name.
    TypeName,
    /// A declared function or method; `native` if it has no body.
    Func {
        /// Whether it has no body, so that it is implemented in Rust.
        native: bool,
        /// The receiver's type, for a method.
        receiver: Option<TypeId>,
    },
    /// A predeclared function.
    Builtin(Builtin),
    /// `nil`
    Nil,
    /// An imported package's name.
    Package(PkgId),
}

/// Something a name can stand for.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its name.
    pub name: Box<str>,
    /// Where it is declared; 0 for predeclared ones.
    pub pos: Pos,
    /// Its package; `None` for predeclared ones.
    pub pkg: Option<PkgId>,
    /// Its type (for a method: the signature without the receiver).
    pub ty: TypeId,
    /// What it is.
    pub kind: ObjKind,
}

/// A function body: each declaration with a body, each function literal and each body of a loop
/// over a function is one. Numbered in the order the checker meets them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FuncId(pub u32);

/// What an expression denotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    /// Nothing: a call without results.
    NoValue,
    /// A value that can't be assigned to or addressed.
    Value,
    /// A variable: addressable.
    Variable,
    /// A map element: can be assigned to, has a comma-ok form.
    MapIndex,
    /// A value with a comma-ok form (receive, type assertion).
    CommaOk,
    /// A constant, already converted to the expression's final type.
    Const(ConstValue),
    /// A type; the recorded type is the type itself.
    Type,
    /// A predeclared function (as the callee of a call).
    Builtin(Builtin),
    /// `nil`, of the type it was converted to (untyped nil if none).
    Nil,
}

/// What is known of an expression. Untyped expressions carry the type they were finally
/// converted to. In a comma-ok context (`v, ok := <-c`) the type is the tuple of both.
#[derive(Clone, Debug, PartialEq)]
pub struct ExprInfo {
    /// What it denotes.
    pub mode: Mode,
    /// Its type.
    pub ty: TypeId,
}

/// What `x.f` is.
#[derive(Clone, Debug)]
pub enum Selection {
    /// A field: follow `path` from x (auto-dereferencing pointers on the way). All but the last
    /// index are embedded fields.
    Field {
        /// Field indices.
        path: Vec<usize>,
    },
    /// A method of a concrete type, `x.m` as callee or method value: follow `path` (embedded
    /// fields) from x, then call `func` with the receiver found there (its address if
    /// `pointer_receiver`, a copy otherwise).
    Method {
        /// Embedded fields on the way to the receiver.
        path: Vec<usize>,
        /// The method.
        func: ObjId,
        /// Whether the method's receiver is a pointer.
        pointer_receiver: bool,
    },
    /// A method of an interface value (found behind `path`).
    InterfaceMethod {
        /// Embedded fields on the way to the interface value.
        path: Vec<usize>,
        /// Index in the interface's sorted method list.
        index: usize,
    },
    /// `T.m` or `(*T).m`: a function whose first parameter is the receiver.
    MethodExpr {
        /// The receiver type as written.
        receiver: TypeId,
        /// What `m` selects from a value of that type.
        method: Box<Selection>,
    },
    /// `pkg.Name`
    Qualified(ObjId),
}

/// A package-level variable declaration to run at start, in dependency order.
#[derive(Clone, Debug)]
pub struct Initializer {
    /// The variables; several for `var a, b = f()`. `_` is `None`.
    pub lhs: Vec<Option<ObjId>>,
    /// The value: a pointer into the package's file is not possible, so a clone.
    pub rhs: Expr,
}

/// A function body's facts.
#[derive(Clone, Debug)]
pub struct FuncInfo {
    /// The function's object for a declaration.
    pub obj: Option<ObjId>,
    /// The enclosing body for a literal or a loop's body; `None` at package level.
    pub parent: Option<FuncId>,
    /// Whether it is the body of a loop over a function: what returns from it returns from the
    /// body around it.
    pub is_loop: bool,
    /// The function's type; for a loop's body that of the function called for each turn.
    pub sig: TypeId,
    /// The receiver variable, for a method (`None` if it has no name).
    pub receiver: Option<ObjId>,
    /// Parameter variables, in order; `None` where unnamed or `_`.
    pub params: Vec<Option<ObjId>>,
    /// Result variables, in order; `None` where unnamed.
    pub results: Vec<Option<ObjId>>,
    /// Go's symbol name: `main.f`, `main.(*T).m`, `main.main.func1`, `main.main.gowrap1`, `main.init.0`,
    /// `main.main-range1`.
    pub symbol: String,
}

/// A checked package.
#[derive(Debug)]
pub struct Package {
    /// Import path.
    pub path: String,
    /// Name.
    pub name: String,
    /// Its files.
    pub files: Vec<File>,
    /// Packages it imports, in import order.
    pub imports: Vec<PkgId>,
    /// Variable initialisers in the order they must run.
    pub init_order: Vec<Initializer>,
    /// Package-level objects by name.
    pub scope: FxHashMap<Box<str>, ObjId>,
}

/// Everything the checker found out about a program.
#[derive(Debug, Default)]
pub struct Info {
    /// All types.
    pub types: Types,
    /// All objects.
    pub objects: Vec<Object>,
    /// Packages in dependency order; the last one is `main`.
    pub packages: Vec<Package>,
    /// Facts by expression.
    pub exprs: FxHashMap<ExprId, ExprInfo>,
    /// The object that a `Name` expression uses, and that which an instance `f[T]` is.
    pub uses: FxHashMap<ExprId, ObjId>,
    /// The object that an identifier (or a `Name` on the left of `:=`) declares, by the position of the
    /// identifier. A `Name` on the left of `:=` that re-uses a variable is in `uses` instead.
    pub defs: FxHashMap<Pos, ObjId>,
    /// The variable that each clause of a type switch with `x := y.(type)` declares, by the
    /// position of the clause (`Case::pos`).
    pub implicits: FxHashMap<Pos, ObjId>,
    /// What selector expressions select.
    pub selections: FxHashMap<ExprId, Selection>,
    /// The body of a function literal, by its expression.
    pub literals: FxHashMap<ExprId, FuncId>,
    /// The body of a loop over a function, by the expression that is ranged over.
    pub loops: FxHashMap<ExprId, FuncId>,
    /// The body of a declared function, by its object.
    pub bodies: FxHashMap<ObjId, FuncId>,
    /// Facts by body.
    pub funcs: Vec<FuncInfo>,
    /// Functions that are instances of generic ones: copies with nodes of their own.
    pub instances: Vec<Decl>,
    /// `init` functions in the order they run within their package: the function's object.
    pub inits: Vec<(PkgId, ObjId)>,
}

impl Info {
    /// An object.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// Whether `x[T]` is an instance of a generic function: then x says which one.
    pub fn is_instance(&self, e: &Expr) -> bool {
        self.uses.contains_key(&e.id)
    }

    /// The bodies of all declared functions, instances of generic ones included.
    pub fn declared_bodies(&self) -> impl Iterator<Item = (ObjId, &Block)> {
        let files = self.packages.iter().flat_map(|p| &p.files);
        files.flat_map(|f| &f.decls).chain(&self.instances).filter_map(|decl| match decl {
            Decl::Func { name, body: Some(body), .. } => {
                Some((*self.defs.get(&name.pos)?, body.block()?))
            }
            _ => None,
        })
    }

    /// A body's facts.
    pub fn func(&self, id: FuncId) -> &FuncInfo {
        &self.funcs[id.0 as usize]
    }
}
