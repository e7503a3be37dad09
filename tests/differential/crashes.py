#!/usr/bin/env python3
"""crashes.py [--mutants N] [--seed S] [--jobs N]: runs mutants of the repository's programs with gmpsim alone.

Whatever they say or do: gmpsim must not crash, take longer than 10 s, or have more resident memory than --max-memory and
144 MiB. Programs that do are written to target/differential. Needs target/release/gmpsim (or $GMPSIM). Exit 1 where something was found.
"""

import argparse, collections, os, random, resource, subprocess, sys, tempfile, threading
from concurrent.futures import ThreadPoolExecutor
import mutants
from sides import GMPSIM, ROOT

ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ask.add_argument("--mutants", type=int, default=20000)
ask.add_argument("--seed", type=int, default=1)
ask.add_argument("--jobs", type=int, default=2)
args = ask.parse_args()

FOUND = ROOT / "target/differential"
MEMORY, SECONDS = 256, 10
corpus = mutants.corpus()
counts, lock = collections.Counter(), threading.Lock()


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.nice(15)


def fault(path):
    """What is wrong with its run, or its exit code."""
    with tempfile.TemporaryFile() as err:
        p = subprocess.Popen(
            [GMPSIM, "run", "--max-memory", f"{MEMORY}MiB", "--max-cpu", "2s", "--max-time", "60s", path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=err,
            preexec_fn=limits,
        )
        # Processor time is limited, so that a busy machine makes no fault; the wall clock only for what sleeps.
        killer = threading.Timer(6 * SECONDS, p.kill)
        killer.start()
        _, status, used = os.wait4(p.pid, 0)
        killer.cancel()
        code = p.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        said = err.read()
    if code in (-24, -9):
        return "no end"
    if code < 0 or code in (101, 134, 139) or b"panicked at" in said or b"overflowed its stack" in said:
        return f"crash {code}"
    megabytes = used.ru_maxrss // 1024
    return f"memory {megabytes} MiB" if megabytes > MEMORY + 144 else code


def try_one(n):
    r = random.Random(f"crash-{args.seed}-{n}")
    name, text = r.choice(corpus)
    text, _ = mutants.mutant(text, r, r.choice((1, 1, 1, 1, 2, 4)))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.go")
        with open(path, "w") as file:
            file.write(text)
        found = fault(path)
    with lock:
        counts[found if isinstance(found, int) else found.split()[0]] += 1
        if isinstance(found, str):
            FOUND.mkdir(parents=True, exist_ok=True)
            (FOUND / f"crash-{args.seed}-{n}.go").write_text(text)
            print(f"crash-{args.seed}-{n}, of {name}: {found}", flush=True)


with ThreadPoolExecutor(args.jobs) as pool:
    for done in pool.map(try_one, range(args.mutants)):
        pass
print("; ".join(f"{what if isinstance(what, str) else f'exit {what}'}: {n}" for what, n in sorted(counts.items(), key=str)))
sys.exit(any(isinstance(what, str) for what in counts))
