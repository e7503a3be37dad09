#!/usr/bin/env bash
# run.sh TARGET SECONDS [OPTION...]: fuzzes parse, check, vm, trace or scenario for so long, in one process.
# Seeds are this repository's own programs; all that is made goes to target/fuzz. Needs a C++ compiler for
# libFuzzer, nothing else: `cargo fuzz --fuzz-dir tests/fuzz -s none` does the same. A crash, an input that takes
# more than 10 s or more than 2 GiB ends it with exit 1; the input is in target/fuzz/found/TARGET-*.
set -euo pipefail
target=$1 seconds=$2
shift 2
cd "$(dirname "$0")/../.."
out=$PWD/target/fuzz
seeds=$out/seeds/$target corpus=$out/corpus/$target
rm -rf "$seeds"
mkdir -p "$seeds" "$corpus" "$out/found"

gather() { # gather FILES: each under a name of its own
    while read -r file; do cp "$file" "$seeds/${file//\//_}"; done
}
case $target in
    scenario) find scenarios -name scenario.toml | gather ;;
    trace)
        cargo build -q --release
        for program in tests/conformance/*.go examples/*.go; do
            target/release/gmpsim run --max-events 150 --max-cpu 1s --trace "$seeds/$(basename "$program").jsonl" \
                "$program" > "$out/said" 2>&1 < /dev/null || true
        done ;;
    *) find tests scenarios examples -name '*.go' -size -32k | gather ;;
esac

# The same versions as gmpsim's.
[ tests/fuzz/Cargo.lock -nt Cargo.lock ] || cp Cargo.lock tests/fuzz/Cargo.lock

# Coverage of gmpsim itself, as libFuzzer asks for it. Build scripts stay as they are: hence --target.
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$out/build
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
 -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
cargo build -q --release --manifest-path tests/fuzz/Cargo.toml --target "$host" --bin "$target"

GMPSIM_SEEDS=$seeds exec nice -n 19 "$out/build/$host/release/$target" "$corpus" "$seeds" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=32768 -artifact_prefix="$out/found/$target-" \
    -print_final_stats=1 -close_fd_mask=1 "$@"
