"""What changed between two lines, as a reader would point at it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from derive.language.nodes import Expr, Path, at
from derive.language.parse import parse_expression
from derive.language.text import to_text
from derive.pages.change import changed, key
from tests.strategies import expressions


def said(expr: Expr, paths: tuple[Path, ...]) -> list[str]:
    """Return the pieces at the paths as text."""
    return [to_text(at(expr, path)) for path in paths]


@pytest.mark.parametrize(
    ("old", "new", "gone", "fresh"),
    [
        ("a + b", "b + c", ["a"], ["c"]),
        ("a*b", "b*a", [], []),
        ("a - b + c", "c + a - b", [], []),
        ("u/v*v", "u", ["v", "v"], []),
        ("a", "a*1", [], ["1"]),
        ("D(L, a)*D(a, z)", "(a - y)*D(a, z)", ["D(L, a)"], ["a - y"]),
        ("D(L, a)", "D(log(a), a)", ["L"], ["log(a)"]),
        ("-y + a*y + a - a*y", "a - y", ["a*y", "a*y"], []),
        ("1 + x/y", "1 + x*z/(y*z)", [], ["z", "z"]),
        ("c*(u*D(v, x))", "c*(u*(p*q))", ["D(v, x)"], ["p*q"]),
        ("sum(u[i]*v[i] for i in range(n))", "sum(u[i]*w[i] for i in range(n))",
         ["v[i]"], ["w[i]"]),
        ("sum(u[i]*delta(i, k) for i in range(n)) + s", "u[k] + s",
         ["sum(u[i]*delta(i, k) for i in range(n))"], ["u[k]"]),
        ("D(u + v, x)", "D(u, x) + D(v, x)", [], []),  # the whole line is another
        ("1/u - v", "u - v", ["1/u"], ["u"]),  # what stood below does not live on above
        ("a - y", "a + y", ["y"], ["y"]),
        ("where(z > 0, z, 0)", "where(z > 0, 1, 0)", ["z"], ["1"]),
        ("W.T @ dZ + B", "W @ dZ + B", ["W.T"], ["W"]),
    ],
)  # fmt: skip
def test_what_went_away_and_what_is_new(
    old: str, new: str, gone: list[str], fresh: list[str]
) -> None:
    """Terms and factors are compared without their order, as deep as both are built alike."""
    left, right = parse_expression(old), parse_expression(new)
    change = changed(left, right)
    assert (said(left, change.gone), said(right, change.new)) == (gone, fresh)
    back = changed(right, left)
    assert (said(right, back.gone), said(left, back.new)) == (fresh, gone)


@settings(max_examples=60)
@given(expressions(), expressions())
def test_what_is_pointed_at_is_there(left: Expr, right: Expr) -> None:
    """Every path leads to a node, none into another, and nothing changed means nothing said."""
    change = changed(left, right)
    for expr, paths in ((left, change.gone), (right, change.new)):
        assert all(at(expr, path) is not None for path in paths)
        assert not [p for p in paths for q in paths if p != q and p[: len(q)] == q]
    assert changed(left, left) == changed(right, right)
    if key(left) == key(right):
        assert not change.gone and not change.new
