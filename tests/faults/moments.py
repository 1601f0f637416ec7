"""End a process at each of the moments in which a folder is replaced, and see what stands.

Run as ``python -m tests.faults.moments FOLDER each|whole``: one line of JSON for each moment, which
says whether old or new files stand after it, and what the next run makes of them. Python announces
what it does to files (audit events); the process is ended right before each of them in turn.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from derive.book import whole
from derive.pages.refresh import Snippets, write

OLD = {"same.md": "same", "a.md": "old", "gone.md": "old"}
NEW = {"same.md": "same", "a.md": "new " * 5000, "b.md": "new"}
ABOUT_FILES = ("open", "os.", "shutil.", "fcntl.", "ctypes.dlsym")


def ended_at(moment: int, folder: Path) -> bool:
    """Write the new snippets in a process that is ended at a moment; return whether it was."""
    child = os.fork()
    if child == 0:
        left = moment

        def end(event: str, _: tuple[Any, ...]) -> None:
            nonlocal left
            if event.startswith(ABOUT_FILES):
                if left == 0:
                    signal.raise_signal(signal.SIGKILL)
                left -= 1

        sys.addaudithook(end)
        write(folder, Snippets(NEW, set()))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def main() -> None:
    """Go through all moments."""
    folder = Path(sys.argv[1], "snippets")
    if sys.argv[2] == "each":

        def refused(one: Path, other: Path) -> None:
            raise OSError

        whole._exchange = refused  # as where the system can't
    moment = 0
    while True:
        write(folder, Snippets(OLD, set()))
        was_ended = ended_at(moment, folder)
        stands = {path.name: path.read_text() for path in folder.iterdir()}
        write(folder, Snippets(NEW, set()))
        after = {path.name: path.read_text() for path in folder.iterdir()}
        beside = sorted(path.name for path in folder.parent.iterdir())
        seen = {
            "whole": stands in (OLD, NEW),
            "each": all(text in (OLD.get(name), NEW.get(name)) for name, text in stands.items()),
            "new": stands == NEW,
            "mended": after == NEW and beside == ["snippets"],
        }
        print(json.dumps(seen), flush=True)
        if not was_ended:
            return
        moment += 1


if __name__ == "__main__":
    main()
