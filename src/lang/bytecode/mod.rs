//! Bytecode: what lowering makes of a Go program and the VM runs. Plain data.
//!
//! A register machine on untyped 64-bit words. [`instr`] lists the instructions, [`builder`] puts
//! a [`Program`] together, [`disasm`] prints one. It must never know syntax, nor how it is run.
//! Next: [`super::rtype`] for types at run time, [`super::vm`] for who runs it.
//!
//! # How values are laid out in words
//!
//! | type | words |
//! |---|---|
//! | bool, integers | 1: sign- or zero-extended to 64 bits, always normalised (see `Sext8` …) |
//! | float64, float32 | 1: the bits of an f64; a float32 is one that was rounded by `RoundF32` |
//! | pointer | 1: address of a word of the heap, 0 = nil; interior pointers are plain sums |
//! | chan, map | 1: handle, 0 = nil |
//! | func | 1: address of a closure object `[FuncId, captured words …]`, 0 = nil |
//! | string | 2: byte address, length (byte address = word address × 8 + byte) |
//! | interface | 2: `RTypeId + 1` or 0 for nil; payload: the value if its type has 1 word, else the address of an immutable boxed copy; 0 for types of no words |
//! | slice | 3: word address, length, capacity (in elements) |
//! | array, struct | its elements or fields one after the other, nothing in between; may be 0 words |
//!
//! Every scalar takes a whole word, also in arrays: `[]byte` has a word per element.
//!
//! # Calls
//!
//! A frame is a window of registers `r0 …` of its own. A caller puts the argument words into its
//! registers `base, base+1, …` and executes `Call { base, func }`: these become r0, r1 … of the
//! callee, and when it returns, the result words are in the caller's `base, base+1, …`. All
//! registers of the caller from `base` up are lost in a call. Registers are not cleared: a
//! function sets its locals before it reads them.
//!
//! A call through a func value also leaves the closure's address in the callee's register
//! `params` (the first after the parameters), where a function literal finds its captured
//! words: `Load { d, p: params, off: 1 + i }`.

pub mod builder;
pub mod disasm;
pub mod instr;

use super::rtype::{RType, RTypeId};
use super::source::{LineBase, Pos};

pub use builder::{Label, ProgramBuilder};
pub use instr::Instr;

/// A function's number in [`Program::funcs`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FuncId(pub u32);

/// A method name's number in [`Program::names`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NameId(pub u16);

/// A register of the current frame.
pub type Reg = u16;

/// A function.
#[derive(Clone, Debug, Default)]
pub struct Func {
    /// Go's symbol name: `main.f`, `main.(*T).m`, `main.main.func1`.
    pub name: String,
    /// Words of all parameters, receiver first.
    pub params: u16,
    /// Words of all results.
    pub results: u16,
    /// Registers of a frame; more than `params`. Filled by the builder.
    pub nregs: u16,
    /// First instruction. Filled by the builder.
    pub entry: u32,
    /// Where it ends (exclusive). Filled by the builder.
    pub end: u32,
    /// For functions that defer: code that loads the result variables and returns. The VM goes on
    /// there after a recovered panic. It must start with `RunDefers`.
    pub epilogue: Option<u32>,
    /// Implemented in Rust under this symbol: index in [`Program::natives`].
    pub native: Option<u32>,
    /// Made by the compiler (promoted methods, `gowrap`): hidden in tracebacks, and a deferred
    /// call through it may recover.
    pub wrapper: bool,
    /// Position of the function itself.
    pub pos: Pos,
}

/// A whole program.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// All instructions of all functions, one function after the other.
    pub code: Vec<Instr>,
    /// The source position of each instruction.
    pub pos: Vec<Pos>,
    /// After which instructions, in order, an index of an unsigned type of 64 bits was checked.
    pub unsigned: Vec<u32>,
    /// Constants too wide for an instruction.
    pub consts: Vec<u64>,
    /// Functions.
    pub funcs: Vec<Func>,
    /// Symbols of functions implemented in Rust.
    pub natives: Vec<String>,
    /// Types at run time.
    pub rtypes: Vec<RType>,
    /// Method names, as instructions refer to them.
    pub names: Vec<Box<str>>,
    /// What the heap holds at start, from word address [`IMAGE_BASE`]: constant strings, static
    /// closures, package variables.
    pub image: Vec<u64>,
    /// Initialises all packages, if there is anything to do: main is locked to its thread
    /// meanwhile (LK-1).
    pub init: Option<FuncId>,
    /// What runs after that: `main.main`.
    pub entry: FuncId,
    /// Whether it has the finalizer goroutine, as every program that uses package os has (ST-6).
    pub finalizer: bool,
    /// `os.Args`, as the program sees it.
    pub args: Vec<String>,
    /// The environment, as `NAME=VALUE`.
    pub env: Vec<String>,
    /// Standard input, if nothing else is said to [`crate::lang::vm::Vm::read_from`].
    pub stdin: std::sync::Arc<[u8]>,
    /// Files, for tracebacks: first position, name and starts of lines, in order of positions.
    pub files: Vec<FileLines>,
}

/// Word address where the heap starts: 0 is nil, and addresses near it stay unused.
pub const IMAGE_BASE: u64 = 8;

/// The instruction every program starts with: see [`Instr::Halt`].
pub const HALT: u32 = 0;

/// The one after it: see [`Instr::Unwind`].
pub const UNWIND: u32 = 1;

/// What a traceback needs of a file.
#[derive(Clone, Debug)]
pub struct FileLines {
    /// Name as tracebacks print it.
    pub name: String,
    /// Position of its first byte.
    pub base: Pos,
    /// Positions of the starts of its lines.
    pub lines: Vec<Pos>,
    /// Whether it is the program's own, not a standard package's.
    pub main: bool,
    /// What its line directives say.
    pub bases: Vec<LineBase>,
}

impl FileLines {
    /// The line of a position, whatever line directives say.
    fn line(&self, pos: Pos) -> u32 {
        self.lines.partition_point(|l| *l <= pos) as u32
    }
}

impl Program {
    /// A type.
    #[inline]
    pub fn rtype(&self, id: RTypeId) -> &RType {
        &self.rtypes[id.0 as usize]
    }

    /// A function.
    #[inline]
    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id.0 as usize]
    }

    /// The function whose code holds that instruction.
    pub fn func_at(&self, pc: u32) -> Option<FuncId> {
        // Natives have no code, so that only functions with code can match.
        self.funcs.iter().position(|f| f.entry <= pc && pc < f.end).map(|i| FuncId(i as u32))
    }

    /// The file of an instruction and the line there, whatever line directives say.
    pub fn line_of(&self, pc: u32) -> Option<(&FileLines, u32)> {
        let (file, pos) = self.place(pc)?;
        Some((file, file.line(pos)))
    }

    /// File name and line of an instruction as tracebacks tell them.
    pub fn shown_line(&self, pc: u32) -> Option<(&str, u32)> {
        let (file, pos) = self.place(pc)?;
        let line = file.line(pos);
        let Some(base) = LineBase::at(&file.bases, pos) else { return Some((&file.name, line)) };
        let name = if base.file.is_empty() { "??" } else { &base.file };
        Some((name, base.line + line - file.line(base.start)))
    }

    fn place(&self, pc: u32) -> Option<(&FileLines, Pos)> {
        let pos = *self.pos.get(pc as usize)?;
        let n = self.files.partition_point(|f| f.base <= pos);
        Some((&self.files[n.checked_sub(1)?], pos))
    }
}
