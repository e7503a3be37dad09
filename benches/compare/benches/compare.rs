//! All benchmarks of all sides but Go's under criterion, with 1 and 2 threads.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use gmpsim_compare::{Bench, gmp, may_side, measure, os_threads, tokio_side};

fn compare(c: &mut Criterion) {
    let sides: [(&str, &[Bench]); 4] = [
        ("gmpsim", &gmp::ALL),
        ("tokio", &tokio_side::ALL),
        ("may", &may_side::ALL),
        ("threads", &os_threads::ALL),
    ];
    for (name, _) in gmp::ALL {
        let mut group = c.benchmark_group(name);
        group.sample_size(10);
        for (side, all) in sides {
            let Some((_, work)) = all.iter().find(|(n, _)| *n == name) else { continue };
            for threads in [1, 2] {
                // Time for one operation: criterion is told the time of as many as it asks for.
                group.bench_function(BenchmarkId::new(side, threads), |b| {
                    b.iter_custom(|times| {
                        let (_, ns) = measure(*work, threads);
                        std::time::Duration::from_nanos((ns * times as f64) as u64)
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, compare);
criterion_main!(benches);
