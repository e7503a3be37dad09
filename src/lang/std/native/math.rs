//! Packages math and math/bits.

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::vm::Thread;
use crate::runtime::os::Os;

/// The NaN that Go's NaN gives.
const NAN_BITS: u64 = 0x7ff8_0000_0000_0001;

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

/// Go's Max and Min: infinities before NaN, and the sign of zero counts.
fn max(x: f64, y: f64) -> f64 {
    if x == f64::INFINITY || y == f64::INFINITY {
        f64::INFINITY
    } else if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x == 0.0 && x == y {
        if x.is_sign_negative() { y } else { x }
    } else {
        x.max(y)
    }
}

fn min(x: f64, y: f64) -> f64 {
    -max(-x, -y)
}

fn dim(x: f64, y: f64) -> f64 {
    let d = x - y;
    if d <= 0.0 { 0.0 } else { d }
}

fn next_after(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
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
    let y = y.abs();
    let r = x % (y * 2.0);
    let r = if y * 2.0 == f64::INFINITY { x % y } else { r };
    let (mut m, half) = (r.abs(), y / 2.0);
    if m > half {
        m -= y;
        if m >= half {
            m -= y;
        }
    }
    if x.is_sign_negative() { -m } else { m }
}

/// x = fraction × 2^exponent, with ½ ≤ |fraction| < 1.
fn frexp(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (x, extra) = if x.is_subnormal() { (x * 2f64.powi(52), -52) } else { (x, 0) };
    let raw = x.to_bits();
    let exp = (raw >> 52 & 0x7ff).cast_signed() - 1022 + extra;
    (f64::from_bits(raw & !(0x7ff << 52) | 1022 << 52), exp)
}

fn ldexp(fraction: f64, exp: i64) -> f64 {
    if fraction == 0.0 || !fraction.is_finite() {
        return fraction;
    }
    let (f, e) = frexp(fraction);
    let exp = exp.saturating_add(e);
    if exp > 1024 {
        return f64::INFINITY.copysign(f);
    }
    if exp < -1080 {
        return 0f64.copysign(f);
    }
    let exp = i32::try_from(exp).expect("between -1080 and 1024");
    if exp < -1021 {
        f * 2f64.powi(exp + 100) * 2f64.powi(-100)
    } else {
        f * 2.0 * 2f64.powi(exp - 1)
    }
}

/// Powers of two and of e to an integer are exact where libm's general power might not be.
fn exp2(x: f64) -> f64 {
    x.exp2()
}

fn log2(x: f64) -> f64 {
    let (f, e) = frexp(x);
    // Exact for powers of two.
    if f == 0.5 { (e - 1) as f64 } else { f.ln() * std::f64::consts::LOG2_E + e as f64 }
}

fn log10(x: f64) -> f64 {
    log2(x) * (std::f64::consts::LN_2 / std::f64::consts::LN_10)
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

/// Lanczos' approximation; exact for small integers.
fn gamma(x: f64) -> f64 {
    if x == f64::NEG_INFINITY || x < 0.0 && x == x.floor() {
        return f64::NAN;
    }
    if x == x.floor() && (1.0..=171.0).contains(&x) {
        return (1..x as u32).fold(1.0, |p, n| p * f64::from(n));
    }
    if x == 0.0 {
        return f64::INFINITY.copysign(x);
    }
    if x < 0.5 {
        let pi = std::f64::consts::PI;
        return pi / ((pi * x).sin() * gamma(1.0 - x));
    }
    if x > 171.7 {
        return f64::INFINITY;
    }
    const C: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let t = x + 7.5;
    let sum = C[1..].iter().enumerate().fold(C[0], |s, (i, c)| s + c / (x + (i + 1) as f64));
    (2.0 * std::f64::consts::PI).sqrt() * t.powf(x + 0.5) * (-t).exp() * sum
}

/// The error function's complement, by series near zero and a continued fraction far out.
fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x.abs() < 2.5 {
        return 1.0 - erf_series(x);
    }
    if x.abs() > 27.3 {
        return if x > 0.0 { 0.0 } else { 2.0 };
    }
    let z = x.abs();
    let mut f = 0.0;
    for k in (1..=120).rev() {
        f = f64::from(k) / 2.0 / (z + f);
    }
    let tail = (-z * z).exp() / (z + f) / std::f64::consts::PI.sqrt();
    if x > 0.0 { tail } else { 2.0 - tail }
}

fn erf(x: f64) -> f64 {
    if x.abs() < 2.5 { erf_series(x) } else { 1.0 - erfc(x) }
}

fn erf_series(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..120 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    sum * std::f64::consts::FRAC_2_SQRT_PI
}

fn pow(x: f64, y: f64) -> f64 {
    // Go: Pow(-1, ±Inf) = 1, as IEEE; Pow(1, y) = 1 and Pow(x, 0) = 1 even for NaN.
    x.powf(y)
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

fn mul64<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let product = u128::from(t.reg(base)) * u128::from(t.reg(base + 1));
    t.set_reg2(base, ((product >> 64) as u64, product as u64));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Abs" => |t, b| one(t, b, f64::abs),
        "Acos" => |t, b| one(t, b, f64::acos),
        "Acosh" => |t, b| one(t, b, f64::acosh),
        "Asin" => |t, b| one(t, b, f64::asin),
        "Asinh" => |t, b| one(t, b, f64::asinh),
        "Atan" => |t, b| one(t, b, f64::atan),
        "Atanh" => |t, b| one(t, b, f64::atanh),
        "Cbrt" => |t, b| one(t, b, f64::cbrt),
        "Ceil" => |t, b| one(t, b, f64::ceil),
        "Cos" => |t, b| one(t, b, f64::cos),
        "Cosh" => |t, b| one(t, b, f64::cosh),
        "Erf" => |t, b| one(t, b, erf),
        "Erfc" => |t, b| one(t, b, erfc),
        "Exp" => |t, b| one(t, b, f64::exp),
        "Exp2" => |t, b| one(t, b, exp2),
        "Expm1" => |t, b| one(t, b, f64::exp_m1),
        "Floor" => |t, b| one(t, b, f64::floor),
        "Gamma" => |t, b| one(t, b, gamma),
        "Log" => |t, b| one(t, b, f64::ln),
        "Log10" => |t, b| one(t, b, log10),
        "Log1p" => |t, b| one(t, b, f64::ln_1p),
        "Log2" => |t, b| one(t, b, log2),
        "Logb" => |t, b| one(t, b, logb),
        "Round" => |t, b| one(t, b, f64::round),
        "RoundToEven" => |t, b| one(t, b, f64::round_ties_even),
        "Sin" => |t, b| one(t, b, f64::sin),
        "Sinh" => |t, b| one(t, b, f64::sinh),
        "Sqrt" => |t, b| one(t, b, f64::sqrt),
        "Tan" => |t, b| one(t, b, f64::tan),
        "Tanh" => |t, b| one(t, b, f64::tanh),
        "Trunc" => |t, b| one(t, b, f64::trunc),
        "Atan2" => |t, b| two(t, b, f64::atan2),
        "Copysign" => |t, b| two(t, b, f64::copysign),
        "Dim" => |t, b| two(t, b, dim),
        "Hypot" => |t, b| two(t, b, f64::hypot),
        "Max" => |t, b| two(t, b, max),
        "Min" => |t, b| two(t, b, min),
        "Mod" => |t, b| two(t, b, |x, y| x % y),
        "Nextafter" => |t, b| two(t, b, next_after),
        "Pow" => |t, b| two(t, b, pow),
        "Remainder" => |t, b| two(t, b, remainder),
        "FMA" => |t, b| {
            let v = t.reg_f64(b).mul_add(t.reg_f64(b + 1), t.reg_f64(b + 2));
            t.set_reg(b, v.to_bits());
            Ok(())
        },
        "Float32bits" => |t, b| bits(t, b, |w| u64::from((f64::from_bits(w) as f32).to_bits())),
        "Float32frombits" => |t, b| bits(t, b, |w| f64::from(f32::from_bits(w as u32)).to_bits()),
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
            let fraction = if x.is_infinite() { f64::NAN } else { (x - x.trunc()).copysign(x) };
            t.set_reg2(b, (x.trunc().to_bits(), fraction.to_bits()));
            Ok(())
        },
        "NaN" => |t, b| bits(t, b, |_| NAN_BITS),
        "Pow10" => |t, b| bits(t, b, |n| pow10(n.cast_signed()).to_bits()),
        "Signbit" => |t, b| bits(t, b, |w| w >> 63),
        "Sincos" => |t, b| {
            let (sin, cos) = t.reg_f64(b).sin_cos();
            t.set_reg2(b, (sin.to_bits(), cos.to_bits()));
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
    }
}
