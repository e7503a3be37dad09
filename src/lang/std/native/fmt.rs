//! Package fmt: the printer sees the program through [`Thread`].

use std::cmp::Ordering;

use super::{Done, natives, operands, set_slice};
use crate::lang::native::NativeFn;
use crate::lang::rtype::{Kind, RType, RTypeId, known};
use crate::lang::std::fmt::World;
use crate::lang::std::fmt::flags::Flags;
use crate::lang::std::fmt::print::Printer;
use crate::lang::std::text::rune::is_space;
use crate::lang::vm::{Bytes, Iface, Str, Thread, Trap, Words};
use crate::runtime::os::{Os, Touch};

/// What printing costs, about: once, and for each operand.
const CALL_NS: u64 = 25;
const OPERAND_NS: u64 = 15;

impl<O: Os> World for Thread<'_, '_, O> {
    type Stop = Trap;

    fn rtype(&self, ty: RTypeId) -> &RType {
        Thread::rtype(self, ty)
    }

    fn load(&self, address: u64) -> u64 {
        Thread::load(self, address)
    }

    fn text(&self, address: u64, len: u64) -> Vec<u8> {
        self.uncounted_bytes(address, len)
    }

    fn compare_strings(&self, a: Str, b: Str) -> Ordering {
        Thread::compare_strings(self, a, b)
    }

    fn map_len(&self, map: u64) -> u64 {
        Thread::map_len(self, map)
    }

    fn entries(&self, map: u64) -> Vec<(Words, Words)> {
        self.map_entries(map)
    }

    fn regrow(&mut self, old: u64, new: u64) -> Result<(), Trap> {
        Thread::regrow(self, old, new)
    }

    fn work(&mut self, n: u64) {
        Thread::work(self, n);
    }

    fn deeper<'w>(
        printer: &mut Printer<'w, Self>,
        f: impl FnOnce(&mut Printer<'w, Self>) -> Result<(), Trap>,
    ) -> Result<(), Trap> {
        Thread::deeper(printer, |p| &mut *p.world, f)
    }

    fn make_iface(&mut self, ty: RTypeId, words: &[u64]) -> Result<Iface, Trap> {
        Thread::make_iface(self, ty, words)
    }

    fn text_method(&self, ty: RTypeId, name: &str) -> Option<usize> {
        let method = self.method(ty, name)?;
        (Thread::rtype(self, ty).methods[method].sig == known::FUNC_STRING).then_some(method)
    }

    fn call_text(&mut self, on: Iface, method: usize) -> Result<Result<Str, Iface>, Trap> {
        match self.call_method(on, method, &[]) {
            Ok(s) => Ok(Ok((s[0], s[1]))),
            Err(trap) => self.catch(trap).map(Err),
        }
    }

    fn format_method(&self, ty: RTypeId) -> Option<usize> {
        let method = self.method(ty, "Format")?;
        let sig = Thread::rtype(self, Thread::rtype(self, ty).methods[method].sig);
        let [state, verb] = sig.params[..] else { return None };
        let fits = verb == known::INT32
            && sig.results.is_empty()
            && &*Thread::rtype(self, state).name == "fmt.State";
        fits.then_some(method)
    }

    fn call_format(
        &mut self,
        on: Iface,
        method: usize,
        flags: &Flags,
        verb: char,
    ) -> Result<Result<Str, Iface>, Trap> {
        let Some(ty) = self.rtype_named("*fmt.state") else {
            return Ok(Ok((0, 0)));
        };
        // The words of the prelude's `state`.
        let state = self.alloc(6)?;
        let some = |n: Option<usize>| n.map_or(u64::MAX, |n| n as u64);
        let set = [
            (flags.minus, '-'),
            (flags.plus || flags.plus_v, '+'),
            (flags.sharp || flags.sharp_v, '#'),
            (flags.space, ' '),
            (flags.zero, '0'),
        ];
        let bits = set.iter().filter(|(on, _)| *on).fold(0, |bits, (_, c)| bits | 1 << *c as u64);
        for (i, w) in [some(flags.width), some(flags.precision), bits].into_iter().enumerate() {
            self.store(state + 3 + i as u64, w);
        }
        let args = [u64::from(ty.0) + 1, state, u64::from(u32::from(verb))];
        match self.call_method(on, method, &args) {
            Ok(_) => Ok(Ok((Thread::load(self, state), Thread::load(self, state + 1)))),
            Err(trap) => self.catch(trap).map(Err),
        }
    }
}

/// What of the family `Print`, `Printf`, `Println`.
#[derive(Clone, Copy)]
enum Form {
    Print,
    Printf,
    Println,
}

/// What a call with so many operands takes.
fn charge<O: Os>(t: &mut Thread<'_, '_, O>, operands: usize) {
    t.cx.touch(Touch::Print(t.cx.pid()));
    t.work(CALL_NS + OPERAND_NS * operands as u64);
}

/// Formats the arguments at `base`; the text is counted.
fn formatted<'a, O: Os>(
    t: &mut Thread<'a, '_, O>,
    base: usize,
    form: Form,
) -> Result<Bytes<'a>, Trap> {
    let (format, at) = match form {
        Form::Printf => (Some(t.reg_str(base)?), base + 2),
        _ => (None, base),
    };
    let args = operands(t, at)?;
    charge(t, args.len());
    let mut p = Printer::new(t);
    match form {
        Form::Print => p.print(&args)?,
        Form::Printf => p.printf(&format.expect("Printf has a format"), &args)?,
        Form::Println => p.println(&args)?,
    }
    let text = std::mem::take(&mut p.out.buf);
    drop(p);
    t.counted(text)
}

fn sprint<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, form: Form) -> Done {
    let text = formatted(t, base, form)?;
    t.ret_str(base, &text)
}

fn print<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, form: Form) -> Done {
    let text = formatted(t, base, form)?;
    t.settle();
    t.cx.write(1, &text);
    t.set_reg(base, text.len() as u64);
    t.set_reg2(base + 1, (0, 0));
    Ok(())
}

fn errorf<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (format, args) = (t.reg_str(base)?, operands(t, base + 2)?);
    charge(t, args.len());
    let mut p = Printer::new(t);
    p.wrapped = Some(vec![]);
    p.printf(&format, &args)?;
    let text = std::mem::take(&mut p.out.buf);
    let wrapped = p.wrapped.take().unwrap_or_default();
    drop(p);
    let text = t.counted(text)?;
    let mut wrapped: Vec<u64> = wrapped.into_iter().map(|i| i as u64).collect();
    wrapped.sort_unstable();
    wrapped.dedup();
    t.ret_str(base, &text)?;
    let slice = t.new_slice(&wrapped, wrapped.len() as u64)?;
    set_slice(t, base + 2, slice);
    Ok(())
}

/// `basic(p any) (same any, name string, pointer bool)`: a pointer to a named type as one to the type
/// below it.
fn basic<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (word, pointer) = (t.reg(base), t.reg(base + 1));
    let Some(ty) = t.type_of(word).map(|ty| Thread::rtype(t, ty)) else {
        let name = t.new_string(b"<nil>")?;
        t.set_reg2(base, (0, 0));
        t.set_reg2(base + 2, name);
        t.set_reg(base + 4, 0);
        return Ok(());
    };
    let (name, is_pointer) = (ty.name.to_string(), ty.kind == Kind::Pointer);
    let target = ty.elem.filter(|_| is_pointer).map(|elem| Thread::rtype(t, elem));
    let bytes = |ty: &RType| ty.elem.is_some_and(|elem| Thread::rtype(t, elem).kind == Kind::Uint8);
    let below = target.and_then(|target| match target.kind {
        Kind::Slice => bytes(target).then(|| "*[]uint8".to_string()),
        kind => Some(format!("*{}", format!("{kind:?}").to_lowercase())),
    });
    let same = below.and_then(|name| t.rtype_named(&name)).map_or(0, |ty| u64::from(ty.0) + 1);
    let name = t.new_string(name.as_bytes())?;
    t.set_reg2(base, if same == 0 { (0, 0) } else { (same, pointer) });
    t.set_reg2(base + 2, name);
    t.set_reg(base + 4, u64::from(is_pointer));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Print" => |t, b| print(t, b, Form::Print),
        "Printf" => |t, b| print(t, b, Form::Printf),
        "Println" => |t, b| print(t, b, Form::Println),
        "Sprint" => |t, b| sprint(t, b, Form::Print),
        "Sprintf" => |t, b| sprint(t, b, Form::Printf),
        "Sprintln" => |t, b| sprint(t, b, Form::Println),
        "errorf" => errorf,
        "isSpace" => |t, b| {
            let c = u32::try_from(t.reg(b)).ok().and_then(char::from_u32);
            t.set_reg(b, u64::from(c.is_some_and(is_space)));
            Ok(())
        },
        "basic" => basic,
    }
}
