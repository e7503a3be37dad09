//! Package iter: the coroutines that sequences are pulled with (CR-1).

use super::natives;
use crate::lang::native::NativeFn;
use crate::runtime::CoroId;
use crate::runtime::os::Os;

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "newcoro" => |t, b| {
            let coro = t.newcoro(t.reg(b))?;
            t.set_reg(b, u64::from(coro.0));
            Ok(())
        },
        "coroswitch" => |t, b| {
            t.settle();
            t.cx.coroswitch(CoroId(t.reg(b) as u32));
            Ok(())
        },
    }
}
