//! Function values: literals and what they capture, declared functions, method values.
//!
//! A captured variable in memory is shared by its address; one that is never assigned to again is
//! copied. Next: [`super::wrapper`].

use super::func::{Fx, Home};
use super::place::Place;
use crate::lang::ast::{Block, Expr};
use crate::lang::bytecode::{self as bc, Instr, Reg};
use crate::lang::info::{FuncId, ObjId, Selection};
use crate::lang::types::{Type, TypeId};

impl<'a> Fx<'_, 'a> {
    /// `d = func(…) {…}`
    pub fn closure(&mut self, e: &'a Expr, body: &'a Block, d: Reg) {
        let Some(func) = self.info.literals.get(&e.id).copied() else {
            unreachable!("the checker gives every function literal a body's number")
        };
        let info = self.info.func(func);
        let sig = self.l.signature(info.sig);
        let params = self.l.words_of(&sig.params) as u16;
        let results = self.l.words_of(&sig.results) as u16;
        let id = self.l.builder.declare(&info.symbol, params, results, e.pos);
        Fx::new(self.l).body(id, func, body);

        self.pos = e.pos;
        self.capture(id, func, &[], d);
    }

    /// The func value of a body's code: with what the body captures, and further words.
    pub fn capture(&mut self, id: bc::FuncId, func: FuncId, more: &[Reg], d: Reg) {
        let captures = self.l.analysis.captures(func).to_vec();
        if captures.is_empty() && more.is_empty() {
            let address = self.l.builder.func_value(id);
            return self.word(d, address);
        }
        let sizes: Vec<u64> = captures.iter().map(|c| self.captured_words(*c)).collect();
        let n = sizes.iter().sum::<u64>() + more.len() as u64;
        let a = self.alloc(n);
        let mut at = a;
        for (obj, words) in captures.into_iter().zip(sizes) {
            let (Some(Home::Reg(r)) | Some(Home::Cell(r))) = self.vars.get(&obj).copied() else {
                unreachable!("a captured variable is declared: {:?}", self.info.object(obj))
            };
            self.move_words(at, r, words);
            at += words as Reg;
        }
        for r in more {
            self.move_words(at, *r, 1);
            at += 1;
        }
        self.emit(Instr::Closure { d, a, n: n as u16 });
        self.emit(Instr::Arg(id.0));
    }

    fn captured_words(&self, obj: ObjId) -> u64 {
        if self.l.analysis.in_memory(obj) { 1 } else { self.words(self.info.object(obj).ty) }
    }

    /// At the start of a body: what it captured goes to registers. The first one of the `more`
    /// further words.
    pub fn load_captures(&mut self, func: FuncId, closure: Reg, more: u64) -> Reg {
        let captures = self.l.analysis.captures(func).to_vec();
        let words = captures.iter().map(|c| self.captured_words(*c)).sum::<u64>() + more;
        if words == 0 {
            return closure;
        }
        let d = self.alloc(words);
        self.load(Place::Mem { ptr: closure, off: 1, valid: true }, d, words);
        let mut at = d;
        for obj in captures {
            let home = match self.l.analysis.in_memory(obj) {
                true => Home::Cell(at),
                false => Home::Reg(at),
            };
            self.vars.insert(obj, home);
            at += self.captured_words(obj) as Reg;
        }
        at
    }

    /// The value of a declared function.
    pub fn func_value(&mut self, obj: ObjId, d: Reg) {
        let id = self.l.func_of(obj);
        let address = self.l.builder.func_value(id);
        self.word(d, address);
    }

    /// `T.m`
    pub fn method_expr(&mut self, e: &Expr, receiver: TypeId, method: &Selection, d: Reg) {
        self.pos = e.pos;
        let id = self.l.method_function(receiver, method);
        let address = self.l.builder.func_value(id);
        self.word(d, address);
    }

    /// `x.m` as a value: a closure over the receiver.
    pub fn method_value(&mut self, e: &'a Expr, base: &'a Expr, selection: &'a Selection, d: Reg) {
        let (receiver, words) = self.receiver(base, selection);
        self.pos = e.pos;
        if let Selection::InterfaceMethod { .. } = selection {
            // A nil interface has no methods to take.
            self.emit(Instr::NilCheck { p: receiver });
        }
        let ty = self.receiver_interface(base, selection);
        let id = self.l.bound_method(selection, ty);
        // Zero-width receivers have nothing to capture.
        if words == 0 {
            let address = self.l.builder.func_value(id);
            return self.word(d, address);
        }
        self.emit(Instr::Closure { d, a: receiver, n: words as u16 });
        self.emit(Instr::Arg(id.0));
    }

    /// The interface type whose method is selected; the type of `base` otherwise.
    pub fn receiver_interface(&mut self, base: &Expr, selection: &Selection) -> TypeId {
        let mut ty = self.ty(base);
        if let Selection::InterfaceMethod { path, .. } = selection {
            for index in path {
                let structure = match self.underlying(ty) {
                    Type::Pointer(elem) => self.underlying(*elem),
                    t => t,
                };
                if let Type::Struct(fields) = structure {
                    ty = fields[*index].ty;
                }
            }
        }
        ty
    }

    /// Evaluates the receiver of `base.m`: the value, its address, or an interface value; and how
    /// many words it has.
    pub fn receiver(&mut self, base: &'a Expr, selection: &Selection) -> (Reg, u64) {
        match selection {
            Selection::InterfaceMethod { path, .. } => {
                let place = self.place(base);
                let (place, _) = self.follow(place, self.ty(base), path);
                (self.value(place, 2), 2)
            }
            Selection::Method { path, pointer_receiver, .. } => {
                let place = self.place(base);
                let (place, ty) = self.follow(place, self.ty(base), path);
                self.receiver_at(place, ty, *pointer_receiver)
            }
            other => unreachable!("{other:?} has no receiver"),
        }
    }

    /// The receiver for a method of the value at a place.
    pub fn receiver_at(&mut self, place: Place, ty: TypeId, pointer: bool) -> (Reg, u64) {
        let elem = match self.info.types.get(ty) {
            Type::Pointer(elem) => Some(*elem),
            _ => None,
        };
        match (elem, pointer) {
            (Some(_), true) => (self.value(place, 1), 1),
            (Some(elem), false) => {
                let words = self.words(elem);
                let ptr = self.value(place, 1);
                let d = self.alloc(words);
                self.load(Place::deref(ptr), d, words);
                (d, words)
            }
            (None, true) => (self.address(place), 1),
            (None, false) => {
                let words = self.words(ty);
                (self.value(place, words), words)
            }
        }
    }
}
