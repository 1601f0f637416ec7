"""What conditions say of the numbers in them, against the points of a grid."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from random import Random
from types import CodeType
from typing import Any

import pytest

from derive.kernel.refute.domain import Bounds, bounded, bounds, contradiction, name_key, narrowed
from derive.language.nodes import Condition
from derive.language.reader import read_working

OPS = ("<", "<=", ">", ">=", "==", "!=")
GRID = [Fraction(k, 2) for k in range(-9, 10)]


def conditions(text: str) -> tuple[Condition, ...]:
    """Return what a where line declares."""
    return read_working(f"where {text}\n\nx == x\n").declarations.domain


def linear(random: Random, names: str) -> str:
    """Return a linear form as one may write it, with brackets, quotients and powers of numbers."""
    terms = []
    for name in names:
        factor = random.choice(("1", "2", "-1", "1/2", "-3", "2**2", "0"))
        shape = random.choice(
            ("{f}*{n}", "{n}*({f})", "-({f}*{n})", "{n}/(1/2)*({f})", "({n} - 1)*({f})")
        )
        terms.append(shape.format(f=factor, n=name))
    return random.choice((" + ", " - ")).join(terms)


def true_at(text: str, point: dict[str, Fraction]) -> bool:
    """Tell whether a condition holds, by Python's own rationals."""
    return bool(eval(_compiled(text), {"F": Fraction}, point))


@lru_cache(maxsize=64)
def _compiled(text: str) -> CodeType:
    exact = "".join(f"F({c})" if c.isdigit() else c for c in text.replace(" ?", " "))
    return compile(exact, text, "eval")


def posed(random: Random, names: str) -> str:
    """Return a condition with its sign marked by a question mark on both sides."""
    op = random.choice(OPS)
    return f"{linear(random, names)} ?{op} ?{random.choice(('0', '1', '-2', '3/2', '4'))}"


@pytest.mark.parametrize("seed", range(15))
def test_no_point_of_the_domain_is_lost(seed: int) -> None:
    """Where all conditions hold, each name is within its bounds, and there is no contradiction."""
    random = Random(seed)
    for _ in range(8):
        names = random.choice(("a", "ab", "abc"))
        posers = [posed(random, "".join(random.sample(names, random.randint(1, len(names)))))
                  for _ in range(random.randint(1, 4))]  # fmt: skip
        declared = conditions(", ".join(text.replace(" ?", " ") for text in posers))
        known = narrowed(bounds(declared, {}))
        grid = GRID if len(names) < 3 else GRID[::3]
        inside = [
            point
            for values in product(grid, repeat=len(names))
            if all(true_at(text, point := dict(zip(names, values, strict=True))) for text in posers)
        ]
        for point in inside:
            for name, value in point.items():
                assert known.get(name_key(name), Bounds()).hold(value)
        if inside:
            assert contradiction(declared, {}) is None


@pytest.mark.parametrize("seed", range(15))
def test_bounds_of_one_name_say_all(seed: int) -> None:
    """A number keeps the bounds exactly if it satisfies the conditions; none does if they clash."""
    random = Random(seed)
    fine = [Fraction(k, 48) for k in range(-480, 481)]
    for _ in range(5):
        posers = [posed(random, "a") for _ in range(random.randint(1, 4))]
        declared = conditions(", ".join(text.replace(" ?", " ") for text in posers))
        known = narrowed(bounds(declared, {}))
        found, alone = known.get(name_key("a"), Bounds()), known.get((), Bounds())
        assert all(bounded(condition, {}) in ("a", None) for condition in declared) or () in known
        allowed = [a for a in fine if all(true_at(text, {"a": a}) for text in posers)]
        kept = [a for a in fine if found.hold(a) and alone.hold(Fraction(0))]
        assert kept == allowed
        assert (contradiction(declared, {}) is None) == bool(allowed)


@pytest.mark.parametrize(
    ("text", "values", "clash"),
    [
        ("n in N", range(1, 9), False),
        ("n in N, n < 3", (1, 2), False),
        ("n in N, n < 2", (1,), False),
        ("n in N, n > -4, n < 2", (1,), False),
        ("n in N, n <= 3, n > 1", (2, 3), False),
        ("n in N, 2 < n < 3", (), True),
        ("n in N, n != 1, n < 2", (), True),
        ("n in N, n != 1, n < 3", (2,), False),
        ("n in N, n > 5/2, n < 7/2", (3,), False),
        ("n in N, n > -4", range(1, 9), False),
        ("n in {1, 2}, n > 1", (2, 3, 4, 5, 6, 7, 8), False),
        ("n in {1, 2}, n > 2", (3, 4, 5, 6, 7, 8), True),
        ("n in {1, 2}, n in {2, 3}", range(-9, 9), False),
        ("n in {1, 2}, n in {3}", range(-9, 9), True),
    ],
)
def test_whole_numbers_and_finite_sets(text: str, values: Any, clash: bool) -> None:
    """Which whole numbers bounds let through, and whether nothing is left with the sets."""
    declared = conditions(text)
    known = narrowed(bounds(declared, {})).get(name_key("n"), Bounds())
    assert [n for n in range(-9, 9) if known.hold(Fraction(n))] == list(values)
    assert (contradiction(declared, {}) is not None) == clash


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a < b, b < 1", None, Fraction(1)),
        ("a < b, b <= 1", None, Fraction(1)),
        ("a + b == 3, b > 1, b < 2", Fraction(1), Fraction(2)),
        ("2*a - b >= 0, b >= 4", Fraction(2), None),
        ("a == b, b == c, c == 5", Fraction(5), Fraction(5)),
        ("a + b + c <= 0, b >= 1, c >= 2", None, Fraction(-3)),
        ("a*b > 0, b > 1", None, None),
        ("a < b**2, b < 1", None, None),
    ],
)
def test_bounds_are_carried_over_sums(text: str, low: Fraction, high: Fraction) -> None:
    """What is known of a sum and of all its other terms is known of the last."""
    known = narrowed(bounds(conditions(text), {})).get(name_key("a"), Bounds())
    assert (known.low, known.high) == (low, high)
