//! What the scheduler did, as events; and everything that is learnt from them alone.
//!
//! [`event`] is the table of events and [`tracer`] the one door through which the runtime tells
//! them. Nothing here or above sees a live G, M or P: [`order`] refuses impossible histories,
//! [`state`] gives the picture at event n, [`stats`] counts, [`jsonl`] writes and reads files and
//! [`text`] says each event in a line for people.

pub mod condition;
pub mod event;
pub mod explain;
pub mod jsonl;
pub mod life;
pub mod order;
pub mod reason;
pub mod state;
pub mod stats;
pub mod text;
pub mod timeline;
pub mod tracer;
