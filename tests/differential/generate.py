"""Random programs: some blocks, each about one part of the language or library; `program(seed)` is one of them.

Next: expressions.py, for what stands in the blocks.
"""

import re
from expressions import BASIC, FLOATS, INTS, NUMBERS, TEXTS, Writer

PACKAGES = {
    "bytes": "bytes",
    "cmp": "cmp",
    "context": "context",
    "errors": "errors",
    "fmt": "fmt",
    "iter": "iter",
    "maps": "maps",
    "math": "math",
    "bits": "math/bits",
    "runtime": "runtime",
    "slices": "slices",
    "sort": "sort",
    "strconv": "strconv",
    "strings": "strings",
    "sync": "sync",
    "atomic": "sync/atomic",
    "time": "time",
    "unicode": "unicode",
    "utf8": "unicode/utf8",
    "os": "os",
}

HELPERS = """
var kept []any
//go:noinline
func id[T any](x T) T { return x }
func choose[T any](c bool, a, b T) T { if c { return a }; return b }
func caught(name string) {
if r := recover(); r != nil { fmt.Println(name, "caught", r) }
}
func block(name string, f func()) {
defer caught(name)
f()
fmt.Println(name, "done")
}"""


class Program(Writer):
    def __init__(self, seed):
        super().__init__(seed)
        self.tops = []
        for s in ("S", "T")[: self.r.randint(1, 2)]:
            self.structs[s] = [(f"{s.lower()}{i}", self.pick(*BASIC, "[2]int8", "any", *self.structs)) for i in range(self.r.randint(1, 4))]
            self.tops += [f"type {s} struct {{", *(f"{f} {t}" for f, t in self.structs[s]), "}"]
        if self.r.random() < 0.5:
            s = self.r.choice(list(self.structs))
            result = self.pick("String", "Error")
            self.tops += [
                f'func (x {self.pick("", "*")}{s}) {result}() string {{ return "<" + fmt.Sprint(x.{self.structs[s][0][0]}) + ">" }}'
            ]
        for t in self.r.sample(BASIC, 5) + ["any", "[]int", "map[string]int"]:
            name = self.name("g")
            self.tops.append(f"var {name} {t} = {self.literal(t)}")
            self.declare(name, t)

    def write(self):
        chosen = self.r.choices([getattr(self, f) for f in dir(self) if f.startswith("about_")], k=self.r.randint(2, 3))
        lines = []
        for about in chosen:
            self.scopes.append([])
            lines += [f'block("{about.__name__[6:]}", func() {{', *about(), "})"]
            self.scopes.pop()
        if self.r.random() < 0.15:
            lines += self.end()
        body = "\n".join([HELPERS, *self.tops, "func main() {", *lines, "}"])
        used = sorted(path for name, path in PACKAGES.items() if re.search(rf"\b{name}\.", body))
        return "package main\nimport (\n" + "".join(f'"{p}"\n' for p in used) + ")" + body + "\n"

    # The blocks.
    def about_anything(self):
        return self.statements(self.r.randint(6, 14))

    def about_numbers(self):
        lines = []
        for _ in range(6):
            t = self.r.choice(NUMBERS)
            lines += self.new(t, self.expression(t, 4))
        for _ in range(6):
            t = self.r.choice(NUMBERS)
            lines.append(f"fmt.Println({self.expression(t, 5)}, {self.expression(self.r.choice(NUMBERS), 4)})")
        return lines

    def about_constants(self):
        lines, known = [], []
        for _ in range(self.r.randint(3, 7)):
            c = self.name("c")
            a, b = (
                self.pick(*known) if known and self.r.random() < 0.7 else (x := str(self.r.randint(-(2**70), 2**70)), int(x))
                for _ in range(2)
            )
            op, value = self.pick(
                ("+", a[1] + b[1]),
                ("-", a[1] - b[1]),
                ("*", a[1] * b[1]),
                ("&", a[1] & b[1]),
                ("|", a[1] | b[1]),
                ("^", a[1] ^ b[1]),
                ("&^", a[1] & ~b[1]),
            )
            if abs(value) < 2**500:
                lines.append(f"const {c} = {a[0]} {op} {b[0]}")
                known.append((c, value))
                lines.append(f"fmt.Println(float64({c}), {c} % 1000, {c} / 7 % 65536, uint8({c} & 255), {c} > {a[0]}, int64({c} >> 450))")
        t = self.r.choice(["int", "int8", "uint8", "float32", "string", "int64"])
        names = [self.name("c") for _ in range(4)]
        first = {"string": '"s"', "float32": "iota / 2.0"}.get(
            t, self.pick("iota", "1 << iota", "iota*iota + 1", "'a' + iota", "10 - iota")
        )
        lines += [
            "const (",
            f"{names[0]} {t} = {first}",
            names[1],
            "_",
            names[2],
            ")",
            f"fmt.Println({', '.join(names[:3])})",
            f'fmt.Printf("%T %v\\n", {names[1]}, {names[1]})',
        ]
        a, b = self.r.randint(1, 10 ** self.r.randint(1, 30)), self.r.randint(1, 10 ** self.r.randint(1, 30))
        lines += [
            f"fmt.Println({a}.0 / {b}, {a} / {b}.0 * 1e10, 'a' * 2.0, 1 << 3.0, float32({a}e-20), {self.r.choice(TEXTS)} + \"x\" < {self.r.choice(TEXTS)}, len({self.r.choice(TEXTS)}))"
        ]
        return lines

    def about_strings(self):
        lines = (
            self.new("string", self.expression("string", 3))
            + self.new("string", self.expression("string", 2))
            + self.new("[]uint8", self.expression("[]uint8", 2))
        )
        s, t = self.variables("string")[-2:]
        b = self.variables("[]uint8")[-1]
        calls = [
            f"strings.Fields({s})",
            f"strings.Split({s}, {t})",
            f'strings.SplitN({s}, "", 3)',
            f"strings.Index({s}, {t})",
            f'strings.LastIndex({s}, "a")',
            f"strings.Trim({s}, {t})",
            f"strings.EqualFold({s}, {t})",
            f"strings.Count({s}, {t})",
            f"utf8.RuneCountInString({s})",
            f"utf8.DecodeRuneInString({s})",
            f"[]rune({s})",
            f"[]byte({t})",
            f"strings.Compare({s}, {t})",
            f"strings.ContainsAny({s}, {t})",
            f'strings.TrimLeft({s}, " a")',
            f"strings.Cut({s}, {t})",
            f"strings.TrimFunc({s}, unicode.IsSpace)",
            f"strconv.Quote({s})",
            f"strconv.QuoteToASCII({s})",
            f"strconv.Unquote({s})",
            f"strings.ToTitle({s})",
            f"strings.IndexByte({s}, 'o')",
            f'strings.NewReplacer("a", "b", "", "-").Replace({s})',
            f"bytes.Equal({b}, []byte({s}))",
            f"bytes.ToUpper({b})",
            f"strings.IndexFunc({s}, unicode.IsUpper)",
            f'strings.ToValidUTF8({s}, "?")',
            f'strings.SplitAfter({s}, "l")',
            f"utf8.ValidString({s})",
            f"utf8.AppendRune({b}, rune({self.expression('int32', 2)}))",
            f"unicode.IsLetter(rune({self.variable('int32')}))",
            f"len({s}), {s} < {t}, {s} + {t}",
        ]
        for c in self.r.sample(calls, 7):
            lines.append(f"fmt.Println({c})")
        return lines + [
            f'for i, r := range {s} {{ fmt.Print(i, ":", r, " ") }}; fmt.Println()',
            f'fmt.Printf("%q %+q %x % X %#q %s|%10s|%-10.2s|\\n", {", ".join([s] * 8)})',
            *self.statements(3),
        ]

    def about_maps(self):
        k, v = self.comparable(), self.printable()
        m, n = self.name("m"), self.name("m")
        lines = [f"{m} := map[{k}]{v}{{}}", f"{n} := {m}", f"var nothing map[{k}]{v}; _ = nothing"]
        self.scopes.append([(m, f"map[{k}]{v}"), (n, f"map[{k}]{v}")])
        for _ in range(self.r.randint(4, 9)):
            key = self.expression(k, 2)
            lines += [
                self.pick(
                    f"{m}[{key}] = {self.expression(v, 2)}",
                    f"delete({n}, {key})",
                    f"{{ x, ok := {m}[{key}]; fmt.Println(x, ok, len({n})) }}",
                    f"fmt.Println({m})" if k != "any" else f"fmt.Println(len({m}))",
                    f"for x := range {m} {{ delete({m}, x) }}",
                    f"clear({n})",
                    f"fmt.Println(nothing[{key}], nothing == nil, len(nothing))",
                    f"{m} = maps.Clone({n}); fmt.Println(len({m}))",
                    f"for x, y := range {m} {{ {m}[x] = y; _ = y }}",
                    f"nothing[{key}] = {self.literal(v)}",
                )
            ]
        self.scopes.pop()
        return lines + [f"fmt.Println(len({m}), len({n}), {n} == nil)", *self.statements(3)]

    def about_slices(self):
        t = self.printable(1)
        a, b, c = (self.name("s") for _ in "abc")
        lines = [f"{a} := {self.literal(f'[]{t}')}", f"{b} := {a}", f"var {c} []{t}"]
        self.scopes.append([(x, f"[]{t}") for x in (a, b, c)])
        for _ in range(self.r.randint(5, 10)):
            x, y, e = self.pick(a, b, c), self.pick(a, b, c), self.expression(t, 2)
            lines += [
                self.pick(
                    f"{x} = append({y}, {e})",
                    f"{x} = append({y}[:len({y})/2], {e}, {self.expression(t, 1)})",
                    f"{x} = {y}[{self.index(y, 0)}:]",
                    f"copy({x}, {y})",
                    f"{x}[{self.index(x, 0)}] = {e}",
                    f"{x} = slices.Insert({y}, min(1, len({y})), {e})",
                    f"{x} = append({x}, {y}...)",
                    f"slices.Reverse({x})",
                    f"{x} = {y}[:cap({y})]",
                    f"{x} = slices.Delete({y}, 0, min(1, len({y})))",
                    f"{x} = append({x}, make([]{t}, {self.r.randint(0, 40)})...); fmt.Println(len({x}), cap({x}))",
                    f"{x} = slices.Grow({y}, {self.r.randint(0, 20)})",
                    f"for i, v := range {x} {{ if i > 5 {{ break }}; {x} = append({y}, v) }}",
                    f"{x} = {y}[1:2:{self.r.randint(2, 4)}]",
                    f"fmt.Println((*[1]{t})({x}), [1]{t}({y}))",
                    f"clear({x})",
                ),
                f"fmt.Println({a}, len({a}), cap({a}), {b}, cap({b}), {c} == nil, cap({c}))",
            ]
        self.scopes.pop()
        # What gc puts on the stack has another capacity; these go to the heap.
        return [*lines, f"kept = append(kept, {a}, {b}, {c})"]

    def about_structs(self):
        lines = []
        s = self.r.choice(list(self.structs))
        d, e = self.name("D"), self.name("E")
        self.tops += [
            f"type {d} struct {{ {s}; *{e}; n {self.r.choice(BASIC)} }}",
            f"type {e} struct {{ e int; f [2]{s} }}",
            f"func (x {self.pick('', '*')}{e}) Get(n int) int {{ return x.e + n }}",
            f'func (x {self.pick("", "*")}{s}) {d}Name() string {{ return fmt.Sprintf("%T", x) }}',
        ]
        x, y = self.name(), self.name()
        lines += [
            f"{x} := {d}{{{s}: {self.expression(s, 2)}}}",
            f"{x}.{e} = {self.pick(f'&{e}{{e: 7}}', f'new({e})', f'id[*{e}](nil)')}",
            f"{y} := {x}",
        ]
        lines += [f"{y}.{f} = {self.expression(t, 2)}" for f, t in self.structs[s]]
        lines += [
            f"fmt.Println({x} == {y}, {x}.{s}, {y}.{s}, {x}.{d}Name())",
            f'fmt.Printf("%v %+v %#v\\n", {x}.{s}, {y}.{s}, {y}.{s})',
            f"fmt.Println({y}.Get(2), {x}.e)",
            f"{y}.f[{self.index(f'{y}.f', 0)}] = {x}.{s}",
            f"fmt.Println({x}.f == {y}.f, {x}.f)",
            f"g := {x}.Get; {x}.e = 9; fmt.Println(g(1), {d}.Get({x}, 3))",
            f"var i any = {x}.{s}; fmt.Println(i == any({y}.{s}))",
            f"p := &{y}.{s}; q := *p; *p = {self.literal(s)}; fmt.Println(q, *p, {y}.{s})",
        ]
        anonymous = f"struct {{ a {self.printable()}; b int `tag` }}"
        return lines + [
            f'var z {anonymous}; fmt.Printf("%v %+v %T\\n", z, z, z)',
            "w := [...]int{2: 5, 1, 0: 7}; v := w; v[1]++; fmt.Println(w, v, w == v, len(w))",
            *self.statements(2),
        ]

    def about_interfaces(self):
        i, lines = self.name("I"), []
        self.tops.append(f"type {i} interface {{ M(int) string }}")
        kinds = []
        for t in self.r.sample(["int", "float32", "string", "struct { a, b int8 }", "[]int", "map[string]int", "func() int", "bool"], 3):
            n = self.name("N")
            star = self.pick("", "*")
            self.tops += [f"type {n} {t}", f'func (x {star}{n}) M(n int) string {{ return fmt.Sprint("{n}", n) }}']
            kinds.append((n, star, t))
        lines.append(f"var all []{i}")
        for n, star, t in kinds:
            lines += [f"{{ var x {n}; all = append(all, {'&x' if star else 'x'}) }}"]
        n, star, t = self.r.choice(kinds)
        lines += [
            f"all = append(all, nil, (*{n})(nil))",
            'for k, x := range all { func() { defer caught("M"); fmt.Printf("%T ", x); fmt.Println(x.M(k)) }() }',
        ]
        lines += [
            f'for _, x := range all {{ switch y := x.(type) {{ case {star}{n}: fmt.Printf("mine %T\\n", y); case nil: fmt.Println("nil"); case fmt.Stringer: fmt.Println(y); case interface{{ M(int) string }}: fmt.Printf("I %T\\n", y) }} }}'
        ]
        lines += (
            [
                f'block("assert", func() {{ var x any = all[{self.r.randint(0, 4)}]; _, ok := x.({star}{n}); fmt.Println(ok); y := x.({self.pick(i, star + n, "fmt.Stringer", "int", "error")}); fmt.Println(any(y) == nil) }})'
            ]
            if t not in ("[]int", "map[string]int", "func() int") or star
            else []
        )
        lines += [
            f'block("equal", func() {{ fmt.Println(all[{self.r.randint(0, 3)}] == all[{self.r.randint(0, 3)}]) }})',
            f'block("compare", func() {{ var a, b any = {self.expression(self.printable(), 2)}, {self.expression(self.printable(), 2)}; fmt.Println(a == a, a == b) }})',
        ]
        return lines

    def about_closures(self):
        t = self.r.choice(NUMBERS)
        f, x = self.name("f"), self.name()
        lines = [f"var {x} {t} = {self.literal(t)}", f"var {f} []func({t}) {t}"]
        self.declare(x, t)
        self.scopes.append([("i", "int"), ("p", t)])
        lines += [
            f"for i := 0; i < 3; i++ {{ {f} = append({f}, func(p {t}) {t} {{ i += {self.r.randint(0, 2)}; {x} {self.pick('+=', '-=', '*=')} p; return {self.expression(t, 3)} }}) }}"
        ]
        self.scopes.pop()
        lines += [
            f"for k, g := range {f} {{ fmt.Println(g({t}(k)), {x}) }}",
            f"var rec func(n int) {t}; rec = func(n int) {t} {{ if n <= 0 {{ return {x} }}; {x}++; return rec(n-1) + {t}(n) }}; fmt.Println(rec({self.r.randint(0, 20)}))",
            f'seq := func(yield func(int, {t}) bool) {{ defer fmt.Println("seq over"); for i := range 4 {{ if !yield(i, {x}) {{ return }} }} }}',
            f'for i, v := range seq {{ if i == {self.r.randint(1, 5)} {{ {self.pick("break", "continue", "return", "panic(i)")} }}; defer fmt.Println("deferred", i, v); {x}++ }}',
        ]
        return lines + self.statements(3)

    def about_defers(self, depth=3):
        lines = []
        for _ in range(self.r.randint(1, 3)):
            what = self.pick(
                f'fmt.Println("deferred", {self.expression(self.printable(), 1)})',
                'caught("d")',
                "func() { fmt.Println(recover()) }()",
                f"func() {{ panic({self.expression('any', 1)}) }}()",
                'func() { defer caught("dd"); panic("again") }()',
                'func() { defer func() { fmt.Println("in", recover()) }() }()',
            )
            lines.append("defer " + what)
            if depth and self.r.random() < 0.6:
                lines += ["func() {", *self.about_defers(depth - 1), "}()"]
            if self.r.random() < 0.4:
                lines.append(self.fault())
        return lines

    def fault(self):
        e = self.expression
        return (
            "if id(true) { "
            + self.pick(
                f"panic({e('any', 1)})",
                f'panic(fmt.Errorf("w %w", errors.New({e("string", 1)})))',
                f"var m map[{self.comparable()}]int; for k := range map[{(c := self.comparable())}]int{{}} {{ _ = k }}; _ = m; panic({self.literal(c)})",
                f"var a []int; _ = a[id({self.r.randint(-1, 9)})]",
                f"a := make([]int, 3, 5); _ = a[id({self.r.randint(-1, 9)}):id({self.r.randint(-1, 9)})]",
                f'_ = "text"[id({self.r.randint(-1, 9)}):id({self.r.randint(-1, 9)})]',
                "var p *S; fmt.Println(*p)",
                "var f func(); f()",
                "x := 0; fmt.Println(1 / x)",
                f"var i any = {self.literal(self.r.choice(BASIC))}; fmt.Println(i.({self.pick('int', 'error', 'fmt.Stringer', '[]int')}))",
                "var c chan int; close(c)",
                "c := make(chan int); close(c); close(c)",
                f"_ = make([]int, id({self.pick(-1, 3, '1<<62')}))",
                "var e error; fmt.Println(e.Error())",
                f"_ = [2]int([]int{{{e('int', 1)}}})",
                'var m map[string]int; m["x"]++',
                "var i any = []int{}; fmt.Println(i == i)",
                "m := map[any]int{}; m[func() {}] = 1",
                f"a := make([]int, 3, 5); _ = a[:id(2):id({self.r.randint(-1, 9)})]",
                "panic(nil)",
            )
            + " }"
        )

    def about_generics(self):
        f, s, lines = self.name("F"), self.name("G"), []
        number = "~" + " | ~".join(INTS + FLOATS)
        self.tops += [f"type {f}Number interface {{ {number} }}"]
        self.scopes, outer = [[("a", "T"), ("b", "T"), ("s", "[]T")]], self.scopes
        exp = lambda d: (
            self.pick("a", "b", "T(3)", "s[0]")
            if d == 0
            else self.pick(
                f"({exp(d - 1)} {self.pick('+', '-', '*', '/')} {exp(0)})",
                f"id({exp(d - 1)})",
                f"max({exp(d - 1)}, {exp(0)})",
                f"T({exp(d - 1)})",
                f"func() T {{ return {exp(d - 1)} }}()",
                f"-{exp(0)}",
                f"T(float64({exp(0)}) / 2)",
            )
        )
        self.tops += [
            f"func {f}[T {f}Number](a, b T, s ...T) (r T, t string) {{",
            "s = append(s, a, b)",
            f"r = {exp(3)}",
            f"if r < {exp(2)} {{ r += {exp(1)} }}",
            f'return r, fmt.Sprintf("%T %v", s, {exp(2)})',
            "}",
        ]
        self.scopes = outer
        self.tops += [
            f"type {s}[K comparable, V any] struct {{ keys []K; m map[K]V }}",
            f"func New{s}[K comparable, V any](z V) *{s}[K, V] {{ return &{s}[K, V]{{m: map[K]V{{}}}} }}",
            f"func (x *{s}[K, V]) Put(k K, v V) *{s}[K, V] {{ if _, ok := x.m[k]; !ok {{ x.keys = append(x.keys, k) }}; x.m[k] = v; return x }}",
            f"func (x *{s}[K, V]) All() iter.Seq2[K, V] {{ return func(yield func(K, V) bool) {{ for _, k := range x.keys {{ if !yield(k, x.m[k]) {{ return }} }} }} }}",
            f"func Map{s}[K comparable, V, W any](x *{s}[K, V], f func(V) W) *{s}[K, W] {{ var w W; y := New{s}[K](w); for k, v := range x.All() {{ y.Put(k, f(v)) }}; return y }}",
        ]
        for t in self.r.sample(NUMBERS, 3):
            lines.append(
                f'block("{t}", func() {{ fmt.Println({f}({self.expression(t, 2)}, {self.literal(t)})); fmt.Println({f}[{t}]({self.expression(t, 1)}, {self.expression(t, 1)}, {self.literal(f"[]{t}")}...)) }})'
            )
        k, v, w = self.comparable(), self.printable(), self.r.choice(BASIC)
        x = self.name()
        self.scopes.append([("v", v)])
        mapped = self.expression(w, 2)
        self.scopes.pop()
        lines += [
            f"{x} := New{s}[{k}]({self.expression(v, 1)})",
            *(f"{x}.Put({self.expression(k, 2)}, {self.expression(v, 2)})" for _ in range(3)),
            f"for k, v := range {x}.All() {{ fmt.Println(k, v) }}",
            f"for k, v := range Map{s}({x}, func(v {v}) {w} {{ return {mapped} }}).All() {{ fmt.Println(k, v) }}",
            f'fmt.Printf("%T %v\\n", {x}, len({x}.keys))',
            f"fmt.Println(slices.IndexFunc({x}.keys, func(k {k}) bool {{ return k == {self.literal(k)} }}))",
        ]
        return lines

    def about_verbs(self):
        lines = []
        for _ in range(12):
            t = self.pick(
                self.printable(),
                self.r.choice(BASIC),
                self.r.choice(list(self.structs)),
                "[]uint8",
                "[]string",
                "error",
                "int32",
                "float64",
            )
            flags = "".join(self.r.sample("+-# 0", self.r.choice([0, 0, 1, 2])))
            width, precision = self.pick("", "", "12", "3", "*"), self.pick("", "", ".0", ".3", ".12", ".", ".*")
            stars = ", ".join(str(self.r.randint(-5, 9)) for c in width + precision if c == "*")
            verb = self.r.choice("vvvsdqxXobOcUeEfgGtTbpy!%" if t != "error" else "vsqxd")
            verb = "v" if verb == "p" else verb
            lines.append(f'fmt.Printf("[%{flags}{width}{precision}{verb}]\\n", {stars + ", " if stars else ""}{self.expression(t, 2)})')
        t = self.printable()
        return lines + [
            f'fmt.Printf("%[2]*[1]v %[3]v %v %d\\n", {self.expression(t, 1)}, {self.r.randint(-9, 9)})',
            f"fmt.Println({', '.join(self.expression(self.printable(), 1) for _ in range(4))})",
            f'fmt.Print({", ".join(self.expression(self.printable(), 1) for _ in range(4))}, "\\n")',
        ]

    def about_strconv(self):
        lines, text = (
            [],
            [
                '"12"',
                '"-0x1F"',
                '"0b101"',
                '"1_000"',
                '"99999999999999999999"',
                '"1e3"',
                '"inf"',
                '"NaN"',
                '"0x1p-2"',
                '"-128"',
                '""',
                '"+7"',
                '"1e400"',
                '"0.1"',
                '"12a"',
                '"true"',
                '"T"',
                '"1.7976931348623159e308"',
                '"4.9e-324"',
                '"08"',
                '"300"',
            ],
        )
        for _ in range(10):
            s = self.r.choice(text)
            lines.append(
                "fmt.Println("
                + self.pick(
                    f"strconv.ParseInt({s}, {self.pick(0, 10, 2, 16, 36)}, {self.pick(0, 8, 16, 32, 64)})",
                    f"strconv.ParseUint({s}, {self.pick(0, 10, 8)}, {self.pick(0, 8, 64)})",
                    f"strconv.Atoi({s})",
                    f"strconv.ParseFloat({s}, {self.pick(32, 64)})",
                    f"strconv.ParseBool({s})",
                    f"strconv.FormatInt({self.expression('int64', 2)}, {self.r.randint(2, 36)})",
                    f"strconv.FormatFloat({self.expression('float64', 3)}, '{self.r.choice('efgEGbxX')}', {self.r.randint(-1, 20)}, {self.pick(32, 64)})",
                    f'string(strconv.AppendInt([]byte("n="), {self.expression("int64", 1)}, 10))',
                    f"strconv.Unquote({self.r.choice(TEXTS)} + {self.r.choice(TEXTS)})",
                    f"strconv.QuoteRune({self.expression('int32', 1)})",
                    f"bits.OnesCount64({self.expression('uint64', 2)}), bits.LeadingZeros32({self.expression('uint32', 2)}), bits.Reverse8({self.expression('uint8', 2)}), bits.Len({self.expression('uint', 1)})",
                    f"math.Float64bits({self.expression('float64', 2)}), math.Float32bits({self.expression('float32', 2)})",
                    f"bits.RotateLeft16({self.expression('uint16', 2)}, {self.r.randint(-20, 20)})",
                    f"math.Modf({self.expression('float64', 2)})",
                )
                + ")"
            )
        return lines

    def about_sorting(self):
        t = self.pick("int", "string", "float64", "uint8", "int8")
        x, n = self.name(), self.r.randint(0, 60)
        lines = [
            f"{x} := []{t}{{{', '.join(self.literal(t) for _ in range(n))}}}",
            f"type pair struct {{ k {t}; n int }}",
            "var ps []pair",
            f"for i, v := range {x} {{ ps = append(ps, pair{{v, i}}) }}",
        ]
        lines += self.r.sample(
            [
                f"slices.Sort({x})",
                "sort.Slice(ps, func(i, j int) bool { return ps[i].k < ps[j].k })",
                "sort.SliceStable(ps, func(i, j int) bool { return ps[i].k > ps[j].k })",
                "slices.SortFunc(ps, func(a, b pair) int { return cmp.Compare(a.k, b.k) })",
                "slices.SortStableFunc(ps, func(a, b pair) int { return -cmp.Compare(a.k, b.k) })",
                f"slices.Reverse({x})",
                f"{x} = slices.Compact({x})",
                "sort.Slice(ps, func(i, j int) bool { return ps[i].n % 3 < ps[j].n % 3 })",
                f"fmt.Println(slices.BinarySearch({x}, {self.literal(t)}))",
                f"if len({x}) > 0 {{ fmt.Println(slices.Max({x}), slices.Min({x}), slices.Index({x}, {self.literal(t)})) }}",
                f"fmt.Println(sort.Search(len({x}), func(i int) bool {{ return {x}[i] >= {self.literal(t)} }}))",
            ],
            5,
        )
        return lines + [f"fmt.Println({x}, ps, slices.IsSorted({x}))"]

    def about_control(self):
        i, j = self.name("k"), self.name("k")
        self.scopes.append([(i, "int"), (j, "int")])
        lines = [
            "outer:",
            f"for {i} := 0; {i} < 4; {i}++ {{",
            f"for {j} := range {self.r.randint(1, 4)} {{",
            f"if {i} > 3 {{ break outer }}; if {self.expression('bool', 2)} {{ {self.pick('continue outer', 'break outer', 'continue', 'break')} }}",
            *self.statements(2, 1),
            f'switch {{ case {i} == {j}: fmt.Println("="); {self.pick("fallthrough", "break", "continue")}',
            f'case {i} < {j}: fmt.Println("<")',
            f'default: fmt.Println(">"); {self.pick("", "break outer", "continue outer")}',
            "}",
            f"fmt.Println({i}, {j})",
            "}",
            "}",
        ]
        self.scopes.pop()
        n = self.name("n")
        self.tops += [
            f"func {n}(n int) (r int, err error) {{",
            'defer func() { if e := recover(); e != nil { err = fmt.Errorf("%v", e); r *= 2 } }()',
            "again:",
            f"if n > {self.r.randint(1, 9)} {{ n -= {self.r.randint(1, 3)}; r++; goto again }}",
            f"if n == {self.r.randint(0, 3)} {{ {self.fault()} }}",
            "return r + n, err",
            "}",
        ]
        return lines + [f"for n := range 12 {{ fmt.Println({n}(n)) }}", 'select { default: fmt.Println("default") }']

    def about_order(self):
        t, n = self.r.choice(["int", "int8", "float64", "string"]), 0

        def call():
            nonlocal n
            n += 1
            return f"f({n}, {self.literal(t)})"

        self.scopes.append([])
        lines = [
            f'f := func(n int, x {t}) {t} {{ fmt.Print(n, " "); return x }}',
            'g := func(n int) int { fmt.Print("g", n, " "); return n }',
            f"a, m, p := []{t}{{{self.literal(t)}, {self.literal(t)}, {self.literal(t)}}}, map[int]{t}{{}}, new({t})",
            "i := 0",
        ]
        for _ in range(6):
            lines += [
                self.pick(
                    lambda: f"a[g({self.r.randint(0, 2)})], m[g(4)], *p = {call()}, {call()}, {call()}",
                    lambda: f"i, a[i] = {self.r.randint(0, 2)}, {call()}",
                    lambda: f"fmt.Println({call()}, g(1), a[g(2)], m[g(3)], {call()} + {call()})",
                    lambda: f"m[g(1)] += {call()}",
                    lambda: f"fmt.Println([]{t}{{{call()}, 2: {call()}, 1: {call()}}}, map[int]{t}{{g(1): {call()}, g(2): {call()}}})",
                    lambda: "a[0], a[1] = a[1], a[0]",
                    lambda: (
                        f"fmt.Println(func(x ...{t}) int {{ return len(x) }}({call()}, {call()}), g(3) << g(1), g(2) == g(3) || g(1) < g(4) && g(5) > 0)"
                    ),
                    lambda: f"i, a = g(1), append(a, {call()}, a[i])",
                    lambda: (
                        f"func() {{ defer fmt.Println({call()}, g(i)); i = g(2); panic({call()}) }}()"
                        if self.r.random() < 0.3
                        else f"i = g(0); a[i], i = {call()}, g(1)"
                    ),
                )(),
                "fmt.Println(a, m, *p, i)",
            ]
        self.scopes.pop()
        return lines

    # Goroutines, with one P: what they do is in an order that rules determine.
    def about_goroutines(self):
        chans = [(self.name("c"), self.pick(0, 0, 1, 2, 5)) for _ in range(self.r.randint(1, 3))]
        lines = [f"{c} := make(chan int, {n}); _ = {c}" for c, n in chans] + [
            "var wg sync.WaitGroup; var mu sync.Mutex; var n atomic.Int64; total := 0; mu.TryLock(); mu.Unlock()"
        ]
        for g in range(self.r.randint(2, 4)):
            start, end = self.pick(("wg.Go(func() {", "})"), ("wg.Add(1); go func() { defer wg.Done()", "}()"))
            lines += [start, *self.steps(chans, f"g{g}"), end]
        lines += self.steps(chans, "main")
        lines += [self.pick("wg.Wait()", "wg.Wait()", f"time.Sleep({self.later()})"), 'fmt.Println("total", total, n.Load())']
        return lines

    def later(self):
        """A time that no other takes: which of two timers is first must not depend on the machine."""
        self.times = getattr(self, "times", 0) + 1
        return f"{7 * self.times} * time.Millisecond"

    def steps(self, chans, who):
        lines = []
        for k in range(self.r.randint(2, 5)):
            c, d = self.r.choice(chans)[0], self.r.choice(chans)[0]
            lines += [
                self.pick(
                    f'{c} <- {k}; fmt.Println("{who} sent", {k})',
                    f'fmt.Println("{who} got", <-{c})',
                    "runtime.Gosched()",
                    f'mu.Lock(); total += {k}; {self.pick("", "runtime.Gosched(); ")}fmt.Println("{who} total", total); mu.Unlock()',
                    f'select {{ case v, ok := <-{c}: fmt.Println("{who} took", v, ok); default: fmt.Println("{who} nothing") }}',
                    f'select {{ case {c} <- {k}: fmt.Println("{who} put"); default: fmt.Println("{who} full") }}',
                    f"n.Add({k})",
                    f"for i := range 2 {{ {c} <- i }}",
                    f'select {{ case v := <-{c}: fmt.Println("{who}", v); case <-time.After({self.later()}): fmt.Println("{who} late") }}',
                    f"time.Sleep({self.later()})",
                    f'fmt.Println("{who}", len({c}), cap({d}))',
                    f"go func() {{ {c} <- {k * 10} }}()",
                    f'go fmt.Println("{who} went", {k})',
                    f"if {k} == {self.r.randint(0, 4)} {{ close({c}) }}" if self.r.random() < 0.3 else f'fmt.Println("{who} {k}")',
                )
            ]
        return lines

    def about_pipelines(self):
        t = self.r.choice(BASIC)
        lines = [
            f'src := make(chan {t}, {self.pick(0, 0, 1, 3)}); go func() {{ defer close(src); for range {self.r.randint(2, 6)} {{ src <- {self.expression(t, 2)}; fmt.Println("sent") }} }}()'
        ]
        last = "src"
        for _ in range(self.r.randint(1, 3)):
            c = self.name("c")
            self.scopes.append([("v", t)])
            lines += [
                f"{c} := make(chan {t}, {self.pick(0, 0, 1, 3)}); go func() {{ defer close({c}); for v := range {last} {{ _ = v; {c} <- {self.expression(t, 2)}; {self.pick('runtime.Gosched()', '', 'println(len(src))')} }} }}()"
            ]
            self.scopes.pop()
            last = c
        lines += [
            f'for v := range {last} {{ fmt.Println("got", v) }}',
            'var once sync.Once; for i := range 3 { once.Do(func() { fmt.Println("once", i) }) }',
        ]
        if self.r.random() < 0.5:
            lines += [
                f'ctx, cancel := context.WithTimeout(context.Background(), {self.pick(1, 20)}*time.Millisecond); defer cancel(); select {{ case <-ctx.Done(): fmt.Println(ctx.Err()); case <-time.After(10 * time.Millisecond): fmt.Println("in time") }}'
            ]
        if self.r.random() < 0.5:
            lines += [
                "var mu sync.Mutex; cond := sync.NewCond(&mu); ready := 0; var wg sync.WaitGroup",
                f'for i := range {self.r.randint(2, 4)} {{ wg.Add(1); go func() {{ defer wg.Done(); mu.Lock(); for ready <= i {{ cond.Wait() }}; fmt.Println("ready", i); mu.Unlock() }}() }}',
                f"for range 5 {{ {self.pick('runtime.Gosched()', 'time.Sleep(time.Millisecond)', '')}; mu.Lock(); ready++; mu.Unlock(); cond.{self.pick('Broadcast', 'Broadcast', 'Signal')}() }}; cond.Broadcast(); ready = 9; wg.Wait()",
            ]
        return lines

    def end(self):
        """How the program ends, if not well."""
        return [
            self.pick(
                lambda: self.fault(),
                lambda: 'defer fmt.Println("last"); ' + self.fault(),
                lambda: "go func() { " + self.fault() + " }(); time.Sleep(time.Millisecond)",
                lambda: "<-make(chan int)",
                lambda: "var mu sync.Mutex; mu.Lock(); mu.Lock()",
                lambda: "var mu sync.Mutex; mu.Unlock()",
                lambda: "var wg sync.WaitGroup; wg.Add(1); go func() { <-make(chan int) }(); wg.Wait()",
                lambda: f"os.Exit({self.r.randint(0, 5)})",
                lambda: "select {}",
                lambda: 'defer func() { panic(fmt.Sprint("again ", recover())) }(); ' + self.fault(),
                lambda: "defer func() { panic(2) }(); " + self.fault(),
                lambda: "runtime.Goexit()",
                lambda: "var wg sync.WaitGroup; wg.Done()",
                lambda: "var f func(int) int; f = func(n int) int { return f(n+1) + 1 }; fmt.Println(f(0))",
            )()
        ]


def program(seed):
    return Program(seed).write()


if __name__ == "__main__":
    import sys

    print(program(int(sys.argv[1])), end="")
