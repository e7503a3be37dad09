//! Constants that are too large or too small to be kept as fractions: floats of 512 bits.
//!
//! It must never know types or syntax trees. Next: [`super::value`], whose numbers become these.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// Fractions of numbers with as many bits are rounded, as go/constant does.
pub const EXACT_BITS: u64 = 4096;
/// How many bits of a constant are kept that is no fraction, as go/constant does.
const MANTISSA: u64 = 512;
/// Bits kept between the steps of a power.
const WORKING: u64 = 704;
/// gc's constants are below two to this power.
const MAX_EXPONENT: i64 = i32::MAX as i64;

/// `mantissa * 2^exponent`; never 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Huge {
    mantissa: BigInt,
    exponent: i64,
}

impl Huge {
    /// The nearest number with that many bits, ties to even.
    fn rounded(mut mantissa: BigInt, mut exponent: i64, bits: u64) -> Self {
        if let Some(extra) = mantissa.bits().checked_sub(bits).filter(|extra| *extra > 0) {
            let magnitude = mantissa.abs();
            let (mut kept, half) = (&magnitude >> extra, BigInt::from(1) << (extra - 1));
            let rest = magnitude - (&kept << extra);
            if rest > half || rest == half && kept.bit(0) {
                kept += 1;
            }
            mantissa = if mantissa.is_negative() { -kept } else { kept };
            exponent += extra as i64;
        }
        Huge { mantissa, exponent }
    }

    /// A fraction, rounded.
    pub fn new(r: &BigRational) -> Self {
        let (n, d) = (r.numer(), r.denom());
        let shift = (MANTISSA + 2 + d.bits()).saturating_sub(n.bits());
        let n = n << shift;
        let (quotient, rest) = (&n / d, &n % d);
        // A last bit says that something follows, so that ties are none.
        let sticky = if rest.is_zero() { BigInt::ZERO } else { n.signum() };
        Huge::rounded((quotient << 1) + sticky, -(shift as i64) - 1, MANTISSA)
    }

    /// `n * base^power`, rounded.
    pub fn scaled(n: BigInt, base: u32, power: i64) -> Self {
        let n = Huge { mantissa: n, exponent: 0 };
        let mut square = Huge { mantissa: base.into(), exponent: 0 };
        let mut factor = Huge { mantissa: 1.into(), exponent: 0 };
        let mut left = power.unsigned_abs();
        while left > 0 && square.exponent < 2 * MAX_EXPONENT {
            if left & 1 == 1 {
                factor = factor.times(&square, WORKING);
            }
            square = square.times(&square, WORKING);
            left >>= 1;
        }
        if left > 0 {
            factor.exponent = 2 * MAX_EXPONENT;
        }
        if power < 0 { n.div(&factor) } else { n.mul(&factor) }
    }

    fn times(&self, y: &Huge, bits: u64) -> Huge {
        Huge::rounded(&self.mantissa * &y.mantissa, self.exponent + y.exponent, bits)
    }

    pub fn mul(&self, y: &Huge) -> Huge {
        self.times(y, MANTISSA)
    }

    pub fn div(&self, y: &Huge) -> Huge {
        let quotient = Huge::new(&BigRational::new(self.mantissa.clone(), y.mantissa.clone()));
        Huge { exponent: quotient.exponent + self.exponent - y.exponent, ..quotient }
    }

    /// The sum; `None` if it is 0.
    pub fn add(&self, y: &Huge) -> Option<Huge> {
        let (large, small) = if self.magnitude() >= y.magnitude() { (self, y) } else { (y, self) };
        // What lies below the last bit of the other does not count.
        if large.magnitude() - small.magnitude() > 2 * MANTISSA as i64 {
            return Some(large.clone());
        }
        let low = self.exponent.min(y.exponent);
        let at_low = |h: &Huge| &h.mantissa << (h.exponent - low) as u64;
        let sum = at_low(self) + at_low(y);
        (!sum.is_zero()).then(|| Huge::rounded(sum, low, MANTISSA))
    }

    pub fn neg(&self) -> Huge {
        Huge { mantissa: -&self.mantissa, exponent: self.exponent }
    }

    pub fn is_negative(&self) -> bool {
        self.mantissa.is_negative()
    }

    /// The power of two that the number is just below.
    pub fn magnitude(&self) -> i64 {
        self.mantissa.bits() as i64 + self.exponent
    }

    /// Whether gc can hold it: `None` if it is too large, `Some(false)` if it is 0 there.
    pub fn in_range(&self) -> Option<bool> {
        (self.magnitude() <= MAX_EXPONENT).then(|| self.magnitude() >= -MAX_EXPONENT)
    }

    /// Whether its exponent is that of fractions that are kept.
    pub fn is_small(&self) -> bool {
        self.magnitude().unsigned_abs() < EXACT_BITS
    }

    /// The number as a fraction, if it is small.
    pub fn rational(&self) -> Option<BigRational> {
        let power = BigInt::from(1) << self.exponent.unsigned_abs().min(2 * EXACT_BITS);
        self.is_small().then(|| match self.exponent {
            0.. => BigRational::from_integer(&self.mantissa * power),
            _ => BigRational::new(self.mantissa.clone(), power),
        })
    }

    /// The integer that it is, but for the last bits, which rounding may have changed.
    pub fn integer(&self) -> Option<BigInt> {
        const DELTA: u64 = 4;
        let exact = self.rational()?;
        let unit = BigInt::from(1) << self.mantissa.bits().saturating_sub(MANTISSA - DELTA);
        let magnitude = self.mantissa.abs();
        let down = &magnitude - &magnitude % &unit;
        let up = &down + &unit;
        let rounded = [down, up].map(|mantissa| Huge { mantissa, exponent: self.exponent });
        let rounded = rounded.iter().filter_map(Huge::rational);
        let sign = self.mantissa.signum();
        let close = rounded.map(|r| r * &sign);
        [exact].into_iter().chain(close).find(BigRational::is_integer).map(|r| r.to_integer())
    }

    /// The number as gc prints it: mantissa and decimal exponent.
    pub fn decimal(&self) -> (f64, i64) {
        let bits = self.mantissa.bits();
        let top = Huge::rounded(self.mantissa.clone(), 0, 53);
        // From 0.5 on, below 1.
        let fraction =
            top.mantissa.to_f64().unwrap_or(0.0) / 2f64.powi((bits as i64 - top.exponent) as i32);
        let digits = self.magnitude() as f64 * std::f64::consts::LN_2 / std::f64::consts::LN_10;
        let exponent = digits.trunc();
        let mantissa = fraction * 10f64.powf(digits - exponent);
        match mantissa.abs() {
            m if m < 1.0 - 0.5e-6 => (mantissa * 10.0, exponent as i64 - 1),
            m if m >= 10.0 => (mantissa / 10.0, exponent as i64 + 1),
            _ => (mantissa, exponent as i64),
        }
    }
}
