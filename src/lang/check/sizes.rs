//! What gc refuses because it takes too many bytes: types, elements of channels, stack frames.
//!
//! The sizes are those of gc on amd64. A running program's values are laid out otherwise, so it must never be
//! asked for what lowering needs. Next: [`crate::lang::lower`].

use rustc_hash::FxHashSet;

use super::super::ast::Pos;
use super::super::depth::deep;
use super::super::info::FuncId;
use super::super::types::Basic;
use super::Checker;
use super::object::{DeclKind, Kind};
use super::ty::{T, Ty};

/// No type is as large.
const ADDRESS_SPACE: u64 = 1 << 50;
/// No element of a channel is as large.
const CHAN_ELEM: u64 = 1 << 16;
/// No key or element of a map is as large.
const MAP_PART: u64 = 1 << 31;
/// Parameters and results, or local variables, of a function take no more.
const FRAME: u64 = 1 << 30;

/// A slice literal with so many elements that its array may not fit on the stack.
pub(super) struct LongLiteral {
    pub func: FuncId,
    pub elem: T,
    pub len: i64,
}

impl LongLiteral {
    /// Shorter ones need not be looked at.
    pub const LEN: i64 = 1 << 20;
}

impl<'a> Checker<'a> {
    /// Complains about what is too large in the package.
    pub(super) fn too_large(&mut self) {
        let mut seen = FxHashSet::default();
        let mut objects: Vec<_> = self.objs.iter().filter(|o| o.pkg == Some(self.pkg)).collect();
        objects.sort_by_key(|o| o.pos);
        let (mut found, mut frames) = (vec![], vec![]);
        for o in objects {
            let is_local_type = matches!(o.kind, Kind::TypeName { .. }) && o.decl.is_none();
            let Some(t) = o.ty.filter(|_| !is_local_type) else { continue };
            self.large_parts(t, o.pos, &mut seen, &mut found);
            if let Kind::Func { receiver, .. } = o.kind {
                let args = receiver.map_or(0, |t| self.size(t)).saturating_add(self.args(t));
                frames.push((o.decl, 0, args));
            }
        }
        for literal in &self.long_literals {
            let bytes = self.size(literal.elem).saturating_mul(literal.len as u64);
            let function = self.funcs[literal.func.0 as usize].obj;
            frames.push((function.and_then(|f| self.obj(f).decl), bytes, 0));
        }
        for (decl, locals, args) in frames.into_iter().filter(|(_, l, a)| *l > FRAME || *a > FRAME)
        {
            if let Some(DeclKind::Func(f)) = decl.map(|decl| self.decls[decl].kind.clone()) {
                let (locals, args) = (locals >> 20, args >> 20);
                let message =
                    format!("stack frame too large (>1GB): {locals} MB locals + {args} MB args");
                found.push((self.func_pos(f), message));
            }
        }
        for (pos, message) in found {
            self.error(pos, message);
        }
    }

    /// Looks for what is too large in a type that was written at `pos`.
    fn large_parts(&self, t: T, pos: Pos, seen: &mut FxHashSet<T>, found: &mut Vec<(Pos, String)>) {
        if !seen.insert(t) || self.tys.mentions_param(t) {
            return;
        }
        let mut part = |t: T, pos: Pos| deep(|| self.large_parts(t, pos, seen, found));
        match self.tys.get(t) {
            Ty::Named(n) => {
                let named = &self.tys.named[*n];
                if self.obj(named.obj).pkg == Some(self.pkg) {
                    part(named.under, named.pos);
                }
            }
            Ty::Alias(_, t) | Ty::Pointer(t) | Ty::Slice(t) => part(*t, pos),
            Ty::Struct(fields) => fields.iter().for_each(|f| part(f.ty, pos)),
            Ty::Func(sig) => sig.params.iter().chain(&sig.results).for_each(|p| part(p.ty, pos)),
            Ty::Interface(iface) => iface.methods.iter().for_each(|m| part(m.sig, pos)),
            Ty::Array(elem, n) => {
                part(*elem, pos);
                let elem = self.size(*elem);
                if elem > 0 && *n as u64 > (ADDRESS_SPACE - 1) / elem {
                    let message = format!("type {} larger than address space", self.type_string(t));
                    found.push((pos, message));
                }
            }
            Ty::Chan(_, elem) => {
                part(*elem, pos);
                if self.size(*elem) >= CHAN_ELEM {
                    found.push((pos, "channel element type too large (>64kB)".into()));
                }
            }
            Ty::Map(key, elem) => {
                part(*key, pos);
                part(*elem, pos);
                if self.size(*elem) >= MAP_PART {
                    found.push((pos, "map element type too large".into()));
                }
                if self.size(*key) >= MAP_PART {
                    found.push((pos, "map key type too large".into()));
                }
            }
            Ty::Basic(..) | Ty::Param(_) | Ty::Tuple(_) => {}
        }
    }

    /// Bytes of a function's parameters and results.
    fn args(&self, t: T) -> u64 {
        let Some(sig) = self.sig(t) else { return 0 };
        let sizes = sig.params.iter().chain(&sig.results).map(|p| self.size(p.ty));
        sizes.fold(0, u64::saturating_add)
    }

    /// Bytes of a value.
    fn size(&self, t: T) -> u64 {
        deep(|| self.size_and_align(t).0)
    }

    fn size_and_align(&self, t: T) -> (u64, u64) {
        match self.tys.under(t) {
            Ty::Basic(b, _) => match b {
                Basic::Bool | Basic::Int8 | Basic::Uint8 => (1, 1),
                Basic::Int16 | Basic::Uint16 => (2, 2),
                Basic::Int32 | Basic::Uint32 | Basic::Float32 => (4, 4),
                Basic::String => (16, 8),
                Basic::Invalid => (0, 1),
                _ => (8, 8),
            },
            Ty::Interface(_) => (16, 8),
            Ty::Slice(_) => (24, 8),
            Ty::Array(elem, n) => {
                let (size, align) = deep(|| self.size_and_align(*elem));
                (size.saturating_mul(*n as u64), align)
            }
            Ty::Struct(fields) => {
                let (mut end, mut most, mut last) = (0u64, 1, 0);
                for f in fields.iter() {
                    let (size, align) = deep(|| self.size_and_align(f.ty));
                    end = end.div_ceil(align).saturating_mul(align).saturating_add(size);
                    (most, last) = (most.max(align), size);
                }
                // The address of a last field without a size must not be that of what follows.
                let end = end.saturating_add(u64::from(end > 0 && last == 0));
                (end.div_ceil(most).saturating_mul(most), most)
            }
            Ty::Param(_) => (0, 1),
            _ => (8, 8),
        }
    }
}
