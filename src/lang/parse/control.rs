//! Statements that choose and repeat: `if`, `for`, `switch`, `select`.

use super::super::ast::{Block, Case, Comm, Expr, ExprKind, Ident, Pos, Stmt, StmtKind, Token};
use super::Parser;
use Token::{
    Assign, Colon, Default, Define, Else, Eof, For, If, LBrace, RBrace, Range, Select, Semi,
    Switch, Var,
};

/// What stands between the keyword and the block.
#[derive(Default)]
struct Header {
    init: Option<Stmt>,
    cond: Option<Cond>,
    post: Option<Stmt>,
    range: Option<RangeClause>,
}

/// An `if` without what follows its block.
struct IfClause {
    pos: Pos,
    init: Option<Box<Stmt>>,
    cond: Expr,
    then: Block,
}

/// A condition or tag; a type switch may bind a variable.
struct Cond {
    bind: Option<Ident>,
    x: Expr,
}

struct RangeClause {
    def: bool,
    lhs: Vec<Expr>,
    x: Expr,
}

/// A simple statement in a header, where there may be more.
enum Simple {
    Stmt(Stmt),
    /// `x := y.(type)`
    Guard(Cond),
    Range(RangeClause),
}

impl Parser<'_> {
    /// `IfStmt = "if" [ SimpleStmt ";" ] Expression Block [ "else" ( IfStmt | Block ) ] .`
    ///
    /// A loop, since chains of `else if` are longer than anything else is deep.
    pub(super) fn if_stmt(&mut self) -> Stmt {
        let mut chain = vec![self.if_clause()];
        let mut last = None;
        while self.got(Else) {
            match self.token() {
                If => {
                    chain.push(self.if_clause());
                    self.deepen();
                    continue;
                }
                LBrace => {
                    let pos = self.pos();
                    let kind = StmtKind::Block(self.block(""));
                    last = Some(Box::new(Stmt { pos, op: pos, kind }));
                }
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, RBrace]);
                }
            }
            break;
        }
        let whole =
            chain.into_iter().rev().fold(last, |els, IfClause { pos, init, cond, then }| {
                let kind = StmtKind::If { init, cond, then, els };
                Some(Box::new(Stmt { pos, op: pos, kind }))
            });
        *whole.expect("the chain has at least one clause")
    }

    fn if_clause(&mut self) -> IfClause {
        let pos = self.pos();
        let header = self.header(If);
        let cond = match header.cond {
            Some(cond) => cond.x,
            None => self.bad_expr(),
        };
        let then = self.block("if clause");
        IfClause { pos, init: header.init.map(Box::new), cond, then }
    }

    /// `ForStmt = "for" [ Condition | ForClause | RangeClause ] Block .`
    pub(super) fn for_stmt(&mut self) -> StmtKind {
        let Header { init, cond, post, range } = self.header(For);
        let body = self.block("for clause");
        match range {
            Some(RangeClause { def, lhs, x }) => StmtKind::Range { def, lhs, x, body },
            None => StmtKind::For {
                init: init.map(Box::new),
                cond: cond.map(|cond| cond.x),
                post: post.map(Box::new),
                body,
            },
        }
    }

    /// ```text
    /// ExprSwitchStmt  = "switch" [ SimpleStmt ";" ] [ Expression ] "{" { CaseClause } "}" .
    /// TypeSwitchStmt  = "switch" [ SimpleStmt ";" ] TypeSwitchGuard "{" { CaseClause } "}" .
    /// TypeSwitchGuard = [ identifier ":=" ] PrimaryExpr "." "(" "type" ")" .
    /// ```
    pub(super) fn switch_stmt(&mut self) -> StmtKind {
        let Header { init, mut cond, .. } = self.header(Switch);
        let init = init.map(Box::new);
        let mut cases = Vec::new();
        self.clauses("switch", |parser| {
            let case = parser.case_clause();
            cases.push(case);
        });
        match cond {
            Some(Cond { bind, x: Expr { kind: ExprKind::Assert(ref mut x, None), .. } }) => {
                StmtKind::TypeSwitch { init, bind, x: x.take(), cases }
            }
            cond => StmtKind::Switch { init, tag: cond.map(|cond| cond.x), cases },
        }
    }

    /// `SelectStmt = "select" "{" { CommClause } "}" .`
    pub(super) fn select_stmt(&mut self) -> StmtKind {
        self.want(Select);
        let mut clauses = Vec::new();
        self.clauses("select", |parser| {
            let clause = parser.comm_clause();
            clauses.push(clause);
        });
        StmtKind::Select(clauses)
    }

    fn clauses(&mut self, keyword: &str, mut clause: impl FnMut(&mut Self)) {
        if !self.got(LBrace) {
            self.syntax_error(format!("missing {{ after {keyword} clause"));
            self.advance(&[Token::Case, Default, RBrace]);
        }
        while !self.at(Eof) && !self.at(RBrace) {
            clause(self);
        }
        self.want(RBrace);
    }

    /// ```text
    /// CaseClause = ( "case" ( ExpressionList | TypeList ) | "default" ) ":" StatementList .
    /// ```
    fn case_clause(&mut self) -> Case {
        let pos = self.pos();
        let default = self.at(Default);
        let exprs = self.clause_head(Self::exprs).unwrap_or_default();
        Case { pos, default, exprs, body: self.stmt_list() }
    }

    /// `CommClause = ( "case" ( SendStmt | RecvStmt ) | "default" ) ":" StatementList .`
    fn comm_clause(&mut self) -> Comm {
        let pos = self.pos();
        let comm = self.clause_head(Self::whole_simple_stmt).map(Box::new);
        Comm { pos, comm, body: self.stmt_list() }
    }

    /// A clause up to its colon.
    fn clause_head<T>(&mut self, after_case: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let mut head = None;
        if self.got(Token::Case) {
            head = Some(after_case(self));
        } else if !self.got(Default) {
            self.syntax_error("expected case or default or }");
            self.advance(&[Colon, Token::Case, Default, RBrace]);
        }
        self.want(Colon);
        head
    }

    /// What follows `if`, `switch` or `for`, up to the block.
    ///
    /// ```text
    /// ForClause   = [ InitStmt ] ";" [ Condition ] ";" [ PostStmt ] .
    /// RangeClause = [ ExpressionList "=" | IdentifierList ":=" ] "range" Expression .
    /// ```
    fn header(&mut self, keyword: Token) -> Header {
        self.want(keyword);
        if self.at(LBrace) {
            if keyword == If {
                self.syntax_error("missing condition in if statement");
            }
            return Header::default();
        }
        let outer = std::mem::replace(&mut self.literal_level, -1);
        let header = self.header_parts(keyword);
        self.literal_level = outer;
        header
    }

    fn header_parts(&mut self, keyword: Token) -> Header {
        let mut header = Header::default();
        let mut first = None;
        if !self.at(Semi) {
            if self.got(Var) {
                let keyword = keyword.text();
                let message = format!("var declaration not allowed in {keyword} initializer");
                self.syntax_error(message);
            }
            first = Some(match self.header_stmt(keyword) {
                Simple::Range(range) => return Header { range: Some(range), ..header },
                first => first,
            });
        }
        if self.at(LBrace) {
            header.cond = first.and_then(|cond| self.cond(cond));
            return header;
        }
        header.init = first.and_then(|init| self.init(init));
        let (semi, separator) = (self.current, self.semicolon_described());
        if !self.got(Semi) {
            self.want(LBrace);
            if !self.at(LBrace) {
                self.advance(&[LBrace, RBrace]);
            }
        }
        let mut second = None;
        if keyword == For {
            if self.at(LBrace) {
                self.syntax_error("expected for loop condition");
                return header;
            }
            if !self.at(Semi) {
                second = Some(Simple::Stmt(self.whole_simple_stmt()));
            }
            self.want(Semi);
            if !self.at(LBrace) {
                header.post = Some(self.post_stmt());
            }
        } else if !self.at(LBrace) {
            second = Some(self.header_stmt(keyword));
        } else if keyword == If && semi.token == Semi {
            self.syntax_error_at(
                semi.pos,
                match separator {
                    "semicolon" => "missing condition in if statement".to_owned(),
                    newline => format!("unexpected {newline}, expected {{ after if clause"),
                },
            );
        }
        header.cond = second.and_then(|cond| self.cond(cond));
        header
    }

    fn post_stmt(&mut self) -> Stmt {
        let post = self.whole_simple_stmt();
        if matches!(post.kind, StmtKind::Assign(Define, ..)) {
            self.syntax_error_at(post.op, "cannot declare in post statement of for loop");
        }
        post
    }

    /// A simple statement in the header of this keyword's statement.
    fn header_stmt(&mut self, keyword: Token) -> Simple {
        if keyword == For && self.at(Range) {
            return Simple::Range(self.range_clause(Vec::new(), false));
        }
        let mut lhs = self.exprs();
        let op = self.current;
        if !matches!(op.token, Assign | Define) {
            return Simple::Stmt(self.simple_stmt(lhs));
        }
        self.next();
        if keyword == For && self.at(Range) {
            return Simple::Range(self.range_clause(lhs, op.token == Define));
        }
        let mut rhs = self.exprs();
        if keyword == Switch
            && op.token == Define
            && let [Expr { kind: ExprKind::Assert(_, None), .. }] = rhs.as_slice()
            && let [Expr { pos, kind: ExprKind::Name(name), .. }] = lhs.as_mut_slice()
        {
            let bind = Some(Ident { pos: *pos, name: std::mem::take(name) });
            return Simple::Guard(Cond { bind, x: rhs.swap_remove(0) });
        }
        let pos = lhs[0].pos;
        Simple::Stmt(Stmt { pos, op: op.pos, kind: StmtKind::Assign(op.token, lhs, rhs) })
    }

    fn range_clause(&mut self, lhs: Vec<Expr>, def: bool) -> RangeClause {
        self.next();
        let x = self.expr();
        RangeClause { def, lhs, x }
    }

    fn cond(&mut self, cond: Simple) -> Option<Cond> {
        match cond {
            Simple::Guard(cond) => Some(cond),
            Simple::Stmt(mut stmt) => match &mut stmt.kind {
                StmtKind::Expr(x) => Some(Cond { bind: None, x: x.take() }),
                _ => {
                    self.not_a_value(&stmt);
                    None
                }
            },
            Simple::Range(_) => unreachable!("a range clause is a whole header"),
        }
    }

    /// The statement before the semicolon. A guard there is kept as the expression that it is, for
    /// the checker to refuse.
    fn init(&mut self, init: Simple) -> Option<Stmt> {
        match init {
            Simple::Stmt(stmt) => Some(stmt),
            Simple::Guard(Cond { x, .. }) => {
                Some(Stmt { pos: x.pos, op: x.op, kind: StmtKind::Expr(x) })
            }
            Simple::Range(_) => unreachable!("a range clause is a whole header"),
        }
    }
}
