//! Expressions as gc's messages show them: on one line, bodies shortened to `{…}`.

use std::fmt::{Display, Formatter, Result};

use super::super::depth::deep;
use super::{Dir, Elem, Expr, ExprKind, Field, FuncType, Ident};

/// Things with something between them.
struct Separated<'a, T>(&'a [T], &'static str);

impl<T: Display> Display for Separated<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (i, item) in self.0.iter().enumerate() {
            let separator = if i > 0 { self.1 } else { "" };
            write!(f, "{separator}{item}")?;
        }
        Ok(())
    }
}

impl Display for Ident {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.name)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        deep(|| self.write(f))
    }
}

impl Expr {
    fn write(&self, f: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ExprKind::Name(name) => f.write_str(name),
            ExprKind::Lit(_, text) | ExprKind::Bad(text) => f.write_str(text),
            ExprKind::Composite { ty, elems, .. } => {
                if let Some(ty) = ty {
                    write!(f, "{ty}")?;
                }
                f.write_str(if elems.is_empty() { "{}" } else { "{…}" })
            }
            ExprKind::KeyValue(key, value) => write!(f, "{key}: {value}"),
            ExprKind::FuncLit(ty, body) => {
                let body = if body.list.is_empty() { "{}" } else { "{…}" };
                write!(f, "func{ty} {body}")
            }
            ExprKind::Paren(x) => write!(f, "({x})"),
            ExprKind::Selector(x, name) => write!(f, "{x}.{name}"),
            ExprKind::Index(x, index) => write!(f, "{x}[{}]", Separated(index, ", ")),
            ExprKind::Slice(x, index, _) => {
                write!(f, "{x}[")?;
                for (i, index) in index.iter().enumerate() {
                    if i == 1 || i == 2 && index.is_some() {
                        f.write_str(":")?;
                    }
                    if let Some(index) = index {
                        write!(f, "{index}")?;
                    }
                }
                f.write_str("]")
            }
            ExprKind::Assert(x, Some(ty)) => write!(f, "{x}.({ty})"),
            ExprKind::Assert(x, None) => write!(f, "{x}.(type)"),
            ExprKind::Call { f: function, args, dots } => {
                let dots = if *dots { "..." } else { "" };
                write!(f, "{function}({}{dots})", Separated(args, ", "))
            }
            ExprKind::Star(x) => write!(f, "*{x}"),
            ExprKind::Unary(op, x) => write!(f, "{}{x}", op.text()),
            ExprKind::Binary(op, x, y) => write!(f, "{x} {} {y}", op.text()),
            ExprKind::Array(length, elem) => write!(f, "[{length}]{elem}"),
            ExprKind::ArrayDots(elem) => write!(f, "[...]{elem}"),
            ExprKind::SliceT(elem) => write!(f, "[]{elem}"),
            ExprKind::Struct(fields) => {
                f.write_str("struct{")?;
                write_fields(f, fields, "; ")?;
                f.write_str("}")
            }
            ExprKind::Func(ty) => write!(f, "func{ty}"),
            ExprKind::Interface(elems) => write!(f, "interface{{{}}}", Separated(elems, "; ")),
            ExprKind::Map(key, value) => write!(f, "map[{key}]{value}"),
            ExprKind::Chan(dir, elem) => match (dir, &elem.kind) {
                (Dir::Both, ExprKind::Chan(Dir::Recv, _)) => write!(f, "chan ({elem})"),
                (Dir::Both, _) => write!(f, "chan {elem}"),
                (Dir::Send, _) => write!(f, "chan<- {elem}"),
                (Dir::Recv, _) => write!(f, "<-chan {elem}"),
            },
            ExprKind::Dots(elem) => write!(f, "...{elem}"),
        }
    }
}

/// Parameters and results, without `func`.
impl Display for FuncType {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("(")?;
        write_fields(f, &self.params, ", ")?;
        f.write_str(")")?;
        match self.results.as_slice() {
            [] => Ok(()),
            [Field { name: None, ty, .. }] => write!(f, " {ty}"),
            results => {
                f.write_str(" (")?;
                write_fields(f, results, ", ")?;
                f.write_str(")")
            }
        }
    }
}

impl Display for Elem {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Elem::Method(name, ty) => write!(f, "{name}{ty}"),
            Elem::Type(ty) => write!(f, "{ty}"),
        }
    }
}

/// Fields; the names of a group together, before their type.
fn write_fields(f: &mut Formatter<'_>, fields: &[Field], separator: &str) -> Result {
    for (i, field) in fields.iter().enumerate() {
        let shares = |next: &Field| std::sync::Arc::ptr_eq(&next.ty, &field.ty);
        if i > 0 {
            let in_group = std::sync::Arc::ptr_eq(&fields[i - 1].ty, &field.ty);
            f.write_str(if in_group { ", " } else { separator })?;
        }
        if let Some(name) = &field.name {
            write!(f, "{name}")?;
            if fields.get(i + 1).is_some_and(shares) {
                continue;
            }
            f.write_str(" ")?;
        }
        write!(f, "{}", field.ty)?;
        if let Some(tag) = &field.tag {
            write!(f, " {tag}")?;
        }
    }
    Ok(())
}
