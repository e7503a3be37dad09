//! `select`.
//!
//! All channels and values are evaluated in source order, then one instruction waits; the body of
//! the case that happened takes over what was received. Next: [`super::flow`].

use super::call::strip;
use super::func::Fx;
use crate::lang::ast::{Comm, Expr, ExprKind, Stmt, StmtKind, Token};
use crate::lang::bytecode::{Instr, Label, Reg};
use crate::lang::types::{Basic, Type, TypeId};

/// Whether it sends, its channel, its value's registers and type.
type Case = (bool, Reg, Reg, TypeId);

impl<'a> Fx<'_, 'a> {
    pub fn select(&mut self, name: Option<&'a str>, comms: &'a [Comm]) {
        let mark = self.top;
        let pos = self.pos;
        let end = self.enter(name, None);
        let mut cases = vec![];
        for comm in comms {
            if let Some(s) = &comm.comm {
                self.pos = s.pos;
                let case = self.select_case(s);
                cases.push(case);
            }
        }
        self.pos = pos;
        let labels: Vec<Label> = comms.iter().map(|_| self.label()).collect();
        match (comms, &cases[..]) {
            // One case is a plain operation (SE-1).
            ([comm], &[(send, ch, x, _)]) => {
                self.pos = comm.comm.as_ref().map_or(pos, |s| s.pos);
                self.emit(match send {
                    true => Instr::Send { ch, a: x },
                    false => Instr::Recv { ok: 1, d: x, ch },
                });
            }
            _ => self.wait_for(comms, &cases, &labels),
        }
        let mut cases = cases.into_iter();
        for (comm, label) in comms.iter().zip(labels) {
            self.bind(label);
            let inner = self.top;
            if let Some(s) = &comm.comm
                && let Some((false, _, x, elem)) = cases.next()
            {
                self.pos = s.pos;
                self.received(s, x, elem);
            }
            self.stmts(&comm.body);
            self.top = inner;
            self.pos = comm.pos;
            self.jump(end);
        }
        self.flow.pop();
        self.bind(end);
        self.top = mark;
    }

    /// Waits for one of the cases and jumps to its label.
    fn wait_for(&mut self, comms: &[Comm], cases: &[Case], labels: &[Label]) {
        let n = cases.len() as u16;
        let block = cases.len() == comms.len();
        let d = self.alloc(1);
        self.emit(Instr::Select { block: block as u8, d, n });
        for (send, ch, x, _) in cases {
            self.emit(Instr::Case { send: *send as u8, ch: *ch, x: *x });
        }
        let mut index = 0;
        for (comm, label) in comms.iter().zip(labels) {
            let v = if comm.comm.is_some() { index } else { n as i16 };
            index += comm.comm.is_some() as i16;
            self.jump_by(Instr::JumpEqI { a: d, v, off: 0 }, *label);
        }
    }

    /// Evaluates a case.
    fn select_case(&mut self, s: &'a Stmt) -> Case {
        if let StmtKind::Send(ch, v) = &s.kind {
            let elem = self.channel_element(ch);
            self.hoist(&[ch, v]);
            let c = self.fresh(ch);
            let x = self.alloc_for(elem);
            self.assignable_to(v, elem, x);
            return (true, c, x, elem);
        }
        let ch = received_from(s);
        let elem = self.channel_element(ch);
        let c = self.fresh(ch);
        let x = self.alloc(self.words(elem) + 1);
        (false, c, x, elem)
    }

    fn channel_element(&self, ch: &Expr) -> TypeId {
        match self.under(ch) {
            Type::Chan(_, elem) => *elem,
            other => unreachable!("the checker lets only channels be selected on, not {other:?}"),
        }
    }

    /// Gives the variables of a receiving case what was received.
    fn received(&mut self, s: &'a Stmt, x: Reg, elem: TypeId) {
        let StmtKind::Assign(op, lhs, _) = &s.kind else { return };
        let ok = x + self.words(elem) as Reg;
        let values = [(x, elem), (ok, TypeId::basic(Basic::Bool))];
        let mut old = vec![];
        for (target, (a, ty)) in lhs.iter().zip(values) {
            match self.info.defs.get(&target.pos).copied() {
                Some(obj) if *op == Token::Define => self.declare_value(obj, a, ty),
                _ => old.push((target, a, ty)),
            }
        }
        self.assign_values(&old);
    }
}

/// The channel of a receiving case.
fn received_from(s: &Stmt) -> &Expr {
    let e = match &s.kind {
        StmtKind::Expr(e) => e,
        StmtKind::Assign(_, _, rhs) => &rhs[0],
        other => unreachable!("the checker lets no {other:?} be a case of select"),
    };
    match &strip(e).kind {
        ExprKind::Unary(Token::Arrow, ch) => ch,
        other => unreachable!("a case of select receives, it is no {other:?}"),
    }
}
