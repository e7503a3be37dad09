//! How values lie in words: structs and arrays flattened, every scalar a whole word.
//!
//! It must never know code or registers. Next: [`super::rtypes`], which writes the same layout into
//! the run-time type table.

use crate::lang::depth::deep;
use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::lang::types::{Basic, FieldType, Type, TypeId, Types};

/// More words than any value a program can hold (it saturates here, so that nothing overflows).
pub const MAX_WORDS: u64 = 1 << 40;

/// Sizes of types, remembered.
#[derive(Default)]
pub struct Layout {
    words: RefCell<FxHashMap<TypeId, u64>>,
}

impl Layout {
    /// How many words a value of the type takes.
    pub fn words(&self, types: &Types, ty: TypeId) -> u64 {
        if let Some(n) = self.words.borrow().get(&ty) {
            return *n;
        }
        let n = match types.underlying(ty) {
            Type::Basic(Basic::String | Basic::UntypedString) | Type::Interface(_) => 2,
            Type::Slice(_) => 3,
            Type::Array(elem, n) => {
                deep(|| self.words(types, *elem)).saturating_mul(*n).min(MAX_WORDS)
            }
            Type::Struct(fields) => {
                let words = |f: &FieldType| deep(|| self.words(types, f.ty));
                fields.iter().map(words).sum::<u64>().min(MAX_WORDS)
            }
            Type::Tuple(elems) => elems.iter().map(|t| self.words(types, *t)).sum(),
            _ => 1,
        };
        self.words.borrow_mut().insert(ty, n);
        n
    }

    /// At which word of a struct a field begins.
    pub fn field_offset(&self, types: &Types, fields: &[FieldType], index: usize) -> u64 {
        fields[..index].iter().map(|f| self.words(types, f.ty)).sum()
    }
}
