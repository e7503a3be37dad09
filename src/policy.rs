//! Switches that turn off a rule of the scheduler, to see what it is for. With none on, it is Go's.
//!
//! One table gives each switch its names and says what it does; command line, scenario files, traces, the
//! terminal UI and the book take them from there. Where a rule is implemented stands `policy.has(Switch::…)`.

use std::fmt;
use std::str::FromStr;

use enumset::{EnumSet, EnumSetType};

macro_rules! switches {
    ($($(#[doc = $doc:literal])* $switch:ident $name:literal $rule:literal $what:literal)*) => {
        /// A switch: with it on, a rule does not hold.
        #[derive(EnumSetType, Debug)]
        pub enum Switch {
            $($(#[doc = $doc])* $switch,)*
        }

        impl Switch {
            /// Its name in flags, files and traces: `no-steal`.
            pub fn name(self) -> &'static str {
                match self { $(Switch::$switch => $name,)* }
            }

            /// The rule that it turns off, in a word: `steal`.
            pub fn rule(self) -> &'static str {
                match self { $(Switch::$switch => $rule,)* }
            }

            /// What happens then, in a sentence without its full stop.
            pub fn what(self) -> &'static str {
                match self { $(Switch::$switch => $what,)* }
            }
        }
    };
}

switches! {
    /// Nobody steals (SW-1).
    NoSteal "no-steal" "steal"
        "a P without work steals from no other"
    /// New and readied goroutines go to the ring's tail (NP-1, RD-1).
    NoRunnext "no-runnext" "runnext"
        "new and readied goroutines go to the queue's tail, not to runnext"
    /// The global queue is looked at only when the local one is empty (FR-5).
    NoGlobalCheck "no-global-check" "global"
        "the global queue is looked at only when the local one is empty"
    /// sysmon does nothing: no preemption, no retake (MN-3).
    NoSysmon "no-sysmon" "sysmon"
        "sysmon does nothing: it asks nobody to give way and takes no P from a system call"
    /// A P stays with its M during a system call, however long (SY-5).
    NoHandoff "no-handoff" "handoff"
        "a P stays with its thread during a system call, however long"
    /// Goroutines give way at function calls only, as before Go 1.14 (PR-3).
    NoAsyncPreempt "no-async-preempt" "async"
        "goroutines give way at function calls only: not in a loop without calls"
    /// No local queues: every goroutine goes to the global one (NP-3), as before Go 1.1.
    GlobalQueueOnly "global-queue-only" "local"
        "there are no local queues: all goroutines stand in the global one"
    /// sysmon asks nobody to give way (PR-1), as before Go 1.2.
    NoPreempt "no-preempt" "preempt"
        "no goroutine is asked to give way, however long it runs"
}

impl Switch {
    /// All of them, in the table's order.
    pub fn all() -> impl Iterator<Item = Switch> {
        EnumSet::all().iter()
    }
}

/// A version of Go whose scheduler was like today's with some switches on.
pub struct Version {
    /// `go1.13`.
    pub name: &'static str,
    /// The switches.
    pub switches: &'static [Switch],
    /// What was so then.
    pub what: &'static str,
}

/// Go's history.
pub const HISTORY: &[Version] = &[
    Version {
        name: "go1.0",
        switches: &[Switch::GlobalQueueOnly, Switch::NoSteal, Switch::NoRunnext, Switch::NoPreempt],
        what: "one queue for all threads, nobody is preempted",
    },
    Version {
        name: "go1.1",
        switches: &[Switch::NoRunnext, Switch::NoPreempt],
        what: "Ps with their own queues, work stealing; nobody is preempted yet (that came with 1.2)",
    },
    Version {
        name: "go1.13",
        switches: &[Switch::NoAsyncPreempt],
        what: "runnext (since 1.5); preemption at function calls only",
    },
    Version { name: "go1.27", switches: &[], what: "today: preemption anywhere (since 1.14)" },
];

/// The switches that are on. As text, their names with commas: `no-steal,no-sysmon`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy(EnumSet<Switch>);

impl Policy {
    /// Whether the switch is on.
    pub fn has(self, switch: Switch) -> bool {
        self.0.contains(switch)
    }

    /// Those that are on, in the table's order.
    pub fn switches(self) -> impl Iterator<Item = Switch> {
        self.0.iter()
    }

    /// Turns the switch on, or off if it is on.
    pub fn toggle(self, switch: Switch) -> Policy {
        Policy(self.0 ^ switch)
    }

    /// What names a switch or a version.
    pub fn known() -> impl Iterator<Item = &'static str> {
        Switch::all().map(Switch::name).chain(HISTORY.iter().map(|version| version.name))
    }
}

impl From<Switch> for Policy {
    fn from(switch: Switch) -> Policy {
        Policy(switch.into())
    }
}

impl Extend<Policy> for Policy {
    fn extend<I: IntoIterator<Item = Policy>>(&mut self, others: I) {
        others.into_iter().for_each(|other| self.0 |= other.0);
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.switches().map(Switch::name).collect();
        f.write_str(&names.join(","))
    }
}

/// There is no switch and no version of that name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownSwitch;

impl FromStr for Policy {
    type Err = UnknownSwitch;

    /// Reads the name of one switch, or of a version.
    fn from_str(name: &str) -> Result<Policy, UnknownSwitch> {
        if let Some(switch) = Switch::all().find(|switch| switch.name() == name) {
            return Ok(switch.into());
        }
        let version = HISTORY.iter().find(|version| version.name == name).ok_or(UnknownSwitch)?;
        Ok(Policy(version.switches.iter().copied().collect()))
    }
}
