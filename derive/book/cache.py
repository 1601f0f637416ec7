"""Verdicts from earlier runs, so that what did not change is not judged again.

An entry is found by what was asked, to the letter, and by everything that answers: the sources of
the language, the kernel and the rules, Python and the libraries. It carries a digest of that key
together with its answer, so an entry that is damaged, exchanged or put there by something else is
no entry. Only answers that do not depend on how fast the machine is are kept. Nothing in the file
is ever executed: it is JSON.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, TypeAlias

from derive.book.whole import write_whole
from derive.kernel.verdict import Judgement, Shown, Verdict, Witness

Kept: TypeAlias = Judgement | str | bool | None

PLACE = Path(".cache", "derive", "verdicts.json")
ROOMS = ("language", "kernel", "rules", "book")
LIBRARIES = ("python-flint",)
MOST = 50_000  # entries; the oldest go first


class Missing:
    """No answer is known."""


MISSING: Final = Missing()


class Cache:
    """The answers in one file. ``stamp`` tells what answers: see :func:`engine_stamp`."""

    def __init__(self, path: Path, stamp: str) -> None:
        self._path = path
        self._stamp = stamp
        self._entries = _read(path, stamp)
        self._changed = False

    def key(self, question: object) -> str:
        """Return the digest of a question, a record that is written out in full."""
        return _digest(self._stamp, repr(question))

    def get(self, key: str) -> Kept | Missing:
        """Return the answer to the question with this key, or MISSING."""
        match self._entries.get(key):
            case [answer, str(seal)] if seal == _seal(key, answer):
                with contextlib.suppress(TypeError, ValueError, KeyError):
                    return _decoded(answer)
        return MISSING

    def put(self, key: str, answer: object) -> None:
        """Keep an answer, if it is of a kind that holds on any machine."""
        if isinstance(answer, Judgement) and answer.verdict is Verdict.UNDECIDED:
            return
        if isinstance(answer, Judgement | str | bool | None):
            encoded = _encoded(answer)
            self._entries[key] = [encoded, _seal(key, encoded)]
            self._changed = True

    def save(self) -> None:
        """Write what is new. The file is replaced whole; where that can't be, nothing happens."""
        if not self._changed:
            return
        newest = dict(list(self._entries.items())[-MOST:])
        text = json.dumps({"stamp": self._stamp, "entries": newest}, separators=(",", ":"))
        with contextlib.suppress(OSError):
            write_whole(self._path, text.encode("utf-8"))
        self._changed = False


def open_cache(root: Path) -> Cache:
    """Return the cache of the project in ``root``."""
    return Cache(root / PLACE, own_stamp())


@cache
def own_stamp() -> str:
    """Return the stamp of the engines as this process began: a preview goes on with those."""
    return engine_stamp()


def engine_stamp(package: Path = Path(__file__).parents[1]) -> str:
    """Return a digest of all that a verdict depends on besides its question."""
    digest = hashlib.sha256(sys.version.encode())
    for library in LIBRARIES:
        digest.update(f"\n{library} {_version(library)}".encode())
    for path in sorted(path for room in ROOMS for path in (package / room).rglob("*.py")):
        digest.update(f"\n{path.relative_to(package).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _read(path: Path, stamp: str) -> dict[str, object]:
    """Return the entries of a file that has this stamp; none of any other."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict) or data.get("stamp") != stamp:
        return {}
    entries = data.get("entries")
    return entries if isinstance(entries, dict) else {}


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def _seal(key: str, answer: object) -> str:
    return _digest("answer", key, json.dumps(answer, separators=(",", ":"), sort_keys=True))


# -- answers as JSON --------------------------------------------------------------------------


def _encoded(answer: Kept) -> object:
    if not isinstance(answer, Judgement):
        return answer
    seen = answer.witness
    witness = None if seen is None else [list(map(list, seen.point)), seen.left, seen.right]
    data = [answer.verdict.value, witness, answer.condition, answer.detail]
    return json.loads(json.dumps(data))  # tuples become lists, as they are when it is read


def _decoded(data: object) -> Kept:
    """Return the answer. Raises TypeError or ValueError where there is none."""
    if data is None or isinstance(data, str | bool):
        return data
    verdict, witness, condition, detail = _list(data)
    if witness is not None:
        point, left, right = _list(witness)
        named = tuple((_text(name), _shown(value)) for name, value in map(_list, _list(point)))
        witness = Witness(named, _shown(left), _shown(right))
    assert witness is None or isinstance(witness, Witness)
    words = (None if each is None else _text(each) for each in (condition, detail))
    return Judgement(Verdict(_text(verdict)), witness, *words)


def _list(data: object) -> list[object]:
    if not isinstance(data, list):
        raise TypeError("no list")
    return data


def _text(data: object) -> str:
    if not isinstance(data, str):
        raise TypeError("no text")
    return data


def _shown(data: object) -> Shown:
    return data if data is None or isinstance(data, str) else tuple(map(_shown, _list(data)))
