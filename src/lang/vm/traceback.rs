//! What is printed when a program dies: panics, fatal errors and goroutine dumps, as Go prints
//! them (DD-5, DD-6, DD-7), with the files' base names.
//!
//! It must never know how a panic comes about. Next: [`super::unwind`].

use std::fmt::Write;

use super::unwind::AT_RETURN;
use super::{Thread, Trap, Words};
use crate::ids::Gid;
use crate::lang::bytecode::{Func, HALT, Instr, Program, UNWIND};
use crate::lang::rtype::{Kind, RTypeId, known};
use crate::runtime::os::Os;
use crate::runtime::{GInfo, GStatus};

/// How many frames Go prints: so many of the top and of the bottom.
const HALF: usize = 50;

/// How many copies of a text are made until it is printed.
const COPIES: u64 = 5;

/// Where Go 1.27's panic and Goexit call deferred functions: their own frames in stacks.
const GOPANIC_LINE: u32 = 859;
const GOEXIT_LINE: u32 = 694;

/// The main file's line of each instruction; 0 for instructions of standard packages.
pub(super) fn main_lines(program: &Program) -> Vec<u32> {
    (0..program.code.len() as u32)
        .map(|pc| program.line_of(pc).filter(|(f, _)| f.main).map_or(0, |(_, line)| line))
        .collect()
}

/// A goroutine's stack: its calls, innermost first, and who created it.
pub fn stack(program: &Program, callers: &[u32], created: Option<(Gid, u32)>) -> String {
    let mut out = String::new();
    let panic = Func { name: "panic".into(), params: 4, ..Func::default() };
    let goexit = Func { name: "runtime.Goexit".into(), ..Func::default() };
    let func = |pc: u32| match pc {
        UNWIND => Some(&panic),
        HALT => Some(&goexit),
        _ => program.func_at(pc).map(|f| program.func(f)),
    };
    // Wrappers are shown where they panic themselves.
    let panics = |pc: u32| {
        matches!(program.code.get(pc as usize), Some(Instr::Panic { .. } | Instr::NilCheck { .. }))
    };
    let hidden = |f: &Func, pc| f.wrapper && !panics(pc) || f.name.starts_with("runtime.");
    let shown: Vec<(&Func, u32)> = callers
        .iter()
        .filter_map(|pc| Some((func(*pc)?, *pc)))
        .filter(|(f, pc)| *pc == HALT || !hidden(f, *pc))
        .collect();
    for (i, (func, pc)) in shown.iter().enumerate() {
        if shown.len() > 2 * HALF && (HALF..shown.len() - HALF).contains(&i) {
            if i == HALF {
                let _ = writeln!(out, "...{} frames elided...", shown.len() - 2 * HALF);
            }
            continue;
        }
        let args = if func.params > 0 && !func.wrapper { "..." } else { "" };
        let _ = writeln!(out, "{}({args})", func.name);
        write_place(&mut out, program, *pc);
    }
    if let Some((gid, pc)) = created
        && let Some(func) = program.func_at(pc)
    {
        let _ = writeln!(out, "created by {} in goroutine {}", program.func(func).name, gid.0);
        write_place(&mut out, program, pc);
    }
    out
}

/// File name, line and function of an instruction that [`Thread::callers`] tells.
pub(super) fn place(program: &Program, pc: u32) -> Option<(String, u32, String)> {
    match pc {
        HALT => Some(("panic.go".into(), GOEXIT_LINE, "runtime.Goexit".into())),
        UNWIND => Some(("panic.go".into(), GOPANIC_LINE, "runtime.gopanic".into())),
        _ => {
            let (file, line) = program.shown_line(pc)?;
            Some((file.to_string(), line, program.func(program.func_at(pc)?).name.clone()))
        }
    }
}

fn write_place(out: &mut String, program: &Program, pc: u32) {
    if let Some((file, line, _)) = place(program, pc) {
        let base = file.rsplit('/').next().unwrap_or(&file);
        let _ = writeln!(out, "\t{base}:{line}");
    }
}

impl<O: Os> Thread<'_, '_, O> {
    /// The instructions this goroutine is at, innermost call first; [`UNWIND`] stands for the
    /// panic that called what is above it, [`HALT`] for a Goexit.
    pub(super) fn callers(&self) -> impl Iterator<Item = u32> {
        let mut at = self.pc;
        self.frames.iter().rev().flat_map(move |f| {
            let here = at;
            let panic = f.panic.checked_sub(1).and_then(|p| self.panics.get(p as usize));
            // What a panic called returns to no place of the program: it panicked there.
            at = match panic {
                Some(p) => p.pc,
                // It goes back to the very instruction that called it.
                None if f.panic == AT_RETURN => f.ret + 1,
                None if f.ret > UNWIND => f.ret,
                None => 0,
            };
            // Natives have no code of their own.
            let shown = here > UNWIND && !self.vm.metas[f.func as usize].native;
            let caller = panic.map(|p| if p.goexit { HALT } else { UNWIND });
            [shown.then(|| here - 1), caller].into_iter().flatten()
        })
    }

    /// The current stack, headed as `runtime.Stack` does. Before a panic is told of, the runtime lets go of
    /// the thread that it has bound main to while packages are initialised (LK-1).
    pub(super) fn goroutine_text(&self, panicked: bool) -> String {
        let callers: Vec<u32> = self.callers().collect();
        let stack = stack(&self.vm.program, &callers, self.created);
        let locked = if self.cx.locked(!panicked) { ", locked to thread" } else { "" };
        format!("goroutine {} [running{locked}]:\n{stack}", self.cx.goid().0)
    }

    /// Ends the program.
    #[cold]
    #[inline(never)]
    pub(super) fn die(&mut self, trap: Trap) -> ! {
        let panicked = matches!(trap, Trap::Unwind);
        let message = match trap {
            Trap::Fatal(text) => self.fatal_text(&text),
            Trap::StackOverflow(limit) => format!(
                "runtime: goroutine stack exceeds {limit}-byte limit\nfatal error: stack overflow\n"
            ),
            Trap::OutOfMemory => {
                let limit = bytesize::ByteSize(self.vm.heap.max_bytes()).display().iec();
                let text = self.fatal_text("runtime: out of memory");
                format!(
                    "gmpsim: the program needs more memory than its limit here, {limit}; \
                     --max-memory raises it (nothing is collected yet)\n{text}"
                )
            }
            Trap::Panic(_) | Trap::Unwind | Trap::Goexit => self.panic_text_of_all(),
        };
        let summary = message.lines().next_back().unwrap_or_default();
        self.charge_spent(0);
        self.cx.fatal_event(summary);
        // The innermost panic's place, not that of the last deferred call.
        if let Some(p) = self.panics.last().filter(|_| panicked) {
            self.frames.truncate(p.depth as usize + 1);
            self.pc = p.pc;
        }
        let text = format!("{message}\n{}", self.goroutine_text(panicked));
        self.cx.write(2, text.as_bytes());
        self.cx.exit(2)
    }

    /// A fatal error of a deferred call stands below the panics under way, whose values are not
    /// asked for their texts any more.
    fn fatal_text(&self, text: &str) -> String {
        let chain = &self.panics;
        let texts: Vec<String> = chain.iter().map(|p| self.raw_value_text(p.value)).collect();
        let indent = if chain.is_empty() { "" } else { "\t" };
        format!("{}{indent}fatal error: {text}\n", self.panic_lines(&texts))
    }

    /// `panic: …` for each panic of the chain, oldest first. The newest is asked first.
    fn panic_text_of_all(&mut self) -> String {
        let chain = self.panics.clone();
        let signal = self.signal;
        let texts: Result<Vec<_>, _> =
            chain.iter().rev().map(|p| self.panic_value_text(p.value)).collect();
        self.panics = chain;
        let mut out = match texts {
            Ok(mut texts) => {
                texts.reverse();
                self.panic_lines(&texts)
            }
            Err(why) => format!("fatal error: panic while printing panic value: {why}\n"),
        };
        if signal {
            out += "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x0]\n";
        }
        out
    }

    fn panic_lines(&self, texts: &[String]) -> String {
        let mut out = String::new();
        for (i, p) in self.panics.iter().enumerate() {
            if i > 0 && self.panics.get(i - 1).is_some_and(|before| before.repanicked) {
                continue;
            }
            if i > 0 && !self.panics.get(i - 1).is_some_and(|before| before.goexit) {
                out.push('\t');
            }
            if p.goexit {
                continue;
            }
            let mark = match (p.recovered, p.repanicked) {
                (true, true) => " [recovered, repanicked]",
                (true, false) => " [recovered]",
                _ => "",
            };
            let _ = writeln!(out, "panic: {}{mark}", texts[i]);
        }
        out
    }

    /// A panic's value as the runtime prints it. `Err`: what it panicked with when it was asked.
    fn panic_value_text(&mut self, value: (u64, u64)) -> Result<String, String> {
        let Some(ty) = self.type_of(value.0) else { return Ok("nil".into()) };
        // Errors and Stringers are asked, in this order.
        for name in ["Error", "String"] {
            let Some(method) = self.string_method(ty, name) else { continue };
            self.top = self.free_registers();
            let trap = match self.call_method(value, method, &[]) {
                Ok(words) => {
                    return Ok(self.last_text(words[0], words[1]));
                }
                Err(trap) => trap,
            };
            let value = self.catch(trap).unwrap_or((0, 0));
            return Err(match self.type_of(value.0) {
                Some(known::STRING) => self.raw_value_text(value),
                Some(ty) => format!("type {}", self.rtype(ty).name),
                None => String::new(),
            });
        }
        Ok(self.raw_value_text(value))
    }

    fn raw_value_text(&self, value: (u64, u64)) -> String {
        let Some(ty) = self.type_of(value.0) else { return "nil".into() };
        self.plain_value_text(ty, self.unbox(value), value.1)
    }

    fn string_method(&self, ty: RTypeId, name: &str) -> Option<usize> {
        let index = self.method(ty, name)?;
        let sig = self.rtype(self.rtype(ty).methods[index].sig);
        let string = |id: &RTypeId| self.rtype(*id).kind == Kind::String;
        let fits = sig.params.is_empty() && sig.results.len() == 1 && string(&sig.results[0]);
        fits.then_some(index)
    }

    fn plain_value_text(&self, id: RTypeId, words: Words, payload: u64) -> String {
        let ty = self.rtype(id);
        let word = words.first().copied().unwrap_or(0);
        let text = match ty.kind {
            Kind::Bool => (word != 0).to_string(),
            Kind::Int | Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Int64 => {
                (word as i64).to_string()
            }
            Kind::Uint
            | Kind::Uint8
            | Kind::Uint16
            | Kind::Uint32
            | Kind::Uint64
            | Kind::Uintptr => word.to_string(),
            Kind::Float32 | Kind::Float64 => {
                super::print::float(f64::from_bits(word), ty.kind == Kind::Float32)
            }
            Kind::String => self.last_text(words[0], words[1]),
            _ => return format!("({}) {:#x}", ty.name, payload * 8),
        };
        // Predeclared types are the ones without a package.
        match ty.kind {
            _ if id.0 < 15 => text,
            Kind::String => format!("{}(\"{text}\")", ty.name),
            _ => format!("{}({text})", ty.name),
        }
    }

    /// A string as a program that dies shows it, if there is memory for its copies.
    fn last_text(&self, address: u64, len: u64) -> String {
        if self.vm.heap.reserve(COPIES * len).is_err() {
            return format!("(a text of {len} bytes, which there is no memory to show)");
        }
        indented(&String::from_utf8_lossy(&self.uncounted_bytes(address, len)))
    }

    /// Where registers above all that is in use begin.
    fn free_registers(&self) -> u32 {
        self.frames.last().map_or(0, |f| self.meta(f.func).nregs as u32)
    }
}

/// Line breaks are followed by tabs, so that a value can't look like a stack.
fn indented(text: &str) -> String {
    text.replace('\n', "\n\t")
}

/// The report of a deadlock (DD-1, DD-7): all goroutines of the program, in order of their
/// numbers. `goexit`: none is left, main called Goexit (DD-4).
pub fn deadlock_report(program: &Program, goexit: bool, goroutines: &[GInfo]) -> String {
    let mut out = String::from(if goexit {
        "fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n"
    } else {
        "fatal error: all goroutines are asleep - deadlock!\n"
    });
    for g in goroutines.iter().filter(|g| !g.system && g.status != GStatus::Dead) {
        let _ = write!(out, "\n{}", traceback(program, g));
    }
    out
}

/// A goroutine as a dump shows it (DD-7).
pub fn traceback(program: &Program, g: &GInfo) -> String {
    let locked = if g.locked { ", locked to thread" } else { "" };
    let created = g.created_by.is_some().then_some((g.created_by, g.created_pc));
    let stack = stack(program, &g.callers, created);
    format!("goroutine {} [{}{locked}]:\n{stack}", g.gid.0, g.status_text)
}
