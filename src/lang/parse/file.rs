//! Files and declarations.

use super::super::ast::{Decl, Expr, ExprKind, File, FuncType, Ident, Import, Token};
use super::super::depth::deep;
use super::super::scan::Target;
use super::params::ParamRules;
use super::{More, Parser, is_name};
use Token::{
    Assign, Comma, Const, Define, Dot, Eof, Func, LBrace, LBrack, LParen, Mul, Name, Or, Package,
    RBrack, RParen, Semi, Str, Type, Var,
};

const DECLARATION_KEYWORDS: [Token; 5] = [Token::Import, Const, Type, Var, Func];

impl Parser<'_> {
    /// `SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .`
    ///
    /// None if the package clause is wrong.
    pub(super) fn file(&mut self) -> Option<File> {
        if !self.got(Package) {
            self.header_error(self.pos(), format!("expected 'package', found {}", self.found()));
            return None;
        }
        if !self.at(Name) {
            self.header_error(self.pos(), format!("expected 'IDENT', found {}", self.found()));
            return None;
        }
        self.take_pragma(&[Target::Package]);
        self.language_version();
        let package = self.ident();
        self.want(Semi);
        if !self.scanner.reporter.is_empty() {
            return None;
        }
        let (mut imports, mut decls) = (Vec::new(), Vec::new());
        let mut previous = Token::Import;
        while !self.at(Eof) {
            if self.at(Token::Import) && previous != Token::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            previous = self.token();
            match self.token() {
                Token::Import => {
                    self.next();
                    if decls.is_empty() && self.scanner.reporter.is_empty() {
                        self.import_decl(&mut imports);
                    } else {
                        self.group(|parser, _| parser.misplaced_import(&mut imports));
                    }
                }
                Const | Var | Type => self.decl(&mut decls),
                Func => decls.push(self.func_decl()),
                _ => {
                    let after_head = matches!(decls.last(), Some(Decl::Func { body: None, .. }));
                    self.syntax_error(if self.at(LBrace) && after_head {
                        "unexpected semicolon or newline before {"
                    } else {
                        "non-declaration statement outside function body"
                    });
                    self.advance(&DECLARATION_KEYWORDS);
                    continue;
                }
            }
            // Those behind the next token are the next declaration's.
            self.clear_pragma();
            if !self.at(Eof) && !self.got(Semi) {
                self.syntax_error("after top level declaration");
                self.advance(&DECLARATION_KEYWORDS);
            }
        }
        self.clear_pragma();
        let (errors, late) = (vec![], vec![]);
        Some(File { package, imports, decls, nexpr: self.next_expr, errors, late })
    }

    /// `Spec | "(" { Spec ";" } ")" .` The spec is told its line within the group.
    fn group(&mut self, mut spec: impl FnMut(&mut Self, u32)) {
        if !self.at(LParen) {
            return spec(self, 0);
        }
        self.clear_pragma();
        self.next();
        let mut line = 0;
        self.list("grouped declaration", Semi, RParen, |parser| {
            spec(parser, line);
            line += 1;
            More::Possible
        });
    }

    /// `ImportDecl = "import" ( ImportSpec | "(" { ImportSpec ";" } ")" ) .`
    ///
    /// The go command reads it before gc does, with go/parser: the words are its, and it ends there.
    fn import_decl(&mut self, imports: &mut Vec<Import>) {
        if !self.at(LParen) {
            return self.import_spec(imports);
        }
        self.clear_pragma();
        self.next();
        while !matches!(self.token(), Eof | RParen) {
            self.import_spec(imports);
            if !self.got(Semi) && !self.at(RParen) {
                self.header_error(self.pos(), format!("expected ';', found {}", self.found()));
            }
        }
        if !self.got(RParen) {
            self.header_error(self.pos(), format!("expected ')', found {}", self.found()));
        }
    }

    /// `ImportSpec = [ "." | PackageName ] ImportPath .`
    fn import_spec(&mut self, imports: &mut Vec<Import>) {
        let pos = self.pos();
        self.take_pragma(&[]);
        let name = match self.token() {
            Name => Some(self.ident()),
            Dot => {
                self.next();
                Some(Ident { pos, name: ".".into() })
            }
            _ => None,
        };
        let path_pos = self.pos();
        if !self.token().is_literal() {
            return self.header_error(path_pos, "missing import path");
        }
        let literal = self.current;
        if literal.bad {
            let message = match literal.token {
                Token::Rune => "illegal rune literal",
                _ => "string literal not terminated",
            };
            return self.header_error(path_pos, message);
        }
        if literal.token != Str {
            return self.header_error(path_pos, "import path must be a string");
        }
        self.next();
        let path = self.scanner.text(literal).into();
        imports.push(Import { pos, name, path, path_pos });
    }

    /// `Declaration = ConstDecl | TypeDecl | VarDecl .`
    pub(super) fn decl(&mut self, decls: &mut Vec<Decl>) {
        let keyword = self.next().token;
        self.const_group += 1;
        self.group(|parser, line| {
            decls.push(match keyword {
                Const => parser.const_spec(line),
                Var => parser.var_spec(),
                _ => parser.type_spec(),
            });
        });
    }

    /// An import that only gc looks at.
    fn misplaced_import(&mut self, imports: &mut Vec<Import>) {
        let path = self.pos();
        match self.token() {
            Str => self.import_spec(imports),
            token if token.is_literal() => {
                self.syntax_error_at(path, "import path must be a string");
                self.next();
            }
            _ => {
                if matches!(self.token(), Name | Dot) {
                    self.next();
                }
                if !self.got(Str) {
                    self.syntax_error("missing import path");
                    self.advance(&[Semi, RParen]);
                }
            }
        }
    }

    /// `ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .`
    fn const_spec(&mut self, iota: u32) -> Decl {
        let pos = self.pos();
        self.take_pragma(&[]);
        let names = self.declared_names();
        let (mut ty, mut vals) = (None, Vec::new());
        if !matches!(self.token(), Eof | Semi | RParen) {
            ty = self.type_or_none();
            vals = self.initial_values();
        }
        Decl::Const { pos, names, ty, vals, iota, group: self.const_group }
    }

    /// `VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .`
    fn var_spec(&mut self) -> Decl {
        let pos = self.pos();
        self.take_pragma(&[Target::Var]);
        let names = self.declared_names();
        let ty = match self.token() {
            Assign | Define => None,
            _ => Some(self.type_()),
        };
        let vals = self.initial_values();
        Decl::Var { pos, names, ty, vals }
    }

    fn declared_names(&mut self) -> Vec<Ident> {
        let first = self.ident();
        self.idents(first)
    }

    fn initial_values(&mut self) -> Vec<Expr> {
        if self.got_assign() { self.exprs() } else { Vec::new() }
    }

    /// Whether there is a `=`; `:=` is taken for one.
    fn got_assign(&mut self) -> bool {
        if self.at(Define) {
            self.syntax_error("expected =");
        }
        let got = matches!(self.token(), Assign | Define);
        if got {
            self.next();
        }
        got
    }

    /// `TypeSpec = identifier [ TypeParameters ] [ "=" ] Type .`
    fn type_spec(&mut self) -> Decl {
        self.take_pragma(&[]);
        let name = self.ident();
        let (mut tparams, mut alias) = (Vec::new(), false);
        let lbrack = self.pos();
        let ty = if !self.got(LBrack) {
            alias = self.got_assign();
            self.type_or_none()
        } else if self.got(RBrack) {
            Some(self.slice_type(lbrack))
        } else if !self.at(Name) {
            Some(self.array_type(lbrack, None))
        } else {
            // T[P …] may have a type parameter P …, or an array length that begins with P.
            let x = self.length_or_type_parameter();
            let bare_name = is_name(&x) && !self.at(RBrack);
            if bare_name || is_type_parameter(&x, self.at(Comma)) {
                let first = Some(split_type_parameter(x));
                tparams = self.param_list(first, RBrack, ParamRules::TYPE_PARAMETERS);
                alias = self.got_assign();
                self.type_or_none()
            } else {
                Some(self.array_type(lbrack, Some(x)))
            }
        };
        let ty = ty.unwrap_or_else(|| {
            let bad = self.bad_expr();
            self.syntax_error("in type declaration");
            self.advance(&[Semi, RParen]);
            bad
        });
        Decl::Type { name, tparams, alias, ty }
    }

    fn length_or_type_parameter(&mut self) -> Expr {
        let name = self.ident();
        let x = self.name_expr(name);
        if self.at(LBrack) {
            return x; // P [… can only be a type parameter and an array or slice type
        }
        self.literal_level += 1;
        let x = self.nested(|parser| {
            let x = parser.primary_expr(Some(x));
            parser.binary_expr(Some(x), 0)
        });
        self.literal_level -= 1;
        x
    }

    /// ```text
    /// FunctionDecl = "func" FunctionName [ TypeParameters ] Signature [ FunctionBody ] .
    /// MethodDecl   = "func" Receiver MethodName Signature [ FunctionBody ] .
    /// ```
    fn func_decl(&mut self) -> Decl {
        let pos = self.next().pos;
        let (start, external) = (self.pos(), self.take_func_pragma());
        let has_receiver = self.got(LParen);
        let mut recv = Vec::new();
        if has_receiver {
            recv = self.param_list(None, RParen, ParamRules::RESULTS);
            match recv.len() {
                0 => self.error_at(self.pos(), "method has no receiver"),
                1 => {}
                _ => self.error_at(self.pos(), "method has multiple receivers"),
            }
        }
        let (name, ty) = if self.at(Name) {
            (self.ident(), self.func_type(pos, None))
        } else {
            let name = Ident { pos: self.pos(), name: "_".into() };
            self.syntax_error(if has_receiver { "expected name" } else { "expected name or (" });
            self.advance(&[LBrace, Semi]);
            (name, Box::new(FuncType::empty(pos)))
        };
        let body = self.at(LBrace).then(|| match self.bodies_later {
            true => self.skip_body(),
            false => self.func_body().into(),
        });
        if external && body.is_some() {
            self.not_external(start);
        }
        Decl::Func { pos, recv, name, ty, body }
    }
}

/// Whether the expression after `T[` is a type parameter and the beginning of its constraint: `P *C`,
/// `P (C)`, `P *C|Q`. If a comma follows it cannot be an array length.
fn is_type_parameter(x: &Expr, comma: bool) -> bool {
    match &x.kind {
        ExprKind::Binary(Mul, name, elem) => is_name(name) && (comma || is_type_elem(elem)),
        ExprKind::Binary(Or, left, right) => {
            deep(|| is_type_parameter(left, comma || is_type_elem(right)))
        }
        ExprKind::Call { f, args, dots: false } => match args.as_slice() {
            [arg] => is_name(f) && (comma || is_type_elem(arg)),
            _ => false,
        },
        _ => false,
    }
}

/// Takes apart what [`is_type_parameter`] has found.
fn split_type_parameter(mut x: Expr) -> (Ident, Option<Expr>) {
    let Expr { id, pos, op, end, .. } = x;
    match x.take_kind() {
        ExprKind::Name(name) => (Ident { pos, name }, None),
        ExprKind::Binary(Mul, name, elem) => {
            let constraint = Expr { id, pos: op, op, end, kind: ExprKind::Star(elem) };
            (split_type_parameter(*name).0, Some(constraint))
        }
        ExprKind::Binary(Or, left, right) => {
            let (name, left) = deep(|| split_type_parameter(*left));
            let left = left.expect("a union's first term is not a bare name");
            let (pos, kind) = (left.pos, ExprKind::Binary(Or, Box::new(left), right));
            (name, Some(Expr { id, pos, op, end, kind }))
        }
        ExprKind::Call { f, mut args, .. } => {
            (split_type_parameter(*f).0, args.pop().map(Expr::unparen))
        }
        _ => unreachable!("not a type parameter"),
    }
}

/// Whether this can only be an element of a constraint.
fn is_type_elem(x: &Expr) -> bool {
    match &x.kind {
        ExprKind::Array(..)
        | ExprKind::ArrayDots(_)
        | ExprKind::SliceT(_)
        | ExprKind::Struct(_)
        | ExprKind::Func(_)
        | ExprKind::Interface(_)
        | ExprKind::Map(..)
        | ExprKind::Chan(..)
        | ExprKind::Unary(Token::Tilde, _) => true,
        ExprKind::Binary(_, x, y) => deep(|| is_type_elem(x) || is_type_elem(y)),
        ExprKind::Unary(_, x) | ExprKind::Star(x) | ExprKind::Paren(x) => deep(|| is_type_elem(x)),
        _ => false,
    }
}
