"""What of a book stands as it was checked: whatever has not changed, nor anything that it cites.

A derivation's questions depend on its own file and on the results that it cites, so a digest of
its file and of theirs, to the end, says whether the answers are still those. Only what does not
stand is read, with what it cites.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from derive.book.book import Book, citations, ordered_book
from derive.book.cache import Cache
from derive.book.finding import Entry, derivation_files, read_entry
from derive.book.report import Report
from derive.language.errors import LanguageError


class Unknown(Exception):
    """The book must be read whole to be understood."""


class Standing:
    """The derivations of a folder, and which of them were found good as they are.

    steps   how many steps those have
    """

    def __init__(self, content: Path, cache: Cache, seconds: float) -> None:
        self.steps = 0
        self._content, self._cache, self._seconds = content, cache, seconds
        self._paths: dict[str, Path] = {}
        self._contents: dict[str, str] = {}
        self._cites: dict[str, tuple[str, ...]] = {}
        self._good: set[str] = set()
        try:
            self._recall()
        except Unknown:
            self._good, self.steps = set(), 0

    @property
    def whole(self) -> bool:
        """Whether there is a book, and all of it stands."""
        return bool(self._paths) and self._good == self._paths.keys()

    def rest(self) -> tuple[Book, tuple[Entry, ...]] | None:
        """Return the derivations that do not stand, and a book of them and of what they cite.

        None where nothing stands, or where something is wrong that only the whole book can tell.
        """
        if not self._good:
            return None
        entries: dict[str, Entry] = {}
        wanted = [name for name in self._paths if name not in self._good]
        asked = frozenset(wanted)
        while wanted:
            name = wanted.pop()
            if name in entries:
                continue
            if name not in self._paths:
                return None
            try:
                entry = entries[name] = read_entry(self._paths[name], self._content)
            except LanguageError:
                return None
            self._note(entry)
            # A circle changes all that stand in it, so those that stand need not be followed.
            if name in asked:
                wanted += _cited(entry)
        book = ordered_book(entries.values())
        if book.problems:
            return None
        return book, tuple(entry for entry in book.entries if entry.name in asked)

    def keep(self, entries: Iterable[Entry], reports: Iterable[Report]) -> None:
        """Remember those of the derivations that were found good."""
        checked = list(zip(entries, reports, strict=True))
        for entry, _ in checked:
            self._note(entry)
        digests = self._digests()
        for entry, report in checked:
            if report.good and entry.name in digests:
                record = [self._cites[entry.name], digests[entry.name], len(report.steps)]
                self._cache.put(self._key(entry.name), json.dumps(record))
        self._cache.save()

    def _recall(self) -> None:
        recorded: dict[str, tuple[str, int]] = {}
        for path in derivation_files(self._content):
            name = path.stem.replace("_", "-")
            if name in self._paths or path.is_symlink():
                raise Unknown
            self._paths[name] = path
            try:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:
                raise Unknown from None
            self._contents[name] = self._named(path, content)
            if record := _record(self._cache.get(self._key(name))):
                self._cites[name], digest, steps = record
                recorded[name] = digest, steps
        digests = self._digests()
        for name, (digest, steps) in recorded.items():
            if digests.get(name) == digest:
                self._good.add(name)
                self.steps += steps

    def _note(self, entry: Entry) -> None:
        """Take an entry as it was read, which may be otherwise than when this began."""
        self._contents[entry.name] = self._named(entry.path, entry.digest)
        self._cites[entry.name] = _cited(entry)

    def _named(self, path: Path, digest: str) -> str:
        return f"{path.relative_to(self._content).as_posix()} {digest}"

    def _key(self, name: str) -> str:
        return self._cache.key(("a derivation as it stands", self._contents[name], self._seconds))

    def _digests(self) -> dict[str, str]:
        """Return a digest of each derivation and all that it rests on, as far as that is known."""
        digests: dict[str, str] = {}
        try:
            names = tuple(TopologicalSorter(self._cites).static_order())
        except CycleError:
            return digests
        for name in names:
            cites = self._cites.get(name)
            if cites is None or name not in self._contents or not digests.keys() >= set(cites):
                continue
            whole = json.dumps([self._contents[name], *(digests[cited] for cited in cites)])
            digests[name] = hashlib.sha256(whole.encode()).hexdigest()
        return digests


def _record(kept: object) -> tuple[tuple[str, ...], str, int] | None:
    """Return what was kept of a derivation: what it cites, a digest, and how many steps it has."""
    if isinstance(kept, str):
        with suppress(ValueError, RecursionError):
            match json.loads(kept):
                case [list(cites), str(digest), int(steps)] if all(
                    isinstance(name, str) for name in cites
                ):
                    return tuple(cites), digest, steps
    return None


def _cited(entry: Entry) -> tuple[str, ...]:
    """Return what a derivation cites besides itself, each once."""
    return tuple(dict.fromkeys(each.name for each in citations(entry) if each.name != entry.name))
