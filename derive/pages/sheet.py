"""The cheat sheet: each result with its NumPy line and its shape, to be printed on one page.

``questions/sheet.toml`` holds tables ``[[row]]``: ``part`` and ``what`` say in words what the row
is about; ``claim`` is an equation under ``given``; ``code`` is its NumPy line where that isn't the
claim itself; ``shape`` the shape of the result; ``proof`` the steps of the book that prove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.book.book import Book
from derive.pages.choose import MADE, formula_cell
from derive.pages.claimed import Claimed, claimed, read_tables, step_links
from derive.pages.words import words


@dataclass(frozen=True, slots=True)
class Row:
    """A result of the sheet; the module says what the fields hold."""

    part: str
    what: str
    claims: Claimed
    claim: str
    code: str | None
    shape: str
    proof: tuple[str, ...]


def read_sheet(path: Path) -> tuple[Row, ...]:
    """Return the rows of the sheet. Raises ClaimError."""
    _, tables = read_tables(path, "row", ("part", "what", "claim", "shape", "proof"))
    return tuple(
        Row(
            table["part"],
            table["what"],
            claimed(f"{path.name}, {table['what']}", table["given"], [table["claim"]]),
            table["claim"],
            table.get("code"),
            table["shape"],
            tuple(table["proof"]),
        )
        for table in tables
    )


def sheet_page(rows: Sequence[Row], book: Book, pages: Mapping[str, str]) -> str:
    """Return the Markdown of the sheet. Raises ClaimError where a link leads nowhere."""
    return "\n".join(_lines(rows, book, pages))


def _lines(rows: Sequence[Row], book: Book, pages: Mapping[str, str]) -> Iterator[str]:
    yield MADE.format("sheet.toml")
    yield ""
    yield '<table class="formulas sheet" markdown="1">'
    yield "<thead><tr><th></th><th>formula and NumPy</th><th>shape</th><th>shown in</th></tr>"
    yield "</thead>"
    for part in dict.fromkeys(row.part for row in rows):
        yield '<tbody markdown="1">'
        yield f'<tr><th colspan="4" scope="rowgroup">{words(part)}</th></tr>'
        for row in (row for row in rows if row.part == part):
            declarations = row.claims.working.declarations
            yield '<tr markdown="1">'
            yield f"<td>{words(row.what, declarations)}</td>"
            yield formula_cell(row.claim, declarations, row.code)
            yield f"<td>{words(row.shape)}</td>"
            yield f'<td markdown="span">{", ".join(step_links(row.proof, book, pages))}</td>'
            yield "</tr>"
        yield "</tbody>"
    yield "</table>"
    yield ""
