//! The runtime's shared state: all goroutines, threads and processors, the global queue, the idle
//! lists, and the counters by which they find each other.
//!
//! It must never decide anything. Next: [`super::proc`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crossbeam_utils::CachePadded;
use parking_lot::Mutex;

use super::allgs::Gs;
use super::coros::Coros;
use super::ending::{Ending, Outcome};
use super::g::{G, GInfo};
use super::globrunq::GlobalQueue;
use super::gp::Gp;
use super::idle::Idle;
use super::m::{AllMs, M, MShared};
use super::memory::Memory;
use super::netpoll::Netpoll;
use super::objects::Objects;
use super::options::{Options, Output};
use super::os::Os;
use super::p::{AllPs, P, PShared, PStatus};
use super::semtable::{NotifyLists, SemTable};
use super::stack::StackPool;
use super::steps::Steps;
use super::timer::Timers;
use super::worldstop::WorldStop;
use crate::ids::{Gid, MAX_PROCS, Mid, Pid};
use crate::trace::event::{EventKind, ObjId, ObjKind};
use crate::trace::tracer::Tracer;

/// What is guarded by one lock, as in Go's `sched`. Ps are kept in their boxes: the box is what an M
/// holds, and is never copied out.
#[allow(clippy::vec_box)]
#[derive(Default)]
pub(super) struct Sched {
    /// Idle Ps, the next to be used last (WK-5).
    pub pidle: Vec<Box<P>>,
    /// Ps above GOMAXPROCS.
    pub pdead: Vec<Box<P>>,
    /// Ps stopped with the world (GC-0).
    pub pstopped: Vec<Box<P>>,
    /// Idle Ms, the next to be used last (WK-6).
    pub midle: Vec<Mid>,
    /// Ms that wait for the goroutine locked to them (LK-3); below 0 for a moment when one is woken
    /// that is only about to wait.
    pub nmidlelocked: i32,
    /// Ms that never run goroutines: sysmon.
    pub nmsys: u32,
    /// Ms that ended (LK-4).
    pub nmfreed: u32,
    /// Dead goroutines that no P keeps (NP-7).
    pub gfree: Vec<Gp>,
    /// Ps that a stop-the-world still waits for.
    pub stopwait: u32,
    /// The M that stops the world.
    pub stopper: Mid,
}

/// One run of the scheduler: all that Ms share. Each part says what guards it; what is written often has a
/// cache line of its own, so that those who write it don't take from the others what all of them read.
pub struct Runtime<O: Os> {
    pub(crate) os: O,
    pub(super) options: Options,
    pub(super) tracer: Tracer,
    pub(super) allgs: Gs<O>,
    pub(super) allm: AllMs,
    pub(super) allp: AllPs,
    /// The lists of idle Ps and Ms.
    pub(super) sched: CachePadded<Mutex<Sched>>,
    pub(super) globrunq: GlobalQueue,
    pub(super) idle: Idle,
    pub(super) netpoll: Netpoll,
    pub(super) world_stop: WorldStop,
    /// sysmon is in its deep sleep (MN-2). Set with `sched` locked.
    pub(super) sysmonwait: AtomicBool,
    /// Goroutine 1 runs: from now on Ms are woken for work. Only set once.
    pub(super) main_started: AtomicBool,
    pub(super) timers: Timers<O>,
    pub(super) coros: Coros,
    pub(super) stacks: CachePadded<StackPool>,
    pub(super) semtable: SemTable,
    pub(super) notify_lists: NotifyLists,
    pub(super) memory: Memory,
    pub(super) objects: Objects,
    /// Where the program's output goes.
    pub(super) output: Mutex<Box<Output>>,
    pub(super) ending: Ending,
    /// The last field: steps of goroutines point to it, and are closed at the latest when `allgs` is dropped.
    pub(super) steps: Steps,
}

impl<O: Os> Runtime<O> {
    /// A runtime with M0 and all Ps, before anything runs. M0's box is for the kernel to start
    /// with [`super::proc::rt0`].
    pub fn new(os: O, options: &Options, tracer: Tracer, output: Box<Output>) -> Arc<Self> {
        assert!((1..=MAX_PROCS).contains(&options.procs), "GOMAXPROCS is from 1 to {}", MAX_PROCS);
        let stacks = StackPool::default();
        let rt = Arc::new(Runtime {
            os,
            options: options.clone(),
            tracer,
            allgs: Gs::new(stacks.clone()),
            allm: AllMs::default(),
            allp: AllPs::new(options.procs),
            sched: CachePadded::default(),
            globrunq: GlobalQueue::default(),
            idle: Idle::default(),
            netpoll: Netpoll::default(),
            world_stop: WorldStop::default(),
            sysmonwait: AtomicBool::new(false),
            main_started: AtomicBool::new(false),
            timers: Timers::default(),
            coros: Coros::default(),
            stacks: CachePadded::new(stacks),
            semtable: SemTable::default(),
            notify_lists: NotifyLists::default(),
            memory: Memory::new(options.memory),
            objects: Objects::default(),
            output: Mutex::new(output),
            ending: Ending::default(),
            steps: Steps::default(),
        });
        rt.allm.add();
        rt
    }

    #[inline(always)]
    #[allow(unsafe_code)]
    pub(super) fn g(&self, gp: Gp) -> &G<O> {
        // SAFETY: every `Gp` that code of a runtime has is from its own `allgs`: only that makes them, what
        // keeps them (queues, lists, fields of Ms) belongs to one runtime, and an `Os` gives back those that
        // its own runtime gave it, as that trait demands.
        unsafe { self.allgs.get(gp) }
    }

    pub(super) fn new_g(&self) -> Gp {
        self.allgs.add()
    }

    /// All goroutine structures, in the order in which they were made.
    pub(super) fn all_g(&self) -> impl Iterator<Item = &G<O>> {
        self.allgs.all().into_iter().map(|gp| self.g(gp))
    }

    pub(super) fn m_shared(&self, mid: Mid) -> &MShared {
        self.allm.get(mid)
    }

    /// What the thread with that number carries.
    pub(crate) fn allocm(&self, mid: Mid, thread: O::Thread) -> Box<M<O>> {
        M::new(mid, thread, self.allm.get(mid).clone())
    }

    pub(super) fn mcount(&self) -> usize {
        self.allm.count()
    }

    pub(super) fn p(&self, pid: Pid) -> &PShared {
        self.allp.get(pid)
    }

    /// User goroutines that are not dead (ST-6).
    pub(super) fn gcount(&self) -> u32 {
        self.allp.gcount()
    }

    /// How many Ps there are.
    #[inline]
    pub fn gomaxprocs(&self) -> u32 {
        self.allp.gomaxprocs()
    }

    /// A new synchronisation object's number for the trace.
    pub(super) fn new_obj(&self, m: &M<O>, kind: ObjKind, cap: u32) -> ObjId {
        let _step = self.step(m);
        let obj = self.objects.add();
        self.tell(m, || EventKind::ObjNew { obj, kind, cap });
        obj
    }

    /// The number of the object that lives at an address. Numbers follow the order in which
    /// objects are met, never the addresses.
    #[inline]
    pub(super) fn obj_at(&self, m: &M<O>, address: usize, kind: ObjKind) -> ObjId {
        if self.tracer.on() { self.find_obj(m, address, kind) } else { ObjId(0) }
    }

    fn find_obj(&self, m: &M<O>, address: usize, kind: ObjKind) -> ObjId {
        let _step = self.step(m);
        if let Some(obj) = self.objects.at(address) {
            return obj;
        }
        let obj = self.new_obj(m, kind, 0);
        self.objects.set_at(address, obj);
        obj
    }

    /// What a dump says of every goroutine, in the order of their structures (NP-7).
    pub fn goroutines(&self) -> Vec<GInfo> {
        self.all_g().filter(|g| g.status() != super::g::GStatus::Dead).map(G::info).collect()
    }

    /// How the run ended, if it did.
    pub fn outcome(&self) -> Option<Outcome> {
        self.ending.outcome()
    }

    /// The most threads there may be (MT-3).
    pub fn max_threads(&self) -> u32 {
        self.allm.max()
    }

    /// Threads that there are.
    pub(super) fn threads(&self) -> usize {
        self.mcount() - self.sched.lock().nmfreed as usize
    }

    /// The door through which it tells what it does.
    pub fn tracer(&self) -> &Tracer {
        &self.tracer
    }

    /// Ends the run; the first to say how it ended is heard.
    pub(super) fn end(&self, m: &M<O>, outcome: Outcome) {
        self.ending.end(outcome);
        self.os.stop(&m.thread);
    }

    /// Asks all Ms to stop at their next safe point, for good.
    pub fn ask_all_to_end(&self) {
        self.ending.stop();
        for m in self.allm.iter() {
            if let Some(gp) = m.curg() {
                self.g(gp).preempt.store(true, Relaxed);
            }
        }
    }

    /// Says that nothing runs any more: what is dropped from now on is silent.
    pub fn finish(&self) {
        self.ending.set_over();
        self.flush();
        self.tracer.end();
    }

    /// Clears away the stacks of all goroutines that have not ended, by unwinding them.
    ///
    /// # Safety
    /// No thread of the run is left, and none will be made.
    #[allow(unsafe_code)]
    pub(crate) unsafe fn drop_goroutines(&self) {
        assert!(self.ending.over(), "goroutines are dropped when the run is over");
        for g in self.all_g() {
            // SAFETY: nothing runs any more.
            let body = std::mem::take(&mut *unsafe { g.body.own() });
            drop(body);
        }
    }

    /// The goroutine with that number, if it is alive.
    pub fn goroutine(&self, gid: Gid) -> Option<GInfo> {
        self.all_g().find(|g| g.goid() == gid).map(G::info)
    }

    /// Marks a P as held by an M, or by nobody.
    pub(super) fn wire(&self, pid: Pid, m: Mid, status: PStatus) {
        let p = self.p(pid);
        p.set_m(m);
        p.set_status(status);
    }
}
