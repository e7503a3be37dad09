//! Go's types, interned: two types are identical exactly when their [`TypeId`]s are equal.
//!
//! It must never know syntax or scopes. Next: [`super::info`] for what the checker says with them.

use rustc_hash::FxHashMap;

use super::ast::Dir;
use super::depth::deep;
use super::info::ObjId;

/// An interned type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TypeId(pub u32);

/// A defined type's own identity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NamedId(pub u32);

/// The predeclared types and the untyped kinds of constants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
pub enum Basic {
    /// The type of an expression that was already complained about.
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    String,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedString,
    UntypedNil,
}

/// A struct's field.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FieldType {
    /// Name; for an embedded field its type's name.
    pub name: Box<str>,
    /// Type.
    pub ty: TypeId,
    /// Whether it is embedded.
    pub embedded: bool,
    /// The tag's text, unquoted; empty if there is none.
    pub tag: Box<str>,
}

/// A function's type, without receiver.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    /// Parameter types; the last one is a slice if `variadic`.
    pub params: Vec<TypeId>,
    /// Result types.
    pub results: Vec<TypeId>,
    /// Whether the last parameter was written `...T`.
    pub variadic: bool,
}

/// A method an interface asks for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InterfaceMethod {
    /// Name.
    pub name: Box<str>,
    /// Type: always a [`Type::Func`].
    pub sig: TypeId,
}

/// A type's structure.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// Predeclared or untyped.
    Basic(Basic),
    /// A defined type; see [`Types::named`].
    Named(NamedId),
    /// `*T`
    Pointer(TypeId),
    /// `[]T`
    Slice(TypeId),
    /// `[n]T`
    Array(TypeId, u64),
    /// `map[K]V`
    Map(TypeId, TypeId),
    /// `chan T`, `chan<- T`, `<-chan T`
    Chan(Dir, TypeId),
    /// `struct{…}`
    Struct(Vec<FieldType>),
    /// `func(…) …`
    Func(Signature),
    /// `interface{…}`: the full method set, embedded ones included, sorted by name.
    Interface(Vec<InterfaceMethod>),
    /// Several results of a call.
    Tuple(Vec<TypeId>),
}

/// A method declared on a defined type.
#[derive(Clone, Debug)]
pub struct MethodDecl {
    /// Name.
    pub name: Box<str>,
    /// The function object (its [`super::info::Object::ty`] is the signature without receiver).
    pub func: ObjId,
    /// Whether the receiver is `*T`.
    pub pointer_receiver: bool,
}

/// What is known of a defined type.
#[derive(Clone, Debug)]
pub struct NamedType {
    /// Its name, without the package.
    pub name: Box<str>,
    /// The package's name ("main", "time"); empty for predeclared `error`.
    pub package: Box<str>,
    /// The underlying type: never a [`Type::Named`] once checking is done.
    pub underlying: TypeId,
    /// Methods declared on it, in source order.
    pub methods: Vec<MethodDecl>,
}

/// Ids of the predeclared types, fixed so that anyone can name them.
impl TypeId {
    /// The id of a basic type.
    pub const fn basic(b: Basic) -> Self {
        Self(b as u32)
    }
}

/// All types of a program.
#[derive(Debug)]
pub struct Types {
    types: Vec<Type>,
    index: FxHashMap<Type, TypeId>,
    named: Vec<NamedType>,
}

impl Default for Types {
    fn default() -> Self {
        use Basic::*;
        let mut types = Types { types: vec![], index: FxHashMap::default(), named: vec![] };
        for b in [
            Invalid,
            Bool,
            Int,
            Int8,
            Int16,
            Int32,
            Int64,
            Uint,
            Uint8,
            Uint16,
            Uint32,
            Uint64,
            Uintptr,
            Float32,
            Float64,
            String,
            UntypedBool,
            UntypedInt,
            UntypedRune,
            UntypedFloat,
            UntypedString,
            UntypedNil,
        ] {
            let id = types.intern(Type::Basic(b));
            assert_eq!(id, TypeId::basic(b), "basic types are interned first, in order");
        }
        types
    }
}

impl Types {
    /// The id of a type: the same for identical types.
    pub fn intern(&mut self, ty: Type) -> TypeId {
        if let Some(id) = self.index.get(&ty) {
            return *id;
        }
        let id = TypeId(self.types.len() as u32);
        self.types.push(ty.clone());
        self.index.insert(ty, id);
        id
    }

    /// Declares a new defined type, different from every other.
    pub fn new_named(&mut self, named: NamedType) -> TypeId {
        let id = NamedId(self.named.len() as u32);
        self.named.push(named);
        self.intern(Type::Named(id))
    }

    /// A type's structure.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// What is known of a defined type.
    pub fn named(&self, id: NamedId) -> &NamedType {
        &self.named[id.0 as usize]
    }

    /// The same, to complete it.
    pub fn named_mut(&mut self, id: NamedId) -> &mut NamedType {
        &mut self.named[id.0 as usize]
    }

    /// The underlying type's structure.
    pub fn underlying(&self, id: TypeId) -> &Type {
        self.get(self.underlying_id(id))
    }

    /// The underlying type.
    pub fn underlying_id(&self, id: TypeId) -> TypeId {
        match self.get(id) {
            Type::Named(n) => self.named(*n).underlying,
            _ => id,
        }
    }

    /// Whether a value of the type is one pointer, which an interface holds as it is.
    pub fn is_pointer_shaped(&self, id: TypeId) -> bool {
        match self.underlying(id) {
            Type::Pointer(_) | Type::Chan(..) | Type::Map(..) | Type::Func(_) => true,
            Type::Struct(fields) => {
                matches!(&fields[..], [f] if deep(|| self.is_pointer_shaped(f.ty)))
            }
            Type::Array(elem, 1) => deep(|| self.is_pointer_shaped(*elem)),
            _ => false,
        }
    }

    /// How many types there are.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Whether there are none; never, the predeclared ones are always there.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }
}
