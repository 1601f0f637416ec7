"""Hypothesis strategies for expressions; shared by the tests of all rooms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

from hypothesis import strategies as st

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Constant,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Number,
    Range,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    walk,
)

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Inner: TypeAlias = Callable[[], Expr]

SCALARS = ("a", "y", "z", "w1", "dz", "x", "lam")
ARRAYS = ("W", "A_prev", "dZ", "b")
INDICES = ("i", "j", "k")
SIZES: tuple[IndexTerm, ...] = ("m", "n", 1, 3)
ONE_ARGUMENT = (
    *("log", "exp", "sqrt", "abs", "sign", "tanh", "cosh", "sinh"),
    *("sigma", "relu", "softplus"),
)
_SCALAR_FORMS = (
    "sign",
    "sum",
    "sum",
    "product",
    "product",
    "power",
    "call",
    "call",
    "max",
    "where",
)
_ARRAY_FORMS = (
    *("matmul", "whole", "outer", "apply", "reduce", "sigma sum", "entry", "transpose"),
    *("matrix", "vector"),
)
_TERMS = st.sampled_from(INDICES) | st.integers(0, 3)
_ENTRY = st.lists(_TERMS, min_size=1, max_size=2).map(tuple)


def whole(n: int) -> Number:
    """Return the number n as it is usually spelt."""
    return Number(Fraction(n), str(n))


def numbers() -> st.SearchStrategy[Expr]:
    """Whole numbers and decimals in several spellings."""
    spelt = st.sampled_from(["0.5", "0.01", "1e-3", "1_000", ".25", "2.0", "1.5E2"])
    return st.integers(0, 20).map(whole) | spelt.map(
        lambda s: Number(Fraction(s.replace("_", "")), s)
    )


@st.composite
def scalars(
    draw: Draw, names: tuple[str, ...] = SCALARS, depth: int = 4, derivatives: bool = True
) -> Expr:
    """Scalar expressions: arithmetic, functions, cases and (unless refused) derivatives."""
    leaves = numbers() | st.sampled_from(names).map(Name) | st.just(Constant("pi"))
    forms = (*_SCALAR_FORMS, "derivative") if derivatives else _SCALAR_FORMS

    def node(left: int) -> Expr:
        if left == 0 or draw(st.integers(0, 4)) == 0:
            return draw(leaves)  # type: ignore[no-any-return]
        form = draw(st.sampled_from(forms))
        if form == "derivative":
            return Derivative(node(left - 1), Name(draw(st.sampled_from(names))))
        return _scalar_form(draw, form, lambda: node(left - 1))

    return node(depth)


@st.composite
def expressions(draw: Draw, depth: int = 4) -> Expr:
    """Every kind of node, well formed as text; shapes need not fit."""
    size = st.sampled_from(SIZES).map(lambda s: Name(s) if isinstance(s, str) else whole(s))
    entry = st.builds(Index, st.sampled_from(ARRAYS).map(Name), _ENTRY)
    name = st.sampled_from((*SCALARS, *ARRAYS)).map(Name)
    ones = st.lists(size, min_size=1, max_size=2).map(lambda ns: Vector(tuple(ns)))
    leaves = st.one_of(
        numbers(),
        name,
        entry,
        st.just(Constant("pi")),
        st.builds(Delta, _TERMS, _TERMS),
        size.map(lambda n: Call("eye", (n,))),
        (size | ones).map(lambda n: Call("ones", (n,))),
    )
    forms = (*_SCALAR_FORMS, *_ARRAY_FORMS, "derivative", "slope")

    def node(left: int) -> Expr:
        if left == 0 or draw(st.integers(0, 4)) == 0:
            return draw(leaves)  # type: ignore[no-any-return]
        form = draw(st.sampled_from(forms))
        if form == "derivative":
            return Derivative(node(left - 1), draw(name | entry))
        if form == "slope":
            array = Name(draw(st.sampled_from(ARRAYS)))
            slope = draw(st.sampled_from(["sigma", "tanh", "relu", "sqrt"]))
            function = draw(st.sampled_from([Apply("g", (array,)), Call(slope, (array,))]))
            return Derivative(Reduce("sum", function, None, False), array)
        if form in _ARRAY_FORMS:
            return _array_form(draw, form, lambda: node(left - 1))
        return _scalar_form(draw, form, lambda: node(left - 1))

    return node(depth)


def _scalar_form(draw: Draw, form: str, inner: Inner) -> Expr:
    match form:
        case "sign":
            return Unary(draw(st.sampled_from(["-", "-", "+"])), inner())
        case "sum":
            return Binary(draw(st.sampled_from(["+", "-"])), inner(), inner())
        case "product":
            return Binary(draw(st.sampled_from(["*", "/"])), inner(), inner())
        case "power":
            return _power(draw, inner(), inner())
        case "call":
            return Call(draw(st.sampled_from(ONE_ARGUMENT)), (inner(),))
        case "max":
            return Call(draw(st.sampled_from(["max", "min"])), (inner(), inner()))
        case _:
            return Where(_relations(draw, inner), inner(), inner())


def _array_form(draw: Draw, form: str, inner: Inner) -> Expr:
    match form:
        case "matmul":
            return Binary("@", inner(), inner())
        case "whole":
            return Call(draw(st.sampled_from(["softmax", "diag", "trace"])), (inner(),))
        case "outer":
            return Call("outer", (inner(), inner()))
        case "apply":
            return Apply(draw(st.sampled_from("gJ")), (inner(),))
        case "reduce":
            function = draw(st.sampled_from(["sum", "mean", "max", "min"]))
            axis = draw(st.sampled_from([None, 0, 1]))
            return Reduce(function, inner(), axis, draw(st.booleans()))
        case "sigma sum":
            indices = draw(st.lists(st.sampled_from(INDICES), min_size=1, max_size=2, unique=True))
            return Sum(inner(), tuple(Range(i, draw(st.sampled_from(SIZES))) for i in indices))
        case "entry":
            return Index(inner(), draw(_ENTRY))
        case "transpose":
            return Transpose(inner())
        case "matrix":
            width = draw(st.integers(1, 2))
            return Matrix(
                tuple(tuple(inner() for _ in range(width)) for _ in range(draw(st.integers(1, 2))))
            )
        case _:
            return Vector(tuple(inner() for _ in range(draw(st.integers(1, 3)))))


def _power(draw: Draw, base: Expr, exponent: Expr) -> Expr:
    """Return a power, but none of constants, which might need thousands of digits."""
    if _constant(base) and _constant(exponent):
        return Binary("**", draw(numbers()), whole(draw(st.integers(0, 3))))
    return Binary("**", base, exponent)


def _constant(expr: Expr) -> bool:
    return not any(isinstance(node, Name) for _, node in walk(expr))


def _relations(draw: Draw, inner: Inner) -> tuple[Relation, ...]:
    """Return one relation, a chain of two such as ``0 < z < 1``, or two that ``and`` joins."""
    ops = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    first = Relation(draw(ops), inner(), inner())
    match draw(st.integers(0, 3)):
        case 0:
            return (first, Relation(draw(ops), first.right, inner()))
        case 1:
            return (first, Relation(draw(ops), inner(), inner()))
        case _:
            return (first,)
