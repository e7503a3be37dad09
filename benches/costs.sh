#!/bin/sh
# What operations take in real Go and in gmpsim's virtual time, in nanoseconds, side by side: the costs of
# src/runtime/costs.rs are right where the ratio is near 1. Needs Go 1.27 ($GO or PATH) and a quiet machine.
set -eu
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"${GO:-go}" build -o "$made/costs" benches/costs/main.go
cargo build --release --quiet
"$made/costs" > "$made/go"
"${CARGO_TARGET_DIR:-target}/release/gmpsim" run --procs 1 --noise quiet --max-cpu 1m benches/costs/main.go \
    > "$made/gmpsim"
printf '%-14s %10s %10s %6s\n' operation Go gmpsim ratio
cut -c15- "$made/gmpsim" | paste "$made/go" - |
    awk -F'\t' '{ go = substr($1, 15) + 0; printf "%s %10.2f %6.2f\n", $1, $2, $2 / go }'
