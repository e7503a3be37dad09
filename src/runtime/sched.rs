//! The runtime's shared state: all goroutines, threads and processors, the global queue, the idle
//! lists, and the counters by which they find each other.
//!
//! It must never decide anything. Next: [`super::proc`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{Relaxed, Release},
};

use crossbeam_deque::Injector;
use crossbeam_utils::CachePadded;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::allgs::Gs;
use super::coroutine::Coro;
use super::costs::Costs;
use super::cx::Body;
use super::g::{G, GInfo};
use super::gp::Gp;
use super::idle::Idle;
use super::m::{M, MShared};
use super::memory::Memory;
use super::os::Os;
use super::p::{P, PShared, PStatus};
use super::quota::CpuQuota;
use super::sema::{NotifyLists, SemTable};
use super::stack::StackPool;
use super::step::Steps;
use super::time::Timer;
use crate::ids::{Gid, Mid, Pid};
use crate::policy::Policy;
use crate::trace::event::{EventKind, ObjId, ObjKind};
use crate::trace::tracer::Tracer;

/// How a run is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// GOMAXPROCS: how many Ps (1 to [`Options::MAX_PROCS`]).
    pub procs: u32,
    /// What `runtime.NumCPU` says.
    pub num_cpu: u32,
    /// What things cost.
    pub costs: Costs,
    /// Rules turned off.
    pub policy: Policy,
    /// Go's `GODEBUG=schedtrace`: keeps sysmon from its deep sleep (MN-2).
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

impl Options {
    /// The most Ps there may be.
    pub const MAX_PROCS: u32 = 1024;
}

impl Default for Options {
    fn default() -> Self {
        let (costs, policy, noise, cpu_quota) = Default::default();
        let (procs, num_cpu, schedtrace, memory) = (4, 4, false, 0);
        Options { procs, num_cpu, costs, policy, schedtrace, memory, noise, cpu_quota }
    }
}

/// What the main goroutine runs.
pub struct MainProgram<O: Os> {
    /// Package initialisation: main is locked to its thread meanwhile (LK-1).
    pub init: Body<O>,
    /// `main.main`.
    pub main: Body<O>,
    /// Whether the program has the finalizer goroutine, as everything that imports os (ST-6).
    pub finalizer: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The process ended with this code (DD-3, DD-6).
    Exit(i32),
    /// All goroutines are asleep (DD-1); `goexit`: none is left, main called Goexit (DD-4).
    Deadlock {
        /// No goroutine is left.
        goexit: bool,
    },
    /// More threads than allowed (MT-3).
    ThreadExhaustion,
    /// The process was killed: it wanted more memory than the machine has.
    Killed,
}

/// Takes what the program writes: the file (1 or 2) and the bytes.
pub type Output = dyn FnMut(u8, &[u8]) + Send;

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

/// Go's limit on threads, unless the program sets one (MT-3).
const MAX_MCOUNT: u32 = 10_000;

/// One run of the scheduler. What is written often has a cache line of its own, so that those who write it
/// don't take from the others what all of them read.
pub struct Runtime<O: Os> {
    pub(crate) os: O,
    pub(super) tracer: Tracer,
    pub(super) costs: Costs,
    pub(super) policy: Policy,
    pub(super) schedtrace: bool,
    pub(super) num_cpu: u32,
    pub(super) allgs: Gs<O>,
    allms: boxcar::Vec<Arc<MShared>>,
    allp: boxcar::Vec<Arc<PShared>>,
    pub(super) timers: boxcar::Vec<Timer<O>>,
    pub(super) coros: boxcar::Vec<Coro>,
    pub(super) stacks: CachePadded<StackPool>,
    pub(super) sched: CachePadded<Mutex<Sched>>,
    /// The global queue.
    pub(super) runq: Injector<Gp>,
    pub(super) gomaxprocs: AtomicU32,
    pub(super) idle: Idle,
    /// A stop-the-world is pending.
    pub(super) gcwaiting: AtomicBool,
    /// sysmon is in its deep sleep (MN-2).
    pub(super) sysmonwait: AtomicBool,
    /// When the poller was last asked; 0: an M is waiting in it (NW-2).
    pub(super) lastpoll: AtomicU64,
    /// Somebody looks into the poller without waiting (FR-9).
    pub(super) polling: AtomicBool,
    /// Until when that M waits; 0: for ever.
    pub(super) poll_until: AtomicU64,
    /// That M.
    pub(super) poller: AtomicU32,
    pub(super) goidgen: CachePadded<AtomicU32>,
    /// The most threads there may be (MT-3).
    pub(super) max_mcount: AtomicU32,
    pub(super) main_started: AtomicBool,
    pub(super) semtable: SemTable,
    pub(super) notify_lists: NotifyLists,
    /// Guards stopping the world (GC-0).
    pub(super) worldsema: AtomicU64,
    pub(super) memory: Memory,
    /// Where the program's output goes.
    pub(super) output: Mutex<Box<Output>>,
    objects: Mutex<FxHashMap<usize, ObjId>>,
    nobjects: AtomicU32,
    pub(super) outcome: Mutex<Option<Outcome>>,
    /// How it ended has been said: Ms that still run shall stop, and have nothing more to tell.
    pub(super) ended: AtomicBool,
    /// The run is over and nothing runs any more: goroutines may be dropped.
    pub(super) over: AtomicBool,
    pub(super) steps: Steps,
}

impl<O: Os> Runtime<O> {
    /// A runtime with M0 and all Ps, before anything runs. M0's box is for the kernel to start
    /// with [`super::proc::rt0`].
    pub fn new(os: O, options: &Options, tracer: Tracer, output: Box<Output>) -> Arc<Self> {
        assert!(
            (1..=Options::MAX_PROCS).contains(&options.procs),
            "GOMAXPROCS is from 1 to {}",
            Options::MAX_PROCS
        );
        let stacks = StackPool::default();
        let rt = Arc::new(Runtime {
            os,
            tracer,
            costs: options.costs,
            policy: options.policy,
            schedtrace: options.schedtrace,
            num_cpu: options.num_cpu,
            allgs: Gs::new(stacks.clone()),
            allms: boxcar::Vec::new(),
            allp: boxcar::Vec::new(),
            timers: boxcar::Vec::new(),
            coros: boxcar::Vec::new(),
            stacks: CachePadded::new(stacks),
            sched: CachePadded::default(),
            runq: Injector::new(),
            gomaxprocs: AtomicU32::new(options.procs),
            idle: Idle::default(),
            gcwaiting: AtomicBool::new(false),
            sysmonwait: AtomicBool::new(false),
            lastpoll: AtomicU64::new(1),
            polling: AtomicBool::new(false),
            poll_until: AtomicU64::new(0),
            poller: AtomicU32::new(Mid::NONE.0),
            goidgen: CachePadded::default(),
            max_mcount: AtomicU32::new(MAX_MCOUNT),
            main_started: AtomicBool::new(false),
            semtable: SemTable::default(),
            notify_lists: NotifyLists::default(),
            worldsema: AtomicU64::new(1),
            memory: Memory::new(options.memory),
            output: Mutex::new(output),
            objects: Mutex::default(),
            nobjects: AtomicU32::new(0),
            outcome: Mutex::new(None),
            ended: AtomicBool::new(false),
            over: AtomicBool::new(false),
            steps: Steps::default(),
        });
        rt.new_m();
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
        &self.allms[mid.index()]
    }

    /// A number for a new thread.
    pub(super) fn new_m(&self) -> Mid {
        Mid(self.allms.push(Arc::new(MShared::new())) as u32)
    }

    /// What the thread with that number carries.
    pub(crate) fn allocm(&self, mid: Mid, thread: O::Thread) -> Box<M<O>> {
        M::new(mid, thread, self.allms[mid.index()].clone())
    }

    pub(super) fn mcount(&self) -> usize {
        self.allms.count()
    }

    pub(super) fn p(&self, pid: Pid) -> &PShared {
        &self.allp[pid.index()]
    }

    /// User goroutines that are not dead (ST-6).
    pub(super) fn gcount(&self) -> u32 {
        self.allp.iter().map(|(_, p)| p.gcount()).fold(0, i32::wrapping_add).max(0) as u32
    }

    /// How many Ps were ever made.
    pub(super) fn p_made(&self) -> u32 {
        self.allp.count() as u32
    }

    /// A new P, stopped.
    pub(super) fn new_p(&self) -> Box<P> {
        let p = P::new(Pid(self.p_made()));
        self.allp.push(p.shared.clone());
        p
    }

    /// A new synchronisation object's number for the trace.
    pub(super) fn new_obj(&self, m: &M<O>, kind: ObjKind, cap: u32) -> ObjId {
        let _step = self.step(m);
        let obj = ObjId(self.nobjects.fetch_add(1, Relaxed) + 1);
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
        if let Some(obj) = self.objects.lock().get(&address) {
            return *obj;
        }
        let obj = self.new_obj(m, kind, 0);
        self.objects.lock().insert(address, obj);
        obj
    }

    /// What a dump says of every goroutine, in the order of their structures (NP-7).
    pub fn goroutines(&self) -> Vec<GInfo> {
        self.all_g().filter(|g| g.status() != super::g::GStatus::Dead).map(G::info).collect()
    }

    /// How the run ended, if it did.
    pub fn outcome(&self) -> Option<Outcome> {
        *self.outcome.lock()
    }

    /// The most threads there may be (MT-3).
    pub fn max_threads(&self) -> u32 {
        self.max_mcount.load(Relaxed)
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
        self.outcome.lock().get_or_insert(outcome);
        self.ended.store(true, Release);
        self.os.stop(&m.thread);
    }

    /// Asks all Ms to stop at their next safe point, for good.
    pub fn ask_all_to_end(&self) {
        self.ended.store(true, Release);
        for (_, m) in self.allms.iter() {
            if let Some(gp) = m.curg() {
                self.g(gp).preempt.store(true, Relaxed);
            }
        }
    }

    /// Says that nothing runs any more: what is dropped from now on is silent.
    pub fn finish(&self) {
        self.over.store(true, Relaxed);
        self.flush();
        self.tracer.end();
    }

    /// Clears away the stacks of all goroutines that have not ended, by unwinding them.
    ///
    /// # Safety
    /// No thread of the run is left, and none will be made.
    #[allow(unsafe_code)]
    pub(crate) unsafe fn drop_goroutines(&self) {
        assert!(self.over.load(Relaxed), "goroutines are dropped when the run is over");
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
