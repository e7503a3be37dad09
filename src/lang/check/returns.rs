//! Which statements end a function: "missing return".
//!
//! It must never know types. Next: [`super::func`].

use super::super::ast::{ExprKind, Stmt, StmtKind, Token};
use super::super::depth::deep;
use super::Checker;
use super::resolve::unparen;

impl<'a> Checker<'a> {
    /// Whether control never reaches the end of a list of statements.
    pub(super) fn terminates(&self, list: &[Stmt]) -> bool {
        list.iter()
            .rev()
            .find(|s| !matches!(s.kind, StmtKind::Empty))
            .is_some_and(|s| deep(|| self.terminates_stmt(s, "")))
    }

    fn terminates_stmt(&self, s: &Stmt, label: &str) -> bool {
        match &s.kind {
            StmtKind::Labeled(name, inner) => deep(|| self.terminates_stmt(inner, &name.name)),
            StmtKind::Expr(e) => {
                let e = unparen(e);
                matches!(e.kind, ExprKind::Call { .. }) && self.panics.contains(&e.id)
            }
            StmtKind::Return(_) => true,
            StmtKind::Branch(op, _) => matches!(op, Token::Goto | Token::Fallthrough),
            StmtKind::Block(b) => self.terminates(&b.list),
            StmtKind::If { then, els: Some(els), .. } => {
                self.terminates(&then.list) && deep(|| self.terminates_stmt(els, ""))
            }
            StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
                cases.iter().any(|c| c.default)
                    && cases
                        .iter()
                        .all(|c| self.terminates(&c.body) && !breaks(&c.body, label, true))
            }
            StmtKind::Select(clauses) => {
                clauses.iter().all(|c| self.terminates(&c.body) && !breaks(&c.body, label, true))
            }
            StmtKind::For { cond: None, body, .. } => !breaks(&body.list, label, true),
            _ => false,
        }
    }
}

/// Whether statements break out of the statement labelled `label`, or (`implicit`) of the
/// innermost one.
fn breaks(list: &[Stmt], label: &str, implicit: bool) -> bool {
    list.iter().any(|s| breaks_stmt(s, label, implicit))
}

fn breaks_stmt(s: &Stmt, label: &str, implicit: bool) -> bool {
    deep(|| breaks_kind(s, label, implicit))
}

fn breaks_kind(s: &Stmt, label: &str, implicit: bool) -> bool {
    match &s.kind {
        StmtKind::Labeled(_, inner) => breaks_stmt(inner, label, implicit),
        StmtKind::Branch(Token::Break, None) => implicit,
        StmtKind::Branch(Token::Break, Some(to)) => *to.name == *label,
        StmtKind::Block(b) => breaks(&b.list, label, implicit),
        StmtKind::If { then, els, .. } => {
            breaks(&then.list, label, implicit)
                || els.as_ref().is_some_and(|els| breaks_stmt(els, label, implicit))
        }
        _ if label.is_empty() => false,
        StmtKind::Switch { cases, .. } | StmtKind::TypeSwitch { cases, .. } => {
            cases.iter().any(|c| breaks(&c.body, label, false))
        }
        StmtKind::Select(clauses) => clauses.iter().any(|c| breaks(&c.body, label, false)),
        StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
            breaks(&body.list, label, false)
        }
        _ => false,
    }
}
