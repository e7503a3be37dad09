//! The tree that good texts give: shape, positions, ids.

use gmpsim::lang::ast::{Decl, Expr, ExprKind, File, Stmt, StmtKind};
use gmpsim::lang::parse::parse_file;
use gmpsim::lang::source::SourceMap;

fn parse(text: &str) -> File {
    let mut sources = SourceMap::default();
    let file = sources.add("x.go", text.to_owned(), false);
    parse_file(&sources, file, 0).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// The value of `var _ = …`.
fn expr(text: &str) -> Expr {
    match parse(&format!("package p; var _ = {text}\n")).decls.pop() {
        Some(Decl::Var { mut vals, .. }) => vals.pop().expect("one value"),
        other => panic!("{other:?}"),
    }
}

/// The statements of a function's body.
fn stmts(text: &str) -> Vec<Stmt> {
    match parse(&format!("package p; func f() {{ {text} }}\n")).decls.pop() {
        Some(Decl::Func { body: Some(body), .. }) => body.block().expect("read").list.clone(),
        other => panic!("{other:?}"),
    }
}

/// An expression with parentheses around every operation.
fn grouped(x: &Expr) -> String {
    match &x.kind {
        ExprKind::Binary(op, x, y) => format!("({} {} {})", grouped(x), op.text(), grouped(y)),
        ExprKind::Unary(op, x) => format!("({}{})", op.text(), grouped(x)),
        ExprKind::Star(x) => format!("(*{})", grouped(x)),
        ExprKind::Paren(x) => grouped(x),
        ExprKind::Call { f, args, .. } => {
            let args: Vec<_> = args.iter().map(grouped).collect();
            format!("{}({})", grouped(f), args.join(", "))
        }
        _ => x.to_string(),
    }
}

#[test]
fn precedence() {
    for (text, expect) in [
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a || b && c == d + e << f", "(a || (b && (c == (d + (e << f)))))"),
        ("!a && -b < +c", "((!a) && ((-b) < (+c)))"),
        ("a &^ b | c ^ d & e", "(((a &^ b) | c) ^ (d & e))"),
        ("<-a + *b.c", "((<-a) + (*b.c))"),
        ("-f(x)*2", "((-f(x)) * 2)"),
        ("(a + b) * c", "((a + b) * c)"),
        ("<-<-a", "(<-(<-a))"),
    ] {
        assert_eq!(grouped(&expr(text)), expect);
    }
}

/// What gc's messages show of an expression.
#[test]
fn text_of_expressions() {
    for (text, expect) in [
        ("f(a, b...)", "f(a, b...)"),
        ("T{1, 2}", "T{…}"),
        ("T{}", "T{}"),
        ("&T{a: 1}", "&T{…}"),
        ("[]int{}", "[]int{}"),
        ("[...]int{1}", "[...]int{…}"),
        ("[ n ]int{}", "[n]int{}"),
        (
            "func(a, b int, c ...string) (x, y T) { return }",
            "func(a, b int, c ...string) (x, y T) {…}",
        ),
        ("func() error {}", "func() error {}"),
        ("(func(int, string))(nil)", "(func(int, string))(nil)"),
        ("func(int) (error)", "func(int) error"),
        ("x[1:2:3]", "x[1:2:3]"),
        ("x[:]", "x[:]"),
        ("x.(T)", "x.(T)"),
        ("F[int, string](1)", "F[int, string](1)"),
        ("map[string][]int{}", "map[string][]int{}"),
        ("make(chan<- int)", "make(chan<- int)"),
        ("make(chan (<-chan int))", "make(chan (<-chan int))"),
        ("make(<-chan <-chan int)", "make(<-chan <-chan int)"),
        ("struct{ a, b int; c string; T }{}", "struct{a, b int; c string; T}{}"),
        ("interface{ m(x int) bool; E }(nil)", "interface{m(x int) bool; E}(nil)"),
        ("(a)", "(a)"),
        ("&(a)", "&a"),
        ("0x1F + 'a'", "0x1F + 'a'"),
    ] {
        assert_eq!(expr(text).to_string(), expect);
    }
}

/// `<-` takes a channel type's arrows apart from right to left.
#[test]
fn receive_from_a_channel_type() {
    for (text, expect) in [
        ("<-chan int(nil)", "<-chan int(nil)"),
        ("(<-chan int)(nil)", "(<-chan int)(nil)"),
        ("(<-chan<- chan int)(nil)", "(<-chan <-chan int)(nil)"),
    ] {
        assert_eq!(expr(text).to_string(), expect);
    }
    let ExprKind::Unary(..) = expr("<-chan int(nil)").kind else { panic!("not a receive") };
}

#[test]
fn first_byte_operator_and_end() {
    // The text begins at position 20 (base 1 and 19 bytes before it).
    for (text, pos, op, end) in [
        ("a + b", 0, 2, 5),
        ("abc.de", 0, 3, 6),
        ("f (x)", 0, 2, 5),
        ("a [i]", 0, 2, 5),
        ("-a", 0, 0, 2),
        ("( a )", 0, 0, 5),
        ("T {}", 0, 2, 4),
        ("x.y(z).w", 0, 6, 8),
        ("\"é\"", 0, 0, 4),
    ] {
        let x = expr(text);
        assert_eq!((x.pos - 20, x.op - 20, x.end - 20), (pos, op, end), "{text}");
    }
}

#[test]
fn groups_share_a_type() {
    let file = parse("package p; func f(a, b int, c string)\n");
    let [Decl::Func { ty, .. }] = file.decls.as_slice() else { panic!("{file:?}") };
    let ids: Vec<_> = ty.params.iter().map(|field| field.ty.id).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2]);
    let unnamed = parse("package p; func f(a, b)\n");
    let [Decl::Func { ty, .. }] = unnamed.decls.as_slice() else { panic!("{unnamed:?}") };
    assert!(ty.params.iter().all(|field| field.name.is_none()));
}

#[test]
fn array_or_type_parameters() {
    for (text, is_generic) in [
        ("[n]int", false),
        ("[n * 2]int", false),
        ("[n | 2]int", false),
        ("[f(1)]int", false),
        ("[]int", false),
        ("[...]int", false),
        ("[2]int", false),
        ("[P any] int", true),
        ("[P *C,] int", true),
        ("[P *C|Q,] int", true),
        ("[P ~int] int", true),
        ("[P interface{ m() }] int", true),
        ("[P []int] int", true),
        ("[P *[]int] int", true),
        ("[P, Q any] int", true),
        ("[P (C),] int", true),
    ] {
        let file = parse(&format!("package p; type T{text}\n"));
        let [Decl::Type { tparams, .. }] = file.decls.as_slice() else { panic!("{file:?}") };
        assert_eq!(!tparams.is_empty(), is_generic, "{text}");
    }
}

#[test]
fn statements() {
    use StmtKind::*;
    let is = |text: &str, matches: fn(&StmtKind) -> bool| {
        let found = stmts(text);
        assert!(matches(&found[0].kind), "{text}: {found:?}");
    };
    is("switch x := y.(type) { case int: }", |s| matches!(s, TypeSwitch { bind: Some(_), .. }));
    is("switch y.(type) { case nil: }", |s| matches!(s, TypeSwitch { bind: None, .. }));
    is("switch x := f(); x.(type) { }", |s| matches!(s, TypeSwitch { init: Some(_), .. }));
    is("switch x := f(); x { }", |s| matches!(s, Switch { init: Some(_), tag: Some(_), .. }));
    is("switch x := f(); { }", |s| matches!(s, Switch { init: Some(_), tag: None, .. }));
    is("switch { }", |s| matches!(s, Switch { init: None, tag: None, .. }));
    is("for { }", |s| matches!(s, For { init: None, cond: None, post: None, .. }));
    is("for x { }", |s| matches!(s, For { init: None, cond: Some(_), post: None, .. }));
    is("for ;; { }", |s| matches!(s, For { init: None, cond: None, post: None, .. }));
    is("for i := 0; i < n; i++ { }", |s| matches!(s, For { init: Some(_), post: Some(_), .. }));
    is("for range x { }", |s| matches!(s, Range { def: false, .. }));
    is("for i := range 10 { }", |s| matches!(s, Range { def: true, .. }));
    is("for i, a[0] = range x { }", |s| matches!(s, Range { def: false, .. }));
    is("if x := f(); x { } else if y { } else { }", |s| matches!(s, If { els: Some(_), .. }));
    is("L: for { }", |s| matches!(s, Labeled(..)));
    is("select { case x := <-c: default: }", |s| matches!(s, Select(cases) if cases.len() == 2));
    is("ch <- 1", |s| matches!(s, Send(..)));
    is("x &^= 1", |s| matches!(s, Assign(..)));
    is("if f(T{}) { }", |s| matches!(s, If { .. }));
    is("if (T{}) == x { }", |s| matches!(s, If { .. }));
    is("for _, x := range []int{1} { }", |s| matches!(s, Range { .. }));
    is("go func() { }()", |s| matches!(s, Go(_)));
    is("{ }", |s| matches!(s, Block(_)));
}

#[test]
fn constants_know_their_line_and_group() {
    let file = parse("package p\nconst (\na = iota\nb\n\nc, d\n)\nconst e = 1\n");
    let lines: Vec<_> = file
        .decls
        .iter()
        .map(|decl| match decl {
            Decl::Const { iota, group, vals, .. } => (*iota, *group, vals.len()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(lines, [(0, 1, 1), (1, 1, 0), (2, 1, 0), (0, 2, 1)]);
}
