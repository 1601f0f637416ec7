"""Slips planted in the published steps: all are caught, and nearly all are diagnosed.

DERIVE_LONG takes all of them instead of a sample (some minutes).
"""

import json
import os

import pytest

from derive.book.book import read_book
from derive.pages.slips import mutants_table
from tests.rules.mutants import CAUGHT, CONDITIONAL, DATA, EQUAL, ROOT, Fate, Mutant, mutants, run

EVERY = 1 if os.environ.get("DERIVE_LONG") else 45
DIAGNOSED = 1 if os.environ.get("DERIVE_LONG") else 4


@pytest.fixture(scope="module")
def sample() -> list[Mutant]:
    """Return some mutants from all over the book, the same at every run."""
    return mutants(read_book(ROOT / "derive" / "chapters"))[::EVERY]


def test_every_planted_slip_is_caught(sample: list[Mutant]) -> None:
    """A mutant is refuted or refused, or it is no wrong line at all; none stays undecided."""
    fates = run(sample, diagnose=None)
    fine = {*CAUGHT, EQUAL, CONDITIONAL}
    assert not [
        f"{fate.how}: {mutant}"
        for mutant, fate in zip(sample, fates, strict=True)
        if fate.how not in fine
    ]
    assert sum(fate.how in CAUGHT for fate in fates) > 0.8 * len(fates)


def test_suggestions_lead_back(sample: list[Mutant]) -> None:
    """In at least nine of ten planted slips a proved suggestion restores a true line."""
    fates = [fate for fate in run(sample[::DIAGNOSED], diagnose=1) if fate.suggested is not None]
    found = [fate for fate in fates if fate != Fate(fate.how, "none")]
    assert len(found) >= 0.9 * len(fates)


def test_the_table_on_the_site_has_the_figures_of_the_last_whole_run() -> None:
    """The snippet is made from the file of the run, which lists each line that is no slip."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    snippet = ROOT / "snippets" / "mutants.md"
    assert snippet.read_text(encoding="utf-8") == mutants_table(data)
    for how, lines in data["not caught"].items():
        assert len(lines) == sum(kind.get(how, 0) for kind in data["kinds"].values())
