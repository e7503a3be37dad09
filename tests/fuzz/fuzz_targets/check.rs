//! Programs that are nearly right: the checker and the lowering answer with code or with messages.
#![no_main]

use gmpsim::lang::compile::{compile, messages};
use gmpsim::lang::source::{SourceMap, decode};
use libfuzzer_sys::fuzz_target;

gmpsim_fuzz::by_tokens!();

fuzz_target!(|data: &[u8]| {
    let Ok(text) = decode(data.to_vec()) else { return };
    let mut sources = SourceMap::default();
    if let Err(diagnostics) = compile(&mut sources, "x.go", text) {
        assert!(!messages(&sources, &diagnostics).is_empty(), "refused without a word");
    }
});
