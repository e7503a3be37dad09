//! gmpsim: a simulator of Go's GMP scheduler that runs real Go programs and shows every decision.
//!
//! # Run a Go program and read its trace
//!
//! A [`session`] compiles a program and runs it; whoever listens gets each event of [`trace`]. The same
//! seed gives the same events.
//!
//! ```
//! # #[cfg(feature = "run")] {
//! use std::sync::{Arc, Mutex};
//! use gmpsim::scenario::Scenario;
//! use gmpsim::session::{Around, Ending, RunSpec, Session};
//! use gmpsim::trace::event::{Event, EventKind};
//! use gmpsim::trace::tracer::{Sink, Strings};
//!
//! /// Counts goroutines.
//! #[derive(Clone, Default)]
//! struct Created(Arc<Mutex<usize>>);
//!
//! impl Sink for Created {
//!     fn events(&mut self, events: &[Event], _: &Strings) {
//!         let create = |e: &&Event| matches!(e.kind, EventKind::GoCreate { .. });
//!         *self.0.lock().unwrap() += events.iter().filter(create).count();
//!     }
//! }
//!
//! let text = "package main
//! func main() {
//!     done := make(chan bool)
//!     go func() { done <- true }()
//!     <-done
//! }";
//! let mut spec = RunSpec::new(Scenario::bare("main.go", "main.go", text.into()));
//! spec.scenario.machine.procs = Some(2);
//! let session = Session::new(spec).expect("it compiles");
//! let created = Created::default();
//! let around = Around { sink: Some(Box::new(created.clone())), ..Around::default() };
//! let mut run = session.in_virtual_time(around).expect("there is memory");
//! assert_eq!(run.run(), Ending::Exit(0));
//! run.runtime().finish();
//! // Those of the runtime itself, main, and the one that the program starts.
//! assert!(*created.0.lock().unwrap() >= 2);
//! # }
//! ```
//!
//! # Fold a recorded trace
//!
//! [`trace::jsonl`] reads what `gmpsim run --trace FILE` wrote; [`trace::replay`] folds it event by event,
//! refuses a history that can't be, and has the picture before and after each event. This needs none of the
//! features: neither a language nor a terminal. `examples/library.rs` does it, and runs closures as
//! goroutines on real threads ([`runtime`], [`kernel`]).
//!
//! # Where things are
//!
//! From the bottom up the modules are [`ids`], [`duration`], [`policy`], [`trace`], `runtime`, `kernel`,
//! `sim`, `lang`, [`export`], `scenario`, `session`, `tui`, `cli`; each may use only those before it
//! (`tests/layout.rs` checks that). The features `run` (from `runtime` to `session`), `tui` and `cli` are
//! on by default.

#[cfg(feature = "cli")]
pub mod cli;
pub mod duration;
pub mod export;
pub mod ids;
#[cfg(feature = "run")]
pub mod kernel;
#[cfg(feature = "run")]
pub mod lang;
pub mod policy;
#[cfg(feature = "run")]
pub mod runtime;
#[cfg(feature = "run")]
pub mod scenario;
#[cfg(feature = "run")]
pub mod session;
#[cfg(feature = "run")]
mod sim;
pub mod trace;
#[cfg(feature = "tui")]
pub mod tui;
