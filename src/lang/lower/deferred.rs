//! `go` and `defer`: the function and its arguments are evaluated now, the call happens later.
//!
//! Next: [`super::call`].

use super::call::{Callee, strip};
use super::func::Fx;
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::bytecode::{Instr, Reg};
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
        match callee {
            Callee::Interface(_, name) => {
                let (n, name) = (params as u16, name.0);
                self.emit(match defer {
                    true => Instr::DeferIface { base, n, name },
                    false => Instr::GoIface { base, n, name },
                });
            }
            _ => self.later(base, receiver + params, defer),
        }
    }

    fn later(&mut self, base: Reg, words: u64, defer: bool) {
        let n = words as u16;
        self.emit(if defer { Instr::Defer { base, n } } else { Instr::Go { base, n } });
    }

    /// A builtin: a small function of its own does it, with the arguments as parameters.
    fn later_builtin(&mut self, b: Builtin, args: &'a [Expr], defer: bool) {
        let pos = self.pos;
        let operands: Vec<&Expr> = args.iter().collect();
        self.hoist(&operands);
        let args: Vec<(Reg, TypeId)> = args.iter().map(|a| self.operand(b, a)).collect();
        let types: Vec<TypeId> = args.iter().map(|(_, ty)| *ty).collect();
        let total: u64 = types.iter().map(|t| self.operand_words(*t)).sum();

        let id = self.l.builder.declare("runtime.builtin", total as u16, 0, pos);
        self.l.builder.func_mut(id).wrapper = true;
        let mut thunk = Fx::new(self.l);
        thunk.pos = pos;
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
        self.later(base, total, defer);
    }

    /// Words of a builtin's operand: nil is that of `panic(nil)`.
    fn operand_words(&self, ty: TypeId) -> u64 {
        if ty == TypeId::basic(Basic::UntypedNil) { 2 } else { self.words(ty) }
    }
}
