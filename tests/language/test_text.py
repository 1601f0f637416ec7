"""Plain text: minimal brackets, the course's spacing, and the way back to the nodes."""

from __future__ import annotations

import pytest
from hypothesis import given

from derive.language.nodes import Expr
from derive.language.parse import parse_conditions, parse_expression
from derive.language.text import condition_text, to_text
from tests.strategies import expressions


@given(expressions())
def test_parses_back(expr: Expr) -> None:
    """The text of any expression is read back as that very expression."""
    assert parse_expression(to_text(expr)) == expr


@pytest.mark.parametrize(
    "text",
    [
        "-(y*log(a) + (1 - y)*log(1 - a))",
        "-y/a + (1 - y)/(1 - a)",
        "a**2",
        "(-a)**2",
        "-a**2",
        "(a**2)**3",
        "a**b**c",
        "10**-12",
        "a*(-b)",
        "a - (b - c)",
        "a/(b*c)",
        "a/b*c",
        "-(-a)",
        "W @ A",
        "dZ @ A.T/m",
        "1/m*(dZ @ A.T)",
        "(W.T @ dZ)[j, i]",
        "(2).T",
        "softmax(z)[k]",
        "sum(W[j, k]*dZ[j, i] for j in range(n))",
        "sum(W, axis=1, keepdims=True)",
        "max(W, axis=0)",
        "where(0 < z < 1, z, 0)",
        "where(z > 0 and a > 0, z, 0)",
        "array([[1, a], [0, y]])",
        "array([1, a])",
        "ones((n, m)) + ones((n,))",
        "delta(i, 0)*D(J, W[j, 0])",
    ],
)
def test_is_written_as_the_course_writes(text: str) -> None:
    """Well-written text comes back letter for letter."""
    assert to_text(parse_expression(text)) == text


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("((a)) * (b)", "a*b"),
        ("(a*b) + (c/d)", "a*b + c/d"),
        ("(-a)*b", "-a*b"),
        ("a ** (b ** c)", "a**b**c"),
        ("a*-b", "a*(-b)"),
        ("sum(W,keepdims=False)", "sum(W)"),
        ("where(0 < z and z < 1, 1, 0)", "where(0 < z < 1, 1, 0)"),
    ],
)
def test_needless_brackets_go(long: str, short: str) -> None:
    """No bracket stays that neither grammar nor the eye needs."""
    assert to_text(parse_expression(long)) == short


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("0 < a <= 1", ["0 < a", "a <= 1"]),
        ("y in {0, 1/2, 1}", ["y in {0, 1/2, 1}"]),
        ("n in N", ["n in N"]),
    ],
)
def test_conditions(text: str, parts: list[str]) -> None:
    """A condition is written as it stands in a where line."""
    assert [condition_text(condition) for condition in parse_conditions(text)] == parts
