//! Packages os and syscall: the standard streams and the end of the program.

use super::{Done, natives, set_slice};
use crate::lang::native::NativeFn;
use crate::lang::vm::Thread;
use crate::runtime::os::Os;

/// The process id of every simulated program.
const PID: u64 = 4242;

/// Returns a `[]string`.
fn strings<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, texts: &[String]) -> Done {
    let mut words = Vec::new();
    for text in texts {
        let (at, len) = t.new_string(text.as_bytes())?;
        words.extend([at, len]);
    }
    let slice = t.new_slice(&words, texts.len() as u64)?;
    set_slice(t, base, slice);
    Ok(())
}

/// Fewer bytes are read uncounted.
const FEW: u64 = 4096;

/// `read(fd int, b []byte) (n int, msg string)`: once, as much as there is.
fn read<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    t.settle();
    let (at, len) = (t.reg(base + 1), t.reg(base + 2));
    let _held = t.hold(if len < FEW { 0 } else { len })?;
    let mut bytes = vec![0; len as usize];
    let (n, message) = match t.read_stdin(&mut bytes) {
        Ok(n) => (n, String::new()),
        Err(e) => (0, errno(&e)),
    };
    for (i, byte) in (0..).zip(&bytes[..n]) {
        t.store(at + i, u64::from(*byte));
    }
    let message = t.new_string(message.as_bytes())?;
    t.set_reg(base, n as u64);
    t.set_reg2(base + 1, message);
    Ok(())
}

/// An error of the system in the words of Go's `syscall.Errno`.
fn errno(e: &std::io::Error) -> String {
    let text = e.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    text[..1].to_lowercase() + &text[1..]
}

fn write<O: Os>(t: &mut Thread<'_, '_, O>, base: usize, bytes: &[u8]) -> Done {
    let fd = if t.reg(base) == 2 { 2 } else { 1 };
    t.settle();
    t.cx.write(fd, bytes);
    t.set_reg(base, bytes.len() as u64);
    Ok(())
}

/// `syscall.Signal.String`.
fn signal<O: Os>(t: &mut Thread<'_, '_, O>, base: usize) -> Done {
    let n = t.reg(base).cast_signed();
    let name = match n {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => return t.ret_str(base, format!("signal {n}").as_bytes()),
    };
    t.ret_str(base, name.as_bytes())
}

pub fn lookup<O: Os>(name: &str) -> Option<NativeFn<O>> {
    natives! { name;
        "args" => |t, b| {
            let args = t.args().to_vec();
            strings(t, b, &args)
        },
        "environ" => |t, b| {
            let env = t.env().to_vec();
            strings(t, b, &env)
        },
        "write" => |t, b| {
            let bytes = t.byte_slice_at(t.reg(b + 1), t.reg(b + 2))?;
            write(t, b, &bytes)
        },
        "writeString" => |t, b| {
            let bytes = t.reg_str(b + 1)?;
            write(t, b, &bytes)
        },
        "read" => read,
        "Exit" => |t, b| {
            t.settle();
            let code = t.reg(b) as i32;
            t.cx.exit(code)
        },
        "Getpid" => |t, b| {
            t.set_reg(b, PID);
            Ok(())
        },
        "loop" => |t, _| {
            t.settle();
            t.cx.syscall_block()
        },
        "Signal.String" => signal,
        "Signal.Signal" => |_, _| Ok(()),
    }
}
