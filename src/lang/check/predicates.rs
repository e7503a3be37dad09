//! Questions about types: what kind, identical, comparable.
//!
//! It must never know expressions. Next: [`super::lookup`] for fields and methods.

use super::super::depth::deep;
use super::super::types::Basic;
use super::super::unicode;
use super::Checker;
use super::ty::{self, Sig, T, Ty};
use super::typeset::is_empty;

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
        self.specific_types(t).is_some_and(|types| {
            let bytes = |under: T| self.identical(under, ty::BYTES);
            types.iter().all(|(t, under)| self.is_string(*t) || bytes(*under))
                && types.iter().any(|(t, _)| self.is_string(*t))
        })
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
        matches!(self.tys.under(t), Ty::Pointer(base)
            if self.is_interface(*base) || self.tys.as_param(*base).is_some())
    }

    pub(super) fn is_pointer(&self, t: T) -> bool {
        matches!(self.tys.under(t), Ty::Pointer(_))
    }

    /// The array that a pointer points to; another type itself. Both underlie a type.
    pub(super) fn array_behind(&self, under: T) -> T {
        match self.tys.get(under) {
            Ty::Pointer(base) if matches!(self.tys.under(*base), Ty::Array(..)) => {
                self.tys.under_id(*base)
            }
            _ => under,
        }
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
        self.same(x, y, false, None)
    }

    pub(super) fn identical_ignore_tags(&self, x: T, y: T) -> bool {
        self.same(x, y, true, None)
    }

    /// `around`: the interfaces that are being compared. If they contain themselves, they are the same unless
    /// something else differs.
    fn same(&self, x: T, y: T, ignore_tags: bool, around: Option<&Pair>) -> bool {
        let (x, y) = (self.tys.unalias(x), self.tys.unalias(y));
        if x == y {
            return true;
        }
        let same = |a: &T, b: &T| deep(|| self.same(*a, *b, ignore_tags, around));
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
                if around.is_some_and(|around| around.has(x, y)) {
                    return true;
                }
                let pair = Pair { x, y, around };
                let same = |a: T, b: T| self.same(a, b, ignore_tags, Some(&pair));
                let (a, b) = (self.set_of(a), self.set_of(b));
                a.methods.len() == b.methods.len()
                    && self.same_set(&a, &b)
                    && a.methods.iter().zip(&b.methods).all(|(m, n)| {
                        m.name == n.name
                            && (is_exported(m.name) || m.pkg == n.pkg)
                            && same(m.sig, n.sig)
                    })
            }
            (Ty::Tuple(a), Ty::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(&a.ty, &b.ty))
            }
            _ => false,
        }
    }

    pub(super) fn comparable(&self, t: T) -> bool {
        self.incomparable(t, true).is_none()
    }

    /// Why values of a type can't be compared; empty if there is nothing to say. `dynamic`: those of
    /// interfaces can, though that may panic.
    pub(super) fn incomparable(&self, t: T, dynamic: bool) -> Option<String> {
        self.incomparable_in(t, dynamic, &mut vec![])
    }

    /// `seen`: the types around, which constraints may mention again.
    fn incomparable_in(&self, t: T, dynamic: bool, seen: &mut Vec<T>) -> Option<String> {
        let own = self.tys.unalias(t);
        if seen.contains(&own) {
            return None;
        }
        seen.push(own);
        if let Some(set) = self.set_of_either(t) {
            let can = match &set.terms {
                _ if dynamic && self.tys.as_param(t).is_none() => true,
                None => set.comparable,
                Some(terms) => {
                    !terms.is_empty()
                        && terms.iter().all(|t| self.incomparable_in(t.ty, false, seen).is_none())
                }
            };
            let what =
                if is_empty(&set) { "empty type set" } else { "incomparable types in type set" };
            return (!can).then(|| what.into());
        }
        match self.tys.under(t) {
            Ty::Basic(Basic::UntypedNil, _) => Some(String::new()),
            Ty::Basic(..) | Ty::Pointer(_) | Ty::Chan(..) => None,
            Ty::Struct(fields) => {
                let incomparable =
                    |f: &&ty::Field| deep(|| self.incomparable_in(f.ty, dynamic, seen)).is_some();
                let bad = fields.iter().find(incomparable)?;
                let t = self.type_string(bad.ty);
                Some(format!("struct containing {t} cannot be compared"))
            }
            Ty::Array(elem, _) => {
                deep(|| self.incomparable_in(*elem, dynamic, seen))?;
                Some(format!("{} cannot be compared", self.type_string(t)))
            }
            _ => Some(String::new()),
        }
    }
}

/// Two interfaces that are being compared, and those around.
struct Pair<'p> {
    x: T,
    y: T,
    around: Option<&'p Pair<'p>>,
}

impl Pair<'_> {
    fn has(&self, x: T, y: T) -> bool {
        (self.x, self.y) == (x, y) || self.around.is_some_and(|around| around.has(x, y))
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
    name.chars().next().is_some_and(|c| unicode::is_upper(c.into()))
}
