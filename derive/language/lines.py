"""The lines of a working: where each piece of text stands, what continues, what is a comment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from derive.language.errors import LanguageError
from derive.language.nodes import Expr
from derive.language.parse import parse_expression
from derive.language.scan import Source

MAX_BYTES = 2_000_000

# Control characters, and marks that reverse or hide text even inside a comment.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

_BRACKET = re.compile(r"[(\[{)\]}]")


def decode(data: bytes, name: str | None = None) -> str:
    """Return the text of a file. Raises LanguageError where it is not UTF-8, or is too large."""
    if len(data) > MAX_BYTES:
        _too_large(name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LanguageError("the file is UTF-16; save it as UTF-8", 1, 1, None, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _split(data[: error.start].decode("utf-8-sig"))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        place = (len(before), len(before[-1]) + 1)
        raise LanguageError(message, *place, before[-1], name) from None


def physical_lines(text: str, name: str | None = None) -> list[str]:
    """Return the lines of a text that is neither too large nor holds what nobody sees."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        _too_large(name)
    lines = _split(text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, 1):
        if match := _UNSEEN.search(line):
            kind = unicodedata.name(match[0], "CONTROL CHARACTER")
            message = f"U+{ord(match[0]):04X} {kind} stands here, which nobody sees; delete it"
            raise LanguageError(message, number, match.start() + 1, line, name)
    return lines


def _split(text: str) -> list[str]:
    """Return lines that end as on any system."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _too_large(name: str | None) -> NoReturn:
    raise LanguageError(f"the file is larger than {MAX_BYTES // 10**6} MB", 1, 1, None, name)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the file: its text, and where it begins."""

    text: str
    line: int
    column: int = 1

    def cut(self, start: int, end: int | None = None) -> Part:
        """Return the piece between two offsets."""
        if start == 0:
            return Part(self.text[:end], self.line, self.column)
        line, column = Source(self.text, self.line, self.column).place(start)
        return Part(self.text[start:end], line, column)

    def stripped(self) -> Part:
        """Return the piece without white space around it."""
        return self.cut(len(self.text) - len(self.text.lstrip()), len(self.text.rstrip()))

    def split(self, sign: str) -> list[Part]:
        """Return the pieces between the signs that stand outside all brackets."""
        if sign not in self.text:
            return [self]
        ends = [m.start() for m in re.finditer(re.escape(sign), self.flat())]
        starts = [0, *(end + len(sign) for end in ends)]
        return [self.cut(s, e) for s, e in zip(starts, [*ends, None], strict=True)]

    def flat(self) -> str:
        """Return the text with a dot for everything inside brackets."""
        depth, end, result = 0, 0, list[str]()
        for bracket in _BRACKET.finditer(self.text):
            here = bracket.start()
            result.append("." * (here - end) if depth else self.text[end:here])
            result.append(".")
            depth = depth + 1 if bracket[0] in "([{" else max(0, depth - 1)
            end = here + 1
        result.append("." * (len(self.text) - end) if depth else self.text[end:])
        return "".join(result)

    def fail(self, message: str) -> NoReturn:
        """Raise the error that points at the beginning of this piece."""
        raise LanguageError(message, self.line, self.column)

    def parse(self) -> Expr:
        """Return the expression that the piece spells. Raises LanguageError."""
        return parse_expression(self.text, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Written:
    """A logical line: its code without comments, and the comments; no code is a blank line."""

    code: Part
    comment: str


def logical_lines(lines: list[str]) -> Iterator[Written]:
    """Yield the logical lines: a line goes on while a bracket is open."""
    number = 0
    while number < len(lines):
        start = number
        codes, comments, depth = list[str](), list[str](), 0
        while number < len(lines):
            code, _, comment = lines[number].partition("#")
            if codes and (_begins_anew(code) or not lines[number].strip()):
                break  # the open bracket was forgotten: it is named when the line is parsed
            codes.append(code.rstrip())
            comments.append(comment.strip())
            depth += sum(1 if bracket in "([{" else -1 for bracket in _BRACKET.findall(code))
            number += 1
            if depth <= 0:
                break
        joined = "\n".join(codes)
        if joined.strip() or not any(comments):
            yield Written(Part(joined, start + 1), " ".join(filter(None, comments)))


def _begins_anew(code: str) -> bool:
    code = code.strip()
    return bool(re.match(r"=(?!=)|(?:let|where)\s", code))
