"""Shapes and the ranges of indices: what fits, and what both shapes are where nothing fits."""

from __future__ import annotations

import re

import pytest

from derive.language.nodes import Name
from derive.language.parse import parse_expression
from derive.language.shapes import ShapeError, check_step_shapes, index_sizes, shape_of
from derive.language.working import Declarations, Shape

DECLARED = Declarations(
    lets=(
        ("Z", parse_expression("W @ A + b")),
        ("entry", parse_expression("W[j, k]*x[k]")),
    ),
    shapes=(
        ("W", ("n", "p")),
        ("A", ("p", "m")),
        ("b", ("n", 1)),
        ("row", (1, "m")),
        ("x", ("p",)),
        ("z", ("n",)),
        ("S", ("n", "n")),
        ("three", (3,)),
    ),
    functions=("g",),
    unknowns=(("J", ("W",)),),
)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2*pi + t", ()),
        ("Z", ("n", "m")),
        ("b + row", ("n", "m")),
        ("A + x[k]", ("p", "m")),
        ("z + three[0]", ("n",)),
        ("W.T", ("p", "n")),
        ("W @ A", ("n", "m")),
        ("W @ x", ("n",)),
        ("z @ W", ("p",)),
        ("z @ z", ()),
        ("sigma(-W)", ("n", "p")),
        ("softmax(Z)", ("n", "m")),
        ("g(Z)", ("n", "m")),
        ("J(W)*J", ()),
        ("outer(z, x)", ("n", "p")),
        ("diag(z)", ("n", "n")),
        ("diag(S)", ("n",)),
        ("trace(S)", ()),
        ("eye(n)", ("n", "n")),
        ("ones((n, 1))", ("n", 1)),
        ("ones(3)", (3,)),
        ("array([[1, t], [0, 1]])", (2, 2)),
        ("array([1, t, t])", (3,)),
        ("sum(Z)", ()),
        ("sum(Z, axis=1)", ("n",)),
        ("mean(Z, axis=0, keepdims=True)", (1, "m")),
        ("max(Z, keepdims=True)", (1, 1)),
        ("where(Z > 0, Z, 0)", ("n", "m")),
        ("D(J, W)", ("n", "p")),
        ("D(J, W[j, k])", ()),
        ("D(sum(z), z)", ("n",)),
        ("sum(outer(z, x)[j, k] for j in range(n))", ()),
        ("delta(i, j)*W[j, k]", ()),
        ("entry", ()),
    ],
)
def test_shape(text: str, shape: Shape) -> None:
    """Each form has the shape that NumPy gives it."""
    assert shape_of(parse_expression(text), DECLARED) == shape


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A @ W", "(p, m) and (n, p) do not fit in A @ W: m columns meet n rows"),
        ("2 @ W", "@ multiplies matrices and vectors, not a scalar and (n, p)"),
        ("W + A", "(n, p) and (p, m) do not fit entry by entry in W + A"),
        ("z + x", "(n,) and (p,) do not fit"),
        ("where(W > 0, A, 0)", "do not fit entry by entry"),
        ("t.T", "t is a scalar"),
        ("max(0, W)", "a scalar is expected here, and W is (n, p)"),
        ("array([1, z])", "a scalar is expected here, and z is (n,)"),
        ("outer(z, W)", "outer takes two vectors, and W is (n, p)"),
        ("trace(W)", "a square matrix, and W is (n, p)"),
        ("diag(W)", "a vector or a square matrix"),
        ("softmax(t)", "a vector or a matrix, and t is a scalar"),
        ("sum(t)", "sum takes an array, and t is a scalar"),
        ("sum(z, axis=1)", "z is (n,) and has no axis 1"),
        ("W[j]", "W is (n, p) and takes 2 indices, not 1"),
        ("t[j]", "t is a scalar and takes no index"),
        ("W[j, j]", "the index j stands on an axis of size n and on one of p"),
        ("W[j, k]*b[j, k]", "the index k stands on an axis of size p and on one of 1"),
        ("W[0, 1]", "the entry 1 need not exist on an axis of size p"),
        ("three[3]", "the entry 3 does not exist on an axis of size 3"),
        ("b[j, 1]", "the entry 1 does not exist on an axis of size 1"),
        (
            "sum(W[j, k] for j in range(p))",
            "the index j runs over p and stands on an axis of size n",
        ),
        ("sum(j*z[j] for j in range(n))", "the index j is no number"),
        ("k*x[k]", "k stands in [ ] as an index"),
        ("x[t] + delta(n, t)", "n is a size"),
        ("x[z]", "z is declared as (n,)"),
        ("sum(x[W] for W in range(p))", "W is declared as (n, p)"),
        ("sum(entry for k in range(p))", "the sum's index k stands in the definition of entry"),
        ("entry + z[k]", "the index k stands on an axis of size p and on one of n"),
        ("D(Z, W)", "D differentiates a scalar, and Z is (n, m)"),
        ("D(g(Z), Z)", "if g is one number that depends on Z, write where g(Z)"),
        ("g", "g is an unknown function"),
        ("g(z, z)", "g takes 1 argument, not 2"),
        ("J(A)", "A is (p, m), and J depends on W, which is (n, p)"),
        ("h(z)", "h is called and not declared"),
    ],
)
def test_misfits_name_both_shapes(text: str, message: str) -> None:
    """A misfit is an error that names what met what."""
    with pytest.raises(ShapeError, match=re.escape(message)):
        shape_of(parse_expression(text), DECLARED)


def test_a_misfit_has_a_path() -> None:
    """The path of a misfit leads to the node where it happens."""
    with pytest.raises(ShapeError) as caught:
        shape_of(parse_expression("1 + sum(A @ W)"), DECLARED)
    assert caught.value.path == (1, 0)


def test_a_misfit_inside_a_definition_is_named() -> None:
    """A definition that does not fit is named where it is used."""
    declared = Declarations(lets=(("Q", parse_expression("W @ W")),), shapes=DECLARED.shapes)
    with pytest.raises(ShapeError, match="in the definition of Q") as caught:
        shape_of(parse_expression("1 + Q"), declared)
    assert caught.value.path == (1,)


def test_definitions_may_build_on_each_other_deeply() -> None:
    """A thousand definitions, each made of the one above, are no trouble."""
    lets = [("a0", Name("W")), *((f"a{n + 1}", Name(f"a{n}")) for n in range(1000))]
    declared = Declarations(lets=tuple(lets), shapes=DECLARED.shapes)
    assert shape_of(Name("a1000"), declared) == ("n", "p")


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("W[j, k] + delta(j, i)", {"j": "n", "k": "p"}),
        ("sum(W[j, k]*x[k] for k in range(p))", {"j": "n"}),
        ("b[j, i]", {"j": "n", "i": 1}),
        ("entry*A[k, i]", {"j": "n", "k": "p", "i": "m"}),
        ("sum(x[k] for k in range(p))*x[k]", {"k": "p"}),
    ],
)
def test_free_indices_range_over_their_axis(text: str, sizes: dict[str, object]) -> None:
    """A free index has the size of the axis it stands on; a bound one is not listed."""
    assert index_sizes(parse_expression(text), DECLARED) == sizes


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ("b", "row", "the left side is (n, 1), the right side (1, m)"),
        ("z", "0", "the left side is (n,), the right side a scalar"),
        ("z", "b", "nothing broadcasts across ="),
        ("z[k]", "x[k]", "the index k ranges over n on the left and over p on the right"),
    ],
)
def test_sides_must_agree(left: str, right: str, message: str) -> None:
    """Both sides of a step have one shape, and an index one range."""
    with pytest.raises(ShapeError, match=re.escape(message)):
        check_step_shapes(parse_expression(left), parse_expression(right), DECLARED)


def test_sides_that_agree() -> None:
    """Sides of one shape pass, also when an index stands on one side only."""
    check_step_shapes(parse_expression("z[k]*0"), parse_expression("0"), DECLARED)
    check_step_shapes(parse_expression("Z"), parse_expression("W @ A + b"), DECLARED)
