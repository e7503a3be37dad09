"""The repository's own Go programs, with a token or two changed. Next: compare.py and crashes.py, which run them."""

import re
from sides import ROOT

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\d[\w.]*|\w+|<<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[-=!<>:+*/%&|^]=|<<|>>|&\^|\s+|.""",
    re.S,
)
WORDS = """nil true false iota _ int int8 uint uint8 uint64 float32 float64 string byte rune any error comparable len cap append copy delete
clear min max make new panic recover close print println go defer return break continue goto fallthrough func struct interface map chan range
for if else select switch case default type var const import package main init 0 1 2 -1 8 255 256 0.5 1e100 'a' "" "x" `y` ( ) [ ] { } , ; : . ... =
:= == != < <= > >= + - * / % & | ^ &^ << >> && || ! <- ++ -- += -= ~ []int *int ...int [3]int""".split()


def tokens(text):
    return TOKEN.findall(text)


def solid(token):
    return token.strip() and not token.startswith(("//", "/*"))


def kind(token):
    """Tokens of a kind stand for one another."""
    return "word" if re.match(r"[A-Za-z_]", token) else "number" if token[0].isdigit() else "text" if token[0] in "\"'`" else "sign"


def corpus(largest=32 << 10):
    """The programs, by name; not those that real Go lacks a package for, and no other packages."""
    files = sorted(f for folder in ("tests", "scenarios", "examples") for f in (ROOT / folder).rglob("*.go") if "fuzz" not in f.parts)
    texts = ((str(f.relative_to(ROOT)), f.read_text(errors="replace")) for f in files)
    return [(name, text) for name, text in texts if len(text) <= largest and '"gmpsim/' not in text and imports(text)[:2] == ["package", "main"]]


def mutant(text, r, changes=1):
    """The text with so many of its tokens changed, and whether that concerns what it imports."""
    found = tokens(text)
    for _ in range(changes):
        places = [i for i, token in enumerate(found) if solid(token)]
        if not places:
            break
        at, to = r.choice(places), r.choice(places)
        alike = [token for i in places if kind(token := found[i]) == kind(found[at])]
        roll = r.random()
        if roll < 0.15:
            found[at] = ""
        elif roll < 0.25:
            found.insert(to, found[at] + " ")
        elif roll < 0.35:
            found[at], found[to] = found[to], found[at]
        elif roll < 0.75:
            found[at] = r.choice(alike)
        elif roll < 0.9:
            found[at] = r.choice(WORDS)
        else:
            found[at] = " " + r.choice(WORDS) + " " + found[at]
    new = "".join(found)
    return new, imports(new) != imports(text)


def imports(text):
    """All up to the end of the imports, without white space and comments."""
    words = [token for token in tokens(text) if solid(token)]
    end = 0
    for i, token in enumerate(words):
        if token == "import":
            end = i + 2 if words[i + 1 : i + 2] != ["("] else i + (words[i:].index(")") if ")" in words[i:] else len(words))
        elif token in ("func", "type", "var", "const"):
            break
    return words[: max(end + 1, 2)]
