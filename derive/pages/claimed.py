"""Words and rows whose equations are judged like the lines of a derivation.

Pages such as the questions, the chooser and the cheat sheet state formulas outside derivations.
Their texts lie in TOML files of ``questions/``, beside the chapters. An equation between backticks
is a claim: it is judged under the declarations that come with it (``given``), and no page is
written before all its claims are proved. Each place names the steps of the book that prove what
it says, and those have to exist: ``"dz"`` is the last line of that derivation's first chain,
``"two-layers-output.2"`` that of its second, ``"loss-gradient: -(y/a - (1 - y)/(1 - a))"`` the
line that is written so. No number of a step is written down, as numbers change.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from derive.book.book import Book
from derive.book.cache import Cache
from derive.book.checking import check_workings
from derive.book.finding import Entry
from derive.language.errors import LanguageError
from derive.language.parse import parse_expression
from derive.language.reader import read_working
from derive.language.working import Working
from derive.pages.words import words

LINK = re.compile(r"\[([^\]`]+)\]\(([a-z0-9/_-]+\.md(?:#[a-z0-9-]+)?)\)")
REFERENCE = re.compile(r"(?P<name>[a-z][a-z0-9-]*)(?:\.(?P<chain>[1-9])|: (?P<line>.+))?")


class ClaimError(ValueError):
    """A text that can't become a page; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Equations with what they are declared under.

    place     where they stand, for messages: ``04_bias.toml, Q034``
    working   a chain of one step for each equation
    """

    place: str
    working: Working


def read_tables(path: Path, key: str, fields: Iterable[str]) -> tuple[str, list[dict[str, Any]]]:
    """Return the title of a TOML file and its tables ``[[key]]``, each with a ``given``.

    A ``given`` at the top of the file serves the tables that have none of their own. Every field
    of ``fields`` has to be there in each table. Raises ClaimError.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ClaimError(f"{path.name}: {error}") from None
    tables = [{"given": data.get("given", "")} | table for table in data.get(key, [])]
    for number, table in enumerate(tables, 1):
        for field in (field for field in fields if field not in table):
            raise ClaimError(f"{path.name}: table {number} of [[{key}]] has no {field}")
    return str(data.get("title", "")), tables


def equations(text: str) -> list[str]:
    """Return what ``text`` claims: each ``LEFT = RIGHT`` of the language between backticks."""
    found = []
    for piece in text.split("`")[1::2]:
        try:
            sides = [parse_expression(side) for side in " ".join(piece.split()).split(" = ")]
        except LanguageError:
            continue  # it is shown as code
        if len(sides) == 2:
            found.append(" ".join(piece.split()))
    return found


def claimed(place: str, given: str, claims: Iterable[str]) -> Claimed:
    """Return equations ``LEFT = RIGHT`` under the declarations ``given``. Raises ClaimError."""
    lines = [claim.replace(" = ", " == ", 1) for claim in claims]
    try:
        return Claimed(place, read_working("\n\n".join([given, *lines])))
    except LanguageError as error:
        raise ClaimError(f"{place}: {error.message}: {error.source}") from None


def unproved(claims: Iterable[Claimed], cache: Cache | None = None) -> list[str]:
    """Return a message for each place that states what is not proved."""
    files = ((each.place, (each.working,)) for each in claims)
    reports = check_workings(files, cache=cache)
    said = [f"{report.file}: {report.error.message}" for report in reports if report.error]
    for report in reports:
        for each in report.steps:
            if not each.good:
                step, verdict = each.step, each.judgement.verdict
                said.append(f"{report.file}: {step.left.text} = {step.right.text} is {verdict}")
    return said


def step_links(proof: Iterable[str], book: Book, pages: Mapping[str, str]) -> Iterator[str]:
    """Yield a Markdown link to each step that is named. Raises ClaimError for one unknown."""
    for name in proof:
        entry, number = _step(name, book)
        if entry.name not in pages:
            raise ClaimError(f"{name}: no page shows this derivation")
        title = entry.derivation.title.replace("`", "").replace(" - ", " \N{MINUS SIGN} ")
        yield f"[{words(title)}, line {number}]({pages[entry.name]}-{number})"


def page_links(links: Iterable[str]) -> Iterator[str]:
    """Yield links to pages, written from the top of ``docs/``, as a snippet has them."""
    for link in links:
        if not (found := LINK.fullmatch(link)):
            raise ClaimError(f"a link is written [words](page.md), not {link}")
        yield f"[{found[1]}](/{found[2]})"


def _step(reference: str, book: Book) -> tuple[Entry, int]:
    """Return the derivation and the number of the step that a reference names."""
    if found := REFERENCE.fullmatch(reference):
        entry = book.entry(found["name"])
        if entry and (number := _number(entry, found["chain"], found["line"])):
            return entry, number
    raise ClaimError(f"{reference}: the book has no such step")


def _number(entry: Entry, chain: str | None, line: str | None) -> int | None:
    """Return the number of the step that ends a chain, or of the first whose line is written so."""
    if line is not None:
        texts = [step.right.text for step in entry.working.steps]
        return texts.index(line) + 1 if line in texts else None
    ends = list(accumulate(len(each.steps) for each in entry.working.chains))
    place = int(chain or 1)
    return ends[place - 1] if place <= len(ends) else None
