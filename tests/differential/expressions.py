"""Random expressions and statements of Go, well typed by construction.

What can't be constant contains a variable or a call of `id`, so that gc finds no overflow; indices and divisors are
made fit, mostly: what panics is caught by the block that it stands in. Next: features.py.
"""

import random

INTS = ["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr"]
FLOATS = ["float32", "float64"]
NUMBERS = INTS + FLOATS
BASIC = NUMBERS + ["string", "bool"]
BITS = {"int": 64, "uint": 64, "uintptr": 64, **{f"{u}int{b}": b for u in ("", "u") for b in (8, 16, 32, 64)}}
TEXTS = [
    '""',
    '"a"',
    '"Go"',
    '"héllo"',
    '"日本語"',
    r'"a\xffb"',
    r'"tab\tnl\n"',
    r'"\x00\u00ad\U0001f600"',
    "`raw\\n`",
    '"a,b,,c"',
    '"  spaced  "',
    '"AbC123"',
    r'"\u200b\u0301e"',
    '"12"',
    '"-7"',
    '"x=1"',
]
FLOAT_TEXTS = ["0.1", "1.5", "-2.5", "1e10", "3", "0", "1e-7", "123456789.125", "-0.75", "1e21", "16777217", "0.3"]


def is_unsigned(t):
    return t.startswith("uint")


def bounds(t):
    b = BITS[t]
    return (0, 2**b - 1) if is_unsigned(t) else (-(2 ** (b - 1)), 2 ** (b - 1) - 1)


class Writer:
    """A program being written: what is declared so far, and lines."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = 0
        self.scopes = [[]]
        self.structs = {}

    # Small tools.
    def pick(self, *of):
        return self.r.choice(of)

    def name(self, stem="v"):
        self.names += 1
        return f"{stem}{self.names}"

    def declare(self, name, t):
        self.scopes[-1].append((name, t))

    def variables(self, t):
        return [name for scope in self.scopes for name, of in scope if of == t]

    # Types.
    def comparable(self):
        return self.r.choice(BASIC + list(self.structs) + ["[2]int8", "any", "[3]string"])

    def printable(self, depth=2):
        if depth == 0 or self.r.random() < 0.5:
            return self.r.choice(BASIC)
        inner = self.printable(depth - 1)
        return self.pick(
            f"[]{inner}",
            f"[3]{inner}",
            f"map[{self.pick('int', 'string', 'int8', 'bool', 'float64')}]{inner}",
            "any",
            self.r.choice(list(self.structs) or ["rune"]),
        )

    # Literals.
    def integer(self, t):
        low, high = bounds(t)
        v = self.pick(0, 1, 2, 3, 7, 10, low, high, high - 1, low + 1, self.r.randint(low, high), self.r.randint(0, 100), high // 2 + 1)
        if v < 0:
            return str(v)
        return self.pick(str, str, hex, oct, bin)(v)

    def literal(self, t):
        if t in INTS or t in ("rune", "byte"):
            return f"{t}({self.integer({'rune': 'int32', 'byte': 'uint8'}.get(t, t))})"
        if t in FLOATS:
            return f"{t}({self.r.choice(FLOAT_TEXTS)})"
        if t == "string":
            return self.r.choice(TEXTS)
        if t == "bool":
            return self.pick("true", "false")
        if t == "any":
            return f"any({self.literal(self.r.choice(BASIC))})"
        if t == "error":
            return self.pick("error(nil)", 'errors.New("e")', 'fmt.Errorf("w: %w", errors.New("in"))')
        if t.startswith("func("):
            return self.function(t, 0)
        if t.startswith("*"):
            return f"&{self.literal(t[1:])}"
        if t.startswith("[]"):
            return f"{t}{{{', '.join(self.literal(t[2:]) for _ in range(self.r.randint(0, 4)))}}}"
        if t.startswith("map["):
            # Constant keys must differ; those that are called don't count as constants.
            key, value = t[4:].split("]", 1)
            return f"{t}{{{', '.join(f'id({self.literal(key)}): {self.literal(value)}' for _ in range(self.r.randint(0, 3)))}}}"
        if t.startswith("["):
            n, inner = t[1:].split("]", 1)
            return f"{t}{{{', '.join(self.literal(inner) for _ in range(self.r.randint(0, int(n))))}}}"
        return f"{t}{{{', '.join(f'{f}: {self.literal(of)}' for f, of in self.structs[t] if self.r.random() < 0.8)}}}"

    def function(self, t, depth):
        """A function literal of type func(A) B."""
        of, result = t[5:].split(") ", 1)
        x = self.name("p")
        self.scopes.append([(x, of)])
        body = self.expression(result, depth)
        self.scopes.pop()
        return f"func({x} {of}) {result} {{ return {body} }}"

    # Expressions.
    def variable(self, t, depth=0):
        """Of that type, and no constant."""
        known = self.variables(t)
        if known and self.r.random() < 0.85:
            return self.r.choice(known)
        return f"id({self.expression(t, depth - 1) if depth > 0 else self.literal(t)})"

    def index(self, of, depth):
        return self.pick(
            f"{self.variable('uint', depth)} % uint(max(1, len({of})))",
            f"{self.variable('uint8')} % uint8(max(1, len({of})))",
            f"int({self.variable('uint8')} % 4)",
            f"min(len({of})-1, {self.r.randint(0, 3)})",
        )

    def expression(self, t, depth=3):
        if depth <= 0:
            return self.variable(t) if self.r.random() < 0.7 else self.literal(t)
        e, v, d, roll = self.expression, self.variable, depth - 1, self.r.random()
        if roll < 0.08:
            return f"func() {t} {{ return {e(t, d)} }}()"
        if roll < 0.13:
            return f"choose({e('bool', d)}, {e(t, d)}, {e(t, d)})"
        if roll < 0.17:
            s = v(f"[]{t}")
            return f"{s}[{self.index(s, 0)}]"
        if roll < 0.2:
            return f"{v(f'map[string]{t}')}[{e('string', d)}]"
        if roll < 0.23:
            return f"{v('any', d)}.({t})" if t != "any" else f"any({e(self.r.choice(BASIC), d)})"
        if roll < 0.27:
            fields = [(s, f) for s, fs in self.structs.items() for f, of in fs if of == t]
            if fields:
                s, f = self.r.choice(fields)
                return f"{v(self.pick(s, s, '*' + s))}.{f}"
        made = getattr(self, "of_" + {**{n: "int" for n in INTS}, **{n: "float" for n in FLOATS}}.get(t, t), None)
        if made and roll < 0.95:
            return made(t, d)
        if t.startswith("[]"):
            return self.of_slice(t, d)
        if t.startswith("func("):
            return self.function(t, d)
        return v(t, d) if self.r.random() < 0.6 else self.literal(t)

    def of_int(self, t, d):
        e, v = self.expression, self.variable
        k = self.r.randint(0, 13)
        if k < 4:
            return f"({v(t, d)} {self.pick('+', '-', '*', '&', '|', '^', '&^')} {e(t, d)})"
        if k == 4:
            return f"({v(t, d)} {self.pick('/', '%')} ({v(t, d)} | 1))"
        if k == 5:
            return f"({v(t, d)} {self.pick('/', '%')} {v(t, d)})"
        if k < 8:
            u = self.r.choice([i for i in INTS])
            count = f"({v(u, d)} & {self.pick(7, 31, 63, 127)})"
            return f"({v(t, d)} {self.pick('<<', '>>')} {count})"
        if k == 8:
            return f"({self.pick('-', '^', '+')}{v(t, d)})"
        if k < 11:
            return f"{t}({v(self.r.choice(INTS), d)})"
        if k == 11:
            return f"{t}({v('float64')})" if self.r.random() < 0.3 else f"{t}(len({e('string', d)}))"
        if k == 12:
            return f"{self.pick('min', 'max')}({e(t, d)}, {v(t, d)})"
        return f"{t}({v('string', d)}[{self.r.randint(0, 2)}])"

    def of_float(self, t, d):
        e, v = self.expression, self.variable
        k = self.r.randint(0, 6)
        if k < 3:
            return f"({v(t, d)} {self.pick('+', '-', '*', '/')} {e(t, d)})"
        if k == 3:
            return f"{t}({v(self.r.choice(NUMBERS), d)})"
        if k == 4:
            f = self.pick("Sqrt", "Floor", "Ceil", "Trunc", "Abs", "Round", "RoundToEven", "Log2", "Cbrt", "Exp", "Log", "Sin")
            return f"{t}(math.{f}(float64({v(t, d)})))"
        if k == 5:
            return f"(-{v(t, d)})"
        return f"{self.pick('min', 'max')}({e(t, d)}, {v(t, d)})"

    def of_string(self, t, d):
        e, v = self.expression, self.variable
        s = v("string", d)
        return self.pick(
            lambda: f"({s} + {e('string', d)})",
            lambda: f"string({v('int32')})",
            lambda: f"string({v('[]uint8')})",
            lambda: f"string([]rune({s}))",
            lambda: f"{s}[:{self.index(s, 0)}]",
            lambda: f"{s}[{self.index(s, 0)}:]",
            lambda: f"strings.{self.pick('ToUpper', 'ToLower', 'TrimSpace', 'Title')}({s})",
            lambda: f"strings.Repeat({s}, {self.r.randint(0, 3)})",
            lambda: f"strings.ReplaceAll({s}, {e('string', 0)}, {e('string', 0)})",
            lambda: f"fmt.Sprint({e(self.printable(), d)}, {e(self.r.choice(BASIC), d)})",
            lambda: f"strconv.{self.pick('Quote', 'QuoteToASCII')}({s})",
            lambda: f"strings.Join(strings.Split({s}, {e('string', 0)}), {e('string', 0)})",
            lambda: f"strconv.Itoa({e('int', d)})",
            lambda: f"strings.Map(func(r rune) rune {{ return r {self.pick('+', '-', '^')} {self.r.randint(0, 3)} }}, {s})",
            lambda: f"string(slices.Sorted(slices.Values([]byte({s}))))",
        )()

    def of_bool(self, t, d):
        e, v = self.expression, self.variable
        of = self.r.choice(NUMBERS + ["string"])
        s = v("string", d)
        return self.pick(
            lambda: f"({v(of, d)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {e(of, d)})",
            lambda: f"({e('bool', d)} {self.pick('&&', '||')} {e('bool', d)})",
            lambda: f"!{v('bool', d)}",
            lambda: f"func() bool {{ a, b := {e(c := self.comparable(), d)}, {e(c, d)}; return a {self.pick('==', '!=')} b }}()",
            lambda: f"strings.{self.pick('Contains', 'HasPrefix', 'HasSuffix')}({s}, {e('string', 0)})",
            lambda: f"utf8.ValidString({s})",
        )()

    def of_any(self, t, d):
        return f"any({self.expression(self.printable(), d)})" if self.r.random() < 0.7 else self.variable("any")

    def of_slice(self, t, d):
        e, v = self.expression, self.variable
        s = v(t, d)
        return self.pick(
            lambda: f"append({s}, {e(t[2:], d)})",
            lambda: f"append({s}, {e(t, d)}...)",
            lambda: f"{s}[:{self.index(s, 0)}]",
            lambda: f"{s}[{self.index(s, 0)}:]",
            lambda: f"{s}[:min(1, len({s})):min(2, cap({s}))]",
            lambda: f"slices.Clone({s})",
            lambda: f"append({t}(nil), {s}...)",
            lambda: self.literal(t),
            lambda: f"make({t}, {self.r.randint(0, 3)}, {self.r.randint(3, 6)})",
        )()

    # Statements.
    def show(self, d=2):
        t = self.printable()
        x = self.expression(t, d)
        return self.pick(
            lambda: f"fmt.Println({x}, {self.expression(self.r.choice(BASIC), d)})",
            lambda: f'fmt.Printf("%[1]v %+[1]v %#[1]v %[1]T\\n", {x})',
            lambda: f'fmt.Printf("%[1]q|%[1]x|%[1]d|%8.3[1]v\\n", {x})',
            lambda: f"fmt.Println({x})",
            lambda: f"println({self.expression(self.r.choice(INTS + ['string', 'bool', 'float64']), d)})",
        )()

    def statements(self, n, depth=2):
        self.scopes.append([])
        lines = [line for _ in range(n) for line in self.statement(depth)]
        self.scopes.pop()
        return lines

    def new(self, t, value):
        x = self.name()
        lines = [f"{self.pick(f'var {x} {t} = {value}', f'var {x} {t} = {value}', f'{x} := id[{t}]({value})')}; _ = {x}"]
        self.declare(x, t)
        return lines

    def statement(self, depth):
        e, k = self.expression, self.r.randint(0, 16)
        if k < 4:
            t = self.pick(
                self.printable(),
                self.printable(),
                self.r.choice(NUMBERS),
                "func(int) int",
                self.pick(*[f"*{s}" for s in self.structs] or ["*int"]),
            )
            return self.new(t, e(t, 3) if t != "*int" else "new(int)")
        known = [(x, t) for scope in self.scopes for x, t in scope if not x.startswith("p") and not x.startswith("k")]
        if k < 7 and known:
            x, t = self.r.choice(known)
            if t in INTS and self.r.random() < 0.6:
                return [
                    self.pick(
                        f"{x} {self.pick('+=', '-=', '*=', '^=', '|=', '&^=')} {e(t, 2)}",
                        f"{x}{self.pick('++', '--')}",
                        f"{x} {self.pick('<<=', '>>=')} {self.variable('uint8')} & 15",
                        f"{x} {self.pick('/=', '%=')} {self.variable(t)}",
                    )
                ]
            return [f"{x} = {e(t, 3)}"]
        if k == 7 and known:
            (x, t), (y, u) = self.r.choice(known), self.r.choice(known)
            if x != y:
                return [f"{x}, {y} = {e(t, 2)}, {e(u, 2)}"]
        if k == 8 and (known := [(x, t) for x, t in known if t.startswith(("[]", "map["))]):
            x, t = self.r.choice(known)
            if t.startswith("[]"):
                return [
                    self.pick(
                        f"{x} = append({x}, {e(t[2:], 2)}, {e(t[2:], 1)})",
                        f"{x}[{self.index(x, 1)}] = {e(t[2:], 2)}",
                        f"fmt.Println(copy({x}, {e(t, 1)}), len({x}))",
                    )
                ]
            key, value = t[4:].split("]", 1)
            return [self.pick(f"{x}[{e(key, 2)}] = {e(value, 2)}", f"delete({x}, {e(key, 2)})", f"fmt.Println(len({x}), {x}[{e(key, 2)}])")]
        if depth == 0 or k < 12:
            return [self.show()]
        if k == 12:
            lines = [f"if {e('bool', 3)} {{", *self.statements(2, depth - 1)]
            if self.r.random() < 0.5:
                lines += ["} else {", *self.statements(2, depth - 1)]
            return [*lines, "}"]
        if k == 13:
            i = self.name("k")
            of, t = self.pick(
                (f"{self.r.randint(1, 4)}", "int"),
                (f"uint8({self.r.randint(1, 4)})", "uint8"),
                (e("string", 1), "int"),
                (e("[]int8", 1), "int"),
            )
            self.scopes.append([(i, t)])
            lines = [f"for {i} := range {of} {{ _ = {i}; if {i} > 4 {{ break }}", *self.statements(2, depth - 1), "}"]
            self.scopes.pop()
            return lines
        if k == 14:
            t = self.r.choice(NUMBERS + ["string", "bool", "any"])
            lines = [f"switch {self.variable(t, 2)} {{"]
            for _ in range(self.r.randint(1, 3)):
                lines += [
                    f"case {self.variable(t, 2)}, {self.variable(t, 1)}:",
                    *self.statements(1, depth - 1),
                    *self.pick([], [], ["fallthrough", "case " + self.variable(t) + ":", 'fmt.Println("fell")']),
                ]
            return [*lines, "default:", *self.statements(1, depth - 1), "}"]
        if k == 15:
            x = self.name()
            lines = [f"switch {x} := {self.variable('any', 2)}.(type) {{"]
            for t in self.r.sample(BASIC, 2):
                self.scopes.append([(x, t)])
                lines += [f"case {t}:", f"_ = {x}", *self.statements(1, depth - 1)]
                self.scopes.pop()
            return [
                *lines,
                f"case nil, {self.pick('[]int', 'error', 'fmt.Stringer')}:",
                f'fmt.Printf("%T\\n", {x})',
                "default:",
                f'fmt.Println("other", {x})',
                "}",
            ]
        return [
            "func() {",
            self.pick(f"defer fmt.Println({e(self.printable(), 2)})", 'defer caught("inner")'),
            *self.statements(2, depth - 1),
            "}()",
        ]
