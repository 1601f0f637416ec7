"""The nodes of an expression: a small closed set, immutable, kept exactly as written.

Glossary

    Expr        any node that stands for a scalar or an array
    index term  what stands in ``W[j, 0]`` or ``delta(i, j)``: a name (str) or a literal (int)
    Condition   what ``where`` declares of values: a Relation, a Membership or a Natural
    path        the way from a node to a node inside it: child numbers, as a tuple

No node computes, folds or reorders anything. Whoever needs to treat every kind of node alike
uses :func:`children` and :func:`with_children`; everything else dispatches on the node's class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from derive.language.hashed import Hashed, hashed

IndexTerm: TypeAlias = str | int
Path: TypeAlias = tuple[int, ...]
BinaryOp: TypeAlias = Literal["+", "-", "*", "/", "**", "@"]
RelationOp: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]


@hashed
class Number(Hashed):
    """An exact non-negative number; ``text`` is its spelling (``0.01`` is 1/100, written 0.01)."""

    value: Fraction
    text: str


@hashed
class Constant(Hashed):
    """A reserved number that is not rational: only ``pi``."""

    name: str


@hashed
class Name(Hashed):
    """A scalar, an array or an unknown scalar, by its name."""

    id: str


@hashed
class Unary(Hashed):
    """A sign in front: ``-x`` or ``+x``."""

    op: Literal["-", "+"]
    arg: Expr


@hashed
class Binary(Hashed):
    """``left op right``; on arrays entry by entry with broadcasting, except ``@``."""

    op: BinaryOp
    left: Expr
    right: Expr


@hashed
class Call(Hashed):
    """A function that the language knows (see :data:`FUNCTIONS`), with positional arguments."""

    function: str
    args: tuple[Expr, ...]


@hashed
class Apply(Hashed):
    """An unknown function ``g(z)`` or unknown scalar ``J(Z)``, declared by ``where``."""

    function: str
    args: tuple[Expr, ...]


@hashed
class Reduce(Hashed):
    """``sum``, ``mean``, ``max`` or ``min`` of an array, over one axis or (None) all entries."""

    function: Literal["sum", "mean", "max", "min"]
    array: Expr
    axis: int | None
    keepdims: bool


@hashed
class Range(Hashed):
    """One ``for index in range(size)``; the size is a name or a literal whole number >= 1."""

    index: str
    size: IndexTerm


@hashed
class Sum(Hashed):
    """``sum(body for i in range(m) for ...)``: the indices are bound in the body."""

    body: Expr
    ranges: tuple[Range, ...]


@hashed
class Derivative(Hashed):
    """``D(body, variable)``; the variable is a Name or an Index of a Name."""

    body: Expr
    variable: Expr


@hashed
class Index(Hashed):
    """One entry of an array: ``W[j, k]``; indices count from 0."""

    array: Expr
    indices: tuple[IndexTerm, ...]


@hashed
class Delta(Hashed):
    """Kronecker's delta: 1 where both index terms are equal, else 0."""

    left: IndexTerm
    right: IndexTerm


@hashed
class Transpose(Hashed):
    """``W.T``."""

    array: Expr


@hashed
class Matrix(Hashed):
    """``array([[..], [..]])``, a small matrix written out, row by row; all rows are as long."""

    rows: tuple[tuple[Expr, ...], ...]


@hashed
class Vector(Hashed):
    """``array([a, b])``, a small vector written out."""

    entries: tuple[Expr, ...]


@hashed
class Relation(Hashed):
    """``left op right``: a condition on values."""

    op: RelationOp
    left: Expr
    right: Expr


@hashed
class Where(Hashed):
    """``where(condition, then, otherwise)``; ``0 < z < 1`` is a tuple of two relations.

    All relations must hold for ``then`` to be chosen; only the chosen branch must be defined.
    """

    condition: tuple[Relation, ...]
    then: Expr
    otherwise: Expr


@hashed
class Membership(Hashed):
    """``y in {0, 1}``: the values are constant expressions."""

    subject: Expr
    values: tuple[Expr, ...]


@hashed
class Natural(Hashed):
    """``n in N``: a whole number 1, 2, 3, ..."""

    subject: Name


Expr: TypeAlias = (
    Number
    | Constant
    | Name
    | Unary
    | Binary
    | Call
    | Apply
    | Reduce
    | Sum
    | Derivative
    | Index
    | Delta
    | Transpose
    | Matrix
    | Vector
    | Where
)
Condition: TypeAlias = Relation | Membership | Natural

# The functions of the language: name -> (fewest arguments, most arguments or None).
# The first group works entry by entry; the second on whole arrays.
ENTRYWISE: dict[str, tuple[int, int | None]] = {
    "log": (1, 1),
    "exp": (1, 1),
    "sqrt": (1, 1),
    "abs": (1, 1),
    "sign": (1, 1),
    "max": (2, None),
    "min": (2, None),
    "tanh": (1, 1),
    "cosh": (1, 1),
    "sinh": (1, 1),
    "sigma": (1, 1),
    "relu": (1, 1),
    "softplus": (1, 1),
}
WHOLE_ARRAY: dict[str, tuple[int, int | None]] = {
    "softmax": (1, 1),
    "outer": (2, 2),
    "diag": (1, 1),
    "trace": (1, 1),
    "eye": (1, 1),
    "ones": (1, 1),
}
FUNCTIONS: dict[str, tuple[int, int | None]] = ENTRYWISE | WHOLE_ARRAY
RESERVED: frozenset[str] = frozenset(FUNCTIONS) | {
    "D",
    "N",
    "array",
    "delta",
    "mean",
    "pi",
    "range",
    "sum",
    "where",
}


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions directly inside ``expr``, in reading order.

    Index terms and the sizes of ranges are not expressions and are left out. A condition of
    ``where`` gives its two sides.
    """
    return _CHILDREN[type(expr)](expr)


def _sides(expr: Where) -> tuple[Expr, ...]:
    sides = (side for relation in expr.condition for side in (relation.left, relation.right))
    return (*sides, expr.then, expr.otherwise)


# Looked up, and not matched one by one: this is asked of every node, again and again.
_CHILDREN: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    **dict.fromkeys((Number, Constant, Name, Delta), lambda expr: ()),
    Unary: lambda expr: (expr.arg,),
    Binary: lambda expr: (expr.left, expr.right),
    **dict.fromkeys((Call, Apply), lambda expr: expr.args),
    **dict.fromkeys((Reduce, Index, Transpose), lambda expr: (expr.array,)),
    Sum: lambda expr: (expr.body,),
    Derivative: lambda expr: (expr.body, expr.variable),
    Matrix: lambda expr: tuple(entry for row in expr.rows for entry in row),
    Vector: lambda expr: expr.entries,
    Where: _sides,
}


def with_children(expr: Expr, new: tuple[Expr, ...]) -> Expr:
    """Return ``expr`` with its children replaced by ``new`` (as many, in the same order)."""
    match expr:
        case Number() | Constant() | Name() | Delta():
            return expr
        case Unary(op=op):
            return Unary(op, *new)
        case Binary(op=op):
            return Binary(op, *new)
        case Call(function=function):
            return Call(function, tuple(new))
        case Apply(function=function):
            return Apply(function, tuple(new))
        case Reduce(function=reduction, axis=axis, keepdims=keepdims):
            return Reduce(reduction, new[0], axis, keepdims)
        case Index(indices=indices):
            return Index(new[0], indices)
        case Transpose():
            return Transpose(new[0])
        case Sum(ranges=ranges):
            return Sum(new[0], ranges)
        case Derivative():
            return Derivative(*new)
        case Matrix(rows=rows):
            rest = iter(new)
            return Matrix(tuple(tuple(next(rest) for _ in row) for row in rows))
        case Vector():
            return Vector(tuple(new))
        case Where(condition=condition):
            sides = iter(new)
            relations = tuple(Relation(r.op, next(sides), next(sides)) for r in condition)
            return Where(relations, next(sides), next(sides))


def walk(expr: Expr, path: Path = ()) -> Iterator[tuple[Path, Expr]]:
    """Yield every node inside ``expr`` with its path, the outer before the inner."""
    yield path, expr
    for number, child in enumerate(children(expr)):
        yield from walk(child, (*path, number))


def nodes(expr: Expr) -> Iterator[Expr]:
    """Yield every node inside ``expr``, the outer before the inner, from left to right."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node)[::-1])


def at(expr: Expr, path: Path) -> Expr:
    """Return the node at ``path`` inside ``expr``."""
    for number in path:
        expr = children(expr)[number]
    return expr


def replaced(expr: Expr, path: Path, new: Expr) -> Expr:
    """Return ``expr`` with the node at ``path`` replaced by ``new``."""
    if not path:
        return new
    inside = list(children(expr))
    inside[path[0]] = replaced(inside[path[0]], path[1:], new)
    return with_children(expr, tuple(inside))


def sharing(exprs: Iterable[Expr]) -> tuple[Expr, ...]:
    """Return the expressions with equal parts made one object, which is then known by identity."""
    known: dict[Expr, Expr] = {}

    def shared(expr: Expr) -> Expr:
        before = children(expr)
        now = tuple(map(shared, before))
        if any(a is not b for a, b in zip(now, before, strict=True)):
            expr = with_children(expr, now)
        return known.setdefault(expr, expr)

    return tuple(map(shared, exprs))


def names_in(expr: Expr) -> frozenset[str]:
    """Return the names that ``expr`` mentions: values and unknown functions, not indices."""
    found: set[str] = set()
    for node in nodes(expr):
        if isinstance(node, Name):
            found.add(node.id)
        elif isinstance(node, Apply):
            found.add(node.function)
    return frozenset(found)
