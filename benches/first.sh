#!/bin/sh
# What real Go takes for what it does the first time: quantiles of RUNS (500) runs with one P, in
# nanoseconds, at the points of QUANTILES in src/kernel/virtual_time/noise.rs. Needs Go 1.27 ($GO or PATH).
set -eu
cd "$(dirname "$0")/first"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
GOFLAGS=-mod=mod "${GO:-go}" build -o "$made/first" .
i=0
while [ $i -lt "${RUNS:-500}" ]; do
    GOMAXPROCS=1 "$made/first" >> "$made/all"
    i=$((i + 1))
done
for name in init $(seq -f go%g 0 15) $(seq -f later%g 0 15) start print again; do
    printf '%-8s' $name
    awk -v name=$name '$1 == name { print $2 }' "$made/all" | sort -n | awk '
        { v[NR] = $1 }
        END {
            split("0 10 50 250 500 750 900 950 990 999 1000", at, " ")
            for (i = 1; i <= 11; i++) {
                k = int(at[i] * NR / 1000) + 1
                if (k > NR) k = NR
                printf " %d,", v[k]
            }
            print ""
        }'
done
