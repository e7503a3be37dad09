//! Mutations of text by its tokens and lines, for Go, TOML and JSON alike: a blind change of bytes hardly
//! ever leaves a program that compiles. Next: `run.sh`, which says where the seeds are.

use std::fs;
use std::sync::OnceLock;

/// Makes a target's inputs by [`mutate`].
#[macro_export]
macro_rules! by_tokens {
    () => {
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate(data, size, max_size, seed)
        });
    };
}

/// A small generator (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

/// What a token is; one is replaced by others of its kind, mostly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Space,
    Line,
    Word,
    Number,
    Text,
    Sign,
}

/// Signs of more than one character; longer ones first.
const SIGNS: [&str; 24] = [
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>",
];

/// Values at the edges.
const NUMBERS: [&str; 26] = [
    "0", "1", "2", "-1", "7", "8", "63", "64", "65", "127", "128", "255", "256", "0x7fff", "65536",
    "1<<31", "1<<31-1", "1<<32", "1<<62", "1<<63-1", "-1<<63", "1<<64-1", "0.5", "1e308", "1e400",
    "'\\xff'",
];

/// Words that may stand nearly anywhere in a Go program.
const WORDS: [&str; 48] = [
    "nil",
    "true",
    "iota",
    "_",
    "int",
    "int8",
    "uint64",
    "float32",
    "string",
    "byte",
    "rune",
    "any",
    "error",
    "comparable",
    "len",
    "cap",
    "append",
    "copy",
    "delete",
    "clear",
    "min",
    "max",
    "make",
    "new",
    "panic",
    "recover",
    "close",
    "print",
    "go",
    "defer",
    "return",
    "break",
    "continue",
    "goto",
    "fallthrough",
    "func",
    "struct",
    "interface",
    "map",
    "chan",
    "range",
    "for",
    "if",
    "select",
    "switch",
    "type",
    "var",
    "const",
];

/// The tokens of a text; together they are the text.
fn tokens(text: &str) -> Vec<(Class, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (class, len) = match first {
            '\n' => (Class::Line, 1),
            ' ' | '\t' | '\r' => (Class::Space, run(|c| matches!(c, ' ' | '\t' | '\r'))),
            '0'..='9' => (Class::Number, run(|c| c.is_ascii_alphanumeric() || c == '.')),
            '"' | '`' | '\'' => (Class::Text, quoted(rest, first)),
            c if c == '_' || c.is_alphabetic() => {
                (Class::Word, run(|c| c == '_' || c.is_alphanumeric()))
            }
            c => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                (Class::Sign, sign.map_or(c.len_utf8(), |sign| sign.len()))
            }
        };
        found.push((class, &rest[..len]));
        rest = &rest[len..];
    }
    found
}

/// How long a quoted text is; the quote alone if it does not end on its line.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' if quote != '`' => break,
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    1
}

/// The lines of all seeds; the folder's name comes in the environment.
fn seeds() -> &'static [String] {
    static SEEDS: OnceLock<Vec<String>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let folder = std::env::var("GMPSIM_SEEDS").unwrap_or_default();
        let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
        files.sort_by_key(|file| file.path());
        let texts = files.iter().filter_map(|file| fs::read_to_string(file.path()).ok());
        texts.flat_map(|text| text.lines().map(String::from).collect::<Vec<_>>()).collect()
    })
}

/// The brackets that open at `open` up to their end.
fn bracketed(tokens: &[(Class, &str)], open: usize) -> Option<usize> {
    let close = match tokens[open].1 {
        "(" => ")",
        "[" => "]",
        "{" => "}",
        _ => return None,
    };
    let mut depth = 0;
    tokens[open..].iter().position(|(_, text)| {
        depth += i32::from(*text == tokens[open].1) - i32::from(*text == close);
        depth == 0
    })
}

/// Another token in its place: of the same text, of a seed, or one at the edge.
fn other<'a>(tokens: &[(Class, &'a str)], class: Class, random: &mut Random) -> Option<&'a str> {
    let of = |all: Vec<(Class, &'a str)>, random: &mut Random| {
        let alike: Vec<_> = all.into_iter().filter(|(c, _)| *c == class).collect();
        random.pick(&alike).map(|(_, text)| *text)
    };
    match (random.below(4), class) {
        (0, Class::Number) => random.pick(&NUMBERS).copied(),
        (0, Class::Word) => random.pick(&WORDS).copied(),
        (1, _) => {
            let line: &'static str = random.pick(seeds())?;
            of(crate::tokens(line), random)
        }
        _ => of(tokens.to_vec(), random),
    }
}

/// One change of a token.
fn by_token(text: &str, random: &mut Random) -> Option<String> {
    let tokens = tokens(text);
    let solid = |i: &usize| !matches!(tokens[*i].0, Class::Space | Class::Line);
    let places: Vec<usize> = (0..tokens.len()).filter(solid).collect();
    let (at, to) = (*random.pick(&places)?, *random.pick(&places)?);
    let mut new: Vec<&str> = tokens.iter().map(|(_, text)| *text).collect();
    match random.below(8) {
        0 => drop(new.remove(at)),
        1 => new.insert(to, tokens[at].1),
        2 => new.swap(at, to),
        3 => {
            let (from, onto) = (bracketed(&tokens, at)?, bracketed(&tokens, to)?);
            new.splice(to..=to + onto, tokens[at..=at + from].iter().map(|(_, text)| *text));
        }
        _ => new[at] = other(&tokens, tokens[at].0, random)?,
    }
    Some(new.concat())
}

/// One change of a line.
fn by_line(text: &str, random: &mut Random) -> Option<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let (at, to) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(4) {
        _ if lines.is_empty() => return None,
        0 => drop(lines.remove(at)),
        1 => lines.insert(to, lines[at]),
        2 => lines.swap(at, to),
        _ => lines.insert(to, random.pick(seeds())?),
    }
    Some(lines.join("\n") + "\n")
}

/// Changes the first `size` bytes; returns how many there are then. What is no text changes blindly.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed) << 1 | 1);
    for _ in 0..4 {
        random.below(1);
    }
    let mut new = match std::str::from_utf8(&data[..size]) {
        Ok(text) if random.below(16) > 0 => text.to_string(),
        _ => return libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    };
    for _ in 0..=random.below(3) {
        let by = if random.below(4) > 0 { by_token } else { by_line };
        new = by(&new, &mut random).unwrap_or(new);
    }
    let len = new.len().min(max_size);
    data[..len].copy_from_slice(&new.as_bytes()[..len]);
    len
}
