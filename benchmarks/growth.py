"""How the time and the memory of a check grow with what is checked.

Run ``python -m benchmarks.growth``; with ``--write`` the figures go into ``growth.json``, which
the page "Speed" of the site draws. Books of ever more derivations, twelve steps in each, and
workings of ever more lines are checked without a cache, on all cores, by the functions behind
``python -m derive check``. Each point is a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from derive.book.book import read_book
from derive.book.checking import check_entries, check_workings
from derive.cli.terminal import progress
from derive.language.reader import read_workings

FIGURES = Path(__file__).with_name("growth.json")
STEPS = 12
BOOKS = (125, 250, 500, 1000)  # derivations
LINES = (2500, 5000, 10_000)

DERIVATION = '''\
"""Derivation {k} of a book that only a benchmark reads."""

from derive import Derivation

derivation = Derivation(
    title="Number {k}",
    asks="How long does it take?",
    claims="Twelve equations.",
    working="""
        let a = sigma(z)
        let L = -(y*log(a) + (1 - y)*log(1 - a))
        where 0 < y < 1

{chains}
    """,
    place={k},
)
'''
# Twelve steps of the kinds that the book has; k makes each derivation's its own.
EQUATIONS = (
    "D(a, z) == a*(1 - a)",
    "D({k}*log(a), z) == {k}*(1 - a)",
    "D({k}*log(1 - a), z) == -{k}*a",
    "{k}*a*(1 - a) == {k}*a - {k}*a**2",
    "-{k}*y*(1 - a) + {k}*(1 - y)*a == {k}*(a - y)",
    "D({k}*L, z) == {k}*(a - y)",
    "(a + {k})**2 == a**2 + 2*{k}*a + {k}**2",
    "a/{k} + y/{k} == (a + y)/{k}",
    "{k}*exp(z)*exp(-z) == {k}",
    "log(exp(z)) + {k} == z + {k}",
    "abs({k}*z) == {k}*abs(z)",
    "relu({k}*z) == {k}*relu(z)",
)


def write_book(folder: Path, derivations: int) -> None:
    """Write a book of derivations of twelve steps."""
    for k in range(1, derivations + 1):
        chapter = folder / f"chapter_{k // 50}"
        chapter.mkdir(parents=True, exist_ok=True)
        lines = (f"        {equation.format(k=k)}" for equation in EQUATIONS)
        text = DERIVATION.format(k=k, chains="\n\n".join(lines))
        (chapter / f"number_{k}.py").write_text(text, encoding="utf-8")


def working(lines: int) -> str:
    """Return a working of so many lines that are steps."""
    given = "let a = sigma(z)\nlet L = -(y*log(a) + (1 - y)*log(1 - a))\nwhere 0 < y < 1\n\n"
    equations = (EQUATIONS[n % len(EQUATIONS)].format(k=n + 2) for n in range(lines))
    return given + "\n\n".join(equations) + "\n"


def one(kind: str, size: int) -> dict[str, float]:
    """Check one book or working in this process; return its steps, seconds and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "book":
            write_book(Path(folder), size)
        text = working(size) if kind == "lines" else ""
        watch = Watch()
        start, used = time.perf_counter(), time.process_time()
        if kind == "book":
            book = read_book(Path(folder))
            assert not book.problems, book.problems[0]
            reports = check_entries(book, book.entries, progress=watch)
        else:
            reports = check_workings([("lines", read_workings(text))], progress=watch)
        seconds = time.perf_counter() - start
    return {
        "steps": sum(len(report.steps) for report in reports),
        "seconds": round(seconds, 2),
        "processor_seconds": round(time.process_time() - used + watch.seconds, 2),
        "parent_mb": round(_own_megabytes(), 1),
        "worker_mb": round(watch.megabytes, 1),
    }


class Watch:
    """Hears of the progress; notes the memory and the processor time of workers (Linux, else 0)."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._seconds: dict[int | None, float] = {}
        self._tell = progress()

    @property
    def seconds(self) -> float:
        """The processor time of all workers together."""
        return sum(self._seconds.values())

    def __call__(self, done: int, of: int) -> None:
        """Look at the workers now and then."""
        if self._tell:
            self._tell(done, of)
        if done % 50 == 0 or of - done < 8:
            for process in multiprocessing.active_children():
                with contextlib.suppress(OSError):
                    folder = Path(f"/proc/{process.pid}")
                    peak = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text("ascii"))
                    self.megabytes = max(self.megabytes, int(peak[1]) / 1024 if peak else 0)
                    ticks = (folder / "stat").read_text("ascii").rpartition(")")[2].split()[11:13]
                    spent = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
                    self._seconds[process.pid] = spent


def _own_megabytes() -> float:
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def measured() -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the kind and the figures of each point, measured in a process of its own."""
    for kind, sizes in (("book", BOOKS), ("lines", LINES)):
        for size in sizes:
            command = [sys.executable, "-m", "benchmarks.growth", kind, str(size)]
            found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            yield kind, json.loads(found.stdout)


def main() -> None:
    """Print the table, or with a kind and a size the figures of that one point."""
    if sys.argv[1:] and sys.argv[1] != "--write":
        print(json.dumps(one(sys.argv[1], int(sys.argv[2]))))
        return
    figures: dict[str, list[dict[str, float]]] = {}
    for kind, point in measured():
        figures.setdefault(kind, []).append(point)
        per_step = 1000 * point["processor_seconds"] / point["steps"]
        print(
            f"{kind:6} {point['steps']:6.0f} steps {point['seconds']:8.2f} s"
            f" {point['processor_seconds']:8.2f} s of processors"
            f" {per_step:6.2f} ms a step {point['parent_mb']:7.1f} MB here"
            f" {point['worker_mb']:7.1f} MB in the largest worker",
            flush=True,
        )
    if sys.argv[1:]:
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
