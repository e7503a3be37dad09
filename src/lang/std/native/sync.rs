//! Package sync: the runtime's locks on the words of the program's structs.

use super::{natives, word};
use crate::lang::native::NativeFn;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;
use crate::runtime::sync::{cond, mutex, rwmutex, waitgroup};
use std::sync::atomic::AtomicU64;

/// The words of the lock whose address is the first argument.
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

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "(*Mutex).Lock" => |t, b| {
            let w = words(t, b, 2)?;
            mutex::lock(t.cx, &w[0], &w[1]).map_err(|e| t.fatal(e.0))
        },
        "(*Mutex).TryLock" => |t, b| {
            let w = words(t, b, 2)?;
            let locked = mutex::try_lock(t.cx, &w[0]);
            t.set_reg(b, word(locked));
            Ok(())
        },
        "(*Mutex).Unlock" => |t, b| {
            let w = words(t, b, 2)?;
            mutex::unlock(t.cx, &w[0], &w[1]).map_err(|e| t.fatal(e.0))
        },
        "(*RWMutex).Lock" => |t, b| {
            let w = words(t, b, 6)?;
            rwmutex::lock(t.cx, w).map_err(|e| t.fatal(e.0))
        },
        "(*RWMutex).TryLock" => |t, b| {
            let w = words(t, b, 6)?;
            let locked = rwmutex::try_lock(t.cx, w).map_err(|e| t.fatal(e.0))?;
            t.set_reg(b, word(locked));
            Ok(())
        },
        "(*RWMutex).Unlock" => |t, b| {
            let w = words(t, b, 6)?;
            rwmutex::unlock(t.cx, w).map_err(|e| t.fatal(e.0))
        },
        "(*RWMutex).RLock" => |t, b| {
            let w = words(t, b, 6)?;
            rwmutex::rlock(t.cx, w);
            Ok(())
        },
        "(*RWMutex).TryRLock" => |t, b| {
            let w = words(t, b, 6)?;
            let locked = rwmutex::try_rlock(t.cx, w);
            t.set_reg(b, word(locked));
            Ok(())
        },
        "(*RWMutex).RUnlock" => |t, b| {
            let w = words(t, b, 6)?;
            rwmutex::runlock(t.cx, w).map_err(|e| t.fatal(e.0))
        },
        "(*WaitGroup).Add" => |t, b| {
            let delta = t.reg(b + 1).cast_signed();
            let w = words(t, b, 2)?;
            waitgroup::add(t.cx, w, delta).map_err(|e| t.panic_text(e.0))
        },
        "(*WaitGroup).Done" => |t, b| {
            let w = words(t, b, 2)?;
            waitgroup::add(t.cx, w, -1).map_err(|e| t.panic_text(e.0))
        },
        "(*WaitGroup).Wait" => |t, b| {
            let w = words(t, b, 2)?;
            waitgroup::wait(t.cx, w).map_err(|e| t.panic_text(e.0))
        },
        "notifyAdd" => |t, b| {
            let w = words(t, b, 2)?;
            let ticket = cond::add(t.cx, w);
            t.set_reg(b, ticket);
            Ok(())
        },
        "notifyWait" => |t, b| {
            let ticket = t.reg(b + 1);
            let w = words(t, b, 2)?;
            cond::wait(t.cx, w, ticket);
            Ok(())
        },
        "notifyOne" => |t, b| {
            let w = words(t, b, 2)?;
            cond::signal(t.cx, w);
            Ok(())
        },
        "notifyAll" => |t, b| {
            let w = words(t, b, 2)?;
            cond::broadcast(t.cx, w);
            Ok(())
        },
    }
}
