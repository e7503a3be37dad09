//! Constant values: exact integers and rationals, with limits so that nothing grows without end.
//!
//! It must never know types or syntax trees. Next: [`super::constant`] for what a type can hold.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::super::ast::Token;
use super::super::info::ConstValue;
use super::huge::{EXACT_BITS, Huge};

/// A constant's value; [`Val::Unknown`] after an error that was already reported.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    Unknown,
    Bool(bool),
    Str(Rc<[u8]>),
    Int(i64),
    /// An integer that does not fit an `i64`.
    Big(Rc<BigInt>),
    Float(Rc<BigRational>),
    /// A float that is no fraction of reasonable size, or was computed from one.
    Huge(Rc<Huge>),
}

impl Val {
    pub fn int(n: BigInt) -> Val {
        n.to_i64().map_or_else(|| Val::Big(Rc::new(n)), Val::Int)
    }

    pub fn float(r: BigRational) -> Val {
        if r.numer().bits().max(r.denom().bits()) < EXACT_BITS {
            return Val::Float(Rc::new(r));
        }
        Val::huge(Huge::new(&r))
    }

    fn huge(h: Huge) -> Val {
        match h.in_range() {
            None => Val::Unknown,
            Some(false) => Val::Float(Rc::new(BigRational::zero())),
            Some(true) => Val::Huge(Rc::new(h)),
        }
    }

    pub fn string(s: &[u8]) -> Val {
        Val::Str(s.into())
    }

    /// The value as lowering sees it.
    pub fn export(&self) -> ConstValue {
        match self {
            Val::Unknown => ConstValue::Int(BigInt::zero()),
            Val::Bool(b) => ConstValue::Bool(*b),
            Val::Str(s) => ConstValue::Str(s[..].into()),
            Val::Int(n) => ConstValue::Int((*n).into()),
            Val::Big(n) => ConstValue::Int((**n).clone()),
            Val::Float(r) => ConstValue::Float((**r).clone()),
            Val::Huge(h) => ConstValue::Float(h.rational().unwrap_or_default()),
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Val::Unknown)
    }

    pub fn is_number(&self) -> bool {
        !matches!(self, Val::Unknown | Val::Bool(_) | Val::Str(_))
    }

    pub fn is_int(&self) -> bool {
        matches!(self, Val::Int(_) | Val::Big(_))
    }

    pub fn big(&self) -> Option<BigInt> {
        match self {
            Val::Int(n) => Some((*n).into()),
            Val::Big(n) => Some((**n).clone()),
            _ => None,
        }
    }

    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Val::Int(n) => Some(*n),
            _ => None,
        }
    }

    pub fn rational(&self) -> Option<BigRational> {
        match self {
            Val::Float(r) => Some((**r).clone()),
            _ => self.big().map(BigRational::from_integer),
        }
    }

    /// The number as a float of many bits; `None` for 0 and what is no number.
    fn as_huge(&self) -> Option<Huge> {
        match self {
            Val::Huge(h) => Some((**h).clone()),
            _ => self.rational().filter(|r| !r.is_zero()).map(|r| Huge::new(&r)),
        }
    }

    /// An integer if the value is one, else `Unknown`.
    pub fn to_int(&self) -> Val {
        match self {
            Val::Int(_) | Val::Big(_) => self.clone(),
            Val::Float(r) if r.is_integer() => Val::int(r.to_integer()),
            Val::Huge(h) => h.integer().map_or(Val::Unknown, Val::int),
            _ => Val::Unknown,
        }
    }

    pub fn bits(&self) -> u64 {
        self.big().map_or(0, |n| n.bits())
    }

    /// -1, 0 or 1; 1 for what is not a number.
    pub fn sign(&self) -> i32 {
        match self {
            Val::Int(n) => n.signum() as i32,
            Val::Big(n) if n.sign() == Sign::Minus => -1,
            Val::Float(r) => {
                if r.is_zero() {
                    0
                } else if r.is_negative() {
                    -1
                } else {
                    1
                }
            }
            Val::Huge(h) if h.is_negative() => -1,
            _ => 1,
        }
    }

    pub fn compare(&self, op: Token, y: &Val) -> bool {
        let ord = match (self, y) {
            (Val::Bool(a), Val::Bool(b)) => a.cmp(b),
            (Val::Str(a), Val::Str(b)) => a.cmp(b),
            (Val::Int(a), Val::Int(b)) => a.cmp(b),
            _ => match (self.rational(), y.rational()) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => self.binary(Token::Sub, y, false).sign().cmp(&0),
            },
        };
        match op {
            Token::Eql => ord == Ordering::Equal,
            Token::Neq => ord != Ordering::Equal,
            Token::Lss => ord == Ordering::Less,
            Token::Leq => ord != Ordering::Greater,
            Token::Gtr => ord == Ordering::Greater,
            _ => ord != Ordering::Less,
        }
    }

    /// `self op y` for matching kinds; `integer` asks for integer division.
    pub fn binary(&self, op: Token, y: &Val, integer: bool) -> Val {
        match (self, y) {
            (Val::Bool(a), Val::Bool(b)) => match op {
                Token::LAnd => Val::Bool(*a && *b),
                Token::LOr => Val::Bool(*a || *b),
                _ => Val::Unknown,
            },
            (Val::Str(a), Val::Str(b)) if op == Token::Add => {
                Val::Str([&a[..], &b[..]].concat().into())
            }
            _ => match (self.big(), y.big()) {
                (Some(a), Some(b)) => int_binary(op, a, b, integer),
                _ => match (self.rational(), y.rational()) {
                    (Some(a), Some(b)) => float_binary(op, a, b),
                    _ => huge_binary(op, self, y),
                },
            },
        }
    }

    pub fn shift(&self, left: bool, by: u32) -> Val {
        match self.to_int().big() {
            Some(n) => Val::int(if left { n << by } else { n >> by }),
            None => Val::Unknown,
        }
    }

    /// `op self`; `unsigned_bits` is the width of an unsigned type, for `^`.
    pub fn unary(&self, op: Token, unsigned_bits: Option<u32>) -> Val {
        match (op, self) {
            (Token::Not, Val::Bool(b)) => Val::Bool(!b),
            (Token::Add, _) => self.clone(),
            (Token::Sub, Val::Float(r)) => Val::Float(Rc::new(-(**r).clone())),
            (Token::Sub, Val::Huge(h)) => Val::Huge(Rc::new(h.neg())),
            (Token::Sub, _) => self.big().map_or(Val::Unknown, |n| Val::int(-n)),
            (Token::Xor, _) => self.to_int().big().map_or(Val::Unknown, |n| match unsigned_bits {
                Some(bits) => Val::int(!n & ((BigInt::one() << bits) - 1)),
                None => Val::int(!n),
            }),
            _ => Val::Unknown,
        }
    }

    /// The nearest float with that many mantissa bits; `None` if it overflows.
    pub fn round_float(&self, single: bool) -> Option<Val> {
        let r = match self {
            Val::Huge(h) if h.rational().is_none() && h.magnitude() < 0 => BigRational::zero(),
            Val::Huge(h) => h.rational()?,
            _ => self.rational()?,
        };
        let r = if single { round(&r, 24, -149, 128) } else { round(&r, 53, -1074, 1024) };
        r.map(|r| Val::Float(Rc::new(r)))
    }
}

fn int_binary(op: Token, a: BigInt, b: BigInt, integer: bool) -> Val {
    match op {
        Token::Add => Val::int(a + b),
        Token::Sub => Val::int(a - b),
        Token::Mul => Val::int(a * b),
        Token::Quo | Token::Rem if b.is_zero() => Val::Unknown,
        Token::Quo if integer => Val::int(a / b),
        Token::Quo => Val::float(BigRational::new(a, b)),
        Token::Rem => Val::int(a % b),
        Token::And => Val::int(a & b),
        Token::Or => Val::int(a | b),
        Token::Xor => Val::int(a ^ b),
        Token::AndNot => Val::int(a & !b),
        _ => Val::Unknown,
    }
}

fn float_binary(op: Token, a: BigRational, b: BigRational) -> Val {
    match op {
        Token::Add => Val::float(a + b),
        Token::Sub => Val::float(a - b),
        Token::Mul => Val::float(a * b),
        Token::Quo if !b.is_zero() => Val::float(a / b),
        _ => Val::Unknown,
    }
}

/// The operation on two numbers, one of which is no fraction.
fn huge_binary(op: Token, x: &Val, y: &Val) -> Val {
    let (Some(a), Some(b)) = (x.as_huge(), y.as_huge()) else {
        return match op {
            _ if x.is_unknown() || y.is_unknown() => Val::Unknown,
            Token::Sub if y.as_huge().is_some() => y.unary(Token::Sub, None),
            Token::Add | Token::Sub if x.as_huge().is_none() => y.clone(),
            Token::Add | Token::Sub => x.clone(),
            Token::Mul | Token::Quo => Val::Float(Rc::new(BigRational::zero())),
            _ => Val::Unknown,
        };
    };
    match op {
        Token::Add => a.add(&b).map_or_else(|| Val::float(BigRational::zero()), Val::huge),
        Token::Sub => a.add(&b.neg()).map_or_else(|| Val::float(BigRational::zero()), Val::huge),
        Token::Mul => Val::huge(a.mul(&b)),
        Token::Quo => Val::huge(a.div(&b)),
        _ => Val::Unknown,
    }
}

/// The nearest number (ties to even) with `mantissa` bits, no bit below `2^min`, below `2^max`.
fn round(r: &BigRational, mantissa: u64, min: i64, max: i64) -> Option<BigRational> {
    if r.is_zero() {
        return Some(r.clone());
    }
    let (n, d) = (r.numer().abs(), r.denom().clone());
    let guess = n.bits() as i64 - d.bits() as i64;
    if guess > max + 1 {
        return None;
    }
    let at_least = if guess >= 0 { n >= &d << guess as u64 } else { &n << (-guess) as u64 >= d };
    let exponent = if at_least { guess } else { guess - 1 };
    let lsb = (exponent - (mantissa as i64 - 1)).max(min);
    let (n, d) = if lsb >= 0 { (n, d << lsb as u64) } else { (n << (-lsb) as u64, d) };
    let (mut q, rest) = (&n / &d, &n % &d);
    let twice = rest * 2;
    if twice > d || twice == d && q.bit(0) {
        q += 1;
    }
    if q.bits() as i64 + lsb > max {
        return None;
    }
    let q = if r.is_negative() { -q } else { q };
    Some(if lsb >= 0 {
        BigRational::from_integer(q << lsb as u64)
    } else {
        BigRational::new(q, BigInt::one() << (-lsb) as u64)
    })
}

/// The value of a literal token's text.
pub fn literal(kind: Token, text: &str) -> Val {
    match kind {
        Token::Int => integer(text),
        Token::Float => float(text),
        Token::Rune => {
            let bytes = unquote(&text[1..text.len().saturating_sub(1)], true);
            bytes.1.map_or(Val::Unknown, |c| Val::Int(c.into()))
        }
        Token::Str => match unquote_string(text) {
            Some(s) => Val::Str(s.into()),
            None => Val::Unknown,
        },
        _ => Val::Unknown,
    }
}

fn integer(text: &str) -> Val {
    let t = text.replace('_', "").to_ascii_lowercase();
    if let Ok(n) = t.parse::<i64>()
        && !t.starts_with('0')
    {
        return Val::Int(n);
    }
    let (digits, base) = match t.as_bytes() {
        [b'0', b'x', ..] => (&t[2..], 16),
        [b'0', b'b', ..] => (&t[2..], 2),
        [b'0', b'o', ..] => (&t[2..], 8),
        [b'0', _, ..] => (&t[1..], 8),
        _ => (&t[..], 10),
    };
    BigInt::parse_bytes(digits.as_bytes(), base).map_or(Val::Unknown, Val::int)
}

fn float(text: &str) -> Val {
    let t = text.replace('_', "").to_ascii_lowercase();
    let (t, base, marker) = match t.strip_prefix("0x") {
        Some(hex) => (hex, 16u32, 'p'),
        None => (&t[..], 10, 'e'),
    };
    let (mantissa, exponent) = t.split_once(marker).unwrap_or((t, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let Some(n) = BigInt::parse_bytes(digits.as_bytes(), base) else { return Val::Unknown };
    if n.is_zero() {
        return Val::Float(Rc::new(BigRational::zero()));
    }
    let Ok(exponent) = exponent.parse::<i32>().map(i64::from) else { return Val::Unknown };
    let scale = exponent - fraction.len() as i64 * if base == 16 { 4 } else { 1 };
    let radix = if base == 16 { 2 } else { 10 };
    let rounded = Huge::scaled(n.clone(), radix, scale);
    if !rounded.is_small() {
        return Val::huge(rounded);
    }
    let power = BigInt::from(radix).pow(scale.unsigned_abs() as u32);
    Val::Float(Rc::new(match scale {
        0.. => BigRational::from_integer(n * power),
        _ => BigRational::new(n, power),
    }))
}

/// The bytes of a string literal, interpreted or raw; `None` if it is not one.
pub fn unquote_string(text: &str) -> Option<Vec<u8>> {
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    Some(match text.as_bytes()[0] {
        b'`' => inner.bytes().filter(|b| *b != b'\r').collect(),
        _ => unquote(inner, false).0,
    })
}

/// Resolves escapes; also gives the first character, for rune literals.
fn unquote(s: &str, rune: bool) -> (Vec<u8>, Option<u32>) {
    let mut out = Vec::with_capacity(s.len());
    let mut first = None;
    let mut chars = s.chars();
    while let Some(c) = chars.next() {
        let mut byte = false;
        let code = if c != '\\' {
            c as u32
        } else {
            let number = |chars: &mut std::str::Chars, n: usize, base| {
                let text = chars.as_str().get(..n).unwrap_or("");
                *chars = chars.as_str().get(n..).unwrap_or("").chars();
                u32::from_str_radix(text, base).unwrap_or(0)
            };
            match chars.next() {
                Some('a') => 7,
                Some('b') => 8,
                Some('f') => 12,
                Some('n') => 10,
                Some('r') => 13,
                Some('t') => 9,
                Some('v') => 11,
                Some('x') => {
                    byte = true;
                    number(&mut chars, 2, 16)
                }
                Some('u') => number(&mut chars, 4, 16),
                Some('U') => number(&mut chars, 8, 16),
                Some(d @ '0'..='7') => {
                    byte = true;
                    (d as u32 - 48) * 64 + number(&mut chars, 2, 8)
                }
                Some(other) => other as u32,
                None => 0,
            }
        };
        first = first.or(Some(code));
        if byte && !rune {
            out.push(code as u8);
        } else {
            let c = char::from_u32(code).unwrap_or('\u{fffd}');
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    (out, first)
}
