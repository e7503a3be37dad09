//! `math/rand`'s generator for seeded sources, and the tables of its two distributions.
// Brackets in these docs are indices, not links.
#![allow(rustdoc::broken_intra_doc_links)]

use std::sync::OnceLock;

/// Words of the generator's state.
pub const LEN: usize = 607;
const TAP: usize = 273;
/// How many steps Go's initial state is away from that of seed 1.
const COOKED_STEPS: u64 = 7_800_000_000_000;

/// x → 48271·x mod 2³¹−1.
fn lehmer(x: u64) -> u64 {
    x * 48_271 % 0x7fff_ffff
}

fn fold_seed(seed: i64) -> u64 {
    match seed % 0x7fff_ffff {
        0 => 89_482_311,
        s if s < 0 => (s + 0x7fff_ffff).cast_unsigned(),
        s => s.cast_unsigned(),
    }
}

/// Three draws of the small generator for each word, put together with that shift.
fn spread(seed: i64, shift: u32) -> [u64; LEN] {
    let mut x = fold_seed(seed);
    let mut draw = move || {
        x = lehmer(x);
        x
    };
    for _ in 0..20 {
        draw();
    }
    std::array::from_fn(|_| draw() << (2 * shift) ^ draw() << shift ^ draw())
}

/// The state after seeding; its two indices start at 0 and `LEN - TAP`.
#[must_use]
pub fn seeded(seed: i64) -> [u64; LEN] {
    let mut state = spread(seed, 20);
    for (word, cooked) in state.iter_mut().zip(cooked()) {
        *word ^= cooked;
    }
    state
}

/// One step: the new indices and the number drawn, which has to be stored at the second index.
#[must_use]
pub fn step(tap: usize, feed: usize, word: impl Fn(usize) -> u64) -> (usize, usize, u64) {
    let tap = tap.checked_sub(1).unwrap_or(LEN - 1);
    let feed = feed.checked_sub(1).unwrap_or(LEN - 1);
    (tap, feed, word(feed).wrapping_add(word(tap)))
}

/// The words that every seed is mixed with: seed 1's state, many steps later.
///
/// The steps are s[k] = s[k−607] + s[k−273], so that s[k+N] is the combination of s[k] … s[k+606]
/// with the coefficients of t^N modulo t^607 − t^334 − 1: two dozen squarings in place of years.
fn cooked() -> &'static [u64; LEN] {
    static COOKED: OnceLock<[u64; LEN]> = OnceLock::new();
    COOKED.get_or_init(|| {
        let start = spread(1, 10);
        // The order in which steps visit the words of the state.
        let place = |k: usize| (LEN - TAP + LEN - 1 - k % LEN) % LEN;
        let mut s: Vec<u64> = (0..LEN).map(|k| start[place(k)]).collect();
        for k in LEN..2 * LEN {
            s.push(s[k - LEN].wrapping_add(s[k - TAP]));
        }
        let power = power_of_t(COOKED_STEPS);
        let mut out = [0; LEN];
        for k in 0..LEN {
            let sum = power
                .iter()
                .zip(&s[k..])
                .fold(0u64, |sum, (c, x)| sum.wrapping_add(c.wrapping_mul(*x)));
            let step = (COOKED_STEPS % LEN as u64) as usize + k;
            out[place(step)] = sum;
        }
        out
    })
}

/// The coefficients of t^n modulo t^607 − t^334 − 1.
fn power_of_t(n: u64) -> [u64; LEN] {
    let mut power = [0u64; LEN];
    power[0] = 1;
    for bit in (0..64 - n.leading_zeros()).rev() {
        let mut wide = [0u64; 2 * LEN];
        for (i, a) in power.iter().enumerate().filter(|(_, a)| **a != 0) {
            wide[2 * i] = wide[2 * i].wrapping_add(a.wrapping_mul(*a));
            let twice = a.wrapping_mul(2);
            for (w, b) in wide[2 * i + 1..].iter_mut().zip(&power[i + 1..]) {
                *w = w.wrapping_add(twice.wrapping_mul(*b));
            }
        }
        if n >> bit & 1 == 1 {
            wide.rotate_right(1);
        }
        for i in (LEN..2 * LEN).rev() {
            let c = std::mem::take(&mut wide[i]);
            wide[i - LEN] = wide[i - LEN].wrapping_add(c);
            wide[i - TAP] = wide[i - TAP].wrapping_add(c);
        }
        power.copy_from_slice(&wide[..LEN]);
    }
    power
}

/// A ziggurat's strips (Marsaglia and Tsang, 2000).
#[derive(Debug)]
pub struct Ziggurat {
    /// Draws below it are inside of the strip.
    pub k: Vec<u32>,
    /// Width for one unit of a draw.
    pub w: Vec<f32>,
    /// Height.
    pub f: Vec<f32>,
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn ziggurat(
    strips: usize,
    scale: f64,
    edge: f64,
    area: f64,
    height: fn(f64) -> f64,
    inverse: fn(f64) -> f64,
) -> Ziggurat {
    let mut z = Ziggurat { k: vec![0; strips], w: vec![0.0; strips], f: vec![1.0; strips] };
    let q = area / height(edge);
    let last = strips - 1;
    z.k[0] = (edge / q * scale) as u32;
    z.w[0] = (q / scale) as f32;
    z.w[last] = (edge / scale) as f32;
    z.f[last] = height(edge) as f32;
    let (mut x, mut before) = (edge, edge);
    for i in (1..last).rev() {
        x = inverse(area / x + height(x));
        z.k[i + 1] = (x / before * scale) as u32;
        before = x;
        z.f[i] = height(x) as f32;
        z.w[i] = (x / scale) as f32;
    }
    z
}

/// Where the tail of the normal distribution begins.
pub const NORMAL_EDGE: f64 = 3.442_619_855_899;
/// Where the tail of the exponential distribution begins.
pub const EXPONENTIAL_EDGE: f64 = 7.697_117_470_131_05;

/// The normal distribution's strips.
pub fn normal() -> &'static Ziggurat {
    static TABLE: OnceLock<Ziggurat> = OnceLock::new();
    TABLE.get_or_init(|| {
        ziggurat(
            128,
            2_147_483_648.0,
            NORMAL_EDGE,
            9.912_563_035_262_17e-3,
            |x| (-0.5 * x * x).exp(),
            |y| (-2.0 * y.ln()).sqrt(),
        )
    })
}

/// The exponential distribution's strips.
pub fn exponential() -> &'static Ziggurat {
    static TABLE: OnceLock<Ziggurat> = OnceLock::new();
    TABLE.get_or_init(|| {
        ziggurat(
            256,
            4_294_967_296.0,
            EXPONENTIAL_EDGE,
            3.949_659_822_581_572e-3,
            |x| (-x).exp(),
            |y| -y.ln(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(seed: i64, n: usize) -> Vec<i64> {
        let (mut tap, mut feed, mut state) = (0, LEN - TAP, seeded(seed));
        (0..n)
            .map(|_| {
                let (t, f, x) = step(tap, feed, |i| state[i]);
                (tap, feed) = (t, f);
                state[f] = x;
                (x & !(1 << 63)).cast_signed()
            })
            .collect()
    }

    /// Expected: real Go's rand.New(rand.NewSource(seed)).Int63().
    #[test]
    fn sequences_are_gos() {
        assert_eq!(draws(1, 3), [5577006791947779410, 8674665223082153551, 6129484611666145821]);
        assert_eq!(draws(42, 2), [3440579354231278675, 608747136543856411]);
    }
}
