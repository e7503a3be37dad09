//! A run in virtual time, from its start as far as one likes.

use std::sync::Arc;

use super::{Around, Ending, Limits, Session, nanos};
use crate::ids::Nanos;
use crate::kernel::virtual_time::{self as kernel, End, Machine, VirtualTime};
use crate::lang::vm::Vm;
use crate::runtime::Runtime;
use crate::trace::tracer::Tracer;

/// A run in virtual time: it goes on when it is told to, and only then.
pub struct VirtualRun {
    vm: Arc<Vm<VirtualTime>>,
    machine: Machine,
    limits: Limits,
}

impl VirtualRun {
    pub(super) fn new(session: &Session, around: Around) -> Result<Self, String> {
        let vm = session.vm(around.stdin)?;
        let options = session.options();
        let machine = Machine::new(
            &options,
            options.num_cpu as usize,
            session.spec.scenario.machine.seed,
            Tracer::new(around.sink),
            around.output,
            vm.main_program(),
        );
        Ok(VirtualRun { vm, machine, limits: session.spec.limits })
    }

    /// Goes on to its end, which may be a limit.
    pub fn run(&mut self) -> Ending {
        self.go(kernel::Limits::default()).expect("only a number of turns or events makes it pause")
    }

    /// Goes on for so many turns of its threads; none: it has not ended yet.
    pub fn run_turns(&mut self, turns: u64) -> Option<Ending> {
        self.go(kernel::Limits { turns, ..kernel::Limits::default() })
    }

    /// Goes on until it has told `n` events in all; none: it has not ended yet.
    pub fn run_to_event(&mut self, n: u64) -> Option<Ending> {
        self.go(kernel::Limits { events: n, ..kernel::Limits::default() })
    }

    /// Goes on as far as both these limits and its own allow; none: it reached one of these.
    fn go(&mut self, limits: kernel::Limits) -> Option<Ending> {
        let Limits { time, cpu, events, .. } = self.limits;
        let end = self.machine.run(&kernel::Limits {
            time: nanos(time),
            work: nanos(cpu),
            events: limits.events.min(events),
            turns: limits.turns,
        });
        let at = self.machine.now();
        Some(match end {
            End::Outcome(outcome) => Ending::of(outcome, &self.vm, self.machine.runtime()),
            End::Time => Ending::Time { limit: time, virtual_time: true },
            End::Work => Ending::Cpu { limit: cpu, at },
            End::Events if limits.events < events => return None,
            End::Events => Ending::Events { limit: events, at: Some(at) },
            End::Turns => return None,
        })
    }

    /// Virtual time, in ns.
    pub fn now(&self) -> Nanos {
        self.machine.now()
    }

    /// What [`Limits::cpu`] counts, in ns.
    pub fn work(&self) -> Nanos {
        self.machine.work()
    }

    /// The runtime: its events, goroutines and texts.
    pub fn runtime(&self) -> &Runtime<VirtualTime> {
        self.machine.runtime()
    }
}
