"""How long the commands take: ``--help``, and ``check`` of the book: cold, unchanged, one change.

Run ``python -m benchmarks.checking``. Each is run three times as a process of its own, on a copy of
the book with a cache of its own; the shortest time counts, by the clock and of all processors.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from derive.book.cache import PLACE
from derive.book.project import find_project

TIMES = 3
CHANGED = Path("one_neuron", "dz.py")
DOMAIN = "where 0 <= y <= 1"


def run(folder: Path, *arguments: str) -> tuple[float, float]:
    """Run the command in ``folder``; return the seconds by the clock and of processors."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "derive", *arguments],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds, after = time.perf_counter() - start, os.times()
    # The workers are no children of the command, so their time is not in this sum.
    spent = after.children_user + after.children_system
    return seconds, spent - before.children_user - before.children_system


def shortest(prepare: Callable[[int], None], folder: Path, *arguments: str) -> tuple[float, float]:
    """Return the shortest of some runs, with ``prepare`` called before each."""
    found = []
    for turn in range(TIMES):
        prepare(turn)
        found.append(run(folder, *arguments))
    return min(found)


def main() -> None:
    """Print the table."""
    source = find_project(Path.cwd())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = folder / source.content.relative_to(source.root)
        shutil.copytree(source.content, content, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "mkdocs.yml").touch()
        text = (content / CHANGED).read_text(encoding="utf-8")
        assert DOMAIN in text

        def nothing(_: int) -> None:
            pass

        def cold(_: int) -> None:
            (folder / PLACE).unlink(missing_ok=True)

        def change(turn: int) -> None:
            # The declarations are part of every question, so all of the derivation is asked anew.
            changed = text.replace(DOMAIN, f"{DOMAIN}, 0 < other_{turn}")
            (content / CHANGED).write_text(changed, encoding="utf-8")

        os.environ["PYTHONPATH"] = str(source.root)
        for title, prepare, arguments in (
            ("--help", nothing, ("--help",)),
            ("check, cold", cold, ("check",)),
            ("check, nothing changed", nothing, ("check",)),
            ("check, one derivation changed", change, ("check",)),
        ):
            seconds, spent = shortest(prepare, folder, *arguments)
            print(f"{title:32} {seconds:6.2f} s   {spent:6.2f} s of the command's processor")


if __name__ == "__main__":
    main()
