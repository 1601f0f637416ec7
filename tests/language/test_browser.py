"""The browser's reading of a working: plain notation that reads back to the same."""

from pathlib import Path

import pytest

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.language.browser import declaration_lines, working_data
from derive.language.reader import read_working

BOOK = read_book(Path(__file__).resolve().parents[2] / "derive" / "chapters")


@pytest.mark.parametrize("entry", BOOK.entries, ids=lambda entry: entry.name)
def test_what_the_page_holds_reads_back_to_the_working(entry: Entry) -> None:
    """The declarations and lines of every derivation are the same after a round trip."""
    data = working_data(entry.working)
    chains = ["\n= ".join(lines) for lines in data["chains"]]
    again = read_working("\n\n".join(["\n".join(data["declarations"]), *chains]))
    assert again.declarations == entry.working.declarations
    for one, other in zip(again.chains, entry.working.chains, strict=True):
        assert one.first.expr == other.first.expr
        assert [s.right.expr for s in one.steps] == [s.right.expr for s in other.steps]


def test_every_kind_of_declaration_has_its_line() -> None:
    """Shapes, functions and unknowns come first, then definitions, then the domain."""
    working = read_working(
        "where Z: (n, 2), v: (n,), g: function, T(Z), 0 < a < 1, y in {0, 1}, k in N\n"
        "let b = g(a)\n\nb == g(a)"
    )
    assert list(declaration_lines(working.declarations)) == [
        "where Z: (n, 2), v: (n), g: function, T(Z)",
        "let b = g(a)",
        "where 0 < a, a < 1, y in {0, 1}, k in N, n in N",
    ]


def test_nothing_is_declared_without_declarations() -> None:
    """A working of steps alone has no declaration lines."""
    data = working_data(read_working("x == x + 0"))
    assert data["declarations"] == []
    assert data["chains"] == [["x", "x + 0"]]
