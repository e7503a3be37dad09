//! `gmpsim-compare SIDE NAME THREADS`: does one benchmark once and prints nanoseconds for one
//! operation. `gmpsim-compare memory N waiting|new`: resident bytes of each of N goroutines.
//! `gmpsim-compare trace PS`: nanoseconds that an event of a trace costs.

use gmpsim_compare::{Bench, gmp, may_side, measure, os_threads, tokio_side};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let usage = "gmpsim-compare gmpsim|tokio|may|threads NAME THREADS, memory N waiting|new, or trace PS";
    if let [what, procs] = &args[..] && what == "trace" {
        return println!("{:.1}", gmp::trace(procs.parse().expect(usage)));
    }
    let [side, name, last] = &args[..] else { panic!("{usage}") };
    if side == "memory" {
        let n = name.parse().expect(usage);
        return println!("{}", gmp::memory(n, last == "waiting"));
    }
    let all: &[Bench] = match &**side {
        "gmpsim" => &gmp::ALL,
        "tokio" => &tokio_side::ALL,
        "may" => &may_side::ALL,
        "threads" => &os_threads::ALL,
        _ => panic!("{usage}"),
    };
    // Not every side has every benchmark.
    let Some((_, work)) = all.iter().find(|(n, _)| n == name) else { return println!("-") };
    println!("{:.1}", measure(*work, last.parse().expect(usage)).1);
}
