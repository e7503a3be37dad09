//! The predeclared names.
//!
//! It must never know packages. Next: [`super::resolve`] for how names are found.

use std::rc::Rc;

use super::super::info::{Builtin, ObjId};
use super::Checker;
use super::object::{Kind, Obj, Scope, ScopeId};
use super::ty::{self, Iface, Method, Param, Sig, State, T, Ty};
use super::value::Val;

/// The scope of predeclared names.
pub const UNIVERSE: ScopeId = ScopeId(0);

/// Predeclared functions, with how many arguments they want and whether they take more.
pub const BUILTINS: [(&str, Builtin, usize, bool); 15] = [
    ("append", Builtin::Append, 1, true),
    ("cap", Builtin::Cap, 1, false),
    ("clear", Builtin::Clear, 1, false),
    ("close", Builtin::Close, 1, false),
    ("copy", Builtin::Copy, 2, false),
    ("delete", Builtin::Delete, 2, false),
    ("len", Builtin::Len, 1, false),
    ("make", Builtin::Make, 1, true),
    ("max", Builtin::Max, 1, true),
    ("min", Builtin::Min, 1, true),
    ("new", Builtin::New, 1, false),
    ("panic", Builtin::Panic, 1, false),
    ("print", Builtin::Print, 0, true),
    ("println", Builtin::Println, 0, true),
    ("recover", Builtin::Recover, 0, false),
];

const COMPLEX: &str = "complex numbers are not supported by gmpsim";
const REFUSED: [(&str, &str); 5] = [
    ("complex64", COMPLEX),
    ("complex128", COMPLEX),
    ("complex", COMPLEX),
    ("real", COMPLEX),
    ("imag", COMPLEX),
];

impl<'a> Checker<'a> {
    pub(super) fn universe(&mut self) {
        self.scopes.push(Scope::default());
        for (basic, name) in ty::BASICS {
            let t = self.tys.add(Ty::Basic(basic, name));
            debug_assert_eq!(t, T::basic(basic));
            if !name.contains(' ') {
                self.predeclare(name, Some(t), Kind::TypeName { alias: false });
            }
        }
        for (like, name) in [
            (super::super::types::Basic::Uint8, "byte"),
            (super::super::types::Basic::Int32, "rune"),
        ] {
            let t = self.tys.add(Ty::Basic(like, name));
            self.predeclare(name, Some(t), Kind::TypeName { alias: true });
        }
        self.tys.add(Ty::Interface(Rc::default()));
        let any = self.predeclare("any", Some(ty::ANY), Kind::TypeName { alias: true });
        self.tys.add(Ty::Alias(any, ty::EMPTY_INTERFACE));
        let error = self.predeclare("error", Some(ty::ERROR), Kind::TypeName { alias: false });
        let named = self.tys.new_named(error, 0, None);
        debug_assert_eq!(named, ty::ERROR);
        self.tys.add(Ty::Slice(ty::BYTE));
        let result = Param { name: "", pos: 0, ty: ty::STRING };
        let sig = Sig { params: vec![], results: vec![result], variadic: false };
        let sig = self.tys.add(Ty::Func(Rc::new(sig)));
        let methods = vec![Method { name: "Error", sig, pos: 0, pkg: None }];
        self.predeclared_interface(ty::ERROR, Iface { methods, ..Iface::default() });
        let comparable = self.predeclare("comparable", None, Kind::TypeName { alias: false });
        let t = self.tys.new_named(comparable, 0, None);
        self.obj_mut(comparable).ty = Some(t);
        self.predeclared_interface(t, Iface { comparable: true, ..Iface::default() });
        self.predeclare("true", Some(ty::UNTYPED_BOOL), Kind::Const(Val::Bool(true)));
        self.predeclare("false", Some(ty::UNTYPED_BOOL), Kind::Const(Val::Bool(false)));
        self.predeclare("iota", Some(ty::UNTYPED_INT), Kind::Const(Val::Int(0)));
        self.predeclare("nil", Some(ty::UNTYPED_NIL), Kind::Nil);
        for (name, builtin, ..) in BUILTINS {
            self.predeclare(name, Some(ty::INVALID), Kind::Builtin(builtin));
        }
        for (name, why) in REFUSED {
            self.predeclare(name, Some(ty::INVALID), Kind::Refused(why));
        }
    }

    fn predeclared_interface(&mut self, t: T, iface: Iface<'a>) {
        let under = self.tys.add(Ty::Interface(Rc::new(iface)));
        if let Some(n) = self.tys.as_named(t) {
            let named = &mut self.tys.named[n];
            (named.under, named.state, named.valid) = (under, State::Done, true);
        }
    }

    fn predeclare(&mut self, name: &'static str, ty: Option<T>, kind: Kind) -> ObjId {
        let id = ObjId(self.objs.len() as u32);
        self.objs.push(Obj { name, pos: 0, pkg: None, ty, kind, decl: None });
        self.scopes[UNIVERSE.0 as usize].insert(name, id);
        id
    }
}
