"""Find derivations: every file of a project's chapters, read as text and never run.

A derivation's file is Python for its editor's sake, but all that it may hold is a docstring, the
import, and ``derivation = Derivation(...)`` with texts written out. So it is read with Python's
own ``ast``: nothing in it can loop, print or raise, and each fault has its line.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from derive.book.derivation import FIELDS, REQUIRED, Derivation
from derive.language.errors import LanguageError
from derive.language.nodes import Condition
from derive.language.parse import parse_conditions
from derive.language.reader import decode, read_working
from derive.language.working import Working

FILE_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
LARGEST_FILE = 500_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A derivation as it stands in the book.

    name      the file's name with hyphens, the derivation's name everywhere
    chapter   the folder's name with hyphens
    path      its file
    working   the working of the derivation; its line numbers are those of the file
    shows     for each text of ``shows`` its conditions
    digest    that of the file as it was read
    """

    name: str
    chapter: str
    path: Path
    derivation: Derivation
    working: Working
    shows: tuple[tuple[Condition, ...], ...] = ()
    digest: str = ""


def derivation_files(content: Path) -> list[Path]:
    """Return the files of derivations in ``content``, sorted, and symbolic links, to be refused."""
    return sorted(_files(content))


def _files(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.name.startswith(("_", ".")):
            continue
        if entry.is_symlink():
            yield path
        elif entry.is_dir():
            yield from _files(path)
        elif path.suffix == ".py" and entry.is_file():
            yield path


def read_entry(path: Path, content: Path) -> Entry:
    """Return the derivation that the file ``path`` holds. Raises LanguageError."""
    if path.is_symlink():
        raise LanguageError("this is a symbolic link: put the file itself there", line=1)
    chapter = path.parent.relative_to(content)
    for part in (*chapter.parts, path.stem):
        if not FILE_NAME.fullmatch(part):
            raise LanguageError(
                "a derivation's file and its folder are named with small letters, digits and _, "
                f"a letter first: not {part!a}",
                line=1,
            )
    return _entry(path, chapter, _bytes(path))


@lru_cache(maxsize=2048)  # a preview reads the book at every save, and all but a file is as it was
def _entry(path: Path, chapter: Path, content: bytes) -> Entry:
    source = decode(content)
    lines = source.splitlines()

    def fault(message: str, line: int, column: int = 1) -> LanguageError:
        text = lines[line - 1] if 0 < line <= len(lines) else None
        return LanguageError(message, line, column, text)

    call = _the_call(_tree(source, fault), fault)
    derivation = _derivation(call, fault)
    starts = {keyword.arg: keyword.value.lineno for keyword in call.keywords}
    working = read_working("\n" * (starts["working"] - 1) + derivation.working)
    if derivation.routes and len(derivation.routes) != len(working.chains):
        message = f"{len(derivation.routes)} routes are named, {len(working.chains)} are there"
        raise fault(message, starts["routes"])
    shows = tuple(parse_conditions(text, line=starts["shows"]) for text in derivation.shows)
    name, folder = (text.replace("_", "-") for text in (path.stem, chapter.as_posix()))
    digest = hashlib.sha256(content).hexdigest()
    return Entry(name, folder, path, derivation, working, shows, digest)


Fault: TypeAlias = Callable[..., LanguageError]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise LanguageError(f"the file is larger than {LARGEST_FILE:,} bytes", line=1)
        return path.read_bytes()
    except OSError as error:
        raise LanguageError(f"the file can't be read: {error.strerror}", line=1) from None


def _tree(source: str, fault: Fault) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape is the author's, not the terminal's
            return ast.parse(source)
    except SyntaxError as error:
        message = f"this is no Python: {error.msg}"
        raise fault(message, error.lineno or 1, max(error.offset or 1, 1)) from None
    except (ValueError, RecursionError, MemoryError):
        raise fault("this is no Python that can be read", 1) from None


def _the_call(tree: ast.Module, fault: Fault) -> ast.Call:
    """Return the call in ``derivation = Derivation(...)``, the one thing a file may hold."""
    found: ast.Call | None = None
    for statement in tree.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.ImportFrom(module="derive" | "__future__"):
                continue
            case ast.Assign(
                targets=[ast.Name(id="derivation")],
                value=ast.Call(func=ast.Name(id="Derivation"), args=[]) as call,
            ) if found is None:
                found = call
            case _:
                raise fault(
                    "a derivation's file holds a docstring, `from derive import Derivation` and "
                    "one `derivation = Derivation(...)`, its fields by name; nothing else",
                    statement.lineno,
                    statement.col_offset + 1,
                )
    if found is None:
        raise fault("the file holds no `derivation = Derivation(...)`", 1)
    return found


def _derivation(call: ast.Call, fault: Fault) -> Derivation:
    values: dict[str, Any] = {}
    for keyword in call.keywords:
        value = keyword.value
        if keyword.arg not in FIELDS:
            known = ", ".join(FIELDS)
            raise fault(f"Derivation has no {keyword.arg}; it has {known}", value.lineno)
        try:
            values[keyword.arg] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            message = f"{keyword.arg} must be written out, not computed"
            raise fault(message, value.lineno, value.col_offset + 1) from None
    missing = [name for name in REQUIRED if name not in values]
    if missing:
        raise fault(f"the derivation lacks {', '.join(missing)}", call.lineno)
    try:
        return Derivation(**values)
    except ValueError as error:
        raise fault(str(error), call.lineno) from None
