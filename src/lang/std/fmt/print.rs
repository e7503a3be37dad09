//! Values of any type: `%v` and its relatives, methods included. What is written is counted as memory
//! before, and takes time.

use super::World;
use super::flags::{Flags, Out};
use super::order::compare;
use crate::lang::rtype::{Kind, RTypeId};
use crate::lang::vm::{Iface, Str, View, Words};

/// Whether methods may be called on a value: not on those reached through unexported fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Free,
    /// An unexported embedded field: its own exported fields are free again.
    Embedded,
    Sealed,
}

impl Access {
    fn inherit(self) -> Self {
        if self == Self::Free { Self::Free } else { Self::Sealed }
    }
}

/// A value: its type and words.
#[derive(Clone, Copy)]
struct Value<'v> {
    ty: RTypeId,
    words: View<'v>,
    access: Access,
}

/// Output of so many bytes is not counted.
const FREE: u64 = 4096;
/// What a number takes at most beside its width and twice its precision.
pub(super) const NUMBER: u64 = 512;
/// What a comparison of keys takes, as much as writing so many bytes.
const SORT: u64 = 20;
/// What an entry of a map takes while it is sorted, beside its words.
const ENTRY: u64 = 128;

/// One formatting: the output and what of it must be remembered between operands.
pub struct Printer<'w, W: World> {
    /// The program.
    pub world: &'w mut W,
    /// What is written.
    pub out: Out,
    /// Operands of `%w`, by index; `None` where `%w` is not allowed.
    pub wrapped: Option<Vec<usize>>,
    /// Bytes that are counted as memory: for the output, and for the entries of maps.
    counted: u64,
    entries: u64,
    /// Writing a bad-verb message: methods are not called.
    erroring: bool,
    /// Writing the value of a panic: a second one goes through.
    panicking: bool,
}

type Done<W> = Result<(), <W as World>::Stop>;

impl<'w, W: World> Printer<'w, W> {
    /// Nothing written yet.
    pub fn new(world: &'w mut W) -> Self {
        Self {
            world,
            out: Out::default(),
            wrapped: None,
            counted: 0,
            entries: 0,
            erroring: false,
            panicking: false,
        }
    }

    /// Makes sure that so many bytes more may be written, width and precision aside.
    pub(super) fn room(&mut self, more: u64) -> Done<W> {
        let flags = &self.out.flags;
        let shaped = flags.width.unwrap_or(0) + 2 * flags.precision.unwrap_or(0);
        let need = (self.out.buf.len() + shaped) as u64 + more;
        if need > self.counted.max(FREE) { self.grow(need) } else { Ok(()) }
    }

    #[cold]
    fn grow(&mut self, need: u64) -> Done<W> {
        let new = need.max(self.counted + self.counted / 2);
        self.world.regrow(self.counted, new)?;
        let old = std::mem::replace(&mut self.counted, new);
        self.world.work(new - old);
        self.out.buf.reserve_exact(new as usize - self.out.buf.len());
        Ok(())
    }

    fn word(&self, value: Value, i: usize) -> u64 {
        value.words.word(i, |at| self.world.load(at))
    }

    /// The value in an interface value.
    fn dynamic<'v>(&self, iface: View<'v>) -> Option<(RTypeId, View<'v>)> {
        let load = |at| self.world.load(at);
        let ty = dynamic((iface.word(0, load), 0))?;
        Some((ty, iface.boxed(self.world.rtype(ty).words, load)))
    }

    /// A string's bytes, to be written in at most `times` their length.
    fn text(&mut self, (address, len): Str, times: u64) -> Result<Vec<u8>, W::Stop> {
        self.room((times + 1) * len)?;
        Ok(self.world.text(address, len))
    }

    /// Prints an operand.
    pub fn operand(&mut self, arg: Iface, verb: char) -> Done<W> {
        let Some(ty) = dynamic(arg) else {
            if matches!(verb, 'T' | 'v') {
                self.out.pad(b"<nil>");
            } else {
                self.bad_verb(None, verb)?;
            }
            return Ok(());
        };
        let iface = [arg.0, arg.1];
        let words = View::Words(&iface).boxed(self.world.rtype(ty).words, |at| self.world.load(at));
        let value = Value { ty, words, access: Access::Free };
        self.room(NUMBER)?;
        match verb {
            'T' => {
                self.room(self.world.rtype(ty).name.len() as u64)?;
                let name = &self.world.rtype(ty).name;
                self.out.string(name.as_bytes());
                return Ok(());
            }
            'p' => return self.pointer(value, 'p'),
            _ => {}
        }
        let t = self.world.rtype(ty);
        let plain = !t.named || t.methods.is_empty() && t.kind != Kind::Interface;
        if plain && basic(t.kind) {
            return self.plain(value, verb);
        }
        if !t.named && is_byte_slice(self.world, ty) {
            // Go tells []byte apart from other byte slices only here: "[]byte{…}" in %#v.
            return match verb {
                'v' | 'd' | 's' | 'x' | 'X' | 'q' => self.byte_list(value, verb, "[]byte"),
                _ => self.value(value, verb, 0),
            };
        }
        if self.methods(arg, ty, verb)? { Ok(()) } else { self.value(value, verb, 0) }
    }

    fn bad_verb(&mut self, value: Option<Value>, verb: char) -> Done<W> {
        self.erroring = true;
        self.out.text("%!");
        self.out.rune(verb);
        self.out.text("(");
        if let Some(value) = value {
            self.type_name(value.ty)?;
            self.out.text("=");
            self.value(value, 'v', 0)?;
        } else {
            self.out.text("<nil>");
        }
        self.out.text(")");
        self.erroring = false;
        Ok(())
    }

    /// Calls the method that prints the value, if there is one.
    fn methods(&mut self, arg: Iface, ty: RTypeId, mut verb: char) -> Result<bool, W::Stop> {
        if self.erroring {
            return Ok(false);
        }
        if verb == 'w' {
            if self.wrapped.is_none() || self.world.text_method(ty, "Error").is_none() {
                let iface = [arg.0, arg.1];
                let words = self.dynamic(View::Words(&iface)).map_or(View::Words(&[]), |d| d.1);
                self.bad_verb(Some(Value { ty, words, access: Access::Free }), verb)?;
                return Ok(true);
            }
            verb = 'v';
        }
        if let Some(method) = self.world.format_method(ty) {
            let flags = self.out.flags;
            match self.world.call_format(arg, method, &flags, verb)? {
                Ok((at, len)) => {
                    self.room(len)?;
                    let bytes = (at..at + len).map(|at| self.world.load(at) as u8);
                    self.out.buf.extend(bytes);
                }
                Err(panic) => self.panicked(arg, ty, verb, "Format", panic)?,
            }
            return Ok(true);
        }
        let names: &[&str] = if self.out.flags.sharp_v {
            &["GoString"]
        } else if matches!(verb, 'v' | 's' | 'x' | 'X' | 'q') {
            &["Error", "String"]
        } else {
            &[]
        };
        for name in names {
            let Some(method) = self.world.text_method(ty, name) else { continue };
            match self.world.call_text(arg, method)? {
                Ok(text) if self.out.flags.sharp_v => {
                    let text = self.text(text, 1)?;
                    self.out.string(&text);
                }
                Ok(text) => {
                    let text = self.text(text, self.spread(verb))?;
                    self.string(&text, verb);
                }
                Err(panic) => self.panicked(arg, ty, verb, name, panic)?,
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn panicked(
        &mut self,
        arg: Iface,
        ty: RTypeId,
        verb: char,
        name: &str,
        panic: Iface,
    ) -> Done<W> {
        if self.world.rtype(ty).kind == Kind::Pointer && arg.1 == 0 {
            self.out.text("<nil>");
            return Ok(());
        }
        let flags = std::mem::take(&mut self.out.flags);
        self.out.text("%!");
        self.out.rune(verb);
        self.out.text(&format!("(PANIC={name} method: "));
        let outer = std::mem::replace(&mut self.panicking, true);
        if outer {
            // Go lets the second panic out; a text in its place keeps the program running.
            self.out.text("nested panic");
        } else {
            self.operand(panic, 'v')?;
        }
        self.panicking = outer;
        self.out.text(")");
        self.out.flags = flags;
        Ok(())
    }

    /// How many bytes a verb makes of a string's byte at most.
    fn spread(&self, verb: char) -> u64 {
        if matches!(verb, 'x' | 'X' | 'q') || self.out.flags.sharp_v { 5 } else { 1 }
    }

    /// A string; the verb is one of those that strings have.
    fn string(&mut self, s: &[u8], verb: char) {
        match verb {
            'v' if self.out.flags.sharp_v => self.out.quoted(s),
            'x' => self.out.hex_bytes(s, false),
            'X' => self.out.hex_bytes(s, true),
            'q' => self.out.quoted(s),
            _ => self.out.string(s),
        }
    }

    fn hex(&mut self, v: u64, prefix: bool) {
        let sharp = std::mem::replace(&mut self.out.flags.sharp, prefix);
        self.out.integer(v, 16, false, 'v', false);
        self.out.flags.sharp = sharp;
    }

    /// A value without parts.
    fn plain(&mut self, value: Value, verb: char) -> Done<W> {
        let kind = self.world.rtype(value.ty).kind;
        let word = self.word(value, 0);
        self.room(NUMBER)?;
        let out = &mut self.out;
        match kind {
            Kind::Bool => match verb {
                't' | 'v' => out.boolean(word != 0),
                _ => return self.bad_verb(Some(value), verb),
            },
            Kind::Float32 | Kind::Float64 => {
                let bits = if kind == Kind::Float32 { 32 } else { 64 };
                let v = f64::from_bits(word);
                match verb {
                    'v' => out.float(v, bits, b'g', -1),
                    'b' | 'g' | 'G' | 'x' | 'X' => out.float(v, bits, verb as u8, -1),
                    'f' | 'e' | 'E' => out.float(v, bits, verb as u8, 6),
                    'F' => out.float(v, bits, b'f', 6),
                    _ => return self.bad_verb(Some(value), verb),
                }
            }
            Kind::String => match verb {
                'v' | 's' | 'x' | 'X' | 'q' => {
                    let len = self.word(value, 1);
                    let text = self.text((word, len), self.spread(verb))?;
                    self.string(&text, verb);
                }
                _ => return self.bad_verb(Some(value), verb),
            },
            _ => {
                let signed = signed(kind);
                match verb {
                    'v' if out.flags.sharp_v && !signed => self.hex(word, true),
                    'v' | 'd' => out.integer(word, 10, signed, verb, false),
                    'b' => out.integer(word, 2, signed, verb, false),
                    'o' | 'O' => out.integer(word, 8, signed, verb, false),
                    'x' => out.integer(word, 16, signed, verb, false),
                    'X' => out.integer(word, 16, signed, verb, true),
                    'c' => out.char(word),
                    'q' => out.quoted_char(word),
                    'U' => out.unicode(word),
                    _ => return self.bad_verb(Some(value), verb),
                }
            }
        }
        Ok(())
    }

    /// A value of any kind, as deep as it may be; methods are tried below the top.
    fn value(&mut self, value: Value, verb: char, depth: u32) -> Done<W> {
        W::deeper(self, |p| p.value_here(value, verb, depth))
    }

    fn value_here(&mut self, value: Value, verb: char, depth: u32) -> Done<W> {
        if depth > 0 && value.access == Access::Free && self.has_methods(value.ty) {
            let t = self.world.rtype(value.ty);
            let words = (0..t.words as usize).map(|i| self.word(value, i));
            let arg = if t.kind == Kind::Interface {
                (self.word(value, 0), self.word(value, 1))
            } else {
                let words: Words = words.collect();
                self.world.make_iface(value.ty, &words)?
            };
            if let Some(ty) = dynamic(arg)
                && self.methods(arg, ty, verb)?
            {
                return Ok(());
            }
        }
        let kind = self.world.rtype(value.ty).kind;
        match kind {
            kind if basic(kind) => self.plain(value, verb),
            Kind::Map => self.map(value, verb, depth),
            Kind::Struct => self.structure(value, verb, depth),
            Kind::Interface => {
                let Some((ty, words)) = self.dynamic(value.words) else {
                    self.room(NUMBER)?;
                    if self.out.flags.sharp_v {
                        self.type_name(value.ty)?;
                        self.out.text("(nil)");
                    } else {
                        self.out.text("<nil>");
                    }
                    return Ok(());
                };
                let access = value.access.inherit();
                self.value(Value { ty, words, access }, verb, depth + 1)
            }
            Kind::Array | Kind::Slice => self.list(value, verb, depth),
            Kind::Pointer if depth == 0 && self.word(value, 0) != 0 => {
                let elem = self.elem(value.ty);
                let t = self.world.rtype(elem);
                if !matches!(t.kind, Kind::Array | Kind::Slice | Kind::Struct | Kind::Map) {
                    return self.pointer(value, verb);
                }
                let words = View::Heap(self.word(value, 0));
                self.out.text("&");
                let access = value.access.inherit();
                self.value(Value { ty: elem, words, access }, verb, depth + 1)
            }
            _ => self.pointer(value, verb),
        }
    }

    fn has_methods(&self, ty: RTypeId) -> bool {
        let t = self.world.rtype(ty);
        t.kind == Kind::Interface || !t.methods.is_empty()
    }

    fn type_name(&mut self, ty: RTypeId) -> Done<W> {
        self.room(self.world.rtype(ty).name.len() as u64)?;
        let name = &self.world.rtype(ty).name;
        self.out.text(name);
        Ok(())
    }

    fn elem(&self, ty: RTypeId) -> RTypeId {
        self.world.rtype(ty).elem.expect("pointers and lists have an element type")
    }

    /// What stands between two elements.
    fn separator(&mut self, i: usize) -> Done<W> {
        if i > 0 {
            self.room(2)?;
            self.out.text(if self.out.flags.sharp_v { ", " } else { " " });
        }
        Ok(())
    }

    fn map(&mut self, value: Value, verb: char, depth: u32) -> Done<W> {
        let t = self.world.rtype(value.ty);
        let (key, elem) = (t.key.expect("a map has a key type"), t.elem.expect("and an element"));
        let map = self.word(value, 0);
        let sharp = self.out.flags.sharp_v;
        self.room(NUMBER)?;
        if sharp {
            self.type_name(value.ty)?;
            if map == 0 {
                self.out.text("(nil)");
                return Ok(());
            }
            self.out.text("{");
        } else {
            self.out.text("map[");
        }
        let n = self.world.map_len(map);
        let words = self.world.rtype(key).words + self.world.rtype(elem).words;
        let held = n * (ENTRY + 8 * u64::from(words));
        self.world.regrow(0, held)?;
        self.entries += held;
        if n > FREE {
            self.world.work(n * u64::from(n.ilog2()) * SORT);
        }
        let mut entries = self.world.entries(map);
        entries
            .sort_by(|(a, _), (b, _)| compare(&*self.world, key, View::Words(a), View::Words(b)));
        let access = value.access.inherit();
        for (i, (k, v)) in entries.iter().enumerate() {
            self.separator(i)?;
            let (k, v) = (View::Words(k), View::Words(v));
            self.value(Value { ty: key, words: k, access }, verb, depth + 1)?;
            self.out.text(":");
            self.value(Value { ty: elem, words: v, access }, verb, depth + 1)?;
        }
        self.entries -= held;
        self.world.regrow(held, 0)?;
        self.out.text(if sharp { "}" } else { "]" });
        Ok(())
    }

    fn structure(&mut self, value: Value, verb: char, depth: u32) -> Done<W> {
        self.room(NUMBER)?;
        if self.out.flags.sharp_v {
            self.type_name(value.ty)?;
        }
        self.out.text("{");
        for i in 0..self.world.rtype(value.ty).fields.len() {
            self.separator(i)?;
            let field = &self.world.rtype(value.ty).fields[i];
            let name = field.name.len() as u64;
            self.room(name + NUMBER)?;
            let field = &self.world.rtype(value.ty).fields[i];
            if self.out.flags.plus_v || self.out.flags.sharp_v {
                self.out.text(&field.name);
                self.out.text(":");
            }
            let access = match (value.access, field.exported(), field.embedded) {
                (Access::Sealed, ..) => Access::Sealed,
                (_, true, _) => Access::Free,
                (_, false, true) => Access::Embedded,
                (_, false, false) => Access::Sealed,
            };
            let (ty, at) = (field.ty, field.offset as usize);
            let mut part = Value { ty, words: value.words.from(at), access };
            // A field that holds an interface is shown as what is in it.
            if self.world.rtype(ty).kind == Kind::Interface
                && let Some((ty, words)) = self.dynamic(part.words)
            {
                part = Value { ty, words, access: access.inherit() };
            }
            self.value(part, verb, depth + 1)?;
        }
        self.out.text("}");
        Ok(())
    }

    fn list(&mut self, value: Value, verb: char, depth: u32) -> Done<W> {
        let elem = self.elem(value.ty);
        let t = self.world.rtype(elem);
        if t.kind == Kind::Uint8 && matches!(verb, 's' | 'q' | 'x' | 'X') {
            let name = self.world.rtype(value.ty).name.clone();
            return self.byte_list(value, verb, &name);
        }
        let size = t.words as usize;
        let slice = self.world.rtype(value.ty).kind == Kind::Slice;
        let (words, len) = if slice {
            (View::Heap(self.word(value, 0)), self.word(value, 1))
        } else {
            (value.words, self.world.rtype(value.ty).len)
        };
        self.room(NUMBER)?;
        let sharp = self.out.flags.sharp_v;
        if sharp {
            self.type_name(value.ty)?;
            if slice && self.word(value, 0) == 0 {
                self.out.text("(nil)");
                return Ok(());
            }
        }
        self.out.text(if sharp { "{" } else { "[" });
        let access = value.access.inherit();
        for i in 0..len as usize {
            self.separator(i)?;
            let words = words.from(i * size);
            self.value(Value { ty: elem, words, access }, verb, depth + 1)?;
        }
        self.out.text(if sharp { "}" } else { "]" });
        Ok(())
    }

    /// A list of bytes with a verb that treats it as a whole.
    fn byte_list(&mut self, value: Value, verb: char, name: &str) -> Done<W> {
        let slice = self.world.rtype(value.ty).kind == Kind::Slice;
        let (words, len) = if slice {
            (View::Heap(self.word(value, 0)), self.word(value, 1))
        } else {
            (value.words, self.world.rtype(value.ty).len)
        };
        // As numbers they take up to "0xff, ".
        self.room(8 * len + NUMBER)?;
        let word = |i| words.word(i, |at| self.world.load(at));
        let bytes: Vec<u8> = (0..len as usize).map(|i| word(i) as u8).collect();
        match verb {
            's' => self.out.string(&bytes),
            'q' => self.out.quoted(&bytes),
            'x' => self.out.hex_bytes(&bytes, false),
            'X' => self.out.hex_bytes(&bytes, true),
            _ => {
                let sharp = self.out.flags.sharp_v;
                if sharp {
                    self.out.text(name);
                    if slice && self.word(value, 0) == 0 {
                        self.out.text("(nil)");
                        return Ok(());
                    }
                }
                self.out.text(if sharp { "{" } else { "[" });
                for (i, b) in bytes.iter().enumerate() {
                    self.separator(i)?;
                    if sharp {
                        self.hex(u64::from(*b), true);
                    } else {
                        self.out.integer(u64::from(*b), 10, false, verb, false);
                    }
                }
                self.out.text(if sharp { "}" } else { "]" });
            }
        }
        Ok(())
    }

    fn pointer(&mut self, value: Value, verb: char) -> Done<W> {
        let kind = self.world.rtype(value.ty).kind;
        let pointed =
            matches!(kind, Kind::Chan | Kind::Func | Kind::Map | Kind::Pointer | Kind::Slice);
        if !pointed {
            return self.bad_verb(Some(value), verb);
        }
        let address = shown_address(kind, self.word(value, 0));
        self.room(NUMBER)?;
        match verb {
            'v' if self.out.flags.sharp_v => {
                self.out.text("(");
                self.type_name(value.ty)?;
                self.out.text(")(");
                if address == 0 {
                    self.out.text("nil");
                } else {
                    self.hex(address, true);
                }
                self.out.text(")");
            }
            'v' if address == 0 => self.out.pad(b"<nil>"),
            'v' | 'p' => self.hex(address, !self.out.flags.sharp),
            'b' => self.out.integer(address, 2, false, verb, false),
            'o' => self.out.integer(address, 8, false, verb, false),
            'd' => self.out.integer(address, 10, false, verb, false),
            'x' => self.out.integer(address, 16, false, verb, false),
            'X' => self.out.integer(address, 16, false, verb, true),
            _ => return self.bad_verb(Some(value), verb),
        }
        Ok(())
    }

    /// The operands that no verb took.
    pub fn extra(&mut self, args: &[Iface]) -> Done<W> {
        self.out.flags = Flags::default();
        self.out.text("%!(EXTRA ");
        for (i, arg) in args.iter().enumerate() {
            self.room(NUMBER)?;
            if i > 0 {
                self.out.text(", ");
            }
            if let Some(ty) = dynamic(*arg) {
                self.type_name(ty)?;
                self.out.text("=");
                self.operand(*arg, 'v')?;
            } else {
                self.out.text("<nil>");
            }
        }
        self.out.text(")");
        Ok(())
    }

    /// `Print`: spaces between operands when neither is a string.
    pub fn print(&mut self, args: &[Iface]) -> Done<W> {
        let mut string_before = true;
        for arg in args {
            self.room(NUMBER)?;
            let string = dynamic(*arg).is_some_and(|t| self.world.rtype(t).kind == Kind::String);
            if !string && !string_before {
                self.out.text(" ");
            }
            self.operand(*arg, 'v')?;
            string_before = string;
        }
        Ok(())
    }

    /// `Println`: spaces between all operands, and a new line.
    pub fn println(&mut self, args: &[Iface]) -> Done<W> {
        for (i, arg) in args.iter().enumerate() {
            self.room(NUMBER)?;
            if i > 0 {
                self.out.text(" ");
            }
            self.operand(*arg, 'v')?;
        }
        self.out.text("\n");
        Ok(())
    }
}

impl<W: World> Drop for Printer<'_, W> {
    fn drop(&mut self) {
        // Giving back can't fail.
        let _ = self.world.regrow(self.counted + self.entries, 0);
    }
}

/// The dynamic type of an interface value.
#[must_use]
pub fn dynamic(v: Iface) -> Option<RTypeId> {
    v.0.checked_sub(1).map(|n| RTypeId(n as u32))
}

/// Where Go's heap begins on Linux: simulated addresses are shown as if they were there.
const HEAP_BASE: u64 = 0xc0_0000_0000;

fn shown_address(kind: Kind, word: u64) -> u64 {
    match (kind, word) {
        (_, 0) => 0,
        (Kind::Map | Kind::Chan, handle) => HEAP_BASE + 0x1000_0000 + handle * 0x60,
        (_, address) => HEAP_BASE + address * 8,
    }
}

fn basic(kind: Kind) -> bool {
    matches!(kind, Kind::Bool | Kind::Float32 | Kind::Float64 | Kind::String)
        || signed(kind)
        || matches!(
            kind,
            Kind::Uint | Kind::Uint8 | Kind::Uint16 | Kind::Uint32 | Kind::Uint64 | Kind::Uintptr
        )
}

fn signed(kind: Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64)
}

fn is_byte_slice<W: World>(w: &W, ty: RTypeId) -> bool {
    let t = w.rtype(ty);
    t.kind == Kind::Slice && t.elem == Some(crate::lang::rtype::known::UINT8)
}
