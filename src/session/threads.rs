//! A run on real threads, in real time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Around, Ending, Session};
use crate::kernel::threads::{self as kernel, End, Machine, Threads, num_cpu};
use crate::lang::vm::Vm;
use crate::runtime::{Options, Runtime};
use crate::trace::tracer::Tracer;

/// A run on real threads: once started it goes on by itself.
pub struct ThreadsRun {
    vm: Arc<Vm<Threads>>,
    machine: Machine,
    limits: kernel::Limits,
    started: Option<Instant>,
}

/// Ends a run, from any thread.
pub struct Abandon(Arc<Runtime<Threads>>);

impl Abandon {
    /// Ends it, with [`Ending::Failed`].
    pub fn abandon(&self) {
        Machine::abandon(&self.0);
    }
}

impl ThreadsRun {
    pub(super) fn new(session: &Session, around: Around) -> Result<Self, String> {
        let vm = session.vm(around.stdin)?;
        let machine = Machine::new(
            &Options { num_cpu: num_cpu(), ..session.options() },
            Tracer::new(around.sink),
            around.output,
            vm.moving_program(),
        );
        let limits = session.spec.limits;
        let limits = kernel::Limits { time: limits.time, events: limits.events };
        Ok(ThreadsRun { vm, machine, limits, started: None })
    }

    /// Runs it to its end. Only once.
    pub fn run(&mut self) -> Ending {
        self.started = Some(Instant::now());
        match self.machine.run(&self.limits) {
            End::Outcome(outcome) => Ending::of(outcome, &self.vm, self.machine.runtime()),
            End::Time => Ending::Time { limit: self.limits.time, virtual_time: false },
            End::Events => Ending::Events { limit: self.limits.events, at: None },
            End::Failed(why) => Ending::Failed(why),
        }
    }

    /// What ends the run from another thread.
    pub fn abandoner(&self) -> Abandon {
        Abandon(self.machine.runtime().clone())
    }

    /// Time since it was started.
    pub fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| started.elapsed())
    }

    /// Whether all its threads have ended: not if a goroutine never reaches a safe point.
    pub fn quiet(&self) -> bool {
        self.machine.quiet()
    }

    /// The runtime: its events, goroutines and texts.
    pub fn runtime(&self) -> &Arc<Runtime<Threads>> {
        self.machine.runtime()
    }
}
