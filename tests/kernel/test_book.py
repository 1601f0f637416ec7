"""Both engines on every line of the book, in this process: mutation testing needs them here."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.kernel.prove import prove
from derive.kernel.refute import refute
from derive.language.nodes import Binary, Expr, Number
from derive.language.working import Step

BOOK = read_book(Path(__file__).parents[2] / "derive" / "chapters")
TWO = Number(Fraction(2), "2")


def steps(entry: Entry) -> Iterator[tuple[Step, tuple[Expr, ...]]]:
    """Yield the steps of a derivation, each with the lines of its chain."""
    for chain in entry.working.chains:
        lines = (chain.first, *(step.right for step in chain.steps))
        for step in chain.steps:
            yield step, tuple(line.expr for line in lines)


@pytest.mark.parametrize("entry", BOOK.entries, ids=lambda entry: entry.name)
def test_a_line_is_proved_and_its_double_refuted(entry: Entry) -> None:
    """Every published step is proved and not refuted; with twice its line, as a rule, refuted."""
    declarations = entry.working.declarations
    for step, chain in steps(entry):
        left, right = step.left.expr, step.right.expr
        assert prove(left, right, declarations).complete
        assert prove(left, right, declarations, chain=chain).complete
        found = refute(left, right, declarations, brief=True, chain=chain)
        assert found.counterexample is None
        assert found.undefined is None
        assert found.points >= 1
        double = Binary("*", TWO, right)
        wrong = prove(left, double, declarations)
        assert prove(left, double, declarations, chain=(*chain, double)) == wrong
        against = refute(left, double, declarations, brief=True).counterexample
        # Lines that are 0 are twice themselves.
        assert wrong.complete == (against is None)
