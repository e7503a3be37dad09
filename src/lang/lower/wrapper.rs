//! Functions that the program does not write: methods promoted from embedded fields, methods with
//! a value receiver called through a pointer, method expressions, method values.
//!
//! They are hidden from tracebacks. Next: [`super::methodset`].

use super::func::Fx;
use super::methodset::{Method, Target};
use super::place::Place;
use super::program::Lowerer;
use crate::lang::bytecode::{self as bc, Instr, NameId, Reg};
use crate::lang::info::{ObjId, Selection};
use crate::lang::types::{Signature, Type, TypeId};

/// What a wrapper does.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum WrapperKey {
    /// The method of that name as a function of a receiver of that type.
    Method(TypeId, Box<str>),
    /// A method value's code: the receiver is captured.
    Bound(ObjId),
    /// The same for the method of that place of an interface type.
    BoundInterface(TypeId, usize),
    /// The panic of a loop over a function that is called in a wrong way.
    LoopMisuse,
}

/// What a wrapper calls, once it has the receiver.
#[derive(Clone, Copy)]
enum Call {
    Func(bc::FuncId),
    Interface(NameId),
}

impl<'a> Lowerer<'a> {
    /// The function that a method expression `T.m` is.
    pub fn method_function(&mut self, receiver: TypeId, method: &Selection) -> bc::FuncId {
        let (path, target) = match method {
            Selection::Method { path, func, pointer_receiver } => {
                (path.clone(), Target::Declared(*func, *pointer_receiver))
            }
            Selection::InterfaceMethod { path, index } => (path.clone(), Target::Interface(*index)),
            other => unreachable!("{other:?} is no method"),
        };
        let name = match target {
            Target::Declared(func, _) => self.info.object(func).name.clone(),
            Target::Interface(i) => self.interface_method(self.embedded(receiver, &path), i).0,
        };
        self.method_code(receiver, &Method { name, sig: None, path, target })
    }

    /// The type of the field at a path.
    fn embedded(&self, mut ty: TypeId, path: &[usize]) -> TypeId {
        let types = &self.info.types;
        for index in path {
            let structure = match types.underlying(ty) {
                Type::Pointer(elem) => types.underlying(*elem),
                t => t,
            };
            if let Type::Struct(fields) = structure {
                ty = fields[*index].ty;
            }
        }
        ty
    }

    /// Name and signature of an interface's method.
    fn interface_method(&self, interface: TypeId, index: usize) -> (Box<str>, TypeId) {
        match self.info.types.underlying(interface) {
            Type::Interface(methods) => (methods[index].name.clone(), methods[index].sig),
            other => unreachable!("{other:?} is no interface"),
        }
    }

    /// A method as a function whose first parameter is a receiver of the type: the declared
    /// function itself, if it takes just that.
    pub fn method_code(&mut self, receiver: TypeId, m: &Method) -> bc::FuncId {
        let pointer = matches!(self.info.types.get(receiver), Type::Pointer(_));
        if let Target::Declared(func, takes_pointer) = m.target
            && m.path.is_empty()
            && takes_pointer == pointer
        {
            return self.func_of(func);
        }
        let key = WrapperKey::Method(receiver, m.name.clone());
        if let Some(id) = self.wrappers.get(&key) {
            return *id;
        }
        let sig = self.signature(self.method_type(receiver, m));
        let words = self.words(receiver);
        let symbol = format!("{}.{}", self.type_name(receiver), m.name);
        let id = self.declare_wrapper(&symbol, words, sig);
        self.wrappers.insert(key, id);

        let call = match m.target {
            Target::Declared(func, _) => Call::Func(self.func_of(func)),
            Target::Interface(_) => Call::Interface(self.builder.name(&m.name)),
        };
        let params = self.words_of(&sig.params);
        let mut fx = Fx::new(self);
        fx.alloc(words + params + 1);
        let (place, ty) = fx.follow(Place::Reg(0), receiver, &m.path);
        let (r, n) = match m.target {
            Target::Declared(_, pointer) => fx.receiver_at(place, ty, pointer),
            Target::Interface(_) => (fx.value(place, 2), 2),
        };
        fx.forward(call, r, n, words as Reg, sig);
        fx.finish(id, 0);
        id
    }

    /// The type of a method, without receiver.
    pub fn method_type(&self, receiver: TypeId, m: &Method) -> TypeId {
        match m.target {
            Target::Declared(func, _) => self.info.object(func).ty,
            Target::Interface(i) => m
                .sig
                .unwrap_or_else(|| self.interface_method(self.embedded(receiver, &m.path), i).1),
        }
    }

    /// The code of a method value: it has captured the receiver.
    pub fn bound_method(&mut self, selection: &Selection, receiver: TypeId) -> bc::FuncId {
        let (key, sig, words, symbol) = match selection {
            Selection::Method { func, pointer_receiver, .. } => {
                let object = self.info.object(*func);
                let words = match (&object.kind, pointer_receiver) {
                    (_, true) => 1,
                    (crate::lang::info::ObjKind::Func { receiver: Some(t), .. }, _) => {
                        self.words(*t)
                    }
                    _ => 0,
                };
                let target = self.func_of(*func);
                let symbol = format!("{}-fm", self.builder.func_mut(target).name);
                (WrapperKey::Bound(*func), object.ty, words, symbol)
            }
            Selection::InterfaceMethod { index, .. } => {
                let (name, sig) = self.interface_method(receiver, *index);
                let symbol = format!("{}.{name}-fm", self.type_name(receiver));
                (WrapperKey::BoundInterface(receiver, *index), sig, 2, symbol)
            }
            other => unreachable!("{other:?} has no receiver"),
        };
        if let Some(id) = self.wrappers.get(&key) {
            return *id;
        }
        let sig = self.signature(sig);
        let id = self.declare_wrapper(&symbol, 0, sig);
        let call = match &key {
            WrapperKey::Bound(func) => Call::Func(self.func_of(*func)),
            WrapperKey::BoundInterface(ty, index) => {
                let name = self.interface_method(*ty, *index).0;
                Call::Interface(self.builder.name(&name))
            }
            WrapperKey::Method(..) | WrapperKey::LoopMisuse => unreachable!("made above"),
        };
        self.wrappers.insert(key, id);
        let params = self.words_of(&sig.params);
        let mut fx = Fx::new(self);
        fx.alloc(params);
        let closure = fx.alloc(1);
        let r = fx.alloc(words);
        fx.load(Place::Mem { ptr: closure, off: 1, valid: true }, r, words);
        fx.forward(call, r, words, 0, sig);
        fx.finish(id, 0);
        id
    }

    fn declare_wrapper(&mut self, symbol: &str, receiver: u64, sig: &Signature) -> bc::FuncId {
        let params = (receiver + self.words_of(&sig.params)) as u16;
        let results = self.words_of(&sig.results) as u16;
        let id = self.builder.declare(symbol, params, results, 0);
        self.builder.func_mut(id).wrapper = true;
        id
    }
}

impl Fx<'_, '_> {
    /// Calls a method with the receiver in `r` (`n` words) and this function's own parameters
    /// from `params` on, and returns what it returns.
    fn forward(&mut self, call: Call, r: Reg, n: u64, params: Reg, sig: &Signature) {
        let words = self.l.words_of(&sig.params);
        let results = self.l.words_of(&sig.results);
        let receiver = if let Call::Interface(_) = call { 1 } else { n };
        let base = self.alloc((receiver + words).max(results));
        match call {
            Call::Func(_) => self.move_words(base, r, n),
            Call::Interface(_) => self.move_words(base, r + 1, 1),
        }
        self.move_words(base + receiver as Reg, params, words);
        self.emit(match call {
            Call::Func(id) => Instr::Call { base, func: id.0 },
            Call::Interface(name) => Instr::CallIface { base, t: r, name: name.0 },
        });
        self.emit(Instr::Ret { a: base });
    }
}
