//! A CPU quota, as Linux holds a container to it (CFS bandwidth control).
//!
//! Every 100 ms the process gets its quota. A core on which it runs takes of that 5 ms at a time; when a
//! core has used up what it took and there is no more, whoever would run there is held back until the
//! period ends. So several busy cores use a quota up early and then stand still; a thread that needs little
//! on a core of its own may go on with what that has left. A core that goes idle gives back all but 1 ms.
//! Left out: what is given back late in a period reaches no core that is held back already. It must never know what a thread does.
//! Next: [`super::conductor`], which asks before a thread runs.

use crate::ids::Nanos;
use crate::runtime::CpuQuota;

/// What a core takes at once, in ns (`sched_cfs_bandwidth_slice_us`).
const SLICE: i64 = 5_000_000;
/// What an idle core keeps, in ns.
const KEPT: i64 = 1_000_000;

/// The quota of a run.
pub(super) struct Quota {
    per_period: i64,
    period_end: Nanos,
    /// What no core has taken yet.
    pool: i64,
    /// What each core has left; below 0 if its thread has used more, which the next period pays.
    cores: Vec<i64>,
}

impl Quota {
    pub fn new(quota: CpuQuota, cores: usize) -> Self {
        let per_period = quota.per_period() as i64;
        let period_end = CpuQuota::PERIOD;
        Quota { per_period, period_end, pool: per_period, cores: vec![0; cores] }
    }

    /// When the period ends.
    pub fn period_end(&self) -> Nanos {
        self.period_end
    }

    /// Begins a new period if the last one is over; says whether it does.
    pub fn renew(&mut self, now: Nanos) -> bool {
        if now < self.period_end {
            return false;
        }
        self.period_end = (now / CpuQuota::PERIOD + 1) * CpuQuota::PERIOD;
        self.pool = self.per_period;
        true
    }

    /// For how long the core may run threads before it has to ask again; 0: not before the period's end.
    pub fn left(&mut self, core: usize) -> Nanos {
        let left = &mut self.cores[core];
        if *left <= 0 {
            let taken = self.pool.min(SLICE - *left);
            self.pool -= taken;
            *left += taken;
        }
        (*left).max(0) as Nanos
    }

    /// A thread has run on the core for that long.
    pub fn used(&mut self, core: usize, time: Nanos) {
        self.cores[core] -= time as i64;
    }

    /// Nobody runs on the core from now on.
    pub fn idle(&mut self, core: usize) {
        let back = (self.cores[core] - KEPT).max(0);
        self.cores[core] -= back;
        self.pool += back;
    }
}
