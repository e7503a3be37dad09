//! Method sets: which methods a dynamic value of a type has, and on which way each is found.
//!
//! It must never know code. Next: [`super::wrapper`], which makes a function of each entry.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::info::ObjId;
use crate::lang::types::{NamedId, Type, TypeId, Types};

/// A method of a type.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its name.
    pub name: Box<str>,
    /// Its signature, without receiver.
    pub sig: Option<TypeId>,
    /// The embedded fields on the way from the value to the receiver.
    pub path: Vec<usize>,
    /// What is called there.
    pub target: Target,
}

/// What a method entry calls.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A declared method; `true`: its receiver is a pointer.
    Declared(ObjId, bool),
    /// A method of an embedded interface: its place in that interface's sorted list.
    Interface(usize),
}

/// An embedded value to look at: its type, the way to it, and whether a pointer was followed (or
/// the value is a pointer), so that methods with pointer receivers are in the set.
struct Candidate {
    ty: TypeId,
    path: Vec<usize>,
    addressable: bool,
}

/// The method set of a type, sorted by name. Interfaces have none here: their values are looked
/// at by their dynamic type.
pub fn method_set(types: &Types, ty: TypeId) -> Vec<Method> {
    let mut found: Vec<Method> = vec![];
    if matches!(types.underlying(ty), Type::Interface(_)) {
        return found;
    }
    let mut known: FxHashSet<Box<str>> = FxHashSet::default();
    let mut seen: FxHashSet<NamedId> = FxHashSet::default();
    let mut level = vec![Candidate { ty, path: vec![], addressable: false }];
    while !level.is_empty() {
        let mut here: Vec<(Box<str>, Option<Method>)> = vec![];
        let mut next = vec![];
        let mut names: Vec<NamedId> = vec![];
        for c in level {
            let (base, addressable) = match types.get(c.ty) {
                Type::Pointer(elem) => (*elem, true),
                _ => (c.ty, c.addressable),
            };
            if let Type::Named(named) = types.get(base) {
                if seen.contains(named) {
                    continue;
                }
                names.push(*named);
                for m in &types.named(*named).methods {
                    let method = Method {
                        name: m.name.clone(),
                        sig: None,
                        path: c.path.clone(),
                        target: Target::Declared(m.func, m.pointer_receiver),
                    };
                    let usable = addressable || !m.pointer_receiver;
                    here.push((m.name.clone(), usable.then_some(method)));
                }
            }
            match types.underlying(base) {
                Type::Struct(fields) => {
                    for (i, f) in fields.iter().enumerate() {
                        here.push((f.name.clone(), None));
                        if f.embedded {
                            let path = c.path.iter().copied().chain([i]).collect();
                            next.push(Candidate { ty: f.ty, path, addressable });
                        }
                    }
                }
                Type::Interface(methods) if !c.path.is_empty() => {
                    for (i, m) in methods.iter().enumerate() {
                        let method = Method {
                            name: m.name.clone(),
                            sig: Some(m.sig),
                            path: c.path.clone(),
                            target: Target::Interface(i),
                        };
                        here.push((m.name.clone(), Some(method)));
                    }
                }
                _ => {}
            }
        }
        seen.extend(names);
        // A name met twice at one depth is ambiguous: neither counts, but both hide deeper ones.
        let mut times: FxHashMap<&str, u32> = FxHashMap::default();
        here.iter().for_each(|(name, _)| *times.entry(name).or_default() += 1);
        for i in 0..here.len() {
            if times[&*here[i].0] == 1 && !known.contains(&here[i].0) && here[i].1.is_some() {
                found.extend(here[i].1.clone());
            }
        }
        known.extend(here.into_iter().map(|(name, _)| name));
        level = next;
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
