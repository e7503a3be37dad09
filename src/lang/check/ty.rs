//! The checker's own types. Unlike the interned ones of [`crate::lang::types`] they remember how
//! they were written (`byte`, `any`, aliases, parameter names), because gc's messages do.
//!
//! It must never know syntax. Next: [`super::predicates`], [`super::format`]; [`super::export`]
//! turns them into interned types.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

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

/// An interface as written; [`TypeSet`] is what that means.
#[derive(Debug, Default)]
pub struct Iface<'a> {
    /// Sorted by name.
    pub methods: Vec<Method<'a>>,
    pub embedded: Vec<Embedded>,
    /// Whether it is the predeclared `comparable`.
    pub comparable: bool,
    /// Whether it was written without `interface{}`, as a constraint may be.
    pub implicit: bool,
    /// Found out when it is first asked for: types that it embeds may not be known before.
    pub set: RefCell<Option<Rc<TypeSet<'a>>>>,
}

/// What an interface embeds: types, of which one that implements it must be one. A single type is written
/// without `~`, and may be another interface.
#[derive(Debug, Clone)]
pub struct Embedded {
    pub union: Rc<[Term]>,
    pub pos: Pos,
}

/// What a type needs to implement an interface.
#[derive(Debug, Default)]
pub struct TypeSet<'a> {
    /// Sorted by name, with those of embedded interfaces.
    pub methods: Vec<Method<'a>>,
    /// It must be one of these; `None`: any type.
    pub terms: Option<Rc<[Term]>>,
    /// Whether it must be one that can be compared strictly. Never together with `terms`.
    pub comparable: bool,
}

impl<'a> TypeSet<'a> {
    /// The first method of that name.
    pub fn method(&self, name: &str) -> Option<&Method<'a>> {
        let i = self.methods.partition_point(|m| m.name < name);
        self.methods.get(i).filter(|m| m.name == name)
    }
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
    /// As written: an interface, or the only type it may stand for. `INVALID` until it is known.
    pub constraint: T,
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
    /// Where it is declared, or where an instance was first written.
    pub pos: Pos,
    /// What it is defined as; of an instance, what its generic type is. `INVALID` if that can't be.
    pub rhs: T,
    /// The underlying type, never `Named` or `Alias`; `INVALID` until resolved.
    pub under: T,
    pub state: State,
    /// Whether the underlying type was asked for. If not, an invalid recursive type has none.
    asked: Cell<bool>,
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
    /// The arguments of instances of generic aliases.
    pub alias_targs: FxHashMap<T, Vec<T>>,
    /// What is known of each type in `list`.
    shapes: Vec<Shape>,
    /// What aliases of aliases of aliases were found to stand for.
    found: RefCell<FxHashMap<T, T>>,
}

/// What is asked of types so often that it is kept.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    /// Whether a type parameter is part of it.
    param: bool,
    /// How deep types are nested in it.
    depth: u32,
}

impl<'a> Tys<'a> {
    pub fn add(&mut self, ty: Ty<'a>) -> T {
        self.shapes.push(self.shape(&ty));
        self.list.push(ty);
        T(self.list.len() as u32 - 1)
    }

    /// Says what an alias stands for.
    pub fn set_alias(&mut self, t: T, obj: ObjId, rhs: T) {
        let ty = Ty::Alias(obj, rhs);
        self.shapes[t.0 as usize] = self.shape(&ty);
        let before = std::mem::replace(&mut self.list[t.0 as usize], ty);
        if !matches!(before, Ty::Alias(_, INVALID)) {
            self.found.borrow_mut().clear();
        }
    }

    fn shape(&self, ty: &Ty<'a>) -> Shape {
        let mut shape = Shape::default();
        let mut with = |t: T| {
            let part = self.shapes[t.0 as usize];
            shape.param |= part.param;
            shape.depth = shape.depth.max(part.depth + 1);
        };
        match ty {
            Ty::Basic(..) => {}
            Ty::Param(_) => shape.param = true,
            Ty::Named(n) => {
                self.named[*n].instance.iter().flat_map(|(_, targs)| targs).copied().for_each(with);
            }
            Ty::Alias(_, t) => return self.shapes[t.0 as usize],
            Ty::Pointer(t) | Ty::Slice(t) | Ty::Array(t, _) | Ty::Chan(_, t) => with(*t),
            Ty::Map(key, elem) => {
                with(*key);
                with(*elem);
            }
            Ty::Struct(fields) => fields.iter().map(|f| f.ty).for_each(with),
            Ty::Func(sig) => sig.params.iter().chain(&sig.results).map(|p| p.ty).for_each(with),
            Ty::Interface(iface) => {
                iface.methods.iter().map(|m| m.sig).for_each(&mut with);
                iface.embedded.iter().flat_map(|e| e.union.iter()).map(|t| t.ty).for_each(with);
            }
            Ty::Tuple(list) => list.iter().map(|p| p.ty).for_each(with),
        }
        shape
    }

    /// Whether a type parameter is part of a type.
    pub fn mentions_param(&self, t: T) -> bool {
        self.shapes[t.0 as usize].param
    }

    /// How deep types are nested in a type.
    pub fn depth(&self, t: T) -> u32 {
        self.shapes[t.0 as usize].depth
    }

    /// A new defined type. `instance`: of that generic type with those arguments.
    pub fn new_named(&mut self, obj: ObjId, pos: Pos, instance: Option<(usize, Vec<T>)>) -> T {
        self.named.push(Named {
            obj,
            pos,
            rhs: INVALID,
            under: INVALID,
            state: State::Unresolved,
            asked: Cell::new(false),
            methods: vec![],
            valid: false,
            tparams: vec![],
            around: vec![],
            scope: None,
            instance,
            instances: vec![],
        });
        self.add(Ty::Named(self.named.len() - 1))
    }

    pub fn get(&self, t: T) -> &Ty<'a> {
        &self.list[t.0 as usize]
    }

    /// The type itself, behind all aliases.
    pub fn unalias(&self, t: T) -> T {
        let Ty::Alias(_, next) = self.get(t) else { return t };
        match self.get(*next) {
            Ty::Alias(..) => self.unalias_chain(t),
            _ => *next,
        }
    }

    /// The same; keeps what is found, so that long chains are not followed again and again.
    fn unalias_chain(&self, t: T) -> T {
        let mut found = self.found.borrow_mut();
        let mut way = vec![];
        let mut here = t;
        while let Ty::Alias(_, next) = self.get(here) {
            way.push(here);
            here = found.get(&here).copied().unwrap_or(*next);
        }
        if here != INVALID {
            found.extend(way.into_iter().map(|alias| (alias, here)));
        }
        here
    }

    pub fn under_id(&self, t: T) -> T {
        let t = self.unalias(t);
        if let Ty::Named(n) = self.get(t) {
            self.named[*n].asked.set(true);
        }
        self.structure(t)
    }

    /// Makes a defined type, and if it is generic its instances, invalid: they are recursive.
    pub fn invalidate(&mut self, n: usize) {
        self.named[n].rhs = INVALID;
        let instances = &self.named[n].instances;
        let all: Vec<usize> =
            instances.iter().filter_map(|t| self.as_named(*t)).chain([n]).collect();
        for n in all {
            if !self.named[n].asked.get() {
                self.named[n].under = INVALID;
            }
        }
    }

    /// The underlying type, for a declaration and not for a use.
    pub fn structure(&self, t: T) -> T {
        let t = self.unalias(t);
        match self.get(t) {
            Ty::Named(n) => self.named[*n].under,
            _ => t,
        }
    }

    /// A type's arguments, if it is an instance.
    pub fn targs(&self, n: usize) -> &[T] {
        self.named[n].instance.as_ref().map_or(&[], |(_, targs)| targs)
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
