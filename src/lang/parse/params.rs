//! Parameter lists: of parameters, results, receivers and type parameters.
//!
//! Whether `a, b` are two names or two types is only known at the end of the list.

use std::sync::Arc;

use super::super::ast::{Expr, ExprKind, Field, Ident, Pos, Token};
use super::{More, Parser};
use Token::*;

/// What a list may hold.
#[derive(Clone, Copy)]
pub(super) struct ParamRules {
    /// A list of types alone is none.
    names_required: bool,
    /// The last type may be `...T`.
    variadic: bool,
}

impl ParamRules {
    pub(super) const PARAMETERS: Self = Self { names_required: false, variadic: true };
    pub(super) const RESULTS: Self = Self { names_required: false, variadic: false };
    pub(super) const TYPE_PARAMETERS: Self = Self { names_required: true, variadic: false };
}

/// One entry of a list: a name, a type or both.
#[derive(Default)]
struct Param {
    name: Option<Ident>,
    ty: Option<Expr>,
}

/// What a bracket after a name began.
pub(super) enum ArrayOrArgs {
    /// An array or slice type; the name is a parameter's or field's.
    Array(Expr),
    /// Type arguments of the name; with the bracket's position.
    Args(Pos, Vec<Expr>),
}

/// An embedded field without a tag.
pub(super) fn embedded_field(ty: Arc<Expr>) -> Field {
    Field { name: None, ty, tag: None, embedded: true }
}

impl Parser<'_> {
    /// ```text
    /// Parameters     = "(" [ ParameterList [ "," ] ] ")" .
    /// TypeParameters = "[" TypeParamList [ "," ] "]" .
    /// ParameterList  = ParameterDecl { "," ParameterDecl } .
    /// ```
    /// after the opening token, and after the first name (and type) if that is known.
    pub(super) fn param_list(
        &mut self,
        mut first: Option<(Ident, Option<Expr>)>,
        close: Token,
        rules: ParamRules,
    ) -> Vec<Field> {
        if self.at(close)
            && let Some((name, Some(ty))) = first
        {
            self.next();
            let field = Field { name: Some(name), embedded: false, ..embedded_field(Arc::new(ty)) };
            return vec![field];
        }
        let mut params = Vec::new();
        let end = self.list("parameter list", Comma, close, |parser| {
            let param = match first.take() {
                Some((name, ty @ Some(_))) => Some(Param { name: Some(name), ty }),
                Some((name, None)) => parser.param_decl(Some(name), close),
                None => parser.param_decl(None, close),
            };
            params.extend(param);
            More::Possible
        });
        let fields = self.distribute_types(params, end, rules);
        self.check_variadic(&fields, rules);
        fields
    }

    /// `ParameterDecl = [ IdentifierList ] [ "..." ] Type .`, of which this is one name or type or
    /// both; in type parameters the type is a constraint.
    fn param_decl(&mut self, name: Option<Ident>, close: Token) -> Option<Param> {
        let in_constraints = close == RBrack;
        let mut param = Param::default();
        if self.at(Name) || name.is_some() {
            let name = name.unwrap_or_else(|| self.ident());
            match self.token() {
                LBrack => match self.array_or_type_args() {
                    ArrayOrArgs::Array(ty) => param = Param { name: Some(name), ty: Some(ty) },
                    ArrayOrArgs::Args(lbrack, args) => {
                        param.ty = Some(self.instance(name, lbrack, args));
                    }
                },
                Dot => param.ty = Some(self.qualified_name(Some(name))),
                Or if in_constraints => param.ty = Some(self.name_expr(name)),
                _ => param.name = Some(name),
            }
        }
        if param.ty.is_none() {
            let pos = self.pos();
            if self.got(Ellipsis) {
                param.ty = Some(self.variadic_type(pos));
                return Some(param);
            }
            param.ty = match self.token() {
                Tilde if in_constraints => Some(self.type_term()),
                _ => self.type_or_none(),
            };
        }
        if in_constraints {
            param.ty = param.ty.map(|first| self.union(first));
        }
        if param.name.is_none() && param.ty.is_none() {
            self.syntax_error(format!("expected {}", close.described()));
            self.advance(&[Comma, close]);
            return None;
        }
        Some(param)
    }

    fn variadic_type(&mut self, pos: Pos) -> Expr {
        match self.type_or_none() {
            Some(elem) => self.node(pos, ExprKind::Dots(Box::new(elem))),
            None => {
                self.syntax_error("... is missing type");
                self.bad_expr()
            }
        }
    }

    /// After a name, at a bracket: `[]T`, `[n]T` or `[T, U]`.
    pub(super) fn array_or_type_args(&mut self) -> ArrayOrArgs {
        let lbrack = self.next().pos;
        if self.got(RBrack) {
            return ArrayOrArgs::Array(self.slice_type(lbrack));
        }
        let (mut list, comma) = self.type_list(false);
        self.want(RBrack);
        if !comma
            && let Some(elem) = self.type_or_none()
            && let Some(length) = list.pop()
        {
            let kind = ExprKind::Array(Box::new(length), Box::new(elem));
            return ArrayOrArgs::Array(self.node(lbrack, kind));
        }
        ArrayOrArgs::Args(lbrack, list)
    }

    /// Makes fields of the entries: the names of a group get the type after them; without any type
    /// the names are the types.
    fn distribute_types(&mut self, params: Vec<Param>, end: Pos, rules: ParamRules) -> Vec<Field> {
        let typed = params.iter().filter(|param| param.ty.is_some()).count();
        let named = params.iter().filter(|p| p.ty.is_some() && p.name.is_some()).count();
        let types_alone = named == 0 && !rules.names_required;
        let mut group_type: Option<Arc<Expr>> = None;
        let mut leftmost_error = None;
        let mut fields = Vec::with_capacity(params.len());
        for Param { name, ty } in params.into_iter().rev() {
            let (name, ty) = match (name, ty, &group_type) {
                (Some(name), None, _) if types_alone => (None, Arc::new(self.name_expr(name))),
                (name, Some(ty), _) => (name, Arc::new(ty)),
                (name, None, Some(ty)) => (name, ty.clone()),
                (name, None, None) => {
                    leftmost_error = name.as_ref().map(|name| name.pos);
                    (name, Arc::new(self.bad_expr()))
                }
            };
            if !types_alone {
                if name.is_none() {
                    leftmost_error = Some(ty.pos);
                }
                group_type = Some(ty.clone());
            }
            fields.push(Field { name, embedded: false, ..embedded_field(ty) });
        }
        if let Some(pos) = leftmost_error {
            self.misplaced_type(
                named == typed,
                if named == typed { end } else { pos },
                rules,
                &fields,
            );
        }
        fields.reverse();
        fields
    }

    fn misplaced_type(&mut self, type_missing: bool, pos: Pos, rules: ParamRules, all: &[Field]) {
        self.syntax_error_at(
            pos,
            match (type_missing, rules.names_required, all) {
                (true, true, _) => "missing type constraint",
                (true, false, _) => "missing parameter type",
                (false, true, [_]) => "missing type parameter name or invalid array length",
                (false, true, _) => "missing type parameter name",
                (false, false, _) => "missing parameter name",
            },
        );
    }

    /// Complains about the first `...T` that is not the last type of parameters.
    fn check_variadic(&mut self, fields: &[Field], rules: ParamRules) {
        let allowed = if rules.variadic { fields.len().saturating_sub(1) } else { fields.len() };
        let misplaced = |field: &&Field| matches!(field.ty.kind, ExprKind::Dots(_));
        if let Some(field) = fields[..allowed].iter().find(misplaced) {
            self.error_at(
                field.ty.pos,
                match rules.variadic {
                    true => "can only use ... with final parameter",
                    false => "invalid use of ...",
                },
            );
        }
    }
}
