//! What a [`Thread`] offers to natives: registers, heap, strings, slices, interfaces, calls.
//!
//! All of it works on words as [`crate::lang::bytecode`] lays them out.

use std::ops::Deref;
use std::sync::atomic::Ordering::Relaxed;

use smallvec::SmallVec;

use super::traceback::place;
use super::value::View;
use super::{Callee, Thread, Trap};
use crate::ids::Nanos;
use crate::lang::bytecode::FuncId;
use crate::lang::heap::Held;
use crate::lang::rtype::{RType, RTypeId, known};
use crate::lang::std::text::quote::{Keep, quote};
use crate::runtime::choices::Draw;
use crate::runtime::os::Os;
use crate::runtime::{Body, CoroId};
use crate::trace::event::StrId;

/// Words of a value.
pub type Words = SmallVec<[u64; 4]>;

/// A string value: byte address and length.
pub type Str = (u64, u64);

/// An interface value: type word and payload.
pub type Iface = (u64, u64);

/// A function's name, and what makes bodies of goroutines that call it.
pub type BodyMaker<O> = (StrId, Box<dyn Fn() -> Body<O> + Send>);

/// Fewer bytes than these are copied uncounted, and for nothing; for more, copying them and what is
/// done with them takes about a nanosecond each.
const FEW_BYTES: u64 = 4096;
/// Up to so many callers are told for nothing; what each one more costs.
const FEW_CALLERS: usize = 32;
const CALLER_NS: u64 = 5;

/// What was copied out of the heap, counted as long as it is kept.
pub struct Copied<'h, T> {
    items: Vec<T>,
    _held: Option<Held<'h>>,
}

/// A string's bytes.
pub type Bytes<'h> = Copied<'h, u8>;

impl<T> Deref for Copied<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

/// How many callers are told to the scheduler before an operation that may block.
const TRACEBACK: usize = 100;

impl<'a, O: Os> Thread<'a, '_, O> {
    // ── registers ────────────────────────────────────────────────────────────────────────────

    /// `os.Args`, as the program sees it.
    pub fn args(&self) -> &[String] {
        &self.vm.program.args
    }

    /// The environment, as `NAME=VALUE`.
    pub fn env(&self) -> &[String] {
        &self.vm.program.env
    }

    /// Reads standard input once; does not come back if the run is over before there is something.
    pub fn read_stdin(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let vm = self.vm;
        self.cx.read(|over| {
            let done = vm.stdin.lock().read(bytes, over)?;
            let quoted = |n: &usize| quote(&bytes[..*n], Keep::Print);
            let told = done.as_ref().ok().map(quoted);
            Some((done, told.map(|text| String::from_utf8_lossy(&text).into_owned())))
        })
    }

    /// A register.
    pub fn reg(&self, i: usize) -> u64 {
        self.vm.heap.load(self.sp + i as u64)
    }

    /// Sets a register.
    pub fn set_reg(&mut self, i: usize, word: u64) {
        self.vm.heap.store(self.sp + i as u64, word);
    }

    /// The float in a register.
    pub fn reg_f64(&self, i: usize) -> f64 {
        f64::from_bits(self.reg(i))
    }

    /// The string in two registers.
    pub fn reg_str(&mut self, i: usize) -> Result<Bytes<'a>, Trap> {
        self.bytes_at(self.reg(i), self.reg(i + 1))
    }

    /// Sets two registers: a string, a result or an interface.
    pub fn set_reg2(&mut self, i: usize, words: (u64, u64)) {
        self.set_reg(i, words.0);
        self.set_reg(i + 1, words.1);
    }

    /// Makes a string and returns it in two registers.
    pub fn ret_str(&mut self, base: usize, bytes: &[u8]) -> Result<(), Trap> {
        let s = self.new_string(bytes)?;
        self.set_reg2(base, s);
        Ok(())
    }

    // ── heap ─────────────────────────────────────────────────────────────────────────────────

    /// A word of the heap. The address must be inside an object (nil is not).
    pub fn load(&self, address: u64) -> u64 {
        self.vm.heap.load(address)
    }

    /// Sets a word of the heap.
    pub fn store(&self, address: u64, word: u64) {
        self.vm.heap.store(address, word);
    }

    /// The words themselves, for locks and atomics: `&cells(address, n)[i]`.
    pub fn cells(&self, address: u64, n: usize) -> &'a [std::sync::atomic::AtomicU64] {
        let vm = self.vm;
        vm.heap.range(address, n as u64)
    }

    /// Bytes of the heap in use.
    pub fn heap_used(&self) -> u64 {
        self.vm.heap.used()
    }

    /// A new object of that many zero words.
    pub fn alloc(&mut self, words: u64) -> Result<u64, Trap> {
        Ok(self.vm.heap.alloc(words)?)
    }

    /// The panic of a nil pointer, for natives that find one.
    pub fn nil_dereference(&mut self) -> Trap {
        self.signal = true;
        self.runtime_error(super::panics::NIL_DEREFERENCE)
    }

    // ── strings and slices ───────────────────────────────────────────────────────────────────

    /// Counts memory that a native is about to take, until the guard is dropped.
    pub fn hold(&self, bytes: u64) -> Result<Held<'a>, Trap> {
        let vm = self.vm;
        Ok(vm.heap.hold(bytes)?)
    }

    /// Memory that a native has taken grows, or is given back.
    pub fn regrow(&self, old: u64, new: u64) -> Result<(), Trap> {
        Ok(self.vm.heap.regrow(old, new)?)
    }

    /// What a native copies out of the heap: so many items. Looking at many takes time.
    pub fn copied<T>(
        &mut self,
        n: u64,
        copy: impl FnOnce(&Self) -> Vec<T>,
    ) -> Result<Copied<'a, T>, Trap> {
        let bytes = n.saturating_mul(size_of::<T>() as u64);
        let held = if bytes < FEW_BYTES { None } else { Some(self.hold(bytes)?) };
        if held.is_some() {
            self.work(bytes);
        }
        Ok(Copied { items: copy(self), _held: held })
    }

    /// A string's bytes.
    pub fn bytes_at(&mut self, address: u64, len: u64) -> Result<Bytes<'a>, Trap> {
        self.copied(len, |t| t.vm.heap.bytes(address, len))
    }

    /// Counts what a native has made, whose parts were counted while it was made.
    pub fn counted(&self, bytes: Vec<u8>) -> Result<Bytes<'a>, Trap> {
        let held =
            self.hold(if bytes.len() < FEW_BYTES as usize { 0 } else { bytes.len() as u64 })?;
        Ok(Copied { items: bytes, _held: Some(held) })
    }

    /// A string's bytes, counted by the caller or for a program that dies.
    pub fn uncounted_bytes(&self, address: u64, len: u64) -> Vec<u8> {
        self.vm.heap.bytes(address, len)
    }

    /// Compares two strings.
    pub fn compare_strings(&self, a: Str, b: Str) -> std::cmp::Ordering {
        self.vm.heap.compare_bytes(a, b)
    }

    /// Room for a string of that length, all zeros, to be filled with [`Self::copy_bytes`]; its
    /// byte address.
    pub fn string_room(&mut self, len: u64) -> Result<u64, Trap> {
        Ok(self.vm.heap.string_room(len)?)
    }

    /// Copies a string's bytes to where only zeros are.
    pub fn copy_bytes(&self, to: u64, from: u64, len: u64) {
        self.vm.heap.copy_bytes(to, from, len);
    }

    /// A new string.
    pub fn new_string(&mut self, bytes: &[u8]) -> Result<Str, Trap> {
        Ok((self.vm.heap.new_string(bytes)?, bytes.len() as u64))
    }

    /// The bytes of a `[]byte` (address of its first word, length).
    pub fn byte_slice_at(&mut self, address: u64, len: u64) -> Result<Bytes<'a>, Trap> {
        self.copied(len, |t| (0..len).map(|i| t.load(address + i) as u8).collect())
    }

    /// A new slice with those words as its elements' words; `len` elements (also its capacity).
    pub fn new_slice(&mut self, words: &[u64], len: u64) -> Result<[u64; 3], Trap> {
        let at = self.vm.heap.alloc(words.len() as u64)?;
        self.vm.heap.write(at, words);
        Ok([at, len, len])
    }

    // ── types and interfaces ─────────────────────────────────────────────────────────────────

    /// A type.
    pub fn rtype(&self, id: RTypeId) -> &RType {
        self.vm.program.rtype(id)
    }

    /// The dynamic type of an interface's type word; `None` for nil.
    pub fn type_of(&self, type_word: u64) -> Option<RTypeId> {
        type_word.checked_sub(1).map(|id| RTypeId(id as u32))
    }

    /// The interface value of a value of a type.
    pub fn make_iface(&mut self, ty: RTypeId, words: &[u64]) -> Result<Iface, Trap> {
        Ok((ty.0 as u64 + 1, self.vm.values().payload(ty, words)?))
    }

    /// The words of an interface's value.
    pub fn unbox(&self, value: Iface) -> Words {
        self.type_of(value.0).map(|ty| self.vm.values().unbox(ty, value.1)).unwrap_or_default()
    }

    /// A method of a dynamic type by name, to be called with [`Self::call_method`].
    pub fn method(&self, ty: RTypeId, name: &str) -> Option<usize> {
        self.rtype(ty)
            .methods
            .iter()
            .position(|m| &*self.vm.program.names[m.name.0 as usize] == name)
    }

    /// Whether a dynamic type implements an interface type.
    pub fn implements(&self, ty: RTypeId, interface: RTypeId) -> bool {
        self.missing_method(ty, interface).is_none()
    }

    /// The type with that `%T` text, if the program has one.
    pub fn rtype_named(&self, name: &str) -> Option<RTypeId> {
        let found = self.vm.program.rtypes.iter().position(|t| &*t.name == name);
        found.map(|i| RTypeId(i as u32))
    }

    /// Whether two values of a type are equal; panics as Go does for uncomparable dynamic types.
    pub fn equal(&mut self, ty: RTypeId, a: View, b: View) -> Result<bool, Trap> {
        self.walk(|t, budget| t.vm.values().equal(ty, a, b, budget))?
            .map_err(|ty| self.uncomparable("comparing uncomparable type", ty))
    }

    // ── maps and channels ────────────────────────────────────────────────────────────────────

    /// The entries of a map (handle; nil is empty), as key words and value words, in the order of
    /// their insertion.
    pub fn map_entries(&self, map: u64) -> Vec<(Words, Words)> {
        if map == 0 { vec![] } else { self.map(map).lock().entries().collect() }
    }

    /// The number of entries of a map.
    pub fn map_len(&self, map: u64) -> u64 {
        if map == 0 { 0 } else { self.map(map).lock().len() as u64 }
    }

    // ── calling back, panics ─────────────────────────────────────────────────────────────────

    /// Calls a func value; the result words.
    pub fn call(&mut self, func: u64, args: &[u64]) -> Result<Words, Trap> {
        let callee = self.callee(func)?;
        self.call_and_take(callee, args)
    }

    /// Calls a function.
    pub fn call_func(&mut self, func: FuncId, args: &[u64]) -> Result<Words, Trap> {
        self.call_and_take(Callee { func, closure: 0 }, args)
    }

    /// Calls a method that [`Self::method`] found on an interface value.
    pub fn call_method(&mut self, on: Iface, method: usize, args: &[u64]) -> Result<Words, Trap> {
        let (func, mut words) = self.bind_method(on, method)?;
        words.extend_from_slice(args);
        self.call_and_take(Callee { func, closure: 0 }, &words)
    }

    fn call_and_take(&mut self, callee: Callee, args: &[u64]) -> Result<Words, Trap> {
        let top = self.top;
        self.invoke(callee, args, top)?;
        let at = self.sp + top as u64;
        Ok((0..self.meta(callee.func.0).results as u64).map(|i| self.load(at + i)).collect())
    }

    /// Catches a panic that came out of a call (for fmt's `%!v(PANIC=…)`): the panic's value.
    /// `Err` gives back a trap that is not a panic (Goexit, fatal errors).
    pub fn catch(&mut self, trap: Trap) -> Result<Iface, Trap> {
        let value = match trap {
            Trap::Panic(value) => *value,
            Trap::Unwind if self.panics.last().is_some_and(|p| !p.goexit) => {
                let value = self.panics.last().map_or((0, 0), |p| p.value);
                let level = self.catch;
                let over = self.panics.iter().position(|p| p.depth >= level.frames);
                self.drop_panics(over.unwrap_or(self.panics.len()));
                self.back_to(level);
                value
            }
            other => return Err(other),
        };
        if self.panics.is_empty() {
            self.signal = false;
        }
        Ok(value)
    }

    /// The panic with that run-time error (`runtime error: text` when printed).
    pub fn runtime_error(&mut self, text: &str) -> Trap {
        self.error(known::ERROR_STRING, &format!("runtime error: {text}"))
    }

    /// The panic with a string as its value: `panic("text")`.
    pub fn panic_text(&mut self, text: &str) -> Trap {
        match self
            .new_string(text.as_bytes())
            .and_then(|(at, n)| self.make_iface(known::STRING, &[at, n]))
        {
            Ok(value) => Trap::Panic(Box::new(value)),
            Err(trap) => trap,
        }
    }

    /// The panic with any value.
    pub fn panic_value(&mut self, value: Iface) -> Trap {
        Trap::Panic(Box::new(value))
    }

    /// `fatal error: text`: ends the program.
    pub fn fatal(&mut self, text: &str) -> Trap {
        Trap::Fatal(Box::new(text.into()))
    }

    // ── time and goroutines ──────────────────────────────────────────────────────────────────

    /// Charges the time spent so far and says where the goroutine stands. Call it before every
    /// operation of `t.cx` that others can notice.
    pub fn settle(&mut self) {
        self.in_order(0);
        let callers: SmallVec<[u32; 8]> = self.callers().take(TRACEBACK).collect();
        if callers.len() > FEW_CALLERS {
            self.cx.charge(CALLER_NS * callers.len() as u64);
        }
        self.cx.set_callers(callers.into_iter());
    }

    /// Charges what was spent so far, so that what follows happens in the order of all clocks: before what
    /// others can see, but nobody is told of and nothing waits for. That takes so long itself, in ns.
    #[inline]
    pub fn in_order(&mut self, cost: Nanos) {
        let line = self.line();
        self.cx.set_line(line);
        self.charge_spent(cost);
        self.settled = true;
    }

    /// 64 random bits for the program.
    pub fn random(&self) -> u64 {
        let half = || u64::from(self.cx.cheaprand(Draw::Program));
        half() << 32 | half()
    }

    /// Works that long on memory alone, as a native does: like an instruction's the time is charged later, and
    /// so may run ahead of the other clocks.
    pub fn work(&mut self, ns: u64) {
        let units = self.cx.costs().instrs(ns).min(1 << 60);
        self.fuel -= units as i64;
        self.natives += units;
        if self.fuel <= 0 && self.overrun == 0 {
            self.loop_point();
        }
    }

    /// Starts a goroutine that calls a func value.
    pub fn go(&mut self, func: u64, args: &[u64]) -> Result<crate::ids::Gid, Trap> {
        if func == 0 {
            return Err(Trap::Fatal(Box::new("go of nil func value".into())));
        }
        let callee = self.callee(func)?;
        self.room_for_goroutines(u64::from(self.cx.num_goroutine()) + 1)?;
        Ok(self.start_goroutine(callee, args.into()))
    }

    /// A coroutine whose other side calls a func value (`iter.newcoro`).
    pub fn newcoro(&mut self, func: u64) -> Result<CoroId, Trap> {
        let callee = self.callee(func)?;
        self.room_for_goroutines(u64::from(self.cx.num_goroutine()) + 1)?;
        let (name, pc, body) = self.new_goroutine(callee, Words::new());
        Ok(self.cx.newcoro(name, pc, body))
    }

    /// A goroutine body that calls a func value (for `time.AfterFunc`).
    pub fn body(&self, func: u64, args: Words) -> crate::runtime::Body<O> {
        let callee = Callee { func: FuncId(self.vm.heap.load(func) as u32), closure: func };
        self.vm.body(callee, args, None)
    }

    /// A maker of goroutine bodies that call a func value, and the function's name, for timers
    /// that start goroutines.
    pub fn body_maker(&mut self, func: u64) -> Result<BodyMaker<O>, Trap> {
        let callee = self.callee(func)?;
        let name = self.cx.strings().intern(&self.vm.program.func(callee.func).name);
        let vm = self.vm.clone();
        let created = (self.cx.goid(), self.callers().next().unwrap_or(0));
        Ok((name, Box::new(move || vm.body(callee, Words::new(), Some(created)))))
    }

    /// The text of the current goroutine's stack as `runtime.Stack` gives it.
    pub fn stack_text(&self) -> String {
        self.goroutine_text(false)
    }

    /// Sets the limit of stack bytes (`debug.SetMaxStack`); the old one.
    pub fn set_max_stack(&mut self, bytes: u64) -> u64 {
        self.vm.max_stack.swap(bytes, Relaxed)
    }

    /// The call `skip` frames above the native's (`runtime.Caller`).
    pub fn caller(&self, skip: usize) -> Option<u32> {
        let program = &self.vm.program;
        let wrapper = |pc| program.func_at(pc).is_some_and(|f| program.func(f).wrapper);
        self.callers().filter(|pc| !wrapper(*pc)).nth(skip)
    }

    /// File, line and function of a call.
    pub fn place(&self, pc: u32) -> Option<(String, u32, String)> {
        place(&self.vm.program, pc)
    }
}
