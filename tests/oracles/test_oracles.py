"""Every result of every chapter against means that none of us wrote, from the book's own lines."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.book.finding import Entry
from derive.language.nodes import Binary, Expr, Number
from derive.language.working import Chain
from tests.oracles.means import (
    BOOK,
    MEANS,
    RECORD,
    agrees,
    applying,
    depth_of,
    recorded,
    sides,
    world_of,
)
from tests.oracles.plain import definitions, read_plain
from tests.oracles.values import World, by_autograd, by_complex_step, by_differences, world

CHAINS = [
    pytest.param(entry, chain, id=f"{entry.name}-{number}")
    for entry in BOOK.entries
    for number, chain in enumerate(entry.working.chains, 1)
]


@settings(deadline=None, max_examples=6)
@given(seed=st.integers(0, 2**32 - 1), smallest=st.integers(1, 2), largest=st.integers(2, 5))
@pytest.mark.parametrize(("entry", "chain"), CHAINS)
def test_results_agree_with_the_oracles(
    entry: Entry, chain: Chain, seed: int, smallest: int, largest: int
) -> None:
    """At any sizes the first line, differentiated by others, is what the last line computes."""
    left, right = sides(chain)
    for means in applying(entry, chain):
        there = world_of(entry, chain, means, seed, smallest, largest)
        assert agrees(there, left, right, means), means.name


def test_every_derivation_is_compared() -> None:
    """No derivation lacks an oracle: one with a derivative has autograd and one more."""
    for entry in BOOK.entries:
        for chain in entry.working.chains:
            names = {means.name for means in applying(entry, chain)}
            if depth_of(entry, chain) == 0:
                assert names == {"NumPy"}, entry.name
            else:
                assert "autograd" in names and len(names) >= 2, entry.name


def test_what_the_page_says_is_compared_here() -> None:
    """The record is what this suite does: else ``python -m tests.oracles.means`` renews it."""
    assert json.loads(RECORD.read_text("utf-8")) == recorded()


def test_the_page_tells_the_tolerances() -> None:
    """The powers of ten in the words of the page of verification are those used here."""
    page = (RECORD.parents[1] / "docs" / "verification.md").read_text("utf-8")
    told = {float(f"1e-{power}") for power in re.findall(r"\$10\^\{-(\d+)\}\$", page)}
    assert told == {means.tolerance for means in MEANS}


def slips(expr: Expr) -> list[Expr]:
    """Return a result with a factor 1.001, and with 0.001 too much."""
    little = Number(read_number("0.001").value, "0.001")
    return [
        Binary("*", Binary("+", Number(little.value * 1000, "1"), little), expr),
        Binary("+", expr, little),
    ]


def read_number(text: str) -> Number:
    """Return a number of the notation."""
    found = read_plain(text)
    assert isinstance(found, Number)
    return found


@pytest.mark.parametrize("means", MEANS, ids=lambda means: means.name)
@pytest.mark.parametrize("slip", [0, 1])
def test_a_small_slip_is_noticed(slip: int, means: object) -> None:
    """Each means objects where a thousandth is too much, in all results that it judges."""
    count = 0
    for entry in BOOK.entries:
        for chain in entry.working.chains:
            for fitting in applying(entry, chain):
                if fitting is not means:
                    continue
                left, right = sides(chain)
                there = world_of(entry, chain, fitting, 1, 2, 3)
                if slip == 0 and not np.all(np.abs(there.value(right)) > 0.2):
                    continue  # a thousandth of nearly nothing is nothing
                assert not agrees(there, left, slips(right)[slip], fitting), entry.name
                count += 1
    assert count


@pytest.mark.parametrize(
    "gradient", [by_autograd, by_differences, by_complex_step], ids=lambda each: each.__name__
)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("D(x**3, x)", 12.0),
        ("D(exp(x)*y, x)", 3 * np.exp(2.0)),
        ("D(max(x, y), x)", 0.0),
        ("D(abs(-x), x)", 1.0),
        ("D(s, x)", 4.0),
        ("D(s**2, s)", 8.0),
    ],
)
def test_the_means_know_slopes_that_we_know(gradient: object, text: str, value: float) -> None:
    """At x = 2, y = 3 and s = x**2, all three find the slopes that a first course teaches."""
    there = World(
        {"s": read_plain("x**2")},
        {"x": 2.0, "y": 3.0},
        {},
        {},
        gradient,  # type: ignore[arg-type]  # one of three functions of that type
    )
    assert there.value(read_plain(text)) == pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize("entry", [e for e in BOOK.entries if e.shows], ids=lambda e: e.name)
@pytest.mark.parametrize("seed", range(5))
def test_shown_conditions_hold(entry: Entry, seed: int) -> None:
    """What a derivation shows besides equations holds at random numbers."""
    made = definitions(entry.derivation.working)
    lines = [read_plain(chain.first.text) for chain in entry.working.chains]
    there = world(entry.working.declarations, made, lines, np.random.default_rng(seed), by_autograd)
    assert all(there.holds(condition) for group in entry.shows for condition in group)
