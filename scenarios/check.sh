#!/usr/bin/env bash
# Runs the scenarios with real Go: vets all, builds and runs each (or those named) and compares how it
# ends and, where the rules alone decide the output, what it prints. Needs Go 1.27; GO=/path/to/go names
# another one than that in PATH.
set -uo pipefail
cd "$(dirname "$0")"
go=${GO:-go}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Not run, and why.
declare -A exempt=(
    [ci-sweep]="takes 85 s of real time: it is ci-batches six times"
)

# value KEY NAME: the value of a key that stands in one line; nothing if it is not there.
value() {
    sed -n "s/^$1 = \"\{0,1\}\([^\"#]*\)\"\{0,1\}.*/\1/p" "$2/scenario.toml" | head -1 | sed 's/ *$//'
}

# stdout NAME: the output it promises, to the letter.
stdout() {
    awk '
        /^stdout = """$/ { many = 1; next }
        many && /^"""$/ { exit }
        many { print; next }
        /^stdout = "/ {
            sub(/^stdout = "/, ""); sub(/"$/, ""); gsub(/\\n/, "\n"); printf "%s", $0; exit
        }' "$1/scenario.toml"
}

# code NAME: the exit code that its outcome stands for.
code() {
    case $(value outcome "$1") in
        '' | ok) echo 0 ;;
        deadlock | panic) echo 2 ;;
        oom) echo 137 ;;
        'exit '*) value outcome "$1" | cut -d' ' -f2 ;;
        *) echo "an outcome that this script does not know" ;;
    esac
}

# once NAME: runs it; says what is wrong, if anything.
once() {
    local procs got
    procs=$(value procs "$1")
    GOMAXPROCS=${procs:-4} timeout 60 "$folder/$1" >"$folder/out" 2>"$folder/err"
    got=$?
    if [ "$got" != "$(code "$1")" ]; then
        echo "exit code $got, not $(code "$1"): $(head -1 "$folder/err")"
    elif grep -q '^stdout = ' "$1/scenario.toml"; then
        stdout "$1" | diff - "$folder/out" | head -4
    fi
}

"$go" vet ./... || exit 1
failed=0
for name in ${*:-*/}; do
    name=${name%/}
    [ -f "$name/scenario.toml" ] || continue
    if ! "$go" build -o "$folder/$name" "./$name"; then
        echo "FAILED $name: does not build"
        failed=1
        continue
    fi
    if [ -n "${exempt[$name]:-}" ]; then
        echo "built  $name: ${exempt[$name]}"
        continue
    fi
    # The operating system may be late now and then, where a scenario counts on it to be in time.
    for try in 1 2 3; do
        wrong=$(once "$name")
        [ -z "$wrong" ] && break
    done
    if [ -n "$wrong" ]; then
        printf 'FAILED %s: %s\n' "$name" "$wrong"
        failed=1
    elif [ "$try" -gt 1 ]; then
        echo "ok     $name, at try $try"
    else
        echo "ok     $name"
    fi
    rm -f "$folder/$name"
done
exit $failed
