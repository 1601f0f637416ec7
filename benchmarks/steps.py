"""How long both engines take for each step of the book: what the verification page tells.

Run ``python -m benchmarks.steps``. It judges every step once, in the book's order and in one
process, prints the distribution, and writes the milliseconds of processor time of each step to
``derive/times.json``. The page leaves out a derivation whose number of steps has changed since.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.book.project import find_project
from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict


def milliseconds(entry: Entry) -> Iterator[float]:
    """Yield how long each step takes, chain by chain."""
    for chain in entry.working.chains:
        lines = (chain.first.expr, *(step.right.expr for step in chain.steps))
        for step in chain.steps:
            start = time.process_time()
            said = judge(step.left.expr, step.right.expr, entry.working.declarations, chain=lines)
            spent = time.process_time() - start
            assert said.verdict is Verdict.PROVED
            yield round(1000 * spent, 1)


def main() -> None:
    """Measure, print and write."""
    project = find_project(Path.cwd())
    book = read_book(project.content)
    taken = {entry.name: list(milliseconds(entry)) for entry in book.entries}
    every = sorted(each for times in taken.values() for each in times)
    print(f"{len(every)} steps: median {statistics.median(every):.1f} ms, "
          f"mean {statistics.fmean(every):.1f} ms, slowest {every[-1]:.1f} ms")  # fmt: skip
    rows = (f"{json.dumps(name)}: {json.dumps(times)}" for name, times in sorted(taken.items()))
    text = "{\n  " + ",\n  ".join(rows) + "\n}\n"
    (project.content.parent / "times.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
