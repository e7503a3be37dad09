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
    /// No local queues: every goroutine goes to the global one (NP-3), as before Go 1.1.
    pub global_queue_only: bool,
    /// sysmon asks nobody to give way (PR-1), as before Go 1.2.
    pub no_preempt: bool,
}

macro_rules! switches {
    ($($field:ident $name:literal $what:literal)*) => {
        impl Policy {
            /// The switches: name and what it does.
            pub const SWITCHES: &'static [(&'static str, &'static str)] = &[$(($name, $what)),*];

            fn switch(&mut self, name: &str) -> Option<&mut bool> {
                match name {
                    $($name => Some(&mut self.$field),)*
                    _ => None,
                }
            }

            /// The names of those that are on.
            pub fn names(mut self) -> impl Iterator<Item = &'static str> {
                Self::SWITCHES.iter().map(|s| s.0).filter(move |s| self.switch(s).is_some_and(|on| *on))
            }
        }
    };
}

switches! {
    no_steal "no-steal" "a P without work steals from no other"
    no_runnext "no-runnext" "new and readied goroutines go to the queue's tail, not to runnext"
    no_global_check "no-global-check" "the global queue is looked at only when the local one is empty"
    no_sysmon "no-sysmon" "sysmon does nothing: it asks nobody to give way and takes no P from a system call"
    no_handoff "no-handoff" "a P stays with its thread during a system call, however long"
    no_async_preempt "no-async-preempt" "goroutines give way at function calls only: not in a loop without calls"
    global_queue_only "global-queue-only" "there are no local queues: all goroutines stand in the global one"
    no_preempt "no-preempt" "no goroutine is asked to give way, however long it runs"
}

/// Go's history: a version, the switches that make this scheduler like it, and what was so.
pub const HISTORY: &[(&str, &[&str], &str)] = &[
    (
        "go1.0",
        &["global-queue-only", "no-steal", "no-runnext", "no-preempt"],
        "one queue for all threads, nobody is preempted",
    ),
    (
        "go1.1",
        &["no-runnext", "no-preempt"],
        "Ps with their own queues, work stealing; nobody is preempted yet (that came with 1.2)",
    ),
    ("go1.13", &["no-async-preempt"], "runnext (since 1.5); preemption at function calls only"),
    ("go1.27", &[], "today: preemption anywhere (since 1.14)"),
];

impl Policy {
    /// Turns on a switch, or those of a version of [`HISTORY`].
    ///
    /// # Errors
    /// There is none of that name.
    pub fn turn_on(&mut self, name: &str) -> Result<(), UnknownSwitch> {
        if let Some(on) = self.switch(name) {
            *on = true;
            return Ok(());
        }
        let version = HISTORY.iter().find(|version| version.0 == name).ok_or(UnknownSwitch)?;
        version.1.iter().try_for_each(|name| self.turn_on(name))
    }

    /// What [`Policy::turn_on`] takes.
    pub fn known() -> impl Iterator<Item = &'static str> {
        Self::SWITCHES.iter().map(|s| s.0).chain(HISTORY.iter().map(|v| v.0))
    }
}

impl Policy {
    /// The switches as bits, in the order of [`Policy::SWITCHES`].
    pub fn bits(mut self) -> u8 {
        let on = |policy: &mut Policy, name| policy.switch(name).is_some_and(|on| *on);
        (0..).zip(Self::SWITCHES).map(|(i, s)| u8::from(on(&mut self, s.0)) << i).sum()
    }

    /// The switches of these bits.
    pub fn from_bits(bits: u8) -> Self {
        let mut policy = Policy::default();
        for (i, (name, _)) in (0..).zip(Self::SWITCHES) {
            if let Some(on) = policy.switch(name) {
                *on = bits >> i & 1 == 1;
            }
        }
        policy
    }
}

/// There is no such switch, and no such version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownSwitch;
