"""What declarations say of names: their shapes, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from derive.language.nodes import (
    Apply,
    Binary,
    Call,
    Derivative,
    Expr,
    Matrix,
    Name,
    Reduce,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    nodes,
)
from derive.language.shapes import ShapeError, Surveyor
from derive.language.working import Declarations, Shape


def shapes_of(declarations: Declarations) -> dict[str, Shape]:
    """Return the shape of every name that is declared with one or defined.

    A definition whose own shapes do not fit has none.
    """
    shapes = dict(declarations.shapes)
    surveyor = Surveyor(declarations)
    for name, meaning in declarations.lets:
        with suppress(ShapeError):
            shapes.setdefault(name, surveyor.survey(meaning).shape)
    return shapes


def ranks_of(declarations: Declarations, shapes: Mapping[str, Shape]) -> dict[str, int]:
    """Return the rank of every declared name; an unknown scalar ``J(Z)`` has rank 0."""
    ranks = {name: len(shape) for name, shape in shapes.items()}
    ranks |= {name: 0 for name, _ in declarations.unknowns}
    for name, meaning in declarations.lets:
        ranks.setdefault(name, rank(meaning, ranks))
    return ranks


def rank(expr: Expr, ranks: Mapping[str, int]) -> int:
    """Return 0 for a scalar, 1 for a vector, 2 for a matrix; undeclared names are scalars."""
    match expr:
        case Name(id=name):
            return ranks.get(name, 0)
        case Unary(arg=inner) | Sum(body=inner) | Derivative(variable=inner):
            return rank(inner, ranks)
        case Binary(op="@", left=left, right=right):
            return max(rank(left, ranks) + rank(right, ranks) - 2, 0)
        case Binary(left=left, right=right) | Where(then=left, otherwise=right):
            return max(rank(left, ranks), rank(right, ranks))
        case Call(function="outer" | "eye") | Matrix():
            return 2
        case Call(function="diag", args=(arg,)):
            return 1 if rank(arg, ranks) == 2 else 2
        case Call(function="ones") | Vector():
            return 1
        case Call(function="trace"):
            return 0
        case Apply(function=function) if function in ranks:
            return ranks[function]
        case Call(args=args) | Apply(args=args):
            return max((rank(arg, ranks) for arg in args), default=0)
        case Reduce(array=array, axis=axis, keepdims=keepdims):
            whole = rank(array, ranks)
            return whole if keepdims else 0 if axis is None else max(whole - 1, 0)
        case Transpose(array=array):
            return rank(array, ranks)
        case _:
            return 0


def made_of(body: Expr, variable: str, declarations: Declarations) -> frozenset[str]:
    """Return the names that ``body`` depends on when it is read as a function of ``variable``.

    Definitions and unknown scalars count as what stands behind them; the variable as itself.
    """
    behind: dict[str, tuple[Expr, ...]] = {name: (meaning,) for name, meaning in declarations.lets}
    behind |= {name: tuple(map(Name, args)) for name, args in declarations.unknowns}
    behind.pop(variable, None)
    seen: set[str] = set()
    waiting = [body]
    while waiting:
        for node in nodes(waiting.pop()):
            if isinstance(node, Name) and node.id not in seen:
                seen.add(node.id)
                waiting += behind.get(node.id, ())
    return frozenset(seen - behind.keys())
