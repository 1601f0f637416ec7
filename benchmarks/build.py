"""What the maths costs when the site is built.

Run ``python -m benchmarks.build``. It builds the site several times, by turns as it is and with the
LaTeX of the pages left as text, and prints the medians and their ratio. Each build is a process of
its own, after one that is not counted and fills the caches of what is drawn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
BUILD = """
import sys
from mkdocs.__main__ import cli
from derive.pages.maths import FormulaPostprocessor
if sys.argv[1] == "text":
    FormulaPostprocessor.run = lambda self, text: text
cli(["build", "--quiet", "--site-dir", sys.argv[2]])
"""


def seconds(how: str) -> float:
    """Return how long a build takes by the clock: with "maths", or with its LaTeX as "text"."""
    with tempfile.TemporaryDirectory() as site:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", BUILD, how, site],
            cwd=ROOT,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
            check=True,
        )
        return time.perf_counter() - began


def main() -> None:
    """Print the medians."""
    seconds("maths")
    taken: dict[str, list[float]] = {"maths": [], "text": []}
    for _ in range(RUNS):
        for how, times in taken.items():
            times.append(seconds(how))
    ours, bare = (statistics.median(times) for times in taken.values())
    print(f"with maths {ours:.1f} s, without {bare:.1f} s: {ours / bare:.2f} times as long")


if __name__ == "__main__":
    main()
