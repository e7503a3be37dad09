//! A limiter: an interface that lets so many calls a second through and refuses the others.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Relaxed},
};

use super::named;
use crate::ids::Nanos;
use crate::runtime::Cx;
use crate::runtime::os::Os;
use crate::trace::event::{EventKind, ObjId, ObjKind};

/// How many words a limiter has.
pub(crate) const WORDS: usize = 6;

const SECOND: Nanos = 1_000_000_000;

/// A limiter's words.
pub(crate) struct Limiter<'a> {
    /// The number of the second of the last call, and one: 0 is before the first call.
    second: &'a AtomicU64,
    calls_in_second: &'a AtomicU64,
    calls: &'a AtomicU64,
    refused: &'a AtomicU64,
    per_second: &'a AtomicU64,
    /// Its number in the trace.
    obj: &'a AtomicU64,
}

impl<'a> Limiter<'a> {
    /// # Panics
    /// If there are not [`WORDS`] words.
    pub fn of(words: &'a [AtomicU64]) -> Self {
        let [second, calls_in_second, calls, refused, per_second, obj] = words else {
            panic!("a limiter has {WORDS} words")
        };
        Limiter { second, calls_in_second, calls, refused, per_second, obj }
    }

    /// Makes it one that lets `per_second` calls a second through.
    pub fn init<O: Os>(&self, cx: &mut Cx<'_, O>, name: &str, per_second: u32) {
        self.per_second.store(per_second.into(), Relaxed);
        let obj = named(cx, ObjKind::Limiter, per_second, name);
        self.obj.store(obj.0.into(), Relaxed);
    }

    /// A call arrives: whether it is let through. Seconds are those of the run.
    pub fn call<O: Os>(&self, cx: &mut Cx<'_, O>) -> bool {
        cx.charge(cx.costs().sync_op);
        let second = cx.now() / SECOND + 1;
        if self.second.swap(second, AcqRel) != second {
            self.calls_in_second.store(0, Relaxed);
        }
        let n = self.calls_in_second.fetch_add(1, AcqRel) + 1;
        self.calls.fetch_add(1, Relaxed);
        let ok = n <= self.per_second.load(Relaxed);
        self.refused.fetch_add(u64::from(!ok), Relaxed);
        let obj = ObjId(self.obj.load(Relaxed) as u32);
        let n = n as u32;
        cx.tell(|| {
            if ok { EventKind::LimiterCall { obj, n } } else { EventKind::LimiterRefuse { obj, n } }
        });
        ok
    }
}
