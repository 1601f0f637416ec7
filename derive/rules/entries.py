"""Entries of arrays: what stands at ``[j, i]`` of a product, of a transpose, of a sum."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import TypeAlias

from derive.language.nodes import (
    ENTRYWISE,
    Apply,
    Binary,
    Call,
    Delta,
    Derivative,
    Expr,
    Index,
    IndexTerm,
    Matrix,
    Name,
    Range,
    Reduce,
    Relation,
    Sum,
    Transpose,
    Unary,
    Vector,
    Where,
    children,
    with_children,
)
from derive.language.working import Shape
from derive.rules.build import ONE, number, over, times
from derive.rules.scene import Scene, letters_in, unused, variable_name

Indices: TypeAlias = tuple[IndexTerm, ...]


class Kind(Enum):
    """What an entry is taken of."""

    TRANSPOSE = auto()
    PRODUCT = auto()
    ENTRYWISE = auto()
    OTHER = auto()


def kind(array: Expr) -> Kind:
    """Return of what kind an array is, as written."""
    match array:
        case Transpose():
            return Kind.TRANSPOSE
        case Binary(op="@"):
            return Kind.PRODUCT
        case Binary() | Unary():
            return Kind.ENTRYWISE
    return Kind.OTHER


def entry(array: Expr, indices: Indices, scene: Scene) -> Expr | None:
    """Return an entry of an array in terms of entries of what it is made of, all the way."""
    below = opened(array, indices, scene)
    return None if below is None else _all_opened(below, scene)


def _all_opened(expr: Expr, scene: Scene) -> Expr:
    if isinstance(expr, Index):
        below = opened(expr.array, expr.indices, scene)
        return expr if below is None else _all_opened(below, scene)
    return with_children(expr, tuple(_all_opened(child, scene) for child in children(expr)))


def opened(array: Expr, indices: Indices, scene: Scene) -> Expr | None:
    """Return an entry in terms of entries of the parts, one level down; None for a name."""
    shape = scene.shape(array)
    if shape is None or len(shape) != len(indices):
        return None

    def at(part: Expr) -> Expr:
        return broadcast(part, indices, scene)

    match array:
        case Transpose(array=inner):
            return Index(inner, indices[::-1])
        case Binary(op="@", left=left, right=right):
            return _product(left, right, indices, scene)
        case Unary() | Binary() | Call(function="max" | "min"):
            return with_children(array, tuple(map(at, children(array))))
        case Call(function=function) if function in ENTRYWISE:
            return with_children(array, tuple(map(at, children(array))))
        case Apply(function=function) if function in scene.declarations.functions:
            return with_children(array, tuple(map(at, children(array))))
        case Where(condition=condition, then=then, otherwise=otherwise):
            relations = tuple(Relation(r.op, at(r.left), at(r.right)) for r in condition)
            return Where(relations, at(then), at(otherwise))
        case Derivative(body=body, variable=Name() as variable):
            return _slope(body, variable, indices, scene)
        case Matrix(rows=rows):
            row, column = indices
            if isinstance(row, int) and isinstance(column, int):
                return rows[row][column]
        case Vector(entries=entries):
            if isinstance(indices[0], int):
                return entries[indices[0]]
        case Reduce(function="sum" | "mean", axis=int(axis), array=inner, keepdims=keepdims):
            return _reduced(array, inner, axis, keepdims, indices, scene)
        case Call(function="outer", args=(left, right)):
            return times(Index(left, indices[:1]), Index(right, indices[1:]))
        case Call(function="ones"):
            return ONE
        case Call(function="eye"):
            return Delta(*indices)
        case Call(function="diag", args=(vector,)) if len(indices) == 2:
            return times(Delta(*indices), Index(vector, indices[:1]))
        case Call(function="diag", args=(matrix,)):
            return Index(matrix, indices * 2)
    return None


def broadcast(part: Expr, indices: Indices, scene: Scene) -> Expr:
    """Return what a part of an entrywise expression contributes to the entry at the indices."""
    shape = scene.shape(part) or ()
    if not shape:
        return part
    last = indices[len(indices) - len(shape) :]
    return Index(part, tuple(0 if size == 1 else i for size, i in zip(shape, last, strict=True)))


def _product(left: Expr, right: Expr, indices: Indices, scene: Scene) -> Expr | None:
    """Return the entry of a matrix product: a sum over the shared axis."""
    one, two = scene.shape(left), scene.shape(right)
    if not one or not two:
        return None
    inner = unused("v", left, right, {str(i): i for i in indices}, dict(scene.ranges))
    row, column = indices[: len(one) - 1], indices[len(one) - 1 :]

    def term(v: IndexTerm) -> Expr:
        return times(Index(left, (*row, v)), Index(right, (v, *column)))

    return term(0) if one[-1] == 1 else Sum(term(inner), (Range(inner, one[-1]),))


def _slope(body: Expr, variable: Name, indices: Indices, scene: Scene) -> Expr:
    """Return the entry of a gradient; that of ``D(sum(g(Z)), Z)`` is the slope of one ``g``."""
    match body:
        case Reduce(function="sum", array=array, axis=None) if scene.shape(array) == scene.shape(
            variable
        ):
            inside = entry(array, indices, scene)
            moved = Index(variable, indices)
            if inside is not None and _only(inside, moved):
                return Derivative(inside, moved)
    return Derivative(body, Index(variable, indices))


def _only(expr: Expr, moved: Index) -> bool:
    """Whether, of the moved array, only this entry stands in the expression."""
    if expr == moved:
        return True
    if isinstance(expr, Name) and expr.id == variable_name(moved):
        return False
    return all(_only(child, moved) for child in children(expr))


def _reduced(
    array: Expr, inner: Expr, axis: int, keepdims: bool, indices: Indices, scene: Scene
) -> Expr | None:
    shape = scene.shape(inner)
    if not shape:
        return None
    axis %= len(shape)
    rest = [i for place, i in enumerate(indices) if not (keepdims and place == axis)]
    size = shape[axis]
    letter = unused("q", inner, {str(i): i for i in indices}, dict(scene.ranges))
    inside = Index(inner, (*rest[:axis], 0 if size == 1 else letter, *rest[axis:]))
    summed = inside if size == 1 else Sum(inside, (Range(letter, size),))
    mean = isinstance(array, Reduce) and array.function == "mean"
    return over(summed, size_expr(size)) if mean else summed


def size_expr(size: IndexTerm) -> Expr:
    """Return a size as a number or a name."""
    return number(size) if isinstance(size, int) else Name(size)


def summed(array: Expr, scene: Scene) -> Expr | None:
    """Return the sum of all entries of an array as a sum over its indices."""
    shape = scene.shape(array)
    if not shape:
        return None
    taken = {str(letter): letter for letter in letters_in(array)} | dict(scene.ranges)
    indices: list[IndexTerm] = []
    ranges: list[Range] = []
    for size in shape:
        if size == 1:
            indices.append(0)
            continue
        letter = unused("q" if ranges else "u", taken)
        taken[letter] = letter
        indices.append(letter)
        ranges.append(Range(letter, size))
    inside = Index(array, tuple(indices))
    return Sum(inside, tuple(ranges)) if ranges else inside


def places(shape: Shape) -> Iterator[Indices]:
    """Yield the indices at which two arrays have to be compared: literal ones, or letters."""
    if all(isinstance(size, int) for size in shape):
        yield from _literal(shape)
    else:
        letters = ("row_", "column_", "layer_")
        yield tuple(0 if size == 1 else letters[place] for place, size in enumerate(shape))


def _literal(shape: Shape) -> Iterator[Indices]:
    if not shape:
        yield ()
        return
    for first in range(int(shape[0])):
        for rest in _literal(shape[1:]):
            yield (first, *rest)
