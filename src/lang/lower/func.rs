//! One function while it is lowered: registers, variables' homes, labels, constants.
//!
//! Registers are handed out like a stack: variables when declared, temporaries above them until
//! the statement or expression that needed them is done. Next: [`super::stmt`], [`super::expr`].

use rustc_hash::FxHashMap;

use super::flow::Flow;
use super::program::Lowerer;
use super::range_func::LoopBody;
use crate::lang::ast::{Block, Expr, ExprId};
use crate::lang::bytecode::builder::FuncCode;
use crate::lang::bytecode::{self as bc, Instr, Label, Reg};
use crate::lang::info::{ConstValue, ExprInfo, FuncId, Info, Initializer, Mode, ObjId};
use crate::lang::types::{Type, TypeId};

/// Where a variable lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// In registers from this one on.
    Reg(Reg),
    /// In memory, at the address that this register holds.
    Cell(Reg),
}

/// The results of a function that needs places for them: they are named, or it has defers, or
/// the body of a loop over a function returns from it.
pub(super) struct ResultHome {
    pub home: Home,
    pub ty: TypeId,
}

/// The function being lowered.
pub(super) struct Fx<'l, 'a> {
    pub l: &'l mut Lowerer<'a>,
    pub info: &'a Info,
    pub code: FuncCode,
    /// Position of what is lowered now: that of the instructions emitted.
    pub pos: u32,
    /// First free register.
    pub top: u32,
    pub vars: FxHashMap<ObjId, Home>,
    /// Calls that were evaluated ahead of the expression around them, and where their value is.
    pub hoisted: FxHashMap<ExprId, Reg>,
    /// Enclosing statements that `break` and `continue` can leave.
    pub flow: Vec<Flow<'a>>,
    pub labels: FxHashMap<&'a str, Label>,
    pub results: Vec<TypeId>,
    pub result_homes: Vec<ResultHome>,
    /// Its code's number.
    pub id: bc::FuncId,
    /// How many calls are made later, by `go` and `defer`, in functions of their own.
    pub gowraps: u32,
    /// In a function with defers: the code that runs them and returns.
    pub epilogue: Option<Label>,
    /// If this is the body of a loop over a function: how it is left.
    pub loop_body: Option<LoopBody<'a>>,
    too_large: bool,
}

/// The most registers of a frame.
const MAX_REGS: u32 = 60_000;

impl<'l, 'a> Fx<'l, 'a> {
    pub fn new(l: &'l mut Lowerer<'a>) -> Self {
        Self {
            info: l.info,
            l,
            code: FuncCode::default(),
            pos: 0,
            top: 0,
            vars: FxHashMap::default(),
            hoisted: FxHashMap::default(),
            flow: vec![],
            labels: FxHashMap::default(),
            results: vec![],
            result_homes: vec![],
            id: bc::FuncId(0),
            gowraps: 0,
            epilogue: None,
            loop_body: None,
            too_large: false,
        }
    }

    /// Lowers a declared function or a literal.
    pub fn body(mut self, id: bc::FuncId, func: FuncId, body: &'a Block) {
        self.id = id;
        let info = self.info.func(func);
        let sig = self.l.signature(info.sig);
        self.pos = body.lbrace;
        self.results = sig.results.clone();
        let receiver = info.obj.and_then(|obj| self.receiver_type(obj));
        let params = receiver.iter().chain(&sig.params);
        let words: u64 = params.clone().map(|t| self.l.words(*t)).sum();
        self.alloc(words);
        let captures = self.alloc(1);
        let mut at = 0;
        let receiver_var = receiver.map(|_| info.receiver);
        for (var, ty) in receiver_var.into_iter().chain(info.params.iter().copied()).zip(params) {
            if let Some(var) = var {
                self.param(var, at as Reg);
            }
            at += self.l.words(*ty);
        }
        self.load_captures(func, captures, 0);
        self.result_variables(func);
        self.stmts(&body.list);
        self.pos = body.rbrace;
        self.end();
        self.finish(id, body.rbrace);
    }

    /// Lowers a package's variable initialisers as one function.
    pub fn initialisers(mut self, id: bc::FuncId, list: &'a [Initializer]) {
        for init in list {
            self.initialiser(init);
        }
        self.emit(Instr::Ret { a: 0 });
        self.finish(id, list.first().map_or(0, |init| init.rhs.pos));
    }

    /// Gives the function its code.
    pub fn finish(self, id: bc::FuncId, pos: u32) {
        if self.too_large {
            let message = format!(
                "this function has more than {MAX_REGS} words of values at a time: that is gmpsim's limit"
            );
            self.l.error(pos, message);
        } else {
            self.l.define(id, self.code, pos);
        }
    }

    fn receiver_type(&self, obj: ObjId) -> Option<TypeId> {
        match self.info.object(obj).kind {
            crate::lang::info::ObjKind::Func { receiver, .. } => receiver,
            _ => None,
        }
    }

    /// A parameter lies in registers; if it must be in memory it moves there.
    fn param(&mut self, var: ObjId, at: Reg) {
        if self.l.analysis.in_memory(var) {
            let words = self.l.words(self.info.object(var).ty);
            let cell = self.new_cell(words);
            self.store(super::place::Place::cell(cell), at, words);
            self.vars.insert(var, Home::Cell(cell));
        } else {
            self.vars.insert(var, Home::Reg(at));
        }
    }

    /// Makes places for the results if they are named or defers could see them.
    fn result_variables(&mut self, func: FuncId) {
        let info = self.info.func(func);
        let defers = self.l.analysis.has_defer(func);
        if defers {
            let epilogue = self.code.label();
            self.epilogue = Some(epilogue);
            self.code.epilogue = Some(epilogue);
        }
        let shared = self.l.analysis.returns_outside(func);
        if !defers && !shared && info.results.iter().all(Option::is_none) {
            return;
        }
        let types = self.results.clone();
        let words = self.l.words_of(&types);
        let mut at = self.alloc(words);
        self.zero(at, words);
        for (i, ty) in types.into_iter().enumerate() {
            let var = info.results.get(i).copied().flatten();
            let words = self.l.words(ty);
            let home = match var {
                Some(var) if self.l.analysis.in_memory(var) => Home::Cell(self.new_cell(words)),
                None if shared => Home::Cell(self.new_cell(words)),
                _ => Home::Reg(at),
            };
            if let Some(var) = var {
                self.vars.insert(var, home);
            }
            self.result_homes.push(ResultHome { home, ty });
            at += words as Reg;
        }
    }

    // ── registers ────────────────────────────────────────────────────────────────────────────

    /// New registers, above all in use.
    pub fn alloc(&mut self, words: u64) -> Reg {
        let at = self.top;
        if at as u64 + words > MAX_REGS as u64 {
            self.too_large = true;
            return 0;
        }
        self.top += words as u32;
        self.code.nregs = self.code.nregs.max(self.top as u16);
        at as Reg
    }

    /// Registers for a value of a type.
    pub fn alloc_for(&mut self, ty: TypeId) -> Reg {
        let words = self.words(ty);
        self.alloc(words)
    }

    /// A variable's new object in memory; its address is in the register.
    pub fn new_cell(&mut self, words: u64) -> Reg {
        let cell = self.alloc(1);
        self.new_object(cell, words);
        cell
    }

    pub fn new_object(&mut self, d: Reg, words: u64) {
        match u32::try_from(words) {
            Ok(n) => self.emit(Instr::New { d, n }),
            Err(_) => self.l.error(self.pos, "this value is too large for gmpsim"),
        }
    }

    // ── instructions ─────────────────────────────────────────────────────────────────────────

    pub fn emit(&mut self, instr: Instr) {
        self.code.emit(instr, self.pos);
    }

    pub fn jump(&mut self, to: Label) {
        self.jump_by(Instr::Jump { off: 0 }, to);
    }

    pub fn jump_by(&mut self, instr: Instr, to: Label) {
        self.code.jump(instr, to, self.pos);
    }

    pub fn label(&mut self) -> Label {
        self.code.label()
    }

    pub fn bind(&mut self, label: Label) {
        self.code.bind(label);
    }

    pub fn move_words(&mut self, d: Reg, a: Reg, words: u64) {
        if d == a {
            return;
        }
        match words {
            0 => {}
            1 => self.emit(Instr::Move { d, a }),
            2 => self.emit(Instr::Move2 { d, a }),
            n => self.emit(Instr::MoveN { d, a, n: n as u16 }),
        }
    }

    pub fn zero(&mut self, d: Reg, words: u64) {
        match words {
            0 => {}
            1 => self.emit(Instr::Imm { d, v: 0 }),
            n => self.emit(Instr::Zero { d, n: n as u16 }),
        }
    }

    /// Puts a constant word into a register.
    pub fn word(&mut self, d: Reg, word: u64) {
        match i32::try_from(word.cast_signed()) {
            Ok(v) => self.emit(Instr::Imm { d, v }),
            Err(_) => {
                let k = self.l.builder.constant(word);
                self.emit(Instr::Const { d, k });
            }
        }
    }

    /// A new register with a constant word.
    pub fn new_word(&mut self, word: u64) -> Reg {
        let d = self.alloc(1);
        self.word(d, word);
        d
    }

    // ── what the checker said ────────────────────────────────────────────────────────────────

    pub fn words(&self, ty: TypeId) -> u64 {
        self.l.words(ty)
    }

    pub fn expr_info(&self, e: &Expr) -> &'a ExprInfo {
        self.info.exprs.get(&e.id).unwrap_or_else(|| {
            unreachable!("the checker records every expression, also {:?} at {}", e.kind, e.pos)
        })
    }

    pub fn ty(&self, e: &Expr) -> TypeId {
        self.expr_info(e).ty
    }

    pub fn underlying(&self, ty: TypeId) -> &'a Type {
        self.info.types.underlying(ty)
    }

    pub fn under(&self, e: &Expr) -> &'a Type {
        self.underlying(self.ty(e))
    }

    pub fn constant(&self, e: &Expr) -> Option<&'a ConstValue> {
        match self.info.exprs.get(&e.id) {
            Some(ExprInfo { mode: Mode::Const(v), .. }) => Some(v),
            _ => None,
        }
    }

    pub fn is_interface(&self, ty: TypeId) -> bool {
        matches!(self.underlying(ty), Type::Interface(_))
    }
}
