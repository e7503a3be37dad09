//! The checker's own types. Unlike the interned ones of [`crate::lang::types`] they remember how
//! they were written (`byte`, `any`, aliases, parameter names), because gc's messages do.
//!
//! It must never know syntax. Next: [`super::predicates`], [`super::format`]; [`super::export`]
//! turns them into interned types.

use std::rc::Rc;

use super::super::ast::{Dir, Pos};
use super::super::info::{ObjId, PkgId};
use super::super::types::Basic;
use super::object::ScopeId;

/// A type: an index into [`Tys`]. Different indices may be identical types.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct T(pub u32);

impl T {
    pub const fn basic(b: Basic) -> T {
        T(b as u32)
    }
}

pub const INVALID: T = T::basic(Basic::Invalid);
pub const BOOL: T = T::basic(Basic::Bool);
pub const INT: T = T::basic(Basic::Int);
pub const UINT: T = T::basic(Basic::Uint);
pub const STRING: T = T::basic(Basic::String);
pub const FLOAT64: T = T::basic(Basic::Float64);
pub const UNTYPED_BOOL: T = T::basic(Basic::UntypedBool);
pub const UNTYPED_INT: T = T::basic(Basic::UntypedInt);
pub const UNTYPED_RUNE: T = T::basic(Basic::UntypedRune);
pub const UNTYPED_FLOAT: T = T::basic(Basic::UntypedFloat);
pub const UNTYPED_STRING: T = T::basic(Basic::UntypedString);
pub const UNTYPED_NIL: T = T::basic(Basic::UntypedNil);
/// `uint8` and `int32` under their other names.
pub const BYTE: T = T(UNTYPED_NIL.0 + 1);
pub const RUNE: T = T(UNTYPED_NIL.0 + 2);
/// `interface{}`
pub const EMPTY_INTERFACE: T = T(UNTYPED_NIL.0 + 3);
/// The alias `any`.
pub const ANY: T = T(UNTYPED_NIL.0 + 4);
/// The predeclared `error`.
pub const ERROR: T = T(UNTYPED_NIL.0 + 5);
/// `[]byte`
pub const BYTES: T = T(UNTYPED_NIL.0 + 6);

pub const BASICS: [(Basic, &str); 22] = [
    (Basic::Invalid, "invalid type"),
    (Basic::Bool, "bool"),
    (Basic::Int, "int"),
    (Basic::Int8, "int8"),
    (Basic::Int16, "int16"),
    (Basic::Int32, "int32"),
    (Basic::Int64, "int64"),
    (Basic::Uint, "uint"),
    (Basic::Uint8, "uint8"),
    (Basic::Uint16, "uint16"),
    (Basic::Uint32, "uint32"),
    (Basic::Uint64, "uint64"),
    (Basic::Uintptr, "uintptr"),
    (Basic::Float32, "float32"),
    (Basic::Float64, "float64"),
    (Basic::String, "string"),
    (Basic::UntypedBool, "untyped bool"),
    (Basic::UntypedInt, "untyped int"),
    (Basic::UntypedRune, "untyped rune"),
    (Basic::UntypedFloat, "untyped float"),
    (Basic::UntypedString, "untyped string"),
    (Basic::UntypedNil, "untyped nil"),
];

/// A struct's field.
#[derive(Debug)]
pub struct Field<'a> {
    pub name: &'a str,
    pub ty: T,
    pub embedded: bool,
    pub tag: Box<str>,
    pub pos: Pos,
    pub pkg: PkgId,
}

/// A parameter or result.
#[derive(Debug, Clone, Copy)]
pub struct Param<'a> {
    /// Empty if it has none.
    pub name: &'a str,
    pub pos: Pos,
    pub ty: T,
}

/// A function's type, without receiver.
#[derive(Debug)]
pub struct Sig<'a> {
    pub params: Vec<Param<'a>>,
    pub results: Vec<Param<'a>>,
    pub variadic: bool,
}

/// A method of an interface.
#[derive(Debug, Clone, Copy)]
pub struct Method<'a> {
    pub name: &'a str,
    pub sig: T,
    pub pos: Pos,
    pub pkg: Option<PkgId>,
}

/// An interface as written, and its whole method set, sorted by name.
#[derive(Debug, Default)]
pub struct Iface<'a> {
    pub methods: Vec<Method<'a>>,
    pub embedded: Vec<T>,
    pub all: Vec<Method<'a>>,
    /// The unions as written.
    pub unions: Vec<Rc<[Term]>>,
    /// What types may implement it; `None`: any with the methods.
    pub terms: Option<Rc<[Term]>>,
    /// Whether only types that can be compared strictly may.
    pub comparable: bool,
    /// Whether it was written without `interface{}`, as a constraint may be.
    pub implicit: bool,
}

/// A type in a union: `T`, or `~T` for all types it underlies.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    pub tilde: bool,
    pub ty: T,
}

/// A type parameter.
#[derive(Debug)]
pub struct TypeParam {
    pub obj: ObjId,
    /// An interface; `INVALID` until it is known.
    pub constraint: T,
    /// What underlies all types it may stand for, if that is one type.
    pub core: Option<T>,
}

/// A type's structure.
#[derive(Debug, Clone)]
pub enum Ty<'a> {
    Basic(Basic, &'static str),
    Named(usize),
    Alias(ObjId, T),
    Pointer(T),
    Slice(T),
    Array(T, i64),
    Map(T, T),
    Chan(Dir, T),
    Struct(Rc<Vec<Field<'a>>>),
    Func(Rc<Sig<'a>>),
    Interface(Rc<Iface<'a>>),
    /// See [`Tys::params`].
    Param(usize),
    Tuple(Rc<Vec<Param<'a>>>),
}

/// How far a defined type has been resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Unresolved,
    InProgress,
    Done,
}

/// A defined type.
#[derive(Debug)]
pub struct Named {
    pub obj: ObjId,
    /// The underlying type, never `Named` or `Alias`; `INVALID` until resolved.
    pub under: T,
    pub state: State,
    pub methods: Vec<ObjId>,
    /// Whether it is known not to contain itself by value.
    pub valid: bool,
    /// Its type parameters, if it is generic and they are declared.
    pub tparams: Vec<T>,
    /// The arguments of the function's instance that it is declared in.
    pub around: Vec<T>,
    /// Where its type parameters are declared.
    pub scope: Option<ScopeId>,
    /// The generic type that it is an instance of, and with what arguments.
    pub instance: Option<(usize, Vec<T>)>,
    /// Its instances, if it is generic.
    pub instances: Vec<T>,
}

/// All types of a program.
#[derive(Debug, Default)]
pub struct Tys<'a> {
    pub list: Vec<Ty<'a>>,
    pub named: Vec<Named>,
    pub params: Vec<TypeParam>,
}

impl<'a> Tys<'a> {
    pub fn add(&mut self, ty: Ty<'a>) -> T {
        self.list.push(ty);
        T(self.list.len() as u32 - 1)
    }

    pub fn new_named(&mut self, obj: ObjId) -> T {
        self.named.push(Named {
            obj,
            under: INVALID,
            state: State::Unresolved,
            methods: vec![],
            valid: false,
            tparams: vec![],
            around: vec![],
            scope: None,
            instance: None,
            instances: vec![],
        });
        self.add(Ty::Named(self.named.len() - 1))
    }

    pub fn get(&self, t: T) -> &Ty<'a> {
        &self.list[t.0 as usize]
    }

    /// The type itself, behind all aliases.
    pub fn unalias(&self, mut t: T) -> T {
        while let Ty::Alias(_, rhs) = self.get(t) {
            t = *rhs;
        }
        t
    }

    pub fn under_id(&self, t: T) -> T {
        let t = self.unalias(t);
        match self.get(t) {
            Ty::Named(n) => self.named[*n].under,
            Ty::Param(p) => self.params[*p].core.unwrap_or(t),
            _ => t,
        }
    }

    /// A type's arguments, if it is an instance; its own parameters, if it is generic.
    pub fn targs(&self, n: usize) -> &[T] {
        match &self.named[n].instance {
            Some((_, targs)) => targs,
            None => &self.named[n].tparams,
        }
    }

    /// The generic type of an instance, or the type itself.
    pub fn origin(&self, n: usize) -> usize {
        self.named[n].instance.as_ref().map_or(n, |(origin, _)| *origin)
    }

    pub fn as_param(&self, t: T) -> Option<usize> {
        match self.get(self.unalias(t)) {
            Ty::Param(p) => Some(*p),
            _ => None,
        }
    }

    /// The underlying type's structure.
    pub fn under(&self, t: T) -> &Ty<'a> {
        self.get(self.under_id(t))
    }

    pub fn as_named(&self, t: T) -> Option<usize> {
        match self.get(self.unalias(t)) {
            Ty::Named(n) => Some(*n),
            _ => None,
        }
    }

    /// What a pointer type points to.
    pub fn deref(&self, t: T) -> Option<T> {
        match self.get(self.unalias(t)) {
            Ty::Pointer(base) => Some(*base),
            _ => None,
        }
    }
}
