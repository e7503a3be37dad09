//! The small names everything else is told by: goroutine, thread and processor numbers, and time.
//!
//! This is the bottom of the module order: it must never know what a scheduler, an event or a program is. Next: [`crate::trace`].

use std::fmt;

use serde::{Deserialize, Serialize};

/// Virtual or real time in nanoseconds since the start of the run.
pub type Nanos = u64;

/// GOMAXPROCS at most.
pub const MAX_PROCS: u32 = 1024;

/// Bytes of a new goroutine's stack in Go (SK-1).
pub const GO_STACK: u64 = 2048;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// "None" of this kind: an event that has no such actor, a link that is not set.
            pub const NONE: Self = Self(u32::MAX);

            /// Whether this names something.
            #[inline]
            pub fn is_some(self) -> bool {
                self != Self::NONE
            }

            /// Whether this names nothing.
            #[inline]
            pub fn is_none(self) -> bool {
                self == Self::NONE
            }

            /// The number as an index.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::NONE
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.is_none() { f.write_str("–") } else { write!(f, concat!($letter, "{}"), self.0) }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

id! {
    /// A goroutine's number, as Go prints it: never reused, main is 1 (NP-6, ST-6).
    Gid, "G"
}
id! {
    /// A thread's number: M0 is the first, M1 sysmon (MT-5).
    Mid, "M"
}
id! {
    /// A processor's number, below GOMAXPROCS.
    Pid, "P"
}
