//! Prints a program for people (`--dump-bytecode`).

use std::fmt::Write;

use super::Program;

/// The program's functions and their instructions.
pub fn disassemble(program: &Program) -> String {
    let mut out = String::new();
    for (id, f) in program.funcs.iter().enumerate() {
        let Some(native) = f.native else {
            let _ = writeln!(
                out,
                "func {id} {}: {} words in, {} out, {} registers",
                f.name, f.params, f.results, f.nregs
            );
            for pc in f.entry..f.end {
                let line = program.line_of(pc).map_or(0, |(_, line)| line);
                let _ = writeln!(out, "  {pc:5} {line:4}  {:?}", program.code[pc as usize]);
            }
            continue;
        };
        let _ = writeln!(out, "func {id} {}: native {native}", f.name);
    }
    out
}
