//! The live terminal UI: a run watched, stepped, stepped back and explained.
//!
//! [`app`] is the model, [`input`] makes actions of keys, [`update`] makes the next model of an
//! action, [`view`] draws. It reads only the trace, and gets more of it from a [`run::Source`]; it
//! must never see a live G, M or P. Next: [`live`], the loop.

pub mod action;
pub mod app;
pub mod gallery;
pub mod input;
pub mod live;
pub mod run;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
