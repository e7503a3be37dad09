//! `fmt.Sscan`, `Sscanln` and `Sscanf`: values read back from text, through pointers.

use super::fmt::pointer_target;
use super::{Done, operands};
use crate::lang::rtype::Kind;
use crate::lang::std::text::int::{NumError, parse_int, parse_uint};
use crate::lang::std::text::parse_float::parse_float;
use crate::lang::std::text::quote::unquote;
use crate::lang::std::text::rune::{decode, is_space};
use crate::lang::vm::{Iface, Thread, Trap};
use crate::runtime::os::Os;

/// What is read, and where the reader stands.
struct Input {
    text: Vec<u8>,
    at: usize,
    /// New lines end the scanning of values.
    lines: bool,
}

/// Why scanning stops: the text of Go's error.
enum Stop {
    Text(String),
    Trap(Trap),
}

impl From<&str> for Stop {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl Input {
    fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) -> Result<(), Stop> {
        while let Some(&b) = self.rest().first() {
            let (c, size) = decode(self.rest());
            if b == b'\n' && self.lines {
                return Err("unexpected newline".into());
            }
            if !is_space(c) {
                break;
            }
            self.at += size;
        }
        Ok(())
    }

    /// The characters at the head that `f` takes, at most `width`.
    fn take(&mut self, width: usize, f: impl Fn(char) -> bool) -> Vec<u8> {
        let start = self.at;
        for _ in 0..width {
            let (c, size) = decode(self.rest());
            if size == 0 || !f(c) {
                break;
            }
            self.at += size;
        }
        self.text[start..self.at].to_vec()
    }
}

fn is_integer(kind: Kind) -> Option<(bool, i64)> {
    Some(match kind {
        Kind::Int | Kind::Int64 => (true, 64),
        Kind::Int8 => (true, 8),
        Kind::Int16 => (true, 16),
        Kind::Int32 => (true, 32),
        Kind::Uint | Kind::Uint64 | Kind::Uintptr => (false, 64),
        Kind::Uint8 => (false, 8),
        Kind::Uint16 => (false, 16),
        Kind::Uint32 => (false, 32),
        _ => return None,
    })
}

/// Reads one value into the pointer `target`.
fn value<O: Os>(
    t: &mut Thread<'_, '_, O>,
    input: &mut Input,
    target: Iface,
    verb: char,
    width: usize,
) -> Result<(), Stop> {
    let Some((ty, address)) = pointer_target(t, target) else {
        let name = t.type_of(target.0).map_or("<nil>".into(), |ty| t.rtype(ty).name.to_string());
        return Err(Stop::Text(format!("type not a pointer: {name}")));
    };
    let kind = t.rtype(ty).kind;
    let pointer = t.type_of(target.0).map_or("<nil>".into(), |ty| t.rtype(ty).name.to_string());
    if verb == 'c' && is_integer(kind).is_some() {
        let (c, size) = decode(input.rest());
        if size == 0 {
            return Err("EOF".into());
        }
        input.at += size;
        t.store(address, u64::from(u32::from(c)));
        return Ok(());
    }
    input.skip_space()?;
    if input.rest().is_empty() {
        return Err("EOF".into());
    }
    let bad = |what: &str| Stop::Text(format!("bad verb '%{verb}' for {what}"));
    let word = if let Some((signed, bits)) = is_integer(kind) {
        let base = match verb {
            'v' => 0,
            'd' => 10,
            'b' => 2,
            'o' => 8,
            'x' | 'X' | 'U' => 16,
            _ => return Err(bad("integer")),
        };
        integer(input, base, signed, bits, width)?
    } else {
        match kind {
            Kind::Float32 | Kind::Float64 => {
                let token = input.take(width, |c| {
                    matches!(c, '0'..='9' | '+' | '-' | '.' | '_' | 'a'..='f' | 'A'..='F' | 'x' | 'X'
                        | 'p' | 'P' | 'i' | 'I' | 'n' | 'N' | 't' | 'T' | 'y' | 'Y')
                });
                let bits = if kind == Kind::Float32 { 32 } else { 64 };
                match parse_float(&token, bits) {
                    Ok(f) => f.to_bits(),
                    Err((_, e)) => return Err(number_error("ParseFloat", &token, e)),
                }
            }
            Kind::Bool => {
                let token = input.take(width.min(5), |c| c.is_ascii_alphanumeric());
                match &token.to_ascii_lowercase()[..] {
                    b"true" | b"t" | b"1" => 1,
                    b"false" | b"f" | b"0" => 0,
                    _ => return Err("syntax error scanning boolean".into()),
                }
            }
            Kind::String => {
                let token = if verb == 'q' {
                    let rest = input.rest().to_vec();
                    let n = crate::lang::std::text::quote::quoted_prefix(&rest)
                        .ok_or(Stop::from("expected quoted string"))?;
                    input.at += n;
                    unquote(&rest[..n]).unwrap_or_default()
                } else {
                    input.take(width, |c| !is_space(c))
                };
                let s = t.new_string(&token).map_err(Stop::Trap)?;
                t.store(address + 1, s.1);
                s.0
            }
            _ => return Err(Stop::Text(format!("can't scan type: {pointer}"))),
        }
    };
    t.store(address, word);
    Ok(())
}

fn integer(
    input: &mut Input,
    base: i64,
    signed: bool,
    bits: i64,
    width: usize,
) -> Result<u64, Stop> {
    let start = input.at;
    if signed && matches!(input.rest().first(), Some(b'+' | b'-')) && width > 0 {
        input.at += 1;
    }
    let width = width - (input.at - start);
    input.take(width, |c| match base {
        2 => matches!(c, '0' | '1' | '_'),
        8 => matches!(c, '0'..='7' | '_'),
        10 => c.is_ascii_digit() || c == '_',
        16 => c.is_ascii_hexdigit() || c == '_',
        _ => c.is_ascii_alphanumeric() || c == '_',
    });
    let mut token = input.text[start..input.at].to_vec();
    if base == 0 {
        // Only digits that the prefix allows belong to the number.
        while !token.is_empty() && parse_int(&token, 0, 64).is_err_and(|e| e.1 == NumError::Syntax)
        {
            token.pop();
            input.at -= 1;
        }
    }
    if token.iter().all(|b| matches!(b, b'+' | b'-')) {
        return Err("expected integer".into());
    }
    let out = if signed {
        parse_int(&token, base, bits).map(i64::cast_unsigned).map_err(|e| e.1)
    } else {
        parse_uint(&token, base, bits).map_err(|e| e.1)
    };
    out.map_err(|e| {
        let text = String::from_utf8_lossy(&token);
        match (e, signed) {
            (NumError::Range, true) if bits < 64 => {
                Stop::Text(format!("integer overflow on token {text}"))
            }
            (NumError::Range, false) if bits < 64 => {
                Stop::Text(format!("unsigned integer overflow on token {text}"))
            }
            (e, true) => number_error("ParseInt", &token, e),
            (e, false) => number_error("ParseUint", &token, e),
        }
    })
}

fn number_error(function: &str, token: &[u8], e: NumError) -> Stop {
    let quoted =
        crate::lang::std::text::quote::quote(token, crate::lang::std::text::quote::Keep::Print);
    let what = if e == NumError::Range { "value out of range" } else { "invalid syntax" };
    let quoted = String::from_utf8_lossy(&quoted);
    Stop::Text(format!("strconv.{function}: parsing {quoted}: {what}"))
}

/// Returns how many values were read, the rest of the text, and the error's text.
fn finish<O: Os>(
    t: &mut Thread<'_, '_, O>,
    base: usize,
    n: usize,
    input: &Input,
    stop: Result<(), Stop>,
) -> Done {
    let message = match stop {
        Ok(()) => String::new(),
        Err(Stop::Text(text)) => text,
        Err(Stop::Trap(trap)) => return Err(trap),
    };
    let message = t.new_string(message.as_bytes())?;
    t.set_reg2(base, (n as u64, input.at as u64));
    t.set_reg2(base + 2, message);
    Ok(())
}

/// `scan(s string, a []any, newlines int) (n, rest int, msg string)`
pub fn scan<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let mut input = Input { text: t.reg_str(base), at: 0, lines: t.reg(base + 5) == 1 };
    let targets = operands(t, base + 2);
    let mut n = 0;
    let mut run = || -> Result<(), Stop> {
        for target in &targets {
            value(t, &mut input, *target, 'v', usize::MAX)?;
            n += 1;
        }
        if input.lines {
            let rest = input.take(usize::MAX, |c| is_space(c) && c != '\n');
            drop(rest);
            match input.rest().first() {
                None => {}
                Some(b'\n') => input.at += 1,
                Some(_) => return Err("expected newline".into()),
            }
        }
        Ok(())
    };
    let stop = run();
    finish(t, base, n, &input, stop)
}

/// `scanf(s, format string, a []any) (n, rest int, msg string)`
pub fn scanf<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let mut input = Input { text: t.reg_str(base), at: 0, lines: true };
    let format = t.reg_str(base + 2);
    let targets = operands(t, base + 4);
    let mut n = 0;
    let stop = by_format(t, &mut input, &format, &targets, &mut n);
    finish(t, base, n, &input, stop)
}

fn by_format<O: Os>(
    t: &mut Thread<'_, '_, O>,
    input: &mut Input,
    mut format: &[u8],
    targets: &[Iface],
    n: &mut usize,
) -> Result<(), Stop> {
    while let Some(&b) = format.first() {
        if b != b'%' || format.get(1) == Some(&b'%') {
            format = &format[1 + usize::from(b == b'%')..];
            if b == b'\n' {
                input.take(usize::MAX, |c| is_space(c) && c != '\n');
                match input.rest().first() {
                    None => {}
                    Some(b'\n') => input.at += 1,
                    Some(_) => return Err("newline in format does not match input".into()),
                }
            } else if is_space(char::from(b)) {
                input.take(usize::MAX, |c| is_space(c) && c != '\n');
            } else if input.rest().first() == Some(&b) {
                input.at += 1;
            } else if input.rest().is_empty() {
                return Err("unexpected EOF".into());
            } else {
                return Err("input does not match format".into());
            }
            continue;
        }
        format = &format[1..];
        let digits = format.iter().take_while(|c| c.is_ascii_digit()).count();
        let width = std::str::from_utf8(&format[..digits]).ok().and_then(|d| d.parse().ok());
        format = &format[digits..];
        let (verb, size) = decode(format);
        if size == 0 {
            return Err("too few operands for format '%'".into());
        }
        format = &format[size..];
        let Some(target) = targets.get(*n) else {
            return Err(Stop::Text(format!("too few operands for format '%{verb}'")));
        };
        if verb != 'c' {
            input.take(usize::MAX, |c| is_space(c) && c != '\n');
        }
        value(t, input, *target, verb, width.unwrap_or(usize::MAX)).map_err(|stop| match stop {
            Stop::Text(text) if text == "EOF" => "unexpected EOF".into(),
            other => other,
        })?;
        *n += 1;
    }
    if *n < targets.len() {
        return Err("too many operands".into());
    }
    Ok(())
}
