//! Packages runtime and runtime/debug.

use super::{Done, natives};
use crate::lang::native::NativeFn;
use crate::lang::vm::{Thread, Trap};
use crate::runtime::os::Os;

/// What a stop-the-world GC would cost is not simulated: only a call's time.
const GC_NS: u64 = 100_000;

/// `runtime.caller`: where a call goes on, as a number that is not 0; 0: there is no such call.
fn caller<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let pc = t.caller(t.reg(base) as usize);
    t.set_reg(base, pc.map_or(0, |pc| u64::from(pc) + 1));
    Ok(())
}

/// `runtime.place`: file, line and function of such a number.
fn place<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let pc = t.reg(base).checked_sub(1).and_then(|pc| u32::try_from(pc).ok());
    let (file, line, name) = pc.and_then(|pc| t.place(pc)).unwrap_or_default();
    let file = t.new_string(file.as_bytes())?;
    let name = t.new_string(name.as_bytes())?;
    t.set_reg2(base, file);
    t.set_reg(base + 2, u64::from(line));
    t.set_reg2(base + 3, name);
    Ok(())
}

fn stack<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let text = t.stack_text();
    t.ret_str(base, text.as_bytes())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "Gosched" => |t, _| {
            t.settle();
            t.cx.gosched();
            Ok(())
        },
        "GOMAXPROCS" => |t, b| {
            t.settle();
            let n = i32::try_from(t.reg(b).cast_signed()).unwrap_or(0);
            let old = t.cx.gomaxprocs(n);
            t.set_reg(b, i64::from(old).cast_unsigned());
            Ok(())
        },
        "NumGoroutine" => |t, b| {
            t.settle();
            let n = t.cx.num_goroutine();
            t.set_reg(b, u64::from(n));
            Ok(())
        },
        "NumCPU" => |t, b| {
            let n = t.cx.num_cpu();
            t.set_reg(b, u64::from(n));
            Ok(())
        },
        "Goexit" => |_, _| Err(Trap::Goexit),
        "LockOSThread" => |t, _| {
            t.settle();
            t.cx.lock_os_thread();
            Ok(())
        },
        "UnlockOSThread" => |t, _| {
            t.settle();
            t.cx.unlock_os_thread();
            Ok(())
        },
        "GC" => |t, _| {
            t.settle();
            t.cx.charge(GC_NS);
            // It waits until all is marked: others run meanwhile.
            t.cx.gosched();
            Ok(())
        },
        "stack" => stack,
        "caller" => caller,
        "place" => place,
        "heapBytes" => |t, b| {
            let bytes = t.heap_used();
            t.set_reg(b, bytes);
            Ok(())
        },
        "SetMaxStack" => |t, b| {
            let old = t.set_max_stack(t.reg(b));
            t.set_reg(b, old);
            Ok(())
        },
        "SetMaxThreads" => |t, b| {
            t.settle();
            let n = t.reg(b).cast_signed().clamp(0, i32::MAX.into()) as u32;
            let old = t.cx.set_max_threads(n);
            t.set_reg(b, u64::from(old));
            Ok(())
        },
    }
}
