//! Comments that gc obeys: `//line` and `/*line*/` say where the text comes from, `//go:` what to make
//! of the next declaration.
//!
//! Of the latter only what can be wrong with them matters: gmpsim does not optimise. It must never
//! know declarations. Next: [`super::super::source::LineBase`]; the parser asks for [`Pragma`]s.

use super::super::source::{Diagnostic, LineBase, Pos, clean_path};
use super::Scanner;

/// gc's positions have no room for more lines or columns.
const MOST: u64 = 1 << 30;

/// What a directive may stand before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The package clause: `//go:build`.
    Package,
    /// A function.
    Func,
    /// A variable: `//go:embed`.
    Var,
    /// A function that has no body: `//go:noescape`.
    External,
}

/// The directives since the last declaration or statement.
pub type Pragma = Vec<(Pos, Target)>;

impl Scanner<'_> {
    /// Looks at the comment from `start` to here. `blank`: only white space is before it on its line.
    pub(super) fn directive(&mut self, start: usize, blank: bool) {
        let text = &self.text[start..self.offset];
        let Some(line_comment) = text.strip_prefix("//") else {
            if let Some(line) = text.strip_prefix("/*line ").and_then(|t| t.strip_suffix("*/")) {
                self.line_directive(start, line, self.offset);
            }
            return;
        };
        let comment = line_comment.strip_suffix('\r').unwrap_or(line_comment);
        let at_line_start = start == 0 || self.text.as_bytes()[start - 1] == b'\n';
        if let Some(line) = comment.strip_prefix("line ").filter(|_| at_line_start) {
            self.line_directive(start, line, self.offset + 1);
        } else if comment.starts_with("go:") {
            self.go_directive(start + 2, comment, blank);
        }
    }

    /// `filename:line` or `filename:line:column`, valid from the offset `from` on.
    fn line_directive(&mut self, start: usize, text: &str, from: usize) {
        let at = start + "//line ".len();
        let Some((before, last)) = text.rsplit_once(':') else { return };
        let number = |digits: &str| match digits.bytes().all(|b| b.is_ascii_digit()) {
            true => digits.parse::<u64>().ok(),
            false => None,
        };
        let valid = |n: u64| (1..=MOST).contains(&n).then_some(n as u32);
        let mut wrong = |what: &str, offset: usize| {
            let message = format!("invalid {what} number: {}", &text[offset..]);
            self.error_at(at + offset, message);
        };
        let Some(n) = number(last) else { return wrong("line", before.len() + 1) };
        let (mut name, mut line, mut column) = (before, n, None);
        if let Some((file, first)) = before.rsplit_once(':')
            && let Some(first) = number(first)
        {
            let Some(n) = valid(n) else { return wrong("column", before.len() + 1) };
            (name, line, column) = (file, first, Some(n));
        }
        let Some(line) = valid(line) else { return wrong("line", name.len() + 1) };
        let start = self.pos(from);
        let source = self.source;
        let file = match name {
            "" if column.is_some() => source.name_at(self.pos(at)).to_string(),
            "" => String::new(),
            name if name.starts_with('/') => clean_path(name),
            name => match source.name.rsplit_once('/') {
                Some((folder, _)) => clean_path(&format!("{folder}/{name}")),
                None => clean_path(name),
            },
        };
        source.add_line_base(LineBase { start, file, line, column });
    }

    fn go_directive(&mut self, at: usize, text: &str, blank: bool) {
        if !blank {
            return self.error_at(at, "misplaced compiler directive");
        }
        let verb = text.split(' ').next().unwrap_or(text);
        let fields = text.split_whitespace().count();
        let has_arguments = text.len() > verb.len();
        let target = match verb {
            "go:wasmimport" if has_arguments && fields != 3 => {
                return self.error_at(at, "usage: //go:wasmimport importmodule importname");
            }
            "go:wasmexport" if has_arguments && fields != 2 => {
                return self.error_at(at, "usage: //go:wasmexport exportname");
            }
            "go:linkname" | "go:linknamestd" if has_arguments => {
                if fields != 2 && fields != 3 {
                    return self.error_at(at, format!("usage: //{verb} localname [linkname]"));
                }
                let message = format!("//{verb} only allowed in Go files that import \"unsafe\"");
                return self.late.push(Diagnostic::new(self.pos(at), message));
            }
            "go:embed" if fields == 1 => {
                return self.error_at(at, "usage: //go:embed pattern...");
            }
            "go:embed" => Target::Var,
            "go:build" => {
                let version = super::build::language_version(&text[verb.len()..]);
                self.language = version.map(|version| (self.pos(at - 2), version));
                Target::Package
            }
            "go:noescape" => Target::External,
            "go:norace" | "go:nosplit" | "go:noinline" | "go:nocheckptr" | "go:registerparams"
            | "go:uintptrescapes" => Target::Func,
            "go:systemstack"
            | "go:nowritebarrier"
            | "go:nowritebarrierrec"
            | "go:yeswritebarrierrec" => {
                self.error_at(at, format!("//{verb} only allowed in runtime"));
                Target::Func
            }
            "go:uintptrkeepalive" => {
                let message = format!("//{verb} is only allowed in the standard library");
                self.error_at(at, message);
                Target::Func
            }
            _ if verb.starts_with("go:cgo_") => {
                self.error_at(at, format!("//{text} only allowed in cgo-generated code"));
                if verb != "go:cgo_unsafe_args" {
                    return;
                }
                Target::Func
            }
            _ => return,
        };
        self.pragma.push((self.pos(at), target));
    }
}
