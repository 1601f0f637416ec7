"""The derivative of a function at a point: taken beside it, on both sides where a kink stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from derive.kernel.prove.atoms import (
    Family,
    Indices,
    Variable,
    is_bound,
)
from derive.kernel.prove.calculus import (
    Start,
    kinks,
    replaced,
    substituted,
    without_kinks,
)
from derive.kernel.prove.evaluation import Evaluation
from derive.kernel.prove.field import Pole
from derive.kernel.prove.polynomials import Unresolved
from derive.kernel.prove.quotients import Element
from derive.kernel.prove.scope import Scope, Undefined
from derive.kernel.prove.signs import Moving
from derive.kernel.prove.signsets import (
    NOT_ZERO,
)
from derive.kernel.prove.slopes import derivative, limit_at_zero
from derive.kernel.prove.spelled import reindexed
from derive.kernel.prove.zeros import vanishes
from derive.language.nodes import (
    Delta,
    Expr,
    Index,
    Name,
    names_in,
    nodes,
)
from derive.language.shapes import size_names


@dataclass(frozen=True, slots=True)
class _Beside:
    """A function of a moving variable, on one side of the point where the variable starts.

    touched   whether some part of the function has a kink at that point
    """

    family: Family
    start: Start
    touched: bool
    value: Element
    slope: Element


def derivative_at(ev: Evaluation, body: Expr, variable: Expr, scope: Scope, at: Indices) -> Element:
    """Return the derivative of ``body`` by a variable, or by its entry at ``at``."""
    match variable:
        case Name(id=name):
            pass
        case Index(array=Name(id=name), indices=indices):
            at = scope.terms(indices)
        case _:
            raise Unresolved("a derivative by something that is no name")
    if name in ev.whole_numbers:
        raise Unresolved(f"a derivative by {name}, which takes only whole numbers")
    if name in ev.lets:
        ev.name(name, scope, at)  # it starts at a value, which its definition must have
    right = _beside(ev, body, name, at, scope, +1)
    if not right.touched:
        return _at_start(ev, right, right.slope)
    left = _beside(ev, body, name, at, scope, -1)
    here = ev.value(body, scope.moved(name, right.start))
    _must_agree(ev, _at_start(ev, right, right.value), here)
    _must_agree(ev, _at_start(ev, left, left.value), here)
    slope = _at_start(ev, right, right.slope)
    _must_agree(ev, slope, _at_start(ev, left, left.slope))
    return slope


def _beside(
    ev: Evaluation, body: Expr, name: str, at: Indices, scope: Scope, direction: int
) -> _Beside:
    def start(indices: Indices) -> Element:
        return ev.name(name, scope, indices)

    def moved(indices: Indices) -> Element:
        return ev.field.generator(Variable(name, indices, number))

    ev.moved += 1
    number = ev.moved
    family = name, number
    moving = Moving(start, at, direction)
    ev.signs.moving[family] = moving
    try:
        value = ev.field.reduced(ev.value(body, scope.moved(name, moved)))
        slope = derivative(ev.field, value, family, at)
    finally:
        del ev.signs.moving[family]
    return _Beside(family, start, moving.touched, value, slope)


def _at_start(ev: Evaluation, beside: _Beside, element: Element) -> Element:
    """Return the limit of the element at the point itself, which must be no jump."""
    limit = _limit(ev, beside, element)
    for kink in kinks(ev.field, limit):
        if kink.of == 0:
            jumping = replaced(ev.field, limit, {kink: ev.field.one})
            _must_agree(ev, *(without_kinks(ev.field, e) for e in (jumping, limit)))
            continue
        _occurs(ev, kink.of)
        source = _for_each(ev.field.spelled(kink.of))
        ev.require(kink.of, NOT_ZERO, source, "!=")
    return without_kinks(ev.field, limit)


def _occurs(ev: Evaluation, element: Element) -> None:
    """Let conditions on defined arrays be learned at the indices of the element."""
    mentioned = sorted(ev.field.mentions(element), key=str)
    for name in ev.lets:
        shape = ev.shape(Name(name))
        for order in permutations(mentioned, sum(size != 1 for size in shape)):
            terms = iter(order)
            at: Indices = tuple(0 if size == 1 else next(terms) for size in shape)
            if at:
                ev.field.news.append((name, at))


def _limit(ev: Evaluation, beside: _Beside, element: Element) -> Element:
    try:
        return substituted(ev.field, element, beside.family, beside.start)
    except Pole as pole:
        ev.signs.one(pole.numerator)  # where it is not zero the limit is infinite
        raise Undefined from None
    except Unresolved:
        # Perhaps |u|**n with u = 0 at the point: measure the distance from it instead.
        ev.moved += 1
        distance = ev.field.generator(Variable(beside.family[0], (), ev.moved))
        (variable,) = distance.generators
        element = substituted(
            ev.field, element, beside.family, lambda at: beside.start(at) + distance
        )
    try:
        return limit_at_zero(ev.field, element, variable)
    except Pole as pole:
        ev.signs.one(pole.numerator)
        raise Undefined from None


def _must_agree(ev: Evaluation, left: Element, right: Element) -> None:
    difference = ev.field.reduced(left - right)
    if vanishes(ev.field, difference):
        return
    if 0 in ev.signs.of(difference):
        ev.signs.one(difference)  # raises NeedSplit: they agree in a part of the cell only
    raise Undefined


def _for_each(expr: Expr) -> Expr:
    """Give bound indices the names of free ones: a condition on them holds for each entry."""
    inside = list(nodes(expr))
    terms = [t for node in inside if isinstance(node, Index) for t in node.indices]
    terms += [t for node in inside if isinstance(node, Delta) for t in (node.left, node.right)]
    taken = names_in(expr) | size_names(expr) | set(terms)
    free = (name for name in "jiklquvrst" if name not in taken)
    return reindexed(expr, dict(zip(filter(is_bound, dict.fromkeys(terms)), free, strict=False)))
