//! Larger operations: interfaces, closures, `defer` and `go`, conversions.

use std::sync::atomic::Ordering::Relaxed;

use super::run::{get, put};
use super::unwind::Deferred;
use super::value::View;
use super::{Callee, FEW_DEFERS, Thread, Trap, Words, defers_bytes, spilled};
use crate::lang::bytecode::{FuncId, Instr, NameId, Reg};
use crate::lang::heap::Window;
use crate::lang::rtype::{Kind, Method, RTypeId, Receiver, known};
use crate::runtime::Body;
use crate::runtime::os::Os;
use crate::trace::event::StrId;

/// What a goroutine takes, in bytes: the page that its stack begins in, its structure, and what the
/// VM keeps for it.
const GOROUTINE: u64 = 4096 + 512;
/// Go's float to integer on amd64: what does not fit is the smallest integer.
pub(super) fn float_to_int(x: f64) -> u64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&x) { x as i64 as u64 } else { i64::MIN as u64 }
}

/// The same for unsigned 64-bit integers.
pub(super) fn float_to_uint(x: f64) -> u64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if x < LIMIT { float_to_int(x) } else { float_to_int(x - LIMIT) | 1 << 63 }
}

/// The same for integers that gc makes by way of an int32.
pub(super) fn float_to_int32(x: f64) -> u64 {
    let x = float_to_int(x).cast_signed();
    i64::from(i32::try_from(x).unwrap_or(i32::MIN)).cast_unsigned()
}

/// A float's bits after an operation that leaves its value: signalling NaNs become quiet.
#[inline(always)]
pub(super) fn quiet(bits: u64) -> u64 {
    const QUIET: u64 = 1 << 51;
    if f64::from_bits(bits).is_nan() { bits | QUIET } else { bits }
}

impl<O: Os> Thread<'_, '_, O> {
    /// The operand after the current instruction; the run loop has gone past it.
    pub(super) fn arg(&self) -> u32 {
        match self.vm.program.code[self.pc as usize - 1] {
            Instr::Arg(n) => n,
            other => unreachable!("an instruction's operand is {other:?}"),
        }
    }

    /// Words of consecutive registers.
    pub(super) fn words(&self, w: &Window, from: Reg, n: usize) -> Words {
        w[from as usize..from as usize + n].iter().map(|c| c.load(Relaxed)).collect()
    }

    /// Sets consecutive registers.
    pub(super) fn put_words(&self, w: &Window, to: Reg, words: &[u64]) {
        for (i, word) in words.iter().enumerate() {
            put(w, to + i as Reg, *word);
        }
    }

    // ── interfaces ───────────────────────────────────────────────────────────────────────────

    #[cold]
    pub(super) fn uncomparable(&mut self, what: &str, ty: RTypeId) -> Trap {
        let name = self.rtype(ty).name.clone();
        self.runtime_error(&format!("{what} {name}"))
    }

    #[inline(never)]
    pub(super) fn eq_iface(&mut self, w: &Window, d: Reg, a: Reg, b: Reg) -> Result<(), Trap> {
        let (x, y) = (get(w, a), get(w, b));
        let same = if x != y || x == 0 {
            x == y
        } else {
            let at = |r: Reg| View::Heap(self.sp + r as u64);
            self.equal(known::ANY, at(a), at(b))?
        };
        put(w, d, same as u64);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn eq_val(&mut self, w: &Window, d: Reg, b: Reg, t: u16) -> Result<(), Trap> {
        let at = |r: Reg| View::Heap(self.sp + r as u64);
        let same = self.equal(RTypeId(t as u32), at(d), at(b))?;
        put(w, d, same as u64);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn make_iface_op(&mut self, w: &Window, d: Reg, a: Reg, t: u16) -> Result<(), Trap> {
        let payload = match self.vm.program.rtypes[t as usize].words as u64 {
            0 => 0,
            1 => get(w, a),
            n => {
                let at = self.vm.heap.alloc(n)?;
                self.vm.heap.copy(at, self.sp + a as u64, n);
                at
            }
        };
        put(w, d, t as u64 + 1);
        put(w, d + 1, payload);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn unbox_op(&self, w: &Window, d: Reg, a: Reg, t: u16) {
        let payload = get(w, a + 1);
        match self.vm.program.rtypes[t as usize].words as u64 {
            0 => {}
            1 => put(w, d, payload),
            n => self.vm.heap.copy(self.sp + d as u64, payload, n),
        }
    }

    #[inline(never)]
    pub(super) fn assert(
        &mut self,
        w: &Window,
        ok: u8,
        d: Reg,
        a: Reg,
        t: u16,
    ) -> Result<(), Trap> {
        let is = get(w, a) == t as u64 + 1;
        let n = self.vm.program.rtypes[t as usize].words as Reg;
        if is {
            self.unbox_op(w, d, a, t);
        } else if ok != 0 {
            for i in 0..n {
                put(w, d + i, 0);
            }
        } else {
            return Err(self.assertion_failed(get(w, a), RTypeId(t as u32)));
        }
        if ok != 0 {
            put(w, d + n, is as u64);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn assert_iface(
        &mut self,
        w: &Window,
        ok: u8,
        d: Reg,
        a: Reg,
        t: u16,
    ) -> Result<(), Trap> {
        let (ty, payload) = (get(w, a), get(w, a + 1));
        let is = self.word_implements(ty, t);
        if !is && ok == 0 {
            return Err(self.assertion_failed(ty, RTypeId(t as u32)));
        }
        put(w, d, if is { ty } else { 0 });
        put(w, d + 1, if is { payload } else { 0 });
        if ok != 0 {
            put(w, d + 2, is as u64);
        }
        Ok(())
    }

    /// Whether a type word's type implements an interface type.
    pub(super) fn word_implements(&self, word: u64, t: u16) -> bool {
        self.type_of(word).is_some_and(|ty| self.implements(ty, RTypeId(t as u32)))
    }

    /// The first method of an interface type that a type has not.
    pub(super) fn missing_method(&self, ty: RTypeId, interface: RTypeId) -> Option<&Method> {
        let have = &self.rtype(ty).methods;
        let has = |m: &Method| have.iter().any(|h| h.name == m.name && h.sig == m.sig);
        self.rtype(interface).methods.iter().find(|m| !has(m))
    }

    /// The panic of a type assertion, in Go's words.
    #[cold]
    #[inline(never)]
    fn assertion_failed(&mut self, word: u64, wanted: RTypeId) -> Trap {
        let source = self.rtype(RTypeId(self.arg()));
        let want = self.rtype(wanted);
        let text = match self.type_of(word) {
            None if want.kind == Kind::Interface => {
                format!("interface conversion: interface is nil, not {}", want.name)
            }
            None => {
                format!("interface conversion: {} is nil, not {}", source.name, want.name)
            }
            Some(ty) if want.kind == Kind::Interface => {
                let method = self.missing_method(ty, wanted).map_or("", |m| self.name(m.name));
                let method = method.rsplit('.').next().unwrap_or(method);
                format!(
                    "interface conversion: {} is not {}: missing method {method}",
                    self.rtype(ty).name,
                    want.name
                )
            }
            Some(ty) => {
                let is = self.rtype(ty);
                let note = match is.name == want.name {
                    true if is.pkg != want.pkg => " (types from different packages)",
                    true => " (types from different scopes)",
                    false => "",
                };
                format!(
                    "interface conversion: {} is {}, not {}{note}",
                    source.name, is.name, want.name
                )
            }
        };
        self.error(known::TYPE_ASSERTION_ERROR, &text)
    }

    pub(super) fn name(&self, id: NameId) -> &str {
        &self.vm.program.names[id.0 as usize]
    }

    /// Finds a method of a dynamic type for a call; traps for a nil interface.
    #[inline]
    fn find_method(&mut self, word: u64, name: u16) -> Result<(FuncId, Receiver), Trap> {
        let Some(ty) = self.type_of(word) else { return Err(self.nil_dereference()) };
        let methods = &self.vm.program.rtypes[ty.0 as usize].methods;
        let m = methods.iter().find(|m| m.name.0 == name);
        let m = m.expect("an interface's value has the methods it asks for");
        Ok((m.func, m.receiver))
    }

    /// The receiver's words of a method call on an interface's payload.
    fn receiver(&mut self, payload: u64, how: Receiver, func: FuncId) -> Result<Words, Trap> {
        match how {
            Receiver::Word => Ok(Words::from_slice(&[payload])),
            Receiver::Load { deref: true, .. } if payload == 0 => Err(self.nil_receiver(func)),
            Receiver::Load { words, .. } => {
                Ok((0..words as u64).map(|i| self.vm.heap.load(payload + i)).collect())
            }
        }
    }

    /// A method declared on T was called through a nil *T.
    #[cold]
    fn nil_receiver(&mut self, func: FuncId) -> Trap {
        let name = &self.vm.program.func(func).name;
        let (ty, method) = name.rsplit_once('.').unwrap_or((name, ""));
        let short = ty.rsplit('.').next().unwrap_or(ty);
        let text = format!("value method {ty}.{method} called using nil *{short} pointer");
        self.error(known::PLAIN_ERROR, &text)
    }

    /// A method of an interface's value as function and the receiver's words.
    pub(super) fn bind_method(
        &mut self,
        on: (u64, u64),
        method: usize,
    ) -> Result<(FuncId, Words), Trap> {
        let Some(ty) = self.type_of(on.0) else { return Err(self.nil_dereference()) };
        let m = &self.vm.program.rtypes[ty.0 as usize].methods[method];
        Ok((m.func, self.receiver(on.1, m.receiver, m.func)?))
    }

    /// Readies a call of an interface's method: puts the receiver before the arguments in `base`.
    #[inline(never)]
    pub(super) fn bind_iface(
        &mut self,
        w: &Window,
        base: Reg,
        t: Reg,
        name: u16,
    ) -> Result<u32, Trap> {
        let (func, how) = self.find_method(get(w, t), name)?;
        if let Receiver::Load { words, .. } = how {
            let receiver = self.receiver(get(w, base), how, func)?;
            let params = self.meta(func.0).params as u32;
            self.room(base as u32 + params + 1)?;
            let at = self.sp + base as u64;
            let rest = params as u64 - words as u64;
            self.vm.heap.copy(at + words as u64, at + 1, rest);
            self.vm.heap.write(at, &receiver);
        }
        Ok(func.0)
    }

    // ── closures, defer, go ──────────────────────────────────────────────────────────────────

    #[inline(never)]
    pub(super) fn closure(&mut self, w: &Window, d: Reg, a: Reg, n: u16) -> Result<(), Trap> {
        let at = self.vm.heap.alloc(1 + n as u64)?;
        self.vm.heap.store(at, self.arg() as u64);
        self.vm.heap.copy(at + 1, self.sp + a as u64, n as u64);
        put(w, d, at);
        Ok(())
    }

    fn push_deferred(&mut self, callee: Option<Callee>, args: Words) -> Result<(), Trap> {
        let frame = self.frames.len() as u32 - 1;
        self.vm.heap.reserve(spilled(&args))?;
        self.add_deferred(Deferred { frame, callee, args, list: 0 })
    }

    /// Keeps a deferred call.
    pub(super) fn add_deferred(&mut self, deferred: Deferred) -> Result<(), Trap> {
        let n = self.defers.len();
        if n == self.defers.capacity() && n >= FEW_DEFERS {
            let more = 2 * n * size_of::<Deferred>();
            self.vm.heap.regrow(defers_bytes(&self.defers), more as u64)?;
            self.defers.reserve_exact(n);
        }
        self.defers.push(deferred);
        Ok(())
    }

    /// What `go` and `defer` call for a func value; nil may have a function that stands for it.
    fn later_callee(&mut self, closure: u64) -> Result<Option<Callee>, Trap> {
        match (closure, self.arg()) {
            (0, 0) => Ok(None),
            (0, func) => Ok(Some(Callee { func: FuncId(func), closure: 0 })),
            _ => self.callee(closure).map(Some),
        }
    }

    #[inline(never)]
    pub(super) fn defer(&mut self, w: &Window, base: Reg, n: u16) -> Result<(), Trap> {
        let callee = self.later_callee(get(w, base))?;
        let args = self.words(w, base + 1, n as usize);
        self.push_deferred(callee, args)
    }

    /// A method call on an interface as callee and all its arguments.
    fn iface_call(
        &mut self,
        w: &Window,
        base: Reg,
        n: u16,
        name: u16,
    ) -> Result<(Callee, Words), Trap> {
        let (func, how) = self.find_method(get(w, base), name)?;
        let mut args = self.receiver(get(w, base + 1), how, func)?;
        args.extend(self.words(w, base + 2, n as usize));
        Ok((Callee { func, closure: 0 }, args))
    }

    #[inline(never)]
    pub(super) fn defer_iface(
        &mut self,
        w: &Window,
        base: Reg,
        n: u16,
        name: u16,
    ) -> Result<(), Trap> {
        let (callee, args) = self.iface_call(w, base, n, name)?;
        self.push_deferred(Some(callee), args)
    }

    #[inline(never)]
    pub(super) fn go_op(&mut self, w: &Window, base: Reg, n: u16) -> Result<(), Trap> {
        let Some(callee) = self.later_callee(get(w, base))? else {
            // NP-8
            return Err(Trap::Fatal(Box::new("go of nil func value".into())));
        };
        let args = self.words(w, base + 1, n as usize);
        self.room_for_goroutines(u64::from(self.cx.num_goroutine()) + 1)?;
        self.vm.heap.reserve(spilled(&args))?;
        self.start_goroutine(callee, args);
        Ok(())
    }

    #[inline(never)]
    pub(super) fn go_iface(
        &mut self,
        w: &Window,
        base: Reg,
        n: u16,
        name: u16,
    ) -> Result<(), Trap> {
        let (callee, args) = self.iface_call(w, base, n, name)?;
        self.room_for_goroutines(u64::from(self.cx.num_goroutine()) + 1)?;
        self.vm.heap.reserve(spilled(&args))?;
        self.start_goroutine(callee, args);
        Ok(())
    }

    /// Goroutines count as memory. What one leaves behind is used for the next: so the most that there
    /// were at a time count.
    pub(super) fn room_for_goroutines(&self, n: u64) -> Result<(), Trap> {
        let most = &self.vm.most_goroutines;
        let counted = most.load(Relaxed);
        if n > counted {
            self.vm.heap.reserve((n - counted) * GOROUTINE)?;
            most.fetch_max(n, Relaxed);
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn start_goroutine(&mut self, callee: Callee, args: Words) -> crate::ids::Gid {
        let (name, pc, body) = self.new_goroutine(callee, args);
        let gid = self.cx.newproc(name, pc, body);
        self.refuel();
        gid
    }

    /// What a goroutine is made of that calls that: its name, where it is made, its body.
    pub(super) fn new_goroutine(&mut self, callee: Callee, args: Words) -> (StrId, u32, Body<O>) {
        self.settle();
        let pc = self.callers().next().unwrap_or(0);
        let name = self.cx.strings().intern(&self.vm.program.func(callee.func).name);
        let created = (self.cx.goid(), pc);
        (name, pc, self.vm.body(callee, args, Some(created)))
    }
}
