"""The means that none of us wrote, and which result each of them can judge.

``python -m tests.oracles.means`` writes what the suite compares to ``derive/oracles.json``, from
which the page of verification is made; a test says when that file is out of date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from derive.book.book import read_book
from derive.book.finding import Entry
from derive.language.nodes import Derivative, Expr, Name, children
from derive.language.working import Chain
from tests.oracles.plain import definitions, read_plain
from tests.oracles.values import (
    Gradient,
    World,
    by_autograd,
    by_complex_step,
    by_differences,
    close,
    world,
)

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "derive" / "oracles.json"
BOOK = read_book(ROOT / "derive" / "chapters")
PLAIN = "NumPy"  # for a result in which nothing is differentiated


@dataclass(frozen=True, slots=True)
class Means:
    """A way to work a result out.

    deepest     how many derivatives inside each other it can take
    tolerance   how far both sides may be apart, by the larger of 1 and the largest entry
    """

    name: str
    gradient: Gradient
    deepest: int
    tolerance: float


MEANS = (
    Means(PLAIN, by_autograd, 0, 1e-12),
    Means("autograd", by_autograd, 9, 1e-9),
    Means("central differences", by_differences, 1, 1e-6),
    # Differences of differences: a wider step, as each divides the rounding error by it again.
    Means("nested differences", partial(by_differences, h=1e-3), 3, 1e-4),
    Means("complex step", by_complex_step, 1, 1e-9),
)


def applying(entry: Entry, chain: Chain) -> Iterator[Means]:
    """Yield the means that can judge what a chain shows.

    A complex step goes sideways once; central differences of central differences need their own
    width; and where nothing is differentiated, both sides are only worked out.
    """
    depth = depth_of(entry, chain)
    for means in MEANS:
        match means.name:
            case "NumPy":
                fits = depth == 0
            case "nested differences":
                fits = 2 <= depth <= means.deepest
            case _:
                fits = 1 <= depth <= means.deepest
        if fits:
            yield means


def sides(chain: Chain) -> tuple[Expr, Expr]:
    """Return the first and the last line of a chain, read from their text."""
    last = chain.steps[-1].right if chain.steps else chain.first
    return read_plain(chain.first.text), read_plain(last.text)


def depth_of(entry: Entry, chain: Chain) -> int:
    """Return how many derivatives stand inside each other in a chain's first and last line."""
    made = definitions(entry.derivation.working)
    return max(_depth(side, made) for side in sides(chain))


def _depth(expr: Expr, made: dict[str, Expr]) -> int:
    if isinstance(expr, Name):
        return _depth(made[expr.id], made) if expr.id in made else 0
    inside = max((_depth(child, made) for child in children(expr)), default=0)
    return inside + isinstance(expr, Derivative)


def world_of(
    entry: Entry, chain: Chain, means: Means, seed: int, smallest: int, largest: int
) -> World:
    """Return random numbers and sizes for all that a chain speaks of."""
    made = definitions(entry.derivation.working)
    rng = np.random.default_rng(seed)
    declarations = entry.working.declarations
    return world(declarations, made, sides(chain), rng, means.gradient, smallest, largest)


def agrees(there: World, left: Expr, right: Expr, means: Means) -> bool:
    """Say whether both sides are the same there, to the means' tolerance."""
    return close(there.value(left), there.value(right), means.tolerance)


def recorded() -> dict[str, object]:
    """Return which means judge which derivation, and to which tolerance."""
    judged = {
        entry.name: sorted(
            {means.name for chain in entry.working.chains for means in applying(entry, chain)}
        )
        for entry in BOOK.entries
    }
    return {
        "tolerances": {means.name: means.tolerance for means in MEANS},
        "derivations": dict(sorted(judged.items())),
    }


if __name__ == "__main__":
    RECORD.write_text(json.dumps(recorded(), indent=1) + "\n", encoding="utf-8")
