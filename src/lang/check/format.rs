//! Types, operands and constants as gc prints them in messages.
//!
//! It must never decide anything. Next: [`super::exprstring`] for expressions.

use super::super::depth::deep;
use std::fmt::Write;

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::super::ast::Dir;
use super::super::info::{ObjId, PkgId};
use super::Checker;
use super::huge::Huge;
use super::operand::{Mode, Operand};
use super::ty::{self, Param, Sig, T, Ty};
use super::universe::UNIVERSE;
use super::value::Val;

impl<'a> Checker<'a> {
    pub(super) fn type_string(&self, t: T) -> String {
        let mut s = String::new();
        self.write_type(&mut s, t);
        s
    }

    /// `pkg.` as messages of the current package need it.
    pub(super) fn prefix(&self, pkg: Option<PkgId>) -> String {
        match pkg {
            Some(pkg) if pkg != self.pkg => {
                let package = &self.loaded[pkg.0 as usize];
                if self.ambiguous.contains(&package.name[..]) {
                    format!("{:?}.", package.path)
                } else {
                    format!("{}.", package.name)
                }
            }
            _ => String::new(),
        }
    }

    fn write_type(&self, s: &mut String, t: T) {
        deep(|| self.write_type_kind(s, t));
    }

    fn write_type_kind(&self, s: &mut String, t: T) {
        match self.tys.get(t) {
            Ty::Basic(_, name) => s.push_str(name),
            Ty::Named(n) => self.write_type_name(s, t, self.tys.named[*n].obj, self.tys.targs(*n)),
            Ty::Param(p) => self.write_param(s, *p),
            Ty::Alias(o, _) => {
                let targs = self.tys.alias_targs.get(&t);
                self.write_type_name(s, t, *o, targs.map_or(&[], |targs| targs));
            }
            Ty::Pointer(base) => {
                s.push('*');
                self.write_type(s, *base);
            }
            Ty::Slice(elem) => {
                s.push_str("[]");
                self.write_type(s, *elem);
            }
            Ty::Array(elem, n) => {
                let _ = write!(s, "[{n}]");
                self.write_type(s, *elem);
            }
            Ty::Map(key, elem) => {
                s.push_str("map[");
                self.write_type(s, *key);
                s.push(']');
                self.write_type(s, *elem);
            }
            Ty::Chan(dir, elem) => {
                s.push_str(match dir {
                    Dir::Both => "chan ",
                    Dir::Send => "chan<- ",
                    Dir::Recv => "<-chan ",
                });
                let receives = matches!(self.tys.get(*elem), Ty::Chan(Dir::Recv, _));
                let parens = *dir == Dir::Both && receives;
                if parens {
                    s.push('(');
                }
                self.write_type(s, *elem);
                if parens {
                    s.push(')');
                }
            }
            Ty::Struct(fields) => {
                s.push_str("struct{");
                for (i, f) in fields.iter().enumerate() {
                    if i > 0 {
                        s.push_str("; ");
                    }
                    if !f.embedded {
                        let _ = write!(s, "{} ", f.name);
                    }
                    self.write_type(s, f.ty);
                    if !f.tag.is_empty() {
                        let _ = write!(s, " {}", quote(f.tag.as_bytes()));
                    }
                }
                s.push('}');
            }
            Ty::Func(sig) => {
                s.push_str("func");
                self.write_signature(s, sig, true);
            }
            Ty::Interface(iface) => {
                s.push_str(if iface.implicit { "" } else { "interface{" });
                let mut separator = "";
                for m in &iface.methods {
                    s.push_str(separator);
                    s.push_str(m.name);
                    if let Some(sig) = self.sig(m.sig) {
                        self.write_signature(s, &sig, true);
                    }
                    separator = "; ";
                }
                for e in &iface.embedded {
                    s.push_str(separator);
                    s.push_str(&self.terms_string(&e.union));
                    separator = "; ";
                }
                s.push_str(if iface.implicit { "" } else { "}" });
            }
            Ty::Tuple(types) => self.write_params(s, types, false, true),
        }
    }

    /// A type's name with its arguments, or with its parameters if it is generic.
    fn write_type_name(&self, s: &mut String, t: T, obj: ObjId, targs: &[T]) {
        let o = self.obj(obj);
        s.push_str(&self.prefix(o.pkg));
        s.push_str(o.name);
        if let Some(tparams) = self.own_tparams(t) {
            self.write_tparams(s, tparams);
        } else if !targs.is_empty() {
            let targs: Vec<_> = targs.iter().map(|t| self.type_string(*t)).collect();
            let _ = write!(s, "[{}]", targs.join(", "));
        }
    }

    /// A type parameter's name; where it is declared, if it could be taken for a predeclared one.
    fn write_param(&self, s: &mut String, p: usize) {
        let o = self.obj(self.tys.params[p].obj);
        s.push_str(o.name);
        if self.scope_get(UNIVERSE, o.name).is_some() {
            let _ = write!(s, " /* with {} declared at {} */", o.name, self.declared_at(o.pos));
        }
    }

    /// `[K comparable, V any]`; a constraint that several parameters share is written once.
    pub(super) fn write_tparams(&self, s: &mut String, tparams: &[T]) {
        let params: Vec<_> = tparams.iter().filter_map(|t| self.tys.as_param(*t)).collect();
        let constraint = |p: &usize| self.tys.params[*p].constraint;
        s.push('[');
        for (i, p) in params.iter().enumerate() {
            s.push_str(if i > 0 { ", " } else { "" });
            self.write_param(s, *p);
            if params.get(i + 1).map(constraint) != Some(constraint(p)) {
                let _ = write!(s, " {}", self.type_string(constraint(p)));
            }
        }
        s.push(']');
    }

    pub(super) fn write_signature(&self, s: &mut String, sig: &Sig, names: bool) {
        self.write_params(s, &sig.params, sig.variadic, names);
        match &sig.results[..] {
            [] => {}
            [one] if one.name.is_empty() => {
                s.push(' ');
                self.write_type(s, one.ty);
            }
            results => {
                s.push(' ');
                self.write_params(s, results, false, names);
            }
        }
    }

    fn write_params(&self, s: &mut String, params: &[Param], variadic: bool, names: bool) {
        s.push('(');
        for (i, p) in params.iter().enumerate() {
            if i > 0 {
                s.push_str(", ");
            }
            if names && !p.name.is_empty() {
                let _ = write!(s, "{} ", p.name);
            }
            match self.tys.get(p.ty) {
                Ty::Slice(elem) if variadic && i + 1 == params.len() => {
                    s.push_str("...");
                    self.write_type(s, *elem);
                }
                _ => self.write_type(s, p.ty),
            }
        }
        s.push(')');
    }

    /// "array", "struct" …; empty for basic types.
    pub(super) fn composite_kind(&self, t: T) -> &'static str {
        match self.tys.under(t) {
            Ty::Array(..) => "array",
            Ty::Slice(_) => "slice",
            Ty::Struct(_) => "struct",
            Ty::Pointer(_) => "pointer",
            Ty::Func(_) => "func",
            Ty::Interface(_) | Ty::Param(_) => "interface",
            Ty::Map(..) => "map",
            Ty::Chan(..) => "chan",
            Ty::Tuple(_) => "tuple",
            _ => "",
        }
    }

    /// An operand with what it is: `x (variable of type int)`.
    pub(super) fn describe(&self, x: &Operand<'a>) -> String {
        if x.mode == Mode::Nil {
            return match x.ty {
                ty::INVALID => "nil (with invalid type)".into(),
                ty::UNTYPED_NIL => "nil".into(),
                t => format!("nil (of type {})", self.type_string(t)),
            };
        }
        let expr = x.text();
        let mut s = String::new();
        let mut has_type = false;
        match x.mode {
            Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::Type => {}
            _ if self.is_untyped(x.ty) => {
                let _ = write!(s, "{} ", self.type_string(x.ty));
            }
            _ => has_type = true,
        }
        s.push_str(match &x.mode {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin(_) => "built-in",
            Mode::Type => "type",
            Mode::Const(_) => "constant",
            Mode::Var => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::Nil => "nil",
            Mode::CommaOk => "comma, ok expression",
        });
        if let Mode::Const(v) = &x.mode {
            let v = constant_string(v);
            if v != expr {
                let _ = write!(s, " {v}");
            }
        }
        if has_type {
            if self.is_valid(x.ty) {
                s.push_str(" of ");
                let param = self.tys.as_param(x.ty).is_some();
                if !param && matches!(self.tys.get(x.ty), Ty::Named(_) | Ty::Alias(..)) {
                    let mut what = self.composite_kind(x.ty);
                    if let (true, Ty::Basic(_, name)) = (what.is_empty(), self.tys.under(x.ty)) {
                        what = name;
                    }
                    let _ = write!(s, "{what} ");
                }
                let _ = write!(s, "type {}", self.type_string(x.ty));
                if let Some(p) = self.tys.as_param(x.ty) {
                    let constraint = self.type_string(self.tys.params[p].constraint);
                    let _ = write!(s, " constrained by {constraint}");
                    if self.is_empty_set(x.ty) {
                        s.push_str(" with empty type set");
                    }
                }
            } else {
                s.push_str(" with invalid type");
            }
        }
        if expr.is_empty() { s } else { format!("{expr} ({s})") }
    }

    /// `(number, string, *T)`: the types of arguments or results.
    pub(super) fn types_summary(&self, types: &[T], variadic: bool, dots: bool) -> String {
        let mut list = vec![];
        for (i, t) in types.iter().enumerate() {
            let mut s = if !self.is_valid(*t) {
                "unknown type".to_string()
            } else if self.is_untyped(*t) {
                if self.is_numeric(*t) {
                    "number".into()
                } else {
                    self.type_string(*t).replace("untyped ", "")
                }
            } else {
                self.type_string(*t)
            };
            if i + 1 == types.len() {
                if variadic {
                    if let Ty::Slice(elem) = self.tys.get(*t) {
                        s = self.type_string(*elem);
                    }
                    s = format!("...{s}");
                } else if dots {
                    s += "...";
                }
            }
            list.push(s);
        }
        format!("({})", list.join(", "))
    }
}

/// A constant's value, shortened as in messages.
pub fn constant_string(v: &Val) -> String {
    match v {
        Val::Unknown => "unknown".into(),
        Val::Bool(b) => b.to_string(),
        Val::Int(n) => n.to_string(),
        Val::Big(n) => n.to_string(),
        Val::Str(s) => {
            const MAX: usize = 72;
            let q = quote(s);
            if q.chars().count() > MAX {
                q.chars().take(MAX - 3).collect::<String>() + "..."
            } else {
                q
            }
        }
        Val::Huge(h) => h.rational().map_or_else(|| huge(h), |r| float_string(&r)),
        Val::Float(r) => float_string(r),
    }
}

fn float_string(r: &BigRational) -> String {
    let f = r.to_f64().unwrap_or(f64::INFINITY);
    if f.is_finite() && (f == 0.0) == r.is_zero() {
        let s = general(f, Some(6));
        if !r.is_integer() && !s.contains('.') { general(f, None) } else { s }
    } else {
        huge(&Huge::new(r))
    }
}

/// A number that is no `f64`.
fn huge(h: &Huge) -> String {
    let (mantissa, exponent) = h.decimal();
    format!("{}e{exponent:+}", general(mantissa, Some(6)))
}

/// C's `%.<precision>g`, or the shortest text that reads back the same.
fn general(f: f64, precision: Option<usize>) -> String {
    if f == 0.0 {
        return "0".into();
    }
    let text = match precision {
        Some(p) => format!("{:.*e}", p - 1, f),
        None => format!("{f:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |s: &str| {
        if s.contains('.') {
            s.trim_end_matches('0').trim_end_matches('.').to_string()
        } else {
            s.to_string()
        }
    };
    if !(-4..precision.unwrap_or(6) as i32).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exponent.abs());
    }
    match precision {
        Some(p) => trim(&format!("{:.*}", (p as i32 - 1 - exponent).max(0) as usize, f)),
        None => format!("{f}"),
    }
}

/// A string as Go quotes it.
pub fn quote(bytes: &[u8]) -> String {
    let mut s = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => s.push_str("\\\""),
                '\\' => s.push_str("\\\\"),
                '\n' => s.push_str("\\n"),
                '\t' => s.push_str("\\t"),
                '\r' => s.push_str("\\r"),
                '\x07' => s.push_str("\\a"),
                '\x08' => s.push_str("\\b"),
                '\x0c' => s.push_str("\\f"),
                '\x0b' => s.push_str("\\v"),
                c if (c as u32) < 0x20 || c == '\x7f' => {
                    let _ = write!(s, "\\x{:02x}", c as u32);
                }
                c if c.is_control() => {
                    let _ = write!(s, "\\u{:04x}", c as u32);
                }
                c => s.push(c),
            }
        }
        for b in chunk.invalid() {
            let _ = write!(s, "\\x{b:02x}");
        }
    }
    s.push('"');
    s
}
