//! The instructions. Each is 8 bytes; a few are followed by [`Instr::Arg`] or [`Instr::Case`] with
//! more operands (said in their text), which is never executed itself.
//!
//! Letters: `d` destination, `a` `b` sources, `p` pointer, `m` map, `s` first register of a slice
//! or string, `n` a number of words, `t` a type ([`RTypeId`](crate::lang::rtype::RTypeId)), `off`
//! a jump: relative to the jump itself. A *taken backward jump and every call is a safe point*.
//! "Traps" means: a Go panic with the runtime's text.
// Brackets in these docs are Go's indexing, not links.
#![allow(rustdoc::broken_intra_doc_links)]

use super::Reg;

/// One instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[rustfmt::skip]
#[allow(missing_docs)]
pub enum Instr {
    // ── constants and moves ──────────────────────────────────────────────────────────────────
    /// d = v
    Imm { d: Reg, v: i32 },
    /// `d = consts[k]`
    Const { d: Reg, k: u32 },
    /// d, d+1 = consts[k], consts[k+1]: a constant string
    Str { d: Reg, k: u32 },
    /// d = a
    Move { d: Reg, a: Reg },
    /// d, d+1 = a, a+1
    Move2 { d: Reg, a: Reg },
    /// d.. = a.., n words; may overlap
    MoveN { d: Reg, a: Reg, n: u16 },
    /// d.. = 0, n words
    Zero { d: Reg, n: u16 },
    /// d = reg[a + i]; the index was checked with `Bounds`
    RegLoad { n: u8, d: Reg, a: Reg, i: Reg },
    /// reg[d + i].. = a.., n words; the index (in words) was checked with `Bounds`
    RegStore { n: u8, d: Reg, i: Reg, a: Reg },

    // ── heap ─────────────────────────────────────────────────────────────────────────────────
    /// d = new object of n zero words
    New { d: Reg, n: u32 },
    /// d = mem[p + off]; traps if p is nil
    Load { d: Reg, p: Reg, off: u16 },
    /// mem[p + off] = a; traps if p is nil
    Store { p: Reg, off: u16, a: Reg },
    /// d.. = mem[p + off ..], n words; traps if p is nil (also for n = 0)
    LoadN { n: u8, d: Reg, p: Reg, off: u16 },
    /// mem[p + off ..] = a.., n words; traps if p is nil
    StoreN { n: u8, p: Reg, off: u16, a: Reg },
    /// d.. = mem[p..], n words; for more than 255 words
    LoadBig { d: Reg, p: Reg, n: u16 },
    /// mem[p..] = a.., n words
    StoreBig { p: Reg, a: Reg, n: u16 },
    /// mem[d..] = mem[s..], reg[n] words; d and s hold pointers, which may overlap; traps if nil
    CopyMem { d: Reg, s: Reg, n: Reg },
    /// d = mem[addr]: a package variable's word
    LoadG { d: Reg, addr: u32 },
    /// mem[addr] = a
    StoreG { a: Reg, addr: u32 },
    /// traps if p is nil
    NilCheck { p: Reg },
    /// d = p + off (field address); traps if p is nil
    FieldAddr { d: Reg, p: Reg, off: u16 },

    // ── integers ─────────────────────────────────────────────────────────────────────────────
    /// d = a + b, wrapping at 64 bits (as all of these)
    Add { d: Reg, a: Reg, b: Reg },
    Sub { d: Reg, a: Reg, b: Reg },
    Mul { d: Reg, a: Reg, b: Reg },
    /// signed; traps on division by zero, as all four
    Div { d: Reg, a: Reg, b: Reg },
    Rem { d: Reg, a: Reg, b: Reg },
    DivU { d: Reg, a: Reg, b: Reg },
    RemU { d: Reg, a: Reg, b: Reg },
    And { d: Reg, a: Reg, b: Reg },
    Or { d: Reg, a: Reg, b: Reg },
    Xor { d: Reg, a: Reg, b: Reg },
    /// d = a &^ b
    AndNot { d: Reg, a: Reg, b: Reg },
    /// shifts take b as unsigned: 64 and more give 0 (or the sign for `Shr`)
    Shl { d: Reg, a: Reg, b: Reg },
    /// arithmetic, for signed a
    Shr { d: Reg, a: Reg, b: Reg },
    /// logical, for unsigned a
    ShrU { d: Reg, a: Reg, b: Reg },
    /// traps if a is negative: for shift counts of signed type
    ShiftCheck { a: Reg },
    AddI { d: Reg, a: Reg, v: i16 },
    MulI { d: Reg, a: Reg, v: i16 },
    AndI { d: Reg, a: Reg, v: i16 },
    ShlI { d: Reg, a: Reg, v: u16 },
    ShrI { d: Reg, a: Reg, v: u16 },
    ShrUI { d: Reg, a: Reg, v: u16 },
    Neg { d: Reg, a: Reg },
    /// d = ^a
    Com { d: Reg, a: Reg },
    /// d = 1 - a, for bools
    Not { d: Reg, a: Reg },
    /// normalise to a narrower type after arithmetic or on conversion
    Sext8 { d: Reg, a: Reg },
    Sext16 { d: Reg, a: Reg },
    Sext32 { d: Reg, a: Reg },
    Zext8 { d: Reg, a: Reg },
    Zext16 { d: Reg, a: Reg },
    Zext32 { d: Reg, a: Reg },

    // ── floats ───────────────────────────────────────────────────────────────────────────────
    AddF { d: Reg, a: Reg, b: Reg },
    SubF { d: Reg, a: Reg, b: Reg },
    MulF { d: Reg, a: Reg, b: Reg },
    DivF { d: Reg, a: Reg, b: Reg },
    NegF { d: Reg, a: Reg },
    /// after each float32 operation: round to float32 (exact: f64 has enough bits for + - * /)
    RoundF32 { d: Reg, a: Reg },
    /// signed integer to float64
    IntToF { d: Reg, a: Reg },
    /// unsigned integer to float64
    UintToF { d: Reg, a: Reg },
    /// integers of 64 bits to float32, rounded once
    IntToF32 { d: Reg, a: Reg },
    UintToF32 { d: Reg, a: Reg },
    /// float32 to float64: a signalling NaN becomes a quiet one
    F32ToF { d: Reg, a: Reg },
    /// float to int64, truncating (then `Sext…` for narrower types)
    FToInt { d: Reg, a: Reg },
    /// float to int32, truncating
    FToInt32 { d: Reg, a: Reg },
    /// float to uint64, truncating
    FToUint { d: Reg, a: Reg },

    // ── comparisons into a register: d = 0 or 1 ──────────────────────────────────────────────
    Eq { d: Reg, a: Reg, b: Reg },
    Ne { d: Reg, a: Reg, b: Reg },
    Lt { d: Reg, a: Reg, b: Reg },
    Le { d: Reg, a: Reg, b: Reg },
    LtU { d: Reg, a: Reg, b: Reg },
    LeU { d: Reg, a: Reg, b: Reg },
    EqF { d: Reg, a: Reg, b: Reg },
    NeF { d: Reg, a: Reg, b: Reg },
    LtF { d: Reg, a: Reg, b: Reg },
    LeF { d: Reg, a: Reg, b: Reg },
    /// strings at a and b equal
    EqStr { d: Reg, a: Reg, b: Reg },
    /// d = -1, 0 or 1: strings at a and b compared
    CmpStr { d: Reg, a: Reg, b: Reg },
    /// interfaces at a and b equal; traps: comparing uncomparable type
    EqIface { d: Reg, a: Reg, b: Reg },
    /// d = (value of type t at d.. equals the one at b..): structs and arrays
    EqVal { d: Reg, b: Reg, t: u16 },

    // ── jumps ────────────────────────────────────────────────────────────────────────────────
    Jump { off: i32 },
    /// if a != 0
    JumpT { a: Reg, off: i32 },
    /// if a == 0
    JumpF { a: Reg, off: i32 },
    JumpEq { a: Reg, b: Reg, off: i16 },
    JumpNe { a: Reg, b: Reg, off: i16 },
    /// signed
    JumpLt { a: Reg, b: Reg, off: i16 },
    JumpLe { a: Reg, b: Reg, off: i16 },
    /// unsigned
    JumpLtU { a: Reg, b: Reg, off: i16 },
    JumpLeU { a: Reg, b: Reg, off: i16 },
    /// floats; `JumpN…`: jump if it is not so (differs from the opposite for NaN)
    JumpLtF { a: Reg, b: Reg, off: i16 },
    JumpLeF { a: Reg, b: Reg, off: i16 },
    JumpNLtF { a: Reg, b: Reg, off: i16 },
    JumpNLeF { a: Reg, b: Reg, off: i16 },
    /// signed, with an immediate
    JumpEqI { a: Reg, v: i16, off: i16 },
    JumpNeI { a: Reg, v: i16, off: i16 },
    JumpLtI { a: Reg, v: i16, off: i16 },
    JumpLeI { a: Reg, v: i16, off: i16 },
    JumpGtI { a: Reg, v: i16, off: i16 },
    JumpGeI { a: Reg, v: i16, off: i16 },

    // ── calls ────────────────────────────────────────────────────────────────────────────────
    /// args in base..; results in base.. (the builder turns calls of natives into `CallNative`)
    Call { base: Reg, func: u32 },
    /// made by the builder
    CallNative { base: Reg, func: u32 },
    /// calls the func value in register f (may be ≥ base: it is read first); traps if nil
    CallClosure { base: Reg, f: Reg },
    /// calls method `name` of an interface value: its type word is in register t, its payload in
    /// base, further args from base+1; traps if nil. The VM unpacks wide receivers itself.
    CallIface { base: Reg, t: Reg, name: u16 },
    /// returns a.. (as many words as the function has results). The function's defers must have
    /// been run with `RunDefers`.
    Ret { a: Reg },
    /// made by the builder of `Ret`: returns nothing
    Ret0,
    /// made by the builder of `Ret`: returns one word
    Ret1 { a: Reg },
    /// made by the builder of `Ret`: returns n words
    RetN { a: Reg, n: u16 },
    /// runs this frame's deferred calls, last first; registers ≥ nregs are lost, others kept.
    /// A function that defers stores its results in their variables, then `RunDefers`, then loads
    /// them (from cells, if captured) and `Ret`s; [`Func::epilogue`](super::Func::epilogue) is the
    /// same code.
    RunDefers,
    /// defers the call of the func value in base with n argument words from base+1; followed by
    /// `Arg(function)`: what is deferred if that is nil, or 0
    Defer { base: Reg, n: u16 },
    /// defers method `name` of an interface: type word in base, payload in base+1, n further
    /// argument words from base+2; traps if nil
    DeferIface { base: Reg, n: u16, name: u16 },
    /// d = a list of calls that this frame will run as if they were deferred here
    DeferList { d: Reg },
    /// the call that the instruction before deferred goes to that list instead, perhaps another
    /// frame's
    DeferTo { list: Reg },
    /// `go`: like `Defer`; nil without a function for it ends the program (NP-8)
    Go { base: Reg, n: u16 },
    /// `go` on an interface's method: like `DeferIface`
    GoIface { base: Reg, n: u16, name: u16 },
    /// d = func value of function f with n captured words from a; followed by `Arg(FuncId)`
    Closure { d: Reg, a: Reg, n: u16 },
    /// panics with the interface value at a
    Panic { a: Reg },
    /// d, d+1 = recover()
    Recover { d: Reg },

    // ── slices and arrays ────────────────────────────────────────────────────────────────────
    /// traps unless 0 <= i < n (unsigned): a constant length
    Bounds { i: Reg, n: u32 },
    /// traps unless i < reg[n]
    BoundsR { i: Reg, n: Reg },
    /// d = s[i] for elements of one word, bounds checked
    SliceLoad { d: Reg, s: Reg, i: Reg },
    /// s[i] = a for elements of one word, bounds checked
    SliceStore { s: Reg, i: Reg, a: Reg },
    /// d = &s[i] for elements of n words, bounds checked
    SliceAddr { n: u8, d: Reg, s: Reg, i: Reg },
    /// the same for wider elements; followed by `Arg(words)`
    SliceAddrBig { d: Reg, s: Reg, i: Reg },
    /// d.. = slice of the slice at s: lo in x, hi in x+1, max in x+2 (those that `flags` says:
    /// [`LO`], [`HI`], [`MAX`], and [`UNSIGNED`]; [`ARRAY`]: s was made from an array, which changes the panic's
    /// text); followed by `Arg(words per element)`
    Slice { flags: u8, d: Reg, s: Reg, x: Reg },
    /// d, d+1 = s[lo:hi] of a string, as `Slice` without `Arg`
    StrSlice { flags: u8, d: Reg, s: Reg, x: Reg },
    /// d.. = make([]T, len, cap); followed by `Arg(rtype of T)`
    MakeSlice { d: Reg, len: Reg, cap: Reg },
    /// d.. = append(s, n elements lying one after the other from x); followed by `Arg(rtype of T)`
    Append { n: u8, d: Reg, s: Reg, x: Reg },
    /// d.. = append(s, x...); followed by `Arg(rtype of T)`
    AppendSlice { d: Reg, s: Reg, x: Reg },
    /// d.. = append(s, string at x...)
    AppendStr { d: Reg, s: Reg, x: Reg },
    /// d = copy(a, b); followed by `Arg(words per element)`
    CopySlice { d: Reg, a: Reg, b: Reg },
    /// d = copy(a, string at b)
    CopyStr { d: Reg, a: Reg, b: Reg },
    /// clear(s); followed by `Arg(words per element)`
    ClearSlice { s: Reg },
    /// d = (*[N]T)(s): the pointer, traps unless len >= reg[n] (nil stays nil)
    SliceToArray { d: Reg, s: Reg, n: Reg },

    // ── strings ──────────────────────────────────────────────────────────────────────────────
    /// d = s[i], bounds checked
    StrIndex { d: Reg, s: Reg, i: Reg },
    /// d, d+1 = strings at a and b together
    Concat { d: Reg, a: Reg, b: Reg },
    /// d, d+1 = n strings from a together
    ConcatN { d: Reg, a: Reg, n: u16 },
    /// d.. = []byte(a)
    StrToBytes { d: Reg, a: Reg },
    /// d, d+1 = string([]byte at a)
    BytesToStr { d: Reg, a: Reg },
    /// d.. = []rune(a)
    StrToRunes { d: Reg, a: Reg },
    /// d, d+1 = string([]rune at a)
    RunesToStr { d: Reg, a: Reg },
    /// d, d+1 = string(rune in a)
    RuneToStr { d: Reg, a: Reg },
    /// one step of `for i, r := range s`: `it` holds the next byte position (0 at first). At the
    /// end jumps; else it+1 = i, it+2 = r and `it` moves on.
    StrNext { it: Reg, s: Reg, off: i16 },

    // ── maps ─────────────────────────────────────────────────────────────────────────────────
    /// d = make(map…, hint); t is the map's type. hint: a register, or `u16::MAX`: none
    MakeMap { d: Reg, t: u16, hint: Reg },
    /// d.. = m[key at k]; if `ok` != 0 the word after the value says whether it was there;
    /// followed by `Arg(map's rtype)`
    MapGet { ok: u8, d: Reg, m: Reg, k: Reg },
    /// m[key at k] = value at a; traps if m is nil
    MapSet { m: Reg, k: Reg, a: Reg },
    /// delete(m, key at k); t is the map's type
    MapDelete { m: Reg, k: Reg, t: u16 },
    /// d = len(m)
    MapLen { d: Reg, m: Reg },
    /// clear(m)
    MapClear { m: Reg },
    /// starts a range over m: it, it+1, it+2 are the iterator
    MapIter { it: Reg, m: Reg },
    /// one step: jumps at the end, else key words at d.., value words right after
    MapNext { it: Reg, d: Reg, off: i16 },

    // ── interfaces ───────────────────────────────────────────────────────────────────────────
    /// d, d+1 = interface of the value of type t at a
    MakeIface { d: Reg, a: Reg, t: u16 },
    /// x.(T), T concrete: interface at a, value to d..; `ok` != 0: the word after the value says
    /// whether it was one (else zero words), otherwise traps; followed by `Arg(rtype of x)`
    Assert { ok: u8, d: Reg, a: Reg, t: u16 },
    /// x.(I), I an interface type: as above, 2 words (and ok)
    AssertIface { ok: u8, d: Reg, a: Reg, t: u16 },
    /// jumps unless the type word in a is concrete type t
    JumpNotType { a: Reg, t: u16, off: i16 },
    /// d = whether the type word in a is not nil and implements interface type t
    Implements { d: Reg, a: Reg, t: u16 },
    /// d.. = value of type t in interface at a, which was checked to be one
    Unbox { d: Reg, a: Reg, t: u16 },

    // ── channels (CH, SE) ────────────────────────────────────────────────────────────────────
    /// d = make(chan T, cap); t: rtype of the channel; traps: size out of range
    MakeChan { d: Reg, t: u16, cap: Reg },
    /// ch <- value at a
    Send { ch: Reg, a: Reg },
    /// d.. = <-ch; `ok` != 0: and the ok word after it
    Recv { ok: u8, d: Reg, ch: Reg },
    /// close(ch)
    Close { ch: Reg },
    ChanLen { d: Reg, ch: Reg },
    ChanCap { d: Reg, ch: Reg },
    /// select over the n `Case`s that follow: d = index of the one that happened, or n for
    /// `default` (block = 0). `select {}` is n = 0, block = 1.
    Select { block: u8, d: Reg, n: u16 },
    /// a case: send value at x, or receive to x.. and the ok word after it
    Case { send: u8, ch: Reg, x: Reg },

    // ── the rest ─────────────────────────────────────────────────────────────────────────────
    /// adds what `kind` ([`PrintKind`]) says of the value at a to what `PrintEnd` writes
    Print { kind: PrintKind, a: Reg },
    /// the end of a print or println: writes it to standard error
    PrintEnd,
    /// operand of the instruction before
    Arg(u32),
    /// where the bottom frame of a run returns to; [`super::HALT`]
    Halt,
    /// where a deferred call returns to that a panic runs; [`super::UNWIND`]
    Unwind,
    /// should not be reached (missing return and such): a bug of the compiler
    Unreachable,
}

/// Flag of [`Instr::Slice`]: there is a low index.
pub const LO: u8 = 1;
/// Flag of [`Instr::Slice`]: there is a high index.
pub const HI: u8 = 2;
/// Flag of [`Instr::Slice`]: there is a maximum.
pub const MAX: u8 = 4;
/// Flag of [`Instr::Slice`]: an array is sliced.
pub const ARRAY: u8 = 8;
/// How many bits above those of [`LO`], [`HI`] and [`MAX`] stands that the index is unsigned, so
/// that none is negative.
pub const UNSIGNED: u8 = 4;

/// How `print` shows a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum PrintKind {
    Bool,
    Int,
    Uint,
    Float,
    Float32,
    Str,
    /// pointers, channels, maps, funcs: in hex
    Pointer,
    /// two words in hex
    Iface,
    /// `[len/cap]0x…`
    Slice,
    /// the blank between operands of println
    Space,
    /// the end of println
    Newline,
}

const _: () = assert!(size_of::<Instr>() == 8, "an instruction is one word");
