//! The syntax tree of a Go file. Every node has a position; every expression an id, by which the
//! checker's side tables ([`super::info::Info`]) know it.
//!
//! It must never know types or scopes. `text` writes expressions as gc's messages do. Next:
//! [`super::parse`] makes it, [`super::check`] reads it.

mod copy;
mod text;

use std::sync::{Arc, OnceLock};

use super::depth::deep;
use super::source::Diagnostic;
pub use super::source::Pos;
pub use super::token::Token;
pub use copy::Shift;

/// Identifies an expression within the whole program (all files): index into side tables.
pub type ExprId = u32;

/// A name where it is declared, selected or jumped to.
#[derive(Clone, Debug)]
pub struct Ident {
    /// Its first byte.
    pub pos: Pos,
    /// The name; `_` is a name too.
    pub name: Box<str>,
}

/// An expression or a type: they look alike, only the checker can tell.
#[derive(Debug)]
pub struct Expr {
    /// Its number. The types of a parameter or field group (`a, b T`) share theirs.
    pub id: ExprId,
    /// Where gc's messages about it point: its first byte, but the bracket of a slice expression (and of
    /// what begins with one) and the parameters of a function type.
    pub pos: Pos,
    /// What makes it what it is: the operator, the dot, the opening bracket or parenthesis of an
    /// index or a call, the colon of a key; otherwise `pos`.
    pub op: Pos,
    /// One past its last byte.
    pub end: Pos,
    /// What it is.
    pub kind: ExprKind,
}

impl Expr {
    /// The expression without parentheses around it.
    pub fn unparen(mut self) -> Expr {
        while let ExprKind::Paren(x) = &mut self.kind {
            self = x.take();
        }
        self
    }

    /// The expression, of which nothing is left here.
    pub fn take(&mut self) -> Expr {
        let kind = self.take_kind();
        Expr { kind, ..*self }
    }

    /// What the expression is; nothing is left of it here.
    pub fn take_kind(&mut self) -> ExprKind {
        std::mem::replace(&mut self.kind, ExprKind::Bad(Box::default()))
    }

    /// The expression within the parentheses around it.
    pub fn unparenthesized(&self) -> &Expr {
        let mut e = self;
        while let ExprKind::Paren(x) = &e.kind {
            e = x;
        }
        e
    }

    fn is_leaf(&self) -> bool {
        matches!(self.kind, ExprKind::Name(_) | ExprKind::Lit(..) | ExprKind::Bad(_))
    }
}

impl Clone for Expr {
    fn clone(&self) -> Self {
        let Expr { id, pos, op, end, .. } = *self;
        Expr { id, pos, op, end, kind: deep(|| self.kind.clone()) }
    }
}

impl Drop for Expr {
    fn drop(&mut self) {
        if !self.is_leaf() {
            deep(|| drop(self.take_kind()));
        }
    }
}

/// The direction of a channel type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dir {
    /// `chan T`
    Both,
    /// `chan<- T`
    Send,
    /// `<-chan T`
    Recv,
}

/// The kinds of expressions and types.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `x`
    Name(Box<str>),
    /// A literal: its kind ([`Token::Int`] to [`Token::Str`]) and its text as written.
    Lit(Token, Box<str>),
    /// What is no expression, a message says why: its text as messages show it.
    Bad(Box<str>),
    /// `T{…}`, or `{…}` within another one.
    Composite {
        /// `T`
        ty: Option<Box<Expr>>,
        /// What is between the braces.
        elems: Vec<Expr>,
        /// The closing brace.
        rbrace: Pos,
    },
    /// `k: v` in a composite literal.
    KeyValue(Box<Expr>, Box<Expr>),
    /// `func(…) … { … }`
    FuncLit(Box<FuncType>, Block),
    /// `(x)`; parentheses around types are kept only where they could be around an expression.
    Paren(Box<Expr>),
    /// `x.f`
    Selector(Box<Expr>, Ident),
    /// `x[i]` or `F[T, U]`
    Index(Box<Expr>, Vec<Expr>),
    /// `x[i:j:k]`; whether there is a second colon.
    Slice(Box<Expr>, [Option<Box<Expr>>; 3], bool),
    /// `x.(T)`. Without a type `x.(type)`, which no good tree holds: that of a type switch is taken
    /// apart into [`StmtKind::TypeSwitch`], others are refused.
    Assert(Box<Expr>, Option<Box<Expr>>),
    /// `f(args)`
    Call {
        /// `f`
        f: Box<Expr>,
        /// The arguments.
        args: Vec<Expr>,
        /// Whether the last one is followed by `...`.
        dots: bool,
    },
    /// `*x`
    Star(Box<Expr>),
    /// `-x`, `&x`, `<-x` …; `~T` in a constraint.
    Unary(Token, Box<Expr>),
    /// `x + y` …; `A | B` in a constraint.
    Binary(Token, Box<Expr>, Box<Expr>),
    /// `[n]T`
    Array(Box<Expr>, Box<Expr>),
    /// `[...]T`
    ArrayDots(Box<Expr>),
    /// `[]T`
    SliceT(Box<Expr>),
    /// `struct{…}`
    Struct(Vec<Field>),
    /// `func(…) …`
    Func(Box<FuncType>),
    /// `interface{…}`
    Interface(Vec<Elem>),
    /// `map[K]V`
    Map(Box<Expr>, Box<Expr>),
    /// `chan T`, `chan<- T`, `<-chan T`
    Chan(Dir, Box<Expr>),
    /// `...T`, the type of the last parameter.
    Dots(Box<Expr>),
}

/// A field, parameter, result, receiver or type parameter. `a, b T` makes two.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; none for an embedded field or an unnamed parameter.
    pub name: Option<Ident>,
    /// Its type (constraint, for a type parameter); one for the whole group.
    pub ty: Arc<Expr>,
    /// A struct field's tag as written.
    pub tag: Option<Box<str>>,
    /// Whether this is an embedded field.
    pub embedded: bool,
}

/// An element of an interface.
#[derive(Clone, Debug)]
pub enum Elem {
    /// `M(…) …`
    Method(Ident, Box<FuncType>),
    /// An embedded interface, or a union of types.
    Type(Expr),
}

/// A function's parameters and results.
#[derive(Clone, Debug)]
pub struct FuncType {
    /// The keyword `func`; in an interface the method's name.
    pub pos: Pos,
    /// `[T any]`
    pub tparams: Vec<Field>,
    /// The parameters.
    pub params: Vec<Field>,
    /// The results.
    pub results: Vec<Field>,
}

impl FuncType {
    /// `func()`
    pub fn empty(pos: Pos) -> Self {
        Self { pos, tparams: Vec::new(), params: Vec::new(), results: Vec::new() }
    }
}

/// `{ … }`
#[derive(Clone, Debug)]
pub struct Block {
    /// The opening brace.
    pub lbrace: Pos,
    /// The closing brace.
    pub rbrace: Pos,
    /// The statements.
    pub list: Vec<Stmt>,
}

/// A statement.
#[derive(Debug)]
pub struct Stmt {
    /// Its first byte.
    pub pos: Pos,
    /// The operator of an assignment, `++`, `--` or a send; otherwise `pos`.
    pub op: Pos,
    /// What it is.
    pub kind: StmtKind,
}

impl Clone for Stmt {
    fn clone(&self) -> Self {
        Stmt { pos: self.pos, op: self.op, kind: deep(|| self.kind.clone()) }
    }
}

impl Drop for Stmt {
    fn drop(&mut self) {
        deep(|| drop(self.take_kind()));
    }
}

impl Stmt {
    /// What the statement is; nothing is left of it here.
    pub fn take_kind(&mut self) -> StmtKind {
        std::mem::replace(&mut self.kind, StmtKind::Empty)
    }
}

/// The kinds of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// Nothing.
    Empty,
    /// `x`
    Expr(Expr),
    /// `ch <- x`
    Send(Expr, Expr),
    /// `x++` (true) or `x--`
    IncDec(Expr, bool),
    /// `a, b = x, y`, `:=`, `+=` …
    Assign(Token, Vec<Expr>, Vec<Expr>),
    /// `const …`, `var …`, `type …`
    Decl(Vec<Decl>),
    /// `{ … }`
    Block(Block),
    /// `go x`; that x is a call is for the checker to see.
    Go(Expr),
    /// `defer x`; likewise.
    Defer(Expr),
    /// `return x, y`
    Return(Vec<Expr>),
    /// `break`, `continue`, `goto`, `fallthrough`, and a label.
    Branch(Token, Option<Ident>),
    /// `L: stmt`
    Labeled(Ident, Box<Stmt>),
    /// `if init; cond { … } else …`
    If {
        /// Before the semicolon.
        init: Option<Box<Stmt>>,
        /// The condition.
        cond: Expr,
        /// The block.
        then: Block,
        /// Another `if` or a block.
        els: Option<Box<Stmt>>,
    },
    /// `for init; cond; post { … }`
    For {
        /// Before the first semicolon.
        init: Option<Box<Stmt>>,
        /// The condition.
        cond: Option<Expr>,
        /// After the second semicolon.
        post: Option<Box<Stmt>>,
        /// The loop's body.
        body: Block,
    },
    /// `for lhs = range x { … }`
    Range {
        /// Whether `:=` declares the variables.
        def: bool,
        /// The variables, at most two.
        lhs: Vec<Expr>,
        /// What is ranged over.
        x: Expr,
        /// The loop's body.
        body: Block,
    },
    /// `switch init; tag { … }`
    Switch {
        /// Before the semicolon.
        init: Option<Box<Stmt>>,
        /// What the cases are compared with.
        tag: Option<Expr>,
        /// The cases.
        cases: Vec<Case>,
    },
    /// `switch init; bind := x.(type) { … }`
    TypeSwitch {
        /// Before the semicolon.
        init: Option<Box<Stmt>>,
        /// The variable.
        bind: Option<Ident>,
        /// The interface value.
        x: Expr,
        /// The cases.
        cases: Vec<Case>,
    },
    /// `select { … }`
    Select(Vec<Comm>),
}

/// A case of a switch.
#[derive(Clone, Debug)]
pub struct Case {
    /// The keyword.
    pub pos: Pos,
    /// Whether this is `default`.
    pub default: bool,
    /// The expressions or types.
    pub exprs: Vec<Expr>,
    /// The statements.
    pub body: Vec<Stmt>,
}

/// A case of a select.
#[derive(Clone, Debug)]
pub struct Comm {
    /// The keyword.
    pub pos: Pos,
    /// Send or receive, as far as the parser knows any simple statement; none for `default`.
    pub comm: Option<Box<Stmt>>,
    /// The statements.
    pub body: Vec<Stmt>,
}

/// A declaration: one line of a group.
#[derive(Clone, Debug)]
pub enum Decl {
    /// `const a, b T = x, y`
    Const {
        /// The first name.
        pos: Pos,
        /// The names.
        names: Vec<Ident>,
        /// The type.
        ty: Option<Expr>,
        /// The values; none: those of the line before.
        vals: Vec<Expr>,
        /// Its line within the group.
        iota: u32,
        /// Its group, numbered within the file.
        group: u32,
    },
    /// `var a, b T = x, y`
    Var {
        /// The first name.
        pos: Pos,
        /// The names.
        names: Vec<Ident>,
        /// The type.
        ty: Option<Expr>,
        /// The values.
        vals: Vec<Expr>,
    },
    /// `type T …`
    Type {
        /// The name.
        name: Ident,
        /// `[P any]`
        tparams: Vec<Field>,
        /// Whether there is a `=`.
        alias: bool,
        /// What it stands for.
        ty: Expr,
    },
    /// `func (r T) f(…) … { … }`
    Func {
        /// The keyword.
        pos: Pos,
        /// The receiver: at most one.
        recv: Vec<Field>,
        /// The name.
        name: Ident,
        /// Parameters and results.
        ty: Box<FuncType>,
        /// The body.
        body: Option<Body>,
    },
}

/// A function's body. That of a standard package is read when it is needed.
#[derive(Clone, Debug)]
pub struct Body {
    /// `{`
    pub lbrace: Pos,
    /// `}`
    pub rbrace: Pos,
    block: OnceLock<Block>,
}

impl Body {
    /// A body that is still to be read.
    pub fn unread(lbrace: Pos, rbrace: Pos) -> Self {
        Self { lbrace, rbrace, block: OnceLock::new() }
    }

    /// The body, if it was read.
    pub fn block(&self) -> Option<&Block> {
        self.block.get()
    }

    /// The same, to be changed.
    pub fn block_mut(&mut self) -> Option<&mut Block> {
        self.block.get_mut()
    }

    /// The body; reads it if that was not done yet.
    pub fn read(&self, read: impl FnOnce() -> Block) -> &Block {
        self.block.get_or_init(read)
    }
}

impl From<Block> for Body {
    fn from(block: Block) -> Self {
        Self { lbrace: block.lbrace, rbrace: block.rbrace, block: block.into() }
    }
}

/// One imported package.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name or, without one, the path.
    pub pos: Pos,
    /// `.`, `_` or a name for the package in this file.
    pub name: Option<Ident>,
    /// The path as written, with its quotes.
    pub path: Box<str>,
    /// Where the path stands.
    pub path_pos: Pos,
}

/// A file.
#[derive(Clone, Debug)]
pub struct File {
    /// The name in the package clause.
    pub package: Ident,
    /// The imports.
    pub imports: Vec<Import>,
    /// The declarations in the order of the text.
    pub decls: Vec<Decl>,
    /// The first expression id that is free after this file.
    pub nexpr: u32,
    /// What is wrong with it though it can be checked, in the order of the text.
    pub errors: Vec<Diagnostic>,
    /// What is wrong with its directives, which gc says only if all else is right.
    pub late: Vec<Diagnostic>,
}
