//! Positions the syntax tree does not hold: of operators, found among the tokens when a message
//! needs them.
//!
//! It must never know types. Next: [`super::super::scan`].

use rustc_hash::FxHashMap;

use super::super::ast::{Expr, ExprKind, Pos, Token};
use super::super::scan::Scanner;
use super::Checker;

/// Where the tokens of a file start, by the file's number.
#[derive(Default)]
pub struct Tokens {
    starts: FxHashMap<usize, Vec<Pos>>,
}

impl<'a> Checker<'a> {
    /// Where the operator before an operand is.
    pub(super) fn op_pos(&mut self, rhs: &Expr) -> Pos {
        self.token_before(rhs.pos)
    }

    /// The position gc gives an expression's node: for a binary one the operator's, for a call
    /// the parenthesis'.
    pub(super) fn node_pos(&mut self, e: &Expr) -> Pos {
        match &e.kind {
            ExprKind::Binary(_, _, y) => self.op_pos(y),
            ExprKind::Selector(_, name) => self.token_before(name.pos),
            ExprKind::Call { args, .. } if !args.is_empty() => self.token_before(args[0].pos),
            ExprKind::Call { f, .. } => match &f.kind {
                ExprKind::Name(name) => f.pos + name.len() as Pos,
                ExprKind::Selector(_, name) => name.pos + name.name.len() as Pos,
                _ => e.pos,
            },
            _ => e.pos,
        }
    }

    /// Where the token before a position starts.
    pub(super) fn token_before(&mut self, pos: Pos) -> Pos {
        let pos = self.sources.original(pos);
        let Some(file) = self.sources.index_of(pos) else { return pos };
        let starts = self.tokens.starts.entry(file).or_insert_with(|| {
            let mut scanner = Scanner::new(self.sources, file);
            let mut starts = vec![];
            loop {
                let lexeme = scanner.scan();
                if lexeme.token == Token::Eof {
                    return starts;
                }
                starts.push(lexeme.pos);
            }
        });
        let i = starts.partition_point(|p| *p < pos);
        i.checked_sub(1).map_or(pos, |i| starts[i])
    }
}
