//! Switches that turn a rule off, to see what it is for. All off is Go.
//!
//! It must never know how a rule is implemented. Next: the modules that name a switch.

/// Rules turned off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Nobody steals (SW-1).
    pub no_steal: bool,
    /// New and readied goroutines go to the ring's tail (NP-1, RD-1).
    pub no_runnext: bool,
    /// The global queue is looked at only when the local one is empty (FR-5).
    pub no_global_check: bool,
    /// sysmon does nothing: no preemption, no retake (MN-3).
    pub no_sysmon: bool,
    /// A P stays with its M during a system call, however long (SY-5).
    pub no_handoff: bool,
    /// Goroutines give way at function calls only, as before Go 1.14 (PR-3).
    pub no_async_preempt: bool,
}
