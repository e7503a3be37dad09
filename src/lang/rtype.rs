//! Types at run time: what interfaces, maps, `%v`, type assertions and panics need to know.
//!
//! Lowering makes one [`RType`] for each distinct type that can be seen at run time. It must never
//! know the checker's types. Next: [`super::native`], through which natives look at values.

use super::bytecode::{FuncId, NameId};
use super::unicode;

/// A type's number in [`super::bytecode::Program::rtypes`]. Identical types have the same number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RTypeId(pub u32);

/// What a type is, underneath its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[allow(missing_docs)]
pub enum Kind {
    #[default]
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
    Pointer,
    Slice,
    Array,
    Map,
    Chan,
    Struct,
    Func,
    Interface,
}

impl Kind {
    /// Whether values of it, which have no parts, are equal if their words are.
    pub fn is_plain(self) -> bool {
        use Kind::*;
        !matches!(
            self,
            Float32 | Float64 | String | Slice | Map | Func | Interface | Array | Struct
        )
    }

    /// Whether a value of it is or has a pointer in real Go, whatever its parts are.
    pub fn is_pointer(self) -> bool {
        use Kind::*;
        matches!(self, String | Pointer | Slice | Map | Chan | Func | Interface)
    }
}

/// A struct's field.
#[derive(Clone, Debug)]
pub struct RField {
    /// Name; for an embedded field its type's name.
    pub name: Box<str>,
    /// Type.
    pub ty: RTypeId,
    /// Words before it. Filled by the builder.
    pub offset: u32,
    /// Whether it is embedded.
    pub embedded: bool,
    /// The tag's text.
    pub tag: Box<str>,
}

impl RField {
    /// Whether the name starts with an upper-case letter.
    pub fn exported(&self) -> bool {
        self.name.chars().next().is_some_and(|c| unicode::is_upper(c.into()))
    }
}

/// How the receiver gets from an interface's payload into a method's parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Receiver {
    /// The payload word is the receiver: pointers, and values of one word.
    Word,
    /// The payload is the address of that many words: values of 0, 2 and more words (boxed), and
    /// `*T`'s methods that are declared on `T` (`deref`: nil is Go's
    /// `value method main.T.M called using nil *T pointer`).
    Load {
        /// Words of the receiver.
        words: u16,
        /// Whether the payload is a pointer of the program.
        deref: bool,
    },
}

/// A method that a dynamic call on a value of the type can reach, or that an interface asks for.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its name; unexported ones are interned as `pkg.name`, so that equal ids mean the same.
    pub name: NameId,
    /// Its type without receiver.
    pub sig: RTypeId,
    /// Its code; unused in an interface type's list.
    pub func: FuncId,
    /// How it takes its receiver; unused in an interface type's list.
    pub receiver: Receiver,
}

/// A type at run time.
#[derive(Clone, Debug, Default)]
pub struct RType {
    /// As `%T` prints it: `main.T`, `[]int`, `map[string]int`, `func(int) error`.
    pub name: Box<str>,
    /// The import path of a defined type's package; empty otherwise.
    pub pkg: Box<str>,
    /// Whether it is a defined or predeclared type (has a name of its own).
    pub named: bool,
    /// What it is underneath.
    pub kind: Kind,
    /// Size in words. Filled by the builder.
    pub words: u32,
    /// Size in bytes in real Go (for append's growth). Filled by the builder.
    pub bytes: u32,
    /// Alignment in bytes in real Go. Filled by the builder.
    pub align: u32,
    /// Whether `==` is allowed on it (interfaces: yes). Filled by the builder.
    pub comparable: bool,
    /// Whether values are equal if their words are. Filled by the builder.
    pub plain: bool,
    /// Whether there are pointers in it, in real Go. Filled by the builder.
    pub pointers: bool,
    /// Element of a pointer, slice, array, channel or map (its value).
    pub elem: Option<RTypeId>,
    /// Key of a map.
    pub key: Option<RTypeId>,
    /// Length of an array.
    pub len: u64,
    /// Fields of a struct.
    pub fields: Vec<RField>,
    /// Parameters of a func.
    pub params: Vec<RTypeId>,
    /// Results of a func.
    pub results: Vec<RTypeId>,
    /// Whether a func's last parameter is `...`.
    pub variadic: bool,
    /// The method set, sorted by the name's text; for interfaces what they ask for.
    pub methods: Vec<Method>,
}

macro_rules! well_known {
    ($($(#[$doc:meta])* $name:ident = $n:literal;)*) => {
        /// Types with fixed numbers: every [`super::bytecode::ProgramBuilder`] starts with them.
        pub mod known {
            use super::RTypeId;
            $($(#[$doc])* pub const $name: RTypeId = RTypeId($n);)*
        }
    };
}

well_known! {
    /// `bool`
    BOOL = 0;
    /// `int`
    INT = 1;
    /// `int8`
    INT8 = 2;
    /// `int16`
    INT16 = 3;
    /// `int32` (and rune)
    INT32 = 4;
    /// `int64`
    INT64 = 5;
    /// `uint`
    UINT = 6;
    /// `uint8` (and byte)
    UINT8 = 7;
    /// `uint16`
    UINT16 = 8;
    /// `uint32`
    UINT32 = 9;
    /// `uint64`
    UINT64 = 10;
    /// `uintptr`
    UINTPTR = 11;
    /// `float32`
    FLOAT32 = 12;
    /// `float64`
    FLOAT64 = 13;
    /// `string`
    STRING = 14;
    /// `func()`
    FUNC = 15;
    /// `func() string`
    FUNC_STRING = 16;
    /// `interface {}`
    ANY = 17;
    /// `error`
    ERROR = 18;
    /// `[]uint8`
    BYTES = 19;
    /// `[]interface {}`
    ANYS = 20;
    /// `runtime.boundsError`: a run-time panic's value (the text, boxed), as the next ones
    BOUNDS_ERROR = 21;
    /// `runtime.errorString`
    ERROR_STRING = 22;
    /// `runtime.plainError`: its text is printed without "runtime error: "
    PLAIN_ERROR = 23;
    /// `*runtime.TypeAssertionError`
    TYPE_ASSERTION_ERROR = 24;
    /// `*runtime.PanicNilError`
    PANIC_NIL_ERROR = 25;
}
