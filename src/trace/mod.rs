//! What the scheduler did, as events; and everything that is learnt from them alone.
//!
//! [`event`] is the table of events and [`tracer`] the door through which the runtime emits
//! them. Nothing here or above sees a live G, M or P: [`replay`] refuses impossible histories,
//! [`state`] gives the state at event n, [`explain`] says why an event happened, [`stats`] counts, and
//! [`jsonl`] writes and reads files.

// A new event must be thought of wherever events are told apart.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod condition;
pub mod event;
pub mod explain;
pub mod header;
pub mod jsonl;
pub mod life;
pub mod reason;
pub mod replay;
pub mod rules;
pub mod state;
pub mod stats;
pub mod text;
pub mod timeline;
pub mod tracer;
