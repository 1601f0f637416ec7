"""The book: all derivations of a project, in an order in which each rests on those before it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from derive.book.citation import Citation, Result, citation, results
from derive.book.finding import Entry, derivation_files, read_entry
from derive.language.errors import LanguageError
from derive.language.working import Step


@dataclass(frozen=True, slots=True)
class Book:
    """The derivations of a project.

    entries    by citation, then by chapter, place and name
    problems   (file, what is wrong) of the files that can't be read or cite in a circle
    """

    entries: tuple[Entry, ...]
    problems: tuple[tuple[Path, LanguageError], ...] = ()
    _names: dict[str, Entry] = field(init=False, repr=False, compare=False)
    _rests_on: dict[str, tuple[Entry, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the entries by name."""
        object.__setattr__(self, "_names", {entry.name: entry for entry in self.entries})
        object.__setattr__(self, "_rests_on", {})

    def entry(self, name: str) -> Entry | None:
        """Return the derivation called ``name``, or None."""
        return self._names.get(name)

    def nearest(self, name: str) -> str | None:
        """Return the name of a derivation that is spelt most like ``name``, or None."""
        return next(iter(get_close_matches(name, self._names, n=1, cutoff=0.5)), None)

    def rests_on(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the derivations that ``entry`` cites, in the book's order."""
        if entry.name not in self._rests_on:
            cited = {each.name for each in citations(entry)} - {entry.name}
            found = tuple(other for other in self.entries if other.name in cited)
            self._rests_on[entry.name] = found
        return self._rests_on[entry.name]

    def used_by(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the derivations that cite ``entry``, in the book's order."""
        return tuple(other for other in self.entries if entry in self.rests_on(other))

    def cited(self, step: Step) -> tuple[Result, ...] | str:
        """Return the results that a step may have used, or why there are none.

        A step that names no result, or one that shows nothing but conditions, has none.
        """
        found: list[Result] = []
        for rule in step.rules:
            if (named := citation(rule)) is None:
                continue
            source = self.entry(named.name)
            if source is None:
                guess = self.nearest(named.name)
                ask = f"; did you mean {guess}?" if guess else ""
                return f"there is no derivation called {named.name}{ask}"
            all_of_them = results(named.name, source.working)
            if named.number is None:
                found += all_of_them
            elif named.number <= len(all_of_them):
                found.append(all_of_them[named.number - 1])
            else:
                return f"{named.name} has {len(all_of_them)} chains, not {named.number}"
        return tuple(found)


def citations(entry: Entry) -> tuple[Citation, ...]:
    """Return what the steps of a derivation cite, in their order."""
    rules = (rule for step in entry.working.steps for rule in step.rules)
    return tuple(named for rule in rules if (named := citation(rule)) is not None)


def read_book(content: Path) -> Book:
    """Read all derivations in the folder ``content``. A file that can't be read hurts no other."""
    entries: dict[str, Entry] = {}
    problems: list[tuple[Path, LanguageError]] = []
    for path in derivation_files(content):
        try:
            entry = read_entry(path, content)
        except LanguageError as error:
            problems.append((path, error))
            continue
        twin = entries.setdefault(entry.name, entry)
        if twin is not entry:
            where = twin.path.relative_to(content).as_posix()
            message = f"the name {entry.name} is taken by {where}; names are unique in the book"
            problems.append((path, LanguageError(message, line=1)))
    return ordered_book(entries.values(), problems)


def ordered_book(
    entries: Iterable[Entry], problems: Iterable[tuple[Path, LanguageError]] = ()
) -> Book:
    """Return the book of some derivations, whose names differ, with problems known already."""
    ordered, circles = _ordered(entries)
    return Book(ordered, tuple(sorted([*problems, *circles], key=lambda problem: problem[0])))


def _ordered(
    entries: Iterable[Entry],
) -> tuple[tuple[Entry, ...], list[tuple[Path, LanguageError]]]:
    """Put the cited before the citing; entries in a circle, or resting on one, are problems."""
    by_name = {entry.name: entry for entry in entries}
    lines = {name: _first_citations(entry) for name, entry in by_name.items()}
    needs = {name: cited.keys() & by_name.keys() for name, cited in lines.items()}
    needed_by = defaultdict(list)
    for name, cited_names in needs.items():
        for cited_name in cited_names:
            needed_by[cited_name].append(name)
    waiting = {name: len(cited_names) for name, cited_names in needs.items()}
    ready = [_key(entry) for name, entry in by_name.items() if not waiting[name]]
    heapq.heapify(ready)
    ordered: list[Entry] = []
    while ready:
        *_, name = heapq.heappop(ready)
        ordered.append(by_name[name])
        for citing in needed_by[name]:
            waiting[citing] -= 1
            if not waiting[citing]:
                heapq.heappush(ready, _key(by_name[citing]))
    stuck = by_name.keys() - {entry.name for entry in ordered}
    within = {name: min(needs[name] & stuck) for name in stuck}
    problems = [
        (by_name[name].path, _circle(name, within, lines[name][within[name]]))
        for name in sorted(stuck)
    ]
    return tuple(ordered), problems


def _first_citations(entry: Entry) -> dict[str, int]:
    """Return the names of what must stand before ``entry``, with the lines that first cite them.

    Its own name is one of them, in a circle, unless only earlier chains are cited by it.
    """
    lines: dict[str, int] = {}
    for number, chain in enumerate(entry.working.chains, start=1):
        for step in chain.steps:
            for named in filter(None, map(citation, step.rules)):
                if named.name != entry.name or not named.number or named.number >= number:
                    lines.setdefault(named.name, step.right.number)
    return lines


def _key(entry: Entry) -> tuple[str, int, str]:
    return entry.chapter, entry.derivation.place, entry.name


def _circle(name: str, within: dict[str, str], line: int) -> LanguageError:
    """Return the problem of an entry from which citations (``within``) lead into a circle."""
    way = [name]
    while (following := within[way[-1]]) not in way:
        way.append(following)
    circle = " -> ".join([*way[way.index(following) :], following])
    own = f"; of its own chains it may cite an earlier one, as in: by result {name}.1"
    hint = own if way == [following] else ""
    return LanguageError(f"the citations run in a circle: {circle}{hint}", line=line)
