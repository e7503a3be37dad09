//! Expressions as gc prints them in messages: bodies and literals' elements shortened to `…`.
//!
//! It must never know types. Next: [`super::format`].

use super::super::depth::deep;
use std::fmt::Write;

use super::super::ast::{Dir, Elem, Expr, ExprKind, Field, FuncType};

/// An expression's text.
pub fn expr_string(e: &Expr) -> String {
    let mut s = String::new();
    write(&mut s, e);
    s
}

fn write(s: &mut String, e: &Expr) {
    deep(|| write_kind(s, e));
}

fn write_kind(s: &mut String, e: &Expr) {
    match &e.kind {
        ExprKind::Name(n) => s.push_str(n),
        ExprKind::Lit(_, text) | ExprKind::Bad(text) => s.push_str(text),
        ExprKind::Composite { ty, elems, .. } => {
            if let Some(ty) = ty {
                write(s, ty);
            }
            s.push_str(if elems.is_empty() { "{}" } else { "{…}" });
        }
        ExprKind::KeyValue(k, v) => {
            write(s, k);
            s.push_str(": ");
            write(s, v);
        }
        ExprKind::FuncLit(ty, body) => {
            s.push_str("func");
            signature(s, ty);
            s.push_str(if body.list.is_empty() { " {}" } else { " {…}" });
        }
        ExprKind::Paren(x) => {
            s.push('(');
            write(s, x);
            s.push(')');
        }
        ExprKind::Selector(x, name) => {
            write(s, x);
            let _ = write!(s, ".{}", name.name);
        }
        ExprKind::Index(x, index) => {
            write(s, x);
            s.push('[');
            list(s, index);
            s.push(']');
        }
        ExprKind::Slice(x, index, full) => {
            write(s, x);
            s.push('[');
            for (i, part) in index.iter().enumerate().take(if *full { 3 } else { 2 }) {
                if i > 0 {
                    s.push(':');
                }
                if let Some(part) = part {
                    write(s, part);
                }
            }
            s.push(']');
        }
        ExprKind::Assert(x, ty) => {
            write(s, x);
            s.push_str(".(");
            match ty {
                Some(ty) => write(s, ty),
                None => s.push_str("type"),
            }
            s.push(')');
        }
        ExprKind::Call { f, args, dots } => {
            write(s, f);
            s.push('(');
            list(s, args);
            s.push_str(if *dots { "...)" } else { ")" });
        }
        ExprKind::Star(x) => {
            s.push('*');
            write(s, x);
        }
        ExprKind::Unary(op, x) => {
            s.push_str(op.text());
            write(s, x);
        }
        ExprKind::Binary(op, x, y) => {
            write(s, x);
            let _ = write!(s, " {} ", op.text());
            write(s, y);
        }
        ExprKind::Array(n, elem) => {
            s.push('[');
            write(s, n);
            s.push(']');
            write(s, elem);
        }
        ExprKind::ArrayDots(elem) => {
            s.push_str("[...]");
            write(s, elem);
        }
        ExprKind::SliceT(elem) => {
            s.push_str("[]");
            write(s, elem);
        }
        ExprKind::Struct(f) => {
            s.push_str("struct{");
            fields(s, f, "; ");
            s.push('}');
        }
        ExprKind::Func(ty) => {
            s.push_str("func");
            signature(s, ty);
        }
        ExprKind::Interface(elems) => {
            s.push_str("interface{");
            for (i, elem) in elems.iter().enumerate() {
                if i > 0 {
                    s.push_str("; ");
                }
                match elem {
                    Elem::Method(name, ty) => {
                        s.push_str(&name.name);
                        signature(s, ty);
                    }
                    Elem::Type(t) => write(s, t),
                }
            }
            s.push('}');
        }
        ExprKind::Map(k, v) => {
            s.push_str("map[");
            write(s, k);
            s.push(']');
            write(s, v);
        }
        ExprKind::Chan(dir, elem) => {
            s.push_str(match dir {
                Dir::Both => "chan ",
                Dir::Send => "chan<- ",
                Dir::Recv => "<-chan ",
            });
            let parens = *dir == Dir::Both && matches!(elem.kind, ExprKind::Chan(Dir::Recv, _));
            if parens {
                s.push('(');
            }
            write(s, elem);
            if parens {
                s.push(')');
            }
        }
        ExprKind::Dots(elem) => {
            s.push_str("...");
            write(s, elem);
        }
    }
}

fn list(s: &mut String, exprs: &[Expr]) {
    for (i, e) in exprs.iter().enumerate() {
        if i > 0 {
            s.push_str(", ");
        }
        write(s, e);
    }
}

fn signature(s: &mut String, ty: &FuncType) {
    s.push('(');
    fields(s, &ty.params, ", ");
    s.push(')');
    match &ty.results[..] {
        [] => {}
        [one] if one.name.is_none() => {
            s.push(' ');
            write(s, &one.ty);
        }
        results => {
            s.push_str(" (");
            fields(s, results, ", ");
            s.push(')');
        }
    }
}

/// Fields or parameters; names with the same type share it.
fn fields(s: &mut String, fields: &[Field], separator: &str) {
    for (i, f) in fields.iter().enumerate() {
        let shared = |g: Option<&Field>| g.is_some_and(|g| g.ty.id == f.ty.id && g.name.is_some());
        if i > 0 {
            s.push_str(if shared(fields.get(i - 1)) { ", " } else { separator });
        }
        if let Some(name) = &f.name {
            s.push_str(&name.name);
            if shared(fields.get(i + 1)) {
                continue;
            }
            s.push(' ');
        }
        write(s, &f.ty);
        if let Some(tag) = &f.tag {
            let _ = write!(s, " {tag}");
        }
    }
}
