//! Packages errors and context: questions about dynamic types.

use super::{Done, natives, word};
use crate::lang::native::NativeFn;
use crate::lang::rtype::{Kind, known};
use crate::lang::vm::Thread;
use crate::runtime::os::Os;

fn is_comparable<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let yes = t.type_of(t.reg(base)).is_none_or(|ty| t.rtype(ty).comparable);
    t.set_reg(base, word(yes));
    Ok(())
}

fn type_name<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let name = t.type_of(t.reg(base)).map_or("<nil>".into(), |ty| t.rtype(ty).name.to_string());
    t.ret_str(base, name.as_bytes())
}

fn check_target<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let ty = t.type_of(t.reg(base)).map(|ty| t.rtype(ty));
    let code = match ty {
        Some(ty) if ty.kind == Kind::Pointer && t.reg(base + 1) != 0 => {
            let elem = ty.elem.expect("a pointer points to a type");
            let fits = t.rtype(elem).kind == Kind::Interface || t.implements(elem, known::ERROR);
            if fits { 0 } else { 2 }
        }
        _ => 1,
    };
    t.set_reg(base, code);
    Ok(())
}

fn assign<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let err = (t.reg(base), t.reg(base + 1));
    let (target, address) = (t.type_of(t.reg(base + 2)), t.reg(base + 3));
    let fits = match (t.type_of(err.0), target.and_then(|ty| t.rtype(ty).elem)) {
        (Some(dynamic), Some(elem)) if t.rtype(elem).kind == Kind::Interface => {
            let fits = t.implements(dynamic, elem);
            if fits {
                t.store(address, err.0);
                t.store(address + 1, err.1);
            }
            fits
        }
        (Some(dynamic), Some(elem)) if dynamic == elem => {
            for (i, w) in t.unbox(err).into_iter().enumerate() {
                t.store(address + i as u64, w);
            }
            true
        }
        _ => false,
    };
    t.set_reg(base, word(fits));
    Ok(())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "isComparable" => is_comparable,
        "typeName" => type_name,
        "checkTarget" => check_target,
        "assign" => assign,
    }
}
