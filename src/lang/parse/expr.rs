//! Expressions.

use super::super::ast::{Dir, Expr, ExprKind, Pos, Token};
use super::{More, Parser, is_name};
use Token::*;

impl Parser<'_> {
    /// `ExpressionList = Expression { "," Expression } .`
    pub(super) fn exprs(&mut self) -> Vec<Expr> {
        let mut list = vec![self.expr()];
        while self.got(Comma) {
            list.push(self.expr());
        }
        list
    }

    /// An expression or, where either may stand, a type.
    pub(super) fn expr(&mut self) -> Expr {
        self.nested(|parser| parser.binary_expr(None, 0))
    }

    /// `Expression = UnaryExpr | Expression binary_op Expression .` with operators that bind
    /// tighter than `precedence`; after the first operand, if that is known.
    pub(super) fn binary_expr(&mut self, first: Option<Expr>, precedence: u8) -> Expr {
        let mut x = first.unwrap_or_else(|| self.unary_expr());
        while self.token().precedence() > precedence {
            let op = self.next();
            let y = self.nested(|parser| parser.binary_expr(None, op.token.precedence()));
            let kind = ExprKind::Binary(op.token, Box::new(x), Box::new(y));
            x = self.upon_first(op.pos, kind);
            self.deepen();
        }
        x
    }

    /// A node that begins where its first operand does; but gc's messages about a slice expression, and
    /// about what begins with one, point at its bracket.
    fn upon_first(&mut self, op: Pos, kind: ExprKind) -> Expr {
        let pos = match &kind {
            ExprKind::Binary(_, x, _)
            | ExprKind::Selector(x, _)
            | ExprKind::Index(x, _)
            | ExprKind::Assert(x, _)
            | ExprKind::KeyValue(x, _)
            | ExprKind::Composite { ty: Some(x), .. }
            | ExprKind::Call { f: x, .. } => x.pos,
            _ => op,
        };
        self.expr_at(pos, op, kind)
    }

    /// ```text
    /// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
    /// unary_op  = "+" | "-" | "!" | "^" | "*" | "&" | "<-" .
    /// ```
    fn unary_expr(&mut self) -> Expr {
        let pos = self.pos();
        match self.token() {
            op @ (Mul | Add | Sub | Not | Xor | Tilde | And | Arrow) => {
                self.next();
                let mut x = self.nested(Self::unary_expr);
                match op {
                    Mul => self.node(pos, ExprKind::Star(Box::new(x))),
                    And => {
                        let operand = Box::new(x.unparen());
                        self.node(pos, ExprKind::Unary(And, operand))
                    }
                    Arrow if matches!(x.kind, ExprKind::Chan(..)) => {
                        self.make_receive_only(&mut x);
                        (x.pos, x.op) = (pos, pos);
                        x
                    }
                    _ => self.node(pos, ExprKind::Unary(op, Box::new(x))),
                }
            }
            _ => self.primary_expr(None),
        }
    }

    /// `<-` before a channel type belongs to the type: `<-(chan T)` is `(<-chan T)`, and
    /// `<-(chan<- (chan T))` is `(<-chan (<-chan T))`.
    fn make_receive_only(&mut self, channel: &mut Expr) {
        match &mut channel.kind {
            ExprKind::Chan(dir, elem) => match std::mem::replace(dir, Dir::Recv) {
                Dir::Both => {}
                Dir::Send => self.make_receive_only(elem),
                Dir::Recv => self.syntax_error("unexpected <-, expected chan"),
            },
            _ => self.syntax_error(format!("unexpected {channel}, expected chan")),
        }
    }

    /// ```text
    /// Operand   = Literal | OperandName [ TypeArgs ] | "(" Expression ")" .
    /// Literal   = BasicLit | CompositeLit | FunctionLit .
    /// ```
    fn operand(&mut self) -> Expr {
        let pos = self.pos();
        match self.token() {
            Name => {
                let name = self.ident();
                self.name_expr(name)
            }
            kind @ (Int | Float | Imag | Rune | Str) => {
                let literal = self.next();
                let text = self.scanner.text(literal).into();
                self.node(
                    pos,
                    if literal.bad { ExprKind::Bad(text) } else { ExprKind::Lit(kind, text) },
                )
            }
            LParen => {
                self.next();
                self.literal_level += 1;
                let x = self.expr();
                self.literal_level -= 1;
                self.want(RParen);
                self.node(pos, ExprKind::Paren(Box::new(x)))
            }
            Func => self.func_literal_or_type(),
            LBrack | Chan | Map | Struct | Interface => self.type_(),
            _ => {
                let bad = self.bad_expr();
                self.syntax_error("expected expression");
                self.advance(&[RParen, RBrack, RBrace]);
                bad
            }
        }
    }

    /// ```text
    /// FunctionLit  = "func" Signature FunctionBody .
    /// FunctionType = "func" Signature .
    /// ```
    fn func_literal_or_type(&mut self) -> Expr {
        let pos = self.next().pos;
        let signature = self.pos();
        let ty = self.func_type(pos, Some("function type"));
        if !self.at(LBrace) {
            return self.node(signature, ExprKind::Func(ty));
        }
        self.literal_level += 1;
        let body = self.func_body();
        self.literal_level -= 1;
        self.node(pos, ExprKind::FuncLit(ty, body))
    }

    /// ```text
    /// PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | TypeAssertion | Arguments ) .
    /// ```
    /// after the operand, if that is known.
    pub(super) fn primary_expr(&mut self, operand: Option<Expr>) -> Expr {
        let mut x = operand.unwrap_or_else(|| self.operand());
        loop {
            x = match self.token() {
                Dot => self.selector_or_assertion(x),
                LBrack => self.index_or_slice(x),
                LParen => self.call(x),
                LBrace if self.may_be_literal_type(x.unparenthesized()) => {
                    if matches!(x.kind, ExprKind::Paren(_)) {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    let lbrace = self.pos();
                    let (elems, rbrace) = self.literal_value();
                    let kind = ExprKind::Composite { ty: Some(Box::new(x)), elems, rbrace };
                    self.upon_first(lbrace, kind)
                }
                _ => return x,
            };
            self.deepen();
        }
    }

    /// ```text
    /// Selector      = "." identifier .
    /// TypeAssertion = "." "(" ( Type | "type" ) ")" .
    /// ```
    fn selector_or_assertion(&mut self, x: Expr) -> Expr {
        let dot = self.next().pos;
        match self.token() {
            Name => {
                let name = self.ident();
                self.upon_first(dot, ExprKind::Selector(Box::new(x), name))
            }
            LParen => {
                self.next();
                let ty = if self.got(Type) { None } else { Some(Box::new(self.type_())) };
                self.want(RParen);
                self.upon_first(dot, ExprKind::Assert(Box::new(x), ty))
            }
            _ => {
                self.syntax_error("expected name or (");
                self.advance(&[Semi, RParen]);
                x
            }
        }
    }

    /// ```text
    /// Index = "[" ( Expression | Type ) { "," Type } [ "," ] "]" .
    /// Slice = "[" [ Expression ] ":" [ Expression ] "]" |
    ///         "[" [ Expression ] ":" Expression ":" Expression "]" .
    /// ```
    fn index_or_slice(&mut self, x: Expr) -> Expr {
        let lbrack = self.next().pos;
        let mut bounds = [None, None, None];
        if self.at(RBrack) {
            self.syntax_error("expected operand");
            self.next();
            return self.upon_first(lbrack, ExprKind::Index(Box::new(x), Vec::new()));
        }
        if !self.at(Colon) {
            let (mut list, comma) = self.type_list(false);
            if comma || self.at(RBrack) {
                self.want(RBrack);
                return self.upon_first(lbrack, ExprKind::Index(Box::new(x), list));
            }
            bounds[0] = list.pop().map(Box::new);
        }
        if !self.got(Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Comma, Colon, RBrack]);
        }
        self.literal_level += 1;
        if !matches!(self.token(), Colon | RBrack) {
            bounds[1] = Some(Box::new(self.expr()));
        }
        let full = self.at(Colon);
        if full {
            if bounds[1].is_none() {
                self.error_at(self.pos(), "middle index required in 3-index slice");
                bounds[1] = Some(Box::new(self.bad_expr()));
            }
            self.next();
            if self.at(RBrack) {
                self.error_at(self.pos(), "final index required in 3-index slice");
                bounds[2] = Some(Box::new(self.bad_expr()));
            } else {
                bounds[2] = Some(Box::new(self.expr()));
            }
        }
        self.literal_level -= 1;
        self.want(RBrack);
        self.upon_first(lbrack, ExprKind::Slice(Box::new(x), bounds, full))
    }

    /// `Arguments = "(" [ ( ExpressionList | Type [ "," ExpressionList ] ) [ "..." ] [ "," ] ] ")" .`
    fn call(&mut self, function: Expr) -> Expr {
        let lparen = self.next().pos;
        let (mut args, mut dots) = (Vec::new(), false);
        self.literal_level += 1;
        self.list("argument list", Comma, RParen, |parser| {
            args.push(parser.expr());
            dots = parser.got(Ellipsis);
            if dots { More::No } else { More::Possible }
        });
        self.literal_level -= 1;
        self.upon_first(lparen, ExprKind::Call { f: Box::new(function), args, dots })
    }

    /// Whether a `{` after this begins a composite literal.
    fn may_be_literal_type(&self, x: &Expr) -> bool {
        match &x.kind {
            ExprKind::Name(_) => is_name(x) && self.literal_level >= 0,
            ExprKind::Selector(..) => self.literal_level >= 0,
            ExprKind::Index(..) => self.literal_level >= 0 && !is_value(x),
            ExprKind::Array(..)
            | ExprKind::ArrayDots(_)
            | ExprKind::SliceT(_)
            | ExprKind::Struct(_)
            | ExprKind::Map(..) => true,
            _ => false,
        }
    }

    /// ```text
    /// LiteralValue = "{" [ ElementList [ "," ] ] "}" .
    /// ElementList  = KeyedElement { "," KeyedElement } .
    /// KeyedElement = [ Element ":" ] Element .
    /// ```
    /// The elements and the closing brace.
    fn literal_value(&mut self) -> (Vec<Expr>, Pos) {
        let mut elems = Vec::new();
        self.literal_level += 1;
        self.want(LBrace);
        let rbrace = self.list("composite literal", Comma, RBrace, |parser| {
            let mut elem = parser.element();
            let colon = parser.pos();
            if parser.got(Colon) {
                let value = parser.element();
                let kind = ExprKind::KeyValue(Box::new(elem), Box::new(value));
                elem = parser.upon_first(colon, kind);
            }
            elems.push(elem);
            More::Possible
        });
        self.literal_level -= 1;
        (elems, rbrace)
    }

    /// `Element = Expression | LiteralValue .`
    fn element(&mut self) -> Expr {
        if !self.at(LBrace) {
            return self.expr();
        }
        let lbrace = self.pos();
        let (elems, rbrace) = self.nested(Self::literal_value);
        self.node(lbrace, ExprKind::Composite { ty: None, elems, rbrace })
    }
}

/// Whether this is certainly no type.
fn is_value(x: &Expr) -> bool {
    match &x.kind {
        ExprKind::Lit(..)
        | ExprKind::Composite { .. }
        | ExprKind::FuncLit(..)
        | ExprKind::Slice(..)
        | ExprKind::Assert(..)
        | ExprKind::Call { .. }
        | ExprKind::Unary(..)
        | ExprKind::Binary(..) => true,
        ExprKind::Paren(x) => is_value(x),
        ExprKind::Index(x, index) => {
            is_value(x) || matches!(index.as_slice(), [index] if is_value(index))
        }
        _ => false,
    }
}
