//! Random workloads of Rust closures, for whatever kernel: each must end with every goroutine
//! accounted for, or in a deadlock that is one.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use gmpsim::runtime::os::Os;
use gmpsim::runtime::sync::{cond, mutex, rwmutex, waitgroup};
use gmpsim::runtime::{Body, Cx, GInfo, GStatus, Hchan, MainProgram, Options, Outcome, SelectCase};
use gmpsim::trace::event::{Event, ObjKind};
use gmpsim::trace::replay::Replay;
use parking_lot::Mutex;

/// A small generator of numbers, so that a workload is told by its seed alone.
#[derive(Clone)]
pub struct Rng(pub u64);

impl Rng {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[derive(Clone, Debug)]
enum Op {
    Spawn(Vec<Op>),
    Send(usize),
    Recv(usize),
    TryBoth(usize, usize),
    Select(usize, usize),
    Close(usize),
    Lock(usize, u64),
    RLock(u64),
    WLock(u64),
    Sleep(i64),
    Work(u64),
    Gosched,
    Syscall(u64),
    Io(u64),
    Signal,
    CondWait,
    After(usize, i64),
    Procs(i32),
    LockThread(Vec<Op>),
}

fn ops(rng: &mut Rng, depth: u32) -> Vec<Op> {
    let n = rng.below(7);
    (0..n).map(|_| op(rng, depth)).collect()
}

fn op(rng: &mut Rng, depth: u32) -> Op {
    let c = rng.below(3) as usize;
    let us = rng.below(200) * 1_000;
    match rng.below(40) {
        0..8 if depth < 3 => Op::Spawn(ops(rng, depth + 1)),
        0..12 => Op::Send(c),
        12..17 => Op::Recv(c),
        17 => Op::TryBoth(c, rng.below(3) as usize),
        18..20 => Op::Select(c, rng.below(3) as usize),
        20 if rng.below(4) == 0 => Op::Close(c),
        20..24 => Op::Lock(c, us / 4),
        24 => Op::RLock(us),
        25 => Op::WLock(us),
        26..29 => Op::Sleep(us as i64 * 10),
        29..32 => Op::Work(us * 20),
        32 => Op::Syscall(us * 3),
        33 => Op::Io(us * 3),
        34 => Op::Signal,
        38 => Op::CondWait,
        35 => Op::After(c, us as i64 * 5),
        36 if rng.below(6) == 0 => Op::Procs(1 + rng.below(16) as i32),
        37 if depth < 3 => Op::LockThread(ops(rng, depth + 1)),
        _ => Op::Gosched,
    }
}

pub struct World {
    /// All times are divided by this.
    faster: u64,
    chans: Vec<Arc<Hchan<u64>>>,
    mutexes: [[AtomicU64; 2]; 3],
    rw: [AtomicU64; rwmutex::WORDS],
    wg: [AtomicU64; waitgroup::WORDS],
    cond: [AtomicU64; cond::WORDS],
    started: AtomicU64,
    ended: AtomicU64,
}

fn perform<O: Os>(cx: &mut Cx<'_, O>, w: &Arc<World>, ops: &[Op]) {
    for op in ops {
        match op {
            Op::Spawn(ops) => spawn(cx, w, ops.clone()),
            Op::Send(c) => drop(cx.chansend(&w.chans[*c], 1)),
            Op::Recv(c) => drop(cx.chanrecv(&w.chans[*c])),
            Op::TryBoth(a, b) | Op::Select(a, b) => {
                let cases = vec![
                    SelectCase::Send(w.chans[*a].clone(), 2),
                    SelectCase::Recv(w.chans[*b].clone()),
                ];
                drop(cx.selectgo(cases, matches!(op, Op::Select(..))));
            }
            Op::Close(c) => drop(cx.closechan(&w.chans[*c])),
            Op::Lock(i, ns) => {
                let [state, sema] = &w.mutexes[*i];
                mutex::lock(cx, state, sema).expect("it is used well");
                cx.work(*ns / w.faster);
                mutex::unlock(cx, state, sema).expect("it is locked");
            }
            Op::RLock(ns) => {
                rwmutex::rlock(cx, &w.rw);
                cx.work(*ns / w.faster);
                rwmutex::runlock(cx, &w.rw).expect("it is locked");
            }
            Op::WLock(ns) => {
                rwmutex::lock(cx, &w.rw).expect("it is used well");
                cx.work(*ns / w.faster);
                rwmutex::unlock(cx, &w.rw).expect("it is locked");
            }
            Op::Sleep(ns) => cx.sleep(*ns / w.faster as i64),
            Op::Work(ns) => cx.work(*ns / w.faster),
            Op::Gosched => cx.gosched(),
            Op::Syscall(ns) => cx.syscall(*ns / w.faster),
            Op::Io(ns) => cx.io_wait(*ns / w.faster),
            Op::Signal => cond::broadcast(cx, &w.cond),
            Op::CondWait => {
                let ticket = cond::add(cx, &w.cond);
                cond::wait(cx, &w.cond, ticket);
            }
            Op::After(c, ns) => {
                let (timer, chan) = cx.new_timer(*ns / w.faster as i64, 0, |now| now);
                drop(cx.selectgo(
                    vec![SelectCase::Recv(chan), SelectCase::Recv(w.chans[*c].clone())],
                    true,
                ));
                cx.stop_timer(timer);
            }
            Op::Procs(n) => drop(cx.gomaxprocs(*n)),
            Op::LockThread(ops) => {
                cx.lock_os_thread();
                perform(cx, w, ops);
                cx.unlock_os_thread();
            }
        }
    }
}

fn spawn<O: Os>(cx: &mut Cx<'_, O>, w: &Arc<World>, ops: Vec<Op>) {
    waitgroup::add(cx, &w.wg, 1).expect("nobody waits yet, or the spawner is counted");
    w.started.fetch_add(1, Relaxed);
    let w = w.clone();
    cx.spawn("workload", move |cx| {
        perform(cx, &w, &ops);
        w.ended.fetch_add(1, Relaxed);
        waitgroup::add(cx, &w.wg, -1).expect("it was counted");
    });
}

/// A workload, and what it leaves.
pub struct Workload {
    pub options: Options,
    pub cores: usize,
    world: Arc<Mutex<Option<Arc<World>>>>,
}

impl Workload {
    /// The workload of that seed, with all its times divided by `faster`, and `larger` times as many
    /// goroutines.
    pub fn new<O: Os>(seed: u64, faster: u64, larger: u64) -> (Self, MainProgram<O>) {
        let mut rng = Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let options = Options { procs: 1 + rng.below(16) as u32, ..Options::default() };
        let cores = 1 + rng.below(8) as usize;
        let script: Vec<Vec<Op>> =
            (0..1 + rng.below(8) * larger).map(|_| ops(&mut rng, 0)).collect();
        let world: Arc<Mutex<Option<Arc<World>>>> = Arc::default();
        let out = world.clone();
        let main = move |cx: &mut Cx<'_, O>| {
            let chans = (0..3).map(|cap| cx.makechan(cap * 2)).collect();
            let w = Arc::new(World {
                faster,
                chans,
                mutexes: Default::default(),
                rw: Default::default(),
                wg: Default::default(),
                cond: Default::default(),
                started: AtomicU64::new(0),
                ended: AtomicU64::new(0),
            });
            *out.lock() = Some(w.clone());
            for ops in script {
                spawn(cx, &w, ops);
            }
            waitgroup::wait(cx, &w.wg).expect("a WaitGroup used once");
        };
        let program =
            MainProgram { init: Body::new(|_| {}), main: Body::new(main), finalizer: true };
        (Workload { options, cores, world }, program)
    }

    /// Whether the run was right: its trace, if there is one, is possible, and no goroutine is lost.
    pub fn check(
        &self,
        outcome: Outcome,
        goroutines: &[GInfo],
        events: &[Event],
    ) -> Result<(), String> {
        let mut order = Replay::new();
        for event in events {
            if std::env::var_os("GMPSIM_VERBOSE").is_some() {
                eprintln!("{}", event.line(&Default::default()));
            }
            order.step(event).map_err(|e| e.to_string())?;
        }
        order.end().map_err(|e| e.to_string())?;
        let w = self.world.lock().take().ok_or("main did not start")?;
        let [started, ended] = [&w.started, &w.ended].map(|n| n.load(Relaxed));
        let user: Vec<_> = goroutines.iter().filter(|g| !g.system && g.gid.0 != 1).collect();
        if (started - ended) as usize != user.len() {
            return Err(format!("{started} started, {ended} ended, {} are left", user.len()));
        }
        match outcome {
            Outcome::Exit(0) if user.is_empty() => Ok(()),
            Outcome::Deadlock { goexit: false } => {
                if let Some(g) = user.iter().find(|g| g.status != GStatus::Waiting) {
                    return Err(format!("deadlock, but {} is {}", g.gid, g.status_text));
                }
                nobody_could_go_on(&order)
            }
            outcome => Err(format!("ended as {outcome:?} with {} goroutines left", user.len())),
        }
    }
}

/// In a deadlock no channel has what somebody waits for.
fn nobody_could_go_on(order: &Replay) -> Result<(), String> {
    let state = order.state();
    for (id, obj) in state.objects() {
        let (senders, receivers) = (state.sendq(id).count(), state.recvq(id).count());
        let stuck = obj.kind == Some(ObjKind::Chan)
            && ((receivers > 0 && (obj.len > 0 || obj.closed))
                || (senders > 0 && (obj.len < obj.cap || obj.closed)));
        if stuck {
            return Err(format!("deadlock, but {id:?} could go on: {obj:?}"));
        }
    }
    Ok(())
}

/// The seeds to try: those, or the one that the environment names.
pub fn seeds(many: u64) -> std::ops::Range<u64> {
    let one = std::env::var("GMPSIM_WORKLOAD").ok().and_then(|s| s.parse().ok());
    one.map_or(0..many, |seed: u64| seed..seed + 1)
}
