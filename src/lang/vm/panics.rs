//! The run-time's own panics, as values of its error types with Go's texts.
//!
//! Next: [`super::traceback`] for what is printed if nobody recovers.

use super::{Iface, Thread, Trap};
use crate::lang::rtype::{RTypeId, known};
use crate::runtime::os::Os;

/// Go's text of a nil dereference; its panic also prints a line about the signal.
pub(super) const NIL_DEREFERENCE: &str = "invalid memory address or nil pointer dereference";

impl<O: Os> Thread<'_, '_, O> {
    /// A run-time error of that type. Its text is what `Error()` gives.
    #[cold]
    #[inline(never)]
    pub(super) fn error_value(&mut self, ty: RTypeId, text: &str) -> Result<Iface, Trap> {
        let heap = &self.vm.heap;
        let at = heap.new_string(text.as_bytes())?;
        let payload = self.vm.values().payload(ty, &[at, text.len() as u64])?;
        Ok((ty.0 as u64 + 1, payload))
    }

    #[cold]
    pub(super) fn error(&mut self, ty: RTypeId, text: &str) -> Trap {
        match self.error_value(ty, text) {
            Ok(value) => Trap::Panic(Box::new(value)),
            Err(trap) => trap,
        }
    }

    #[cold]
    pub(super) fn bounds_error(&mut self, text: &str) -> Trap {
        self.error(known::BOUNDS_ERROR, &format!("runtime error: {text}"))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn index_error(&mut self, i: u64, len: u64) -> Trap {
        let unsigned = self.vm.program.unsigned.binary_search(&self.pc).is_ok();
        if !unsigned && (i as i64) < 0 {
            return self.bounds_error(&format!("index out of range [{}]", i as i64));
        }
        self.bounds_error(&format!("index out of range [{i}] with length {len}"))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn divide_error(&mut self) -> Trap {
        self.runtime_error("integer divide by zero")
    }

    #[cold]
    #[inline(never)]
    pub(super) fn negative_shift(&mut self) -> Trap {
        self.runtime_error("negative shift amount")
    }

    #[cold]
    #[inline(never)]
    pub(super) fn out_of_memory(&mut self) -> Result<(), Trap> {
        Err(crate::lang::heap::OutOfMemory.into())
    }

    /// The `panic` statement; nil has an error of its own.
    #[cold]
    #[inline(never)]
    pub(super) fn panic_op(&mut self, value: Iface) -> Trap {
        if value.0 == 0 {
            let text = "runtime error: panic called with nil argument";
            return self.error(known::PANIC_NIL_ERROR, text);
        }
        Trap::Panic(Box::new(value))
    }
}

/// `Error()` of the run-time's errors.
pub(super) fn error_text<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Result<(), Trap> {
    let at = t.reg(base);
    let text = (t.load(at), t.load(at + 1));
    t.set_reg2(base, text);
    Ok(())
}

/// `RuntimeError()` of the run-time's errors.
pub(super) fn nothing<O: Os>(_: &mut Thread<'_, '_, O>, _: usize) -> Result<(), Trap> {
    Ok(())
}

/// Stands for a native that there is none of.
pub(super) fn missing<O: Os>(t: &mut Thread<'_, '_, O>, _: usize) -> Result<(), Trap> {
    use crate::lang::bytecode::Instr;
    let func = match t.vm.program.code.get((t.pc as usize).wrapping_sub(1)) {
        Some(Instr::CallNative { func, .. }) => Some(*func),
        _ => t.frames.last().map(|f| f.func),
    };
    let name = func.map_or("", |f| &t.vm.program.funcs[f as usize].name);
    Err(Trap::Fatal(Box::new(format!("gmpsim has no {name}"))))
}
