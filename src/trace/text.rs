//! Times, sizes and numbers as people read them.
//!
//! Next: [`super::event`], where each event has its line.

use std::fmt;

use crate::ids::Nanos;

/// A stretch or point of time in the unit that suits it: "12.340 µs", "1.500 ms", "2.000 s".
#[derive(Clone, Copy, Debug)]
pub struct Time(pub Nanos);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (div, unit) = match self.0 {
            0..1_000_000 => (1_000, "µs"),
            1_000_000..1_000_000_000 => (1_000_000, "ms"),
            _ => (1_000_000_000, "s"),
        };
        // Whole numbers: the same digits everywhere, and no rounding up into the next unit.
        let (whole, rest) = (self.0 / div, self.0 % div / (div / 1000));
        f.pad(&format!("{whole}.{rest:03} {unit}"))
    }
}

/// A size in the unit that suits it: "2.0 KiB", "1.5 GiB".
#[derive(Clone, Copy, Debug)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shift, unit) = match self.0 {
            0..1024 => return f.pad(&format!("{} B", self.0)),
            1024..0x10_0000 => (10, "KiB"),
            0x10_0000..0x4000_0000 => (20, "MiB"),
            _ => (30, "GiB"),
        };
        // Whole numbers, as for times: no rounding up into the next unit.
        let tenths = (u128::from(self.0) * 10) >> shift;
        f.pad(&format!("{}.{} {unit}", tenths / 10, tenths % 10))
    }
}

/// "1 goroutine", "2 goroutines".
pub fn count(n: impl Into<u64>, one: &str) -> String {
    let n = n.into();
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}
