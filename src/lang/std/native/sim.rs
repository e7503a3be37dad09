//! Package sim: the simulated world. Thin, over [`crate::sim`].

use std::sync::atomic::AtomicU64;

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;
use crate::sim::limiter::{self, Limiter};
use crate::sim::pool::{self, Pool};

/// The duration in the first register; at least 0.
fn duration<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> u64 {
    t.settle();
    t.reg(base).cast_signed().max(0).cast_unsigned()
}

/// The words of the struct whose address is the first argument.
fn words<'a, O: Os>(
    t: &mut Thread<'a, '_, O>,
    base: usize,
    n: usize,
) -> Result<&'a [AtomicU64], Trap> {
    let address = t.reg(base);
    if address == 0 {
        return Err(t.nil_dereference());
    }
    t.settle();
    Ok(t.cells(address, n))
}

/// A name and a number, which follow a pointer.
fn name_and_count<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Result<(String, u32), Trap> {
    let name = String::from_utf8_lossy(&t.reg_str(base + 1)?).into_owned();
    Ok((name, t.reg(base + 3) as u32))
}

fn pool<'a, O: Os>(t: &mut Thread<'a, '_, O>, base: usize) -> Result<Pool<'a>, Trap> {
    words(t, base, pool::WORDS).map(Pool::of)
}

fn limiter<'a, O: Os>(t: &mut Thread<'a, '_, O>, base: usize) -> Result<Limiter<'a>, Trap> {
    words(t, base, limiter::WORDS).map(Limiter::of)
}

/// A number from 0 to the argument, each as likely as the others.
fn random<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.settle();
    let most = u128::from(t.reg(base));
    let wide = t.random();
    t.set_reg(base, ((u128::from(wide) * (most + 1)) >> 64) as u64);
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Work" => |t, b| {
            let ns = duration(t, b);
            t.cx.work(ns);
            Ok(())
        },
        "Syscall" => |t, b| {
            let ns = duration(t, b);
            t.cx.syscall(ns);
            Ok(())
        },
        "IO" => |t, b| {
            let ns = duration(t, b);
            t.cx.io_wait(ns);
            Ok(())
        },
        "random" => random,
        "Note" => |t, b| {
            t.settle();
            let text = String::from_utf8_lossy(&t.reg_str(b)?).into_owned();
            t.cx.note(&text);
            Ok(())
        },
        "tellUnits" => |t, b| {
            t.settle();
            let units = |i| t.reg(i).cast_signed().clamp(0, u32::MAX.into()) as u32;
            let (done, failed) = (units(b), units(b + 1));
            crate::sim::units(t.cx, done, failed);
            Ok(())
        },
        "Alloc" => |t, b| {
            let bytes = t.reg(b).cast_signed();
            if bytes < 0 {
                return Err(t.panic_text("sim: Alloc of a negative size"));
            }
            t.settle();
            t.cx.mem_alloc(bytes.cast_unsigned());
            Ok(())
        },
        "Free" => |t, b| {
            let bytes = t.reg(b).cast_signed();
            if bytes < 0 {
                return Err(t.panic_text("sim: Free of a negative size"));
            }
            t.settle();
            let freed = t.cx.mem_free(bytes.cast_unsigned());
            freed.map_err(|_| t.panic_text("sim: Free of more memory than was allocated"))
        },
        "newPool" => |t, b| {
            let pool = pool(t, b)?;
            let (name, n) = name_and_count(t, b)?;
            pool.init(t.cx, &name, n);
            Ok(())
        },
        "tryAcquire" => |t, b| {
            let pool = pool(t, b)?;
            let got = pool.try_acquire(t.cx);
            t.set_reg(b, word(got));
            Ok(())
        },
        "(*Pool).Acquire" => |t, b| {
            let pool = pool(t, b)?;
            pool.acquire(t.cx);
            Ok(())
        },
        "(*Pool).Release" => |t, b| {
            let pool = pool(t, b)?;
            let released = pool.release(t.cx);
            released.map_err(|_| t.panic_text("sim: Release of a pool of which nothing is held"))
        },
        "newLimiter" => |t, b| {
            let limiter = limiter(t, b)?;
            let (name, n) = name_and_count(t, b)?;
            limiter.init(t.cx, &name, n);
            Ok(())
        },
        "arrive" => |t, b| {
            let limiter = limiter(t, b)?;
            let ok = limiter.call(t.cx);
            t.set_reg(b, word(ok));
            Ok(())
        },
    }
}
