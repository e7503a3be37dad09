//! `//go:` directives: each belongs to the declaration behind it, which must be one that it is for.

use super::super::scan::Target;
use super::super::source::{Diagnostic, Pos};
use super::Parser;

impl Parser<'_> {
    /// Gives the directives so far to a declaration, for which only some may be meant. What else there
    /// is gc complains of when it has found nothing else wrong.
    pub(super) fn take_pragma(&mut self, allowed: &[Target]) {
        for (pos, target) in std::mem::take(&mut self.scanner.pragma) {
            if !allowed.contains(&target) {
                self.scanner.late.push(misplaced(pos, target));
            } else if target == Target::Var {
                let message = "go:embed requires import \"embed\" (or import _ \"embed\", if package \
                               is not used)";
                self.scanner.late.push(Diagnostic::new(pos, message));
            }
        }
    }

    /// Refuses a file for another version of Go: one that is newer, and one in which all turns of a loop have
    /// the same variables.
    pub(super) fn language_version(&mut self) {
        const OWN_LOOP_VARIABLES: u32 = 22;
        const NEWEST: u32 = 27;
        let Some((pos, version)) = self.scanner.language else { return };
        if version > NEWEST {
            let message = format!("file requires newer Go version go1.{version}");
            self.scanner.late.push(Diagnostic::new(self.pos(), message));
        } else if version < OWN_LOOP_VARIABLES {
            let message = format!(
                "the language of go1.{version} is not supported by gmpsim (it has that of go1.{NEWEST})"
            );
            self.scanner.late.push(Diagnostic::new(pos, message));
        }
    }

    /// Gives them to a function; tells whether it must have no body.
    pub(super) fn take_func_pragma(&mut self) -> bool {
        let external = self.scanner.pragma.iter().any(|(_, target)| *target == Target::External);
        self.take_pragma(&[Target::Func, Target::External]);
        external
    }

    /// Says of a function with a body that it must have none.
    pub(super) fn not_external(&mut self, pos: Pos) {
        let message = "can only use //go:noescape with external func implementations";
        self.scanner.late.push(Diagnostic::new(pos, message));
    }

    /// Complains of directives where nothing takes them.
    pub(super) fn clear_pragma(&mut self) {
        for (pos, target) in std::mem::take(&mut self.scanner.pragma) {
            let Diagnostic { pos, message } = misplaced(pos, target);
            self.error_at(pos, message);
        }
    }
}

fn misplaced(pos: Pos, target: Target) -> Diagnostic {
    let what = if target == Target::Var { "go:embed" } else { "compiler" };
    Diagnostic::new(pos, format!("misplaced {what} directive"))
}
