#!/usr/bin/env python3
"""compare.py [--programs N] [--mutants N] [--seed S] [--jobs N]: real Go and gmpsim side by side.

Runs N generated programs and N mutants of the repository's own programs on both sides and compares: both refuse with
the same first message at the same place, or both run to the same exit code, output and words on standard error. What
differs is made short and written to target/differential, one program for each way to differ. Needs Go 1.27 ($GO, or go in PATH)
and target/release/gmpsim (or $GMPSIM). Exit 1 where something differs.

Left out: what gmpsim says that it does not support, what takes too long, what real Go does differently from run to run.
"""

import argparse, collections, random, re, sys, threading
from concurrent.futures import ThreadPoolExecutor
import generate, mutants
from reduce import reduce
from sides import ROOT, Both

ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ask.add_argument("--programs", type=int, default=2000)
ask.add_argument("--mutants", type=int, default=2000)
ask.add_argument("--seed", type=int, default=1)
ask.add_argument("--jobs", type=int, default=2)
ask.add_argument("--reduce", type=int, default=300, metavar="N", help="runs that making one short may take")
args = ask.parse_args()

FOUND = ROOT / "target/differential"
both = Both()
corpus = mutants.corpus()
seen, counts, lock = {}, collections.Counter(), threading.Lock()


def programs():
    for n in range(args.programs):
        yield f"program-{args.seed}-{n}", generate.program(f"{args.seed}-{n}"), False


def changed():
    for n in range(args.mutants):
        r = random.Random(f"{args.seed}-{n}")
        name, text = r.choice(corpus)
        yield f"mutant-{args.seed}-{n}", *mutants.mutant(text, r)


def lines(outcome):
    """What is compared, by line."""
    return (
        outcome.says.split("\n") if outcome.what == "rejected" else [str(outcome.code), *outcome.out.split("\n"), *outcome.says.split("\n")]
    )


def way(differs, go, sim):
    """Two differences with the same name are taken for one: names, numbers and texts apart."""
    a, b = lines(go), lines(sim)
    first = next((pair for pair in zip(a, b) if pair[0] != pair[1]), ("", ""))
    if differs == "output":
        first = ("", "")
    return (differs, *(re.sub(r"\w*\d\w*|\"[^\"]*\"|[a-z]\b", "_", side)[:60] for side in first))


def try_one(job):
    name, text, imports_differ = job
    differs, go, sim = both(text, imports_differ)
    with lock:
        counts[differs or (f"both {go.what}" if go else sim.what if sim.what != "ran" else "Go differs from run to run")] += 1
        if not differs:
            return
        key = way(differs, go, sim)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > (3 if differs == "output" else 1):
            return

    def still(shorter):
        now, go, other = both(shorter, imports_differ, only=sim.what)
        return now == differs and (differs == "output" or way(now, go, other) == key)

    short = reduce(text, still, args.reduce)
    _, go, sim = both(short, imports_differ)
    with lock:
        FOUND.mkdir(parents=True, exist_ok=True)
        (FOUND / f"{name}.go").write_text(short)
        print(
            f"== {name}: {differs}",
            short,
            "-- Go:",
            *(lines(go) if go else ["?"])[:30],
            "-- gmpsim:",
            *lines(sim)[:30],
            sep="\n",
            flush=True,
        )


with ThreadPoolExecutor(args.jobs) as pool:
    for jobs in (programs(), changed()):
        for done in pool.map(try_one, jobs):
            pass
print("; ".join(f"{what}: {n}" for what, n in sorted(counts.items())))
sys.exit(bool(seen))
