//! Any bytes: the scanner and the parser answer with a tree or with messages that stand in the text.
#![no_main]

use gmpsim::lang::compile::messages;
use gmpsim::lang::parse::parse_file;
use gmpsim::lang::source::{SourceMap, decode};
use libfuzzer_sys::fuzz_target;

gmpsim_fuzz::by_tokens!();

fuzz_target!(|data: &[u8]| {
    let Ok(text) = decode(data.to_vec()) else { return };
    let mut sources = SourceMap::default();
    let file = sources.add("x.go", text, false);
    if let Err(diagnostics) = parse_file(&sources, file, 0) {
        assert!(!messages(&sources, &diagnostics).is_empty(), "refused without a word");
    }
});
