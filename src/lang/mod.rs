//! Go programs: from text to bytecode that runs on the scheduler.
//!
//! `scan → parse → check → lower → bytecode → vm`, each with one job. Next: [`source`].

pub mod ast;
pub mod bytecode;
pub mod check;
pub mod compile;
pub mod depth;
pub mod heap;
pub mod info;
pub mod lower;
pub mod native;
pub mod parse;
pub mod report;
pub mod rtype;
pub mod scan;
pub mod source;
pub mod std;
pub mod token;
pub mod types;
pub mod unicode;
pub mod vm;
