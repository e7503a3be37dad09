//! Format strings: flags, widths, operand indices, and what is wrong with them.

use super::World;
use super::flags::Flags;
use super::print::{NUMBER, Printer, dynamic};
use crate::lang::rtype::Kind;
use crate::lang::std::text::rune::decode;
use crate::lang::vm::Iface;

/// Larger widths and precisions are refused.
const MAX_NUMBER: i64 = 1_000_000;

/// Where the reader of a format string stands.
struct Cursor<'f> {
    format: &'f [u8],
    at: usize,
    /// The next operand.
    arg: usize,
    /// Whether an index such as `[2]` was used anywhere.
    reordered: bool,
    /// Whether the indices of this verb make sense.
    good: bool,
    /// Whether the item just read was an index.
    after_index: bool,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    /// A decimal number; one that is too large also swallows the rest.
    fn number(&mut self) -> Option<usize> {
        let mut n: Option<i64> = None;
        while let Some(c @ b'0'..=b'9') = self.peek() {
            let value = n.unwrap_or(0);
            if value > MAX_NUMBER {
                self.at = self.format.len();
                return None;
            }
            n = Some(value * 10 + i64::from(c - b'0'));
            self.at += 1;
        }
        n.and_then(|n| usize::try_from(n).ok())
    }

    /// An operand index `[n]`.
    fn index(&mut self, operands: usize) {
        self.after_index = false;
        if self.peek() != Some(b'[') {
            return;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let close = rest.iter().position(|c| *c == b']');
        let Some(close) = close.filter(|_| rest.len() >= 3) else {
            self.at += 1;
            self.good = false;
            return;
        };
        let text = std::str::from_utf8(&rest[1..close]).unwrap_or("");
        let digits = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
        let number = text.parse::<usize>().ok().filter(|n| digits && *n <= 10_000_000);
        self.at += close + 1;
        match number {
            Some(n) if (1..=operands).contains(&n) => {
                self.arg = n - 1;
                self.after_index = true;
            }
            _ => {
                self.good = false;
                self.after_index = number.is_some();
            }
        }
    }
}

impl<W: World> Printer<'_, W> {
    /// `Printf`.
    pub fn printf(&mut self, format: &[u8], args: &[Iface]) -> Result<(), W::Stop> {
        let mut c =
            Cursor { format, at: 0, arg: 0, reordered: false, good: true, after_index: false };
        while c.at < format.len() {
            let rest = &format[c.at..];
            let plain = rest.iter().position(|b| *b == b'%').unwrap_or(rest.len());
            self.room(plain as u64)?;
            self.out.buf.extend_from_slice(&rest[..plain]);
            c.at += plain;
            if c.at < format.len() {
                c.at += 1;
                c.good = true;
                self.verb(&mut c, args)?;
            }
        }
        if !c.reordered && c.arg < args.len() {
            self.extra(&args[c.arg..])?;
        }
        Ok(())
    }

    /// One verb, after its `%`.
    fn verb(&mut self, c: &mut Cursor, args: &[Iface]) -> Result<(), W::Stop> {
        self.out.flags = Flags::default();
        self.room(NUMBER)?;
        let flags = &mut self.out.flags;
        while let Some(b) = c.peek() {
            match b {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            c.at += 1;
        }
        c.after_index = false;
        c.index(args.len());
        self.width(c, args);
        self.precision(c, args);
        if !c.after_index {
            c.index(args.len());
        }
        if c.at >= c.format.len() {
            self.out.text("%!(NOVERB)");
            return Ok(());
        }
        let (verb, size) = decode(&c.format[c.at..]);
        c.at += size;
        let problem = if verb == '%' {
            self.out.text("%");
            return Ok(());
        } else if !c.good {
            "(BADINDEX)"
        } else if c.arg >= args.len() {
            "(MISSING)"
        } else {
            ""
        };
        if !problem.is_empty() {
            self.out.text("%!");
            self.out.rune(verb);
            self.out.text(problem);
            return Ok(());
        }
        if verb == 'w'
            && let Some(wrapped) = &mut self.wrapped
        {
            wrapped.push(c.arg);
        }
        if matches!(verb, 'v' | 'w') {
            let flags = &mut self.out.flags;
            flags.sharp_v = std::mem::take(&mut flags.sharp);
            flags.plus_v = std::mem::take(&mut flags.plus);
        }
        c.arg += 1;
        self.operand(args[c.arg - 1], verb)
    }

    fn width(&mut self, c: &mut Cursor, args: &[Iface]) {
        if c.peek() != Some(b'*') {
            self.out.flags.width = c.number();
            if c.after_index && self.out.flags.width.is_some() {
                c.good = false;
            }
            return;
        }
        c.at += 1;
        match self.number_operand(c, args) {
            Some(n) => {
                self.out.flags.width = usize::try_from(n.abs()).ok();
                if n < 0 {
                    self.out.flags.minus = true;
                    self.out.flags.zero = false;
                }
            }
            None => self.out.text("%!(BADWIDTH)"),
        }
        c.after_index = false;
    }

    fn precision(&mut self, c: &mut Cursor, args: &[Iface]) {
        if c.peek() != Some(b'.') || c.at + 1 >= c.format.len() {
            return;
        }
        c.at += 1;
        if c.after_index {
            c.good = false;
        }
        c.index(args.len());
        if c.peek() != Some(b'*') {
            self.out.flags.precision = Some(c.number().unwrap_or(0));
            return;
        }
        c.at += 1;
        self.out.flags.precision =
            self.number_operand(c, args).and_then(|n| usize::try_from(n).ok());
        if self.out.flags.precision.is_none() {
            self.out.text("%!(BADPREC)");
        }
        c.after_index = false;
    }

    /// The integer operand of a `*`.
    fn number_operand(&mut self, c: &mut Cursor, args: &[Iface]) -> Option<i64> {
        let arg = *args.get(c.arg)?;
        c.arg += 1;
        let kind = self.world.rtype(dynamic(arg)?).kind;
        let integer = matches!(
            kind,
            Kind::Int
                | Kind::Int8
                | Kind::Int16
                | Kind::Int32
                | Kind::Int64
                | Kind::Uint
                | Kind::Uint8
                | Kind::Uint16
                | Kind::Uint32
                | Kind::Uint64
                | Kind::Uintptr
        );
        let n = i64::from_ne_bytes(arg.1.to_ne_bytes());
        (integer && (-MAX_NUMBER..=MAX_NUMBER).contains(&n)).then_some(n)
    }
}
