"""Which variables a common divisor may contain, against SymPy's own divisor."""

from __future__ import annotations

from random import Random

import pytest
from sympy import Expr, Poly, gcd, symbols, sympify

from derive.kernel.prove.coprime import shared_variables

SYMBOLS = symbols("x0:4")
Terms = dict[tuple[tuple[int, int], ...], int]


def terms(expr: Expr) -> Terms:
    """Return an expression's terms, as the kernel writes them."""
    found = Poly(expr, *SYMBOLS).terms()
    return {
        tuple((i, power) for i, power in enumerate(powers) if power): int(coefficient)
        for powers, coefficient in found
    }


def some(random: Random) -> Expr:
    """Return a polynomial of a few small terms."""
    total: Expr = SYMBOLS[0] * 0
    while total == 0:
        for _ in range(random.randrange(1, 4)):
            term: Expr = SYMBOLS[0] ** 0 * random.choice((-3, -2, -1, 1, 2, 5))
            for symbol in SYMBOLS:
                term *= symbol ** random.choice((0, 0, 1, 2))
            total += term
    return total


@pytest.mark.parametrize("seed", range(40))
def test_the_variables_of_the_divisor_are_listed(seed: int) -> None:
    """None is missing; and of these pairs, where images say more, none is too many."""
    random = Random(seed)
    left, right = some(random), some(random)
    for common in (SYMBOLS[0] ** 0, some(random)):
        one, other = (left * common).expand(), (right * common).expand()
        divisor = gcd(one, other)
        wanted = [i for i, symbol in enumerate(SYMBOLS) if divisor.has(symbol)]
        assert shared_variables(terms(one), terms(other), range(4)) == wanted


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("x0**2 - 1", "x0 + 1", [0]),
        ("x0**2 + 1", "x0 + 1", []),
        ("(x0 + x1)*x2", "(x0 + x1)*x3", [0, 1]),
        ("x0*x1", "x0 + x1", []),
        ("x0", "x0*x1", [0]),
        ("x1", "x0*x1**2 + x1", [1]),
        ("(x0**3 + x1)*(x0 + 2)", "(x0**3 + x1)*(x0 + 3)", [0, 1]),
        ("6*x0", "4", []),
    ],
)
def test_known_pairs(left: str, right: str, shared: list[int]) -> None:
    """Pairs whose divisor is seen by hand."""
    one, other = (terms(sympify(text)) for text in (left, right))
    assert shared_variables(one, other, range(4)) == shared
