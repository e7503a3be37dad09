//! The run-time type table: one entry for each type that a value can be seen to have.
//!
//! Next: [`crate::lang::rtype`].

use super::func::Fx;
use super::methodset::{Target, method_set};
use super::program::Lowerer;
use crate::lang::ast::Dir;
use crate::lang::bytecode as bc;
use crate::lang::depth::deep;
use crate::lang::rtype::{Kind, Method, RField, RType, RTypeId, Receiver, known};
use crate::lang::types::{Basic, Signature, Type, TypeId};

impl<'a> Lowerer<'a> {
    /// The types that have fixed numbers.
    pub fn known_types(&mut self) {
        use Basic::*;
        let basic = [
            (Bool, known::BOOL),
            (UntypedBool, known::BOOL),
            (Int, known::INT),
            (UntypedInt, known::INT),
            (Int8, known::INT8),
            (Int16, known::INT16),
            (Int32, known::INT32),
            (UntypedRune, known::INT32),
            (Int64, known::INT64),
            (Uint, known::UINT),
            (Uint8, known::UINT8),
            (Uint16, known::UINT16),
            (Uint32, known::UINT32),
            (Uint64, known::UINT64),
            (Uintptr, known::UINTPTR),
            (Float32, known::FLOAT32),
            (Float64, known::FLOAT64),
            (UntypedFloat, known::FLOAT64),
            (String, known::STRING),
            (UntypedString, known::STRING),
        ];
        for (b, id) in basic {
            self.rtypes.insert(TypeId::basic(b), id);
        }
    }

    /// A type's number at run time.
    pub fn rtype(&mut self, ty: TypeId) -> RTypeId {
        if let Some(id) = self.rtypes.get(&ty) {
            return *id;
        }
        if let Some(id) = self.known(ty) {
            self.rtypes.insert(ty, id);
            return id;
        }
        let id = self.builder.add_rtype(RType::default());
        self.rtypes.insert(ty, id);
        let rtype = deep(|| self.describe(ty));
        *self.builder.rtype_mut(id) = rtype;
        // Methods last: their code may ask for this type again.
        let methods = deep(|| self.methods(ty));
        self.builder.rtype_mut(id).methods = methods;
        id
    }

    fn known(&self, ty: TypeId) -> Option<RTypeId> {
        let types = &self.info.types;
        let basic = |b| TypeId::basic(b);
        match types.get(ty) {
            Type::Func(Signature { params, results, .. }) if params.is_empty() => {
                match results.as_slice() {
                    [] => Some(known::FUNC),
                    [r] if *r == basic(Basic::String) => Some(known::FUNC_STRING),
                    _ => None,
                }
            }
            Type::Interface(methods) if methods.is_empty() => Some(known::ANY),
            Type::Named(n) => {
                let named = types.named(*n);
                (named.package.is_empty() && &*named.name == "error").then_some(known::ERROR)
            }
            Type::Slice(elem) if *elem == basic(Basic::Uint8) => Some(known::BYTES),
            Type::Slice(elem) => (self.known(*elem) == Some(known::ANY)).then_some(known::ANYS),
            _ => None,
        }
    }

    fn describe(&mut self, ty: TypeId) -> RType {
        let types = &self.info.types;
        let mut r = RType { name: self.type_name(ty).into(), ..RType::default() };
        if let Type::Named(n) = types.get(ty) {
            r.named = true;
            r.pkg = types.named(*n).package.clone();
        }
        match types.underlying(ty) {
            Type::Basic(b) => r.kind = kind(*b),
            Type::Pointer(elem) => {
                r.kind = Kind::Pointer;
                r.elem = Some(self.rtype(*elem));
            }
            Type::Slice(elem) => {
                r.kind = Kind::Slice;
                r.elem = Some(self.rtype(*elem));
            }
            Type::Array(elem, n) => {
                r.kind = Kind::Array;
                r.elem = Some(self.rtype(*elem));
                r.len = *n;
            }
            Type::Map(key, value) => {
                r.kind = Kind::Map;
                r.key = Some(self.rtype(*key));
                r.elem = Some(self.rtype(*value));
            }
            Type::Chan(_, elem) => {
                r.kind = Kind::Chan;
                r.elem = Some(self.rtype(*elem));
            }
            Type::Struct(fields) => {
                r.kind = Kind::Struct;
                r.fields = fields
                    .iter()
                    .map(|f| RField {
                        name: f.name.clone(),
                        ty: self.rtype(f.ty),
                        offset: 0,
                        embedded: f.embedded,
                        tag: f.tag.clone(),
                    })
                    .collect();
            }
            Type::Func(sig) => {
                r.kind = Kind::Func;
                r.params = sig.params.iter().map(|t| self.rtype(*t)).collect();
                r.results = sig.results.iter().map(|t| self.rtype(*t)).collect();
                r.variadic = sig.variadic;
            }
            Type::Interface(_) | Type::Tuple(_) | Type::Named(_) => r.kind = Kind::Interface,
        }
        r
    }

    fn methods(&mut self, ty: TypeId) -> Vec<Method> {
        if let Type::Interface(methods) = self.info.types.underlying(ty) {
            return methods
                .iter()
                .map(|m| Method {
                    name: self.builder.name(&m.name),
                    sig: self.rtype(m.sig),
                    func: bc::FuncId(0),
                    receiver: Receiver::Word,
                })
                .collect();
        }
        let words = self.words(ty);
        let pointer = matches!(self.info.types.get(ty), Type::Pointer(_));
        method_set(&self.info.types, ty)
            .into_iter()
            .map(|m| {
                let sig = self.method_type(ty, &m);
                // A method of T called through *T: the VM loads the value, and complains of nil.
                let (func, receiver) = match (self.info.types.get(ty), m.target) {
                    (Type::Pointer(elem), Target::Declared(func, false)) if m.path.is_empty() => {
                        let words = self.words(*elem) as u16;
                        (self.func_of(func), Receiver::Load { words, deref: true })
                    }
                    _ if pointer || words == 1 => (self.method_code(ty, &m), Receiver::Word),
                    _ => {
                        let receiver = Receiver::Load { words: words as u16, deref: false };
                        (self.method_code(ty, &m), receiver)
                    }
                };
                let name = self.builder.name(&m.name);
                Method { name, sig: self.rtype(sig), func, receiver }
            })
            .collect()
    }

    /// A type's name as `%T` prints it.
    pub fn type_name(&self, ty: TypeId) -> String {
        deep(|| self.type_name_of(ty))
    }

    fn type_name_of(&self, ty: TypeId) -> String {
        let types = &self.info.types;
        match types.get(ty) {
            Type::Basic(b) => basic_name(*b).into(),
            Type::Named(n) => {
                let named = types.named(*n);
                match &*named.package {
                    "" => named.name.to_string(),
                    package => format!("{package}.{}", named.name),
                }
            }
            Type::Pointer(elem) => format!("*{}", self.type_name(*elem)),
            Type::Slice(elem) => format!("[]{}", self.type_name(*elem)),
            Type::Array(elem, n) => format!("[{n}]{}", self.type_name(*elem)),
            Type::Map(k, v) => format!("map[{}]{}", self.type_name(*k), self.type_name(*v)),
            Type::Chan(dir, elem) => {
                let name = self.type_name(*elem);
                match dir {
                    Dir::Send => format!("chan<- {name}"),
                    Dir::Recv => format!("<-chan {name}"),
                    Dir::Both if name.starts_with("<-") => format!("chan ({name})"),
                    Dir::Both => format!("chan {name}"),
                }
            }
            Type::Struct(fields) => {
                let field = |f: &crate::lang::types::FieldType| {
                    let ty = self.type_name(f.ty);
                    let tag = match &*f.tag {
                        "" => String::new(),
                        tag => format!(" {tag:?}"),
                    };
                    if f.embedded { format!("{ty}{tag}") } else { format!("{} {ty}{tag}", f.name) }
                };
                braces("struct", fields.iter().map(field))
            }
            Type::Func(sig) => format!("func{}", self.signature_name(sig)),
            Type::Interface(methods) => braces(
                "interface",
                methods
                    .iter()
                    .map(|m| format!("{}{}", m.name, self.signature_name(self.signature(m.sig)))),
            ),
            Type::Tuple(list) => self.list_name(list),
        }
    }

    fn list_name(&self, list: &[TypeId]) -> String {
        let names: Vec<String> = list.iter().map(|t| self.type_name(*t)).collect();
        format!("({})", names.join(", "))
    }

    fn signature_name(&self, sig: &Signature) -> String {
        let mut params: Vec<String> = sig.params.iter().map(|t| self.type_name(*t)).collect();
        if sig.variadic
            && let Some(last) = params.last_mut()
        {
            *last = format!("...{}", &last[2..]);
        }
        let results = match sig.results.as_slice() {
            [] => String::new(),
            [r] => format!(" {}", self.type_name(*r)),
            list => format!(" {}", self.list_name(list)),
        };
        format!("({}){results}", params.join(", "))
    }
}

fn braces(word: &str, parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        format!("{word} {{}}")
    } else {
        format!("{word} {{ {} }}", parts.join("; "))
    }
}

fn kind(b: Basic) -> Kind {
    use Basic::*;
    match b {
        Bool | UntypedBool | Invalid => Kind::Bool,
        Int | UntypedInt => Kind::Int,
        Int8 => Kind::Int8,
        Int16 => Kind::Int16,
        Int32 | UntypedRune => Kind::Int32,
        Int64 => Kind::Int64,
        Uint => Kind::Uint,
        Uint8 => Kind::Uint8,
        Uint16 => Kind::Uint16,
        Uint32 => Kind::Uint32,
        Uint64 => Kind::Uint64,
        Uintptr | UntypedNil => Kind::Uintptr,
        Float32 => Kind::Float32,
        Float64 | UntypedFloat => Kind::Float64,
        String | UntypedString => Kind::String,
    }
}

fn basic_name(b: Basic) -> &'static str {
    use Basic::*;
    match b {
        Bool | UntypedBool => "bool",
        Int | UntypedInt => "int",
        Int8 => "int8",
        Int16 => "int16",
        Int32 | UntypedRune => "int32",
        Int64 => "int64",
        Uint => "uint",
        Uint8 => "uint8",
        Uint16 => "uint16",
        Uint32 => "uint32",
        Uint64 => "uint64",
        Uintptr => "uintptr",
        Float32 => "float32",
        Float64 | UntypedFloat => "float64",
        String | UntypedString => "string",
        UntypedNil => "nil",
        Invalid => "invalid",
    }
}

impl Fx<'_, '_> {
    /// A type's number as an instruction's 16 bits.
    pub fn rtype16(&mut self, ty: TypeId) -> u16 {
        let id = self.l.rtype(ty);
        u16::try_from(id.0).unwrap_or_else(|_| {
            self.l.error(self.pos, "this program has too many types for gmpsim");
            0
        })
    }
}
