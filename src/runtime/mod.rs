//! The scheduler: G, M, P and their queues, written once and generic over [`os::Os`].
//!
//! Names are those of Go's runtime; rule ids (`NP-4`, `FR-5`) name the rule that a piece of code
//! implements. It tells what it does through [`crate::trace::tracer`] and must never know who
//! listens, what a Go program is, or what time really is.
//!
//! Start with [`g`], [`m`], [`p`]; then [`proc`], which moves them; [`cx`] is what goroutine code
//! sees of it all.

mod allgs;
mod body;
pub mod chan;
pub mod choices;
mod coro;
mod coros;
mod coroutine;
pub mod costs;
pub mod cx;
mod ending;
pub mod g;
mod globrunq;
mod gp;
mod idle;
pub mod m;
mod memory;
pub mod movable;
mod netpoll;
mod objects;
mod oom;
mod options;
pub mod os;
mod owned;
pub mod p;
pub mod proc;
mod quota;
mod runq;
mod sched;
pub mod select;
pub mod sema;
mod semtable;
mod spin;
pub mod stack;
mod step;
mod steps;
mod sudog;
pub mod sync;
mod sysmon;
mod time;
mod timer;
mod timerheap;
mod worldstop;

pub use body::{Body, MainProgram};
pub use chan::{CloseOfClosed, Hchan, SendOnClosed};
pub use coros::CoroId;
pub use costs::Costs;
pub use cx::Cx;
pub(crate) use cx::panic_text;
pub use ending::Outcome;
pub use g::{GInfo, GStatus};
pub use gp::Gp;
pub use memory::NotAllocated;
pub use movable::MovingProgram;
pub use options::{Noise, Options, Output};
pub use os::{Os, OsThread};
pub use quota::CpuQuota;
pub use sched::Runtime;
pub use select::{SelectCase, Selected};
pub use timerheap::TimerId;
