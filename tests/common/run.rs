//! Runs a Go program from its text to its end in virtual time.

use std::sync::{Arc, Mutex};

use gmpsim::kernel::virtual_time::{End, Limits, Machine};
use gmpsim::lang::source::SourceMap;
use gmpsim::lang::vm::Vm;
use gmpsim::lang::{check, lower, parse, std as go_std};
use gmpsim::runtime::{MainProgram, Options, Outcome};
use gmpsim::trace::tracer::Tracer;

/// What a program wrote and how it ended.
#[derive(Debug, Default, PartialEq)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub end: String,
}

/// Compiles and runs a program; messages of the checker go to `err`.
pub fn run(name: &str, text: &str) -> Ran {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text.to_string(), false);
    let checked = parse::parse_file(&sources, file, 1)
        .and_then(|file| check::check(&mut sources, vec![file], &go_std::source))
        .and_then(|info| lower::lower(&info, &sources));
    let program = match checked {
        Ok(program) => program,
        Err(errors) => {
            let line = |e: &gmpsim::lang::source::Diagnostic| {
                format!("{}: {}\n", sources.location(e.pos), e.message)
            };
            let err = errors.iter().map(line).collect();
            return Ran { err, end: "compile error".into(), ..Ran::default() };
        }
    };
    if std::env::var_os("DUMP").is_some() {
        println!("{}", gmpsim::lang::bytecode::disasm::disassemble(&program));
    }
    let vm = Vm::new(Arc::new(program), go_std::lookup, 1 << 28).expect("memory");
    let written = Arc::new(Mutex::new((vec![], vec![])));
    let output = {
        let written = written.clone();
        move |fd: u8, bytes: &[u8]| {
            let mut written = written.lock().expect("no writer panics");
            let to = if fd == 2 { &mut written.1 } else { &mut written.0 };
            to.extend_from_slice(bytes);
        }
    };
    let procs = std::env::var("PROCS").ok().and_then(|p| p.parse().ok()).unwrap_or(4);
    let options = Options { procs, ..Options::default() };
    let mut machine = Machine::new(
        &options,
        4,
        1,
        Tracer::new(None),
        Box::new(output),
        MainProgram { init: vm.init(), main: vm.main(), finalizer: false },
    );
    let end = match machine.run(&Limits { cpu: 20_000_000_000, ..Limits::default() }) {
        End::Outcome(Outcome::Exit(code)) => format!("exit {code}"),
        other => format!("{other:?}"),
    };
    drop(machine);
    let (out, err) = std::mem::take(&mut *written.lock().expect("no writer panics"));
    let text = |b: Vec<u8>| String::from_utf8_lossy(&b).into_owned();
    Ran { out: text(out), err: text(err), end }
}
