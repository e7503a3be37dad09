//! Package sim: the simulated world. Thin, over [`crate::runtime::world`].

use std::sync::atomic::AtomicU64;

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;
use crate::runtime::world::{self, LIMITER_WORDS, Misuse, POOL_WORDS};

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

fn misused<O: Os>(t: &mut Thread<'_, '_, O>, done: Result<(), Misuse>) -> Done {
    done.map_err(|misuse| t.panic_text(misuse.0))
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
            t.cx.units(done, failed);
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
            misused(t, freed)
        },
        "newPool" => |t, b| {
            let w = words(t, b, POOL_WORDS)?;
            let (name, n) = name_and_count(t, b)?;
            world::pool_new(t.cx, w, &name, n);
            Ok(())
        },
        "tryAcquire" => |t, b| {
            let w = words(t, b, POOL_WORDS)?;
            let got = world::pool_try_acquire(t.cx, w);
            t.set_reg(b, word(got));
            Ok(())
        },
        "(*Pool).Acquire" => |t, b| {
            let w = words(t, b, POOL_WORDS)?;
            world::pool_acquire(t.cx, w);
            Ok(())
        },
        "(*Pool).Release" => |t, b| {
            let w = words(t, b, POOL_WORDS)?;
            let released = world::pool_release(t.cx, w);
            misused(t, released)
        },
        "newLimiter" => |t, b| {
            let w = words(t, b, LIMITER_WORDS)?;
            let (name, n) = name_and_count(t, b)?;
            world::limiter_new(t.cx, w, &name, n);
            Ok(())
        },
        "arrive" => |t, b| {
            let w = words(t, b, LIMITER_WORDS)?;
            let ok = world::limiter_call(t.cx, w);
            t.set_reg(b, word(ok));
            Ok(())
        },
    }
}
