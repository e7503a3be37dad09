"""The two sides: a program compiled and run by real Go with one P, and by gmpsim with one P; what came of it.

Go's compiler and linker are called as `go build` calls them, without its bookkeeping; `go build` itself speaks
where it has words of its own: about imports. Next: generate.py, mutants.py.
"""

import os, pathlib, re, resource, subprocess, tempfile
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
GO = os.environ.get("GO", "go")
GMPSIM = os.environ.get("GMPSIM", str(ROOT / "target/release/gmpsim"))
SECONDS = 4
OUTPUT = 1 << 20


@dataclass
class Outcome:
    """How a program ended: `what` is rejected, ran, endless or unsupported; `says` the first message or stderr."""

    what: str
    code: int = 0
    out: str = ""
    says: str = ""


def command(args, cwd, stdin=subprocess.DEVNULL, env=None, largest=256 << 20, memory=6 << 30):
    """Runs it: (exit code, stdout, stderr), the code None where it took too long. No file gets larger than `largest`."""
    limits = lambda: (
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
        os.nice(10),
    )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        p = subprocess.Popen(args, cwd=cwd, stdin=stdin, stdout=out, stderr=err, env=env, preexec_fn=limits, start_new_session=True)
        try:
            code = p.wait(SECONDS)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
            code = None
        text = lambda f: (f.seek(0), f.read().decode("utf-8", "backslashreplace"))[1]
        return code, text(out), text(err)


class Go:
    """Real Go: where its tools and the export data of the standard packages are."""

    def __init__(self):
        ask = lambda *args: subprocess.run([GO, *args], capture_output=True, text=True, check=True).stdout.strip()
        self.tools = pathlib.Path(ask("env", "GOROOT")) / "pkg/tool" / f"{ask('env', 'GOOS')}_{ask('env', 'GOARCH')}"
        self.env = {**os.environ, "GOMAXPROCS": "1", "GOTRACEBACK": "single"}
        self.config = tempfile.NamedTemporaryFile("w", suffix=".importcfg")
        self.config.write(ask("list", "-export", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", "std"))
        self.config.flush()

    def compile(self, folder, imports_differ=False):
        """The first message about x.go; None: it is accepted, and what the linker needs is there."""
        if imports_differ:
            code, _, err = command([GO, "build", "-o", "x", "x.go"], folder, env={**self.env, "GOFLAGS": "-mod=mod"})
        else:
            code, out, err = command(
                [
                    self.tools / "compile",
                    "-o",
                    "x.a",
                    "-p",
                    "main",
                    "-complete",
                    "-lang=go1.27",
                    "-importcfg",
                    self.config.name,
                    "-pack",
                    "./x.go",
                ],
                folder,
            )
            err = out + err
        return None if code == 0 else first_message(err)

    def run(self, folder, times, stdin, linked=False):
        """The outcome, if it is the same so many times."""
        if not linked:
            code, _, err = command([self.tools / "link", "-o", "x", "-importcfg", self.config.name, "x.a"], folder)
            if code != 0:
                return Outcome("rejected", says=first_message(err))
        seen = None
        for _ in range(times):
            code, out, err = command(["./x"], folder, stdin() if stdin else subprocess.DEVNULL, self.env, OUTPUT)
            # Go's memory has another limit than gmpsim's.
            now = Outcome("endless") if code is None or "out of memory" in err else Outcome("ran", code, out, meaning(err))
            if seen not in (None, now):
                return None
            seen = now
        return seen


def gmpsim(folder, stdin=None):
    """What gmpsim makes of x.go."""
    code, out, err = command(
        [GMPSIM, "run", "--procs", "1", "--max-cpu", "4s", "--max-memory", "1GiB", "x.go"],
        folder,
        stdin() if stdin else subprocess.DEVNULL,
        largest=OUTPUT,
    )
    first = err.split("\n", 1)[0]
    if code is None or code == 124 or "out of memory" in err:
        return Outcome("endless")
    if code == 1 and "gmpsim" in err and not out:
        return Outcome("unsupported", says=next(line for line in err.split("\n") if "gmpsim" in line))
    if code == 1 and first.endswith("is not a main package"):
        return Outcome("unsupported", says=first)
    if code == 1 and not out and re.match(r"x\.go:\d+|runtime\.main_main|\S+\.go:\d+:\d+: ", first):
        return Outcome("rejected", says=without_hint(first))
    return Outcome("ran", code, out, meaning(err))


def without_hint(message):
    """go build names the folder of its standard packages; gmpsim asks what was meant."""
    return re.sub(r"(is not in std) \(.*\)$", r"\1", message)


def first_message(err):
    lines = [re.sub(r"^\.?/(\S*/)?", "", line) for line in err.split("\n") if line and not line.startswith("#")]
    return without_hint(lines[0]) if lines else "no message"


def meaning(err):
    """Standard error without what only a real machine can say: addresses, arguments, offsets, and how the library
    is made: of a traceback the frames of package main."""
    lines, ours = [], True
    for line in err.rstrip("\n").split("\n"):
        if re.match(r"\t\S*\.\w+:\d+", line):
            if ours:
                lines.append("\t" + re.sub(r"^\t(?:\S*/)?([^/ ]+:\d+).*", r"\1", line))
            continue
        if call := re.match(r"(panic|[a-z][\w/]*\.\S.*)\(.*\)$", line):
            ours = line.startswith("main.")
            line = call[1]
        else:
            ours = not line.startswith("created by") or line.startswith("created by main.")
        if ours or line.startswith("created by"):
            lines.append(re.sub(r"0x[0-9a-f]+", "0x", line))
    return "\n".join(lines)


def difference(go, sim):
    """In which respect they differ; None: in none that counts."""
    if go is None or "endless" in (go.what, sim.what) or sim.what == "unsupported":
        return None
    if go.what != sim.what:
        return f"Go: {go.what}, gmpsim: {sim.what}"
    if go.what == "rejected":
        return None if go.says == sim.says else "another first message"
    if (go.code, go.out) != (sim.code, sim.out):
        return "exit code" if go.code != sim.code else "output"
    return None if go.says == sim.says else "standard error"


class Both:
    """Asks both sides about a program."""

    def __init__(self, times=2):
        self.go, self.times = Go(), times

    def __call__(self, text, imports_differ=False, stdin=None, only=None):
        """(what differs or None, Go's outcome, gmpsim's outcome). `only`: what else gmpsim does is of no interest."""
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "x.go").write_text(text)
            sim = gmpsim(folder, stdin)
            if sim.what in ("unsupported", "endless") or only not in (None, sim.what):
                return None, None, sim
            message = self.go.compile(folder, imports_differ)
            if message:
                go = Outcome("rejected", says=message)
            elif sim.what == "rejected":
                go = Outcome("ran")
            else:
                go = self.go.run(folder, self.times, stdin, imports_differ)
            differs = difference(go, sim)
            if differs and go.what == "ran" and sim.what == "ran":
                # Once more, and more often: a busy machine may have changed what Go did.
                differs = difference(self.go.run(folder, 2 * self.times, stdin, True), sim)
            return differs, go, sim
