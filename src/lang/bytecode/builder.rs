//! Puts a [`Program`] together: functions, constants, the heap's image, types.
//!
//! It must never know Go's syntax or types. Next: [`super::super::lower`], which drives it.

use crate::lang::depth::deep;
use rustc_hash::FxHashMap;

use super::instr::Instr;
use super::{FileLines, Func, FuncId, IMAGE_BASE, NameId, Program};
use crate::lang::rtype::{Kind, Method, RType, RTypeId, Receiver, known};
use crate::lang::source::{Pos, SourceMap};

/// A place in a function that jumps go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

/// The code of one function while it is made. Several can be under way at the same time.
#[derive(Debug, Default)]
pub struct FuncCode {
    code: Vec<Instr>,
    pos: Vec<Pos>,
    labels: Vec<Option<u32>>,
    fixups: Vec<(u32, Label)>,
    /// `Program::unsigned`, within the function.
    unsigned: Vec<u32>,
    /// Registers of a frame: highest one used, including results of calls, + 1.
    pub nregs: u16,
    /// Where a recovered panic goes on (`Func::epilogue`).
    pub epilogue: Option<Label>,
}

impl FuncCode {
    /// Code for a frame of that many registers.
    pub fn new(nregs: u16) -> Self {
        Self { nregs, ..Self::default() }
    }

    /// Adds an instruction.
    pub fn emit(&mut self, instr: Instr, pos: Pos) {
        self.code.push(instr);
        self.pos.push(pos);
    }

    /// Notes of which type the index is that the last instruction checks.
    pub fn indexed(&mut self, unsigned: bool) {
        self.unsigned.extend(unsigned.then_some(self.code.len() as u32));
    }

    /// A new label, bound later.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() as u32 - 1)
    }

    /// Binds a label to the next instruction.
    pub fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = Some(self.code.len() as u32);
    }

    /// Whether a label is bound already.
    pub fn is_bound(&self, label: Label) -> bool {
        self.labels[label.0 as usize].is_some()
    }

    /// Adds a jump (with any `off`) to a label.
    pub fn jump(&mut self, instr: Instr, to: Label, pos: Pos) {
        self.fixups.push((self.code.len() as u32, to));
        self.emit(instr, pos);
    }

    /// How many instructions there are so far.
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    /// The last instruction, to see or change it (only if no label was bound after it).
    pub fn last_mut(&mut self) -> Option<&mut Instr> {
        self.code.last_mut()
    }
}

/// A function whose jumps do not fit: it is too large.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TooLarge(pub FuncId);

/// Puts a program together.
#[derive(Debug)]
pub struct ProgramBuilder {
    program: Program,
    consts: FxHashMap<u64, u32>,
    strings: FxHashMap<Box<[u8]>, (u64, u32)>,
    names: FxHashMap<Box<str>, NameId>,
    natives: FxHashMap<Box<str>, u32>,
    func_values: FxHashMap<FuncId, u64>,
}

impl Default for ProgramBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ProgramBuilder {
    /// A program with nothing but the [`known`] types.
    pub fn new() -> Self {
        let mut b = Self {
            program: Program {
                // At HALT and UNWIND.
                code: vec![Instr::Halt, Instr::Unwind],
                pos: vec![0, 0],
                ..Program::default()
            },
            consts: FxHashMap::default(),
            strings: FxHashMap::default(),
            names: FxHashMap::default(),
            natives: FxHashMap::default(),
            func_values: FxHashMap::default(),
        };
        b.add_known_types();
        b
    }

    fn add_known_types(&mut self) {
        use Kind::*;
        let basic = [
            ("bool", Bool),
            ("int", Int),
            ("int8", Int8),
            ("int16", Int16),
            ("int32", Int32),
            ("int64", Int64),
            ("uint", Uint),
            ("uint8", Uint8),
            ("uint16", Uint16),
            ("uint32", Uint32),
            ("uint64", Uint64),
            ("uintptr", Uintptr),
            ("float32", Float32),
            ("float64", Float64),
            ("string", String),
        ];
        for (name, kind) in basic {
            self.add_rtype(RType { name: name.into(), named: true, kind, ..RType::default() });
        }
        let ty = |name: &str, kind| RType { name: name.into(), kind, ..RType::default() };
        self.add_rtype(ty("func()", Func));
        self.add_rtype(RType { results: vec![known::STRING], ..ty("func() string", Func) });
        self.add_rtype(ty("interface {}", Interface));
        let error = self.name("Error");
        let runtime_error = self.name("RuntimeError");
        let method = |name, sig, func| Method { name, sig, func, receiver: Receiver::Word };
        let asked = vec![method(error, known::FUNC_STRING, FuncId(0))];
        self.add_rtype(RType { methods: asked, named: true, ..ty("error", Interface) });
        self.add_rtype(RType { elem: Some(known::UINT8), ..ty("[]uint8", Slice) });
        self.add_rtype(RType { elem: Some(known::ANY), ..ty("[]interface {}", Slice) });
        // The VM implements these two: the receiver word is the boxed text's address.
        let message = self.native("runtime.errorString.Error", 1, 2);
        let nothing = self.native("runtime.errorString.RuntimeError", 1, 0);
        for name in [
            "runtime.boundsError",
            "runtime.errorString",
            "runtime.plainError",
            "*runtime.TypeAssertionError",
            "*runtime.PanicNilError",
        ] {
            let methods = vec![
                method(error, known::FUNC_STRING, message),
                method(runtime_error, known::FUNC, nothing),
            ];
            let pkg = "runtime".into();
            self.add_rtype(RType { methods, pkg, named: true, ..ty(name, String) });
        }
    }

    // ── functions ────────────────────────────────────────────────────────────────────────────

    /// Declares a function whose code comes with [`Self::define`].
    pub fn declare(&mut self, name: &str, params: u16, results: u16, pos: Pos) -> FuncId {
        let func = Func { name: name.into(), params, results, pos, ..Func::default() };
        self.program.funcs.push(func);
        FuncId(self.program.funcs.len() as u32 - 1)
    }

    /// Declares a function that is implemented in Rust under that symbol.
    pub fn native(&mut self, symbol: &str, params: u16, results: u16) -> FuncId {
        let id = self.declare(symbol, params, results, 0);
        let natives = &mut self.program.natives;
        let index = *self.natives.entry(symbol.into()).or_insert_with(|| {
            natives.push(symbol.into());
            natives.len() as u32 - 1
        });
        self.func_mut(id).native = Some(index);
        id
    }

    /// A function, to change its flags.
    pub fn func_mut(&mut self, id: FuncId) -> &mut Func {
        &mut self.program.funcs[id.0 as usize]
    }

    /// Gives a declared function its code. All its labels must be bound.
    pub fn define(&mut self, id: FuncId, mut code: FuncCode) -> Result<(), TooLarge> {
        let bound = |l: Label, code: &FuncCode| {
            code.labels[l.0 as usize].expect("every label that is used is bound")
        };
        for i in 0..code.fixups.len() {
            let (at, label) = code.fixups[i];
            let off = bound(label, &code) as i32 - at as i32;
            code.code[at as usize].set_offset(off).ok_or(TooLarge(id))?;
        }
        let results = self.func_mut(id).results;
        for instr in &mut code.code {
            if let Instr::Ret { a } = *instr {
                *instr = match results {
                    0 => Instr::Ret0,
                    1 => Instr::Ret1 { a },
                    n => Instr::RetN { a, n },
                };
            }
        }
        let start = self.program.code.len() as u32;
        let epilogue = code.epilogue.map(|l| start + bound(l, &code));
        self.program.code.append(&mut code.code);
        self.program.pos.append(&mut code.pos);
        self.program.unsigned.extend(code.unsigned.iter().map(|at| start + at));
        let end = self.program.code.len() as u32;
        let func = self.func_mut(id);
        // One more than the parameters: a call through a func value leaves the closure there.
        func.nregs = code.nregs.max(func.params + 1).max(func.results);
        (func.entry, func.end, func.epilogue) = (start, end, epilogue);
        Ok(())
    }

    // ── constants and the heap's image ───────────────────────────────────────────────────────

    /// A constant word's index for `Const`.
    pub fn constant(&mut self, word: u64) -> u32 {
        let consts = &mut self.program.consts;
        *self.consts.entry(word).or_insert_with(|| {
            consts.push(word);
            consts.len() as u32 - 1
        })
    }

    /// A constant string's index for `Str`.
    pub fn string(&mut self, bytes: &[u8]) -> u32 {
        self.place_string(bytes).1
    }

    /// A constant string's byte address, for words of the image.
    pub fn string_address(&mut self, bytes: &[u8]) -> u64 {
        self.place_string(bytes).0
    }

    fn place_string(&mut self, bytes: &[u8]) -> (u64, u32) {
        if let Some(place) = self.strings.get(bytes) {
            return *place;
        }
        let words: Vec<u64> = bytes
            .chunks(8)
            .map(|c| {
                let mut word = [0; 8];
                word[..c.len()].copy_from_slice(c);
                u64::from_le_bytes(word)
            })
            .collect();
        let address = if bytes.is_empty() { 0 } else { self.global(&words) * 8 };
        let k = self.program.consts.len() as u32;
        self.program.consts.extend([address, bytes.len() as u64]);
        self.strings.insert(bytes.into(), (address, k));
        (address, k)
    }

    /// Puts words into the heap's image (a package variable: zeros); their word address.
    pub fn global(&mut self, words: &[u64]) -> u64 {
        let address = IMAGE_BASE + self.program.image.len() as u64;
        self.program.image.extend_from_slice(words);
        address
    }

    /// The func value of a function without captured variables.
    pub fn func_value(&mut self, id: FuncId) -> u64 {
        if let Some(address) = self.func_values.get(&id) {
            return *address;
        }
        let address = self.global(&[id.0 as u64]);
        self.func_values.insert(id, address);
        address
    }

    /// Whether there are more names of methods than numbers for them: then the program is of no use.
    pub fn has_too_many_names(&self) -> bool {
        self.program.names.len() > usize::from(u16::MAX)
    }

    /// A method name's number. Unexported names are given as `pkg.name`.
    pub fn name(&mut self, name: &str) -> NameId {
        let names = &mut self.program.names;
        *self.names.entry(name.into()).or_insert_with(|| {
            names.push(name.into());
            NameId(u16::try_from(names.len() - 1).unwrap_or(u16::MAX))
        })
    }

    // ── types ────────────────────────────────────────────────────────────────────────────────

    /// Adds a type. Sizes, offsets and comparability are filled in by [`Self::finish`].
    pub fn add_rtype(&mut self, ty: RType) -> RTypeId {
        self.program.rtypes.push(ty);
        RTypeId(self.program.rtypes.len() as u32 - 1)
    }

    /// A type, to complete it (recursive types, methods).
    pub fn rtype_mut(&mut self, id: RTypeId) -> &mut RType {
        &mut self.program.rtypes[id.0 as usize]
    }

    // ── the end ──────────────────────────────────────────────────────────────────────────────

    /// Takes over the files for tracebacks.
    pub fn files(&mut self, sources: &SourceMap) {
        for f in sources.files() {
            let starts = f.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            let lines =
                std::iter::once(f.base).chain(starts.map(|(i, _)| f.base + i as Pos + 1)).collect();
            let (name, bases) = (f.name.clone(), f.line_bases().cloned().collect());
            let file = FileLines { name, base: f.base, lines, main: !f.is_std, bases };
            self.program.files.push(file);
        }
    }

    /// Makes positions in copies those of the originals.
    pub fn originals(&mut self, sources: &SourceMap) {
        let funcs = self.program.funcs.iter_mut().map(|f| &mut f.pos);
        for pos in self.program.pos.iter_mut().chain(funcs) {
            *pos = sources.original(*pos);
        }
    }

    /// The program, which runs `entry` after `init`, if it has that.
    pub fn finish(mut self, init: Option<FuncId>, entry: FuncId) -> Program {
        self.program.init = init;
        self.program.entry = entry;
        for i in 0..self.program.code.len() {
            if let Instr::Call { base, func } = self.program.code[i]
                && self.program.funcs[func as usize].native.is_some()
            {
                self.program.code[i] = Instr::CallNative { base, func };
            }
        }
        let mut done = vec![false; self.program.rtypes.len()];
        for i in 0..done.len() {
            lay_out(&mut self.program.rtypes, &mut done, i);
        }
        let names = &self.program.names;
        for ty in &mut self.program.rtypes {
            ty.methods.sort_by(|a, b| names[a.name.0 as usize].cmp(&names[b.name.0 as usize]));
        }
        self.program
    }
}

/// Fills in size, alignment, offsets, how it is compared, and pointers of a type and those within it.
fn lay_out(types: &mut [RType], done: &mut [bool], i: usize) {
    deep(|| lay_out_kind(types, done, i));
}

fn lay_out_kind(types: &mut [RType], done: &mut [bool], i: usize) {
    if std::mem::replace(&mut done[i], true) {
        return;
    }
    let sized = |words, bytes, align, comparable| (words, bytes, align, comparable);
    let mut pointers = types[i].kind.is_pointer();
    let mut plain = types[i].kind.is_plain();
    let (words, bytes, align, comparable) = match types[i].kind {
        Kind::Bool | Kind::Int8 | Kind::Uint8 => sized(1, 1, 1, true),
        Kind::Int16 | Kind::Uint16 => sized(1, 2, 2, true),
        Kind::Int32 | Kind::Uint32 | Kind::Float32 => sized(1, 4, 4, true),
        Kind::Int | Kind::Int64 | Kind::Uint | Kind::Uint64 | Kind::Uintptr | Kind::Float64 => {
            sized(1, 8, 8, true)
        }
        Kind::Pointer | Kind::Chan => sized(1, 8, 8, true),
        Kind::Map | Kind::Func => sized(1, 8, 8, false),
        Kind::String | Kind::Interface => sized(2, 16, 8, true),
        Kind::Slice => sized(3, 24, 8, false),
        Kind::Array => {
            let elem = types[i].elem.expect("an array has an element type").0 as usize;
            lay_out(types, done, elem);
            let (e, n) = (&types[elem], u32::try_from(types[i].len).unwrap_or(u32::MAX));
            (pointers, plain) = (n > 0 && e.pointers, e.plain);
            (e.words.saturating_mul(n), e.bytes.saturating_mul(n), e.align, e.comparable)
        }
        Kind::Struct => {
            let (mut words, mut bytes, mut align, mut comparable) = (0, 0u32, 1, true);
            plain = true;
            for f in 0..types[i].fields.len() {
                plain &= &*types[i].fields[f].name != "_";
                let field = types[i].fields[f].ty.0 as usize;
                lay_out(types, done, field);
                types[i].fields[f].offset = words;
                let field = &types[field];
                words += field.words;
                bytes = bytes.next_multiple_of(field.align) + field.bytes;
                align = align.max(field.align);
                comparable &= field.comparable;
                pointers |= field.pointers;
                plain &= field.plain;
                // A last field of no size gets a byte, so that its address stays inside.
                if field.bytes == 0 && f + 1 == types[i].fields.len() && bytes > 0 {
                    bytes += 1;
                }
            }
            (words, bytes.next_multiple_of(align), align, comparable)
        }
    };
    let ty = &mut types[i];
    (ty.words, ty.bytes, ty.align, ty.comparable) = (words, bytes, align, comparable);
    (ty.pointers, ty.plain) = (pointers, plain);
}

impl Instr {
    /// Sets a jump's offset; `None` if it does not fit.
    fn set_offset(&mut self, to: i32) -> Option<()> {
        use Instr::*;
        match self {
            Jump { off } | JumpT { off, .. } | JumpF { off, .. } => *off = to,
            JumpEq { off, .. }
            | JumpNe { off, .. }
            | JumpLt { off, .. }
            | JumpLe { off, .. }
            | JumpLtU { off, .. }
            | JumpLeU { off, .. }
            | JumpLtF { off, .. }
            | JumpLeF { off, .. }
            | JumpNLtF { off, .. }
            | JumpNLeF { off, .. }
            | JumpEqI { off, .. }
            | JumpNeI { off, .. }
            | JumpLtI { off, .. }
            | JumpLeI { off, .. }
            | JumpGtI { off, .. }
            | JumpGeI { off, .. }
            | JumpNotType { off, .. }
            | MapNext { off, .. }
            | StrNext { off, .. } => *off = i16::try_from(to).ok()?,
            other => unreachable!("only jumps have labels, not {other:?}"),
        }
        Some(())
    }
}
