//! `for … range f` where `f` is a function.
//!
//! The body becomes a function that `f` calls for each turn. It shares an object in memory with
//! the function around it: the loop's state, to notice calls at a wrong time, and how the body was
//! left. A `return`, or a jump to somewhere beyond the loop, notes its number there and returns
//! false; when `f` has returned, the function around goes on with it, which can be one more exit
//! of that kind if it is a loop's body itself. What is returned lies in the results' cells.
//!
//! It must never know other kinds of loops. Next: [`super::flow`], [`super::closure`].

use super::func::{Fx, Home, ResultHome};
use super::place::Place;
use super::program::Lowerer;
use super::range::Loop;
use super::wrapper::WrapperKey;
use crate::lang::ast::{Expr, Token};
use crate::lang::bytecode::{self as bc, Instr, Label, Reg};
use crate::lang::info::FuncId;
use crate::lang::rtype::known;
use crate::lang::types::{Signature, TypeId};

/// The next turn can begin: what a new object holds.
const READY: i16 = 0;
/// A turn is under way, or it has panicked.
const RUNNING: i16 = 1;
/// The body has been left for good.
const DONE: i16 = 2;
/// The function has returned.
const EXHAUSTED: i16 = 3;
/// It has returned although a turn is under way. Not a state, but one of [`MISUSES`].
const MISSING_PANIC: i16 = 4;

/// What is wrong with a call of the body in a state.
const MISUSES: [(i16, &str); 4] = [
    (RUNNING, "range function continued iteration after loop body panic"),
    (DONE, "range function continued iteration after function for loop body returned false"),
    (EXHAUSTED, "range function continued iteration after whole loop exit"),
    (MISSING_PANIC, "range function recovered a loop body panic and did not resume panicking"),
];

/// Where in the loop's object its state is.
const STATE: u64 = 0;
/// Where in the loop's object the number of the exit is; 0: none was taken.
const EXIT: u64 = 1;

/// A way out of a loop's body, to beyond the loop.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit<'a> {
    Return,
    Branch(Token, &'a str),
}

/// What is known of a loop's body while it is lowered.
pub(super) struct LoopBody<'a> {
    /// The address of the loop's object.
    object: Reg,
    /// The list for what the body defers.
    pub defers: Option<Reg>,
    /// Exits so far; they are numbered from 1.
    exits: Vec<Exit<'a>>,
}

/// What a loop's body gets from the function around it, beside the variables it captures.
struct Outside {
    func: FuncId,
    pos: u32,
    /// The types of the body's own parameters.
    params: Vec<TypeId>,
    has_defers: bool,
    results: Vec<TypeId>,
}

impl<'a> Fx<'_, 'a> {
    pub(super) fn range_func(&mut self, l: &Loop<'a>, x: &'a Expr, sig: &Signature) {
        let pos = self.pos;
        let Some(func) = self.info.loops.get(&x.id).copied() else {
            unreachable!("the checker numbers the body of every loop over a function")
        };
        let f = self.expr(x);
        self.pos = pos;
        let object = self.new_cell(2);
        let mut shared = vec![object];
        let defers = self.l.analysis.defers_outside(func).then(|| self.defer_list());
        shared.extend(defers);
        let mut results = vec![];
        if self.l.analysis.returns_outside(func) {
            results.clone_from(&self.results);
            shared.extend(self.result_homes.iter().map(|r| match r.home {
                Home::Cell(r) | Home::Reg(r) => r,
            }));
        }

        let params = self.l.signature(sig.params[0]).params.clone();
        let words = self.l.words_of(&params) as u16;
        let id = self.l.builder.declare(&self.info.func(func).symbol, words, 1, pos);
        let outside = Outside { func, pos, params, has_defers: defers.is_some(), results };
        let exits = Fx::new(self.l).loop_body(id, l, outside);

        let base = self.alloc(1);
        self.capture(id, func, &shared, base);
        self.emit(Instr::CallClosure { base, f });
        self.after_loop(l, object, exits);
    }

    /// The list for what the loops in this function defer.
    fn defer_list(&mut self) -> Reg {
        if let Some(outer) = &self.loop_body {
            return outer.defers.expect("a loop has a list if one within has");
        }
        let d = self.alloc(1);
        self.emit(Instr::DeferList { d });
        d
    }

    /// What happens when the function has returned.
    fn after_loop(&mut self, l: &Loop<'a>, object: Reg, exits: Vec<Exit<'a>>) {
        self.pos = l.body.rbrace;
        let place = Place::cell(object);
        let word = self.value(place.at(STATE), 1);
        let fine = self.label();
        self.jump_by(Instr::JumpNeI { a: word, v: RUNNING, off: 0 }, fine);
        let missing = self.new_word(MISSING_PANIC as u64);
        self.misuse(missing);
        self.bind(fine);
        self.set(object, STATE, EXHAUSTED);
        if exits.is_empty() {
            return;
        }
        self.load(place.at(EXIT), word, 1);
        for (i, exit) in exits.into_iter().enumerate() {
            let other = self.label();
            self.jump_by(Instr::JumpNeI { a: word, v: i as i16 + 1, off: 0 }, other);
            match exit {
                Exit::Return => self.return_stmt(&[]),
                Exit::Branch(Token::Goto, name) => {
                    let to = self.named_label(name);
                    self.jump(to);
                }
                Exit::Branch(token, name) => self.branch_to(token, Some(name)),
            }
            self.bind(other);
        }
    }

    /// Lowers the body; the exits it takes.
    fn loop_body(mut self, id: bc::FuncId, l: &Loop<'a>, outside: Outside) -> Vec<Exit<'a>> {
        self.id = id;
        self.pos = outside.pos;
        let words = self.l.words_of(&outside.params);
        self.alloc(words);
        let closure = self.alloc(1);
        let more = 1 + outside.has_defers as u64 + outside.results.len() as u64;
        let object = self.load_captures(outside.func, closure, more);
        let mut at = object + 1;
        let defers = outside.has_defers.then_some(at);
        at += outside.has_defers as Reg;
        for ty in &outside.results {
            self.result_homes.push(ResultHome { home: Home::Cell(at), ty: *ty });
            at += 1;
        }
        self.results = outside.results;
        self.loop_body = Some(LoopBody { object, defers, exits: vec![] });

        let state = self.value(Place::cell(object).at(STATE), 1);
        let ready = self.label();
        self.jump_by(Instr::JumpEqI { a: state, v: READY, off: 0 }, ready);
        self.set(object, STATE, RUNNING);
        self.misuse(state);
        self.bind(ready);
        self.set(object, STATE, RUNNING);

        let mut at = 0;
        // gc assigns to one variable after the other here.
        for (i, ty) in outside.params.into_iter().enumerate() {
            self.give(l, i, &[(at, ty)]);
            at += self.words(ty) as Reg;
        }
        let next = self.label();
        let end = self.enter(l.name, Some(next));
        self.block(l.body);
        self.flow.pop();
        self.bind(next);
        self.end_turn(READY);
        self.bind(end);
        self.end_turn(DONE);
        self.gotos();
        let exits = self.loop_body.take().map_or(vec![], |b| b.exits);
        self.finish(id, l.body.rbrace);
        exits
    }

    /// Labels that stand nowhere in the body stand further out.
    fn gotos(&mut self) {
        let unbound = |(name, label): (&&'a str, &Label)| {
            (!self.code.is_bound(*label)).then_some((*name, *label))
        };
        let mut outside: Vec<(&str, Label)> = self.labels.iter().filter_map(unbound).collect();
        outside.sort_unstable_by_key(|(name, _)| *name);
        for (name, label) in outside {
            self.bind(label);
            self.exit(Exit::Branch(Token::Goto, name));
        }
    }

    /// Leaves the loop, and then what is around it, for somewhere else.
    pub(super) fn exit(&mut self, exit: Exit<'a>) {
        let Some(body) = &mut self.loop_body else {
            unreachable!("only a loop's body has such exits")
        };
        let object = body.object;
        let known = body.exits.iter().position(|e| *e == exit);
        let number = known.unwrap_or(body.exits.len()) as i16 + 1;
        if known.is_none() {
            body.exits.push(exit);
        }
        self.set(object, EXIT, number);
        self.end_turn(DONE);
    }

    /// Ends this turn: whether the next one may begin is also what the body returns.
    fn end_turn(&mut self, state: i16) {
        let Some(LoopBody { object, .. }) = self.loop_body else {
            unreachable!("only a loop's body has turns")
        };
        self.set(object, STATE, state);
        let mark = self.top;
        let a = self.new_word((state == READY) as u64);
        self.emit(Instr::Ret { a });
        self.top = mark;
    }

    /// Sets a word of the loop's object.
    fn set(&mut self, object: Reg, word: u64, v: i16) {
        let mark = self.top;
        let a = self.new_word(v as u64);
        self.store(Place::cell(object).at(word), a, 1);
        self.top = mark;
    }

    /// Panics for what is in a register.
    fn misuse(&mut self, state: Reg) {
        let id = self.l.loop_misuse();
        let mark = self.top;
        let base = self.alloc(1);
        self.move_words(base, state, 1);
        self.emit(Instr::Call { base, func: id.0 });
        self.top = mark;
    }
}

impl Lowerer<'_> {
    /// The function that panics because of a loop's state.
    fn loop_misuse(&mut self) -> bc::FuncId {
        if let Some(id) = self.wrappers.get(&WrapperKey::LoopMisuse) {
            return *id;
        }
        let id = self.builder.declare("runtime.panicrangestate", 1, 0, 0);
        self.wrappers.insert(WrapperKey::LoopMisuse, id);
        let mut fx = Fx::new(self);
        let state = fx.alloc(1);
        let (text, value) = (fx.alloc(2), fx.alloc(2));
        for (of, what) in MISUSES {
            let other = fx.label();
            fx.jump_by(Instr::JumpNeI { a: state, v: of, off: 0 }, other);
            let k = fx.l.builder.string(format!("runtime error: {what}").as_bytes());
            fx.emit(Instr::Str { d: text, k });
            let t = known::ERROR_STRING.0 as u16;
            fx.emit(Instr::MakeIface { d: value, a: text, t });
            fx.emit(Instr::Panic { a: value });
            fx.bind(other);
        }
        fx.emit(Instr::Unreachable);
        fx.finish(id, 0);
        id
    }
}
