//! The beginning: the first processors, the main goroutine, and the runtime's own goroutines.
//!
//! The system goroutines do nothing here but exist: they take their numbers and their turns, as
//! in Go, so that ids and the phase of FR-5 agree (ST-6). Next: [`super`].

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::{G0, SYSMON};
use crate::runtime::body::{Body, MainProgram};
use crate::runtime::chan::Hchan;
use crate::runtime::cx::Cx;
use crate::runtime::m::M;
use crate::runtime::os::{Os, OsThread, Touch};
use crate::runtime::sched::Runtime;
use crate::trace::event::{EventKind, ObjId};
use crate::trace::reason::WaitReason;

/// Starts the run on M0: makes the Ps and the main goroutine, and schedules.
pub fn rt0<O: Os>(
    rt: Arc<Runtime<O>>,
    th: &mut dyn OsThread<O>,
    mut m: Box<M<O>>,
    program: MainProgram<O>,
) -> Box<M<O>> {
    let procs = rt.gomaxprocs();
    let step = rt.step(&m);
    rt.tell(&m, || EventKind::ProcsChange { procs });
    let first = rt.allp.add();
    {
        let mut sched = rt.sched.lock();
        for _ in 1..procs {
            let p = rt.allp.add();
            rt.pidleput(&mut sched, &m, p);
        }
    }
    rt.acquirep(&mut m, first);
    drop(step);
    let func = rt.tracer.strings().intern("main.main");
    rt.newproc(&mut m, func, 0, Body::new(move |cx| runtime_main(cx, program)), false);
    let mut g0 = G0::new(&rt, th, m);
    g0.run();
    g0.into_m()
}

/// What goroutine 1 runs: Go's `runtime.main`.
fn runtime_main<O: Os>(cx: &mut Cx<'_, O>, program: MainProgram<O>) {
    let (rt, m) = cx.parts();
    rt.main_started.store(true, Relaxed);
    rt.newm(m, None, false);
    assert!(rt.mcount() > SYSMON.index(), "sysmon is the second M");
    cx.lock_os_thread_int();
    cx.go_system("runtime.forcegchelper", parked(WaitReason::ForceGcIdle));
    // gcenable: both say that they have started before main goes on.
    let started: Arc<Hchan<()>> = cx.makechan(2);
    for (name, reason) in [
        ("runtime.bgsweep", WaitReason::GcSweepWait),
        ("runtime.bgscavenge", WaitReason::GcScavengeWait),
    ] {
        let started = started.clone();
        let wait = parked(reason);
        cx.go_system(
            name,
            Body::new(move |cx| {
                cx.chansend(&started, ()).expect("nobody closes this channel");
                wait.start(cx);
            }),
        );
    }
    for _ in 0..2 {
        cx.chanrecv(&started);
    }
    cx.go_system("runtime.updateMaxProcsGoroutine", parked(WaitReason::UpdateGomaxprocsIdle));
    if program.finalizer {
        // Package os asks for the flags of the three standard files: so the first system call of
        // P0 is not the program's (SY-6).
        for _ in 0..3 {
            cx.busy_syscall(cx.costs().syscall, |_| {});
        }
        cx.go_system("runtime.runFinalizers", parked(WaitReason::FinalizerWait));
    }
    cx.touch(Touch::Startup);
    program.init.start(cx);
    cx.unlock_os_thread_int();
    program.main.start(cx);
    cx.exit(0);
}

/// A system goroutine that parks at once, for ever.
fn parked<O: Os>(reason: WaitReason) -> Body<O> {
    Body::new(move |cx| cx.gopark(cx.step(), reason, ObjId(0)))
}

impl<O: Os> Cx<'_, O> {
    fn go_system(&mut self, name: &str, body: Body<O>) {
        let (rt, m) = self.parts();
        let func = rt.tracer.strings().intern(name);
        rt.newproc(m, func, 0, body, true);
    }
}
