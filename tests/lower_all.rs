//! Lowering takes every program that the checker accepts.

#[allow(dead_code)]
mod common;

use gmpsim::lang::lower;

#[test]
fn every_valid_program_lowers() {
    for path in common::go_files("tests/check/valid") {
        let (sources, info) = common::checked(&path).expect("a valid program");
        let program = lower::lower(&info, &sources);
        assert!(program.is_ok(), "{}: {:?}", path.display(), program.err());
    }
}
