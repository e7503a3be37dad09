//! The VM: runs the bytecode of goroutines on the scheduler.
//!
//! [`Vm`] is what all goroutines of a run share, [`Thread`] one goroutine's side. [`run`] is the
//! loop over simple instructions; the larger ones are in [`ops`], [`data`] and [`chans`].
//! [`unwind`] is defer, panic and recover, [`defer_list`] what loops over functions defer,
//! [`traceback`] what is printed when a program dies, and [`api`] what natives may ask. The VM must
//! never know Go's syntax, nor decide who runs.

pub mod api;
pub mod map;
pub mod stdin;
pub mod traceback;
pub mod value;

mod chans;
mod data;
mod defer_list;
mod godebug;
mod map_race;
mod moving;
mod ops;
mod panics;
mod print;
mod run;
#[cfg(test)]
mod tests;
mod unwind;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;

use crate::ids::Gid;
use crate::lang::bytecode::{Func, FuncId, HALT, Program};
use crate::lang::heap::{Heap, OutOfMemory, Window};
use crate::lang::native::{Lookup, NativeFn};
use crate::runtime::os::Os;
use crate::runtime::stack::{PooledStack, STACK_SIZE};
use crate::runtime::{Body, Cx, MainProgram};

pub use api::{Bytes, Copied, Iface, Str, Words};
use chans::Chan;
use map::GoMap;
use stdin::{Kept, Stdin};
use unwind::{Deferred, Panicking};
use value::Values;
pub use value::View;

/// Go's limit of a goroutine's stack.
const MAX_STACK: u64 = 1_000_000_000;
/// What a frame costs of that limit beside its registers.
const FRAME_BYTES: u64 = 64;
/// Calls out of natives, and natives that call themselves, go on on a further stack when less than
/// this is left of the one they are on: no native needs more between two such calls.
const LEAST_STACK: usize = 64 << 10;
/// The unit in which stacks use memory.
const PAGE: usize = 4096;
/// Up to so many deferred calls are not counted.
const FEW_DEFERS: usize = 64;
/// Register stacks above so many words are counted with the frames that they have room for.
const LARGE_STACK: u32 = 1 << 10;
/// The longest time that is spent at once, in ns.
const MOST: u64 = 1 << 40;
/// How often main gives way at its end to goroutines that are in a panic (DD-3).
const TURNS_FOR_PANICS: u32 = 1000;

/// Why an instruction or a native does not go on. Small enough to be returned in registers: the
/// run loop has a hundred calls that may fail.
#[derive(Debug)]
pub enum Trap {
    /// A Go panic with that interface value.
    Panic(Box<Iface>),
    /// A panic that is under way already.
    Unwind,
    /// `runtime.Goexit`.
    Goexit,
    /// `fatal error: …`
    Fatal(Box<String>),
    /// The stack has reached its limit of so many bytes.
    StackOverflow(u64),
    /// The memory that a run may take is used up.
    OutOfMemory,
}

impl From<OutOfMemory> for Trap {
    fn from(_: OutOfMemory) -> Self {
        Trap::OutOfMemory
    }
}

/// What a value's words take beside the place where it is kept.
fn spilled(words: &Words) -> u64 {
    if words.spilled() { words.len() as u64 * 8 + 16 } else { 0 }
}

/// What the run loop needs of a function, close together.
#[derive(Clone, Copy, Debug)]
struct Meta {
    /// First instruction; for a native its number.
    entry: u32,
    nregs: u16,
    params: u16,
    results: u16,
    native: bool,
}

/// What all goroutines of a run share.
pub struct Vm<O: Os> {
    program: Arc<Program>,
    heap: Heap,
    metas: Vec<Meta>,
    natives: Vec<NativeFn<O>>,
    maps: boxcar::Vec<Mutex<GoMap>>,
    chans: boxcar::Vec<Chan>,
    writing: map_race::Writing,
    /// Line of each instruction in the main file, 0 elsewhere.
    lines: Vec<u32>,
    max_stack: AtomicU64,
    stdin: Mutex<Box<dyn Stdin>>,
    /// The most goroutines that there were at a time: so many are counted as memory.
    most_goroutines: AtomicU64,
    /// Panics that still run deferred calls.
    panicking: AtomicU32,
    /// Further stacks that nobody uses; they stay counted.
    spare_stacks: Mutex<Vec<PooledStack>>,
}

/// A further stack, where the one ends that it continues, and how much had to be left of that.
pub struct Segment {
    stack: PooledStack,
    outer: usize,
    enough: usize,
}

impl Segment {
    /// Runs something on it.
    pub fn run<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.stack.run(f)
    }
}

impl<O: Os> Vm<O> {
    /// Loads a program into a memory of at most so many bytes.
    pub fn new(program: Arc<Program>, lookup: Lookup<O>, max_memory: u64) -> io::Result<Arc<Self>> {
        let heap = Heap::new(max_memory, &program.image)?;
        let meta = |f: &Func| Meta {
            entry: f.native.unwrap_or(f.entry),
            nregs: f.nregs.max(f.params + 1).max(f.results),
            params: f.params,
            results: f.results,
            native: f.native.is_some(),
        };
        let native = |symbol: &String| match &**symbol {
            "runtime.errorString.Error" => panics::error_text,
            "runtime.errorString.RuntimeError" => panics::nothing,
            symbol => lookup(symbol).unwrap_or(panics::missing),
        };
        Ok(Arc::new(Self {
            metas: program.funcs.iter().map(meta).collect(),
            natives: program.natives.iter().map(native).collect(),
            lines: traceback::main_lines(&program),
            heap,
            maps: boxcar::Vec::new(),
            chans: boxcar::Vec::new(),
            writing: map_race::Writing::default(),
            max_stack: AtomicU64::new(MAX_STACK),
            stdin: Mutex::new(Box::new(Kept::new(program.stdin.clone()))),
            most_goroutines: AtomicU64::new(0),
            panicking: AtomicU32::new(0),
            spare_stacks: Mutex::default(),
            program,
        }))
    }

    /// What the main goroutine runs first: the initialisation of all packages.
    fn init(self: &Arc<Self>) -> Body<O> {
        let vm = self.clone();
        Body::new(move |cx| {
            if let Some(text) = godebug::removed(&vm.program.env) {
                Thread::new(cx, &vm, None).die(Trap::Fatal(Box::new(text)));
            }
            if let Some(func) = vm.program.init {
                goroutine(cx, &vm, Callee { func, closure: 0 }, &Words::new(), None);
            }
        })
    }

    /// What the main goroutine runs then: `main.main`.
    fn main(self: &Arc<Self>) -> Body<O> {
        let vm = self.clone();
        let callee = Callee { func: self.program.entry, closure: 0 };
        Body::new(move |cx| {
            goroutine(cx, &vm, callee, &Words::new(), None);
            // A panic elsewhere that still runs deferred calls gets its turns: it ends the program (DD-3).
            for _ in 0..TURNS_FOR_PANICS {
                if vm.panicking.load(Relaxed) == 0 {
                    break;
                }
                cx.gosched();
            }
        })
    }

    /// Reads from there, instead of what is kept with the program.
    pub fn read_from(&self, stdin: Box<dyn Stdin>) {
        *self.stdin.lock() = stdin;
    }

    /// The program as the scheduler starts it, in virtual time.
    pub fn main_program(self: &Arc<Self>) -> MainProgram<O> {
        let finalizer = self.program.finalizer;
        MainProgram { init: self.init(), main: self.main(), finalizer }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The memory.
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    fn values(&self) -> Values<'_> {
        Values::new(&self.program, &self.heap)
    }

    /// The body of a goroutine that makes a call.
    fn body(self: &Arc<Self>, callee: Callee, args: Words, created: Option<Created>) -> Body<O> {
        let vm = self.clone();
        Body::new(move |cx| goroutine(cx, &vm, callee, &args, created))
    }
}

/// What is called: a function and, through a func value, the closure.
#[derive(Clone, Copy, Debug)]
struct Callee {
    func: FuncId,
    closure: u64,
}

/// Who created a goroutine, and where.
type Created = (Gid, u32);

/// An active call.
#[derive(Clone, Copy, Debug)]
struct Frame {
    func: u32,
    /// Where the caller goes on.
    ret: u32,
    /// How far its registers are above the caller's.
    delta: u32,
    /// The panic that runs this deferred call: its index + 1; 0: none.
    panic: u32,
}

/// One goroutine's side of the VM.
pub struct Thread<'a, 'y, O: Os> {
    /// The scheduler.
    pub cx: &'a mut Cx<'y, O>,
    vm: &'a Arc<Vm<O>>,
    frames: Vec<Frame>,
    defers: Vec<Deferred>,
    panics: Vec<Panicking>,
    /// The stack's address, its size, and where the current frame's registers are.
    stack: u64,
    stack_words: u32,
    sp: u64,
    /// The next instruction, while the run loop does not hold it.
    pc: u32,
    /// Registers above this one of the current frame are free: where calls out of natives go.
    top: u32,
    /// Frames below this index belong to outer run loops.
    floor: u32,
    /// Further stacks that it is on.
    segments: u64,
    /// As long as more is left of the stack than this, it is counted, and may be used.
    enough: usize,
    /// Instructions until time must be charged; and what it was at the last charge.
    fuel: i64,
    fuel_start: i64,
    /// What was spent and is less than a nanosecond, in picoseconds.
    picos: u64,
    /// How many instructions a stretch of computation still goes on for after its end.
    overrun: u32,
    /// How much of what is spent natives have spent.
    natives: u64,
    /// A native may have waited since: what can be spent must be asked again.
    settled: bool,
    /// What `catch` goes back to.
    catch: Level,
    printed: Vec<u8>,
    /// A nil dereference is being handled: its line is printed if the program dies.
    signal: bool,
    created: Option<Created>,
}

/// What is counted for the frames of a register stack of that size; nothing if it is small.
fn frames_bytes(words: u32) -> u64 {
    if words < LARGE_STACK { 0 } else { words as u64 * size_of::<Frame>() as u64 }
}

/// What is counted for a list of deferred calls; nothing if there is room for few only.
fn defers_bytes(defers: &Vec<Deferred>) -> u64 {
    let room = defers.capacity();
    if room <= FEW_DEFERS { 0 } else { (room * size_of::<Deferred>()) as u64 }
}

/// Where a native stands, to come back to.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    frames: u32,
    sp: u32,
    top: u32,
    pc: u32,
}

/// Runs a goroutine from its first call to its end.
fn goroutine<O: Os>(
    cx: &mut Cx<'_, O>,
    vm: &Arc<Vm<O>>,
    callee: Callee,
    args: &Words,
    created: Option<Created>,
) {
    let mut t = Thread::new(cx, vm, created);
    if let Err(trap) = t.room_for_goroutines(t.cx.num_goroutine().into()) {
        t.die(trap);
    }
    let end = t.invoke_here(callee, args, 0);
    t.charge_spent(0);
    vm.heap.free_stack(t.stack, t.stack_words);
    vm.heap.give_back(spilled(args) + frames_bytes(t.stack_words) + defers_bytes(&t.defers));
    match end {
        Ok(()) => {}
        Err(Trap::Goexit) => {
            drop(t);
            cx.goexit()
        }
        Err(trap) => t.die(trap),
    }
}

impl<'a, 'y, O: Os> Thread<'a, 'y, O> {
    fn new(cx: &'a mut Cx<'y, O>, vm: &'a Arc<Vm<O>>, created: Option<Created>) -> Self {
        let mut t = Self {
            cx,
            vm,
            frames: Vec::new(),
            defers: Vec::new(),
            panics: Vec::new(),
            stack: 0,
            stack_words: 0,
            sp: 0,
            pc: 0,
            top: 0,
            floor: 0,
            segments: 0,
            enough: STACK_SIZE,
            fuel: 0,
            fuel_start: 0,
            picos: 0,
            overrun: 0,
            natives: 0,
            settled: false,
            catch: Level::default(),
            printed: Vec::new(),
            signal: false,
            created,
        };
        t.refuel();
        t
    }

    #[inline(always)]
    fn window(&self) -> &'a Window {
        self.vm.heap.window(self.sp)
    }

    fn meta(&self, func: u32) -> Meta {
        self.vm.metas[func as usize]
    }

    // ── time ─────────────────────────────────────────────────────────────────────────────────

    fn refuel(&mut self) {
        let units = self.cx.costs().instrs(self.cx.budget().min(MOST));
        // Who has missed a signal hears of the request at the next prologue (PR-2).
        let asked = !O::CONCURRENT && self.cx.asked_to_give_way();
        self.fuel = if asked { 0 } else { units.max(1) as i64 };
        self.fuel_start = self.fuel;
        self.settled = false;
    }

    /// Time spent since the last time, in ns. What is less is kept for the next time.
    fn spent(&mut self) -> u64 {
        let instrs = (self.fuel_start - self.fuel) as u64;
        // What natives have spent is time, and no instructions.
        self.cx.computed(instrs.saturating_sub(std::mem::take(&mut self.natives)));
        let picos = instrs * self.cx.costs().instr + self.picos;
        self.picos = picos % 1000;
        picos / 1000
    }

    /// Charges what was spent since the last time, and a further cost in ns: others may run, this goroutine be
    /// preempted.
    fn charge_spent(&mut self, further: u64) {
        let spent = self.spent() + further;
        self.cx.charge_loop(spent);
        self.refuel();
    }

    /// Where a stretch of computation ends: others may run, and a signal may have come.
    #[inline(never)]
    fn loop_point(&mut self) {
        let line = self.line();
        self.cx.set_line(line);
        self.charge_spent(0);
        if O::CONCURRENT && self.cx.asked_to_give_way() {
            (self.fuel, self.fuel_start) = (0, 0);
        }
    }

    /// A function's prologue: a request to give way is heard here (PR-2).
    #[inline(never)]
    fn prologue(&mut self) {
        self.loop_point();
        if self.cx.asked_to_give_way() {
            self.cx.check_preempt();
            self.refuel();
        }
    }

    /// The innermost line of the main file that this goroutine stands on.
    fn line(&self) -> u32 {
        let lines = &self.vm.lines;
        let mut at = self.pc;
        for f in self.frames.iter().rev() {
            // A native that was started as a goroutine stands before the first instruction.
            let line = (at as usize).checked_sub(1).and_then(|i| lines.get(i));
            if let Some(line) = line.filter(|l| **l != 0) {
                return *line;
            }
            at = f.ret.max(1);
        }
        0
    }

    // ── calls ────────────────────────────────────────────────────────────────────────────────

    /// Makes room for so many registers from the current frame's first on.
    #[inline]
    fn room(&mut self, words: u32) -> Result<(), Trap> {
        if self.sp + words as u64 > self.stack + self.stack_words as u64 {
            return self.grow_stack(words);
        }
        Ok(())
    }

    #[inline(never)]
    fn grow_stack(&mut self, words: u32) -> Result<(), Trap> {
        let used = (self.sp - self.stack) as u32;
        let bytes = (used + words) as u64 * 8 + self.frames.len() as u64 * FRAME_BYTES;
        // Go doubles stacks (SK-2): the limit is noticed when the next size would exceed it (SK-3).
        let limit = self.vm.max_stack.load(Relaxed);
        if bytes.next_power_of_two() > limit {
            return Err(Trap::StackOverflow(limit));
        }
        let heap = &self.vm.heap;
        let (stack, size) = heap.new_stack(used + words)?;
        heap.regrow(frames_bytes(self.stack_words), frames_bytes(size))?;
        if self.stack_words > 0 {
            heap.copy(stack, self.stack, self.stack_words as u64);
            heap.free_stack(self.stack, self.stack_words);
        }
        (self.stack, self.stack_words, self.sp) = (stack, size, stack + used as u64);
        Ok(())
    }

    /// Calls something from Rust, its registers `delta` above the current frame's, and runs it to
    /// its end. The results are then in those registers.
    fn invoke(&mut self, callee: Callee, args: &[u64], delta: u32) -> Result<(), Trap> {
        Self::deeper(self, |t| t, |t| t.invoke_here(callee, args, delta))
    }

    fn invoke_here(&mut self, callee: Callee, args: &[u64], delta: u32) -> Result<(), Trap> {
        let sp = |t: &Self| (t.sp - t.stack) as u32;
        let level =
            Level { frames: self.frames.len() as u32, sp: sp(self), top: self.top, pc: self.pc };
        let floor = self.floor;
        let meta = self.meta(callee.func.0);
        self.room(delta + meta.nregs as u32)?;
        self.vm.heap.write(self.sp + delta as u64, args);
        self.vm.heap.store(self.sp + delta as u64 + meta.params as u64, callee.closure);
        self.frames.push(Frame { func: callee.func.0, ret: HALT, delta, panic: 0 });
        self.sp += delta as u64;
        self.floor = level.frames;
        let end = if meta.native {
            self.top = meta.nregs as u32;
            let end = self.vm.natives[meta.entry as usize](self, 0);
            match end {
                Ok(()) => {
                    self.frames.pop();
                    Ok(())
                }
                Err(trap) => self.raise(trap).and_then(|()| self.run()),
            }
        } else {
            self.pc = meta.entry;
            self.run()
        };
        (self.floor, self.catch) = (floor, level);
        if end.is_ok() {
            self.back_to(level);
        }
        end
    }

    /// Does what may call itself as often as the program likes: on a further stack when the one that
    /// it is on is nearly used up. `on` is what does it, with the thread in it.
    pub fn deeper<T: ?Sized, R>(
        on: &mut T,
        thread: impl Fn(&mut T) -> &mut Self,
        f: impl FnOnce(&mut T) -> Result<R, Trap>,
    ) -> Result<R, Trap> {
        let left = thread(on).cx.stack_left();
        if left > thread(on).enough {
            return f(on);
        }
        let Some(mut segment) = thread(on).more_stack(left)? else { return f(on) };
        let end = segment.run(|| f(on));
        thread(on).end_segment(segment);
        end
    }

    /// Counts what is used of the goroutine's own stack, for which so much is left; gives a further one
    /// if that is not enough.
    #[cold]
    #[inline(never)]
    fn more_stack(&mut self, left: usize) -> Result<Option<Segment>, Trap> {
        if self.segments == 0 {
            let counted = self.cx.stack_pages();
            let used = ((STACK_SIZE - left).div_ceil(PAGE) as u8).max(counted);
            self.vm.heap.reserve(u64::from(used - counted) * PAGE as u64)?;
            self.cx.set_stack_pages(used);
            self.enough = (STACK_SIZE - usize::from(used) * PAGE).max(LEAST_STACK);
        }
        if left > LEAST_STACK { Ok(None) } else { self.new_segment().map(Some) }
    }

    fn new_segment(&mut self) -> Result<Segment, Trap> {
        let size = STACK_SIZE as u64;
        let limit = self.vm.max_stack.load(Relaxed);
        if (self.segments + 1) * size > limit {
            return Err(Trap::StackOverflow(limit));
        }
        let spare = self.vm.spare_stacks.lock().pop();
        let stack = match spare {
            Some(stack) => stack,
            None => {
                self.vm.heap.reserve(size)?;
                self.cx.new_stack().map_err(|_| OutOfMemory)?
            }
        };
        self.segments += 1;
        // All of it is counted.
        let enough = std::mem::replace(&mut self.enough, LEAST_STACK);
        let outer = self.cx.change_stack(stack.low());
        Ok(Segment { stack, outer, enough })
    }

    #[cold]
    #[inline(never)]
    fn end_segment(&mut self, segment: Segment) {
        self.cx.change_stack(segment.outer);
        self.enough = segment.enough;
        self.segments -= 1;
        self.vm.spare_stacks.lock().push(segment.stack);
    }

    fn back_to(&mut self, level: Level) {
        self.frames.truncate(level.frames as usize);
        (self.sp, self.top, self.pc) = (self.stack + level.sp as u64, level.top, level.pc);
    }

    /// Calls a native from an instruction: its arguments are in registers from `base` on.
    #[inline]
    fn call_native(&mut self, func: u32, base: u32, top: u32) -> Result<(), Trap> {
        self.top = top;
        let native = self.vm.natives[self.vm.metas[func as usize].entry as usize];
        let end = native(self, base as usize);
        if std::mem::take(&mut self.settled) {
            self.refuel();
        }
        end
    }

    /// What a func value calls.
    fn callee(&mut self, closure: u64) -> Result<Callee, Trap> {
        if closure == 0 {
            return Err(self.nil_dereference());
        }
        Ok(Callee { func: FuncId(self.vm.heap.load(closure) as u32), closure })
    }
}
