//! Statements, except those that choose and repeat ([`super::control`]).

use super::super::ast::{Block, Body, Expr, ExprKind, Ident, Stmt, StmtKind, Token};
use super::Parser;
use Token::*;

impl Parser<'_> {
    /// `FunctionBody = Block .`
    pub(super) fn func_body(&mut self) -> Block {
        self.function_level += 1;
        let errors = self.errors_but_of_jumps();
        let body = self.block("");
        self.function_level -= 1;
        if self.errors_but_of_jumps() == errors {
            self.check_branches(&body);
        }
        body
    }

    /// The body of a function of a standard package, which is formatted as gofmt does: it ends on the line on
    /// which it begins, or else with the next `}` at the beginning of a line.
    pub(super) fn skip_body(&mut self) -> Body {
        let lbrace = self.pos();
        let text = self.scanner.rest();
        let line = text.find('\n').unwrap_or(text.len());
        let length = match text[..line].ends_with('}') {
            true => line - 1,
            false => text.find("\n}").map_or(line, |end| end + 1),
        };
        self.scanner.skip(length);
        self.next();
        let rbrace = self.pos();
        self.want(RBrace);
        Body::unread(lbrace, rbrace)
    }

    /// `Block = "{" StatementList "}" .` The context says what it follows, for the message.
    pub(super) fn block(&mut self, context: &str) -> Block {
        let lbrace = self.pos();
        if !self.got(LBrace) {
            self.syntax_error(format!("expected {{ after {context}"));
            self.advance(&[Name, RBrace]);
            let rbrace = self.pos();
            if self.got(RBrace) {
                return Block { lbrace, rbrace, list: Vec::new() };
            }
        }
        let list = self.stmt_list();
        let rbrace = self.pos();
        self.want(RBrace);
        Block { lbrace, rbrace, list }
    }

    /// `StatementList = { Statement ";" } .`
    pub(super) fn stmt_list(&mut self) -> Vec<Stmt> {
        let mut list = Vec::new();
        while !matches!(self.token(), Eof | RBrace | Case | Default) {
            let stmt = self.nested(Self::stmt_or_none);
            self.clear_pragma();
            let Some(stmt) = stmt else { break };
            list.push(stmt);
            if !self.got(Semi) && !self.at(RBrace) {
                self.syntax_error("at end of statement");
                self.advance(&[Semi, RBrace, Case, Default]);
                self.got(Semi);
            }
        }
        list
    }

    /// ```text
    /// Statement = Declaration | LabeledStmt | SimpleStmt | GoStmt | ReturnStmt | BreakStmt |
    ///             ContinueStmt | GotoStmt | FallthroughStmt | Block | IfStmt | SwitchStmt |
    ///             SelectStmt | ForStmt | DeferStmt .
    /// ```
    /// None if none begins here, or if a label has no statement.
    fn stmt_or_none(&mut self) -> Option<Stmt> {
        let pos = self.pos();
        if !matches!(self.token(), Const | Var | Type) {
            self.clear_pragma();
        }
        let kind = match self.token() {
            Name => {
                let mut lhs = self.exprs();
                if self.at(Colon)
                    && let [Expr { kind: ExprKind::Name(name), .. }] = lhs.as_mut_slice()
                {
                    let label = Ident { pos, name: std::mem::take(name) };
                    return self.labeled_stmt(label);
                }
                return Some(self.simple_stmt(lhs));
            }
            Add | Sub | Mul | And | Xor | Not | Arrow // unary operators
            | Int | Float | Imag | Rune | Str | Func | LParen // operands
            | LBrack | Struct | Map | Chan | Interface => { // types
                let lhs = self.exprs();
                return Some(self.simple_stmt(lhs));
            }
            Const | Var | Type => {
                let mut decls = Vec::new();
                self.decl(&mut decls);
                StmtKind::Decl(decls)
            }
            LBrace => StmtKind::Block(self.block("")),
            If => return Some(self.if_stmt()),
            For => self.for_stmt(),
            Switch => self.switch_stmt(),
            Select => self.select_stmt(),
            Go | Defer => self.go_or_defer_stmt(),
            Return => self.return_stmt(),
            Break | Continue | Goto | Fallthrough => self.branch_stmt(),
            Semi => StmtKind::Empty,
            _ => return None,
        };
        Some(Stmt { pos, op: pos, kind })
    }

    /// ```text
    /// SimpleStmt     = ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .
    /// SendStmt       = Channel "<-" Expression .
    /// IncDecStmt     = Expression ( "++" | "--" ) .
    /// Assignment     = ExpressionList assign_op ExpressionList .
    /// ShortVarDecl   = IdentifierList ":=" ExpressionList .
    /// ```
    /// after the expressions it begins with.
    pub(super) fn simple_stmt(&mut self, mut lhs: Vec<Expr>) -> Stmt {
        let (pos, op) = (lhs[0].pos, self.current);
        let kind = match op.token {
            Assign | Define => {
                self.next();
                StmtKind::Assign(op.token, lhs, self.exprs())
            }
            token if token.is_assign_op() && lhs.len() == 1 => {
                self.next();
                StmtKind::Assign(token, lhs, vec![self.expr()])
            }
            token => {
                if lhs.len() > 1 {
                    self.syntax_error("expected := or = or comma");
                    self.advance(&[Semi, RBrace]);
                }
                let is_alone = lhs.len() == 1;
                let x = lhs.swap_remove(0);
                match token {
                    Inc | Dec if is_alone => {
                        self.next();
                        StmtKind::IncDec(x, token == Inc)
                    }
                    Arrow if is_alone => {
                        self.next();
                        StmtKind::Send(x, self.expr())
                    }
                    _ => return Stmt { pos, op: pos, kind: StmtKind::Expr(x) },
                }
            }
        };
        Stmt { pos, op: op.pos, kind }
    }

    /// A simple statement from its beginning.
    pub(super) fn whole_simple_stmt(&mut self) -> Stmt {
        let lhs = self.exprs();
        self.simple_stmt(lhs)
    }

    /// `LabeledStmt = Label ":" [ Statement ] .` after the label; a statement may only be missing
    /// before a closing brace.
    fn labeled_stmt(&mut self, label: Ident) -> Option<Stmt> {
        let (pos, colon) = (label.pos, self.next().pos);
        let stmt = if self.at(RBrace) {
            Some(Stmt { pos: self.pos(), op: self.pos(), kind: StmtKind::Empty })
        } else {
            self.nested(Self::stmt_or_none)
        };
        match stmt {
            Some(stmt) => {
                let kind = StmtKind::Labeled(label, Box::new(stmt));
                Some(Stmt { pos, op: colon, kind })
            }
            None => {
                self.syntax_error_at(colon, "missing statement after label");
                None
            }
        }
    }

    /// ```text
    /// GoStmt    = "go" Expression .
    /// DeferStmt = "defer" Expression .
    /// ```
    fn go_or_defer_stmt(&mut self) -> StmtKind {
        let keyword = self.next().token;
        let mut x = self.nested(|parser| parser.primary_expr(None));
        if matches!(x.kind, ExprKind::Paren(_)) {
            let keyword = keyword.text();
            self.error_at(x.pos, format!("expression in {keyword} must not be parenthesized"));
            x = x.unparen();
        }
        if keyword == Go { StmtKind::Go(x) } else { StmtKind::Defer(x) }
    }

    /// `ReturnStmt = "return" [ ExpressionList ] .`
    fn return_stmt(&mut self) -> StmtKind {
        self.next();
        let has_results = !matches!(self.token(), Semi | RBrace);
        StmtKind::Return(if has_results { self.exprs() } else { Vec::new() })
    }

    /// ```text
    /// BreakStmt       = "break" [ Label ] .
    /// ContinueStmt    = "continue" [ Label ] .
    /// GotoStmt        = "goto" Label .
    /// FallthroughStmt = "fallthrough" .
    /// ```
    fn branch_stmt(&mut self) -> StmtKind {
        let keyword = self.next().token;
        let has_label = match keyword {
            Break | Continue => self.at(Name),
            _ => keyword == Goto,
        };
        StmtKind::Branch(keyword, has_label.then(|| self.ident()))
    }
}
