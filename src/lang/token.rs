//! The tokens of Go: what the scanner makes and the parser reads.
//!
//! It must never know where a token stands. Next: [`super::scan`].

macro_rules! tokens {
    ([$($name:ident $text:literal)*] [$($keyword:ident $word:literal)*]) => {
        /// The kind of a token. Operators and keywords carry their text in the documentation.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Token {
            $(#[doc = concat!("`", $text, "`")] $name,)*
            $(#[doc = concat!("`", $word, "`")] $keyword,)*
        }

        impl Token {
            /// How the token is written; for a class of tokens (name, literal) its name.
            pub fn text(self) -> &'static str {
                match self {
                    $(Token::$name => $text,)*
                    $(Token::$keyword => $word,)*
                }
            }

            /// The keyword that is spelled so.
            pub fn keyword(word: &str) -> Option<Token> {
                match word {
                    $($word => Some(Token::$keyword),)*
                    _ => None,
                }
            }
        }
    };
}

tokens! {[
    Eof "EOF" Name "name"
    Int "literal" Float "literal" Imag "literal" Rune "literal" Str "literal"
    Semi ";"
    Add "+" Sub "-" Mul "*" Quo "/" Rem "%"
    And "&" Or "|" Xor "^" Shl "<<" Shr ">>" AndNot "&^"
    AddA "+=" SubA "-=" MulA "*=" QuoA "/=" RemA "%="
    AndA "&=" OrA "|=" XorA "^=" ShlA "<<=" ShrA ">>=" AndNotA "&^="
    LAnd "&&" LOr "||" Arrow "<-" Inc "++" Dec "--"
    Eql "==" Lss "<" Gtr ">" Assign "=" Not "!" Tilde "~" Neq "!=" Leq "<=" Geq ">="
    Define ":=" Ellipsis "..."
    LParen "(" LBrack "[" LBrace "{" Comma "," Dot "." RParen ")" RBrack "]" RBrace "}" Colon ":"
][
    Break "break" Case "case" Chan "chan" Const "const" Continue "continue" Default "default"
    Defer "defer" Else "else" Fallthrough "fallthrough" For "for" Func "func" Go "go" Goto "goto"
    If "if" Import "import" Interface "interface" Map "map" Package "package" Range "range"
    Return "return" Select "select" Struct "struct" Switch "switch" Type "type" Var "var"
]}

use Token::*;

impl Token {
    /// Whether this is a keyword.
    pub fn is_keyword(self) -> bool {
        self as u8 >= Break as u8
    }

    /// Whether this is a literal.
    pub fn is_literal(self) -> bool {
        matches!(self, Int | Float | Imag | Rune | Str)
    }

    /// Whether this is `op=`.
    pub fn is_assign_op(self) -> bool {
        AddA as u8 <= self as u8 && self as u8 <= AndNotA as u8
    }

    /// Precedence as a binary operator, 1 (`||`) to 5 (`*`); 0 if it is none.
    pub fn precedence(self) -> u8 {
        match self {
            LOr => 1,
            LAnd => 2,
            Eql | Neq | Lss | Leq | Gtr | Geq => 3,
            Add | Sub | Or | Xor => 4,
            Mul | Quo | Rem | Shl | Shr | And | AndNot => 5,
            _ => 0,
        }
    }

    /// The token as messages name it where one is expected.
    pub fn described(self) -> String {
        match self {
            Comma => "comma".into(),
            Semi => "semicolon or newline".into(),
            _ if self.is_keyword() => format!("keyword {}", self.text()),
            _ => self.text().into(),
        }
    }
}

/// A set of tokens.
#[derive(Clone, Copy, Debug)]
pub struct TokenSet(u128);

impl TokenSet {
    /// The set of these tokens.
    pub const fn of(tokens: &[Token]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < tokens.len() {
            bits |= 1 << tokens[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    /// Both sets together.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the token is in the set.
    pub const fn contains(self, token: Token) -> bool {
        self.0 >> token as u8 & 1 == 1
    }
}
