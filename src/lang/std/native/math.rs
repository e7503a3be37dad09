//! Packages math and math/bits.

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::elementary::{self as go, NAN, frexp, ldexp};
use crate::lang::std::text::special;
use crate::lang::vm::Thread;
use crate::runtime::os::Os;

fn one<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: impl Fn(f64) -> f64) -> Done {
    let v = f(t.reg_f64(base));
    t.set_reg(base, v.to_bits());
    Ok(())
}

fn two<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: impl Fn(f64, f64) -> f64) -> Done {
    let v = f(t.reg_f64(base), t.reg_f64(base + 1));
    t.set_reg(base, v.to_bits());
    Ok(())
}

fn bits<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, f: impl Fn(u64) -> u64) -> Done {
    let v = f(t.reg(base));
    t.set_reg(base, v);
    Ok(())
}

/// A float32 is held as the float64 of its value; of a NaN that is the one with the same sign and
/// payload, also if it signals.
fn float32_from_bits(bits: u64) -> u64 {
    let x = f32::from_bits(bits as u32);
    if !x.is_nan() {
        return f64::from(x).to_bits();
    }
    f64::INFINITY.to_bits() | (bits >> 31 & 1) << 63 | (bits & 0x7f_ffff) << 29
}

fn float32_bits(word: u64) -> u64 {
    let x = f64::from_bits(word);
    if !x.is_nan() {
        return u64::from((x as f32).to_bits());
    }
    u64::from(f32::INFINITY.to_bits()) | (word >> 63) << 31 | word >> 29 & 0x7f_ffff
}

/// Go's Max and Min: infinities before NaN, and the sign of zero counts.
fn max(x: f64, y: f64) -> f64 {
    if x == f64::INFINITY || y == f64::INFINITY {
        f64::INFINITY
    } else if x.is_nan() || y.is_nan() {
        NAN
    } else if x == 0.0 && x == y {
        if x.is_sign_negative() { y } else { x }
    } else {
        x.max(y)
    }
}

fn min(x: f64, y: f64) -> f64 {
    let m = -max(-x, -y);
    if m.is_nan() { NAN } else { m }
}

fn modulo(x: f64, y: f64) -> f64 {
    let r = x % y;
    if r.is_nan() { NAN } else { r }
}

fn dim(x: f64, y: f64) -> f64 {
    let d = x - y;
    if d <= 0.0 { 0.0 } else { d }
}

fn next_after(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        NAN
    } else if x == y {
        x
    } else if x < y {
        x.next_up()
    } else {
        x.next_down()
    }
}

/// IEEE 754 remainder: the quotient is rounded to even.
fn remainder(x: f64, y: f64) -> f64 {
    if y.is_infinite() && x.is_finite() {
        return x;
    }
    if x.is_nan() || y.is_nan() || x.is_infinite() || y == 0.0 {
        return NAN;
    }
    let y = y.abs();
    let r = x % (y * 2.0);
    let r = if y * 2.0 == f64::INFINITY { x % y } else { r };
    let (mut m, half) = (r.abs(), y / 2.0);
    if y < f64::MIN_POSITIVE * 2.0 {
        // Half of it would not be exact.
        if m + m > y {
            m -= y;
            if m + m >= y {
                m -= y;
            }
        }
    } else if m > half {
        m -= y;
        if m >= half {
            m -= y;
        }
    }
    if x.is_sign_negative() { -m } else { m }
}

fn logb(x: f64) -> f64 {
    match x {
        0.0 => f64::NEG_INFINITY,
        _ if x.is_infinite() => f64::INFINITY,
        _ if x.is_nan() => x,
        _ => (frexp(x).1 - 1) as f64,
    }
}

fn ilogb(x: f64) -> i64 {
    match x {
        0.0 => i64::from(i32::MIN),
        _ if !x.is_finite() => i64::from(i32::MAX),
        _ => frexp(x).1 - 1,
    }
}

fn pow10(n: i64) -> f64 {
    match n {
        -323..=308 => format!("1e{n}").parse().expect("a float"),
        _ if n > 308 => f64::INFINITY,
        _ => 0.0,
    }
}

fn is_inf(x: f64, sign: i64) -> bool {
    sign >= 0 && x == f64::INFINITY || sign <= 0 && x == f64::NEG_INFINITY
}

fn div64<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let [hi, lo, y] = [0, 1, 2].map(|i| u128::from(t.reg(base + i)));
    if y == 0 {
        return Err(t.runtime_error("integer divide by zero"));
    }
    if y <= hi {
        return Err(t.runtime_error("integer overflow"));
    }
    let x = hi << 64 | lo;
    t.set_reg2(base, ((x / y) as u64, (x % y) as u64));
    Ok(())
}

fn mul64<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let product = u128::from(t.reg(base)) * u128::from(t.reg(base + 1));
    t.set_reg2(base, ((product >> 64) as u64, product as u64));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Abs" => |t, b| one(t, b, f64::abs),
        "Acos" => |t, b| one(t, b, go::acos),
        "Acosh" => |t, b| one(t, b, go::acosh),
        "Asin" => |t, b| one(t, b, go::asin),
        "Asinh" => |t, b| one(t, b, go::asinh),
        "Atan" => |t, b| one(t, b, go::atan),
        "Atanh" => |t, b| one(t, b, go::atanh),
        "Cbrt" => |t, b| one(t, b, go::cbrt),
        "Ceil" => |t, b| one(t, b, f64::ceil),
        "Cos" => |t, b| one(t, b, go::cos),
        "Cosh" => |t, b| one(t, b, go::cosh),
        "Erf" => |t, b| one(t, b, special::erf),
        "Erfc" => |t, b| one(t, b, special::erfc),
        "Exp" => |t, b| one(t, b, go::exp),
        "Exp2" => |t, b| one(t, b, go::exp2),
        "Expm1" => |t, b| one(t, b, go::expm1),
        "Floor" => |t, b| one(t, b, f64::floor),
        "Gamma" => |t, b| one(t, b, special::gamma),
        "Log" => |t, b| one(t, b, go::ln),
        "Log10" => |t, b| one(t, b, go::log10),
        "Log1p" => |t, b| one(t, b, go::log1p),
        "Log2" => |t, b| one(t, b, go::log2),
        "Logb" => |t, b| one(t, b, logb),
        "Round" => |t, b| one(t, b, f64::round),
        "RoundToEven" => |t, b| one(t, b, f64::round_ties_even),
        "Sin" => |t, b| one(t, b, go::sin),
        "Sinh" => |t, b| one(t, b, go::sinh),
        "Sqrt" => |t, b| one(t, b, f64::sqrt),
        "Tan" => |t, b| one(t, b, go::tan),
        "Tanh" => |t, b| one(t, b, go::tanh),
        "Trunc" => |t, b| one(t, b, f64::trunc),
        "Atan2" => |t, b| two(t, b, go::atan2),
        "Copysign" => |t, b| two(t, b, f64::copysign),
        "Dim" => |t, b| two(t, b, dim),
        "Hypot" => |t, b| two(t, b, go::hypot),
        "Max" => |t, b| two(t, b, max),
        "Min" => |t, b| two(t, b, min),
        "Mod" => |t, b| two(t, b, modulo),
        "Nextafter" => |t, b| two(t, b, next_after),
        "Pow" => |t, b| two(t, b, go::pow),
        "Remainder" => |t, b| two(t, b, remainder),
        "FMA" => |t, b| {
            let v = t.reg_f64(b).mul_add(t.reg_f64(b + 1), t.reg_f64(b + 2));
            t.set_reg(b, v.to_bits());
            Ok(())
        },
        "Float32bits" => |t, b| bits(t, b, float32_bits),
        "Float32frombits" => |t, b| bits(t, b, float32_from_bits),
        "Float64bits" => |_, _| Ok(()),
        "Float64frombits" => |_, _| Ok(()),
        "Frexp" => |t, b| {
            let (f, e) = frexp(t.reg_f64(b));
            t.set_reg2(b, (f.to_bits(), e.cast_unsigned()));
            Ok(())
        },
        "Ilogb" => |t, b| {
            let e = ilogb(t.reg_f64(b));
            t.set_reg(b, e.cast_unsigned());
            Ok(())
        },
        "Inf" => |t, b| {
            let inf = if t.reg(b).cast_signed() >= 0 { f64::INFINITY } else { f64::NEG_INFINITY };
            t.set_reg(b, inf.to_bits());
            Ok(())
        },
        "IsInf" => |t, b| {
            let yes = is_inf(t.reg_f64(b), t.reg(b + 1).cast_signed());
            t.set_reg(b, word(yes));
            Ok(())
        },
        "IsNaN" => |t, b| bits(t, b, |w| word(f64::from_bits(w).is_nan())),
        "Ldexp" => |t, b| {
            let v = ldexp(t.reg_f64(b), t.reg(b + 1).cast_signed());
            t.set_reg(b, v.to_bits());
            Ok(())
        },
        "Modf" => |t, b| {
            let x = t.reg_f64(b);
            let fraction = if x.is_infinite() { NAN } else { (x - x.trunc()).copysign(x) };
            t.set_reg2(b, (x.trunc().to_bits(), fraction.to_bits()));
            Ok(())
        },
        "NaN" => |t, b| bits(t, b, |_| NAN.to_bits()),
        "Pow10" => |t, b| bits(t, b, |n| pow10(n.cast_signed()).to_bits()),
        "Signbit" => |t, b| bits(t, b, |w| w >> 63),
        "Sincos" => |t, b| {
            let x = t.reg_f64(b);
            t.set_reg2(b, (go::sin(x).to_bits(), go::cos(x).to_bits()));
            Ok(())
        },
        // math/bits, on 64 bits; the prelude narrows.
        "LeadingZeros64" => |t, b| bits(t, b, |w| u64::from(w.leading_zeros())),
        "TrailingZeros64" => |t, b| bits(t, b, |w| u64::from(w.trailing_zeros())),
        "OnesCount64" => |t, b| bits(t, b, |w| u64::from(w.count_ones())),
        "Reverse64" => |t, b| bits(t, b, u64::reverse_bits),
        "ReverseBytes64" => |t, b| bits(t, b, u64::swap_bytes),
        "Len64" => |t, b| bits(t, b, |w| u64::from(64 - w.leading_zeros())),
        "Mul64" => mul64,
        "Div64" => div64,
    }
}
