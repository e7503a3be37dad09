//! The names that functions have in Go's tracebacks.
//!
//! It must never know types' structure. Next: [`super::func`].

use super::super::depth::deep;
use rustc_hash::FxHashSet;

use super::super::ast::{Dir, Expr, ExprKind};
use super::super::info::{ObjId, PkgId};
use super::super::types::Basic;
use super::Checker;
use super::exprstring::expr_string;
use super::func::receiver_base;
use super::predicates::is_exported;
use super::resolve::unparen;
use super::ty::{Field, Method, Param, Sig, T, Ty};

impl<'a> Checker<'a> {
    /// `main.f`, `main.(*T).m`, `main.T.m`, `main.init.0`.
    pub(super) fn declared_symbol(&self, id: ObjId, receiver: Option<&Expr>) -> String {
        let path = &self.loaded[self.pkg.0 as usize].path;
        let name = self.obj(id).name;
        match receiver {
            None if name == "init" => {
                let earlier = self.inits.iter().filter(|(p, _)| *p == self.pkg);
                let n = earlier.take_while(|(_, o)| *o != id).count();
                format!("{path}.init.{n}")
            }
            None if !self.tparams_of(id).is_empty() => format!("{path}.{name}[...]"),
            None => format!("{path}.{name}"),
            Some(receiver) => {
                let base = match &receiver_base(receiver).kind {
                    ExprKind::Name(base) => base.to_string(),
                    ExprKind::Index(generic, _) => format!("{}[...]", expr_string(generic)),
                    _ => "?".into(),
                };
                let generic = if self.tparams_of(id).is_empty() { "" } else { "[...]" };
                if matches!(unparen(receiver).kind, ExprKind::Star(_)) {
                    format!("{path}.(*{base}).{name}{generic}")
                } else {
                    format!("{path}.{base}.{name}{generic}")
                }
            }
        }
    }

    /// `main.f.func1` in a declared function, `main.f.func1.1` in a literal,
    /// `main.init.func1` at package level.
    pub(super) fn literal_symbol(&mut self) -> String {
        let n = self.next_sibling(false);
        match self.env.func.map(|f| &self.funcs[f.0 as usize]) {
            None => format!("{}.init.func{n}", self.loaded[self.pkg.0 as usize].path),
            Some(f) if f.obj.is_some() => format!("{}.func{n}", f.symbol),
            Some(f) => nested_symbol(&f.symbol, &format!(".{n}")),
        }
    }

    /// The number, from 1, of a literal or of a loop's body among those of the function around it.
    fn next_sibling(&mut self, is_loop: bool) -> u32 {
        let n = self.siblings.entry((self.pkg, self.env.func, is_loop)).or_default();
        *n += 1;
        *n
    }

    /// The arguments in an instance's name as it is seen at run time: `[int,main.T]`.
    pub(super) fn targs_name(&self, n: usize) -> String {
        let named = &self.tys.named[n];
        let names =
            |list: &[T]| list.iter().map(|t| self.run_time_name(*t)).collect::<Vec<_>>().join(",");
        let around = names(&named.around);
        match &named.instance {
            None if around.is_empty() => String::new(),
            None => format!("[{around}]"),
            Some((_, targs)) if around.is_empty() => format!("[{}]", names(targs)),
            Some((_, targs)) => format!("[{around};{}]", names(targs)),
        }
    }

    /// A type's name with all packages' paths.
    fn run_time_name(&self, t: T) -> String {
        deep(|| self.run_time_name_of(t))
    }

    fn run_time_name_of(&self, t: T) -> String {
        let t = self.tys.unalias(t);
        match self.tys.get(t) {
            Ty::Named(n) => {
                let o = self.obj(self.tys.named[*n].obj);
                let path =
                    o.pkg.map_or(String::new(), |p| format!("{}.", self.loaded[p.0 as usize].path));
                format!("{path}{}{}", o.name, self.targs_name(*n))
            }
            Ty::Basic(Basic::Uint8, _) => "uint8".into(),
            Ty::Basic(Basic::Int32, _) => "int32".into(),
            Ty::Pointer(t) => format!("*{}", self.run_time_name(*t)),
            Ty::Slice(t) => format!("[]{}", self.run_time_name(*t)),
            Ty::Array(t, n) => format!("[{n}]{}", self.run_time_name(*t)),
            Ty::Map(k, v) => format!("map[{}]{}", self.run_time_name(*k), self.run_time_name(*v)),
            Ty::Chan(Dir::Both, t) => format!("chan {}", self.run_time_name(*t)),
            Ty::Chan(Dir::Send, t) => format!("chan<- {}", self.run_time_name(*t)),
            Ty::Chan(Dir::Recv, t) => format!("<-chan {}", self.run_time_name(*t)),
            Ty::Func(sig) => format!("func{}", self.run_time_sig(sig)),
            Ty::Struct(fields) => {
                let field = |f: &Field| {
                    let path = &self.loaded[f.pkg.0 as usize].path;
                    let name = match (f.embedded, !is_exported(f.name)) {
                        (true, _) => String::new(),
                        (_, true) => format!("{path}.{} ", f.name),
                        _ => format!("{} ", f.name),
                    };
                    format!("{name}{}", self.run_time_name(f.ty))
                };
                braces("struct", fields.iter().map(field).collect())
            }
            Ty::Interface(iface) => {
                let method = |m: &Method| {
                    let sig = self.sig(m.sig).map(|sig| self.run_time_sig(&sig));
                    format!("{}{}", m.name, sig.unwrap_or_default())
                };
                braces("interface", self.set_of(iface).methods.iter().map(method).collect())
            }
            _ => self.type_string(t),
        }
    }

    fn run_time_sig(&self, sig: &Sig) -> String {
        let list = |list: &[Param]| list.iter().map(|p| self.run_time_name(p.ty)).collect();
        let mut params: Vec<String> = list(&sig.params);
        if let Some(last) = params.last_mut().filter(|_| sig.variadic) {
            *last = last.replacen("[]", "...", 1);
        }
        let results: Vec<String> = list(&sig.results);
        let results = match &results[..] {
            [] => String::new(),
            [one] => format!(" {one}"),
            many => format!(" ({})", many.join(", ")),
        };
        format!("({}){results}", params.join(", "))
    }

    /// `main.f-range1`, `main.f.func1-range1`, `main.f-range1-range1`: the body of a loop over a
    /// function.
    pub(super) fn loop_symbol(&mut self) -> String {
        let n = self.next_sibling(true);
        let outer = self.env.func.map_or("", |f| &self.funcs[f.0 as usize].symbol);
        nested_symbol(outer, &format!("-range{n}"))
    }

    /// Which package names messages must tell apart by their path: those that two packages of
    /// the import closure have. In real Go that closure also holds internal packages.
    pub(super) fn ambiguous_names(&mut self, package: &'a super::Loaded) {
        self.ambiguous.clear();
        self.ambiguous.extend(["sync", "strconv", "maps"]);
        let alone = ["sync/atomic", "math", "unicode", "math/bits", "unicode/utf8", "cmp"];
        let path = |id: &PkgId| &*self.loaded[id.0 as usize].path;
        if package.imports.iter().any(|id| !alone.contains(&path(id))) {
            self.ambiguous.insert("atomic");
        }
        let mut seen = FxHashSet::default();
        for p in self.loaded {
            if !seen.insert(&*p.name) {
                self.ambiguous.insert(&p.name);
            }
        }
    }
}

/// Bytes of a symbol: in functions nested deeper names are only the beginning. All of them would take a
/// memory that grows with the square of the depth.
const LONGEST_SYMBOL: usize = 1000;

fn nested_symbol(outer: &str, own: &str) -> String {
    match outer.len() < LONGEST_SYMBOL {
        true => format!("{outer}{own}"),
        false => outer.into(),
    }
}

fn braces(what: &str, parts: Vec<String>) -> String {
    if parts.is_empty() {
        format!("{what} {{}}")
    } else {
        format!("{what} {{ {} }}", parts.join("; "))
    }
}
