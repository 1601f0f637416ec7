"""The NumPy reading: Python's own notation, with derivatives as functions of their variable."""

from __future__ import annotations

import pytest

from derive.language.numpy import condition_to_numpy, to_numpy
from derive.language.parse import parse_conditions, parse_expression
from derive.language.reader import read_working
from derive.language.working import Declarations

LAYERS = "let a = sigma(z)\nlet L = a*y + z\nlet M = L**2\nwhere J(W), W: (n, m)\n"
DECLARED: Declarations = read_working(f"{LAYERS}\n  z == z\n").declarations


@pytest.mark.parametrize(
    ("text", "numpy"),
    [
        ("-(y*z)**2/3", "-(y*z)**2/3"),
        ("a - (b - c)", "a - (b - c)"),
        ("2**-y", "2**-y"),
        ("where(z > 0, z, 0)", "where(z > 0, z, 0)"),
        ("where(0 < z < 1, z, 0)", "where((0 < z) & (z < 1), z, 0)"),
        ("sum(W[j, k] for j in range(n))", "sum(W[j, k] for j in range(n))"),
        ("(W.T @ W)[j, k]", "(W.T @ W)[j, k]"),
        ("D(L, a)", "D(lambda a: a*y + z, a)"),
        ("D(L, z)", "D(lambda z: sigma(z)*y + z, z)"),
        ("D(M, a)", "D(lambda a: (a*y + z)**2, a)"),
        ("D(L, y)", "D(lambda y: a*y + z, y)"),
        ("D(D(L, z), z)", "D(lambda z: D(lambda z: sigma(z)*y + z, z), z)"),
        ("D(D(L, a), z)", "D(lambda z: D(lambda a: a*y + z, sigma(z)), z)"),
        ("D(J, W[j, k])", "D(lambda W: J(W), W, j, k)"),
        ("ones((n, 1))", "ones((n, 1,))"),
        ("sum(W, axis=1, keepdims=True)", "sum(W, axis=1, keepdims=True)"),
    ],
)
def test_expressions_as_numpy(text: str, numpy: str) -> None:
    """A derivative puts in the definitions that its variable moves, and no others."""
    declared = DECLARED if "a -" not in text else Declarations()
    assert to_numpy(parse_expression(text), declared).text == numpy


def test_what_an_expression_needs() -> None:
    """Values for the free names and sizes; definitions in an order in which they can be run."""
    source = to_numpy(parse_expression("M + D(J, W)[j, k]*n"), DECLARED)
    assert [name for name, _ in source.lets] == ["a", "L", "M"]
    assert source.names == ("W", "n", "y", "z")
    assert source.functions == ("J",)


@pytest.mark.parametrize(
    ("text", "numpy"),
    [("y in {0, 1}", "(y == 0) | (y == 1)"), ("n in N", "(n >= 1) & (n % 1 == 0)")],
)
def test_conditions_as_numpy(text: str, numpy: str) -> None:
    """A set and the whole numbers become truth values that arrays can have, too."""
    (condition,) = parse_conditions(text)
    assert condition_to_numpy(condition, Declarations()).text == numpy
