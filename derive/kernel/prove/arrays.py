"""Arrays, by their entries: products, sums, reductions and the functions of whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from derive.kernel.prove.atoms import (
    EXTREME,
    Indices,
    Unknown,
    is_bound,
)
from derive.kernel.prove.calculus import (
    argument,
    sum_over,
)
from derive.kernel.prove.evaluation import Evaluation
from derive.kernel.prove.functions import largest, smallest
from derive.kernel.prove.polynomials import Polynomial, Unresolved
from derive.kernel.prove.quotients import Element, total
from derive.kernel.prove.scope import Scope
from derive.language.nodes import (
    Expr,
    IndexTerm,
    Range,
)
from derive.language.working import Shape


def matrix_product(ev: Evaluation, left: Expr, right: Expr, scope: Scope, at: Indices) -> Element:
    """Return an entry: (A @ B)[i, k] = sum of A[i, j]*B[j, k] over j."""
    rows = len(ev.shape(left)) - 1

    def term(index: IndexTerm) -> Element:
        row, column = (*at[:rows], index), (index, *at[rows:])
        return ev.value(left, scope, row) * ev.value(right, scope, column)

    return _summed(ev, ev.shape(left)[-1], term)


def _summed(ev: Evaluation, size: IndexTerm, term: Callable[[IndexTerm], Element]) -> Element:
    """Return the sum of the terms: one by one over a literal size, else for every size."""
    if isinstance(size, int):
        return total(term(k) for k in range(size))
    index = ev.field.fresh()
    return sum_over(ev.field, index, size, term(index))


def delta(ev: Evaluation, left: IndexTerm, right: IndexTerm, scope: Scope) -> Element:
    """Kronecker's delta; a sum may contract it only if its indices run over one range."""
    terms = scope.terms((left, right))
    if any(map(is_bound, terms)):
        first, second = (scope.ranges.get(t) if isinstance(t, str) else t for t in (left, right))
        if 0 not in (left, right) and (first is None or first != second):
            raise Unresolved(f"delta({left}, {right}) of indices that run over different ranges")
    return ev.field.kronecker(*terms)


def summed(
    ev: Evaluation, body: Expr, ranges: tuple[Range, ...], scope: Scope, at: Indices
) -> Element:
    """Return ``sum(body for ... for ...)``, or an entry of it where the body is an array."""
    if not ranges:
        return ev.value(body, scope, at)
    first, *rest = ranges

    def term(index: IndexTerm) -> Element:
        return summed(ev, body, tuple(rest), scope.running(first.index, index, first.size), at)

    return _summed(ev, first.size, term)


def reduction(
    ev: Evaluation,
    function: str,
    array: Expr,
    axis: int | None,
    keepdims: bool,
    scope: Scope,
    at: Indices,
) -> Element:
    """Return an entry of ``sum``, ``mean``, ``max`` or ``min`` over one axis or all.

    mean of f_i over i in range(n) = (sum of f_i)/n
    """
    shape = ev.shape(array)
    axes = tuple(range(len(shape))) if axis is None else (axis,)
    others = iter([t for k, t in enumerate(at) if k not in axes] if keepdims else at)
    kept: list[IndexTerm] = [0 if k in axes else next(others) for k in range(len(shape))]
    if function in ("max", "min"):
        return _extreme(ev, function, array, shape, axes, kept, scope)
    result = _sum_along(ev, array, shape, axes, kept, scope)
    if function == "mean":
        for k in axes:
            result /= ev.field.size(shape[k])
    return result


def _sum_along(
    ev: Evaluation, array: Expr, shape: Shape, axes: Indices, place: list[IndexTerm], scope: Scope
) -> Element:
    if not axes:
        return ev.value(array, scope, tuple(place))
    first, *rest = axes

    def term(index: IndexTerm) -> Element:
        moved = [index if k == first else old for k, old in enumerate(place)]
        return _sum_along(ev, array, shape, tuple(rest), moved, scope)

    return _summed(ev, shape[int(first)], term)


def _extreme(
    ev: Evaluation,
    function: str,
    array: Expr,
    shape: Shape,
    axes: tuple[int, ...],
    place: list[IndexTerm],
    scope: Scope,
) -> Element:
    sizes = [shape[k] for k in axes]
    if not all(isinstance(size, int) for size in sizes):
        return _extreme_of_any_size(ev, function, array, axes, sizes, place, scope)
    entries = []
    for choice in product(*(range(int(size)) for size in sizes)):
        chosen = dict(zip(axes, choice, strict=True))
        entries.append(ev.value(array, scope, tuple(chosen.get(k, t) for k, t in enumerate(place))))
    return (largest if function == "max" else smallest)(ev, entries, (array,) * len(entries))


def _extreme_of_any_size(
    ev: Evaluation,
    function: str,
    array: Expr,
    axes: tuple[int, ...],
    sizes: list[IndexTerm],
    place: list[IndexTerm],
    scope: Scope,
) -> Element:
    """Return max over k of (f_k + c) = c + max f_k, where the second is one atom of f.

    Nothing else is known of it, and it is not differentiated. The min is -max(-f).
    """
    names = {k: ev.field.fresh() for k in axes}
    sign = 1 if function == "max" else -1
    at = tuple(names.get(k, term) for k, term in enumerate(place))
    entry = ev.field.reduced(sign * ev.value(array, scope, at))
    bound = set(names.values())
    if bound & ev.field.mentions(Element(entry.denom)):
        common = ev.field.zero
    else:
        terms = (Element(Polynomial({m: c})) for m, c in entry.numer.terms.items())
        free = total(term for term in terms if not bound & ev.field.mentions(term))
        common = free / Element(entry.denom)
    arg = argument(ev.field, tuple(names.values()), tuple(sizes), entry - common)
    return sign * (common + ev.field.generator(Unknown(EXTREME, (arg,))))


def of_array(
    ev: Evaluation, function: str, array: Expr, args: tuple[Expr, ...], scope: Scope, at: Indices
) -> Element:
    """Return an entry of a function that takes whole arrays.

    softmax(z)[k] = exp(z[k])/sum of exp(z[j])     outer(u, v)[j, k] = u[j]*v[k]
    diag(v)[j, k] = delta(j, k)*v[j]               diag(S)[k] = S[k, k]
    trace(S) = sum of S[k, k]                      eye(n)[j, k] = delta(j, k)
    """
    match function:
        case "softmax":
            others = _summed(
                ev,
                ev.shape(array)[0],
                lambda index: ev.field.exp(ev.value(array, scope, (index, *at[1:]))),
            )
            return ev.field.exp(ev.value(array, scope, at)) / others
        case "outer":
            return ev.value(args[0], scope, at[:1]) * ev.value(args[1], scope, at[1:])
        case "diag" if len(at) == 2:
            return ev.field.kronecker(*at) * ev.value(array, scope, at[:1])
        case "diag":
            return ev.value(array, scope, (at[0], at[0]))
        case "trace":
            return _summed(
                ev, ev.shape(array)[0], lambda index: ev.value(array, scope, (index, index))
            )
        case "eye":
            return ev.field.kronecker(*at)
        case "ones":
            return ev.field.one
    raise Unresolved(f"the function {function}")
