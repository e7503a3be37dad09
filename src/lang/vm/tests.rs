//! Programs put together by hand, without a compiler: what the VM itself must get right.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use parking_lot::Mutex;

use super::Vm;
use super::traceback::deadlock_report;
use crate::kernel::virtual_time::{End, Limits, Machine, VirtualTime};
use crate::lang::bytecode::builder::FuncCode;
use crate::lang::bytecode::instr::PrintKind;
use crate::lang::bytecode::{FuncId, Instr, Instr::*, Label, ProgramBuilder};
use crate::lang::rtype::{Kind, RType, known};
use crate::runtime::{Options, Outcome, Output};
use crate::trace::tracer::Tracer;

/// Runs a program; what it wrote to standard error, and its exit code.
fn run_vm(vm: &Arc<Vm<VirtualTime>>) -> (String, i32) {
    let err: Arc<Mutex<Vec<u8>>> = Arc::default();
    let out = err.clone();
    let output: Box<Output> = Box::new(move |fd, bytes| {
        assert_eq!(fd, 2);
        out.lock().extend_from_slice(bytes);
    });
    let (options, tracer) = (Options::default(), Tracer::new(None));
    let mut machine = Machine::new(&options, 4, 1, tracer, output, vm.main_program());
    let end = machine.run(&Limits::default());
    let text = String::from_utf8(err.lock().clone()).expect("text");
    match end {
        End::Outcome(Outcome::Exit(code)) => (text, code),
        End::Outcome(Outcome::Deadlock { goexit }) => {
            let all = machine.runtime().goroutines();
            (text + &deadlock_report(vm.program(), goexit, &all), 2)
        }
        other => panic!("{other:?}"),
    }
}

fn load(b: ProgramBuilder, main: FuncId) -> Arc<Vm<VirtualTime>> {
    Vm::new(Arc::new(b.finish(None, main)), |_| None, 1 << 28).expect("memory")
}

fn run(b: ProgramBuilder, main: FuncId) -> (String, i32) {
    run_vm(&load(b, main))
}

/// A function's code from a list; labels are numbers in `jumps`: (instruction, target).
fn define(b: &mut ProgramBuilder, id: FuncId, code: &[Instr]) {
    let mut f = FuncCode::new(32);
    for i in code {
        f.emit(*i, 0);
    }
    b.define(id, f).expect("short");
}

fn print_int(a: u16) -> [Instr; 3] {
    [Print { kind: PrintKind::Int, a }, Print { kind: PrintKind::Newline, a }, PrintEnd]
}

fn fib(n: i32) -> (ProgramBuilder, FuncId) {
    let mut b = ProgramBuilder::new();
    let fib = b.declare("main.fib", 1, 1, 0);
    let main = b.declare("main.main", 0, 0, 0);
    define(
        &mut b,
        fib,
        &[
            JumpGeI { a: 0, v: 2, off: 2 },
            Ret { a: 0 },
            AddI { d: 1, a: 0, v: -1 },
            Call { base: 1, func: fib.0 },
            AddI { d: 2, a: 0, v: -2 },
            Call { base: 2, func: fib.0 },
            Add { d: 1, a: 1, b: 2 },
            Ret { a: 1 },
        ],
    );
    b.func_mut(fib).nregs = 3;
    let mut code = vec![Imm { d: 0, v: n }, Call { base: 0, func: fib.0 }];
    code.extend(print_int(0));
    code.push(Ret { a: 0 });
    define(&mut b, main, &code);
    (b, main)
}

fn count(n: i32) -> (ProgramBuilder, FuncId) {
    let mut b = ProgramBuilder::new();
    let main = b.declare("main.main", 0, 0, 0);
    let mut code = vec![
        Imm { d: 0, v: 0 },
        Imm { d: 1, v: 0 },
        Imm { d: 2, v: n },
        Jump { off: 3 },
        Add { d: 1, a: 1, b: 0 },
        AddI { d: 0, a: 0, v: 1 },
        JumpLt { a: 0, b: 2, off: -2 },
    ];
    code.extend(print_int(1));
    code.push(Ret { a: 0 });
    define(&mut b, main, &code);
    (b, main)
}

#[test]
fn calls_and_loops() {
    let (b, main) = fib(20);
    assert_eq!(run(b, main), ("6765\n".into(), 0));
    let (b, main) = count(1000);
    assert_eq!(run(b, main), ("499500\n".into(), 0));
}

/// `cargo test --release --lib speed -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn speed() {
    for (name, (b, main)) in [("fib(32)", fib(32)), ("10 M additions", count(10_000_000))] {
        let start = std::time::Instant::now();
        let (out, _) = run(b, main);
        println!("{name}: {:?} ({})", start.elapsed(), out.trim());
    }
}

/// Deep recursion grows the stack, endless recursion ends the program.
#[test]
fn stacks_grow_to_a_limit() {
    let mut b = ProgramBuilder::new();
    let f = b.declare("main.f", 1, 0, 0);
    let main = b.declare("main.main", 0, 0, 0);
    define(&mut b, f, &[AddI { d: 1, a: 0, v: 1 }, Call { base: 1, func: f.0 }, Ret { a: 0 }]);
    define(&mut b, main, &[Imm { d: 0, v: 0 }, Call { base: 0, func: f.0 }, Ret { a: 0 }]);
    let vm = load(b, main);
    vm.max_stack.store(1 << 20, Relaxed);
    let (err, code) = run_vm(&vm);
    let head = "runtime: goroutine stack exceeds 1048576-byte limit\nfatal error: stack overflow\n";
    assert!(err.starts_with(head), "{err}");
    assert!(err.contains(" frames elided...\n") && err.contains("main.f(...)\n"), "{err}");
    assert_eq!(code, 2);
}

/// `defer func() { r := recover(); println(r) }(); panic("boom")`, and then without recover.
#[test]
fn defer_panic_and_recover() {
    for recovers in [true, false] {
        let mut b = ProgramBuilder::new();
        let deferred = b.declare("main.f.func1", 1, 0, 0);
        let f = b.declare("main.f", 0, 1, 0);
        let main = b.declare("main.main", 0, 0, 0);
        let value = b.func_value(deferred);
        let value = b.constant(value);
        let boom = b.string(b"boom");
        // The result lives in a cell that the deferred function sets to 7.
        let mut code = vec![Imm { d: 1, v: 7 }, Store { p: 0, off: 0, a: 1 }];
        if recovers {
            code.push(Recover { d: 2 });
        }
        code.push(Ret { a: 0 });
        define(&mut b, deferred, &code);
        let mut code = FuncCode::new(8);
        let epilogue: Label = code.label();
        for i in [
            New { d: 0, n: 1 },
            Const { d: 1, k: value },
            Move { d: 2, a: 0 },
            Defer { base: 1, n: 1 },
            Arg(0),
            Str { d: 3, k: boom },
            MakeIface { d: 5, a: 3, t: known::STRING.0 as u16 },
            Panic { a: 5 },
        ] {
            code.emit(i, 0);
        }
        code.bind(epilogue);
        code.epilogue = Some(epilogue);
        for i in [RunDefers, Load { d: 1, p: 0, off: 0 }, Ret { a: 1 }] {
            code.emit(i, 0);
        }
        b.define(f, code).expect("short");
        let mut code = vec![Call { base: 0, func: f.0 }];
        code.extend(print_int(0));
        code.push(Ret { a: 0 });
        define(&mut b, main, &code);
        let expect = if recovers {
            ("7\n", 0)
        } else {
            ("panic: boom\n\ngoroutine 1 [running]:\nmain.f()\nmain.main()\n", 2)
        };
        let (err, code) = run(b, main);
        assert_eq!((&*err, code), expect);
    }
}

/// One trap each: what the program prints before its stack.
#[test]
fn runtime_errors_have_gos_texts() {
    let slice = |len, cap| {
        vec![
            Imm { d: 9, v: len },
            Imm { d: 10, v: cap },
            MakeSlice { d: 0, len: 9, cap: 10 },
            Arg(1),
        ]
    };
    let with = |mut code: Vec<Instr>, more: &[Instr]| {
        code.extend_from_slice(more);
        code
    };
    let table: Vec<(Vec<Instr>, &str)> = vec![
        (
            with(slice(3, 4), &[Imm { d: 4, v: 5 }, SliceLoad { d: 5, s: 0, i: 4 }]),
            "panic: runtime error: index out of range [5] with length 3",
        ),
        (
            with(slice(3, 4), &[Imm { d: 4, v: -1 }, SliceLoad { d: 5, s: 0, i: 4 }]),
            "panic: runtime error: index out of range [-1]",
        ),
        (
            with(slice(3, 3), &[Imm { d: 5, v: 5 }, Slice { flags: 2, d: 0, s: 0, x: 4 }, Arg(1)]),
            "panic: runtime error: slice bounds out of range [:5] with capacity 3",
        ),
        (
            with(
                slice(3, 3),
                &[
                    Imm { d: 4, v: 2 },
                    Imm { d: 5, v: 1 },
                    Slice { flags: 3, d: 0, s: 0, x: 4 },
                    Arg(1),
                ],
            ),
            "panic: runtime error: slice bounds out of range [2:1]",
        ),
        (slice(-1, 3), "panic: runtime error: makeslice: len out of range"),
        (slice(4, 3), "panic: runtime error: makeslice: cap out of range"),
        (
            vec![Imm { d: 0, v: 0 }, Load { d: 1, p: 0, off: 0 }],
            "panic: runtime error: invalid memory address or nil pointer dereference\n\
             [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x0]",
        ),
        (
            vec![Imm { d: 0, v: 0 }, Div { d: 1, a: 0, b: 0 }],
            "panic: runtime error: integer divide by zero",
        ),
        (
            vec![Imm { d: 0, v: 0 }, MapSet { m: 0, k: 1, a: 2 }],
            "panic: assignment to entry in nil map",
        ),
        (vec![Imm { d: 0, v: 0 }, Close { ch: 0 }], "panic: close of nil channel"),
        (
            vec![Imm { d: 0, v: 0 }, Go { base: 0, n: 0 }, Arg(0)],
            "fatal error: go of nil func value",
        ),
        (
            vec![
                Imm { d: 3, v: 1 },
                MakeIface { d: 0, a: 3, t: 1 },
                Assert { ok: 0, d: 2, a: 0, t: 14 },
                Arg(17),
            ],
            "panic: interface conversion: interface {} is int, not string",
        ),
        (
            vec![Zero { d: 0, n: 2 }, AssertIface { ok: 0, d: 2, a: 0, t: 18 }, Arg(17)],
            "panic: interface conversion: interface is nil, not error",
        ),
        (
            vec![
                Imm { d: 3, v: 1 },
                MakeIface { d: 0, a: 3, t: 1 },
                AssertIface { ok: 0, d: 2, a: 0, t: 18 },
                Arg(17),
            ],
            "panic: interface conversion: int is not error: missing method Error",
        ),
        (
            vec![
                Zero { d: 0, n: 8 },
                MakeIface { d: 4, a: 0, t: 19 },
                EqIface { d: 0, a: 4, b: 4 },
            ],
            "panic: runtime error: comparing uncomparable type []uint8",
        ),
        (
            vec![Zero { d: 0, n: 2 }, Panic { a: 0 }],
            "panic: runtime error: panic called with nil argument",
        ),
        (
            vec![Imm { d: 3, v: -8 }, MakeIface { d: 0, a: 3, t: 26 }, Panic { a: 0 }],
            "panic: main.Code(-8)",
        ),
    ];
    for (code, expect) in table {
        let mut b = ProgramBuilder::new();
        let named =
            RType { name: "main.Code".into(), named: true, kind: Kind::Int, ..RType::default() };
        b.add_rtype(named);
        let main = b.declare("main.main", 0, 0, 0);
        define(&mut b, main, &with(code, &[Ret { a: 0 }]));
        let (err, code) = run(b, main);
        assert_eq!(err, format!("{expect}\n\ngoroutine 1 [running]:\nmain.main()\n"));
        assert_eq!(code, 2);
    }
}

#[test]
fn maps_strings_and_interfaces() {
    let mut b = ProgramBuilder::new();
    let map = RType {
        name: "map[string]int".into(),
        kind: Kind::Map,
        key: Some(known::STRING),
        elem: Some(known::INT),
        ..RType::default()
    };
    let map = b.add_rtype(map);
    let (one, two) = (b.string(b"on"), b.string(b"e"));
    let whole = b.string(b"one");
    let main = b.declare("main.main", 0, 0, 0);
    let mut code = vec![
        MakeMap { d: 0, t: map.0 as u16, hint: u16::MAX },
        Str { d: 1, k: one },
        Str { d: 3, k: two },
        Concat { d: 1, a: 1, b: 3 },
        Imm { d: 5, v: 41 },
        MapSet { m: 0, k: 1, a: 5 },
        Str { d: 6, k: whole },
        MapGet { ok: 1, d: 8, m: 0, k: 6 },
        Arg(map.0),
        Add { d: 8, a: 8, b: 9 },
    ];
    code.extend(print_int(8));
    code.extend([
        MakeIface { d: 10, a: 1, t: 14 },
        MakeIface { d: 12, a: 6, t: 14 },
        EqIface { d: 14, a: 10, b: 12 },
    ]);
    code.extend(print_int(14));
    code.extend([Print { kind: PrintKind::Str, a: 1 }, PrintEnd, Ret { a: 0 }]);
    define(&mut b, main, &code);
    assert_eq!(run(b, main), ("42\n1\none".into(), 0));
}
