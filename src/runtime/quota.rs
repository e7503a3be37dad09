//! How much CPU time a process may use: a number of CPUs, as containers are given it (`cpu.max`,
//! `docker run --cpus`, a limit of Kubernetes).
//!
//! It must never know how a kernel holds threads back. Next: [`crate::kernel::virtual_time`], which does.

use std::fmt;

use crate::ids::Nanos;

/// CPU time that all threads together may use in each [`CpuQuota::PERIOD`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuQuota(Nanos);

impl CpuQuota {
    /// How often the quota is given anew, in ns: what container runtimes set.
    pub const PERIOD: Nanos = 100_000_000;
    /// The least that Linux takes, in ns.
    const LEAST: Nanos = 1_000_000;
    /// The most CPUs.
    const MOST: f64 = 1024.0;

    /// What [`CpuQuota::of`] takes, in words.
    pub const WANTED: &'static str = "a number of CPUs from 0.01 to 1024";

    /// That many CPUs, to the microsecond of a period; none: Linux takes no such quota.
    pub fn of(cpus: f64) -> Option<Self> {
        let micros = (cpus * (Self::PERIOD / 1000) as f64).round();
        let quota = CpuQuota(micros as Nanos * 1000);
        (cpus <= Self::MOST && quota.0 >= Self::LEAST).then_some(quota)
    }

    /// CPU time in each period, in ns.
    pub fn per_period(self) -> Nanos {
        self.0
    }

    /// GOMAXPROCS on a machine with so many cores where nobody says otherwise (PC-1).
    pub fn procs(self, cores: u32) -> u32 {
        let cpus = self.0.div_ceil(Self::PERIOD) as u32;
        cores.min(cpus.max(2))
    }
}

/// Such as "2" or "1.5".
impl fmt::Display for CpuQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::PERIOD, self.0 % Self::PERIOD);
        let digits = format!("{whole}.{:05}", rest / 1000);
        f.write_str(digits.trim_end_matches('0').trim_end_matches('.'))
    }
}
