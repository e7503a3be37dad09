//! The predeclared `print` and `println`: to standard error, in the runtime's own formats.

use std::io::Write;

use super::run::get;
use super::{Thread, Trap};
use crate::lang::bytecode::Reg;
use crate::lang::bytecode::instr::PrintKind;
use crate::lang::heap::Window;
use crate::runtime::os::Os;

/// A float as `print` shows it: Go's shortest `%g`. `narrow`: it is a float32.
pub(super) fn float(x: f64, narrow: bool) -> String {
    if !x.is_finite() {
        return if x.is_nan() { "NaN" } else { ["+Inf", "-Inf"][(x < 0.0) as usize] }.into();
    }
    let text = if narrow { format!("{:e}", x as f32) } else { format!("{x:e}") };
    let (digits, exponent) = text.split_once('e').expect("{:e} has an exponent");
    let exponent: i32 = exponent.parse().expect("{:e} has a number as exponent");
    if (-4..6).contains(&exponent) {
        return if narrow { (x as f32).to_string() } else { x.to_string() };
    }
    format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

impl<O: Os> Thread<'_, '_, O> {
    #[inline(never)]
    pub(super) fn print(&mut self, w: &Window, kind: PrintKind, a: Reg) {
        let word = get(w, a);
        let out = &mut self.printed;
        let written = match kind {
            PrintKind::Bool => write!(out, "{}", word != 0),
            PrintKind::Int => write!(out, "{}", word as i64),
            PrintKind::Uint => write!(out, "{word}"),
            PrintKind::Float => write!(out, "{}", float(f64::from_bits(word), false)),
            PrintKind::Float32 => write!(out, "{}", float(f64::from_bits(word), true)),
            PrintKind::Pointer => write!(out, "{:#x}", word * 8),
            PrintKind::Iface => write!(out, "({:#x},{:#x})", word * 8, get(w, a + 1) * 8),
            PrintKind::Slice => {
                write!(out, "[{}/{}]{:#x}", get(w, a + 1), get(w, a + 2), word * 8)
            }
            PrintKind::Space => write!(out, " "),
            PrintKind::Newline => writeln!(out),
            PrintKind::Str => {
                self.vm.heap.read_bytes(word, get(w, a + 1), out);
                Ok(())
            }
        };
        written.expect("writing to memory works");
    }

    #[inline(never)]
    pub(super) fn print_end(&mut self) -> Result<(), Trap> {
        let text = std::mem::take(&mut self.printed);
        self.settle();
        self.cx.write(2, &text);
        Ok(())
    }
}
