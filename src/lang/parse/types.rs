//! Types, and the elements of interfaces.

use std::sync::Arc;

use super::super::ast::{Dir, Elem, Expr, ExprKind, Field, FuncType, Ident, Pos, Token};
use super::params::{ArrayOrArgs, ParamRules, embedded_field};
use super::{More, Parser};
use Token::*;

/// Where parsing goes on after a term that is none: at any operator but `*`, or what ends the term.
const AFTER_TERM: [Token; 24] = [
    LOr, LAnd, Eql, Neq, Lss, Leq, Gtr, Geq, Add, Sub, Or, Xor, Quo, Rem, Shl, Shr, And, AndNot,
    Not, Tilde, Semi, RParen, RBrack, RBrace,
];

impl Parser<'_> {
    /// A type where there must be one.
    pub(super) fn type_(&mut self) -> Expr {
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("expected type");
            self.advance(&[Comma, Colon, Semi, RParen, RBrack, RBrace]);
            bad
        })
    }

    /// ```text
    /// Type    = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" .
    /// TypeLit = ArrayType | StructType | PointerType | FunctionType | InterfaceType |
    ///           SliceType | MapType | ChannelType .
    /// ```
    pub(super) fn type_or_none(&mut self) -> Option<Expr> {
        match self.token() {
            Mul | Arrow | Func | LBrack | Chan | Map | Struct | Interface | Name | LParen => {
                Some(self.nested(Self::some_type))
            }
            _ => None,
        }
    }

    fn some_type(&mut self) -> Expr {
        let pos = self.pos();
        match self.token() {
            Name => self.qualified_name(None),
            Struct => self.struct_type(),
            Interface => self.interface_type(),
            keyword_or_operator => {
                self.next();
                match keyword_or_operator {
                    Mul => {
                        let elem = self.type_();
                        self.node(pos, ExprKind::Star(Box::new(elem)))
                    }
                    LBrack if self.got(RBrack) => self.slice_type(pos),
                    LBrack => self.array_type(pos, None),
                    Arrow => {
                        self.want(Chan);
                        self.channel_type(pos, Dir::Recv)
                    }
                    Chan => {
                        let dir = if self.got(Arrow) { Dir::Send } else { Dir::Both };
                        self.channel_type(pos, dir)
                    }
                    Map => self.map_type(pos),
                    Func => {
                        let signature = self.pos();
                        let ty = self.func_type(pos, Some("function type"));
                        self.node(signature, ExprKind::Func(ty))
                    }
                    _ => {
                        let ty = self.type_();
                        self.want(RParen);
                        ty
                    }
                }
            }
        }
    }

    /// `ArrayType = "[" ( ArrayLength | "..." ) "]" ElementType .` after the bracket, and after the
    /// length if that is known.
    pub(super) fn array_type(&mut self, lbrack: Pos, length: Option<Expr>) -> Expr {
        let length = match length {
            Some(length) => Some(length),
            None if self.got(Ellipsis) => None,
            None => {
                self.literal_level += 1;
                let length = self.expr();
                self.literal_level -= 1;
                Some(length)
            }
        };
        if self.at(Comma) {
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(RBrack);
        let elem = Box::new(self.type_());
        self.node(
            lbrack,
            match length {
                Some(length) => ExprKind::Array(Box::new(length), elem),
                None => ExprKind::ArrayDots(elem),
            },
        )
    }

    /// `SliceType = "[" "]" ElementType .` after the brackets.
    pub(super) fn slice_type(&mut self, lbrack: Pos) -> Expr {
        let elem = self.type_();
        self.node(lbrack, ExprKind::SliceT(Box::new(elem)))
    }

    /// `ChannelType = ( "chan" | "chan" "<-" | "<-" "chan" ) ElementType .` before the element.
    fn channel_type(&mut self, pos: Pos, dir: Dir) -> Expr {
        let elem = self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("missing channel element type");
            bad
        });
        self.node(pos, ExprKind::Chan(dir, Box::new(elem)))
    }

    /// `MapType = "map" "[" KeyType "]" ElementType .` after the keyword.
    fn map_type(&mut self, pos: Pos) -> Expr {
        self.want(LBrack);
        let key = self.type_();
        self.want(RBrack);
        let value = self.type_();
        self.node(pos, ExprKind::Map(Box::new(key), Box::new(value)))
    }

    /// ```text
    /// TypeName      = identifier | QualifiedIdent .
    /// QualifiedIdent = PackageName "." identifier .
    /// ```
    /// with type arguments, if there are any; after the first name, if that is known.
    pub(super) fn qualified_name(&mut self, name: Option<Ident>) -> Expr {
        let name = match name {
            Some(name) => name,
            None if self.at(Name) => self.ident(),
            None => {
                let name = Ident { pos: self.pos(), name: "_".into() };
                self.syntax_error("expected name");
                self.advance(&[Dot, Semi, RBrace]);
                name
            }
        };
        let pos = name.pos;
        let mut x = self.name_expr(name);
        let dot = self.pos();
        if self.got(Dot) {
            let selected = self.ident();
            x = self.expr_at(pos, dot, ExprKind::Selector(Box::new(x), selected));
        }
        if self.at(LBrack) { self.type_instance(x) } else { x }
    }

    /// `TypeArgs = "[" TypeList [ "," ] "]" .`
    fn type_instance(&mut self, generic: Expr) -> Expr {
        let (pos, lbrack) = (generic.pos, self.next().pos);
        let args = if self.at(RBrack) {
            self.syntax_error("expected type argument list");
            Vec::new()
        } else {
            self.type_list(true).0
        };
        self.want(RBrack);
        self.expr_at(pos, lbrack, ExprKind::Index(Box::new(generic), args))
    }

    /// `Type { "," Type } [ "," ] .` The first may be any expression unless `strict`. Also whether
    /// there is a comma.
    pub(super) fn type_list(&mut self, strict: bool) -> (Vec<Expr>, bool) {
        self.literal_level += 1;
        let mut list = vec![if strict { self.type_() } else { self.expr() }];
        let comma = self.at(Comma);
        while self.got(Comma) {
            match self.type_or_none() {
                Some(ty) => list.push(ty),
                None => break,
            }
        }
        self.literal_level -= 1;
        (list, comma)
    }

    /// `StructType = "struct" "{" { FieldDecl ";" } "}" .`
    fn struct_type(&mut self) -> Expr {
        let pos = self.next().pos;
        self.want(LBrace);
        let mut fields = Vec::new();
        self.list("struct type", Semi, RBrace, |parser| {
            parser.field_decl(&mut fields);
            More::Possible
        });
        self.node(pos, ExprKind::Struct(fields))
    }

    /// ```text
    /// FieldDecl     = ( IdentifierList Type | EmbeddedField ) [ Tag ] .
    /// EmbeddedField = [ "*" ] TypeName [ TypeArgs ] .
    /// ```
    fn field_decl(&mut self, fields: &mut Vec<Field>) {
        let pos = self.pos();
        let (names, ty) = match self.token() {
            Name => {
                let name = self.ident();
                match self.token() {
                    Dot | Semi | RBrace => (Vec::new(), self.qualified_name(Some(name))),
                    token if token.is_literal() => (Vec::new(), self.qualified_name(Some(name))),
                    LBrack => match self.array_or_type_args() {
                        ArrayOrArgs::Array(ty) => (vec![name], ty),
                        ArrayOrArgs::Args(lbrack, args) => {
                            (Vec::new(), self.instance(name, lbrack, args))
                        }
                    },
                    _ => (self.idents(name), self.type_()),
                }
            }
            Mul => {
                self.next();
                let elem = self.embedded_name();
                (Vec::new(), self.node(pos, ExprKind::Star(Box::new(elem))))
            }
            LParen => (Vec::new(), self.embedded_name()),
            _ => {
                self.syntax_error("expected field name or embedded type");
                return self.advance(&[Semi, RBrace]);
            }
        };
        let tag = self.token().is_literal().then(|| {
            let tag = self.next();
            self.scanner.text(tag).into()
        });
        let ty = Arc::new(ty);
        if names.is_empty() {
            fields.push(Field { tag, ..embedded_field(ty) });
        } else {
            fields.extend(names.into_iter().map(|name| Field {
                name: Some(name),
                ty: ty.clone(),
                tag: tag.clone(),
                embedded: false,
            }));
        }
    }

    /// A type's name in a struct; parentheses around it are complained about.
    fn embedded_name(&mut self) -> Expr {
        if !self.at(LParen) {
            return self.qualified_name(None);
        }
        self.syntax_error("cannot parenthesize embedded type");
        self.next();
        let star = self.pos();
        let is_pointer = self.got(Mul);
        let mut ty = self.qualified_name(None);
        if is_pointer {
            ty = self.node(star, ExprKind::Star(Box::new(ty)));
        }
        self.got(RParen);
        ty
    }

    /// `InterfaceType = "interface" "{" { ( MethodElem | TypeElem ) ";" } "}" .`
    fn interface_type(&mut self) -> Expr {
        let pos = self.next().pos;
        self.want(LBrace);
        let mut elems = Vec::new();
        self.list("interface type", Semi, RBrace, |parser| {
            let elem = if parser.at(Name) {
                parser.method_or_type()
            } else {
                Elem::Type(parser.type_term())
            };
            elems.push(match elem {
                Elem::Type(first) => Elem::Type(parser.union(first)),
                method => method,
            });
            More::Possible
        });
        self.node(pos, ExprKind::Interface(elems))
    }

    /// `MethodElem = MethodName Signature .` or a type's name with type arguments.
    fn method_or_type(&mut self) -> Elem {
        const CONTEXT: Option<&str> = Some("interface method");
        let name = self.ident();
        if self.at(LParen) {
            let ty = self.func_type(name.pos, CONTEXT);
            return Elem::Method(name, ty);
        }
        if !self.at(LBrack) {
            return Elem::Type(self.qualified_name(Some(name)));
        }
        // Type arguments, or type parameters, which a method must not have.
        let lbrack = self.next().pos;
        let rbrack = self.pos();
        let args = if self.got(RBrack) {
            let kind = if self.at(LParen) { "parameter" } else { "argument" };
            self.error_at(rbrack, format!("empty type {kind} list"));
            Vec::new()
        } else {
            self.param_list(None, RBrack, ParamRules::RESULTS)
        };
        let is_method = match args.first() {
            Some(first) => first.name.is_some(),
            None => self.at(LParen),
        };
        if is_method {
            let ty = self.func_type(name.pos, CONTEXT);
            if !args.is_empty() {
                self.error_at(lbrack, "interface method must have no type parameters");
            }
            return Elem::Method(name, ty);
        }
        let args = args.into_iter().filter_map(|arg| Arc::into_inner(arg.ty)).collect();
        Elem::Type(self.instance(name, lbrack, args))
    }

    /// `name[args]`, all of it already read.
    pub(super) fn instance(&mut self, name: Ident, lbrack: Pos, args: Vec<Expr>) -> Expr {
        let pos = name.pos;
        let generic = Box::new(self.name_expr(name));
        self.expr_at(pos, lbrack, ExprKind::Index(generic, args))
    }

    /// `TypeElem = TypeTerm { "|" TypeTerm } .` after the first term.
    pub(super) fn union(&mut self, first: Expr) -> Expr {
        let mut union = first;
        while self.at(Or) {
            let op = self.next().pos;
            let term = self.type_term();
            let kind = ExprKind::Binary(Or, Box::new(union), Box::new(term));
            let ExprKind::Binary(_, left, _) = &kind else { unreachable!("made above") };
            union = self.expr_at(left.pos, op, kind);
            self.deepen();
        }
        union
    }

    /// `TypeTerm = [ "~" ] Type .`
    pub(super) fn type_term(&mut self) -> Expr {
        let pos = self.pos();
        if self.got(Tilde) {
            let ty = self.type_();
            return self.node(pos, ExprKind::Unary(Tilde, Box::new(ty)));
        }
        self.type_or_none().unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("expected ~ term or type");
            self.advance(&AFTER_TERM);
            bad
        })
    }

    /// ```text
    /// Signature = Parameters [ Result ] .
    /// Result    = Parameters | Type .
    /// ```
    /// with type parameters, unless `context` says that there can be none.
    pub(super) fn func_type(&mut self, pos: Pos, context: Option<&str>) -> Box<FuncType> {
        let mut ty = FuncType::empty(pos);
        let lbrack = self.pos();
        if self.got(LBrack) {
            if let Some(context) = context {
                let message = format!("{context} must have no type parameters");
                self.syntax_error_at(lbrack, message);
            }
            if self.at(RBrack) {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                ty.tparams = self.param_list(None, RBrack, ParamRules::TYPE_PARAMETERS);
            }
        }
        self.want(LParen);
        ty.params = self.param_list(None, RParen, ParamRules::PARAMETERS);
        if self.got(LParen) {
            ty.results = self.param_list(None, RParen, ParamRules::RESULTS);
        } else if let Some(result) = self.type_or_none() {
            ty.results.push(Field { embedded: false, ..embedded_field(Arc::new(result)) });
        }
        Box::new(ty)
    }
}
