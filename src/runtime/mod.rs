//! The scheduler: G, M, P and their queues, written once and generic over [`os::Os`].
//!
//! Names are those of Go's runtime; rule ids (`NP-4`, `FR-5`) name the rule that a piece of code
//! implements. It tells what it does through [`crate::trace::tracer`] and must never know who
//! listens, what a Go program is, or what time really is.
//!
//! Start with [`g`], [`m`], [`p`]; then [`proc`], which moves them; [`cx`] is what goroutine code
//! sees of it all.

mod allgs;
pub mod chan;
pub mod choices;
mod coro;
mod coroutine;
pub mod costs;
pub mod cx;
pub mod g;
mod gp;
mod idle;
pub mod m;
mod memory;
pub mod movable;
pub mod os;
mod owned;
pub mod p;
pub mod proc;
mod quota;
pub mod runq;
mod sched;
pub mod select;
pub mod sema;
mod spin;
pub mod stack;
mod step;
mod sudog;
pub mod sync;
pub mod sysmon;
pub mod time;

pub use chan::{CloseOfClosed, Hchan, SendOnClosed};
pub use coroutine::CoroId;
pub use costs::Costs;
pub(crate) use cx::panic_text;
pub use cx::{Body, Cx};
pub use g::{GInfo, GStatus};
pub use gp::Gp;
pub use memory::NotAllocated;
pub use movable::MovingProgram;
pub use os::{Os, OsThread};
pub use quota::CpuQuota;
pub use sched::{MainProgram, Noise, Options, Outcome, Output, Runtime};
pub use select::{SelectCase, Selected};
pub use time::TimerId;
