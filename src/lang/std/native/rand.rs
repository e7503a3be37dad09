//! Packages math/rand and math/rand/v2. The top-level functions draw from the run's seed.

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::std::text::random::{
    EXPONENTIAL_EDGE, LEN, NORMAL_EDGE, exponential, normal, seeded, step,
};
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;

/// Words before the state in `rngSource`: its two indices.
const STATE: u64 = 2;

fn source<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Result<u64, Trap> {
    match t.reg(base) {
        0 => Err(t.nil_dereference()),
        address => Ok(address),
    }
}

fn seed<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let address = source(t, base)?;
    t.store(address, 0);
    t.store(address + 1, LEN as u64 - 273);
    for (i, w) in seeded(t.reg(base + 1).cast_signed()).into_iter().enumerate() {
        t.store(address + STATE + i as u64, w);
    }
    Ok(())
}

fn draw<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Result<u64, Trap> {
    let address = source(t, base)?;
    // A copied or zero source has indices inside of the state too.
    let (tap, feed) = (t.load(address) as usize % LEN, t.load(address + 1) as usize % LEN);
    let (tap, feed, x) = step(tap, feed, |i| t.load(address + STATE + i as u64));
    t.store(address, tap as u64);
    t.store(address + 1, feed as u64);
    t.store(address + STATE + feed as u64, x);
    Ok(x)
}

fn run_draw<O: Os>(t: &Thread<'_, '_, O>) -> u64 {
    t.random()
}

const SIGN: u64 = 1 << 63;

/// A permuted congruential generator of 128 bits with the DXSM output.
fn pcg<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    const MULTIPLIER: u128 = 47_026_247_687_942_121_848_144_207_491_837_523_525;
    const INCREMENT: u128 = 117_397_592_171_526_113_268_558_934_119_004_209_487;
    const CHEAP: u64 = 0xda94_2042_e4dd_58b5;
    let address = source(t, base)?;
    let state = u128::from(t.load(address)) << 64 | u128::from(t.load(address + 1));
    let state = state.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
    let (mut hi, lo) = ((state >> 64) as u64, state as u64);
    t.store(address, hi);
    t.store(address + 1, lo);
    hi ^= hi >> 32;
    hi = hi.wrapping_mul(CHEAP);
    hi ^= hi >> 48;
    hi = hi.wrapping_mul(lo | 1);
    t.set_reg(base, hi);
    Ok(())
}

fn float<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, v: f64) {
    t.set_reg(base, v.to_bits());
}

fn norm_step<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let j = t.reg(base) as u32 as i32;
    let i = (j & 0x7f) as usize;
    let table = normal();
    float(t, base, f64::from(j) * f64::from(table.w[i]));
    t.set_reg(base + 1, i as u64);
    t.set_reg(base + 2, word(j.unsigned_abs() < table.k[i]));
    Ok(())
}

fn norm_tail<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let j = t.reg(base) as i32;
    let x = -t.reg_f64(base + 1).ln() * (1.0 / NORMAL_EDGE);
    let y = -t.reg_f64(base + 2).ln();
    float(t, base, if j > 0 { NORMAL_EDGE + x } else { -NORMAL_EDGE - x });
    t.set_reg(base + 1, word(y + y >= x * x));
    Ok(())
}

fn norm_edge<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (j, i) = (t.reg(base) as i32, t.reg(base + 1) as usize);
    let draw = t.reg_f64(base + 2) as f32;
    let table = normal();
    let x = f64::from(j) * f64::from(table.w[i]);
    let inside = table.f[i] + draw * (table.f[i - 1] - table.f[i]) < (-0.5 * x * x).exp() as f32;
    float(t, base, x);
    t.set_reg(base + 1, word(inside));
    Ok(())
}

fn exp_step<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let j = t.reg(base) as u32;
    let i = (j & 0xff) as usize;
    let table = exponential();
    float(t, base, f64::from(j) * f64::from(table.w[i]));
    t.set_reg(base + 1, i as u64);
    t.set_reg(base + 2, word(j < table.k[i]));
    Ok(())
}

fn exp_edge<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let (j, i) = (t.reg(base) as u32, t.reg(base + 1) as usize);
    let draw = t.reg_f64(base + 2) as f32;
    let table = exponential();
    let x = f64::from(j) * f64::from(table.w[i]);
    let inside = table.f[i] + draw * (table.f[i - 1] - table.f[i]) < (-x).exp() as f32;
    float(t, base, x);
    t.set_reg(base + 1, word(inside));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "(*rngSource).Seed" => seed,
        "(*rngSource).Uint64" => |t, b| {
            let x = draw(t, b)?;
            t.set_reg(b, x);
            Ok(())
        },
        "(*rngSource).Int63" => |t, b| {
            let x = draw(t, b)?;
            t.set_reg(b, x & !SIGN);
            Ok(())
        },
        "runSource.Uint64" => |t, b| {
            let x = run_draw(t);
            t.set_reg(b, x);
            Ok(())
        },
        "runSource.Int63" => |t, b| {
            let x = run_draw(t);
            t.set_reg(b, x & !SIGN);
            Ok(())
        },
        "(*PCG).Uint64" => pcg,
        "mul64" => |t, b| super::math::lookup::<O>("Mul64").map_or(Ok(()), |f| f(t, b)),
        "normStep" => norm_step,
        "normTail" => norm_tail,
        "normEdge" => norm_edge,
        "expStep" => exp_step,
        "expTail" => |t, b| {
            let x = EXPONENTIAL_EDGE - t.reg_f64(b).ln();
            float(t, b, x);
            Ok(())
        },
        "expEdge" => exp_edge,
    }
}
