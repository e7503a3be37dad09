//! How a run is set up.
//!
//! It must never know what becomes of it. Next: [`super::sched`].

use std::fmt;

use super::costs::Costs;
use super::quota::CpuQuota;
use crate::policy::Policy;

/// How a run is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// GOMAXPROCS: how many Ps (1 to [`MAX_PROCS`](crate::ids::MAX_PROCS)).
    pub procs: u32,
    /// What `runtime.NumCPU` says.
    pub num_cpu: u32,
    /// What things cost.
    pub costs: Costs,
    /// Rules turned off.
    pub policy: Policy,
    /// Go's `GODEBUG=schedtrace`: keeps sysmon from its deep sleep.
    pub schedtrace: bool,
    /// Memory of the machine in bytes, for what the program takes by package sim and for stacks; 0: no
    /// limit.
    pub memory: u64,
    /// How much a machine in virtual time varies.
    pub noise: Noise,
    /// How much CPU time the process may use in virtual time; none: all there is.
    pub cpu_quota: Option<CpuQuota>,
}

/// How much a machine in virtual time varies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Noise {
    /// Not at all: whatever takes time takes what its cost says.
    Quiet,
    /// As a machine that has little else to do.
    #[default]
    Typical,
    /// As a machine whose cores are busy with other things, too.
    Busy,
}

impl Noise {
    /// All, with their names.
    pub const ALL: [(&'static str, Noise); 3] =
        [("quiet", Noise::Quiet), ("typical", Noise::Typical), ("busy", Noise::Busy)];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Noise> {
        Self::ALL.iter().find(|n| n.0 == name).map(|n| n.1)
    }
}

impl fmt::Display for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = Self::ALL.iter().find(|level| level.1 == *self);
        f.write_str(level.map_or("", |level| level.0))
    }
}

impl Default for Options {
    fn default() -> Self {
        let (costs, policy, noise, cpu_quota) = Default::default();
        let (procs, num_cpu, schedtrace, memory) = (4, 4, false, 0);
        Options { procs, num_cpu, costs, policy, schedtrace, memory, noise, cpu_quota }
    }
}

/// Takes what the program writes: the file (1 or 2) and the bytes.
pub type Output = dyn FnMut(u8, &[u8]) + Send;
