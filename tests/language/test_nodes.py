"""Nodes as values: their hash, and equal parts as one object."""

from __future__ import annotations

import pickle

import pytest

from derive.language.nodes import (
    Binary,
    Expr,
    Name,
    Number,
    children,
    nodes,
    sharing,
    with_children,
)
from derive.language.parse import parse_expression
from derive.language.working import Declarations

TEXTS = (
    "-x + 3*sigma(z)**2/log(a)",
    "sum(W[j, k]*x[k] for k in range(n)) + mean(v) + max(v)",
    "where(0 < z < 1, D(L, z), delta(j, k))",
    "array([[a, b], [c, d]]) @ array([1, 2]) + W.T @ g(Z)",
    "sum(A, axis=1, keepdims=True)*pi",
)


@pytest.mark.parametrize("text", TEXTS)
def test_equal_nodes_have_one_hash(text: str) -> None:
    """Whether it was asked for before or not; and it is no part of what is copied elsewhere."""
    one, other = parse_expression(text), parse_expression(text)
    asked = hash(one)
    assert one == other
    assert hash(other) == asked == hash(one)
    assert pickle.dumps(one) == pickle.dumps(other)
    assert pickle.loads(pickle.dumps(one)) == other
    assert hash(Declarations((("a", one),))) == hash(Declarations((("a", other),)))


def test_other_nodes_are_other_keys() -> None:
    """A hash that is kept belongs to one value."""
    one, two = Name("a"), Name("b")
    assert {one: 1, two: 2}[Name("b")] == 2
    assert hash(Binary("+", one, two)) != hash(Binary("-", one, two))


@pytest.mark.parametrize("text", TEXTS)
def test_with_its_own_children_a_node_is_itself(text: str) -> None:
    """For every kind of node."""
    for node in nodes(parse_expression(text)):
        again = with_children(node, children(node))
        assert again == node
        assert type(again) is type(node)


def test_equal_parts_become_one_object() -> None:
    """Across expressions too; the expressions stay equal to what they were."""
    texts = "(a + b)*(a + b)", "log(a + b)", "where(a + b > 0, a + b, 2)"
    before = tuple(map(parse_expression, texts))
    after = sharing(before)
    assert after == before
    sums: list[Expr] = []
    for expr in after:
        sums += [node for node in children(expr) if isinstance(node, Binary)]
    assert len(sums) == 5
    assert len({id(node) for node in sums}) == 1
    (two,) = (node for node in nodes(after[2]) if isinstance(node, Number) and node.value == 2)
    assert two is sharing([two])[0]
