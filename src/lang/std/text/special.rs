//! Package math's gamma and error functions: Cephes' and FreeBSD's approximations, as Go has them.
//!
//! It must never know of instructions. Next: [`super::elementary`].
#![allow(clippy::excessive_precision, reason = "the digits are those of the sources")]

use std::f64::consts::PI;

use super::elementary::{NAN, exp, poly, pow, sin};

fn stirling(x: f64) -> (f64, f64) {
    if x > 200.0 {
        return (f64::INFINITY, 1.0);
    }
    let s = [
        7.87311395793093628397e-04,
        -2.29549961613378126380e-04,
        -2.68132617805781232825e-03,
        3.47222221605458667310e-03,
        8.33333333333482257126e-02,
    ];
    let w = 1.0 / x;
    let w = 1.0 + w * poly(w, &s);
    let e = exp(x);
    let (first, second) = if x > 143.01608 {
        let v = pow(x, 0.5 * x - 0.25);
        (v, v / e)
    } else {
        (pow(x, x - 0.5) / e, 1.0)
    };
    (first, 2.506628274631000502417 * w * second)
}

/// The gamma function; NaN at negative integers.
pub fn gamma(x: f64) -> f64 {
    if x.is_nan() || x == f64::NEG_INFINITY || x < 0.0 && x.fract() == 0.0 {
        return NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    if x == 0.0 {
        return f64::INFINITY.copysign(x);
    }
    if x.abs() > 33.0 {
        return large_gamma(x);
    }
    let (mut x, mut z) = (x, 1.0);
    while x >= 3.0 {
        x -= 1.0;
        z *= x;
    }
    while x < 2.0 {
        // Near 0 and, from below, near -0.
        if x > -1e-09 && x < 1e-09 {
            const EULER: f64 = 0.57721566490153286060651209008240243104215933593992;
            return if x == 0.0 { f64::INFINITY } else { z / ((1.0 + EULER * x) * x) };
        }
        z /= x;
        x += 1.0;
    }
    if x == 2.0 {
        return z;
    }
    let p = [
        1.60119522476751861407e-04,
        1.19135147006586384913e-03,
        1.04213797561761569935e-02,
        4.76367800457137231464e-02,
        2.07448227648435975150e-01,
        4.94214826801497100753e-01,
        9.99999999999999996796e-01,
    ];
    let q = [
        -2.31581873324120129819e-05,
        5.39605580493303397842e-04,
        -4.45641913851797240494e-03,
        1.18139785222060435552e-02,
        3.58236398605498653373e-02,
        -2.34591795718243348568e-01,
        7.14304917030273074085e-02,
        1.0,
    ];
    let x = x - 2.0;
    z * poly(x, &p) / poly(x, &q)
}

fn large_gamma(x: f64) -> f64 {
    if x >= 0.0 {
        let (a, b) = stirling(x);
        return a * b;
    }
    let q = x.abs();
    let mut p = q.floor();
    let sign = if p as i64 & 1 == 0 { -1.0 } else { 1.0 };
    let mut z = q - p;
    if z > 0.5 {
        p += 1.0;
        z = q - p;
    }
    let z = (q * sin(PI * z)).abs();
    if z == 0.0 {
        return f64::INFINITY * sign;
    }
    let (a, b) = stirling(q);
    let d = z * a * b;
    sign * if d.is_infinite() { PI / z / a / b } else { PI / d }
}

const ERX: f64 = 8.45062911510467529297e-01;

/// What erf adds to x, relatively, below 0.84375.
fn near_zero(x: f64) -> f64 {
    let p = [
        -2.37630166566501626084e-05,
        -5.77027029648944159157e-03,
        -2.84817495755985104766e-02,
        -3.25042107247001499370e-01,
        1.28379167095512558561e-01,
    ];
    let q = [
        -3.96022827877536812320e-06,
        1.32494738004321644526e-04,
        5.08130628187576562776e-03,
        6.50222499887672944485e-02,
        3.97917223959155352819e-01,
        1.0,
    ];
    let z = x * x;
    poly(z, &p) / poly(z, &q)
}

/// What erf is above [`ERX`], between 0.84375 and 1.25.
fn near_one(x: f64) -> f64 {
    let p = [
        -2.16637559486879084300e-03,
        3.54783043256182359371e-02,
        -1.10894694282396677476e-01,
        3.18346619901161753674e-01,
        -3.72207876035701323847e-01,
        4.14856118683748331666e-01,
        -2.36211856075265944077e-03,
    ];
    let q = [
        1.19844998467991074170e-02,
        1.36370839120290507362e-02,
        1.26171219808761642112e-01,
        7.18286544141962662868e-02,
        5.40397917702171048937e-01,
        1.06420880400844228286e-01,
        1.0,
    ];
    let s = x - 1.0;
    poly(s, &p) / poly(s, &q)
}

/// erfc from 1.25 on.
fn tail(x: f64) -> f64 {
    let s = 1.0 / (x * x);
    let quotient = if x < 1.0 / 0.35 {
        let r = [
            -9.81432934416914548592e+00,
            -8.12874355063065934246e+01,
            -1.84605092906711035994e+02,
            -1.62396669462573470355e+02,
            -6.23753324503260060396e+01,
            -1.05586262253232909814e+01,
            -6.93858572707181764372e-01,
            -9.86494403484714822705e-03,
        ];
        let q = [
            -6.04244152148580987438e-02,
            6.57024977031928170135e+00,
            1.08635005541779435134e+02,
            4.29008140027567833386e+02,
            6.45387271733267880336e+02,
            4.34565877475229228821e+02,
            1.37657754143519042600e+02,
            1.96512716674392571292e+01,
            1.0,
        ];
        poly(s, &r) / poly(s, &q)
    } else {
        let r = [
            -4.83519191608651397019e+02,
            -1.02509513161107724954e+03,
            -6.37566443368389627722e+02,
            -1.60636384855821916062e+02,
            -1.77579549177547519889e+01,
            -7.99283237680523006574e-01,
            -9.86494292470009928597e-03,
        ];
        let q = [
            -2.24409524465858183362e+01,
            4.74528541206955367215e+02,
            2.55305040643316442583e+03,
            3.19985821950859553908e+03,
            1.53672958608443695994e+03,
            3.25792512996573918826e+02,
            3.03380607434824582924e+01,
            1.0,
        ];
        poly(s, &r) / poly(s, &q)
    };
    let z = f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000);
    exp(-z * z - 0.5625) * exp((z - x) * (z + x) + quotient) / x
}

/// The error function.
pub fn erf(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x == 0.0 {
        return x;
    }
    let size = x.abs();
    let y = if size < 0.84375 {
        if size < 2.848094538889218e-306 {
            0.125 * (8.0 * size + 1.02703333676410069053e+00 * size)
        } else if size < 1.0 / f64::from(1 << 28) {
            size + 1.28379167095512586316e-01 * size
        } else {
            size + size * near_zero(size)
        }
    } else if size < 1.25 {
        ERX + near_one(size)
    } else if size >= 6.0 {
        1.0
    } else {
        1.0 - tail(size)
    };
    if x < 0.0 { -y } else { y }
}

/// The error function's complement, 1 - erf(x).
pub fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    let (size, negative) = (x.abs(), x < 0.0);
    if size < 0.84375 {
        let y = if size < 2f64.powi(-56) {
            size
        } else if size < 0.25 {
            size + size * near_zero(size)
        } else {
            0.5 + (size * near_zero(size) + (size - 0.5))
        };
        return if negative { 1.0 + y } else { 1.0 - y };
    }
    if size < 1.25 {
        let y = near_one(size);
        return if negative { 1.0 + ERX + y } else { 1.0 - ERX - y };
    }
    match negative {
        true if size > 6.0 => 2.0,
        true => 2.0 - tail(size),
        false if size >= 28.0 => 0.0,
        false => tail(size),
    }
}
