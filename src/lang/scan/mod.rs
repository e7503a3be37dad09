//! The scanner: text to tokens, with Go's automatic semicolons and gc's messages.
//!
//! It must never know what tokens mean together. Literals are in `literal`, what may stand in a
//! name in `letters`, comments that gc obeys in `directive`. Next: [`super::parse`].

mod build;
mod directive;
mod letters;
mod literal;

use super::report::Reporter;
use super::source::{Diagnostic, Pos, SourceFile, SourceMap};
pub use super::token::Token;
use Token::*;
pub use directive::{Pragma, Target};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Lexeme {
    /// Its kind.
    pub token: Token,
    /// Its first byte.
    pub pos: Pos,
    /// One past its last byte.
    pub end: Pos,
    /// For a semicolon: a line or the file ended here, nobody wrote it.
    pub automatic: bool,
    /// For a literal: a message says what is wrong with it.
    pub bad: bool,
}

/// Reads one file token by token.
#[derive(Debug)]
pub struct Scanner<'a> {
    source: &'a SourceFile,
    text: &'a str,
    base: Pos,
    /// Offset of the next byte to read.
    offset: usize,
    /// Whether the end of a line ends a statement here.
    line_may_end: bool,
    /// Whether something is wrong with the token being read.
    bad: bool,
    /// Offset of the next character that may stand nowhere.
    next_odd: Option<usize>,
    /// The directives that nothing has taken yet.
    pub pragma: Pragma,
    /// The version of the language that the last `//go:build` line asks for.
    pub language: Option<(Pos, u32)>,
    /// What is wrong with directives, which is said only where all else is right.
    pub late: Vec<Diagnostic>,
    /// The messages about the file, also the parser's, in the order they are found.
    pub reporter: Reporter<'a>,
}

impl<'a> Scanner<'a> {
    /// A scanner at the beginning of a file.
    pub fn new(sources: &'a SourceMap, file: usize) -> Self {
        let source = sources.file(file);
        Self {
            source,
            text: &source.text,
            base: source.base,
            offset: 0,
            line_may_end: false,
            bad: false,
            next_odd: find_odd_character(&source.text, 0),
            pragma: Pragma::new(),
            language: None,
            late: vec![],
            reporter: Reporter::new(sources),
        }
    }

    /// The text of a token.
    pub fn text(&self, lexeme: Lexeme) -> &'a str {
        &self.text[(lexeme.pos - self.base) as usize..(lexeme.end - self.base) as usize]
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }

    /// Skips some bytes, up to the beginning of a token.
    pub fn skip(&mut self, bytes: usize) {
        self.offset += bytes;
        self.line_may_end = false;
    }

    /// Skips the rest of the file.
    pub fn skip_all(&mut self) {
        self.offset = self.text.len();
        self.line_may_end = false;
        self.next_odd = None;
    }

    /// Whether a position is the end of the file.
    pub fn is_end(&self, pos: Pos) -> bool {
        (pos - self.base) as usize >= self.text.len()
    }

    /// The next token; [`Eof`] again and again at the end.
    pub fn scan(&mut self) -> Lexeme {
        let line_may_end = std::mem::take(&mut self.line_may_end);
        loop {
            let before = self.offset;
            self.skip_blanks(line_may_end);
            let start = self.offset;
            self.bad = false;
            let token = match self.peek() {
                None if line_may_end => return self.lexeme(Semi, start, true),
                None => Eof,
                Some('\n') => {
                    self.offset += 1;
                    return self.lexeme(Semi, start, true);
                }
                Some('/') if matches!(self.byte(1), b'/' | b'*') => {
                    let over_lines = self.comment();
                    if !self.source.is_std {
                        let line_end = before.saturating_sub(1)..start;
                        let blank = before == 0 || self.text.as_bytes()[line_end].contains(&b'\n');
                        self.directive(start, blank);
                    }
                    if over_lines && line_may_end {
                        self.line_may_end = false;
                        let mut newline = self.lexeme(Semi, start, true);
                        newline.end = newline.pos;
                        return newline;
                    }
                    continue;
                }
                Some('0'..='9') => self.number(),
                Some('.') if self.byte(1).is_ascii_digit() => self.number(),
                Some('"') => self.string(),
                Some('`') => self.raw_string(),
                Some('\'') => self.rune(),
                Some(c) if letters::is_ascii_letter(c) || !c.is_ascii() => self.name(),
                Some(c) => match self.operator() {
                    Some(operator) => operator,
                    None => {
                        self.error(format!("invalid character {}", letters::shown(c)));
                        self.offset += 1;
                        continue;
                    }
                },
            };
            self.line_may_end = token.is_literal()
                || matches!(token, Name | Break | Continue | Fallthrough | Return)
                || matches!(token, Inc | Dec | RParen | RBrack | RBrace);
            return self.lexeme(token, start, false);
        }
    }

    fn lexeme(&mut self, token: Token, start: usize, automatic: bool) -> Lexeme {
        while let Some(at) = self.next_odd.filter(|at| *at < self.offset) {
            let (width, message) = match self.text.as_bytes()[at] {
                0 => (1, "invalid NUL character"),
                _ => (BYTE_ORDER_MARK.len_utf8(), "invalid BOM in the middle of the file"),
            };
            self.reporter.add(self.pos(at), message);
            self.next_odd =
                find_odd_character(self.text, at + width).filter(|_| !self.reporter.is_full());
        }
        let (pos, end) = (self.pos(start), self.pos(self.offset));
        Lexeme { token, pos, end, automatic, bad: self.bad }
    }

    fn pos(&self, offset: usize) -> Pos {
        self.base + offset as Pos
    }

    /// The byte `ahead` of the next one, 0 behind the end.
    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.offset + ahead).copied().unwrap_or(0)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.offset..].chars().next()
    }

    /// Reports at the next character.
    fn error(&mut self, message: impl Into<String>) {
        self.error_at(self.offset, message);
    }

    fn error_at(&mut self, offset: usize, message: impl Into<String>) {
        self.bad = true;
        self.reporter.add(self.pos(offset), message);
    }

    /// Skips white space, and characters that [`Self::lexeme`] complains about.
    fn skip_blanks(&mut self, line_may_end: bool) {
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\0' | BYTE_ORDER_MARK => self.offset += c.len_utf8(),
                '\n' if !line_may_end => self.offset += 1,
                _ => break,
            }
        }
    }

    /// Skips a comment; whether it reaches over the end of a line.
    fn comment(&mut self) -> bool {
        let rest = &self.text[self.offset..];
        if self.byte(1) == b'/' {
            self.offset += rest.find('\n').unwrap_or(rest.len());
            return false;
        }
        let length = match rest[2..].find("*/") {
            Some(length) => length + 4,
            None => {
                self.error("comment not terminated");
                rest.len()
            }
        };
        self.offset += length;
        rest[..length].contains('\n')
    }

    fn name(&mut self) -> Token {
        let start = self.offset;
        while let Some(c) = self.peek() {
            if !letters::is_ascii_letter(c) && !c.is_ascii_digit() {
                if c.is_ascii() && c != '\0' {
                    break;
                }
                self.check_name_character(c, self.offset == start);
            }
            self.offset += c.len_utf8();
        }
        Token::keyword(&self.text[start..self.offset]).unwrap_or(Name)
    }

    fn check_name_character(&mut self, c: char, first: bool) {
        if letters::is_digit(c) {
            if first {
                let digit = letters::shown(c);
                self.error(format!("identifier cannot begin with digit {digit}"));
            }
        } else if !letters::is_letter(c) && c != '\0' && c != BYTE_ORDER_MARK {
            self.error(format!("invalid character {} in identifier", letters::shown(c)));
        }
    }

    /// The longest operator here.
    fn operator(&mut self) -> Option<Token> {
        let (token, length) = match [self.byte(0), self.byte(1), self.byte(2)] {
            [b'&', b'^', b'='] => (AndNotA, 3),
            [b'<', b'<', b'='] => (ShlA, 3),
            [b'>', b'>', b'='] => (ShrA, 3),
            [b'.', b'.', b'.'] => (Ellipsis, 3),
            [b'&', b'^', _] => (AndNot, 2),
            [b'&', b'&', _] => (LAnd, 2),
            [b'&', b'=', _] => (AndA, 2),
            [b'|', b'|', _] => (LOr, 2),
            [b'|', b'=', _] => (OrA, 2),
            [b'<', b'<', _] => (Shl, 2),
            [b'<', b'-', _] => (Arrow, 2),
            [b'<', b'=', _] => (Leq, 2),
            [b'>', b'>', _] => (Shr, 2),
            [b'>', b'=', _] => (Geq, 2),
            [b'+', b'+', _] => (Inc, 2),
            [b'-', b'-', _] => (Dec, 2),
            [b'+', b'=', _] => (AddA, 2),
            [b'-', b'=', _] => (SubA, 2),
            [b'*', b'=', _] => (MulA, 2),
            [b'/', b'=', _] => (QuoA, 2),
            [b'%', b'=', _] => (RemA, 2),
            [b'^', b'=', _] => (XorA, 2),
            [b'=', b'=', _] => (Eql, 2),
            [b'!', b'=', _] => (Neq, 2),
            [b':', b'=', _] => (Define, 2),
            [b'&', ..] => (And, 1),
            [b'|', ..] => (Or, 1),
            [b'<', ..] => (Lss, 1),
            [b'>', ..] => (Gtr, 1),
            [b'+', ..] => (Add, 1),
            [b'-', ..] => (Sub, 1),
            [b'*', ..] => (Mul, 1),
            [b'/', ..] => (Quo, 1),
            [b'%', ..] => (Rem, 1),
            [b'^', ..] => (Xor, 1),
            [b'=', ..] => (Assign, 1),
            [b'!', ..] => (Not, 1),
            [b'~', ..] => (Tilde, 1),
            [b'(', ..] => (LParen, 1),
            [b'[', ..] => (LBrack, 1),
            [b'{', ..] => (LBrace, 1),
            [b')', ..] => (RParen, 1),
            [b']', ..] => (RBrack, 1),
            [b'}', ..] => (RBrace, 1),
            [b',', ..] => (Comma, 1),
            [b'.', ..] => (Dot, 1),
            [b':', ..] => (Colon, 1),
            [b';', ..] => (Semi, 1),
            _ => return None,
        };
        self.offset += length;
        Some(token)
    }
}

/// The offset of the next character that may stand nowhere in a Go text, not even in a comment: NUL,
/// and a byte order mark that is not at the beginning.
fn find_odd_character(text: &str, from: usize) -> Option<usize> {
    let from = if from == 0 && text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        from
    };
    text[from..].find(['\0', BYTE_ORDER_MARK]).map(|at| from + at)
}
