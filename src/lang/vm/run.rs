//! The loop over a goroutine's instructions.
//!
//! Everything small is done here; what may fail with a text, allocate, or suspend is one call
//! away, so that this function's own stack frame stays small: a parked goroutine keeps it.

use std::sync::atomic::Ordering::Relaxed;

use super::data::bulk;
use super::{Frame, Thread, Trap};
use crate::lang::bytecode::{Instr, Reg, UNWIND};
use crate::lang::heap::Window;
use crate::runtime::os::{Os, PREEMPT_LATENCY};

/// A register.
#[inline(always)]
pub(super) fn get(w: &Window, r: Reg) -> u64 {
    w[r as usize].load(Relaxed)
}

/// Sets a register.
#[inline(always)]
pub(super) fn put(w: &Window, r: Reg, word: u64) {
    w[r as usize].store(word, Relaxed);
}

#[inline(always)]
fn float(w: &Window, r: Reg) -> f64 {
    f64::from_bits(get(w, r))
}

/// Why the loop over the instructions ends.
#[derive(PartialEq)]
enum Pass {
    /// The frame at `self.floor` has returned.
    Returned,
    /// At a jump back: what could be spent is spent. In the last instructions of a stretch: it is over.
    Spent,
}

impl<O: Os> Thread<'_, '_, O> {
    /// Runs from `self.pc` until the frame at `self.floor` returns.
    ///
    /// A stretch of computation ends where its budget is used up, at the next jump back. Real threads are
    /// interrupted anywhere: so its last instructions run in the second instance of the loop, which counts
    /// them and can end between any two (PR-3).
    pub(super) fn run(&mut self) -> Result<(), Trap> {
        loop {
            if self.run_loop::<false>()? == Pass::Returned {
                return Ok(());
            }
            self.overrun = self.cx.overrun();
            if self.overrun > 0 && self.run_loop::<true>()? == Pass::Returned {
                return Ok(());
            }
            // A step of the overrun may have waited; then there is a new budget already.
            if self.fuel <= 0 {
                self.loop_point();
            }
        }
    }

    /// `LAST`: runs `self.overrun` instructions at most.
    // A float comparison's "not less" is not "greater or equal".
    #[allow(clippy::neg_cmp_op_on_partial_ord)]
    fn run_loop<const LAST: bool>(&mut self) -> Result<Pass, Trap> {
        use Instr::*;
        let vm = self.vm;
        let code = &vm.program.code[..];
        let heap = &vm.heap;
        let mut w = self.window();
        let mut pc = self.pc as usize;
        let mut fuel = self.fuel;
        let costs = self.cx.costs();
        let call_cost = (costs.call / costs.instr.max(1)) as i64;
        let alloc_cost = costs.instrs(costs.alloc) as i64;
        let map_cost = costs.instrs(costs.map_op) as i64;

        // An operation that may fail, suspend, move the stack or go on elsewhere.
        macro_rules! op {
            ($($call:tt)*) => {{
                self.pc = pc as u32;
                self.fuel = fuel;
                if let Err(trap) = self.$($call)* {
                    self.raise(trap)?;
                }
                (pc, fuel, w) = (self.pc as usize, self.fuel, self.window());
            }};
        }
        // An operation that traps if a condition holds.
        macro_rules! trap_if {
            ($bad:expr, $($trap:tt)*) => {
                if $bad {
                    self.pc = pc as u32;
                    self.fuel = fuel;
                    let trap = self.$($trap)*;
                    self.raise(trap)?;
                    (pc, fuel, w) = (self.pc as usize, self.fuel, self.window());
                    continue;
                }
            };
        }
        // A use of a map, which Go looks at for goroutines that use it at once.
        macro_rules! map_use {
            ($m:expr, $fatal:literal) => {
                if vm.writing.any() {
                    op!(check_map(get(w, $m), $fatal));
                }
            };
        }
        macro_rules! map_write {
            ($m:expr) => {
                map_use!($m, "concurrent map writes");
                if LAST {
                    op!(interrupt_write(get(w, $m)));
                }
            };
        }
        macro_rules! jump {
            ($off:expr) => {{
                let off = $off as isize;
                pc = pc.wrapping_add_signed(off - 1);
                // `for {}` does nothing that others could see: all the fuel is used up at once, and
                // where many such loops run side by side, a signal's time.
                if off == 0 {
                    let signal = self.cx.costs().instrs(PREEMPT_LATENCY);
                    fuel = fuel.min(0).min(self.fuel_start - signal as i64);
                }
                if off <= 0 && fuel <= 0 && !LAST {
                    (self.pc, self.fuel) = (pc as u32, fuel);
                    return Ok(Pass::Spent);
                }
            }};
        }
        macro_rules! binary {
            ($d:expr, $a:expr, $b:expr, $f:expr) => {{
                let f: fn(u64, u64) -> u64 = $f;
                put(w, $d, f(get(w, $a), get(w, $b)));
            }};
        }
        macro_rules! unary {
            ($d:expr, $a:expr, $f:expr) => {{
                let f: fn(u64) -> u64 = $f;
                put(w, $d, f(get(w, $a)));
            }};
        }
        macro_rules! float2 {
            ($d:expr, $a:expr, $b:expr, $op:tt) => {
                put(w, $d, (float(w, $a) $op float(w, $b)).to_bits())
            };
        }
        macro_rules! call {
            ($func:expr, $base:expr, $closure:expr) => {{
                let (func, base): (u32, Reg) = ($func, $base);
                let meta = &vm.metas[func as usize];
                let sp = self.sp + base as u64;
                fuel -= call_cost;
                if sp + meta.nregs as u64 > self.stack + self.stack_words as u64
                    || (fuel <= 0 && !LAST)
                {
                    self.pc = pc as u32;
                    self.fuel = fuel;
                    if let Err(trap) = self.prepare_call(base as u32 + meta.nregs as u32) {
                        self.raise(trap)?;
                        (pc, fuel, w) = (self.pc as usize, self.fuel, self.window());
                        continue;
                    }
                    fuel = self.fuel;
                }
                self.sp += base as u64;
                self.frames.push(Frame { func, ret: pc as u32, delta: base as u32, panic: 0 });
                w = self.window();
                let closure: Option<u64> = $closure;
                if let Some(closure) = closure {
                    put(w, meta.params, closure);
                }
                pc = meta.entry as usize;
            }};
        }
        macro_rules! ret {
            () => {{
                let frame = self.frames.pop().expect("a running function has a frame");
                self.sp -= frame.delta as u64;
                w = self.window();
                pc = frame.ret as usize;
            }};
        }

        loop {
            if LAST {
                if self.overrun == 0 || fuel > 0 {
                    (self.pc, self.fuel) = (pc as u32, fuel);
                    return Ok(Pass::Spent);
                }
                self.overrun -= 1;
            }
            let instr = code[pc];
            pc += 1;
            fuel -= 1;
            match instr {
                Imm { d, v } => put(w, d, v as i64 as u64),
                Const { d, k } => put(w, d, vm.program.consts[k as usize]),
                Str { d, k } => {
                    put(w, d, vm.program.consts[k as usize]);
                    put(w, d + 1, vm.program.consts[k as usize + 1]);
                }
                Move { d, a } => put(w, d, get(w, a)),
                Move2 { d, a } => {
                    let (x, y) = (get(w, a), get(w, a + 1));
                    put(w, d, x);
                    put(w, d + 1, y);
                }
                MoveN { d, a, n } => {
                    fuel -= bulk(n as u64);
                    heap.copy(self.sp + d as u64, self.sp + a as u64, n as u64);
                }
                Zero { d, n } => {
                    fuel -= bulk(n as u64);
                    for i in 0..n {
                        put(w, d + i, 0);
                    }
                }
                RegLoad { n, d, a, i } => {
                    let from = self.sp + a as u64 + get(w, i);
                    heap.copy(self.sp + d as u64, from, n as u64);
                }
                RegStore { n, d, i, a } => {
                    let to = self.sp + d as u64 + get(w, i);
                    heap.copy(to, self.sp + a as u64, n as u64);
                }

                New { d, n } => {
                    fuel -= alloc_cost;
                    match heap.alloc(n as u64) {
                        Ok(at) => put(w, d, at),
                        Err(_) => op!(out_of_memory()),
                    }
                }
                Load { d, p, off } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    put(w, d, heap.load(p + off as u64));
                }
                Store { p, off, a } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    heap.store(p + off as u64, get(w, a));
                }
                LoadN { n, d, p, off } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    if LAST {
                        op!(copy_words(self.sp + d as u64, p + off as u64, n as u64));
                    } else {
                        heap.copy(self.sp + d as u64, p + off as u64, n as u64);
                    }
                }
                StoreN { n, p, off, a } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    if LAST {
                        op!(copy_words(p + off as u64, self.sp + a as u64, n as u64));
                    } else {
                        heap.copy(p + off as u64, self.sp + a as u64, n as u64);
                    }
                }
                LoadBig { d, p, n } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    fuel -= bulk(n as u64);
                    heap.copy(self.sp + d as u64, p, n as u64);
                }
                StoreBig { p, a, n } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    fuel -= bulk(n as u64);
                    heap.copy(p, self.sp + a as u64, n as u64);
                }
                CopyMem { d, s, n } => {
                    let (d, s) = (get(w, d), get(w, s));
                    trap_if!(d == 0 || s == 0, nil_dereference());
                    fuel -= bulk(get(w, n));
                    heap.copy(d, s, get(w, n));
                }
                LoadG { d, addr } => put(w, d, heap.load(addr as u64)),
                StoreG { a, addr } => heap.store(addr as u64, get(w, a)),
                NilCheck { p } => trap_if!(get(w, p) == 0, nil_dereference()),
                FieldAddr { d, p, off } => {
                    let p = get(w, p);
                    trap_if!(p == 0, nil_dereference());
                    put(w, d, p + off as u64);
                }

                Add { d, a, b } => binary!(d, a, b, |a, b| a.wrapping_add(b)),
                Sub { d, a, b } => binary!(d, a, b, |a, b| a.wrapping_sub(b)),
                Mul { d, a, b } => binary!(d, a, b, |a, b| a.wrapping_mul(b)),
                Div { d, a, b } => {
                    let b = get(w, b) as i64;
                    trap_if!(b == 0, divide_error());
                    put(w, d, (get(w, a) as i64).wrapping_div(b) as u64);
                }
                Rem { d, a, b } => {
                    let b = get(w, b) as i64;
                    trap_if!(b == 0, divide_error());
                    put(w, d, (get(w, a) as i64).wrapping_rem(b) as u64);
                }
                DivU { d, a, b } => {
                    let b = get(w, b);
                    trap_if!(b == 0, divide_error());
                    put(w, d, get(w, a) / b);
                }
                RemU { d, a, b } => {
                    let b = get(w, b);
                    trap_if!(b == 0, divide_error());
                    put(w, d, get(w, a) % b);
                }
                And { d, a, b } => binary!(d, a, b, |a, b| a & b),
                Or { d, a, b } => binary!(d, a, b, |a, b| a | b),
                Xor { d, a, b } => binary!(d, a, b, |a, b| a ^ b),
                AndNot { d, a, b } => binary!(d, a, b, |a, b| a & !b),
                Shl { d, a, b } => binary!(d, a, b, |a, b| if b < 64 { a << b } else { 0 }),
                Shr { d, a, b } => binary!(d, a, b, |a, b| ((a as i64) >> b.min(63)) as u64),
                ShrU { d, a, b } => binary!(d, a, b, |a, b| if b < 64 { a >> b } else { 0 }),
                ShiftCheck { a } => trap_if!((get(w, a) as i64) < 0, negative_shift()),
                AddI { d, a, v } => put(w, d, get(w, a).wrapping_add(v as i64 as u64)),
                MulI { d, a, v } => put(w, d, get(w, a).wrapping_mul(v as i64 as u64)),
                AndI { d, a, v } => put(w, d, get(w, a) & v as i64 as u64),
                ShlI { d, a, v } => put(w, d, if v < 64 { get(w, a) << v } else { 0 }),
                ShrI { d, a, v } => put(w, d, ((get(w, a) as i64) >> v.min(63)) as u64),
                ShrUI { d, a, v } => put(w, d, if v < 64 { get(w, a) >> v } else { 0 }),
                Neg { d, a } => unary!(d, a, |a| a.wrapping_neg()),
                Com { d, a } => unary!(d, a, |a| !a),
                Not { d, a } => unary!(d, a, |a| a ^ 1),
                Sext8 { d, a } => unary!(d, a, |a| a as i8 as u64),
                Sext16 { d, a } => unary!(d, a, |a| a as i16 as u64),
                Sext32 { d, a } => unary!(d, a, |a| a as i32 as u64),
                Zext8 { d, a } => unary!(d, a, |a| a as u8 as u64),
                Zext16 { d, a } => unary!(d, a, |a| a as u16 as u64),
                Zext32 { d, a } => unary!(d, a, |a| a as u32 as u64),

                AddF { d, a, b } => float2!(d, a, b, +),
                SubF { d, a, b } => float2!(d, a, b, -),
                MulF { d, a, b } => float2!(d, a, b, *),
                DivF { d, a, b } => float2!(d, a, b, /),
                NegF { d, a } => put(w, d, (-float(w, a)).to_bits()),
                RoundF32 { d, a } => put(w, d, (float(w, a) as f32 as f64).to_bits()),
                IntToF { d, a } => put(w, d, (get(w, a) as i64 as f64).to_bits()),
                UintToF { d, a } => put(w, d, (get(w, a) as f64).to_bits()),
                IntToF32 { d, a } => put(w, d, f64::from(get(w, a) as i64 as f32).to_bits()),
                UintToF32 { d, a } => put(w, d, f64::from(get(w, a) as f32).to_bits()),
                F32ToF { d, a } => put(w, d, super::ops::quiet(get(w, a))),
                FToInt { d, a } => put(w, d, super::ops::float_to_int(float(w, a))),
                FToInt32 { d, a } => put(w, d, super::ops::float_to_int32(float(w, a))),
                FToUint { d, a } => put(w, d, super::ops::float_to_uint(float(w, a))),

                Eq { d, a, b } => binary!(d, a, b, |a, b| (a == b) as u64),
                Ne { d, a, b } => binary!(d, a, b, |a, b| (a != b) as u64),
                Lt { d, a, b } => binary!(d, a, b, |a, b| ((a as i64) < b as i64) as u64),
                Le { d, a, b } => binary!(d, a, b, |a, b| (a as i64 <= b as i64) as u64),
                LtU { d, a, b } => binary!(d, a, b, |a, b| (a < b) as u64),
                LeU { d, a, b } => binary!(d, a, b, |a, b| (a <= b) as u64),
                EqF { d, a, b } => put(w, d, (float(w, a) == float(w, b)) as u64),
                NeF { d, a, b } => put(w, d, (float(w, a) != float(w, b)) as u64),
                LtF { d, a, b } => put(w, d, (float(w, a) < float(w, b)) as u64),
                LeF { d, a, b } => put(w, d, (float(w, a) <= float(w, b)) as u64),
                EqStr { d, a, b } => {
                    let n = get(w, a + 1);
                    fuel -= bulk(n / 8);
                    let same = n == get(w, b + 1) && heap.equal_bytes(get(w, a), get(w, b), n);
                    put(w, d, same as u64);
                }
                CmpStr { d, a, b } => {
                    let (a, b) = ((get(w, a), get(w, a + 1)), (get(w, b), get(w, b + 1)));
                    fuel -= bulk(a.1.min(b.1) / 8);
                    put(w, d, heap.compare_bytes(a, b) as i64 as u64);
                }
                EqIface { d, a, b } => op!(eq_iface(w, d, a, b)),
                EqVal { d, b, t } => op!(eq_val(w, d, b, t)),

                Jump { off } => jump!(off),
                JumpT { a, off } => {
                    if get(w, a) != 0 {
                        jump!(off);
                    }
                }
                JumpF { a, off } => {
                    if get(w, a) == 0 {
                        jump!(off);
                    }
                }
                JumpEq { a, b, off } => {
                    if get(w, a) == get(w, b) {
                        jump!(off);
                    }
                }
                JumpNe { a, b, off } => {
                    if get(w, a) != get(w, b) {
                        jump!(off);
                    }
                }
                JumpLt { a, b, off } => {
                    if (get(w, a) as i64) < get(w, b) as i64 {
                        jump!(off);
                    }
                }
                JumpLe { a, b, off } => {
                    if get(w, a) as i64 <= get(w, b) as i64 {
                        jump!(off);
                    }
                }
                JumpLtU { a, b, off } => {
                    if get(w, a) < get(w, b) {
                        jump!(off);
                    }
                }
                JumpLeU { a, b, off } => {
                    if get(w, a) <= get(w, b) {
                        jump!(off);
                    }
                }
                JumpLtF { a, b, off } => {
                    if float(w, a) < float(w, b) {
                        jump!(off);
                    }
                }
                JumpLeF { a, b, off } => {
                    if float(w, a) <= float(w, b) {
                        jump!(off);
                    }
                }
                JumpNLtF { a, b, off } => {
                    if !(float(w, a) < float(w, b)) {
                        jump!(off);
                    }
                }
                JumpNLeF { a, b, off } => {
                    if !(float(w, a) <= float(w, b)) {
                        jump!(off);
                    }
                }
                JumpEqI { a, v, off } => {
                    if get(w, a) == v as i64 as u64 {
                        jump!(off);
                    }
                }
                JumpNeI { a, v, off } => {
                    if get(w, a) != v as i64 as u64 {
                        jump!(off);
                    }
                }
                JumpLtI { a, v, off } => {
                    if (get(w, a) as i64) < v as i64 {
                        jump!(off);
                    }
                }
                JumpLeI { a, v, off } => {
                    if get(w, a) as i64 <= v as i64 {
                        jump!(off);
                    }
                }
                JumpGtI { a, v, off } => {
                    if get(w, a) as i64 > v as i64 {
                        jump!(off);
                    }
                }
                JumpGeI { a, v, off } => {
                    if get(w, a) as i64 >= v as i64 {
                        jump!(off);
                    }
                }

                Call { base, func } => call!(func, base, None),
                CallNative { base, func } => {
                    fuel -= call_cost;
                    op!(native_op(base, func));
                }
                CallClosure { base, f } => {
                    let closure = get(w, f);
                    trap_if!(closure == 0, nil_dereference());
                    let func = heap.load(closure) as u32;
                    if vm.metas[func as usize].native {
                        op!(native_op(base, func));
                    } else {
                        call!(func, base, Some(closure));
                    }
                }
                CallIface { base, t, name } => {
                    self.pc = pc as u32;
                    self.fuel = fuel;
                    match self.bind_iface(w, base, t, name) {
                        Ok(func) if vm.metas[func as usize].native => op!(native_op(base, func)),
                        Ok(func) => call!(func, base, None),
                        Err(trap) => {
                            self.raise(trap)?;
                            (pc, fuel, w) = (self.pc as usize, self.fuel, self.window());
                        }
                    }
                }
                Ret { .. } => unreachable!("the builder replaces Ret"),
                Ret0 => ret!(),
                Ret1 { a } => {
                    put(w, 0, get(w, a));
                    ret!();
                }
                RetN { a, n } => {
                    fuel -= bulk(n as u64);
                    heap.copy(self.sp, self.sp + a as u64, n as u64);
                    ret!();
                }
                RunDefers => {
                    let mine = self.frames.len() as u32 - 1;
                    if self.defers.last().is_some_and(|d| d.frame == mine) {
                        // Comes back here for the next one.
                        pc -= 1;
                        op!(run_deferred());
                    }
                }
                Defer { base, n } => {
                    pc += 1;
                    op!(defer(w, base, n));
                }
                DeferIface { base, n, name } => op!(defer_iface(w, base, n, name)),
                DeferList { d } => op!(defer_list(w, d)),
                DeferTo { list } => op!(defer_to(get(w, list))),
                Go { base, n } => {
                    pc += 1;
                    op!(go_op(w, base, n));
                }
                GoIface { base, n, name } => op!(go_iface(w, base, n, name)),
                Closure { d, a, n } => {
                    pc += 1;
                    fuel -= alloc_cost;
                    op!(closure(w, d, a, n));
                }
                Panic { a } => {
                    let value = (get(w, a), get(w, a + 1));
                    trap_if!(true, panic_op(value));
                }
                Recover { d } => {
                    let value = self.recover();
                    put(w, d, value.0);
                    put(w, d + 1, value.1);
                }

                Bounds { i, n } => {
                    trap_if!(get(w, i) >= n as u64, index_error(get(w, i), n as u64))
                }
                BoundsR { i, n } => {
                    trap_if!(get(w, i) >= get(w, n), index_error(get(w, i), get(w, n)))
                }
                SliceLoad { d, s, i } => {
                    let (i, n) = (get(w, i), get(w, s + 1));
                    trap_if!(i >= n, index_error(i, n));
                    put(w, d, heap.load(get(w, s) + i));
                }
                SliceStore { s, i, a } => {
                    let (i, n) = (get(w, i), get(w, s + 1));
                    trap_if!(i >= n, index_error(i, n));
                    heap.store(get(w, s) + i, get(w, a));
                }
                SliceAddr { n, d, s, i } => {
                    let (i, len) = (get(w, i), get(w, s + 1));
                    trap_if!(i >= len, index_error(i, len));
                    put(w, d, get(w, s) + i * n as u64);
                }
                SliceAddrBig { d, s, i } => {
                    let Arg(n) = code[pc] else { unreachable!("SliceAddrBig has an Arg") };
                    pc += 1;
                    let (i, len) = (get(w, i), get(w, s + 1));
                    trap_if!(i >= len, index_error(i, len));
                    put(w, d, get(w, s) + i * n as u64);
                }
                StrIndex { d, s, i } => {
                    let (i, n) = (get(w, i), get(w, s + 1));
                    trap_if!(i >= n, index_error(i, n));
                    put(w, d, heap.byte(get(w, s) + i) as u64);
                }
                Slice { flags, d, s, x } => {
                    pc += 1;
                    op!(slice(w, flags, d, s, x));
                }
                StrSlice { flags, d, s, x } => op!(str_slice(w, flags, d, s, x)),
                MakeSlice { d, len, cap } => {
                    pc += 1;
                    fuel -= alloc_cost;
                    op!(make_slice(w, d, len, cap));
                }
                Append { n, d, s, x } => {
                    pc += 1;
                    op!(append(w, n, d, s, x));
                }
                AppendSlice { d, s, x } => {
                    pc += 1;
                    op!(append_slice(w, d, s, x));
                }
                AppendStr { d, s, x } => op!(append_str(w, d, s, x)),
                CopySlice { d, a, b } => {
                    pc += 1;
                    op!(copy_slice(w, d, a, b));
                }
                CopyStr { d, a, b } => op!(copy_str(w, d, a, b)),
                ClearSlice { s } => {
                    pc += 1;
                    op!(clear_slice(w, s));
                }
                SliceToArray { d, s, n } => op!(slice_to_array(w, d, s, n)),

                Concat { d, a, b } => {
                    fuel -= alloc_cost;
                    op!(concat(w, d, a, b));
                }
                ConcatN { d, a, n } => {
                    fuel -= alloc_cost;
                    op!(concat_n(w, d, a, n));
                }
                StrToBytes { d, a } => op!(str_to_bytes(w, d, a)),
                BytesToStr { d, a } => op!(bytes_to_str(w, d, a)),
                StrToRunes { d, a } => op!(str_to_runes(w, d, a)),
                RunesToStr { d, a } => op!(runes_to_str(w, d, a)),
                RuneToStr { d, a } => op!(rune_to_str(w, d, a)),
                StrNext { it, s, off } => {
                    if !self.str_next(w, it, s) {
                        jump!(off);
                    }
                }

                MakeMap { d, t, hint } => op!(make_map(w, d, t, hint)),
                MapGet { ok, d, m, k } => {
                    fuel -= map_cost;
                    pc += 1;
                    map_use!(m, "concurrent map read and map write");
                    op!(map_get(w, ok, d, m, k));
                }
                MapSet { m, k, a } => {
                    fuel -= map_cost;
                    map_write!(m);
                    op!(map_set(w, m, k, a));
                }
                MapDelete { m, k, t } => {
                    map_write!(m);
                    op!(map_delete(w, m, k, t));
                }
                MapLen { d, m } => put(w, d, self.map_len(get(w, m))),
                MapClear { m } => {
                    map_write!(m);
                    fuel -= self.map_clear(get(w, m));
                }
                MapIter { it, m } => {
                    map_use!(m, "concurrent map iteration and map write");
                    self.map_iter(w, it, m);
                }
                MapNext { it, d, off } => {
                    map_use!(it, "concurrent map iteration and map write");
                    let (found, cost) = self.map_next(w, it, d);
                    fuel -= cost;
                    if !found {
                        jump!(off);
                    }
                }

                MakeIface { d, a, t } => op!(make_iface_op(w, d, a, t)),
                Assert { ok, d, a, t } => {
                    pc += 1;
                    op!(assert(w, ok, d, a, t));
                }
                AssertIface { ok, d, a, t } => {
                    pc += 1;
                    op!(assert_iface(w, ok, d, a, t));
                }
                JumpNotType { a, t, off } => {
                    if get(w, a) != t as u64 + 1 {
                        jump!(off);
                    }
                }
                Implements { d, a, t } => {
                    let yes = self.word_implements(get(w, a), t);
                    put(w, d, yes as u64);
                }
                Unbox { d, a, t } => self.unbox_op(w, d, a, t),

                MakeChan { d, t, cap } => op!(make_chan(w, d, t, cap)),
                Send { ch, a } => op!(send(w, ch, a)),
                Recv { ok, d, ch } => op!(recv(ok, d, ch)),
                Close { ch } => op!(close(w, ch)),
                ChanLen { d, ch } => put(w, d, self.chan_len(get(w, ch))),
                ChanCap { d, ch } => put(w, d, self.chan_cap(get(w, ch))),
                Select { block, d, n } => op!(select(block, d, n)),

                Print { kind, a } => self.print(w, kind, a),
                PrintEnd => op!(print_end()),
                Halt => {
                    (self.pc, self.fuel) = (pc as u32, fuel);
                    return Ok(Pass::Returned);
                }
                Unwind => {
                    debug_assert_eq!(pc as u32, UNWIND + 1);
                    op!(deferred_returned());
                }
                Case { .. } | Arg(_) | Unreachable => {
                    unreachable!("{instr:?} at {} is not run", pc - 1)
                }
            }
        }
    }

    /// Copies the words of a value one by one at the end of a stretch: it may end between two of them, as
    /// Go's moves of an interface, a string or a slice can be interrupted.
    #[inline(never)]
    fn copy_words(&mut self, to: u64, from: u64, n: u64) -> Result<(), Trap> {
        for i in 0..n {
            if i > 0 {
                if self.overrun == 0 && self.fuel <= 0 {
                    self.loop_point();
                }
                self.overrun = self.overrun.saturating_sub(1);
            }
            self.vm.heap.store(to + i, self.vm.heap.load(from + i));
        }
        Ok(())
    }

    /// Before a call that needs more stack, or after which time must be charged.
    #[inline(never)]
    fn prepare_call(&mut self, words: u32) -> Result<(), Trap> {
        if self.fuel <= 0 {
            self.prologue();
        }
        self.top = words;
        self.room(words)
    }

    #[inline(never)]
    fn native_op(&mut self, base: Reg, func: u32) -> Result<(), Trap> {
        let frame = self.frames.last().expect("a running function has a frame");
        let top = self.meta(frame.func).nregs as u32;
        self.call_native(func, base as u32, top)
    }
}
