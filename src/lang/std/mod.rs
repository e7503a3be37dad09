//! The standard packages: Go preludes (`go/<import path>/*.go`) and what they have as natives.
//!
//! A function without a body in a prelude is a native of the same symbol. Knows nothing of how
//! programs are checked or lowered. Next: [`source`] for the preludes.

pub mod fmt;
pub mod names;
mod native;
mod prelude;
pub mod text;

pub use native::lookup;
pub use prelude::{PACKAGES, source};
