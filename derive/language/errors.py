"""The one error of the language: what is wrong, where, and the line with a caret under it."""

from __future__ import annotations

import unicodedata

_BEFORE_CARET = 70
_AFTER_CARET = 40


class LanguageError(Exception):
    """A text that cannot be read.

    line and column count from 1, the column in characters of the source line. Without a line
    the error belongs to an expression of which no text is known.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int = 1,
        source: str | None = None,
        file: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.source = source
        self.file = file

    def __str__(self) -> str:
        """Return ``FILE:LINE:COLUMN: message``, the source line and a caret."""
        place = [self.file] if self.file is not None else []
        if self.line is not None:
            place += [str(self.line), str(self.column)]
        head = ":".join(place) + ": " + self.message if place else self.message
        if self.line is None or self.source is None:
            return head
        return f"{head}\n{_pointed(self.source, self.column)}"


def _pointed(source: str, column: int) -> str:
    """Return the part of the source line around the column, and a line with the caret.

    What does not print (a reversing mark, say) is shown as U+FFFD, so that the line cannot
    rearrange the terminal.
    """
    shown = "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in source)
    start = max(0, column - 1 - _BEFORE_CARET)
    end = column - 1 + _AFTER_CARET
    left = ("..." if start else "") + shown[start : column - 1]
    right = shown[column - 1 : end] + ("..." if end < len(shown) else "")
    return f"    {left}{right}\n    {''.join(map(_blank, left))}^"


def _blank(character: str) -> str:
    """Return white space as wide as the character."""
    if character == "\t":
        return "\t"
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "
