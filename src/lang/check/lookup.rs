//! Fields and methods of types, through embedding; which interfaces a type implements.
//!
//! It must never know expressions. Next: [`super::selector`].

use super::super::info::{ObjId, PkgId};
use super::Checker;
use super::object::Kind;
use super::predicates::is_exported;
use super::ty::{self, T, Ty};

/// What a selector found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Member {
    /// A field and its type.
    Field(T),
    /// A declared method.
    Method(ObjId),
    /// A method of an interface: its index in the sorted method set, and its type.
    InterfaceMethod(usize, T),
}

/// A field or method and the way to it.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    pub name: &'a str,
    pub member: Member,
    /// Field indices; the last one is the field itself, for a field.
    pub path: Vec<usize>,
    /// Whether there is a pointer on the way.
    pub indirect: bool,
}

/// Why nothing was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Miss {
    NotFound,
    Ambiguous,
    /// There is a method, but it wants a pointer.
    NeedsPointer,
}

struct Embedded {
    ty: T,
    path: Vec<usize>,
    indirect: bool,
    multiples: bool,
}

/// Why a type does not implement an interface.
enum Missing<'a> {
    NotFound,
    WrongName(&'a str, T, Vec<T>),
    Unexported,
    WrongType(&'a str, T, Vec<T>),
    Ambiguous,
    NeedsPointer,
    Field,
}

/// As many methods are looked through; of more a table is made.
const FEW: usize = 16;

impl<'a> Checker<'a> {
    pub(super) fn lookup_member(
        &self,
        t: T,
        addressable: bool,
        name: &str,
        fold: bool,
    ) -> Result<Found<'a>, Miss> {
        self.lookup_member_of(t, addressable, self.pkg, name, fold)
    }

    fn lookup_member_of(
        &self,
        t: T,
        addressable: bool,
        pkg: PkgId,
        name: &str,
        fold: bool,
    ) -> Result<Found<'a>, Miss> {
        // Methods can't be called on a defined pointer type.
        if self.tys.as_named(t).is_some() && self.is_pointer(t) {
            let found = self.find(self.tys.under_id(t), false, pkg, name, fold)?;
            return match found.member {
                Member::Field(_) => Ok(found),
                _ => Err(Miss::NotFound),
            };
        }
        self.find(t, addressable, pkg, name, fold)
    }

    fn matches(&self, name: &str, of: Option<PkgId>, wanted: &str, pkg: PkgId, fold: bool) -> bool {
        let visible = is_exported(name) || of == Some(pkg);
        visible && (name == wanted || fold && name.to_lowercase() == wanted.to_lowercase())
    }

    fn find(
        &self,
        t: T,
        addressable: bool,
        pkg: PkgId,
        name: &str,
        fold: bool,
    ) -> Result<Found<'a>, Miss> {
        if name == "_" {
            return Err(Miss::NotFound);
        }
        let (base, pointer) = match self.tys.deref(t) {
            Some(base) if self.is_interface(base) || self.tys.as_param(base).is_some() => {
                return Err(Miss::NotFound);
            }
            Some(base) => (base, true),
            None => (t, false),
        };
        let mut current =
            vec![Embedded { ty: base, path: vec![], indirect: pointer, multiples: false }];
        let mut seen: Vec<usize> = vec![];
        while !current.is_empty() {
            let mut next: Vec<Embedded> = vec![];
            let mut found: Option<Found<'a>> = None;
            for e in &current {
                let mut add = |name, member, path| {
                    if found.is_some() || e.multiples {
                        return Err(Miss::Ambiguous);
                    }
                    found = Some(Found { name, member, path, indirect: e.indirect });
                    Ok(())
                };
                if let Some(n) = self.tys.as_named(e.ty) {
                    if seen.contains(&n) {
                        continue;
                    }
                    seen.push(n);
                    if let Some(m) = self.declared_method(n, pkg, name, fold) {
                        add(self.obj(m).name, Member::Method(m), e.path.clone())?;
                        continue;
                    }
                }
                match self.tys.under(e.ty) {
                    Ty::Struct(fields) => {
                        for (i, f) in fields.iter().enumerate() {
                            let path = || [&e.path[..], &[i]].concat();
                            if self.matches(f.name, Some(f.pkg), name, pkg, fold) {
                                add(f.name, Member::Field(f.ty), path())?;
                            } else if f.embedded {
                                let (ty, pointer) = match self.tys.deref(f.ty) {
                                    Some(base) => (base, true),
                                    None => (f.ty, false),
                                };
                                next.push(Embedded {
                                    ty,
                                    path: path(),
                                    indirect: e.indirect || pointer,
                                    multiples: e.multiples,
                                });
                            }
                        }
                    }
                    // A type parameter has the methods of its constraint.
                    Ty::Interface(_) | Ty::Param(_) => {
                        let set = self.set_of_either(e.ty).unwrap_or_default();
                        let all = &set.methods;
                        let method =
                            all.iter().position(|m| self.matches(m.name, m.pkg, name, pkg, fold));
                        if let Some(i) = method {
                            let m = &all[i];
                            add(m.name, Member::InterfaceMethod(i, m.sig), e.path.clone())?;
                        }
                    }
                    _ => {}
                }
            }
            if let Some(found) = found {
                let needs_pointer = matches!(found.member, Member::Method(m)
                    if matches!(self.obj(m).kind, Kind::Func { pointer_receiver: true, .. }));
                if needs_pointer && !found.indirect && !addressable {
                    return Err(Miss::NeedsPointer);
                }
                return Ok(found);
            }
            current = self.consolidate(next);
        }
        Err(Miss::NotFound)
    }

    /// The method of that name that a defined type declares.
    fn declared_method(&self, n: usize, pkg: PkgId, name: &str, fold: bool) -> Option<ObjId> {
        let methods = &self.tys.named[n].methods;
        let matches = |m: &ObjId| {
            let o = self.obj(*m);
            self.matches(o.name, o.pkg, name, pkg, fold)
        };
        if fold || methods.len() <= FEW {
            return methods.iter().copied().find(matches);
        }
        let mut known = self.method_names.borrow_mut();
        let names = known.entry(n).or_default();
        if names.len() != methods.len() {
            *names = methods.iter().map(|m| (self.obj(*m).name, *m)).collect();
        }
        names.get(name).copied().filter(matches)
    }

    /// Types embedded more than once at a depth: kept once, marked.
    fn consolidate(&self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
        for e in list {
            match out.iter_mut().find(|o| self.identical(o.ty, e.ty)) {
                Some(other) => other.multiples = true,
                None => out.push(e),
            }
        }
        out
    }

    /// What is said of a selector that found nothing.
    pub(super) fn lookup_error(
        &self,
        t: T,
        sel: &str,
        alt: Option<&Found<'a>>,
        literal: bool,
    ) -> String {
        let ty = self.type_string(t);
        let tail = |s: &str| s.chars().skip(1).collect::<String>();
        let what = match alt.map(|f| f.member) {
            Some(Member::Field(_)) => "field",
            _ => "method",
        };
        let (mut misspelled, mut unexported, mut inaccessible) = (false, false, false);
        let name = alt.map_or("", |f| f.name);
        if let Some(f) = alt {
            if self.member_pkg(t, f) == Some(self.pkg) {
                misspelled = true;
            } else if is_exported(sel) {
                misspelled = is_exported(name);
                unexported = !misspelled && tail(sel) == tail(name);
            } else if is_exported(name) {
                misspelled = tail(sel) == tail(name);
            } else {
                inaccessible = sel == name;
            }
        }
        match (literal, misspelled, unexported, inaccessible) {
            (true, true, ..) => {
                format!("unknown field {sel} in struct literal of type {ty}, but does have {name}")
            }
            (true, _, true, _) => format!(
                "unknown field {sel} in struct literal of type {ty}, but does have unexported {name}"
            ),
            (true, _, _, true) => {
                format!("cannot refer to unexported field {name} in struct literal of type {ty}")
            }
            (true, ..) => format!("unknown field {sel} in struct literal of type {ty}"),
            (_, true, ..) => {
                format!("type {ty} has no field or method {sel}, but does have {what} {name}")
            }
            (_, _, true, _) => {
                format!(
                    "type {ty} has no field or method {sel}, but does have unexported {what} {name}"
                )
            }
            (_, _, _, true) => format!("cannot refer to unexported {what} {name}"),
            _ => format!("type {ty} has no field or method {sel}"),
        }
    }

    /// The package a field or method belongs to.
    fn member_pkg(&self, t: T, f: &Found<'a>) -> Option<PkgId> {
        match f.member {
            Member::Method(m) => self.obj(m).pkg,
            _ => {
                let mut t = t;
                let mut pkg = None;
                for i in &f.path {
                    let base = match self.tys.under(t) {
                        Ty::Pointer(base) => *base,
                        _ => t,
                    };
                    let Ty::Struct(fields) = self.tys.under(base) else { break };
                    pkg = Some(fields[*i].pkg);
                    t = fields[*i].ty;
                }
                match (f.member, self.tys.under(t)) {
                    (Member::InterfaceMethod(i, _), Ty::Interface(iface)) => {
                        self.set_of(iface).methods[i].pkg
                    }
                    _ => pkg,
                }
            }
        }
    }

    pub(super) fn interface_pointer_error(&self, t: T) -> String {
        let what = match self.tys.under(t) {
            Ty::Pointer(base) if self.tys.as_param(*base).is_some() => "type parameter",
            _ => "interface",
        };
        format!("type {} is pointer to {what}, not {what}", self.type_string(t))
    }

    /// Whether a value of interface `v` could hold a `t`.
    pub(super) fn assertable(&mut self, v: T, t: T, cause: &mut Option<String>) -> bool {
        self.is_interface(t)
            || self.tys.as_param(t).is_some()
            || self.has_methods(t, v, false, cause)
    }

    /// Whether `v` has all methods of interface `t`. `statically`: must an interface `v` have them.
    pub(super) fn has_methods(
        &mut self,
        v: T,
        t: T,
        statically: bool,
        cause: &mut Option<String>,
    ) -> bool {
        self.has_methods_like(v, t, statically, &mut |c, a, b| c.identical(a, b), cause)
    }

    /// The same; `same` says which types of methods are alike.
    pub(super) fn has_methods_like(
        &mut self,
        v: T,
        t: T,
        statically: bool,
        same: &mut dyn FnMut(&mut Self, T, T) -> bool,
        cause: &mut Option<String>,
    ) -> bool {
        let Some(want) = self.type_set(t).filter(|_| self.is_valid(v)) else { return true };
        let own = self.set_of_either(v);
        for m in &want.methods {
            let missing = match &own {
                Some(have) => match have.method(m.name) {
                    None if !statically => continue,
                    None => Missing::NotFound,
                    Some(f) if !same(self, f.sig, m.sig) => {
                        Missing::WrongType(f.name, f.sig, vec![])
                    }
                    Some(_) => continue,
                },
                _ => match self.missing_method(v, m, same) {
                    None => continue,
                    Some(missing) => missing,
                },
            };
            *cause = Some(self.missing_cause(v, t, m, missing));
            return self.has_invalid_embedded(v, &mut vec![]);
        }
        true
    }

    fn missing_method(
        &mut self,
        v: T,
        m: &ty::Method<'a>,
        same: &mut dyn FnMut(&mut Self, T, T) -> bool,
    ) -> Option<Missing<'a>> {
        let pkg = m.pkg.unwrap_or(self.pkg);
        match self.lookup_member_of(v, false, pkg, m.name, false) {
            Ok(Found { member: Member::Field(_), .. }) => Some(Missing::Field),
            Ok(found) => {
                let sig = self.member_sig(found.member);
                // A generic method is none of an interface's.
                let tparams = self.member_tparams(found.member);
                (!tparams.is_empty() || !same(self, sig, m.sig))
                    .then_some(Missing::WrongType(found.name, sig, tparams))
            }
            Err(Miss::Ambiguous) => Some(Missing::Ambiguous),
            Err(Miss::NeedsPointer) => Some(Missing::NeedsPointer),
            Err(Miss::NotFound) => match self.lookup_member_of(v, false, pkg, m.name, true) {
                Ok(found) if !matches!(found.member, Member::Field(_)) => {
                    if found.name == m.name {
                        return Some(Missing::Unexported);
                    }
                    let sig = self.member_sig(found.member);
                    let tparams = self.member_tparams(found.member);
                    Some(Missing::WrongName(found.name, sig, tparams))
                }
                _ => Some(Missing::NotFound),
            },
        }
    }

    /// The type parameters of a method, whose type is known.
    pub(super) fn member_tparams(&self, member: Member) -> Vec<T> {
        match member {
            Member::Method(m) => self.tparams_of(m),
            _ => vec![],
        }
    }

    /// The type of a field or method, whose declaration is checked if need be.
    pub(super) fn member_sig(&mut self, member: Member) -> T {
        match member {
            Member::Field(t) | Member::InterfaceMethod(_, t) => t,
            Member::Method(m) => {
                self.obj_decl(m);
                self.instance_sig(m);
                self.obj(m).ty.unwrap_or(ty::INVALID)
            }
        }
    }

    fn missing_cause(&mut self, v: T, t: T, m: &ty::Method<'a>, missing: Missing<'a>) -> String {
        let name = m.name;
        let signature = |c: &Self, name: &str, sig: T, tparams: &[T]| {
            let mut s = name.to_string();
            if !tparams.is_empty() {
                c.write_tparams(&mut s, tparams);
            }
            if let Some(sig) = c.sig(sig) {
                c.write_signature(&mut s, &sig, false);
            }
            s
        };
        match missing {
            Missing::NotFound if self.is_interface_pointer(v) => {
                format!("({})", self.interface_pointer_error(v))
            }
            Missing::NotFound if self.is_interface_pointer(t) => {
                format!("({})", self.interface_pointer_error(t))
            }
            Missing::NotFound => format!("(missing method {name})"),
            Missing::WrongName(have, sig, tparams) => format!(
                "(missing method {name})\n\t\thave {}\n\t\twant {}",
                signature(self, have, sig, &tparams),
                signature(self, name, m.sig, &[])
            ),
            Missing::Unexported => format!("(unexported method {name})"),
            Missing::WrongType(have, sig, tparams) => {
                let texts =
                    |c: &Self| (signature(c, have, sig, &tparams), signature(c, name, m.sig, &[]));
                let (mut have, mut want) = texts(self);
                if have == want {
                    (have, want) = self.with_all_packages(texts);
                }
                // Type parameters of the same name would tell nothing.
                if have == want {
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Ambiguous => format!("(ambiguous selector {}.{name})", self.type_string(v)),
            Missing::NeedsPointer => format!("(method {name} has pointer receiver)"),
            Missing::Field => format!("({}.{name} is a field, not a method)", self.type_string(v)),
        }
    }

    /// Whether a struct embeds something already complained about.
    fn has_invalid_embedded(&self, t: T, seen: &mut Vec<T>) -> bool {
        let base = match self.tys.under(t) {
            Ty::Pointer(base) => *base,
            _ => t,
        };
        let under = self.tys.under_id(base);
        let Ty::Struct(fields) = self.tys.get(under) else { return false };
        if seen.contains(&under) {
            return false;
        }
        seen.push(under);
        fields
            .iter()
            .any(|f| f.embedded && (!self.is_valid(f.ty) || self.has_invalid_embedded(f.ty, seen)))
    }
}
