//! gc's syntax errors, and where parsing goes on after one.

use super::super::ast::{Expr, ExprKind, Pos, Stmt, StmtKind, Token};
use super::super::token::TokenSet;
use super::Parser;
use Token::*;

/// Within a function parsing also goes on at the keyword of a statement.
const STATEMENT_KEYWORDS: TokenSet = TokenSet::of(&[
    Break,
    Const,
    Continue,
    Defer,
    Fallthrough,
    For,
    Go,
    Goto,
    If,
    Return,
    Select,
    Switch,
    Type,
    Var,
]);

impl Parser<'_> {
    pub(super) fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        if !self.gave_up {
            self.scanner.reporter.add(pos, message);
        }
    }

    /// Jumps are checked only in functions that have no other errors.
    pub(super) fn errors_but_of_jumps(&self) -> usize {
        self.scanner.reporter.count() - self.jump_errors
    }

    pub(super) fn syntax_error(&mut self, message: impl AsRef<str>) {
        self.syntax_error_at(self.pos(), message);
    }

    /// A message that begins with "in", "at", "after" or "expected" is about the current token.
    pub(super) fn syntax_error_at(&mut self, pos: Pos, message: impl AsRef<str>) {
        if self.at(Eof) && !self.scanner.reporter.is_empty() {
            return; // follows from an error before
        }
        let message = message.as_ref();
        let unexpected = || format!("unexpected {}", self.current_described());
        let message = if ["in ", "at ", "after "].iter().any(|start| message.starts_with(start)) {
            format!("syntax error: {} {message}", unexpected())
        } else if message.starts_with("expected ") {
            format!("syntax error: {}, {message}", unexpected())
        } else {
            format!("syntax error: {message}")
        };
        self.error_at(pos, message);
    }

    /// The current token as messages name it where it is unexpected.
    fn current_described(&self) -> String {
        let text = || self.scanner.text(self.current);
        match self.token() {
            Name => format!("name {}", text()),
            Semi => self.semicolon_described().into(),
            token if token.is_literal() => format!("literal {}", text()),
            token => token.described(),
        }
    }

    /// What ended the statement: `newline`, `EOF` or `semicolon`.
    pub(super) fn semicolon_described(&self) -> &'static str {
        match self.current.automatic {
            false => "semicolon",
            true if self.scanner.is_end(self.pos()) => "EOF",
            true => "newline",
        }
    }

    /// Reports what the go command finds wrong before gc sees the file: nothing else is said then.
    pub(super) fn header_error(&mut self, pos: Pos, message: impl Into<String>) {
        if !self.gave_up {
            self.scanner.reporter.replace(pos, message.into());
            self.gave_up = true;
            self.scanner.skip_all();
            self.next();
        }
    }

    /// The current token as go/parser names it.
    pub(super) fn found(&self) -> String {
        match self.token() {
            Semi if self.current.automatic && self.semicolon_described() == "newline" => {
                "newline".into()
            }
            Eof => "'EOF'".into(),
            Semi if self.current.automatic => "'EOF'".into(),
            token if token == Name || token.is_literal() => self.scanner.text(self.current).into(),
            token => format!("'{}'", token.text()),
        }
    }

    /// Skips tokens up to one of these or, within a function, the keyword of a statement.
    pub(super) fn advance(&mut self, follow: &[Token]) {
        let mut follow = TokenSet::of(follow);
        if self.function_level > 0 {
            follow = follow.union(STATEMENT_KEYWORDS);
        }
        while !self.at(Eof) && !follow.contains(self.token()) {
            self.next();
        }
    }

    pub(super) fn skip_token(&mut self) {
        if !self.at(Eof) {
            self.next();
        }
    }

    /// Reports a statement that stands where a value must.
    pub(super) fn not_a_value(&mut self, stmt: &Stmt) {
        let text = match &stmt.kind {
            StmtKind::Assign(Assign, lhs, rhs) => {
                format!("assignment {} = {}", emphasized(lhs), emphasized(rhs))
            }
            StmtKind::Assign(op, lhs, rhs) => {
                format!("{} {} {}", list_text(lhs), op.text(), list_text(rhs))
            }
            StmtKind::IncDec(x, true) => format!("{x}++"),
            StmtKind::IncDec(x, false) => format!("{x}--"),
            StmtKind::Send(channel, value) => format!("{channel} <- {value}"),
            _ => "statement".into(),
        };
        self.syntax_error_at(stmt.op, format!("cannot use {text} as value"));
    }
}

fn list_text(exprs: &[Expr]) -> String {
    exprs.iter().map(Expr::to_string).collect::<Vec<_>>().join(", ")
}

fn emphasized(exprs: &[Expr]) -> String {
    match exprs {
        [x] if matches!(x.kind, ExprKind::Binary(..)) => format!("({x})"),
        _ => list_text(exprs),
    }
}
