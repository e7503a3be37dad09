//! Package math's elementary functions: the approximations that Go uses on amd64, operation by
//! operation, so that the last bit is Go's too and no platform's library has a say.
//!
//! Sine to arctangent and tanh are those of the Cephes library, logarithms and expm1 those of FreeBSD's msun,
//! the exponential is SLEEF's. It must never know of instructions. Next: [`super::special`].
#![allow(clippy::excessive_precision, reason = "the digits are those of the sources")]

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, LOG2_E, LOG10_E, PI};

/// The NaN that Go's NaN gives.
pub const NAN: f64 = f64::from_bits(0x7ff8_0000_0000_0001);

const LN2_HI: f64 = 6.93147180369123816490e-01;
const LN2_LO: f64 = 1.90821492927058770002e-10;

/// `((c0·x + c1)·x + c2)…`
pub(super) fn poly(x: f64, c: &[f64]) -> f64 {
    c[1..].iter().fold(c[0], |sum, c| sum * x + c)
}

/// A function that is odd, by what it is for arguments that are not negative.
fn odd(x: f64, f: impl Fn(f64) -> f64) -> f64 {
    if x < 0.0 { -f(-x) } else { f(x) }
}

/// x = fraction × 2^exponent, with ½ ≤ |fraction| < 1.
pub fn frexp(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (x, extra) = if x.is_subnormal() { (x * 2f64.powi(52), -52) } else { (x, 0) };
    let raw = x.to_bits();
    let exp = (raw >> 52 & 0x7ff).cast_signed() - 1022 + extra;
    (f64::from_bits(raw & !(0x7ff << 52) | 1022 << 52), exp)
}

/// fraction × 2^exp, rounded once.
pub fn ldexp(fraction: f64, exp: i64) -> f64 {
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

/// The octant of an angle, even, and what is left of it.
fn octant(x: f64) -> (u64, f64) {
    const PI4: [f64; 3] =
        [7.85398125648498535156e-1, 3.77489470793079817668e-8, 2.69515142907905952645e-15];
    if x >= f64::from(1 << 29) {
        return reduce(x);
    }
    let j = (x * (4.0 / PI)) as u64;
    let j = j + (j & 1);
    let y = j as f64;
    (j & 7, ((x - y * PI4[0]) - y * PI4[1]) - y * PI4[2])
}

/// The same for large angles, by Payne and Hanek: multiplies with as many bits of 4/π as matter.
fn reduce(x: f64) -> (u64, f64) {
    const FOUR_OVER_PI: [u64; 20] = [
        0x0000000000000001,
        0x45f306dc9c882a53,
        0xf84eafa3ea69bb81,
        0xb6c52b3278872083,
        0xfca2c757bd778ac3,
        0x6e48dc74849ba5c0,
        0x0c925dd413a32439,
        0xfc3bd63962534e7d,
        0xd1046bea5d768909,
        0xd338e04d68befc82,
        0x7323ac7306a673e9,
        0x3908bf177bf25076,
        0x3ff12fffbc0b301f,
        0xde5e2316b414da3e,
        0xda6cfd9e4f96136e,
        0x9e8c7ecd3cbfd45a,
        0xea4f758fd7cbe2f6,
        0x7a0e73ef14a525d4,
        0xd7f6bf623f1aba10,
        0xac06608df8f6d757,
    ];
    let raw = x.to_bits();
    let exp = (raw >> 52 & 0x7ff) as usize + 61 - 1023 - 52;
    let mantissa = u128::from(raw & ((1 << 52) - 1) | 1 << 52);
    let (digit, shift) = (exp / 64, exp % 64);
    let part = |i: usize| {
        let two =
            u128::from(FOUR_OVER_PI[digit + i]) << 64 | u128::from(FOUR_OVER_PI[digit + i + 1]);
        two << shift >> 64
    };
    // The product's bits from 2^3 down, modulo 8.
    let product = ((part(0) * mantissa) << 64)
        .wrapping_add(part(1) * mantissa)
        .wrapping_add((part(2) * mantissa) >> 64);
    let mut j = (product >> 125) as u64;
    let rest = product << 3;
    let (hi, lo) = ((rest >> 64) as u64, (product as u64));
    let lz = hi.leading_zeros() + 1;
    let hi = hi << (lz - 1) << 1 | lo >> (64 - lz);
    let mut z = f64::from_bits(hi >> 12 | u64::from(1023 - lz) << 52);
    if j & 1 == 1 {
        j = (j + 1) & 7;
        z -= 1.0;
    }
    (j, z * FRAC_PI_4)
}

fn sin_poly(z: f64) -> f64 {
    let zz = z * z;
    let c = [
        1.58962301576546568060e-10,
        -2.50507477628578072866e-8,
        2.75573136213857245213e-6,
        -1.98412698295895385996e-4,
        8.33333333332211858878e-3,
        -1.66666666666666307295e-1,
    ];
    z + z * zz * poly(zz, &c)
}

fn cos_poly(z: f64) -> f64 {
    let zz = z * z;
    let c = [
        -1.13585365213876817300e-11,
        2.08757008419747316778e-9,
        -2.75573141792967388112e-7,
        2.48015872888517045348e-5,
        -1.38888888888730564116e-3,
        4.16666666666665929218e-2,
    ];
    1.0 - 0.5 * zz + zz * zz * poly(zz, &c)
}

/// Sine of x radians.
pub fn sin(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return NAN;
    }
    odd(x, |x| {
        let (j, z) = octant(x);
        let y = if matches!(j & 3, 1 | 2) { cos_poly(z) } else { sin_poly(z) };
        if j > 3 { -y } else { y }
    })
}

/// Cosine of x radians.
pub fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return NAN;
    }
    let (j, z) = octant(x.abs());
    let y = if matches!(j & 3, 1 | 2) { sin_poly(z) } else { cos_poly(z) };
    if (j > 3) != (j & 3 > 1) { -y } else { y }
}

/// Tangent of x radians.
pub fn tan(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return NAN;
    }
    odd(x, |x| {
        let (j, z) = octant(x);
        let zz = z * z;
        let mut y = z;
        if zz > 1e-14 {
            let p =
                [-1.30936939181383777646e4, 1.15351664838587416140e6, -1.79565251976484877988e7];
            let q = [
                1.0,
                1.36812963470692954678e4,
                -1.32089234440210967447e6,
                2.50083801823357915839e7,
                -5.38695755929454629881e7,
            ];
            y = z + z * (zz * poly(zz, &p) / poly(zz, &q));
        }
        if j & 2 == 2 { -1.0 / y } else { y }
    })
}

/// Arctangent up to 0.66.
fn small_atan(x: f64) -> f64 {
    let p = [
        -8.750608600031904122785e-01,
        -1.615753718733365076637e+01,
        -7.500855792314704667340e+01,
        -1.228866684490136173410e+02,
        -6.485021904942025371773e+01,
    ];
    let q = [
        1.0,
        2.485846490142306297962e+01,
        1.650270098316988542046e+02,
        4.328810604912902668951e+02,
        4.853903996359136964868e+02,
        1.945506571482613964425e+02,
    ];
    let z = x * x;
    let z = z * poly(z, &p) / poly(z, &q);
    x * z + x
}

fn positive_atan(x: f64) -> f64 {
    const MORE_BITS: f64 = 6.123233995736765886130e-17;
    if x <= 0.66 {
        small_atan(x)
    } else if x > 2.41421356237309504880 {
        FRAC_PI_2 - small_atan(1.0 / x) + MORE_BITS
    } else {
        FRAC_PI_4 + small_atan((x - 1.0) / (x + 1.0)) + 0.5 * MORE_BITS
    }
}

/// Arctangent, in radians.
pub fn atan(x: f64) -> f64 {
    if x == 0.0 { x } else { odd(x, positive_atan) }
}

/// Arcsine, in radians; NaN beyond ±1.
pub fn asin(x: f64) -> f64 {
    if x == 0.0 {
        return x;
    }
    odd(x, |x| {
        if x > 1.0 {
            return NAN;
        }
        let root = (1.0 - x * x).sqrt();
        if x > 0.7 { FRAC_PI_2 - positive_atan(root / x) } else { positive_atan(x / root) }
    })
}

/// Arccosine, in radians; NaN beyond ±1.
pub fn acos(x: f64) -> f64 {
    FRAC_PI_2 - asin(x)
}

/// The angle of the point (x, y), in radians.
pub fn atan2(y: f64, x: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    let (left, tall) = (x.is_sign_negative(), y.is_infinite());
    let special = if y == 0.0 {
        Some(if left { PI } else { 0.0 })
    } else if x == 0.0 {
        Some(FRAC_PI_2)
    } else if x.is_infinite() {
        Some(match (left, tall) {
            (false, true) => FRAC_PI_4,
            (false, false) => 0.0,
            (true, true) => 3.0 * FRAC_PI_4,
            (true, false) => PI,
        })
    } else {
        tall.then_some(FRAC_PI_2)
    };
    if let Some(angle) = special {
        return angle.copysign(y);
    }
    let q = atan(y / x);
    match x < 0.0 {
        true if q <= 0.0 => q + PI,
        true => q - PI,
        false => q,
    }
}

/// e to the power of x.
pub fn exp(x: f64) -> f64 {
    const LN2_UPPER: f64 = 0.69314718055966295651160180568695068359375;
    const LN2_LOWER: f64 = 0.28235290563031577122588448175013436025525412068e-12;
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY { 0.0 } else { x };
    }
    if x > 7.09782712893384e+02 {
        return f64::INFINITY;
    }
    let k = (LOG2_E * x).round_ties_even();
    let r = (-k).mul_add(LN2_LOWER, (-k).mul_add(LN2_UPPER, x)) * 0.0625;
    // The Taylor series of e^r - 1, and four times its square's.
    let taylor = [
        1.9841269841269841270e-4,
        1.3888888888888888889e-3,
        8.3333333333333333333e-3,
        4.1666666666666666667e-2,
        1.6666666666666666667e-1,
        0.5,
        1.0,
    ];
    let sum = taylor.iter().fold(2.4801587301587301587e-5, |sum: f64, c| r.mul_add(sum, *c));
    let mut y = r * sum;
    for _ in 0..3 {
        y *= y + 2.0;
    }
    let y = (y + 2.0).mul_add(y, 1.0);
    let exponent = k as i64 + 0x3ff;
    let power = |e: i64| f64::from_bits(e.cast_unsigned() << 52);
    match exponent {
        ..-52 => 0.0,
        -52..=0 => y * power(exponent + 0x3fe) * power(1),
        1..0x7ff => y * power(exponent),
        _ => f64::INFINITY,
    }
}

/// 2 to the power of x.
pub fn exp2(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > 1.0239999999999999e+03 {
        return f64::INFINITY;
    }
    if x < -1.0740e+03 {
        return 0.0;
    }
    let k = if x > 0.0 { (x + 0.5).trunc() } else { (x - 0.5).trunc() };
    let t = x - k;
    let (hi, lo) = (t * LN2_HI, -t * LN2_LO);
    let r = hi - lo;
    let t = r * r;
    let p = [
        4.13813679705723846039e-08,
        -1.65339022054652515390e-06,
        6.61375632143793436117e-05,
        -2.77777777770155933842e-03,
        1.66666666666666657415e-01,
    ];
    let c = r - t * poly(t, &p);
    let y = 1.0 - ((lo - (r * c) / (2.0 - c)) - hi);
    ldexp(y, k as i64)
}

/// eˣ − 1, exact where eˣ is near 1.
pub fn expm1(x: f64) -> f64 {
    if x.abs() < 2f64.powi(-54) || x.is_nan() {
        return x;
    }
    if x <= -3.88162421113569373274e+01 {
        return -1.0;
    }
    if x >= 7.09782712893383973096e+02 {
        return f64::INFINITY;
    }
    // x = k·ln 2 + r, and c is what rounding r has lost.
    let k = match x.abs() {
        size if size <= 3.46573590279972654709e-01 => 0.0,
        size if size < 1.03972077083991796413e+00 => 1f64.copysign(x),
        _ => (LOG2_E * x + 0.5f64.copysign(x)).trunc(),
    };
    let (hi, lo) = (x - k * LN2_HI, k * LN2_LO);
    let r = hi - lo;
    let c = (hi - r) - lo;
    let half = 0.5 * r;
    let square = r * half;
    let q = [
        -2.01099218183624371326e-07,
        4.00821782732936239552e-06,
        -7.93650757867487942473e-05,
        1.58730158725481460165e-03,
        -3.33333333333331316428e-02,
        1.0,
    ];
    let p = poly(square, &q);
    let t = 3.0 - p * half;
    let e = square * ((p - t) / (6.0 - r * t));
    let e = (r * (e - c) - c) - square;
    let exp = k as i64;
    match exp {
        0 => r - e,
        -1 => 0.5 * (r - e) - 0.5,
        1 if r < -0.25 => -2.0 * (e - (r + 0.5)),
        1 => 1.0 + 2.0 * (r - e),
        2..=19 => ldexp((1.0 - ldexp(1.0, -exp)) - (e - r), exp),
        20..=56 => ldexp((r - (e + ldexp(1.0, -exp))) + 1.0, exp),
        _ => ldexp(1.0 - (e - r), exp) - 1.0,
    }
}

/// The coefficients of the logarithm's series, the last first.
const LOG: [f64; 7] = [
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
];

/// Natural logarithm; NaN below 0.
pub fn ln(x: f64) -> f64 {
    const HALF_SQRT_2: f64 = std::f64::consts::FRAC_1_SQRT_2;
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x < 0.0 {
        return NAN;
    }
    if !x.is_finite() {
        return x;
    }
    let raw = x.to_bits();
    let mut f = f64::from_bits(raw & ((1 << 52) - 1) | 0x3fe << 52);
    let mut k = (raw >> 52) as f64 - 1022.0;
    if f <= HALF_SQRT_2 {
        k -= 1.0;
        f *= 2.0;
    }
    let f = f - 1.0;
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let t1 = s2 * poly(s4, &[LOG[0], LOG[2], LOG[4], LOG[6]]);
    let t2 = s4 * poly(s4, &[LOG[1], LOG[3], LOG[5]]);
    let half_square = 0.5 * f * f;
    k * LN2_HI - ((half_square - (s * (half_square + (t1 + t2)) + k * LN2_LO)) - f)
}

/// Binary logarithm; NaN below 0.
pub fn log2(x: f64) -> f64 {
    let (f, e) = frexp(x);
    // Exact for powers of two.
    if f == 0.5 { (e - 1) as f64 } else { ln(f) * LOG2_E + e as f64 }
}

/// Decimal logarithm; NaN below 0.
pub fn log10(x: f64) -> f64 {
    ln(x) * LOG10_E
}

/// ln(1 + x), also near 0.
pub fn log1p(x: f64) -> f64 {
    const SQRT_2_MANTISSA: u64 = 0x0006_a09e_667f_3bcd;
    if x < -1.0 || x.is_nan() {
        return NAN;
    }
    if x == -1.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return x;
    }
    let (size, mut f, mut k, mut c, mut tiny) = (x.abs(), x, 0i64, 0.0, false);
    if size < 4.142135623730950488017e-01 && size < 1.0 / f64::from(1 << 29) {
        return if size < 2f64.powi(-54) { x } else { x - x * x * 0.5 };
    }
    if size >= 4.142135623730950488017e-01 || x <= -2.928932188134524755992e-01 {
        let u = if size < 2f64.powi(53) { 1.0 + x } else { x };
        k = (u.to_bits() >> 52).cast_signed() - 1023;
        if size < 2f64.powi(53) {
            c = if k > 0 { 1.0 - (u - x) } else { x - (u - 1.0) };
            c /= u;
        }
        let mantissa = u.to_bits() & ((1 << 52) - 1);
        let u = if mantissa < SQRT_2_MANTISSA {
            tiny = mantissa == 0;
            f64::from_bits(mantissa | 0x3ff << 52)
        } else {
            k += 1;
            tiny = ((1 << 52) - mantissa) >> 2 == 0;
            f64::from_bits(mantissa | 0x3fe << 52)
        };
        f = u - 1.0;
    }
    let half_square = 0.5 * f * f;
    let kf = k as f64;
    if tiny {
        if f == 0.0 {
            return if k == 0 { 0.0 } else { kf * LN2_HI + (c + kf * LN2_LO) };
        }
        let r = half_square * (1.0 - 0.66666666666666666 * f);
        return if k == 0 { f - r } else { kf * LN2_HI - ((r - (kf * LN2_LO + c)) - f) };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * poly(z, &LOG);
    if k == 0 {
        return f - (half_square - s * (half_square + r));
    }
    kf * LN2_HI - ((half_square - (s * (half_square + r) + (kf * LN2_LO + c))) - f)
}

/// Hyperbolic sine.
pub fn sinh(x: f64) -> f64 {
    odd(x, |x| {
        if x > 21.0 {
            exp(x) * 0.5
        } else if x > 0.5 {
            let e = exp(x);
            (e - 1.0 / e) * 0.5
        } else {
            let p = [
                -0.2630563213397497062819489e+2,
                -0.2894211355989563807284660366e+4,
                -0.8991272022039509355398013511e+5,
                -0.6307673640497716991184787251e+6,
            ];
            let q = [
                1.0,
                -0.173678953558233699533450911e+3,
                0.1521517378790019070696485176e+5,
                -0.6307673640497716991212077277e+6,
            ];
            let square = x * x;
            poly(square, &p) * x / poly(square, &q)
        }
    })
}

/// Hyperbolic cosine.
pub fn cosh(x: f64) -> f64 {
    let x = x.abs();
    if x > 21.0 {
        return exp(x) * 0.5;
    }
    let e = exp(x);
    (e + 1.0 / e) * 0.5
}

/// Hyperbolic tangent.
pub fn tanh(x: f64) -> f64 {
    let z = x.abs();
    if z > 0.5 * 8.8029691931113054295988e+01 {
        return 1f64.copysign(x);
    }
    if z >= 0.625 {
        let t = 1.0 - 2.0 / (exp(2.0 * z) + 1.0);
        return if x < 0.0 { -t } else { t };
    }
    if x == 0.0 {
        return x;
    }
    let p = [-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3];
    let q = [1.0, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3];
    let s = x * x;
    x + x * s * poly(s, &p) / poly(s, &q)
}

const LARGE: f64 = (1 << 28) as f64;

/// Inverse hyperbolic sine.
pub fn asinh(x: f64) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let f = |x: f64| {
        if x > LARGE {
            ln(x) + LN_2
        } else if x > 2.0 {
            ln(2.0 * x + 1.0 / ((x * x + 1.0).sqrt() + x))
        } else if x < 1.0 / LARGE {
            x
        } else {
            log1p(x + x * x / (1.0 + (1.0 + x * x).sqrt()))
        }
    };
    odd(x, f)
}

/// Inverse hyperbolic cosine; NaN below 1.
pub fn acosh(x: f64) -> f64 {
    if x < 1.0 || x.is_nan() {
        NAN
    } else if x == 1.0 {
        0.0
    } else if x >= LARGE {
        ln(x) + LN_2
    } else if x > 2.0 {
        ln(2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt()))
    } else {
        let t = x - 1.0;
        log1p(t + (2.0 * t + t * t).sqrt())
    }
}

/// Inverse hyperbolic tangent; NaN beyond ±1.
pub fn atanh(x: f64) -> f64 {
    if x.is_nan() || x.abs() > 1.0 {
        return NAN;
    }
    if x.abs() == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    odd(x, |x| {
        if x < 1.0 / LARGE {
            x
        } else if x < 0.5 {
            let t = x + x;
            0.5 * log1p(t + t * x / (1.0 - x))
        } else {
            0.5 * log1p((x + x) / (1.0 - x))
        }
    })
}

/// √(x² + y²) without overflow on the way.
pub fn hypot(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    if x == f64::INFINITY || y == f64::INFINITY {
        return f64::INFINITY;
    }
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    let (max, min) = if x > y { (x, y) } else { (y, x) };
    if max == 0.0 {
        return 0.0;
    }
    let q = min / max;
    max * (q * q + 1.0).sqrt()
}

/// Cube root.
pub fn cbrt(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    odd(x, |x| {
        let mut t = f64::from_bits(x.to_bits() / 3 + (715_094_163 << 32));
        if x < f64::MIN_POSITIVE {
            t = f64::from_bits((2f64.powi(54) * x).to_bits() / 3 + (696_219_795 << 32));
        }
        let r = t * t / x;
        let s = 5.42857142857142815906e-01 + r * t;
        t *= 3.57142857142857150787e-01
            + 1.60714285714285720630e+00
                / (s + 1.41428571428571436819e+00 + -7.05306122448979611050e-01 / s);
        t = f64::from_bits((t.to_bits() & (0xF_FFFF_FFFC << 28)) + (1 << 30));
        let s = t * t;
        let r = x / s;
        let w = t + t;
        t + t * ((r - t) / (w + r))
    })
}

/// x to the power of y, with the special cases of IEEE 754.
pub fn pow(x: f64, y: f64) -> f64 {
    let is_odd = |y: f64| y.abs() < 2f64.powi(53) && y % 2.0 != 0.0 && y.fract() == 0.0;
    let large = |above: bool| if above { f64::INFINITY } else { 0.0 };
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if y == 1.0 {
        return x;
    }
    if x.is_nan() || y.is_nan() {
        return NAN;
    }
    if x == 0.0 {
        let r = large(y < 0.0);
        return if x.is_sign_negative() && is_odd(y) { -r } else { r };
    }
    if y.is_infinite() {
        return if x == -1.0 { 1.0 } else { large((x.abs() < 1.0) == (y < 0.0)) };
    }
    if x == f64::NEG_INFINITY {
        return pow(-0.0, -y);
    }
    if x == f64::INFINITY {
        return large(y > 0.0);
    }
    if y == 0.5 {
        return x.sqrt();
    }
    if y == -0.5 {
        return 1.0 / x.sqrt();
    }
    let (mut whole, mut fraction) = (y.abs().trunc(), y.abs().fract());
    if fraction != 0.0 && x < 0.0 {
        return NAN;
    }
    if whole >= 2f64.powi(63) {
        return if x == -1.0 { 1.0 } else { large((x.abs() < 1.0) != (y > 0.0)) };
    }
    let (mut power, mut exponent) = (1.0, 0i64);
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole += 1.0;
        }
        power = exp(fraction * ln(x));
    }
    // Multiplies the squares of x whose bits are set in y, their exponents apart.
    let (mut square, mut square_exp) = frexp(x);
    let mut bits = whole as i64;
    while bits != 0 {
        if !(-1 << 12..=1 << 12).contains(&square_exp) {
            exponent += square_exp;
            break;
        }
        if bits & 1 == 1 {
            power *= square;
            exponent += square_exp;
        }
        square *= square;
        square_exp <<= 1;
        if square < 0.5 {
            square += square;
            square_exp -= 1;
        }
        bits >>= 1;
    }
    if y < 0.0 {
        power = 1.0 / power;
        exponent = -exponent;
    }
    ldexp(power, exponent)
}
