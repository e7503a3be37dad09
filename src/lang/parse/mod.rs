//! The parser: tokens to the syntax tree, by recursive descent, with gc's syntax errors.
//!
//! After an error it goes on where gc would, so that the next message is gc's next one; after a
//! syntax error the tree is then thrown away. It must never know what a name means. The grammar is in `file`, `types`,
//! `params`, `expr`, `stmt` and `control`, messages in `errors`. Next: [`super::ast`].

mod branches;
mod control;
mod errors;
mod expr;
mod file;
mod params;
mod pragma;
mod stmt;
mod types;

use super::ast::{Block, Body, Expr, ExprId, ExprKind, File, Ident, Pos, Token};
use super::depth::deep;
use super::scan::{Lexeme, Scanner};
use super::source::{Diagnostic, SourceMap};
use Token::*;

/// The "name" of what is missing.
const BAD: &str = "<bad expr>";

/// Whether an expression is a name, and not one that stands for what is missing.
fn is_name(x: &Expr) -> bool {
    matches!(&x.kind, ExprKind::Name(_))
}

/// How high a tree may be: who walks it needs stack for each level, a KiB or so. gc gives up some
/// hundred thousand levels down, too.
const MAX_HEIGHT: u32 = 500_000;

/// Parses one file of the program. Positions in the tree and in the messages are global; expression
/// ids start at `first_expr_id` ([`File::nexpr`] is the next free one).
///
/// A file with errors that are not syntax errors (in literals and jumps) is checked as well, as gc
/// does; they are in [`File::errors`].
pub fn parse_file(
    sources: &SourceMap,
    file: usize,
    first_expr_id: ExprId,
) -> Result<File, Vec<Diagnostic>> {
    let mut parser = Parser::new(Scanner::new(sources, file), first_expr_id);
    parser.bodies_later = sources.file(file).is_std;
    let parsed = parser.file();
    let (reporter, late) = (parser.scanner.reporter, parser.scanner.late);
    match parsed {
        Some(file) if !reporter.is_final() => Ok(File { errors: reporter.finish(), late, ..file }),
        _ => Err(reporter.finish()),
    }
}

/// Reads a body that [`parse_file`] has skipped; also the next free expression id.
pub fn parse_body(sources: &SourceMap, body: &Body, first_expr_id: ExprId) -> (Block, ExprId) {
    let file = sources.index_of(body.lbrace).expect("a body stands in a file");
    let mut scanner = Scanner::new(sources, file);
    scanner.skip((body.lbrace - sources.file(file).base) as usize);
    let mut parser = Parser::new(scanner, first_expr_id);
    let block = parser.func_body();
    debug_assert!(parser.scanner.reporter.is_empty(), "standard packages have no syntax errors");
    (block, parser.next_expr)
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    /// Whether bodies of functions are skipped.
    bodies_later: bool,
    /// The token looked at; there is no look-ahead beyond it.
    current: Lexeme,
    /// Where the token before it ended.
    previous_end: Pos,
    /// Below 0 in the header of a statement, where `{` begins its block and no composite literal.
    literal_level: i32,
    /// How many function bodies are open.
    function_level: u32,
    next_expr: ExprId,
    const_group: u32,
    /// How many of the messages are about jumps.
    jump_errors: usize,
    /// How many productions are open.
    depth: u32,
    /// Height of the tree made since the innermost open production began.
    height: u32,
    /// Whether the tree was too deep: then the file seems to end here.
    gave_up: bool,
}

/// What an item says to the list it is in.
#[derive(PartialEq)]
enum More {
    Possible,
    No,
}

impl<'a> Parser<'a> {
    fn new(mut scanner: Scanner<'a>, first_expr_id: ExprId) -> Self {
        let current = scanner.scan();
        Self {
            scanner,
            bodies_later: false,
            current,
            previous_end: current.pos,
            literal_level: 0,
            function_level: 0,
            next_expr: first_expr_id,
            const_group: 0,
            jump_errors: 0,
            depth: 0,
            height: 0,
            gave_up: false,
        }
    }

    // Tokens.

    fn token(&self) -> Token {
        self.current.token
    }

    fn pos(&self) -> Pos {
        self.current.pos
    }

    fn at(&self, token: Token) -> bool {
        self.current.token == token
    }

    fn next(&mut self) -> Lexeme {
        self.previous_end = self.current.end;
        let next = self.scanner.scan();
        std::mem::replace(&mut self.current, next)
    }

    fn got(&mut self, token: Token) -> bool {
        let got = self.at(token);
        if got {
            self.next();
        }
        got
    }

    fn want(&mut self, token: Token) {
        if !self.got(token) {
            self.syntax_error(format!("expected {}", token.described()));
            self.skip_token();
        }
    }

    /// `item { separator item } [ separator ]` up to the closing token, whose position it returns.
    fn list(
        &mut self,
        context: &str,
        separator: Token,
        close: Token,
        mut item: impl FnMut(&mut Self) -> More,
    ) -> Pos {
        let mut more = More::Possible;
        while more == More::Possible && !self.at(Eof) && !self.at(close) {
            more = item(self);
            if !self.got(separator) && !self.at(close) {
                let (separator, end) = (separator.described(), close.described());
                self.syntax_error(format!("in {context}; possibly missing {separator} or {end}"));
                self.advance(&[RParen, RBrack, RBrace]);
                if !self.at(close) {
                    return self.pos();
                }
            }
        }
        let end = self.pos();
        self.want(close);
        end
    }

    // Names.

    fn ident(&mut self) -> Ident {
        let pos = self.pos();
        if self.at(Name) {
            let name = self.next();
            return Ident { pos, name: self.scanner.text(name).into() };
        }
        self.syntax_error("expected name");
        self.skip_token();
        Ident { pos, name: "_".into() }
    }

    /// `IdentifierList = identifier { "," identifier } .`
    fn idents(&mut self, first: Ident) -> Vec<Ident> {
        let mut names = vec![first];
        while self.got(Comma) {
            names.push(self.ident());
        }
        names
    }

    // Nodes.

    /// An expression that ends before the current token.
    fn expr_at(&mut self, pos: Pos, op: Pos, kind: ExprKind) -> Expr {
        let id = self.next_expr;
        self.next_expr += 1;
        Expr { id, pos, op, end: self.previous_end.max(pos), kind }
    }

    fn node(&mut self, pos: Pos, kind: ExprKind) -> Expr {
        self.expr_at(pos, pos, kind)
    }

    fn name_expr(&mut self, name: Ident) -> Expr {
        let end = name.pos + name.name.len() as Pos;
        let mut expr = self.node(name.pos, ExprKind::Name(name.name));
        expr.end = end;
        expr
    }

    /// Stands for what is missing; an error has been or will be reported.
    fn bad_expr(&mut self) -> Expr {
        let pos = self.pos();
        self.node(pos, ExprKind::Bad(BAD.into()))
    }

    // Depth.

    /// Runs a production that can contain itself.
    fn nested<T>(&mut self, production: impl FnOnce(&mut Self) -> T) -> T {
        let outer_height = std::mem::take(&mut self.height);
        self.depth += 1;
        if self.depth > MAX_HEIGHT {
            self.give_up();
        }
        let node = deep(|| production(self));
        self.depth -= 1;
        self.deepen();
        self.height = self.height.max(outer_height);
        node
    }

    /// Notes that a node is being put on top of those made since the production began.
    fn deepen(&mut self) {
        self.height += 1;
        if self.height > MAX_HEIGHT {
            self.give_up();
        }
    }

    /// Ends with what gmpsim's limit is: nothing else is said then.
    fn give_up(&mut self) {
        let message = format!("nested too deep for gmpsim (more than {MAX_HEIGHT} levels)");
        self.header_error(self.pos(), message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::ast::Decl;
    use crate::lang::std::{PACKAGES, source};

    #[test]
    fn skipped_bodies_end_where_those_that_are_read_do() {
        for path in PACKAGES {
            let ends = |is_std| {
                let mut sources = SourceMap::default();
                let text = source(path).expect("listed packages have a text");
                let file = sources.add(*path, text.into(), is_std);
                let file = parse_file(&sources, file, 0).expect("no syntax error");
                let end = |decl: &Decl| match decl {
                    Decl::Func { body: Some(body), .. } => Some((body.lbrace, body.rbrace)),
                    _ => None,
                };
                (file.decls.len(), file.decls.iter().filter_map(end).collect::<Vec<_>>())
            };
            assert_eq!(ends(true), ends(false), "{path}");
        }
    }
}
