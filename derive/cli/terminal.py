"""The terminal: colours and progress, where somebody is looking."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

COLOURS = {"bold": "1", "faint": "2", "red": "31", "green": "32", "yellow": "33"}


def coloured(text: str, colour: str, stream: TextIO | None = None) -> str:
    """Return the text in a colour when the stream (standard output) shows colours."""
    stream = stream or sys.stdout
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"


def plain(text: str) -> str:
    """Return the text with what does not print made visible: no file may steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def progress() -> Callable[[int, int], None] | None:
    """Return a bar on standard error for work that takes long; None when nobody looks."""
    if not sys.stderr.isatty():
        return None
    start = time.monotonic()

    def show(done: int, of: int) -> None:
        if done == of:
            sys.stderr.write("\r\x1b[K")
        elif time.monotonic() - start > 0.5:
            sys.stderr.write(f"\r{'━' * (30 * done // of):30} {done}/{of}")
        sys.stderr.flush()

    return show
