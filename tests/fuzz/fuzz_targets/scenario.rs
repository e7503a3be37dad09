//! Scenario files: read, or refused with a place in the file.
#![no_main]

use gmpsim::scenario::format;
use libfuzzer_sys::fuzz_target;

gmpsim_fuzz::by_tokens!();

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(problems) = format::read("scenario.toml", "x", text, String::new()) {
        let placed = problems.lines().all(|line| line.starts_with("scenario.toml:"));
        assert!(placed && !problems.is_empty(), "without a place: {problems}");
    }
});
