//! `strconv.FormatFloat`: all formats, exact or shortest.

/// Digits `0.d1d2d3… × 10^point`, without trailing zeros in shortest form.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i32,
}

/// No float has more significant decimal digits.
const MAX_DIGITS: usize = 800;
/// No float has more decimals.
const MAX_DECIMALS: usize = 1100;

/// Formats `value` as `strconv.FormatFloat(value, format, precision, bits)`; a negative precision
/// asks for the shortest form that reads back the same.
#[must_use]
pub fn format_float(value: f64, format: u8, precision: i64, bits: u32) -> String {
    #[allow(clippy::cast_possible_truncation)]
    let value = if bits == 32 { f64::from(value as f32) } else { value };
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf".into() } else { "-Inf".into() };
    }
    match format {
        b'b' => return binary(value, bits),
        b'x' | b'X' => return hex(value, precision, format, bits),
        b'e' | b'E' | b'f' | b'g' | b'G' => {}
        _ => return format!("%{}", char::from(format)),
    }
    let shortest = precision < 0;
    let precision = usize::try_from(precision).unwrap_or(0);
    let decimal = if shortest {
        shortest_decimal(value, bits)
    } else {
        match format {
            b'e' | b'E' => rounded(value, precision + 1),
            b'f' => return fixed(value, precision),
            _ => rounded(value, precision.max(1)),
        }
    };
    let digits = decimal.digits.len();
    match format {
        b'e' | b'E' => exponent(&decimal, if shortest { digits - 1 } else { precision }, format),
        b'f' => plain(&decimal, decimals(&decimal)),
        _ => general(decimal, shortest, precision, format),
    }
}

fn general(mut decimal: Decimal, shortest: bool, precision: usize, format: u8) -> String {
    while decimal.digits.len() > 1 && decimal.digits.last() == Some(&b'0') {
        decimal.digits.pop();
    }
    let digits = if decimal.digits == [b'0'] { 0 } else { decimal.digits.len() };
    let mut limit = if shortest { 6 } else { precision.max(1) };
    if !shortest && limit > digits && i64::try_from(digits).unwrap_or(0) >= i64::from(decimal.point)
    {
        limit = digits;
    }
    let exp = i64::from(decimal.point) - 1;
    if digits == 0 {
        return if decimal.negative { "-0".into() } else { "0".into() };
    }
    if exp < -4 || exp >= i64::try_from(limit).unwrap_or(i64::MAX) {
        exponent(&decimal, digits - 1, format - 2)
    } else {
        plain(&decimal, decimals(&decimal))
    }
}

/// How many decimals show all digits.
fn decimals(d: &Decimal) -> usize {
    usize::try_from(i64::try_from(d.digits.len()).unwrap_or(0) - i64::from(d.point)).unwrap_or(0)
}

/// Takes apart Rust's `d.ddde±x`.
fn from_scientific(text: &str) -> Decimal {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |t| (true, t));
    let (mantissa, exp) = text.split_once('e').expect("Rust's {:e} has an exponent");
    let digits: Vec<u8> = mantissa.bytes().filter(|b| *b != b'.').collect();
    let exp: i32 = exp.parse().expect("Rust's {:e} has a small exponent");
    let zero = digits.iter().all(|d| *d == b'0');
    Decimal { negative, digits, point: if zero { 1 } else { exp + 1 } }
}

/// The fewest digits that read back the same, and of those the nearest. Of two that are equally near
/// Rust's shortest form takes the upper one, Go and Rust's exact form the even one.
#[allow(clippy::cast_possible_truncation, clippy::float_cmp)]
fn shortest_decimal(value: f64, bits: u32) -> Decimal {
    let narrow = value as f32;
    let shortest = if bits == 32 { format!("{narrow:e}") } else { format!("{value:e}") };
    let count = from_scientific(&shortest).digits.len();
    let nearest = format!("{value:.*e}", count - 1);
    // Below a power of two floats lie closer: what is nearest need not read back.
    let reads_back = match bits {
        32 => nearest.parse() == Ok(narrow),
        _ => nearest.parse() == Ok(value),
    };
    from_scientific(if reads_back { &nearest } else { &shortest })
}

/// `count` significant digits, rounded exactly.
fn rounded(value: f64, count: usize) -> Decimal {
    let mut d = from_scientific(&format!("{value:.*e}", count.min(MAX_DIGITS) - 1));
    d.digits.resize(count, b'0');
    d
}

fn fixed(value: f64, precision: usize) -> String {
    let mut s = format!("{value:.*}", precision.min(MAX_DECIMALS));
    s.extend(std::iter::repeat_n('0', precision.saturating_sub(MAX_DECIMALS)));
    s
}

fn exponent(d: &Decimal, precision: usize, format: u8) -> String {
    let mut s = String::new();
    if d.negative {
        s.push('-');
    }
    s.push(char::from(d.digits[0]));
    if precision > 0 {
        s.push('.');
        s.extend(d.digits[1..].iter().take(precision).map(|b| char::from(*b)));
        s.extend(std::iter::repeat_n('0', precision.saturating_sub(d.digits.len() - 1)));
    }
    let exp = d.point - 1;
    s.push(char::from(format));
    s.push(if exp < 0 { '-' } else { '+' });
    s.push_str(&format!("{:02}", exp.abs()));
    s
}

fn plain(d: &Decimal, precision: usize) -> String {
    let digit = |i: i64| {
        usize::try_from(i).ok().and_then(|i| d.digits.get(i)).map_or('0', |b| char::from(*b))
    };
    let mut s = String::new();
    if d.negative {
        s.push('-');
    }
    if d.point > 0 {
        s.extend((0..i64::from(d.point)).map(digit));
    } else {
        s.push('0');
    }
    if precision > 0 {
        s.push('.');
        let first = i64::from(d.point);
        s.extend((first..first + i64::try_from(precision).unwrap_or(0)).map(digit));
    }
    s
}

/// Mantissa, exponent of its last bit, bits of the mantissa after the leading one.
fn parts(value: f64, bits: u32) -> (u64, i32, u32) {
    if bits == 32 {
        #[allow(clippy::cast_possible_truncation)]
        let raw = (value as f32).to_bits();
        let (exp, frac) = ((raw >> 23 & 0xff) as i32, u64::from(raw & ((1 << 23) - 1)));
        return if exp == 0 { (frac, -149, 23) } else { (frac | 1 << 23, exp - 150, 23) };
    }
    let raw = value.to_bits();
    let (exp, frac) = ((raw >> 52 & 0x7ff) as i32, raw & ((1 << 52) - 1));
    if exp == 0 { (frac, -1074, 52) } else { (frac | 1 << 52, exp - 1075, 52) }
}

fn binary(value: f64, bits: u32) -> String {
    let (mantissa, exp, _) = parts(value, bits);
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{mantissa}p{exp:+}")
}

fn hex(value: f64, precision: i64, format: u8, bits: u32) -> String {
    let (mut mantissa, exp, width) = parts(value, bits);
    let mut exp = exp + i32::try_from(width).expect("52 or 23");
    if mantissa == 0 {
        exp = 0;
    }
    // The leading one at bit 60, fifteen hex digits after it.
    mantissa <<= 60 - width;
    while mantissa != 0 && mantissa & (1 << 60) == 0 {
        mantissa <<= 1;
        exp -= 1;
    }
    if (0..15).contains(&precision) {
        let shift = u32::try_from(precision).expect("below 15") * 4;
        let extra = (mantissa << shift) & ((1 << 60) - 1);
        mantissa >>= 60 - shift;
        if extra | (mantissa & 1) > 1 << 59 {
            mantissa += 1;
        }
        mantissa <<= 60 - shift;
        if mantissa & (1 << 61) != 0 {
            mantissa >>= 1;
            exp += 1;
        }
    }
    let mut s = String::new();
    if value.is_sign_negative() {
        s.push('-');
    }
    s.push_str("0x");
    s.push(char::from(b'0' + u8::try_from(mantissa >> 60 & 1).expect("one bit")));
    mantissa <<= 4;
    if precision < 0 && mantissa != 0 {
        s.push('.');
        while mantissa != 0 {
            s.push(hex_digit(mantissa));
            mantissa <<= 4;
        }
    } else if precision > 0 {
        s.push('.');
        for _ in 0..precision {
            s.push(hex_digit(mantissa));
            mantissa <<= 4;
        }
    }
    s.push('p');
    s.push(if exp < 0 { '-' } else { '+' });
    s.push_str(&format!("{:02}", exp.abs()));
    if format == b'X' { s.to_uppercase() } else { s }
}

fn hex_digit(mantissa: u64) -> char {
    char::from_digit(u32::try_from(mantissa >> 60).expect("four bits"), 16).expect("below 16")
}
