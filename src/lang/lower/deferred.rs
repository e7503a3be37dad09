//! `go` and `defer`: the function and its arguments are evaluated now, the call happens later.
//!
//! Next: [`super::call`].

use super::call::{Callee, strip};
use super::func::Fx;
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::bytecode::{self as bc, Instr, Reg};
use crate::lang::info::{Builtin, Mode};
use crate::lang::types::{Basic, TypeId};

impl<'a> Fx<'_, 'a> {
    pub fn go_or_defer(&mut self, call: &'a Expr, defer: bool) {
        let mark = self.top;
        let pos = self.pos;
        let call = strip(call);
        let ExprKind::Call { f, args, dots } = &call.kind else {
            unreachable!("the parser asks for a call after go and defer")
        };
        let f = strip(f);
        match self.expr_info(f).mode {
            Mode::Builtin(b) => self.later_builtin(b, args, defer),
            // A conversion does nothing: gc allows it nowhere here.
            Mode::Type => {}
            _ => self.later_call(f, args, *dots, pos, defer),
        }
        if defer && let Some(list) = self.loop_body.as_ref().and_then(|l| l.defers) {
            self.emit(Instr::DeferTo { list });
        }
        self.top = mark;
    }

    fn later_call(&mut self, f: &'a Expr, args: &'a [Expr], dots: bool, pos: u32, defer: bool) {
        let sig = self.l.signature(self.ty(f));
        self.hoist_call(f, args);
        let spread = self.spread(args);
        let callee = self.callee(f);
        let params = self.l.words_of(&sig.params);
        let receiver = match &callee {
            Callee::Method(_, _, words) => *words,
            Callee::Interface(..) => 1,
            _ => 0,
        };
        let base = self.alloc(1 + receiver + params);
        match &callee {
            Callee::Func(id) => {
                let address = self.l.builder.func_value(*id);
                self.word(base, address);
            }
            Callee::Method(id, r, words) => {
                let address = self.l.builder.func_value(*id);
                self.word(base, address);
                self.move_words(base + 1, *r, *words);
            }
            Callee::Interface(r, _) => self.move_words(base, *r, 2),
            Callee::Value(f) => self.expr_to(f, base),
        }
        self.arguments(sig, args, dots, spread, base + 1 + receiver as Reg);
        self.pos = pos;
        // gc calls a function without parameters and results directly, others in a wrapper.
        let direct = sig.params.is_empty() && sig.results.is_empty();
        let nil = match callee {
            Callee::Func(_) | Callee::Value(_) if direct => None,
            Callee::Value(_) => Some(self.call_of_nil(params, defer)),
            _ => {
                self.gowraps += 1;
                None
            }
        };
        match callee {
            Callee::Interface(_, name) => {
                let (n, name) = (params as u16, name.0);
                self.emit(match defer {
                    true => Instr::DeferIface { base, n, name },
                    false => Instr::GoIface { base, n, name },
                });
            }
            _ => self.later(base, receiver + params, nil, defer),
        }
    }

    fn later(&mut self, base: Reg, words: u64, nil: Option<bc::FuncId>, defer: bool) {
        let n = words as u16;
        self.emit(if defer { Instr::Defer { base, n } } else { Instr::Go { base, n } });
        self.emit(Instr::Arg(nil.map_or(0, |f| f.0)));
    }

    /// The function that gc wraps around a call that is made later, with its operands as
    /// parameters.
    fn gowrap(&mut self, words: u64, defer: bool) -> (bc::FuncId, Fx<'_, 'a>) {
        self.gowraps += 1;
        let outer = &self.l.builder.func_mut(self.id).name;
        let kind = if defer { "deferwrap" } else { "gowrap" };
        let name = format!("{outer}.{kind}{}", self.gowraps);
        let id = self.l.builder.declare(&name, words as u16, 0, self.pos);
        self.l.builder.func_mut(id).wrapper = true;
        let mut fx = Fx::new(self.l);
        fx.pos = self.pos;
        (id, fx)
    }

    /// What is called later for a nil func value: gc's wrapper finds out that it is nil.
    fn call_of_nil(&mut self, words: u64, defer: bool) -> bc::FuncId {
        let pos = self.pos;
        let (id, mut fx) = self.gowrap(words, defer);
        fx.alloc(words + 1);
        let p = fx.new_word(0);
        fx.emit(Instr::NilCheck { p });
        fx.emit(Instr::Ret { a: 0 });
        fx.finish(id, pos);
        id
    }

    /// A builtin: a small function of its own does it, with the arguments as parameters.
    fn later_builtin(&mut self, b: Builtin, args: &'a [Expr], defer: bool) {
        let pos = self.pos;
        let args = self.builtin_args(args);
        let args: Vec<(Reg, TypeId)> = args.into_iter().map(|a| self.operand(b, a)).collect();
        let types: Vec<TypeId> = args.iter().map(|(_, ty)| *ty).collect();
        let total: u64 = types.iter().map(|t| self.operand_words(*t)).sum();

        let (id, mut thunk) = self.gowrap(total, defer);
        let mut at = thunk.alloc(total + 1);
        let mut params = vec![];
        for ty in &types {
            params.push((at, *ty));
            at += thunk.operand_words(*ty) as Reg;
        }
        let d = thunk.alloc(2);
        thunk.effect_builtin(b, &params, d);
        thunk.emit(Instr::Ret { a: 0 });
        thunk.finish(id, pos);

        let base = self.alloc(1 + total);
        let address = self.l.builder.func_value(id);
        self.word(base, address);
        let mut at = base + 1;
        for (r, ty) in args {
            let words = self.operand_words(ty);
            self.move_words(at, r, words);
            at += words as Reg;
        }
        self.pos = pos;
        self.later(base, total, None, defer);
    }

    /// Words of a builtin's operand: nil is that of `panic(nil)`.
    fn operand_words(&self, ty: TypeId) -> u64 {
        if ty == TypeId::basic(Basic::UntypedNil) { 2 } else { self.words(ty) }
    }
}
