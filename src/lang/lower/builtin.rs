//! The predeclared functions.
//!
//! Next: [`super::call`].

use super::convert::Num;
use super::func::Fx;
use super::place::Place;
use crate::lang::ast::{Expr, Token};
use crate::lang::bytecode::instr::PrintKind;
use crate::lang::bytecode::{Instr, Reg};
use crate::lang::info::{Builtin, Mode};
use crate::lang::types::{Basic, Type, TypeId};

/// Bytes of the array that gc keeps on the stack for a slice that grows from nothing.
const STACK_ARRAY: u32 = 32;

/// An argument of a builtin.
#[derive(Clone, Copy)]
pub(super) enum Arg<'a> {
    Expr(&'a Expr),
    /// One of the values of a call with several, in registers already.
    Value(Reg, TypeId),
}

impl<'a> Fx<'_, 'a> {
    pub fn builtin(&mut self, e: &'a Expr, b: Builtin, args: &'a [Expr], dots: bool, d: Reg) {
        match b {
            Builtin::Len => return self.len(&args[0], 1, d),
            Builtin::Cap => return self.len(&args[0], 2, d),
            Builtin::New => return self.new_value(&args[0], d),
            Builtin::Make => return self.make(e, args, d),
            _ => {}
        }
        let args = self.builtin_args(args);
        match b {
            Builtin::Append => self.append(e, &args, dots, d),
            Builtin::Min | Builtin::Max => self.min_max(e, b == Builtin::Max, &args, d),
            _ => {
                let args: Vec<(Reg, TypeId)> = args.iter().map(|a| self.operand(b, *a)).collect();
                self.pos = e.pos;
                self.effect_builtin(b, &args, d);
            }
        }
    }

    /// The arguments of a builtin, those of `copy(f())` with an f of several values too.
    pub fn builtin_args(&mut self, args: &'a [Expr]) -> Vec<Arg<'a>> {
        let Some((mut at, types)) = self.spread(args) else {
            self.hoist(&args.iter().collect::<Vec<_>>());
            return args.iter().map(Arg::Expr).collect();
        };
        let mut next = |fx: &Self, ty: TypeId| {
            let value = Arg::Value(at, ty);
            at += fx.words(ty) as Reg;
            value
        };
        types.into_iter().map(|ty| next(self, ty)).collect()
    }

    /// An argument of a builtin that is called for what it does.
    pub fn operand(&mut self, b: Builtin, arg: Arg<'a>) -> (Reg, TypeId) {
        match arg {
            Arg::Value(r, ty) => (r, ty),
            Arg::Expr(e) if b == Builtin::Panic && self.expr_info(e).mode == Mode::Nil => {
                (self.fresh_nil(), self.ty(e))
            }
            Arg::Expr(e) => (self.expr(e), self.ty(e)),
        }
    }

    /// An argument as a value of type `to`.
    fn argument(&mut self, arg: Arg<'a>, to: TypeId) -> Reg {
        match arg {
            Arg::Expr(e) => self.assignable(e, to),
            Arg::Value(r, from) if self.is_interface(to) && !self.is_interface(from) => {
                let d = self.alloc(2);
                self.make_iface(r, from, d);
                d
            }
            Arg::Value(r, _) => r,
        }
    }

    /// The same, into registers.
    fn argument_to(&mut self, arg: Arg<'a>, to: TypeId, d: Reg) {
        match arg {
            Arg::Expr(e) => self.assignable_to(e, to, d),
            Arg::Value(r, from) => self.convert_assignable(r, from, to, d),
        }
    }

    fn fresh_nil(&mut self) -> Reg {
        let d = self.alloc(2);
        self.zero(d, 2);
        d
    }

    /// A builtin that `go` and `defer` may call too, with its arguments in registers.
    pub fn effect_builtin(&mut self, b: Builtin, args: &[(Reg, TypeId)], d: Reg) {
        match (b, args) {
            (Builtin::Close, [(ch, _)]) => self.emit(Instr::Close { ch: *ch }),
            (Builtin::Panic, [(a, ty)]) => {
                let mut a = *a;
                let nil = *ty == TypeId::basic(Basic::UntypedNil);
                if !self.is_interface(*ty) && !nil {
                    let boxed = self.alloc(2);
                    self.make_iface(a, *ty, boxed);
                    a = boxed;
                }
                self.emit(Instr::Panic { a });
            }
            (Builtin::Recover, _) => self.emit(Instr::Recover { d }),
            (Builtin::Clear, [(r, ty)]) => match self.underlying(*ty) {
                Type::Slice(elem) => {
                    let words = self.words(*elem);
                    self.emit(Instr::ClearSlice { s: *r });
                    self.emit(Instr::Arg(words as u32));
                }
                _ => self.emit(Instr::MapClear { m: *r }),
            },
            (Builtin::Copy, [(a, to), (b, from)]) => {
                let d = self.result_or_scratch(d);
                if let (Type::Slice(elem), Type::Slice(_)) =
                    (self.underlying(*to), self.underlying(*from))
                {
                    let words = self.words(*elem);
                    self.emit(Instr::CopySlice { d, a: *a, b: *b });
                    self.emit(Instr::Arg(words as u32));
                } else {
                    self.emit(Instr::CopyStr { d, a: *a, b: *b });
                }
            }
            (Builtin::Delete, [(m, map), (k, key)]) => {
                let Type::Map(want, _) = self.underlying(*map) else {
                    unreachable!("only maps have keys to delete")
                };
                let k = self.argument(Arg::Value(*k, *key), *want);
                let t = self.rtype16(*map);
                self.emit(Instr::MapDelete { m: *m, k, t });
            }
            (Builtin::Print | Builtin::Println, args) => self.print(b == Builtin::Println, args),
            other => unreachable!("the checker counts the arguments of builtins: {other:?}"),
        }
    }

    /// `copy` as a statement still writes its result somewhere.
    fn result_or_scratch(&mut self, d: Reg) -> Reg {
        if (d as u32) < self.top { d } else { self.alloc(1) }
    }

    fn print(&mut self, line: bool, args: &[(Reg, TypeId)]) {
        for (i, (a, ty)) in args.iter().enumerate() {
            if line && i > 0 {
                self.emit(Instr::Print { kind: PrintKind::Space, a: 0 });
            }
            let kind = match self.underlying(*ty) {
                Type::Basic(Basic::Bool | Basic::UntypedBool) => PrintKind::Bool,
                Type::Basic(Basic::String | Basic::UntypedString) => PrintKind::Str,
                Type::Basic(Basic::Float32) => PrintKind::Float32,
                Type::Basic(b) => match Num::of(*b) {
                    Num::Float { single: true } => PrintKind::Float32,
                    Num::Float { .. } => PrintKind::Float,
                    Num::Int { signed: false, .. } => PrintKind::Uint,
                    _ => PrintKind::Int,
                },
                Type::Interface(_) => PrintKind::Iface,
                Type::Slice(_) => PrintKind::Slice,
                _ => PrintKind::Pointer,
            };
            self.emit(Instr::Print { kind, a: *a });
        }
        if line {
            self.emit(Instr::Print { kind: PrintKind::Newline, a: 0 });
        }
        self.emit(Instr::PrintEnd);
    }

    /// `len(x)` (word 1 of a slice or string) and `cap(x)` (word 2 of a slice).
    fn len(&mut self, x: &'a Expr, word: u64, d: Reg) {
        let array = match self.under(x) {
            Type::Pointer(array) => self.underlying(*array),
            t => t,
        };
        match array {
            Type::Array(_, n) => {
                if self.l.analysis.has_call(x) {
                    self.expr(x);
                }
                self.word(d, *n);
            }
            Type::Map(..) => {
                let m = self.expr(x);
                self.emit(Instr::MapLen { d, m });
            }
            Type::Chan(..) => {
                let ch = self.expr(x);
                self.emit(match word {
                    1 => Instr::ChanLen { d, ch },
                    _ => Instr::ChanCap { d, ch },
                });
            }
            _ => {
                let place = self.place(x);
                self.load(place.at(word), d, 1);
            }
        }
    }

    fn new_value(&mut self, arg: &'a Expr, d: Reg) {
        let info = self.expr_info(arg);
        let words = self.words(info.ty);
        if info.mode == Mode::Type {
            return self.new_object(d, words);
        }
        let a = self.expr(arg);
        let p = self.alloc(1);
        self.new_object(p, words);
        self.store(Place::cell(p), a, words);
        self.move_words(d, p, 1);
    }

    fn make(&mut self, e: &'a Expr, args: &'a [Expr], d: Reg) {
        let ty = self.ty(e);
        self.hoist(&args.iter().collect::<Vec<_>>());
        match self.underlying(ty) {
            Type::Slice(elem) => {
                let len = self.expr(&args[1]);
                let cap = args.get(2).map_or(len, |c| self.expr(c));
                self.pos = e.pos;
                let t = self.l.rtype(*elem);
                self.emit(Instr::MakeSlice { d, len, cap });
                self.emit(Instr::Arg(t.0));
            }
            Type::Map(..) => {
                let hint = args.get(1).map_or(u16::MAX, |h| self.expr(h));
                self.pos = e.pos;
                let t = self.rtype16(ty);
                self.emit(Instr::MakeMap { d, t, hint });
            }
            _ => {
                let cap = match args.get(1) {
                    Some(cap) => self.expr(cap),
                    None => self.new_word(0),
                };
                self.pos = e.pos;
                let t = self.rtype16(ty);
                self.emit(Instr::MakeChan { d, t, cap });
            }
        }
    }

    /// gc gives a slice that never leaves its function a first array of 32 bytes on the stack, if
    /// what is appended fits: its capacity shows it.
    fn first_room(&mut self, e: &'a Expr, s: Reg, n: u8, elem: TypeId) {
        let room = match self.underlying(elem) {
            Type::Basic(Basic::Bool | Basic::Int8 | Basic::Uint8) => STACK_ARRAY,
            Type::Basic(Basic::Int16 | Basic::Uint16) => STACK_ARRAY / 2,
            Type::Basic(Basic::Int32 | Basic::Uint32 | Basic::Float32) => STACK_ARRAY / 4,
            Type::Basic(Basic::String) => STACK_ARRAY / 16,
            _ => STACK_ARRAY / 8,
        };
        if !self.l.analysis.is_local_append(e) || u32::from(n) > room {
            return;
        }
        let t = self.l.rtype(elem);
        let has_room = self.label();
        self.jump_if(s + 2, has_room, true);
        let len = self.new_word(0);
        let cap = self.new_word(u64::from(room));
        self.emit(Instr::MakeSlice { d: s, len, cap });
        self.emit(Instr::Arg(t.0));
        self.bind(has_room);
    }

    fn append(&mut self, e: &'a Expr, args: &[Arg<'a>], dots: bool, d: Reg) {
        let Type::Slice(elem) = self.under(e) else { unreachable!("append makes a slice") };
        let words = self.words(*elem);
        let t = self.l.rtype(*elem);
        let (s, _) = self.operand(Builtin::Append, args[0]);
        let rest = &args[1..];
        if dots {
            let (x, ty) = self.operand(Builtin::Append, rest[0]);
            self.pos = e.pos;
            if let Type::Basic(_) = self.underlying(ty) {
                return self.emit(Instr::AppendStr { d, s, x });
            }
            self.emit(Instr::AppendSlice { d, s, x });
            return self.emit(Instr::Arg(t.0));
        }
        match u8::try_from(rest.len()) {
            Ok(0) => self.move_words(d, s, 3),
            Ok(1) => {
                let x = self.argument(rest[0], *elem);
                self.pos = e.pos;
                self.first_room(e, s, 1, *elem);
                self.emit(Instr::Append { n: 1, d, s, x });
                self.emit(Instr::Arg(t.0));
            }
            Ok(n) => {
                let x = self.alloc(n as u64 * words);
                for (i, v) in rest.iter().enumerate() {
                    self.argument_to(*v, *elem, x + (i as u64 * words) as Reg);
                }
                self.pos = e.pos;
                self.first_room(e, s, n, *elem);
                self.emit(Instr::Append { n, d, s, x });
                self.emit(Instr::Arg(t.0));
            }
            Err(_) => {
                let n = rest.len() as u64;
                let x = self.alloc(3);
                self.new_object(x, n * words);
                for (i, v) in rest.iter().enumerate() {
                    let mark = self.top;
                    let a = self.argument(*v, *elem);
                    let off = i as u64 * words;
                    self.store(Place::Mem { ptr: x, off, valid: true }, a, words);
                    self.top = mark;
                }
                self.word(x + 1, n);
                self.word(x + 2, n);
                self.pos = e.pos;
                self.emit(Instr::AppendSlice { d, s, x });
                self.emit(Instr::Arg(t.0));
            }
        }
    }

    fn min_max(&mut self, e: &'a Expr, max: bool, args: &[Arg<'a>], d: Reg) {
        let ty = self.ty(e);
        let words = self.words(ty);
        let best = self.alloc(words);
        self.argument_to(args[0], ty, best);
        for arg in &args[1..] {
            let mark = self.top;
            let b = self.argument(*arg, ty);
            self.pos = e.pos;
            if Num::of_type(self.underlying(ty)).is_float() {
                self.min_max_float(max, best, b);
            } else {
                let keep = self.label();
                let less = self.alloc(1);
                let (x, y) = if max { (best, b) } else { (b, best) };
                self.compare_registers(Token::Lss, x, y, ty, less);
                self.jump_if(less, keep, false);
                self.move_words(best, b, words);
                self.bind(keep);
            }
            self.top = mark;
        }
        self.move_words(d, best, words);
    }

    /// NaN wins; of zeros, min takes the negative one and max the positive one.
    fn min_max_float(&mut self, max: bool, best: Reg, b: Reg) {
        let (done, take) = (self.label(), self.label());
        let c = self.alloc(1);
        self.emit(Instr::NeF { d: c, a: best, b: best });
        self.jump_if(c, done, true);
        self.emit(Instr::NeF { d: c, a: b, b });
        self.jump_if(c, take, true);
        let (x, y) = if max { (best, b) } else { (b, best) };
        self.jump_by(Instr::JumpLtF { a: x, b: y, off: 0 }, take);
        self.jump_by(Instr::JumpLtF { a: y, b: x, off: 0 }, done);
        // Equal: the same bits, or zeros that differ in the sign bit.
        self.emit(match max {
            true => Instr::And { d: best, a: best, b },
            false => Instr::Or { d: best, a: best, b },
        });
        self.jump(done);
        self.bind(take);
        self.move_words(best, b, 1);
        self.bind(done);
    }
}
