//! Questions about types: what kind, identical, comparable.
//!
//! It must never know expressions. Next: [`super::lookup`] for fields and methods.

use super::super::types::Basic;
use super::Checker;
use super::ty::{self, Sig, T, Term, Ty};

impl<'a> Checker<'a> {
    /// The basic type a type is built on.
    pub(super) fn basic(&self, t: T) -> Option<Basic> {
        match self.tys.under(t) {
            Ty::Basic(b, _) => Some(*b),
            _ => None,
        }
    }

    pub(super) fn is_valid(&self, t: T) -> bool {
        self.tys.unalias(t) != ty::INVALID
    }

    pub(super) fn is_untyped(&self, t: T) -> bool {
        (ty::UNTYPED_BOOL..=ty::UNTYPED_NIL).contains(&t)
    }

    /// Whether a type, and each that a type parameter stands for, is built on such a basic type.
    fn all_basic(&self, t: T, is: fn(Basic) -> bool) -> bool {
        self.all_types(t, |t| self.basic(t).is_some_and(is))
    }

    pub(super) fn is_boolean(&self, t: T) -> bool {
        self.all_basic(t, |b| matches!(b, Basic::Bool | Basic::UntypedBool))
    }

    pub(super) fn is_string(&self, t: T) -> bool {
        self.all_basic(t, is_string)
    }

    /// A string, or what is either that or `[]byte`: it can be read as a string can.
    pub(super) fn is_text(&self, t: T) -> bool {
        self.basic(t).is_some_and(is_string)
    }

    pub(super) fn is_integer(&self, t: T) -> bool {
        self.all_basic(t, is_integer)
    }

    pub(super) fn is_unsigned(&self, t: T) -> bool {
        self.all_basic(t, is_unsigned)
    }

    pub(super) fn is_numeric(&self, t: T) -> bool {
        self.all_basic(t, is_numeric)
    }

    pub(super) fn is_ordered(&self, t: T) -> bool {
        self.all_basic(t, |b| is_numeric(b) || is_string(b))
    }

    /// Whether there are constants of a type: not of a type parameter.
    pub(super) fn is_const_type(&self, t: T) -> bool {
        self.tys.as_param(t).is_none() && (self.is_ordered(t) || self.is_boolean(t))
    }

    pub(super) fn is_interface(&self, t: T) -> bool {
        matches!(self.tys.under(t), Ty::Interface(_))
    }

    pub(super) fn is_interface_pointer(&self, t: T) -> bool {
        matches!(self.tys.under(t), Ty::Pointer(base) if self.is_interface(*base))
    }

    pub(super) fn is_pointer(&self, t: T) -> bool {
        matches!(self.tys.under(t), Ty::Pointer(_))
    }

    /// `[]byte` or `[]rune`.
    pub(super) fn is_bytes_or_runes(&self, t: T) -> bool {
        matches!(self.tys.under(t), Ty::Slice(e)
            if matches!(self.basic(*e), Some(Basic::Uint8 | Basic::Int32)))
    }

    /// Whether a type has a name: predeclared or defined.
    pub(super) fn has_name(&self, t: T) -> bool {
        matches!(self.tys.get(self.tys.unalias(t)), Ty::Basic(..) | Ty::Named(_) | Ty::Param(_))
    }

    pub(super) fn has_nil(&self, t: T) -> bool {
        use Ty::*;
        self.all_types(t, |t| {
            matches!(
                self.tys.under(t),
                Slice(_) | Pointer(_) | Func(_) | Map(..) | Chan(..) | Interface(_)
            )
        })
    }

    /// The type a variable gets from an untyped value.
    pub(super) fn default_type(&self, t: T) -> T {
        match t {
            ty::UNTYPED_BOOL => ty::BOOL,
            ty::UNTYPED_INT => ty::INT,
            ty::UNTYPED_RUNE => ty::RUNE,
            ty::UNTYPED_FLOAT => ty::FLOAT64,
            ty::UNTYPED_STRING => ty::STRING,
            _ => t,
        }
    }

    pub(super) fn sig(&self, t: T) -> Option<std::rc::Rc<Sig<'a>>> {
        match self.tys.under(t) {
            Ty::Func(sig) => Some(sig.clone()),
            _ => None,
        }
    }

    pub(super) fn identical(&self, x: T, y: T) -> bool {
        self.same(x, y, false)
    }

    pub(super) fn identical_ignore_tags(&self, x: T, y: T) -> bool {
        self.same(x, y, true)
    }

    fn same(&self, x: T, y: T, ignore_tags: bool) -> bool {
        let (x, y) = (self.tys.unalias(x), self.tys.unalias(y));
        if x == y {
            return true;
        }
        let same = |a: &T, b: &T| self.same(*a, *b, ignore_tags);
        match (self.tys.get(x), self.tys.get(y)) {
            (Ty::Basic(a, _), Ty::Basic(b, _)) => a == b,
            (Ty::Named(a), Ty::Named(b)) | (Ty::Param(a), Ty::Param(b)) => a == b,
            (Ty::Pointer(a), Ty::Pointer(b)) | (Ty::Slice(a), Ty::Slice(b)) => same(a, b),
            (Ty::Array(a, n), Ty::Array(b, m)) => n == m && same(a, b),
            (Ty::Map(k, v), Ty::Map(l, w)) => same(k, l) && same(v, w),
            (Ty::Chan(d, a), Ty::Chan(e, b)) => d == e && same(a, b),
            (Ty::Struct(a), Ty::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(f, g)| {
                        f.embedded == g.embedded
                            && f.name == g.name
                            && (is_exported(f.name) || f.pkg == g.pkg)
                            && (ignore_tags || f.tag == g.tag)
                            && same(&f.ty, &g.ty)
                    })
            }
            (Ty::Func(a), Ty::Func(b)) => {
                let pairs = |a: &[ty::Param], b: &[ty::Param]| {
                    a.len() == b.len() && a.iter().zip(b).all(|(p, q)| same(&p.ty, &q.ty))
                };
                a.variadic == b.variadic
                    && pairs(&a.params, &b.params)
                    && pairs(&a.results, &b.results)
            }
            (Ty::Interface(a), Ty::Interface(b)) => {
                a.all.len() == b.all.len()
                    && a.comparable == b.comparable
                    && self.same_terms(a.terms.as_deref(), b.terms.as_deref())
                    && a.all.iter().zip(&b.all).all(|(m, n)| {
                        m.name == n.name
                            && (is_exported(m.name) || m.pkg == n.pkg)
                            && same(&m.sig, &n.sig)
                    })
            }
            (Ty::Tuple(a), Ty::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(&a.ty, &b.ty))
            }
            _ => false,
        }
    }

    pub(super) fn same_terms(&self, a: Option<&[Term]>, b: Option<&[Term]>) -> bool {
        let all_in = |a: &[Term], b: &[Term]| {
            a.iter().all(|x| b.iter().any(|y| x.tilde == y.tilde && self.identical(x.ty, y.ty)))
        };
        match (a, b) {
            (Some(a), Some(b)) => all_in(a, b) && all_in(b, a),
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    pub(super) fn comparable(&self, t: T) -> bool {
        self.incomparable(t).is_none()
    }

    /// Why values of a type can't be compared; empty if there is nothing to say.
    pub(super) fn incomparable(&self, t: T) -> Option<String> {
        self.incomparable_in(t, &mut vec![])
    }

    /// `seen`: the type parameters around, which constraints may mention again.
    fn incomparable_in(&self, t: T, seen: &mut Vec<usize>) -> Option<String> {
        if let Some(p) = self.tys.as_param(t) {
            if seen.contains(&p) {
                return None;
            }
            seen.push(p);
            let constraint = self.iface(self.tys.params[p].constraint)?;
            let terms = constraint.terms.as_deref().unwrap_or(&[]);
            let can = constraint.comparable
                || !terms.is_empty()
                    && terms.iter().all(|term| self.incomparable_in(term.ty, seen).is_none());
            return (!can).then(|| "incomparable types in type set".into());
        }
        match self.tys.under(t) {
            Ty::Basic(Basic::UntypedNil, _) => Some(String::new()),
            Ty::Basic(..) | Ty::Pointer(_) | Ty::Chan(..) | Ty::Interface(_) => None,
            Ty::Struct(fields) => {
                let bad = fields.iter().find(|f| self.incomparable_in(f.ty, seen).is_some())?;
                let t = self.type_string(bad.ty);
                Some(format!("struct containing {t} cannot be compared"))
            }
            Ty::Array(elem, _) => {
                self.incomparable_in(*elem, seen)?;
                Some(format!("{} cannot be compared", self.type_string(t)))
            }
            _ => Some(String::new()),
        }
    }
}

pub fn is_integer(b: Basic) -> bool {
    use Basic::*;
    matches!(b, Int | Int8 | Int16 | Int32 | Int64 | UntypedInt | UntypedRune) || is_unsigned(b)
}

pub fn is_unsigned(b: Basic) -> bool {
    use Basic::*;
    matches!(b, Uint | Uint8 | Uint16 | Uint32 | Uint64 | Uintptr)
}

pub fn is_string(b: Basic) -> bool {
    matches!(b, Basic::String | Basic::UntypedString)
}

fn is_numeric(b: Basic) -> bool {
    is_integer(b) || is_float(b)
}

pub fn is_float(b: Basic) -> bool {
    matches!(b, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
}

/// Whether other packages may use a name.
pub fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}
